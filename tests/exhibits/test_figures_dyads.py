"""F12: who acts on whom."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from caatext.exhibits.canvas import to_svg
from caatext.exhibits.figures_dyads import dyad_matrix
from caatext.tables import make_table


@pytest.fixture
def statements():
    clause = {"doc_id": "a1", "sentence": 1, "voice": "author", "agent": "velmark", "patient": "tavos"}
    clause |= {"is_negated": False}
    rows = [clause | {"paragraph": n, "verb_class": "control", "modality": "real"} for n in range(1, 6)]
    rows += [clause | {"paragraph": 6, "verb_class": "cooperate-verbal", "modality": "past"}]
    rows += [clause | {"paragraph": 7, "verb_class": "control", "modality": "wish"}]
    rows += [clause | {"paragraph": 8, "verb_class": "control", "modality": "real", "is_negated": True}]
    rows += [clause | {"paragraph": 9, "verb_class": "control", "modality": "real", "voice": "tavos"}]
    rows += [clause | {"paragraph": 9, "modality": "real", "agent": "tavos", "patient": "droom"}]
    return make_table(rows, "statements")


@pytest.fixture
def dyads():
    rows = [("velmark", "tavos", "cooperation-verbal", True, 1), ("velmark", "tavos", "control", True, 5),
            ("velmark", "tavos", "control", False, 2), ("tavos", "droom", "other", True, 1)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["agent", "patient", "quad", "is_real", "n"]).assign(goldstein=math.nan)
    return pd.concat([table.assign(doc_id=""), table.assign(doc_id="a1")])


def test_acts_that_happened_stand_apart_and_lead_to_their_clauses(dyads, statements, names, has_evidence):
    exhibit = dyad_matrix(dyads, statements, names=names)
    assert exhibit.data["n"].sum() == 9
    behind = exhibit.evidence.groupby("mark")["paragraph"].agg(list)
    assert behind["F12-1"] == [1, 2, 3, 4, 5, 6]
    assert behind["F12-2"] == [7, 8]
    assert exhibit.evidence.loc[exhibit.evidence["mark"] == "F12-2", "part"].tolist() == ["wish", "denied"]
    assert exhibit.mark_labels["F12-1"] == (
        "Grand Velmark on Tavos, happened: 1 cooperation in words and 5 control and constraint"
    )
    assert "n = 9, of which 7 told as real or past" in exhibit.note
    assert has_evidence(exhibit)


@pytest.mark.parametrize("width", [6.8, 3.5])
def test_few_acts_are_hatched_without_a_number(dyads, statements, names, linked, width):
    exhibit = dyad_matrix(dyads, statements, names=names)
    figure = exhibit.draw(width)
    words = [text.get_text() for text in figure.axes[0].texts]
    assert "6" in words
    assert not {"1", "2"} & set(words)
    assert sum(patch.get_hatch() is not None for patch in figure.axes[0].patches) == 2
    assert linked(figure) == set(exhibit.mark_labels)
    assert ("Grand Velmark → Tavos" in words) == (width < 5)


def test_the_same_bytes_whatever_the_order_of_the_rows(dyads, statements, names):
    one = dyad_matrix(dyads, statements, names=names).draw(6.8)
    other = dyad_matrix(dyads.iloc[::-1], statements, names=names).draw(6.8)
    assert to_svg(one) == to_svg(other)


def test_no_dyad_is_said(dyads, statements, names):
    figure = dyad_matrix(dyads.iloc[:0], statements, names=names).draw(6.8)
    assert [text.get_text() for text in figure.axes[0].texts] == ["No clause has an actor on both sides."]
