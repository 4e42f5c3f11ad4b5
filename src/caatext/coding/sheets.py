"""The sheet that goes to coders: one row a unit, one column a frame, as CSV or as XLSX with choices and the codebook.

A row is coded as soon as one of its frames holds 0, 1 or 2; frames left empty in such a row count as 0. Polarity,
holder and note belong to the row; where two frames of a unit differ in them, the row is copied and each copy filled
with its own frame.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from caatext.coding.sampling import CodingSample
from caatext.corpus.codebook import Codebook
from caatext.errors import Problem, UsageError
from caatext.store import table_to_csv, write_bytes, write_text

CONTEXT = ("item", "before", "text", "after")
DETAILS = ("polarity", "holder", "note")
VALUES = ("0", "1", "2")
POLARITIES = ("asserted", "denied", "attributed", "rejected")
#: What stands at the top of the codebook sheet.
GUIDE = (
    "Code the column text. The columns before and after are context and are not coded.",
    "Under each frame: 2 = the frame is what the unit is for; 1 = at least one complete clause has it; 0 = not there.",
    "An empty cell counts as 0 once any cell of the row holds a number. If no frame is there, write one 0.",
    "Polarity: asserted by the author (also when left empty), denied, attributed to somebody else, or rejected.",
    "Holder: the actor who plays the first part of the frame. Note: anything that others should know.",
    "If two frames of a unit differ in polarity or holder, copy the row and fill in one frame in each copy.",
    "Rows may be sorted if all columns move together. Do not change item or text.",
)
_WIDTHS = {"item": 15, "before": 30, "text": 60, "after": 30, "polarity": 12, "holder": 16, "note": 30}
#: Characters that XML cannot hold.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def sheet_table(sample: CodingSample, codebook: Codebook) -> pd.DataFrame:
    """Return what coders see of a sample: item, text in its context, and empty cells for the codes.

    Parameters
    ----------
    sample : CodingSample
        From :func:`draw_sample`.
    codebook : Codebook
        One column a frame.

    Returns
    -------
    DataFrame
        `item`, `before`, `text`, `after`, one column a frame, `polarity`, `holder`, `note`; strings. Neither author
        nor title nor address nor machine codes, and nothing that tells how the unit was chosen.
    """
    table = sample.units[list(CONTEXT)].astype(str)
    for name in (*(frame.id for frame in codebook.frames), *DETAILS):
        table[name] = ""
    return table


def write_sheet(sample: CodingSample, codebook: Codebook, path: str | Path) -> Path:
    """Write a coding sheet and return where it is; the same sample gives the same bytes.

    Parameters
    ----------
    sample : CodingSample
        From :func:`draw_sample`.
    codebook : Codebook
        Its frames are the columns; the XLSX has it as a second sheet.
    path : str or Path
        Ending in ``.csv`` or ``.xlsx``. In the XLSX the cells for codes, polarity and holder offer what may be chosen,
        the header stays in sight, and no text is run as a formula; in the CSV a text that could be one gets an
        apostrophe before it, which :func:`read_codings` takes away.

    Raises
    ------
    UsageError
        Another ending.
    ResourceError
        The file cannot be written.
    """
    return write_coding_table(sheet_table(sample, codebook), codebook, Path(path), choices=_choices(codebook))


def _choices(codebook: Codebook) -> dict[str, Sequence[str]]:
    """Return what may be chosen in each column."""
    values: dict[str, Sequence[str]] = {frame.id: VALUES for frame in codebook.frames}
    return values | {"polarity": POLARITIES, "holder": [actor.id for actor in codebook.actors]}


def write_coding_table(
    table: pd.DataFrame, codebook: Codebook, path: Path, *, choices: dict[str, Sequence[str]]
) -> Path:
    """Write any table that people fill in, as CSV or XLSX by its ending."""
    ending = path.suffix.casefold()
    if ending == ".csv":
        # with a byte-order mark, without which Excel takes UTF-8 for the encoding of the country
        return write_text(path, "\ufeff" + table_to_csv(table))
    if ending == ".xlsx":
        return write_bytes(path, workbook_bytes(table, codebook, choices))
    raise UsageError(
        Problem(
            code="E-CFG-OPTION", path=str(path), found=f"a sheet cannot end in '{ending}'", remedy="use .csv or .xlsx"
        )
    )


def workbook_bytes(table: pd.DataFrame, codebook: Codebook, choices: dict[str, Sequence[str]]) -> bytes:
    """Return a workbook with the sheets ``coding``, ``codebook`` and, hidden, ``choices``; same table, same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "coding"
    _fill(sheet, [tuple(table.columns), *table.itertuples(index=False, name=None)])
    for number, name in enumerate(table.columns, start=1):
        sheet.column_dimensions[_letter(number)].width = _WIDTHS.get(str(name), 13)
    _fill(guide := book.create_sheet("codebook"), _codebook_rows(codebook), bold_rows=(len(GUIDE) + 2,))
    for number, width in enumerate((16, 24, 60, 60, 60, 40), start=1):
        guide.column_dimensions[_letter(number)].width = width
    _offer(book, table, choices)
    return _with_fixed_dates(book)


def _fill(sheet: Any, rows: Iterable[Sequence[Any]], *, bold_rows: Sequence[int] = (1,)) -> None:
    from openpyxl.styles import Alignment, Font

    for number, values in enumerate(rows, start=1):
        for position, value in enumerate(values, start=1):
            cell = sheet.cell(number, position, _UNWRITABLE.sub("", str(value)))
            cell.data_type = "s"  # also what begins with =: text, not a formula
            cell.number_format = "@"  # what is typed here stays text too
            cell.quotePrefix = str(value)[:1] in "=+-@" and value != ""
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number in bold_rows:
                cell.font = Font(bold=True)
    if bold_rows:
        sheet.freeze_panes = sheet.cell(max(bold_rows) + 1, 1)


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(number))


def _codebook_rows(codebook: Codebook) -> list[tuple[str, ...]]:
    head = ("frame", "name", "definition", "code when", "do not code when", "parts")
    rows = [
        (
            frame.id,
            frame.name,
            frame.definition,
            "\n".join(frame.include),
            "\n".join(frame.exclude),
            "; ".join(role.name or role.id for role in frame.roles),
        )
        for frame in codebook.frames
    ]
    return [*((line,) for line in GUIDE), (), head, *rows]


def _offer(book: Any, table: pd.DataFrame, choices: dict[str, Sequence[str]]) -> None:
    """Give the cells of each column their choices; the lists stand on a sheet of their own, since they can be long."""
    from openpyxl.worksheet.datavalidation import DataValidation

    lists = book.create_sheet("choices")
    lists.sheet_state = "hidden"
    for position, (name, values) in enumerate(choices.items(), start=1):
        for number, value in enumerate((name, *values), start=1):
            lists.cell(number, position, value).number_format = "@"
        if name not in table or not values or not len(table):
            continue
        source = f"choices!${_letter(position)}$2:${_letter(position)}${len(values) + 1}"
        rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
        rule.errorTitle, rule.error = "Not a code", f"Choose one of the list, or leave {name} empty."
        column = _letter(list(table.columns).index(name) + 1)
        rule.add(f"{column}2:{column}{len(table) + 1}")
        book["coding"].add_data_validation(rule)


def _with_fixed_dates(book: Any) -> bytes:
    """Return the bytes of a workbook with one date wherever the time of writing would stand."""
    written, fixed = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2000-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
