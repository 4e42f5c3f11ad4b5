"""Machine codes against gold: every figure by hand, baselines, weights, and samples kept apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caatext.coding.validation import MAJORITY, MENTIONED, validate_codes
from caatext.errors import MeasureError
from caatext.stats.intervals import wilson
from caatext.tables import make_table

#: Ten sentences of two articles; gold 2, 1, 1, 0 ...; the rule calls the first two and the fifth.
GOLD = [2, 1, 1, 0, 0, 0, 0, 2, 0, 0]
CALLED = {0, 1, 4}


def place(n):
    return {"doc_id": "d1" if n < 5 else "d2", "paragraph": 1 + n // 2, "sentence": 1 + n % 2, "frame_id": "hid"}


def labels(values=GOLD, *, polarity="asserted"):
    return pd.DataFrame(
        [place(n) | {"value": float(value), "polarity": polarity if value else ""} for n, value in enumerate(values)]
    )


def codes(called=CALLED, *, instrument="rule", polarity="asserted", voice="author", **rest):
    rows = [place(n) | {"instrument": instrument, "polarity": polarity, "voice": voice} | rest for n in sorted(called)]
    return make_table(rows, "codes")


def pick(found, instrument="rule", **keys):
    keys = {"instrument": instrument, "group": "all", "rule": "lenient"} | keys
    for name, value in keys.items():
        found = found[found[name] == value]
    assert len(found) == 1
    return found.iloc[0]


def test_every_figure_by_hand():
    """Positives 0 1 2 7, called 0 1 4: TP 2, FP 1, FN 2, TN 5."""
    one = pick(validate_codes(codes(), labels()))
    assert (one["n_units"], one["n_positive"], one["n_predicted"]) == (10, 4, 3)
    for metric, hits, n in (("sensitivity", 2, 4), ("specificity", 5, 6), ("precision", 2, 3)):
        share = wilson(hits, n)
        assert one[[metric, f"{metric}_low", f"{metric}_high"]].tolist() == pytest.approx([float(x) for x in share])
    assert one["f1"] == pytest.approx(2 * 2 / (2 * 2 + 1 + 2))
    low = float(wilson(2, 5).conf_low)
    assert one["f1_low"] == pytest.approx(2 * low / (1 + low))


def test_strict_counts_only_what_is_main():
    """Positives 0 7, called 0 1 4: TP 1, FP 2, FN 1, TN 6."""
    one = pick(validate_codes(codes(), labels()), rule="strict")
    assert (one["n_positive"], one["sensitivity"], one["precision"], one["specificity"]) == (
        2, 0.5, pytest.approx(1 / 3), 6 / 8
    )  # fmt: skip


def test_the_majority_calls_nothing_where_the_frame_is_rare_and_everything_where_it_is_common():
    rare = pick(validate_codes(codes(), labels()), MAJORITY)
    assert (rare["n_predicted"], rare["sensitivity"], rare["specificity"]) == (0, 0.0, 1.0)
    assert np.isnan(rare["precision"])
    common = pick(validate_codes(codes(), labels([1] * 6 + [0] * 4)), MAJORITY)
    assert (common["n_predicted"], common["precision"]) == (10, 0.6)


def test_actor_mentioned_is_read_from_salience_or_from_codes():
    """Salient in paragraphs 1 and 4 (sentences 0 1 6 7): TP 0 1 7, FP 6."""
    scores = make_table(
        [{"doc_id": doc, "paragraph": p, "measure": measure, "category": "hid", "value": value}
         for doc, p, measure, value in (("d1", 1, "salience", 1), ("d1", 2, "salience", 0), ("d2", 4, "salience", 1),
                                        ("d1", 2, "frame", 1))], "scores"
    )  # fmt: skip
    for mentioned in (scores, codes({0, 1, 6, 7}, instrument="names")):
        one = pick(validate_codes(codes(), labels(), mentioned=mentioned), MENTIONED)
        assert (one["n_predicted"], one["sensitivity"], one["precision"]) == (4, 0.75, 0.75)


def test_instruments_and_authors_stand_apart():
    both = pd.concat([codes(), codes({7}, instrument="other")])
    found = validate_codes(both, labels(), groups={"d1": "X", "d2": "Y"})
    assert pick(found, group="X")[["n_units", "n_positive", "sensitivity"]].tolist() == [5, 3, pytest.approx(2 / 3)]
    assert pick(found, group="Y")[["n_units", "n_positive", "sensitivity"]].tolist() == [5, 1, 0.0]
    assert pick(found, "other", group="Y")["sensitivity"] == 1.0
    assert set(found["group"]) == {"all", "X", "Y"}


def test_only_own_assertions_count_unless_asked_for():
    attributed = codes(polarity="attributed", voice="ossa")
    assert pick(validate_codes(attributed, labels()))["n_predicted"] == 0
    assert pick(validate_codes(attributed, labels(), voice="all"))["n_predicted"] == 3
    assert pick(validate_codes(codes(), labels(polarity="attributed")))["n_positive"] == 0
    assert pick(validate_codes(codes(), labels(polarity="attributed"), voice="all"))["n_positive"] == 4
    for polarity in ("denied", "rejected"):
        assert pick(validate_codes(codes(polarity=polarity), labels(), voice="all"))["n_predicted"] == 0


def test_paragraphs_are_called_when_one_of_their_sentences_is():
    gold = labels().assign(sentence=0).drop_duplicates("paragraph")  # values 2 1 0 0 0 of paragraphs 1 to 5
    one = pick(validate_codes(codes(), gold))
    assert (one["n_units"], one["n_predicted"], one["sensitivity"], one["precision"]) == (5, 2, 0.5, 0.5)


def test_codes_of_paragraphs_cannot_be_held_against_sentences():
    with pytest.raises(MeasureError, match=r"E-TYPE-GOLD.*rule codes whole paragraphs"):
        validate_codes(codes().assign(sentence=0), labels())


def test_open_labels_are_left_out_and_none_closed_is_refused():
    gold = labels().assign(value=[np.nan, *GOLD[1:]])
    assert pick(validate_codes(codes(), gold))["n_units"] == 9
    with pytest.raises(MeasureError, match="E-TYPE-GOLD"):
        validate_codes(codes(), labels().assign(value=np.nan))
    with pytest.raises(MeasureError, match=r"E-TYPE-GOLD.*'everybody'"):
        validate_codes(codes(), labels(), voice="everybody")


def design(**columns):
    table = labels()[["doc_id", "paragraph", "sentence"]].assign(kind="stratified", inclusion_probability=1.0)
    return table.assign(**columns)


def test_weights_undo_a_sample_rich_in_positives():
    """The three called units were taken for certain, of the others one in ten: each stands for ten.

    TP 0 1 (2), FN 2 7 (20), FP 4 (1), TN five (50).
    """
    chosen = design(inclusion_probability=[1.0 if n in CALLED else 0.1 for n in range(10)])
    one = pick(validate_codes(codes(), labels(), design=chosen))
    assert one["sensitivity"] == pytest.approx(2 / 22)
    assert one["specificity"] == pytest.approx(50 / 51)
    assert one["precision"] == pytest.approx(2 / 3)
    effective = 22**2 / (1 + 1 + 100 + 100)
    expected = wilson(2 / 22 * effective, effective)
    assert one[["sensitivity_low", "sensitivity_high"]].tolist() == pytest.approx([float(x) for x in expected[1:]])


def test_equal_weights_change_nothing():
    plain = validate_codes(codes(), labels()).drop(columns="sample")
    weighed = validate_codes(codes(), labels(), design=design(inclusion_probability=0.2)).drop(columns="sample")
    pd.testing.assert_frame_equal(plain, weighed)


def test_purposive_units_have_rows_of_their_own_and_enter_no_others():
    chosen = design(kind=["purposive"] * 5 + ["random"] * 5, inclusion_probability=[np.nan] * 5 + [0.5] * 5)
    found = validate_codes(codes(), labels(), design=chosen)
    assert set(found["sample"]) == {"purposive", "probability"}
    assert pick(found, sample="probability")[["n_units", "n_positive"]].tolist() == [5, 1]
    assert pick(found, sample="purposive")[["n_units", "n_positive"]].tolist() == [5, 3]


@given(st.lists(st.integers(0, 2), min_size=1, max_size=12), st.sets(st.integers(0, 11)), st.randoms())
def test_figures_are_shares_in_order_and_do_not_depend_on_the_order_of_rows(values, called, rng):
    called = {n for n in called if n < len(values)}
    gold, read = labels(values), codes(called)
    found = validate_codes(read, gold)
    mixed = list(range(len(gold)))
    rng.shuffle(mixed)
    pd.testing.assert_frame_equal(found, validate_codes(read.iloc[::-1], gold.iloc[mixed]))
    for metric in ("sensitivity", "specificity", "precision", "f1"):
        known = found.dropna(subset=[metric])
        assert (known[f"{metric}_low"] <= known[metric] + 1e-12).all()
        assert (known[metric] <= known[f"{metric}_high"] + 1e-12).all()
        assert (known[f"{metric}_low"] >= 0).all()
        assert (known[f"{metric}_high"] <= 1).all()
