"""F10: parts played in clauses."""

from __future__ import annotations

import pandas as pd
import pytest

from caatext.exhibits.canvas import to_svg
from caatext.exhibits.figures_profiles import transitivity_profile
from caatext.tables import make_table


@pytest.fixture
def profile():
    rows = [("Marlen", "tavos", 10, 5, 2, 1, 2), ("Sund", "tavos", 3, 1, 0, 0, 2)]
    columns = ["group", "actor_id", "n", "n_agent", "n_irrealis", "n_constrained", "n_patient"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(agent_share=table["n_agent"] / table["n"], conf_low=0.2, conf_high=0.8)


@pytest.fixture
def parts():
    kinds = ["agent"] * 5 + ["irrealis"] * 2 + ["constrained"] + ["patient"] * 2
    rows = [{"doc_id": "a1", "paragraph": n, "sentence": 1, "category": "tavos", "part": kind}
            for n, kind in enumerate(kinds, start=1)]  # fmt: skip
    rows += [{"doc_id": "a2", "paragraph": n, "sentence": 1, "category": "tavos", "part": kind}
             for n, kind in ((1, "agent"), (2, "patient"), (3, "patient"))]  # fmt: skip
    return make_table(rows, "evidence").drop(columns="mark")


@pytest.fixture
def exhibit(profile, parts, documents, names):
    coverage = pd.DataFrame({"group": ["Marlen", "Sund"], "actor_id": "tavos", "coverage": [0.5, 1.0]})
    return transitivity_profile(profile, parts, documents=documents, names=names, coverage=coverage)


def test_each_part_of_a_bar_leads_to_its_clauses(exhibit, has_evidence):
    row = exhibit.data.iloc[0]
    found = exhibit.evidence.loc[exhibit.evidence["mark"] == row["mark_constrained"], "paragraph"]
    assert found.tolist() == [8]
    assert exhibit.mark_labels[row["mark_agent"]] == "I. Marlen, Tavos, acts: 5 of 10 clauses"
    assert has_evidence(exhibit)
    assert exhibit.data["group"].tolist() == ["Marlen", "Sund", "Okoro"]


@pytest.mark.parametrize("width", [6.8, 3.5])
def test_few_are_hatched_none_is_na_and_coverage_is_printed(exhibit, linked, width):
    figure = exhibit.draw(width)
    words = [text.get_text() for text in figure.axes[0].texts]
    assert "NA" in words
    assert any("50%" in word and "10" in word for word in words)
    assert "5" in words
    assert sum(patch.get_hatch() is not None for patch in figure.axes[0].patches) == 2
    assert linked(figure) == set(exhibit.mark_labels)


def test_no_part_is_said(profile, parts, documents, names):
    empty = transitivity_profile(
        profile.iloc[:0], parts.iloc[:0], documents=documents, names=names, coverage=profile.assign(coverage=1.0)
    )
    assert [text.get_text() for text in empty.draw(6.8).axes[0].texts] == ["No actor has a part in any clause."]


def test_the_same_bytes_each_time(exhibit):
    one, other = (exhibit for _ in range(2))
    assert to_svg(one.draw(3.5)) == to_svg(other.draw(3.5))
