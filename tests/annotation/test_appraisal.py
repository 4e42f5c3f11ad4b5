"""Tone of sentences by voice, and evaluations tied to an actor."""

from __future__ import annotations

import pytest


def test_tone_is_scored_for_each_voice_apart(read):
    polarity = read("“This is a wonderful success,” Norland said, but the terrible famine went on.").polarity
    by_voice = dict(zip(polarity["voice"], polarity["value"], strict=True))
    assert by_voice["norland"] > 0 > by_voice["author"]


def test_coverage_counts_the_words_that_the_lexicon_knows(read):
    row = read("The treaty was a success.").polarity.iloc[0]
    assert (row["n_hits"], row["n_words"]) == (1, 5)


@pytest.mark.parametrize(
    ("text", "actor", "sign"),
    [
        ("Norland is reliable and honest.", "norland", 1),
        ("Norland is not honest.", "norland", -1),
        ("The reckless Norlandic government closed the road.", "norland", -1),
        ("Norland exploited the crisis.", "norland", -1),
    ],
)
def test_an_evaluation_is_tied_to_its_actor(read, text, actor, sign):
    rows = read(text).evaluations
    assert list(rows["actor_id"].unique()) == [actor]
    assert rows["value"].sum() * sign > 0


def test_what_befalls_an_actor_is_no_evaluation_of_it(read):
    rows = read("Norland betrayed Suria.").evaluations
    assert "suria" not in set(rows["actor_id"])


def test_subject_matter_is_no_praise(read):
    assert read("Secure Norland kept its power.").evaluations.empty
