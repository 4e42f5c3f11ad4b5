"""Oracles: published tables, and a brute-force alpha over all pairs of codes."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from caatext.errors import MeasureError
from caatext.stats.agreement import (
    alpha_interval,
    cohen_kappa,
    gwet_ac1,
    krippendorff_alpha,
    percent_agreement,
)
from caatext.stats.resampling import keyed_rng

N = float("nan")
LEVELS = ["nominal", "ordinal", "interval", "ratio"]
FOUR_CODERS = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
        [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
    ]
)
codings = hnp.arrays(
    np.float64, st.tuples(st.integers(2, 4), st.integers(1, 9)), elements=st.sampled_from([0.0, 1.0, 2.0, 5.0, N])
)


def by_pairs(table, level):
    """Alpha from every ordered pair of codes, within units and among all; NaN where there is no disagreement."""
    units = [column[~np.isnan(column)] for column in np.asarray(table, dtype=float).T]
    units = [unit for unit in units if len(unit) > 1]
    pool = np.concatenate(units) if units else np.array([])

    def delta(c, k):
        if level == "nominal":
            return float(c != k)
        if level == "interval":
            return (c - k) ** 2
        if level == "ratio":
            return ((c - k) / (c + k)) ** 2 if c + k else 0.0
        low, high = min(c, k), max(c, k)
        between = np.sum((pool >= low) & (pool <= high))
        return (between - (np.sum(pool == low) + np.sum(pool == high)) / 2) ** 2

    observed = sum(delta(a, b) / (len(unit) - 1) for unit in units for a, b in permutations(unit, 2))
    expected = sum(delta(a, b) for a, b in permutations(pool, 2))
    return 1 - (len(pool) - 1) * observed / expected if expected else N


@pytest.mark.parametrize(
    ("level", "expected"), [("nominal", 0.743421), ("ordinal", 0.815), ("ratio", 0.797), ("interval", 0.849107)]
)
def test_alpha_matches_the_published_table(level, expected):
    digits = 3 if level in ("ordinal", "ratio") else 6
    assert round(krippendorff_alpha(FOUR_CODERS, level=level), digits) == expected


@pytest.mark.parametrize("level", LEVELS)
@given(table=codings)
def test_alpha_agrees_with_all_pairs(level, table):
    assert krippendorff_alpha(table, level=level) == pytest.approx(by_pairs(table, level), nan_ok=True, abs=1e-9)


@pytest.mark.parametrize("level", LEVELS)
@given(table=codings, rng=st.randoms())
def test_alpha_heeds_neither_the_order_of_coders_nor_of_units_nor_single_codes(level, table, rng):
    value = krippendorff_alpha(table, level=level)
    rows, columns = list(range(len(table))), list(range(table.shape[1]))
    rng.shuffle(rows)
    rng.shuffle(columns)
    alone = np.vstack([[5.0], np.full((len(table) - 1, 1), N)])
    changed = np.hstack([table[rows][:, columns], alone])
    assert krippendorff_alpha(changed, level=level) == pytest.approx(value, nan_ok=True, abs=1e-9)
    assert np.isnan(value) or value <= 1


@given(table=codings, shift=st.floats(-4, 4), factor=st.floats(0.5, 3))
def test_levels_ignore_what_they_do_not_measure(table, shift, factor):
    def alike(level, changed):
        return krippendorff_alpha(changed, level=level) == pytest.approx(
            krippendorff_alpha(table, level=level), nan_ok=True, abs=1e-6
        )

    assert alike("interval", table * factor + shift)
    assert alike("ratio", table * factor)
    assert alike("ordinal", np.exp(table))
    assert alike("nominal", np.where(table == 0, 9.0, table))


def test_alpha_at_its_ends():
    assert krippendorff_alpha([[1, 2, 3], [1, 2, 3]]) == 1
    assert krippendorff_alpha([[1, 2, 1, 2], [2, 1, 2, 1]]) < 0
    assert krippendorff_alpha([[0, 1], [1, 2]], level="ordinal") == pytest.approx(by_pairs([[0, 1], [1, 2]], "ordinal"))


def test_without_variation_or_pairs_alpha_is_missing():
    assert np.isnan(krippendorff_alpha([[1, 1, 1], [1, 1, 1]]))
    assert np.isnan(krippendorff_alpha([[1, N], [N, 2]]))
    assert np.isnan(krippendorff_alpha([[N, N], [N, N]]))
    assert np.isnan(percent_agreement([[1, N], [N, 2]]))
    assert np.isnan(gwet_ac1([[1, N], [N, 2]]))
    assert np.isnan(cohen_kappa([[1, N], [N, 2]]))
    assert np.isnan(cohen_kappa([[1, 1], [1, 1]]))


def test_ac1_is_defined_where_alpha_is_not_if_there_was_a_choice():
    same = [[0, 0, 0], [0, 0, 0]]
    assert percent_agreement(same) == 1
    assert np.isnan(gwet_ac1(same))
    assert gwet_ac1(same, n_codes=2) == 1


def test_ac1_of_a_rare_code_is_high_where_kappa_is_not():
    """125 units: 118 both yes, 5 yes and no, 2 no and yes (the paradox of kappa).

    By hand: p_a = 118/125 = 0.944. Kappa: chance = (123/125)(120/125) + (2/125)(5/125) = 0.94528, so -0.0234.
    AC1: share of yes (123 + 120)/250 = 0.972, chance = 2 * 0.972 * 0.028 = 0.054432, so 0.9408.
    """
    table = np.array([(1, 1)] * 118 + [(1, 0)] * 5 + [(0, 1)] * 2).T
    assert percent_agreement(table) == pytest.approx(0.944)
    assert cohen_kappa(table) == pytest.approx((0.944 - 0.94528) / (1 - 0.94528))
    assert gwet_ac1(table) == pytest.approx((0.944 - 0.054432) / (1 - 0.054432))
    assert round(gwet_ac1(table), 4) == 0.9408
    assert krippendorff_alpha(table) < 0


def test_ac1_and_percent_agreement_of_a_published_table_with_missing_codes():
    """By hand: the shares of codes in unit 2 are 3/4 and 1/4, in unit 6 one quarter each, and so on."""
    share = np.zeros(5)
    for unit in FOUR_CODERS.T:
        codes = unit[~np.isnan(unit)]
        for code in codes:
            share[int(code) - 1] += 1 / len(codes) / 12
    chance = (share * (1 - share)).sum() / 4
    assert round(chance, 7) == 0.1903212
    assert round(percent_agreement(FOUR_CODERS), 7) == round(9 / 11, 7) == 0.8181818
    assert gwet_ac1(FOUR_CODERS) == pytest.approx((9 / 11 - chance) / (1 - chance))
    assert round(gwet_ac1(FOUR_CODERS), 5) == 0.77544


@given(codings, st.randoms())
def test_ac1_and_percent_agreement_heed_neither_order_nor_names(table, rng):
    columns = list(range(table.shape[1]))
    rng.shuffle(columns)
    changed = np.where(table == 0, 7.0, table)[::-1][:, columns]
    assert percent_agreement(changed) == pytest.approx(percent_agreement(table), nan_ok=True)
    assert gwet_ac1(changed) == pytest.approx(gwet_ac1(table), nan_ok=True)
    assert np.isnan(percent_agreement(table)) or 0 <= percent_agreement(table) <= 1
    assert np.isnan(gwet_ac1(table)) or gwet_ac1(table) <= 1


@given(hnp.arrays(np.float64, st.tuples(st.just(2), st.integers(2, 20)), elements=st.sampled_from([0.0, 1.0, 2.0])))
def test_kappa_agrees_with_scikit_learn(table):
    from sklearn.metrics import cohen_kappa_score

    assume(len(np.unique(table)) > 1)
    assert cohen_kappa(table) == pytest.approx(cohen_kappa_score(*table), abs=1e-12)


def test_the_interval_holds_the_estimate_and_narrows_with_units():
    rng = np.random.default_rng(5)
    truth = rng.integers(0, 3, size=400)
    table = np.where(rng.random((3, 400)) < 0.85, truth, rng.integers(0, 3, size=(3, 400))).astype(float)
    few = alpha_interval(table[:, :40], n_draws=800, rng=keyed_rng(1, "alpha"))
    many = alpha_interval(table, n_draws=800, rng=keyed_rng(1, "alpha"))
    assert few.conf_low < few.estimate < few.conf_high
    assert (many.conf_high - many.conf_low) < 0.5 * (few.conf_high - few.conf_low)
    assert (few.n_units, many.n_units, many.share_undefined) == (40, 400, 0.0)
    assert many.estimate == pytest.approx(krippendorff_alpha(table))


def test_the_interval_has_its_coverage_for_many_units():
    """120 units of two coders who guess in one of five cases: 200 samples; the truth is a sample of 200,000."""
    rng = np.random.default_rng(11)

    def sample(n):
        truth = rng.integers(0, 2, size=n)
        return np.where(rng.random((2, n)) < 0.8, truth, rng.integers(0, 2, size=(2, n))).astype(float)

    truth = krippendorff_alpha(sample(200_000))
    held = 0
    for run in range(200):
        found = alpha_interval(sample(120), n_draws=300, rng=keyed_rng(run))
        held += found.conf_low <= truth <= found.conf_high
    assert 0.90 <= held / 200 <= 0.985


def test_the_interval_does_not_depend_on_the_order_of_units_or_coders():
    one = alpha_interval(FOUR_CODERS, level="ordinal", n_draws=200, rng=keyed_rng(3))
    order = np.random.default_rng(1).permutation(12)
    other = alpha_interval(FOUR_CODERS[::-1][:, order], level="ordinal", n_draws=200, rng=keyed_rng(3))
    assert one == other
    articles = np.repeat(["p", "q", "r", "s"], 3)
    whole = alpha_interval(FOUR_CODERS, clusters=articles, n_draws=200, rng=keyed_rng(3))
    assert whole == alpha_interval(FOUR_CODERS[:, order], clusters=articles[order], n_draws=200, rng=keyed_rng(3))
    assert whole.estimate == pytest.approx(krippendorff_alpha(FOUR_CODERS))


def test_units_that_come_in_articles_have_a_wider_interval_by_article():
    """Each article repeated ten times holds no more than it did once."""
    rng = np.random.default_rng(2)
    truth = rng.integers(0, 2, size=12)
    once = np.where(rng.random((2, 12)) < 0.8, truth, 1 - truth).astype(float)
    table, articles = np.repeat(once, 10, axis=1), np.repeat(np.arange(12), 10)
    by_unit = alpha_interval(table, n_draws=400, rng=keyed_rng(1))
    by_article = alpha_interval(table, clusters=articles, n_draws=400, rng=keyed_rng(1))
    assert by_article.conf_high - by_article.conf_low > 2 * (by_unit.conf_high - by_unit.conf_low)


def test_resamples_without_variation_are_counted():
    rare = np.zeros((2, 20))
    rare[:, 0] = 1
    found = alpha_interval(rare, n_draws=2_000, rng=keyed_rng(1))
    assert found.share_undefined == pytest.approx((19 / 20) ** 20, abs=0.03)
    assert (found.conf_low, found.conf_high) == (1.0, 1.0)
    none = alpha_interval(np.zeros((2, 5)), n_draws=10, rng=keyed_rng(1))
    assert np.isnan([none.estimate, none.conf_low, none.conf_high]).all()
    assert none.share_undefined == 1


def test_what_cannot_be_meant_is_refused():
    with pytest.raises(MeasureError, match=r"E-CFG-OPTION.*'metric'"):
        krippendorff_alpha(FOUR_CODERS, level="metric")
    with pytest.raises(MeasureError, match=r"negative.*ratio"):
        alpha_interval([[-1, 1], [0, 1]], level="ratio", rng=keyed_rng(1))
    with pytest.raises(MeasureError, match=r"coders by units"):
        percent_agreement([1, 2, 3])
    with pytest.raises(MeasureError, match=r"5 codes are used"):
        gwet_ac1(FOUR_CODERS, n_codes=4)
    with pytest.raises(MeasureError, match=r"two coders"):
        cohen_kappa(FOUR_CODERS)
