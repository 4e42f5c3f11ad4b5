"""F3 and F5: conditional shares, with what is missing as a gap."""

from __future__ import annotations

import math

import pytest

from caatext.exhibits.figures_frames import frame_heatmap, interval_kinds, primary_contrast


def _words(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_frames_are_sorted_by_mean_share_and_missing_ones_stay_missing(
    shares, share_evidence, documents, names, has_evidence
):
    exhibit = frame_heatmap(shares, share_evidence, documents=documents, names=names)
    assert list(dict.fromkeys(exhibit.data["frame_id"])) == ["hid", "agy"]
    cell = exhibit.data.set_index(["frame_id", "group"]).loc[("hid", "Sund")]
    assert math.isnan(cell["share"])
    assert cell["mark"] == ""
    assert has_evidence(exhibit)
    assert exhibit.mark_labels["F3-1"] == "I. Marlen, Hidden hand: 50%, 25% to 75%; 4 of 8 eligible paragraphs"


def test_coded_sentences_come_before_paragraphs_that_are_only_eligible(shares, share_evidence, documents, names):
    evidence = frame_heatmap(shares, share_evidence, documents=documents, names=names).evidence
    first = evidence[evidence["mark"] == "F3-1"]
    assert first["part"].tolist() == ["coded", "coded", "eligible, not coded"]
    assert first["paragraph"].tolist() == [1, 2, 5]


@pytest.mark.parametrize("width", [6.8, 3.5])
def test_cells_print_share_and_n_but_not_below_five(shares, share_evidence, documents, names, linked, width):
    exhibit = frame_heatmap(shares, share_evidence, documents=documents, names=names)
    figure = exhibit.draw(width)
    words = _words(figure)
    assert {"50%", "n 8", "NA", "10%"} <= set(words)
    assert "33%" not in words
    assert sum(patch.get_hatch() is not None for patch in figure.axes[0].patches) == 1
    assert linked(figure) == set(exhibit.mark_labels)


def test_the_kind_of_interval_is_named_once(shares):
    assert interval_kinds(shares) == "Wilson, within the one article"
    assert interval_kinds(shares.iloc[:0]) == "none"


PAIR = {"hid": "Hidden hand, given Velmark", "agy": "Own course"}


@pytest.mark.parametrize("width", [6.8, 3.5])
def test_the_pair_says_why_a_share_is_missing(shares, share_evidence, documents, names, width, linked):
    exhibit = primary_contrast(shares, share_evidence, documents=documents, names=names, categories=PAIR, estimand="E.")
    words = _words(exhibit.draw(width))
    assert "NA: no eligible paragraph" in words
    assert "NA: 3 eligible paragraphs, fewer than 5" in words
    assert {"4 of 8", "1 of 3", "0 of 0", "Hidden hand, given Velmark"} <= set(words)
    assert "Whiskers, 95%: Wilson, within the one article" in exhibit.note
    assert linked(exhibit.draw(width)) == set(exhibit.mark_labels)


def test_both_shares_are_joined_only_where_both_are_there(shares, share_evidence, documents, names):
    exhibit = primary_contrast(shares, share_evidence, documents=documents, names=names, categories=PAIR)
    dashed = [c for c in exhibit.draw(6.8).axes[0].collections if c.get_linestyle()[0][1] is not None]
    assert len(dashed) == 1
    assert exhibit.data["is_shown"].tolist() == [True, False, False, True, True, True]
