"""Random tables of zeros and ones with both margins fixed, and how often two of their rows meet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from caatext.errors import MeasureError, Problem

Array = NDArray[np.float64]
Table = NDArray[np.bool_]

#: Global trades between one draw and the next; after each a cell that can move has moved with a chance of 1/2.
THIN = 2
#: Global trades between the start that chains share and the first draw of each, so that they forget it.
BURN_IN = 30
#: Fewest draws a chain, which the burn-in has to be worth.
FEWEST_A_CHAIN = 16
#: Cells of the tables that are traded at once.
BATCH_CELLS = 400_000


class Meetings(NamedTuple):
    """Of each pair of rows, the columns in common: observed, mean of the draws, one-sided p; shape (rows, rows)."""

    observed: Array
    expected: Array
    p_value: Array
    n_draws: int


def fixed_margin_draws(
    incidence: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    n_draws: int = 400,
    thin: int = THIN,
    rng: np.random.Generator,
) -> Iterator[Table]:
    r"""Yield random tables with the row sums and column sums of the one observed.

    A trade takes two rows, pools the columns that exactly one of them has, and deals them out anew, to each as many
    as it had. A global trade pairs all rows at random and trades once in each pair. Every trade can be undone with
    the same chance, so the chain visits all tables with these margins equally often in the long run.

    The draws are the nodes of several chains that leave one hidden start. The table observed is given a random place
    among them, and the rest is drawn outward from it: a generalized Monte Carlo test of Besag and Clifford. As each
    step can be undone, the rank of the observed among the draws is then exact whatever the number of trades between
    draws, and no burn-in has to be trusted. Too few trades cost power, never validity.

    Parameters
    ----------
    incidence : array_like of bool, shape (n_rows, n_columns)
        Who is in which unit: actors in rows, sentences in columns.
    strata : array_like, shape (n_columns,), optional
        Trades stay within a stratum (an article), so that each row keeps its sum in each of them.
    n_draws : int
        Tables to draw, 1 or more; the one observed is not among them.
    thin : int
        Global trades between draws, 1 or more.
    rng : numpy.random.Generator
        Source of the draws.

    Yields
    ------
    ndarray of bool, shape (n_rows, n_columns)
        With columns in the order given.

    Notes
    -----
    Neighboring draws are alike, so these are fewer than `n_draws` independent tables.

    Raises
    ------
    MeasureError
        `incidence` has not two dimensions, `strata` another length, or a number is below 1.

    References
    ----------
    Strona et al. (2014), doi:10.1038/ncomms5114; Carstens, Berger and Strona (2016), arXiv:1609.05137;
    Besag and Clifford (1989), doi:10.1093/biomet/76.4.633.

    Examples
    --------
    >>> draws = fixed_margin_draws([[1, 0], [0, 1]], n_draws=50, rng=np.random.default_rng(1))
    >>> sorted({tuple(drawn.ravel().astype(int).tolist()) for drawn in draws})
    [(0, 1, 1, 0), (1, 0, 0, 1)]
    """
    for block in _blocks(incidence, strata, n_draws=n_draws, thin=thin, rng=rng):
        yield from block


def _blocks(
    incidence: ArrayLike, strata: ArrayLike | None, *, n_draws: int, thin: int, rng: np.random.Generator
) -> Iterator[Table]:
    """Yield the draws as arrays of shape (tables, n_rows, n_columns)."""
    table, stratum = _checked(incidence, strata)
    for name, number in (("n_draws", n_draws), ("thin", thin)):
        if number < 1:
            raise _wrong(f"{name} is {number}", "give 1 or more")
    order = np.argsort(stratum, kind="stable")
    place, stratum = np.argsort(order, kind="stable"), stratum[order]
    observed = np.ascontiguousarray(table[None][:, :, order])
    # Node k of the n_draws + 1 is on chain k % n_chains at step k // n_chains; step -1 is the start they share.
    n_chains = max(1, min((n_draws + 1) // FEWEST_A_CHAIN, BATCH_CELLS // max(1, table.size)))
    own_step, own_chain = divmod(int(rng.integers(0, n_draws + 1)), n_chains)
    lengths = [len(range(chain, n_draws + 1, n_chains)) for chain in range(n_chains)]
    state = observed.copy()
    for _ in range(own_step + 1, lengths[own_chain]):
        yield _step(state, stratum, thin=thin, rng=rng)[:, :, place]
    state = observed.copy()
    for _ in range(own_step):
        yield _step(state, stratum, thin=thin, rng=rng)[:, :, place]
    others = sorted((length for chain, length in enumerate(lengths) if chain != own_chain), reverse=True)
    if others:
        state = np.repeat(_step(state, stratum, thin=BURN_IN, rng=rng), len(others), axis=0)
        for step in range(others[0]):
            state = state[: sum(length > step for length in others)]
            yield _step(state, stratum, thin=thin if step else BURN_IN, rng=rng)[:, :, place]


def _checked(incidence: ArrayLike, strata: ArrayLike | None) -> tuple[Table, NDArray[np.intp]]:
    table = np.asarray(incidence, dtype=bool)
    if table.ndim != 2:
        raise _wrong(f"the table has {table.ndim} dimension(s)", "give one row an actor and one column a unit")
    if strata is None:
        return table, np.zeros(table.shape[1], dtype=np.intp)
    stratum = np.unique(np.asarray(strata), return_inverse=True)[1].ravel()
    if len(stratum) != table.shape[1]:
        raise _wrong(f"{len(stratum)} strata for {table.shape[1]} columns", "give one stratum a column")
    return table, stratum


def _wrong(found: str, remedy: str) -> MeasureError:
    return MeasureError(Problem(code="E-TYPE-COUNT", found=found, remedy=remedy))


def _step(state: Table, stratum: NDArray[np.intp], *, thin: int, rng: np.random.Generator) -> Table:
    """Trade `thin` times in each of the tables, in place; columns are sorted by stratum."""
    for _ in range(thin if state.size else 0):
        _global_trade(state.reshape(-1, state.shape[2]), stratum, n_rows=state.shape[1], rng=rng)
    return state


def _global_trade(stack: Table, stratum: NDArray[np.intp], *, n_rows: int, rng: np.random.Generator) -> None:
    """Trade once in each pair of a random pairing of the rows of each table of a stack, in place."""
    order = rng.permuted(np.arange(len(stack)).reshape(-1, n_rows), axis=1)
    half = n_rows // 2
    first, second = order[:, :half].ravel(), order[:, half : 2 * half].ravel()
    pair, unit = np.divmod(np.flatnonzero(stack[first] != stack[second]), stack.shape[1])
    if not len(pair):
        return
    # Cells come out pair by pair and, within it, stratum by stratum: each run of equal groups is one trade.
    group = pair * (int(stratum[-1]) + 1) + stratum[unit]
    is_start = np.diff(group, prepend=-1) != 0
    run, starts = np.cumsum(is_start) - 1, np.flatnonzero(is_start)
    owed = np.add.reduceat(stack[first[pair], unit].astype(np.intp), starts)
    to_first = np.empty(len(group), dtype=bool)
    to_first[np.argsort(run + rng.random(len(run)))] = np.arange(len(run)) - starts[run] < owed[run]
    stack[first[pair], unit] = to_first
    stack[second[pair], unit] = ~to_first


def excess_meetings(
    incidence: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    n_draws: int = 400,
    thin: int = THIN,
    rng: np.random.Generator,
) -> Meetings:
    r"""Return how often rows meet, and how often they would with both margins fixed.

    :math:`p_{ij} = (1 + \#\{C^*_{ij} \ge C_{ij}\}) / (1 + m)` with :math:`C = X X'` and m draws.

    Parameters
    ----------
    incidence : array_like of bool, shape (n_rows, n_columns)
        Who is in which unit.
    strata, n_draws, thin, rng
        As in :func:`fixed_margin_draws`.

    Returns
    -------
    Meetings
        Symmetric arrays; p in [1 / (m + 1), 1], low where rows meet more often than their margins make them. The
        diagonals hold the row sums and p of 1.

    Notes
    -----
    One-sided: rows that avoid one another have p near 1. No p is below 1 / (m + 1), so a family of 100 pairs needs
    2,000 draws or more before one pair alone can pass an adjustment at 0.05.

    Raises
    ------
    MeasureError
        As in :func:`fixed_margin_draws`.

    References
    ----------
    Zweig and Kaufmann (2011), doi:10.1007/s13278-011-0021-0; Phipson and Smyth (2010), doi:10.2202/1544-6115.1585.

    Examples
    --------
    >>> together = np.repeat([[1, 0], [1, 0], [0, 1]], 8, axis=1)
    >>> found = excess_meetings(together, n_draws=200, rng=np.random.default_rng(1))
    >>> bool(found.p_value[0, 1] < 0.05 < found.p_value[0, 2])
    True
    """
    table, _ = _checked(incidence, strata)
    observed = _meetings(table[None])[0]
    total, reached = np.zeros(observed.shape), np.ones(observed.shape)
    for block in _blocks(table, strata, n_draws=n_draws, thin=thin, rng=rng):
        met = _meetings(block)
        total += met.sum(axis=0)
        reached += (met >= observed).sum(axis=0)
    return Meetings(observed, total / n_draws, reached / (n_draws + 1.0), n_draws)


def _meetings(tables: Table) -> Array:
    """Columns in common of each pair of rows of each table; single precision is exact up to 16 million."""
    cells = tables.astype(np.float32)
    return np.asarray(cells @ cells.transpose(0, 2, 1), dtype=np.float64)


def most_meetings(incidence: ArrayLike, *, strata: ArrayLike | None = None) -> Array:
    r"""Return how many columns two rows could have in common at most, given the margins.

    :math:`\sum_s \min(n_{is}, n_{js}, u_s)`, with :math:`n_{is}` the sum of row i in stratum s and :math:`u_s` the
    number of columns of s with two rows or more. An upper bound: other rows may leave less room.

    Parameters
    ----------
    incidence : array_like of bool, shape (n_rows, n_columns)
        Who is in which unit.
    strata : array_like, shape (n_columns,), optional
        As in :func:`fixed_margin_draws`.

    Returns
    -------
    ndarray, shape (n_rows, n_rows)
        0 or more. It depends on the margins alone, so that choosing pairs by it does not bias their test.

    Raises
    ------
    MeasureError
        `incidence` has not two dimensions, or `strata` another length.

    References
    ----------
    Tarone (1990), doi:10.2307/2531456, for leaving out tests that could not have come out.

    Examples
    --------
    >>> most_meetings([[1, 1, 0, 0], [1, 0, 1, 1]], strata=["a", "a", "b", "b"])[0, 1].item()
    1.0
    """
    table, stratum = _checked(incidence, strata)
    most = np.zeros((len(table), len(table)))
    for code in range(int(stratum.max(initial=-1)) + 1):
        own = table[:, stratum == code]
        sums = np.minimum(own.sum(axis=1), (own.sum(axis=0) > 1).sum())
        most += np.minimum.outer(sums, sums)
    return most
