from collections import Counter

import pytest

import caatext as ct
from caatext.measures.frames import code_frames, score_frames
from caatext.measures.frames.placebos import check_actor_swap, shuffle_sentences, swap_role
from caatext.tables import ADDRESS


@pytest.fixture
def forty_sentences(make_annotations, address, rows):
    """Forty paragraphs of one sentence; in the first ten a power and a small state are named beside both cues."""
    places = [address(paragraph=n) for n in range(1, 41)]
    return make_annotations(
        paragraphs=places,
        sentences=places,
        cues=[rows.cue(place, "hidden", group) for place in places[:10] for group in ("concealment", "control")],
        mentions=[rows.named(place, name) for place in places[:10] for name in ("quorrand", "ludrath")],
        statements=[rows.clause(place, "quorrand", "ludrath") for place in places[:10]],
        words=[{"doc_id": "a1", "paragraph": 1, "form": "x", "lemma": "x", "count": 1}],
    )


def test_shuffled_words_lose_the_actors_and_keep_the_cues(forty_sentences, shaped):
    """Ten of forty sentences have cues, ten actors: chance brings 2.5 together."""
    gated, lexical = [], []
    for seed in range(1, 41):
        shuffled = shuffle_sentences(forty_sentences, seed=seed)
        gated.append(len(code_frames(shuffled, shaped)))
        lexical.append(len(code_frames(shuffled, shaped, gate="none")))
    assert set(lexical) == {10}
    assert 2 < sum(gated) / 40 < 3
    assert len(code_frames(forty_sentences, shaped)) == 10


def test_shuffled_sentences_take_their_actors_along(forty_sentences, shaped):
    shuffled = shuffle_sentences(forty_sentences, part="all", seed=3)
    codes = code_frames(shuffled, shaped)
    assert len(codes) == 10
    assert codes["paragraph"].tolist() != list(range(1, 11))


def test_shuffling_moves_rows_within_their_article_and_changes_none(forty_sentences):
    shuffled = shuffle_sentences(forty_sentences, part="all")
    for name, table in forty_sentences.tables():
        other = getattr(shuffled, name)
        rest = [column for column in table if column not in ADDRESS[1:]]
        assert Counter(map(tuple, other[rest].to_numpy().tolist())) == Counter(
            map(tuple, table[rest].to_numpy().tolist())
        )
        assert list(other.dtypes) == list(table.dtypes)
    assert shuffled.paragraphs.equals(forty_sentences.paragraphs)
    assert shuffle_sentences(forty_sentences, part="all").cues.equals(shuffled.cues)


@pytest.mark.parametrize("instrument", ["dictionary", "structural"])
def test_swap_role_computes_every_filler_alike(forty_sentences, shaped, instrument):
    fillers = {"the power": ["quorrand"], "the other": ["averrond"], "both": ["@powers"]}
    table = swap_role(forty_sentences, shaped, "hidden", "controller", fillers=fillers, instrument=instrument)
    means = table[table["measure"] == "salience"].groupby("filler")["value"].mean()
    assert means.to_dict() == {"both": 0.25, "the other": 0.0, "the power": 0.25}
    framed = table[table["measure"] == "frame"].groupby("filler")["value"].mean()
    assert framed.to_dict() == {"both": 1.0, "the power": 1.0}  # who is never named has no score, not 0


@pytest.mark.parametrize("instrument", ["dictionary", "semantic", "structural"])
def test_a_score_does_not_move_with_the_name(sample, sample_annotations, sample_codebook, instrument):
    """Two powers change places in twelve articles, which are parsed anew."""
    if instrument == "semantic":
        pytest.importorskip("onnxruntime")
    actors = ("quorrand", "averrond")
    swap = check_actor_swap(
        sample, sample_annotations, sample_codebook, actors=actors, frame_id="hidden-hand", instrument=instrument
    )
    assert swap.holds
    assert abs(swap.change) <= 0.05
    assert swap.table["before"].sum() > 0
    assert swap.table["n_units"].sum() >= 80


def test_a_swap_of_actors_in_different_roles_is_noticed(sample, sample_annotations, sample_codebook):
    """A power and a small state that change places: the frame loses its roles."""
    swap = check_actor_swap(
        sample, sample_annotations, sample_codebook, actors=("quorrand", "ludrath"), frame_id="hidden-hand"
    )
    assert swap.table["change"].abs().max() > 0.05


def test_a_role_that_is_swapped_leaves_other_frames_alone(sample_annotations, sample_codebook):
    table = swap_role(
        sample_annotations, sample_codebook, "hidden-hand", "controller", fillers={"averrond": ["averrond"]}
    )
    assert set(table["category"]) == {"hidden-hand"}
    scores = score_frames(sample_annotations, sample_codebook, roles={"hidden-hand": {"controller": ["averrond"]}})
    assert table["value"].tolist() == scores.loc[scores["category"] == "hidden-hand", "value"].tolist()
    assert ct.score_frames is score_frames
