import numpy as np
import pytest
from scipy import sparse, stats
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from caatext.errors import MeasureError
from caatext.measures.scaling import CorrespondenceAnalysis

#: Greenacre's staff groups (senior and junior managers and employees, secretaries) by smoking (none to heavy).
SMOKERS = np.array([[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2]])


def test_smokers_of_greenacre():
    analysis = CorrespondenceAnalysis(n_axes=3).fit(SMOKERS)
    assert analysis.inertia_ == pytest.approx([0.07476, 0.01002, 0.00041], abs=5.1e-6)
    assert analysis.inertia_share_ == pytest.approx([0.8776, 0.1176, 0.0049], abs=5.1e-5)
    assert analysis.total_inertia_ == pytest.approx(stats.chi2_contingency(SMOKERS).statistic / SMOKERS.sum())
    assert np.abs(analysis.row_coordinates_[:, 0]) == pytest.approx(
        [0.0658, 0.2590, 0.3806, 0.2330, 0.2011], abs=5.1e-5
    )
    assert analysis.inertia_.sum() == pytest.approx(analysis.total_inertia_)


def test_inertias_are_eigenvalues_of_the_profiles():
    """Row profiles times column profiles has the eigenvalues 1 and the inertias."""
    rows, columns = SMOKERS / SMOKERS.sum(axis=1, keepdims=True), SMOKERS / SMOKERS.sum(axis=0)
    values = np.sort(np.linalg.eigvals(rows @ columns.T).real)[::-1]
    assert values[0] == pytest.approx(1.0)
    assert CorrespondenceAnalysis(n_axes=3).fit(SMOKERS).inertia_ == pytest.approx(values[1:4])


def test_coordinates_are_centered_scaled_and_tied_by_the_transition_formulas():
    counts = np.random.default_rng(3).integers(1, 20, size=(6, 9)).astype(float)
    analysis = CorrespondenceAnalysis(n_axes=2).fit(counts)
    rows, columns = analysis.row_coordinates_, analysis.column_coordinates_
    r, c = counts.sum(axis=1) / counts.sum(), counts.sum(axis=0) / counts.sum()
    assert r @ rows == pytest.approx(0, abs=1e-12)
    assert (rows.T * r) @ rows == pytest.approx(np.diag(analysis.inertia_), abs=1e-12)
    assert (columns.T * c) @ columns == pytest.approx(np.eye(2), abs=1e-12)
    assert analysis.transform(counts) == pytest.approx(rows)
    principal = columns * analysis.singular_values_
    assert (counts / counts.sum(axis=0)).T @ (rows / analysis.singular_values_) == pytest.approx(principal)
    assert (columns[np.abs(columns).argmax(axis=0), [0, 1]] > 0).all()


def test_a_supplementary_row_with_the_mean_profile_lies_in_the_middle():
    analysis = CorrespondenceAnalysis(n_axes=2).fit(SMOKERS)
    assert analysis.transform([SMOKERS.sum(axis=0)]) == pytest.approx(0, abs=1e-12)
    # Greenacre's national average: 42, 29, 20, 9 percent.
    assert np.abs(analysis.transform([[42, 29, 20, 9]])[0]) == pytest.approx([0.258, 0.118], abs=5.1e-4)


def test_order_and_storage_are_of_no_account():
    counts = np.random.default_rng(4).integers(0, 9, size=(12, 20)) + np.eye(12, 20, dtype=int)
    analysis = CorrespondenceAnalysis(n_axes=3).fit(counts)
    rng = np.random.default_rng(1)
    rows, columns = rng.permutation(12), rng.permutation(20)
    turned = CorrespondenceAnalysis(n_axes=3).fit(sparse.csr_array(counts[rows][:, columns]))
    assert turned.row_coordinates_ == pytest.approx(analysis.row_coordinates_[rows])
    assert turned.column_coordinates_ == pytest.approx(analysis.column_coordinates_[columns])


def test_a_table_too_large_to_fill_in_gives_the_same_axes(monkeypatch):
    counts = np.random.default_rng(4).poisson(1.0, size=(30, 40)) + np.eye(30, 40)
    counts[0] += 1
    filled = CorrespondenceAnalysis(n_axes=2).fit(counts)
    monkeypatch.setattr("caatext.stats.correspondence.DENSE_CELLS", 10)
    spread = CorrespondenceAnalysis(n_axes=2).fit(counts)
    assert spread.row_coordinates_ == pytest.approx(filled.row_coordinates_)
    assert spread.inertia_share_ == pytest.approx(filled.inertia_share_)


def test_a_table_without_association_is_flat():
    analysis = CorrespondenceAnalysis(n_axes=1).fit(np.outer([1, 2, 3], [4, 5]))
    assert analysis.row_coordinates_ == pytest.approx(0, abs=1e-7)
    assert analysis.inertia_share_.tolist() == [0.0]


def test_what_cannot_be_fitted_is_refused_in_words():
    with pytest.raises(MeasureError, match=r"E-TYPE-COUNT.*a row or a column has no counts"):
        CorrespondenceAnalysis().fit([[1, 0, 2], [3, 0, 1], [1, 0, 1]])
    with pytest.raises(MeasureError, match=r"E-SIZE-FEW.*5 rows and 4 columns has fewer than 4 axes"):
        CorrespondenceAnalysis(n_axes=4).fit(SMOKERS)
    with pytest.raises(MeasureError, match="a row has no counts"):
        CorrespondenceAnalysis().fit(SMOKERS).transform([[0, 0, 0, 0]])
    with pytest.raises(ValueError, match="NaN"):
        CorrespondenceAnalysis().fit([[1, np.nan], [2, 3]])


def test_it_is_an_estimator():
    analysis = CorrespondenceAnalysis(n_axes=1).fit(SMOKERS)
    assert clone(analysis).get_params() == {"n_axes": 1}
    with pytest.raises(NotFittedError):
        clone(analysis).transform(SMOKERS)
    with pytest.raises(ValueError, match="X has 3 features, but CorrespondenceAnalysis is expecting 4 features"):
        analysis.transform(SMOKERS[:, 1:])
