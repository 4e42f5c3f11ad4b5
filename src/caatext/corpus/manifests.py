"""Manifests: a table that says things about the files beside it."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import cast

from caatext.corpus.assembly import ReadFile
from caatext.corpus.readings import ManifestRow, Reading
from caatext.errors import Problem

#: Rows of a manifest that get a name like theirs as a hint: among many thousands of files each takes its time.
_HINTS = 5


def collect_manifests(tables: dict[str, ReadFile], known: Collection[str]) -> dict[str, ManifestRow]:
    """Return what the manifests among `tables` say, by the path of the file they say it about.

    A row that names no file here, a file outside the folder, or a file named before, is rejected: its table in
    `tables` is replaced by one that says so.
    """
    said: dict[str, ManifestRow] = {}
    names = sorted(known)
    manifests = {path for path, read in tables.items() if read.reading and read.reading.manifest}
    for path in sorted(manifests):
        faults: dict[int, Problem] = {}
        reading = cast("Reading", tables[path].reading)
        for row in reading.manifest:
            beside = posixpath.join(posixpath.dirname(path), row.path.replace("\\", "/"))
            target = unicodedata.normalize("NFC", posixpath.normpath(beside))  # as the names of files are shown
            taken = "is a manifest itself" if target in manifests else "was named before" if target in said else ""
            fault = _fault(row.path, target, known, taken)
            if fault is None:
                said[target] = row
                continue
            is_absent = fault.code == "E-META-FILE" and not taken
            near = get_close_matches(target, names, n=1) if is_absent and len(faults) < _HINTS else []
            remedy = f"did you mean {near[0]}?" if near else fault.remedy
            faults[row.entry] = replace(fault, path=path, place=reading.entries[row.entry].place, remedy=remedy)
        tables[path] = replace(tables[path], reading=_reject_rows(reading, faults))
    return said


def _fault(name: str, target: str, known: Collection[str], taken: str) -> Problem | None:
    """Return what is wrong with the name of a file; `taken` says in words why nothing more can be said about it."""
    code = "E-META-FILE"
    if target.startswith(("/", "../")) or target == "..":
        code, found = "E-PATH-OUTSIDE", f"{name!r} leads out of the folder"
        remedy = "name files inside the folder, from where the manifest stands"
    elif target not in known:
        found, remedy = f"there is no file {name!r}", "name files from where the manifest stands"
    elif taken:
        found, remedy = f"{name!r} {taken}", "keep one row for each file with a text"
    else:
        return None
    return Problem(code=code, found=found, action="skipped: this row", remedy=remedy)


def _reject_rows(reading: Reading, faults: Mapping[int, Problem]) -> Reading:
    entries = [
        replace(entry, status="rejected", rule=faults[number].code) if number in faults else entry
        for number, entry in enumerate(reading.entries)
    ]
    return replace(reading, entries=tuple(entries), problems=(*reading.problems, *faults.values()))


def overlay(read: ReadFile, row: ManifestRow | None) -> ReadFile:
    """Return the file with what a manifest says about it; the manifest has the last word where it says anything."""
    if row is None or read.reading is None:
        return read
    said = {name: value for name, value in row.docvars.items() if value and name != "given_encoding"}
    records = [replace(record, docvars={**record.docvars, **said}) for record in read.reading.records]
    if row.doc_id and len(records) == 1:
        records = [replace(records[0], doc_id=row.doc_id)]
    return replace(read, reading=replace(read.reading, records=tuple(records)))
