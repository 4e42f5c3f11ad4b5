"""F15: words that mark a group."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from caatext.exhibits.figures_words import keyness_plot, keyness_rows
from caatext.exhibits.style import Names


@pytest.fixture
def table():
    rows = [("Marlen", "harbor", 4.0, 12), ("Marlen", "tariff", -3.0, 2), ("Marlen", "the", 0.1, 90),
            ("Sund", "harbor", -4.0, 1), ("Sund", "never", 9.0, 0), ("elsewhere", "x", 5.0, 5)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["group", "category", "z", "n_group"])
    return table.assign(
        estimate=table["z"] / 2, conf_low=table["z"] / 2 - 1, conf_high=table["z"] / 2 + 1, p_adjusted=0.2,
        n_documents=3, n_articles=4, dispersion=0.3,
    )  # fmt: skip


@pytest.fixture
def occurrences():
    rows = [("harbor", "Marlen", "a1", 1), ("tariff", "Marlen", "a1", 2), ("harbor", "Sund", "a2", 3)]
    table = pd.DataFrame(rows, columns=["lemma", "group", "doc_id", "paragraph"])
    return table.assign(sentence=0, start=-1, end=-1)


def test_words_are_named_where_they_mark_and_are_used(table, names):
    rows = keyness_rows(table, names)
    assert rows[["group", "word", "is_named"]].values.tolist() == [
        ["Marlen", "harbor", True], ["Marlen", "the", False], ["Marlen", "tariff", True], ["Sund", "harbor", True],
    ]  # fmt: skip


def test_named_words_lead_to_where_they_stand(table, occurrences, names, has_evidence, linked):
    raw, masked = SimpleNamespace(table=table), SimpleNamespace(table=table[table["category"] != "harbor"])
    exhibit = keyness_plot(raw, masked, occurrences=occurrences, names=names)
    assert has_evidence(exhibit)
    assert exhibit.mark_labels["F15-1"] == (
        "“harbor” in I. Marlen: 12 times in 3 of 4 articles, z +4.0, log ratio +2.0 (+1.0 to +3.0), q 0.200"
    )
    for width in (6.8, 3.5):
        figure = exhibit.draw(width)
        assert linked(figure) == set(exhibit.mark_labels)
        assert {"harbor", "3/4"} <= {text.get_text() for text in figure.axes[0].texts}


def test_nothing_marked_can_be_drawn(table, occurrences, names):
    empty = SimpleNamespace(table=table.iloc[:0])
    exhibit = keyness_plot(empty, empty, occurrences=occurrences, names=names)
    assert exhibit.data.empty
    exhibit.draw(6.8)


def bold(figure):
    return {text.get_text() for text in figure.axes[0].texts if text.get_fontweight() == "bold"}


def faces(figure):
    """The fill of each dot that leads somewhere, by its mark."""
    return {patch.get_url(): patch.get_facecolor()[:3] for patch in figure.axes[0].patches if patch.get_url()}


def test_words_that_pass_are_bold_and_those_of_few_articles_hollow(table, occurrences, names):
    table.loc[0, "p_adjusted"] = 0.01
    table.loc[1, ["n_documents", "dispersion"]] = [1, 0.75]
    found = SimpleNamespace(table=table)
    exhibit = keyness_plot(found, found, occurrences=occurrences, names=names)
    rows = exhibit.data[exhibit.data["panel"] == "all words"].set_index(["group", "word"])
    assert rows["is_found"].sum() == 1
    assert not rows.loc[("Marlen", "tariff"), "is_spread"]
    assert rows.loc[("Marlen", "harbor"), "is_spread"]
    assert "1 among all words" in exhibit.note
    for width in (6.8, 3.5):
        figure = exhibit.draw(width)
        assert "harbor" in bold(figure)
        assert "tariff" not in bold(figure)
        fills = faces(figure)
        paper = (1.0, 1.0, 1.0)
        assert fills[f"#e-{rows.loc[('Marlen', 'tariff'), 'mark']}"] == paper
        assert fills[f"#e-{rows.loc[('Marlen', 'harbor'), 'mark']}"] != paper


def test_a_design_without_tests_says_so_and_shows_no_interval(table, occurrences, names):
    bare = table.assign(
        estimate=np.nan, conf_low=np.nan, conf_high=np.nan, p_adjusted=np.nan, dispersion=np.nan, n_articles=1,
        n_documents=1,
    )  # fmt: skip
    found = SimpleNamespace(table=bare)
    exhibit = keyness_plot(found, found, occurrences=occurrences, names=names)
    assert "No word is tested" in exhibit.note
    assert exhibit.mark_labels["F15-1"] == "“harbor” in I. Marlen: 12 times in 1 of 1 article, z +4.0"
    assert not exhibit.data[["is_spread", "is_found"]].any(axis=None)
    assert not any("bold" in text.get_text() for text in exhibit.draw(6.8).axes[0].texts)


def test_twelve_groups_have_a_panel_each(table, occurrences):
    groups = tuple(f"Author {n:02d}" for n in range(12))
    found = SimpleNamespace(table=pd.concat([table.iloc[[0]].assign(group=group) for group in groups]))
    exhibit = keyness_plot(found, found, occurrences=occurrences, names=Names(by="author", groups=groups))
    for width in (7.0, 3.4):
        figure = exhibit.draw(width)
        titles = [text.get_text() for text in figure.axes[0].texts]
        assert all(titles.count(group) == 2 for group in groups)
        ends = [text.get_window_extent().x1 for text in figure.axes[0].texts]
        assert max(ends) <= figure.bbox.x1 + 1
