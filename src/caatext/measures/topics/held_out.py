"""How well topics tell the words of articles that they have not seen: document completion, for any engine."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from caatext.measures.topics.engines import Counts, Data, Engine
from caatext.measures.topics.model import Array
from caatext.measures.topics.summary import to_content

#: Share of the probability that is spread by word frequencies, so that no word is impossible.
BACKGROUND = 0.1


class Halves(NamedTuple):
    """The words of units in two halves: each distinct word of a unit is wholly in one of them."""

    given: Counts
    asked: Counts


def split_words(counts: Counts, rng: np.random.Generator) -> Halves:
    """Return two halves of the words of each unit, drawn word by word.

    Examples
    --------
    >>> halves = split_words(sparse.csr_array([[2, 1, 0, 3]]), np.random.default_rng(1))
    >>> (halves.given + halves.asked).toarray().tolist()
    [[2, 1, 0, 3]]
    """
    is_given = rng.random(counts.nnz) < 0.5
    given, asked = counts.copy(), counts.copy()
    given.data, asked.data = np.where(is_given, counts.data, 0), np.where(is_given, 0, counts.data)
    for half in (given, asked):
        half.eliminate_zeros()
    return Halves(given, asked)


def held_out_gain(data: Data, words: Array, halves: Halves, *, engine: Engine, frequencies: Array) -> float:
    r"""Return how much better than word frequencies the topics tell one half of unseen units from the other half.

    :math:`\frac{1}{N}\sum_{u,w} n_{uw} \ln\frac{p(w \mid u)}{p(w)}` over the asked half, N its words, where
    :math:`p(w \mid u) = 0.9 \sum_k \theta_{uk}\phi_{kw} + 0.1\,p(w)`, :math:`\theta_u` is found from the given half
    with the words of topics fixed, and :math:`p(w)` is the share of the word in the units the topics were fitted
    to. The words of NMF topics are weights of tf-idf: they are divided by the idf.

    Parameters
    ----------
    data : Data
        What the engine was fitted to; its idf is used.
    words : array, shape (n_topics, n_features)
        Words of topics, fitted to other articles.
    halves : Halves
        From `split_words`.
    engine : Engine
        Gives the shares of topics in units.
    frequencies : array, shape (n_features,)
        p(w), above 0.

    Returns
    -------
    float
        Nats a word, any real number; 0: no better than word frequencies, more is better. NaN where no word is asked.

    Notes
    -----
    Since a word is in one half only, to repeat words of the given half does not help. Not to be read as: how much
    people understand; predictive fit and human judgement part ways (Chang et al. 2009).

    References
    ----------
    Wallach, Murray, Salakhutdinov & Mimno 2009, doi:10.1145/1553374.1553515.
    """
    asked = sparse.csr_array(halves.asked)
    if not asked.nnz:
        return float("nan")
    content = to_content(words)
    half = Data(halves.given, engine.reweigh(halves.given, data.idf), data.idf)
    by_word = content / data.idf
    weights = engine.weigh(half, content) * by_word.sum(axis=1)
    totals = weights.sum(axis=1, keepdims=True)
    shares = np.divide(weights, totals, out=np.zeros_like(weights), where=totals > 0)
    likely = _at_cells(asked, shares, to_content(by_word))
    background = frequencies[asked.indices]
    has_any = np.repeat(totals[:, 0] > 0, np.diff(asked.indptr))
    mixed = np.where(has_any, (1.0 - BACKGROUND) * likely + BACKGROUND * background, background)
    return float(np.average(np.log(mixed / background), weights=asked.data))


def _at_cells(cells: Counts, shares: Array, content: Array) -> Array:
    """Return the product of shares and content where the cells are, a topic at a time: never a full matrix."""
    rows: NDArray[np.int64] = np.repeat(np.arange(cells.shape[0]), np.diff(cells.indptr))
    found = np.zeros(cells.nnz)
    for topic in range(len(content)):
        found += shares[rows, topic] * content[topic, cells.indices]
    return found
