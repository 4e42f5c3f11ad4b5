"""F17: distances between vocabularies."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from caatext.exhibits.figures_similarity import distance_rows, divergence_matrix
from caatext.exhibits.style import Names

GROUPS = ("Marlen", "Sund", "Okoro")
PAIRS = [("Marlen", "Okoro"), ("Marlen", "Sund"), ("Okoro", "Sund")]


def distances(excess, *, q=(0.01, 0.2, np.nan), verdicts=("estimable", "estimable", "not estimable"), unit="article"):
    rows = [
        {"group": a, "reference": b, "measure": m, "estimate": e * f, "observed": 0.3 + e, "shuffled": 0.3,
         "band_low": np.nan if np.isnan(p) else -0.01, "band_high": np.nan if np.isnan(p) else 0.02,
         "p_value": p, "p_adjusted": p, "n_group": 4, "n_reference": 5, "verdict": v, "shuffled_unit": unit}
        for (a, b), e, p, v in zip(PAIRS, excess, q, verdicts, strict=True)
        for m, f in (("divergence", 1.0), ("divergence_order_2", 0.5), ("delta", 10.0))
    ]  # fmt: skip
    floor = [
        {"group": group, "measure": m, "observed": 0.35, "shuffled": 0.34, "excess": 0.01, "band_low": 0.0,
         "band_high": 0.03, "unit": "article"}
        for group in GROUPS
        for m in ("divergence", "divergence_order_2", "delta")
    ]  # fmt: skip
    words = [(a, b, w, 0.02, 9, 1) for a, b in PAIRS for w in ("harbor", "tariff")]
    columns = ["group", "reference", "category", "estimate", "n_group", "n_reference"]
    table = pd.DataFrame(words, columns=columns)
    return SimpleNamespace(table=pd.DataFrame(rows), floor=pd.DataFrame(floor), words=SimpleNamespace(table=table))


@pytest.fixture
def occurrences():
    rows = [("harbor", "Marlen", "a1", 1), ("harbor", "Marlen", "a1", 2), ("harbor", "Marlen", "a1", 3),
            ("tariff", "Sund", "a2", 2), ("harbor", "Okoro", "a3", 3)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["lemma", "group", "doc_id", "paragraph"])
    return table.assign(sentence=0, start=-1, end=-1)


@pytest.fixture
def exhibit(occurrences, names):
    return divergence_matrix(
        distances((0.065, 0.012, -0.008)), distances((0.05, 0.01, -0.009)), occurrences=occurrences, names=names
    )


def texts(figure):
    return [(text.get_text(), text.get_fontweight()) for text in figure.axes[0].texts]


def test_measures_of_a_pair_stand_side_by_side_and_floors_below():
    rows = distance_rows(distances((0.06, 0.02, 0.0)))
    assert len(rows) == 6
    first = rows.iloc[0]
    assert (first["excess"], first["excess_order_2"], first["excess_delta"]) == pytest.approx((0.06, 0.03, 0.6))
    floors = rows[rows["verdict"] == "floor"]
    assert (floors["group"] == floors["reference"]).all()
    assert floors["excess"].tolist() == [0.01] * 3


def test_cells_lead_to_lines_of_the_words_that_set_two_groups_apart(exhibit, has_evidence, linked):
    assert has_evidence(exhibit)
    first = exhibit.data.iloc[0]
    assert first["words"] == "harbor, tariff"
    assert exhibit.mark_labels[first["mark"]] == (
        "I. Marlen and Okoro: 65 thousandths of a bit beyond chance (0.365 observed, 0.300 shuffled, "
        "q 0.010; estimable)"
    )
    behind = exhibit.evidence[exhibit.evidence["mark"] == first["mark"]]
    assert behind[["doc_id", "paragraph"]].to_numpy().tolist() == [["a1", 1], ["a1", 2], ["a3", 3]]  # two lines a side
    assert behind["part"].iloc[0] == "“harbor”, 9 against 1: I. Marlen"
    for width in (7.0, 3.4):
        assert linked(exhibit.draw(width)) == set(exhibit.mark_labels)


def test_numbers_floors_and_tests_are_told_apart(exhibit):
    for width in (7.0, 3.4):
        shown = texts(exhibit.draw(width))
        assert ("65", "bold") in shown
        assert ("12", "normal") in shown  # q above 0.05
        assert ("−8", "normal") in shown
        assert shown.count(("10", "normal")) >= 6  # the floors of both panels
        assert {"excess", "excess, no test", "chance, middle 95%"} <= {word for word, _ in shown}
        assert "4 articles" in {word for word, _ in shown}
    assert "2 pairs in each panel" in exhibit.note


def test_groups_are_sorted_by_their_mean_excess(exhibit):
    figure = exhibit.draw(7.0)
    heights = {text.get_text(): text.get_position()[1] for text in figure.axes[0].texts}
    assert heights["I. Marlen"] < heights["Okoro"] < heights["Sund"]


def test_one_article_each_says_so_and_shows_no_chance(occurrences, names):
    none = distances((0.03, 0.02, 0.0), q=(np.nan,) * 3, verdicts=("not estimable",) * 3, unit="paragraph")
    exhibit = divergence_matrix(none, none, occurrences=occurrences, names=names)
    assert "then a cell is the distance of two articles" in exhibit.caption
    assert "No pair is tested" in exhibit.note
    shown = {word for word, _ in texts(exhibit.draw(7.0))}
    assert "excess, no test" in shown
    assert "chance, middle 95%" not in shown


def test_twenty_groups_can_be_drawn_and_missing_numbers_too(occurrences):
    groups = tuple(f"Author {n:02d}" for n in range(20))
    pairs = [(a, b) for a in groups for b in groups if a < b]
    rows = pd.DataFrame(pairs, columns=["group", "reference"]).assign(
        measure="divergence", estimate=np.linspace(-0.02, 0.2, 190), observed=0.3, shuffled=0.2, band_low=-0.01,
        band_high=0.02, p_value=0.01, p_adjusted=0.02, n_group=4, n_reference=4, verdict="estimable",
        shuffled_unit="article",
    )  # fmt: skip
    rows.loc[0, ["estimate", "band_low", "band_high", "p_adjusted"]] = np.nan
    floor = pd.DataFrame({"group": groups}).assign(
        measure="divergence", observed=0.3, shuffled=0.3, excess=np.nan, band_low=np.nan, band_high=np.nan, unit=""
    )
    words = pd.DataFrame(columns=["group", "reference", "category", "estimate", "n_group", "n_reference"])
    found = SimpleNamespace(table=rows, floor=floor, words=SimpleNamespace(table=words))
    exhibit = divergence_matrix(found, found, occurrences=occurrences, names=Names(by="author", groups=groups))
    assert exhibit.mark_labels == {}
    wide, narrow = (exhibit.draw(width) for width in (7.0, 3.4))
    assert "200" in {word for word, _ in texts(wide)}
    assert narrow.get_size_inches()[1] < 8


def test_a_single_group_is_said_to_be_one(occurrences, names):
    found = distances((0.03, 0.02, 0.0))
    found.table, found.floor = found.table.iloc[:0], found.floor.iloc[:3]
    exhibit = divergence_matrix(found, found, occurrences=occurrences, names=names)
    assert any("fewer than two authors" in word for word, _ in texts(exhibit.draw(7.0)))
