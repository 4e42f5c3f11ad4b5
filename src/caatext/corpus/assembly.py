"""From what the files gave to one corpus: identifiers, document variables, and a ledger in which all adds up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from caatext.corpus.decisions import DUPLICATE_RULE, Decisions
from caatext.corpus.documents import Corpus, build_corpus, build_document
from caatext.corpus.files import FoundFile
from caatext.corpus.identifiers import Key, name_records
from caatext.corpus.ledger import Row, Tally, ledger_row, ledger_table
from caatext.corpus.readings import Entry, Reading, Record, check_names, date_warning
from caatext.errors import CorpusError, Problem
from caatext.provenance import Provenance

if TYPE_CHECKING:
    from caatext.corpus.parsing import Text


@dataclass(frozen=True)
class ReadFile:
    """A file with what it gave: a reading without texts, or the problem that cost it, or neither where it is ignored.

    `key` names its texts on the shelf.
    """

    file: FoundFile
    reading: Reading | None = None
    problem: Problem | None = None
    digest: str = ""
    key: str = ""


@dataclass
class Piece:
    """What one file adds to a corpus."""

    documents: list[Row] = field(default_factory=list)
    paragraphs: list[Row] = field(default_factory=list)
    ledger: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def problem_order(problem: Problem) -> tuple[str, tuple[int, ...], str, str]:
    """Return the key by which problems are sorted: file, numbers of the place, code."""
    numbers = tuple(int(digits) for digits in re.findall(r"\d{1,12}", problem.place))
    return problem.path, numbers, problem.code, problem.place


class Assembly:
    """All files of a corpus, each document with its identifier; the texts are fetched file by file.

    Parameters
    ----------
    files : sequence of ReadFile
        In the order of the corpus.
    texts : callable
        Returns the text of each document of a file.
    decisions : Decisions
        What was approved on the sheets of the corpus: passages, names and copies to leave out.

    Notes
    -----
    Documents that cannot be used and identifiers that stand twice cost the entry they belong to, nothing else.
    """

    def __init__(
        self,
        files: Sequence[ReadFile],
        texts: Callable[[ReadFile], list[Text]],
        *,
        decisions: Decisions | None = None,
    ) -> None:
        self.files, self._texts, self._decisions = files, texts, decisions or Decisions()
        paths = [file.file.path for file in files]
        readings = {number: file.reading for number, file in enumerate(files) if file.reading}
        self._records = {
            (number, position): record
            for number, reading in readings.items()
            for position, record in enumerate(reading.records)
        }
        self._faults = {(number, n): fault for number, one in readings.items() for n, fault in one.faults.items()}
        self._faults |= _unusable_names(self._records, paths, known=self._faults)
        sound = {key: record for key, record in self._records.items() if key not in self._faults}
        self._ids, repeated = name_records(sound, paths)
        self._faults |= repeated
        self._copies, self._stale = self._find_copies()
        self.variables = self._name_variables()

    def _find_copies(self) -> tuple[dict[str, str], tuple[Problem, ...]]:
        named = frozenset(self._decisions.named)
        keys = {doc_id: key for key, doc_id in self._ids.items() if doc_id in named}
        return self._decisions.dropped({doc_id: self._record(key) for doc_id, key in sorted(keys.items())})

    def _record(self, key: Key) -> Record:
        return replace(self._records[key], paragraphs=self._texts(self.files[key[0]])[key[1]].paragraphs)

    def _name_variables(self) -> tuple[str, ...]:
        """Return the names of all document variables, in the order in which they are met."""
        decided = (self._decide(record) for key, record in self._records.items() if self._counts(key))
        names = dict.fromkeys(name for record in decided for name in record.docvars)
        return tuple(names) if "path" in names else ("path", *names)

    def _decide(self, record: Record) -> Record:
        return self._decisions.apply(record) if self._decisions else record

    def _counts(self, key: Key) -> bool:
        return key in self._ids and self._ids[key] not in self._copies

    @property
    def found(self) -> dict[str, int]:
        """How many files, rows and lines there are, counted before anything became of them."""
        found = Counter({"file": len(self.files)})
        for file in self.files:
            if file.reading and file.reading.entries:
                found[file.reading.entries[0].unit] += file.reading.n_found
        return {unit: n for unit, n in sorted(found.items()) if n}

    def pieces(self) -> Iterator[Piece]:
        """Yield what each file adds to the corpus, in order.

        Raises
        ------
        RuntimeError
            The ledger does not add up, which is a fault of this package.
        """
        first: dict[object, str] = {}
        tally = Tally()
        for number, file in enumerate(self.files):
            piece = self._piece(number, file, first)
            piece.problems += self._stale if number == 0 else ()
            tally.add(piece.ledger, (row["doc_id"] for row in piece.documents), piece.problems)
            yield piece
        if not tally.adds_up(self.found):
            found = "the ledger does not add up: an input was lost or counted twice"
            raise RuntimeError(found)

    def _piece(self, number: int, file: ReadFile, first: dict[object, str]) -> Piece:
        """Return what a file adds; `first` is the first document with a text, by the fingerprint of the text."""
        piece = Piece(problems=[file.problem] if file.problem else [])
        if file.reading is None:
            piece.ledger.append(_file_row(file))
            return piece
        piece.problems += file.reading.problems
        keys = [(number, position) for position in range(len(file.reading.records))]
        texts = self._texts(file) if any(key in self._ids for key in keys) else []
        removals = {key: self._add_document(piece, key, texts[key[1]], first) for key in keys if self._counts(key)}
        piece.problems += (self._faults[key] for key in keys if key in self._faults)
        piece.ledger += self._ledger_rows(number, file, removals)
        return piece

    def _add_document(self, piece: Piece, key: Key, text: Text, first: dict[object, str]) -> tuple[Entry, ...]:
        """Add a document to a piece, as it was decided, and return the entries of what was taken out of it."""
        path, doc_id = self.files[key[0]].file.path, self._ids[key]
        record = replace(self._records[key], paragraphs=text.paragraphs)
        decided = self._decide(record)
        removals = self._decisions.removals(record) if self._decisions else ()
        docvars = {name: decided.docvars.get(name, "") for name in self.variables} | {"path": path}
        n_words = None if removals else text.n_words
        document, rows = build_document(doc_id, decided.paragraphs, docvars=docvars, n_words=n_words)
        twin = first.setdefault(document["sha256"], doc_id)
        dated = date_warning(decided, path=path)
        piece.problems += [dated] if dated else []
        piece.problems += [_twin(doc_id, twin, path, record.place)] if twin != doc_id else []
        piece.documents.append(document)
        piece.paragraphs += rows
        return removals

    def _ledger_rows(self, number: int, file: ReadFile, removals: Mapping[Key, Sequence[Entry]]) -> Iterator[Row]:
        """Yield the rows of a file and its entries; below each document, what was taken out of it."""
        reading = file.reading or Reading()
        row = _file_row(file)
        whole = Entry(unit="file", place="", status="read", rule=str(row["rule"]), n_characters=reading.n_characters,
                      n_kept=sum(reading.lengths), record=0)  # fmt: skip
        if reading.entries:
            yield row
        told = set()
        for entry in reading.entries or [whole]:
            key = (number, entry.record)
            yield self._entry_row(file, entry, key)
            if key not in told:
                told.add(key)
                doc_id = self._ids.get(key, "")
                yield from (ledger_row(file.file.path, one, doc_id=doc_id) for one in removals.get(key, ()))

    def _entry_row(self, file: ReadFile, entry: Entry, key: Key) -> Row:
        doc_id = self._ids.get(key, "")
        if entry.status == "read" and key in self._faults:
            entry = replace(entry, status="rejected", rule=self._faults[key].code, n_kept=0)
        elif entry.status == "read" and doc_id in self._copies:
            entry, doc_id = replace(entry, status="ignored", rule=DUPLICATE_RULE, n_kept=0), ""
        return ledger_row(file.file.path, entry, doc_id=doc_id)


def assemble(assembly: Assembly, *, provenance: Provenance) -> Corpus:
    """Return the corpus in memory that these files make."""
    whole = Piece()
    for piece in assembly.pieces():
        whole.documents += piece.documents
        whole.paragraphs += piece.paragraphs
        whole.ledger += piece.ledger
        whole.problems += piece.problems
    return build_corpus(
        whole.documents,
        whole.paragraphs,
        ledger=ledger_table(whole.ledger),
        problems=sorted(whole.problems, key=problem_order),
        provenance=provenance.then("ingest", settings={"found": assembly.found}),
    )


def _unusable_names(
    records: Mapping[Key, Record], paths: Sequence[str], *, known: Mapping[Key, Problem]
) -> dict[Key, Problem]:
    faults = {}
    for key, record in records.items():
        try:
            if key not in known:
                check_names(record, path=paths[key[0]])
        except CorpusError as error:
            faults[key] = error.problems[0]
    return faults


def _twin(doc_id: str, first: str, path: str, place: str) -> Problem:
    return Problem(
        code="E-ID-TWIN",
        path=path,
        place=place,
        severity="warning",
        found=f"{doc_id!r} has the same text as {first!r}, to the letter",
        action="kept: both count",
        remedy="remove one of them if the text should count once",
    )


def _file_row(file: ReadFile) -> Row:
    """Return the row of a file that is no document by itself."""
    path, reading = file.file.path, file.reading
    if reading is not None:
        status, rule, n_characters = "read", PurePosixPath(path).suffix.lower()[1:], reading.n_characters
    elif file.file.rule:
        status, rule, n_characters = "ignored", file.file.rule, 0
    else:
        status, rule, n_characters = "rejected", file.problem.code if file.problem else "", 0
    entry = Entry(unit="file", place="", status=status, rule=rule, n_characters=n_characters)
    return ledger_row(path, entry)
