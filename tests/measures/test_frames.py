import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.corpus.codebook import Codebook
from caatext.errors import MeasureError
from caatext.measures.frames import code_frames, score_frames


def cue(address, frame_id, group="choice", *, tier="theory", is_negated=False, word=None):
    return address | {
        "frame_id": frame_id,
        "group": group,
        "tier": tier,
        "is_negated": is_negated,
        "cue": word or group,
    }


def named(address, actor, reading="actor"):
    return address | {"actor_id": actor, "reading": reading}


def table(codes, *columns):
    return codes[["paragraph", "sentence", *columns]].to_numpy().tolist()


@pytest.fixture
def both_groups(address):
    """Concealment in the first sentence, control in the second; a power in the first, a small state in the second."""
    return {
        "cues": [cue(address(1), "hidden", "concealment"), cue(address(2), "hidden", "control")],
        "mentions": [named(address(1), "quorrand"), named(address(2), "ludrath", "place")],
    }


def test_code_frames_fires_where_the_last_required_cue_stands(make_annotations, codebook, both_groups):
    codes = code_frames(make_annotations(**both_groups), codebook)
    columns = ["frame_id", "actor_id", "instrument", "tier", "voice", "polarity", "value", "cues"]
    assert table(codes, *columns) == [
        [1, 2, "hidden", "quorrand", "dictionary", "theory", "author", "asserted", 1.0, "concealment; control"]
    ]


def test_code_frames_needs_all_groups_in_the_window_of_one_paragraph(make_annotations, codebook, address):
    mentions = [named(address(n, paragraph=p), a) for n in (1, 2, 3) for p in (1, 2) for a in ("quorrand", "ludrath")]
    far = [cue(address(1), "hidden", "concealment"), cue(address(3), "hidden", "control")]
    assert code_frames(make_annotations(cues=far, mentions=mentions), codebook).empty
    apart = [cue(address(3), "hidden", "concealment"), cue(address(1, paragraph=2), "hidden", "control")]
    assert code_frames(make_annotations(cues=apart, mentions=mentions), codebook).empty


def test_code_frames_needs_every_role_filled_in_the_window(make_annotations, codebook, both_groups, address):
    for mentions in (
        both_groups["mentions"][:1],
        [named(address(1), "quorrand"), named(address(2), "averrond")],
        [named(address(1), "quorrand"), named(address(2), "ludrath", "modifier")],
        [named(address(3), "quorrand"), named(address(2), "ludrath")],
    ):
        assert code_frames(make_annotations(**both_groups | {"mentions": mentions}), codebook).empty


def test_code_frames_gives_no_actor_two_roles(make_annotations, codebook, address):
    """Two powers compete; without a third actor there is no stake."""
    cues = [cue(address(1), "rivalry")]
    two = [named(address(1), "quorrand"), named(address(1), "averrond")]
    assert code_frames(make_annotations(cues=cues, mentions=two), codebook).empty
    codes = code_frames(make_annotations(cues=cues, mentions=[*two, named(address(1), "vellisk")]), codebook)
    assert codes["actor_id"].tolist() == ["averrond"]


def test_code_frames_marks_what_is_denied_and_what_is_attributed(make_annotations, codebook, address):
    mentions = [named(address(n), "ludrath") for n in (1, 2, 3, 4)]
    cues = [
        cue(address(1), "own"),
        cue(address(2), "own", is_negated=True),
        cue(address(3, voice="quorrand"), "own"),
        cue(address(4, voice="quorrand"), "own", is_negated=True),
    ]
    codes = code_frames(make_annotations(cues=cues, mentions=mentions), codebook)
    assert table(codes, "voice", "polarity") == [
        [1, 1, "author", "asserted"],
        [1, 2, "author", "denied"],
        [1, 3, "quorrand", "attributed"],
        [1, 4, "quorrand", "denied"],
    ]


def test_code_frames_denies_a_frame_that_is_complete_only_with_a_negated_cue(make_annotations, codebook, both_groups):
    negated = [both_groups["cues"][0] | {"is_negated": True}, both_groups["cues"][1]]
    codes = code_frames(make_annotations(**both_groups | {"cues": negated}), codebook)
    assert codes["polarity"].tolist() == ["denied"]


def test_code_frames_does_not_join_cues_of_two_voices(make_annotations, codebook, both_groups):
    cues = [both_groups["cues"][0] | {"voice": "averrond"}, both_groups["cues"][1]]
    assert code_frames(make_annotations(**both_groups | {"cues": cues}), codebook).empty


def test_code_frames_says_theory_only_where_theory_suffices(make_annotations, codebook, both_groups):
    mixed = [both_groups["cues"][0] | {"tier": "seen"}, both_groups["cues"][1]]
    annotations = make_annotations(**both_groups | {"cues": mixed})
    assert code_frames(annotations, codebook)["tier"].tolist() == ["seen"]
    assert code_frames(annotations, codebook, tiers=["theory"]).empty
    more = make_annotations(**both_groups | {"cues": [*mixed, both_groups["cues"][0]]})
    assert code_frames(more, codebook)["tier"].tolist() == ["theory"]
    assert code_frames(more, codebook, tiers=["theory"])["tier"].tolist() == ["theory"]


def test_code_frames_can_be_asked_for_other_actors(make_annotations, codebook, both_groups):
    annotations = make_annotations(**both_groups)
    for names, n in ((["averrond"], 0), (["quorrand"], 1), (["@powers"], 1), ([], 0)):
        assert len(code_frames(annotations, codebook, roles={"hidden": {"controller": names}})) == n


def test_code_frames_names_the_first_role_by_who_was_named_last(make_annotations, codebook, address):
    mentions = [named(address(1), "vellisk"), named(address(1), "vellisk"), named(address(2), "ludrath")]
    cues = [cue(address(n), "hidden", group) for n in (1, 2) for group in ("control", "concealment")]
    annotations = make_annotations(
        cues=cues, mentions=[*mentions, named(address(1), "quorrand"), named(address(2), "averrond")]
    )
    assert code_frames(annotations, codebook)["actor_id"].tolist() == ["quorrand", "averrond"]


def test_code_frames_names_an_optional_first_role_where_somebody_plays_it(make_annotations, codebook, address):
    """Whoever plays the optional part must not be needed for another one."""
    frames = [
        {
            "id": "help",
            "name": "Help",
            "definition": "Somebody is helped.",
            "roles": [{"id": "helper", "actors": [], "required": False}, {"id": "helped", "actors": ["@small"]}],
        }
    ]
    helping = Codebook.model_validate(codebook.model_dump(by_alias=True) | {"frames": frames})
    cues = [cue(address(1), "help"), cue(address(1, paragraph=2), "help")]
    mentions = [named(address(1), "ludrath"), named(address(1, paragraph=2), "ludrath")]
    annotations = make_annotations(cues=cues, mentions=[*mentions, named(address(1, paragraph=2), "quorrand")])
    assert code_frames(annotations, helping)["actor_id"].tolist() == ["", "quorrand"]


def test_code_frames_of_nothing_is_an_empty_table(make_annotations, codebook):
    codes = code_frames(make_annotations(), codebook)
    assert codes.empty
    assert "polarity" in codes


def test_frames_refuse_names_that_the_codebook_does_not_know(make_annotations, codebook):
    for roles, message in (
        ({"visible": {}}, "the frame 'visible'; there are hidden, own, rivalry"),
        ({"own": {"owner": ["ludrath"]}}, "the role 'owner' of frame 'own'; there are holder"),
        ({"own": {"holder": ["nobody"]}}, "the actor or group 'nobody'"),
        ({"own": {"holder": ["small"]}}, "the actor or group 'small'"),
    ):
        with pytest.raises(MeasureError, match=message):
            code_frames(make_annotations(), codebook, roles=roles)
    with pytest.raises(MeasureError, match="the tier 'guess'; there are theory, seen"):
        score_frames(make_annotations(), codebook, tiers=["guess"])


@pytest.fixture
def three_paragraphs(make_annotations, address):
    """Paragraph 1 asserts the frame, 2 names the actor only, 3 names nobody; another document names nobody."""
    return make_annotations(
        paragraphs=[address(paragraph=p) | {"start": 10 * p, "end": 10 * p + 9} for p in (1, 2, 3)]
        + [address(doc_id="a2")],
        cues=[cue(address(1), "own"), cue(address(1, paragraph=3), "own")],
        mentions=[named(address(1), "ludrath"), named(address(1, paragraph=2), "vellisk", "place")],
    )


def frame_values(scores, measure, frame_id="own"):
    rows = scores[(scores["measure"] == measure) & (scores["category"] == frame_id)]
    return dict(zip(rows["unit_id"], rows["value"], strict=True))


def test_score_frames_parts_salience_from_framing(three_paragraphs, codebook):
    scores = score_frames(three_paragraphs, codebook)
    assert frame_values(scores, "salience") == {"a1.1": 1, "a1.2": 1, "a1.3": 0, "a2.1": 0}
    assert frame_values(scores, "frame") == {"a1.1": 1, "a1.2": 0}


def test_score_frames_leads_to_the_paragraph_and_the_codes_to_the_sentence(three_paragraphs, codebook):
    scores = score_frames(three_paragraphs, codebook)
    row = scores[(scores["measure"] == "frame") & (scores["value"] == 1)].iloc[0]
    assert (row["unit"], row["paragraph"], row["sentence"], row["start"], row["end"]) == ("paragraph", 1, 0, 10, 19)
    codes = code_frames(three_paragraphs, codebook)
    behind = codes[(codes["doc_id"] == row["doc_id"]) & (codes["paragraph"] == row["paragraph"])]
    assert behind["sentence"].tolist() == [1]


def test_score_frames_counts_the_voice_asked_for(make_annotations, address, codebook):
    annotations = make_annotations(
        paragraphs=[address(paragraph=p) for p in (1, 2, 3)],
        cues=[
            cue(address(), "own"),
            cue(address(paragraph=2, voice="quorrand"), "own"),
            cue(address(paragraph=3), "own", is_negated=True),
        ],
        mentions=[named(address(paragraph=p), "ludrath") for p in (1, 2, 3)],
    )
    for voice, values in (("author", [1, 0, 0]), ("quorrand", [0, 1, 0]), ("all", [1, 1, 0])):
        scores = score_frames(annotations, codebook, voice=voice)
        assert list(frame_values(scores, "frame").values()) == values
        assert set(scores["voice"]) == {voice}


def test_score_frames_takes_codes_of_another_instrument(three_paragraphs, codebook):
    codes = code_frames(three_paragraphs, codebook).assign(paragraph=2, instrument="coder")
    assert frame_values(score_frames(three_paragraphs, codebook, codes=codes), "frame") == {"a1.1": 0, "a1.2": 1}


def test_score_frames_narrows_who_is_eligible(three_paragraphs, codebook):
    scores = score_frames(three_paragraphs, codebook, roles={"own": {"holder": ["vellisk"]}})
    assert frame_values(scores, "frame") == {"a1.2": 0}


cues = st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["concealment", "control"]), st.booleans()), max_size=8)


@settings(max_examples=25, deadline=None)
@given(cues=cues, sentence=st.integers(1, 4), group=st.sampled_from(["concealment", "control"]), rng=st.randoms())
def test_a_negated_cue_never_raises_the_asserted_share_and_order_does_not_matter(
    make_annotations, address, codebook, cues, sentence, group, rng
):
    mentions = [named(address(n), actor) for n in range(1, 5) for actor in ("quorrand", "ludrath")]
    rows = [cue(address(n), "hidden", g, is_negated=negated) for n, g, negated in cues]

    def asserted(rows):
        annotations = make_annotations(paragraphs=[address()], cues=rows, mentions=mentions)
        codes = code_frames(annotations, codebook)
        share = frame_values(score_frames(annotations, codebook, codes=codes), "frame", "hidden")["a1.1"]
        return int((codes["polarity"] == "asserted").sum()), share

    before = asserted(rows)
    after = asserted([*rows, cue(address(sentence), "hidden", group, is_negated=True)])
    assert after[0] <= before[0]
    assert after[1] <= before[1]
    rng.shuffle(rows)
    assert asserted(rows) == before
