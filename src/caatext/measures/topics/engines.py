"""The models behind `fit_topics`: counts in, weights out; the same bytes for the same counts and seed."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.decomposition import NMF, LatentDirichletAllocation
from sklearn.exceptions import ConvergenceWarning as NotConverged
from sklearn.feature_extraction.text import TfidfTransformer

from caatext.errors import ConvergenceWarning

Array = NDArray[np.float64]
Columns = NDArray[np.int64]
NMF_STEPS, LDA_STEPS = 1000, 30
TRY_STEPS, TRY_TOLERANCE = 200, 1e-3
#: How much a seed word counts beforehand in its topic, as a share of its occurrences.
ANCHOR_SHARE = 0.25


class Model(NamedTuple):
    """Weights, at least 0, of topics in units and of features in topics; topics are columns, then rows."""

    units: Array
    features: Array


def fit_nmf(counts: sparse.csr_array[Any], n_topics: int, anchors: Sequence[Columns], *, seed: int) -> Model:
    """Return non-negative factors of smoothed tf-idf, found from singular vectors or, if given, from the anchors.

    Warns
    -----
    ConvergenceWarning
        The fit stopped before it converged.
    """
    weights = TfidfTransformer().fit_transform(counts)
    model = NMF(n_topics, init="custom" if anchors else "nndsvda", random_state=seed, max_iter=NMF_STEPS)
    start: dict[str, Array] = {}
    if anchors:
        topics, features = _random_start(weights, n_topics, anchors, seed)
        start = {"W": np.ascontiguousarray(topics.T), "H": features}
    # A perfect fit leaves an error just below 0, whose root is asked for and not used here.
    with warnings.catch_warnings(), np.errstate(invalid="ignore"):
        warnings.simplefilter("ignore", NotConverged)  # said below, in our own words
        units = model.fit_transform(weights, **start)
    if model.n_iter_ >= NMF_STEPS:
        message = f"NMF with {n_topics} topics had not converged after {NMF_STEPS} steps; read its topics with care"
        warnings.warn(message, ConvergenceWarning, stacklevel=3)
    features = model.components_
    return Model(units * features.sum(axis=1), features)


def _random_start(
    weights: sparse.csr_array[Any], n_topics: int, anchors: Sequence[Columns], seed: int
) -> tuple[Array, Array]:
    """Return factors (topics by units, topics by features): small noise, and the largest weight on the anchors."""
    rng = np.random.default_rng(seed)
    scale = float(np.sqrt(weights.mean() / n_topics))
    units = scale * rng.random((n_topics, weights.shape[0]))
    features = scale * rng.random((n_topics, weights.shape[1]))
    for topic, columns in enumerate(anchors):
        features[topic, columns] += float(weights.max())
    return units, features


def repeat_nmf(
    counts: sparse.csr_array[Any], n_topics: int, anchors: Sequence[Columns], *, seeds: Sequence[int]
) -> list[Array]:
    """Return the features of topics from one random start a seed, all fitted side by side.

    Hierarchical alternating least squares (Cichocki & Phan 2009) on stacked factors: the same minimum as `fit_nmf`
    looks for, at a quarter of the cost of one fit after another. It stops when the topics of no run change by more
    than `TRY_TOLERANCE` of their size in a step, at the latest after `TRY_STEPS` steps.
    """
    if not seeds:
        return []
    weights = sparse.csr_array(TfidfTransformer().fit_transform(counts))
    turned = sparse.csr_array(weights.T)
    starts = [_random_start(weights, n_topics, anchors, seed) for seed in seeds]
    units, features = np.stack([start[0] for start in starts]), np.stack([start[1] for start in starts])
    for step in range(1, TRY_STEPS + 1):
        _sweep(units, weights, features)
        before = features.copy() if step % 10 == 0 else None
        _sweep(features, turned, units)
        if before is not None:
            change = ((features - before) ** 2).sum(axis=(1, 2)) / (before**2).sum(axis=(1, 2))
            if float(change.max()) < TRY_TOLERANCE**2:
                break
    return list(features)


def _sweep(factor: Array, matrix: sparse.csr_array[Any], other: Array) -> None:
    """Improve one factor (runs, topics, rows) in place, topic by topic; the other (runs, topics, columns) is fixed."""
    n_runs, n_topics, n_columns = other.shape
    flat = np.ascontiguousarray(other.reshape(-1, n_columns).T)
    target = np.ascontiguousarray((matrix @ flat).T).reshape(n_runs, n_topics, -1)
    gram = other @ other.transpose(0, 2, 1)
    norms = np.maximum(np.diagonal(gram, axis1=1, axis2=2), 1e-12)[:, :, None]
    target, gram = target / norms, gram / norms
    gram[:, range(n_topics), range(n_topics)] = 0.0
    for topic in range(n_topics):
        explained = gram[:, topic, None, :] @ factor
        np.maximum(target[:, topic] - explained[:, 0], 0.0, out=factor[:, topic])


def fit_lda(counts: sparse.csr_array[Any], n_topics: int, anchors: Sequence[Columns], *, seed: int) -> Model:
    """Return latent Dirichlet allocation by batch variational Bayes, in one process; priors 1 / n_topics."""
    if anchors:
        return _fit_anchored_lda(counts, n_topics, anchors, seed)
    model = LatentDirichletAllocation(
        n_topics, learning_method="batch", max_iter=LDA_STEPS, random_state=seed, n_jobs=1
    )
    return Model(model.fit_transform(counts.astype(np.float64)), model.components_)


def _fit_anchored_lda(counts: sparse.csr_array[Any], n_topics: int, anchors: Sequence[Columns], seed: int) -> Model:
    """Return LDA whose prior of each anchor in its topic is raised, and whose first step starts from that prior."""
    from gensim.models import LdaModel  # half a second to import, and needed for steered topics only

    n_units, n_features = counts.shape
    prior = np.full((n_topics, n_features), 1.0 / n_topics)
    totals = np.asarray(counts.sum(axis=0), dtype=np.float64)
    for topic, columns in enumerate(anchors):
        prior[topic, columns] += ANCHOR_SHARE * totals[columns]
    cells = [(int(column), int(count)) for column, count in zip(counts.indices, counts.data, strict=True)]
    bags = [cells[start:end] for start, end in pairwise(counts.indptr)]
    model = LdaModel(
        None,
        num_topics=n_topics,
        id2word={column: str(column) for column in range(n_features)},
        eta=prior,
        passes=LDA_STEPS,
        chunksize=n_units,
        update_every=0,
        eval_every=None,
        random_state=seed,
        dtype=np.float64,
    )
    model.sync_state()  # without it the first step would not know of the prior, and luck would place the topics
    model.update(bags)
    gamma, _ = model.inference(bags)
    return Model(np.asarray(gamma, dtype=np.float64), np.asarray(model.get_topics(), dtype=np.float64))


def repeat_lda(
    counts: sparse.csr_array[Any], n_topics: int, anchors: Sequence[Columns], *, seeds: Sequence[int]
) -> list[Array]:
    """Return the features of topics from one fit a seed."""
    return [fit_lda(counts, n_topics, anchors, seed=seed).features for seed in seeds]


class Engine(NamedTuple):
    """A model: `fit` for the topics that are reported, `repeat` for fits that only try how steady these are."""

    fit: Callable[..., Model]
    repeat: Callable[..., list[Array]]


ENGINES = {"nmf": Engine(fit_nmf, repeat_nmf), "lda": Engine(fit_lda, repeat_lda)}
