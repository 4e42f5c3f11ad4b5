"""F9: grammar against claims."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from caatext.exhibits.canvas import to_svg
from caatext.exhibits.figures_agency import agency_map
from caatext.exhibits.style import LIGHT
from caatext.tables import make_table


@pytest.fixture
def summary():
    rows = [
        ("Marlen", "tavos", 8, 2, 0.6, 6, 0.5),
        ("Marlen", "velmark", 2, 1, 1 / 3, 2, 1.0),
        ("Sund", "tavos", 3, 6, -1 / 3, 0, math.nan),
        ("Sund", "droom", 0, 1, -1.0, 0, math.nan),
    ]
    table = pd.DataFrame(rows, columns=["group", "actor_id", "n_agent", "n_patient", "transitivity", "n_asserted",
                                        "asserted_share"])  # fmt: skip
    return table.assign(
        transitivity_low=table["transitivity"] - 0.2, transitivity_high=table["transitivity"] + 0.2,
        asserted_low=table["asserted_share"] - 0.2, asserted_high=table["asserted_share"] + 0.2, constraint_share=0.1,
    )  # fmt: skip


@pytest.fixture
def scores():
    rows = [("a1", "tavos", "agent_share", 1.0), ("a1", "tavos", "agent_share", 0.0),
            ("a1", "tavos", "asserted_agency", 0.0), ("a1", "velmark", "agent_share", 1.0),
            ("a2", "tavos", "agent_share", 0.0), ("a2", "droom", "agent_share", 0.0),
            ("a1", "tavos", "irrealis", 1.0)]  # fmt: skip
    table = [{"doc_id": d, "paragraph": n, "sentence": 1, "category": c, "measure": m, "value": v, "voice": "author"}
             for n, (d, c, m, v) in enumerate(rows, start=1)]  # fmt: skip
    return make_table([*table, table[0] | {"voice": "tavos", "paragraph": 20}], "scores")


def test_clauses_and_claims_of_the_own_voice_stand_behind_a_point(summary, scores, documents, names, has_evidence):
    exhibit = agency_map(summary, scores, documents=documents, names=names)
    first = exhibit.evidence[exhibit.evidence["mark"] == "F9-1"]
    assert first["part"].tolist() == ["as agent", "as patient", "agency denied"]
    assert exhibit.mark_labels["F9-1"] == "I. Marlen, Tavos: T +0.60 in 10 clauses; agency asserted in 50% of 6 claims"
    assert has_evidence(exhibit)


@pytest.mark.parametrize("width", [6.8, 3.5])
def test_few_are_hollow_without_name_and_no_claim_stands_below_the_plot(
    summary, scores, documents, names, linked, width
):
    exhibit = agency_map(summary, scores, documents=documents, names=names)
    figure = exhibit.draw(width)
    words = [text.get_text() for text in figure.axes[0].texts]
    assert words.count("Tavos") == 2
    assert not {"Grand Velmark", "Droom"} & set(words)
    assert "no claim about their agency" in words
    hollow = [patch for patch in figure.axes[0].patches if _edge(patch) == LIGHT["hatch"]]
    assert len(hollow) == 2
    assert linked(figure) == set(exhibit.mark_labels)


def _edge(patch) -> str:
    from matplotlib.colors import to_hex

    return to_hex(patch.get_edgecolor())


def test_without_any_claim_there_is_no_plot_only_lines(summary, scores, documents, names):
    silent = summary.assign(asserted_share=math.nan, n_asserted=0)
    exhibit = agency_map(silent, scores, documents=documents, names=names)
    assert "No claim about the agency of any actor was found" in exhibit.caption
    full = agency_map(summary, scores, documents=documents, names=names).draw(6.8)
    figure = agency_map(silent, scores, documents=documents, names=names).draw(6.8)
    assert figure.get_figheight() < full.get_figheight() / 2
    assert "share of claims that assert its agency" not in [text.get_text() for text in figure.axes[0].texts]


def test_no_clause_is_said(summary, scores, documents, names):
    figure = agency_map(summary.iloc[:0], scores.iloc[:0], documents=documents, names=names).draw(3.5)
    assert [text.get_text() for text in figure.axes[0].texts] == ["No actor has a part in a clause."]


def test_the_same_bytes_each_time(summary, scores, documents, names):
    one, other = (agency_map(summary, scores, documents=documents, names=names) for _ in range(2))
    assert to_svg(one.draw(6.8)) == to_svg(other.draw(6.8))
