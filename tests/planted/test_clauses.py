"""The clause bank: how much there is, that its halves are two vocabularies, that every line can be filled."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest

from caatext.errors import MeasureError
from caatext.planted import FRAMES, HALVES, TYPES, clauses, vocabulary
from caatext.planted.clauses import MODALITY, Slot, Verb, content_words, everyday_words, parse, read_bank

FORMS = {"", "=", "*", "adj", "cap", "place", "leader", "house", "org"}
KINDS = ("frame", "anti", "topic", "distractor", "stance", "shell", "opening", "venue", "government")
TOPICS = ("water", "trade", "energy", "transport", "digital")


def stem(word: str) -> str:
    return re.sub(r"(ies|ied|ing|ed|es|s|ly|e|y)$", "", word) if len(word) > 4 else word


def stems(words: frozenset[str]) -> set[str]:
    return {stem(word) for word in words}


def test_every_frame_has_sixty_clauses_five_of_each_type_and_half():
    counts = Counter((c.frame_id, c.half, c.type) for c in clauses("frame"))
    assert set(counts) == {(f, h, t) for f in FRAMES for h in HALVES for t in TYPES}
    assert set(counts.values()) == {5}


def test_no_line_stands_twice():
    lines = [c.text for kind in KINDS for c in clauses(kind)]
    assert len(lines) == len(set(lines))


def test_clause_ids_are_unique():
    ids = [(kind, c.clause_id) for kind in KINDS for c in clauses(kind)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("frame_id", FRAMES)
def test_the_halves_of_a_frame_share_no_stem(frame_id):
    halves = [stems(vocabulary(half, frame_id=frame_id)) for half in HALVES]
    assert halves[0] & halves[1] == set()
    assert min(map(len, halves)) > 50


def test_the_halves_share_no_stem_across_frames():
    development, held_out = (stems(vocabulary(half)) for half in HALVES)
    assert development & held_out == set()


def test_everyday_words_are_no_hiding_place():
    """Words that mark a frame are not everyday words, and nearly every clause has words that are not."""
    frame_words = {"hidden", "influence", "rivalry", "corridor", "rail", "threat", "terror", "technology", "balance"}
    assert not everyday_words() & frame_words
    bare = [c.text for c in clauses("frame") if not content_words(c)]
    assert len(bare) < 0.02 * len(clauses("frame"))


def test_topics_have_words_of_their_own():
    words = defaultdict(set)
    for clause in clauses("topic"):
        words[clause.type] |= stems(content_words(clause))
    assert set(words) == set(TOPICS)
    for a in TOPICS:
        for b in TOPICS:
            assert a == b or len(words[a] & words[b]) < 0.1 * min(len(words[a]), len(words[b])), (a, b)


def test_distractors_name_the_matter_of_every_frame():
    assert Counter(c.frame_id for c in clauses("distractor")) == dict.fromkeys(FRAMES, 4)


@pytest.mark.parametrize("kind", KINDS)
def test_every_slot_and_verb_names_a_known_role_and_form(kind):
    for clause in clauses(kind):
        letters = {
            "frame": set(clause.cast), "anti": set(clause.cast), "stance": {"x"}, "shell": {"s", "clause", "Clause"},
            "venue": set("xab"), "government": set("xab"),
        }.get(kind, set("abpqr"))  # fmt: skip
        for slot in clause.slots:
            assert slot.role in letters, clause
            assert slot.form in FORMS | {"clause"}, clause
        for verb in (part for part in clause.parts if isinstance(part, Verb)):
            assert {*verb.agents, *verb.patients} <= letters, clause
            assert set(verb.flags) <= {"n", "p", "x", *MODALITY}, clause
        assert not re.search(r"[{}\[\]<>]", clause.literal), clause


def test_every_role_of_a_frame_is_named_by_its_clauses():
    """A frame is coded only where its roles can be filled."""
    optional = {"agy": {"o"}, "sec": {"o"}, "reg": {"r"}}
    for clause in clauses("frame"):
        assert set(clause.cast) - optional.get(clause.frame_id, set()) <= {s.role for s in clause.slots}, clause


def test_roles_and_cast_have_the_same_letters():
    for frame_id in FRAMES:
        assert list(read_bank(frame_id)["roles"]) == list(read_bank(frame_id)["cast"])


def test_a_passive_clause_has_a_passive_and_a_nominalized_one_a_noun():
    flags = {"passive": "p", "nominalized": "n"}
    for clause in clauses("frame"):
        if flag := flags.get(clause.type):
            assert any(flag in part.flags for part in clause.parts if isinstance(part, Verb)), clause


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("frame_id", FRAMES)
def test_passives_come_with_and_without_agent(half, frame_id):
    passives = [c for c in clauses("frame", half=half, frame_id=frame_id) if c.type == "passive"]
    has_agent = {bool(p.agents) for c in passives for p in c.parts if isinstance(p, Verb) and "p" in p.flags}
    assert has_agent == {True, False}


def test_a_clause_can_stand_inside_another_sentence():
    """No full stop, no quotation mark, no capital at its start."""
    for clause in clauses("frame"):
        assert not re.search(r"[.“”\"!?;]", clause.text), clause
        assert clause.text[0] in "{[" or clause.text[0].islower(), clause


def test_parse_keeps_all_of_the_line():
    parts = parse("by all means {a} and {b} [agree a,b> x] here")
    assert parts == (
        "by all means ", Slot("a", ""), " and ", Slot("b", ""), " ", Verb("agree", ("a", "b"), (), "x"), " here",
    )  # fmt: skip


def test_unknown_names_are_refused():
    with pytest.raises(MeasureError, match="E-PLANT-CHOICE"):
        clauses("haiku")
    with pytest.raises(MeasureError, match="development, held_out"):
        vocabulary("third")
