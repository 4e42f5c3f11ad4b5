"""F8: what attribution contributes."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from caatext.exhibits.canvas import to_svg
from caatext.exhibits.figures_voices import voice_shift
from caatext.tables import make_table


@pytest.fixture
def shifts():
    rows = [
        ("Marlen", "tavos", -0.2, 0.1, 0.3, 0.05, 0.6, "paired bootstrap over articles", 12, 9, 3),
        ("Sund", "tavos", 0.0, 0.5, 0.5, math.nan, math.nan, "within-article only", 6, 2, 4),
        ("Sund", "velmark", 0.5, math.nan, math.nan, math.nan, math.nan, "within-article only", 1, 0, 1),
        ("Marlen", "droom", 0.1, 0.1, 0.0, math.nan, math.nan, "within-article only", 5, 5, 0),
    ]
    return pd.DataFrame(rows, columns=["group", "category", "all_voices", "own_voice", "shift", "conf_low", "conf_high",
                                       "interval", "n_all", "n_own", "n_attributed"]).assign(n_documents=1)  # fmt: skip


@pytest.fixture
def scores():
    rows = [("a1", n, "tavos", "velmark" if n < 3 else "unknown") for n in (1, 2, 3)]
    rows += [("a2", n, "tavos", "unknown") for n in range(1, 5)] + [("a2", 9, "velmark", "unknown")]
    rows += [("a1", 8, "tavos", "author")]
    table = [{"doc_id": d, "paragraph": p, "sentence": 1, "category": c, "voice": v, "value": 1.0, "measure": "stance"}
             for d, p, c, v in rows]  # fmt: skip
    return make_table(table, "scores")


def test_only_attributed_words_stand_behind_a_slant_by_their_source(shifts, scores, documents, names, has_evidence):
    exhibit = voice_shift(shifts, scores, documents=documents, names=names)
    assert exhibit.data[["actor_id", "group"]].values.tolist() == [["tavos", "Marlen"], ["tavos", "Sund"],
                                                                   ["velmark", "Sund"]]  # fmt: skip
    assert exhibit.data["sources"][0] == "Grand Velmark 2, somebody not named 1"
    behind = exhibit.evidence[exhibit.evidence["mark"] == "F8-1"]
    assert behind["part"].tolist() == ["by Grand Velmark", "by Grand Velmark", "by somebody not named"]
    assert exhibit.mark_labels["F8-1"] == (
        "I. Marlen on Tavos: −0.20 over all words, +0.10 in own words; 3 of 12 judgments attributed"
    )
    assert has_evidence(exhibit)
    assert "1 pair of actor and author without an attributed judgment does not shift." in exhibit.note
    assert "paired bootstrap over articles; within-article only" in exhibit.note


@pytest.mark.parametrize("width", [6.8, 3.5])
def test_few_judgments_are_hatched_and_no_own_one_is_na(shifts, scores, documents, names, linked, width):
    exhibit = voice_shift(shifts, scores, documents=documents, names=names)
    figure = exhibit.draw(width)
    words = " ".join(text.get_text() for text in figure.axes[0].texts)
    assert "−0.20 → +0.10" in words
    assert "0 → +0.50" not in words
    assert "NA: no own judgment" in words
    assert "9 of 12 own" in words
    assert sum(patch.get_hatch() is not None for patch in figure.axes[0].patches) == 2
    assert linked(figure) == set(exhibit.mark_labels)


def test_nothing_attributed_is_said(shifts, scores, documents, names):
    exhibit = voice_shift(shifts[shifts["n_attributed"] == 0], scores.iloc[:0], documents=documents, names=names)
    words = [text.get_text() for text in exhibit.draw(6.8).axes[0].texts]
    assert words == ["No judgment of an actor is attributed to anybody but the author."]


def test_the_same_bytes_each_time(shifts, scores, documents, names):
    one, other = (voice_shift(shifts, scores, documents=documents, names=names) for _ in range(2))
    assert to_svg(one.draw(6.8)) == to_svg(other.draw(6.8))
