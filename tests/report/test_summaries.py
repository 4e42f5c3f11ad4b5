"""Shares and means by group, with the interval the articles allow."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from caatext.report.summaries import NONE, OVER, WITHIN, frame_evidence, frame_shares, stance_means
from caatext.stats.intervals import t_interval, wilson
from caatext.tables import make_table


def _scores(values: dict[str, list[float]]) -> pd.DataFrame:
    rows = []
    for doc_id, found in values.items():
        for paragraph, value in enumerate(found, start=1):
            row = {"doc_id": doc_id, "paragraph": paragraph, "category": "hid", "voice": "author", "value": value}
            rows.append(row | {"measure": "salience"})
            rows += [row | {"measure": "frame"}] if not math.isnan(value) else []
    return make_table(rows, "scores")


@pytest.fixture
def paragraphs():
    rows = [
        {"doc_id": f"a{d}", "paragraph": p, "section": ("LEDE", "BODY", "")[p - 1]}
        for d in range(1, 6)
        for p in (1, 2, 3)
    ]
    return make_table(rows, "paragraphs")


def test_one_article_has_the_interval_of_its_paragraphs(paragraphs):
    row = frame_shares(_scores({"a1": [1, 0, 1]}), {"a1": "A"}, paragraphs=paragraphs).iloc[0]
    assert (row["n_units"], row["n_hits"], row["n_paragraphs"], row["interval"]) == (3, 2, 3, WITHIN)
    assert row["conf_low"] == pytest.approx(float(wilson(2, 3).conf_low))
    assert row["sections"] == "lede, text"


def test_two_articles_have_a_mean_and_no_interval(paragraphs):
    scores = _scores({"a1": [1, 1, 1], "a2": [0, math.nan, math.nan]})
    row = frame_shares(scores, {"a1": "A", "a2": "A"}, paragraphs=paragraphs).iloc[0]
    assert (row["estimate"], row["n_units"], row["interval"]) == (0.5, 4, NONE)
    assert math.isnan(row["conf_low"])


def test_four_articles_have_an_interval_over_articles(paragraphs):
    values = {f"a{n}": [1.0] * n + [0.0] * (3 - n) for n in range(4)}
    groups = dict.fromkeys(values, "A")
    row = frame_shares(_scores(values), groups, paragraphs=paragraphs).iloc[0]
    found = t_interval([0, 1 / 3, 2 / 3, 1])
    assert (row["interval"], row["n_documents"]) == (OVER, 4)
    assert row["conf_low"] == max(0.0, found.conf_low)


def test_nothing_eligible_is_missing(paragraphs):
    row = frame_shares(_scores({"a1": [math.nan]}), {"a1": "A"}, paragraphs=paragraphs).iloc[0]
    assert math.isnan(row["estimate"])
    assert (row["n_units"], row["interval"]) == (0, "no eligible paragraph")


def test_stance_is_of_the_own_voice_and_its_mean_counts_every_sentence():
    rows = [("author", 1.0), ("author", 0.0), ("author", -1.0), ("author", -1.0), ("Minister", 1.0)]
    scores = make_table([{"doc_id": "a1", "category": "orr", "voice": v, "value": x} for v, x in rows], "scores")
    row = stance_means(scores, {"a1": "A"}).iloc[0]
    assert (row["estimate"], row["n_units"], row["n_hits"]) == (-0.25, 4, 3)
    assert row["share_favor"] == pytest.approx(1 / 3)
    assert row["conf_low"] < 1 / 3 < row["conf_high"]


def test_mentions_without_a_decision_are_counted_apart():
    rows = [("stance", 1.0), ("stance_abstained", 0.0), ("stance_abstained", 1.0), ("stance_abstained", 1.0)]
    scores = make_table(
        [{"doc_id": "a1", "category": "orr", "voice": "author", "measure": m, "value": x} for m, x in rows], "scores"
    )
    row = stance_means(scores, {"a1": "A"}).iloc[0]
    assert (row["estimate"], row["n_units"], row["n_abstained"]) == (1.0, 1, 2)
    alone = stance_means(scores[scores["measure"] != "stance"], {"a1": "A"}).iloc[0]
    assert math.isnan(alone["estimate"])
    assert (alone["n_units"], alone["n_abstained"]) == (0, 2)


def test_evidence_is_what_the_author_asserts_and_what_could_have_been():
    codes = make_table(
        [
            {
                "doc_id": "a1",
                "paragraph": 1,
                "sentence": 2,
                "frame_id": "hid",
                "voice": "author",
                "polarity": "asserted",
            },
            {"doc_id": "a1", "paragraph": 2, "sentence": 1, "frame_id": "hid", "voice": "author", "polarity": "denied"},
            {"doc_id": "a1", "paragraph": 3, "sentence": 1, "frame_id": "hid", "voice": "X", "polarity": "attributed"},
        ],
        "codes",
    )
    found = frame_evidence(_scores({"a1": [1, 0]}), codes)
    assert found[["paragraph", "sentence", "part"]].values.tolist() == [[1, 2, "coded"], [2, 0, "eligible, not coded"]]
