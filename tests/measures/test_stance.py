from caatext.measures.stance import score_stance


def named(address, actor, reading="actor"):
    return address | {"actor_id": actor, "reading": reading}


def judged(address, actor, value):
    return address | {"actor_id": actor, "value": value, "cue": "x", "link": "predicate"}


def values(scores):
    return scores[["unit_id", "voice", "category", "value"]].to_numpy().tolist()


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
