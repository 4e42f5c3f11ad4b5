"""Doubtful mentions on a sheet: a person decides them, and the decisions are read back into the annotation.

`review_table` lists what the rules leave open, `read_review` reads the sheet after somebody filled in the column
``decision``, and `apply_review` gives the mentions that follow. A decision is an actor identifier, ``actor``,
``place``, ``modifier`` or ``none``; an empty one leaves the mention as it is. A row that applies to ``all`` counts
wherever surface, actor, reading and rule are those of the row (an empty cell fits any); a row that applies to ``this``
counts at its address alone, and wins.
"""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from caatext.annotation.gazetteer import Mention
from caatext.annotation.parsing import ParsedDocument
from caatext.errors import AnnotationError, Problem
from caatext.provenance import fingerprint

if TYPE_CHECKING:
    from caatext.annotation.annotations import Annotations

COLUMNS = ("surface", "actor_id", "reading", "rule", "other_reading", "n", "applies_to", "doc_id", "paragraph",
           "sentence", "start", "decision", "note")  # fmt: skip
READINGS = ("actor", "place", "modifier")
NONE = "none"
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_KEY = ("surface", "actor_id", "reading", "rule")
_NEEDED = ("surface", "decision")


Key = tuple[str, ...]
Address = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Review:
    """Decisions by key and by address, and what was wrong with the sheet."""

    everywhere: Mapping[Key, str] = field(default_factory=dict)
    here: Mapping[Address, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def __len__(self) -> int:
        return len(self.everywhere) + len(self.here)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the decisions."""
        return fingerprint([sorted([list(key), value] for key, value in one.items())
                            for one in (self.everywhere, self.here)])  # fmt: skip

    def decide(self, key: Key, address: Address) -> str:
        """Return the decision on a mention, or nothing; the narrowest row wins."""
        if self.here:
            for place in (address, (*address[:4], "")):
                if place in self.here:
                    return self.here[place]
        for narrowed in _wider(key):
            if narrowed in self.everywhere:
                return self.everywhere[narrowed]
        return ""


def _wider(key: Key) -> Iterator[Key]:
    """Yield a key, then the same with cells left empty, the fullest first."""
    surface, rest = key[0], key[1:]
    masks = sorted(range(2 ** len(rest)), key=lambda bits: (bits.bit_count(), bits))
    for bits in masks:
        yield (surface, *("" if bits >> n & 1 else value for n, value in enumerate(rest)))


def review_table(annotations: Annotations, *, each: bool = False) -> pd.DataFrame:
    """Return the mentions that a rule left open, for a person to decide.

    Parameters
    ----------
    annotations : Annotations
        With mentions.
    each : bool
        One row for every single mention, instead of one for each surface, actor, reading and rule.

    Returns
    -------
    DataFrame
        Surface, actor, reading, rule, the other reading, how many mentions (`n`), what a decision applies to (``all``
        or ``this``), an address, and empty columns `decision` and `note`. Most frequent first. Write it with
        ``to_csv(path, index=False)``.
    """
    doubtful = annotations.mentions[annotations.mentions["other_reading"] != ""]
    keys = [*_KEY, "other_reading"]
    if each:
        table = doubtful.assign(n=1, applies_to="this")
    else:
        table = doubtful.assign(n=doubtful.groupby(keys)["surface"].transform("size"), applies_to="all", start="")
        table = table.drop_duplicates(keys)
    table = table.assign(decision="", note="").sort_values(["n", "surface"], ascending=[False, True], kind="stable")
    return table[list(COLUMNS)].reset_index(drop=True)


def read_review(path: str | Path, *, actor_ids: Collection[str] = ()) -> Review:
    """Return the decisions of a sheet that a person filled in.

    Parameters
    ----------
    path : str or Path
        CSV in UTF-8, parted by commas, semicolons or tabs as spreadsheets write it. Columns `surface` and `decision`
        are needed; `actor_id`, `reading`, `rule`, `applies_to`, `doc_id`, `paragraph`, `sentence` and `start` narrow a
        row.
    actor_ids : collection of str
        The identifiers that a decision may name; without them any well-formed one.

    Returns
    -------
    Review
        With a problem for each row that cannot be used; the other rows count.

    Raises
    ------
    AnnotationError
        The file cannot be read, or lacks a column.
    """
    name = str(path)
    everywhere: dict[Key, str] = {}
    here: dict[Address, str] = {}
    problems: list[Problem] = []
    for number, row in _rows(name):
        decision = row.get("decision", "")
        if not decision:
            continue
        fault = _fault(row, actor_ids)
        if fault:
            problems.append(_problem("E-ROW-DECISION", name, number, found=fault[0], remedy=fault[1]))
            continue
        lost = _store(row, decision.lower(), everywhere, here)
        if lost:
            problems.append(
                _problem(
                    "E-ROW-CONFLICT",
                    name,
                    number,
                    found=f"'{row['surface']}' is decided as '{decision}' here and as '{lost}' above",
                    remedy="keep one of the two rows, or narrow them by actor_id, reading, rule or address",
                )
            )
    return Review(everywhere, here, tuple(problems))


def _store(row: Mapping[str, str], decision: str, everywhere: dict[Key, str], here: dict[Address, str]) -> str:
    """Keep a decision; return the other one where the row contradicts a row above."""
    if row.get("applies_to", "") == "this":
        address = tuple(row.get(name, "") for name in ("doc_id", "paragraph", "sentence", "surface", "start"))
        before = here.setdefault(address, decision)  # type: ignore[arg-type]
    else:
        before = everywhere.setdefault(tuple(row.get(name, "") for name in _KEY), decision)
    return "" if before == decision else before


def _fault(row: Mapping[str, str], actor_ids: Collection[str]) -> tuple[str, str] | None:
    """Return what is wrong with a row, and what to do about it."""
    decision = row["decision"].lower()
    if not row.get("surface"):
        return "the row names no surface", "copy the surface from the table, or clear the decision"
    if row.get("applies_to", "") not in ("", "all", "this"):
        return f"applies_to is '{row['applies_to']}'", "write all or this"
    if row.get("applies_to") == "this" and not (row.get("doc_id") and row.get("paragraph") and row.get("sentence")):
        return "the row applies to one mention and has no address", "give doc_id, paragraph and sentence, or write all"
    known = decision in (*READINGS, NONE) or (decision in actor_ids if actor_ids else _ID.fullmatch(decision))
    if not known:
        remedy = "write an actor_id of the codebook, place, modifier, none, or nothing"
        return f"the decision '{row['decision']}' is none that can be made", remedy
    return None


def _problem(code: str, path: str, number: int, *, found: str, remedy: str) -> Problem:
    return Problem(
        code=code, path=path, place=f"row {number}", found=found, action="skipped: this row", remedy=remedy
    )  # fmt: skip


def _rows(path: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a sheet with their numbers, as a spreadsheet counts them."""
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise _unreadable("E-PATH-ABSENT", path, f"it cannot be read: {error.strerror}", "name the sheet") from error
    except UnicodeDecodeError as error:
        raise _unreadable(
            "E-ENC-UTF8", path, f"byte {error.start} is no UTF-8", "save the sheet as CSV in UTF-8"
        ) from error  # fmt: skip
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = [name.strip() for name in next(reader, [])]
    absent = [name for name in _NEEDED if name not in names]
    if absent:
        raise _unreadable(
            "E-FMT-REVIEW", path, f"there is no column {' and none '.join(absent)}", "keep the columns of review_table"
        )
    for number, values in enumerate(reader, start=2):
        yield number, {name: value.strip() for name, value in zip(names, values, strict=False)}


def _unreadable(code: str, path: str, found: str, remedy: str) -> AnnotationError:
    return AnnotationError(Problem(code=code, path=path, found=found, action="stopped before any work", remedy=remedy))


def apply_review(mentions: Iterable[Mention], review: Review, document: ParsedDocument) -> list[Mention]:
    """Return the mentions of a document as the review decides them.

    Parameters
    ----------
    mentions : iterable of Mention
        As the rules read them.
    review : Review
        What `read_review` returns.
    document : ParsedDocument
        Where the mentions stand.

    Returns
    -------
    list of Mention
        In the same order; a decided one has the rule ``review`` and no other reading, one decided as ``none`` is gone.
    """
    starts = [sentence.start for sentence in document.sentences]
    decided = []
    for mention in mentions:
        sentence = document.sentences[max(bisect_right(starts, mention.start) - 1, 0)]
        address = (document.doc_id, str(sentence.paragraph), str(sentence.number), mention.surface, str(mention.start))
        decision = review.decide((mention.surface, mention.actor_id, mention.reading, mention.rule), address)
        if decision in READINGS:
            decided.append(mention._replace(reading=decision, rule="review", other_reading=""))
        elif not decision:
            decided.append(mention)
        elif decision != NONE:
            decided.append(mention._replace(actor_id=decision, reading="actor", rule="review", other_reading=""))
    return decided
