"""What attribution does to a mean, and how often the mapping was right."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from caatext.report.summaries_voices import OVER_ARTICLES, TOO_FEW, WITHIN_ONLY, mapping_accuracy, voice_shifts
from caatext.stats.intervals import wilson
from caatext.tables import make_table


def _scores(rows):
    table = [
        {"doc_id": doc_id, "category": "orr", "voice": voice, "value": value, "measure": "stance"}
        for doc_id, voice, value in rows
    ]
    return make_table(table, "scores")


def test_the_shift_is_own_less_all_over_means_of_articles():
    scores = _scores([("a1", "author", 1.0), ("a1", "Minister", -1.0), ("a2", "author", 0.0)])
    row = voice_shifts(scores, {"a1": "A", "a2": "A"}).iloc[0]
    assert (row["all_voices"], row["own_voice"], row["shift"]) == (0.0, 0.5, 0.5)
    assert (row["n_all"], row["n_own"], row["n_attributed"], row["interval"]) == (3, 2, 1, TOO_FEW)


def test_one_article_has_no_interval_and_says_why():
    row = voice_shifts(_scores([("a1", "author", 1.0), ("a1", "Minister", -1.0)]), {"a1": "A"}).iloc[0]
    assert row["interval"] == WITHIN_ONLY
    assert math.isnan(row["conf_low"])


def test_the_pair_is_resampled_together():
    rows = [(f"a{n}", voice, n / 10) for n in range(6) for voice in ("author", "Minister")]
    row = voice_shifts(_scores(rows), {f"a{n}": "A" for n in range(6)}).iloc[0]
    assert row["interval"] == OVER_ARTICLES
    # The articles differ, the shift within each does not: as a pair there is nothing to vary.
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((0, 0), abs=1e-12)


def test_an_interval_holds_the_shift_and_is_the_same_each_time():
    rows = [(f"a{n}", "author", float(n % 2)) for n in range(8)] + [(f"a{n}", "Minister", -1.0) for n in range(0, 8, 3)]
    groups = {f"a{n}": "A" for n in range(8)}
    one, other = (voice_shifts(_scores(rows), groups).iloc[0] for _ in range(2))
    assert one["conf_low"] <= one["shift"] <= one["conf_high"]
    assert one["conf_low"] == other["conf_low"]


def test_other_measures_are_left_out_and_an_actor_without_own_words_is_missing():
    scores = _scores([("a1", "Minister", -1.0)])
    more = scores.assign(measure="stance_abstained")
    row = voice_shifts(pd.concat([scores, more]), {"a1": "A"}).iloc[0]
    assert row["n_all"] == 1
    assert math.isnan(row["shift"])


def test_precision_is_of_what_was_found_and_recall_of_what_was_coded():
    gold = pd.DataFrame({"surface": ["", "Orr"], "n_gold": [10, 0], "n_found": [8, 0], "n_correct": [6, 0]})
    found = mapping_accuracy(gold)
    assert found.loc[0, ["precision", "recall"]].tolist() == [0.75, 0.6]
    assert found.loc[0, "recall_low"] == pytest.approx(float(wilson(6, 10).conf_low))
    assert math.isnan(found.loc[1, "precision"])
