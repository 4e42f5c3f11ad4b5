"""Samples: probabilities that hold, strata that show rare frames, traps that never enter rates, and blindness."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caatext.coding.sampling import NO_FRAME, _allocate, draw_sample
from caatext.coding.units import coding_units
from caatext.errors import CaatextError
from caatext.tables import make_table


def codes(*rows):
    names = ("doc_id", "paragraph", "sentence", "frame_id", "instrument")
    return make_table([dict(zip(names, row, strict=True)) for row in rows], "codes")


def test_a_random_sample_has_one_probability_and_no_repeats(corpus, annotations):
    sample = draw_sample(corpus, annotations, n=6, seed=3)
    assert len(sample) == 6
    assert sample.units["item"].is_unique
    assert sample.design["inclusion_probability"].tolist() == [6 / 14] * 6


def test_each_unit_is_drawn_as_often_as_its_probability_says(corpus, annotations):
    drawn = Counter(
        item for seed in range(400) for item in draw_sample(corpus, annotations, n=5, seed=seed).units["item"]
    )
    # 400 draws with probability 5/14: standard deviation 9.6; five of them either way
    assert set(drawn) == set(coding_units(corpus, annotations)["item"])
    assert all(abs(n - 400 * 5 / 14) < 48 for n in drawn.values())


def test_the_weights_of_a_stratified_sample_add_up_to_the_corpus(corpus, annotations):
    for by in ("author", codes(("d3", 1, 2, "hid", "a"), ("d1", 1, 1, "own", "a"), ("d1", 1, 2, "own", "a"))):
        sample = draw_sample(corpus, annotations, n=7, kind="stratified", by=by, seed=3)
        assert (1 / sample.design["inclusion_probability"]).sum() == pytest.approx(14)


def test_a_frame_that_stands_once_is_sampled_for_certain(corpus, annotations):
    by = codes(("d3", 1, 2, "hid", "a"), ("d3", 1, 2, "own", "a"), ("d1", 1, 1, "own", "a"), ("d1", 1, 2, "own", "a"))
    sample = draw_sample(corpus, annotations, n=6, kind="stratified", by=by, seed=3)
    strata = sample.design.set_index("stratum")["inclusion_probability"]
    assert strata["hid"] == 1.0  # its sentence belongs to the rarest frame read in it
    assert strata["own"].tolist() == [1.0, 1.0]
    assert strata[NO_FRAME].tolist() == [3 / 11] * 3


def test_codes_of_a_sentence_count_for_its_paragraph_and_the_other_way_round(corpus, annotations):
    of_sentence, of_paragraph = codes(("d1", 2, 1, "hid", "a")), codes(("d1", 2, 0, "hid", "a"))
    for by, unit, expected in (
        (of_sentence, "paragraph", 1),
        (of_paragraph, "paragraph", 1),
        (of_paragraph, "sentence", 3),
    ):
        n = len(coding_units(corpus, annotations, unit=unit))
        sample = draw_sample(corpus, annotations, n=n, kind="stratified", by=by, unit=unit, seed=1)
        assert (sample.design["stratum"] == "hid").sum() == expected


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 30), min_size=1), st.data())
def test_allocation_uses_all_and_differs_only_where_a_stratum_is_used_up(sizes, data):
    n = data.draw(st.integers(1, sum(sizes.values())))
    given_ = _allocate(sizes, n)
    assert sum(given_.values()) == n
    assert all(given_[name] <= sizes[name] for name in sizes)
    open_ = [given_[name] for name in sizes if given_[name] < sizes[name]]
    assert not open_ or max(given_.values()) - min(open_) <= 1


def test_purposive_units_have_traps_and_no_probability(corpus, annotations):
    sample = draw_sample(corpus, annotations, n=10, kind="purposive", seed=1)
    found = {tuple(row[:3]): row[3] for row in sample.design[["doc_id", "paragraph", "sentence", "reason"]].to_numpy()}
    assert found == {("d1", 1, 2): "reported speech", ("d1", 1, 3): "negation", ("d1", 2, 2): "passive"}
    assert sample.design["inclusion_probability"].isna().all()
    assert (sample.design["kind"] == "purposive").all()


def test_instruments_that_disagree_are_a_trap_and_those_that_agree_are_none(corpus, annotations):
    both = codes(("d3", 1, 1, "hid", "a"), ("d3", 1, 1, "hid", "b"), ("d3", 1, 2, "hid", "a"), ("d2", 1, 1, "own", "b"))
    sample = draw_sample(corpus, annotations, n=10, kind="purposive", by=both, seed=1)
    open_ = sample.design[sample.design["reason"] == "instruments disagree"]
    assert sorted(open_[["doc_id", "paragraph", "sentence"]].to_numpy().tolist()) == [["d2", 1, 1], ["d3", 1, 2]]


def test_traps_are_taken_in_turn(corpus, annotations):
    many = make_table(
        [{"doc_id": "d2", "paragraph": p, "sentence": s, "is_passive": True} for p, s in ((1, 1), (1, 2), (2, 1))],
        "statements",
    )
    trapped = replace(annotations, statements=pd.concat([annotations.statements, many]))
    sample = draw_sample(corpus, trapped, n=3, kind="purposive", seed=5)
    assert sorted(sample.design["reason"]) == ["negation", "passive", "reported speech"]


def test_the_same_seed_gives_the_same_sheet_under_any_order_of_rows(corpus, annotations):
    mixed = replace(annotations, sentences=annotations.sentences.sample(frac=1, random_state=3))
    one, again = (draw_sample(corpus, tables, n=8, seed=4).units for tables in (annotations, mixed))
    assert one.equals(again)
    assert not draw_sample(corpus, annotations, n=8, seed=5).units["item"].equals(one["item"])


def test_the_order_on_the_sheet_does_not_follow_the_articles(corpus, annotations):
    """Were the order that of the corpus, neighbors would always be of one article."""
    together = 0
    for seed in range(50):
        doc_ids = draw_sample(corpus, annotations, n=14, seed=seed).units["doc_id"].to_numpy()
        together += int(np.sum(doc_ids[1:] == doc_ids[:-1]))
    # by chance 13 * (6*5 + 5*4 + 3*2) / (14*13) = 4 of 13 pairs; in the order of the corpus it would be 11
    assert 3 < together / 50 < 5


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"n": 15}, "15 units"),
        ({"n": 0}, "0 units"),
        ({"n": 3, "kind": "handy"}, "handy"),
        ({"n": 3, "kind": "stratified"}, "needs strata"),
        ({"n": 3, "kind": "stratified", "by": "editor"}, "'editor'"),
        ({"n": 3, "kind": "purposive", "by": "author"}, "no strata"),
    ],
)
def test_what_cannot_be_drawn_is_refused(corpus, annotations, how, message):
    with pytest.raises(CaatextError, match=rf"E-CFG-OPTION.*{message}"):
        draw_sample(corpus, annotations, seed=1, **how)


def test_a_sample_shows_itself(everything):
    assert repr(everything) == "<coding sample: 14 sentences (14 random), seed 1>"
    assert "<table" in everything._repr_html_()
