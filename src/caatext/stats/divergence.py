"""How far apart the vocabularies of two sides are, and how far they would be by length alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse, special

from caatext.stats.resampling import Labels, Relabelings, permutation_p

Array = NDArray[np.float64]


class Divergence(NamedTuple):
    """Divergence observed, its mean under shuffled labels, the excess, and the p-value of the excess."""

    observed: float
    shuffled: float
    excess: float
    p_value: float


def _entropy(counts: Array) -> Array:
    """Return the entropy in bits of each row of counts."""
    total = counts.sum(axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = counts / total
        return np.asarray(special.entr(share).sum(axis=-1) / np.log(2.0), dtype=np.float64)


def jensen_shannon(counts_a: ArrayLike, counts_b: ArrayLike) -> Array:
    r"""Return the Jensen-Shannon divergence of two distributions in bits.

    :math:`H((P+Q)/2) - (H(P) + H(Q))/2`, base 2.

    Parameters
    ----------
    counts_a, counts_b : array_like, shape (n_words,) or (n, n_words)
        Counts or shares; each row is scaled to sum to 1.

    Returns
    -------
    ndarray
        In [0, 1]: 0 for equal shares, 1 for no word in common; NaN where a side has no words.

    Notes
    -----
    Do not compare values from texts of different length: short texts are far apart by length alone. Two halves of
    one article are 0.6 bit apart. Use :func:`shuffled_divergence`.

    References
    ----------
    Lin (1991), doi:10.1109/18.61115; Gerlach, Font-Clos and Altmann (2016), doi:10.1103/PhysRevX.6.021009.

    Examples
    --------
    >>> float(jensen_shannon([1, 1, 0], [0, 1, 1])), float(jensen_shannon([2, 0], [0, 5]))
    (0.5, 1.0)
    """
    a, b = np.asarray(counts_a, dtype=np.float64), np.asarray(counts_b, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        p, q = a / a.sum(axis=-1, keepdims=True), b / b.sum(axis=-1, keepdims=True)
    value = _entropy((p + q) / 2.0) - (_entropy(p) + _entropy(q)) / 2.0
    return np.clip(value, 0.0, 1.0)


def shuffled_divergence(
    counts: ArrayLike | sparse.spmatrix | sparse.sparray, is_group: ArrayLike, *, relabelings: Relabelings
) -> Divergence:
    """Return the divergence of two sides less its mean when units are dealt out at random.

    Parameters
    ----------
    counts : array_like or sparse matrix, shape (n_units, n_words)
        Words of each article (or paragraph, for a floor).
    is_group : array_like of bool, shape (n_units,)
        Side of each unit.
    relabelings : Relabelings
        From :func:`caatext.stats.resampling.relabel`, for the same units.

    Returns
    -------
    Divergence
        In bits. `excess` above 0: further apart than chance and length make them; it can be negative.

    Notes
    -----
    With one article a side the excess is that of two articles, not of two authors. The p-value is one-sided in
    effect, since only a larger divergence is evidence of difference.

    References
    ----------
    Lin (1991), doi:10.1109/18.61115.

    Examples
    --------
    >>> from caatext.stats.resampling import keyed_rng, relabel
    >>> labels = [True, True, False, False]
    >>> dealt = relabel(labels, rng=keyed_rng(1))
    >>> result = shuffled_divergence([[4, 0], [4, 0], [0, 4], [0, 4]], labels, relabelings=dealt)
    >>> result.observed, round(result.shuffled, 3), round(result.p_value, 3)
    (1.0, 0.333, 0.333)
    """
    table = sparse.csr_array(counts, dtype=np.float64)
    total = np.asarray(table.sum(axis=0), dtype=np.float64).ravel()

    def statistic(labels: Labels) -> Array:
        side = np.asarray(labels.astype(np.float64) @ table, dtype=np.float64)
        return jensen_shannon(side, total - side)[:, None]

    observed = statistic(np.asarray(is_group, dtype=bool)[None, :])[0]
    # batches are sized by the vocabulary, since every row of labels makes one row of word counts
    means = [statistic(labels).sum() for labels in relabelings.batches(table.shape[1])]
    shuffled = float(np.sum(means)) / len(relabelings.labels)
    p_value = permutation_p(statistic, observed, relabelings=relabelings)
    return Divergence(float(observed[0]), shuffled, float(observed[0]) - shuffled, float(p_value[0]))
