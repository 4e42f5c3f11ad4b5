"""Files as spreadsheet programs write them: separators, encodings, line ends, numbers; and files that are none."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook

from caatext.coding.spreadsheets import check_archive, read_spreadsheet
from caatext.errors import CorpusError

ROWS = [["item", "hid", "note"], ["abc", "1", "two\nlines; one, cell"], ["def", "", "Ćela’s"]]


def cells(sheet):
    return [row.cells for row in sheet.rows]


EXPECTED = [
    {"item": "abc", "hid": "1", "note": "two\nlines; one, cell"},
    {"item": "def", "hid": "", "note": "Ćela’s"},
]


def csv_text(delimiter, newline="\n"):
    quoted = [[f'"{cell}"' if set(cell) & set(",;\n\t") else cell for cell in row] for row in ROWS]
    return newline.join(delimiter.join(row) for row in quoted) + newline


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separators_line_ends_and_encodings(tmp_path, delimiter, newline, encoding):
    path = tmp_path / "s.csv"
    path.write_bytes(csv_text(delimiter, newline).encode(encoding))
    sheet = read_spreadsheet(path)
    assert cells(sheet) == EXPECTED
    assert sheet.problems == ()


def test_the_separator_line_of_excel_counts_as_a_row_of_the_file(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("sep=;\nitem;a,b;hid\nabc;x,y,z;1\n", encoding="utf-8")
    sheet = read_spreadsheet(path)
    assert cells(sheet) == [{"item": "abc", "a,b": "x,y,z", "hid": "1"}]
    assert sheet.rows[0].number == 3


def test_the_old_encoding_of_excel_is_read_with_a_warning(tmp_path):
    path = tmp_path / "s.csv"
    path.write_bytes("item,hid,note\nabc,1,é’\n".encode("cp1252"))
    sheet = read_spreadsheet(path)
    assert cells(sheet) == [{"item": "abc", "hid": "1", "note": "é’"}]
    assert [(problem.code, problem.severity) for problem in sheet.problems] == [("E-ENC-CONFLICT", "warning")]


def test_stray_spaces_case_and_empty_rows_do_no_harm(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("\n Item ,HID\n\n abc\u00a0,  1 \n,\n", encoding="utf-8")
    sheet = read_spreadsheet(path)
    assert cells(sheet) == [{"item": "abc", "hid": "1"}]


def test_an_apostrophe_before_a_formula_is_taken_away_and_no_other(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("item,note\na,'=1+1\nb,'tis\nc,''-\n", encoding="utf-8")
    assert [row["note"] for row in cells(read_spreadsheet(path))] == ["=1+1", "'tis", "''-"]


def workbook(tmp_path, *rows, name="coding"):
    book = Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    book.create_sheet("other").append(["x"])
    path = tmp_path / "s.xlsx"
    book.save(path)
    return path


def test_numbers_and_dates_of_a_workbook_read_as_they_look(tmp_path):
    path = workbook(tmp_path, ["item", "hid", "own", "note"], ["abc", 1, 2.0, datetime(2031, 2, 3)])
    assert cells(read_spreadsheet(path)) == [{"item": "abc", "hid": "1", "own": "2", "note": "2031-02-03T00:00:00"}]


def test_the_first_sheet_is_read_where_none_is_named_coding(tmp_path):
    path = workbook(tmp_path, ["item"], ["abc"], name="Tabelle1")
    assert cells(read_spreadsheet(path)) == [{"item": "abc"}]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "E-EMPTY-FILE"),
        ("a.csv", b"item,hid,hid\n", "E-FMT-HEADER"),
        ("a.csv", b"item\x00\n", "E-ENC-NUL"),
        ("a.xlsx", b"PK\x03\x04broken", "E-FMT-CODINGS"),
        ("a.xlsx", b"item,hid\n", "E-FMT-CODINGS"),
        ("a.csv", b"PK\x03\x04", "E-FMT-KIND"),
    ],
)
def test_files_that_are_no_sheets_are_refused(tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CorpusError, match=code):
        read_spreadsheet(path)


def test_a_workbook_without_its_parts_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.txt", "x")
    with pytest.raises(CorpusError, match="E-FMT-CODINGS"):
        read_spreadsheet(path)


def test_an_absent_file_is_said_to_be_absent(tmp_path):
    with pytest.raises(CorpusError, match="E-PATH-ABSENT"):
        read_spreadsheet(tmp_path / "none.csv")


def test_a_packed_file_that_grows_beyond_measure_is_not_unpacked():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 30_000_000)
    with pytest.raises(CorpusError, match=r"E-BOMB.*30,000,000"):
        check_archive(packed.getvalue(), "a.xlsx")
