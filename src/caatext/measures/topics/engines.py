"""The models behind `fit_topics`: counts in, words of topics out; the same bytes for the same counts and seed.

An engine is five small functions. A *run* is one fit from one seed; what is reported is made of many runs in
`caatext.measures.topics.consensus`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from caatext.errors import ConvergenceWarning
from caatext.measures.topics.factors import TOLERANCE, descend, settle

Array = NDArray[np.float64]
Single = NDArray[np.float32]
Columns = NDArray[np.int64]
Counts: TypeAlias = "sparse.csr_array[Any]"
#: How often each unit counts in each run, shape (runs, units); None for once.
Times: TypeAlias = NDArray[np.int64] | None
#: Sweeps of one run of NMF and of the fit that starts from the consensus; steps of batch LDA.
RUN_STEPS, NMF_STEPS, LDA_STEPS = 200, 500, 30
#: Units that online LDA reads at a time; how often it reads all of them, and the least number of chunks it reads.
CHUNK, PASSES, UPDATES = 2000, 2, 20
#: How much a seed word counts beforehand in its topic, as a share of its occurrences.
ANCHOR_SHARE = 0.25
#: Numbers in the factors of runs that are fitted side by side: about what a processor keeps near.
NEAR = 2**18
FOLD_STEPS, FOLD_TOLERANCE = 200, 1e-4


class Data(NamedTuple):
    """What an engine is fitted to: counts of words in units, and what it makes of them."""

    counts: Counts
    weights: Counts
    idf: Array


def tf_idf(counts: Counts) -> Data:
    """Return smoothed tf-idf, tf (ln((1+N)/(1+df)) + 1), rows of length 1."""
    n_units = counts.shape[0]
    n_with = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log((1.0 + n_units) / (1.0 + n_with)) + 1.0
    return Data(counts, weigh_words(counts, idf), idf)


def weigh_words(counts: Counts, idf: Array) -> Counts:
    """Return counts times the weights of words, rows of length 1; rows without words stay empty."""
    weights = sparse.csr_array(counts.astype(np.float64))
    weights.data = weights.data * idf[weights.indices]
    squares = np.add.reduceat(np.append(weights.data**2, 0.0), weights.indptr[:-1]) * (np.diff(weights.indptr) > 0)
    lengths = np.sqrt(np.where(squares > 0, squares, 1.0))
    weights.data = weights.data / np.repeat(lengths, np.diff(weights.indptr))
    return weights.astype(np.float32)


def plain(counts: Counts) -> Data:
    """Return counts as they are."""
    return Data(counts, sparse.csr_array(counts.astype(np.float64)), np.ones(counts.shape[1]))


def take_units(data: Data, rows: NDArray[np.int64]) -> Data:
    """Return these units, in this order and as often as named; the weights of words stay."""
    return Data(sparse.csr_array(data.counts[rows]), sparse.csr_array(data.weights[rows]), data.idf)


def run_nmf(
    data: Data, n_topics: int, anchors: Sequence[Columns], *, seeds: Sequence[int], times: Times = None
) -> list[Single]:
    """Return the words of topics from one random start a seed; a run depends on its own seed only."""
    weights = data.weights
    turned = sparse.csr_array(weights.T)
    most = max(1, NEAR // (n_topics * max(weights.shape)))
    found: list[Single] = []
    for first in range(0, len(seeds), most):
        starts = [_random_start(weights, n_topics, anchors, seed) for seed in seeds[first : first + most]]
        units, words = (np.stack(part) for part in zip(*starts, strict=True))
        counted = None if times is None else times[first : first + most].astype(np.float32)
        found += list(descend(weights, turned, units, words, n_steps=RUN_STEPS, times=counted).words)
    return found


def _random_start(weights: Counts, n_topics: int, anchors: Sequence[Columns], seed: int) -> tuple[Single, Single]:
    """Return factors (topics by units, topics by words): small noise, and the largest weight on the anchors."""
    rng = np.random.default_rng(seed)
    scale = np.float32(np.sqrt(float(weights.data.sum()) / np.prod(weights.shape, dtype=float) / n_topics))
    units = scale * rng.random((n_topics, weights.shape[0]), dtype=np.float32)
    words = scale * rng.random((n_topics, weights.shape[1]), dtype=np.float32)
    for topic, columns in enumerate(anchors):
        words[topic, columns] += weights.data.max()
    return units, words


def finish_nmf(data: Data, words: Array) -> Array:
    """Return the local minimum of ||X - UW||² that is reached from these words of topics.

    Warns
    -----
    ConvergenceWarning
        The fit stopped before it converged.
    """
    start = words.astype(np.float32)
    start /= np.maximum(np.linalg.norm(start, axis=1, keepdims=True), np.float32(1e-12))
    units = settle(data.weights, start)
    found = descend(data.weights, sparse.csr_array(data.weights.T), units[None], start[None], n_steps=NMF_STEPS)
    if not found.has_settled.all():
        message = (
            f"NMF with {len(words)} topics had not converged after {NMF_STEPS} steps (its words still change by more "
            f"than {TOLERANCE:g} of their size); read its topics with care"
        )
        warnings.warn(message, ConvergenceWarning, stacklevel=4)
    lowest: Array = found.words[0].astype(np.float64)
    return lowest


def weigh_nmf(data: Data, words: Array) -> Array:
    """Return the non-negative least-squares weights of topics in units, for words whose rows sum to 1."""
    return settle(data.weights, words.astype(np.float32)).T.astype(np.float64)


def run_lda(
    data: Data, n_topics: int, anchors: Sequence[Columns], *, seeds: Sequence[int], times: Times = None
) -> list[Single]:
    """Return latent Dirichlet allocation by batch variational Bayes, in one process; priors 1 / n_topics."""
    drawn = _draws(data, seeds, times)
    if anchors:
        return [_run_gensim(part, n_topics, anchors, seed=seed, is_online=False) for seed, part in drawn]
    from sklearn.decomposition import LatentDirichletAllocation

    found = []
    for seed, part in drawn:
        model = LatentDirichletAllocation(
            n_topics, learning_method="batch", max_iter=LDA_STEPS, random_state=seed, n_jobs=1
        )
        found.append(model.fit(part.weights).components_.astype(np.float32))
    return found


def run_online_lda(
    data: Data, n_topics: int, anchors: Sequence[Columns], *, seeds: Sequence[int], times: Times = None
) -> list[Single]:
    """Return LDA by online variational Bayes (Hoffman, Blei & Bach 2010), a chunk of units at a time."""
    drawn = _draws(data, seeds, times)
    return [_run_gensim(part, n_topics, anchors, seed=seed, is_online=True) for seed, part in drawn]


def _draws(data: Data, seeds: Sequence[int], times: Times) -> Iterator[tuple[int, Data]]:
    """Yield each seed with the units of its run, as often as they count."""
    for number, seed in enumerate(seeds):
        yield seed, data if times is None else take_units(data, np.repeat(np.arange(times.shape[1]), times[number]))


class _Bags:
    """The units as gensim reads them, made one at a time."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts

    def __len__(self) -> int:
        return int(self.counts.shape[0])

    def __iter__(self) -> Iterator[list[tuple[int, int]]]:
        columns, data, ends = self.counts.indices, self.counts.data, self.counts.indptr
        for start, end in pairwise(ends):
            yield list(zip(columns[start:end].tolist(), data[start:end].tolist(), strict=True))


def _run_gensim(data: Data, n_topics: int, anchors: Sequence[Columns], *, seed: int, is_online: bool) -> Single:
    """Return LDA whose prior of each anchor in its topic is raised, and whose first step starts from that prior."""
    from gensim.models import LdaModel  # half a second to import

    n_units, n_words = data.counts.shape
    prior = np.full((n_topics, n_words), 1.0 / n_topics)
    totals = np.bincount(data.counts.indices, weights=data.counts.data, minlength=n_words)
    for topic, columns in enumerate(anchors):
        prior[topic, columns] += ANCHOR_SHARE * totals[columns]
    model = LdaModel(
        None,
        num_topics=n_topics,
        id2word={column: str(column) for column in range(n_words)},
        eta=prior,
        passes=max(PASSES, -(-UPDATES // -(-n_units // CHUNK))) if is_online else LDA_STEPS,
        chunksize=CHUNK if is_online else n_units,
        update_every=1 if is_online else 0,
        eval_every=None,
        random_state=seed % 2**32,
        dtype=np.float64,
    )
    if anchors:
        model.sync_state()  # without it the first step would not know of the prior, and luck would place the topics
    model.update(_Bags(data.counts))
    return np.asarray(model.get_topics(), dtype=np.float32)


def keep_words(data: Data, words: Array) -> Array:
    """Return words of topics unchanged: for LDA the consensus itself is reported."""
    return words


def weigh_lda(data: Data, words: Array) -> Array:
    r"""Return the shares of topics in units where the words of topics, whose rows sum to 1, are fixed.

    The mode of the posterior under a Dirichlet(1 + 1/K) prior, by its fixed point
    :math:`\theta_k \propto 1/K + \sum_w n_w \theta_k\phi_{kw} / \sum_j \theta_j\phi_{jw}` from even shares.
    """
    n_topics = len(words)
    shares = np.full((data.counts.shape[0], n_topics), 1.0 / n_topics)
    by_word = np.ascontiguousarray(words.T)
    for first in range(0, len(shares), CHUNK):
        part = data.counts[first : first + CHUNK]
        shares[first : first + CHUNK] = _fold_in(sparse.csr_array(part), by_word, shares[first : first + CHUNK])
    return shares


def _fold_in(counts: Counts, by_word: Array, shares: Array) -> Array:
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    likely = by_word[counts.indices]
    sums = sparse.csr_array((np.ones(len(rows)), np.arange(len(rows)), counts.indptr), shape=(len(shares), len(rows)))
    for _ in range(FOLD_STEPS):
        joint = likely * shares[rows]
        total = joint.sum(axis=1)
        joint *= np.divide(counts.data, total, out=np.zeros_like(total), where=total > 0)[:, None]
        fresh = sums @ joint + 1.0 / by_word.shape[1]
        fresh /= fresh.sum(axis=1, keepdims=True)
        change = float(np.abs(fresh - shares).max(initial=0.0))
        shares = fresh
        if change < FOLD_TOLERANCE:
            break
    return shares


class Engine(NamedTuple):
    """A model in five functions.

    `prepare` counts; `run` it once a seed; `finish` the consensus of the runs; `weigh` topics in units.
    """

    prepare: Callable[[Counts], Data]
    reweigh: Callable[[Counts, Array], Counts]
    run: Callable[..., list[Single]]
    finish: Callable[[Data, Array], Array]
    weigh: Callable[[Data, Array], Array]


def _as_counted(counts: Counts, idf: Array) -> Counts:
    return sparse.csr_array(counts.astype(np.float64))


ENGINES = {
    "nmf": Engine(tf_idf, weigh_words, run_nmf, finish_nmf, weigh_nmf),
    "lda": Engine(plain, _as_counted, run_lda, keep_words, weigh_lda),
    "lda-online": Engine(plain, _as_counted, run_online_lda, keep_words, weigh_lda),
}
