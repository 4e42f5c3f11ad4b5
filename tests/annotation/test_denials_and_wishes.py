"""What the author denies or only wishes: cues, statements and sentences say so, however the denial is put."""

from __future__ import annotations

import pytest

from caatext.annotation.denial import read_denials
from caatext.annotation.moods import main_mood
from caatext.annotation.parsing import Sentence, Token
from caatext.annotation.wishes import read_wishes

P = "Norland hides its army in Suria"
DENIED = (
    f"It would be wrong to conclude that {P}.",
    f"Nobody can say that {P}.",
    f"There is no sign that {P}.",
    f"There is little evidence that {P}.",
    f"There is no reason to believe that {P}.",
    f"There is not a shred of evidence that {P}.",
    f"It is not the case that {P}.",
    f"It is a myth that {P}.",
    f"It is far from true that {P}.",
    f"It is naive to think that {P}.",
    f"It is too early to say that {P}.",
    f"It cannot be said that {P}.",
    f"Few would say that {P}.",
    f"This does not mean that {P}.",
    f"I do not believe that {P}.",
    f"The idea that {P} is false.",
    f"The claim that {P} has no basis.",
    f"The figures refute the claim that {P}.",
    "Norland no longer hides its army.",
    "Norland has never hidden its army.",
    "In no way does Norland hide its army.",
    "No power hides its army.",
    "Nobody hides the army of Norland.",
    "Norland fails to hide its army.",
    "Norland is far from hiding its army.",
)
ASSERTED = (
    f"{P}.",
    f"It is no secret that {P}.",
    f"There is no doubt that {P}.",
    f"It is no accident that {P}.",
    f"It is not surprising that {P}.",
    f"It is not a myth that {P}.",
    f"It is not wrong to say that {P}.",
    f"It is wrong that {P}.",
    f"It is wrong to forget that {P}.",
    f"It is not clear why {P}.",
    f"Nobody can deny that {P}.",
    f"Nobody doubts that {P}.",
    f"That does not change the fact that {P}.",
    f"There is a little evidence that {P}.",
    f"No one should be surprised that {P}.",
    f"It should be noted that {P}.",
    "It would be wrong to conclude that Norland does not hide its army.",
    "Not only does Norland hide its army, it feeds it.",
)
WISHED = (
    "Suria hopes to hide its army.",
    "Suria would like to hide its army.",
    "Suria should hide its army.",
    "Suria ought to hide its army.",
    "Suria wishes for a future in which Norland hides its army.",
    "The dream in Suria is that one day Norland hides its army.",
    "Hide the army of Norland.",
    "Let Suria hide its army.",
    "If only Norland would hide its army.",
    "Suria calls on Norland to hide its army.",
    "Suria is eager to hide its army.",
    "Hopefully Norland hides its army.",
)
LEFT_AS_IT_IS = (
    "Suria plans to hide its army.",
    "Suria will hide its army.",
    "Suria may hide its army.",
    "Suria must hide its army.",
    "Suria wants to hide its army.",
    "Should Norland hide its army, Suria will follow.",
    "Consider how Norland hides its army.",
    "Suria has an army like that which Norland hides.",
)


def moods(annotations):
    """Per document: whether the last cue is denied, whether it is wished, and the mood of the sentence."""
    cues = annotations.cues.drop_duplicates("doc_id", keep="last").set_index("doc_id")
    sentences = annotations.sentences.set_index("doc_id")["mood"]
    return [(bool(row.is_negated), bool(row.is_wished), sentences[doc_id]) for doc_id, row in cues.iterrows()]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [(DENIED, (True, False, "denied")), (ASSERTED, (False, False, "")), (LEFT_AS_IT_IS, (False, False, ""))],
)
def test_denials_of_every_kind_and_what_only_looks_like_one(read, texts, expected):
    found = moods(read(*texts))
    assert {text: mood for text, mood in zip(texts, found, strict=True) if mood != expected} == {}


def test_what_is_wished(read):
    found = moods(read(*WISHED))
    assert {text: mood for text, mood in zip(WISHED, found, strict=True) if mood[1:] != (True, "wished")} == {}


def test_statements_are_denied_and_wished_alike(read):
    made = read(*(text.replace("hides its army in Suria", "controls Suria") for text in (*DENIED[:18], *ASSERTED[:15])))
    verbs = made.statements.query("verb == 'control'")
    assert dict(zip(verbs["doc_id"], verbs["is_negated"], strict=True)) == {f"d{n}": n <= 18 for n in range(1, 34)}


def test_what_happens_in_a_wish_is_wished(read):
    made = read("Suria wishes for a future in which Norland feeds Suria.", "Norland feeds Suria.")
    assert made.statements.query("verb == 'feed'")["modality"].tolist() == ["wish", "real"]


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        # A reason or a relative clause about something known is not denied with the clause that it is part of.
        ("Norland does not boast, because it hides its army.", [False]),
        ("Suria does not fear the army that Norland hides.", [False]),
        ("Suria hopes to outgrow the power that hides its army.", [False]),
        ("Suria is not afraid but hides its army.", [False]),
    ],
)
def test_what_is_taken_for_granted_stays_so(read, text, cues):
    table = read(text).cues
    assert [bool(n or w) for n, w in zip(table["is_negated"], table["is_wished"], strict=True)] == cues


def test_a_sentence_of_two_clauses_is_denied_only_if_both_are(read):
    made = read("Norland does not boast and Suria does not hide.", "Norland does not boast but Suria hides.")
    assert made.sentences["mood"].tolist() == ["denied", ""]


def test_a_sentence_without_a_root_has_no_mood():
    alone = Sentence(1, 1, (Token(1, "x", "x", "X", "XX", "dep", 1, 0, 1, ""),))
    assert main_mood(alone) == ""
    assert read_denials(alone).denied == (frozenset(), frozenset())
    assert read_wishes(alone).wished == frozenset()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Nobody can say that Suria is independent.", [-1]),
        ("It is not true that Suria is a pawn.", [1]),
        ("It is no secret that Suria is independent.", [1]),
        ("Suria wishes for a future in which Suria is independent.", []),
    ],
)
def test_claims_of_agency_are_denied_and_wished_alike(read, text, values):
    claims = read(text).evaluations.query("dimension == 'agency'")
    assert claims["value"].tolist() == values
