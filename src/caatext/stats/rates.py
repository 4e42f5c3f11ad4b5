"""Ratios of rates between two sides, for all words at once, within strata and under many labelings."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

Array = NDArray[np.float64]


class StratifiedRates:
    r"""Log ratio of the rates of every word between two sides, pooled over strata after Mantel and Haenszel.

    :math:`\log_2 \frac{\sum_s (O_{1s} + N_{1s}/N) N_{0s} / N_s}{\sum_s (O_{0s} + N_{0s}/N) N_{1s} / N_s}`: one
    occurrence is added, shared out over sides and strata by their length, so that it draws the ratio towards equal
    rates however short a side is. With one stratum and sides of one length this is the log ratio of
    :func:`caatext.stats.association.log_ratio`.

    Parameters
    ----------
    counts : array_like or sparse matrix, shape (n_units, n_words)
        Occurrences of each word in each unit (article or author).
    sizes : array_like, shape (n_units,)
        All words of each unit, more than 0.
    strata : array_like, shape (n_units,), optional
        What is held constant.

    Notes
    -----
    A ratio of rates in these texts; whether it belongs to the authors is for the design to say.

    References
    ----------
    Mantel and Haenszel (1959), doi:10.1093/jnci/22.4.719; Rothman and Boice (1979), the form for rates.

    Examples
    --------
    >>> rates = StratifiedRates([[3, 0], [1, 4]], [1000, 1000])
    >>> rates.log_ratio([True, False]).round(3).tolist()
    [1.222, -3.17]
    """

    def __init__(
        self,
        counts: ArrayLike | sparse.spmatrix | sparse.sparray,
        sizes: ArrayLike,
        *,
        strata: ArrayLike | None = None,
    ) -> None:
        self.counts = sparse.csr_array(counts, dtype=np.float64)
        self.sizes = np.asarray(sizes, dtype=np.float64)
        names = np.zeros(len(self.sizes)) if strata is None else np.asarray(strata)
        self.stratum = np.unique(names, return_inverse=True)[1].ravel()
        self.members = [np.flatnonzero(self.stratum == code) for code in range(int(self.stratum.max()) + 1)]
        self.added = [float(self.sizes[index].sum() / self.sizes.sum()) for index in self.members]
        self._parts = [
            (table, np.asarray(table.sum(axis=0), dtype=np.float64).ravel())
            for table in (self.counts[index] for index in self.members)
        ]

    def log_ratios(self, labels: ArrayLike) -> Array:
        """Return the log ratio of every word under each labeling.

        Parameters
        ----------
        labels : array_like of bool, shape (n_labelings, n_units)
            True: the unit is in the group.

        Returns
        -------
        ndarray, shape (n_labelings, n_words)
            Positive: more in the group.
        """
        dealt = np.asarray(labels, dtype=bool)
        above, below = 0.0, 0.0
        for index, added, (table, total) in zip(self.members, self.added, self._parts, strict=True):
            side, sizes = dealt[:, index].astype(np.float64), self.sizes[index]
            share = (side @ sizes / sizes.sum())[:, None]
            inside = side @ table
            above = above + (inside + added * share) * (1.0 - share)
            below = below + (total - inside + added * (1.0 - share)) * share
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.log2(above) - np.log2(below), dtype=np.float64)

    def studentized(self, labels: ArrayLike) -> Array:
        r"""Return the difference of the rates of every word under each labeling, over its standard error.

        :math:`\sum_s w_s (r_{1s} - r_{0s}) / \sqrt{\sum_s w_s^2 (v_{1s} + v_{0s})}` with
        :math:`w_s = N_{1s} N_{0s} / N_s` and :math:`v = \frac{n}{n-1} \sum_u (O_u - r N_u)^2 / N^2` over the n units
        of a side, but no less than independent words would give, :math:`\bar r_s / N`: a side too short to have a rare
        word shows no spread and has some. Relabelings of it stay honest where the units of one side are shorter, or
        vary more, than those of the other: the plain ratio takes a difference in length for one in rate.

        Parameters
        ----------
        labels : array_like of bool, shape (n_labelings, n_units)
            True: the unit is in the group.

        Returns
        -------
        ndarray, shape (n_labelings, n_words)
            Positive: more in the group; 0 where the rates are equal.

        References
        ----------
        Janssen (1997), doi:10.1016/S0167-7152(97)00043-6; Chung and Romano (2013), doi:10.1214/13-AOS1090.
        """
        dealt = np.asarray(labels, dtype=bool)
        difference, variance = 0.0, 0.0
        for index, (table, total) in zip(self.members, self._parts, strict=True):
            words = self.sizes[index].sum()
            sides = [
                _RateOfSide(side, table, self.sizes[index], pooled=total / words)
                for side in (dealt[:, index], ~dealt[:, index])
            ]
            weight = sides[0].words * sides[1].words / words
            difference = difference + weight * (sides[0].rate - sides[1].rate)
            variance = variance + weight**2 * (sides[0].variance + sides[1].variance)
        root = np.sqrt(variance)
        return np.asarray(np.divide(difference, root, out=np.zeros_like(root), where=root > 0), dtype=np.float64)

    def only(self, columns: NDArray[np.intp]) -> StratifiedRates:
        """Return the rates of these words only; sizes still count all words."""
        return StratifiedRates(self.counts[:, columns], self.sizes, strata=self.stratum)

    def log_ratio(self, is_group: ArrayLike) -> Array:
        """Return the log ratio of every word under one labeling, shape (n_words,)."""
        return self.log_ratios(np.asarray(is_group, dtype=bool)[None, :]).ravel()

    def leave_one_out(self, is_group: ArrayLike) -> Array:
        """Return the log ratio of every word without each unit, shape (n_units, n_words), for the jackknife."""
        labels = np.asarray(is_group, dtype=bool)
        sums = [self._side_sums(labels, code) for code in range(len(self.members))]
        terms = [self._terms(*part, self.added[code]) for code, part in enumerate(sums)]
        above, below = sum(term[0] for term in terms), sum(term[1] for term in terms)
        result = np.empty(self.counts.shape)
        for unit, code in enumerate(self.stratum):
            row = self.counts[[unit]].toarray().ravel()
            inside, outside, n_inside, n_outside = sums[code]
            if labels[unit]:
                left = (inside - row, outside, n_inside - self.sizes[unit], n_outside)
            else:
                left = (inside, outside - row, n_inside, n_outside - self.sizes[unit])
            term = self._terms(*left, self.added[code])
            with np.errstate(divide="ignore", invalid="ignore"):
                result[unit] = np.log2(above - terms[code][0] + term[0]) - np.log2(below - terms[code][1] + term[1])
        return result

    def _side_sums(self, labels: NDArray[np.bool_], code: int) -> tuple[Array, Array, float, float]:
        index, (table, total) = self.members[code], self._parts[code]
        inside = labels[index].astype(np.float64) @ table
        n_inside = float(self.sizes[index][labels[index]].sum())
        return inside, total - inside, n_inside, float(self.sizes[index].sum()) - n_inside

    @staticmethod
    def _terms(inside: Array, outside: Array, n_inside: float, n_outside: float, added: float) -> tuple[Array, Array]:
        n = n_inside + n_outside
        if n_inside <= 0.0 or n_outside <= 0.0:  # a stratum with one side left says nothing
            return np.zeros_like(inside), np.zeros_like(inside)
        above = (inside + added * n_inside / n) * (n_outside / n)
        return above, (outside + added * n_outside / n) * (n_inside / n)


class _RateOfSide:
    """Rate of each word on one side of a stratum under each labeling, and its variance between units."""

    def __init__(self, side: NDArray[np.bool_], table: sparse.csr_array, sizes: Array, *, pooled: Array) -> None:
        chosen = side.astype(np.float64)
        n = chosen.sum(axis=1)[:, None]
        self.words = (chosen @ sizes)[:, None]
        total = np.maximum(self.words, 1.0)
        self.rate = np.asarray(chosen @ table, dtype=np.float64) / total
        squares = np.asarray(chosen @ table.power(2), dtype=np.float64)
        products = np.asarray(chosen @ table.multiply(sizes[:, None]).tocsr(), dtype=np.float64)
        spread = squares - 2.0 * self.rate * products + self.rate**2 * (chosen @ sizes**2)[:, None]
        between = spread / total**2 * np.divide(n, n - 1.0, out=np.ones_like(n), where=n > 1)
        self.variance = np.maximum(between, pooled / total)


def pooled_difference(tables: ArrayLike) -> float:
    r"""Return the difference between two shares, pooled over strata with Mantel and Haenszel's weights.

    :math:`\sum_s w_s (k_{1s}/n_{1s} - k_{0s}/n_{0s}) / \sum_s w_s` with :math:`w_s = n_{1s} n_{0s} / n_s`: the sign is
    that of the Cochran-Mantel-Haenszel statistic.

    Parameters
    ----------
    tables : array_like, shape (n_strata, 4)
        :math:`k_1, n_1, k_0, n_0` of each stratum: hits and units on either side.

    Returns
    -------
    float
        In [-1, 1]; positive: more hits on the first side. NaN where no stratum has units on both sides.

    Notes
    -----
    It takes the units of a stratum as they are; how far it would move with other strata is for the jackknife.

    References
    ----------
    Mantel and Haenszel (1959), doi:10.1093/jnci/22.4.719; Greenland and Robins (1985), doi:10.2307/2530643.

    Examples
    --------
    >>> pooled_difference([[1, 4, 3, 4], [0, 2, 0, 2]])  # -0.5 with weight 2, 0 with weight 1
    -0.3333333333333333
    """
    k1, n1, k0, n0 = np.asarray(tables, dtype=np.float64).reshape(-1, 4).T
    informs = (n1 > 0) & (n0 > 0)
    k1, n1, k0, n0 = k1[informs], n1[informs], k0[informs], n0[informs]
    weight = n1 * n0 / (n1 + n0)
    return float(weight @ (k1 / n1 - k0 / n0) / weight.sum()) if len(weight) else float("nan")
