"""What whole sentences deny or wish, as the instruments that read whole sentences hear it."""

from __future__ import annotations

import pytest

from caatext.corpus.codebook import Codebook
from caatext.measures.frames.dictionary import code_by_dictionary
from caatext.measures.frames.readings import main_moods, make_codes, polarity_of
from caatext.measures.frames.structural import code_by_structure
from caatext.measures.frames.supervised import code_by_example
from caatext.tables import make_table


def test_moods_are_those_of_sentences(make_annotations, address):
    sentences = [address(1), address(2) | {"mood": "denied"}, address(3) | {"mood": "wished"}]
    assert main_moods(make_annotations(sentences=sentences)) == {("a1", 1, 2): "denied", ("a1", 1, 3): "wished"}


@pytest.mark.parametrize(
    ("uptake", "mood", "polarity"),
    [("", "", "asserted"), ("", "denied", "denied"), ("", "wished", "wished"), ("rejected", "denied", "rejected")],
)
def test_mood_is_part_of_polarity(uptake, mood, polarity):
    assert polarity_of("author", uptake, mood=mood) == polarity


def test_what_is_wished_is_no_code(address):
    rows = [address(n) | {"polarity": polarity, "frame_id": "own"} for n, polarity in ((1, "wished"), (2, "denied"))]
    assert make_codes(rows, "semantic")["sentence"].tolist() == [2]


def test_a_wished_cue_does_not_fire(make_annotations, address, rows, codebook):
    place = address(1)
    made = make_annotations(
        cues=[rows.cue(place, "own") | {"is_wished": True}, rows.cue(address(2), "own")],
        mentions=[rows.named(place, "ludrath"), rows.named(address(2), "ludrath")],
    )
    assert code_by_dictionary(made, codebook, gate="mentions")["sentence"].tolist() == [2]


@pytest.mark.parametrize(
    ("wish", "n"), [({"modality": "wish"}, 0), ({"modality": "wish", "verb_class": "constraint"}, 1), ({}, 1)]
)
def test_who_only_should_act_fills_no_role(make_annotations, address, rows, shaped, wish, n):
    """Who must depend on another is bound, which is no wish."""
    made = make_annotations(
        cues=[rows.cue(address(), "own")],
        mentions=[rows.named(address(), "vellisk")],
        # The side that binds is the agent of a constraint.
        statements=[rows.clause(address(), "vellisk", "quorrand") | wish | ({"agent": "quorrand", "patient": "vellisk",
                    "is_constrained": True} if "verb_class" in wish else {})],
    )  # fmt: skip
    codes = code_by_dictionary(made, shaped)
    assert len(codes) == n


@pytest.mark.parametrize(("modalities", "n"), [([], 0), (["wish"], 1)])
def test_a_clause_that_is_wished_has_the_shape_only_where_wishes_are_asked_for(
    make_annotations, address, rows, shaped, modalities, n
):
    content = shaped.model_dump(by_alias=True)
    shape = {"agent": "controller", "patient": "controlled", "modalities": modalities}
    content["frames"][0]["structure"] = {"clauses": [shape]}
    made = make_annotations(
        mentions=[rows.named(address(), "quorrand"), rows.named(address(), "ludrath")],
        statements=[rows.clause(address(), "quorrand", "ludrath", modality="wish")],
    )
    assert len(code_by_structure(made, Codebook.model_validate(content))) == n


def test_the_classifier_hears_what_a_sentence_denies(make_annotations, address, rows, codebook):
    """Twelve articles of eight sentences, in half of which a word goes with the frame; two no longer assert it."""
    tokens, mentions, gold = [], [], []
    places = [address(n, doc_id=f"a{d:02d}") for d in range(12) for n in range(1, 9)]
    for place in places:
        has, own = place["sentence"] % 2 == 0, f"{place['doc_id']}x{place['sentence']}"
        mentions.append(rows.named(place, "ludrath") | {"start": 0, "end": 1})
        for number, lemma in enumerate(["shadow" if has else "harvest", own], 1):
            at = 100 * place["sentence"] + number
            tokens.append(place | {"token": number, "form": lemma, "lemma": lemma, "start": at})
        gold.append(place | {"frame_id": "own", "value": float(has), "coder": "x"})

    def read(moods):
        sentences = [place | {"mood": moods.get((place["doc_id"], place["sentence"]), "")} for place in places]
        paragraphs = [address(doc_id=f"a{d:02d}") for d in range(12)]
        made = make_annotations(tokens=tokens, sentences=sentences, mentions=mentions, paragraphs=paragraphs)
        codes = code_by_example(made, codebook, gold=make_table(gold, "codes"))
        at = zip(codes["doc_id"], codes["sentence"], strict=True)
        return dict(zip(at, codes["polarity"], strict=True))

    plain = read({})
    first, second, *_ = plain
    assert set(plain.values()) == {"asserted"}
    others = {place: "asserted" for place in plain if place not in (first, second)}
    assert read({first: "denied", second: "wished"}) == {first: "denied", **others}
