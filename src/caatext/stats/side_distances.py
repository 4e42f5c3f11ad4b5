"""Three distances between the words of two sides, for many ways to deal the same units to them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from caatext.stats.permutation import Labels

Array = NDArray[np.float64]
#: The columns of `SideDistances.distances`.
DISTANCES = ("divergence", "divergence_order_2", "delta")
#: Cells of one batch: few enough to stay in the processor's cache.
_CELLS = 100_000


class Frequent(NamedTuple):
    """Columns of the words that Burrows's Delta looks at, and the standard deviation of the rate of each."""

    columns: NDArray[np.intp]
    spread: Array


def frequent_words(counts: sparse.csr_array, *, n_words: int) -> Frequent:
    """Return the most frequent words with the standard deviation (n - 1) of their rates over the articles.

    Parameters
    ----------
    counts : sparse matrix, shape (n_articles, n_words)
        Words of each article.
    n_words : int
        How many words; those whose rate does not vary are left out.

    Examples
    --------
    The third word has one rate everywhere; the first is the more frequent of the others.

    >>> frequent_words(sparse.csr_array(np.array([[4, 1, 5], [2, 3, 5]])), n_words=3).columns.tolist()
    [0, 1]
    """
    order = np.argsort(-np.asarray(counts.sum(axis=0)).ravel(), kind="stable")[:n_words]
    rates = counts[:, order].toarray() / np.asarray(counts.sum(axis=1)).reshape(-1, 1)
    spread = rates.std(axis=0, ddof=1) if len(rates) > 1 else np.zeros(len(order))
    varies = spread > 1e-12 * rates.max(axis=0, initial=0.0)
    return Frequent(order[varies], spread[varies])


class SideDistances:
    r"""Distances between two sides that share out the same units, for whole sets of labelings at once.

    Jensen-Shannon divergence :math:`H((P+Q)/2) - (H(P)+H(Q))/2` in bits; the same with entropy of order 2 over its
    maximum, :math:`\sum (p-q)^2 / (\sum p^2 + \sum q^2)`; Burrows's Delta, the mean of :math:`|p-q|/s` over the
    frequent words.

    Parameters
    ----------
    counts : sparse matrix of whole numbers, shape (n_units, n_words)
        Words of each unit.
    frequent : Frequent
        From `frequent_words`; the spread is of all articles, so that Delta has one scale for all pairs.

    Notes
    -----
    Made for permutations. Words that one unit alone has add half their share of its side wherever the unit falls;
    they are most of any vocabulary, and need no logarithm. Counts are looked up rather than computed.

    References
    ----------
    Lin (1991), doi:10.1109/18.61115; Gerlach, Font-Clos and Altmann (2016), doi:10.1103/PhysRevX.6.021009; Burrows
    (2002), doi:10.1093/llc/17.3.267.

    Examples
    --------
    >>> counts = sparse.csr_array(np.array([[1, 1, 0], [0, 1, 1]]))
    >>> sides = SideDistances(counts, Frequent(np.array([0, 1]), np.array([0.5, 0.25])))
    >>> sides.distances(np.array([[True, False]])).tolist()
    [[0.5, 0.5, 0.5]]
    """

    def __init__(self, counts: sparse.csr_array, frequent: Frequent) -> None:
        table = sparse.csc_array(counts)
        n_units = np.diff(table.indptr)
        single = sparse.csr_array(table[:, np.flatnonzero(n_units == 1)])
        self.sizes = np.asarray(counts.sum(axis=1), dtype=np.float64).ravel()
        self.single = np.asarray(single.sum(axis=1), dtype=np.float64).ravel()
        self.single_squares = np.asarray((single * single).sum(axis=1), dtype=np.float64).ravel()
        self.shared = sparse.csr_array(table[:, np.flatnonzero(n_units > 1)].T)
        self.total = np.asarray(self.shared.sum(axis=1), dtype=np.intp).ravel()
        n = np.arange(self.total.max(initial=0) + 1.0)
        self.n_log_n = n * np.log2(np.maximum(n, 1.0))
        self.frequent = sparse.csr_array(table[:, frequent.columns].T)
        self.spread = frequent.spread[:, None]

    def distances(self, labels: Labels) -> Array:
        """Return the distances of the two sides under each labeling.

        Parameters
        ----------
        labels : ndarray of bool, shape (n_labelings, n_units)
            True where the unit is on the first side.

        Returns
        -------
        ndarray, shape (n_labelings, 3)
            In the order of `DISTANCES`; the first two in [0, 1]; more is further apart. NaN where a side has no word.
        """
        size = max(1, _CELLS // max(1, len(self.total)))
        parts = [self._batch(labels[start : start + size].T) for start in range(0, len(labels), size)]
        return np.concatenate(parts)

    def _batch(self, labels: Labels) -> Array:
        first = labels.astype(np.float64)
        side = np.stack([first, 1.0 - first])
        with np.errstate(divide="ignore", invalid="ignore"):
            weight = 1.0 / (self.sizes @ side)
            a = self.shared @ first
            order_1 = self._order_1(a, side, weight)
            order_2 = self._order_2(a, side, weight)
            gap = np.abs((self.frequent @ side[0]) * weight[0] - (self.frequent @ side[1]) * weight[1])
            delta = (gap / self.spread).mean(axis=0) if len(gap) else np.full(labels.shape[1], np.nan)
        return np.stack([np.clip(order_1, 0.0, 1.0), np.clip(order_2, 0.0, 1.0), delta], axis=1)

    def _order_1(self, a: Array, side: Array, weight: Array) -> Array:
        """Return half of the sums of p log p and q log q, less (p + q) times the log of their mean."""
        counted = a.astype(np.intp)
        sums = (self.sizes - self.single) @ side
        logs = np.stack([self.n_log_n[n].sum(axis=0) for n in (counted, self.total[:, None] - counted)])
        parts = (weight * (logs + sums * (np.log2(weight) + 1.0) + self.single @ side)).sum(axis=0)
        both = self.total[:, None] * weight[1] + a * (weight[0] - weight[1])
        return np.asarray((parts - np.einsum("ij,ij->j", both, np.log2(both))) / 2.0, dtype=np.float64)

    def _order_2(self, a: Array, side: Array, weight: Array) -> Array:
        """Return 1 less twice the sum of p q over the sum of squares; those of b = t - a come from those of a."""
        total = self.total.astype(np.float64)
        cross, squares_a = total @ a, np.einsum("ij,ij->j", a, a)
        squares_b = float(total @ total) - 2.0 * cross + squares_a
        squares = np.stack([squares_a, squares_b]) + self.single_squares @ side
        norm = (squares * weight**2).sum(axis=0)
        return np.asarray(1.0 - 2.0 * (cross - squares_a) * weight[0] * weight[1] / norm, dtype=np.float64)
