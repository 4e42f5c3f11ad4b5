"""Sheets: blind, with choices, with no formula in them, and the same bytes each time."""

from __future__ import annotations

import re
import zipfile

import pytest
from openpyxl import load_workbook

from caatext.coding.sampling import draw_sample
from caatext.coding.sheets import sheet_table, write_sheet
from caatext.coding.spreadsheets import read_spreadsheet
from caatext.errors import CaatextError


@pytest.fixture
def book(everything, codebook, tmp_path):
    return load_workbook(write_sheet(everything, codebook, tmp_path / "sheet.xlsx"))


def test_the_columns_are_context_frames_and_details(everything, codebook):
    table = sheet_table(everything, codebook)
    assert list(table.columns) == ["item", "before", "text", "after", "hid", "own", "polarity", "holder", "note"]
    assert (table[["hid", "own", "polarity", "holder", "note"]] == "").all(axis=None)


def test_no_author_title_address_machine_code_or_stratum_is_on_the_sheet(corpus, annotations, codebook, tmp_path):
    sample = draw_sample(corpus, annotations, n=8, kind="stratified", by="author", seed=1)
    for ending in ("csv", "xlsx"):
        path = write_sheet(sample, codebook, tmp_path / f"s.{ending}")
        seen = " ".join(" ".join(row.cells.values()) for row in read_spreadsheet(path).rows)
        seen += " ".join(read_spreadsheet(path).columns)
        for secret in ("Writer", "Title of", "d1", "d2", "d3", "stratified", "0.5"):
            assert secret not in seen, secret


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_texts_that_look_like_formulas_come_back_unchanged(everything, codebook, tmp_path, ending):
    path = write_sheet(everything, codebook, tmp_path / f"s.{ending}")
    back = {row.cells["item"]: row.cells["text"] for row in read_spreadsheet(path).rows}
    assert back == dict(zip(everything.units["item"], everything.units["text"], strict=True))
    assert {text[0] for text in back.values()} >= set("=+-@")


def test_no_cell_of_the_workbook_is_a_formula(book):
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert "f" not in kinds
    cell = next(cell for cell in book["coding"]["C"] if str(cell.value).startswith("=Velmar"))
    assert cell.quotePrefix  # so that it stays text when somebody edits the cell


def test_no_cell_of_the_csv_begins_as_a_formula(everything, codebook, tmp_path, rows_of):
    for row in rows_of(write_sheet(everything, codebook, tmp_path / "s.csv")):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())


def test_the_workbook_offers_codes_polarity_and_holders(book):
    rules = {str(rule.sqref): rule.formula1 for rule in book["coding"].data_validations.dataValidation}
    assert set(rules) == {"E2:E15", "F2:F15", "G2:G15", "H2:H15"}
    first, last = rules["E2:E15"].split("!")[1].replace("$", "").split(":")
    assert [cell.value for (cell,) in book["choices"][f"{first}:{last}"]] == ["0", "1", "2"]
    first, last = rules["H2:H15"].split("!")[1].replace("$", "").split(":")
    assert [cell.value for (cell,) in book["choices"][f"{first}:{last}"]] == ["velmar", "lunn"]
    assert book["choices"].sheet_state == "hidden"


def test_the_header_stays_in_sight_and_the_codebook_is_there(book):
    assert book["coding"].freeze_panes == "A2"
    seen = [[cell.value for cell in row] for row in book["codebook"].iter_rows()]
    row = next(row for row in seen if row[0] == "hid")
    assert row[1:6] == ["Hidden hand", "Somebody decides unseen <b>behind</b> the scenes.", "the means are not visible",
                        "dominance is open", "who decides"]  # fmt: skip


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_same_sample_gives_the_same_bytes(everything, codebook, tmp_path, ending):
    first, again = (write_sheet(everything, codebook, tmp_path / f"{name}.{ending}") for name in "ab")
    assert first.read_bytes() == again.read_bytes()


def test_no_time_of_writing_is_in_the_workbook(everything, codebook, tmp_path):
    with zipfile.ZipFile(write_sheet(everything, codebook, tmp_path / "a.xlsx")) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        dates = re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", archive.read("docProps/core.xml").decode())
    assert set(dates) == {"2000-01-01T00:00:00Z"}


def test_another_ending_is_refused(everything, codebook, tmp_path):
    with pytest.raises(CaatextError, match=r"E-CFG-OPTION.*\.ods"):
        write_sheet(everything, codebook, tmp_path / "s.ods")
