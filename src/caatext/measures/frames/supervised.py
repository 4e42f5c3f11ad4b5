"""Instrument *supervised*: a classifier of words learned from human codings, article by article, with names hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from scipy import sparse

from caatext.annotation.annotations import Annotations
from caatext.annotation.sentence_vectors import sentence_vectors
from caatext.corpus.codebook import Codebook
from caatext.errors import MeasureError, Problem
from caatext.measures.frames.readings import AUTHOR, main_uptakes, main_voices, make_codes, polarity_of
from caatext.measures.frames.roles import Actors, Cast, Roles, check_roles, find_slots, first_actor
from caatext.measures.frames.scoring import eligible_paragraphs
from caatext.tables import ADDRESS, check_table

Unit: TypeAlias = tuple[str, int, int]
Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
#: A frame is learned from so many units with it, so many without it, and so many articles with it, or not at all.
FEWEST_UNITS = 30
FEWEST_DOCUMENTS = 5
FOLDS = 5
#: What a code names of the words that spoke for it.
MOST_WORDS = 3
_THRESHOLD = 0.5
_COUNTED = ("asserted", "attributed", "")


class _Units(NamedTuple):
    """Units with their words, and vectors where they were asked for."""

    places: list[Unit]
    words: list[list[str]]
    vectors: Array

    def rows(self, which: Sequence[int]) -> _Units:
        """Return some of them."""
        return _Units([self.places[i] for i in which], [self.words[i] for i in which], self.vectors[list(which)])


def learnable_frames(codebook: Codebook, gold: pd.DataFrame) -> dict[str, str]:
    """Return, for each frame, why it cannot be learned from these codings; nothing where it can."""
    labels = _labels(gold)
    reasons = {}
    for frame in codebook.frames:
        coded = labels.get(frame.id, {})
        having = [unit for unit, value in coded.items() if value]
        n_documents = len({unit[0] for unit in having})
        reasons[frame.id] = ""
        if min(len(having), len(coded) - len(having)) < FEWEST_UNITS or n_documents < FEWEST_DOCUMENTS:
            reasons[frame.id] = (
                f"{len(having)} units with the frame in {n_documents} articles and {len(coded) - len(having)} without "
                f"it were coded; {FEWEST_UNITS} of each, the former from {FEWEST_DOCUMENTS} articles, are needed"
            )
    return reasons


def code_by_example(
    annotations: Annotations,
    codebook: Codebook,
    *,
    gold: pd.DataFrame,
    roles: Roles | None = None,
    with_vectors: bool = False,
) -> pd.DataFrame:
    """Return which units a classifier, learned from human codings, takes for a frame.

    Logistic regression on tf-idf of lemmas (L2, C = 1, classes weighted alike), one classifier a frame; a unit is coded
    where its probability is above one half. Names of actors and all other names are left out, and the classifier sees
    no author, title or date. Units of an article that was coded by hand are read by a classifier that did not see that
    article (five folds of whole articles), so that what people coded there is not handed back.

    Parameters
    ----------
    annotations : Annotations
        Codings of paragraphs need no text, those of sentences do.
    codebook : Codebook
        Frames. One with fewer than 30 units with it (from 5 articles) or 30 without it is not coded: it abstains.
    gold : DataFrame
        Human codings: ``doc_id``, ``paragraph``, ``sentence`` (0 throughout where paragraphs were coded), ``frame_id``,
        ``value`` (0 where the frame was looked for and not found); where there is ``polarity``, what is denied or
        rejected counts as not there; where there is ``status``, ``open`` ones are left out.
    roles : mapping, optional
        Other actors for some roles; they decide which paragraphs are eligible.
    with_vectors : bool
        Whether sentence vectors, with names hidden, are features besides the words. Needs text and the encoder.

    Returns
    -------
    DataFrame
        Codes of the eligible units, of the same kind as the codings. ``strength`` is the probability, in [0, 1], more
        is more likely; ``cues`` names the words that spoke most for it.

    Notes
    -----
    Not to be read as: a second opinion beside the people it learned from. It repeats them, faults and all. See
    `check_examples` for how often it is right on articles that it did not see.

    Raises
    ------
    MeasureError
        No frame can be learned (each reason is named), or the codings mix sentences and paragraphs.
    AnnotationError
        Sentences were coded and this is a feature bundle.

    References
    ----------
    Grimmer & Stewart 2013, Text as data, doi:10.1093/pan/mps028.

    Examples
    --------
    >>> import caatext as ct
    >>> gold = ct.read_codings("codings/")  # doctest: +SKIP
    >>> codes = code_by_example(annotations, codebook, gold=gold.table)  # doctest: +SKIP
    """
    check_roles(codebook, roles or {})
    labels, learnable = _labels(gold), _learnable(codebook, gold)
    eligible = eligible_paragraphs(annotations, codebook, roles=roles)
    units = _read_units(annotations, is_sentence=_are_sentences(gold), with_vectors=with_vectors)
    context = (Actors(annotations), main_voices(annotations), main_uptakes(annotations))
    rows: list[dict[str, Any]] = []
    for frame in (frame for frame in codebook.frames if frame.id in learnable):
        could = [at for at, place in enumerate(units.places) if place[:2] in eligible[frame.id]]
        chances, words = _predict(units, labels[frame.id])
        slots = find_slots(frame, codebook, (roles or {}).get(frame.id, {}))
        for at in (at for at in could if chances[at] > _THRESHOLD):
            place = units.places[at]
            found = context[0].found(place[:2], range(1, place[2] + 1) if place[2] else None)
            found = found or context[0].found(place[:2])
            voice = context[1].get(place, AUTHOR)
            uptake = context[2].get((place, voice), "")
            rows.append(
                dict(zip(ADDRESS, place, strict=True))
                | {"frame_id": frame.id, "voice": voice, "uptake": uptake, "polarity": polarity_of(voice, uptake)}
                | {"actor_id": first_actor(frame, slots, found, Cast.of(actor for _, actor in found))}
                | {"strength": round(float(chances[at]), 6), "cues": words[at]}
            )
    return make_codes(rows, "supervised")


def check_examples(
    annotations: Annotations, codebook: Codebook, *, gold: pd.DataFrame, with_vectors: bool = False
) -> pd.DataFrame:
    """Return how often the classifier is right on articles that it did not see.

    Parameters
    ----------
    annotations, codebook, gold, with_vectors
        As in `code_by_example`.

    Returns
    -------
    DataFrame
        One row a frame that can be learned: ``frame_id``, ``n_with``, ``n_without``, ``n_documents``, ``sensitivity``,
        ``specificity``, ``precision``, ``f1``, ``f1_all`` (what saying yes to every unit would reach), in [0, 1], more
        is better; NaN where nothing was called. Five folds of whole articles.

    Notes
    -----
    Not to be read as: what to expect of other authors or topics than those coded. Where ``f1`` is no higher than
    ``f1_all`` the classifier has learned nothing.

    Raises
    ------
    MeasureError
        No frame can be learned, or the codings mix sentences and paragraphs.

    References
    ----------
    Grimmer & Stewart 2013, Text as data, doi:10.1093/pan/mps028.
    """
    labels, learnable = _labels(gold), _learnable(codebook, gold)
    units = _read_units(annotations, is_sentence=_are_sentences(gold), with_vectors=with_vectors)
    rows = []
    for frame_id in learnable:
        at = [i for i, place in enumerate(units.places) if place in labels[frame_id]]
        truth = np.array([labels[frame_id][units.places[i]] for i in at])
        called = _predict(units, labels[frame_id])[0][at] > _THRESHOLD
        hits = int((truth & called).sum())
        documents = {units.places[i][0] for i in at}
        rows.append(
            {"frame_id": frame_id, "n_with": int(truth.sum()), "n_without": int((~truth).sum())}
            | {"n_documents": len(documents), "sensitivity": _share(hits, truth.sum())}
            | {"specificity": _share((~truth & ~called).sum(), (~truth).sum())}
            | {"precision": _share(hits, called.sum()), "f1": _share(2 * hits, truth.sum() + called.sum())}
            | {"f1_all": _share(2 * truth.sum(), truth.sum() + len(truth))}
        )
    return pd.DataFrame(rows)


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def _learnable(codebook: Codebook, gold: pd.DataFrame) -> list[str]:
    reasons = learnable_frames(codebook, gold)
    if all(reasons.values()):
        remedy = "code more units; caatext code sample draws them"
        found = "no frame can be learned: " + "; ".join(f"{name}: {why}" for name, why in reasons.items())
        raise MeasureError(Problem(code="E-SIZE-FEW", found=found, action="not available", remedy=remedy))
    return [frame_id for frame_id, why in reasons.items() if not why]


def _labels(gold: pd.DataFrame) -> dict[str, dict[Unit, bool]]:
    """Return whether each frame is in each unit that was coded for it."""
    table = gold[gold["status"] != "open"] if "status" in gold else gold
    said = table["polarity"].isin(_COUNTED) if "polarity" in table else True
    found: dict[str, dict[Unit, bool]] = {}
    rows = table.assign(has=(table["value"] > 0) & said)
    for frame_id, *place, has in rows[["frame_id", *ADDRESS, "has"]].itertuples(index=False, name=None):
        unit = (place[0], int(place[1]), int(place[2]))
        coded = found.setdefault(frame_id, {})
        coded[unit] = coded.get(unit, False) or bool(has)
    return found


def _are_sentences(gold: pd.DataFrame) -> bool:
    kinds = set((gold["sentence"] > 0).tolist())
    if len(kinds) > 1:
        found = "the codings are of sentences and of paragraphs"
        raise MeasureError(Problem(code="E-CFG-OPTION", found=found, remedy="give those of one kind"))
    return kinds == {True}


def _read_units(annotations: Annotations, *, is_sentence: bool, with_vectors: bool) -> _Units:
    words = _sentence_words(annotations) if is_sentence else _paragraph_words(annotations)
    places = sorted(words)
    vectors = _unit_vectors(annotations, places) if with_vectors else np.zeros((len(places), 0))
    return _Units(places, [words[place] for place in places], vectors)


def _paragraph_words(annotations: Annotations) -> dict[Unit, list[str]]:
    paragraphs = check_table(annotations.paragraphs, "paragraphs", step="annotate")
    found: dict[Unit, list[str]] = {(doc, par, 0): [] for doc, par in zip(paragraphs["doc_id"], paragraphs["paragraph"],
                                                                          strict=True)}  # fmt: skip
    words = check_table(annotations.words, "words", step="annotate")
    words = words[~words["is_name"].astype(bool)].sort_values(["doc_id", "paragraph", "lemma"], kind="stable")
    columns = ["doc_id", "paragraph", "lemma", "count"]
    for doc_id, paragraph, lemma, count in words[columns].itertuples(index=False, name=None):
        found.setdefault((doc_id, paragraph, 0), []).extend([lemma.lower()] * int(count))
    return found


def _sentence_words(annotations: Annotations) -> dict[Unit, list[str]]:
    annotations.require_text("a classifier of sentences")
    hidden = {
        (doc_id, at)
        for table in (annotations.mentions, annotations.entities)
        for doc_id, start, end in table[["doc_id", "start", "end"]].itertuples(index=False, name=None)
        for at in range(start, end)
    }
    tokens = annotations.tokens
    found: dict[Unit, list[str]] = {
        place: [] for place in annotations.sentences[list(ADDRESS)].itertuples(index=False, name=None)
    }
    columns = [*ADDRESS, "lemma", "start"]
    for doc_id, paragraph, sentence, lemma, start in tokens[columns].itertuples(index=False, name=None):
        if (doc_id, start) not in hidden and any(c.isalnum() for c in lemma):
            found.setdefault((doc_id, paragraph, sentence), []).append(lemma.lower())
    return {place: sorted(words) for place, words in found.items()}


def _unit_vectors(annotations: Annotations, places: Sequence[Unit]) -> Array:
    """Return the vector of each sentence, or the mean vector of each paragraph's sentences."""
    read = sentence_vectors(annotations)
    row = {place: number for number, place in enumerate(places)}
    sums, counts = np.zeros((len(places), read.vectors.shape[1])), np.zeros((len(places), 1))
    for place, vector in zip(read.places.itertuples(index=False, name=None), read.vectors, strict=True):
        at = row.get(place, row.get((place[0], place[1], 0)))
        if at is not None:
            sums[at] += vector
            counts[at] += 1
    return np.asarray(sums / np.maximum(counts, 1))


def _predict(units: _Units, labels: Mapping[Unit, bool]) -> tuple[Array, list[str]]:
    """Return the probability of each unit from a classifier that did not see its article, and the words for it."""
    from sklearn.model_selection import GroupKFold

    coded = [at for at, place in enumerate(units.places) if place in labels]
    articles = np.array([units.places[at][0] for at in coded])
    chances, words = np.zeros(len(units.places)), [""] * len(units.places)
    folds = GroupKFold(min(FOLDS, len(set(articles)))).split(coded, groups=articles)
    tasks = [([coded[i] for i in seen], {articles[i] for i in unseen}) for seen, unseen in folds]
    tasks.append((coded, {place[0] for place in units.places} - set(articles)))
    for seen, documents in tasks:
        asked = [at for at, place in enumerate(units.places) if place[0] in documents]
        truth = [labels[units.places[at]] for at in seen]
        if asked and len(set(truth)) == 2:
            model = _Model().fit(units.rows(seen), truth)
            chances[asked], told = model.read(units.rows(asked))
            for at, word in zip(asked, told, strict=True):
                words[at] = word
    return chances, words


class _Model:
    """Tf-idf of words, beside vectors where there are any, and a logistic regression on them."""

    def __init__(self) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        self._weigh: Any = TfidfVectorizer(analyzer=list, min_df=2, sublinear_tf=True)
        self._decide: Any = LogisticRegression(C=1.0, class_weight="balanced", max_iter=1000)

    def fit(self, units: _Units, truth: Sequence[bool]) -> _Model:
        """Learn from units."""
        words = self._weigh.fit_transform(units.words)
        self._decide.fit(sparse.hstack([words, units.vectors]).tocsr(), truth)
        return self

    def read(self, units: _Units) -> tuple[Array, list[str]]:
        """Return probabilities and the words that spoke most for each."""
        words = self._weigh.transform(units.words)
        chances = self._decide.predict_proba(sparse.hstack([words, units.vectors]).tocsr())[:, 1]
        names = self._weigh.get_feature_names_out()
        weights = words.multiply(self._decide.coef_[0][: words.shape[1]]).tocsr()
        told = []
        for row in range(words.shape[0]):
            part = weights[row]
            ranked = sorted(zip(-part.data, names[part.indices], strict=True))[:MOST_WORDS]
            told.append("; ".join(str(name) for weight, name in ranked if weight < 0))
        return chances, told
