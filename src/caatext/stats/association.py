"""How far a word or an actor belongs to one side: tests, effect sizes and pointwise association, for whole vectors."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from caatext.errors import MeasureError, Problem
from caatext.stats.keyness_tests import chi2, fisher_exact, g2, p_chi2, word_cells

# The tests of a 2 x 2 table live in a module of their own; whoever looks for them here finds them.
__all__ = [
    "Interval",
    "LogOdds",
    "chi2",
    "fisher_exact",
    "g2",
    "log_odds_dirichlet",
    "log_ratio",
    "npmi",
    "p_chi2",
    "pmi",
]

Array = NDArray[np.float64]
LN2 = math.log(2.0)


class Interval(NamedTuple):
    """An estimate between its limits; each a number or an array of one shape."""

    estimate: Array
    conf_low: Array
    conf_high: Array


class LogOdds(NamedTuple):
    """Difference of log odds, its variance, and their ratio ``z``; arrays of one value a word; and the prior used.

    `prior_kind` is "flat" where every word has the same pseudo-count and "informative" where they differ;
    `prior_total` is the sum of all pseudo-counts, to be read beside the lengths of the two sides.
    """

    delta: Array
    variance: Array
    z: Array
    prior_kind: str
    prior_total: float


def log_ratio(
    count_group: ArrayLike,
    count_reference: ArrayLike,
    *,
    total_group: ArrayLike,
    total_reference: ArrayLike,
    added: float = 0.5,
    confidence: float = 0.95,
) -> Interval:
    r"""Return the binary logarithm of the ratio of two rates, with a token-level interval.

    :math:`\log_2 [((O_1 + 0.5)/N_1) / ((O_2 + 0.5)/N_2)]`; the standard error in natural logarithms is
    :math:`\sqrt{1/(O_1+0.5) - 1/N_1 + 1/(O_2+0.5) - 1/N_2}`.

    Parameters
    ----------
    count_group, count_reference : array_like, shape (n_words,)
        Occurrences of each word on the two sides, 0 or more.
    total_group, total_reference : array_like
        All words of each side, more than 0.
    added : float
        Added to each count, so that a word absent from one side has a finite ratio.
    confidence : float
        Coverage if tokens were independent draws, in (0, 1).

    Returns
    -------
    Interval
        +1: twice as frequent in the group; 0: equal; -1: half as frequent.

    Notes
    -----
    Do not read the interval as one between authors: words come in bursts, so it is too narrow.
    :func:`caatext.keyness` gives one that leaves out articles instead.

    Raises
    ------
    MeasureError
        A count is negative or larger than its total.

    References
    ----------
    Hardie (2014), Log Ratio, an informal introduction; Katz et al. (1978), doi:10.2307/2530610.

    Examples
    --------
    >>> float(log_ratio(3, 1, total_group=1000, total_reference=1000, added=0).estimate.round(3))
    1.585
    """
    a, b, c, d = word_cells(count_group, count_reference, total_group=total_group, total_reference=total_reference)
    n1, n0, a, b = a + c, b + d, a + added, b + added
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = np.log2(a * n0) - np.log2(b * n1)
        variance = np.maximum(1.0 / a - 1.0 / n1, 0.0) + np.maximum(1.0 / b - 1.0 / n0, 0.0)
    half = stats.norm.ppf((1.0 + confidence) / 2.0) * np.sqrt(variance) / LN2
    return Interval(estimate, estimate - half, estimate + half)


def log_odds_dirichlet(
    count_group: ArrayLike,
    count_reference: ArrayLike,
    *,
    prior: ArrayLike,
    total_group: float | None = None,
    total_reference: float | None = None,
    prior_total: float | None = None,
) -> LogOdds:
    r"""Return the difference of log odds of each word under a Dirichlet prior, its variance and z.

    :math:`\delta_w = \ln\frac{y_{1w}+\alpha_w}{n_1+\alpha_0-y_{1w}-\alpha_w}
    - \ln\frac{y_{2w}+\alpha_w}{n_2+\alpha_0-y_{2w}-\alpha_w}`; the variance is the sum of the reciprocals of all
    four terms; :math:`z = \delta / \sqrt{Var}`.

    Parameters
    ----------
    count_group, count_reference : array_like, shape (n_words,)
        Occurrences of each word on the two sides.
    prior : array_like, shape (n_words,) or a number
        :math:`\alpha_w`, more than 0: pseudo-counts of each word, the same for both sides.
    total_group, total_reference, prior_total : float, optional
        :math:`n_1, n_2, \alpha_0`; the sums of the vectors unless given (give them for a part of the vocabulary).

    Returns
    -------
    LogOdds
        Positive: more in the group. Swapping the sides negates `delta` and `z`. It names the prior: its kind and
        its total.

    Notes
    -----
    z ranks words; it is no test. It finds whom a text is about as readily as how it speaks: run it with names
    masked as well. Print the prior's kind and total with it, and say which texts an informative one comes from:
    with the pooled texts as prior, the data are used twice.

    Raises
    ------
    MeasureError
        A prior is not positive.

    References
    ----------
    Monroe, Colaresi and Quinn (2008), doi:10.1093/pan/mpn018.

    Examples
    --------
    >>> found = log_odds_dirichlet([1, 5, 1, 9], [100, 510, 100, 199], prior=0.01)
    >>> found.z.round(4).tolist(), found.prior_kind, found.prior_total
    ([-0.5898, -1.9057, -0.5898, 2.9831], 'flat', 0.04)
    """
    y1, y0 = np.asarray(count_group, dtype=np.float64), np.asarray(count_reference, dtype=np.float64)
    alpha = np.broadcast_to(np.asarray(prior, dtype=np.float64), y1.shape)
    if not bool(np.all(alpha > 0)):
        raise MeasureError(
            Problem(
                code="E-TYPE-PRIOR",
                found="a prior count is 0 or less",
                remedy="give every word a positive prior count, for example its share in a background times 500",
            )
        )
    n1 = float(y1.sum()) if total_group is None else total_group
    n0 = float(y0.sum()) if total_reference is None else total_reference
    alpha_0 = float(alpha.sum()) if prior_total is None else prior_total
    with np.errstate(divide="ignore", invalid="ignore"):
        use1, rest1 = y1 + alpha, n1 + alpha_0 - y1 - alpha
        use0, rest0 = y0 + alpha, n0 + alpha_0 - y0 - alpha
        delta = np.log(use1) - np.log(rest1) - np.log(use0) + np.log(rest0)
        variance = 1.0 / use1 + 1.0 / rest1 + 1.0 / use0 + 1.0 / rest0
        z = delta / np.sqrt(variance)
    kind = "flat" if bool(np.all(alpha == alpha.ravel()[:1])) else "informative"
    return LogOdds(delta, variance, z, kind, float(alpha_0))


def pmi(joint: ArrayLike, count_a: ArrayLike, count_b: ArrayLike, total: ArrayLike, *, base: float = math.e) -> Array:
    r"""Return the pointwise mutual information of two events, :math:`\log[p(a,b) / (p(a) p(b))]`.

    Parameters
    ----------
    joint : array_like
        Units in which both stand.
    count_a, count_b : array_like
        Units in which each stands, more than 0.
    total : array_like
        All units.
    base : float
        Base of the logarithm; natural unless given.

    Returns
    -------
    ndarray
        0: as often together as by chance; more: together more often; ``-inf``: never together.

    Notes
    -----
    Do not compare it between rare and frequent pairs: rare pairs reach the largest values. See :func:`npmi`.

    References
    ----------
    Church and Hanks (1990), Computational Linguistics 16(1).

    Examples
    --------
    >>> float(pmi(7, 10, 9, total=19).round(6))
    0.390539
    """
    both, a, b, n = (np.asarray(part, dtype=np.float64) for part in (joint, count_a, count_b, total))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log(both * n / (a * b)) / math.log(base), dtype=np.float64)


def npmi(joint: ArrayLike, count_a: ArrayLike, count_b: ArrayLike, total: ArrayLike) -> Array:
    r"""Return pointwise mutual information divided by :math:`-\log p(a,b)`, in [-1, 1] and symmetric.

    Parameters
    ----------
    joint : array_like
        Units in which both stand.
    count_a, count_b : array_like
        Units in which each stands, more than 0.
    total : array_like
        All units.

    Returns
    -------
    ndarray
        1: only together; 0: as by chance; -1: never together. A pair that stands in every unit has 0, since
        nothing tells it from chance.

    Notes
    -----
    Do not read a value from fewer than five units in common; two texts of one topic tie everything together.

    References
    ----------
    Bouma (2009), Proceedings of GSCL.

    Examples
    --------
    >>> npmi([2, 0, 1], [2, 2, 2], [2, 2, 2], total=4).round(6).tolist()
    [1.0, -1.0, 0.0]
    """
    both, n = np.asarray(joint, dtype=np.float64), np.asarray(total, dtype=np.float64)
    information = pmi(both, count_a, count_b, total=n)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = information / -np.log(both / n)
    value = np.where(both == 0, -1.0, np.where(both == n, 0.0, value))
    return np.clip(value, -1.0, 1.0)
