"""The specification curve: equal results are one, shares are of distinct results."""

import numpy as np
import pytest

from caatext.comparison.specifications import Specification, specification_curve
from caatext.errors import ComparisonError


@pytest.fixture
def grouping(grouping_of):
    return grouping_of({(a, r): 2 for a in ("Ada", "Bel") for r in ("coast", "basin")})


def counts(ada, bel, n=8):
    """First frame coded in so many of eight paragraphs by author, with one more in every second article."""
    rows = [[k + at % 2, n, 2, 8] for k in (ada, bel) for at in range(4)]
    return np.array(rows, dtype=float)


def ways(options, least=5):
    return [Specification({"cues": name}, table, least, at == 0) for at, (name, table) in enumerate(options.items())]


def test_shares_are_of_distinct_results_that_could_be_estimated(grouping):
    curve = specification_curve(
        ways({"all": counts(5, 1), "again": counts(5, 1), "few": counts(3, 1), "other way": counts(1, 3),
              "nothing": counts(2, 1, n=3)}), grouping
    )  # fmt: skip
    row = curve.summary.set_index("claim").loc["D1"]
    assert (row["n_specifications"], row["n_results"], row["n_estimated"]) == (5, 4, 3)
    assert row["primary"] == 0.5
    assert row["same_sign"] == pytest.approx(2 / 3)
    assert row["apart"] == pytest.approx(2 / 3)
    merged = curve.results[(curve.results["claim"] == "D1") & curve.results["is_primary"]].iloc[0]
    assert merged["n_specifications"] == 2
    assert curve.settings("D1", int(merged["result"]))["cues"].tolist() == ["all", "again"]
    same = curve.by_option("D1", "Ada").set_index("option")["same_sign"]
    assert (same["few"], same["other way"]) == (1.0, 0.0)
    assert np.isnan(same["nothing"])


def test_an_interval_beyond_zero_on_the_other_side_is_no_agreement(grouping):
    curve = specification_curve(ways({"all": counts(5, 1), "other way": counts(1, 6)}), grouping)
    row = curve.summary.set_index("claim").loc["D1"]
    assert (row["same_sign"], row["apart"]) == (0.5, 0.5)


def test_what_does_not_touch_a_claim_is_one_result_of_it(grouping):
    curve = specification_curve(ways({"all": counts(5, 1), "few": counts(3, 1)}), grouping)
    assert curve.summary.set_index("claim")["n_results"].to_dict() == {"D1": 2, "D2": 1, "S3": 2}


def test_order_of_specifications_changes_no_estimate(grouping):
    made = ways({"all": counts(5, 1), "few": counts(3, 1), "other way": counts(1, 3)})
    first, second = (specification_curve(some, grouping) for some in (made, made[::-1]))
    columns = ["claim", "group", "estimate", "conf_low", "n_specifications", "is_primary"]
    assert first.results[columns].equals(second.results[columns])
    assert first.summary.equals(second.summary)


def test_without_an_estimate_there_is_no_share(grouping):
    curve = specification_curve(ways({"all": counts(2, 1, n=3), "more": counts(3, 1, n=4)}), grouping)
    row = curve.summary.set_index("claim").loc["D1"]
    assert row["n_estimated"] == 0
    assert np.isnan(row["same_sign"])


def test_there_is_one_primary_specification(grouping):
    made = [way._replace(is_primary=True) for way in ways({"all": counts(5, 1), "few": counts(3, 1)})]
    with pytest.raises(ComparisonError, match=r"E-CFG-OPTION.*2 of the specifications are called the primary one"):
        specification_curve(made, grouping)
