"""How good a set of topics is: coherence, exclusivity, diversity, and sameness over repeated fits.

A topic's *top features* are column numbers, the heaviest first, as :func:`top_features` gives them; ties go
to the lower column, so that the same content always gives the same features.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from scipy.stats import rankdata

from caatext.stats.association import npmi

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
#: Counts or presence of features in units: a plain or a sparse array.
Counts: TypeAlias = ArrayLike | sparse.sparray


def top_features(content: ArrayLike, n: int = 10) -> IntArray:
    """Return the columns of the `n` heaviest features of each topic, heaviest first.

    Parameters
    ----------
    content : array-like, shape (n_topics, n_features)
        Weight of each feature in each topic.
    n : int
        How many; all features where there are fewer.

    Examples
    --------
    >>> top_features([[0.2, 0.5, 0.3]], 2).tolist()
    [[1, 2]]
    """
    # Rounded, so that noise in the last digits does not decide between equals.
    order = np.argsort(-np.asarray(content, dtype=float).round(12), axis=1, kind="stable")
    return order[:, :n].astype(np.int64)


def _shared(tops: ArrayLike, presence: Counts) -> Iterator[FloatArray]:
    """Yield, for each topic, in how many units each two top features meet; the diagonal counts each alone."""
    by_column = sparse.csc_array(presence)
    for columns in np.atleast_2d(np.asarray(tops)):
        chosen = (by_column[:, columns].toarray() > 0).astype(np.float64)
        yield chosen.T @ chosen


def coherence_umass(tops: ArrayLike, presence: Counts, *, smoothing: float = 1.0) -> FloatArray:
    r"""Return how likely the features of each topic come with the heavier features of the same topic.

    :math:`\mathrm{mean}_{i>j} \ln\frac{D(w_i, w_j) + s}{D(w_j)}`, where :math:`w_j` stands *before*
    :math:`w_i` in the topic's own ranking and D counts units.

    Parameters
    ----------
    tops : array-like of int, shape (n_topics, n)
        Top features, heaviest first.
    presence : array or sparse array, shape (n_units, n_features)
        Counts or presence of features in units.
    smoothing : float
        Added to the joint count; 1 in the source.

    Returns
    -------
    array, shape (n_topics,)
        At most ln((D + s) / D), usually below 0; more is more coherent. The mean over pairs, so that it does
        not grow with n; the source prints the sum, n(n-1)/2 times as much.

    Notes
    -----
    Not to be read as: how well people understand the topic. It favors frequent words.

    References
    ----------
    Mimno, Wallach, Talley, Leenders & McCallum 2011, Optimizing semantic coherence in topic models.

    Examples
    --------
    Two features, the first in two units and in one of them with the second: ln(1 / 2).

    >>> presence = [[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]
    >>> coherence_umass([[0, 1]], np.array(presence), smoothing=0).round(6).tolist()
    [-0.693147]
    """
    values = []
    for both in _shared(tops, presence):
        later, earlier = np.tril_indices(len(both), k=-1)
        with np.errstate(divide="ignore"):
            values.append(float(np.mean(np.log((both[later, earlier] + smoothing) / both[earlier, earlier]))))
    return np.array(values)


def coherence_npmi(tops: ArrayLike, presence: Counts) -> FloatArray:
    """Return the mean normalized pointwise mutual information of each topic's pairs of top features.

    Parameters
    ----------
    tops, presence
        As in `coherence_umass`; the whole unit is the window, and the order of top features does not matter.

    Returns
    -------
    array, shape (n_topics,)
        In [-1, 1]: -1 the features never meet, 0 they meet as often as chance has it, 1 they only come
        together.

    Notes
    -----
    Not to be read as: people will find the topic clear; automated coherence declares winners where raters do
    not (Hoyle et al. 2021). Within a few articles, words meet because they share an article.

    References
    ----------
    Bouma 2009; Lau, Newman & Baldwin 2014; Hoyle et al. 2021.

    Examples
    --------
    >>> presence = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [1, 0]])
    >>> coherence_npmi([[0, 1]], presence).round(6).tolist()
    [-0.113283]
    """
    n_units = sparse.csc_array(presence).shape[0]
    values = []
    for both in _shared(tops, presence):
        first, second = np.triu_indices(len(both), k=1)
        alone = np.diag(both)
        values.append(float(np.mean(npmi(both[first, second], alone[first], alone[second], n_units))))
    return np.array(values)


def coherence_pmi(tops: ArrayLike, presence: Counts, *, added: float = 1e-12) -> FloatArray:
    r"""Return the mean pointwise mutual information of each topic's pairs of top features, in nats.

    :math:`\mathrm{mean}_{i<j} \ln\frac{p(w_i, w_j) + s}{p(w_i) p(w_j)}`, p being shares of units: the log-ratio
    confirmation measure, "UCI coherence" when units are sliding windows.

    Parameters
    ----------
    tops, presence
        As in `coherence_umass`; the order of top features does not matter.
    added : float
        s, added to the joint share, so that a pair that never meets has a finite value.

    Returns
    -------
    array, shape (n_topics,)
        0: the features meet as often as chance has it; more: more often. A pair that never meets adds about -24 with
        the default. NaN where a top feature stands nowhere.

    Notes
    -----
    Not to be compared between topics of rare and of frequent words: rare pairs have the largest values, and one pair
    that never meets outweighs all others. Read `coherence_npmi` first.

    References
    ----------
    Newman, Lau, Grieser & Baldwin 2010, Automatic evaluation of topic coherence; Röder, Both & Hinneburg 2015,
    doi:10.1145/2684822.2685324.

    Examples
    --------
    One unit in common of five, alone in three and two: ln((1/5) / (3/5 * 2/5)).

    >>> presence = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [1, 0]])
    >>> coherence_pmi([[0, 1]], presence).round(6).tolist()
    [-0.182322]
    """
    n_units = sparse.csc_array(presence).shape[0]
    values = []
    for both in _shared(tops, presence):
        first, second = np.triu_indices(len(both), k=1)
        alone = np.diag(both) / n_units
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = (both[first, second] / n_units + added) / (alone[first] * alone[second])
            values.append(float(np.mean(np.where(np.isfinite(ratio), np.log(ratio), np.nan))))
    return np.array(values)


def coherence_cosine(tops: ArrayLike, presence: Counts, *, added: float = 1e-12) -> FloatArray:
    r"""Return how far each top feature keeps the same company as the topic's top features together.

    Feature i has the vector :math:`v_{ij} = \mathrm{NPMI}(w_i, w_j)` over the topic's features, itself included; the
    value is :math:`\mathrm{mean}_i \cos(v_i, \sum_i v_i)`. It is the indirect confirmation measure of C_v (one word
    against the set, normalized log ratio, gamma 1), here with whole units instead of sliding windows.

    Parameters
    ----------
    tops, presence
        As in `coherence_umass`; the order of top features does not matter.
    added : float
        Added to each joint probability; 1e-12 in the source, which gives two features of a tenth of the units each
        that never meet -0.83 where their NPMI is -1. With 0 it is -1.

    Returns
    -------
    array, shape (n_topics,)
        In [-1, 1]; more: the features are confirmed by the same others. A feature without any tie counts 0.

    Notes
    -----
    Not to be read as: the words meet. Features that seek and avoid the same others are alike here: three that never
    meet have about 1/3, more than many real topics. The C_v of other programs counts words within 110 tokens; with
    windows as long as the units it is this number, but for a word of every unit, which is tied to nothing here.

    References
    ----------
    Röder, Both & Hinneburg 2015, Exploring the space of topic coherence measures, doi:10.1145/2684822.2685324.

    Examples
    --------
    >>> presence = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [1, 0]])
    >>> coherence_cosine([[0, 1]], presence).round(4).tolist()
    [0.623]
    """
    n_units = sparse.csc_array(presence).shape[0]
    values = []
    for both in _shared(tops, presence):
        alone = np.diag(both)
        ties = npmi(both, alone[:, None], alone[None, :], n_units)
        if added:
            chance = np.outer(alone, alone)
            apart = (both == 0) & (chance > 0)
            ties[apart] = np.log(added * n_units**2 / chance[apart]) / -np.log(added)
        together = ties.sum(axis=0)
        length = np.linalg.norm(ties, axis=1) * np.linalg.norm(together)
        values.append(float(np.mean(np.divide(ties @ together, length, out=np.zeros(len(ties)), where=length > 0))))
    return np.array(values)


def frex(content: ArrayLike, *, omega: float = 0.5) -> FloatArray:
    r"""Return how frequent and at once exclusive each feature is in each topic.

    :math:`\left(\frac{\omega}{R(\phi_{kw}/\sum_j\phi_{jw})} + \frac{1-\omega}{R(\phi_{kw})}\right)^{-1}`,
    where R is the rank within the topic over the number of features; ties share their mean rank.

    Parameters
    ----------
    content : array-like, shape (n_topics, n_features)
        Shares of features in topics; rows sum to 1.
    omega : float
        Weight of exclusivity, in [0, 1].

    Returns
    -------
    array, shape (n_topics, n_features)
        In (0, 1]; more is more typical of the topic. It chooses words for a label and measures no topic.

    References
    ----------
    Bischof & Airoldi 2012, Summarizing topical content with word frequency and exclusivity.

    Examples
    --------
    The first feature is the heaviest and the most exclusive of the first topic.

    >>> frex([[0.6, 0.4], [0.1, 0.9]]).round(3).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    shares = np.asarray(content, dtype=float)
    total = shares.sum(axis=0)
    exclusive = np.divide(shares, total, out=np.zeros_like(shares), where=total > 0)
    n = shares.shape[1]
    by_exclusivity = rankdata(exclusive, axis=1) / n
    by_frequency = rankdata(shares, axis=1) / n
    scores: FloatArray = 1.0 / (omega / by_exclusivity + (1.0 - omega) / by_frequency)
    return scores


def exclusivity(content: ArrayLike, *, n: int = 10, omega: float = 0.7) -> FloatArray:
    """Return how little each topic shares its `n` heaviest features with the others: their mean FREX.

    Parameters
    ----------
    content, omega
        As in `frex`.
    n : int
        How many top features.

    Returns
    -------
    array, shape (n_topics,)
        In (0, 1]; more is more exclusive. The ``stm`` package for R prints the sum, `n` times as much.

    Notes
    -----
    It rises with the number of topics' rare words; read it beside coherence, which falls.

    References
    ----------
    Roberts et al. 2014, Structural topic models for open-ended survey responses.

    Examples
    --------
    >>> exclusivity([[0.6, 0.4], [0.1, 0.9]], n=1).tolist()
    [1.0, 1.0]
    """
    scores = frex(content, omega=omega)
    means: FloatArray = np.take_along_axis(scores, top_features(content, n), axis=1).mean(axis=1)
    return means


def topic_diversity(tops: ArrayLike) -> float:
    """Return the share of distinct features among the top features of all topics.

    In (0, 1]: 1 where no two topics share a top feature. Source: Dieng, Ruiz & Blei 2020.

    Examples
    --------
    >>> topic_diversity([[0, 1], [1, 2]])
    0.75
    """
    columns = np.asarray(tops)
    return float(len(np.unique(columns)) / columns.size)


def top_overlap(tops: ArrayLike, other: ArrayLike) -> FloatArray:
    """Return the Jaccard index of every topic's top features with every topic's of another fit.

    Shape (n_topics, n_other), in [0, 1]; 1 where both have the same top features in any order.

    Examples
    --------
    >>> top_overlap([[0, 1]], [[1, 0], [1, 2]]).round(3).tolist()
    [[1.0, 0.333]]
    """
    first, second = np.atleast_2d(np.asarray(tops)), np.atleast_2d(np.asarray(other))
    size = int(max(first.max(), second.max())) + 1

    def mark(columns: NDArray[Any]) -> FloatArray:
        marked = np.zeros((len(columns), size))
        np.put_along_axis(marked, columns, 1.0, axis=1)
        return marked

    a, b = mark(first), mark(second)
    shared = a @ b.T
    overlap: FloatArray = shared / (a.sum(axis=1)[:, None] + b.sum(axis=1)[None, :] - shared)
    return overlap


def match_topics(tops: ArrayLike, other: ArrayLike) -> tuple[IntArray, FloatArray]:
    """Return the topic of another fit that each topic is paired with, and the Jaccard index of the pair.

    The pairing is one to one and has the largest total overlap (Hungarian algorithm; Kuhn 1955). Where the
    other fit has fewer topics, the topics left over are paired with -1 and have index 0.

    Examples
    --------
    >>> partners, overlap = match_topics([[0, 1], [2, 3]], [[3, 2], [0, 4]])
    >>> partners.tolist(), overlap.round(3).tolist()
    ([1, 0], [0.333, 1.0])
    """
    overlap = top_overlap(tops, other)
    rows, columns = linear_sum_assignment(-overlap)
    partners = np.full(overlap.shape[0], -1, dtype=np.int64)
    values = np.zeros(overlap.shape[0])
    partners[rows], values[rows] = columns, overlap[rows, columns]
    return partners, values


def topic_stability(tops: ArrayLike, runs: Sequence[ArrayLike]) -> FloatArray:
    """Return how far each topic comes back when the model is fitted again: its mean matched Jaccard index.

    Parameters
    ----------
    tops : array-like of int, shape (n_topics, n)
        Top features of the fit that is reported.
    runs : sequence of array-like
        Top features of the other fits (other seeds, or other draws of articles).

    Returns
    -------
    array, shape (n_topics,)
        In [0, 1]; more is steadier; NaN where there are no runs. Topics below 0.5 should not be interpreted.

    Notes
    -----
    Stable is not true: with few articles the steadiest topics are the articles themselves.

    References
    ----------
    Greene, O'Callaghan & Cunningham 2014, How many topics? Stability analysis for topic models.

    Examples
    --------
    >>> topic_stability([[0, 1], [2, 3]], [[[3, 2], [0, 1]], [[2, 3], [0, 4]]]).round(3).tolist()
    [0.667, 1.0]
    """
    if not len(runs):
        return np.full(np.atleast_2d(np.asarray(tops)).shape[0], np.nan)
    means: FloatArray = np.mean([match_topics(tops, run)[1] for run in runs], axis=0)
    return means
