"""Gate 10: no cell of any table is run by a spreadsheet, numbers stay numbers, and the Parquet twin keeps the text."""

from __future__ import annotations

import csv
import io
import re
import runpy
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import caatext as ct
from caatext.coding.sampling import draw_sample
from caatext.coding.sheets import write_sheet
from caatext.corpus.folders import write_corpus
from caatext.exhibits.concordance import Concordance
from caatext.report.opening import open_page
from caatext.report.plan import plan
from caatext.report.render import report_files
from caatext.store import read_table, table_to_csv, write_table
from caatext.study.desk import export_table, open_desk

HERE = Path(__file__).parent
FORMULAS = runpy.run_path(str(HERE / "payloads.py"))["FORMULAS"]
write_study = runpy.run_path(str(HERE / "poison.py"))["write_study"]
_NUMBER = re.compile(r"[+-]?[\d.,]+(e[+-]?\d+)?%?")
#: Spreadsheets part cells by the mark of the country, whatever the file was written with.
_SEPARATORS = (",", ";", "\t")
_TABLES = ("documents", "paragraphs", "sentences", "mentions", "entities", "quotes", "statements", "codes", "ledger")


def run_cells(text: str) -> list[str]:
    """Return the cells of a table that a spreadsheet would run, however it parts them."""
    rows = (row for mark in _SEPARATORS for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    cells = (cell.lstrip(" \xa0") for row in rows for cell in row)
    return [cell for cell in cells if cell[:1] in tuple("=+-@\t\r\n\0＝＋－＠") and not _NUMBER.fullmatch(cell)]


@pytest.fixture(scope="module")
def study(effort, tmp_path_factory):
    """A study every field of which holds a formula; in the short size each formula once."""
    folder, n = tmp_path_factory.mktemp("formulas"), effort(4, len(FORMULAS))

    def poison(number, source):
        formula = FORMULAS[(number + 3 * len(source)) % len(FORMULAS)].replace("\0", " ")
        return f"{formula} {number}" if source == "entity" else formula  # no two actors share a name

    return ct.read_study(write_study(folder, poison, n=n))


def tables_of_report(study):
    """Every table that a report has, without its drawings."""
    findings = ct.run_study(study)
    spans = findings.annotations
    quotes = Concordance(spans.sentences, spans.paragraphs, texts=findings.corpus.texts)
    sections = [
        replace(section, exhibits=tuple(replace(one, draw=None) for one in section.exhibits))
        for section in plan(findings)
    ]
    files = report_files(sections, open_page(findings), concordance=quotes)
    return {name: content.decode("utf-8") for name, content in files.items() if name.endswith(".csv")}


def test_no_cell_of_any_table_is_run(study, tmp_path, gate):
    texts = tables_of_report(study)
    desk = open_desk(study.corpus_path, codebook=study.codebook_path)
    texts |= {f"export {name}": table_to_csv(export_table(desk, name)) for name in _TABLES}
    write_corpus(desk.corpus, tmp_path / "corpus")
    sample = draw_sample(desk.corpus, desk.annotations, n=20, unit="paragraph", seed=1)
    write_sheet(sample, desk.codebook, tmp_path / "sheet.csv")
    for path in sorted(tmp_path.rglob("*.csv")):
        texts[path.name] = path.read_text(encoding="utf-8-sig")
    found = {name: cells for name, cells in ((name, run_cells(text)) for name, text in texts.items()) if cells}
    n_cells = sum(text.count(",") + text.count("\n") for text in texts.values())
    gate(
        10, "formula cells", asked="20 formulas x every text column of every CSV and XLSX: 0 cells run",
        reached=f"{sum(map(len, found.values()))} cells run, of about {n_cells:,} in {len(texts)} tables",
        holds=not found,
    )  # fmt: skip
    assert sum("1+1" in text for text in texts.values()) >= 10, "the formulas are there"
    assert not found, {name: cells[:2] for name, cells in found.items()}


@pytest.mark.parametrize("column", ["title", "=1+1", "a;=1+1"])
def test_every_formula_is_harmless_in_cell_and_head(column):
    table = pd.DataFrame({column: list(FORMULAS), "before": ["x"] * len(FORMULAS)})[["before", column]]
    assert run_cells(table_to_csv(table, raw=True)), "without the apostrophe they would be run"
    assert run_cells(table_to_csv(table)) == []


def test_formatted_numbers_stay_numbers():
    said = ["-0.10", "+0.5", "-1,234", "12%", "-3e-05", "-.5", "−0.25"]
    assert pd.read_csv(io.StringIO(table_to_csv(pd.DataFrame({"a": said}))), dtype=str)["a"].tolist() == said


def test_the_parquet_twin_keeps_the_text(tmp_path):
    table = pd.DataFrame({"title": list(FORMULAS)})
    assert read_table(write_table(tmp_path / "t.parquet", table))["title"].tolist() == list(FORMULAS)


def test_a_workbook_holds_no_formula(study, tmp_path, gate):
    """In a workbook each cell says what it is: none says formula, all text says text."""
    openpyxl = pytest.importorskip("openpyxl")
    desk = open_desk(study.corpus_path, codebook=study.codebook_path)
    sample = draw_sample(desk.corpus, desk.annotations, n=20, unit="paragraph", seed=1)
    book = openpyxl.load_workbook(write_sheet(sample, desk.codebook, tmp_path / "sheet.xlsx"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    formulas = [cell.coordinate for cell in cells if cell.data_type == "f"]
    reached = f"{len(formulas)} formulas in {len(cells):,} cells of a coding sheet"
    gate(10, "workbooks", asked="0 formulas", reached=reached, holds=not formulas)
    assert cells
    assert not formulas


def test_tables_become_csv_in_one_place():
    """What writes past `table_to_csv` would write past the apostrophe."""
    source = Path(ct.__file__).parent
    writers = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if re.search(
            r"\.to_csv\((?!path, index=False\)``)|csv\.writer\(|DictWriter\(|to_excel\(", path.read_text("utf-8")
        )
    }
    assert writers == {"store.py"}
