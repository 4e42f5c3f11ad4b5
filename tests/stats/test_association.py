"""Oracles: numbers recomputed by hand or by scipy; see the sources in the docstrings of the functions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from caatext.errors import MeasureError
from caatext.stats import association, keyness_tests
from caatext.stats.association import log_odds_dirichlet, log_ratio, npmi, pmi

counts = st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(1, 500), st.integers(1, 500))


def test_log_ratio_doubles_to_one():
    found = log_ratio([20, 10], [10, 10], total_group=1000, total_reference=1000, added=0)
    assert found.estimate.tolist() == [1.0, 0.0]
    error = np.sqrt(1 / 20 - 1 / 1000 + 1 / 10 - 1 / 1000) / np.log(2)
    assert found.conf_high[0] - 1 == pytest.approx(1.959964 * error, abs=1e-5)


@given(counts)
def test_log_ratio_changes_sign_with_the_sides(cells):
    a, b, n1, n0 = cells
    n1, n0 = n1 + a, n0 + b
    one = log_ratio(a, b, total_group=n1, total_reference=n0)
    other = log_ratio(b, a, total_group=n0, total_reference=n1)
    assert one.estimate == pytest.approx(-other.estimate, abs=1e-12)
    assert one.conf_low <= one.estimate <= one.conf_high


def test_fighting_words_match_the_oracle():
    """Flat prior 0.01, four-term variance; the two-term variance would give -2.304 for the second word."""
    found = log_odds_dirichlet([1, 5, 1, 9], [100, 510, 100, 199], prior=0.01)
    assert found.z == pytest.approx([-0.58984491, -1.90568407, -0.58984491, 2.98306431], abs=1e-8)
    assert 1 - 2 * stats.norm.cdf(found.z) == pytest.approx([0.4447054, 0.9433088, 0.4447054, -0.9971462], abs=1e-7)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=8), st.floats(0.01, 5))
def test_swapping_the_sides_negates_every_z(pairs, prior):
    one, other = np.array(pairs, dtype=float).T
    forth, back = (log_odds_dirichlet(x, y, prior=prior).z for x, y in ((one, other), (other, one)))
    assert forth == pytest.approx(-back, abs=1e-9)


def test_a_part_of_the_vocabulary_needs_its_totals():
    whole = log_odds_dirichlet([1, 5, 1, 9], [100, 510, 100, 199], prior=0.5)
    part = log_odds_dirichlet([1, 5], [100, 510], prior=0.5, total_group=16, total_reference=909, prior_total=2)
    assert part.z == pytest.approx(whole.z[:2])


def test_a_prior_of_zero_is_refused():
    with pytest.raises(MeasureError, match="prior"):
        log_odds_dirichlet([1, 2], [3, 4], prior=[0.0, 1.0])


def test_pmi_matches_the_oracle():
    assert float(pmi(7, 10, 9, 19)) == pytest.approx(0.390539, abs=1e-6)
    assert float(pmi(7, 10, 9, 19, base=2)) == pytest.approx(0.390539 / np.log(2), abs=1e-6)


@given(st.integers(1, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_npmi_is_symmetric_and_bounded(both, only_a, only_b, neither):
    n = both + only_a + only_b + neither
    one, other = npmi(both, both + only_a, both + only_b, n), npmi(both, both + only_b, both + only_a, n)
    assert one == other
    assert -1 <= one <= 1


def test_npmi_at_its_ends():
    assert npmi([0, 5, 5], [3, 5, 5], [4, 5, 5], [10, 10, 5]).tolist() == [-1.0, 1.0, 0.0]


def test_the_prior_is_named_in_the_result():
    counts = [1, 5, 1, 9], [100, 510, 100, 199]
    flat = log_odds_dirichlet(*counts, prior=0.01)
    assert (flat.prior_kind, flat.prior_total) == ("flat", pytest.approx(0.04))
    assert log_odds_dirichlet(*counts, prior=[2.0, 2.0, 2.0, 2.0])[3:] == ("flat", 8.0)
    background = 500 * np.array([0.1, 0.6, 0.1, 0.1])
    informative = log_odds_dirichlet(*counts, prior=background, prior_total=500)
    assert (informative.prior_kind, informative.prior_total) == ("informative", 500.0)


def test_the_tests_of_the_table_are_found_here_too():
    for name in ("chi2", "g2", "p_chi2", "fisher_exact"):
        assert getattr(association, name) is getattr(keyness_tests, name)
