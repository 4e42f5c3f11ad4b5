"""What a person decided on the sheets of a corpus folder, and what follows for the texts when they are read again.

Three sheets stand in a corpus folder: ``boilerplate.csv``, ``authors.csv`` and ``duplicates.csv``. Each row proposes
something and has an empty column `decision`; ``yes`` makes it happen when ``caatext ingest`` is given again, ``no``
and nothing leave the texts as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from caatext.corpus.boilerplate import without_passages
from caatext.corpus.decision_sheets import KEYS, YES, Key, Row, as_written, read_rows, sheet_problem
from caatext.corpus.documents import count_words
from caatext.corpus.duplicates import compare_texts, is_copy
from caatext.corpus.readings import Entry, Record
from caatext.errors import ConfigError, Problem
from caatext.provenance import fingerprint

#: What the ledger says of what was approved.
BOILERPLATE_RULE = "boilerplate approved"
DUPLICATE_RULE = "duplicate approved"
_HASH = re.compile(r"[pl][0-9a-f]{16}")


@dataclass(frozen=True)
class Decisions:
    """What was approved.

    Parameters
    ----------
    removed : frozenset of str
        Passages to leave out, as `passage_id` names them.
    authors : mapping of str to str
        The name to use, by the name as it was given.
    copies : tuple of pairs
        Document that is to be left out, document that it is a copy of.
    """

    removed: frozenset[str] = frozenset()
    authors: Mapping[str, str] = field(default_factory=dict)
    copies: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.removed or self.authors or self.copies)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that was approved; empty where nothing was."""
        if not self:
            return ""
        return fingerprint([sorted(self.removed), sorted(self.authors.items()), sorted(self.copies)])

    @property
    def named(self) -> tuple[str, ...]:
        """The documents that `dropped` has to see, sorted."""
        return tuple(sorted({doc_id for pair in self.copies for doc_id in pair}))

    def apply(self, record: Record) -> Record:
        """Return a document without the passages approved, and under the author's approved name.

        The name as it was given stays as ``author_raw``, in every document as soon as one name is merged. A document
        that holds nothing but approved passages keeps them: an empty text would be a lost one.
        """
        docvars = dict(record.docvars)
        if self.authors and docvars.get("author"):
            raw = docvars["author"]
            docvars |= {"given_author_raw": docvars["author_raw"]} if "author_raw" in docvars else {}
            docvars |= {"author": self.authors.get(as_written(raw), raw), "author_raw": raw}
        left = zip(record.paragraphs, self._left(record), strict=True)
        paragraphs = tuple((section, text) for (section, _), text in left if text)
        return replace(record, paragraphs=paragraphs, docvars=docvars)

    def removals(self, record: Record) -> tuple[Entry, ...]:
        """Return the ledger's entries for what `apply` takes out of a document, counted as they stand in the source."""
        left = zip(record.paragraphs, self._left(record), strict=True)
        lost = [len(text) - len(rest) for (_, text), rest in left]
        return tuple(
            Entry(
                unit="paragraph",
                place=", ".join(part for part in (record.place, f"paragraph {number}") if part),
                status="removed",
                rule=BOILERPLATE_RULE,
                n_characters=n_characters,
            )
            for number, n_characters in enumerate(lost, start=1)
            if n_characters
        )

    def _left(self, record: Record) -> list[str]:
        """Return what is left of each paragraph; all of them where nothing else would be left of the document."""
        texts = [text for _, text in record.paragraphs]
        left = [without_passages(text, self.removed) for text in texts] if self.removed else texts
        return left if any(map(count_words, left)) else texts

    def dropped(self, records: Mapping[str, Record]) -> tuple[dict[str, str], tuple[Problem, ...]]:
        """Return which documents are left out, with the one that stays for each, and what was approved in vain.

        Parameters
        ----------
        records : mapping of str to Record
            At least the documents of `named` that are there, by identifier.

        Returns
        -------
        dict of str to str, tuple of Problem
            A document is left out only while it still is a copy of a document that stays. A warning names each pair
            that is one no longer.
        """
        dropped: dict[str, str] = {}
        stale = []
        for doc_id, other in self.copies:
            if doc_id not in records:
                continue
            if other not in records or not is_copy(*compare_texts(_text(records[doc_id]), _text(records[other]))):
                stale.append(_stale(doc_id, other, is_there=other in records))
            elif _kept(other, dropped) != doc_id:
                dropped[doc_id] = other
        return {doc_id: _kept(doc_id, dropped) for doc_id in sorted(dropped)}, tuple(stale)


def _kept(doc_id: str, dropped: Mapping[str, str]) -> str:
    while doc_id in dropped:
        doc_id = dropped[doc_id]
    return doc_id


def _text(record: Record) -> str:
    return "\n\n".join(text for _, text in record.paragraphs)


def _stale(doc_id: str, other: str, *, is_there: bool) -> Problem:
    return Problem(
        code="E-ROW-STALE",
        path="duplicates.csv",
        severity="warning",
        found=f"{doc_id!r} is decided as a copy of {other!r}, which "
        + ("it is no longer: a text has changed" if is_there else "is not there any more"),
        action="kept: the document counts",
        remedy="clear the decision, or bring the text back",
    )


def read_decisions(folder: str | Path) -> Decisions:
    """Return what was approved on the sheets of a corpus folder; nothing where there is no folder or sheet.

    Parameters
    ----------
    folder : str or Path
        The folder that ``caatext ingest`` writes. Sheets are CSV in UTF-8, parted by commas, semicolons or tabs.

    Returns
    -------
    Decisions
        Rows with ``yes``. An empty decision counts as ``no``.

    Raises
    ------
    ConfigError
        A sheet cannot be read, lacks a column, or has a row that cannot be meant; all of them are listed, and nothing
        is read or written before they are mended.

    Examples
    --------
    >>> import tempfile
    >>> read_decisions(tempfile.mkdtemp())
    Decisions(removed=frozenset(), authors={}, copies=())
    """
    folder = Path(folder)
    problems: list[Problem] = []
    approved = {name: _approved(folder, name, problems) for name in KEYS}
    merged = {row["author"]: row["proposed"] for row in approved["authors"]}
    problems += [_circle(folder, name) for name in sorted(merged) if _end(name, merged) is None]
    if problems:
        raise ConfigError(problems)
    return Decisions(
        removed=frozenset(row["hash"] for row in approved["boilerplate"]),
        authors={name: _end(name, merged) or name for name in sorted(merged)},
        copies=tuple((row["doc_id"], row["other"]) for row in approved["duplicates"]),
    )


def _end(name: str, merged: Mapping[str, str]) -> str | None:
    """Return where a chain of merges ends, None where it comes back to itself."""
    seen = {name}
    while name in merged and merged[name] != name:
        name = merged[name]
        if name in seen:
            return None
        seen.add(name)
    return name


def _circle(folder: Path, name: str) -> Problem:
    return sheet_problem(folder / "authors.csv", f"{name!r} is merged into a name that is merged back into it",
                    remedy="decide yes on one of the two rows")  # fmt: skip


def _approved(folder: Path, name: str, problems: list[Problem]) -> list[Row]:
    """Return the rows with ``yes``, and add what is wrong with the sheet to `problems`."""
    path = folder / f"{name}.csv"
    keys, approved = KEYS[name], {}
    said: dict[Key, str] = {}
    try:
        for number, row in read_rows(path, name):
            decision = row["decision"].casefold()
            fault = _fault(name, row, decision)
            key = tuple(row[column] for column in keys)
            if not fault and decision and said.setdefault(key, decision) != decision:
                fault = ("the same is decided otherwise in a row above", "keep one of the two rows")
            if fault:
                problems.append(sheet_problem(path, fault[0], place=f"row {number}", remedy=fault[1]))
            elif decision == YES:
                approved[key] = row
    except ConfigError as error:
        problems += error.problems
    return [approved[key] for key in sorted(approved)]


def _fault(name: str, row: Row, decision: str) -> tuple[str, str] | None:
    """Return what is wrong with a row, and what to do about it."""
    if decision not in (YES, "no", ""):
        return f"the decision {row['decision']!r} is none that can be made", "write yes, no, or nothing"
    if decision != YES:
        return None
    if name == "boilerplate" and not _HASH.fullmatch(row["hash"]):
        found = f"the hash {row['hash']!r} is none that this sheet was written with"
        return found, "copy it again from a sheet that ingest wrote to another folder, or clear the decision"
    if name == "authors" and not row.get("proposed"):
        return f"no name is proposed for {row['author']!r}", "write the name to use under proposed"
    if any(not row[column] for column in KEYS[name]):
        return f"the row names no {' and no '.join(KEYS[name])}", "undo the change, or clear the decision"
    return None
