"""F23: how many articles a comparison needs."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from caatext.exhibits.figures_design_power import power_figure


@pytest.fixture
def curve():
    rows = [(d, n, d * n / 10, d * n / 10 - 0.01, d * n / 10 + 0.01, p)
            for d in (0.1, 0.3) for n, p in ((2, 0.333), (3, 0.1), (4, 0.029), (20, 1e-6))]  # fmt: skip
    columns = ["difference", "n_articles", "power", "power_low", "power_high", "p_smallest"]
    return SimpleNamespace(table=pd.DataFrame(rows, columns=columns), level=0.05, method="spread 0.15; assumed.")


def said(figure):
    return {text.get_text() for text in figure.axes[0].texts}


@pytest.mark.parametrize("width", [7.0, 3.4])
def test_the_study_stands_where_its_smaller_group_does(curve, names, width):
    exhibit = power_figure(curve, own={"Marlen": 4, "Sund": 9}, names=names)
    assert "4 to 9 articles per author; the smaller group decides" in exhibit.caption
    assert "spread 0.15; assumed." in exhibit.note
    shown = said(exhibit.draw(width))
    assert {"this study: 4–9", "Δ 0.1", "Δ 0.3", "20"} <= shown
    assert any(word.startswith("no p") for word in shown)


def test_sizes_without_a_possible_finding_are_in_the_data(curve, names):
    exhibit = power_figure(curve, own={"Marlen": 4, "Sund": 4}, names=names)
    assert exhibit.data.groupby("n_articles")["is_possible"].first().to_dict() == {
        2: False,
        3: False,
        4: True,
        20: True,
    }
    assert "This study has 4 articles per author." in exhibit.caption
    assert "this study: 4" in said(exhibit.draw(7.0))


def test_without_a_study_and_without_numbers(curve, names):
    shown = said(power_figure(curve, own={}, names=names).draw(7.0))
    assert not any(word.startswith("this study") for word in shown)
    curve.table = curve.table.iloc[:0]
    assert "No design was simulated." in said(power_figure(curve, own={}, names=names).draw(7.0))
    assert power_figure(curve, own={}, names=names).data.empty


def test_a_study_outside_the_sizes_tried_is_still_marked(curve, names):
    shown = said(power_figure(curve, own={"Marlen": 1, "Sund": 80}, names=names).draw(3.4))
    assert "this study: 1–80" in shown
