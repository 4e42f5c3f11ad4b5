import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse, stats
from statsmodels.stats.contingency_tables import StratifiedTable

from caatext.stats.association import log_ratio
from caatext.stats.rates import StratifiedRates, pooled_difference

COUNTS = np.array([[4, 0, 1], [2, 1, 0], [0, 3, 1], [1, 5, 1], [3, 2, 0], [0, 1, 2]])
SIZES = np.array([100.0, 80.0, 120.0, 90.0, 60.0, 110.0])
LABELS = np.array([True, True, False, False, True, False])
STRATA = np.array(list("aaaabb"))


def test_one_stratum_has_one_occurrence_added_by_length():
    rates = StratifiedRates(sparse.csr_array(COUNTS), SIZES)
    one, other = COUNTS[LABELS].sum(axis=0), COUNTS[~LABELS].sum(axis=0)
    n, m = SIZES[LABELS].sum(), SIZES[~LABELS].sum()
    share = n / (n + m)
    assert rates.log_ratio(LABELS) == pytest.approx(np.log2((one + share) / n) - np.log2((other + 1 - share) / m))


def test_sides_of_one_length_have_the_log_ratio_of_the_books():
    sizes = np.full(6, 100.0)
    one, other = COUNTS[LABELS].sum(axis=0), COUNTS[~LABELS].sum(axis=0)
    expected = log_ratio(one, other, total_group=300, total_reference=300).estimate
    assert StratifiedRates(COUNTS, sizes).log_ratio(LABELS) == pytest.approx(expected)


def test_a_short_side_without_the_word_is_not_said_to_use_it_more():
    rates = StratifiedRates([[0], [0], [3], [2]], [10.0, 10.0, 1000.0, 1000.0])
    assert rates.log_ratio([True, True, False, False])[0] < 0


def test_the_studentized_difference_is_welchs_t_for_bursty_words_in_units_of_one_size():
    rng = np.random.default_rng(2)
    counts, labels = rng.poisson(40 * rng.gamma(1, 1, (11, 4))), np.arange(11) < 4
    theirs = stats.ttest_ind(counts[labels], counts[~labels], equal_var=False).statistic
    rates = StratifiedRates(counts, np.full(11, 500.0))
    assert rates.studentized([labels])[0] == pytest.approx(theirs)
    assert rates.studentized([~labels])[0] == pytest.approx(-theirs)


def test_the_studentized_difference_of_unequal_units_by_hand():
    """Rates 60/400 and 40/400; residuals of 25, -25 and 10, -10 are more than independent words would give."""
    rates = StratifiedRates([[40], [20], [10], [30]], [100.0, 300.0, 200.0, 200.0])
    variance = 2 * (25**2 + 25**2) / 400**2 + 2 * (10**2 + 10**2) / 400**2
    assert 2 * (10**2 + 10**2) / 400**2 > 100 / 800 / 400
    assert rates.studentized([[True, True, False, False]])[0, 0] == pytest.approx((60 - 40) / 400 / np.sqrt(variance))


def test_a_side_without_spread_has_that_of_independent_words():
    rates = StratifiedRates([[2, 1], [2, 1], [1, 1], [1, 1]], np.full(4, 10.0))
    value = rates.studentized([[True, True, False, False]])[0]
    assert value[0] == pytest.approx((4 - 2) / 20 / np.sqrt(2 * 6 / 40 / 20))
    assert value[1] == 0


def test_many_labelings_at_once_are_each_of_them_alone():
    rates = StratifiedRates(COUNTS, SIZES, strata=STRATA)
    dealt = np.array([LABELS, ~LABELS, [True, False, True, False, False, True]])
    for labels, row in zip(dealt, rates.log_ratios(dealt), strict=True):
        assert row == pytest.approx(rates.log_ratio(labels))
    assert rates.log_ratio(~LABELS) == pytest.approx(-rates.log_ratio(LABELS))


def test_a_rate_that_is_double_in_every_stratum_is_double_however_the_strata_are_filled():
    """Pooled over everything, the group would seem poor in the word: it writes most where the word is rare."""
    counts, sizes = np.array([[40], [200], [2000], [100]]) * 10, np.array([1000.0, 10_000.0, 10_000.0, 1000.0]) * 10
    rates = StratifiedRates(counts, sizes, strata=["rare", "rare", "common", "common"])
    assert rates.log_ratio([True, False, True, False])[0] == pytest.approx(1.0, abs=0.01)


def test_leaving_out_a_unit_is_computing_without_it():
    rates = StratifiedRates(COUNTS, SIZES)
    left = rates.leave_one_out(LABELS)
    for unit in range(len(SIZES)):
        kept = np.arange(len(SIZES)) != unit
        assert left[unit] == pytest.approx(StratifiedRates(COUNTS[kept], SIZES[kept]).log_ratio(LABELS[kept]))


def test_a_stratum_left_with_one_side_says_nothing():
    rates = StratifiedRates(COUNTS, SIZES, strata=STRATA)
    without_b = StratifiedRates(COUNTS[:4], SIZES[:4])
    without_b.added = [rates.added[0]]  # the half is shared out once, by the whole sample
    without_b_value = without_b.log_ratio(LABELS[:4])
    assert rates.leave_one_out(LABELS)[4] == pytest.approx(without_b_value)
    assert rates.leave_one_out(LABELS)[5] == pytest.approx(without_b_value)


def test_pooled_difference_has_the_sign_of_cochran_mantel_haenszel():
    tables = np.array([[3, 8, 1, 7], [4, 9, 2, 6], [1, 5, 2, 9]], dtype=float)
    found = StratifiedTable([np.array([[k1, n1 - k1], [k0, n0 - k0]]) for k1, n1, k0, n0 in tables])
    assert np.sign(pooled_difference(tables)) == np.sign(found.logodds_pooled)


units = st.integers(1, 9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(st.lists(st.tuples(units, units), min_size=1, max_size=5))
def test_pooled_difference_is_bounded_and_swaps(pairs):
    forth = pooled_difference([[*one, *other] for one, other in pairs])
    back = pooled_difference([[*other, *one] for one, other in pairs])
    assert -1 <= forth <= 1
    assert forth == pytest.approx(-back, abs=1e-12)


def test_no_stratum_with_both_sides_is_missing():
    assert np.isnan(pooled_difference([[0, 0, 2, 5]]))
    assert np.isnan(pooled_difference(np.empty((0, 4))))
