"""From what the files gave to one corpus: identifiers, document variables, and a ledger in which all adds up."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import pandas as pd

from caatext.corpus.documents import Corpus, build_corpus, build_document
from caatext.corpus.files import FoundFile
from caatext.corpus.readings import Entry, Reading, Record, check_record, date_warning
from caatext.errors import CorpusError, Problem
from caatext.provenance import Provenance

#: Where a document came from: number of the file, number of the document in it.
Key = tuple[int, int]


@dataclass(frozen=True)
class ReadFile:
    """A file with what it gave: a reading, or the problem that cost it, or neither where a rule passed it over."""

    file: FoundFile
    reading: Reading | None = None
    problem: Problem | None = None
    digest: str = ""


def assemble(files: Sequence[ReadFile], *, provenance: Provenance) -> Corpus:
    """Return the corpus that these files make.

    Documents that cannot be used and identifiers that stand twice cost the entry they belong to, nothing else.
    """
    records = {
        (number, position): record
        for number, file in enumerate(files)
        for position, record in enumerate(file.reading.records if file.reading else ())
    }
    paths = [file.file.path for file in files]
    faults = _faults(records, paths)
    ids, repeated = name_records({key: record for key, record in records.items() if key not in faults}, paths)
    faults |= repeated
    documents, paragraphs, warnings = _tables(records, ids, paths)
    problems = [file.problem for file in files if file.problem]
    problems += [problem for file in files if file.reading for problem in file.reading.problems]
    problems += [*faults.values(), *warnings]
    ledger = [row for number, file in enumerate(files) for row in _ledger_rows(number, file, ids, faults)]
    found = Counter({"file": len(files)})
    for file in files:
        if file.reading and file.reading.entries:
            found[file.reading.entries[0].unit] += file.reading.n_found
    return build_corpus(
        documents,
        paragraphs,
        ledger=pd.DataFrame(ledger),
        problems=sorted(problems, key=problem_order),
        provenance=provenance.then("ingest", settings={"found": dict(sorted(found.items()))}),
    )


def problem_order(problem: Problem) -> tuple[str, tuple[int, ...], str, str]:
    """Return the key by which problems are sorted: file, numbers of the place, code."""
    numbers = tuple(int(digits) for digits in re.findall(r"\d{1,12}", problem.place))
    return problem.path, numbers, problem.code, problem.place


def _faults(records: Mapping[Key, Record], paths: Sequence[str]) -> dict[Key, Problem]:
    faults = {}
    for key, record in records.items():
        try:
            check_record(record, path=paths[key[0]])
        except CorpusError as error:
            faults[key] = error.problems[0]
    return faults


def name_records(records: Mapping[Key, Record], paths: Sequence[str]) -> tuple[dict[Key, str], dict[Key, Problem]]:
    """Return an identifier for each document, and a problem for each that repeats an identifier given before.

    An identifier that the file gives is kept. Others are made from the file name, with the folder, the ending or
    the whole path added where that is needed to tell them apart; the order of the files plays no part.
    """
    ids: dict[Key, str] = {}
    first: dict[str, Key] = {}
    faults: dict[Key, Problem] = {}
    for key, record in records.items():
        given = unicodedata.normalize("NFC", record.doc_id)
        if not given:
            continue
        if given in first:
            faults[key] = _repeated(given, record, paths[key[0]], records[first[given]], paths[first[given][0]])
        else:
            first[given] = key
            ids[key] = given
    rest = [key for key in records if key not in ids and key not in faults]
    taken = set(first)
    for candidate in _CANDIDATES:
        names = {key: candidate(PurePosixPath(paths[key[0]])) + _row_suffix(records[key]) for key in rest}
        counts = Counter(names.values())
        settled = {key: name for key, name in names.items() if counts[name] == 1 and name not in taken}
        ids |= settled
        taken |= set(settled.values())
        rest = [key for key in rest if key not in settled]
    for key in rest:
        base = _CANDIDATES[-1](PurePosixPath(paths[key[0]])) + _row_suffix(records[key])
        name = next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)
        ids[key] = name
        taken.add(name)
    return ids, faults


def slug(text: str) -> str:
    """Return text as an identifier: small letters and digits of any alphabet, joined by hyphens.

    Examples
    --------
    >>> slug("Über den Fluß (2)"), slug("!")
    ('über-den-fluß-2', 'document')
    """
    plain = unicodedata.normalize("NFC", text).lower()
    return re.sub(r"[\W_]+", "-", plain).strip("-") or "document"


_CANDIDATES: tuple[Callable[[PurePosixPath], str], ...] = (
    lambda path: slug(path.stem),
    lambda path: slug(f"{path.parent.name} {path.stem}"),
    lambda path: slug(f"{path.stem} {path.suffix}"),
    lambda path: slug(str(path)),
)


def _row_suffix(record: Record) -> str:
    return f"-{record.number}" if record.number else ""


def _repeated(doc_id: str, record: Record, path: str, first: Record, first_path: str) -> Problem:
    where = ", ".join(part for part in (first_path if first_path != path else "", first.place) if part)
    unit = "document" if record.place else "file"
    return Problem(
        code="E-ID-DUPLICATE",
        path=path,
        place=record.place,
        found=f"the identifier {doc_id!r} was used before: {where or path}",
        action=f"skipped: this {unit}; the first one is kept",
        remedy="make the identifiers unique",
    )


def _tables(
    records: Mapping[Key, Record], ids: Mapping[Key, str], paths: Sequence[str]
) -> tuple[list[dict[str, object]], list[dict[str, object]], list[Problem]]:
    """Return the rows of documents and paragraphs, and warnings about texts and dates."""
    documents: list[dict[str, object]] = []
    paragraphs: list[dict[str, object]] = []
    warnings: list[Problem] = []
    seen: dict[object, str] = {}
    names = list(dict.fromkeys(name for key in records if key in ids for name in records[key].docvars))
    names = ["path", *names] if "path" not in names else names
    for key, record in records.items():
        if key not in ids:
            continue
        path = paths[key[0]]
        docvars = {name: record.docvars.get(name, "") for name in names} | {"path": path}
        document, rows = build_document(ids[key], record.paragraphs, docvars=docvars)
        documents.append(document)
        paragraphs += rows
        twin = seen.setdefault(document["sha256"], ids[key])
        dated = date_warning(record, path=path)
        warnings += [dated] if dated else []
        warnings += [_twin(ids[key], twin, path, record.place)] if twin != ids[key] else []
    return documents, paragraphs, warnings


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


def _ledger_rows(
    number: int, read: ReadFile, ids: Mapping[Key, str], faults: Mapping[Key, Problem]
) -> list[dict[str, object]]:
    file, reading = read.file, read.reading
    row: dict[str, object] = {"path": file.path, "unit": "file", "place": "", "doc_id": "", "n_kept": 0}
    if file.rule:
        return [row | {"status": "ignored", "rule": file.rule, "n_characters": 0}]
    if read.problem or reading is None:
        return [row | {"status": "rejected", "rule": read.problem.code if read.problem else "", "n_characters": 0}]
    row |= {"status": "read", "rule": PurePosixPath(file.path).suffix.lower()[1:], "n_characters": reading.n_characters}
    if reading.entries:
        return [row, *(_entry_row(number, file.path, entry, ids, faults) for entry in reading.entries)]
    fault = faults.get((number, 0))
    if fault:
        return [row | {"status": "rejected", "rule": fault.code}]
    return [row | {"doc_id": ids[number, 0], "n_kept": reading.records[0].n_characters}]


def _entry_row(
    number: int, path: str, entry: Entry, ids: Mapping[Key, str], faults: Mapping[Key, Problem]
) -> dict[str, object]:
    key = (number, entry.record)
    fault = faults.get(key)
    if fault and entry.status == "read":
        entry = replace(entry, status="rejected", rule=fault.code, n_kept=0)
    return {
        "path": path,
        "unit": entry.unit,
        "place": entry.place,
        "doc_id": ids.get(key, ""),
        "status": entry.status,
        "rule": entry.rule,
        "n_characters": entry.n_characters,
        "n_kept": entry.n_kept,
    }


def ledger_adds_up(corpus: Corpus) -> bool:
    """Whether every input ended in one way, and every document, rejection and character is accounted for.

    For each unit (file, row, line), read + rejected + ignored = found; every document stands in the ledger as read
    and every read entry with an identifier is a document; a file whose lines are listed has as many characters as
    its lines with their ends; what was rejected has its problem, and the other way round.

    Raises
    ------
    CorpusError
        The corpus was not made by reading files: it has no count to compare with.
    """
    steps = [step for step in corpus.provenance.steps if step.name == "ingest"]
    if not steps:
        raise CorpusError(
            Problem(
                code="E-CFG-LEDGER",
                found="this corpus was not read from files, so there is nothing its ledger must add up to",
                remedy="ask this of what ingest or read_corpus returns",
            )
        )
    ledger = corpus.ledger
    ended = ledger[ledger["status"].isin(["read", "rejected", "ignored"])].groupby("unit").size()
    read = ledger[(ledger["status"] == "read") & (ledger["doc_id"] != "")]
    said = {problem.path for problem in corpus.problems if problem.severity == "error"}
    rejected = set(ledger.loc[ledger["status"] == "rejected", "path"])
    return (
        {str(unit): int(n) for unit, n in ended.items()} == {u: n for u, n in steps[-1].settings["found"].items() if n}
        and set(corpus.doc_ids) == set(read["doc_id"])
        and rejected == said
        and all(_lines_add_up(table) for _, table in ledger.groupby("path") if (table["unit"] == "line").any())
    )


def _lines_add_up(table: pd.DataFrame) -> bool:
    lines = table[table["unit"] == "line"]
    whole = int(table.loc[table["unit"] == "file", "n_characters"].sum())
    return whole - int(lines["n_characters"].sum()) in (len(lines) - 1, len(lines))
