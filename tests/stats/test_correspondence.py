import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.errors import MeasureError
from caatext.stats.correspondence import correspondence


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_rows_and_columns_are_reciprocal_averages_and_inertia_is_chi_square(seed):
    counts = np.random.default_rng(seed).integers(1, 20, size=(5, 7)).astype(float)
    axes = correspondence(counts, 4)
    rows, columns = counts / counts.sum(axis=1, keepdims=True), counts / counts.sum(axis=0)
    assert rows @ axes.columns == pytest.approx(axes.rows, abs=1e-9)
    assert columns.T @ axes.rows == pytest.approx(axes.columns * axes.singular_values**2, abs=1e-9)
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    chi_square = ((counts - expected) ** 2 / expected).sum()
    assert axes.total_inertia == pytest.approx(chi_square / counts.sum())
    assert axes.shares.sum() == pytest.approx(1.0)
    assert (np.diff(axes.singular_values) <= 0).all()


def test_multiplying_a_table_changes_nothing():
    counts = np.array([[4, 1, 2], [1, 5, 3], [2, 2, 7]])
    assert correspondence(3 * counts, 2).rows == pytest.approx(correspondence(counts, 2).rows)


@pytest.mark.parametrize(
    ("counts", "n_axes", "message"),
    [
        ([[1, -1], [1, 2]], 1, "E-TYPE-COUNT.*negative"),
        ([[0, 0], [1, 2]], 1, "E-TYPE-COUNT.*no counts"),
        ([[1, 3], [1, 2]], 2, "E-SIZE-FEW.*fewer than 2 axes"),
        ([[1, 3], [1, 2]], 0, "E-SIZE-FEW"),
    ],
)
def test_what_has_no_axes_is_refused(counts, n_axes, message):
    with pytest.raises(MeasureError, match=message):
        correspondence(counts, n_axes)
