"""A classifier that learns one frame from coded units, in two steps: the unit by itself, then beside its neighbors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from caatext.measures.frames.coded_units import Array, Units

Flags: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]
Wordings: TypeAlias = np.ndarray[Any, np.dtype[np.int32]]
#: Words and vectors have length 1 in a unit; these weights were chosen on the development half of the clause bank.
VECTOR_WEIGHT = 2.0
STATEMENT_WEIGHT = 0.3
#: Units whose words are as alike as this (cosine of tf-idf) are one wording, and are never on both sides of a fold.
ALIKE = 0.7
FOLDS = 5
#: What a code names of the words that spoke for it.
MOST_WORDS = 3
_BLOCK = 512


class Reading(NamedTuple):
    """Probability that each unit has the frame, whether it is called, and the words that spoke for it."""

    chances: Array
    called: Flags
    words: list[str]


def find_wordings(words: Sequence[Sequence[str]]) -> Wordings:
    """Return the number of the wording of each unit: units that are alike, or alike to one that is, share it.

    Examples
    --------
    >>> find_wordings([["rain", "fell"], ["a", "tax", "rose"], ["fell", "rain"], []]).tolist()
    [0, 1, 0, 2]
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    if not any(words):
        return np.arange(len(words), dtype=np.int32)
    rows = TfidfVectorizer(analyzer=list, sublinear_tf=True).fit_transform(words)
    blocks = [rows[at : at + _BLOCK] @ rows.T >= ALIKE for at in range(0, len(words), _BLOCK)]
    return np.asarray(connected_components(sparse.vstack(blocks), directed=False)[1])


def best_threshold(chances: Array, truth: Flags) -> float:
    """Return the probability above which calling gives the highest F1; of equals, the strictest.

    It lies halfway between the last unit that is called and the first that is not.

    Examples
    --------
    >>> best_threshold(np.array([0.9, 0.6, 0.4, 0.2]), np.array([True, True, False, False]))
    0.5
    """
    order = np.argsort(-chances, kind="stable")
    ranked, hits = chances[order], np.cumsum(truth[order])
    below = np.append(ranked[1:], 0.0)
    f1 = 2 * hits / (np.arange(1, len(ranked) + 1) + truth.sum())
    last = int(np.argmax(np.where(ranked > below, f1, -1.0)))
    return float((ranked[last] + below[last]) / 2)


class Learner:
    """What was learned of one frame.

    First step: logistic regression (L2, C = 1, classes weighted alike) on tf-idf of words, kinds of statement and the
    vector, where there is one. Second step: logistic regression on the score of the first and on the highest score of
    another unit in the paragraph, for paragraphs go on about one thing. The second step and the threshold of best F1
    are learned from scores of units whose wording was left out in the first; so the first step's confidence in what it
    has read before does not count. Where there is too little for such folds, the first step decides at one half.
    """

    def __init__(self) -> None:
        from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

        self._words: Any = TfidfVectorizer(analyzer=list, min_df=2, sublinear_tf=True)
        self._statements: Any = CountVectorizer(analyzer=list, binary=True)
        self._alone: Any = None
        self._beside: Any = None
        self._usual = 0.0
        self._threshold = 0.5

    def fit(self, units: Units, truth: Flags, *, coded: Sequence[int], wordings: Wordings) -> Learner:
        """Learn from the units in the rows `coded`; the others stand beside them in their paragraphs.

        `truth` says of each coded unit whether it has the frame, `wordings` which ones are alike. Both values of truth
        must occur.
        """
        seen = units.rows(coded)
        self._words.fit(seen.words)
        self._statements.fit([[*kinds, ""] for kinds in seen.statements])
        features = self._features(units)
        self._alone = _classifier("balanced").fit(features[list(coded)], truth)
        scores = np.asarray(self._alone.decision_function(features))
        unseen = _scores_left_out(features[list(coded)], truth, wordings)
        if unseen is not None:
            scores[list(coded)] = unseen
            near = _highest_beside(units, scores)[list(coded)]
            self._usual = float(np.nanmean(near)) if np.isfinite(near).any() else 0.0
            both = self._both(unseen, near)
            self._beside = _classifier(None).fit(both, truth)
            self._threshold = best_threshold(self._beside.predict_proba(both)[:, 1], truth)
        return self

    def read(self, units: Units) -> Reading:
        """Return what is read in units, of which those of one paragraph belong together."""
        features = self._features(units)
        if self._beside is None:
            chances = self._alone.predict_proba(features)[:, 1]
        else:
            scores = np.asarray(self._alone.decision_function(features))
            chances = self._beside.predict_proba(self._both(scores, _highest_beside(units, scores)))[:, 1]
        return Reading(chances, chances > self._threshold, self._telling_words(units))

    def _features(self, units: Units) -> Any:
        kinds = self._statements.transform([[*some, ""] for some in units.statements])
        parts = [self._words.transform(units.words), STATEMENT_WEIGHT * kinds, VECTOR_WEIGHT * units.vectors]
        return sparse.hstack(parts).tocsr()

    def _both(self, scores: Array, near: Array) -> Array:
        """Return own and neighbors' scores as columns; who has no neighbor has usual ones."""
        return np.column_stack([scores, np.where(np.isnan(near), 0.0, near - self._usual)])

    def _telling_words(self, units: Units) -> list[str]:
        words = self._words.transform(units.words)
        names = self._words.get_feature_names_out()
        weights = words.multiply(self._alone.coef_[0][: words.shape[1]]).tocsr()
        told = []
        for row in range(words.shape[0]):
            part = weights[row]
            ranked = sorted(zip(-part.data, names[part.indices], strict=True))[:MOST_WORDS]
            told.append("; ".join(str(name) for weight, name in ranked if weight < 0))
        return told


def _classifier(class_weight: str | None) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=1.0, class_weight=class_weight, max_iter=1000)


def _scores_left_out(features: Any, truth: Flags, wordings: Wordings) -> Array | None:
    """Return the score of each unit from a classifier that has not seen its wording; nothing where that cannot be."""
    from sklearn.model_selection import StratifiedGroupKFold

    kinds = [set(wordings[truth == value]) for value in (False, True)]
    if min(map(len, kinds)) < FOLDS:
        return None
    scores = np.zeros(len(truth))
    for seen, unseen in StratifiedGroupKFold(FOLDS).split(features, truth, groups=wordings):
        scores[unseen] = _classifier("balanced").fit(features[seen], truth[seen]).decision_function(features[unseen])
    return scores


def _highest_beside(units: Units, scores: Array) -> Array:
    """Return the highest score of another unit of the same paragraph; NaN where there is none."""
    found = np.full(len(scores), np.nan)
    for rows in units.of_paragraphs():
        for at in rows if len(rows) > 1 else ():
            found[at] = max(scores[other] for other in rows if other != at)
    return found
