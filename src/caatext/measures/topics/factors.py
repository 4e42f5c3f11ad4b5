"""Non-negative matrix factorization by hierarchical alternating least squares, for many starts side by side.

Everything is in single precision, which halves the time; a run's bytes do not depend on the runs beside it.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Single = NDArray[np.float32]
Matrix: TypeAlias = "sparse.csr_array[Any]"
#: A run has settled when a sweep changes the words of its topics by less than this share of their size.
TOLERANCE = 1e-3
#: The weights of units for fixed words are a convex problem: it is solved more closely.
SETTLE_STEPS, SETTLE_TOLERANCE = 500, 1e-5
_TINY = np.float32(1e-12)


class Factors(NamedTuple):
    """Words of topics, shape (runs, topics, words), and whether each run settled."""

    words: Single
    has_settled: NDArray[np.bool_]


def descend(
    weights: Matrix, turned: Matrix, units: Single, words: Single, *, n_steps: int, times: Single | None = None
) -> Factors:
    """Return local minima of ||X - UW||² from several starts, each run until it settles.

    Hierarchical alternating least squares (Cichocki & Phan 2009): every topic in turn takes its best non-negative
    values while all others are fixed, first in the units, then in the words.

    Parameters
    ----------
    weights, turned : sparse array, shapes (units, words) and (words, units)
        What is factorized, and the same turned.
    units, words : array, shapes (runs, topics, units) and (runs, topics, words)
        Starts; not changed.
    n_steps : int
        The most sweeps of a run.
    times : array, shape (runs, units), optional
        How often each unit counts in a run; 0 leaves it out. The same as to repeat it.
    """
    done, has_settled = np.empty_like(words), np.zeros(len(words), dtype=np.bool_)
    active = np.arange(len(words))
    counted = None if times is None else times[:, None, :]
    units, words = units.copy(), words.copy()
    for _ in range(n_steps):
        _improve(units, *_terms(weights, words))
        before = words.copy()
        _improve(words, *_terms(turned, units, counted))
        size = np.maximum(np.einsum("rkw,rkw->r", before, before), _TINY)
        before -= words
        still = np.einsum("rkw,rkw->r", before, before) >= np.float32(TOLERANCE**2) * size
        if not still.all():
            done[active[~still]], has_settled[active[~still]] = words[~still], True
            active, units, words = active[still], units[still], words[still]
            counted = None if counted is None else counted[still]
        if not len(active):
            break
    done[active] = words
    return Factors(done, has_settled)


def settle(weights: Matrix, words: Single) -> Single:
    """Return the non-negative least-squares weights (topics by units) for fixed words (topics by words)."""
    units = np.zeros((1, len(words), weights.shape[0]), dtype=np.float32)
    target, gram = _terms(weights, words[None])
    for _ in range(SETTLE_STEPS):
        before = units.copy()
        _improve(units, target, gram)
        before -= units
        if float((before**2).sum()) <= SETTLE_TOLERANCE**2 * float((units**2).sum()):
            break
    found: Single = units[0]
    return found


def _terms(matrix: Matrix, other: Single, counted: Single | None = None) -> tuple[Single, Single]:
    """Return what pulls each topic, and how much the other topics already explain of it, both over its size."""
    n_runs, n_topics, n_columns = other.shape
    weighted: Single = other if counted is None else other * counted
    flat = np.ascontiguousarray(weighted.reshape(-1, n_columns).T)
    target = np.ascontiguousarray((matrix @ flat).T).reshape(n_runs, n_topics, -1)
    gram: Single = weighted @ other.transpose(0, 2, 1)
    norms = np.maximum(np.diagonal(gram, axis1=1, axis2=2), _TINY)[:, :, None]
    target /= norms
    gram /= norms
    gram[:, range(n_topics), range(n_topics)] = 0.0
    return target, gram


def _improve(factor: Single, target: Single, gram: Single) -> None:
    """Improve one factor (runs, topics, rows) in place, a topic at a time."""
    for topic in range(factor.shape[1]):
        explained = (gram[:, topic, None, :] @ factor)[:, 0]
        np.subtract(target[:, topic], explained, out=explained)
        np.maximum(explained, 0.0, out=factor[:, topic])
