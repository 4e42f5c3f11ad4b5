"""Counts of some rows at a time, put one below the other over the columns of all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse


def stack_counts(
    parts: Sequence[sparse.csr_array[Any]], names: Sequence[Iterable[str]]
) -> tuple[sparse.csr_array[Any], list[str]]:
    """Return the parts one below the other, and the name of each column of the whole, sorted.

    Parameters
    ----------
    parts : sequence of sparse arrays, each of shape (n_rows of the part, n_columns of the part)
        Counts.
    names : sequence of iterable of str
        The name of each column of each part; a name that a part lacks is 0 in its rows.

    Examples
    --------
    >>> one, other = (sparse.csr_array(np.array([row])) for row in ([1, 2], [3]))
    >>> counts, columns = stack_counts([one, other], [["a", "c"], ["b"]])
    >>> counts.toarray().tolist(), columns
    ([[1, 0, 2], [0, 3, 0]], ['a', 'b', 'c'])
    """
    columns = sorted({name for own in names for name in own})
    place = {name: number for number, name in enumerate(columns)}
    moved = [
        _move(part, np.array([place[name] for name in own], dtype=np.int64), len(columns))
        for part, own in zip(parts, names, strict=True)
    ]
    return sparse.csr_array(sparse.vstack(moved, format="csr")), columns


def _move(counts: sparse.csr_array[Any], to: NDArray[np.int64], width: int) -> sparse.csr_array[Any]:
    """Return the counts with each column at its place among `width`."""
    cells = counts.tocoo()
    rows, columns = cells.coords
    return sparse.csr_array((cells.data, (rows, to[columns])), shape=(counts.shape[0], width))
