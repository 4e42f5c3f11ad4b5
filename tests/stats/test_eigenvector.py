"""Eigenvector centrality against another library and by its definition."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.errors import MeasureError
from caatext.stats.centrality import eigenvector_centrality


def symmetric(n, seed):
    weights = np.triu(np.random.default_rng(seed).random((n, n)), k=1)
    return weights + weights.T


@pytest.mark.parametrize("seed", range(3))
def test_it_is_that_of_networkx_but_for_the_scale(seed):
    weights = symmetric(7, seed)
    known = nx.eigenvector_centrality_numpy(nx.from_numpy_array(weights), weight="weight")
    expected = np.array([known[n] for n in range(7)])
    np.testing.assert_allclose(eigenvector_centrality(weights), expected / expected.max(), atol=1e-9)


@settings(max_examples=30, deadline=None)
@given(n=st.integers(2, 6), seed=st.integers(0, 50), scale=st.floats(0.01, 100))
def test_it_solves_its_equation_and_does_not_know_scale_or_order(n, seed, scale):
    weights = symmetric(n, seed)
    x = eigenvector_centrality(weights)
    assert x.max() == pytest.approx(1.0)
    assert x.min() >= 0
    np.testing.assert_allclose(weights @ x, np.linalg.eigvalsh(weights)[-1] * x, atol=1e-8)
    np.testing.assert_allclose(eigenvector_centrality(weights * scale), x, atol=1e-7)
    order = np.random.default_rng(seed).permutation(n)
    np.testing.assert_allclose(eigenvector_centrality(weights[np.ix_(order, order)]), x[order], atol=1e-7)


def test_parts_of_equal_weight_are_equal_and_lighter_parts_are_nothing():
    pair = [[0, 1], [1, 0]]
    equal, lighter = np.kron(np.eye(2), pair), np.kron(np.diag([2, 1]), pair)
    assert eigenvector_centrality(equal) == pytest.approx([1, 1, 1, 1])
    assert eigenvector_centrality(lighter) == pytest.approx([1, 1, 0, 0])
    assert eigenvector_centrality(np.zeros((3, 3))).tolist() == [0, 0, 0]


@pytest.mark.parametrize("weights", [[1, 2], [[0, 1]], [[0, 1], [2, 0]], [[0, -1], [-1, 0]]])
def test_what_is_no_network_is_refused(weights):
    with pytest.raises(MeasureError, match="E-TYPE-COUNT"):
        eigenvector_centrality(weights)
