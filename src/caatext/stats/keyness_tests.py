"""Tests of one word's 2 x 2 table, for whole vectors of words: chi-square, likelihood ratio, Fisher's exact test.

They take every occurrence for an independent draw, which words of one article are not: see the notes of each.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from caatext.errors import MeasureError, Problem

Array = NDArray[np.float64]

#: Tables whose probabilities differ by less than this share count as equally likely: rounding tells equals apart.
EQUALLY_LIKELY = 1e-7
#: Cells of one batch of supports held in memory.
BATCH_CELLS = 1_000_000
#: Newton steps of the conditional odds ratio; a dozen are the rule.
MAX_STEPS = 200


class Fisher(NamedTuple):
    """Conditional odds ratio and two-sided p-value of each word; arrays of one shape."""

    odds_ratio: Array
    p_value: Array


def word_cells(
    count_group: ArrayLike, count_reference: ArrayLike, *, total_group: ArrayLike, total_reference: ArrayLike
) -> tuple[Array, Array, Array, Array]:
    """Return the cells of the table (word, other) x (group, reference), row by row, as floats of one shape.

    Raises
    ------
    MeasureError
        A count is negative or larger than its total.

    Examples
    --------
    >>> [float(cell) for cell in word_cells(7, 2, total_group=10, total_reference=9)]
    [7.0, 2.0, 3.0, 7.0]
    """
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
    a, b, c, d = word_cells(count_group, count_reference, total_group=total_group, total_reference=total_reference)
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
    cells = word_cells(count_group, count_reference, total_group=total_group, total_reference=total_reference)
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


def fisher_exact(
    count_group: ArrayLike, count_reference: ArrayLike, *, total_group: ArrayLike, total_reference: ArrayLike
) -> Fisher:
    r"""Return Fisher's exact test of each word's 2 x 2 table, with the conditional odds ratio.

    Given the margins, the count in the group is hypergeometric. The p-value is the probability of all tables that are
    at most as likely as the one observed; the odds ratio is the one under which the count observed is expected:
    :math:`\sum_x (x - a) \binom{n_1}{x} \binom{n_0}{k - x} \psi^x = 0` over all x that the margins allow, with
    :math:`k = a + b`.

    Parameters
    ----------
    count_group, count_reference : array_like, shape (n_words,)
        Occurrences of each word on the two sides: whole numbers, 0 or more.
    total_group, total_reference : array_like
        All words of each side.

    Returns
    -------
    Fisher
        `odds_ratio`, 0 or more: 1 equal, larger more in the group, infinite where the word (or all others) stands
        there only, NaN where the margins allow one table only. `p_value` in [0, 1], 0 only by underflow.

    Notes
    -----
    Exact for words drawn one by one, and exactly as wrong as chi-square for words that come in articles: do not read
    the p-value as a test of authors. The odds ratio is not the ratio of cross products, which lies further from 1.

    Raises
    ------
    MeasureError
        A count is negative, not whole, or larger than its total.

    References
    ----------
    Fisher (1935), doi:10.2307/2342435; Cornfield (1956), A statistical problem arising from retrospective studies.

    Examples
    --------
    >>> found = fisher_exact(7, 2, total_group=10, total_reference=9)
    >>> float(found.odds_ratio.round(6)), float(found.p_value.round(6))
    (7.166306, 0.069779)
    """
    cells = word_cells(count_group, count_reference, total_group=total_group, total_reference=total_reference)
    stacked = np.stack([cell.ravel() for cell in cells], axis=1)
    if not bool(np.all(stacked == np.round(stacked))):
        raise MeasureError(
            Problem(
                code="E-TYPE-COUNT",
                found="a word count is not a whole number",
                remedy="give counts of occurrences, not rates or weights",
            )
        )
    # Equal tables are solved once, narrow supports beside narrow ones: most words of a corpus are rare.
    width = np.minimum(stacked[:, 0] + stacked[:, 1], stacked[:, 0] + stacked[:, 2]) - _lowest(stacked.T) + 1.0
    tables, place = np.unique(np.column_stack([width, stacked]), axis=0, return_inverse=True)
    found = np.empty((len(tables), 2))
    end = len(tables)
    while end:
        start = max(0, end - max(1, int(BATCH_CELLS // tables[end - 1, 0])))
        found[start:end] = _solve_tables(tables[start:end])
        end = start
    odds_ratio, p_value = found[place.ravel()].T
    return Fisher(odds_ratio.reshape(cells[0].shape), p_value.reshape(cells[0].shape))


def _lowest(cells: Array) -> Array:
    """Return the least count in the group that the margins allow."""
    return np.asarray(np.maximum(cells[0] - cells[3], 0.0), dtype=np.float64)


def _solve_tables(tables: Array) -> Array:
    """Return odds ratio and p-value of tables given as rows of width, a, b, c, d."""
    width, a, b, c, d = tables.T
    low = _lowest(tables.T[1:])
    x = low[:, None] + np.arange(width.max())
    last = (low + width - 1.0)[:, None]
    # ratios of neighbors are summed: differences of log factorials lose digits in large corpora
    with np.errstate(divide="ignore", invalid="ignore"):
        up = np.log((a + b)[:, None] - x) + np.log((a + c)[:, None] - x) - np.log(x + 1.0)
        up = np.where(x < last, up - np.log((d - a)[:, None] + x + 1.0), -np.inf)
    weight = np.concatenate([np.zeros((len(x), 1)), np.cumsum(up[:, :-1], axis=1)], axis=1)
    weight -= weight.max(axis=1, keepdims=True)
    observed = np.take_along_axis(weight, (a - low).astype(np.intp)[:, None], axis=1)
    likelihood = np.exp(weight)
    rarer = np.where(weight <= observed + EQUALLY_LIKELY, likelihood, 0.0)
    p_value = np.minimum(rarer.sum(axis=1) / likelihood.sum(axis=1), 1.0)
    inner = (a > low) & (a < last[:, 0])
    odds_ratio = np.where(a > low, np.inf, np.where(width > 1.0, 0.0, np.nan))
    start = np.log(a + 0.5) + np.log(d + 0.5) - np.log(b + 0.5) - np.log(c + 0.5)
    odds_ratio[inner] = np.exp(_expecting(weight[inner], (x - a[:, None])[inner], start=start[inner]))
    return np.column_stack([odds_ratio, p_value])


def _expecting(weight: Array, gap: Array, *, start: Array) -> Array:
    """Return, row by row, the tilt t under which weights exp(weight + t gap) have mean gap 0: Newton in a bracket."""
    tilt, below, above = start, np.full(len(start), -np.inf), np.full(len(start), np.inf)
    for _ in range(MAX_STEPS if len(start) else 0):
        share = weight + tilt[:, None] * gap
        share = np.exp(share - share.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        mean = (share * gap).sum(axis=1)
        spread = (share * gap**2).sum(axis=1) - mean**2
        below, above = np.where(mean < 0, tilt, below), np.where(mean > 0, tilt, above)
        step = np.clip(-mean / np.maximum(spread, 1e-12), -2.0, 2.0)
        moved = tilt + step
        outside = (moved < below) | (moved > above)  # of a bracket that is then finite on both sides
        moved[outside] = (below[outside] + above[outside]) / 2.0
        if bool(np.all(np.abs(moved - tilt) <= 1e-13 * (1.0 + np.abs(tilt)))):
            break
        tilt = moved
    return np.asarray(tilt, dtype=np.float64)
