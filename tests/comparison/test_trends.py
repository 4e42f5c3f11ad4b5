"""Means by period and slopes over time, with what dates and articles can carry."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.comparison.groups import group_by
from caatext.comparison.trends import trend
from caatext.errors import ComparisonError
from caatext.stats.intervals import t_interval
from caatext.stats.regression import clustered_ols


@pytest.fixture(scope="session")
def study(corpus_of, scores_of):
    """From (author, date, value[, school]) an article to scores and grouping; a value None is no value."""

    def make(articles, by="author", **options):
        docvars, values = {}, {}
        for number, (author, date, value, *more) in enumerate(articles):
            name = f"d{number:03d}"
            docvars[name] = {"author": author, "date": date} | ({"school": more[0]} if more else {})
            values[name] = {"all": np.nan if value is None else value}
        return scores_of(values), group_by(corpus_of(docvars), by, **options)

    return make


def cell(found, period, group="Ada"):
    table = found.cells
    return table[(table["period"] == period) & (table["group"] == group)].iloc[0]


def test_a_year_of_four_articles_has_a_mean_with_students_interval(study):
    values = [1.0, 2.0, 4.0, 9.0]
    found = trend(*study([("Ada", f"2031-0{n}-05", value) for n, value in enumerate(values, 1)]))
    row, expected = cell(found, "2031"), t_interval(values)
    assert row[["estimate", "conf_low", "conf_high"]].tolist() == pytest.approx(list(expected[:3]))
    assert (row["verdict"], row["n_documents"], row["time"]) == ("estimable", 4, 2031.5)


def test_fewer_articles_have_a_mean_without_interval_and_an_empty_year_has_nothing(study):
    found = trend(*study([("Ada", "2031", 1.0), ("Ada", "2031", 3.0), ("Ada", "2034", 5.0), ("Bel", "2032", 1.0)]))
    assert found.cells.loc[found.cells["group"] == "Ada", "period"].tolist() == ["2031", "2032", "2033", "2034"]
    two, none = cell(found, "2031"), cell(found, "2033")
    assert (two["estimate"], two["verdict"]) == (2.0, "within-article precision only")
    assert np.isnan(two["conf_low"])
    assert "below 4 articles" in two["reason"]
    assert (none["verdict"], none["reason"]) == ("not estimable", "No article.")
    assert np.isnan(none["estimate"])


def test_a_missing_value_is_no_zero(study):
    found = trend(*study([("Ada", "2031", 4.0), ("Ada", "2031", None), ("Ada", "2032", None)]))
    row = cell(found, "2031")
    assert (row["estimate"], row["n_documents"], row["n_missing"]) == (4.0, 1, 1)
    assert "1 article without a value: missing, not zero" in row["reason"]
    assert cell(found, "2032")["verdict"] == "not estimable"


def test_articles_without_a_date_are_counted_and_bad_dates_told(study):
    articles = [("Ada", "2031-01", 1.0), ("Ada", "", 9.0), ("Ada", "May 2031", 9.0), ("Ada", "2031", 9.0)]
    found = trend(*study(articles), by="quarter")
    assert found.note == (
        "1 of 4 articles placed in time by quarter, 2 left out without a date, 1 of them with a date that cannot be "
        "read, 1 left out with a date too coarse for a quarter."
    )
    (problem,) = found.problems
    assert (problem.code, problem.place, problem.severity) == ("E-META-DATE", "d002", "warning")
    assert "May 2031" in str(problem)
    assert cell(found, "2031-Q1")["estimate"] == 1.0


def test_nothing_dated_is_nothing_told(study):
    found = trend(*study([("Ada", "", 1.0), ("Bel", "", 2.0)]))
    assert found.cells.empty
    assert set(found.slopes["verdict"]) == {"not estimable"}
    assert found.slopes["reason"].tolist() == ["0 dated articles with a value: a slope needs 8."] * 2
    assert "no test" in str(found.families[0])


def test_the_slope_is_that_of_a_line_with_errors_by_year(study):
    rng = np.random.default_rng(3)
    years = np.repeat(np.arange(2021, 2027), 2)
    values = 0.5 * years + rng.normal(size=12)
    found = trend(*study([("Ada", str(year), value) for year, value in zip(years, values, strict=True)]))
    (row,) = found.slopes.to_dict("records")
    assert row["estimate"] == pytest.approx(np.polyfit(years, values, 1)[0])
    fit = clustered_ols(values, np.column_stack([np.ones(12), years - 2023.5]), years)
    assert [row[name] for name in ("conf_low", "conf_high", "p_value", "dof")] == pytest.approx(
        [fit.conf_low[1], fit.conf_high[1], fit.p_value[1], fit.dof[1]]
    )
    assert (row["n_group"], row["n_units"], row["unit"], row["verdict"]) == (12, 6, "year", "estimable")


@pytest.mark.parametrize(
    ("years", "reason"),
    [
        (range(2021, 2028), "7 dated articles with a value: a slope needs 8."),
        ([2021, 2022, 2023] * 3, "9 articles in 3 years: a slope needs 4 years with an article."),
    ],
)
def test_a_slope_of_too_little_is_not_estimable_and_has_no_number(study, years, reason):
    found = trend(*study([("Ada", str(year), float(year % 5)) for year in years]))
    (row,) = found.slopes.to_dict("records")
    assert (row["verdict"], row["reason"]) == ("not estimable", reason)
    assert np.isnan([row[name] for name in ("estimate", "conf_low", "conf_high", "p_value", "p_adjusted")]).all()


def test_a_measure_with_a_guard_has_no_slope(study):
    scores, grouping = study([("Ada", str(year), float(year)) for year in range(2021, 2031)])
    row = trend(scores.assign(guard="Descriptive map."), grouping).slopes.iloc[0]
    assert (row["verdict"], row["reason"]) == ("not estimable", "Descriptive map.")
    assert np.isnan(row["estimate"])


def test_a_school_of_two_authors_is_not_enough_however_much_they_write(study):
    articles = [(f"a{n % 2}", str(2021 + n // 2), float(n), "north") for n in range(20)]
    found = trend(*study(articles, by="school"))
    (row,) = found.slopes.to_dict("records")
    assert row["reason"] == "2 authors: below 4 nobody knows how much authors differ."
    assert set(found.cells["verdict"]) == {"within-article precision only"}
    assert "2 articles by 2 authors" in found.cells["reason"].iloc[0]


def test_a_change_of_authors_is_no_trend(study):
    """Five authors each write at one level all their life; the high ones come later. Within authors nothing moves."""
    articles = [
        (f"a{n}", str(2020 + n + year), 10.0 * n + 0.1 * ((year + n) % 2), "north")
        for n in range(5)
        for year in range(4)
    ]
    found = trend(*study(articles, by="school"))
    (row,) = found.slopes.to_dict("records")
    assert row["held_constant"] == "author"
    assert abs(row["estimate"]) < 0.1
    assert "Within authors: 20 articles" in row["reason"]
    once = [article for number, article in enumerate(articles) if number % 4 == number // 4 % 4]
    more = [(f"b{n}", str(2020 + n), 10.0 * n + n % 2, "north") for n in range(5)]
    (row,) = trend(*study(once + more, by="school")).slopes.to_dict("records")
    assert row["held_constant"] == ""
    assert row["estimate"] > 5
    assert "A change of authors cannot be told from a change over time." in row["reason"]


def test_a_slope_that_one_author_alone_carries_is_not_estimable(study):
    """Three authors wrote on one day; all that moves in time is the fourth."""
    articles = [(name, "2021-06-01", float(n), "north") for n, name in enumerate(["a1", "a1", "a2", "a3"])]
    articles += [("a4", str(year), float(year % 3), "north") for year in range(2022, 2027)]
    (row,) = trend(*study(articles, by="school")).slopes.to_dict("records")
    assert row["verdict"] == "not estimable"
    assert row["reason"].endswith("One author alone carries the slope.")
    assert np.isnan([row[name] for name in ("estimate", "conf_low", "p_value", "dof")]).all()


def test_cells_of_a_school_are_clustered_by_author(study):
    articles = [(f"a{n // 2}", "2031", float(n // 2 + n % 2), "north") for n in range(8)]
    row = cell(trend(*study(articles, by="school")), "2031", group="north")
    fit = clustered_ols([a[2] for a in articles], np.ones((8, 1)), [a[0] for a in articles])
    assert row[["conf_low", "conf_high"]].tolist() == pytest.approx([fit.conf_low[0], fit.conf_high[0]])
    assert (row["unit"], row["n_units"]) == ("author", 4)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(2020, 2026), st.floats(-5, 5)), min_size=8, max_size=20), st.floats(-3, 3))
def test_slopes_turn_with_the_values_and_do_not_see_a_shift(study, points, shift):
    def slopes(sign, shift):
        articles = [("Ada", str(year), sign * (value + shift)) for year, value in points]
        return trend(*study(articles)).slopes

    plain, turned = slopes(1.0, 0.0), slopes(-1.0, shift)
    assert turned["estimate"].to_numpy() == pytest.approx(-plain["estimate"].to_numpy(), abs=1e-8, nan_ok=True)
    assert turned["conf_low"].to_numpy() == pytest.approx(-plain["conf_high"].to_numpy(), abs=1e-6, nan_ok=True)
    assert (plain["conf_low"].isna() | (plain["conf_low"] <= plain["conf_high"])).all()


def test_the_order_of_rows_changes_nothing(study):
    scores, grouping = study([("Ada", str(2020 + n % 5), float(n * n % 7)) for n in range(15)])
    one, other = trend(scores, grouping), trend(scores.iloc[::-1].reset_index(drop=True), grouping)
    pd.testing.assert_frame_equal(one.cells, other.cells, check_exact=True)
    pd.testing.assert_frame_equal(one.slopes, other.slopes, check_exact=True)


def test_the_evidence_of_a_cell_and_of_a_slope(study):
    found = trend(*study([("Ada", "2031", 1.0), ("Ada", "2032", 2.0), ("Bel", "2031", 3.0), ("Ada", "", 4.0)]))
    assert found.evidence("tone", "all", "Ada", period="2031")["doc_id"].tolist() == ["d000"]
    assert found.evidence("tone", "all", "Ada")["doc_id"].tolist() == ["d000", "d001"]


def test_a_voice_that_never_speaks_and_a_period_that_is_none(study):
    scores, grouping = study([("Ada", "2031", 1.0)])
    found = trend(scores, grouping, voice="Orr")
    assert found.slopes["verdict"].tolist() == ["not estimable"]
    assert found.cells["n_missing"].tolist() == [1]
    with pytest.raises(ComparisonError, match=r"E-META-UNKNOWN.*no period 'week'"):
        trend(scores, grouping, by="week")
    assert "1 of 1 article placed in time" in found._repr_html_()
    assert repr(found) == "<trend by year and author: 1 cells, 1 slopes>"


def test_where_nothing_changes_one_slope_in_twenty_is_below_five_percent(corpus_of, scores_of):
    """400 authors of 12 articles over six years, pure noise: rejections at 5 % within two binomial errors of 5 %."""
    rng = np.random.default_rng(11)
    names = [f"a{author:03d}-{n:02d}" for author in range(400) for n in range(12)]
    docvars = {name: {"author": name[:4], "date": str(2021 + int(name[-2:]) // 2)} for name in names}
    scores = scores_of({name: {"all": value} for name, value in zip(names, rng.normal(size=len(names)), strict=True)})
    slopes = trend(scores, group_by(corpus_of(docvars), "author")).slopes
    assert len(slopes) == 400
    assert (slopes["p_value"] < 0.05).mean() == pytest.approx(0.05, abs=2 * np.sqrt(0.05 * 0.95 / 400))
    assert (slopes["p_adjusted"] < 0.05).sum() <= 1
