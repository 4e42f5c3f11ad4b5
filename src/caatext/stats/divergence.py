"""How far apart the vocabularies of two sides are, and how far they would be by length alone."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse, special
from scipy.spatial.distance import pdist, squareform

from caatext.errors import MeasureError, Problem
from caatext.stats.permutation import Labels, Relabelings, permutation_p

Array = NDArray[np.float64]


class Divergence(NamedTuple):
    """Divergence observed, its mean under shuffled labels, the excess, and the p-value of the excess."""

    observed: float
    shuffled: float
    excess: float
    p_value: float


def divergence_by_word(counts_a: ArrayLike, counts_b: ArrayLike, *, order: float = 1.0) -> Array:
    r"""Return what each word adds to the Jensen-Shannon divergence of two distributions.

    Order 1: :math:`h(m_w) - (h(p_w) + h(q_w))/2` with :math:`h(x) = -x \log_2 x` and :math:`m = (p + q)/2`. Other
    orders: the same with :math:`h(x) = x^\alpha / (1 - \alpha)`, divided by the largest divergence that two
    distributions of these entropies can have, :math:`\frac{2^{1-\alpha}-1}{2} \sum_w (h(p_w) + h(q_w))`. For order 2
    it is :math:`(p_w - q_w)^2 / \sum_w (p_w^2 + q_w^2)`.

    Parameters
    ----------
    counts_a, counts_b : array_like, shape (n_words,) or (n, n_words)
        Counts or shares; each row is scaled to sum to 1.
    order : float
        :math:`\alpha`, more than 0. Higher orders heed frequent words more; 2 is hardly touched by the tail of rare
        ones.

    Returns
    -------
    ndarray, of the shape of the counts
        0 or more; the sum is the divergence. Larger: the word tells the sides further apart, in either direction
        (compare the shares for which). NaN where a side has no words.

    Notes
    -----
    Do not read it as a test of a word: short texts have large terms by length alone, and the words of a topic have
    large terms whatever is said of it.

    Raises
    ------
    MeasureError
        The order is not positive.

    References
    ----------
    Lin (1991), doi:10.1109/18.61115; Gerlach, Font-Clos and Altmann (2016), doi:10.1103/PhysRevX.6.021009; Gallagher
    et al. (2021), doi:10.1140/epjds/s13688-021-00260-3.

    Examples
    --------
    >>> divergence_by_word([1, 1, 0], [0, 1, 1]).tolist()
    [0.25, 0.0, 0.25]
    >>> divergence_by_word([1, 1, 0], [0, 1, 1], order=2).tolist()
    [0.25, 0.0, 0.25]
    """
    if not order > 0:
        raise MeasureError(
            Problem(
                code="E-CFG-OPTION",
                found=f"the order {order} of a divergence is not more than 0",
                remedy="use 1 (Jensen-Shannon) or 2 (hardly touched by rare words)",
            )
        )
    a, b = np.asarray(counts_a, dtype=np.float64), np.asarray(counts_b, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        p, q = a / a.sum(axis=-1, keepdims=True), b / b.sum(axis=-1, keepdims=True)
        if order == 1.0:
            terms = (special.entr((p + q) / 2.0) - (special.entr(p) + special.entr(q)) / 2.0) / np.log(2.0)
        else:
            powers = (p**order + q**order) / 2.0
            largest = (2.0 ** (1.0 - order) - 1.0) * powers.sum(axis=-1, keepdims=True)
            terms = (((p + q) / 2.0) ** order - powers) / largest
    return np.asarray(np.maximum(terms, 0.0), dtype=np.float64)


def jensen_shannon(counts_a: ArrayLike, counts_b: ArrayLike, *, order: float = 1.0) -> Array:
    r"""Return the Jensen-Shannon divergence of two distributions, in bits for order 1.

    :math:`H_\alpha((P+Q)/2) - (H_\alpha(P) + H_\alpha(Q))/2`. Order 1 is Shannon's entropy to the base 2. Other orders
    use :math:`H_\alpha(P) = (\sum_w p_w^\alpha - 1)/(1 - \alpha)` and divide by the divergence of two distributions of
    the same entropies without a common word, :math:`\frac{2^{1-\alpha}-1}{2} (H_\alpha(P) + H_\alpha(Q) +
    \frac{2}{1-\alpha})`; so does order 1, whose divisor is 1 bit. Order 2 is
    :math:`1 - 2 \sum_w p_w q_w / \sum_w (p_w^2 + q_w^2)`.

    Parameters
    ----------
    counts_a, counts_b : array_like, shape (n_words,) or (n, n_words)
        Counts or shares; each row is scaled to sum to 1.
    order : float
        :math:`\alpha`, more than 0.

    Returns
    -------
    ndarray
        In [0, 1]: 0 for equal shares, 1 for no word in common; NaN where a side has no words.

    Notes
    -----
    Do not compare values from texts of different length: short texts are far apart by length alone. Two halves of
    one article are 0.6 bit apart. Use :func:`shuffled_divergence`. Do not compare orders with one another either:
    order 2 sees little but the most frequent words.

    Raises
    ------
    MeasureError
        The order is not positive.

    References
    ----------
    Lin (1991), doi:10.1109/18.61115; Gerlach, Font-Clos and Altmann (2016), doi:10.1103/PhysRevX.6.021009.

    Examples
    --------
    >>> float(jensen_shannon([1, 1, 0], [0, 1, 1])), float(jensen_shannon([2, 0], [0, 5]))
    (0.5, 1.0)
    >>> float(jensen_shannon([3, 1], [1, 1], order=2).round(6))  # 1 - 2 (3/8 + 1/8) / (10/16 + 8/16)
    0.111111
    """
    terms = divergence_by_word(counts_a, counts_b, order=order)
    return np.asarray(np.minimum(terms.sum(axis=-1), 1.0), dtype=np.float64)


def shuffled_divergence(
    counts: ArrayLike | sparse.spmatrix | sparse.sparray,
    is_group: ArrayLike,
    *,
    relabelings: Relabelings,
    order: float = 1.0,
) -> Divergence:
    """Return the divergence of two sides less its mean when units are dealt out at random.

    Parameters
    ----------
    counts : array_like or sparse matrix, shape (n_units, n_words)
        Words of each article (or paragraph, for a floor).
    is_group : array_like of bool, shape (n_units,)
        Side of each unit.
    relabelings : Relabelings
        From :func:`caatext.stats.permutation.relabel`, for the same units.
    order : float
        Order of the divergence, as in :func:`jensen_shannon`.

    Returns
    -------
    Divergence
        In bits for order 1. `excess` above 0: further apart than chance and length make them; it can be negative.

    Notes
    -----
    With one article a side the excess is that of two articles, not of two authors. The p-value is one-sided in
    effect, since only a larger divergence is evidence of difference.

    Raises
    ------
    MeasureError
        The order is not positive.

    References
    ----------
    Lin (1991), doi:10.1109/18.61115; Gerlach, Font-Clos and Altmann (2016), doi:10.1103/PhysRevX.6.021009.

    Examples
    --------
    >>> from caatext.stats.permutation import relabel
    >>> from caatext.stats.resampling import keyed_rng
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
        return jensen_shannon(side, total - side, order=order)

    observed = statistic(np.asarray(is_group, dtype=bool)[None, :])
    # Batches are sized by the vocabulary, since every row of labels makes one row of word counts. The values are
    # handed on one by one in the same order, so that each relabeling is computed once.
    dealt = np.concatenate([statistic(labels) for labels in relabelings.batches(table.shape[1])])
    waiting = iter(dealt)
    p_value = permutation_p(
        lambda labels: np.fromiter(islice(waiting, len(labels)), dtype=np.float64)[:, None],
        observed,
        relabelings=relabelings,
    )
    shuffled = float(dealt.mean())
    return Divergence(float(observed[0]), shuffled, float(observed[0]) - shuffled, float(p_value[0]))


def burrows_delta(
    counts: ArrayLike | sparse.spmatrix | sparse.sparray, sizes: ArrayLike, *, n_words: int = 150
) -> Array:
    r"""Return Burrows's Delta of each two texts: how far apart they are in their use of the most frequent words.

    The rate of each word is standardized over the texts, :math:`z_{iw} = (r_{iw} - \bar r_w) / s_w`, with s the
    *sample* standard deviation (n - 1 in the divisor, as in R's ``scale`` and ``stylo``); Delta is the mean over words
    of :math:`|z_{iw} - z_{jw}|`.

    Parameters
    ----------
    counts : array_like or sparse matrix, shape (n_texts, n_words)
        Occurrences of each word in each text.
    sizes : array_like, shape (n_texts,)
        All words of each text, more than 0.
    n_words : int
        How many of the most frequent words, by their total; ties go to the lower column. Words with one rate
        everywhere tell nothing and are left out before.

    Returns
    -------
    ndarray, shape (n_texts, n_texts)
        Symmetric, 0 on the diagonal; more is further apart. NaN for fewer than two texts or no word that varies.

    Notes
    -----
    Made to tell authors by words they do not choose. It is relative to the texts given: another text changes all
    values, and with two texts every pair of rates is :math:`\sqrt 2` apart whatever the words. Do not read it from
    texts of a few hundred words, nor as a difference of framing.

    Raises
    ------
    MeasureError
        A text has no words.

    References
    ----------
    Burrows (2002), doi:10.1093/llc/17.3.267; Argamon (2008), doi:10.1093/llc/fqn003.

    Examples
    --------
    >>> found = burrows_delta([[1, 3], [2, 3], [3, 3]], [10, 10, 10])  # one word varies, a deviation a step
    >>> found.round(6).tolist()
    [[0.0, 1.0, 2.0], [1.0, 0.0, 1.0], [2.0, 1.0, 0.0]]
    """
    table, size = sparse.csr_array(counts, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    if not bool(np.all(size > 0)):
        raise MeasureError(
            Problem(
                code="E-TYPE-COUNT",
                found="a text has no words, so that it has no rates",
                remedy="leave it out, or give the number of all its words",
            )
        )
    if len(size) < 2:
        return np.full((len(size), len(size)), np.nan)
    rates = (table.T.multiply(1.0 / size)).tocsr()
    totals = np.asarray(table.sum(axis=0), dtype=np.float64).ravel()
    varying = np.flatnonzero(_differs(rates))
    chosen = np.sort(varying[np.argsort(-totals[varying], kind="stable")[:n_words]])
    if not len(chosen):
        return np.full((len(size), len(size)), np.nan)
    rate = rates[chosen].toarray().T
    z = (rate - rate.mean(axis=0)) / rate.std(axis=0, ddof=1)
    return np.asarray(squareform(pdist(z, "cityblock")) / len(chosen), dtype=np.float64)


def _differs(rates: sparse.csr_array) -> NDArray[np.bool_]:
    """Return which words (rows) have more than one rate; rates that differ by rounding only are one."""
    low, high = (np.asarray(part.toarray()).ravel() for part in (rates.min(axis=1), rates.max(axis=1)))
    return np.asarray(high - low > 1e-12 * high, dtype=np.bool_)
