"""F13: ties between actors."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from caatext.exhibits.figures_network import actor_network
from caatext.exhibits.style import LIGHT
from caatext.tables import make_table


@pytest.fixture
def edges():
    rows = []
    for pair, count, npmi in (((("tavos", "velmark")), 3, 0.6), (("droom", "tavos"), 1, float("nan"))):
        values = {"count": count, "weighted": count / 2, "npmi": npmi}
        rows += [
            {"doc_id": "", "actor_a": pair[0], "actor_b": pair[1], "measure": m, "value": v} for m, v in values.items()
        ]
        rows += [{"doc_id": "a1", "actor_a": pair[0], "actor_b": pair[1], "measure": "count", "value": count}]
    table = make_table(rows, "edges")
    return table[table["value"].notna()]


def test_nodes_by_strength_and_ties_with_their_sentences(edges, mentions, names, has_evidence):
    exhibit = actor_network(edges, mentions, names=names)
    nodes = exhibit.data[exhibit.data["actor_b"] == ""]
    assert nodes["actor_a"].tolist() == ["tavos", "velmark", "droom"]
    assert nodes["strength"].tolist() == [2.0, 1.5, 0.5]
    tie = exhibit.data[exhibit.data["actor_b"] == "velmark"].iloc[0]
    behind = exhibit.evidence[exhibit.evidence["mark"] == tie["mark"]]
    assert behind["paragraph"].tolist() == [1, 2, 3]
    assert exhibit.mark_labels[tie["mark"]] == "Tavos and Grand Velmark: 3 sentences, NPMI +0.60"
    assert has_evidence(exhibit)
    assert "1 of 2 ties" in exhibit.note


def test_places_do_not_depend_on_the_order_of_the_edges(edges, mentions, names):
    one = actor_network(edges, mentions, names=names).data
    other = actor_network(edges.iloc[::-1], mentions, names=names).data
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize("width", [6.8, 3.5])
def test_all_names_and_links_are_drawn(edges, mentions, names, linked, width):
    exhibit = actor_network(edges, mentions, names=names)
    figure = exhibit.draw(width)
    assert linked(figure) == set(exhibit.mark_labels)
    assert {"Tavos", "Droom", "Grand Velmark"} <= {text.get_text() for text in figure.axes[0].texts}


@pytest.fixture
def ties():
    pair = {"doc_id": "", "actor_a": "tavos", "actor_b": "velmark", "measure": "excess:within-article"}
    return make_table(
        [pair | {"value": 1.5, "p_adjusted": 0.03, "expected": 1.5, "n_tested": 6, "n_draws": 400}], "edges"
    )


@pytest.fixture
def stability():
    rows = [("tavos", 1, 1.5, 2.5, 0.9), ("velmark", 2, 1.0, 2.0, 0.6), ("droom", 3, 0.0, 1.0, float("nan"))]
    table = pd.DataFrame(rows, columns=["actor_id", "rank", "strength_low", "strength_high", "p_outranks_next"])
    return table.assign(resampled="articles")


def test_ties_that_beat_the_null_are_dark_with_their_q_value(edges, mentions, names, ties, stability, has_evidence):
    exhibit = actor_network(edges, mentions, names=names, ties=ties, stability=stability)
    data = exhibit.data.set_index(["actor_a", "actor_b"])
    assert data.loc[("tavos", "velmark"), ["q_value", "passes"]].tolist() == [0.03, True]
    assert not data.loc[("droom", "tavos"), "passes"]
    label = exhibit.mark_labels[data.loc[("tavos", "velmark"), "mark"]]
    assert label == "Tavos and Grand Velmark: 3 sentences, NPMI +0.60, 1.5 by chance, q 0.030"
    node = data.loc[("tavos", "")]
    assert exhibit.mark_labels[node["mark"]].endswith("; rank 1 by strength, before the next in 90%")
    assert exhibit.mark_labels[data.loc[("velmark", ""), "mark"]].endswith("before the next in 60%")
    assert "400 draws; 1 of 6 pairs tested at a false discovery rate of 5%." in exhibit.note
    assert _colors(exhibit.draw(6.8)) == {LIGHT["rule"], LIGHT["q5"]}
    assert has_evidence(exhibit)


def test_where_no_tie_beats_the_null_the_figure_says_so(edges, mentions, names, ties):
    exhibit = actor_network(edges, mentions, names=names, ties=ties.assign(p_adjusted=0.4))
    figure = exhibit.draw(3.5)
    assert figure.axes[0].texts[0].get_text() == "No tie beats the null within articles (0 of 6)."
    assert _colors(figure) == {LIGHT["rule"]}
    assert "No tie beats the null within articles." in exhibit.caption


def test_without_a_null_no_tie_is_called_more_than_chance(edges, mentions, names):
    assert "no tie is called more than chance" in actor_network(edges, mentions, names=names).note


def _colors(figure) -> set[str]:
    return {to_hex(line.get_colors()[0]) for line in figure.axes[0].collections}


def test_without_ties_the_figure_says_so(edges, mentions, names):
    figure = actor_network(edges.iloc[:0], mentions, names=names).draw(6.8)
    assert figure.axes[0].texts[0].get_text() == "No two actors are named together."
