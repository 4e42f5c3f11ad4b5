"""Numbers that can be worked out on fingers, the refusals, and simulations with binomial bands."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from caatext.comparison.contrasts import contrast
from caatext.comparison.design import ESTIMABLE, NOT_ESTIMABLE, WITHIN
from caatext.errors import ComparisonError
from caatext.tables import make_table

NUMBERS = ["conf_low", "conf_high", "p_value", "p_adjusted", "p_smallest", "std_error", "dof"]


def values_for(grouping, function, category="all"):
    return {doc_id: {category: float(function(doc_id))} for doc_id in grouping.labels.index}


def test_a_difference_within_regions_on_fingers(crossed, scores_of):
    """Ada: coast 5, 6; basin 1, 2. Bel: coast 3, 4; basin 0, 1. Within regions: 2 and 1, mean 1.5."""
    values = dict(zip(crossed.labels.index, [1, 2, 5, 6, 0, 1, 3, 4], strict=True))
    comparison = contrast(scores_of({d: {"all": float(v)} for d, v in values.items()}), crossed)
    row = comparison.table.iloc[0]
    assert (row["group"], row["reference"], row["verdict"]) == ("Ada", "Bel", ESTIMABLE)
    assert row["estimate"] == pytest.approx(1.5)
    assert (row["mean_group"], row["mean_reference"]) == (3.5, 2.0)
    # Two articles of four in each of two regions: 6 x 6 relabelings, of which each has its mirror.
    assert row["n_relabelings"] == 36
    assert row["p_smallest"] == pytest.approx(2 / 36)
    # As far from 0: the coast parted, and the basin too, where either of two equal articles may change sides; and
    # the mirrors of these two.
    assert row["p_value"] == pytest.approx(4 / 36)
    assert row["conf_low"] < 1.5 < row["conf_high"]
    assert row["held_constant"] == "region"


def test_without_strata_it_is_welch_with_few_degrees(grouping_of, scores_of):
    grouping = grouping_of({("Ada", "coast"): 4, ("Bel", "coast"): 5})
    rng = np.random.default_rng(2)
    values = {d: {"all": float(rng.normal())} for d in grouping.labels.index}
    row = contrast(scores_of(values), grouping).table.iloc[0]
    one = [values[d]["all"] for d in values if d.startswith("Ada")]
    other = [values[d]["all"] for d in values if d.startswith("Bel")]
    assert row["estimate"] == pytest.approx(np.mean(one) - np.mean(other))
    exact = stats.permutation_test((one, other), lambda x, y, axis: x.mean(axis=axis) - y.mean(axis=axis))
    # scipy doubles the smaller tail; here the two-sided p counts what is as far from 0.
    assert row["p_value"] <= exact.pvalue + 1e-9
    assert row["n_relabelings"] == 126


def test_nothing_is_computed_where_nothing_can_be_told(four_alone, scores_of):
    comparison = contrast(scores_of(values_for(four_alone, len)), four_alone)
    assert set(comparison.table["verdict"]) == {NOT_ESTIMABLE}
    assert comparison.table[["estimate", *NUMBERS]].isna().all(axis=None)
    assert (comparison.table["reason"].str.contains("the same variable")).all()
    assert "no test" in comparison.family


def test_two_articles_show_a_difference_and_nothing_more(grouping_of, scores_of):
    grouping = grouping_of({("Ada", "coast"): 2, ("Bel", "coast"): 5})
    row = contrast(scores_of(values_for(grouping, lambda d: d.startswith("Ada"))), grouping).table.iloc[0]
    assert row["verdict"] == WITHIN
    assert row["estimate"] == 1.0
    assert row[NUMBERS].isna().all()


def test_absent_is_missing_never_zero(grouping_of, scores_of):
    grouping = grouping_of({("Ada", "coast"): 5, ("Bel", "coast"): 4})
    values = values_for(grouping, lambda d: 1.0)
    values["Ada-coast-1"]["all"] = np.nan
    row = contrast(scores_of(values), grouping).table.iloc[0]
    assert (row["n_group"], row["n_missing_group"]) == (4, 1)
    assert row["mean_group"] == 1.0  # with a zero in it, it would be 0.8
    assert row["estimate"] == pytest.approx(0.0)


def test_a_category_of_other_voices_only_is_not_estimable(crossed, scores_of):
    scores = scores_of(values_for(crossed, len), voice="a minister")
    table = contrast(scores, crossed).table
    assert table["verdict"].tolist() == [NOT_ESTIMABLE]
    assert contrast(scores, crossed, voice="all").table["verdict"].tolist() == [ESTIMABLE]


def test_authors_nested_in_camps_are_the_observations(corpus_of, scores_of):
    from caatext.comparison.groups import group_by

    docvars = {
        f"{camp}{author}{i}": {"camp": camp, "author": f"{camp}{author}"}
        for camp in "ew" for author in range(4) for i in range(1 + 4 * (author == 0))
    }  # fmt: skip
    grouping = group_by(corpus_of(docvars), "camp")
    # The author with five articles has 10 in each; counted by article, the mean of e would be 6.25 and not 2.5.
    values = {d: {"all": 10.0 if d.startswith("e0") else 0.0} for d in docvars}
    row = contrast(scores_of(values), grouping).table.iloc[0]
    assert row["unit"] == "author"
    assert row["estimate"] == pytest.approx(2.5)
    assert (row["n_group"], row["n_units_group"]) == (8, 4)
    assert row["n_relabelings"] == 70


def test_several_measures_are_several_families(crossed, scores_of):
    one = scores_of(values_for(crossed, len), measure="tone")
    two = scores_of(values_for(crossed, hash_of), measure="reach")
    comparison = contrast(pd.concat([one, two], ignore_index=True), crossed)
    assert comparison.table["measure"].tolist() == ["reach", "tone"]
    assert [family.size for family in comparison.families] == [1, 1]
    named = contrast(pd.concat([one, two], ignore_index=True), crossed, measure="reach")
    assert named.table["measure"].tolist() == ["reach"]
    with pytest.raises(ComparisonError, match="there is no measure 'rech'"):
        contrast(one, crossed, measure="rech")


def hash_of(doc_id):
    return sum(map(ord, doc_id)) % 7


def test_families_are_adjusted_together(grouping_of, scores_of):
    grouping = grouping_of({(name, "coast"): 4 for name in ("Ada", "Bel", "Cyr")})
    rng = np.random.default_rng(5)
    values = {d: {c: float(rng.normal()) for c in ("x", "y", "z")} for d in grouping.labels.index}
    comparison = contrast(scores_of(values), grouping)
    p = comparison.table["p_value"].to_numpy()
    assert comparison.table["p_adjusted"].to_numpy() == pytest.approx(stats.false_discovery_control(p))
    assert "Benjamini-Hochberg over one family of 9 tests" in comparison.family
    assert "Holm over one family of 9 tests" in contrast(scores_of(values), grouping, adjust="holm").family


def test_swapping_group_and_reference_changes_the_sign(grouping_of, scores_of):
    sizes = {("Ada", "coast"): 4, ("Bel", "coast"): 6, ("Ada", "basin"): 2, ("Bel", "basin"): 1}
    forth, back = grouping_of(sizes, reference="Bel"), grouping_of(sizes, reference="Ada")
    scores = scores_of(values_for(forth, hash_of))
    one, other = contrast(scores, forth).table.iloc[0], contrast(scores, back).table.iloc[0]
    assert one["estimate"] == pytest.approx(-other["estimate"])
    assert one["conf_low"] == pytest.approx(-other["conf_high"])
    assert one["p_value"] == pytest.approx(other["p_value"])


def test_order_of_rows_and_other_categories_change_nothing(grouping_of, scores_of):
    """24 articles: too many relabelings to enumerate, so that a drawn sample must not depend on the order either."""
    grouping = grouping_of({("Ada", "coast"): 12, ("Bel", "coast"): 12})
    values = {d: {"x": float(hash_of(d)), "y": float(len(d) + hash_of(d[::-1]))} for d in grouping.labels.index}
    scores = scores_of(values)
    table = contrast(scores, grouping, n_permutations=199).table
    shuffled = contrast(scores.sample(frac=1, random_state=1), grouping, n_permutations=199).table
    pd.testing.assert_frame_equal(table, shuffled)
    alone = contrast(scores[scores["category"] == "y"], grouping, n_permutations=199).table
    assert alone["p_value"].tolist() == table.loc[table["category"] == "y", "p_value"].tolist()
    assert table["n_relabelings"].tolist() == [199, 199]


def test_no_scores_give_an_empty_table_with_all_columns(crossed):
    comparison = contrast(make_table([], "scores"), crossed)
    assert len(comparison.table) == 0
    assert {"verdict", "measure", "p_smallest"} <= set(comparison.table.columns)
    assert comparison.design.verdict == ESTIMABLE  # the groups could be compared


def replications(grouping, scores_of, draw, n):
    """Return a contrast of `n` independent categories: each is one run of a simulation."""
    ids = list(grouping.labels.index)
    drawn = {d: draw(d, n) for d in ids}
    return contrast(scores_of({d: {f"run {i:04d}": float(drawn[d][i]) for i in range(n)} for d in ids}), grouping).table


def band(n, share, level=0.999):
    """Return the range that the count of a binomial lies in with this probability."""
    return stats.binom.interval(level, n, share)


@pytest.mark.parametrize("n_articles", [4, 8])
def test_permutation_p_is_calibrated_under_the_null(grouping_of, scores_of, n_articles):
    """No difference between authors, but between articles and regions: p at most alpha in at most alpha of the runs."""
    n = 400
    grouping = grouping_of({(a, r): n_articles // 2 for a in ("Ada", "Bel", "Cyr") for r in ("coast", "basin")})
    rng = np.random.default_rng(10)
    table = replications(grouping, scores_of, lambda d, n: rng.normal(3 * ("coast" in d), 0.15, n), n)
    one = table[table["group"] == "Ada"]
    for alpha in (0.05, 0.2):
        attained = np.floor(alpha * one["n_relabelings"].iloc[0]) / one["n_relabelings"].iloc[0]
        low, high = band(n, min(alpha, attained))
        assert low <= (one["p_value"] <= alpha + 1e-12).sum() <= high
    assert (one["p_value"] >= one["p_smallest"] - 1e-12).all()


@pytest.mark.parametrize("n_articles", [4, 8])
def test_intervals_cover_what_they_say(grouping_of, scores_of, n_articles):
    """Frame shares with sd 0.15 between articles and 15 paragraphs each; the true difference is 0.2."""
    n = 600
    grouping = grouping_of({("Ada", "coast"): n_articles, ("Bel", "coast"): n_articles})
    rng = np.random.default_rng(20)

    def share(doc_id, n):
        mean = 0.3 + 0.2 * doc_id.startswith("Ada")
        a = mean * (mean * (1 - mean) / 0.15**2 - 1)
        return rng.binomial(15, rng.beta(a, a * (1 - mean) / mean, n)) / 15

    table = replications(grouping, scores_of, share, n)
    covered = ((table["conf_low"] <= 0.2) & (table["conf_high"] >= 0.2)).mean()
    assert 0.92 <= covered <= 0.98
    assert (table["conf_low"] <= table["estimate"]).all()


def test_confounded_runs_are_refused_in_all_cases(four_alone, scores_of):
    rng = np.random.default_rng(30)
    table = replications(four_alone, scores_of, lambda d, n: rng.normal(len(d), 1, n), 100)
    assert len(table) == 400
    assert (table["verdict"] == NOT_ESTIMABLE).all()
    assert table[["estimate", *NUMBERS]].isna().all(axis=None)


def test_a_difference_that_is_there_is_found(grouping_of, scores_of):
    """A difference of 0.30 with 8 articles an author: power 0.81 at 5 % (methods brief, 2.10)."""
    n = 200
    grouping = grouping_of({("Ada", "coast"): 8, ("Bel", "coast"): 8})
    rng = np.random.default_rng(40)
    spread = 0.15 * np.sqrt(2)  # between articles and from 15 paragraphs
    table = replications(grouping, scores_of, lambda d, n: rng.normal(0.3 * d.startswith("Ada"), spread * 0.93, n), n)
    assert 0.65 <= (table["p_value"] <= 0.05).mean() <= 0.92


def test_a_measure_with_a_guard_takes_part_in_no_test(crossed, scores_of):
    """A measure may say that it is a map of these texts only; another one beside it is tested all the same."""
    values = {doc_id: {"all": float(number)} for number, doc_id in enumerate(crossed.labels.index)}
    guarded = scores_of(values, measure="map").assign(guard="Descriptive map: 24 paragraphs.")
    both = pd.concat([guarded, scores_of(values, measure="tone").assign(guard="")], ignore_index=True)
    table = contrast(both, crossed).table.set_index("measure")
    assert table.loc["map", ["verdict", "reason"]].tolist() == ["not estimable", "Descriptive map: 24 paragraphs."]
    assert table.loc["map", ["estimate", "p_value", "conf_low"]].isna().all()
    assert table.loc["tone", "verdict"] == "estimable"
    assert np.isfinite(table.loc["tone", "p_value"])
