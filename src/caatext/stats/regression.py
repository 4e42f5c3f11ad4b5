"""Least squares with errors that know which observations belong together, made for few clusters."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import linalg, stats

from caatext.errors import MeasureError, Problem

Array = NDArray[np.float64]
#: A direction that a cluster fits to within this share is fitted by it: its residuals say nothing about it.
FITTED = 1e-9
#: Errors below this share of the outcome's size are what rounding leaves.
ROUNDING = 1e-13
#: Columns of a design are dependent where a pivot is smaller than this share of the largest.
DEPENDENT = 1e-10


class ClusteredFit(NamedTuple):
    """Coefficients with clustered errors: arrays of shape (n_coefficients,) or (n_coefficients, n_outcomes).

    `dof`, of shape (n_coefficients,), depends on the design alone.
    """

    estimate: Array
    std_error: Array
    dof: Array
    conf_low: Array
    conf_high: Array
    p_value: Array


def clustered_ols(
    y: ArrayLike,
    X: ArrayLike,
    clusters: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    confidence: float = 0.95,
) -> ClusteredFit:
    r"""Return least squares of one or many outcomes on one design, with errors clustered by author or article.

    :math:`b = M X'y`, :math:`M = (X'X)^{-1}`. Variance CR2 of Bell and McCaffrey,
    :math:`M [\sum_g X_g' A_g e_g e_g' A_g X_g] M` with :math:`A_g = (I - X_g M X_g')^{-1/2}`: unbiased if errors are
    independent and of one size, and robust if they are not. Degrees of freedom by Satterthwaite, one for each
    coefficient: :math:`(\mathrm{tr}\,\Omega)^2 / \mathrm{tr}\,\Omega^2`, with :math:`\Omega` the covariance of the
    clusters' contributions under such errors. Intervals and p-values by Student's t.

    Parameters
    ----------
    y : array_like, shape (n,) or (n, n_outcomes)
        Outcomes, such as the shares of all topics in each paragraph. NaN makes its whole outcome NaN.
    X : array_like, shape (n, n_coefficients)
        Design with the constant as a column of its own, if one is wanted.
    clusters : array_like, shape (n,)
        What is independent: the author or the article of each observation.
    weights : array_like, shape (n,), optional
        More than 0; observations count in proportion, and are taken to have variances in inverse proportion.
    confidence : float
        Nominal coverage, in (0, 1).

    Returns
    -------
    ClusteredFit
        Positive: the outcome rises with the column. NaN errors for a coefficient that rests on one cluster alone (an
        author's own constant, a group of one author): nothing is known of how such clusters differ. NaN p-value where
        the design fits an outcome without error.

    Notes
    -----
    Read `dof` before the p-value: below about 4 Student's t is a rough guide, and a column that few clusters move has
    few of them, however many clusters and observations there are. A coefficient is a difference between these texts;
    only the design makes it an effect of anything. Shares of topics sum to 1: their coefficients are one result, not as
    many as there are topics.

    Raises
    ------
    MeasureError
        The columns are linearly dependent, shapes do not match, a value of the design is missing or a weight is not
        positive.

    References
    ----------
    Bell and McCaffrey (2002), Survey Methodology 28(2); Imbens and Kolesar (2016), doi:10.1162/REST_a_00552;
    Pustejovsky and Tipton (2018), doi:10.1080/07350015.2016.1247004.

    Examples
    --------
    Two groups of three authors with two articles each; the difference is that of the authors' means.

    >>> y = [3, 3, 4, 4, 5, 5, 1, 1, 2, 2, 3, 3]
    >>> design = [[1, 1]] * 6 + [[1, 0]] * 6
    >>> fit = clustered_ols(y, design, np.repeat(np.arange(6), 2))
    >>> [float(part[1].round(3)) for part in fit]
    [2.0, 0.816, 4.0, -0.267, 4.267, 0.07]
    """
    outcome, design = np.asarray(y, dtype=np.float64), np.asarray(X, dtype=np.float64)
    weight = np.ones(len(design)) if weights is None else np.asarray(weights, dtype=np.float64)
    cluster = np.unique(np.asarray(clusters), return_inverse=True)[1].ravel()
    _check(outcome, design, cluster=cluster, weight=weight)
    scale = np.sqrt(weight)[:, None]
    x, values = design * scale, outcome.reshape(len(design), -1) * scale
    q, r = np.linalg.qr(x)
    turn = linalg.solve_triangular(r, np.eye(r.shape[0])).T  # M is turn' turn, and X M is Q turn
    estimate = turn.T @ (q.T @ values)
    residual = values - x @ estimate
    members = [np.flatnonzero(cluster == code) for code in range(int(cluster.max()) + 1)]
    pulls = [_pull(q[index]) @ turn for index in members]
    variance = np.sum([(pull.T @ residual[index]) ** 2 for pull, index in zip(pulls, members, strict=True)], axis=0)
    expected, dof = _satterthwaite([q[index] for index in members], pulls)
    own_error = np.linalg.norm(turn, axis=0)
    known = expected > (1.0 - 1e-6) * own_error**2
    error = np.sqrt(variance)
    # what rounding leaves of a perfect fit is no error to divide by
    error[error < ROUNDING * own_error[:, None] * np.abs(values).max(axis=0)] = 0.0
    error[~known] = np.nan
    dof = np.where(known, dof, np.nan)
    return _with_limits(estimate, error, dof, confidence=confidence, shape=(design.shape[1], *outcome.shape[1:]))


def _check(outcome: Array, design: Array, *, cluster: NDArray[np.intp], weight: Array) -> None:
    """Gather every fault of the input and raise once."""
    found = []
    if not len(design):
        found.append("there are no observations")
    elif design.ndim != 2 or not len(design) == len(outcome) == len(cluster) == len(weight):
        found.append("outcomes, design, clusters and weights do not have one row each for every observation")
    elif not bool(np.isfinite(design).all()) or not bool(np.all(weight > 0)):
        found.append("a value of the design is missing, or a weight is not more than 0")
    elif dependent := _dependent_columns(design):
        columns = ", ".join(str(column) for column in dependent)
        found.append(f"column {columns} of the design (counted from 0) is a sum of the other columns")
    if found:
        raise MeasureError(
            [
                Problem(
                    code="E-TYPE-DESIGN",
                    found=text,
                    remedy="leave out such rows or columns: a constant and one column for every group say the same",
                )
                for text in found
            ]
        )


def _dependent_columns(design: Array) -> list[int]:
    """Return the columns that the others make up, or all beyond the number of rows."""
    length = np.linalg.norm(design, axis=0)
    pivots, order = linalg.qr(design / np.where(length > 0, length, 1.0), mode="r", pivoting=True)
    size = np.abs(np.diag(pivots))
    rank = int(np.sum(size > DEPENDENT * max(float(size.max(initial=0.0)), DEPENDENT)))
    return sorted(int(column) for column in order[rank:])


def _pull(q: Array) -> Array:
    """Return :math:`A_g Q_g`: how the residuals of one cluster move the errors, in the orthonormal design.

    With :math:`Q_g = U s V'`, :math:`A_g = (I - Q_g Q_g')^{-1/2}` gives :math:`U s (1 - s^2)^{-1/2} V'`: no matrix of
    observations by observations is made. Directions that the cluster fits by itself are taken out (the Moore-Penrose
    root).
    """
    u, s, v = np.linalg.svd(q, full_matrices=False)
    left = 1.0 - s**2
    factor = np.where(left > FITTED, s / np.sqrt(np.where(left > FITTED, left, 1.0)), 0.0)
    return np.asarray((u * factor) @ v, dtype=np.float64)


def _satterthwaite(parts: list[Array], pulls: list[Array]) -> tuple[Array, Array]:
    r"""Return the expected variance and the degrees of freedom of each coefficient under independent errors of size 1.

    Contributions of the clusters have the covariance :math:`\Omega = diag(a_g'a_g) - B B'`, where :math:`a_g` is a
    column of the cluster's pull and the rows of B are :math:`a_g' Q_g`.
    """
    own = np.array([(pull**2).sum(axis=0) for pull in pulls]).T
    moved = np.array([pull.T @ q for pull, q in zip(pulls, parts, strict=True)]).transpose(1, 0, 2)
    taken = (moved**2).sum(axis=2)
    trace = (own - taken).sum(axis=1)
    # tr Omega^2 without a table of clusters by clusters: BB' and B'B have one sum of squares
    squares = (own**2 - 2.0 * own * taken).sum(axis=1) + ((moved.transpose(0, 2, 1) @ moved) ** 2).sum(axis=(1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        return trace, trace**2 / squares


def _with_limits(
    estimate: Array, error: Array, dof: Array, *, confidence: float, shape: tuple[int, ...]
) -> ClusteredFit:
    half = stats.t.ppf((1.0 + confidence) / 2.0, dof)[:, None] * error
    p_value = np.full(error.shape, np.nan)
    np.divide(estimate, error, out=p_value, where=error > 0)
    p_value = 2.0 * stats.t.sf(np.abs(p_value), dof[:, None])
    low, high = estimate - half, estimate + half
    b, e, low, high, p = (np.asarray(part).reshape(shape) for part in (estimate, error, low, high, p_value))
    return ClusteredFit(b, e, dof, low, high, p)
