"""From the weights of a model to shares, labels and warnings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from caatext.measures.topics.model import N_TOP, Array
from caatext.stats import coherence

#: Below these, topics are a map of the texts at hand and take part in no test.
MINIMUM_UNITS, MINIMUM_DOCUMENTS_PER_AUTHOR = 300, 5


def to_content(words: NDArray[Any]) -> Array:
    """Return the shares of words in topics; even ones for a topic without words."""
    wide = words.astype(np.float64)
    totals = wide.sum(axis=1, keepdims=True)
    even = np.full_like(wide, 1.0 / wide.shape[1])
    shares: Array = np.divide(wide, totals, out=even, where=totals > 0)
    return shares


def to_prevalence(weights: Array) -> tuple[Array, list[int]]:
    """Return the shares of topics in units, and the rows of the units that have any."""
    totals = weights.sum(axis=1)
    kept = np.flatnonzero(totals > 0)
    return weights[kept] / totals[kept, None], kept.tolist()


def order_topics(content: Array, prevalence: Array, features: Sequence[str]) -> list[int]:
    """Return the topics by weight, ties by their first word."""
    first = [features[columns[0]] for columns in coherence.top_features(content, 1)]
    share = prevalence.sum(axis=0).round(9)
    return sorted(range(len(content)), key=lambda topic: (-share[topic], first[topic]))


def measure_stability(content: Array, runs: Sequence[NDArray[Any]]) -> Array:
    """Return how far the words of each topic come back in the runs, in [0, 1]; NaN where there is one run only."""
    tops = coherence.top_features(content, N_TOP)
    others = [coherence.top_features(to_content(run), N_TOP) for run in runs]
    return coherence.topic_stability(tops, others if len(runs) > 1 else [])


def unit_stability(main: NDArray[np.int64], others: Sequence[NDArray[np.int64]], n_topics: int) -> Array:
    """Return the mean Jaccard index of the units that each topic leads with those it leads in other runs.

    Examples
    --------
    Of two units led by topic 0, the other run gives one to topic 1, which had one and has two.

    >>> unit_stability(np.array([0, 0, 1]), [np.array([0, 1, 1])], 2).tolist()
    [0.5, 0.5]
    """
    values = []
    for other in others:
        both = np.zeros((n_topics, n_topics))
        np.add.at(both, (main, other), 1.0)
        met = np.diag(both)
        either = both.sum(axis=1) + both.sum(axis=0) - met
        values.append(np.divide(met, either, out=np.zeros(n_topics), where=either > 0))
    means: Array = np.mean(values, axis=0)
    return means


def label_topics(content: Array, features: Sequence[str], given: Sequence[str]) -> tuple[str, ...]:
    """Return the label given to each topic, else its three words with the highest FREX."""
    typical = coherence.top_features(coherence.frex(content), 3)
    return tuple(
        label or " · ".join(features[column] for column in columns)
        for label, columns in zip(given, typical, strict=True)
    )


def main_topics(weights: Array) -> NDArray[np.int64]:
    """Return the heaviest topic of each unit, the first of equals."""
    main: NDArray[np.int64] = weights.round(9).argmax(axis=1)
    return main


def measure_agreement(prevalence: Array, doc_ids: Sequence[str], authors: Mapping[str, str]) -> float:
    """Return the adjusted mutual information of main topics with authors; NaN where authors are unknown."""
    known = [row for row, doc in enumerate(doc_ids) if doc in authors]
    if not known:
        return float("nan")
    main = main_topics(prevalence[known])
    from sklearn.metrics import adjusted_mutual_info_score

    return float(adjusted_mutual_info_score([authors[doc_ids[row]] for row in known], main))


def warn_of_few(prevalence: Array, doc_ids: Sequence[str], authors: Mapping[str, str]) -> str:
    """Return why the topics are only a map, or an empty string."""
    reasons = []
    if len(doc_ids) < MINIMUM_UNITS:
        reasons.append(f"{len(doc_ids)} paragraphs where {MINIMUM_UNITS} are asked for")
    articles = Counter(authors[doc] for doc in sorted(set(doc_ids)) if doc in authors)
    # The mean, so that one author of a single article does not make a map of an archive.
    n_articles, n_authors = sum(articles.values()), len(articles)
    if n_articles < MINIMUM_DOCUMENTS_PER_AUTHOR * max(1, n_authors):
        authors_said = "author" if n_authors == 1 else "authors"
        said = f"{n_articles} articles by {n_authors} {authors_said}" if articles else "no authors named"
        reasons.append(f"{said} where {MINIMUM_DOCUMENTS_PER_AUTHOR} an author are asked for")
    if not reasons:
        return ""
    agreement = measure_agreement(prevalence, doc_ids, authors)
    tied = f" Main topic and author agree with AMI {agreement:.2f} (1: topics are authors)."
    tied = "" if np.isnan(agreement) else tied
    return f"Descriptive map, for no test: {' and '.join(reasons)}.{tied}"
