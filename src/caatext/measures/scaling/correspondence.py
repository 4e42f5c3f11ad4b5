"""`CorrespondenceAnalysis`: the axes on which rows of a table of counts differ most."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse
from sklearn.base import TransformerMixin

from caatext.errors import MeasureError, Problem
from caatext.measures.scaling.count_estimator import Array, CountEstimator, Counts
from caatext.stats.correspondence import correspondence


class CorrespondenceAnalysis(TransformerMixin, CountEstimator):  # type: ignore[misc]
    r"""Correspondence analysis: singular vectors of :math:`D_r^{-1/2}(P - rc^T)D_c^{-1/2}`.

    Parameters
    ----------
    n_axes : int
        How many, fewer than rows and than columns.

    Attributes
    ----------
    row_coordinates_ : ndarray, shape (n_rows, n_axes)
        Principal coordinates: weighted mean 0, weighted variance the inertia of the axis.
    column_coordinates_ : ndarray, shape (n_columns, n_axes)
        Standard coordinates: weighted mean 0, variance 1. Times ``singular_values_`` they are principal ones.
    singular_values_, inertia_, inertia_share_ : ndarray, shape (n_axes,)
        Largest first; inertia is the square, its share that of ``total_inertia_``, in [0, 1].
    total_inertia_ : float
        Chi-square of the table divided by its total, 0 or more.

    Notes
    -----
    Not to be read as: dimensions that exist before the table. Rare words and single odd documents can make an axis of
    their own; look at the contributions.

    References
    ----------
    Greenacre (1984), Theory and Applications of Correspondence Analysis.

    Examples
    --------
    >>> analysis = CorrespondenceAnalysis(n_axes=1).fit([[2, 0], [0, 2]])
    >>> analysis.row_coordinates_[:, 0].round(6).tolist(), analysis.transform([[3, 1]]).round(6).tolist()
    ([1.0, -1.0], [[0.5]])
    """

    def __init__(self, n_axes: int = 2) -> None:
        self.n_axes = n_axes

    def fit(self, X: ArrayLike | Counts, y: ArrayLike | None = None) -> Self:
        """Find the axes.

        Parameters
        ----------
        X : array_like or sparse matrix, shape (n_rows, n_columns)
            Counts, no row and no column all zero.
        y : None
            Not used.

        Raises
        ------
        MeasureError
            An empty row or column, or too few of either.
        """
        axes = correspondence(self._learn_from(X), self.n_axes)
        self.row_coordinates_, self.column_coordinates_ = axes.rows, axes.columns
        self.singular_values_, self.inertia_ = axes.singular_values, axes.singular_values**2
        self.inertia_share_, self.total_inertia_ = axes.shares, axes.total_inertia
        return self

    def transform(self, X: ArrayLike | Counts) -> Array:
        """Return principal coordinates of rows, of the table or supplementary, shape (n_rows, n_axes).

        A row lies at the mean of the standard coordinates of its columns, weighted by its counts.

        Raises
        ------
        MeasureError
            A row is all zero.
        """
        counts = self._apply_to(X)
        sums = np.asarray(counts.sum(axis=1))
        if not bool(np.all(sums)):
            found, remedy = "a row has no counts", "leave it out"
            raise MeasureError(Problem(code="E-TYPE-COUNT", found=found, remedy=remedy))
        return np.asarray((sparse.diags_array(1.0 / sums) @ counts) @ self.column_coordinates_)
