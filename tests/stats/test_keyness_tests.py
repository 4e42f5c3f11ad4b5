"""Oracles: scipy's tests of one table, and numbers recomputed by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.stats.contingency import odds_ratio as one_odds_ratio

from caatext.errors import MeasureError
from caatext.stats.association import log_ratio
from caatext.stats.keyness_tests import chi2, fisher_exact, g2, p_chi2

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


small = st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 200), st.integers(0, 200))


@given(st.lists(small, min_size=1, max_size=12))
def test_fisher_exact_agrees_with_scipy_for_all_words_at_once(tables):
    a, b, c, d = np.array(tables).T
    found = fisher_exact(a, b, total_group=a + c, total_reference=b + d)
    for (k, m, n, o), odds, p in zip(tables, *found, strict=True):
        table = np.array([[k, m], [n, o]])
        assert p == pytest.approx(stats.fisher_exact(table)[1], rel=1e-9, abs=1e-300)
        expected = one_odds_ratio(table, kind="conditional").statistic
        assert odds == pytest.approx(expected, rel=1e-6, nan_ok=True)


def test_the_odds_ratio_expects_what_was_observed():
    """By brute force over the support: the count in the group has its observed value as its mean."""
    for a, b, n1, n0 in ((7, 2, 10, 9), (30, 4, 4_000, 5_000), (1, 200, 90_000, 40_000)):
        odds = float(fisher_exact(a, b, total_group=n1, total_reference=n0).odds_ratio)
        x = np.arange(max(0, a + b - n0), min(a + b, n1) + 1)
        weight = stats.hypergeom.logpmf(x, n1 + n0, n1, a + b) + x * np.log(odds)
        weight = np.exp(weight - weight.max())
        assert (x * weight).sum() / weight.sum() == pytest.approx(a, rel=1e-8)


def test_fisher_exact_keeps_its_digits_in_a_large_corpus():
    """Equal sides: both tails are counted, although factorials of 10^9 have few digits left to compare."""
    one = fisher_exact(30, 20, total_group=10**9, total_reference=10**9)
    assert one.p_value == pytest.approx(stats.binomtest(30, 50).pvalue, abs=1e-6)
    assert one.odds_ratio == pytest.approx(1.5, abs=1e-6)


@given(small)
def test_swapping_the_sides_inverts_the_odds_ratio_and_keeps_p(cells):
    a, b, c, d = cells
    one = fisher_exact(a, b, total_group=a + c, total_reference=b + d)
    other = fisher_exact(b, a, total_group=b + d, total_reference=a + c)
    assert one.p_value == pytest.approx(other.p_value, rel=1e-9)
    assert 0 <= one.p_value <= 1
    with np.errstate(divide="ignore"):
        assert 1.0 / one.odds_ratio == pytest.approx(other.odds_ratio, rel=1e-6, nan_ok=True)


def test_fisher_exact_at_its_ends():
    found = fisher_exact([0, 3, 3, 0, 5], [3, 0, 3, 0, 5], total_group=[5, 5, 5, 5, 5], total_reference=5)
    assert found.odds_ratio[:2].tolist() == [0.0, np.inf]
    assert found.odds_ratio[2] == pytest.approx(1.0)
    assert np.isnan(found.odds_ratio[3:]).all()  # a word that stands nowhere, and one that is all there is
    assert found.p_value[2:] == pytest.approx([1.0, 1.0, 1.0])


def test_the_order_and_the_number_of_words_change_nothing():
    rng = np.random.default_rng(3)
    a, b = rng.poisson(rng.gamma(0.3, 60, size=(2, 400)))
    found = fisher_exact(a, b, total_group=50_000, total_reference=60_000)
    order = rng.permutation(400)
    again = fisher_exact(a[order], b[order], total_group=50_000, total_reference=60_000)
    assert np.array_equal(again.p_value, found.p_value[order])
    assert np.array_equal(again.odds_ratio, found.odds_ratio[order], equal_nan=True)


def test_rates_are_no_counts():
    with pytest.raises(MeasureError, match=r"E-TYPE-COUNT.*not a whole number"):
        fisher_exact(0.5, 2, total_group=5, total_reference=9)
    with pytest.raises(MeasureError, match="larger than the total"):
        fisher_exact(7, 2, total_group=5, total_reference=9)
