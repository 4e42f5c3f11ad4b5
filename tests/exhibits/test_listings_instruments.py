"""T12: counts by instrument and article, each with its addresses, and words where there is no count."""

import pandas as pd
import pytest

from caatext.exhibits.listings_instruments import instrument_table
from caatext.exhibits.style import Names
from caatext.tables import make_table

NAMES = Names(by="author", groups=("A", "B"), group_names={}, actors={}, frames={"hid": "Hidden", "agy": "Agency"})
DOCUMENTS = pd.DataFrame({"doc_id": ["d1", "d2"], "author": ["A", "B"]})


def scores(*rows):
    fixed = {"unit": "paragraph", "voice": "author", "measure": "frame", "weight": 1.0}
    columns = ("doc_id", "paragraph", "category", "value")
    return make_table([fixed | dict(zip(columns, row, strict=True)) for row in rows], "scores")


def codes(*rows):
    columns = ["instrument", "frame_id", "doc_id", "paragraph", "sentence", "voice", "polarity"]
    return make_table(pd.DataFrame(rows, columns=columns), "codes")


def coverage(*rows):
    return pd.DataFrame(rows, columns=["instrument", "frame_id", "status", "reason", "n_codes"])


@pytest.fixture
def table():
    return instrument_table(
        {
            "dictionary": scores(("d1", 1, "hid", 1.0), ("d1", 2, "hid", 0.0), ("d2", 1, "agy", 0.0)),
            "semantic": scores(("d1", 1, "hid", 1.0), ("d1", 2, "hid", 1.0)),
        },
        codes(
            ("dictionary", "hid", "d1", 1, 2, "author", "asserted"),
            ("dictionary", "hid", "d1", 2, 1, "author", "denied"),
            ("semantic", "hid", "d1", 1, 1, "author", "asserted"),
            ("semantic", "hid", "d1", 2, 1, "author", "asserted"),
        ),
        coverage(
            ("dictionary", "hid", "coded", "", 2),
            ("dictionary", "agy", "coded", "", 0),
            ("semantic", "hid", "weak", "seeds like anti-seeds", 2),
            ("semantic", "agy", "not available", "no seeds", 0),
            ("structural", "hid", "not available", "no clauses", 0),
            ("structural", "agy", "not available", "no clauses", 0),
        ),
        documents=DOCUMENTS,
        names=NAMES,
    )


def test_every_article_has_a_row_a_frame_with_a_count_by_instrument(table):
    said = table.data.set_index(["frame_id", "doc_id"])[["n_eligible", "dictionary", "semantic", "structural"]]
    assert said.loc["hid", "d1"].tolist() == [2, "1", "2?", "–"]
    assert said.loc["agy", "d2"].tolist() == [1, "0", "–", "–"]


def test_silence_is_missing_and_not_zero(table):
    silent = table.data.set_index(["frame_id", "doc_id"]).loc["hid", "d2"]
    assert (silent["n_eligible"], silent["dictionary"], silent["structural"]) == (0, "NA", "–")
    assert pd.isna(silent["n_dictionary"])
    assert silent["mark_dictionary"] == ""


def test_a_count_leads_to_what_the_author_asserts_and_to_nothing_else(table):
    mark = table.data["mark_dictionary"].iloc[0]
    behind = table.evidence[table.evidence["mark"] == mark]
    assert behind[["doc_id", "paragraph", "sentence"]].to_numpy().tolist() == [["d1", 1, 2]]
    assert table.mark_labels[mark] == "Hidden, d1, dictionary: 1 of 2 paragraphs"


def test_an_instrument_that_could_not_be_run_is_named_with_its_reason(table):
    assert "structural: no clauses." in table.note
    assert "semantic:" not in table.note
