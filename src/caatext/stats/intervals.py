"""Intervals for shares, means and differences between groups, made for few observations."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from caatext.errors import MeasureError, Problem

Array = NDArray[np.float64]


class Share(NamedTuple):
    """A share with its limits, all in [0, 1]; NaN where there are no units."""

    estimate: Array
    conf_low: Array
    conf_high: Array


class Estimate(NamedTuple):
    """An estimate with its limits, standard error and degrees of freedom."""

    estimate: float
    conf_low: float
    conf_high: float
    std_error: float
    dof: float


def _checked(successes: ArrayLike, units: ArrayLike) -> tuple[Array, Array]:
    k, n = np.broadcast_arrays(np.asarray(successes, dtype=np.float64), np.asarray(units, dtype=np.float64))
    if not bool(np.all((k >= 0) & (k <= n))):
        raise MeasureError(
            Problem(
                code="E-TYPE-COUNT",
                found="a count is negative or larger than the number of its units",
                remedy="give counts between 0 and the number of units",
            )
        )
    return k, n


def wilson(successes: ArrayLike, units: ArrayLike, *, confidence: float = 0.95) -> Share:
    r"""Return a share with Wilson's score interval.

    Centre :math:`(k + z^2/2)/(n + z^2)`, half-width :math:`z/(n+z^2) \sqrt{k(n-k)/n + z^2/4}`.

    Parameters
    ----------
    successes, units : array_like of one shape
        k of n, with 0 <= k <= n.
    confidence : float
        Nominal coverage, in (0, 1).

    Returns
    -------
    Share
        In [0, 1]; NaN where n is 0, since nothing is not zero.

    Notes
    -----
    Within one article it says how well *this article's* share is known from its paragraphs, and nothing about
    another article of the same author.

    Raises
    ------
    MeasureError
        k is outside [0, n].

    References
    ----------
    Wilson (1927), doi:10.1080/01621459.1927.10502953.

    Examples
    --------
    >>> [round(float(part), 4) for part in wilson(8, 10)]
    [0.8, 0.4902, 0.9433]
    """
    k, n = _checked(successes, units)
    z = float(stats.norm.ppf((1.0 + confidence) / 2.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        center = (k + z * z / 2.0) / (n + z * z)
        half = z / (n + z * z) * np.sqrt(k * (n - k) / n + z * z / 4.0)
        low = np.where(k == 0, 0.0, np.maximum(center - half, 0.0))
        high = np.where(k == n, 1.0, np.minimum(center + half, 1.0))
        empty = n == 0
        return Share(k / n, np.where(empty, np.nan, low), np.where(empty, np.nan, high))


def jeffreys(successes: ArrayLike, units: ArrayLike, *, confidence: float = 0.95) -> Share:
    r"""Return a share with Jeffreys's interval: quantiles of :math:`Beta(k + 1/2, n - k + 1/2)`.

    Parameters
    ----------
    successes, units : array_like of one shape
        k of n, with 0 <= k <= n.
    confidence : float
        Nominal coverage, in (0, 1).

    Returns
    -------
    Share
        In [0, 1]; the lower limit is 0 for k = 0, the upper 1 for k = n; NaN where n is 0.

    Notes
    -----
    As with :func:`wilson`, an interval over clauses of one article says nothing about other articles.

    Raises
    ------
    MeasureError
        k is outside [0, n].

    References
    ----------
    Brown, Cai and DasGupta (2001), doi:10.1214/ss/1009213286.

    Examples
    --------
    >>> [round(float(part), 4) for part in jeffreys(0, 10)]
    [0.0, 0.0, 0.2172]
    """
    k, n = _checked(successes, units)
    tail = (1.0 - confidence) / 2.0
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(k == 0, 0.0, stats.beta.ppf(tail, k + 0.5, n - k + 0.5))
        high = np.where(k == n, 1.0, stats.beta.ppf(1.0 - tail, k + 0.5, n - k + 0.5))
        empty = n == 0
        return Share(k / n, np.where(empty, np.nan, low), np.where(empty, np.nan, high))


def t_interval(values: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    r"""Return the mean of independent observations with Student's interval.

    :math:`\bar y \pm t_{n-1} s / \sqrt n`.

    Parameters
    ----------
    values : array_like, shape (n,)
        One value an article (not a paragraph).
    confidence : float
        Nominal coverage, in (0, 1).

    Returns
    -------
    Estimate
        Limits are NaN with fewer than two values; a constant sample has an interval of no width.

    Notes
    -----
    Below four articles do not print it: coverage of a nominal 95 % falls to 0.89 at two.

    References
    ----------
    Student (1908), doi:10.2307/2331554.

    Examples
    --------
    >>> [round(part, 3) for part in t_interval([1, 2, 3, 4])]
    [2.5, 0.446, 4.554, 0.645, 3.0]
    """
    y = np.asarray(values, dtype=np.float64)
    if len(y) < 2:
        mean = float(y.mean()) if len(y) else float("nan")
        return Estimate(mean, float("nan"), float("nan"), float("nan"), float(max(len(y) - 1, 0)))
    error = float(y.std(ddof=1)) / float(np.sqrt(len(y)))
    return _estimate(float(y.mean()), error, float(len(y) - 1), confidence)


def group_difference(
    values: ArrayLike, is_group: ArrayLike, *, strata: ArrayLike | None = None, confidence: float = 0.95
) -> Estimate:
    r"""Return the difference between a group and its reference, within strata, with an interval for few units.

    Least squares of the values on membership and one constant a stratum. Variance HC2,
    :math:`\sum_i (w_i e_i)^2/(1 - h_i)`; degrees of freedom of Bell and McCaffrey,
    :math:`(\sum \lambda)^2 / \sum \lambda^2` over the eigenvalues of :math:`G'G`,
    :math:`G_i = w_i (1 - h_i)^{-1/2} (I - H) e_i`. Without strata the estimate is the difference of means and the
    variance Welch's :math:`s_1^2/n_1 + s_0^2/n_0`.

    Parameters
    ----------
    values : array_like, shape (n,)
        One value an independent unit: an article, or an author.
    is_group : array_like of bool, shape (n,)
        True for the group, False for the reference; both occur in at least one stratum.
    strata : array_like, shape (n,), optional
        What is held constant, such as the region. Strata with one side only do not inform the difference.
    confidence : float
        Nominal coverage, in (0, 1).

    Returns
    -------
    Estimate
        Positive: the group is higher. NaN limits where a unit fits itself (leverage 1).

    Notes
    -----
    The difference is between the texts read; only the design makes it one between authors.

    Raises
    ------
    MeasureError
        No stratum has both sides.

    References
    ----------
    MacKinnon and White (1985), doi:10.1016/0304-4076(85)90158-7; Bell and McCaffrey (2002), Survey Methodology
    28(2); Imbens and Kolesar (2016), doi:10.1162/REST_a_00552.

    Examples
    --------
    >>> [round(part, 3) for part in group_difference([3, 4, 5, 1, 2, 3], [1, 1, 1, 0, 0, 0])]
    [2.0, -0.267, 4.267, 0.816, 4.0]
    """
    y, z = np.asarray(values, dtype=np.float64), np.asarray(is_group, dtype=bool).astype(np.float64)
    _, stratum = np.unique(np.zeros(len(y)) if strata is None else np.asarray(strata), return_inverse=True)
    stratum = stratum.ravel()
    size = np.bincount(stratum)[stratum]
    y, z = y - _sums(y, stratum) / size, z - _sums(z, stratum) / size
    spread = float(z @ z)
    if spread == 0.0:
        raise MeasureError(
            Problem(
                code="E-TYPE-GROUPS",
                found="no stratum holds units of both the group and the reference",
                remedy="assess the design first; such a difference cannot be estimated",
            )
        )
    estimate = float(z @ y) / spread
    room = 1.0 - 1.0 / size - z**2 / spread
    # A unit outside every shared stratum has no weight: it neither informs the difference nor spoils its error.
    used = np.abs(z) > 1e-12 * np.abs(z).max()
    if bool(np.any(room[used] < 1e-9)):
        return Estimate(estimate, float("nan"), float("nan"), float("nan"), float("nan"))
    weight = np.where(used, z**2 / np.where(used, room, 1.0), 0.0) / spread**2
    error = float(np.sqrt(np.sum(weight * (y - z * estimate) ** 2)))
    return _estimate(estimate, error, _bell_mccaffrey(weight, z, stratum), confidence)


def _sums(values: Array, stratum: NDArray[np.intp]) -> Array:
    """Return the sum of each observation's stratum, one value an observation."""
    return np.asarray(np.bincount(stratum, weights=values)[stratum], dtype=np.float64)


def _bell_mccaffrey(weight: Array, z: Array, stratum: NDArray[np.intp]) -> float:
    """Return the degrees of freedom of the HC2 variance of a difference within strata.

    The eigenvalues are those of ``S (I - H) S`` with ``S^2 = diag(weight)``. H is known in closed form (a constant
    a stratum and one column of membership), so that trace and sum of squares need sums over strata only.
    """
    size = np.bincount(stratum).astype(np.float64)
    spread = float(z @ z)
    leverage = 1.0 / size[stratum] + z**2 / spread
    trace = float(np.sum(weight * (1.0 - leverage)))
    in_stratum = np.bincount(stratum, weights=weight)
    crossed = np.bincount(stratum, weights=weight * z)
    squares = float(np.sum(weight**2 * (1.0 - 2.0 * leverage)) + np.sum((in_stratum / size) ** 2))
    squares += float(2.0 * np.sum(crossed**2 / size) / spread + np.sum(weight * z**2) ** 2 / spread**2)
    return trace**2 / squares


def _estimate(estimate: float, error: float, dof: float, confidence: float) -> Estimate:
    half = float(stats.t.ppf((1.0 + confidence) / 2.0, dof)) * error
    return Estimate(estimate, estimate - half, estimate + half, error, dof)


def logit_plus(successes: ArrayLike, units: ArrayLike) -> Array:
    r"""Return the log odds of a share with half a unit added to each side: :math:`\ln[(k+1/2)/(n-k+1/2)]`.

    Parameters
    ----------
    successes, units : array_like of one shape
        k of n, with 0 <= k <= n.

    Returns
    -------
    ndarray
        0 for half of the units; more is a larger share; finite for 0 and n; NaN where n is 0.

    Notes
    -----
    With few units it is pulled towards 0: do not compare values from 5 and from 50 units without their intervals.

    Raises
    ------
    MeasureError
        k is outside [0, n].

    References
    ----------
    Haldane (1956), doi:10.1111/j.1469-1809.1955.tb01285.x.

    Examples
    --------
    >>> logit_plus([0, 5, 10], [10, 10, 10]).round(3).tolist()
    [-3.045, 0.0, 3.045]
    """
    k, n = _checked(successes, units)
    return np.where(n > 0, np.log(k + 0.5) - np.log(n - k + 0.5), np.nan)
