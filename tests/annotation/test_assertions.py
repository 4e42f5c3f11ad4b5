"""Claims about an actor's agency: said of whom, granted or denied, and what is no claim."""

from __future__ import annotations

import pytest

from caatext.annotation.assertions import find_agency_claims
from caatext.annotation.parsing import RawDocument, parse_documents
from caatext.corpus.lexicons import read_rows

ACTORS = {"Norland": "norland", "Norlandic": "norland", "Suria": "suria", "Surian": "suria"}


@pytest.fixture(scope="module")
def claims():
    """Return a function from a text to its claims, (actor, value), without the rest of the pipeline."""

    def find(text):
        found = []
        for document in parse_documents([RawDocument("d1", text, [(0, len(text))], "")]):
            actor_at = {t.start: ACTORS[t.form] for s in document.sentences for t in s.tokens if t.form in ACTORS}
            for sentence in document.sentences:
                found.extend(find_agency_claims(sentence, actor_at))
        return found

    return find


GRANTED = [
    ("Suria is independent.", "suria"),
    ("Suria remains sovereign and autonomous.", "suria"),
    ("Suria is an independent power.", "suria"),
    ("An independent Suria refused the offer.", "suria"),
    ("The autonomous Surian leadership met the envoys.", "suria"),
    ("Suria has become an actor in its own right.", "suria"),
    ("Suria is a master of its own fate.", "suria"),
    ("Suria sets its own course.", "suria"),
    ("Suria listens to Norland but sets its own terms.", "suria"),
    ("Suria is able to shape the outcome.", "suria"),
    ("Suria chooses among its partners.", "suria"),
    ("Suria resisted the pressure.", "suria"),
    ("Suria pursues its own interests.", "suria"),
    ("Suria pursues a multi-vector policy.", "suria"),
    ("Suria conducts an independent foreign policy.", "suria"),
    ("Suria's independent policy surprised Norland.", "suria"),
    ("Suria has agency.", "suria"),
    ("Suria called the shots.", "suria"),
    ("Suria acts on its own terms.", "suria"),
    ("Suria joined the pact on its own terms.", "suria"),
    ("Suria maintains its independence.", "suria"),
    ("Suria is not a pawn.", "suria"),
    ("Suria is no longer a client of Norland.", "suria"),
    ("Suria is nobody's puppet.", "suria"),
    ("Suria is anything but a vassal.", "suria"),
    ("Suria is not merely an object.", "suria"),
    ("Suria never was dependent on Norland.", "suria"),
]
DENIED = [
    ("Suria is a pawn.", "suria"),
    ("Suria, a client of Norland, signed the treaty.", "suria"),
    ("Suria is dependent on Norland.", "suria"),
    ("Suria is at the mercy of Norland.", "suria"),
    ("Suria was unable to respond.", "suria"),
    ("Suria cannot resist Norland.", "suria"),
    ("Suria cannot negotiate with Norland.", "suria"),
    ("Suria has no choice.", "suria"),
    ("Suria has little say in the matter.", "suria"),
    ("Suria lost its autonomy.", "suria"),
    ("Suria lacks agency.", "suria"),
    ("Suria was sidelined.", "suria"),
    ("Suria was marginalized by Norland.", "suria"),
    ("Suria remained a bystander.", "suria"),
    ("Suria serves as a proxy.", "suria"),
    ("Norland treats Suria as a pawn.", "suria"),
    ("Norland turned Suria into a vassal.", "suria"),
    ("Suria was reduced to a satellite.", "suria"),
    ("Suria is not independent.", "suria"),
    ("Suria is hardly an autonomous actor.", "suria"),
    ("Suria could not choose its partners.", "suria"),
    ("Suria, which is a vassal, signed the treaty.", "suria"),
    ("Suria and Norland are dependent on trade.", "norland"),
]
NO_CLAIM = [
    "Norland praised its puppet.",
    "Norland's puppet signed the treaty.",
    "The Norlandic client signed the treaty.",
    "Suria may become a pawn.",
    "Suria wants to be independent.",
    "If Suria is independent, Norland will react.",
    "Suria would be a vassal.",
    "Suria should set its own course.",
    "Suria fears becoming a pawn.",
    "Norland forced Suria to sign.",
    "Norland cannot accept the treaty.",
    "Suria's independence was celebrated.",
    "Suria launched a satellite.",
    "Norland sidelined Suria.",
    "The independent court met in Suria.",
    "Suria has a treaty.",
    "Suria is free.",
    "Suria put the port in the hands of Norland.",
    "Suria referred to the port as a pawn.",
    "Suria helped to maintain independence.",
    "Suria met Norland to choose a port.",
    "Actor Tom Reed visited Suria.",
    "Suria did not refuse the offer.",
    "Independent experts visited Suria.",
]


@pytest.mark.parametrize(("text", "actor"), GRANTED)
def test_what_grants_agency_is_tied_to_its_bearer(claims, text, actor):
    assert [(claim.actor_id, claim.value) for claim in claims(text) if claim.actor_id == actor][:1] == [(actor, 1.0)]


@pytest.mark.parametrize(("text", "actor"), DENIED)
def test_what_denies_agency_is_tied_to_its_bearer(claims, text, actor):
    found = [claim for claim in claims(text) if claim.actor_id == actor]
    assert {claim.value for claim in found} == {-1.0}


@pytest.mark.parametrize("text", NO_CLAIM)
def test_what_is_supposed_enacted_or_said_of_something_else_is_no_claim(claims, text):
    assert claims(text) == []


def test_each_claim_has_its_words_its_link_and_its_dimension(claims):
    text = "Norland treats Suria as a pawn, but Suria, an autonomous state, sets its own course."
    found = [(text[c.start : c.end], c.actor_id, c.link, c.value, c.dimension) for c in claims(text)]
    assert found == [
        ("pawn", "suria", "object", -1.0, "agency"),
        ("autonomous", "suria", "apposition", 1.0, "agency"),
        ("course", "suria", "subject", 1.0, "agency"),
    ]


def test_a_denial_ends_before_but(claims):
    found = [(claim.cue, claim.value) for claim in claims("Suria is not an object but an actor.")]
    assert found == [("object", 1.0), ("actor", 1.0)]


def test_a_refusal_turns_around_what_is_refused(claims):
    assert [(c.cue, c.value) for c in claims("Suria refuses to be a pawn.")] == [("refuse", 1.0), ("pawn", 1.0)]


def test_joined_actors_share_a_claim(claims):
    assert [(c.actor_id, c.value) for c in claims("Suria and Norland are independent.")] == [
        ("norland", 1.0),
        ("suria", 1.0),
    ]


def test_a_sentence_without_an_actor_has_no_claim(claims):
    assert claims("The town is independent and sets its own course.") == []


def test_the_word_list_is_whole():
    rows = read_rows("agency_terms.csv")
    keys = [(row["term"], row["pattern"]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert {row["value"] for row in rows} == {"-1", "0", "1"}
    assert all(row["term"] == row["term"].lower() for row in rows)
    unused = {"carrier", "views", "refusal", "tolerance", "acts-as"}
    assert all((row["value"] == "0") == (row["pattern"] in unused) for row in rows)
