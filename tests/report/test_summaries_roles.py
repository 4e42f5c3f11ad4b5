"""Parts in clauses, each counted once."""

from __future__ import annotations

import pandas as pd
import pytest

from caatext.measures.agency import score_agency
from caatext.report.summaries_roles import role_parts, role_profile
from caatext.stats.intervals import jeffreys
from caatext.tables import make_table


def _clauses(*rows):
    base = {"doc_id": "a1", "paragraph": 1, "voice": "author", "verb": "x", "modality": "real", "is_negated": False,
            "is_passive": False, "is_nominal": False, "is_constrained": False}  # fmt: skip
    return make_table([base | {"sentence": n} | row for n, row in enumerate(rows, start=1)], "statements")


def test_constrained_comes_before_irrealis_before_the_side_of_the_clause():
    statements = _clauses(
        {"agent": "orr", "patient": "ull"},
        {"agent": "orr", "modality": "wish"},
        {"agent": "orr", "modality": "wish", "is_constrained": True},
        {"agent": "ull", "patient": "orr", "verb_class": "control"},
        {"agent": "orr", "voice": "Minister"},
    )
    parts = role_parts(statements, ["orr", "ull"])
    shown = parts[["sentence", "category", "part"]].values.tolist()
    assert shown == [[1, "orr", "agent"], [1, "ull", "patient"], [2, "orr", "irrealis"], [3, "orr", "constrained"],
                     [4, "orr", "constrained"], [4, "ull", "agent"]]  # fmt: skip


def test_several_actors_on_the_other_side_are_one_part():
    statements = _clauses({"agent": "orr", "patient": "ull"}, {"agent": "orr", "patient": "vey"})
    statements["sentence"] = 1
    parts = role_parts(statements, ["orr", "ull", "vey"])
    assert parts["category"].tolist() == ["orr", "ull", "vey"]


def test_the_same_parts_are_counted_as_in_the_measure(findings, bundle_findings):
    for found in (findings, bundle_findings):
        scores = score_agency(found.annotations, found.codebook)
        own = scores[(scores["measure"] == "agent_share") & (scores["voice"] == "author")]
        parts = role_parts(found.annotations.statements, list(found.names.actors))
        pd.testing.assert_series_equal(parts["category"].value_counts(), own["category"].value_counts())


def test_the_profile_counts_by_group_with_most_parts_first():
    parts = role_parts(_clauses({"agent": "orr"}, {"agent": "ull"}, {"patient": "ull"}), ["orr", "ull"])
    profile = role_profile(parts, {"a1": "A"})
    assert profile["actor_id"].tolist() == ["ull", "orr"]
    row = profile.iloc[0]
    assert (row["n"], row["n_agent"], row["n_patient"]) == (2, 1, 1)
    assert row["conf_low"] == pytest.approx(float(jeffreys(1, 2).conf_low))


def test_no_clause_gives_an_empty_profile():
    assert role_profile(role_parts(_clauses().iloc[:0], ["orr"]), {}).empty
