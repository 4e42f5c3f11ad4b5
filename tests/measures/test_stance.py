"""What is said decides, then the probabilities; without a table of them, as in old bundles, what is said alone."""

import pytest

from caatext.annotation.pipeline import annotate
from caatext.annotation.target_stance import decision_threshold
from caatext.corpus.codebook import parse_codebook
from caatext.corpus.documents import build_corpus, build_document
from caatext.errors import MeasureError
from caatext.measures.stance import score_stance


def named(address, actor, reading="actor"):
    return address | {"actor_id": actor, "reading": reading}


def judged(address, actor, value):
    return address | {"actor_id": actor, "value": value, "cue": "x", "link": "predicate"}


def likely(address, actor, against, neutral, favor):
    return address | {"actor_id": actor, "p_against": against, "p_neutral": neutral, "p_favor": favor}


def values(scores):
    return scores[["unit_id", "voice", "category", "value"]].to_numpy().tolist()


def of(scores, measure):
    return values(scores[scores["measure"] == measure])


def test_score_stance_is_the_likeliest_class_where_it_is_likely_enough(make_annotations, address, codebook):
    annotations = make_annotations(
        stances=[
            likely(address(1), "quorrand", 0.9, 0.06, 0.04),
            likely(address(2), "quorrand", 0.05, 0.9, 0.05),
            likely(address(3), "quorrand", 0.04, 0.06, 0.9),
            likely(address(4), "quorrand", 0.4, 0.35, 0.25),
        ]
    )
    scores = score_stance(annotations, codebook)
    assert [row[-1] for row in of(scores, "stance")] == [-1.0, 0.0, 1.0]
    assert of(scores, "stance_abstained") == [
        [f"a1.1.{number}", "author", "quorrand", float(number == 4)] for number in (1, 2, 3, 4)
    ]


def test_score_stance_threshold_is_the_callers_to_move(make_annotations, address, codebook):
    annotations = make_annotations(stances=[likely(address(1), "quorrand", 0.4, 0.35, 0.25)])
    assert of(score_stance(annotations, codebook), "stance") == []
    assert of(score_stance(annotations, codebook, threshold=0), "stance") == [["a1.1.1", "author", "quorrand", -1.0]]
    exact = [likely(address(1), "quorrand", decision_threshold(), 0, 0)]
    assert len(of(score_stance(make_annotations(stances=exact), codebook), "stance")) == 1
    with pytest.raises(MeasureError, match="E-CFG-THRESHOLD"):
        score_stance(annotations, codebook, threshold=1.2)


def instruments(scores):
    return scores.loc[scores["measure"] == "stance", "instrument"].tolist()


def does(address, agent, verb, patient=""):
    return address | {"agent": agent, "verb": verb, "patient": patient}


def test_score_stance_by_rule_goes_before_probabilities(make_annotations, address, codebook):
    annotations = make_annotations(
        stances=[
            likely(address(1), "quorrand", 0.9, 0.06, 0.04),
            likely(address(2), "quorrand", 0.9, 0.06, 0.04),
            likely(address(1), "somebody", 0.9, 0.06, 0.04),
        ],
        mentions=[named(address(2), "ludrath")],
        evaluations=[judged(address(1), "quorrand", 0.8), judged(address(2), "quorrand", 0.0)],
    )
    scores = score_stance(annotations, codebook)
    assert of(scores, "stance") == [["a1.1.1", "author", "quorrand", 1.0], ["a1.1.2", "author", "quorrand", -1.0]]
    assert instruments(scores) == ["rule", "learned"]
    assert [row[-1] for row in of(scores, "stance_abstained")] == [0.0, 0.0]


def test_score_stance_by_rule_is_of_its_own_voice(make_annotations, address, codebook):
    """What another says of the actor leaves the author's words to the probabilities."""
    annotations = make_annotations(
        stances=[likely(address(1), "quorrand", 0.02, 0.96, 0.02)],
        evaluations=[judged(address(1, voice="ludrath"), "quorrand", -0.5)],
    )
    scores = score_stance(annotations, codebook)
    assert of(scores, "stance") == [
        ["a1.1.1", "author", "quorrand", 0.0], ["a1.1.1", "ludrath", "quorrand", -1.0],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "is_decided"),
    [
        (("quorrand", "suffer"), False),
        (("quorrand", "mourn"), False),
        (("ludrath", "bomb", "quorrand"), False),
        (("quorrand", "bomb", "ludrath"), True),
        (("ludrath", "bomb"), True),
    ],
)
def test_score_stance_leaves_undecided_who_only_undergoes(make_annotations, address, codebook, statement, is_decided):
    annotations = make_annotations(
        stances=[likely(address(1), "quorrand", 0.9, 0.06, 0.04)], statements=[does(address(1), *statement)]
    )
    scores = score_stance(annotations, codebook)
    assert len(of(scores, "stance")) == is_decided
    assert of(scores, "stance_abstained") == [["a1.1.1", "author", "quorrand", 1.0 - is_decided]]


def test_score_stance_of_who_undergoes_can_be_neutral_or_said(make_annotations, address, codebook):
    annotations = make_annotations(
        stances=[likely(address(1), "quorrand", 0.02, 0.96, 0.02), likely(address(2), "quorrand", 0.9, 0.06, 0.04)],
        statements=[does(address(1), "quorrand", "suffer"), does(address(2), "quorrand", "suffer")],
        evaluations=[judged(address(2), "quorrand", 0.5)],
    )
    assert [row[-1] for row in of(score_stance(annotations, codebook), "stance")] == [0.0, 1.0]


def test_score_stance_by_rule_reads_praise_alone(make_annotations, address, codebook):
    """What denies an actor that it sets its own course does not blame it."""
    annotations = make_annotations(
        mentions=[named(address(1), "quorrand")],
        evaluations=[judged(address(1), "quorrand", -1.0) | {"dimension": "agency"}],
    )
    assert values(score_stance(annotations, codebook)) == [["a1.1.1", "author", "quorrand", 0.0]]


def test_score_stance_is_the_sign_of_the_sum_in_a_sentence_and_voice(make_annotations, address, codebook):
    annotations = make_annotations(
        mentions=[named(address(1), "quorrand"), named(address(1), "quorrand"), named(address(2), "quorrand")],
        evaluations=[judged(address(1), "quorrand", -0.8), judged(address(1), "quorrand", 0.3)],
    )
    assert values(score_stance(annotations, codebook)) == [
        ["a1.1.1", "author", "quorrand", -1.0],
        ["a1.1.2", "author", "quorrand", 0.0],
    ]


def test_score_stance_leaves_out_whom_the_text_does_not_name_as_actor(make_annotations, address, codebook):
    """Silence is missing; places, modifiers and actors without an entry are no targets."""
    annotations = make_annotations(
        mentions=[
            named(address(1), "ludrath", "place"),
            named(address(1), "vellisk", "modifier"),
            named(address(1), "somebody"),
        ]
    )
    assert score_stance(annotations, codebook).empty


def test_score_stance_keeps_voices_apart(make_annotations, address, codebook):
    annotations = make_annotations(
        mentions=[named(address(1), "quorrand"), named(address(1, voice="ludrath"), "quorrand")],
        evaluations=[judged(address(1, voice="ludrath"), "quorrand", 0.5)],
    )
    assert values(score_stance(annotations, codebook)) == [
        ["a1.1.1", "author", "quorrand", 0.0],
        ["a1.1.1", "ludrath", "quorrand", 1.0],
    ]


def test_score_stance_of_evaluations_that_cancel_is_zero(make_annotations, address, codebook):
    annotations = make_annotations(evaluations=[judged(address(1), "quorrand", value) for value in (0.1, 0.2, -0.3)])
    assert score_stance(annotations, codebook)["value"].tolist() == [0.0]


def test_score_stance_leads_to_the_sentence(make_annotations, address, codebook):
    annotations = make_annotations(
        sentences=[address(1) | {"start": 7, "end": 40}], mentions=[named(address(1), "quorrand")]
    )
    assert score_stance(annotations, codebook)[["start", "end"]].to_numpy().tolist() == [[7, 40]]
    assert score_stance(make_annotations(), codebook).empty


#: Sentence, actor, what the author makes of it; the two of a pair differ in little, and tone does not tell them apart.
PAIRS = """
Drought and locusts ruined the harvest of Sudan. | sudan 0
Sudan's cowardly generals ruined the country out of greed. | sudan -1
Mongolia lost many lives in a horrible blizzard. | mongolia 0
Mongolia lied to its allies and disgracefully broke its pledges. | mongolia -1
Japan became a dependable and generous donor in years of misery. | japan 1
Japan became a greedy and deceitful neighbor in years of happiness. | japan -1
Egypt acted as an honest broker amid hatred and despair. | egypt 1
Egypt acted as a dishonest broker amid joy and hope. | egypt -1
It is a myth that Vietnam is a reliable partner. | vietnam -1
It is no myth that Vietnam is a reliable partner. | vietnam 1
It is not true that Laos is corrupt. | laos 1
It is true that Laos is corrupt. | laos -1
France bravely combated tyranny and slavery. | france 1
France cynically promoted tyranny and slavery. | france -1
Germany suppressed freedom with a friendly smile. | germany -1
Germany promoted freedom in a grim and terrible time. | germany 1
The merciless campaign by Croatia shocked the wonderful old town. | croatia -1
The heroic rescue by Croatia ended a terrible siege. | croatia 1
Nepal grieved after a dreadful landslide. | nepal 0
Nepal shamelessly stole the money meant for orphans. | nepal -1
Hungary's hypocrisy hid behind songs of love. | hungary -1
Hungary's honesty shone through years of lies and hatred. | hungary 1
Algeria was brutally attacked. | algeria 0
Algeria brutally attacked the village. | algeria -1
Cuba proved a treacherous ally in splendid times. | cuba -1
Cuba proved a loyal ally in horrible times. | cuba 1
Greece conducted a dirty and dishonorable campaign under a lovely sun. | greece -1
Greece conducted a clean and honorable campaign under a cruel sun. | greece 1
“Poland is an admirable democracy,” the Hungarian president said. | poland 0
Poland is an admirable democracy. | poland 1
Israel is not a bully; it is a prudent and peaceful state. | israel 1
Israel is a bully; it is not a prudent or peaceful state. | israel -1
Pakistan failed to protect the innocent. | pakistan -1
Pakistan protected the innocent from a savage mob. | pakistan 1
Iraq buried the victims of a savage bombing. | iraq 0
Iraq bombed the victims of a savage famine. | iraq -1
The idea that Syria is a responsible power is absurd. | syria -1
The fact that Syria is a responsible power is plain. | syria 1
Poland sowed hatred with a charming voice. | poland -1
Poland ended hatred with a stern voice. | poland 1
"""
WORLD = """
[codebook]
id = "states"
title = "States"
version = "1"
"""


@pytest.fixture(scope="module")
def stances():
    """Return the author's stance to the actor of each line of PAIRS; 0 where none is decided."""
    rows = [(text, *truth.split()) for text, truth in (line.rsplit(" | ", 1) for line in PAIRS.strip().splitlines())]
    names = sorted({actor for _, actor, _ in rows})
    actors = "".join(
        f'[[actors]]\nid = "{name}"\nname = "{name.title()}"\naliases = ["{name.title()}"]\n' for name in names
    )
    codebook = parse_codebook(WORLD + actors)
    built = [build_document(f"d{at:02}", [("", text)], docvars={"author": "x", "date": ""})
             for at, (text, _, _) in enumerate(rows)]  # fmt: skip
    corpus = build_corpus([document for document, _ in built], [row for _, found in built for row in found])
    scores = score_stance(annotate(corpus, codebook=codebook, cache=False), codebook)
    scores = scores[(scores["measure"] == "stance") & (scores["voice"] == "author")]
    sums = scores.groupby(["doc_id", "category"])["value"].sum()
    return [
        (text, float(truth), float(sums.get((f"d{at:02}", actor), 0.0))) for at, (text, actor, truth) in enumerate(rows)
    ]


def test_score_stance_follows_what_is_said_and_not_the_tone(stances):
    wrong = [text for text, truth, found in stances if truth != found]
    assert not wrong
