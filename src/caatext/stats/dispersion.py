"""How evenly words spread over texts."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

Array = NDArray[np.float64]


def deviation_of_proportions(
    counts: ArrayLike | sparse.spmatrix | sparse.sparray, sizes: ArrayLike, *, normed: bool = False
) -> Array:
    r"""Return Gries's DP of each word: half the distance between its shares and the shares of the texts.

    :math:`DP = \frac12 \sum_i |v_i / f - s_i|`, with f the word's total and s the texts' shares of all words;
    normed: divided by :math:`1 - \min s`.

    Parameters
    ----------
    counts : array_like or sparse matrix, shape (n_texts, n_words)
        Occurrences of each word in each text.
    sizes : array_like, shape (n_texts,)
        Words of each text.
    normed : bool
        Stretch to the whole range [0, 1].

    Returns
    -------
    ndarray, shape (n_words,)
        0: spread like the texts themselves; near 1: in one small text only. NaN for a word that stands nowhere
        and where there are fewer than two texts.

    Notes
    -----
    Do not read it for a word with fewer occurrences than there are texts: it cannot be even.

    References
    ----------
    Gries (2008), doi:10.1075/ijcl.13.4.02gri; Lijffijt and Gries (2012), doi:10.1075/ijcl.17.1.08lij.

    Examples
    --------
    >>> deviation_of_proportions([[2, 4], [2, 0]], [10, 10]).tolist()
    [0.0, 0.5]
    """
    table = sparse.csc_array(counts, dtype=np.float64)
    share = np.asarray(sizes, dtype=np.float64)
    share = share / share.sum()
    totals = np.asarray(table.sum(axis=0), dtype=np.float64).ravel()
    if table.shape[0] < 2:
        return np.full(table.shape[1], np.nan)
    # Texts without the word add their whole share, so only the cells that hold a count need visiting.
    word = np.repeat(np.arange(table.shape[1]), np.diff(table.indptr))
    here = share[table.indices]
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.abs(table.data / totals[word] - here) - here
        value = 0.5 * (1.0 + np.bincount(word, weights=gap, minlength=table.shape[1]))
        value = np.where(totals > 0, value, np.nan)
        return np.asarray(value / (1.0 - share.min()) if normed else value, dtype=np.float64)
