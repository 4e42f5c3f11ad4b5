"""How evenly words spread over texts."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from caatext.errors import MeasureError, Problem

Array = NDArray[np.float64]
#: Occurrences of words (columns) in texts (rows): a plain or a sparse array.
Counts: TypeAlias = ArrayLike | sparse.spmatrix | sparse.sparray


class Spread(NamedTuple):
    """Texts that have the word, and the population standard deviation of its counts, plain and over their mean."""

    n_texts: NDArray[np.int64]
    sd: Array
    variation: Array


class _Cells(NamedTuple):
    """The counts above 0, each with the share of its text in all words; the totals of the words; texts with words."""

    word: NDArray[np.intp]
    occurrences: Array
    share: Array
    total: Array
    n_texts: int

    def sums(self, values: Array) -> Array:
        """Return the sum of each word's cells; texts without the word have none."""
        return np.asarray(np.bincount(self.word, weights=values, minlength=len(self.total)), dtype=np.float64)

    def told(self, value: Array) -> Array:
        """Return the value, NaN for words that stand nowhere, and for all where fewer than two texts have words."""
        return np.where((self.total > 0) & (self.n_texts > 1), value, np.nan)


def _cells(counts: Counts, sizes: ArrayLike) -> _Cells:
    table = sparse.csc_array(counts, dtype=np.float64)
    size = np.asarray(sizes, dtype=np.float64)
    word = np.repeat(np.arange(table.shape[1]), np.diff(table.indptr))
    held = table.data != 0
    count, text = table.data[held], table.indices[held]
    if bool(np.any(count < 0) or np.any(size < 0) or np.any(size[text] == 0)):
        raise MeasureError(
            Problem(
                code="E-TYPE-COUNT",
                found="a count or a size is negative, or a word stands in a text of no words",
                remedy="give counts of words and the number of all words of the same texts",
            )
        )
    with np.errstate(invalid="ignore"):
        share = size / size.sum()
    total = np.asarray(table.sum(axis=0), dtype=np.float64).ravel()
    return _Cells(word[held], count, share[text], total, int(np.count_nonzero(size)))


def deviation_of_proportions(counts: Counts, sizes: ArrayLike, *, normed: bool = False) -> Array:
    r"""Return Gries's DP of each word: half the distance between its shares and the shares of the texts.

    :math:`DP = \frac12 \sum_i |v_i / f - s_i|`, with f the word's total and s the texts' shares of all words;
    normed: divided by :math:`1 - \min s`.

    Parameters
    ----------
    counts : array_like or sparse matrix, shape (n_texts, n_words)
        Occurrences of each word in each text.
    sizes : array_like, shape (n_texts,)
        Words of each text; texts of no words are left out.
    normed : bool
        Stretch to the whole range [0, 1].

    Returns
    -------
    ndarray, shape (n_words,)
        0: spread like the texts themselves; near 1: in one small text only. NaN for a word that stands nowhere
        and where fewer than two texts have words.

    Notes
    -----
    Do not read it for a word with fewer occurrences than there are texts: it cannot be even.

    Raises
    ------
    MeasureError
        A count is negative, or a word stands in a text of no words.

    References
    ----------
    Gries (2008), doi:10.1075/ijcl.13.4.02gri; Lijffijt and Gries (2012), doi:10.1075/ijcl.17.1.08lij.

    Examples
    --------
    >>> deviation_of_proportions([[2, 4], [2, 0]], [10, 10]).tolist()
    [0.0, 0.5]
    """
    cells, size = _cells(counts, sizes), np.asarray(sizes, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        # Texts without the word add their whole share, so only the cells that hold a count need visiting.
        gap = np.abs(cells.occurrences / cells.total[cells.word] - cells.share) - cells.share
        value = 0.5 * (1.0 + cells.sums(gap))
        value = value / (1.0 - size[size > 0].min(initial=np.inf) / size.sum()) if normed else value
    return cells.told(value)


def juilland_d(counts: Counts, sizes: ArrayLike) -> Array:
    r"""Return Juilland's D of each word: how even its rates are over texts.

    :math:`D = 1 - V / \sqrt{n - 1}`, with V the population standard deviation of the word's rates
    :math:`v_i / size_i` over their mean, and n the number of texts that have words.

    Parameters
    ----------
    counts : array_like or sparse matrix, shape (n_texts, n_words)
        Occurrences of each word in each text.
    sizes : array_like, shape (n_texts,)
        Words of each text; texts of no words are left out.

    Returns
    -------
    ndarray, shape (n_words,)
        In [0, 1]: 1 for equal rates; 0 for a word of one text. **More is more even**, unlike DP. NaN for a word that
        stands nowhere and where fewer than two texts have words.

    Notes
    -----
    Do not compare it between corpora cut into different numbers of texts: with many texts nearly every word comes
    close to 1. Each text weighs the same, however short.

    Raises
    ------
    MeasureError
        A count is negative, or a word stands in a text of no words.

    References
    ----------
    Juilland and Chang-Rodriguez (1964), Frequency Dictionary of Spanish Words, doi:10.1515/9783112415467; Biber et
    al. (2016), doi:10.1075/ijcl.21.4.01bib.

    Examples
    --------
    >>> juilland_d([[2, 4], [2, 0]], [10, 10]).tolist()
    [1.0, 0.0]
    """
    cells = _cells(counts, sizes)
    rate = cells.occurrences / np.where(cells.share > 0, cells.share, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = 1.0 - _variation(cells, rate)[1] / np.sqrt(max(cells.n_texts - 1.0, 0.0))
    return cells.told(np.clip(value, 0.0, 1.0))


def _variation(cells: _Cells, values: Array) -> tuple[Array, Array]:
    """Return the population standard deviation of cell values over texts, absent ones 0, and it over the mean."""
    n = cells.n_texts
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = cells.sums(values) / n
        absent = n - np.bincount(cells.word, minlength=len(cells.total))
        sd = np.sqrt((cells.sums((values - mean[cells.word]) ** 2) + absent * mean**2) / n)
        return sd, sd / mean


def rosengren_s(counts: Counts, sizes: ArrayLike) -> Array:
    r"""Return Rosengren's S of each word: :math:`\left(\sum_i \sqrt{s_i v_i}\right)^2 / f`.

    v are the word's counts by text, f their sum, s the texts' shares of all words.

    Parameters
    ----------
    counts : array_like or sparse matrix, shape (n_texts, n_words)
        Occurrences of each word in each text.
    sizes : array_like, shape (n_texts,)
        Words of each text; texts of no words are left out.

    Returns
    -------
    ndarray, shape (n_words,)
        In (0, 1]: 1 spread like the texts; the share of its text for a word of one text. **More is more even.** NaN
        for a word that stands nowhere and where fewer than two texts have words.

    Notes
    -----
    Do not read a low value of a rare word as burstiness: with one occurrence it is the size of a text.

    Raises
    ------
    MeasureError
        A count is negative, or a word stands in a text of no words.

    References
    ----------
    Rosengren (1971), Études de linguistique appliquée 1; Gries (2020), doi:10.1007/978-3-030-46216-1_5.

    Examples
    --------
    >>> rosengren_s([[2, 4], [2, 0]], [10, 10]).round(6).tolist()
    [1.0, 0.5]
    """
    cells = _cells(counts, sizes)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = cells.sums(np.sqrt(cells.share * cells.occurrences)) ** 2 / cells.total
    return cells.told(value)


def kl_dispersion(counts: Counts, sizes: ArrayLike) -> Array:
    r"""Return how far each word's shares by text are from the texts' own: Kullback-Leibler divergence in bits.

    :math:`\sum_i \frac{v_i}{f} \log_2 \frac{v_i / f}{s_i}`, with f the word's total and s the texts' shares of all
    words.

    Parameters
    ----------
    counts : array_like or sparse matrix, shape (n_texts, n_words)
        Occurrences of each word in each text.
    sizes : array_like, shape (n_texts,)
        Words of each text; texts of no words are left out.

    Returns
    -------
    ndarray, shape (n_words,)
        0 or more: 0 spread like the texts; :math:`-\log_2 s` for a word of one text. **More is less even.** NaN for a
        word that stands nowhere and where fewer than two texts have words.

    Notes
    -----
    It has no upper bound that holds for all corpora: do not compare it between corpora of different numbers of texts.

    Raises
    ------
    MeasureError
        A count is negative, or a word stands in a text of no words.

    References
    ----------
    Kullback and Leibler (1951), doi:10.1214/aoms/1177729694; Gries (2020), doi:10.1007/978-3-030-46216-1_5.

    Examples
    --------
    >>> kl_dispersion([[2, 4], [2, 0]], [10, 10]).tolist()
    [0.0, 1.0]
    """
    cells = _cells(counts, sizes)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = cells.occurrences / cells.total[cells.word]
        value = np.maximum(cells.sums(part * np.log2(part / cells.share)), 0.0)
    return cells.told(value)


def spread(counts: Counts) -> Spread:
    r"""Return in how many texts each word stands, and how its counts vary from text to text.

    :math:`sd = \sqrt{\sum_i (v_i - \bar v)^2 / n}` over all n texts; :math:`variation = sd / \bar v`.

    Parameters
    ----------
    counts : array_like or sparse matrix, shape (n_texts, n_words)
        Occurrences of each word in each text.

    Returns
    -------
    Spread
        `n_texts` from 0 to n; `sd` in occurrences, 0 or more; `variation` in :math:`[0, \sqrt{n - 1}]`, NaN for a word
        that stands nowhere. More `sd` and `variation` is less even.

    Notes
    -----
    Raw counts: a long text has more of every word. Where texts differ in length read `juilland_d` instead.

    Raises
    ------
    MeasureError
        A count is negative.

    References
    ----------
    Gries (2008), doi:10.1075/ijcl.13.4.02gri.

    Examples
    --------
    >>> found = spread([[2, 4], [2, 0]])
    >>> found.n_texts.tolist(), found.sd.tolist(), found.variation.tolist()
    ([2, 1], [0.0, 2.0], [0.0, 1.0])
    """
    cells = _cells(counts, np.ones(sparse.csc_array(counts).shape[0]))
    sd, variation = _variation(cells, cells.occurrences)
    return Spread(np.bincount(cells.word, minlength=len(cells.total)).astype(np.int64), sd, variation)
