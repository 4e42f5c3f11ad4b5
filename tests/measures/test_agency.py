"""Parts in clauses, ratings of verbs and claims; and their summary against figures worked out apart."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, norm

from caatext.corpus.lexicons import read_rows
from caatext.errors import TableError
from caatext.measures.agency import score_agency, summarize_agency
from caatext.measures.agency.roles import verb_ratings

ACTORS = ("ludrath", "quorrand", "vellisk")


def clause(address, agent, patient, verb="press", **more):
    flags = dict.fromkeys(("is_negated", "is_passive", "is_nominal", "is_constrained"), False)
    return address | flags | {"agent": agent, "patient": patient, "verb": verb, "modality": "real"} | more


def claim(address, actor, value, dimension="agency"):
    return address | {"actor_id": actor, "cue": "pawn", "value": value, "dimension": dimension}


def of(scores, measure, actor=None):
    rows = scores[scores["measure"] == measure]
    rows = rows if actor is None else rows[rows["category"] == actor]
    return rows["value"].tolist()


def test_score_agency_gives_one_for_agents_and_zero_for_patients(make_annotations, address, codebook):
    annotations = make_annotations(
        statements=[
            clause(address(2), "vellisk", ""),
            clause(address(1), "quorrand", "ludrath"),
            clause(address(1, voice="ludrath"), "somebody", "ludrath"),
        ]
    )
    scores = score_agency(annotations, codebook)
    shares = scores[scores["measure"] == "agent_share"]
    assert shares[["unit_id", "voice", "category", "value"]].to_numpy().tolist() == [
        ["a1.1.1", "author", "ludrath", 0.0],
        ["a1.1.1", "author", "quorrand", 1.0],
        ["a1.1.1", "ludrath", "ludrath", 0.0],
        ["a1.1.2", "author", "vellisk", 1.0],
    ]
    assert set(scores["weight"]) == {1.0}
    assert set(scores["unit"]) == {"statement"}


def test_score_agency_knows_constraint_on_either_side(make_annotations, address, codebook):
    annotations = make_annotations(
        statements=[
            clause(address(1), "quorrand", "ludrath", verb_class="control"),
            clause(address(2), "quorrand", "ludrath", verb_class="constraint"),
            clause(address(3), "ludrath", "", is_constrained=True),
            clause(address(4), "ludrath", ""),
        ]
    )
    scores = score_agency(annotations, codebook)
    assert of(scores, "constraint", "ludrath") == [1, 1, 1, 0]
    assert of(scores, "constraint", "quorrand") == [0, 0]


def test_score_agency_knows_irrealis_nouns_passives_and_acts_on_others(make_annotations, address, codebook):
    annotations = make_annotations(
        statements=[
            clause(address(1), "ludrath", "quorrand", modality="wish"),
            clause(address(2), "ludrath", "", modality="past", is_nominal=True),
            clause(address(3), "", "ludrath", is_passive=True),
            clause(address(4), "quorrand", "ludrath", is_passive=True),
            clause(address(5), "", "ludrath"),
        ]
    )
    scores = score_agency(annotations, codebook)
    assert of(scores, "irrealis", "ludrath") == [1, 0, 0, 0, 0]
    assert of(scores, "nominal", "ludrath") == [0, 1, 0, 0, 0]
    assert of(scores, "agency_over_others", "ludrath") == [1, 0]
    assert of(scores, "agency_over_others", "quorrand") == [1]
    assert of(scores, "agentless_passive", "ludrath") == [1, 0, 0]


def test_score_agency_takes_power_and_agency_from_the_lexicon_by_part_of_speech(make_annotations, address, codebook):
    entries = {(row["lemma"], row["pos"]): row for row in read_rows("verbs.csv")}
    annotations = make_annotations(
        statements=[
            clause(address(1), "ludrath", "quorrand", "depend"),
            clause(address(2), "quorrand", "ludrath", "dominate"),
            clause(address(3), "ludrath", "", "withdrawal", is_nominal=True),
            clause(address(4), "ludrath", "", "frobnicate"),
        ]
    )
    scores = score_agency(annotations, codebook)
    depend, withdrawal = entries["depend", "VERB"], entries["withdrawal", "NOUN"]
    dominated = float(entries["dominate", "VERB"]["patient_power"])
    own = [float(depend["agent_power"]), dominated, float(withdrawal["agent_power"])]
    assert of(scores, "power", "ludrath") == own
    assert own[:2] == [-1.0, -1.0]
    assert of(scores, "agency", "ludrath") == [float(depend["agent_agency"]), float(withdrawal["agent_agency"])]
    assert of(scores, "power", "quorrand")[1] == 1.0


def test_verb_ratings_are_in_range():
    values = np.array(list(verb_ratings().values()))
    assert np.isin(values[~np.isnan(values)], [-1, 0, 1]).all()


def test_score_agency_counts_a_part_once_however_many_share_the_clause(make_annotations, address, codebook):
    """Ludrath and Vellisk pressed Quorrand and Averrond: four statements, four parts."""
    span = {"start": 20, "end": 27}
    pairs = [(agent, patient) for agent in ("ludrath", "vellisk") for patient in ("averrond", "quorrand")]
    annotations = make_annotations(statements=[clause(address(1), *pair) | span for pair in pairs])
    scores = score_agency(annotations, codebook)
    assert sorted(of(scores, "agent_share")) == [0, 0, 1, 1]
    assert scores.loc[scores["measure"] == "agent_share", ["start", "end"]].drop_duplicates().to_numpy().tolist() == [
        [20, 27]
    ]


def test_score_agency_takes_claims_of_agency_and_leaves_praise(make_annotations, address, codebook):
    annotations = make_annotations(
        evaluations=[
            claim(address(1), "ludrath", 1.0),
            claim(address(2), "ludrath", -1.0),
            claim(address(3), "ludrath", 0.5, "praise"),
            claim(address(4), "somebody", 1.0),
        ]
    )
    scores = score_agency(annotations, codebook)
    assert scores[["unit", "unit_id", "measure", "category", "value"]].to_numpy().tolist() == [
        ["sentence", "a1.1.1", "asserted_agency", "ludrath", 1.0],
        ["sentence", "a1.1.2", "asserted_agency", "ludrath", 0.0],
    ]


def test_score_agency_of_nothing_is_empty(make_annotations, codebook):
    scores = score_agency(make_annotations(), codebook)
    assert scores.empty
    assert summarize_agency(scores).empty


def test_summarize_agency_is_worked_out_by_hand(make_annotations, address, codebook):
    statements = [clause(address(n), "ludrath", "quorrand" if n < 3 else "") for n in range(1, 7)]
    statements += [clause(address(n, doc_id="a2"), "", "ludrath", "dominate", is_passive=True) for n in (1, 2)]
    claims = [claim(address(1), "ludrath", 1.0), claim(address(2), "ludrath", 1.0), claim(address(3), "ludrath", -1.0)]
    scores = score_agency(make_annotations(statements=statements, evaluations=claims), codebook)
    row = summarize_agency(scores).set_index("actor_id").loc["ludrath"]
    assert (row["group"], row["n_documents"], row["n_agent"], row["n_patient"]) == ("all", 2, 6, 2)
    assert row["transitivity"] == pytest.approx((6 - 2) / 8)
    for name, tail in (("low", 0.025), ("high", 0.975)):
        assert row[f"transitivity_{name}"] == pytest.approx(2 * beta(6.5, 2.5).ppf(tail) - 1)
    z = norm.ppf(0.975)
    center, half = (2 + z**2 / 2) / (3 + z**2), z / (3 + z**2) * math.sqrt(2 / 3 + z**2 / 4)
    assert (row["n_asserted"], row["asserted_share"]) == (3, pytest.approx(2 / 3))
    assert (row["asserted_low"], row["asserted_high"]) == (pytest.approx(center - half), pytest.approx(center + half))
    assert (row["agentless_passive_share"], row["over_others_share"]) == (1.0, pytest.approx(2 / 6))
    press = verb_ratings()["press", "VERB"]
    assert row["power"] == pytest.approx((6 * press[0] - 2) / 8)
    assert (row["n_power"], row["n_agency"], row["coverage"]) == (8, 6, 1.0)
    assert math.isnan(row["agency_low"])  # one article only
    assert (row["power_low"], row["power_high"]) == (pytest.approx(-1.0), pytest.approx(press[0]))  # a2 twice, a1 twice


def test_summarize_agency_parts_groups_and_voices_and_sorts_by_roles(make_annotations, address, codebook):
    statements = [
        *(clause(address(n), "vellisk", "") for n in (1, 2, 3)),
        clause(address(1, doc_id="a2"), "quorrand", "ludrath"),
        clause(address(2, doc_id="a2"), "quorrand", "", "frobnicate"),
        clause(address(1, doc_id="a3"), "ludrath", ""),
        clause(address(4, voice="vellisk"), "ludrath", ""),
    ]
    scores = score_agency(make_annotations(statements=statements), codebook)
    table = summarize_agency(scores, {"a1": "East", "a2": "West"})
    assert table[["group", "actor_id", "n_agent", "n_patient"]].to_numpy().tolist() == [
        ["East", "vellisk", 3, 0],
        ["West", "quorrand", 2, 0],
        ["West", "ludrath", 0, 1],
    ]
    assert table["coverage"].tolist() == [1.0, 0.5, 1.0]
    assert summarize_agency(scores, voice="vellisk")["actor_id"].tolist() == ["ludrath"]
    assert summarize_agency(scores, voice="all")["n_agent"].sum() == 7


def test_summarize_agency_keeps_an_actor_of_whom_only_claims_are_made(make_annotations, address, codebook):
    scores = score_agency(make_annotations(evaluations=[claim(address(1), "ludrath", 1.0)]), codebook)
    row = summarize_agency(scores).iloc[0]
    assert (row["actor_id"], row["n_asserted"], row["n_agent"]) == ("ludrath", 1, 0)
    assert math.isnan(row["transitivity"])
    assert math.isnan(row["coverage"])


def test_summarize_agency_intervals_over_articles_are_those_of_resampled_articles():
    """Ten articles of one clause each: the interval of the mean is that of a resampled mean, by brute force."""
    values = [1.0, -1.0, 0.0, 1.0, 1.0, 0.0, -1.0, 1.0, 0.0, 1.0]
    scores = pd.DataFrame(
        {
            "doc_id": [f"a{n}" for n in range(10)], "unit": "statement", "unit_id": "", "voice": "author",
            "measure": "power", "category": "ludrath", "value": values, "weight": 1.0, "paragraph": 1, "sentence": 1,
            "start": -1, "end": -1,
        }
    )  # fmt: skip
    row = summarize_agency(scores).iloc[0]
    means = np.random.default_rng(11).choice(values, (20_000, 10)).mean(axis=1)
    assert row["power"] == pytest.approx(np.mean(values))
    assert row["power_low"] == pytest.approx(np.quantile(means, 0.025), abs=0.11)
    assert row["power_high"] == pytest.approx(np.quantile(means, 0.975), abs=0.11)


def test_summarize_agency_refuses_what_are_no_scores():
    with pytest.raises(TableError, match="score_agency"):
        summarize_agency(pd.DataFrame({"value": [1.0]}))


sides = st.sampled_from(("", *ACTORS))


@settings(max_examples=15, deadline=None)
@given(pairs=st.lists(st.tuples(sides, sides), min_size=1, max_size=12), seed=st.randoms())
def test_agency_is_bounded_and_blind_to_the_order_of_rows(make_annotations, address, codebook, pairs, seed):
    rows = [clause(address(n), *pair) for n, pair in enumerate(pairs, 1)]
    scores = score_agency(make_annotations(statements=rows), codebook)
    seed.shuffle(rows)
    assert scores.equals(score_agency(make_annotations(statements=rows), codebook))
    table = summarize_agency(scores)
    n_roles = sum((agent != "") + (patient != "") for agent, patient in pairs)
    assert table["n_agent"].sum() + table["n_patient"].sum() == n_roles
    assert table["transitivity"].between(-1, 1).all()
    low, middle, high = (table[f"transitivity{end}"] for end in ("_low", "", "_high"))
    assert ((low <= middle) & (middle <= high)).all()
    shares = table.filter(like="share").to_numpy(float)
    assert (np.isnan(shares) | ((shares >= 0) & (shares <= 1))).all()


def test_whom_one_depends_on_is_not_bound_by_it(make_annotations, address, codebook):
    clause = address(1) | {"agent": "ludrath", "verb": "depend", "patient": "quorrand", "modality": "real"}
    clause |= {"verb_class": "constraint", "is_constrained": True}
    scores = score_agency(make_annotations(statements=[clause]), codebook)
    bound = scores[scores["measure"] == "constraint"].set_index("category")["value"]
    assert bound.to_dict() == {"ludrath": 1.0, "quorrand": 0.0}
