"""Relabelings of units and the p-values they give: exact where they can all be dealt, sampled where not.

The unit is whatever the caller says is independent: an article where two named authors are compared, an author
where camps are. Paragraphs are never passed in.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations, product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from caatext.errors import MeasureError, Problem
from caatext.stats.resampling import code_units

Array = NDArray[np.float64]
Labels = NDArray[np.bool_]

#: Up to this many relabelings all are enumerated, so that the p-value is exact.
MAX_EXACT = 20_000
#: Statistics that differ by less than this share of the largest are ties: sums in another order differ at the end.
TIE = 1e-9
#: Cells of one batch of statistics held in memory.
BATCH_CELLS = 2_000_000


@dataclass(frozen=True)
class Relabelings:
    """Ways to deal the group labels out to the units, all of them or a sample.

    Parameters
    ----------
    labels : ndarray of bool, shape (n_relabelings, n_units)
        True where the unit is in the group; for an exact set the labels observed are one of the rows.
    is_exact : bool
        Whether these are all there are.
    n_possible : int
        How many there are.
    is_mirrored : bool
        Whether each relabeling has one with the groups swapped, so that two-sided values come in pairs.
    """

    labels: Labels
    is_exact: bool
    n_possible: int
    is_mirrored: bool

    @property
    def smallest_p(self) -> float:
        """The smallest two-sided p-value that any data could give with these relabelings, in (0, 1]."""
        exact = min((2 if self.is_mirrored else 1) / self.n_possible, 1.0)
        return exact if self.is_exact else max(exact, 1.0 / (len(self.labels) + 1))

    def batches(self, n_columns: int) -> Iterator[Labels]:
        """Yield rows in batches small enough for a table of `n_columns` statistics each."""
        size = max(1, BATCH_CELLS // max(1, n_columns))
        for start in range(0, len(self.labels), size):
            yield self.labels[start : start + size]


def relabel(
    is_group: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    n_draws: int = 9_999,
    max_exact: int = MAX_EXACT,
    rng: np.random.Generator,
) -> Relabelings:
    """Return the relabelings that keep the number of group members in each stratum.

    Parameters
    ----------
    is_group : array_like of bool, shape (n_units,)
        Membership observed.
    strata : array_like, shape (n_units,), optional
        Labels are dealt out within strata only.
    clusters : array_like, shape (n_units,), optional
        Units that keep one label together; each lies in one stratum and on one side.
    n_draws : int
        Relabelings drawn where there are too many to enumerate.
    max_exact : int
        Enumerate all of them up to this number.
    rng : numpy.random.Generator
        Used only when drawing.

    Returns
    -------
    Relabelings
        In the order of the units given.

    Notes
    -----
    Sort the units first: with the same seed another order of rows draws another sample.

    Raises
    ------
    MeasureError
        A cluster lies on both sides or in two strata.

    References
    ----------
    Fisher (1935), The Design of Experiments; Good (2005), Permutation, Parametric and Bootstrap Tests.

    Examples
    --------
    >>> from caatext.stats.resampling import keyed_rng
    >>> dealt = relabel([1, 1, 0, 0], rng=keyed_rng(1))
    >>> dealt.is_exact, dealt.n_possible, round(dealt.smallest_p, 3)
    (True, 6, 0.333)
    """
    labels = np.asarray(is_group, dtype=bool)
    stratum = np.zeros(len(labels), dtype=np.intp) if strata is None else code_units(strata)
    if clusters is not None:
        cluster = code_units(clusters)
        _, first = np.unique(cluster, return_index=True)
        if bool(np.any(labels[first][cluster] != labels) or np.any(stratum[first][cluster] != stratum)):
            raise MeasureError(
                Problem(
                    code="E-TYPE-CLUSTER",
                    found="a cluster has units on both sides or in two strata",
                    remedy="make the cluster the stratum, or choose clusters that lie on one side",
                )
            )
        dealt = relabel(labels[first], strata=stratum[first], n_draws=n_draws, max_exact=max_exact, rng=rng)
        return Relabelings(dealt.labels[:, cluster], dealt.is_exact, dealt.n_possible, dealt.is_mirrored)
    members = [np.flatnonzero(stratum == code) for code in range(int(stratum.max(initial=-1)) + 1)]
    chosen = [int(labels[index].sum()) for index in members]
    possible = math.prod(math.comb(len(index), k) for index, k in zip(members, chosen, strict=True))
    mirrored = possible > 1 and all(
        2 * k == len(index) for index, k in zip(members, chosen, strict=True) if 0 < k < len(index)
    )
    if possible <= max_exact:
        return Relabelings(_enumerate(members, chosen, len(labels)), True, possible, mirrored)
    return Relabelings(_draw(members, chosen, n_draws=n_draws, rng=rng), False, possible, mirrored)


def _enumerate(members: list[NDArray[np.intp]], chosen: list[int], n_units: int) -> Labels:
    per_stratum = [list(combinations(index.tolist(), k)) for index, k in zip(members, chosen, strict=True)]
    picks = [[unit for part in parts for unit in part] for parts in product(*per_stratum)]
    labels = np.zeros((len(picks), n_units), dtype=bool)
    for row, units in enumerate(picks):
        labels[row, units] = True
    return labels


def _draw(members: list[NDArray[np.intp]], chosen: list[int], *, n_draws: int, rng: np.random.Generator) -> Labels:
    labels = np.zeros((n_draws, sum(len(index) for index in members)), dtype=bool)
    for index, k in zip(members, chosen, strict=True):
        if 0 < k < len(index):
            order = rng.permuted(np.tile(np.arange(len(index)), (n_draws, 1)), axis=1)
            labels[:, index] = order < k
        elif k:
            labels[:, index] = True
    return labels


def permutation_p(statistic: Callable[[Labels], Array], observed: ArrayLike, *, relabelings: Relabelings) -> Array:
    """Return two-sided p-values: the share of relabelings whose statistic is at least as far from 0.

    Exact sets count the labels observed among their rows; samples give (b + 1) / (m + 1).

    Parameters
    ----------
    statistic : callable
        From labels of shape (n_batch, n_units) to values of shape (n_batch, n_columns), one column a test.
    observed : array_like, shape (n_columns,)
        The statistic of the labels observed.
    relabelings : Relabelings
        From :func:`relabel`.

    Returns
    -------
    ndarray, shape (n_columns,)
        In (0, 1]; NaN where the observed statistic is NaN. Never 0.

    Notes
    -----
    Compare it with ``relabelings.smallest_p`` before calling it large: four articles cannot give 0.01.

    References
    ----------
    Davison and Hinkley (1997), Bootstrap Methods and their Application; Phipson and Smyth (2010),
    doi:10.2202/1544-6115.1585.

    Examples
    --------
    >>> from caatext.stats.resampling import keyed_rng
    >>> y = np.array([3.0, 4.0, 1.0, 0.0])
    >>> dealt = relabel([1, 1, 0, 0], rng=keyed_rng(1))
    >>> permutation_p(lambda z: (z * 2.0 - 1.0) @ y[:, None], [6.0], relabelings=dealt).round(3).tolist()
    [0.333]
    """
    target = np.abs(np.asarray(observed, dtype=np.float64))
    reached = np.zeros(target.shape)
    for labels in relabelings.batches(target.size):
        drawn = np.abs(statistic(labels))
        reached += (drawn >= target - TIE * np.maximum(target, drawn.max(axis=0))).sum(axis=0)
    m = len(relabelings.labels)
    p = reached / m if relabelings.is_exact else (reached + 1.0) / (m + 1.0)
    return np.where(np.isnan(target), np.nan, p)


#: A p-value that rests on fewer draws than this at least as extreme as the statistic observed is worth more draws.
FEW_BEYOND = 10


def screen_p(
    statistic: Callable[[NDArray[np.intp], Labels], Array],
    observed: ArrayLike,
    *,
    relabelings: Relabelings,
    more: Iterable[Relabelings] = (),
) -> Array:
    """Return two-sided p-values of many tests as twice the smaller tail, with more draws behind the smallest.

    Exact sets: twice the smaller share of relabelings at most, or at least, as large as the statistic observed.
    Samples: 2 (b + 1) / (m + 1); a test that fewer than 10 draws reached is drawn for again, until that many have or
    the draws are used up. Tests decided by the first draws keep their p-value, so that many words cost no more than
    the few that matter.

    Parameters
    ----------
    statistic : callable
        From column numbers and labels of shape (n_batch, n_units) to values of shape (n_batch, n_those_columns).
    observed : array_like, shape (n_columns,)
        The statistic of the labels observed; NaN where nothing is tested.
    relabelings : Relabelings
        From :func:`relabel`.
    more : iterable of Relabelings
        Further independent samples; none is made once no test needs it, or where the first set is exact.

    Returns
    -------
    ndarray, shape (n_columns,)
        In (0, 1]; NaN where the observed statistic is NaN. Valid at every level, since going on is decided by the
        draws and not by the level.

    Notes
    -----
    Twice the smaller tail, and not the distance from 0: a ratio of rates is skewed where one side is small, and a
    random dozen of articles that lacks a word would count as far from 0 as a group that is full of it.

    References
    ----------
    Besag and Clifford (1991), doi:10.1093/biomet/78.2.301; Phipson and Smyth (2010), doi:10.2202/1544-6115.1585.

    Examples
    --------
    >>> from caatext.stats.resampling import keyed_rng
    >>> y = np.arange(12.0)
    >>> labels, rng = y > 5, keyed_rng(1)
    >>> first, further = (relabel(labels, n_draws=n, max_exact=0, rng=rng) for n in (199, 9_900))
    >>> total = lambda columns, z: (z * 2.0 - 1.0) @ y[:, None]
    >>> p = screen_p(total, [36.0], relabelings=first)
    >>> sharpened = screen_p(total, [36.0], relabelings=first, more=[further])  # exact: 2 of 924
    >>> p.tolist(), bool(0.001 < sharpened[0] < 0.004)
    ([0.01], True)
    """
    target = np.asarray(observed, dtype=np.float64)
    tails = _count_tails(partial(statistic, np.arange(len(target))), target, relabelings)
    drawn = np.full(target.shape, float(len(relabelings.labels)))
    samples = iter(() if relabelings.is_exact else more)
    while len(open_ := np.flatnonzero((tails.min(axis=0) < FEW_BEYOND) & ~np.isnan(target))):
        if (further := next(samples, None)) is None:
            break
        tails[:, open_] += _count_tails(partial(statistic, open_), target[open_], further)
        drawn[open_] += len(further.labels)
    extra = 0.0 if relabelings.is_exact else 1.0
    p = np.minimum(2.0 * (tails.min(axis=0) + extra) / (drawn + extra), 1.0)
    return np.where(np.isnan(target), np.nan, p)


def _count_tails(statistic: Callable[[Labels], Array], target: Array, relabelings: Relabelings) -> Array:
    """Return, a column, how many relabelings have a statistic at least, and at most, as large as the target."""
    tails = np.zeros((2, *target.shape))
    for labels in relabelings.batches(target.size):
        drawn = statistic(labels)
        slack = TIE * np.maximum(np.abs(target), np.abs(drawn).max(axis=0))
        tails[0] += (drawn >= target - slack).sum(axis=0)
        tails[1] += (drawn <= target + slack).sum(axis=0)
    return tails
