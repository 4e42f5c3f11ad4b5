"""Corpus folders and feature bundles: a corpus to disk and back, checked by its checksums."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from caatext import store
from caatext.corpus.assembly import problem_order
from caatext.corpus.documents import Corpus
from caatext.errors import CorpusError, Problem
from caatext.provenance import Provenance, Step, canonical_json
from caatext.tables import make_table

#: Version of the folder format that this package writes.
FORMAT = 1
CORPUS_FILE = "corpus.json"
BUNDLE_FILE = "bundle.json"
_TABLES = ("documents", "paragraphs", "ledger")


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
    store.remove(folder / CORPUS_FILE)
    checksums = {}
    for name in _TABLES:
        path = store.write_table(folder / f"{name}.parquet", getattr(corpus, name))
        checksums[path.name] = store.fingerprint_file(path)
    store.write_csv(folder / "ledger.csv", corpus.ledger)
    write_quarantine(corpus.problems, folder / "quarantine.jsonl")
    about = {
        "format": FORMAT,
        "fingerprint": corpus.fingerprint,
        "provenance": corpus.provenance.to_list(),
        "files": checksums,
    }
    store.write_json(folder / CORPUS_FILE, about)
    return folder


def write_quarantine(problems: tuple[Problem, ...], path: Path) -> Path:
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
    paths = sorted((folder / "tables").glob("*.parquet"))
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
        raise _broken(folder, f"{name} cannot be read") from error
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


def _read_table(path: Path) -> pd.DataFrame:
    try:
        return store.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise _broken(path.parent, f"{path.name} cannot be read") from error


def _broken(folder: Path, found: str) -> CorpusError:
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
