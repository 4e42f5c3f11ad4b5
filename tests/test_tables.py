"""Column contracts."""

from __future__ import annotations

import pandas as pd
import pytest

from caatext.errors import TableError
from caatext.tables import CONTRACTS, check_table, make_table, sort_by_address


@pytest.mark.parametrize("contract", sorted(CONTRACTS))
def test_an_empty_table_has_its_columns_and_types(contract):
    table = make_table([], contract)
    assert list(table.columns) == list(CONTRACTS[contract])
    assert make_table(table, contract).dtypes.equals(table.dtypes)


def test_absent_values_are_missing_by_kind():
    row = make_table([{"doc_id": "a"}], "mentions").iloc[0]
    assert row["surface"] == ""
    assert row["start"] == -1


def test_further_columns_are_kept_after_the_contract():
    assert list(make_table([{"region": "x", "doc_id": "a"}], "documents").columns)[-1] == "region"


def test_a_missing_column_is_named_with_the_step_that_makes_it():
    with pytest.raises(TableError, match=r"lacks the column\(s\) .*value.*\n.*make it with score_stance"):
        check_table(pd.DataFrame({"doc_id": []}), "scores", step="score_stance")


def test_rows_sort_by_address():
    table = pd.DataFrame({"doc_id": ["b", "a", "a"], "paragraph": [1, 2, 1], "sentence": [1, 1, 1]})
    assert list(sort_by_address(table)["paragraph"]) == [1, 2, 1]


def test_a_missing_truth_value_is_false():
    rows = [{"doc_id": "a", "is_negated": True}, {"doc_id": "b"}]
    assert make_table(rows, "statements")["is_negated"].tolist() == [True, False]
