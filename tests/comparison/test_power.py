"""Power and coverage: against the t-test's formula, exact p-values and the table of the design document."""

import numpy as np
import pytest
from scipy import stats

from caatext.comparison.power import (
    Assumptions,
    _p_values,
    _studies,
    design_power,
    interval_coverage,
    smallest_p,
)
from caatext.errors import ComparisonError
from caatext.stats.resampling import keyed_rng


def power_of(curve, difference, n):
    table = curve.table
    return table[(table["difference"] == difference) & (table["n_articles"] == n)]["power"].iloc[0]


@pytest.fixture(scope="module")
def curve():
    return design_power([3, 8, 20, 40], seed=3)


def t_test_power(difference, n):
    """Noncentral t with the variance of Beta-binomial shares."""
    p = 0.5 + difference / 2
    variance = 0.15**2 + (p * (1 - p) - 0.15**2) / 15
    ncp, dof = difference / np.sqrt(2 * variance / n), 2 * n - 2
    limit = stats.t.ppf(0.975, dof)
    return stats.nct.sf(limit, dof, ncp) + stats.nct.cdf(-limit, dof, ncp)


def test_power_is_that_of_a_t_test_on_article_means(curve):
    for difference, n in ((0.2, 20), (0.1, 20), (0.1, 40)):
        assert power_of(curve, difference, n) == pytest.approx(t_test_power(difference, n), abs=0.04)


def test_ties_of_shares_cost_power_where_articles_are_few():
    """Sums of k/15 tie, and a tie counts against the difference; without ties the power is that of the t-test."""
    rng = keyed_rng(5)
    y = _studies(Assumptions(), 8, 0.2, n_runs=4_000, rng=rng)
    tied = (_p_values(y, rng=rng) <= 0.05).mean()
    untied = (_p_values(y + rng.normal(0, 1e-7, y.shape), rng=rng) <= 0.05).mean()
    assert untied == pytest.approx(t_test_power(0.2, 8), abs=0.03)
    assert 0.02 < untied - tied < 0.07


def test_the_figures_of_the_design_document_hold(curve):
    """0.20 needs about 20 articles for 0.90 and has 0.43 at 8; 0.30 has 0.81 at 8."""
    assert power_of(curve, 0.2, 20) == pytest.approx(0.90, abs=0.04)
    assert power_of(curve, 0.2, 8) == pytest.approx(0.43, abs=0.04)
    assert power_of(curve, 0.3, 8) == pytest.approx(0.81, abs=0.04)


def test_power_grows_with_articles_and_difference_and_is_none_with_three(curve):
    wide = curve.table.pivot_table(index="n_articles", columns="difference", values="power")
    assert (wide.loc[3] == 0).all()
    assert (wide.diff().dropna() >= 0).all(axis=None)
    assert (wide.loc[8:].diff(axis=1).dropna(axis=1) >= 0).all(axis=None)
    assert (curve.table["power_low"] <= curve.table["power"]).all()
    assert (curve.table["power"] <= curve.table["power_high"]).all()
    assert curve.needed(0.2, power=0.8) == 20
    assert curve.needed(0.1, power=0.9) is None
    assert "standard deviation 0.15, 15 eligible paragraphs" in curve.method


def test_no_difference_is_found_as_often_as_the_level():
    curve = design_power([8], differences=[0.0], n_runs=4_000)
    low, high = stats.binom.interval(0.999, 4_000, 0.05)
    assert low / 4_000 <= curve.table["power"].iloc[0] <= high / 4_000 + 0.001
    assert curve.table["power"].iloc[0] <= 0.06


def test_the_p_value_is_the_exact_one():
    y = np.random.default_rng(1).binomial(15, 0.4, (10, 3)) / 15
    found = _p_values(y, rng=keyed_rng(1))
    for column, p in zip(y.T, found, strict=True):
        expected = stats.permutation_test(
            (column[:5], column[5:]), lambda a, b: np.mean(a) - np.mean(b), n_resamples=np.inf
        )
        assert p == pytest.approx(expected.pvalue)


def test_simulated_articles_have_the_mean_and_the_spread_assumed():
    given = Assumptions(share=0.3, sd_between=0.1, n_paragraphs=20)
    y = given.draw(0.3, (200_000,), rng=np.random.default_rng(2))
    assert y.mean() == pytest.approx(0.3, abs=0.001)
    assert y.var() == pytest.approx(0.01 + (0.3 * 0.7 - 0.01) / 20, rel=0.02)
    even = Assumptions(sd_between=0.0).draw(0.5, (200_000,), rng=np.random.default_rng(2))
    assert even.var() == pytest.approx(0.25 / 15, rel=0.02)


def test_the_smallest_p_is_one_pair_of_all_relabelings():
    assert [smallest_p(n) for n in (1, 2, 3, 4)] == [1.0, 2 / 6, 2 / 20, 2 / 70]


def test_assumptions_from_scores_on_fingers(grouping_of, frame_scores):
    grouping = grouping_of({("Ada", "coast"): 2, ("Bel", "coast"): 2})
    hits = {("Ada-coast-1", "hid"): (2, 10), ("Ada-coast-2", "hid"): (8, 10),
            ("Bel-coast-1", "hid"): (1, 10), ("Bel-coast-2", "hid"): (9, 10)}  # fmt: skip
    found = Assumptions.from_scores(frame_scores(hits), grouping, measure="frame", category="hid")
    variance = (2 * 0.3**2 + 2 * 0.4**2) / 2 - 0.25 / 10
    assert (found.share, found.n_paragraphs) == (0.5, 10)
    assert found.sd_between == pytest.approx(np.sqrt(variance))
    assert found.source == "estimated from 4 articles of this study"
    even = dict.fromkeys(hits, (5, 10))
    alike = Assumptions.from_scores(frame_scores(even), grouping, measure="frame", category="hid")
    assert alike.sd_between == Assumptions().sd_between, "four articles do not show that articles are alike"
    assert "too small to be believed" in alike.source


def test_assumptions_are_recovered_from_many_articles(grouping_of, frame_scores):
    grouping = grouping_of({(name, "coast"): 150 for name in ("Ada", "Bel")})
    truth, rng = Assumptions(share=0.4, sd_between=0.2, n_paragraphs=12), np.random.default_rng(4)
    k = np.round(truth.draw(0.4, (300,), rng=rng) * 12).astype(int)
    hits = {(doc_id, "hid"): (int(n), 12) for doc_id, n in zip(grouping.labels.index, k, strict=True)}
    found = Assumptions.from_scores(frame_scores(hits), grouping, measure="frame", category="hid")
    assert found.sd_between == pytest.approx(0.2, abs=0.025)
    assert found.share == pytest.approx(0.4, abs=0.04)


def test_what_cannot_be_is_said(grouping_of, frame_scores, scores_of):
    with pytest.raises(ComparisonError, match=r"E-CFG-OPTION.*cannot be"):
        design_power([4], assumptions=Assumptions(share=0.05, sd_between=0.05), differences=[0.2])
    with pytest.raises(ComparisonError, match=r"shares 0\.10 apart around 0\.02"):
        design_power([4], assumptions=Assumptions(share=0.02, sd_between=0.01))
    with pytest.raises(ComparisonError, match=r"standard deviation of 0\.60"):
        interval_coverage([4], assumptions=Assumptions(sd_between=0.6))
    for function in (design_power, interval_coverage):
        with pytest.raises(ComparisonError, match="fewer than two articles a group"):
            function([1, 4])
    alone = grouping_of({("Ada", "coast"): 1, ("Bel", "coast"): 1})
    hits = {("Ada-coast-1", "hid"): (2, 10), ("Bel-coast-1", "hid"): (8, 10)}
    with pytest.raises(ComparisonError, match="no group has two articles"):
        Assumptions.from_scores(frame_scores(hits), alone, measure="frame", category="hid")
    with pytest.raises(ComparisonError, match="there is no category 'agy'"):
        Assumptions.from_scores(frame_scores(hits), alone, measure="frame", category="agy")
    two = grouping_of({("Ada", "coast"): 2})
    never = {("Ada-coast-1", "hid"): (0, 10), ("Ada-coast-2", "hid"): (0, 10)}
    with pytest.raises(ComparisonError, match=r"around 0\.00"):
        Assumptions.from_scores(frame_scores(never), two, measure="frame", category="hid")
    tone = scores_of({"Ada-coast-1": {"all": -1.0}, "Ada-coast-2": {"all": 1.0}})
    with pytest.raises(ComparisonError, match="are no shares"):
        Assumptions.from_scores(tone, two, measure="tone", category="all")


def test_the_same_seed_gives_the_same_numbers_whatever_else_is_asked(curve):
    again = design_power([20], differences=[0.2], seed=3)
    assert again.table["power"].iloc[0] == power_of(curve, 0.2, 20)
    assert design_power([20], differences=[0.2], seed=4).table["power"].iloc[0] != power_of(curve, 0.2, 20)


def test_a_small_share_leaves_out_the_differences_that_it_cannot_have():
    rare = Assumptions(share=0.12, sd_between=0.05)
    assert set(design_power([4], assumptions=rare, n_runs=50).table["difference"]) == {0.1, 0.2}


@pytest.mark.slow
def test_intervals_cover_and_the_bootstrap_of_paragraphs_never_does():
    found = interval_coverage((2, 8, 12, 20), seed=2).set_index(["n_articles", "quantity", "interval"])
    printed = found[found["is_printed"]]
    assert set(printed.index.get_level_values("n_articles")) == {8, 12, 20}
    assert printed["coverage"].between(0.92, 0.98).all()
    paragraphs = found.xs("bootstrap of paragraphs", level="interval")["coverage"]
    assert (paragraphs < 0.86).all()
    articles = found.xs("bootstrap of articles", level="interval")["coverage"].droplevel("quantity")
    assert articles[2] < 0.7
    assert articles[8] < articles[20] < 0.96


def test_a_difference_that_was_not_simulated_is_no_none():
    curve = design_power([4], differences=[0.3], n_runs=20)
    assert curve.needed(0.3) is None
    for asked in ({"difference": 0.15}, {"difference": 0.3, "power": 2.0}):
        with pytest.raises(ComparisonError, match="was not simulated"):
            curve.needed(**asked)
