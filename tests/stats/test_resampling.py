"""Bootstrap, jackknife and streams against known cases."""

import numpy as np
import pytest
from scipy import stats

from caatext.stats.resampling import cluster_bootstrap, jackknife, keyed_rng


def test_a_stream_depends_on_seed_and_key_alone():
    first = keyed_rng(7, "step", "a").random(3)
    keyed_rng(7, "step", "b").random(100)
    assert (keyed_rng(7, "step", "a").random(3) == first).all()
    assert (keyed_rng(8, "step", "a").random(3) != first).all()


def test_cluster_bootstrap_draws_whole_clusters():
    clusters = ["x", "x", "y", "z", "z", "z"]
    drawn = cluster_bootstrap(clusters, n_draws=500, rng=keyed_rng(1))
    assert (drawn[:, 0] == drawn[:, 1]).all()
    assert (drawn[:, 0] + drawn[:, 2] + drawn[:, 3] == 3).all()
    assert drawn.mean(axis=0) == pytest.approx(np.ones(6), abs=0.15)


def test_cluster_bootstrap_keeps_strata_and_has_a_second_stage():
    clusters, strata = ["x", "x", "y", "z", "z", "w"], ["s", "s", "s", "t", "t", "t"]
    drawn = cluster_bootstrap(clusters, strata=strata, n_draws=200, rng=keyed_rng(1))
    assert (drawn[:, 0] + drawn[:, 2] == 2).all()
    staged = cluster_bootstrap(clusters, n_draws=400, two_stage=True, rng=keyed_rng(1))
    assert (staged[:, 0] != staged[:, 1]).any()
    assert ((staged[:, 0] + staged[:, 1]) % 2 == 0).all()
    assert staged.mean(axis=0) == pytest.approx(np.ones(6), abs=0.2)


def test_jackknife_of_a_difference_of_means_is_welch():
    one, other = np.array([1.0, 2.5, 3.0, 7.0]), np.array([0.5, 1.0, 1.5, 4.0, 4.5, 2.0])
    y, groups = np.concatenate([one, other]), np.array([1] * 4 + [0] * 6)
    left = []
    for unit in range(10):
        kept = np.arange(10) != unit
        left.append([y[kept][groups[kept] == 1].mean() - y[kept][groups[kept] == 0].mean()])
    error, half = jackknife(left, groups)
    welch = stats.ttest_ind(one, other, equal_var=False)
    low, high = welch.confidence_interval(0.95)
    assert error[0] == pytest.approx(np.sqrt(one.var(ddof=1) / 4 + other.var(ddof=1) / 6))
    assert half[0] == pytest.approx((high - low) / 2)


def test_jackknife_of_a_constant_has_no_width_and_of_one_unit_none_at_all():
    error, half = jackknife([[1.0], [1.0], [1.0], [1.0]], [0, 0, 1, 1])
    assert (error[0], half[0]) == (0.0, 0.0)
    assert np.isnan(jackknife([[1.0], [2.0], [3.0]], [0, 1, 1])[0]).all()
