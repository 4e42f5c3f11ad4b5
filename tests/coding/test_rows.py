"""Rows of coding sheets: each is used as a whole or has a problem, and all of them are accounted for."""

from __future__ import annotations

import random

import pytest
from openpyxl import load_workbook

from caatext.coding.reading import read_codings
from caatext.coding.sheets import write_sheet

A, B, C = ("d1", 1, 1), ("d1", 1, 2), ("d2", 1, 2)


@pytest.fixture
def read(corpus, annotations, codebook):
    def read(*files, **how):
        found = read_codings(list(files), corpus, annotations, codebook, **how)
        in_rows = {(problem.path, problem.place) for problem in found.problems if problem.place.startswith("row ")}
        in_rows -= {(problem.path, "row 1") for problem in found.problems}
        assert found.n_rows_read == found.n_rows_used + len(in_rows)
        return found

    return read


def coded(found, place):
    table = found.table
    rows = table[(table["doc_id"] == place[0]) & (table["paragraph"] == place[1]) & (table["sentence"] == place[2])]
    return dict(zip(rows["frame_id"], rows["value"], strict=True))


def codes_of(found):
    return sorted({problem.code for problem in found.problems})


def test_empty_cells_of_a_coded_row_are_zeros_and_an_empty_row_is_not_coded(fill, read):
    found = read(fill("c1", {A: {"hid": "2"}, B: {"own": "0"}}))
    assert coded(found, A) == {"hid": 2, "own": 0}
    assert coded(found, B) == {"hid": 0, "own": 0}
    assert coded(found, C) == {}
    assert (found.n_rows_read, found.n_rows_used) == (14, 2)
    assert {(p.code, p.severity) for p in found.problems} == {("E-ROW-BLANK", "warning")}


def test_polarity_holder_and_note_belong_to_what_is_there(fill, read):
    row = {"hid": "1", "own": "0", "polarity": " Denied", "holder": "VELMAR", "note": "'=hm"}
    found = read(fill("c1", {A: row}))
    table = found.table.set_index("frame_id")
    assert table.loc["hid", ["polarity", "actor_id", "note", "pass_"]].tolist() == ["denied", "velmar", "=hm", 1]
    assert table.loc["own", ["polarity", "actor_id"]].tolist() == ["", ""]
    assert found.coder_ids == ["c1"]


def test_what_is_asserted_need_not_be_said(fill, read):
    assert read(fill("c1", {A: {"hid": "1"}})).table["polarity"].tolist() == ["asserted", ""]


@pytest.mark.parametrize(
    ("row", "code", "message"),
    [
        ({"hid": "3"}, "E-ROW-CODE", "'3' under hid"),
        ({"hid": "yes", "own": "1"}, "E-ROW-CODE", "'yes'"),
        ({"hid": "-1"}, "E-ROW-CODE", "'-1'"),
        ({"hid": "1", "polarity": "ironic"}, "E-ROW-CODE", "'ironic'"),
        ({"hid": "1", "holder": "Norland"}, "E-ROW-CODE", "'norland'"),
        ({"note": "hm"}, "E-ROW-CODE", "no code"),
        ({"hid": "1", "item": "bcdfghjkmnpq"}, "E-ROW-ITEM", "bcdfghjkmnpq"),
        ({"hid": "1", "item": ""}, "E-ROW-ITEM", "no item"),
        ({"hid": "1", "text": "Something else."}, "E-ROW-ITEM", "Something else"),
    ],
)
def test_a_row_with_a_fault_is_left_out_as_a_whole_and_said(fill, read, row, code, message):
    found = read(fill("c1", {A: row, B: {"hid": "1"}}))
    errors = [problem for problem in found.problems if problem.severity == "error"]
    assert [(problem.code, message in problem.found) for problem in errors] == [(code, True)]
    assert errors[0].place.startswith("row ")
    assert errors[0].remedy
    assert len(found.table) == 2


@pytest.mark.parametrize("value", ["1", "1.0", "1,0", " 1 "])
def test_numbers_as_spreadsheets_write_them(fill, read, value):
    assert coded(read(fill("c1", {A: {"hid": value}}, delimiter=";")), A)["hid"] == 1


def test_columns_in_another_order_and_case_rows_left_out_and_shuffled(fill, read, rows_of, rows_to):
    path = fill("c1", {A: {"hid": "2", "own": "1"}, B: {"hid": "0"}, C: {"own": "1"}})
    rows = [dict(reversed(list(row.items()))) for row in rows_of(path)]
    rows = [{name.upper(): cell for name, cell in row.items()} for row in rows]
    random.Random(3).shuffle(rows)
    kept = [row for row in rows if row["HID"] or row["OWN"]]
    plain = read(path)
    for changed in (rows, kept):
        found = read(rows_to(path, changed, delimiter=";", newline="\r\n", encoding="utf-16"))
        assert found.table.equals(plain.table)
    assert found.problems == ()


def test_one_column_sorted_alone_is_noticed_in_every_row_that_moved(fill, read, rows_of, rows_to):
    rows = rows_of(fill("c1", {}, rest={"hid": "1"}))
    items = sorted(row["item"] for row in rows)
    moved = sum(item != row["item"] for item, row in zip(items, rows, strict=True))
    for item, row in zip(items, rows, strict=True):
        row["item"] = item
    # three sentences have the same words and cannot be told apart
    found = read(rows_to(fill("c1", {}), rows))
    assert moved - 2 <= sum(problem.code == "E-ROW-ITEM" for problem in found.problems) <= moved


@pytest.mark.parametrize(("in_first", "in_copy"), [("", ""), ("0", "0"), ("", "0")])
def test_a_row_copied_to_code_another_frame_adds_to_the_first(fill, read, rows_of, rows_to, in_first, in_copy):
    rows = rows_of(fill("c1", {A: {"hid": "1", "own": in_first, "polarity": "denied"}}))
    first = next(row for row in rows if row["hid"] == "1")
    more = first | {"hid": in_copy, "own": "2", "polarity": "attributed"}
    found = read(rows_to(fill("c1", {}), [*rows, more]))
    table = found.table.set_index("frame_id")
    assert table[["value", "polarity"]].to_numpy().tolist() == [[1, "denied"], [2, "attributed"]]
    assert (found.n_rows_used, codes_of(found)) == (2, codes_of(read(rows_to(fill("c1", {}), rows))))
    turned = read(rows_to(fill("c1", {}), [more, *rows]))
    assert turned.table.equals(found.table)


def test_a_copy_that_only_takes_a_level_back_is_a_contradiction(fill, read, rows_of, rows_to):
    rows = rows_of(fill("c1", {A: {"hid": "1"}}))
    first = next(row for row in rows if row["hid"])
    found = read(rows_to(fill("c1", {}), [*rows, first | {"hid": "0", "own": "0"}]))
    assert "E-ROW-CONFLICT" in codes_of(found)
    assert coded(found, A) == {"hid": 1, "own": 0}


def test_a_row_said_twice_counts_once_and_a_contradiction_is_said(fill, read, rows_of, rows_to):
    rows = rows_of(fill("c1", {A: {"hid": "1"}}))
    first = next(row for row in rows if row["hid"])
    same = read(rows_to(fill("c1", {}), [*rows, dict(first)]))
    assert "E-ROW-DOUBLE" in codes_of(same)
    other = read(rows_to(fill("c1", {}), [*rows, first | {"hid": "2"}]))
    assert "E-ROW-CONFLICT" in codes_of(other)
    assert coded(same, A) == coded(other, A) == {"hid": 1, "own": 0}


def test_two_files_of_one_coder_must_not_contradict_each_other(fill, corpus, annotations, codebook):
    one, two = fill("c1", {A: {"hid": "1"}}), fill("c2", {A: {"hid": "2"}})
    found = read_codings({"ann": [one, two]}, corpus, annotations, codebook)
    conflict = next(problem for problem in found.problems if problem.code == "E-ROW-CONFLICT")
    assert (conflict.path, "c1.csv" in conflict.found) == (str(two), True)


def test_a_frame_without_a_column_is_not_coded_and_not_zero(fill, read, rows_of, rows_to):
    rows = rows_of(fill("c1", {A: {"hid": "1"}}))
    for row in rows:
        del row["own"]
    found = read(rows_to(fill("c1", {}), rows))
    assert coded(found, A) == {"hid": 1}
    assert any(problem.place == "row 1" and "own" in problem.found for problem in found.problems)


def test_the_sheet_may_name_the_coder(fill, read):
    found = read(fill("c1", {A: {"hid": "1", "coder_id": "Ann"}, B: {"hid": "1"}}))
    assert found.coder_ids == ["ann", "c1"]


def test_a_workbook_edited_by_hand_reads_like_the_csv(everything, codebook, fill, read, tmp_path):
    path = write_sheet(everything, codebook, tmp_path / "c1.xlsx")
    book = load_workbook(path)
    sheet = book["coding"]
    head = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if str(row[2].value).startswith(("=Velmar", "+Lunn")):
            row[head.index("hid")].value = 2  # a number, as typed into a cell
            row[head.index("polarity")].value = "Attributed"
    sheet.delete_rows(next(row[0].row for row in sheet.iter_rows() if row[2].value == "Rain fell."))
    book.save(path)
    found = read(path)
    edited = {"hid": "2", "polarity": "attributed"}
    plain = read(fill("c1", {A: edited, C: edited}))
    assert found.table.equals(plain.table)
    assert (found.n_rows_read, found.n_rows_used) == (13, 2)


@pytest.mark.parametrize("seed", range(5))
def test_whatever_happens_to_a_sheet_no_row_is_lost(fill, read, rows_of, rows_to, seed):
    """Random damage: cells overwritten, rows copied, emptied, swapped; `read` asserts that all are accounted for."""
    rng = random.Random(seed)
    rows = rows_of(fill("c1", {}, rest={"hid": "1"}))
    for _ in range(20):
        row = rng.choice(rows)
        row[rng.choice(list(row))] = rng.choice(["", "0", "1", "2", "9", "x", "=1", "denied", rows[0]["item"]])
    rows += [dict(rng.choice(rows)) for _ in range(5)]
    found = read(rows_to(fill("c1", {}), rows))
    assert found.n_rows_read == sum(any(cell.strip() for cell in row.values()) for row in rows)
    assert len(found.ledger) == found.n_rows_read
