"""Contrasts on the page."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from caatext.exhibits.figures_contrasts import contrast_figure
from caatext.tables import make_table


@pytest.fixture
def comparison():
    rows = [
        {"group": "Sund", "reference": "all others", "category": "agy", "estimate": 0.9,
         "verdict": "within-article precision only"},
        {"group": "Marlen", "reference": "all others", "category": "hid", "estimate": -0.2, "conf_low": -0.4,
         "conf_high": -0.1, "p_adjusted": 0.004, "n_group": 4, "n_reference": 8, "verdict": "estimable"},
        {"group": "Okoro", "reference": "all others", "category": "hid", "verdict": "not estimable"},
    ]  # fmt: skip
    behind = pd.DataFrame(
        {"doc_id": ["a1", "a1"], "paragraph": [1, 2], "sentence": 0, "start": -1, "end": -1, "value": [1.0, 0.0]}
    )
    return SimpleNamespace(
        table=make_table(rows, "comparison"), evidence=lambda category, group: behind, family="Holm over 1", method="M."
    )


@pytest.mark.parametrize("width", [6.8, 3.5])
def test_categories_with_an_estimable_contrast_are_drawn_and_each_point_leads_on(
    comparison, names, has_evidence, linked, width
):
    exhibit = contrast_figure(comparison, exhibit_id="C1", title="Contrasts", names=names)
    figure = exhibit.draw(width)
    words = [text.get_text() for text in figure.axes[0].texts]
    assert "Hidden hand" in words
    assert "Own course" not in words
    assert "p < 0.01" in words
    assert linked(figure) == set(exhibit.mark_labels)
    assert has_evidence(exhibit)


def test_rows_without_a_number_stay_in_the_table(comparison, names):
    exhibit = contrast_figure(comparison, exhibit_id="C1", title="Contrasts", names=names)
    assert len(exhibit.data) == 3
    assert exhibit.data["mark"].tolist() == ["", "C1-1", ""]
    assert "1 of 3 contrasts estimable" in exhibit.note
    assert len(exhibit.evidence) == 1
