"""The ledger: status by the decision rule, wording by status, and addresses behind every claim."""

import numpy as np
import pytest

from caatext.comparison.claims import build_claims
from caatext.comparison.contrasts import contrast
from caatext.comparison.groups import group_by
from caatext.comparison.primary import frame_contrast
from caatext.comparison.rule import FURTHER_CLAUSES, Clause, decide
from caatext.tables import CONTRACTS

PAIR = {"categories": ("hid", "agy"), "names": ("Hidden hand", "Own course")}


def everywhere(passed):
    """The same outcome of clauses 3 to 5 for every claim and contrast."""
    clauses = tuple(Clause(number, FURTHER_CLAUSES[number], held) for number, held in passed.items())
    keys = [(claim, group) for claim in ("D1", "D2", "S3") for group in ("Ada", "Bel", "Cyr", "Dov")]
    return dict.fromkeys([*keys, ("S2", "")], clauses)


ALL_CHECKED = everywhere({3: True, 4: True, 5: True})


def ledger(grouping, scores, **options):
    claims, evidence = build_claims(frame_contrast(scores, scores, grouping, **PAIR), **options)
    return claims.set_index("claim_id"), evidence


@pytest.fixture
def apart(grouping_of, frame_scores):
    """Two authors, eight articles each on two regions: one all for the first frame, one all for the second."""
    grouping = grouping_of({(a, r): 4 for a in ("Ada", "Bel") for r in ("coast", "basin")})
    hits = {}
    for number, d in enumerate(grouping.labels.index):
        more, less = 7 - number % 2, 1 + number % 3
        hits |= {(d, "hid"): (more if "Ada" in d else less, 8), (d, "agy"): (less if "Ada" in d else more, 8)}
    return grouping, frame_scores(hits)


def test_a_claim_is_supported_only_where_every_clause_was_checked():
    holds = [Clause(1, "one", True), Clause(2, "two", True)]
    assert decide(holds) == ("supported", "All clauses of the decision rule hold.")
    assert decide([*holds, Clause(4, "four", None)]) == ("not supported", "Clause 4 (four) was not checked.")
    assert decide([*holds, Clause(5, "five", False)]) == ("not supported", "Clause 5 (five) fails.")
    assert decide([Clause(1, "one", False), Clause(2, "two", True)]) == ("not estimable", "Clause 1 (one) fails.")
    _, reason = decide([*holds, Clause(3, "three", None), Clause(4, "four", None)])
    assert reason == "Clauses 3 (three), 4 (four) were not checked."


def test_what_texts_show_is_supported_by_its_addresses(apart):
    claims, evidence = ledger(*apart)
    row = claims.loc["S1.1"]
    assert row["status"] == "supported"
    assert (
        row["statement"]
        == "The 8 articles of Ada show “Hidden hand” in 52 of 64 eligible paragraphs, as the dictionary reads them."
    )
    assert (row["n_units"], row["n_documents"]) == (64, 8)
    behind = evidence[evidence["mark"] == "S1.1"]
    assert len(behind) == 52
    assert behind["doc_id"].str.startswith("Ada").all()


def test_a_strong_difference_is_suggested_until_all_clauses_are_checked(apart):
    claims, evidence = ledger(*apart)
    for claim_id in ("D1", "D2", "S3"):
        assert claims.loc[claim_id, "status"] == "not supported"
        assert claims.loc[claim_id, "statement"].startswith("One instrument (dictionary) suggests that")
        assert claims.loc[claim_id, "reason"] == (
            "Clauses 3 (a second kind of instrument agrees), 4 (nine in ten specifications agree), "
            "5 (the placebos pass) were not checked."
        )
        assert (evidence["mark"] == claim_id).any()
    checked, _ = ledger(*apart, checks=ALL_CHECKED)
    assert checked.loc["S3", "status"] == "supported"
    assert checked.loc["S3", "statement"].startswith("The texts show that the balance of “Hidden hand”")
    failed, _ = ledger(*apart, checks=everywhere({3: True, 4: True, 5: False}))
    assert failed.loc["S3", "status"] == "not supported"
    assert failed.loc["S3", "reason"] == "Clause 5 (the placebos pass) fails."


def test_no_difference_is_not_shown(grouping_of, frame_scores):
    grouping = grouping_of({(a, r): 4 for a in ("Ada", "Bel") for r in ("coast", "basin")})
    rng = np.random.default_rng(3)
    scores = frame_scores({(d, f): (int(rng.integers(2, 5)), 8) for d in grouping.labels.index for f in ("hid", "agy")})
    claims, _ = ledger(grouping, scores, checks=ALL_CHECKED)
    for claim_id in ("D1", "D2", "S3"):
        assert claims.loc[claim_id, "status"] == "not supported"
        assert claims.loc[claim_id, "statement"].startswith("It is not shown that")
        assert "Clause 2" in claims.loc[claim_id, "reason"]


def test_one_article_an_author_supports_descriptions_only(four_alone, frame_scores):
    hits = {(d, f): (3, 8) for d in four_alone.labels.index for f in ("hid", "agy")}
    hits[four_alone.labels.index[3], "hid"] = (0, 0)
    hits[four_alone.labels.index[2], "hid"] = (1, 8)
    claims, _ = ledger(four_alone, frame_scores(hits), checks=ALL_CHECKED)
    supported = claims[claims["status"] == "supported"]
    assert supported.index.str.startswith("S1.").all()
    assert len(supported) == 6
    assert (
        claims.loc["S1.1", "statement"]
        == "The article of Ada shows “Hidden hand” in 3 of 8 eligible paragraphs, as the dictionary reads them."
    )
    few, silent = claims.loc["S1.5"], claims.loc["S1.7"]
    assert (few["status"], few["reason"]) == (
        "not supported",
        "1 of 8 eligible paragraphs coded; a claim needs 2 addresses.",
    )
    assert silent["status"] == "not estimable"
    assert "silence is missing, not zero" in silent["reason"]
    for claim_id in ("D1", "D2", "S3"):
        assert claims.loc[claim_id, "status"] == "not estimable"
        assert claims.loc[claim_id, "statement"].startswith("Cannot tell whether")
        assert claims.loc[claim_id, "reason"].startswith("Clause 1 (the contrast is estimable) fails.")
        assert "the same variable" in claims.loc[claim_id, "reason"]


def test_standing_refusals_name_what_rules_them_out(four_alone, frame_scores):
    hits = {(d, f): (3, 8) for d in four_alone.labels.index for f in ("hid", "agy")}
    hits[four_alone.labels.index[3], "hid"] = (0, 0)
    claims, evidence = ledger(four_alone, frame_scores(hits))
    refused = claims[claims.index.str.startswith("R")]
    assert (refused["status"] == "not estimable").all()
    said = " ".join(refused["statement"] + " " + refused["reason"])
    for fact in (
        "any author favors a frame. 4 of 4 have one article",
        "no sample drawn from a list",
        "1 article of 4 cannot carry one of the frames",
        "changed over time. 4 of 4 articles have no date",
        "in what order the authors stand",
        "measures texts, not the world",
    ):
        assert fact in said
    silent = refused.index[refused["statement"].str.contains("denies or plays down")][0]
    assert evidence.loc[evidence["mark"] == silent, "doc_id"].tolist() == [four_alone.labels.index[3]]


def test_refusals_go_where_their_fact_goes(apart, corpus_of, frame_scores):
    grouping, scores = apart
    docvars = grouping.docvars.assign(date="2031-05-01", outlet="Estuary Quarterly")
    dated = group_by(
        corpus_of({row["doc_id"]: dict(row[["author", "region", "date", "outlet"]]) for _, row in docvars.iterrows()}),
        "author",
    )
    claims, _ = ledger(dated, scores)
    said = " ".join(claims["statement"])
    for gone in ("favors a frame", "changed over time", "denies or plays down", "in what order"):
        assert gone not in said
    assert "the outlet (Estuary Quarterly) or experts in general" in said


def test_without_regions_no_effect_belongs_to_authors(apart, corpus_of):
    grouping, scores = apart
    bare = group_by(corpus_of({d: {"author": label} for d, label in grouping.labels.items()}), "author")
    claims, _ = ledger(bare, scores, checks=ALL_CHECKED)
    assert claims.loc["D1", "status"] == "supported"
    assert claims.loc["S3", "status"] == "not estimable"
    assert claims.loc["S3", "reason"].startswith("Clause 1 (the region is recorded) fails.")


def test_a_trade_off_is_told_from_paragraphs_that_could_carry_both(crossed, frame_scores):
    ids = crossed.labels.index
    hid, agy = frame_scores({(d, "hid"): (5, 10) for d in ids}), frame_scores({(d, "agy"): (10, 10) for d in ids})
    agy.loc[agy["paragraph"] <= 5, "value"] = 0.0
    claims, evidence = build_claims(frame_contrast(hid, agy, crossed, **PAIR), checks=ALL_CHECKED)
    row = claims.set_index("claim_id").loc["S2"]
    assert row["status"] == "supported"
    assert "avoid one another in the same article: -1.00" in row["statement"]
    assert (evidence["mark"] == "S2").sum() == 80
    away = frame_scores({(d, "agy"): (3, 6) for d in ids}, shift=20)
    claims, _ = build_claims(frame_contrast(hid, away, crossed, **PAIR), checks=ALL_CHECKED)
    row = claims.set_index("claim_id").loc["S2"]
    assert row["status"] == "not estimable"
    assert row["n_units"] == 0


def test_tone_that_cannot_be_compared_is_refused(four_alone, frame_scores, scores_of):
    scores = frame_scores({(d, f): (3, 8) for d in four_alone.labels.index for f in ("hid", "agy")})
    tone = contrast(scores_of({d: {"orr": 0.5} for d in four_alone.labels.index}), four_alone)
    claims, _ = ledger(four_alone, scores, tone=tone)
    assert claims["statement"].str.contains("tone differs between authors").any()


def test_tables_keep_their_contracts_and_claims_never_speak_of_the_world(apart):
    claims, evidence = build_claims(frame_contrast(apart[1], apart[1], apart[0], **PAIR))
    assert claims.columns.tolist() == list(CONTRACTS["claims"])
    assert sorted(evidence.columns) == sorted(CONTRACTS["evidence"])
    assert claims["claim_id"].is_unique
    assert set(claims["status"]) <= {"supported", "not supported", "not estimable"}
    assert set(evidence["mark"]) <= set(claims["claim_id"])
    assert claims["statement"].str.endswith(".").all()
    assert not claims["statement"].str.contains("prove|significant").any()


def test_every_supported_claim_has_addresses(apart):
    claims, evidence = build_claims(frame_contrast(apart[1], apart[1], apart[0], **PAIR), checks=ALL_CHECKED)
    supported = claims.loc[claims["status"] == "supported", "claim_id"]
    assert len(supported) >= 5
    assert set(supported) <= set(evidence["mark"])
