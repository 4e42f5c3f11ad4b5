"""F2: rates of actors."""

from __future__ import annotations

import pandas as pd
import pytest

from caatext.exhibits.figures_actors import actor_salience


def test_rates_are_per_thousand_words_of_actor_readings_only(mentions, documents, names, has_evidence):
    data = actor_salience(mentions, documents, names=names).data.set_index(["actor_id", "group"])
    assert data.loc[("tavos", "Marlen"), "per_1000"] == 7
    assert data.loc[("tavos", "Sund"), "per_1000"] == 4
    assert data.loc[("tavos", "Okoro"), "n"] == 0
    assert "droom" not in data.index.get_level_values(0)
    assert has_evidence(actor_salience(mentions, documents, names=names))


def test_actors_are_sorted_by_mentions(mentions, documents, names):
    data = actor_salience(mentions, documents, names=names).data
    assert list(dict.fromkeys(data["actor_id"])) == ["tavos", "velmark"]


def test_whiskers_are_drawn_where_they_were_estimated_and_named(mentions, documents, names):
    rows = [{"category": "tavos", "group": "Marlen", "conf_low": 5.0, "conf_high": 9.0, "interval": "bootstrap"}]
    plain = actor_salience(mentions, documents, names=names)
    exhibit = actor_salience(mentions, documents, names=names, intervals=pd.DataFrame(rows))
    assert "Whiskers: bootstrap" in exhibit.note
    assert len(exhibit.draw(6.8).axes[0].collections) == len(plain.draw(6.8).axes[0].collections) + 1


@pytest.mark.parametrize("width", [6.8, 3.5])
def test_points_lead_to_mentions_and_print_their_number(mentions, documents, names, linked, width):
    exhibit = actor_salience(mentions, documents, names=names)
    figure = exhibit.draw(width)
    assert linked(figure) == set(exhibit.mark_labels)
    words = [text.get_text() for text in figure.axes[0].texts]
    assert {"7", "2", "I. Marlen"} <= set(words)
    assert words.count("–") == 3
    assert figure.get_figwidth() == width


def test_nobody_named_can_be_drawn(mentions, documents, names):
    actor_salience(mentions.iloc[:0], documents, names=names).draw(6.8)
