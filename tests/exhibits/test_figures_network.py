"""F13: ties between actors."""

from __future__ import annotations

import pandas as pd
import pytest

from caatext.exhibits.figures_network import actor_network
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


def test_without_ties_the_figure_says_so(edges, mentions, names):
    figure = actor_network(edges.iloc[:0], mentions, names=names).draw(6.8)
    assert figure.axes[0].texts[0].get_text() == "No two actors are named together."
