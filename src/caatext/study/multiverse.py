"""Every defensible way to compute the primary contrast that the tables allow, as counts by document."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.comparison.groups import Grouping
from caatext.comparison.reruns import Array
from caatext.comparison.specifications import Specification
from caatext.corpus.codebook import Codebook, Frame
from caatext.measures.frames import code_frames, score_frames
from caatext.measures.frames.instruments import Readings
from caatext.measures.frames.roles import Gate, Roles

TIERS: Mapping[str, tuple[str, ...]] = {"theory and seen": ("theory", "seen"), "theory only": ("theory",)}
GATES: Mapping[str, Gate] = {"clause parts": "statements", "named nearby": "mentions"}
VOICES = {"own": "author", "all": "all"}
UNITS = ("paragraph", "sentence")
IN, OUT = "in", "out"
LEAST_ELIGIBLE = (5, 3, 8)
ALL_CUES = "all"
#: How many cues of each frame are left out, one at a time: those that stand in most codes.
MOST_CUES = 2
DICTIONARY = "dictionary"
_SPOKEN = ("direct", "mixed")


class _Variant(NamedTuple):
    """One instrument under one set of its own choices: the frames that it reads, and how it codes some documents."""

    choices: Mapping[str, str]
    frames: tuple[str, ...]
    code: Callable[[Pair], pd.DataFrame]


class _Reading(NamedTuple):
    """The codes of a variant."""

    frames: tuple[str, ...]
    codes: pd.DataFrame


@dataclass(frozen=True)
class Pair:
    """The two frames of a study with who must fill their roles, in a set of annotations.

    Parameters
    ----------
    annotations : Annotations
        What is read.
    codebook : Codebook
        With both frames.
    frames : tuple of two str
        The frames.
    roles : mapping
        Who fills their roles, where the study says so.
    grouping : Grouping
        Who is compared.
    """

    annotations: Annotations
    codebook: Codebook
    frames: tuple[str, str]
    grouping: Grouping
    roles: Roles = field(default_factory=dict)

    @property
    def book(self) -> Codebook:
        """The codebook with these frames only."""
        frames = tuple(frame for frame in self.codebook.frames if frame.id in self.frames)
        return with_frames(self.codebook, frames)

    @property
    def own_roles(self) -> Roles:
        """Roles of these frames only."""
        return {frame: parts for frame, parts in self.roles.items() if frame in self.frames}


def with_frames(codebook: Codebook, frames: Iterable[Frame]) -> Codebook:
    """Return a codebook with other frames; a copy would keep what the old one has looked up by name."""
    return Codebook.model_construct(**{**dict(codebook), "frames": tuple(frames)})


def specify(pair: Pair, readings: Readings) -> list[Specification]:
    """Return the primary contrast under all combinations of the choices that can be defended.

    Choices: instrument; for the dictionary also the tiers of cues, the gate of the roles, and its cues (all, or without
    one of those that stand in most codes); voice; unit (paragraph or sentence); first paragraph in or out; paragraphs
    that quote somebody in or out; units that a document needs for a share. The primary one: dictionary, both tiers,
    gate by clause parts, all cues, own voice, paragraphs, everything in, five.

    Parameters
    ----------
    pair : Pair
        Frames, roles and annotations.
    readings : Readings
        From `run_instruments` with the same roles; instruments that are *weak* in one of the frames are left out.

    Returns
    -------
    list of Specification
        The primary one first.

    Notes
    -----
    A sentence is a unit where it names the actors itself, a stricter demand than that of a paragraph.

    References
    ----------
    Steegen et al. (2016), doi:10.1177/1745691616658637.
    """
    variants = list(_variants(pair, readings))
    by_choice: dict[tuple[str, ...], Array] = {}
    # Two dozen readings of every sentence do not fit into memory at once where there are many.
    for part in pair.annotations.parts():
        for key, counts in _count_part(replace(pair, annotations=part), variants):
            by_choice[key] = by_choice[key] + counts if key in by_choice else counts
    made: list[Specification] = []
    for (number, variant), key in product(enumerate(variants), by_choice):
        named = dict(zip(("voice", "unit", "first paragraph", "quoting paragraphs"), key, strict=True))
        for least in LEAST_ELIGIBLE:
            choices = {**variant.choices, **named} | {"eligible units": f"{least} or more"}
            made.append(Specification(choices, by_choice[key][number], least, not made))
    return made


def _variants(pair: Pair, readings: Readings) -> Iterator[_Variant]:
    """Yield the dictionary under its choices, the primary ones first, then the other instruments."""
    none = {"tiers": "", "role gate": "", "cues": ""}
    for (tier, tiers), (gate_name, gate), (cues, left_out) in product(TIERS.items(), GATES.items(), _cue_lists(pair)):
        choices = {"instrument": DICTIONARY, "tiers": tier, "role gate": gate_name, "cues": cues}
        yield _Variant(choices, pair.frames, partial(_code, tiers=tiers, gate=gate, left_out=left_out))
    for name in sorted(set(readings.coverage["instrument"].astype("str")) - {DICTIONARY}):
        frames = tuple(frame for frame in pair.frames if frame in readings.covered(name, weak=False))
        if frames:
            codes = readings.codes[(readings.codes["instrument"] == name) & readings.codes["frame_id"].isin(frames)]
            yield _Variant({"instrument": name} | none, frames, partial(_of_part, codes=codes))


def _code(part: Pair, *, tiers: tuple[str, ...], gate: Gate, left_out: tuple[str, str]) -> pd.DataFrame:
    cues = part.annotations.cues
    frame, cue = left_out
    kept = cues[~((cues["frame_id"] == frame) & (cues["cue"] == cue))]
    annotations = part.annotations.with_tables(cues=kept)
    return code_frames(annotations, part.book, roles=part.own_roles, tiers=tiers, gate=gate)


def _of_part(part: Pair, *, codes: pd.DataFrame) -> pd.DataFrame:
    return codes[codes["doc_id"].isin(part.annotations.documents["doc_id"])]


def _cue_lists(pair: Pair) -> list[tuple[str, tuple[str, str]]]:
    """Return what to call all cues, and all without each of those that stand in most codes of their frame."""
    primary = code_frames(pair.annotations, pair.book, roles=pair.own_roles)
    found = [(ALL_CUES, ("", ""))]
    for frame in pair.frames:
        fired = primary.loc[primary["frame_id"] == frame, "cues"].str.split("; ").explode()
        counts = fired[fired.fillna("") != ""].value_counts()
        most = sorted(counts.index, key=lambda cue: (-int(counts[cue]), str(cue)))[:MOST_CUES]
        found += [(f"without {cue}", (frame, cue)) for cue in most]
    return found


def _count_part(part: Pair, variants: Sequence[_Variant]) -> Iterator[tuple[tuple[str, ...], Array]]:
    """Yield the counts of all variants by voice, unit, first and quoting paragraphs, for some of the documents."""
    found = [_Reading(variant.frames, variant.code(part)) for variant in variants]
    quoting, split = _quoting(part.annotations), _split(part.annotations)
    for (said, voice), unit in product(VOICES.items(), UNITS):
        scores = _score(part, found, voice, split if unit == "sentence" else None)
        for key, counts in _count(part, scores, len(found), quoting):
            yield (said, unit, *key), counts


def _score(
    pair: Pair, readings: Sequence[_Reading], voice: str, split: tuple[Annotations, pd.Series] | None
) -> pd.DataFrame:
    """Return the scores of all readings at once, by paragraph, or by sentence with the paragraph that it stands in.

    Each reading gets copies of the frames under names of their own, so that one call scores all of them.
    """
    annotations, book = pair.annotations, pair.book
    frames, roles, parts = [], {}, []
    for number, reading in enumerate(readings):
        parts.append(reading.codes.assign(frame_id=[f"{frame}#{number}" for frame in reading.codes["frame_id"]]))
        for frame in (book.frame_by_id[name] for name in reading.frames):
            frames.append(frame.model_copy(update={"id": f"{frame.id}#{number}"}))
            if frame.id in pair.own_roles:
                roles[f"{frame.id}#{number}"] = pair.own_roles[frame.id]
    codes = pd.concat(parts, ignore_index=True)
    if split is not None:
        annotations, number_by_place = split
        codes = codes.assign(paragraph=_renumber(codes, number_by_place), sentence=1)
    copies = with_frames(book, frames)
    scores = score_frames(annotations, copies, codes=codes, roles=roles, voice=voice)
    scores = scores[scores["measure"] == "frame"]
    if split is None:
        return scores
    old = split[1].index.to_frame(index=False)
    keys = zip(old["doc_id"], split[1], strict=True)
    home = dict(zip(keys, old["paragraph"], strict=True))
    return scores.assign(paragraph=[home[place] for place in zip(scores["doc_id"], scores["paragraph"], strict=True)])


def _count(
    pair: Pair, scores: pd.DataFrame, n_readings: int, quoting: Collection[tuple[str, int]]
) -> Iterator[tuple[tuple[str, str], Array]]:
    """Yield the counts of all readings, (reading, document, 4), with the first and quoting paragraphs in or out."""
    copy, copies = pd.factorize(scores["category"])
    frames, numbers = zip(*(name.rsplit("#", 1) for name in copies), strict=True) if len(copies) else ((), ())
    number = np.array(numbers, dtype=np.int64)[copy]
    side = np.array([2 * pair.frames.index(frame) for frame in frames], dtype=np.int64)[copy]
    document = pair.grouping.labels.index.get_indexer(pd.Index(scores["doc_id"]))
    value = scores["value"].to_numpy(dtype=np.float64)
    is_first = (scores["paragraph"] == 1).to_numpy()
    places = zip(scores["doc_id"], scores["paragraph"], strict=True)
    quotes_somebody = np.array([place in quoting for place in places], dtype=bool)
    for lede, quotes in product((IN, OUT), (IN, OUT)):
        kept = (document >= 0) & ~(is_first & (lede == OUT)) & ~(quotes_somebody & (quotes == OUT))
        counts = np.zeros((n_readings, len(pair.grouping.labels), 4))
        np.add.at(counts, (number[kept], document[kept], side[kept]), value[kept])
        np.add.at(counts, (number[kept], document[kept], side[kept] + 1), 1.0)
        yield (lede, quotes), counts


def _split(annotations: Annotations) -> tuple[Annotations, pd.Series]:
    """Return what scoring reads with every sentence as a paragraph of its own, and the new numbers by address."""
    sentences = annotations.sentences.sort_values(["doc_id", "paragraph", "sentence"], kind="stable")
    keys = pd.MultiIndex.from_frame(sentences[["doc_id", "paragraph", "sentence"]])
    number = pd.Series(sentences.groupby("doc_id").cumcount().to_numpy() + 1, index=keys)
    paragraphs = sentences.assign(section="", paragraph=number.to_numpy()).drop(columns="sentence")
    mentions = annotations.mentions
    mentions = mentions.assign(paragraph=_renumber(mentions, number), sentence=1)
    return annotations.with_tables(paragraphs=paragraphs.reset_index(drop=True), mentions=mentions), number


def _renumber(table: pd.DataFrame, number: pd.Series) -> list[int]:
    places = table[["doc_id", "paragraph", "sentence"]].itertuples(index=False, name=None)
    known = number.to_dict()
    # A code of a whole paragraph, and a mention outside all sentences, are of no sentence.
    return [known.get(place, 0) for place in places]


def _quoting(annotations: Annotations) -> set[tuple[str, int]]:
    """Return the paragraphs in which somebody is quoted."""
    quotes = annotations.quotes[annotations.quotes["kind"].isin(_SPOKEN)]
    return set(zip(quotes["doc_id"], quotes["paragraph"], strict=True))
