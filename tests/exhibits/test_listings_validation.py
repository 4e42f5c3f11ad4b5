"""T7 and F19: how good instruments are, and what goes wrong."""

import numpy as np
import pandas as pd
import pytest

from caatext.coding.validation import validate_codes
from caatext.exhibits.listings_validation import error_gallery, validation_table
from caatext.study.validation import find_errors
from caatext.tables import make_table

PLACE = {"doc_id": "a1", "paragraph": 1, "frame_id": "hid", "polarity": "asserted", "voice": "author"}


@pytest.fixture
def gold():
    rows = [PLACE | {"sentence": n, "value": float(n <= 4)} for n in range(1, 11)]
    return pd.DataFrame([*rows, PLACE | {"doc_id": "a2", "sentence": 1, "value": 1.0}])


@pytest.fixture
def codes():
    return make_table([PLACE | {"sentence": n, "instrument": "dictionary"} for n in (1, 2, 3, 5)], "codes")


@pytest.fixture
def accuracy(codes, gold):
    found = validate_codes(codes, gold, groups={"a1": "Marlen", "a2": "Sund"})
    return found.assign(alpha=[0.5 if group == "all" else np.nan for group in found["group"]])


@pytest.fixture
def coders():
    return pd.DataFrame([{"frame_id": "hid", "code": "presence", "alpha": 0.61, "n_coders": 2}])


@pytest.fixture
def prevalence():
    rows = [
        ("all", "dictionary", "hid", "corrected", 0.5, 0.2, 0.8),
        ("all", "dictionary", "hid", "uncorrected", 0.36, 0.3, 0.42),
    ]
    columns = ["group", "instrument", "frame_id", "method", "estimate", "conf_low", "conf_high"]
    return pd.DataFrame(rows, columns=columns)


def test_the_table_puts_instrument_baseline_and_authors_side_by_side(
    accuracy, gold, coders, prevalence, names, has_evidence
):
    exhibit = validation_table(accuracy, gold=gold, coders=coders, prevalence=prevalence, names=names)
    data = exhibit.data
    assert exhibit.id == "T7"
    assert data["instrument"].tolist()[:2] == ["dictionary", "baseline: majority"]
    first = data.iloc[0]
    assert (first["precision"], first["sensitivity"], first["n"]) == (0.75, 0.6, "5 / 11")
    assert first["f1"] == pytest.approx(2 * 0.75 * 0.6 / 1.35)
    assert (first["alpha"], first["alpha_coders"]) == ("0.50", "coders 0.61")
    assert (first["machine_share"], first["corrected_share"]) == (0.36, 0.5)
    assert first["corrected_limits"] == "20% to 80%"
    assert set(data.loc[data["is_group"], "group_name"]) == {"I. Marlen", "Sund"}
    assert has_evidence(exhibit)
    assert len(exhibit.evidence) == 5
    assert "n = 11 in 2 articles, by 2 coders" in exhibit.note
    assert "fewer than 30 coded cases" in exhibit.note


def test_shares_are_left_out_where_none_was_corrected(accuracy, gold, names):
    exhibit = validation_table(accuracy, gold=gold, coders=pd.DataFrame(), prevalence=pd.DataFrame(), names=names)
    assert not any("share" in column.name for column in exhibit.columns)
    assert "No share was corrected" in exhibit.note
    assert "by one coder" in exhibit.note
    assert set(exhibit.data["alpha_coders"]) == {""}


def test_without_codings_nothing_was_validated(names):
    empty = pd.DataFrame()
    exhibit = validation_table(empty, gold=empty, coders=empty, prevalence=empty, names=names,
                               reason="The study names no human codings: nothing was validated.")  # fmt: skip
    assert exhibit.caption == (
        "The study names no human codings: nothing was validated. How often the instruments err in these texts is not "
        "known."
    )
    assert exhibit.evidence.empty


def test_the_gallery_shows_the_worst_of_each_kind_with_its_address(codes, gold, names, has_evidence):
    exhibit = error_gallery(find_errors(codes, gold), names=names, most=1)
    assert exhibit.data[["error", "where", "frame"]].to_numpy().tolist() == [
        ["false negative", "a1.1.4", "Hidden hand"], ["false positive", "a1.1.5", "Hidden hand"],
    ]  # fmt: skip
    assert has_evidence(exhibit)
    assert "Of 2 false negatives, 1 false positive, up to 1" in exhibit.note


def test_a_gallery_without_errors_is_empty(codes, names):
    right = pd.DataFrame([PLACE | {"sentence": n, "value": 1.0} for n in (1, 2, 3, 5)])
    exhibit = error_gallery(find_errors(codes, right), names=names)
    assert exhibit.data.empty
    assert "Of no error" in exhibit.note
