"""Distances of two sides for whole sets of labelings, against the plain functions one labeling at a time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from caatext.stats.divergence import burrows_delta, jensen_shannon
from caatext.stats.side_distances import DISTANCES, Frequent, SideDistances, frequent_words

NO_WORDS = Frequent(np.array([], dtype=np.intp), np.array([]))


def bursty(seed, n_units=10, n_words=80):
    rng = np.random.default_rng(seed)
    return rng.poisson(rng.gamma(0.3, 3.0, (n_units, n_words)))


@given(st.integers(0, 200))
def test_each_labeling_gives_what_the_plain_functions_give(seed):
    counts = bursty(seed)
    labels = np.random.default_rng(seed + 1).random((7, 10)) < 0.5
    labels[:, 0], labels[:, 1] = True, False
    found = SideDistances(sparse.csr_array(counts), NO_WORDS).distances(labels)
    first, second = labels @ counts, ~labels @ counts
    np.testing.assert_allclose(found[:, 0], jensen_shannon(first, second), atol=1e-12)
    np.testing.assert_allclose(found[:, 1], jensen_shannon(first, second, order=2), atol=1e-12)
    assert np.isnan(found[:, 2]).all()


def test_delta_of_single_articles_is_burrows_delta():
    counts = bursty(3)
    frequent = frequent_words(sparse.csr_array(counts), n_words=20)
    expected = burrows_delta(counts, counts.sum(axis=1), n_words=20)
    pair = SideDistances(sparse.csr_array(counts[[2, 5]]), frequent)
    assert pair.distances(np.array([[True, False]]))[0, 2] == pytest.approx(expected[2, 5])


def test_sides_can_be_swapped_and_batches_do_not_show(monkeypatch):
    counts = bursty(4)
    sides = SideDistances(sparse.csr_array(counts), frequent_words(sparse.csr_array(counts), n_words=10))
    labels = np.random.default_rng(1).random((50, 10)) < 0.5
    whole = sides.distances(labels)
    np.testing.assert_allclose(whole, sides.distances(~labels), atol=1e-12)
    monkeypatch.setattr("caatext.stats.side_distances._CELLS", 1)
    np.testing.assert_allclose(whole, sides.distances(labels), atol=1e-12)
    assert whole.shape == (50, len(DISTANCES))


def test_ends_of_the_range_and_a_side_without_words():
    counts = sparse.csr_array(np.array([[3, 0], [0, 5], [6, 0], [0, 0]]))
    found = SideDistances(counts, NO_WORDS).distances(np.eye(4, dtype=bool)[[1, 3]] | [[0, 0, 0, 0], [0, 0, 0, 0]])
    np.testing.assert_allclose(found[0, :2], 1.0)  # no word in common
    assert np.isnan(found[1]).all()
    same = SideDistances(counts[[0, 2]], NO_WORDS).distances(np.array([[True, False]]))
    np.testing.assert_allclose(same[0, :2], 0.0, atol=1e-12)


def test_frequent_words_are_those_that_vary_with_the_sample_deviation():
    counts = np.array([[10, 4, 0, 6], [10, 2, 1, 7], [10, 0, 0, 10]])
    found = frequent_words(sparse.csr_array(counts), n_words=3)
    assert found.columns.tolist() == [3, 1]  # the first has one rate, the third is fourth in frequency
    assert found.spread[1] == pytest.approx(np.std([0.2, 0.1, 0.0], ddof=1))
    assert frequent_words(sparse.csr_array(counts[:1]), n_words=3).columns.size == 0
