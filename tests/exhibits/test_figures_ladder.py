"""F14: how many ties survive which null."""

from __future__ import annotations

import pandas as pd
import pytest

from caatext.exhibits.canvas import to_svg
from caatext.exhibits.figures_ladder import ladder_figure
from caatext.tables import make_table


@pytest.fixture
def ladder():
    rows = [("independence", 4, 6, 1, 1, 1, 0), ("margins", 4, 6, 1, 0, 2, 400), ("within-article", 4, 5, 0, 0, 1, 400)]
    return pd.DataFrame(
        rows, columns=["null", "n_met", "n_tested", "n_survivors", "error_low", "error_high", "n_draws"]
    )


@pytest.fixture
def ties():
    pair = {"doc_id": "", "actor_a": "tavos", "actor_b": "velmark"}
    rows = [pair | {"measure": f"excess:{null}", "value": 1.0, "p_adjusted": p}
            for null, p in (("independence", 0.01), ("margins", 0.05), ("within-article", 0.2))]  # fmt: skip
    return make_table(rows, "edges")


def test_surviving_ties_lead_to_the_sentences_in_which_they_meet(ladder, ties, mentions, names, has_evidence):
    exhibit = ladder_figure(ladder, ties, mentions, names=names)
    assert exhibit.data["mark"].tolist() == ["F14-1", "F14-2", ""]
    behind = exhibit.evidence[exhibit.evidence["mark"] == "F14-1"]
    assert behind["paragraph"].tolist() == [1, 2, 3]
    assert set(behind["part"]) == {"Tavos and Grand Velmark"}
    assert exhibit.mark_labels["F14-1"] == "Independence: 1 of 6 pairs tested"
    assert "400 draws" in exhibit.note
    assert has_evidence(exhibit)


@pytest.mark.parametrize("width", [6.8, 3.5])
def test_each_step_prints_how_many_were_tested(ladder, ties, mentions, names, linked, width):
    exhibit = ladder_figure(ladder, ties, mentions, names=names, window="paragraph")
    figure = exhibit.draw(width)
    words = [text.get_text() for text in figure.axes[0].texts]
    assert {"1", "0", "of 6 tested", "of 5 tested", "Within articles"} <= set(words)
    assert linked(figure) == set(exhibit.mark_labels)


def test_no_pair_is_said(ladder, ties, mentions, names):
    none = ladder.assign(n_tested=0, n_survivors=0, error_low=0, error_high=0)
    figure = ladder_figure(none, ties.iloc[:0], mentions, names=names).draw(6.8)
    words = [text.get_text() for text in figure.axes[0].texts]
    assert words == ["No pair of actors is named often enough to be tested."]


def test_the_same_bytes_each_time(ladder, ties, mentions, names):
    one, other = (ladder_figure(ladder, ties, mentions, names=names) for _ in range(2))
    assert to_svg(one.draw(3.5)) == to_svg(other.draw(3.5))
