"""Filling of slots: names, articles, anaphors, shells."""

from __future__ import annotations

import random

import pytest

from caatext.planted import Clause, Noise, clauses
from caatext.planted.articles import mark_frame
from caatext.planted.writing import Passage, Setting, finish, render, wrap

CLEAN = Noise(coreference=0.0, variants=0.0)
CAST = {"a": "state-1", "b": "state-2", "p": "power-1", "s": "power-2"}


def setting(noise: Noise = CLEAN, previous: frozenset[str] = frozenset(), world: str = "fictional") -> Setting:
    return Setting(world, noise, random.Random(1), previous)


def written(text: str, **more: object) -> Passage:
    return render(Clause("x", "topic", text), CAST, setting(**more))


def shell(type_: str, text: str) -> Clause:
    return Clause("s", "shell", text, type=type_)


def test_forms_and_readings_by_hand():
    passage = written("{p:adj} trams left {a:place} for {b=}, said {p:cap}")
    assert passage.text == "Korvathi trams left Oskel for Tolvesk, said Ulmen"
    found = [(passage.text[m.start : m.end], m.fields["reading"], m.fields["form"]) for m in passage.marks]
    assert found == [
        ("Korvathi", "actor", "adjective"), ("Oskel", "place", "capital"), ("Tolvesk", "actor", "name"),
        ("Ulmen", "actor", "capital"),
    ]  # fmt: skip


def test_a_prefixed_adjective_is_a_modifier():
    (mark,) = written("a pro-{p:adj} paper").marks
    assert mark.fields["reading"] == "modifier"


@pytest.mark.parametrize(("world", "text"), [("fictional", "a Nembari hat"), ("real", "a Kazakh hat")])
def test_the_article_before_a_consonant(world, text):
    assert written("an {a:adj} hat", world=world).text == text


def test_the_article_before_a_vowel():
    assert render(Clause("x", "topic", "a {a:adj} hat"), {"a": "state-5"}, setting()).text == "an Ubrezhi hat"


def test_a_statement_has_its_agent_and_patient_where_the_verb_stands():
    passage = written("{a} [is warned p>a p] by {p}")
    (mark,) = (m for m in passage.marks if m.table == "statements")
    assert passage.text[mark.start : mark.end] == "is warned"
    assert (mark.fields["agent"], mark.fields["patient"], mark.fields["is_passive"]) == ("power-1", "state-1", True)


def test_both_states_needs_both_in_the_sentence_before():
    always = Noise(coreference=1.0)
    assert written("{a} and {b} trade", noise=always, previous=frozenset({"state-1", "state-2"})).text == (
        "both states trade"
    )
    assert written("{a} and {b} trade", noise=always).text == "Nembar and Tolvesk trade"
    assert written("trade of {p}, {a} and {b}", noise=always, previous=frozenset({"state-1", "state-2"})).text == (
        "trade of Korvath, Nembar and Tolvesk"
    )


def test_a_pronoun_needs_one_actor_in_the_sentence_before():
    always = Noise(coreference=1.0)
    alone = written("{a} waits", noise=always, previous=frozenset({"state-1"}))
    assert (alone.text, alone.marks[0].fields["actor_id"]) == ("it waits", "state-1")
    assert written("{a} waits", noise=always, previous=frozenset({"state-1", "state-2"})).text == "Nembar waits"
    assert written("rain on {a}", noise=always, previous=frozenset({"state-1", "power-1"})).text == (
        "rain on the republic"
    )


def test_variants_only_where_the_actor_acts():
    seen = {written("{a} [rules a>b] {b}", noise=Noise(variants=1.0)).text for _ in range(1)}
    seen |= {
        render(Clause("x", "topic", "{a} [rules a>b] {b}"), CAST, Setting("fictional", Noise(variants=1.0), rng)).text
        for rng in map(random.Random, range(40))
    }
    assert seen == {
        "Oskel rules Tolvesk", "the Copper Gate rules Tolvesk", "President Mote rules Tolvesk",
    }  # fmt: skip


def test_direct_speech_by_hand():
    clause = clauses("frame", frame_id="agy")[0]
    inner = mark_frame(written("{a} [waits a>]"), clause, {"h": "state-1", "o": "state-2"})
    passage = finish(wrap(shell("direct", "{s} said: “{Clause}”"), inner, CAST, setting()))
    assert passage.text == "Sethun said: “Nembar waits.”"
    by_table = {mark.table: mark for mark in passage.marks}
    quote, frame = by_table["quotes"], by_table["frames"]
    assert passage.text[quote.start : quote.end] == "“Nembar waits.”"
    assert passage.text[frame.start : frame.end] == "Nembar waits"
    assert (frame.fields["voice"], frame.fields["source"]) == ("attributed", "power-2")
    assert by_table["statements"].fields["voice"] == "attributed"


@pytest.mark.parametrize(
    ("type_", "voice", "polarity", "modality", "is_negated"),
    [
        ("indirect", "attributed", "attributed", "real", False),
        ("rejected", "attributed", "rejected", "real", False),
        ("denied", "own", "denied", "real", True),
        ("wish", "own", "asserted", "wish", False),
        ("potential", "own", "asserted", "potential", False),
    ],
)
def test_a_shell_says_who_answers_and_how(type_, voice, polarity, modality, is_negated):
    clause = clauses("frame", frame_id="agy")[0]
    inner = mark_frame(written("{a} [waits a>]"), clause, {"h": "state-1", "o": "state-2"})
    passage = wrap(shell(type_, "they say that {clause}"), inner, CAST, setting())
    frame = next(m.fields for m in passage.marks if m.table == "frames")
    statement = next(m.fields for m in passage.marks if m.table == "statements")
    assert (frame.get("voice", "own"), frame["polarity"], frame.get("modality", "real")) == (voice, polarity, modality)
    assert (statement["modality"], statement["is_negated"]) == (modality, is_negated)


def test_a_name_in_quotation_marks_is_a_name():
    (mark,) = written("the app “Fog” is new").marks
    assert (mark.table, mark.fields["kind"]) == ("quotes", "name")
