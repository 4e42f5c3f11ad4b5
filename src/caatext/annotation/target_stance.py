"""How likely the one whose words these are is against, neutral to or for an actor that they name."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from caatext.annotation.parsing import ParsedDocument, Sentence
from caatext.annotation.target_features import (
    N_BUCKETS,
    Target,
    View,
    describe,
    look,
    read_words,
    region_weights,
    to_buckets,
)
from caatext.errors import AnnotationError, Problem

if TYPE_CHECKING:
    from caatext.annotation.actors import Mention
    from caatext.annotation.target_encoder import Encoder

Array = np.ndarray[Any, np.dtype[np.float64]]
AUTHOR = "author"
#: Columns of what a scorer returns.
CLASSES = ("against", "neutral", "favor")
SCORERS = ("linear", "minilm")
#: What `annotate` uses unless told otherwise; `minilm` is better and costs more than parsing does.
DEFAULT_SCORER = "linear"
_FILES = {"linear": "target_stance.npz", "minilm": "target_stance_minilm.npz"}
_RECORD = "target_stance.json"


class StanceRow(NamedTuple):
    """Stance of a voice to an actor in a sentence, as probabilities; offsets are those of the (first) mention."""

    start: int
    end: int
    actor_id: str
    voice: str
    p_against: float
    p_neutral: float
    p_favor: float


class LinearModel:
    """The sum of what each feature and each word near a target weighs; its arrays are described in the docs.

    Parameters
    ----------
    arrays : mapping of str to array
        `buckets` and `bucket_weights` (by feature), `words` and `word_weights` (by word and neighborhood) and
        `intercept`.
    """

    def __init__(self, arrays: Mapping[str, Any]) -> None:
        self._weights = np.zeros((N_BUCKETS, 3))
        self._weights[arrays["buckets"]] = arrays["bucket_weights"]
        words = bytes(arrays["words"]).decode("ascii").split("\n")
        self._words = {word: number for number, word in enumerate(words)}
        self._word_weights = arrays["word_weights"].astype(np.float64)
        self._intercept = arrays["intercept"].astype(np.float64)

    def decide(self, views: Sequence[View]) -> Array:
        """Return one row of three sums a target; more is more likely."""
        return np.array([self._one(view) for view in views]).reshape(-1, 3)

    def _one(self, view: View) -> Array:
        buckets, values = to_buckets(describe(view))
        total: Array = self._intercept + np.array(values) @ self._weights[buckets]
        found = list(read_words(view, self._words))
        if found:
            near = np.array([region_weights(view, at) for at, _ in found])
            near /= near.sum(axis=0) + 1.0
            total = total + np.einsum("wr,wrc->c", near, self._word_weights[[self._words[word] for _, word in found]])
        return total


class StanceScorer:
    """Calibrated probabilities of the stance to targets in sentences; make one with :func:`load_scorer`."""

    def __init__(self, linear: LinearModel, arrays: Mapping[str, Any], *, encoder: Encoder | None = None) -> None:
        self._linear = linear
        self._arrays = arrays
        self._encoder = encoder

    def score(self, targets: Sequence[Target]) -> Array:
        """Return the probabilities against, neutral, in favor, of shape (targets, 3); rows sum to 1.

        Parameters
        ----------
        targets : sequence of Target
            Each with its sentence, its span, the tokens that may be read and the names in the sentence.

        Notes
        -----
        Not to be read as: the truth about the author. It is how five readers of US news would probably have labeled
        the sentence.
        """
        if not targets:
            return np.zeros((0, 3))
        views = [look(target) for target in targets]
        sums = self._linear.decide(views)
        if self._encoder is not None:
            vectors = self._encoder.pool(views) @ self._arrays["pool_weights"].astype(np.float32)
            sums = np.hstack([sums, vectors + self._arrays["pool_intercept"]])
        return softmax(sums @ self._arrays["calibration"] + self._arrays["calibration_intercept"])


def softmax(sums: Array) -> Array:
    """Return positive numbers that sum to 1 in each row."""
    powers = np.exp(sums - sums.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


@lru_cache(maxsize=2)
def load_scorer(name: str = DEFAULT_SCORER) -> StanceScorer:
    """Return a scorer by name, read once.

    Parameters
    ----------
    name : str
        ``linear``: grammar, word lists and words, at the price of a small part of parsing. ``minilm``: the same
        with vectors of a small language model, better, at a price above that of parsing.

    Raises
    ------
    AnnotationError
        No such scorer, its packages are not installed, or its file is not the one that was shipped.

    Examples
    --------
    >>> load_scorer().score([]).shape
    (0, 3)
    """
    if name not in SCORERS:
        raise AnnotationError(
            Problem(
                code="E-CFG-SCORER",
                found=f"there is no stance scorer '{name}'",
                action="stopped before any work",
                remedy=f"use one of: {', '.join(SCORERS)}",
            )
        )
    linear = _arrays("linear")
    if name == "linear":
        return StanceScorer(LinearModel(linear), linear)
    from caatext.annotation.target_encoder import Encoder

    return StanceScorer(LinearModel(linear), _arrays(name), encoder=Encoder())


@lru_cache(maxsize=1)
def scorer_record() -> dict[str, Any]:
    """Return what the scorers were made from: checksums, data, license, thresholds and figures.

    Examples
    --------
    >>> sorted(scorer_record()["scorers"])
    ['linear', 'minilm']
    """
    text = resources.files("caatext").joinpath("data", _RECORD).read_text(encoding="utf-8")
    return dict(json.loads(text))


def decision_threshold(name: str = DEFAULT_SCORER) -> float:
    """Return the probability below which a stance is left undecided.

    It was chosen by cross-validation so that four in five of the sentences decided as against or in favor are so.
    """
    return float(scorer_record()["scorers"][name]["threshold"])


def _arrays(name: str) -> dict[str, Any]:
    path = resources.files("caatext").joinpath("data", _FILES[name])
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != scorer_record()["scorers"][name]["sha256"]:
        raise AnnotationError(
            Problem(
                code="E-FMT-SCORER",
                found=f"{_FILES[name]} is not the file that was shipped",
                action="stopped before any work",
                remedy="install caatext again, or make the file and its record with scripts/train_stance.py",
            )
        )
    with resources.as_file(path) as place, np.load(place, allow_pickle=False) as stored:
        return {key: stored[key] for key in stored.files}


def find_stances(
    document: ParsedDocument,
    mentions: Sequence[Mention],
    voices: Mapping[int, str],
    *,
    scorer: StanceScorer | None = None,
) -> list[StanceRow]:
    """Return the stance of each voice to each actor that it names, sentence by sentence, in reading order.

    Parameters
    ----------
    document : ParsedDocument
        Parsed.
    mentions : sequence of Mention
        Those read as ``actor`` are targets; all of them are names, which are not read as words.
    voices : mapping of int to str
        Voice by the offset of each token that is not the author's; only words of the voice that names a target are
        read for it.
    scorer : StanceScorer, optional
        Without one, ``load_scorer()``.

    Returns
    -------
    list of StanceRow
        One row a sentence, voice and actor, with the span of the first mention; several mentions of one actor
        by one voice in a sentence are averaged, so that naming an actor more often makes no stance stronger.
        An actor that is not named has no row.
    """
    targets = _targets(document, mentions, voices)
    if not targets:
        return []
    scored = (scorer or load_scorer()).score([target for _, target in targets])
    grouped: dict[tuple[int, str, str], list[int]] = {}
    for at, (key, _) in enumerate(targets):
        grouped.setdefault(key, []).append(at)
    rows = []
    for (_, voice, actor_id), members in grouped.items():
        span = targets[members[0]][1]
        against, neutral, favor = (round(float(p), 4) for p in scored[members].mean(axis=0))
        rows.append(StanceRow(span.start, span.end, actor_id, voice, against, neutral, favor))
    return sorted(rows)


def _targets(
    document: ParsedDocument, mentions: Sequence[Mention], voices: Mapping[int, str]
) -> list[tuple[tuple[int, str, str], Target]]:
    """Return what is to be scored, with the sentence, voice and actor that it belongs to."""
    starts = [sentence.start for sentence in document.sentences]
    named: dict[int, list[Mention]] = {}
    for mention in sorted(mentions, key=lambda item: (item.start, item.end)):
        named.setdefault(bisect_right(starts, mention.start) - 1, []).append(mention)
    found = []
    for at, inside in named.items():
        if at < 0:
            continue
        names = tuple((mention.start, mention.end) for mention in inside)
        for mention in inside:
            if mention.reading == "actor":
                voice = voices.get(mention.start, AUTHOR)
                within = _of_voice(document.sentences[at], voice, voices)
                target = Target(document.sentences[at], mention.start, mention.end, within, names)
                found.append(((at, voice, mention.actor_id), target))
    return found


def _of_voice(sentence: Sentence, voice: str, voices: Mapping[int, str]) -> frozenset[int]:
    """Return the numbers of the tokens of a voice; empty where all are."""
    own = frozenset(token.number for token in sentence.tokens if voices.get(token.start, AUTHOR) == voice)
    return frozenset() if len(own) == len(sentence.tokens) else own
