import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.comparison.values import document_values, select_scores
from caatext.errors import ComparisonError, TableError
from caatext.tables import make_table

ROW = {"doc_id": "d1", "voice": "author", "measure": "stance", "category": "orr", "weight": 1.0}


def test_a_document_is_the_weighted_mean_of_its_rows():
    scores = make_table([ROW | {"value": 1.0, "weight": 3.0}, ROW | {"value": -1.0}], "scores")
    assert document_values(scores).loc["d1", ("stance", "orr")] == 0.5


def test_a_document_without_rows_is_missing_and_not_zero():
    scores = make_table([ROW | {"value": 0.0}, ROW | {"doc_id": "d2", "category": "vel", "value": 1.0}], "scores")
    table = document_values(scores)
    assert table.loc["d1", ("stance", "orr")] == 0.0
    assert np.isnan(table.loc["d2", ("stance", "orr")])


def test_only_the_voice_asked_for_counts():
    scores = make_table([ROW | {"value": 1.0}, ROW | {"value": -1.0, "voice": "a minister"}], "scores")
    assert select_scores(scores)["value"].tolist() == [1.0]
    assert select_scores(scores, voice="a minister")["value"].tolist() == [-1.0]
    assert select_scores(scores, voice="all")["value"].tolist() == [1.0, -1.0]


def test_rows_of_all_voices_are_not_counted_twice():
    """A measure that was scored for all voices at once has rows of that name; they are then the ones."""
    scores = make_table([ROW | {"value": 1.0}, ROW | {"value": 0.5, "voice": "all"}], "scores")
    assert select_scores(scores, voice="all")["value"].tolist() == [0.5]


def test_rows_without_number_or_weight_do_not_count():
    scores = make_table([ROW | {"value": np.nan}, ROW | {"value": 1.0, "weight": 0.0}], "scores")
    assert len(select_scores(scores)) == 0
    assert document_values(select_scores(scores)).empty


def test_wrong_names_and_tables_are_refused():
    scores = make_table([ROW | {"value": 1.0}], "scores")
    with pytest.raises(ComparisonError, match="did you mean stance"):
        select_scores(scores, measure="stanse")
    with pytest.raises(TableError, match="lacks the column"):
        select_scores(pd.DataFrame({"doc_id": ["d1"]}))


@settings(max_examples=20)
@given(st.permutations(range(6)))
def test_order_of_the_rows_does_not_matter(order):
    rows = [ROW | {"doc_id": f"d{i % 3}", "value": float(i), "weight": 1.0 + i} for i in range(6)]
    expected = document_values(make_table(rows, "scores"))
    pd.testing.assert_frame_equal(document_values(make_table([rows[i] for i in order], "scores")), expected)
