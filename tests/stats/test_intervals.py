import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.proportion import proportion_confint

from caatext.errors import MeasureError
from caatext.stats.intervals import group_difference, jeffreys, logit_plus, t_interval, wilson

shares = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(shares)
def test_wilson_and_jeffreys_agree_with_statsmodels(share):
    k, n = share
    found = wilson(k, n)
    assert (found.conf_low, found.conf_high) == pytest.approx(proportion_confint(k, n, method="wilson"), abs=1e-12)
    low, high = proportion_confint(k, n, method="jeffreys")
    expected = (0.0 if k == 0 else low, 1.0 if k == n else high)
    assert jeffreys(k, n)[1:] == pytest.approx(expected, abs=1e-9)


@given(shares)
def test_limits_stand_around_the_share(share):
    for found in (wilson(*share), jeffreys(*share)):
        assert 0 <= found.conf_low <= found.estimate <= found.conf_high <= 1


def test_no_units_is_missing_and_not_zero():
    for found in (wilson([0, 1], [0, 2]), jeffreys([0, 1], [0, 2])):
        assert np.isnan([found.estimate[0], found.conf_low[0], found.conf_high[0]]).all()
        assert np.isfinite([found.estimate[1], found.conf_low[1], found.conf_high[1]]).all()
    assert np.isnan(logit_plus(0, 0))


def test_counts_outside_their_units_are_refused():
    for function in (wilson, jeffreys, logit_plus):
        with pytest.raises(MeasureError, match="number of units"):
            function(3, 2)


def test_t_interval_agrees_with_scipy():
    values = [0.1, 0.4, 0.35, 0.8]
    expected = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    found = t_interval(values)
    assert (found.conf_low, found.conf_high) == pytest.approx(tuple(expected))
    assert t_interval([2.0, 2.0, 2.0])[:3] == (2.0, 2.0, 2.0)
    assert np.isnan(t_interval([2.0]).conf_low)
    assert np.isnan(t_interval([]).estimate)


def by_least_squares(y, z, strata):
    """HC2 of statsmodels, and the degrees of freedom by their definition with full matrices."""
    dummies = (np.asarray(strata)[:, None] == np.unique(strata)[None, :]).astype(float)
    x = np.column_stack([np.asarray(z, dtype=float), dummies])
    fit = OLS(y, x).fit(cov_type="HC2")
    hat = x @ np.linalg.inv(x.T @ x) @ x.T
    weight = (x @ np.linalg.inv(x.T @ x))[:, 0]
    g = (np.eye(len(y)) - hat) * (weight / np.sqrt(1 - np.diag(hat)))[None, :]
    eigenvalues = np.linalg.eigvalsh(g.T @ g)
    return fit.params[0], fit.bse[0], eigenvalues.sum() ** 2 / (eigenvalues**2).sum()


@pytest.mark.parametrize("seed", range(5))
def test_group_difference_agrees_with_statsmodels_and_the_definition(seed):
    rng = np.random.default_rng(seed)
    z = np.array([1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 0])
    strata = np.array(list("aaaaabbbbbcccc"))
    y = rng.normal(size=len(z))
    found = group_difference(y, z, strata=strata)
    assert (found.estimate, found.std_error, found.dof) == pytest.approx(by_least_squares(y, z, strata))
    half = stats.t.ppf(0.975, found.dof) * found.std_error
    assert found.conf_high - found.estimate == pytest.approx(half)


def test_two_groups_reduce_to_welch_with_the_closed_form_of_imbens_and_kolesar():
    one, other = np.array([1.0, 2.5, 3.0, 7.0]), np.array([0.5, 1.0, 1.5, 4.0, 4.5, 2.0])
    found = group_difference([*one, *other], [1] * 4 + [0] * 6)
    assert found.estimate == pytest.approx(one.mean() - other.mean())
    assert found.std_error == pytest.approx(np.sqrt(one.var(ddof=1) / 4 + other.var(ddof=1) / 6))
    n1, n0 = 4, 6
    dof = (n1 + n0) ** 2 * (n1 - 1) * (n0 - 1) / (n1**2 * (n1 - 1) + n0**2 * (n0 - 1))
    assert found.dof == pytest.approx(dof)


def test_strata_with_one_side_change_nothing():
    z, strata, y = [1, 1, 0, 0, 1, 1], list("aaaabb"), [3.0, 4.0, 1.0, 1.5, 90.0, 80.0]
    assert group_difference(y, z, strata=strata) == pytest.approx(group_difference(y[:4], z[:4], strata=strata[:4]))


def test_a_pair_in_one_stratum_has_no_interval():
    found = group_difference([1.0, 0.0], [1, 0])
    assert found.estimate == 1.0
    assert np.isnan(found.conf_low)


def test_no_shared_stratum_is_refused():
    with pytest.raises(MeasureError, match="no stratum holds"):
        group_difference([1.0, 2.0], [1, 0], strata=["a", "b"])


values = st.lists(st.floats(-5, 5), min_size=8, max_size=8)


@given(values, st.floats(-3, 3))
def test_sides_swap_and_constants_fall_out(y, shift):
    z, strata = [1, 0, 1, 0, 1, 0, 1, 0], [0, 0, 0, 0, 1, 1, 1, 1]
    one = group_difference(y, z, strata=strata)
    other = group_difference(y, [1 - part for part in z], strata=strata)
    moved = group_difference([part + shift for part in y], z, strata=strata)
    assert one.estimate == pytest.approx(-other.estimate, abs=1e-9)
    assert (one.conf_low, one.conf_high) == pytest.approx((-other.conf_high, -other.conf_low), abs=1e-9)
    assert moved.estimate == pytest.approx(one.estimate, abs=1e-9)
    assert one.conf_low <= one.estimate <= one.conf_high


def test_a_constant_sample_has_an_interval_of_no_width():
    found = group_difference([2.0] * 8, [1, 1, 1, 1, 0, 0, 0, 0])
    assert (found.estimate, found.conf_low, found.conf_high) == pytest.approx((0, 0, 0), abs=1e-12)


@given(shares)
def test_logit_plus_is_odd(share):
    k, n = share
    assert logit_plus(k, n) == pytest.approx(-logit_plus(n - k, n), abs=1e-12)
    assert np.isfinite(logit_plus(k, n))
