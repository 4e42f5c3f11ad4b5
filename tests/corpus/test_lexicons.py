"""Word lists: shapes, ranges, and that no entry contradicts another."""

from __future__ import annotations

import pytest

from caatext.corpus.lexicons import read_rows, valence_lexicon, verb_lexicon

CLASSES = {
    "cooperate-verbal", "cooperate-material", "conflict-verbal", "conflict-material", "control", "constraint",
    "cognition", "communication", "motion", "possession", "change", "state", "other",
}  # fmt: skip


@pytest.fixture(scope="module")
def rows():
    return read_rows("verbs.csv")


def test_the_verb_lexicon_has_about_six_hundred_entries_sorted_and_unique(rows):
    keys = [(row["lemma"], row["pos"]) for row in rows]
    assert 550 <= len(keys) <= 800
    assert keys == sorted(set(keys))


def test_every_value_is_on_its_scale(rows):
    for row in rows:
        assert row["pos"] in ("VERB", "NOUN"), row
        assert row["verb_class"] in CLASSES, row
        for name in ("agent_power", "agent_agency", "patient_power", "agent_value", "patient_effect"):
            assert row[name] in ("", "-1", "0", "1"), row
        assert row["is_speech"] in ("0", "1"), row
        assert row["role_of_possessor"] in ("", "agent", "patient", "either"), row
        if row["goldstein"]:
            assert -10 <= float(row["goldstein"]) <= 10, row


def test_weight_and_class_point_the_same_way(rows):
    for row in rows:
        if row["goldstein"] and row["verb_class"].startswith("cooperate"):
            assert float(row["goldstein"]) >= 0, row
        if row["goldstein"] and row["verb_class"].startswith("conflict"):
            assert float(row["goldstein"]) <= 0, row


def test_control_and_constraint_stay_out_of_averages_of_co_operation_and_conflict(rows):
    apart = [row for row in rows if row["verb_class"] in ("control", "constraint")]
    assert len(apart) >= 80
    assert not any(row["goldstein"] or row["cameo_root"] for row in apart)


def test_only_nouns_have_possessors(rows):
    assert not any(row["role_of_possessor"] for row in rows if row["pos"] == "VERB")


def test_known_entries():
    lexicon = verb_lexicon()
    assert lexicon["invade", "VERB"].agent_value == -1
    assert lexicon["say", "VERB"].is_speech
    assert lexicon["withdrawal", "NOUN"].role_of_possessor == "agent"


def test_the_valence_lexicon_leaves_subject_matter_out():
    lexicon = valence_lexicon()
    assert all(-1 <= value <= 1 for value in lexicon.values())
    reasons = read_rows("topic_words.csv")
    assert all(row["reason"] for row in reasons)
    assert not {row["word"] for row in reasons} & set(lexicon)


@pytest.mark.parametrize("name", ["hedges.csv", "modals.csv"])
def test_short_lists_are_unique(name):
    rows = read_rows(name)
    words = [(row["word"], row["pos"], row.get("kind")) for row in rows]
    assert len(words) == len(set(words)) >= 8
