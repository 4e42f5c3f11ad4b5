"""Prevalence from imperfect labels: by hand, by what must not change it, and by coverage."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from caatext.errors import MeasureError
from caatext.stats.intervals import t_interval
from caatext.stats.prevalence import design_based_prevalence, rogan_gladen
from caatext.stats.resampling import keyed_rng


def simulate(rng, *, n=2_000, prevalence=0.2, false_negative=0.2, false_positive=0.2):
    truth = (rng.random(n) < prevalence).astype(float)
    flipped = rng.random(n) < np.where(truth == 1.0, false_negative, false_positive)
    return truth, np.where(flipped, 1.0 - truth, truth)


def draw(rng, n, size):
    sampled = np.zeros(n, dtype=bool)
    sampled[rng.choice(n, size, replace=False)] = True
    return sampled


# ---------------------------------------------------------------- Rogan and Gladen


@pytest.mark.parametrize(("p", "sens", "spec"), [(0.26, 0.8, 0.9), (0.5, 0.7, 0.7), (0.1, 1.0, 0.95), (0.9, 1.0, 1.0)])
def test_rogan_gladen_inverts_what_an_imperfect_instrument_does(p, sens, spec):
    found = rogan_gladen(p, sens, spec)
    assert found.estimate * sens + (1.0 - found.estimate) * (1.0 - spec) == pytest.approx(p)


def test_rogan_gladen_of_a_perfect_instrument_has_the_wilson_like_interval_of_agresti_and_coull():
    z = scipy_stats.norm.ppf(0.975)
    p, n = (30 + z * z / 2) / (100 + z * z), 100 + z * z
    half = z * np.sqrt(p * (1 - p) / n)
    found = rogan_gladen(0.3, 1.0, 1.0, n_obs=100)
    assert (found.conf_low, found.conf_high) == pytest.approx((p - half, p + half))


def test_rogan_gladen_by_hand_with_all_three_uncertain():
    """p 0.35 of 200, sensitivity 0.8 of 50, specificity 0.9 of 150; each step written out."""
    z = scipy_stats.norm.ppf(0.975)
    n, n1, n0 = 200 + z * z, 52, 152
    p, se, sp = (70 + z * z / 2) / n, 41 / 52, 136 / 152
    pi = (p + sp - 1) / (se + sp - 1)
    shift = 2 * z * z * (pi * se * (1 - se) / n1 - (1 - pi) * sp * (1 - sp) / n0)
    error = np.sqrt(p * (1 - p) / n + (1 - pi) ** 2 * sp * (1 - sp) / n0 + pi**2 * se * (1 - se) / n1) / (se + sp - 1)
    found = rogan_gladen(0.35, 0.8, 0.9, n_obs=200, n_positive=50, n_negative=150)
    assert found.estimate == pytest.approx(0.25 / 0.7)
    assert (found.conf_low, found.conf_high) == pytest.approx((pi + shift - z * error, pi + shift + z * error))


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.integers(5, 500))
def test_rogan_gladen_stays_a_share_and_refuses_an_instrument_that_says_nothing(p, sens, spec, n):
    found = rogan_gladen(p, sens, spec, n_obs=n, n_positive=n, n_negative=n)
    if sens + spec <= 1.0:
        assert np.isnan(found.estimate)
    else:
        assert 0.0 <= found.conf_low <= found.conf_high <= 1.0
        assert 0.0 <= found.estimate <= 1.0


def test_rogan_gladen_is_wider_when_sensitivity_and_specificity_are_less_well_known():
    widths = [
        np.diff(rogan_gladen(0.4, 0.8, 0.8, n_obs=1_000, n_positive=n, n_negative=n)[1:3])[0] for n in (20, 80, 1_000)
    ]
    assert widths[0] > widths[1] > widths[2]


def test_rogan_gladen_refuses_percentages():
    with pytest.raises(MeasureError, match=r"E-TYPE-PREVALENCE.*between 0 and 1"):
        rogan_gladen(26, 0.8, 0.9)


# ---------------------------------------------------------------- design-based


def test_by_hand():
    """N = 4, two coded with probability 1/2: m = 1 1 0 0, g = 1 . 1 .; mean 0.5, mean error (0 + 1)/2."""
    found = design_based_prevalence([1, 1, 0, 0], [1, np.nan, 1, np.nan], [1, 0, 1, 0], [0.5] * 4)
    z = np.array([0.5 / 4 - 0.25, 0.5 / 4, -0.5 / 4 + 0.25, -0.5 / 4])
    assert found.estimate == 1.0
    assert found.std_error == pytest.approx(np.sqrt(2.0 * np.sum(z**2)))
    assert found.dof == 1.0


def test_a_constant_machine_gives_the_plain_sample_mean_with_its_t_interval():
    gold = np.array([1, 0, 0, 1, 1, 0, 1, 0, np.nan, np.nan, np.nan, np.nan])
    plain = t_interval(gold[:8])
    for constant in (0.0, 1.0, 0.3):
        found = design_based_prevalence(np.full(12, constant), gold, ~np.isnan(gold), np.full(12, 8 / 12))
        assert found == pytest.approx(plain)


def test_all_units_coded_give_the_mean_of_the_gold_labels_whatever_the_machine_says():
    rng = keyed_rng(1, "all coded")
    gold, machine = rng.integers(0, 2, 40).astype(float), rng.random(40)
    found = design_based_prevalence(machine, gold, np.ones(40), np.ones(40))
    assert found == pytest.approx(t_interval(gold))


def test_clusters_of_one_unit_change_nothing_and_equal_clusters_are_averaged():
    rng = keyed_rng(1, "clusters")
    gold, machine = rng.integers(0, 2, 60).astype(float), rng.integers(0, 2, 60).astype(float)
    sampled, p = draw(rng, 60, 30), np.full(60, 0.5)
    assert design_based_prevalence(machine, gold, sampled, p, clusters=np.arange(60)) == design_based_prevalence(
        machine, gold, sampled, p
    )
    by_article = design_based_prevalence(machine, gold, np.ones(60), np.ones(60), clusters=np.repeat(np.arange(6), 10))
    assert by_article == pytest.approx(t_interval(gold.reshape(6, 10).mean(axis=1)))


def test_it_does_not_depend_on_the_order_of_the_units():
    rng = keyed_rng(1, "order")
    truth, machine = simulate(rng, n=300)
    sampled, p, article = draw(rng, 300, 60), np.full(300, 0.2), np.arange(300) // 15
    mixed = rng.permutation(300)
    first = design_based_prevalence(machine, truth, sampled, p, clusters=article)
    again = design_based_prevalence(machine[mixed], truth[mixed], sampled[mixed], p[mixed], clusters=article[mixed])
    assert again == pytest.approx(first, rel=1e-12)


@given(st.integers(0, 10_000))
def test_turning_labels_around_turns_the_estimate_around(number):
    rng = keyed_rng(number, "sign")
    truth, machine = simulate(rng, n=50)
    sampled, p = draw(rng, 50, 20), np.full(50, 0.4)
    one = design_based_prevalence(machine, truth, sampled, p)
    other = design_based_prevalence(1.0 - machine, 1.0 - truth, sampled, p)
    assert (other.estimate, -other.conf_low) == pytest.approx((1.0 - one.estimate, one.conf_high - 1.0))


def test_it_is_unbiased_over_all_samples_of_a_stratified_design():
    """Two of four units from each of two strata of different size: the mean over all 36 samples is the truth."""
    from itertools import combinations, product

    truth = np.array([1, 0, 0, 1, 1, 1, 0, 1], dtype=float)
    machine = np.array([0, 0, 1, 1, 1, 0, 0, 0], dtype=float)
    p = np.full(8, 0.5)
    found = []
    for first, second in product(combinations(range(4), 2), combinations(range(4, 8), 2)):
        sampled = np.isin(np.arange(8), [*first, *second])
        found.append(design_based_prevalence(machine, truth, sampled, p).estimate)
    assert np.mean(found) == pytest.approx(truth.mean())
    assert machine.mean() != truth.mean()


def test_unequal_probabilities_are_undone():
    """The frame stands in a tenth of the units, and half of those drawn have it: weights give the tenth back."""
    truth = np.repeat([1.0, 0.0], [100, 900])
    sampled = np.zeros(1_000, dtype=bool)
    sampled[:50] = sampled[100:150] = True
    found = design_based_prevalence(np.zeros(1_000), truth, sampled, np.repeat([50 / 100, 50 / 900], [100, 900]))
    assert found.estimate == pytest.approx(0.1)


def covers(runs, *, gap):
    corrected = uncorrected = 0
    for run in range(runs):
        rng = keyed_rng(7, "coverage", str(gap), str(run))
        article = np.repeat(np.arange(40), 50)
        # the second half of the articles is by an author whose sentences the machine reads differently
        wrong = np.where(article < 20, 0.2 - gap, 0.2 + gap)
        truth, machine = simulate(rng, false_negative=0.2, false_positive=wrong)
        sampled = draw(rng, 2_000, 200)
        gold = np.where(sampled, truth, np.nan)
        found = design_based_prevalence(machine, gold, sampled, np.full(2_000, 0.1))
        plain = t_interval(machine)
        corrected += found.conf_low <= 0.2 <= found.conf_high
        uncorrected += plain.conf_low <= 0.2 <= plain.conf_high
    return corrected, uncorrected


@pytest.mark.parametrize("gap", [0.0, 0.15])
def test_corrected_intervals_cover_and_uncorrected_do_not(gap):
    corrected, uncorrected = covers(400, gap=gap)
    # were the coverage 93 %, fewer than this many of 400 would be a one in a thousand event
    assert corrected >= scipy_stats.binom.ppf(0.001, 400, 0.93)
    assert corrected <= 400 * 0.99
    assert uncorrected <= 4


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sampled": [0, 0, 0]}, "no unit is sampled"),
        ({"gold": [np.nan, 0, 1]}, "no gold label"),
        ({"inclusion_probability": [0.0, 1, 1]}, "inclusion probability"),
        ({"inclusion_probability": [np.nan, 1, 1]}, "inclusion probability"),
        ({"machine": [1, 0]}, "shapes"),
    ],
)
def test_what_cannot_be_used_is_refused(change, message):
    given_ = {"machine": [1, 0, 1], "gold": [1, 0, 1], "sampled": [1, 1, 1], "inclusion_probability": [1, 1, 1]}
    with pytest.raises(MeasureError, match=rf"E-TYPE-PREVALENCE.*{message}"):
        design_based_prevalence(**given_ | change)


def test_one_article_has_no_interval():
    found = design_based_prevalence([1, 0, 1], [1, 0, 0], [1, 1, 1], [1, 1, 1], clusters=["a", "a", "a"])
    assert found.estimate == pytest.approx(1 / 3)
    assert np.isnan(found.conf_low)
