"""From the weights of a model to shares, labels and warnings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score

from caatext.measures.topics.engines import Model
from caatext.measures.topics.model import N_TOP, Array
from caatext.stats import coherence

#: Below these, topics are a map of the texts at hand and take part in no test.
MINIMUM_UNITS, MINIMUM_DOCUMENTS_PER_AUTHOR = 300, 5


def to_shares(model: Model, features: Sequence[str]) -> tuple[Array, Array, list[int], list[int]]:
    """Return content and prevalence by weight of topics, that order, and the rows of units with any topic."""
    totals = model.features.sum(axis=1, keepdims=True)
    even = np.full_like(model.features, 1.0 / model.features.shape[1])
    content = np.divide(model.features, totals, out=even, where=totals > 0)
    weights = model.units.sum(axis=1)
    kept = np.flatnonzero(weights > 0)
    prevalence = model.units[kept] / weights[kept, None]
    first = [features[columns[0]] for columns in coherence.top_features(content, 1)]
    share = prevalence.sum(axis=0).round(9)
    order = sorted(range(len(content)), key=lambda topic: (-share[topic], first[topic]))
    return content[order], prevalence[:, order], order, kept.tolist()


def measure_stability(content: Array, runs: Sequence[Array]) -> Array:
    """Return how far each topic comes back in the other fits, in [0, 1]."""
    others = [coherence.top_features(run, N_TOP) for run in runs]
    return coherence.topic_stability(coherence.top_features(content, N_TOP), others)


def label_topics(content: Array, features: Sequence[str], given: Sequence[str]) -> tuple[str, ...]:
    """Return the label given to each topic, else its three words with the highest FREX."""
    typical = coherence.top_features(coherence.frex(content), 3)
    return tuple(
        label or " · ".join(features[column] for column in columns)
        for label, columns in zip(given, typical, strict=True)
    )


def measure_agreement(prevalence: Array, doc_ids: Sequence[str], authors: Mapping[str, str]) -> float:
    """Return the adjusted mutual information of main topics with authors; NaN where authors are unknown."""
    known = [row for row, doc in enumerate(doc_ids) if doc in authors]
    if not known:
        return float("nan")
    main = prevalence[known].round(9).argmax(axis=1)
    return float(adjusted_mutual_info_score([authors[doc_ids[row]] for row in known], main))


def warn_of_few(prevalence: Array, doc_ids: Sequence[str], authors: Mapping[str, str]) -> str:
    """Return why the topics are only a map, or an empty string."""
    reasons = []
    if len(doc_ids) < MINIMUM_UNITS:
        reasons.append(f"{len(doc_ids)} paragraphs where {MINIMUM_UNITS} are asked for")
    articles = Counter(authors[doc] for doc in sorted(set(doc_ids)) if doc in authors)
    fewest = min(articles.values(), default=0)
    if fewest < MINIMUM_DOCUMENTS_PER_AUTHOR:
        said = f"an author with {fewest} article(s)" if articles else "no authors named"
        reasons.append(f"{said} where {MINIMUM_DOCUMENTS_PER_AUTHOR} an author are asked for")
    if not reasons:
        return ""
    agreement = measure_agreement(prevalence, doc_ids, authors)
    tied = f" Main topic and author agree with AMI {agreement:.2f} (1: topics are authors)."
    tied = "" if np.isnan(agreement) else tied
    return f"Descriptive map, for no test: {' and '.join(reasons)}.{tied}"


def other_seeds(seed: int, n_topics: int, n_runs: int) -> list[int]:
    """Return the seeds of the fits that try how steady the reported one is."""
    return [int(state) for state in np.random.SeedSequence([seed, n_topics]).generate_state(n_runs)]
