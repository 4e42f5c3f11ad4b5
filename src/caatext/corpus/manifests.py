"""Manifests: a table that says things about the files beside it."""

from __future__ import annotations

import posixpath
from collections.abc import Collection
from dataclasses import replace
from difflib import get_close_matches

from caatext.corpus.assembly import ReadFile
from caatext.corpus.readings import ManifestRow, Reading
from caatext.errors import Problem


def collect_manifests(tables: dict[str, ReadFile], known: Collection[str]) -> dict[str, ManifestRow]:
    """Return what the manifests among `tables` say, by the path of the file they say it about.

    A row that names no file here, a file outside the folder, or a file named before, is rejected: its table in
    `tables` is replaced by one that says so.
    """
    said: dict[str, ManifestRow] = {}
    for path, read in tables.items():
        if read.reading is None:
            continue
        reading = read.reading
        for row in reading.manifest:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), row.path.replace("\\", "/")))
            fault = _fault(row.path, target, known, named=target in said)
            if fault:
                reading = _reject_row(reading, row.entry, replace(fault, path=path))
            else:
                said[target] = row
        tables[path] = replace(read, reading=reading)
    return said


def _fault(name: str, target: str, known: Collection[str], *, named: bool) -> Problem | None:
    if target.startswith(("/", "../")) or target == "..":
        found, remedy = (
            f"{name!r} leads out of the folder",
            "name files inside the folder, from where the manifest stands",
        )
        code = "E-PATH-OUTSIDE"
    elif target not in known:
        near = get_close_matches(target, sorted(known), n=1)
        code, found = "E-META-FILE", f"there is no file {name!r}"
        remedy = f"did you mean {near[0]}?" if near else "name files from where the manifest stands"
    elif named:
        code, found, remedy = "E-META-FILE", f"{name!r} was named before", "keep one row a file"
    else:
        return None
    return Problem(code=code, found=found, action="skipped: this row", remedy=remedy)


def _reject_row(reading: Reading, entry: int, problem: Problem) -> Reading:
    entries = list(reading.entries)
    entries[entry] = replace(entries[entry], status="rejected", rule=problem.code)
    problem = replace(problem, place=entries[entry].place)
    return replace(reading, entries=tuple(entries), problems=(*reading.problems, problem))


def overlay(read: ReadFile, row: ManifestRow | None) -> ReadFile:
    """Return the file with what a manifest says about it; the manifest has the last word where it says anything."""
    if row is None or read.reading is None:
        return read
    said = {name: value for name, value in row.docvars.items() if value and name != "given_encoding"}
    records = [replace(record, docvars={**record.docvars, **said}) for record in read.reading.records]
    if row.doc_id and len(records) == 1:
        records = [replace(records[0], doc_id=row.doc_id)]
    return replace(read, reading=replace(read.reading, records=tuple(records)))
