"""Means of groups with what their articles carry."""

import numpy as np
import pytest

from caatext.comparison.groups import group_by
from caatext.comparison.means import group_means
from caatext.errors import ComparisonError
from caatext.stats.intervals import t_interval


def docvars(n):
    return {f"{author}{k}": {"author": author, "school": "north"} for author, size in n.items() for k in range(size)}


def test_four_articles_have_students_interval_and_three_have_none(corpus_of, scores_of):
    documents = docvars({"Ada": 4, "Bel": 3, "Cyr": 1})
    values = {name: {"all": float(len(name) + number**2)} for number, name in enumerate(documents)}
    values["Cyr0"] = {"all": np.nan}
    table = group_means(scores_of(values), group_by(corpus_of(documents), "author")).set_index("group")
    expected = t_interval([values[f"Ada{k}"]["all"] for k in range(4)])
    assert table.loc["Ada", ["estimate", "conf_low", "conf_high"]].tolist() == pytest.approx(list(expected[:3]))
    assert table["verdict"].tolist() == ["estimable", "within-article precision only", "not estimable"]
    assert np.isfinite(table.loc["Bel", "estimate"])
    assert np.isnan(table.loc["Bel", "conf_low"])
    assert table.loc["Cyr", "reason"] == "1 article without a value: missing, not zero."


def test_articles_of_few_authors_do_not_make_an_interval_for_a_school(corpus_of, scores_of):
    documents = docvars({"Ada": 6, "Bel": 6})
    values = {name: {"all": float(number)} for number, name in enumerate(documents)}
    (row,) = group_means(scores_of(values), group_by(corpus_of(documents), "school")).to_dict("records")
    assert (row["unit"], row["n_units"], row["n_documents"]) == ("author", 2, 12)
    assert row["reason"] == "12 articles by 2 authors: below 4 authors the mean stands without an interval."
    assert np.isnan(row["conf_low"])


def test_authors_of_a_school_widen_the_interval(corpus_of, scores_of):
    """Five authors who differ, each always the same: twenty articles are as good as five."""
    documents = docvars(dict.fromkeys(["Ada", "Bel", "Cyr", "Dov", "Eda"], 4))
    values = {name: {"all": float("ABCDE".index(name[0]))} for name in documents}
    (row,) = group_means(scores_of(values), group_by(corpus_of(documents), "school")).to_dict("records")
    expected = t_interval([0.0, 1.0, 2.0, 3.0, 4.0])
    assert [row["estimate"], row["conf_low"], row["conf_high"]] == pytest.approx(list(expected[:3]))


def test_rows_in_any_order_and_a_measure_that_is_not_there(corpus_of, scores_of):
    documents = docvars({"Bel": 5, "Ada": 5})
    scores = scores_of({name: {"b": 0.1 * number, "a": 1.0} for number, name in enumerate(documents)})
    grouping = group_by(corpus_of(documents), "author")
    one = group_means(scores, grouping)
    assert one.equals(group_means(scores.iloc[::-1].reset_index(drop=True), grouping))
    assert one["category"].tolist() == ["a", "a", "b", "b"]
    assert set(group_means(scores, grouping, voice="Orr")["verdict"]) == {"not estimable"}
    with pytest.raises(ComparisonError, match="E-META-UNKNOWN"):
        group_means(scores, grouping, measure="tine")
