"""Topics by document variables: what is estimated, and what is not."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from caatext.errors import MeasureError
from caatext.measures.topics import fit_topics, topic_effects
from caatext.stats.multiplicity import benjamini_hochberg
from caatext.stats.regression import clustered_ols


@pytest.fixture(scope="module")
def docvars():
    """Twelve authors with six articles each; authors are in one region, years and outlets vary within authors."""
    rng = np.random.default_rng(4)
    return pd.DataFrame(
        {
            "doc_id": [f"a{n}" for n in range(72)],
            "author": [f"author {n % 12:02d}" for n in range(72)],
            "region": ["north" if n % 12 < 6 else "south" for n in range(72)],
            "outlet": rng.choice(["daily", "daily", "weekly"], 72),
            "year": rng.integers(1990, 2020, 72),
            "date": [f"{year}-07-02" for year in rng.integers(1990, 2020, 72)],
        }
    )


@pytest.fixture(scope="module")
def large(make_annotations, make_planted, docvars):
    rows = make_planted(n_documents=72, n_paragraphs=5, seed=3)
    fit = fit_topics(make_annotations(words=rows, documents=docvars.to_dict("records")), n_topics=3, n_runs=5)
    assert not fit.descriptive
    return fit


def with_effect(fit, docvars, size=0.3):
    """The fit with `size` of the first topic more, out of the last, in the articles of the south."""
    south = set(docvars.loc[docvars["region"] == "south", "doc_id"])
    shares = np.full_like(fit.prevalence, 1 / 3) + np.random.default_rng(0).normal(0, 0.02, (len(fit.doc_ids), 1)) * [
        1,
        0,
        -1,
    ]
    moved = np.array([doc in south for doc in fit.doc_ids])[:, None] * [[size, 0, -size]]
    return replace(fit, prevalence=shares + moved)


def test_a_planted_effect_is_found_with_its_size_and_its_family(large, docvars):
    table = topic_effects(with_effect(large, docvars), docvars, ["region", "outlet", "year"])
    own = table.set_index(["topic", "covariate"])
    row = own.loc[("topic_01", "region")]
    assert (row["level"], row["reference"]) == ("south", "north")
    assert row["estimate"] == pytest.approx(0.3, abs=0.02)
    assert row["conf_low"] < 0.3 < row["conf_high"]
    assert row["p_adjusted"] < 0.001
    assert own.loc[("topic_03", "region"), "estimate"] == pytest.approx(-0.3, abs=0.02)
    assert own.loc[("topic_02", "region"), "estimate"] == pytest.approx(0, abs=1e-9)
    assert own.loc[("topic_01", "outlet"), ["level", "reference"]].tolist() == ["weekly", "daily"]
    tested = table["p_value"].notna()
    assert set(table["family"]) == {f"{tested.sum()} tests: topics by levels of region, outlet, year"}
    assert table["p_adjusted"].to_numpy() == pytest.approx(benjamini_hochberg(table["p_value"].to_numpy()), nan_ok=True)
    assert set(table["n_clusters"]) == {12}
    assert set(table["cluster"]) == {"author"}


def test_numbers_are_those_of_the_regression_written_out(large, docvars):
    table = topic_effects(large, docvars, ["region", "year"]).set_index(["topic", "covariate"])
    shares = large.document_prevalence()
    known = docvars.set_index("doc_id").loc[shares.index]
    design = np.column_stack([np.ones(72), known["region"] == "south", known["year"] - known["year"].mean()]).astype(
        float
    )
    for topic in large.topics:
        fit = clustered_ols(shares[topic].to_numpy(), design, known["author"])
        for column, name in ((1, "region"), (2, "year")):
            expected = [fit.estimate[column], fit.conf_low[column], fit.conf_high[column], fit.p_value[column]]
            found = table.loc[(topic, name), ["estimate", "conf_low", "conf_high", "p_value"]].tolist()
            assert found == pytest.approx(expected)


def test_the_order_of_the_rows_does_not_matter(large, docvars):
    covariates = ["region", "outlet", "date"]
    first = topic_effects(large, docvars, covariates)
    assert first.equals(topic_effects(large, docvars.sample(frac=1, random_state=1), covariates))


def test_effects_of_all_topics_sum_to_nothing(large, docvars):
    table = topic_effects(large, docvars, ["region", "outlet"])
    assert table.groupby("covariate")["estimate"].sum().to_numpy() == pytest.approx(0, abs=1e-9)


def test_dates_count_in_years(large, docvars):
    by_date = topic_effects(large, docvars, ["date"])
    years = docvars.assign(when=docvars["date"].str[:4].astype(int))
    by_year = topic_effects(large, years, ["when"])
    assert by_date["estimate"].to_numpy() == pytest.approx(by_year["estimate"].to_numpy(), rel=1e-2)


def test_a_descriptive_fit_takes_part_in_no_test(planted):
    fit = fit_topics(planted, n_topics=3, n_runs=2)
    table = topic_effects(fit, planted.documents, ["author"])
    assert set(table["verdict"]) == {"not estimable"}
    assert set(table["reason"]) == {fit.warning}
    assert table[["estimate", "conf_low", "conf_high", "p_value", "p_adjusted"]].isna().all(axis=None)
    assert set(table["family"]) == {"0 tests: topics by levels of author"}


def test_what_the_design_does_not_tell_is_not_estimable(large, docvars):
    one = docvars.assign(
        camp=np.where(docvars["author"] == "author 03", "x", "y"), same="z", copy=docvars["region"] + "ern"
    )
    reasons = topic_effects(large, one, ["camp"])
    assert set(reasons["verdict"]) == {"not estimable"}
    assert reasons["reason"].str.contains("rests on").all()
    assert reasons[["estimate", "p_value"]].isna().all(axis=None)
    table = topic_effects(large, one, ["same", "region", "copy", "year"])
    twins = table[table["covariate"].isin(["same", "region", "copy"])]
    assert twins["reason"].str.contains("cannot be told from the other covariates").all()
    rest = table[table["covariate"] == "year"]
    alone = topic_effects(large, one, ["region", "year"])
    assert set(rest["verdict"]) == {"estimable"}
    assert rest["p_value"].tolist() == pytest.approx(alone.loc[alone["covariate"] == "year", "p_value"].tolist())


def test_unstable_topics_are_not_tested(large, docvars):
    shaky = replace(large, stability=np.array([0.9, 0.3, np.nan]))
    table = topic_effects(shaky, docvars, ["region"])
    assert table["p_value"].notna().tolist() == [True, False, False]
    assert table["reason"].str.contains("from run to run").tolist() == [False, True, True]


def test_authors_as_covariates_leave_articles_as_clusters(large, docvars):
    table = topic_effects(large, docvars, ["author"])
    assert set(table["cluster"]) == {"article"}
    assert set(table["n_clusters"]) == {72}
    assert len(table) == 11 * 3


def test_articles_without_a_value_are_left_out(large, docvars):
    some = docvars.assign(region=docvars["region"].where(docvars.index >= 10, ""))
    assert set(topic_effects(large, some, ["region"])["n_documents"]) == {62}


def test_variables_that_are_not_there(large, docvars):
    with pytest.raises(MeasureError, match=r"E-CFG-OPTION.*there is no document variable party"):
        topic_effects(large, docvars, ["party"])
    with pytest.raises(MeasureError, match="no covariate is named"):
        topic_effects(large, docvars, [])
    with pytest.raises(MeasureError, match="no article of the topics has a value"):
        topic_effects(large, docvars.assign(region=""), ["region"])


def test_topics_without_effect_are_rarely_found(large, docvars):
    """Random camps of whole authors: at 5 %, between 2 and 9 of 100 draws for one topic."""
    rng = np.random.default_rng(11)
    noise = rng.normal(0, 0.03, 12)  # authors differ
    place = {doc: int(author[-2:]) for doc, author in zip(docvars["doc_id"], docvars["author"], strict=True)}
    moved = np.array([noise[place[doc]] for doc in large.doc_ids])[:, None] * [[1, 0, -1]]
    fit = replace(large, prevalence=large.prevalence + moved)
    found = 0
    for _ in range(100):
        camp = rng.permutation([0] * 6 + [1] * 6)
        drawn = docvars.assign(camp=[f"camp {camp[int(author[-2:])]}" for author in docvars["author"]])
        table = topic_effects(fit, drawn, ["camp"])
        found += bool(table.loc[table["topic"] == "topic_01", "p_value"].item() < 0.05)
    assert found <= 10
