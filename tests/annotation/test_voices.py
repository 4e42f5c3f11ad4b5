"""Quotation marks have several jobs; only some of them mean that somebody else speaks."""

from __future__ import annotations

import pytest


def quotes(annotations):
    return [tuple(row) for row in annotations.quotes[["kind", "voice"]].itertuples(index=False)]


def test_direct_speech_has_a_speaker(read):
    found = read("“We will never accept this border,” Norland said.")
    assert ("direct", "norland") in quotes(found)


def test_words_inside_direct_speech_are_not_the_authors(read):
    tokens = read("“We will never accept this border,” Norland said.").tokens
    voices = dict(zip(tokens["form"], tokens["voice"], strict=True))
    assert voices["accept"] == "norland"
    assert voices["said"] == "author"


def test_a_few_words_that_nobody_said_are_scare_quotes(read):
    assert quotes(read("The so-called “crises” passed.")) == [("scare", "author")]


@pytest.mark.parametrize("text", ["the “Bright Water” program", "a plan called “Long Road” began"])
def test_a_title_between_marks_is_a_name(read, text):
    assert quotes(read(f"It was {text}.")) == [("name", "author")]


def test_a_reported_clause_is_indirect_speech(read):
    found = read("Norland said that Suria had hidden its army.")
    assert quotes(found) == [("indirect", "norland")]
    suria = found.mentions[found.mentions["actor_id"] == "suria"]
    assert list(suria["voice"]) == ["norland"]


def test_a_thing_that_suggests_does_not_speak(read):
    assert quotes(read("The poll suggests that Suria is poor.")) == []


def test_according_to(read):
    found = read("According to Norland, Suria has hidden its army.")
    assert quotes(found) == [("indirect", "norland")]


def test_a_long_quotation_nobody_owns_is_somebodys(read):
    found = quotes(read("The text read in part “every member shall open its border to the trade of all others”."))
    assert found[0][0] == "direct"
    assert found[0][1] != "author"
