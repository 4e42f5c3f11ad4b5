"""What a file gave: its documents, its rows or lines, and what was wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from caatext.corpus.documents import WORD
from caatext.errors import CorpusError, Problem

#: Names under which a column, key or field is known, best first; they are compared without case.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "body", "content"),
    "doc_id": ("doc_id", "id"),
    "author": ("author", "authors"),
    "title": ("title",),
    "outlet": ("outlet",),
    "date": ("date",),
    "url": ("url",),
}
#: Columns that reading fills in itself; a column of that name in a file is kept as ``given_<name>``.
COMPUTED = ("text", "doc_id", "path", "encoding", "n_words", "n_paragraphs", "n_sentences", "sha256")

#: Glyph numbers, control, private-use and replacement characters: what stands where letters were lost.
_NO_LETTERS = re.compile(
    r"\(cid:\d+\)|(?<!\S)/[A-Za-z]{0,3}\d{1,5}(?=[\s/]|$)|"
    r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]"
)
_NO_LETTERS_SHARE = 0.1
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LONGEST_ID = 200
_ISO_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2}([T ].*)?)?)?")


@dataclass(frozen=True, kw_only=True)
class Record:
    """One document as a file gave it: (section, paragraph) pairs, document variables, its own identifier."""

    paragraphs: tuple[tuple[str, str], ...]
    docvars: Mapping[str, str] = field(default_factory=dict)
    doc_id: str = ""
    place: str = ""
    number: int = 0

    @property
    def n_characters(self) -> int:
        """Characters of all paragraphs."""
        return sum(len(text) for _, text in self.paragraphs)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """How one row or line of a file ended; `record` counts the documents of the file from 0, -1 is none."""

    unit: str
    place: str
    status: str
    rule: str
    n_characters: int
    n_kept: int = 0
    record: int = -1


@dataclass(frozen=True, kw_only=True)
class ManifestRow:
    """What a row of a manifest says about another file; `entry` is its place among the entries."""

    path: str
    entry: int
    docvars: Mapping[str, str]
    doc_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All that one file gave.

    `lengths` and `faults` are filled in when the texts are laid aside (see `outlines`): the characters of each
    document, and by its number the problem of each document whose text cannot be used.
    """

    records: tuple[Record, ...] = ()
    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    manifest: tuple[ManifestRow, ...] = ()
    n_characters: int = 0
    n_found: int = 0
    lengths: tuple[int, ...] = ()
    faults: Mapping[int, Problem] = field(default_factory=dict)


@dataclass
class Draft:
    """A reading in the making: rows and lines are added in order, each with how it ended."""

    path: str
    unit: str
    records: list[Record] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    manifest: list[ManifestRow] = field(default_factory=list)

    def note(self, place: str, status: str, rule: str, *, n_characters: int, n_kept: int = 0, record: int = -1) -> None:
        """Add an entry."""
        entry = Entry(
            unit=self.unit,
            place=place,
            status=status,
            rule=rule,
            n_characters=n_characters,
            n_kept=n_kept,
            record=record,
        )
        self.entries.append(entry)

    def read(self, record: Record, *, n_characters: int) -> None:
        """Add a document that one row holds."""
        self.note(
            record.place,
            "read",
            self.unit,
            n_characters=n_characters,
            n_kept=record.n_characters,
            record=len(self.records),
        )
        self.records.append(record)

    def reject(self, code: str, found: str, *, remedy: str, place: str, n_characters: int) -> None:
        """Add a row that cannot be read."""
        self.note(place, "rejected", code, n_characters=n_characters)
        self.problems.append(
            Problem(
                code=code,
                found=found,
                remedy=remedy,
                path=self.path,
                place=place,
                action=f"skipped: this {self.unit}",
            )
        )

    def finish(self, *, n_characters: int, n_found: int) -> Reading:
        """Return the reading; `n_found` counts the rows or lines before they were looked at."""
        return Reading(
            records=tuple(self.records),
            entries=tuple(self.entries),
            problems=tuple(self.problems),
            manifest=tuple(self.manifest),
            n_characters=n_characters,
            n_found=n_found,
        )


def reject(
    path: str, code: str, *, found: str, remedy: str, place: str = "", action: str = "skipped: this file"
) -> CorpusError:
    """Return the error that costs the file, row or line that it names."""
    return CorpusError(Problem(code=code, found=found, remedy=remedy, path=path, place=place, action=action))


def sort_out(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return named values under the names that the package knows; other names stay as they are.

    Examples
    --------
    >>> sort_out([("ID", "7"), ("Body", "One."), ("region", " North "), ("n_words", "2")])
    {'text': 'One.', 'doc_id': '7', 'region': 'North', 'given_n_words': '2'}
    """
    rest = {unicodedata.normalize("NFC", name.strip()): value for name, value in fields}
    known = {}
    for target, aliases in ALIASES.items():
        for alias in aliases:
            name = next((name for name in rest if name.casefold() == alias), None)
            if name is not None:
                value = rest.pop(name)
                known[target] = value if target == "text" else value.strip()
                break
    reserved = (*COMPUTED, *ALIASES)
    more = {f"given_{name}" if name in reserved else name: value.strip() for name, value in rest.items()}
    return known | more


def check_record(record: Record, *, path: str) -> None:
    """Raise if the text or the identifier of a document cannot be used.

    Raises
    ------
    CorpusError
        No word in it, lost letters, characters that no file can hold, or an unusable identifier.
    """
    check_text(record, path=path)
    check_names(record, path=path)


def check_text(record: Record, *, path: str) -> None:
    """Raise if the text of a document cannot be used.

    Raises
    ------
    CorpusError
        No word in it, lost letters, or characters that no file can hold.
    """
    place, action = record.place, _skipped(record)
    text = "\n\n".join(text for _, text in record.paragraphs)
    if not WORD.search(text):
        raise reject(
            path,
            "E-EMPTY-TEXT",
            found="there is no word in the text",
            place=place,
            action=action,
            remedy="give the text, or leave the entry out",
        )
    everything = "\n".join([text, *(section for section, _ in record.paragraphs)])
    _check_characters(everything, path=path, place=place, action=action)
    lost = sum(len(match.group()) for match in _NO_LETTERS.finditer(text))
    if lost > _NO_LETTERS_SHARE * len(text):
        raise reject(
            path,
            "E-GLYPH",
            found=f"{lost} of {len(text)} characters are glyph numbers or control characters, not letters",
            place=place,
            action=action,
            remedy="the file names shapes and not letters: export it again, or run text recognition on it",
        )


def check_names(record: Record, *, path: str) -> None:
    """Raise if the identifier or the variables of a document cannot be used.

    Raises
    ------
    CorpusError
        Characters that no file can hold, or an unusable identifier.
    """
    everything = "\n".join([record.doc_id, *record.docvars.keys(), *record.docvars.values()])
    _check_characters(everything, path=path, place=record.place, action=_skipped(record))
    if _CONTROL.search(record.doc_id) or len(record.doc_id) > _LONGEST_ID:
        raise reject(
            path,
            "E-ID-FORM",
            found=f"the identifier {record.doc_id!r} has control characters or over {_LONGEST_ID} letters",
            place=record.place,
            action=_skipped(record),
            remedy="use a short identifier on one line",
        )


def _skipped(record: Record) -> str:
    return f"skipped: {'this document' if record.place else 'this file'}"


def _check_characters(text: str, *, path: str, place: str, action: str) -> None:
    if "\0" in text:
        raise reject(
            path,
            "E-ENC-NUL",
            found="there is a NUL character in it",
            place=place,
            action=action,
            remedy="remove the NUL characters; a text in UTF-16 without a mark needs --encoding utf-16-le",
        )
    half = re.search("[\ud800-\udfff]", text)
    if half:
        raise reject(
            path,
            "E-ENC-SURROGATE",
            found=f"{half.group()!r} is half a character",
            place=place,
            action=action,
            remedy="write the whole character, or leave it out",
        )


def date_warning(record: Record, *, path: str) -> Problem | None:
    """Return a warning where the date is not written as year-month-day; the value stays as it is."""
    date = record.docvars.get("date", "")
    if not date or _ISO_DATE.fullmatch(date):
        return None
    return Problem(
        code="E-META-DATE",
        path=path,
        place=record.place,
        severity="warning",
        found=f"the date {date!r} is not written as year-month-day",
        action="kept as it is: nothing can be ordered by it",
        remedy="write dates as 2025-10-19, or 2025-10 or 2025 where no more is known",
    )
