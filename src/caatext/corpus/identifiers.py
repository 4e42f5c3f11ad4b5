"""Identifiers of documents: as a file gives them, else made from its name; the order of the files plays no part."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import TypeAlias

from caatext.corpus.readings import Record
from caatext.errors import Problem

#: Where a document came from: number of the file, number of the document in it.
Key: TypeAlias = tuple[int, int]


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
    numbers: Counter[str] = Counter()
    for key in rest:
        base = _CANDIDATES[-1](PurePosixPath(paths[key[0]])) + _row_suffix(records[key])
        while (name := f"{base}-{numbers[base] + 2}") in taken:
            numbers[base] += 1
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
