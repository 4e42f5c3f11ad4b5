"""Codebook cues: stems, several words, gaps, exclusions, masks, negation."""

from __future__ import annotations

import pytest


def hits(annotations):
    return [tuple(row) for row in annotations.cues[["cue", "is_negated"]].itertuples(index=False)]


def test_a_stem_matches_every_form(read):
    assert hits(read("Norland hides its hidden hand.")) == [("hid*", False), ("hid*", False)]


def test_the_longest_term_wins(read):
    assert hits(read("Norland worked behind the scenes.")) == [("behind the scenes", False)]


def test_a_gap_spans_up_to_five_words(read):
    assert hits(read("Suria is not merely a poor and small object.")) == [("not merely ... object", False)]
    assert hits(read("Suria is not merely a very poor and rather small object.")) == []


def test_an_exclusion_silences_a_term(read):
    assert hits(read("The album has a hidden track.")) == []


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("Norland does not hide its army.", True),
        ("Norland hides its army.", False),
        ("Norland does not merely hide its army.", False),
        ("Norland cannot but hide its army.", False),
        ("Norland does not boast but hides its army.", False),
        ("Norland never hides.", True),
        ("Norland rarely hides its army.", True),
        ("Suria cannot escape the hidden army.", False),
        ("Suria does not see the hidden army.", True),
        ("Suria moves without the hidden army.", True),
        ("Nothing moves without the hidden army.", False),
        ("No ship leaves without the hidden army.", False),
    ],
)
def test_negation_scope(read, text, negated):
    assert hits(read(text)) == [("hid*", negated)]


def test_a_cue_inside_a_mask_is_silent(read):
    assert hits(read("The Hidden Valley Review came.")) == []
    assert hits(read("The hidden valley came.")) == [("hid*", False)]
