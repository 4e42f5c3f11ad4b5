import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse

from caatext.stats.coherence import (
    coherence_cosine,
    coherence_npmi,
    coherence_pmi,
    coherence_umass,
    exclusivity,
    frex,
    match_topics,
    top_features,
    top_overlap,
    topic_diversity,
    topic_stability,
)

#: Five units; the first feature stands in three of them, the second in two, both in one.
POSTINGS = np.array([[0, 0], [1, 0], [1, 1], [1, 0], [0, 1]])


def test_coherence_agrees_with_the_published_pair():
    """Values of a public test of the confirmation measures: log conditional, log ratio, normalized log ratio."""
    assert coherence_umass([[1, 0]], POSTINGS, smoothing=0) == pytest.approx(math.log((1 / 5) / (2 / 5)))
    assert coherence_npmi([[0, 1]], POSTINGS) == pytest.approx(-0.113282753)


def test_the_other_confirmation_measures_agree_with_the_published_pair():
    assert coherence_pmi([[0, 1]], POSTINGS) == pytest.approx(-0.182321557, abs=1e-9)
    assert coherence_cosine([[0, 1]], POSTINGS) == pytest.approx(0.6230, abs=5e-5)


def by_gensim(tops, presence):
    """Log ratio and cosine of gensim, with units as its windows."""
    from gensim.topic_coherence import (
        direct_confirmation_measure,
        indirect_confirmation_measure,
        segmentation,
        text_analysis,
    )

    units = [[(column, 1) for column in np.flatnonzero(unit)] for unit in presence]
    counted = text_analysis.CorpusAccumulator(set(range(presence.shape[1]))).accumulate(units)
    topics = [np.array(top) for top in tops]
    pairs = segmentation.s_one_pre(topics)
    ratio = direct_confirmation_measure.log_ratio_measure(pairs, counted)
    cosine = indirect_confirmation_measure.cosine_similarity(segmentation.s_one_set(topics), counted, topics)
    return np.array(ratio), np.array(cosine)


def test_pmi_and_cosine_agree_with_gensim():
    rng = np.random.default_rng(7)
    presence = (rng.random((60, 8)) < 0.5).astype(int)
    presence[:, 5] = 1 - presence[:, 4]  # two that never meet
    tops = [[0, 1, 2, 3], [4, 5, 6], [7, 2]]
    ratio, cosine = by_gensim(tops, presence)
    for place, top in enumerate(tops):
        assert coherence_pmi([top], presence)[0] == pytest.approx(ratio[place], abs=1e-8)
        assert coherence_cosine([top], presence)[0] == pytest.approx(cosine[place], abs=1e-8)


def test_pmi_of_pairs_that_never_meet_is_finite_and_of_absent_words_missing():
    apart = np.array([[1, 0, 0], [0, 1, 0]])
    assert coherence_pmi([[0, 1]], apart) == pytest.approx(math.log(1e-12 / 0.25))
    assert coherence_pmi([[0, 1]], apart, added=0) == -np.inf
    assert np.isnan(coherence_pmi([[0, 2]], apart)).all()


def test_cosine_of_words_of_one_kind_and_of_words_that_avoid_each_other():
    together = np.array([[1, 1, 1], [1, 1, 1], [0, 0, 0], [0, 0, 0]])
    apart = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]])
    assert coherence_cosine([[0, 1, 2]], together) == pytest.approx(1)
    # by hand: (1, -1, -1) against (-1, -1, -1); to avoid the same others is company too
    assert coherence_cosine([[0, 1, 2]], apart, added=0) == pytest.approx(1 / 3)
    assert coherence_cosine([[0, 1]], apart, added=0) == pytest.approx(0)
    assert coherence_cosine([[0, 1]], np.ones((3, 2))) == 0  # nothing tells words of every unit from chance


@given(presence=hnp.arrays(np.int64, (9, 4), elements=st.integers(0, 1)), rng=st.randoms())
def test_pmi_and_cosine_heed_neither_order_nor_counts(presence, rng):
    top = [0, 1, 2, 3]
    rng.shuffle(top)
    for measure in (coherence_pmi, coherence_cosine):
        value = measure([[0, 1, 2, 3]], presence)
        assert measure([top], presence * 3) == pytest.approx(value, nan_ok=True, abs=1e-9)
        assert measure([[0, 1, 2, 3]], presence[::-1]) == pytest.approx(value, nan_ok=True, abs=1e-9)
    assert -1 - 1e-12 <= coherence_cosine([top], presence)[0] <= 1 + 1e-12


def test_coherence_umass_conditions_on_the_heavier_feature():
    assert coherence_umass([[0, 1]], POSTINGS, smoothing=0) == pytest.approx(math.log(1 / 3))
    assert coherence_umass([[1, 0]], POSTINGS, smoothing=0) == pytest.approx(math.log(1 / 2))
    assert coherence_umass([[0, 1]], POSTINGS) == pytest.approx(math.log(2 / 3))


def test_coherence_takes_sparse_counts_and_many_topics():
    counts = sparse.csr_array(POSTINGS * 4)
    tops = [[0, 1], [1, 0]]
    assert coherence_npmi(tops, counts).tolist() == coherence_npmi(tops, POSTINGS).tolist()
    assert coherence_npmi([[0, 1]], counts) == coherence_npmi([[1, 0]], counts)
    assert coherence_npmi([[0, 1]], np.array([[1, 0], [0, 1]])) == pytest.approx(-1)
    assert coherence_npmi([[0, 1]], np.array([[1, 1], [0, 0]])) == pytest.approx(1)


def test_top_features_break_ties_by_column():
    assert top_features([[0.1, 0.3, 0.3, 0.3]], 3).tolist() == [[1, 2, 3]]
    assert top_features([[0.1, 0.3, 0.3 + 1e-15, 0.3]], 2).tolist() == [[1, 2]]
    assert top_features([[0.4, 0.6]], 10).tolist() == [[1, 0]]


def test_frex_is_the_harmonic_mean_of_two_ranks():
    """Third feature of the first topic: second in weight, last in exclusivity, of three."""
    content = np.array([[0.5, 0.2, 0.3], [0.1, 0.1, 0.8]])
    exclusive, frequent = 1 / 3, 2 / 3
    assert frex(content)[0, 2] == pytest.approx(1 / (0.5 / exclusive + 0.5 / frequent))
    assert frex(content, omega=1.0)[0] == pytest.approx([1, 2 / 3, 1 / 3])
    assert frex(content, omega=0.0)[0] == pytest.approx([1, 1 / 3, 2 / 3])


def test_exclusivity_is_one_for_topics_without_common_words_and_less_else():
    apart = np.array([[0.6, 0.4, 0, 0], [0, 0, 0.6, 0.4]])
    shared = np.array([[0.6, 0.2, 0.1, 0.1], [0.6, 0.1, 0.2, 0.1]])
    assert (exclusivity(apart, n=1) > exclusivity(shared, n=1)).all()
    assert exclusivity(shared, n=2) == pytest.approx(
        np.take_along_axis(frex(shared, omega=0.7), top_features(shared, 2), axis=1).mean(axis=1)
    )


def test_frex_of_a_feature_without_weight_is_finite():
    assert np.isfinite(frex([[0.0, 1.0], [0.0, 1.0]])).all()


def test_topic_diversity_counts_distinct_words():
    assert topic_diversity([[0, 1], [0, 1]]) == 0.5
    assert topic_diversity([[0, 1], [2, 3]]) == 1.0


def test_match_topics_finds_the_best_pairing_not_the_greedy_one():
    tops = [[0, 1, 2, 3], [0, 1, 4, 9]]
    other = [[0, 1, 2, 4], [2, 3, 7, 8]]
    partners, overlap = match_topics(tops, other)
    assert partners.tolist() == [1, 0]
    assert overlap.tolist() == pytest.approx([1 / 3, 0.6])
    assert top_overlap(tops, other)[0].tolist() == pytest.approx([0.6, 1 / 3])


def test_match_topics_leaves_topics_over_where_the_other_fit_has_fewer():
    partners, overlap = match_topics([[0], [1]], [[1]])
    assert partners.tolist() == [-1, 0]
    assert overlap.tolist() == [0, 1]


def test_topic_stability_without_runs_is_missing():
    assert np.isnan(topic_stability([[0, 1]], [])).all()


tops = hnp.arrays(np.int64, (3, 4), elements=st.integers(0, 9))


@given(tops=tops, rng=st.randoms())
def test_stability_is_bounded_and_a_fit_agrees_with_itself_in_any_order(tops, rng):
    shuffled = tops.tolist()
    rng.shuffle(shuffled)
    assert topic_stability(tops, [shuffled]).mean() == pytest.approx(1.0)
    values = topic_stability(tops, [np.roll(tops, 1, axis=1), tops[::-1], np.zeros((3, 4), dtype=int)])
    assert ((values >= 0) & (values <= 1)).all()


@given(content=hnp.arrays(float, (3, 6), elements=st.floats(0.01, 1)), omega=st.floats(0, 1))
def test_frex_lies_between_zero_and_one(content, omega):
    scores = frex(content / content.sum(axis=1, keepdims=True), omega=omega)
    assert ((scores > 0) & (scores <= 1 + 1e-12)).all()
