"""Words that stand side by side more often than their frequencies make them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from caatext.errors import MeasureError, Problem

Array = NDArray[np.float64]
Codes = NDArray[np.int64]
#: Code of a pad: no window goes over it.
PAD = -1


class Collocations(NamedTuple):
    """Sequences of words in the order of their words, how often each stands in the texts, and how bound it is."""

    ngrams: list[tuple[str, ...]]
    counts: NDArray[np.int64]
    lambda_: Array
    z: Array


def collocations(
    texts: Iterable[Sequence[str | None]], *, size: int = 2, min_count: int = 2, added: float = 0.5
) -> Collocations:
    r"""Return lambda and z of each sequence of `size` neighboring words.

    All windows of `size` words are sorted by which of their words agree, place by place, with the sequence: a table of
    :math:`2^k` cells. Lambda is the highest interaction of the saturated log-linear model of that table,
    :math:`\lambda = \sum_c (-1)^{k - b_c} \ln(n_c + 0.5)` with :math:`b_c` the number of places that agree;
    :math:`z = \lambda / \sqrt{\sum_c 1/(n_c + 0.5)}`. For two words lambda is the log odds ratio.

    Parameters
    ----------
    texts : iterable of sequences of str or None
        Words in their order, one sequence a text (or sentence). None is a pad: where a word was taken out, leave None,
        and no window goes over the gap.
    size : int
        Words of a sequence, 2 or more.
    min_count : int
        Sequences with fewer occurrences are not returned; they count in the tables of the others.
    added : float
        Added to each cell, more than 0.

    Returns
    -------
    Collocations
        Sorted by the words. `lambda_` above 0: together more often than the frequencies of fewer words make them; below
        0: less often. `z` is lambda over its standard error.

    Notes
    -----
    z ranks sequences and is no test: windows of one article are no independent draws, and a name that one article
    repeats comes out on top. Lambda of a rare sequence of rare words is large; do not rank by it alone. For three words
    and more, lambda is what all of them add beyond the shorter sequences in them, so that a phrase already bound by its
    pairs can be negative.

    Raises
    ------
    MeasureError
        `size` is less than 2 or `added` not positive.

    References
    ----------
    Blaheta and Johnson (2001), Unsupervised learning of multi-word verbs, ACL/EACL workshop on collocations; Bishop,
    Fienberg and Holland (1975), Discrete Multivariate Analysis.

    Examples
    --------
    >>> found = collocations(["a b c a b d e b d a b".split()])
    >>> found.ngrams, found.counts.tolist(), found.lambda_.round(6).tolist()  # ln(3.5 * 6.5 / (0.5 * 1.5))
    ([('a', 'b'), ('b', 'd')], [3, 2], [3.412247, 3.218876])
    """
    if size < 2 or not added > 0:
        raise MeasureError(
            Problem(
                code="E-CFG-OPTION",
                found=f"collocations of {size} words with {added} added to each cell cannot be scored",
                remedy="ask for 2 words or more, and add more than 0",
            )
        )
    windows, words = _windows(texts, size)
    _, first, count = np.unique(_numbers(windows), return_index=True, return_counts=True)
    kept, count = first[count >= min_count], count[count >= min_count].astype(np.int64)
    agreeing = _exactly_agreeing(windows, kept) + added
    signs = np.array([(-1.0) ** (size - len(places)) for places in _subsets(size)])
    lambda_ = signs @ np.log(agreeing)
    ngrams = [tuple(words[code] for code in row) for row in windows[kept].tolist()]
    return Collocations(ngrams, count, lambda_, lambda_ / np.sqrt((1.0 / agreeing).sum(axis=0)))


def _windows(texts: Iterable[Sequence[str | None]], size: int) -> tuple[Codes, list[str]]:
    """Return all windows of `size` words without a pad, as rows of codes in the order of the words."""
    padded: list[str | None] = list(chain.from_iterable((*text, None) for text in texts))
    words = sorted({word for word in padded if word is not None})
    code = {word: number for number, word in enumerate(words)}
    codes = np.array([PAD if word is None else code[word] for word in padded], dtype=np.int64)
    if len(codes) < size:
        return np.empty((0, size), dtype=np.int64), words
    windows = np.lib.stride_tricks.sliding_window_view(codes, size)
    return windows[(windows != PAD).all(axis=1)], words


def _numbers(columns: Codes) -> Codes:
    """Return one number a row, equal for equal rows and in the order of the rows; no product of sizes overflows."""
    number = np.zeros(len(columns), dtype=np.int64)
    for column in columns.T:
        number = np.unique(number * (int(column.max(initial=0)) + 1) + column, return_inverse=True)[1].ravel()
    return number


def _subsets(size: int) -> list[tuple[int, ...]]:
    """Return all sets of places, smaller ones first."""
    return list(chain.from_iterable(combinations(range(size), n) for n in range(size + 1)))


def _exactly_agreeing(windows: Codes, kept: NDArray[np.intp]) -> Array:
    """Return how many windows agree with each window kept in exactly each set of places: one row a set.

    Windows that agree *at least* in a set are counted by sorting; those that agree in more are taken off again.
    """
    subsets = _subsets(windows.shape[1])
    cells: dict[tuple[int, ...], Array] = {}
    for places in reversed(subsets):
        number = _numbers(windows[:, list(places)])
        at_least = np.bincount(number, minlength=1)[number[kept]].astype(np.float64)
        cells[places] = at_least - sum(cells[other] for other in cells if set(places) < set(other))
    return np.stack([cells[places] for places in subsets])
