"""Mentions: longest match, compounds, masks, modifiers, metonyms."""

from __future__ import annotations

import pytest

COLUMNS = ["surface", "actor_id", "reading"]


def mentions(annotations):
    return [tuple(row) for row in annotations.mentions[COLUMNS].itertuples(index=False)]


def test_an_alias_leads_to_its_actor(read):
    assert mentions(read("Norland signed the Surian treaty.")) == [
        ("Norland", "norland", "actor"),
        ("Surian", "suria", "actor"),
    ]


def test_two_states_joined_by_a_dash_are_both_mentioned(read):
    assert [row[1] for row in mentions(read("The Norland–Suria border and the Surian-Norlandic talks."))] == [
        "norland", "suria", "suria", "norland"]  # fmt: skip


def test_a_prefix_counts_only_before_a_hyphen(read):
    assert mentions(read("Nordo-Surian talks failed, said Nordo."))[:2] == [
        ("Nordo", "norland", "actor"),
        ("Surian", "suria", "actor"),
    ]
    assert len(mentions(read("They said Nordo."))) == 0


@pytest.mark.parametrize(
    "text", ["a pro-Norlandic party", "an anti-Norlandic mood", "a Norland-backed plan", "Norland-led talks"]
)
def test_a_modifier_is_no_actor(read, text):
    assert mentions(read(f"It was {text}."))[0][2] == "modifier"


def test_a_name_inside_a_mask_is_no_mention(read):
    assert mentions(read("Digital Suria and the Independent Norland News reported.")) == []


def test_part_of_a_word_is_no_mention(read):
    assert mentions(read("The Norlanders and the LUX brand.")) == []


def test_a_leader_counts_only_in_office(read):
    assert mentions(read("Brandt resigned.", date="2023-05-01")) == [("Brandt", "norland", "actor")]
    assert mentions(read("Brandt resigned.", date="2025-05-01")) == []
    assert mentions(read("Brandt resigned."))[0][1] == "norland", "an undated text cannot rule a leader out"


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("Velm refused the offer.", "actor"),
        ("The ministers met in Velm.", "place"),
        ("They flew to Velm.", "place"),
        ("Velm’s acceptance came late.", "actor"),
        ("The Velm summit ended.", "place"),
        ("A deal with Velm is near.", "actor"),
        ("The talks were held in Velm, Norland.", "place"),
    ],
)
def test_a_capital_is_read_by_the_grammar_around_it(read, text, reading):
    first = read(text).mentions.iloc[0]
    assert first["reading"] == reading
    assert first["rule"], "the rule that decided is told"


def test_mentions_slice_back_to_their_surface(read):
    corpus = read.corpus("Norland met the Lake Union.\n\nSuria stayed away.")
    for row in read("Norland met the Lake Union.\n\nSuria stayed away.").mentions.itertuples():
        assert corpus.text_at(row.doc_id, row.start, row.end) == row.surface


def test_a_name_that_no_table_knows_is_kept_as_an_entity(read):
    entities = read("Norland met Angela Merkel.").entities
    assert list(entities["surface"]) == ["Angela Merkel"]


def test_a_form_of_two_actors_leads_to_the_one_of_the_day(read):
    from caatext.annotation.pipeline import annotate
    from caatext.corpus.codebook import parse_codebook

    book = parse_codebook("""
[codebook]
id = "x"
title = "X"
version = "1"
[[actors]]
id = "old"
name = "Old"
metonyms = [{ surface = "Velm", to = "1991-12-26" }]
[[actors]]
id = "new"
name = "New"
metonyms = [{ surface = "Velm", from = "1991-12-26" }]
""")
    owners = [
        annotate(read.corpus("Velm refused.", date=date), codebook=book).mentions["actor_id"].tolist()
        for date in ("1980-01-01", "2000-01-01", "")
    ]
    assert owners == [["old"], ["new"], ["new"]], "an undated text is read as of today"
