"""The estimators keep scikit-learn's contract, but for what tables of counts cannot do."""

import warnings

import pytest
from sklearn.utils.estimator_checks import check_estimator

from caatext.measures.scaling import CorrespondenceAnalysis, Wordfish, Wordscores

#: Their data have rows or columns without counts, which are refused.
EMPTY = {
    "check_estimators_dtypes",
    "check_estimator_sparse_tag",
    "check_estimator_sparse_array",
    "check_estimator_sparse_matrix",
}
#: Positions of a few texts are no regression, and y is one-dimensional.
NO_REGRESSION = {"check_regressors_train", "check_supervised_y_2d"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("estimator", "expected"),
    [
        (CorrespondenceAnalysis(n_axes=1), EMPTY),
        (Wordfish(n_starts=1, max_steps=10), EMPTY),
        (Wordscores(), EMPTY | NO_REGRESSION),
    ],
)
def test_estimator_checks_fail_only_where_they_must(estimator, expected):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = check_estimator(estimator, on_fail=None)
    failed = {result["check_name"] for result in results if result["status"] == "failed"}
    assert failed == expected
    assert sum(result["status"] == "passed" for result in results) >= 40
