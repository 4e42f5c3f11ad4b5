from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from caatext.errors import MeasureError
from caatext.stats.permutation import FEW_BEYOND, permutation_p, relabel, screen_p
from caatext.stats.resampling import keyed_rng


def difference(y):
    """Statistic: mean of the group less mean of the rest."""
    y = np.asarray(y, dtype=float)

    def statistic(labels):
        n = labels.sum(axis=1)
        return ((labels @ y) / n - ((~labels) @ y) / (len(y) - n))[:, None]

    return statistic


def p_of(y, labels, **options):
    dealt = relabel(labels, rng=keyed_rng(1), **options)
    statistic = difference(y)
    observed = statistic(np.asarray(labels, dtype=bool)[None, :])[0]
    return float(permutation_p(statistic, observed, relabelings=dealt)[0]), dealt


@pytest.mark.parametrize(("n", "smallest"), [(2, 0.333), (3, 0.100), (4, 0.029), (5, 0.008)])
def test_smallest_p_of_two_equal_groups(n, smallest):
    labels = [1] * n + [0] * n
    p, dealt = p_of([*range(n), *range(100, 100 + n)], labels)
    assert dealt.is_exact
    assert dealt.n_possible == len(dealt.labels) == comb(2 * n, n)
    assert dealt.smallest_p == pytest.approx(smallest, abs=5e-4)
    assert p == pytest.approx(dealt.smallest_p)


@pytest.mark.parametrize("seed", range(4))
def test_exact_p_agrees_with_scipy(seed):
    rng = np.random.default_rng(seed)
    one, other = rng.normal(0.8, 1, 4), rng.normal(0, 1, 4)
    expected = stats.permutation_test((one, other), lambda x, y, axis: x.mean(axis=axis) - y.mean(axis=axis)).pvalue
    assert p_of([*one, *other], [1] * 4 + [0] * 4)[0] == pytest.approx(expected)


def test_unequal_groups_have_no_mirror():
    dealt = p_of(range(5), [1, 1, 0, 0, 0])[1]
    assert not dealt.is_mirrored
    assert dealt.smallest_p == pytest.approx(1 / 10)


def test_strata_keep_their_sizes():
    strata = ["n", "n", "n", "s", "s", "s"]
    dealt = relabel([1, 1, 0, 1, 0, 0], strata=strata, rng=keyed_rng(1))
    assert dealt.n_possible == 9
    assert (dealt.labels[:, :3].sum(axis=1) == 2).all()
    assert (dealt.labels[:, 3:].sum(axis=1) == 1).all()
    assert len({tuple(row) for row in dealt.labels.tolist()}) == 9


def test_clusters_move_together():
    clusters = ["x", "x", "y", "z", "z", "w"]
    dealt = relabel([1, 1, 1, 0, 0, 0], clusters=clusters, rng=keyed_rng(1))
    assert dealt.n_possible == comb(4, 2)
    assert (dealt.labels[:, 0] == dealt.labels[:, 1]).all()
    assert (dealt.labels[:, 3] == dealt.labels[:, 4]).all()


def test_a_cluster_on_both_sides_is_refused():
    with pytest.raises(MeasureError, match="both sides"):
        relabel([1, 0, 0], clusters=["x", "x", "y"], rng=keyed_rng(1))


def test_drawn_relabelings_never_give_zero():
    labels = [1] * 20 + [0] * 20
    y = [*range(20), *range(1000, 1020)]
    p, dealt = p_of(y, labels, n_draws=199)
    assert not dealt.is_exact
    assert len(dealt.labels) == 199
    assert p == dealt.smallest_p == 1 / 200
    assert (dealt.labels.sum(axis=1) == 20).all()


def test_drawn_and_exact_agree():
    rng = np.random.default_rng(3)
    y, labels = rng.normal(size=12), [1] * 6 + [0] * 6
    exact = p_of(y, labels)[0]
    drawn = p_of(y, labels, max_exact=10, n_draws=9_999)[0]
    assert drawn == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 9_999) + 1e-4)


def test_a_constant_gives_p_one_and_a_missing_statistic_none():
    assert p_of([3.0] * 6, [1, 1, 1, 0, 0, 0])[0] == 1.0
    dealt = relabel([1, 0], rng=keyed_rng(1))
    found = permutation_p(lambda labels: np.full((len(labels), 2), [np.nan, 1.0]), [np.nan, 1.0], relabelings=dealt)
    assert np.isnan(found[0])
    assert found[1] == 1.0


@given(st.lists(st.floats(-10, 10), min_size=6, max_size=6), st.permutations(range(6)))
def test_order_of_the_units_does_not_matter_for_an_exact_p(y, order):
    labels = np.array([1, 1, 1, 0, 0, 0])
    assert p_of(np.array(y)[list(order)], labels[list(order)])[0] == pytest.approx(p_of(y, labels)[0])


def test_relabelings_are_even():
    """Each unit is in the group equally often, within Monte Carlo error."""
    dealt = relabel([1] * 10 + [0] * 20, n_draws=4_000, max_exact=1, rng=keyed_rng(5))
    assert dealt.labels.mean(axis=0) == pytest.approx(np.full(30, 1 / 3), abs=0.03)


# -- many tests at once: twice the smaller tail, and more draws for the smallest p-values ----------------------------
def totals(y):
    return lambda columns, labels: (labels * 2.0 - 1.0) @ y[:, columns]


def screened(y, labels, *, n_first, n_more=(), seed=1, max_exact=0):
    """First and final p-values of the sums over the group."""
    statistic = totals(y)
    observed = statistic(np.arange(y.shape[1]), labels[None, :])[0]
    first, *more = (
        relabel(labels, n_draws=n, max_exact=max_exact, rng=keyed_rng(seed, str(n))) for n in (n_first, *n_more)
    )
    return screen_p(statistic, observed, relabelings=first), screen_p(statistic, observed, relabelings=first, more=more)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("n_group", [3, 5])
def test_an_exact_screen_agrees_with_scipy(seed, n_group):
    y, labels = np.random.default_rng(seed).gamma(0.5, size=(10, 3)), np.arange(10) < n_group
    theirs = stats.permutation_test(
        (y[labels], y[~labels]), lambda a, b, axis: a.mean(axis) - b.mean(axis), n_resamples=np.inf, vectorized=True
    )
    assert screened(y, labels, n_first=1, max_exact=1_000)[0] == pytest.approx(theirs.pvalue)


def test_a_sharpened_p_is_near_the_exact_one():
    y, labels = np.c_[np.arange(12.0), np.arange(12.0) ** 2], np.arange(12) > 5
    first, final = screened(y, labels, n_first=199, n_more=(20_000, 20_001))
    assert first.tolist() == [0.01, 0.01]
    counts = final / 2 * 40_201 - 1
    tail = 1 / comb(12, 6)
    assert ((counts >= stats.binom(40_200, tail).ppf(1e-5)) & (counts <= stats.binom(40_200, tail).isf(1e-5))).all()


def test_only_tests_that_few_draws_reach_are_drawn_for_again():
    rng = np.random.default_rng(3)
    y, labels = np.c_[np.arange(16.0), rng.random(16), np.full(16, np.nan)], np.arange(16) > 7
    first, final = screened(y, labels, n_first=199, n_more=(5_000,))
    assert first[1] / 2 * 200 - 1 >= FEW_BEYOND
    assert final[1] == first[1]
    assert final[0] < first[0]
    assert np.isnan(final[2])


def test_no_further_sample_is_made_once_none_is_needed():
    def never():
        raise AssertionError
        yield

    y, labels = np.ones((8, 1)), np.arange(8) < 4
    dealt = relabel(labels, n_draws=99, max_exact=0, rng=keyed_rng(1))
    assert screen_p(totals(y), [0.0], relabelings=dealt, more=never()).tolist() == [1.0]
    exact = relabel(labels, rng=keyed_rng(1))
    assert screen_p(totals(np.arange(8.0)[:, None]), [-16.0], relabelings=exact, more=never()).tolist() == [2 / 70]


def test_a_skewed_statistic_is_judged_by_its_own_tail():
    """The log ratio of a small group that lacks a word is far below 0; that says nothing of one that is full of it."""
    counts = np.r_[np.full(4, 9.0), np.zeros(30)]
    labels = np.arange(34) < 4

    def log_ratio(_, z):
        inside = z @ counts
        return np.log((inside + 0.5) / (counts.sum() - inside + 0.5))[:, None]

    dealt = relabel(labels, max_exact=100_000, rng=keyed_rng(1))
    observed = log_ratio(None, labels[None, :])[0]
    assert screen_p(log_ratio, observed, relabelings=dealt).tolist() == [2 / comb(34, 4)]
    assert permutation_p(lambda z: log_ratio(None, z), observed, relabelings=dealt)[0] > 0.5


def test_screened_p_values_hold_their_level():
    """Over 300 sets of 20 skewed null statistics: as often as it says at 5 %, never more often below."""
    labels = np.arange(14) > 8
    p = [
        screened(
            np.random.default_rng(seed).gamma(0.5, size=(14, 20)), labels, n_first=999, n_more=(2_000,), seed=seed
        )[1]
        for seed in range(300)
    ]

    def rejected(level):
        """Share of tests, and three and a half of its errors: the statistics of one set share their labels."""
        share = (np.array(p) <= level).mean(axis=1)
        return share.mean(), 3.5 * share.std() / np.sqrt(len(share))

    share, error = rejected(0.05)
    assert share == pytest.approx(0.05, abs=error)
    for level in (0.01, 0.003):
        share, error = rejected(level)
        assert 0 < share <= level + error
