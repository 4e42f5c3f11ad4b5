"""Disagreements, the second pass, and gold labels."""

from __future__ import annotations

import numpy as np
import pytest

from caatext.coding.adjudication import adjudication_table, find_disagreements, gold, write_adjudication
from caatext.coding.codings import to_codes
from caatext.coding.reading import read_codings

A, B, C, D = ("d1", 1, 1), ("d1", 1, 2), ("d2", 1, 2), ("d3", 2, 1)
ONE = {A: {"hid": "1"}, B: {"hid": "2", "holder": "velmar"}, C: {"own": "1", "polarity": "denied"}, D: {"own": "0"}}
TWO = {A: {"hid": "1"}, B: {"hid": "2"}, C: {"own": "1"}, D: {"own": "2", "holder": "lunn"}}


@pytest.fixture
def read(corpus, annotations, codebook):
    return lambda *files: read_codings(list(files), corpus, annotations, codebook)


@pytest.fixture
def codings(read, fill):
    return read(fill("ann", ONE), fill("ben", TWO))


def test_disagreements_in_value_polarity_or_holder_are_listed_with_text_and_codes(codings):
    table = find_disagreements(codings)
    assert table[["doc_id", "paragraph", "sentence", "frame_id", "ann", "ben"]].to_numpy().tolist() == [
        ["d2", 1, 2, "own", "1 denied", "1 asserted"],
        ["d3", 2, 1, "own", "0", "2 asserted lunn"],
    ]
    assert table["text"].tolist() == ["+Lunn refused the offer.", "Rain fell."]


def test_holders_that_differ_are_a_disagreement_and_one_left_empty_is_none(read, fill):
    one = fill("ann", {A: {"hid": "1", "holder": "velmar"}})
    assert len(find_disagreements(read(one, fill("ben", {A: {"hid": "1", "holder": "lunn"}})))) == 1
    assert len(find_disagreements(read(one, fill("ben", {A: {"hid": "1"}})))) == 0


def test_the_second_sheet_names_nobody_and_no_column_is_a_person(codings):
    tables = [adjudication_table(codings, seed=seed) for seed in range(40)]
    assert list(tables[0].columns) == ["item", "before", "text", "after", "frame", "codings", "decision", "polarity",
                                       "holder", "note"]  # fmt: skip
    assert not any("ann" in cell or "ben" in cell for cell in tables[0].to_numpy().ravel())
    orders = {table["codings"].iloc[0] for table in tables}
    assert orders == {"1 denied | 1 asserted", "1 asserted | 1 denied"}
    assert adjudication_table(codings, seed=1).equals(tables[1])


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_second_pass_wins_and_what_it_leaves_open_stays_open(
    codings, codebook, read, tmp_path, fill, rows_to, ending
):
    from caatext.coding.spreadsheets import read_spreadsheet

    path = write_adjudication(codings, codebook, tmp_path / f"adjudication.{ending}", seed=1)
    rows = [dict(row.cells) for row in read_spreadsheet(path).rows]
    assert [row["frame"] for row in rows] == ["own", "own"]
    rows[1] |= {"decision": "1", "holder": "Lunn", "polarity": "attributed"}
    decided = rows_to(tmp_path / "adjudication.csv", rows)
    both = read(fill("ann", ONE), fill("ben", TWO), decided)
    assert both.coder_ids == ["ann", "ben"]
    labels = gold(both).set_index(["doc_id", "paragraph", "sentence", "frame_id"])
    assert labels.loc[(*D, "own"), ["value", "polarity", "actor_id", "status"]].tolist() == [
        1.0, "attributed", "lunn", "adjudicated"
    ]  # fmt: skip
    assert labels.loc[(*C, "own"), "status"] == "open"
    assert np.isnan(labels.loc[(*C, "own"), "value"])
    assert labels.loc[(*A, "hid"), ["value", "status"]].tolist() == [1.0, "unanimous"]
    assert labels.loc[(*B, "hid"), "actor_id"] == "velmar"
    # the sheet of a third round holds only what is still open
    assert len(adjudication_table(both, seed=1)) == 1


def test_two_against_one_is_open(read, fill):
    files = [fill(coder, {A: {"hid": value}}) for coder, value in (("ann", "1"), ("ben", "1"), ("cal", "0"))]
    labels = gold(read(*files))
    assert labels["status"].tolist() == ["open", "unanimous"]
    assert labels["n_coders"].tolist() == [3, 3]


def test_what_one_person_coded_is_called_so(read, fill):
    assert set(gold(read(fill("ann", ONE)))["status"]) == {"single"}


def test_gold_can_be_scored_like_an_instrument(codings):
    codes = to_codes(gold(codings))
    assert codes["instrument"].unique().tolist() == ["coder:gold"]
    assert codes[["doc_id", "sentence", "frame_id", "value"]].to_numpy().tolist() == [
        ["d1", 1, "hid", 1.0], ["d1", 2, "hid", 2.0]
    ]  # fmt: skip


def test_gold_does_not_depend_on_who_is_who(read, fill):
    one, other = gold(read(fill("ann", ONE), fill("ben", TWO))), gold(read(fill("ann", TWO), fill("ben", ONE)))
    assert one.equals(other)
