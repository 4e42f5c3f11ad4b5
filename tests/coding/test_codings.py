"""Codings as codes, in the shape that every instrument has."""

from __future__ import annotations

import pandas as pd
import pytest

from caatext.coding.adjudication import gold
from caatext.coding.codings import COLUMNS, Codings, make_codings, to_codes
from caatext.coding.reading import read_codings
from caatext.tables import CONTRACTS

BASE = {"coder_id": "c1", "doc_id": "d1", "paragraph": 1, "sentence": 1, "frame_id": "hid", "value": 1,
        "polarity": "asserted", "actor_id": "velmar", "note": "", "pass_": 1}  # fmt: skip


def test_codes_keep_the_contract_and_leave_out_what_is_absent():
    codes = to_codes(make_codings([BASE, BASE | {"frame_id": "own", "value": 0, "polarity": ""}]))
    assert list(codes.columns) == list(CONTRACTS["codes"])
    assert codes[["frame_id", "actor_id", "instrument", "voice", "polarity", "value"]].to_numpy().tolist() == [
        ["hid", "velmar", "coder:c1", "author", "asserted", 1.0]
    ]


@pytest.mark.parametrize(
    ("polarity", "voice"), [("attributed", "unknown"), ("denied", "author"), ("rejected", "author")]
)
def test_what_is_attributed_is_no_own_voice(polarity, voice):
    codes = to_codes(make_codings([BASE | {"polarity": polarity}]))
    assert codes.loc[0, ["voice", "polarity"]].tolist() == [voice, polarity]


def test_the_last_pass_of_a_coder_counts():
    table = make_codings([BASE, BASE | {"pass_": 2, "value": 2}])
    assert to_codes(table)["value"].tolist() == [2.0]
    assert to_codes(make_codings([BASE, BASE | {"pass_": 2, "value": 0}])).empty


def test_a_table_does_not_depend_on_the_order_of_its_rows():
    rows = [BASE | {"coder_id": coder, "sentence": n} for coder in ("c2", "c1") for n in (3, 1, 2)]
    assert make_codings(rows).equals(make_codings(reversed(rows)))
    assert list(make_codings([]).columns) == list(COLUMNS)


def test_measures_take_gold_as_they_take_any_instrument(fill, corpus, annotations, codebook):
    """Paragraphs with a coded sentence score 1; `hid` needs an actor, and without mentions none is eligible."""
    from caatext.measures.frames import score_frames

    one = {("d1", 1, 1): {"own": "1"}, ("d2", 2, 1): {"own": "2", "polarity": "denied"}, ("d3", 1, 2): {"own": "1"}}
    codings = read_codings([fill("c1", one), fill("c2", one)], corpus, annotations, codebook)
    tables = annotations.__class__(
        **{name: table for name, table in annotations.tables() if name != "paragraphs"}, paragraphs=corpus.paragraphs
    )
    scores = score_frames(tables, codebook, codes=to_codes(gold(codings)))
    own = scores[(scores["measure"] == "frame") & (scores["category"] == "own")]
    assert dict(zip(own["unit_id"], own["value"], strict=True)) == {
        "d1.1": 1.0, "d1.2": 0.0, "d2.1": 0.0, "d2.2": 0.0, "d3.1": 1.0, "d3.2": 0.0
    }  # fmt: skip


def test_codings_show_themselves_escaped():
    from caatext.errors import Problem

    ledger = pd.DataFrame({"status": ["read", "rejected"]})
    problem = Problem(code="E-ROW-CODE", found="<script>", remedy="x")
    codings = Codings(make_codings([BASE]), ledger, (problem,), pd.DataFrame())
    assert repr(codings) == "<codings: 1 coders, 1 units; 1 of 2 rows used, 1 problems>"
    assert "&lt;script&gt;" in codings._repr_html_()
    assert "<script>" not in codings._repr_html_()
