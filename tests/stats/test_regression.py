"""Oracles: the definition of CR2 with full matrices, and the closed cases it reduces to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from caatext.errors import MeasureError
from caatext.stats.intervals import group_difference
from caatext.stats.regression import clustered_ols

RNG = np.random.default_rng(8)
CLUSTERS = np.repeat(np.arange(9), [3, 7, 4, 5, 2, 6, 8, 3, 5])
N = len(CLUSTERS)
DESIGN = np.column_stack([np.ones(N), CLUSTERS % 2, RNG.normal(size=N), (CLUSTERS >= 5) * RNG.random(N)])
OUTCOME = DESIGN @ [1, 0.5, -0.3, 0] + RNG.normal(size=9)[CLUSTERS] + RNG.normal(size=N)


def root(matrix):
    """The inverse square root of a symmetric matrix, after Moore and Penrose."""
    values, vectors = np.linalg.eigh(matrix)
    kept = values > 1e-9
    return (vectors[:, kept] / np.sqrt(values[kept])) @ vectors[:, kept].T


def by_definition(y, x, clusters, *, cov=None):
    """Coefficients, CR2 variances, degrees of freedom, and the mean of CR2 under errors of covariance `cov`."""
    bread = np.linalg.inv(x.T @ x)
    left = np.eye(len(x)) - x @ bread @ x.T
    cov = np.eye(len(x)) if cov is None else cov
    beta, meat, mean, dof = bread @ x.T @ y, 0.0, 0.0, []
    rows = []
    for code in np.unique(clusters):
        own = clusters == code
        rows.append(bread @ x[own].T @ root(left[np.ix_(own, own)]) @ left[own])
        meat = meat + np.outer(rows[-1] @ y, rows[-1] @ y)
        mean = mean + rows[-1] @ cov @ rows[-1].T
    for k in range(x.shape[1]):
        g = np.array([row[k] for row in rows])
        eigenvalues = np.linalg.eigvalsh(g @ g.T)
        dof.append(eigenvalues.sum() ** 2 / (eigenvalues**2).sum())
    return beta, np.diag(meat), np.array(dof), np.diag(mean)


def test_it_agrees_with_the_definition():
    beta, variance, dof, _ = by_definition(OUTCOME, DESIGN, CLUSTERS)
    found = clustered_ols(OUTCOME, DESIGN, CLUSTERS)
    assert found.estimate == pytest.approx(beta)
    assert found.std_error == pytest.approx(np.sqrt(variance))
    assert found.dof == pytest.approx(dof)
    assert found.conf_high - found.estimate == pytest.approx(stats.t.ppf(0.975, dof) * found.std_error)
    assert found.p_value == pytest.approx(2 * stats.t.sf(np.abs(beta) / found.std_error, dof))
    assert (found.dof < 9).all()  # fewer than clusters, whatever the number of observations


def test_weights_are_variances_in_inverse_proportion():
    weight = RNG.uniform(0.5, 4, size=N)
    root_weight = np.sqrt(weight)
    beta, variance, dof, _ = by_definition(OUTCOME * root_weight, DESIGN * root_weight[:, None], CLUSTERS)
    found = clustered_ols(OUTCOME, DESIGN, CLUSTERS, weights=weight)
    assert found.estimate == pytest.approx(beta)
    assert found.std_error == pytest.approx(np.sqrt(variance))
    assert found.dof == pytest.approx(dof)
    again = clustered_ols(OUTCOME, DESIGN, CLUSTERS, weights=weight * 7)
    assert again.std_error == pytest.approx(found.std_error)


def test_cr2_is_unbiased_when_errors_are_independent_and_of_one_size():
    """The mean of CR2 under such errors is the true variance, exactly: M."""
    mean = by_definition(OUTCOME, DESIGN, CLUSTERS)[3]
    assert mean == pytest.approx(np.diag(np.linalg.inv(DESIGN.T @ DESIGN)), rel=1e-10)
    many = np.random.default_rng(1).normal(size=(N, 40_000))
    drawn = clustered_ols(many, DESIGN, CLUSTERS)
    assert (drawn.std_error**2).mean(axis=1) == pytest.approx(mean, rel=0.03)


@pytest.mark.parametrize("seed", range(4))
def test_each_observation_its_own_cluster_is_hc2_with_bell_and_mccaffrey(seed):
    rng = np.random.default_rng(seed)
    member = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    y = rng.normal(size=10) * (1 + 2 * member)
    expected = group_difference(y, member)
    found = clustered_ols(y, np.column_stack([np.ones(10), member]), np.arange(10))
    assert [float(part[1]) for part in found[:5]] == pytest.approx(
        [expected.estimate, expected.std_error, expected.dof, expected.conf_low, expected.conf_high]
    )


def test_with_strata_it_is_the_difference_within_strata():
    rng = np.random.default_rng(3)
    member = np.array([1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 0])
    strata = np.repeat(np.arange(3), [5, 5, 4])
    design = np.column_stack([member, strata[:, None] == np.arange(3)])
    y = rng.normal(size=14)
    expected = group_difference(y, member, strata=strata)
    found = clustered_ols(y, design, np.arange(14))
    assert (found.estimate[0], found.std_error[0], found.dof[0]) == pytest.approx(
        (expected.estimate, expected.std_error, expected.dof)
    )


def test_equal_clusters_of_one_group_each_are_welch_on_their_means():
    rng = np.random.default_rng(5)
    clusters = np.repeat(np.arange(10), 4)
    member = (clusters < 4).astype(float)
    y = rng.normal(size=10)[clusters] + rng.normal(size=40)
    expected = group_difference(y.reshape(10, 4).mean(axis=1), np.arange(10) < 4)
    found = clustered_ols(y, np.column_stack([np.ones(40), member]), clusters)
    assert [float(part[1]) for part in found[:5]] == pytest.approx(
        [expected.estimate, expected.std_error, expected.dof, expected.conf_low, expected.conf_high]
    )


def test_many_outcomes_are_many_fits():
    outcomes = np.column_stack([OUTCOME, OUTCOME**2, RNG.normal(size=N)])
    found = clustered_ols(outcomes, DESIGN, CLUSTERS)
    assert found.estimate.shape == found.p_value.shape == (4, 3)
    for column in range(3):
        one = clustered_ols(outcomes[:, column], DESIGN, CLUSTERS)
        for name in ("estimate", "std_error", "conf_low", "conf_high", "p_value"):
            assert getattr(found, name)[:, column] == pytest.approx(getattr(one, name))
        assert one.dof == pytest.approx(found.dof)


def test_a_coefficient_of_one_cluster_has_no_error_and_does_not_spoil_the_others():
    """Constants of authors: what varies within them is known as ever, but not the difference of two authors."""
    own = (CLUSTERS[:, None] == np.arange(9)).astype(float)
    design = np.column_stack([own, DESIGN[:, 2]])
    found = clustered_ols(OUTCOME, design, CLUSTERS)
    assert np.isnan(found.std_error[:9]).all()
    assert np.isnan(found.p_value[:9]).all()
    _, variance, dof, mean = by_definition(OUTCOME, design, CLUSTERS)
    assert (found.std_error[9], found.dof[9]) == pytest.approx((np.sqrt(variance[9]), dof[9]))
    assert mean[9] == pytest.approx(np.linalg.inv(design.T @ design)[9, 9])
    lone = clustered_ols(OUTCOME, np.column_stack([np.ones(N), CLUSTERS == 3]), CLUSTERS)
    assert np.isfinite(lone.std_error[0])
    assert np.isnan([lone.std_error[1], lone.dof[1], lone.conf_low[1], lone.p_value[1]]).all()


def test_one_cluster_tells_nothing():
    found = clustered_ols(OUTCOME, DESIGN, np.zeros(N))
    assert np.isfinite(found.estimate).all()
    assert np.isnan(found.std_error).all()


def test_coverage_with_twelve_clusters():
    """Authors differ, six in each group with 3 to 9 articles; 4,000 samples. Errors that ignore authors fail."""
    rng = np.random.default_rng(6)
    clusters = np.repeat(np.arange(12), rng.integers(3, 10, size=12))
    design = np.column_stack([np.ones(len(clusters)), clusters % 2])
    y = rng.normal(size=(12, 4_000))[clusters] + rng.normal(size=(len(clusters), 4_000))
    for unit, low, high in ((clusters, 0.935, 0.97), (np.arange(len(clusters)), 0.0, 0.80)):
        found = clustered_ols(y, design, unit)
        held = (found.conf_low[1] <= 0) & (found.conf_high[1] >= 0)
        assert low <= held.mean() <= high


def test_coverage_with_a_continuous_column_and_unequal_clusters():
    rng = np.random.default_rng(9)
    clusters = np.repeat(np.arange(12), rng.integers(2, 20, size=12))
    x = rng.normal(size=12)[clusters] + 0.5 * rng.normal(size=len(clusters))
    y = rng.normal(size=(12, 4_000))[clusters] + rng.normal(size=(len(clusters), 4_000))
    found = clustered_ols(y, np.column_stack([np.ones(len(x)), x]), clusters)
    held = (found.conf_low[1] <= 0) & (found.conf_high[1] >= 0)
    assert 0.92 <= held.mean() <= 0.98


@given(st.permutations(range(N)), st.floats(-3, 3), st.floats(0.1, 5))
def test_order_and_units_of_the_outcome_fall_out(order, shift, factor):
    order = np.array(order)
    one = clustered_ols(OUTCOME, DESIGN, CLUSTERS)
    names = np.array([f"author {code}" for code in CLUSTERS])
    other = clustered_ols((OUTCOME * factor + shift)[order], DESIGN[order], names[order])
    assert other.estimate[1:] == pytest.approx(one.estimate[1:] * factor)
    assert other.std_error == pytest.approx(one.std_error * factor)
    assert other.dof == pytest.approx(one.dof)
    assert other.p_value[1:] == pytest.approx(one.p_value[1:])


def test_swapping_the_sides_negates_the_difference():
    side = DESIGN[:, 1]
    one = clustered_ols(OUTCOME, np.column_stack([np.ones(N), side]), CLUSTERS)
    other = clustered_ols(OUTCOME, np.column_stack([np.ones(N), 1 - side]), CLUSTERS)
    assert other.estimate[1] == pytest.approx(-one.estimate[1])
    assert (other.conf_low[1], other.conf_high[1]) == pytest.approx((-one.conf_high[1], -one.conf_low[1]))


def test_an_outcome_that_is_fitted_without_error_has_no_p_value():
    constant = clustered_ols(np.full(N, 0.3), DESIGN, CLUSTERS)
    assert constant.std_error.tolist() == [0, 0, 0, 0]
    assert np.isnan(constant.p_value).all()


def test_an_outcome_with_a_gap_is_missing_and_the_others_are_not():
    outcomes = np.column_stack([OUTCOME, OUTCOME])
    outcomes[3, 1] = np.nan
    found = clustered_ols(outcomes, DESIGN, CLUSTERS)
    assert np.isfinite(found.p_value[:, 0]).all()
    assert np.isnan(found.estimate[:, 1]).all()
    assert np.isnan(found.p_value[:, 1]).all()


def test_a_design_that_cannot_be_told_apart_is_refused_in_words():
    both = np.column_stack([np.ones(N), CLUSTERS % 2, 1 - CLUSTERS % 2])
    with pytest.raises(MeasureError, match=r"E-TYPE-DESIGN.*sum of the other columns"):
        clustered_ols(OUTCOME, both, CLUSTERS)
    with pytest.raises(MeasureError, match=r"sum of the other columns"):
        clustered_ols([1.0, 2.0], [[1, 0, 3], [1, 1, 2]], [0, 1])
    with pytest.raises(MeasureError, match=r"column 1 of the design"):
        clustered_ols(OUTCOME, np.column_stack([np.ones(N), np.zeros(N)]), CLUSTERS)
    with pytest.raises(MeasureError, match=r"one row each"):
        clustered_ols(OUTCOME[1:], DESIGN, CLUSTERS)
    with pytest.raises(MeasureError, match=r"missing, or a weight"):
        clustered_ols(OUTCOME, DESIGN, CLUSTERS, weights=np.zeros(N))
    with pytest.raises(MeasureError, match=r"no observations"):
        clustered_ols([], np.empty((0, 2)), [])
