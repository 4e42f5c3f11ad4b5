import numpy as np
import pytest
from scipy import optimize, sparse

from caatext.stats.poisson_axis import AxisParameters, newton, standardize
from caatext.stats.wordfish import (
    Priors,
    bootstrap_positions,
    fit_wordfish,
    gradient,
    log_posterior,
)

RNG = np.random.default_rng(5)
COUNTS = RNG.poisson(np.exp(1.0 + np.outer(np.linspace(-1, 1, 7), RNG.normal(0, 0.5, 9)))) + 1.0
PRIORS = Priors(2.0, 4.0, 1.5, 0.7)


def point_at(seed, shape=COUNTS.shape):
    rng = np.random.default_rng(seed)
    n, m = shape
    return AxisParameters(rng.normal(size=n), rng.normal(size=m), rng.normal(size=m), rng.normal(size=n))


def unpacked(values, like):
    ends = np.cumsum([len(part) for part in like])[:-1]
    return AxisParameters(*np.split(values, ends))


def test_log_posterior_is_the_sum_cell_by_cell():
    point = point_at(1)
    total = 0.0
    for i, row in enumerate(COUNTS):
        for j, count in enumerate(row):
            rate = point.alpha[i] + point.psi[j] + point.beta[j] * point.theta[i]
            total += count * rate - np.exp(rate)
    for part, sd in zip(point, PRIORS, strict=True):
        total -= sum(x**2 for x in part) / (2 * sd**2)
    assert log_posterior(COUNTS, point, priors=PRIORS) == pytest.approx(total)


@pytest.mark.parametrize("priors", [Priors(), PRIORS])
def test_gradient_agrees_with_finite_differences(priors):
    point = point_at(2)
    flat = np.concatenate(point)

    def height(values):
        return log_posterior(COUNTS, unpacked(values, point), priors=priors)

    numeric = optimize.approx_fprime(flat, height, 1e-6)
    assert np.concatenate(gradient(COUNTS, point, priors=priors)) == pytest.approx(numeric, rel=1e-4, abs=1e-3)


@pytest.mark.parametrize("priors", [Priors(), Priors(alpha=2.0, beta=np.inf), PRIORS])
def test_the_top_is_where_another_climber_ends(priors):
    """L-BFGS over parameters that are standardized first, so that the constraints hold at every point."""
    fit = fit_wordfish(COUNTS, np.linspace(-1, 1, 7), priors=priors)
    start = point_at(3)

    def depth(values):
        free = unpacked(values, start)
        return -log_posterior(COUNTS, standardize(free, priors.precisions), priors=priors)

    begin = np.concatenate(fit.parameters) + 0.05 * np.random.default_rng(1).normal(size=sum(map(len, start)))
    found = optimize.minimize(depth, begin, method="L-BFGS-B", options={"maxiter": 3000, "maxfun": 400_000})
    theta = standardize(unpacked(found.x, start), priors.precisions).theta
    assert fit.is_converged
    assert fit.log_posterior >= -found.fun - 1e-6
    assert fit.log_posterior == pytest.approx(-found.fun, abs=1e-2)
    assert theta == pytest.approx(fit.parameters.theta, abs=0.03)


def test_at_the_top_only_the_constraints_hold_theta():
    fit = fit_wordfish(COUNTS, np.linspace(-1, 1, 7))
    slopes = gradient(COUNTS, fit.parameters)
    for part in (slopes.alpha, slopes.psi, slopes.beta):
        assert part == pytest.approx(0, abs=1e-6)
    along = slopes.theta @ fit.parameters.theta / 6
    assert slopes.theta == pytest.approx(along * fit.parameters.theta, abs=1e-6)


def test_standard_errors_come_from_the_information_of_all_parameters():
    """The negative second derivatives of the Lagrangian by finite differences, inverted on the tangent space."""
    fit = fit_wordfish(COUNTS, np.linspace(-1, 1, 7))
    point = fit.parameters
    flat = np.concatenate(point)
    n = COUNTS.shape[0]
    held = Priors(theta=1 / np.sqrt(fit.precision))  # the Lagrangian: theta's prior replaced by the multipliers

    def slopes(values):
        return np.concatenate(gradient(COUNTS, unpacked(values, point), priors=held))

    steps = 1e-5 * np.eye(len(flat))
    information = -np.array([(slopes(flat + step) - slopes(flat - step)) / 2e-5 for step in steps])
    bounds = np.zeros((len(flat), 3))
    bounds[:n, 0] = 1.0
    bounds[-n:, 1] = 1.0
    bounds[-n:, 2] = point.theta
    tangent = np.linalg.svd(bounds, full_matrices=True)[0][:, 3:]
    covariance = tangent @ np.linalg.inv(tangent.T @ information @ tangent) @ tangent.T
    assert fit.std_error == pytest.approx(np.sqrt(np.diag(covariance))[-n:], rel=1e-4)


def test_a_newton_step_at_the_top_goes_nowhere():
    fit = fit_wordfish(COUNTS, np.linspace(-1, 1, 7))
    assert newton(sparse.csr_array(COUNTS), fit.parameters, Priors().precisions).gain == pytest.approx(0, abs=1e-12)


def test_blocks_of_words_change_nothing(monkeypatch):
    whole = fit_wordfish(COUNTS, np.linspace(-1, 1, 7))
    monkeypatch.setattr("caatext.stats.poisson_axis.BLOCK_CELLS", 15)  # two words, one document at a time
    parted = fit_wordfish(COUNTS, np.linspace(-1, 1, 7))
    assert parted.parameters.theta == pytest.approx(whole.parameters.theta, abs=1e-9)
    assert parted.std_error == pytest.approx(whole.std_error)
    assert parted.log_posterior == pytest.approx(whole.log_posterior)


def test_standardizing_changes_no_expected_count():
    point = point_at(4)

    def rates(p):
        return p.alpha[:, None] + p.psi + np.outer(p.theta, p.beta)

    assert rates(standardize(point, Priors().precisions)) == pytest.approx(rates(point))
    assert rates(standardize(point, PRIORS.precisions)) == pytest.approx(rates(point))


def test_a_start_from_all_parameters_ends_at_the_same_top():
    fit = fit_wordfish(COUNTS, np.linspace(-1, 1, 7))
    again = fit_wordfish(COUNTS, fit.parameters)
    assert again.parameters.theta == pytest.approx(fit.parameters.theta, abs=1e-8)
    assert again.n_steps < fit.n_steps


def test_resampling_whole_clusters_leaves_the_axis_in_place_and_marks_what_it_cannot_do():
    fit = fit_wordfish(COUNTS, np.linspace(-1, 1, 7))
    drawn = np.vstack([np.ones((30, 7)), [[7, 0, 0, 0, 0, 0, 0]]])
    places = bootstrap_positions(COUNTS, fit, drawn, rng=np.random.default_rng(1))
    assert np.isnan(places[-1]).all()
    assert places[:-1].mean(axis=1) == pytest.approx(0, abs=1e-9)
    assert places[:-1].std(axis=1, ddof=1) == pytest.approx(1)
    assert (places[:-1] @ fit.parameters.theta > 0).all()
    assert (places[:-1].std(axis=0) > 0.01).all()
