"""Oracles: numbers recomputed by hand or by scipy; see the sources in the docstrings of the functions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from caatext.errors import MeasureError
from caatext.stats.association import chi2, g2, log_odds_dirichlet, log_ratio, npmi, p_chi2, pmi

#: Text 1: 7 times b, 3 times a. Text 2: 7 times a, 2 times b. The first word is b, the second a.
TWO_WORDS = {"total_group": 10, "total_reference": 9}
GROUP, REFERENCE = [7, 3], [2, 7]

counts = st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(1, 500), st.integers(1, 500))


@pytest.mark.parametrize(
    ("correction", "expected", "p"),
    [("none", 4.337160494, 0.037289), ("yates", 2.632438272, None), ("williams", 4.0176257, None)],
)
def test_chi2_matches_the_oracle_and_is_signed(correction, expected, p):
    found = chi2(GROUP, REFERENCE, **TWO_WORDS, correction=correction)
    assert found == pytest.approx([expected, -expected], abs=1e-6)
    if p is not None:
        assert p_chi2(found) == pytest.approx([p, p], abs=1e-6)


@pytest.mark.parametrize(
    ("correction", "expected", "p"), [("none", 4.534939332, 0.033210), ("williams", 4.200833412, 0.040404)]
)
def test_g2_matches_the_oracle_and_is_signed(correction, expected, p):
    found = g2(GROUP, REFERENCE, **TWO_WORDS, correction=correction)
    assert found == pytest.approx([expected, -expected], abs=1e-8)
    assert p_chi2(found) == pytest.approx([p, p], abs=1e-6)


@given(counts)
def test_chi2_and_g2_agree_with_scipy(cells):
    a, b, c, d = cells
    table = np.array([[a, b], [c, d]])
    if a + b == 0:
        assert chi2(a, b, total_group=a + c, total_reference=b + d) == 0
        assert g2(a, b, total_group=a + c, total_reference=b + d) == 0
        return
    plain = stats.chi2_contingency(table, correction=False)[0]
    likelihood = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")[0]
    assert abs(chi2(a, b, total_group=a + c, total_reference=b + d)) == pytest.approx(plain, abs=1e-8)
    assert abs(g2(a, b, total_group=a + c, total_reference=b + d)) == pytest.approx(likelihood, abs=1e-8)


def test_a_word_that_stands_nowhere_has_no_keyness():
    assert chi2(0, 0, total_group=5, total_reference=5) == 0
    assert g2(0, 0, total_group=5, total_reference=5) == 0


def test_counts_beyond_their_total_are_refused():
    with pytest.raises(MeasureError, match="larger than the total"):
        chi2(7, 2, total_group=5, total_reference=9)
    with pytest.raises(MeasureError, match="negative"):
        log_ratio(-1, 2, total_group=5, total_reference=9)


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
