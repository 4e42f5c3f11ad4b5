"""Placebos: what each kind asks for, and what happens where it cannot be asked."""

import numpy as np
import pytest

from caatext.comparison.placebos import Placebo, compare_placebos

WOBBLE = [0, 1, 1, 0, 1, 0, 0, 1]


@pytest.fixture
def grouping(grouping_of):
    return grouping_of({(a, r): 4 for a in ("Ada", "Bel") for r in ("coast", "basin")})


def counts(ada, bel, n=10):
    rows = [[k + w, n, 3, 10] for k in (ada, bel) for w in WOBBLE]
    return np.array(rows, dtype=float)


def outcome(grouping, rule, placebo, primary=None):
    primary = counts(6, 1) if primary is None else primary
    table = compare_placebos(primary, [Placebo("p", rule, placebo, "no raw text")], grouping)
    return table.set_index("claim").loc["D1"]


@pytest.mark.parametrize(
    ("rule", "placebo", "expected"),
    [
        ("gone", counts(2, 2), "passes"),
        ("gone", counts(4, 1), "fails"),  # smaller, but still there
        ("gone", counts(6, 1), "fails"),  # the very pattern
        ("gone", counts(1, 6), "passes"),  # the other way round is not this pattern
        ("fainter", counts(4, 1), "passes"),
        ("fainter", counts(6, 1), "fails"),
        ("kept", counts(4, 1), "passes"),
        ("kept", counts(2, 2), "fails"),
        ("kept", counts(1, 6), "fails"),
        ("same", counts(6, 1), "passes"),
        ("same", counts(5, 1), "fails"),
        ("gone", None, "not applicable"),
        ("gone", counts(1, 1, n=4), "not applicable"),
    ],
)
def test_each_kind_of_placebo_asks_for_its_own(grouping, rule, placebo, expected):
    assert outcome(grouping, rule, placebo)["outcome"] == expected


def test_the_difference_is_paired_by_article(grouping):
    row = outcome(grouping, "fainter", counts(3, 1))
    # Articles wobble alike in both, so that their difference is known exactly.
    assert row["difference"] == pytest.approx(0.3)
    assert row["difference_low"] == pytest.approx(0.3)
    assert row["conf_low"] < row["estimate"] - 0.01
    assert row["primary"] - row["estimate"] == pytest.approx(row["difference"])


def test_groups_exchanged_change_signs_and_no_outcome(grouping_of):
    for rule in ("gone", "fainter", "kept", "same"):
        for ada, bel in ((2, 2), (4, 1), (1, 6)):
            straight, turned = (
                outcome(grouping_of({(a, r): 4 for a in ("Ada", "Bel") for r in ("coast", "basin")}), rule,
                        counts(*placebo), counts(*primary))
                for placebo, primary in (((ada, bel), (6, 1)), ((bel, ada), (1, 6)))
            )  # fmt: skip
            assert straight["outcome"] == turned["outcome"]
            assert straight["estimate"] == pytest.approx(-turned["estimate"])


def test_what_is_not_estimable_has_no_placebo(four_alone):
    four = np.array([[4, 8, 2, 8]] * 4, dtype=float)
    table = compare_placebos(four, [Placebo("p", "gone", four)], four_alone)
    assert set(table["outcome"]) == {"not applicable"}
    assert table["reason"].str.contains("no primary estimate").all()


def test_a_placebo_may_test_some_claims_only(grouping):
    table = compare_placebos(counts(6, 1), [Placebo("p", "gone", counts(2, 2), "", ("D2",))], grouping)
    assert table["claim"].tolist() == ["D2"]
