"""F15: words that mark a group."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from caatext.exhibits.figures_words import keyness_plot, keyness_rows


@pytest.fixture
def table():
    rows = [("Marlen", "harbor", 4.0, 12), ("Marlen", "tariff", -3.0, 2), ("Marlen", "the", 0.1, 90),
            ("Sund", "harbor", -4.0, 1), ("Sund", "never", 9.0, 0), ("elsewhere", "x", 5.0, 5)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["group", "category", "z", "n_group"])
    return table.assign(estimate=table["z"] / 2)


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
    assert exhibit.mark_labels["F15-1"] == "“harbor” in I. Marlen: 12 times, z 4.0"
    for width in (6.8, 3.5):
        figure = exhibit.draw(width)
        assert linked(figure) == set(exhibit.mark_labels)
        assert "harbor" in {text.get_text() for text in figure.axes[0].texts}


def test_nothing_marked_can_be_drawn(table, occurrences, names):
    empty = SimpleNamespace(table=table.iloc[:0])
    exhibit = keyness_plot(empty, empty, occurrences=occurrences, names=names)
    assert exhibit.data.empty
    exhibit.draw(6.8)
