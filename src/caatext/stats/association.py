"""How far a word or an actor belongs to one side: tests, effect sizes and pointwise association, for whole vectors."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from caatext.errors import MeasureError, Problem

Array = NDArray[np.float64]
LN2 = math.log(2.0)


class Interval(NamedTuple):
    """An estimate between its limits; each a number or an array of one shape."""

    estimate: Array
    conf_low: Array
    conf_high: Array


class LogOdds(NamedTuple):
    """Difference of log odds, its variance, and their ratio ``z``; arrays of one value a word."""

    delta: Array
    variance: Array
    z: Array


def _cells(count_group: ArrayLike, count_reference: ArrayLike, total_group: ArrayLike, total_reference: ArrayLike
           ) -> tuple[Array, Array, Array, Array]:  # fmt: skip
    """Return the four cells of the 2 x 2 table (word, other) x (group, reference) as floats of one shape."""
    a, b, n1, n0 = np.broadcast_arrays(
        *(np.asarray(part, dtype=np.float64) for part in (count_group, count_reference, total_group, total_reference))
    )
    if not bool(np.all((a >= 0) & (b >= 0) & (a <= n1) & (b <= n0))):
        raise MeasureError(
            Problem(
                code="E-TYPE-COUNT",
                found="a word count is negative or larger than the total of its side",
                remedy="give counts of the word and totals of all words, for the same texts",
            )
        )
    return a, b, n1 - a, n0 - b


def _expected(a: Array, b: Array, c: Array, d: Array) -> tuple[Array, Array, Array, Array]:
    n = a + b + c + d
    with np.errstate(divide="ignore", invalid="ignore"):
        return (a + b) * (a + c) / n, (a + b) * (b + d) / n, (c + d) * (a + c) / n, (c + d) * (b + d) / n


def _williams(a: Array, b: Array, c: Array, d: Array) -> Array:
    """Return Williams's q, by which a statistic of a 2 x 2 table is divided."""
    n = a + b + c + d
    with np.errstate(divide="ignore", invalid="ignore"):
        rows = n / (a + b) + n / (c + d) - 1.0
        columns = n / (a + c) + n / (b + d) - 1.0
        return np.asarray(1.0 + rows * columns / (6.0 * n), dtype=np.float64)


def _signed(statistic: Array, observed: Array, expected: Array) -> Array:
    """Return the statistic with the sign of (observed - expected); 0 where the word stands nowhere."""
    return np.where(np.isfinite(statistic), np.sign(observed - expected) * statistic, 0.0)


def chi2(
    count_group: ArrayLike,
    count_reference: ArrayLike,
    *,
    total_group: ArrayLike,
    total_reference: ArrayLike,
    correction: Literal["none", "yates", "williams"] = "none",
) -> Array:
    r"""Return Pearson's chi-square of a word's 2 x 2 table, negative where the group uses the word less.

    :math:`X^2 = N (ad - bc)^2 / ((a+b)(c+d)(a+c)(b+d))`. Yates takes N/2 from :math:`|ad - bc|`, not below 0;
    Williams divides by q.

    Parameters
    ----------
    count_group, count_reference : array_like, shape (n_words,)
        Occurrences of each word on the two sides, 0 or more.
    total_group, total_reference : array_like
        All words of each side.
    correction : {"none", "yates", "williams"}
        Correction for small counts.

    Returns
    -------
    ndarray, shape (n_words,)
        One degree of freedom; larger in absolute value means further from equal rates.

    Notes
    -----
    Do not read its p-value as a test of authors: words of one article are not independent draws, so nearly
    every topical word passes. Use :func:`caatext.keyness` for inference.

    Raises
    ------
    MeasureError
        A count is negative or larger than its total.

    References
    ----------
    Pearson (1900); Yates (1934); Williams (1976), doi:10.2307/2335081.

    Examples
    --------
    >>> float(chi2(7, 2, total_group=10, total_reference=9).round(6))
    4.33716
    """
    a, b, c, d = _cells(count_group, count_reference, total_group, total_reference)
    n = a + b + c + d
    distance = np.abs(a * d - b * c)
    if correction == "yates":
        distance = np.maximum(distance - n / 2.0, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = n * distance**2 / ((a + b) * (c + d) * (a + c) * (b + d))
    if correction == "williams":
        statistic = statistic / _williams(a, b, c, d)
    return _signed(statistic, a, _expected(a, b, c, d)[0])


def g2(
    count_group: ArrayLike,
    count_reference: ArrayLike,
    *,
    total_group: ArrayLike,
    total_reference: ArrayLike,
    correction: Literal["none", "williams"] = "none",
) -> Array:
    r"""Return the log-likelihood ratio of a word's 2 x 2 table, negative where the group uses the word less.

    :math:`G^2 = 2 \sum O \ln(O / E)` over the four cells, 0 ln 0 = 0; Williams divides by q.

    Parameters
    ----------
    count_group, count_reference : array_like, shape (n_words,)
        Occurrences of each word on the two sides, 0 or more.
    total_group, total_reference : array_like
        All words of each side.
    correction : {"none", "williams"}
        Correction for small counts.

    Returns
    -------
    ndarray, shape (n_words,)
        One degree of freedom; larger in absolute value means further from equal rates.

    Notes
    -----
    Do not read its p-value as a test of authors, and do not rank by it alone: it grows with the length of the
    texts. Put an effect size (:func:`log_ratio`) and the number of articles beside it.

    Raises
    ------
    MeasureError
        A count is negative or larger than its total.

    References
    ----------
    Dunning (1993), Computational Linguistics 19(1); Rayson and Garside (2000), doi:10.3115/1117729.1117730.

    Examples
    --------
    >>> float(g2(7, 2, total_group=10, total_reference=9).round(6))
    4.534939
    """
    cells = _cells(count_group, count_reference, total_group, total_reference)
    expected = _expected(*cells)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = [np.where(o > 0, special.xlogy(o, o / e), 0.0) for o, e in zip(cells, expected, strict=True)]
    statistic = np.maximum(2.0 * np.sum(terms, axis=0), 0.0)
    if correction == "williams":
        statistic = statistic / _williams(*cells)
    return _signed(statistic, cells[0], expected[0])


def p_chi2(statistic: ArrayLike) -> Array:
    """Return the p-value of a signed `chi2` or `g2` with one degree of freedom, in [0, 1].

    The sign is ignored. Do not print it beside an author's name: it takes words for independent observations.

    Examples
    --------
    >>> float(p_chi2(4.337160494).round(6))
    0.037289
    """
    return np.asarray(stats.chi2.sf(np.abs(np.asarray(statistic, dtype=np.float64)), 1), dtype=np.float64)


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
    a, b, c, d = _cells(count_group, count_reference, total_group, total_reference)
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
        Positive: more in the group. Swapping the sides negates `delta` and `z`.

    Notes
    -----
    z ranks words; it is no test. It finds whom a text is about as readily as how it speaks: run it with names
    masked as well, and say which texts the prior comes from.

    Raises
    ------
    MeasureError
        A prior is not positive.

    References
    ----------
    Monroe, Colaresi and Quinn (2008), doi:10.1093/pan/mpn018.

    Examples
    --------
    >>> log_odds_dirichlet([1, 5, 1, 9], [100, 510, 100, 199], prior=0.01).z.round(4).tolist()
    [-0.5898, -1.9057, -0.5898, 2.9831]
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
        return LogOdds(delta, variance, delta / np.sqrt(variance))


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
