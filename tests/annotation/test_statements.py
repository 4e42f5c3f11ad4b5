"""Who does what to whom."""

from __future__ import annotations

import pytest


def first(annotations):
    row = annotations.statements.iloc[0]
    return row["agent"], row["verb"], row["patient"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norland invaded Suria.", ("norland", "invade", "suria")),
        ("Suria was invaded by Norland.", ("norland", "invade", "suria")),
        ("Suria was attacked.", ("", "attack", "suria")),
        ("The Norlandic government attacked Suria.", ("norland", "attack", "suria")),
        ("Norland, which attacked Suria, withdrew.", ("norland", "attack", "suria")),
        ("Norland’s withdrawal from Suria came late.", ("norland", "withdrawal", "suria")),
    ],
)
def test_roles(read, text, expected):
    statements = read(text).statements
    rows = list(zip(statements["agent"], statements["verb"], statements["patient"], strict=True))
    assert expected in rows


def test_control_passes_the_subject_on(read):
    rows = read("Suria was forced to cede land, and Norland wants to attack the Lake Union.").statements
    assert ("norland", "attack", "union") in set(zip(rows["agent"], rows["verb"], rows["patient"], strict=True))


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Norland attacked Suria.", "past"),
        ("Norland attacks Suria.", "real"),
        ("Norland will attack Suria.", "forecast"),
        ("Norland may attack Suria.", "potential"),
        ("Norland wants to attack Suria.", "wish"),
        ("Norland plans to attack Suria.", "intent"),
        ("Norland seems to attack Suria.", "perceived"),
        ("Norland ostensibly supports Suria.", "staged"),
    ],
)
def test_modality(read, text, modality):
    rows = read(text).statements
    row = rows[rows["verb"].isin(["attack", "support"])].iloc[0]
    assert row["modality"] == modality


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("Norland did not attack Suria.", True),
        ("Norland never attacked Suria.", True),
        ("Norland attacked Suria.", False),
        ("Norland does not want to attack Suria.", True),
    ],
)
def test_negation(read, text, negated):
    rows = read(text).statements
    assert bool(rows[rows["verb"] == "attack"].iloc[0]["is_negated"]) is negated


def test_a_quoted_clause_keeps_its_speaker(read):
    rows = read("“Suria attacked the Lake Union,” Norland said.").statements
    assert list(rows[rows["verb"] == "attack"]["voice"]) == ["norland"]


def test_a_clause_without_an_actor_is_left_out(read):
    assert read("The rain fell on the plain.").statements.empty
