"""Any comparison as dots and intervals, or as its verdict in words."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from matplotlib.figure import Figure

from caatext.exhibits.figures import MOST_ROWS, draw_comparison, interval_rows, intervals
from caatext.tables import make_table

NAN = float("nan")


@pytest.fixture
def comparison():
    rows = [
        {"group": "A", "reference": "B", "category": "low", "estimate": -0.2, "conf_low": -0.4, "conf_high": 0.0,
         "p_adjusted": 0.04, "n_group": 5, "n_reference": 6, "verdict": "estimable"},
        {"group": "A", "reference": "B", "category": "high", "estimate": 0.3,
         "verdict": "within-article precision only"},
        {"group": "A", "reference": "B", "category": "none", "verdict": "not estimable"},
    ]  # fmt: skip
    return SimpleNamespace(table=make_table(rows, "comparison"))


def test_rows_are_sorted_by_value_with_missing_ones_last(comparison):
    assert interval_rows(comparison.table)["category"].tolist() == ["high", "low", "none"]


def test_verdicts_stand_where_intervals_would(comparison):
    axes = intervals(comparison, ax=Figure().add_subplot(), title="Shares, by author")
    words = [text.get_text() for text in axes.texts]
    assert words == ["within-article precision only", "p 0.04, n 5 + 6", "not estimable"]
    assert axes.get_title(loc="left") == "Shares, by author"
    assert [tick.get_text() for tick in axes.get_yticklabels()] == ["high: A − B", "low: A − B", "none: A − B"]


def test_the_axes_handed_in_come_back(comparison):
    axes = Figure().add_subplot()
    assert intervals(comparison, ax=axes) is axes


def test_a_new_figure_is_returned(comparison):
    assert isinstance(draw_comparison(comparison), Figure)


def test_nothing_estimable_can_be_drawn(comparison):
    table = comparison.table[comparison.table["verdict"] == "not estimable"]
    axes = intervals(SimpleNamespace(table=table), ax=Figure().add_subplot())
    assert [text.get_text() for text in axes.texts] == ["not estimable"]


def test_long_comparisons_are_cut(comparison):
    rows = [{"category": f"c{n}", "estimate": float(n), "verdict": "estimable"} for n in range(60)]
    assert len(interval_rows(make_table(rows, "comparison"))) == MOST_ROWS
