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
    entities = read("Norland met Marie Curie.").entities
    assert list(entities["surface"]) == ["Marie Curie"]


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


# ---------------------------------------------------------------- the world table beneath: what is no mention


def of(annotations, actor_id):
    return [row for row in mentions(annotations) if row[1] == actor_id]


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("The American Homes Plan passed.", "American"),
        ("They cited the Syrian Sanctions Act at length.", "Syrian"),
        ("She led the Commission on Central America for years.", "Central America"),
        ("He studied at the Institute of Chinese Studies there.", "Chinese"),
        ("They called it \u201cthe American Wonder.\u201d", "American"),
    ],
)
def test_a_name_inside_the_name_of_a_law_program_body_or_slogan_is_no_mention(read, text, surface):
    assert surface not in [row[0] for row in mentions(read(text))]


@pytest.mark.parametrize(
    ("text", "actor_id"),
    [
        ("The Iranian Foreign Ministry protested.", "iran"),
        ("The Russian Security Council met again.", "russia"),
        ("The Chinese Communist leaders agreed.", "china"),
        ("The Indian Navy sent ships.", "india"),
        ("Delegates of the Committee of the Warsaw Pact met.", "warsaw-pact"),
        ("The NATO Summit ended.", "nato"),
        ("American Families Pay More As New Taxes Plan Arrives", "united-states"),
    ],
)
def test_a_name_inside_the_name_of_an_organ_of_the_state_is_one(read, text, actor_id):
    assert of(read(text), actor_id)


@pytest.mark.parametrize(
    "text",
    [
        "Every American must choose.",
        "An Iranian sold the house.",
        "The Russian closed the window.",
        "Many Japanese read the book.",
        "Americans voted.",
        "She teaches Spanish at home.",
        "He hired a Spanish teacher.",
        "The book is written in Russian.",
        "For years the Lebanese have suffered.",
        "Irish-American families moved away.",
        "The Mexican-Americans voted.",
    ],
)
def test_persons_peoples_and_languages_are_no_mentions(read, text):
    assert mentions(read(text)) == []


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("The Soviets refused the offer.", ["soviet-union"]),
        ("The Chinese have signed the treaty.", ["china"]),
        ("American leaders met Russian officers.", ["united-states", "russia"]),
        ("The American and French governments agreed.", ["united-states", "france"]),
        ("We should buy American.", ["united-states"]),
        ("Japanese-American talks ended.", ["japan", "united-states"]),
        ("Sino-Indian rivalry grows.", ["china", "india"]),
        ("Armenia\u2013Russia ties cooled.", ["armenia", "russia"]),
    ],
)
def test_adjectives_and_plurals_that_stand_for_the_government_are_mentions(read, text, actors):
    assert [row[1] for row in mentions(read(text))] == actors


@pytest.mark.parametrize("text", ["a Soviet-supported group", "Moscow-leaning voters", "an un-American act"])
def test_participles_of_any_verb_make_modifiers(read, text):
    assert mentions(read(f"It was {text}."))[0][2] == "modifier"


def test_a_participle_with_its_agent_is_no_modifier(read):
    assert mentions(read("Our men in Norland-backed by the people-are brave."))[0][2] == "actor"


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("Voters in Georgia and Oklahoma agreed.", []),
        ("Georgia signed the treaty with Turkey.", ["georgia", "turkey"]),
        ("She runs a store in Berlin, Pennsylvania.", []),
        ("It cost US$ 12 million.", []),
    ],
)
def test_another_place_or_thing_of_that_name_is_no_mention(read, text, actors):
    assert [row[1] for row in mentions(read(text))] == actors


# ---------------------------------------------------------------- leaders


def test_a_full_name_leads_to_the_actor_from_the_first_day_in_office_on(read):
    assert mentions(read("Ulla Brandt spoke.", date="2019-05-01")) == []
    later = read("Ulla Brandt spoke.", date="2025-05-01").mentions.iloc[0]
    assert (later["actor_id"], later["rule"], later["other_reading"]) == ("norland", "former leader", "out of office")


def test_a_surname_follows_the_full_name_in_the_same_article(read):
    text = "Ulla Brandt left office long ago. Brandt now writes."
    assert [row[0] for row in mentions(read(text, date="2025-05-01"))] == ["Ulla Brandt", "Brandt"]
    assert mentions(read("Brandt now writes.", date="2025-05-01")) == []
    assert mentions(read("Ulla Brandt spoke.", "Brandt now writes.", date="2025-05-01"))[1:] == []


def test_an_ambiguous_surname_needs_the_full_name_or_a_title(read):
    assert mentions(read("Johnson refused.", date="2020-05-01")) == []
    assert mentions(read("Boris Johnson came. Johnson refused.", date="2020-05-01"))[1][1] == "united-kingdom"
    assert mentions(read("Prime Minister Johnson refused.", date="2020-05-01"))[0][1] == "united-kingdom"


def test_a_person_of_the_same_surname_is_not_taken(read):
    assert mentions(read("Katherine Brandt spoke. Brandt smiled.", date="2022-05-01")) == []
    both = read("Ulla Brandt spoke. Katherine Brandt listened. Brandt smiled.", date="2022-05-01").mentions
    assert both["start"].tolist() == [0, 46]
    assert both["other_reading"].tolist() == ["", "Katherine Brandt"]


def test_an_initial_or_a_second_name_does_not_make_another_person(read):
    for text in ("U. Brandt refused.", "Ulla Maria Brandt refused."):
        assert mentions(read(text, date="2022-05-01")) == [("Brandt", "norland", "actor")]


def test_a_name_that_goes_on_is_another_name(read):
    assert mentions(read("The Ulla Brandt Center opened.", date="2022-05-01")) == []
    assert mentions(read("Ulla Brandt Jr. spoke.", date="2022-05-01")) == []


def test_the_name_of_a_person_is_no_city(read):
    found = read("Like President Washington, he went home.").mentions
    assert found[["reading", "rule"]].to_numpy().tolist() == [["actor", "title and surname"]]


# ---------------------------------------------------------------- government or place


@pytest.mark.parametrize(
    ("text", "reading", "rule"),
    [
        ("We in Velm decide.", "actor", "'we in'"),
        ("Power in Velm grew.", "actor", "'power in'"),
        ("Too much is spent in Velm.", "actor", "'spend in'"),
        ("Decisions are made in Velm.", "actor", "'decision in'"),
        ("Gas flows from Paris to Velm.", "place", "from one place to another"),
        ("Money flows from the regions to Velm.", "actor", "'flow to'"),
        ("They sent a message to Velm.", "actor", "'message to'"),
        ("They sent troops to Velm.", "place", "'to' with a movement"),
        ("She watched it from Velm.", "place", "'watch from'"),
        ("The streets of Velm were empty.", "place", "'street of'"),
        ("The interests of Velm prevailed.", "actor", "after 'of'"),
        ("Rebels encircled Velm.", "place", "goal of a movement or act on a place"),
        ("The allies criticized Velm.", "actor", "object of a verb"),
        ("Velm was bombed.", "place", "an act on a place"),
        ("Velm lies on the river.", "place", "subject of a verb of being somewhere"),
        ("Velm is a quiet town.", "place", "said to be a place"),
        ("The Velm Agreements failed.", "place", "modifier of an event or site"),
        ("Velm\u2019s airport was closed.", "place", "possessor of a site"),
        ("It was built in Paris instead of Velm.", "place", "contrasted with a place"),
        ("The agreement on Velm holds.", "place", "'agreement on'"),
        ("Sanctions on Velm were lifted.", "actor", "after 'on'"),
        ("They were angry at Velm.", "actor", "'angry at'"),
        ("Opinions differ from Velm to Paris.", "place", "from one place to another"),
        ("Talks between Velm and Paris began.", "actor", "after 'between'"),
        ("Trains between Velm and Paris run.", "place", "between two places"),
        ("They plan a line between Velm and Chicago.", "place", "between two places"),
        ("They met in Paris and Velm.", "place", "same as the name it is joined to"),
        ("He studied at the Velm Observatory.", "place", "part of another name"),
    ],
)
def test_each_rule_of_grammar_decides_a_capital(read, text, reading, rule):
    found = read(text).mentions
    row = found[found["surface"] == "Velm"].iloc[0]
    assert (row["reading"], row["rule"]) == (reading, rule)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("He walked to the Grey House.", "place"),
        ("The Grey House refused.", "actor"),
        ("He spoke at the Grey House.", "place"),
        ("The Grey House dinner was long.", "place"),
        ("The Grey House staff resigned.", "actor"),
    ],
)
def test_a_palace_is_read_as_capitals_are(read, text, reading):
    assert mentions(read(text))[0][2] == reading


def test_a_body_of_the_state_is_no_place(read):
    assert mentions(read("They met in the Justice Department."))[0][1:] == ("united-states", "actor")


def test_a_city_that_is_no_seat_is_a_place_where_the_grammar_is_weak(read):
    assert mentions(read("The Katar Dun decisions stand."))[0][2] == "place"
    assert mentions(read("Katar Dun decided."))[0][2] == "actor"


# ---------------------------------------------------------------- what else a form may mean


def test_what_the_rules_leave_open_is_told(read):
    assert read("Velm. Again.").mentions.iloc[0][["rule", "other_reading"]].tolist() == [
        "default of the codebook",
        "place",
    ]
    assert read("Norland agreed.").mentions.iloc[0]["other_reading"] == ""
    assert read("Georgia agreed.").mentions.iloc[0]["other_reading"] == "a state of the US"
    sure = read("Georgia agreed, and the Georgian president said so.").mentions
    assert sure["other_reading"].tolist() == ["", ""], "another name of the same actor settles it"


def test_a_treaty_named_after_its_city_tells_the_place_and_masks_the_rest(read):
    found = read("They honor the Paris Agreement.").mentions
    assert found[["surface", "actor_id", "reading", "rule"]].to_numpy().tolist() == [
        ["Paris", "france", "place", "name of a treaty or site"]
    ]
    assert len(read("They honor the Paris Agreement.").entities) == 0
