"""What the estimators share: counts are checked once, in one way, and columns must be those of the fit."""

from __future__ import annotations

from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.utils import check_array
from sklearn.utils.validation import check_is_fitted

from caatext.errors import MeasureError, Problem

Array = NDArray[np.float64]
Counts: TypeAlias = sparse.csr_array[Any]


class CountEstimator(BaseEstimator):  # type: ignore[misc]
    """An estimator whose X is a table of counts: documents in rows, words in columns, dense or sparse."""

    n_features_in_: int

    def _learn_from(self, X: ArrayLike | Counts, *, fewest: int = 2) -> Counts:
        counts = _checked(X, fewest)
        self.n_features_in_ = counts.shape[1]
        return counts

    def _apply_to(self, X: ArrayLike | Counts) -> Counts:
        check_is_fitted(self)
        counts = _checked(X, 1)
        if counts.shape[1] != self.n_features_in_:
            raise MeasureError(
                Problem(
                    code="E-TYPE-COUNT",
                    found=f"X has {counts.shape[1]} features, but {type(self).__name__} is expecting "
                    f"{self.n_features_in_} features as input",
                    remedy="give counts of the words of the fit, in their order",
                )
            )
        return counts

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.input_tags.positive_only = True
        return tags

    def fit(self, X: ArrayLike | Counts, y: ArrayLike | None = None) -> Self:
        """Learn from counts."""
        raise NotImplementedError


def _checked(X: ArrayLike | Counts, fewest: int) -> Counts:
    table = check_array(X, accept_sparse="csr", dtype=np.float64, ensure_min_samples=fewest, ensure_min_features=fewest)
    counts = sparse.csr_array(table)
    if counts.size and float(counts.data.min()) < 0:
        found = "Negative values in data: counts must be 0 or more"
        raise MeasureError(Problem(code="E-TYPE-COUNT", found=found, remedy="give counts, not weights with a sign"))
    return counts
