"""Rows of a CSV, TSV or XLSX file that spreadsheet programs wrote: every cell a string, every row with its number."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from caatext.corpus.files import decode
from caatext.errors import CorpusError, Problem

#: Larger files are no coding sheets.
MAX_BYTES = 100_000_000
_UNPACKED, _RATIO, _SMALL = 400_000_000, 200, 10_000_000
_FORMULA = tuple("=+-@\t\r\n")
_SAVE_AGAIN = "open it in the program it comes from and save it again"


class SheetRow(NamedTuple):
    """One row as a person sees it: its number in the spreadsheet, and its cells by column name (lower case)."""

    number: int
    cells: dict[str, str]


class Sheet(NamedTuple):
    """A table with what was odd about the file."""

    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    problems: tuple[Problem, ...] = ()


def unreadable(path: str, found: str, remedy: str = _SAVE_AGAIN, *, code: str = "E-FMT-CODINGS") -> CorpusError:
    """Return the error that costs a whole file of codings."""
    return CorpusError(Problem(code=code, path=path, found=found, action="skipped: this file", remedy=remedy))


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file of codings.

    Raises
    ------
    CorpusError
        It is not there, may not be read, or is too large.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise unreadable(str(path), f"{path.stat().st_size:,} bytes; the limit is {MAX_BYTES:,}", code="E-SIZE")
        return path.read_bytes()
    except OSError as error:
        raise unreadable(
            str(path), f"it cannot be read: {error.strerror}", "mend the path", code="E-PATH-ABSENT"
        ) from error


def check_archive(content: bytes, path: str) -> None:
    """Raise where a packed file is damaged or would unpack to too much.

    Raises
    ------
    CorpusError
        Nothing has been unpacked then.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise unreadable(path, "the file is damaged, or is not what its ending says") from error
    if size > _UNPACKED or (size > _SMALL and size > _RATIO * len(content)):
        raise unreadable(path, f"it unpacks from {len(content):,} to {size:,} bytes", code="E-BOMB")


def read_spreadsheet(path: Path, *, sheet: str = "coding") -> Sheet:
    """Return the rows of a CSV, TSV or XLSX file.

    Parameters
    ----------
    path : Path
        The ending decides. Text files may be parted by commas, semicolons or tabs, with or without Excel's ``sep=``
        line, in UTF-8, UTF-16 with a mark, or else Windows-1252 (with a warning; codes are ASCII, notes may suffer).
    sheet : str
        Which sheet of a workbook; the first one where there is none of this name.

    Returns
    -------
    Sheet
        Column names in lower case without stray spaces; rows that are wholly empty are left out.

    Raises
    ------
    CorpusError
        The file cannot be read, has no header, or names a column twice.
    """
    content = read_bytes(path)
    if path.suffix.casefold() in (".xlsx", ".xlsm"):
        return _sheet(_workbook_rows(content, str(path), sheet), str(path))
    text, problems = _text(content, str(path))
    return _sheet(_text_rows(text, str(path)), str(path), problems)


def _text(content: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    try:
        return decode(content, path=path)[0], ()
    except CorpusError as error:
        if error.problems[0].code != "E-ENC-UTF8":
            raise
    text = decode(content, path=path, declared="cp1252")[0]
    warning = Problem(
        code="E-ENC-CONFLICT",
        path=path,
        severity="warning",
        found="the bytes are not UTF-8",
        action="read as Windows-1252, the older encoding of Excel: codes are safe, letters in notes may be wrong",
        remedy="save as 'CSV UTF-8' if notes look wrong",
    )
    return text, (warning,)


def _text_rows(text: str, path: str) -> Iterator[tuple[int, list[str]]]:
    first, _, rest = text.partition("\n")
    shift, delimiter = 0, ""
    if first.strip().strip('"').casefold().startswith("sep="):
        text, delimiter, shift = rest, first.strip().strip('"')[4:5], 1
    head = text.partition("\n")[0]
    delimiter = delimiter or max(",;\t", key=head.count)
    limit = csv.field_size_limit(2**31 - 1)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
            yield number + shift, row
    except csv.Error as error:
        raise unreadable(path, f"the table cannot be parted into cells: {error}") from error
    finally:
        csv.field_size_limit(limit)


def _workbook_rows(content: bytes, path: str, sheet: str) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook

    check_archive(content, path)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        chosen = book[sheet] if sheet in book.sheetnames else book.worksheets[0]
        for number, row in enumerate(chosen.iter_rows(values_only=True), start=1):
            yield number, [_cell(value) for value in row]
    except (KeyError, ValueError, TypeError, OSError, IndexError, AttributeError, SyntaxError) as error:
        raise unreadable(path, "the workbook is damaged, or locked with a password") from error


def _cell(value: Any) -> str:
    """Return a cell as it looks: whole numbers without a point, days as year-month-day."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _sheet(rows: Iterable[tuple[int, Sequence[str]]], path: str, problems: tuple[Problem, ...] = ()) -> Sheet:
    filled = ((number, row) for number, row in rows if any(cell.strip() for cell in row))
    _, head = next(filled, (0, ()))
    columns = tuple(name.strip().casefold() for name in head)
    if not columns:
        raise unreadable(path, "the table is empty", "name a sheet that somebody filled in", code="E-EMPTY-FILE")
    named = [name for name in columns if name]
    repeated = sorted({name for name in named if named.count(name) > 1})
    if repeated:
        raise unreadable(
            path,
            f"the column name(s) {', '.join(repeated)} stand more than once",
            "give every column a name of its own",
            code="E-FMT-HEADER",
        )
    found = [
        SheetRow(number, {name: _plain(cell) for name, cell in zip(columns, row, strict=False) if name})
        for number, row in filled
    ]
    return Sheet(columns, tuple(found), problems)


def _plain(cell: str) -> str:
    """Take away stray spaces, and the apostrophe that keeps a text from being run as a formula."""
    cell = cell.replace("\xa0", " ").strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
