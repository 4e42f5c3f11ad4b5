"""The sheets of a corpus folder on which a person decides: written with proposals, and again without losing a decision.

``boilerplate.csv``, ``authors.csv`` and ``duplicates.csv`` have a column `decision` for ``yes`` or ``no`` and a column
`note` for anything; ``boilerplate.diff`` shows what ``yes`` would take away. They are for reading copies of the texts:
what stands in them counts only when ``caatext ingest`` is given again.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from caatext.atomic import is_the_systems, reading
from caatext.corpus.author_names import propose_names
from caatext.corpus.boilerplate import find_boilerplate, show_removals
from caatext.corpus.duplicates import find_duplicates
from caatext.corpus.sketched_folders import folder_documents, folder_sketches
from caatext.corpus.sketches import Documents, sketch_all
from caatext.errors import ConfigError, Problem, ResourceError
from caatext.store import number, safe_cell, write_csv, write_text

YES = "yes"
#: Of each sheet: the columns that name a row, and the other columns that are written.
KEYS: Mapping[str, tuple[str, ...]] = {
    "boilerplate": ("hash",),
    "authors": ("author",),
    "duplicates": ("doc_id", "other"),
}
_TOLD: Mapping[str, tuple[str, ...]] = {
    "boilerplate": ("unit", "n_documents", "doc_id", "position", "n_words", "excerpt"),
    "authors": ("n_documents", "proposed", "rule"),
    "duplicates": ("kind", "jaccard", "containment", "n_words", "n_words_other"),
}
_DECIDED = ("decision", "note")

#: A row of a sheet by the names of its columns; what names it.
Row: TypeAlias = dict[str, str]
Key: TypeAlias = tuple[str, ...]


class Proposals(NamedTuple):
    """How much the sheets propose: documents that are copies, passages, and names of authors."""

    n_copies: int
    n_passages: int
    n_names: int

    def __str__(self) -> str:
        """Return what there is to decide, and on which sheet; nothing where there is nothing.

        Examples
        --------
        >>> print(Proposals(n_copies=2, n_passages=0, n_names=1))
        to decide: 2 possible copies (duplicates.csv), 1 name of an author (authors.csv)
        """
        parts = (
            (self.n_copies, "possible copy", "possible copies", "duplicates.csv"),
            (self.n_passages, "repeated passage", "repeated passages", "boilerplate.csv, boilerplate.diff"),
            (self.n_names, "name of an author", "names of authors", "authors.csv"),
        )
        said = ", ".join(f"{n:,} {one if n == 1 else many} ({sheet})" for n, one, many, sheet in parts if n)
        return f"to decide: {said}" if said else ""


def write_sheets(folder: str | Path, documents: Documents | None = None, *, cache: Path | None = None) -> Proposals:
    """Write the three sheets of a corpus folder and ``boilerplate.diff``, and return how much they propose.

    Parameters
    ----------
    folder : str or Path
        A corpus folder with its tables written.
    documents : callable, optional
        Returns at least the documents named, each time it is called; without it the tables of the folder are read
        piece by piece.
    cache : Path, optional
        Where sketches of large folders are kept, so that one more document costs little; without it the user's cache.

    Returns
    -------
    Proposals
        Without what was decided before.

    Notes
    -----
    Every sheet is written, also without a row. Decisions and notes made before are kept: a row that is found again
    has the figures of this time, and a decided row that is not found again stays as it was, because what was removed
    cannot be found. The order of the documents plays no part.

    Raises
    ------
    ConfigError
        A sheet that is there cannot be read; it is left as it is.
    ResourceError
        The folder cannot be written.
    """
    folder = Path(folder)
    before = {name: _decided(folder, name) for name in KEYS}
    sketches = sketch_all(documents) if documents else folder_sketches(folder, cache=cache)
    documents = documents or partial(folder_documents, folder)
    duplicates = find_duplicates(documents, sketches)
    passages = find_boilerplate(documents, duplicates, sketches)
    counts = Counter(sketch.author.strip() for sketch in sketches)
    found: dict[str, list[Any]] = {
        "boilerplate": [{**vars(passage), "doc_id": passage.doc_ids[0]} for passage in passages],
        "authors": [name._asdict() for name in propose_names({name: n for name, n in counts.items() if name})],
        "duplicates": duplicates.to_dict("records"),
    }
    rows = {name: _merge(name, [_as_text(row) for row in found[name]], before[name]) for name in KEYS}
    for name, sheet in rows.items():
        write_csv(folder / f"{name}.csv", pd.DataFrame(sheet, columns=[*KEYS[name], *_TOLD[name], *_DECIDED]))
    refused = {key[0] for key, row in before["boilerplate"].items() if row["decision"].casefold() == "no"}
    open_passages = [passage for passage in passages if passage.hash not in refused]
    write_text(folder / "boilerplate.diff", show_removals(documents, open_passages))
    left = {name: [row for row in sheet if not row["decision"]] for name, sheet in rows.items()}
    return Proposals(
        n_copies=len({row["doc_id"] for row in left["duplicates"]}),
        n_passages=len(left["boilerplate"]),
        n_names=sum(bool(row["proposed"]) for row in left["authors"]),
    )


def _as_text(row: Mapping[str, Any]) -> Row:
    return {name: number(value) if isinstance(value, float) else str(value) for name, value in row.items()}


def _decided(folder: Path, name: str) -> dict[Key, Row]:
    """Return the rows of a sheet on which a person wrote something; the first one that decides has the word."""
    rows: dict[Key, Row] = {}
    for _, row in read_rows(folder / f"{name}.csv", name):
        key = tuple(row[column] for column in KEYS[name])
        if any(row[column] for column in _DECIDED) and not rows.get(key, {}).get("decision"):
            rows[key] = row
    return rows


def _merge(name: str, found: list[Row], decided: Mapping[Key, Row]) -> list[Row]:
    """Return the rows found with what was decided on them, and below them the decided rows not found."""
    rows = []
    told = set()
    for row in found:
        key = tuple(as_written(row[column]) for column in KEYS[name])
        before = decided.get(key, {})
        told.add(key)
        kept = ("proposed", *_DECIDED) if name == "authors" and before.get("decision") else _DECIDED
        rows.append(row | {column: before.get(column, "") for column in kept})
    return [*rows, *(decided[key] for key in sorted(decided) if key not in told)]


def read_rows(path: Path, name: str) -> Iterator[tuple[int, Row]]:
    """Yield the rows of a sheet with their numbers, as a spreadsheet counts them; none where there is no sheet.

    Parameters
    ----------
    path : Path
        The sheet: CSV in UTF-8, parted by commas, semicolons or tabs.
    name : str
        A key of `KEYS`.

    Raises
    ------
    ConfigError
        The sheet cannot be read, or lacks a column.
    ResourceError
        It may not be read.
    OSError
        The drive fails, or too many files are open.
    """
    try:
        with reading(path):
            text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return
    except UnicodeDecodeError as error:
        found = f"byte {error.start} is no UTF-8"
        raise ConfigError(sheet_problem(path, found, remedy="save the sheet as CSV in UTF-8")) from error
    except OSError as error:
        if is_the_systems(error):
            raise
        problem = sheet_problem(path, f"it cannot be read: {error.strerror}", remedy="make it readable")
        raise ResourceError(replace(problem, code="E-DISK")) from error
    head = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    try:
        columns = [column.strip() for column in next(reader, [])]
        _check_columns(path, name, columns)
        for row, values in enumerate(reader, start=2):
            cells = dict.fromkeys((*KEYS[name], *_TOLD[name], *_DECIDED), "")
            cells |= zip(columns, map(as_written, values), strict=False)
            if any(cells.values()):
                yield row, cells
    except csv.Error as error:
        found = f"it is no table as spreadsheets save it ({error})"
        raise ConfigError(sheet_problem(path, found, remedy="save the sheet as CSV in UTF-8")) from error


def _check_columns(path: Path, name: str, columns: list[str]) -> None:
    needed = (*KEYS[name], *(["proposed"] if name == "authors" else []), "decision")
    absent = [column for column in needed if column not in columns]
    if absent:
        found = f"there is no column {' and none '.join(absent)}"
        raise ConfigError(sheet_problem(path, found, remedy="keep the columns that ingest wrote, or remove the file"))


def as_written(cell: str) -> str:
    """Return a cell without the apostrophes that keep a spreadsheet from running it, and without blanks around it.

    Examples
    --------
    >>> as_written("'@reporter "), as_written("a;'-1"), as_written("'t Hooft")
    ('@reporter', 'a;-1', "'t Hooft")
    """
    cell = cell.strip()
    for place in reversed([place for place, sign in enumerate(cell) if sign == "'"]):
        shorter = cell[:place] + cell[place + 1 :]
        cell = shorter if safe_cell(shorter) == safe_cell(cell) else cell
    return cell


def sheet_problem(path: Path, found: str, *, remedy: str, place: str = "") -> Problem:
    """Return what is wrong with a sheet, which stops a run before it does anything."""
    return Problem(code="E-CFG-SHEET", path=str(path), place=place, found=found, action="stopped before any work",
                   remedy=remedy)  # fmt: skip
