"""Corpus folders and feature bundles: a corpus to disk and back, checked by its checksums."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeAlias

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from caatext import store
from caatext.atomic import is_the_systems, replacing
from caatext.corpus.assembly import Assembly, problem_order
from caatext.corpus.documents import Corpus
from caatext.errors import CorpusError, Problem
from caatext.provenance import Provenance, Step, canonical_json, fingerprint
from caatext.tables import CONTRACTS, Kind, make_table

Columns: TypeAlias = Mapping[str, Mapping[str, Kind]]
Append: TypeAlias = Callable[[str, pd.DataFrame], None]

#: Version of the folder format that this package writes.
FORMAT = 1
CORPUS_FILE = "corpus.json"
BUNDLE_FILE = "bundle.json"
_TABLES = ("documents", "paragraphs", "ledger")
#: Rows of a row group: as many documents as fit into memory even where they are books.
_ROWS = {"documents": 250, "paragraphs": 25_000, "ledger": 25_000}
_ARROW = {"str": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_()}


class Ingested(NamedTuple):
    """What was written to a corpus folder.

    Parameters
    ----------
    folder : Path
        Where it is.
    n_documents : int
        Documents in it.
    counts : mapping of str to int
        Inputs (files and rows) that were ``read``, ``rejected`` and ``ignored``.
    problems : tuple of Problem
        What was wrong with any of them, sorted.
    """

    folder: Path
    n_documents: int
    counts: Mapping[str, int]
    problems: tuple[Problem, ...]


def write_corpus(corpus: Corpus, folder: Path) -> Path:
    """Write a corpus to a folder, and return the folder. The same corpus gives the same bytes.

    The folder gets ``documents.parquet`` (with the texts), ``paragraphs.parquet``, ``ledger.parquet`` and its
    reading copy ``ledger.csv``, ``quarantine.jsonl`` (one line a problem, sorted), and last ``corpus.json`` with
    format version, provenance and checksums.

    Raises
    ------
    ResourceError
        The folder cannot be written.
    CorpusError
        The corpus is a feature bundle; it has no texts to write.
    """
    if corpus.is_bundle:
        raise CorpusError(
            Problem(
                code="E-FMT-BUNDLE",
                path=str(folder),
                found="this is a feature bundle, without texts",
                action="stopped: nothing was written",
                remedy="copy the folder of the bundle instead",
            )
        )
    folder = Path(folder)
    with _writing(folder, {name: _kinds(getattr(corpus, name), name) for name in _TABLES}) as tables:
        for name in _TABLES:
            table: pd.DataFrame = getattr(corpus, name)
            for start in range(0, len(table), _ROWS[name]):
                tables.append(name, table.iloc[start : start + _ROWS[name]])
    _describe(folder, corpus.fingerprint, corpus.problems, corpus.provenance)
    return folder


def write_pieces(assembly: Assembly, folder: Path, *, provenance: Provenance) -> Ingested:
    """Write the corpus that an assembly makes, piece by piece; the bytes are those of `write_corpus`.

    Raises
    ------
    ResourceError
        The folder cannot be written.
    """
    problems: list[Problem] = []
    counts: Counter[str] = Counter()
    texts: list[tuple[object, object]] = []
    documents = dict.fromkeys((*CONTRACTS["documents"], *assembly.variables, "text"), "str")
    columns = {
        "documents": documents | dict(CONTRACTS["documents"]),
        "paragraphs": CONTRACTS["paragraphs"],
        "ledger": {**CONTRACTS["ledger"], "n_kept": "int"},
    }
    with _writing(folder, columns) as tables:
        for piece in assembly.pieces():
            for name, rows in (("documents", piece.documents), ("paragraphs", piece.paragraphs),
                               ("ledger", piece.ledger)):  # fmt: skip
                tables.add(name, rows)
            counts.update(str(row["status"]) for row in piece.ledger if row["unit"] not in ("line", "paragraph"))
            texts += [(row["doc_id"], row["sha256"]) for row in piece.documents]
            problems += piece.problems
    problems.sort(key=problem_order)
    provenance = provenance.then("ingest", settings={"found": assembly.found})
    _describe(folder, fingerprint([list(pair) for pair in texts]), problems, provenance)
    return Ingested(folder, len(texts), dict(sorted(counts.items())), tuple(problems))


class _Tables:
    """The tables of a corpus folder in the making: rows are gathered to row groups of a fixed size."""

    def __init__(self, append: Append, readable: BinaryIO, columns: Columns) -> None:
        self._append, self._readable, self._columns = append, readable, columns
        self._waiting: dict[str, list[Mapping[str, object]]] = {name: [] for name in _TABLES}
        self._has_header = False

    def add(self, name: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Add rows to a table; full row groups are written."""
        waiting = self._waiting[name]
        waiting += rows
        while len(waiting) >= _ROWS[name]:
            self.append(name, make_table(waiting[: _ROWS[name]], name))
            del waiting[: _ROWS[name]]

    def append(self, name: str, table: pd.DataFrame) -> None:
        """Write one row group; rows of the ledger go to its reading copy too."""
        self._append(name, table[list(self._columns[name])])
        if name == "ledger":
            lines = store.table_to_csv(table)
            lines = lines.split("\n", 1)[1] if self._has_header else lines
            self._has_header = True
            self._readable.write(lines.encode("utf-8"))

    def finish(self) -> None:
        """Write what waits."""
        for name, rows in self._waiting.items():
            if rows:
                self.append(name, make_table(rows, name))
        if not self._has_header:
            self._readable.write((",".join(self._columns["ledger"]) + "\n").encode("utf-8"))


@contextmanager
def _writing(folder: Path, columns: Columns) -> Iterator[_Tables]:
    """Yield the tables to fill; they appear when the block ends well, and until then the folder is no corpus."""
    store.remove(folder / CORPUS_FILE)
    schemas = {
        name: pa.schema([(column, _ARROW[kind]) for column, kind in kinds.items()]) for name, kinds in columns.items()
    }
    with store.stream_tables(folder, schemas) as append, replacing(folder / "ledger.csv") as readable:
        tables = _Tables(append, readable, columns)
        yield tables
        tables.finish()


def _kinds(table: pd.DataFrame, contract: str) -> Mapping[str, Kind]:
    """Return the kind of each column: as the contract says, else as it is."""
    known = CONTRACTS[contract]
    shown = {"b": "bool", "i": "int", "u": "int", "f": "float"}
    return {name: known.get(name) or shown.get(table[name].dtype.kind, "str") for name in table.columns}


def _describe(folder: Path, texts: str, problems: Sequence[Problem], provenance: Provenance) -> None:
    """Write the quarantine and last the description with the checksums: with it the folder is a corpus."""
    write_quarantine(problems, folder / "quarantine.jsonl")
    about = {
        "format": FORMAT,
        "fingerprint": texts,
        "provenance": provenance.to_list(),
        "files": {f"{name}.parquet": store.fingerprint_file(folder / f"{name}.parquet") for name in _TABLES},
    }
    store.write_json(folder / CORPUS_FILE, about)


def write_quarantine(problems: Sequence[Problem], path: Path) -> Path:
    """Write one JSON line a problem, sorted by file, place and code, without times."""
    lines = [canonical_json(problem.to_dict()) + "\n" for problem in sorted(problems, key=problem_order)]
    return store.write_text(path, "".join(lines))


def read_corpus_folder(folder: Path) -> Corpus:
    """Return the corpus that `write_corpus` wrote to a folder.

    Raises
    ------
    CorpusError
        The folder was written by a later version, or a file in it is missing or was changed.
    """
    about = _read_about(folder, CORPUS_FILE)
    tables = {name: _read_table(folder / f"{name}.parquet") for name in _TABLES}
    lines = _quarantine_lines(folder / "quarantine.jsonl")
    known = {field.name for field in fields(Problem)}
    problems = tuple(Problem(**{name: value for name, value in line.items() if name in known}) for line in lines)
    return Corpus(
        documents=make_table(tables["documents"], "documents"),
        paragraphs=make_table(tables["paragraphs"], "paragraphs"),
        ledger=make_table(tables["ledger"], "ledger"),
        problems=problems,
        provenance=_provenance(about),
    )


def _quarantine_lines(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def read_bundle_folder(folder: Path) -> Corpus:
    """Return a feature bundle: its tables, and documents whose text is empty.

    Raises
    ------
    CorpusError
        It has no documents or paragraphs, or a file in it was changed.
    """
    about = _read_about(folder, BUNDLE_FILE)
    named = [folder / name for name in about.get("files", {}) if name.startswith("tables/")]
    paths = sorted(named or (folder / "tables").glob("*.parquet"))  # the first bundles named no files
    tables = {path.stem: _read_table(path) for path in paths}
    missing = [name for name in ("documents", "paragraphs") if name not in tables]
    if missing:
        raise _broken(folder, f"it has no {' and no '.join(missing)}")
    documents = make_table(tables.pop("documents"), "documents")
    documents["text"] = ""
    paragraphs = make_table(tables.pop("paragraphs"), "paragraphs")
    ledger = tables.pop("ledger", pd.DataFrame())
    return Corpus(
        documents=documents,
        paragraphs=paragraphs,
        ledger=make_table(ledger, "ledger"),
        provenance=_provenance(about),
        tables=tables,
    )


def _read_about(folder: Path, name: str) -> Mapping[str, Any]:
    try:
        about = store.read_json(folder / name)
    except (OSError, ValueError) as error:
        raise _broken(folder, f"{name} cannot be read", error) from error
    if not isinstance(about, dict):
        raise _broken(folder, f"{name} is no description of a corpus")
    if int(about.get("format", FORMAT)) > FORMAT:
        raise CorpusError(
            Problem(
                code="E-FMT-VERSION",
                path=str(folder),
                found=f"written in format {about['format']}; this version of caatext knows {FORMAT}",
                action="stopped: nothing was read",
                remedy="update caatext, or read the files of the corpus again",
            )
        )
    files = about.get("files")
    for file, checksum in sorted(files.items()) if isinstance(files, dict) else ():
        path = folder / file
        if not path.is_file() or store.fingerprint_file(path) != checksum:
            raise _broken(folder, f"{file} is missing or was changed since it was written")
    return about


def document_ids(folder: Path) -> frozenset[str]:
    """Return the documents of a corpus folder; none where there is no such folder or it cannot be read."""
    try:
        table = pq.read_table(folder / "documents.parquet", columns=["doc_id"])
    except (OSError, KeyError, pa.ArrowException) as error:
        if isinstance(error, OSError) and is_the_systems(error):
            raise
        return frozenset()
    return frozenset(map(str, table["doc_id"].to_pylist()))


def _read_table(path: Path) -> pd.DataFrame:
    try:
        return store.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise _broken(path.parent, f"{path.name} cannot be read", error) from error


def _broken(folder: Path, found: str, error: Exception | None = None) -> CorpusError:
    if isinstance(error, OSError) and is_the_systems(error):
        raise error
    return CorpusError(
        Problem(
            code="E-FMT-CORPUS",
            path=str(folder),
            found=found,
            action="stopped: a corpus is read whole or not at all",
            remedy="make the folder again from its sources",
        )
    )


def _provenance(about: Mapping[str, Any]) -> Provenance:
    steps = about.get("provenance")
    if not isinstance(steps, list):
        return Provenance()
    return Provenance(tuple(Step(step["name"], step["settings"], step["inputs"]) for step in steps))
