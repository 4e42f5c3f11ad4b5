"""F1: empty by design is seen first."""

from __future__ import annotations

import pandas as pd

from caatext.exhibits.figures_design import design_map


def _cell(exhibit, row, group):
    data = exhibit.data
    return data[(data["row"] == row) & (data["group"] == group)].iloc[0]


def test_every_actor_and_group_has_a_tile_and_modifiers_do_not_count(mentions, documents, names, has_evidence):
    exhibit = design_map(mentions, documents, regions=[("Inner Sea", ["tavos", "droom"])], names=names)
    assert len(exhibit.data) == 9
    assert _cell(exhibit, "tavos", "Marlen")["n"] == 7
    assert _cell(exhibit, "tavos", "Sund")["n"] == 3
    assert _cell(exhibit, "droom", "Sund")["n"] == 0
    assert _cell(exhibit, "droom", "Sund")["mark"] == ""
    assert has_evidence(exhibit)
    assert "5 of 9 tiles" not in exhibit.note
    assert "6 of 9 tiles" in exhibit.note


def test_regions_come_first_and_rows_by_mentions(mentions, documents, names):
    exhibit = design_map(mentions, documents, regions=[("Inner Sea", ["droom", "tavos"])], names=names)
    order = list(dict.fromkeys(zip(exhibit.data["block"], exhibit.data["row"], strict=True)))
    assert order == [("Inner Sea", "tavos"), ("Inner Sea", "droom"), ("Other actors", "velmark")]


def test_regions_of_articles_are_a_block_of_their_own(mentions, documents, names, has_evidence):
    placed = documents.assign(region=["coast", "coast", "basin"])
    exhibit = design_map(mentions, placed, regions=[], names=names)
    block = exhibit.data[exhibit.data["block"] == "Articles about"]
    assert block["n"].sum() == 3
    assert has_evidence(exhibit)


def test_tiles_lead_to_their_mentions_and_small_ones_have_no_number(mentions, documents, names, linked):
    exhibit = design_map(mentions, documents, regions=[], names=names)
    figure = exhibit.draw(6.8)
    assert linked(figure) == set(exhibit.mark_labels)
    words = [text.get_text() for text in figure.axes[0].texts]
    assert "7" in words
    assert "3" not in words
    assert "1 of 3" in words


def test_an_empty_corpus_can_be_drawn(mentions, documents, names):
    exhibit = design_map(mentions.iloc[:0], documents.iloc[:0], regions=[], names=names)
    exhibit.draw(3.5)
    assert isinstance(exhibit.data, pd.DataFrame)
