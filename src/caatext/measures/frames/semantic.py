"""Instrument *semantic*: sentences nearer to the seeds of a frame than to its anti-seeds, with every name hidden."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.annotation.sentence_vectors import SentenceVectors, sentence_vectors, text_vectors
from caatext.corpus.codebook import Codebook, Frame
from caatext.measures.frames.readings import AUTHOR, main_moods, main_uptakes, main_voices, make_codes, polarity_of
from caatext.measures.frames.roles import Actors, Cast, Roles, check_roles, find_slots, first_actor
from caatext.measures.frames.scoring import eligible_paragraphs
from caatext.stats.resampling import keyed_rng
from caatext.tables import ADDRESS

Array = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
#: So many of the nearest seeds, and of the nearest anti-seeds, are averaged.
NEAREST = 3
#: A frame with fewer seeds or anti-seeds is not coded.
FEWEST_SEEDS = NEAREST + 1
#: A frame fires above what so many percent of the reference sentences reach.
PERCENTILE = 95.0
#: Cosines are compared to so many digits; what lies below is rounding.
_DIGITS = 5


class Axis(NamedTuple):
    """Vectors of the seeds and anti-seeds of a frame, and of sentences that are not about it."""

    seeds: Array
    anti_seeds: Array
    reference: Array

    def scores(self, vectors: Array) -> Array:
        """Return the likeness to the seeds minus that to the anti-seeds, one a row, in [-2, 2]."""
        return np.round(_nearest(vectors, self.seeds) - _nearest(vectors, self.anti_seeds), _DIGITS)

    def threshold(self, percentile: float = PERCENTILE) -> float:
        """Return the score that so many percent of the reference sentences do not exceed."""
        return float(np.percentile(self.scores(self.reference), percentile))


def covers_by_similarity(frame: Frame) -> str:
    """Return why a frame cannot be coded by likeness to its seeds; nothing where it can."""
    n_seeds, n_anti = len(frame.seeds), len(frame.anti_seeds)
    few = f"the codebook has {n_seeds} seeds and {n_anti} anti-seeds; {FEWEST_SEEDS} of each are needed"
    return few if min(n_seeds, n_anti) < FEWEST_SEEDS else ""


def code_by_similarity(
    annotations: Annotations,
    codebook: Codebook,
    *,
    roles: Roles | None = None,
    percentile: float = PERCENTILE,
) -> pd.DataFrame:
    r"""Return which sentences are nearer to the seeds of a frame than sentences that are not about it.

    :math:`s(u,f) = \mathrm{mean}_{top 3, x \in Seed_f} \cos(e(u), e(x)) - \mathrm{mean}_{top 3, x \in Anti_f}
    \cos(e(u), e(x))`; the frame is read where s exceeds the `percentile` of s over reference sentences: those in
    ``data/neutral_sentences.txt``, and the seeds and anti-seeds of the other frames. No text under study enters.

    Parameters
    ----------
    annotations : Annotations
        With text. Only sentences of eligible paragraphs are coded (see `score_frames`).
    codebook : Codebook
        Frames with four seeds and four anti-seeds or more; the others are not coded.
    roles : mapping, optional
        Other actors for some roles, for instance ``{"hid": {"dominator": ["russia"]}}``.
    percentile : float
        From 0 to 100; more is stricter.

    Returns
    -------
    DataFrame
        Codes: one row a sentence and frame. ``strength`` is s, more is more of the frame; ``cues`` names the nearest
        seed and anti-seed by number with their cosines. ``voice`` is the one most words of the sentence are in;
        ``polarity`` follows from it, is ``rejected`` where the author rejects what is reported, and ``denied`` where
        the sentence as a whole denies what it speaks of. A sentence that only wishes has no row.

    Notes
    -----
    Not to be read as: the sentence says what the seed says. The vectors know topic best, who does what to whom least.
    Look at `check_seeds` first: where left-out seeds are not told from anti-seeds this instrument has no voice.

    Raises
    ------
    AnnotationError
        This is a feature bundle without text, or the encoder is not installed.
    MeasureError
        `roles` name something that the codebook does not know.

    References
    ----------
    Kwak et al. 2021, FrameAxis, doi:10.7717/peerj-cs.644; Antoniak & Mimno 2021, Bad seeds,
    doi:10.18653/v1/2021.acl-long.148.

    Examples
    --------
    >>> import caatext as ct
    >>> corpus = ct.read_corpus("corpus/sample")  # doctest: +SKIP
    >>> codebook = ct.read_codebook("corpus/sample/codebook.toml")  # doctest: +SKIP
    >>> codes = code_by_similarity(ct.annotate(corpus, codebook=codebook), codebook)  # doctest: +SKIP
    """
    check_roles(codebook, roles or {})
    read = sentence_vectors(annotations)
    eligible = eligible_paragraphs(annotations, codebook, roles=roles)
    context = _Context(annotations)
    rows: list[dict[str, Any]] = []
    for frame in codebook.frames:
        if covers_by_similarity(frame):
            continue
        axis = find_axis(frame, codebook)
        slots = find_slots(frame, codebook, (roles or {}).get(frame.id, {}))
        likely = _select(read, eligible[frame.id])
        scores = axis.scores(likely.vectors.astype(np.float64))
        fires = scores > axis.threshold(percentile)
        for at in np.flatnonzero(fires):
            doc_id, paragraph, sentence = likely.places.iloc[at][list(ADDRESS)]
            found = context.actors.found((doc_id, paragraph), range(1, sentence + 1))
            found = found or context.actors.found((doc_id, paragraph))
            row = context.describe((doc_id, paragraph, sentence)) | {"frame_id": frame.id, "strength": scores[at]}
            row["actor_id"] = first_actor(frame, slots, found, Cast.of(actor for _, actor in found))
            rows.append(row | {"cues": _nearest_names(axis, likely.vectors[at].astype(np.float64))})
    return make_codes(rows, "semantic")


class _Context:
    """Voice, polarity and actors of a sentence."""

    def __init__(self, annotations: Annotations) -> None:
        self.actors = Actors(annotations)
        self._voices, self._uptakes = main_voices(annotations), main_uptakes(annotations)
        self._moods = main_moods(annotations)

    def describe(self, place: tuple[str, int, int]) -> dict[str, Any]:
        """Return address, voice, uptake and polarity."""
        voice = self._voices.get(place, AUTHOR)
        uptake = self._uptakes.get((place, voice), "")
        polarity = polarity_of(voice, uptake, mood=self._moods.get(place, ""))
        return dict(zip(ADDRESS, place, strict=True)) | {"voice": voice, "uptake": uptake, "polarity": polarity}


def find_axis(frame: Frame, codebook: Codebook) -> Axis:
    """Return the vectors that a frame is coded by; actors of the codebook are hidden in all of them."""
    others = [f for f in codebook.frames if f.id != frame.id]
    apart = [text for f in others for text in (*f.seeds, *f.anti_seeds) if text not in frame.seeds]
    # All texts of a codebook are read at once and kept, so that every frame asks for the same ones.
    texts = tuple(
        sorted({text for f in codebook.frames for text in (*f.seeds, *f.anti_seeds)} | {*_neutral_sentences()})
    )
    vectors = text_vectors(texts, codebook).astype(np.float64)
    row = {text: number for number, text in enumerate(texts)}

    def of(some: Sequence[str]) -> Array:
        return np.asarray(vectors[[row[text] for text in some]])

    return Axis(of(frame.seeds), of(frame.anti_seeds), of([*apart, *_neutral_sentences()]))


@lru_cache(maxsize=1)
def _neutral_sentences() -> tuple[str, ...]:
    text = resources.files("caatext").joinpath("data", "neutral_sentences.txt").read_text(encoding="utf-8")
    return tuple(text.splitlines())


def _nearest(vectors: Array, others: Array) -> Array:
    likeness = np.sort(vectors @ others.T, axis=1)[:, -NEAREST:]
    return np.asarray(likeness.mean(axis=1))


def _nearest_names(axis: Axis, vector: Array) -> str:
    parts = []
    for kind, others in (("seed", axis.seeds), ("anti-seed", axis.anti_seeds)):
        likeness = np.round(others @ vector, _DIGITS)
        parts.append(f"{kind} {int(likeness.argmax()) + 1} ({likeness.max():.2f})")
    return "; ".join(parts)


def _select(read: SentenceVectors, eligible: Collection[tuple[str, int]]) -> SentenceVectors:
    places = read.places
    keep = [place in eligible for place in zip(places["doc_id"], places["paragraph"], strict=True)]
    return SentenceVectors(places[keep].reset_index(drop=True), read.vectors[np.array(keep, dtype=bool)])


def check_seeds(codebook: Codebook) -> pd.DataFrame:
    """Return how well each frame's seeds, left out one at a time, are told from sentences that are not the frame.

    Each pair of a seed and another sentence is scored with both left out; the share of pairs in which the seed
    scores higher is the area under the ROC curve: 1 always, 0.5 chance, less where the other sentence of the pair is
    nearer to the remaining seeds, which happens where seeds share their topic with anti-seeds and not with one another.

    Parameters
    ----------
    codebook : Codebook
        Frames with four seeds and four anti-seeds or more are checked.

    Returns
    -------
    DataFrame
        ``frame_id``, ``n_seeds``, ``n_anti_seeds``, ``from_anti_seeds`` (pairs with anti-seeds), ``from_others`` (pairs
        with seeds and anti-seeds of other frames; NaN without any), both in [0, 1], more is better, and ``threshold``.

    Notes
    -----
    Not to be read as: accuracy in texts. Seeds are few; a share of 36 pairs has an interval of about 0.2 either way.

    Raises
    ------
    AnnotationError
        The encoder is not installed.

    References
    ----------
    Antoniak & Mimno 2021, Bad seeds, doi:10.18653/v1/2021.acl-long.148.
    """
    rows = []
    for frame in codebook.frames:
        if covers_by_similarity(frame):
            continue
        axis = find_axis(frame, codebook)
        others = Axis(axis.seeds, axis.anti_seeds, axis.reference[: -len(_neutral_sentences())])
        rows.append(
            {
                "frame_id": frame.id,
                "n_seeds": len(axis.seeds),
                "n_anti_seeds": len(axis.anti_seeds),
                "from_anti_seeds": float(np.mean(list(_pairs(axis)))),
                "from_others": float(np.mean(_pairs_with_others(others))) if len(others.reference) else float("nan"),
                "threshold": axis.threshold(),
            }
        )
    columns = ["frame_id", "n_seeds", "n_anti_seeds", "from_anti_seeds", "from_others", "threshold"]
    return pd.DataFrame(rows, columns=columns)


def _pairs(axis: Axis) -> Iterator[float]:
    for i, seed in enumerate(axis.seeds):
        for j, anti_seed in enumerate(axis.anti_seeds):
            rest = Axis(np.delete(axis.seeds, i, 0), np.delete(axis.anti_seeds, j, 0), axis.reference)
            first, second = rest.scores(np.stack([seed, anti_seed]))
            yield float(first > second) + float(first == second) / 2


def _pairs_with_others(axis: Axis) -> Array:
    found = []
    for i, seed in enumerate(axis.seeds):
        rest = Axis(np.delete(axis.seeds, i, 0), axis.anti_seeds, axis.reference)
        score, others = rest.scores(seed[None])[0], rest.scores(axis.reference)
        found.append(((score > others) + (score == others) / 2).mean())
    return np.array(found)


def seed_bootstrap(
    annotations: Annotations,
    codebook: Codebook,
    *,
    roles: Roles | None = None,
    n_subsets: int = 200,
    percentile: float = PERCENTILE,
    seed: int = 1,
) -> pd.DataFrame:
    """Return how far the share of each frame depends on which seeds were written down.

    The frame is coded again with `n_subsets` random subsets, each of two thirds of the seeds and two thirds of the
    anti-seeds (four at least), and with the threshold that belongs to them.

    Parameters
    ----------
    annotations : Annotations
        With text.
    codebook : Codebook
        Frames with seeds and anti-seeds.
    roles, percentile
        As in `code_by_similarity`.
    n_subsets : int
        How many subsets.
    seed : int
        Of the random subsets.

    Returns
    -------
    DataFrame
        One row a frame and document, pooled with an empty ``doc_id``: ``share`` of eligible paragraphs in which any
        sentence fires, whatever its voice, ``conf_low``, ``conf_high`` (2.5th and 97.5th percentile over subsets), in
        [0, 1], and ``n_units``. Documents without an eligible paragraph have no row.

    Notes
    -----
    Not to be read as: a confidence interval of the share. It says nothing of other texts, only of other seeds.

    Raises
    ------
    AnnotationError
        This is a feature bundle without text, or the encoder is not installed.

    References
    ----------
    Antoniak & Mimno 2021, Bad seeds, doi:10.18653/v1/2021.acl-long.148.
    """
    check_roles(codebook, roles or {})
    read = sentence_vectors(annotations)
    eligible = eligible_paragraphs(annotations, codebook, roles=roles)
    parts = []
    for frame in codebook.frames:
        if covers_by_similarity(frame) or not eligible[frame.id]:
            continue
        axis, likely = find_axis(frame, codebook), _select(read, eligible[frame.id])
        rng = keyed_rng(seed, "seed_bootstrap", frame.id)
        draws = [axis, *(_subset(axis, rng) for _ in range(n_subsets))]
        vectors = likely.vectors.astype(np.float64)
        fires = [draw.scores(vectors) > draw.threshold(percentile) for draw in draws]
        table = _shares(likely.places, sorted(eligible[frame.id]), fires)
        parts.append(table.assign(frame_id=frame.id))
    columns = ["frame_id", "doc_id", "share", "conf_low", "conf_high", "n_units"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame([], columns=columns)


def _subset(axis: Axis, rng: np.random.Generator) -> Axis:
    def some(vectors: Array) -> Array:
        size = max(FEWEST_SEEDS, round(len(vectors) * 2 / 3))
        return vectors[np.sort(rng.permutation(len(vectors))[:size])]

    return Axis(some(axis.seeds), some(axis.anti_seeds), axis.reference)


def _shares(places: pd.DataFrame, units: Sequence[tuple[str, int]], fires: Sequence[Flags]) -> pd.DataFrame:
    """Return the share of paragraphs with a firing sentence, by document and pooled, over the draws."""
    row = {unit: number for number, unit in enumerate(units)}
    where = [row[unit] for unit in zip(places["doc_id"], places["paragraph"], strict=True)]
    hits = np.zeros((len(units), len(fires)), dtype=bool)
    for column, firing in enumerate(fires):
        np.logical_or.at(hits[:, column], where, firing)
    doc_ids = np.array([doc_id for doc_id, _ in units])
    rows = []
    for doc_id in ("", *dict.fromkeys(doc_ids.tolist())):
        shares = hits[doc_ids == doc_id].mean(axis=0) if doc_id else hits.mean(axis=0)
        low, high = np.percentile(shares[1:], [2.5, 97.5]) if len(shares) > 1 else (np.nan, np.nan)
        n_units = int((doc_ids == doc_id).sum()) if doc_id else len(units)
        rows.append((doc_id, float(shares[0]), float(low), float(high), n_units))
    return pd.DataFrame(rows, columns=["doc_id", "share", "conf_low", "conf_high", "n_units"])
