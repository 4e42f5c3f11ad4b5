"""Two frames on fingers: shares, the contrast, what is missing, and the association within articles."""

import numpy as np
import pandas as pd
import pytest

from caatext.comparison.design import ESTIMABLE, NOT_ESTIMABLE
from caatext.comparison.primary import frame_contrast
from caatext.errors import ComparisonError

PAIR = {"categories": ("hid", "agy"), "names": ("Hidden hand", "Own course")}


def contrast_of(grouping, scores, **options):
    return frame_contrast(scores, scores, grouping, **(PAIR | options))


def even(grouping, hid, agy):
    """Return the same counts for every document: (coded, eligible) of either frame."""
    return {(d, frame): pair for d in grouping.labels.index for frame, pair in (("hid", hid), ("agy", agy))}


def test_delta_on_fingers(crossed, frame_scores):
    found = contrast_of(crossed, frame_scores(even(crossed, (4, 6), (1, 8)))).documents
    row = found.iloc[0]
    assert (row["k_a"], row["n_a"], row["k_b"], row["n_b"]) == (4, 6, 1, 8)
    assert (row["share_a"], row["share_b"]) == (pytest.approx(4 / 6), 1 / 8)
    assert row["logit_a"] == pytest.approx(np.log(4.5 / 2.5))
    assert row["logit_b"] == pytest.approx(np.log(1.5 / 7.5))
    assert row["delta"] == pytest.approx(np.log(4.5 / 2.5) - np.log(1.5 / 7.5))
    assert row["salience_a"] == 3.0  # six eligible of the two paragraphs that the toy documents have
    assert row["reason"] == ""


def test_gamma_is_the_difference_of_mean_deltas(crossed, frame_scores):
    hits = even(crossed, (4, 6), (1, 8))
    hits |= {(d, "hid"): (1, 6) for d in crossed.labels.index if d.startswith("Bel")}
    row = contrast_of(crossed, frame_scores(hits)).gamma.table.iloc[0]
    assert (row["group"], row["verdict"]) == ("Ada", ESTIMABLE)
    assert row["estimate"] == pytest.approx(np.log(4.5 / 2.5) - np.log(1.5 / 5.5))
    assert row["p_value"] == pytest.approx(2 / 36)
    assert row["category"] == "hid against agy"


@pytest.mark.parametrize("n", [0, 4])
def test_fewer_than_five_eligible_paragraphs_are_missing_and_never_made_up(crossed, frame_scores, n):
    hits = even(crossed, (4, 6), (1, 8))
    hits |= {(d, "hid"): (0, n) for d in crossed.labels.index if d.startswith("Bel")}
    found = contrast_of(crossed, frame_scores(hits))
    bel = found.documents[found.documents["group"] == "Bel"]
    assert bel[["share_a", "logit_a", "delta"]].isna().all(axis=None)
    assert (bel["n_a"] == n).all()
    assert (bel["reason"] == f"fewer than 5 paragraphs: {n} eligible for the first frame").all()
    row = found.gamma.table.iloc[0]
    assert row["verdict"] == NOT_ESTIMABLE
    assert np.isnan(row["estimate"])
    assert "silence is missing, not zero" in row["reason"]
    assert found.sides[0].table.iloc[0]["verdict"] == NOT_ESTIMABLE
    assert found.sides[1].table.iloc[0]["verdict"] == ESTIMABLE


def test_one_article_an_author_is_not_estimable(four_alone, frame_scores):
    found = contrast_of(four_alone, frame_scores(even(four_alone, (4, 6), (1, 8))))
    assert set(found.gamma.table["verdict"]) == {NOT_ESTIMABLE}
    assert found.documents["delta"].notna().all()  # what the texts show stays


def test_evidence_of_gamma_is_the_paragraphs_of_both_frames(crossed, frame_scores):
    gamma = contrast_of(crossed, frame_scores(even(crossed, (4, 6), (1, 8)))).gamma
    found = gamma.evidence("hid against agy", "Ada")
    counts = found.groupby("measure")["value"].agg(["sum", "size"])
    assert counts.loc["hid"].tolist() == [16.0, 24]
    assert counts.loc["agy"].tolist() == [4.0, 32]


def test_frames_that_avoid_one_another_have_a_negative_association(crossed, frame_scores):
    """The first half of the paragraphs has one frame, the second half the other."""
    hid = frame_scores({(d, "hid"): (5, 10) for d in crossed.labels.index})
    agy = frame_scores({(d, "agy"): (10, 10) for d in crossed.labels.index})
    agy.loc[agy["paragraph"] <= 5, "value"] = 0.0
    apart = frame_contrast(hid, agy, crossed, **PAIR).association
    assert apart.verdict == ESTIMABLE
    assert (apart.estimate, apart.conf_low, apart.conf_high) == (-1.0, -1.0, -1.0)
    assert (apart.n_documents, apart.n_paragraphs) == (8, 80)
    same = frame_contrast(hid, frame_scores({(d, "agy"): (5, 10) for d in crossed.labels.index}), crossed, **PAIR)
    assert same.association.estimate == 1.0


def test_frames_of_different_paragraphs_cannot_compete(crossed, frame_scores):
    ids = crossed.labels.index
    hid = frame_scores({(d, "hid"): (3, 6) for d in ids})
    agy = frame_scores({(d, "agy"): (3, 6) for d in ids}, shift=6)
    found = frame_contrast(hid, agy, crossed, **PAIR).association
    assert found.verdict == NOT_ESTIMABLE
    assert found.n_paragraphs == 0
    assert found.reason.startswith("0 articles have 5 or more paragraphs that could carry both frames")
    assert np.isnan(found.estimate)


def test_an_article_that_is_all_one_frame_says_nothing_of_the_other(crossed, frame_scores):
    found = contrast_of(crossed, frame_scores(even(crossed, (6, 6), (3, 6)))).association
    assert found.verdict == NOT_ESTIMABLE


def test_only_shares_of_paragraphs_can_be_contrasted(crossed, frame_scores):
    scores = frame_scores(even(crossed, (4, 6), (1, 8)))
    with pytest.raises(ComparisonError, match="not one 0 or 1 a paragraph"):
        contrast_of(crossed, scores.assign(value=0.5))
    with pytest.raises(ComparisonError, match="not one 0 or 1 a paragraph"):
        contrast_of(crossed, pd.concat([scores, scores]))
    with pytest.raises(ComparisonError, match="there is no frame 'hidd'"):
        contrast_of(crossed, scores, categories=("hidd", "agy"))


def test_salience_rows_are_not_taken_for_frames(crossed, frame_scores):
    scores = frame_scores(even(crossed, (4, 6), (1, 8)))
    both = pd.concat([scores, scores.assign(measure="salience", value=1.0)], ignore_index=True)
    assert contrast_of(crossed, both).documents["k_a"].tolist() == [4] * 8


def test_reprs_say_what_is_known(crossed, frame_scores):
    found = contrast_of(crossed, frame_scores(even(crossed, (4, 6), (1, 8))))
    assert repr(found) == "<contrast of hid and agy: 8 of 8 articles, Estimable>"
    assert "<table" in found._repr_html_()
