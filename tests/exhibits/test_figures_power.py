"""F11: connotations of verbs."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from caatext.exhibits.canvas import to_svg
from caatext.exhibits.figures_power import power_check
from caatext.tables import make_table


@pytest.fixture
def summary():
    no = math.nan
    rows = [
        ("Marlen", "tavos", 6, 0.5, 0.1, 0.9, 5, 0.2, -0.1, 0.5, 0.6),
        ("Sund", "tavos", 2, -1, no, no, 0, no, no, no, 0.25),
        ("Sund", "droom", 0, no, no, no, 0, no, no, no, 0.0),
    ]
    return pd.DataFrame(rows, columns=["group", "actor_id", "n_power", "power", "power_low", "power_high", "n_agency",
                                       "agency", "agency_low", "agency_high", "coverage"])  # fmt: skip


@pytest.fixture
def scores():
    rows = [{"doc_id": "a1", "paragraph": n, "sentence": 1, "category": "tavos", "measure": measure, "value": 1.0,
             "voice": "author"} for measure, most in (("power", 7), ("agency", 6)) for n in range(1, most)]  # fmt: skip
    rows += [rows[0] | {"doc_id": "a2", "value": -1.0}, rows[0] | {"doc_id": "a2", "paragraph": 2, "value": -1.0}]
    rows += [rows[0] | {"voice": "droom", "paragraph": 99}, rows[0] | {"measure": "nominal", "paragraph": 98}]
    return make_table(rows, "scores")


def test_rated_verbs_of_the_own_voice_stand_behind_a_mean(summary, scores, documents, names, has_evidence):
    exhibit = power_check(summary, scores, documents=documents, names=names, lexicon="the mock lexicon")
    assert exhibit.data["actor_id"].unique().tolist() == ["tavos"]
    row = exhibit.data.iloc[1]
    assert exhibit.evidence.loc[exhibit.evidence["mark"] == row["mark_power"], "part"].tolist() == ["lowers it"] * 2
    assert exhibit.mark_labels["F11-1"] == "I. Marlen, Tavos, power: +0.50 over 6 rated verbs"
    assert "lexicon: the mock lexicon." in exhibit.note
    assert has_evidence(exhibit)


def test_without_intervals_it_says_why(summary, scores, documents, names):
    bare = summary.assign(power_low=math.nan, power_high=math.nan)
    exhibit = power_check(bare, scores, documents=documents, names=names, lexicon="x")
    assert "No whiskers: within-article only" in exhibit.note


@pytest.mark.parametrize("width", [6.8, 3.5])
def test_few_are_hatched_none_is_na_and_coverage_is_printed(summary, scores, documents, names, linked, width):
    exhibit = power_check(summary, scores, documents=documents, names=names, lexicon="x")
    figure = exhibit.draw(width)
    words = [text.get_text() for text in figure.axes[0].texts]
    assert {"60%", "25%", "NA", "covered"} <= set(words)
    assert sum(patch.get_hatch() is not None for patch in figure.axes[0].patches) == 1
    assert linked(figure) == set(exhibit.mark_labels)


def test_nothing_rated_is_said(summary, scores, documents, names):
    exhibit = power_check(summary.assign(n_power=0), scores.iloc[:0], documents=documents, names=names, lexicon="x")
    assert [text.get_text() for text in exhibit.draw(6.8).axes[0].texts] == ["No verb of any actor is rated."]


def test_the_same_bytes_each_time(summary, scores, documents, names):
    one, other = (power_check(summary, scores, documents=documents, names=names, lexicon="x") for _ in range(2))
    assert to_svg(one.draw(3.5)) == to_svg(other.draw(3.5))
