import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.measures.frames import code_frames, score_frames


@pytest.fixture
def three_paragraphs(make_annotations, address, rows):
    """Paragraph 1 asserts the frame, 2 names the actor only, 3 names nobody; another document names nobody."""
    return make_annotations(
        paragraphs=[address(paragraph=p) | {"start": 10 * p, "end": 10 * p + 9} for p in (1, 2, 3)]
        + [address(doc_id="a2")],
        cues=[rows.cue(address(1), "own"), rows.cue(address(1, paragraph=3), "own")],
        mentions=[rows.named(address(1), "ludrath"), rows.named(address(1, paragraph=2), "vellisk", "place")],
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


def test_score_frames_counts_the_voice_asked_for(make_annotations, address, codebook, rows):
    annotations = make_annotations(
        paragraphs=[address(paragraph=p) for p in (1, 2, 3)],
        cues=[
            rows.cue(address(), "own"),
            rows.cue(address(paragraph=2, voice="quorrand"), "own"),
            rows.cue(address(paragraph=3), "own", is_negated=True),
        ],
        mentions=[rows.named(address(paragraph=p), "ludrath") for p in (1, 2, 3)],
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
    make_annotations, address, codebook, cues, sentence, group, rng, rows
):
    mentions = [rows.named(address(n), actor) for n in range(1, 5) for actor in ("quorrand", "ludrath")]
    made = [rows.cue(address(n), "hidden", g, is_negated=negated) for n, g, negated in cues]

    def asserted(made):
        annotations = make_annotations(paragraphs=[address()], cues=made, mentions=mentions)
        codes = code_frames(annotations, codebook)
        share = frame_values(score_frames(annotations, codebook, codes=codes), "frame", "hidden")["a1.1"]
        return int((codes["polarity"] == "asserted").sum()), share

    before = asserted(made)
    after = asserted([*made, rows.cue(address(sentence), "hidden", group, is_negated=True)])
    assert after[0] <= before[0]
    assert after[1] <= before[1]
    rng.shuffle(made)
    assert asserted(made) == before


def test_score_frames_counts_what_the_author_takes_up(make_annotations, address, codebook, rows):
    """*As Quorrand rightly says* enters the author's total; what is only reported does not."""
    said = [rows.cue(address(1, paragraph=n, voice="quorrand"), "own") for n in (1, 2)]
    annotations = make_annotations(
        paragraphs=[address(paragraph=n) for n in (1, 2)],
        cues=[said[0] | {"uptake": "adopted"}, said[1]],
        mentions=[rows.named(address(1, paragraph=n), "ludrath") for n in (1, 2)],
    )
    assert list(frame_values(score_frames(annotations, codebook), "frame").values()) == [1, 0]
    assert list(frame_values(score_frames(annotations, codebook, voice="all"), "frame").values()) == [1, 1]


def test_score_frames_finds_the_same_paragraphs_eligible_at_every_gate(three_paragraphs, shaped):
    eligible = [
        frame_values(score_frames(three_paragraphs, shaped, gate=g), "salience") for g in ("none", "statements")
    ]
    assert eligible[0] == eligible[1] == {"a1.1": 1, "a1.2": 1, "a1.3": 0, "a2.1": 0}
