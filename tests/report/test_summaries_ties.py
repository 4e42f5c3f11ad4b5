"""Survivors of the nulls, with the error of drawing them."""

from __future__ import annotations

import pandas as pd

from caatext.report.summaries_ties import NULLS, null_ladder
from caatext.tables import make_table


def _ties(null: str, p_values: list[float], adjusted: list[float], *, n_tested: int, n_draws: int) -> pd.DataFrame:
    rows = [
        {"doc_id": "", "actor_a": "a", "actor_b": f"b{n}", "measure": f"excess:{null}", "p_adjusted": q, "p_value": p,
         "n_tested": n_tested, "n_draws": n_draws}
        for n, (p, q) in enumerate(zip(p_values, adjusted, strict=True))
    ]  # fmt: skip
    return make_table(rows, "edges")


def test_survivors_of_each_null_from_weak_to_strong():
    ties = pd.concat([
        _ties("within-article", [0.02, 0.5], [0.04, 0.5], n_tested=2, n_draws=99),
        _ties("independence", [1e-6, 1e-5], [2e-6, 1e-5], n_tested=2, n_draws=0),
    ])  # fmt: skip
    ladder = null_ladder(ties).set_index("null")
    assert tuple(ladder.index) == NULLS
    assert ladder["n_survivors"].tolist() == [2, 0, 1]
    assert ladder.loc["independence", ["error_low", "error_high"]].tolist() == [2, 2]
    assert ladder.loc["within-article", "error_low"] == 0
    assert ladder.loc["within-article", "error_high"] >= 1
    assert ladder.loc["margins", "n_tested"] == 0


def test_pairs_that_never_met_are_part_of_the_family():
    few = _ties("margins", [0.001], [0.001], n_tested=1, n_draws=999)
    many = _ties("margins", [0.001], [0.2], n_tested=200, n_draws=999)
    assert null_ladder(few).loc[1, "error_high"] == 1
    assert null_ladder(many).loc[1, "error_high"] == 0


def test_more_draws_leave_less_error():
    small, large = (
        null_ladder(_ties("margins", [0.02] * 10, [0.02] * 10, n_tested=20, n_draws=m)).loc[1] for m in (99, 9999)
    )
    spread = [row["error_high"] - row["error_low"] for row in (small, large)]
    assert spread[0] > spread[1]


def test_no_tie_gives_a_ladder_of_zeros():
    assert null_ladder(_ties("margins", [], [], n_tested=0, n_draws=0).assign(p_value=0.0, n_tested=0, n_draws=0))[
        "n_survivors"
    ].tolist() == [0, 0, 0]
