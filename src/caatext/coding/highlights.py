"""Highlights with tags, as coding programs export them, become codings of the units that they cover.

Every program counts characters in its own way and has its own copy of the text. So a highlight is looked for by its
words (and, where they stand in a document more than once, by which of the occurrences it was), never by its numbers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import pandas as pd

from caatext.coding.rows import Intake, RowFault, units_by_item
from caatext.coding.sheets import POLARITIES
from caatext.corpus.codebook import Codebook
from caatext.corpus.documents import Corpus

_TAG = re.compile(
    rf"(?P<frame>.+?)(?:[\s.:/>]+(?P<value>[12]))?(?:[\s.:/>]+(?P<polarity>{'|'.join(POLARITIES)}))?", re.DOTALL
)
#: One character for one, so that positions stay: what programs change when they take a text in.
_SAME = str.maketrans("‘’“”–—‑", "''\"\"---")
#: A unit counts as highlighted where this share of it is covered.
COVERED = 0.5


class Highlight(NamedTuple):
    """A marked stretch of text: where it came from, whose it is, its words, its tag.

    `nth` of `n_like`: which occurrence of these words in the program's own text it is, counted from 0; `n_like` 0
    where the export does not tell.
    """

    place: str
    coder_id: str
    document: str
    snippet: str
    tag: str
    note: str = ""
    nth: int = 0
    n_like: int = 0


class Export(NamedTuple):
    """What one file holds: highlights, the documents each coder was given, and the tags that there were to choose.

    `tags` None: the export does not tell, and all frames of the codebook count as looked for.
    """

    highlights: tuple[Highlight, ...]
    documents: tuple[tuple[str, str], ...]
    tags: tuple[str, ...] | None = None


def occurrence(text: str, start: int, end: int) -> tuple[str, int, int]:
    """Return the words of a stretch, which occurrence of them it is, and how many there are.

    Examples
    --------
    >>> occurrence("a b, a b", 5, 8)
    ('a b', 1, 2)
    """
    whole, _ = _squeezed(text)
    before, _ = _squeezed(text[:start])
    words, _ = _squeezed(text[start:end])
    places = list(_places(whole, words))
    return text[start:end], sum(place < len(before) for place in places), len(places)


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Return a text without white space, and where each of its characters stood."""
    kept = [(character, place) for place, character in enumerate(text.translate(_SAME)) if not character.isspace()]
    return "".join(character for character, _ in kept), [place for _, place in kept]


def _places(text: str, words: str) -> Iterator[int]:
    place = text.find(words) if words else -1
    while place >= 0:
        yield place
        place = text.find(words, place + 1)


@dataclass(frozen=True)
class Finder:
    """Looks highlights up in a corpus."""

    squeezed: Mapping[str, tuple[str, list[int]]]
    names: Mapping[str, frozenset[str]]
    units: Mapping[str, Sequence[Mapping[str, Any]]]

    @classmethod
    def of(cls, corpus: Corpus, units: pd.DataFrame) -> Finder:
        """Return a finder for the texts and units of a corpus."""
        names: dict[str, set[str]] = defaultdict(set)
        columns = (corpus.documents[name].astype(str) for name in ("doc_id", "path", "title"))
        for doc_id, path, title in zip(*columns, strict=True):
            for name in (doc_id, path, PurePosixPath(path).name, PurePosixPath(path).stem, title):
                names[name.casefold()].add(doc_id)
        by_document: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for unit in units_by_item(units).values():
            by_document[unit["doc_id"]].append(unit)
        return cls(
            {doc_id: _squeezed(text) for doc_id, text in corpus.texts.items()},
            {name: frozenset(doc_ids) for name, doc_ids in names.items() if name},
            dict(by_document),
        )

    def document(self, name: str) -> str:
        """Return the document that a name means, with or without an ending; empty where none or more than one."""
        for form in (name, PurePosixPath(name).name, PurePosixPath(name).stem):
            found = self.names.get(form.strip().casefold(), frozenset())
            if len(found) == 1:
                return next(iter(found))
        return ""

    def find(self, highlight: Highlight) -> list[Mapping[str, Any]]:
        """Return the units that a highlight covers.

        Raises
        ------
        RowFault
            Its words cannot be found, or stand in more than one place and nothing tells which.
        """
        words, _ = _squeezed(highlight.snippet)
        doc_id = self.document(highlight.document)
        texts = {doc_id: self.squeezed[doc_id]} if doc_id else self.squeezed
        found = [(name, place) for name, (text, _) in texts.items() for place in _places(text, words)]
        if len(found) > 1 and doc_id and len(found) == highlight.n_like:
            found = [found[highlight.nth]]
        if len(found) != 1:
            where = f"document '{doc_id}'" if doc_id else f"the corpus (no document is named '{highlight.document}')"
            times = f"{len(found)} times" if found else "nowhere"
            raise RowFault(
                "E-ROW-HIGHLIGHT",
                f"'{highlight.snippet[:60]}' stands {times} in {where}",
                "use the texts of this corpus in the coding program, with their names, and highlight whole sentences",
            )
        (name, place), length = found[0], len(words)
        positions = self.squeezed[name][1]
        return self._covered(name, positions[place], positions[place + length - 1] + 1)

    def _covered(self, doc_id: str, start: int, end: int) -> list[Mapping[str, Any]]:
        """Return the units at least half of which is covered or, where there are none, the one covered most."""
        units = self.units.get(doc_id, ())
        overlap = [max(0, min(end, unit["end"]) - max(start, unit["start"])) for unit in units]
        chosen = [
            unit for unit, n in zip(units, overlap, strict=True) if n >= COVERED * (unit["end"] - unit["start"]) and n
        ]
        if not chosen and any(overlap):
            chosen = [units[overlap.index(max(overlap))]]
        if not chosen:
            raise RowFault("E-ROW-HIGHLIGHT", "the words belong to no sentence", "highlight words of a sentence")
        return chosen


def take_export(intake: Intake, export: Export, finder: Finder, codebook: Codebook, *, path: str) -> None:
    """Check every highlight; keep what can be used, note the rest, and fill in what was looked for and not found.

    A document that an export holds counts as read whole by its coder: units without a highlight are coded 0.
    """
    frames = {name.casefold(): frame.id for frame in codebook.frames for name in (frame.name, frame.id)}
    for highlight in export.highlights:
        doc_id = ""
        try:
            frame_id, value, polarity = _frame(highlight.tag, frames)
            covered = finder.find(highlight)
            doc_id = covered[0]["doc_id"]
            base = {"frame_id": frame_id, "value": value, "polarity": polarity, "note": highlight.note}
            _take(intake, [_row(unit, highlight.coder_id, **base) for unit in covered])
        except RowFault as fault:
            intake.note(path, highlight.place, unit="highlight", doc_id=doc_id, fault=fault)
        else:
            intake.note(path, highlight.place, unit="highlight", doc_id=doc_id)
    _fill(intake, export, finder, frames)


def _frame(tag: str, frames: Mapping[str, str]) -> tuple[str, int, str]:
    """Return frame, level and polarity that a tag names: ``hid``, ``Own course 2``, ``hid.1.denied``."""
    plain = tag.strip().casefold()
    if plain in frames:
        return frames[plain], 1, "asserted"
    match = _TAG.fullmatch(plain)
    if match is None or match["frame"] not in frames:
        raise RowFault(
            "E-ROW-TAG",
            f"the tag '{tag}' is no frame" if tag else "the highlight has no tag",
            f"name it after one of {', '.join(sorted(set(frames.values())))}",
        )
    return frames[match["frame"]], int(match["value"] or 1), match["polarity"] or "asserted"


def _row(unit: Mapping[str, Any], coder_id: str, **rest: Any) -> dict[str, Any]:
    address = {name: unit[name] for name in ("doc_id", "paragraph", "sentence")}
    return {"coder_id": coder_id, "actor_id": "", "pass_": 1} | address | rest


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("coder_id", "doc_id", "paragraph", "sentence", "frame_id", "pass_"))


def _take(intake: Intake, rows: Sequence[dict[str, Any]]) -> None:
    """Keep the codings of one highlight; a second highlight of a unit with the same frame may raise the level."""
    before = [intake.codings.get(_key(row)) for row in rows]
    for row, known in zip(rows, before, strict=True):
        if known and known["is_stated"] and known["polarity"] != row["polarity"]:
            raise RowFault(
                "E-ROW-CONFLICT",
                f"{row['frame_id']} is {row['polarity']} here and {known['polarity']} in {known['place']}",
                "give each sentence one polarity a frame",
            )
    for row, known in zip(rows, before, strict=True):
        level = max(row["value"], known["value"]) if known else row["value"]
        intake.codings[_key(row)] = row | {"value": level, "is_stated": True, "place": "another highlight"}


def _fill(intake: Intake, export: Export, finder: Finder, frames: Mapping[str, str]) -> None:
    looked_for = set(frames.values())
    if export.tags is not None:
        looked_for = set()
        for tag in export.tags:
            try:
                looked_for.add(_frame(tag, frames)[0])
            except RowFault:
                continue  # a tag for something else is no fault as long as no highlight carries it
    for coder_id, name in export.documents:
        for unit in finder.units.get(finder.document(name), ()):
            for frame_id in sorted(looked_for):
                row = _row(unit, coder_id, frame_id=frame_id, value=0, polarity="", note="", is_stated=False, place="")
                intake.codings.setdefault(_key(row), row)
