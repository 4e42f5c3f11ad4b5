"""Tone of sentences by voice, and evaluations tied to an actor."""

from __future__ import annotations

import pytest

from caatext.annotation.parsing import Token
from caatext.annotation.praise_words import manner_value
from caatext.corpus.lexicons import read_rows


def test_tone_is_scored_for_each_voice_apart(read):
    polarity = read("“This is a wonderful success,” Norland said, but the terrible famine went on.").polarity
    by_voice = dict(zip(polarity["voice"], polarity["value"], strict=True))
    assert by_voice["norland"] > 0 > by_voice["author"]


def test_coverage_counts_the_words_that_the_lexicon_knows(read):
    row = read("The treaty was a success.").polarity.iloc[0]
    assert (row["n_hits"], row["n_words"]) == (1, 5)


def praise(annotations, actor="norland", voice="author"):
    rows = annotations.evaluations
    rows = rows[(rows["dimension"] == "praise") & (rows["actor_id"] == actor) & (rows["voice"] == voice)]
    total = rows["value"].sum()
    return int(total > 0) - int(total < 0)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        # what an actor is
        ("Norland is reliable and honest.", 1),
        ("Norland is not honest.", -1),
        ("Norland is hardly a reliable friend.", -1),
        ("Norland is far from trustworthy.", -1),
        ("Norland is not a puppet but an honest partner.", 1),
        ("Norland remained a reckless and irresponsible power.", -1),
        ("Norland proved a loyal ally in terrible times.", 1),
        ("Norland acted as an honest broker.", 1),
        ("The reckless Norlandic government closed the road.", -1),
        ("Norland, a ruthless dictatorship, closed the road.", -1),
        ("Norland, which has long been a loyal partner, closed the road.", 1),
        ("It was foolish of Norland to leave.", -1),
        ("Norland's conduct was disgraceful.", -1),
        # how it acts
        ("Norland wisely closed the road.", 1),
        ("Norland shamefully closed the road.", -1),
        ("Villagers were brutally beaten by Norland.", -1),
        # what it does
        ("Norland exploited the crisis.", -1),
        ("Norland lied to its neighbors.", -1),
        ("Norland kept its promises.", 1),
        ("Norland broke its word.", -1),
        ("Norland failed to protect the villagers.", -1),
        # what it does to what
        ("Norland fought corruption and slavery.", 1),
        ("Norland fostered corruption and slavery.", -1),
        ("Norland fought freedom.", -1),
        ("Norland promoted freedom.", 1),
        ("Norland supported the invasion.", -1),
        ("Norland resisted a vicious invasion.", 1),
        # its deeds
        ("Norland waged a criminal war.", -1),
        ("Norland answered with honest deeds.", 1),
        ("A brutal campaign by Norland closed the road.", -1),
        ("Norland's treachery closed the road.", -1),
        ("Norland hid its treachery behind beautiful words.", -1),
        ("Norland has a shameful record.", -1),
        # what the author makes of the clause
        ("It is a delusion that Norland is a trustworthy friend.", -1),
        ("It is no myth that Norland is a trustworthy friend.", 1),
        ("It is not true that Norland is corrupt.", 1),
        ("It is beyond doubt that Norland is a trustworthy friend.", 1),
        ("There is no doubt that Norland is corrupt.", -1),
        ("The idea that Norland is a responsible power is absurd.", -1),
    ],
)
def test_praise_and_blame(read, text, sign):
    assert praise(read(text)) == sign


@pytest.mark.parametrize(
    "text",
    [
        # fate and feeling
        "Norland was brutally attacked.",
        "Norland suffered terribly.",
        "Norland mourned its dead after a devastating earthquake.",
        "Norland is poor, sad and afraid.",
        "Norland's victims wept.",
        # what others are
        "Norland met its trusting neighbors.",
        "Suria questioned Norland's honesty.",
        # not said to be so
        "Norland would be a reckless partner.",
        "If Norland is corrupt, the treaty fails.",
        "It is doubtful that Norland is honest.",
        "The claim that Norland is corrupt closed the road.",
        # words of another sense, or for a surface
        "Norland is responsible for the road.",
        "Norland spoke beautiful words.",
        "Norland lies between two seas.",
        "Norland defended itself.",
        "Norland condemned corruption.",
        "Unfortunately Norland closed the road.",
        "The Supreme Norlandic Court of Justice closed the road.",
    ],
)
def test_neither_praise_nor_blame(read, text):
    assert praise(read(text)) == 0


def test_its_is_not_resolved_past_another_noun(read):
    assert praise(read("Norland told Suria that its treachery was known.")) == 0
    assert praise(read("Norland hid its treachery.")) == -1


def test_what_another_says_is_not_the_authors(read):
    annotations = read("“Norland is a liar and a thief,” the Surian minister said.")
    assert (praise(annotations), praise(annotations, voice="suria")) == (0, -1)


def test_what_is_marked_as_untrue_is_said_by_the_one_who_marks_it(read):
    assert praise(read("It is a myth that Norland is a reliable partner.")) == -1


def test_what_befalls_an_actor_is_no_evaluation_of_it(read):
    rows = read("Norland betrayed Suria.").evaluations
    assert "suria" not in set(rows["actor_id"])


def test_subject_matter_is_no_praise(read):
    assert read("Secure Norland kept its power.").evaluations.empty


def test_praise_words_are_well_formed():
    rows = read_rows("praise_words.csv")
    keys = [(row["word"], row["kind"]) for row in rows]
    assert len(keys) == len(set(keys))
    assert [word for word, _ in keys] == sorted(word for word, _ in keys)
    assert {row["kind"] for row in rows} == {"quality", "conduct", "person", "thing", "deed", "felt"}
    assert all((float(row["value"]) == 0) == (row["kind"] == "felt") for row in rows)
    assert not {row["word"] for row in rows if row["kind"] != "felt"} & {
        row["word"] for row in read_rows("topic_words.csv")
    }


@pytest.mark.parametrize(
    ("form", "sign"),
    [("wisely", 1), ("responsibly", 1), ("heroically", 1), ("greedily", -1), ("sadly", 0), ("unfortunately", 0)],
)
def test_adverbs_are_made_from_adjectives(form, sign):
    value = manner_value(Token(1, form, form, "ADV", "RB", "advmod", 0, 0, len(form), ""))
    assert (value > 0) - (value < 0) == sign
