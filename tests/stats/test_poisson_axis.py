import numpy as np
import pytest
from scipy import optimize, sparse

from caatext.stats.poisson_axis import AxisParameters, climb_pairs, likelihood_slopes, pair_sums, sweep

RNG = np.random.default_rng(8)
BASE, SLOPE = RNG.normal(size=12), RNG.normal(size=12)
COUNTS = RNG.poisson(3.0, size=(4, 12)).astype(float)
MOMENTS = np.column_stack([COUNTS.sum(axis=1), COUNTS @ SLOPE])


@pytest.mark.parametrize("prior", [np.zeros(2), np.array([0.5, 2.0])])
def test_pairs_end_where_a_general_climber_ends(prior):
    pairs = climb_pairs(MOMENTS, BASE, SLOPE, start=np.zeros((4, 2)), prior=prior, max_steps=100)
    for row, count in enumerate(COUNTS):

        def depth(pair, count=count):
            rates = pair[0] + BASE + pair[1] * SLOPE
            return -(count @ rates - np.exp(rates).sum() - (prior * pair**2).sum() / 2)

        found = optimize.minimize(depth, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12})
        assert pairs[row] == pytest.approx(found.x, abs=1e-6)


def test_a_start_far_away_does_not_overshoot():
    near = climb_pairs(MOMENTS, BASE, SLOPE, start=np.zeros((4, 2)), prior=np.zeros(2), max_steps=200)
    far = climb_pairs(MOMENTS, BASE, SLOPE, start=np.full((4, 2), 9.0), prior=np.zeros(2), max_steps=200)
    assert far == pytest.approx(near, abs=1e-7)


def test_sums_have_the_powers_of_the_slope():
    rates = np.exp(0.3 + BASE - 0.2 * SLOPE)
    expected = [rates.sum(), rates @ SLOPE, rates @ SLOPE**2]
    assert pair_sums(np.array([[0.3, -0.2]]), BASE, SLOPE)[0] == pytest.approx(expected)


def test_a_sweep_climbs():
    table = sparse.csr_array(COUNTS)
    start = AxisParameters(np.zeros(4), np.zeros(12), 0.1 * SLOPE, np.array([-1.2, -0.3, 0.4, 1.1]))

    def height(point):
        rates = point.alpha[:, None] + point.psi + np.outer(point.theta, point.beta)
        return (COUNTS * rates - np.exp(rates)).sum()

    prior = np.zeros(4)
    once = sweep(table, start, prior)
    assert height(start) < height(once) < height(sweep(table, once, prior))
    assert once.theta.std(ddof=1) == pytest.approx(1.0)


def test_slopes_vanish_where_counts_are_as_expected():
    point = AxisParameters(RNG.normal(size=4), RNG.normal(size=12), SLOPE, RNG.normal(size=4))
    expected = np.exp(point.alpha[:, None] + point.psi + np.outer(point.theta, point.beta))
    for part in likelihood_slopes(sparse.csr_array(expected), point):
        assert part == pytest.approx(0, abs=1e-9)
