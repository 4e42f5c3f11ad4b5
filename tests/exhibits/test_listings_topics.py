"""T6: intrusion."""

from __future__ import annotations

import pandas as pd
import pytest

from caatext.exhibits.listings_topics import intrusion_results


@pytest.fixture
def exhibit():
    """Two raters; topic_01 is seen in nine of ten paragraphs, topic_02 in one of six words."""
    rows = [
        ("word", "topic_02", "all", 1, 6, 0, 1 / 6, 0.03, 0.56, 1 / 6),
        ("topic", "topic_01", "all", 9, 10, 2, 0.9, 0.6, 0.98, 0.25),
        ("topic", "all", "B", 0, 0, 12, float("nan"), float("nan"), float("nan"), 0.25),
        ("topic", "all", "all", 9, 10, 2, 0.9, 0.6, 0.98, 0.25),
    ]
    columns = ["kind", "topic", "rater", "n_right", "n", "n_missing", "precision", "conf_low", "conf_high", "chance"]
    answers = pd.DataFrame(
        [("topic", f"topic-{n:02d}", "A", "topic_01", "a1", n, "right" if n < 9 else "wrong") for n in range(1, 11)]
        + [("word", "word-01", "B", "topic_02", "", 0, "missing")],
        columns=["kind", "item", "rater", "topic", "doc_id", "paragraph", "mark"],
    )
    table = pd.DataFrame(rows, columns=columns)
    return intrusion_results(table, answers, words={"topic_01": "harbor, port", "topic_02": "war, raid"})


def test_precision_stands_beside_chance_and_what_is_seen(exhibit):
    data = exhibit.data
    assert data["seen"].tolist() == ["not shown", "yes", "", "yes"]
    assert data["interval"].tolist() == ["3% to 56%", "60% to 98%", "NA", "60% to 98%"]
    assert data["what"].tolist() == ["topic 2", "topic 1", "rater B", "all topics"]
    assert data.loc[0, "words"] == "war, raid"
    assert "chance 1/6" in exhibit.caption
    assert "n = 10 by 2 raters (A and B) to 11 items; 2 answers missing" in exhibit.note


def test_paragraphs_stand_behind_the_topic_that_leads_them(exhibit, has_evidence):
    assert has_evidence(exhibit)
    assert exhibit.data["mark"].tolist() == ["", "T6-1", "", ""]
    assert sorted(exhibit.evidence["paragraph"]) == list(range(1, 11))
    assert set(exhibit.evidence["part"]) == {"right", "wrong"}
    assert exhibit.mark_labels["T6-1"] == "topic intrusion, topic 1: 9 of 10"
