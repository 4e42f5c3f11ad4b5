from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.annotation.sentence_vectors import SentenceVectors
from caatext.corpus.codebook import Codebook
from caatext.measures.frames import semantic
from caatext.measures.frames.semantic import Axis, check_seeds, code_by_similarity, covers_by_similarity, seed_bootstrap


def unit(*angles):
    """Vectors of length 1 in the plane, by angle in degrees."""
    radians = np.radians(angles)
    return np.stack([np.cos(radians), np.sin(radians)], axis=1)


SEEDS = {f"seed {n}": 10.0 * n for n in range(1, 5)}
ANTI = {f"anti {n}": 100.0 + 10 * n for n in range(1, 5)}
NEUTRAL = {f"neutral {n}": 60.0 + n for n in range(1, 12)}


@pytest.fixture
def seeded(codebook):
    """The frame *own* with four seeds and four anti-seeds; no other frame has any."""
    content = codebook.model_dump(by_alias=True)
    content["frames"][1].update({"seeds": list(SEEDS), "anti_seeds": list(ANTI)})
    return Codebook.model_validate(content)


@pytest.fixture
def plane(monkeypatch):
    """Vectors in the plane instead of those of a language model; set ``plane.sentences`` to angles by address."""
    known = SEEDS | ANTI | NEUTRAL
    given = SimpleNamespace(sentences={})

    def read(_):
        places = sorted(given.sentences)
        vectors = unit(*[given.sentences[place] for place in places]).astype(np.float32).reshape(-1, 2)
        return SentenceVectors(pd.DataFrame(places, columns=["doc_id", "paragraph", "sentence"]), vectors)

    monkeypatch.setattr(semantic, "text_vectors", lambda texts, _: unit(*[known[text] for text in texts]))
    monkeypatch.setattr(semantic, "sentence_vectors", read)
    monkeypatch.setattr(semantic, "_neutral_sentences", lambda: tuple(NEUTRAL))
    return given


def cosine(angle, others):
    return sorted(np.cos(np.radians(angle - other)) for other in others)[-3:]


@pytest.fixture
def four_sentences(make_annotations, address, rows, plane):
    """Near the seeds, near the neutral sentences, near the anti-seeds; and near the seeds where nobody is named."""
    plane.sentences = {("a1", 1, 1): 20.0, ("a1", 1, 2): 70.0, ("a1", 2, 1): 130.0, ("a1", 3, 1): 20.0}
    return make_annotations(
        paragraphs=[address(paragraph=n) for n in (1, 2, 3)],
        mentions=[rows.named(address(1), "ludrath"), rows.named(address(1, paragraph=2), "vellisk")],
    )


def test_code_by_similarity_is_the_formula(four_sentences, seeded):
    codes = code_by_similarity(four_sentences, seeded)
    assert codes[["paragraph", "sentence", "frame_id", "actor_id", "polarity", "value"]].to_numpy().tolist() == [
        [1, 1, "own", "ludrath", "asserted", 1.0]
    ]
    expected = np.mean(cosine(20, SEEDS.values())) - np.mean(cosine(20, ANTI.values()))
    assert codes["strength"][0] == pytest.approx(expected, abs=1e-5)
    assert codes["cues"][0] == f"seed 2 (1.00); anti-seed 1 ({np.cos(np.radians(90)):.2f})"


def test_code_by_similarity_fires_above_the_percentile_of_the_reference(four_sentences, seeded):
    """At 70 degrees the second sentence is nearer to the anti-seeds than 8 of 11 neutral ones at 61 to 71 are not."""
    reference = [
        np.mean(cosine(angle, SEEDS.values())) - np.mean(cosine(angle, ANTI.values())) for angle in NEUTRAL.values()
    ]
    second = np.mean(cosine(70, SEEDS.values())) - np.mean(cosine(70, ANTI.values()))
    rank = 100 * np.mean(np.array(reference) < second)
    assert rank == pytest.approx(100 / 11)
    for percentile, n in ((100, 1), (95, 1), (20, 1), (0, 2)):
        assert len(code_by_similarity(four_sentences, seeded, percentile=percentile)) == n


def test_code_by_similarity_hears_voice_negation_and_rejection(make_annotations, address, rows, plane, seeded):
    plane.sentences = {("a1", 1, n): 20.0 for n in (1, 2, 3, 4, 5)}
    said = {"voice": "quorrand"}
    annotations = make_annotations(
        paragraphs=[address()],
        mentions=[rows.named(address(), "ludrath")],
        polarity=[address(n) | {"n_words": 3} for n in (1, 2, 3, 4)]
        + [address(n) | said | {"n_words": 9} for n in (2, 3)],
        quotes=[rows.quote(address(3) | said, "indirect", "rejected")],
        sentences=[address(n) for n in (1, 2, 3)] + [address(4) | {"mood": "denied"}, address(5) | {"mood": "wished"}],
    )  # fmt: skip
    codes = code_by_similarity(annotations, seeded)
    assert codes[["sentence", "voice", "polarity"]].to_numpy().tolist() == [
        [1, "author", "asserted"],
        [2, "quorrand", "attributed"],
        [3, "quorrand", "rejected"],
        [4, "author", "denied"],
    ]


def test_code_by_similarity_is_strict_about_who_may_play_a_role(four_sentences, seeded):
    assert code_by_similarity(four_sentences, seeded, roles={"own": {"holder": ["vellisk"]}}).empty


def test_frames_with_few_seeds_are_not_coded(four_sentences, codebook):
    assert code_by_similarity(four_sentences, codebook).empty
    assert "0 seeds and 0 anti-seeds" in covers_by_similarity(codebook.frames[0])


angles = st.lists(st.floats(0, 180), min_size=4, max_size=8)


@settings(max_examples=40, deadline=None)
@given(seeds=angles, anti=angles, asked=angles)
def test_seeds_and_anti_seeds_that_change_places_turn_the_sign(seeds, anti, asked):
    axis = Axis(unit(*seeds), unit(*anti), unit(90.0))
    turned = Axis(axis.anti_seeds, axis.seeds, axis.reference)
    scores = axis.scores(unit(*asked))
    np.testing.assert_allclose(scores, -turned.scores(unit(*asked)), atol=1e-9)
    assert np.all(np.abs(scores) <= 2)


def test_check_seeds_knows_clear_seeds_from_mixed_ones(plane, seeded):
    table = check_seeds(seeded)
    assert table[["frame_id", "n_seeds", "n_anti_seeds", "from_anti_seeds"]].to_numpy().tolist() == [["own", 4, 4, 1.0]]
    assert np.isnan(table["from_others"][0])
    content = seeded.model_dump(by_alias=True)
    mixed = ["seed 1", "anti 1", "seed 3", "anti 3"]
    rest = [text for text in (*SEEDS, *ANTI) if text not in mixed]
    content["frames"][1].update({"seeds": mixed, "anti_seeds": rest})
    assert check_seeds(Codebook.model_validate(content))["from_anti_seeds"][0] < 0.7


def test_seed_bootstrap_gives_the_share_and_how_far_it_depends_on_the_seeds(four_sentences, seeded):
    table = seed_bootstrap(four_sentences, seeded, n_subsets=50)
    columns = ["frame_id", "doc_id", "share", "n_units"]
    assert table[columns].to_numpy().tolist() == [["own", "", 0.5, 2], ["own", "a1", 0.5, 2]]
    assert (table["conf_low"] <= table["share"]).all()
    assert (table["share"] <= table["conf_high"]).all()
    assert seed_bootstrap(four_sentences, seeded, n_subsets=50).equals(table)


def test_an_actor_s_name_changes_no_score(make_annotations, address, rows, seeded):
    """With the real encoder: two powers that change places leave every strength as it was, bit by bit."""
    pytest.importorskip("onnxruntime")
    words = ["X", "tolerates", "what", "Y", "says"]

    def code(first, second):
        forms = [{"X": first.title(), "Y": second.title()}.get(word, word) for word in words]
        starts = np.cumsum([0, *(len(form) + 1 for form in forms)]).tolist()
        tokens = [
            address() | {"token": n, "form": form, "start": start, "end": start + len(form)}
            for n, (form, start) in enumerate(zip(forms, starts, strict=False), 1)
        ]
        mentions = [
            rows.named(address(), name) | {"start": starts[at], "end": starts[at] + len(name)}
            for name, at in ((first, 0), (second, 3))
        ]
        annotations = make_annotations(tokens=tokens, mentions=mentions, paragraphs=[address()])
        return code_by_similarity(annotations, seeded, percentile=0)[["sentence", "strength", "cues"]]

    first = code("ludrath", "quorrand")
    assert len(first) == 1
    assert code("vellisk", "averrond").equals(first)
    assert code("quorrand", "ludrath").equals(first)
