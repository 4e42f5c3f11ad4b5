"""Correspondence analysis of a table of counts, dense or sparse."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.sparse import linalg

from caatext.errors import MeasureError, Problem

Array = NDArray[np.float64]

#: Tables of more cells are decomposed without being filled in.
DENSE_CELLS = 4_000_000


class Correspondence(NamedTuple):
    """Axes of a table, the largest first.

    ``rows`` are principal coordinates (n_rows, n_axes), ``columns`` standard ones (n_columns, n_axes);
    ``singular_values`` (n_axes,), whose squares are the inertias of the axes; ``total_inertia`` that of the table,
    its chi-square divided by its total.
    """

    rows: Array
    columns: Array
    singular_values: Array
    total_inertia: float

    @property
    def shares(self) -> Array:
        """Share of the total inertia on each axis, in [0, 1]; 0 for a table without any."""
        none = np.zeros_like(self.singular_values)
        return np.divide(self.singular_values**2, self.total_inertia, out=none, where=self.total_inertia > 0)


def correspondence(counts: ArrayLike | sparse.sparray, n_axes: int = 1) -> Correspondence:
    r"""Return the first axes of a correspondence analysis.

    With P = counts / total, row masses r and column masses c, the axes are the singular vectors of
    :math:`D_r^{-1/2}(P - rc^T)D_c^{-1/2}`.

    Parameters
    ----------
    counts : array_like or sparse matrix, shape (n_rows, n_columns)
        Counts; no row and no column may be all zero.
    n_axes : int
        How many, fewer than rows and than columns.

    Returns
    -------
    Correspondence
        Rows have weighted mean 0 and weighted variance the inertia of the axis; columns have weighted mean 0 and
        variance 1. Neither end of an axis is more; the sign is fixed: the column with the largest absolute coordinate
        is positive.

    Notes
    -----
    Not to be read as: an axis of the question one had in mind. It is whatever the rows differ in most.

    Raises
    ------
    MeasureError
        A row or a column is all zero, or there are too few for the axes.

    References
    ----------
    Greenacre (1984), Theory and Applications of Correspondence Analysis.

    Examples
    --------
    >>> axes = correspondence([[2, 0], [0, 2]])
    >>> axes.rows[:, 0].round(6).tolist(), round(float(axes.shares[0]), 6)
    ([1.0, -1.0], 1.0)
    """
    shares = sparse.csr_array(counts, dtype=np.float64)
    _check(shares, n_axes)
    shares = shares / shares.sum()
    r, c = np.asarray(shares.sum(axis=1)), np.asarray(shares.sum(axis=0))
    scaled = sparse.csr_array(sparse.diags_array(r**-0.5) @ shares @ sparse.diags_array(c**-0.5))
    u, s, vt = _decompose(scaled, np.sqrt(r), np.sqrt(c), n_axes)
    columns = vt.T / np.sqrt(c)[:, None]
    # Rounded, so that of two equally large coordinates the first one decides on every machine.
    heaviest = np.abs(columns).round(9).argmax(axis=0)
    sign = np.where(columns[heaviest, np.arange(n_axes)] < 0, -1.0, 1.0)
    inertia = max(float((scaled.data**2).sum()) - 1.0, 0.0)
    if inertia < 1e-12:  # nothing but rounding
        inertia = 0.0
    return Correspondence(u * (sign * s) / np.sqrt(r)[:, None], columns * sign, s, inertia)


def _decompose(scaled: sparse.csr_array[Any], r: Array, c: Array, n_axes: int) -> tuple[Array, Array, Array]:
    """Return the leading singular vectors of ``scaled - r c'``, which is never filled in where it is large."""
    if scaled.shape[0] * scaled.shape[1] <= DENSE_CELLS:
        u, s, vt = np.linalg.svd(scaled.toarray() - np.outer(r, c), full_matrices=False)
        return u[:, :n_axes], s[:n_axes], vt[:n_axes]
    residual = linalg.LinearOperator(
        scaled.shape,
        matvec=lambda x: scaled @ np.ravel(x) - r * (c @ np.ravel(x)),
        rmatvec=lambda x: scaled.T @ np.ravel(x) - c * (r @ np.ravel(x)),
        dtype=np.float64,
    )
    # ARPACK begins at a fixed vector, so that the same table gives the same bytes.
    start = np.cos(np.arange(min(scaled.shape), dtype=np.float64))
    u, s, vt = linalg.svds(residual, k=n_axes, v0=start)
    order = np.argsort(-s)
    return u[:, order], s[order], vt[order]


def _check(counts: sparse.csr_array[Any], n_axes: int) -> None:
    if counts.size and not bool(np.all(counts.data >= 0)):
        found, remedy = "a count is negative or missing", "give counts, 0 or more"
        raise MeasureError(Problem(code="E-TYPE-COUNT", found=found, remedy=remedy))
    if not bool(np.all(counts.sum(axis=1)) and np.all(counts.sum(axis=0))):
        found, remedy = "a row or a column has no counts", "leave it out"
        raise MeasureError(Problem(code="E-TYPE-COUNT", found=found, remedy=remedy))
    if not 1 <= n_axes < min(counts.shape):
        raise MeasureError(
            Problem(
                code="E-SIZE-FEW",
                found=f"a table of {counts.shape[0]} rows and {counts.shape[1]} columns has fewer than {n_axes} axes",
                remedy="ask for at least one axis, and fewer than rows and than columns",
            )
        )
