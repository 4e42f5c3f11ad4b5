"""Who has many and heavy ties, and how firmly that order stands."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caatext.annotation.annotations import Annotations
from caatext.corpus.codebook import Codebook
from caatext.errors import MeasureError, Problem
from caatext.measures.cooccurrence.windows import named_actors, pairs_of
from caatext.stats.centrality import eigenvector_centrality
from caatext.stats.resampling import cluster_bootstrap, keyed_rng
from caatext.tables import check_table

Array = NDArray[np.float64]
Ties = tuple[NDArray[np.int64], NDArray[np.int64]]
#: With fewer articles the paragraphs within them are drawn instead.
FEWEST_ARTICLES = 8
_COLUMNS = ("degree", "strength", "eigenvector")


def rank_actors(edges: pd.DataFrame, *, measure: str = "weighted", doc_id: str = "") -> pd.DataFrame:
    """Return how many ties each actor of a network has, and how heavy they are.

    Parameters
    ----------
    edges : DataFrame
        Edges, undirected.
    measure : str
        Which measure of the edges is the weight of a tie.
    doc_id : str
        Network of which document; empty for the pooled one.

    Returns
    -------
    DataFrame
        ``actor_id, degree`` (number of ties, at least 1), ``strength`` (sum of their values); heaviest first,
        ties by name.

    Notes
    -----
    Not to be read as: importance in the world, nor without a null: an actor named often has many ties by
    chance. Betweenness is left out on purpose: below about thirty actors it is noise.

    References
    ----------
    Barrat et al. 2004, The architecture of complex weighted networks.

    Examples
    --------
    >>> from caatext.tables import make_table
    >>> edges = make_table([{"actor_a": "a", "actor_b": "b", "measure": "weighted", "value": 1.0},
    ...                     {"actor_a": "a", "actor_b": "c", "measure": "weighted", "value": 0.5}], "edges")
    >>> rank_actors(edges).values.tolist()
    [['a', 2, 1.5], ['b', 1, 1.0], ['c', 1, 0.5]]
    """
    table = check_table(edges, "edges", step="count_cooccurrence")
    table = table[(table["measure"] == measure) & (table["doc_id"] == doc_id)]
    ends = pd.concat([table[[end, "value"]].set_axis(["actor_id", "value"], axis=1) for end in ("actor_a", "actor_b")])
    ranked = ends.groupby("actor_id", sort=True, observed=True)["value"].agg(degree="size", strength="sum")
    return ranked.reset_index().sort_values(["strength", "actor_id"], ascending=[False, True], ignore_index=True)


def rank_stability(
    annotations: Annotations, codebook: Codebook, *, n_resamples: int = 500, seed: int = 1
) -> pd.DataFrame:
    r"""Return how central each actor is, and how firmly it ranks before the next one.

    The network is the pooled one of sentences, a tie weighing the sum of :math:`1 / (k - 1)` over the sentences that
    name both, k actors in each. Degree is the number of ties, strength the sum of their weights, eigenvector the
    leading eigenvector of the weights, scaled so that its largest entry is 1. Intervals hold the middle 95 % of
    resamples.

    Parameters
    ----------
    annotations : Annotations
        Its ``mentions`` table is read, and ``documents`` and ``paragraphs`` for articles that name nobody.
    codebook : Codebook
        Actors that it does not know are left out. Mentions read as a place or a modifier do not count.
    n_resamples : int
        Bootstrap samples, 1 or more.
    seed : int
        0 or more.

    Returns
    -------
    DataFrame
        One row an actor with a tie, strongest first, ties by name: ``actor_id``; ``degree`` (1 or more), ``strength``
        (above 0), ``eigenvector`` (in [0, 1]), each with ``_low`` and ``_high``, more is more central; ``rank`` by
        strength from 1; ``p_outranks_next``, in [0, 1], the share of resamples in which the actor is stronger than
        the one of the next rank (half of those in which they are equal), NaN in the last row; ``resampled``:
        ``articles``, or ``paragraphs within articles`` where there are fewer than 8 articles.

    Notes
    -----
    Not to be read as: importance in the world. A resample can lose ties and win none, so an interval of the degree
    may lie below the degree: it tells how many ties do not hang on single articles. Resampled paragraphs tell how
    well the order *in these articles* is known and nothing of other articles. Orders with `p_outranks_next` below
    0.9 are no orders. Betweenness is left out on purpose: below about thirty actors it is noise.

    Raises
    ------
    MeasureError
        `n_resamples` is below 1.

    References
    ----------
    Bonacich 1972, Factoring and weighting approaches to status scores; Barrat et al. 2004; Newman 2001;
    Efron and Tibshirani 1993.

    Examples
    --------
    >>> codebook = Codebook.model_validate({
    ...     "codebook": {"id": "x", "title": "X", "version": "1"},
    ...     "actors": [{"id": name, "name": name.title()} for name in ("ludrath", "quorrand", "vellisk")]})
    >>> from caatext.tables import make_table
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> place = {"doc_id": "a1", "paragraph": 1, "reading": "actor"}
    >>> tables["mentions"] = make_table([place | {"sentence": n, "actor_id": actor} for n, actor in
    ...     ((1, "ludrath"), (1, "quorrand"), (2, "quorrand"), (2, "vellisk"))], "mentions")
    >>> rank_stability(Annotations(**tables), codebook)[["actor_id", "degree", "strength"]].values.tolist()
    [['quorrand', 2.0, 2.0], ['ludrath', 1.0, 1.0], ['vellisk', 1.0, 1.0]]
    """
    if n_resamples < 1:
        found = f"n_resamples is {n_resamples}"
        raise MeasureError(Problem(code="E-CFG-OPTION", found=found, remedy="give 1 or more"))
    pairs = pairs_of(named_actors(annotations, codebook, window="sentence"), window="sentence")
    clusters, by_article = _clusters(annotations, pairs)
    actors = sorted({*pairs["actor_a"], *pairs["actor_b"]})
    ties, weights = _weights(pairs, actors, clusters)
    rng = keyed_rng(seed, "rank_stability")
    units, strata = (clusters["doc_id"], None) if by_article else (clusters.index.to_numpy(), clusters["doc_id"])
    drawn = cluster_bootstrap(units, strata=strata, n_draws=n_resamples, rng=rng)
    whole = _centralities(np.ones((1, len(clusters))), weights, ties, len(actors))[0]
    spread = _centralities(drawn, weights, ties, len(actors))
    return _ranked(actors, whole, spread, resampled="articles" if by_article else "paragraphs within articles")


def _clusters(annotations: Annotations, pairs: pd.DataFrame) -> tuple[pd.DataFrame, bool]:
    """Return what is resampled, one row each, those without a pair included, and whether these are articles."""
    documents = pd.concat([annotations.documents[["doc_id"]], pairs[["doc_id"]]]).drop_duplicates()
    if len(documents) >= FEWEST_ARTICLES:
        return documents.sort_values("doc_id", ignore_index=True), True
    keys = ["doc_id", "paragraph"]
    paragraphs = pd.concat([annotations.paragraphs[keys], pairs[keys]]).drop_duplicates()
    return paragraphs.sort_values(keys, ignore_index=True), False


def _weights(pairs: pd.DataFrame, actors: list[str], clusters: pd.DataFrame) -> tuple[Ties, Array]:
    """Return which actors each tie joins, and its weight in each cluster, shape (clusters, ties)."""
    keys = list(clusters.columns)
    cluster = pairs[keys].merge(clusters.reset_index(names="cluster"), on=keys, how="left")["cluster"].to_numpy()
    tie = pairs.groupby(["actor_a", "actor_b"], sort=True, observed=True).ngroup().to_numpy()
    joined = pairs[["actor_a", "actor_b"]].drop_duplicates().sort_values(["actor_a", "actor_b"])
    number = {actor: n for n, actor in enumerate(actors)}
    weights = np.zeros((len(clusters), len(joined)))
    np.add.at(weights, (cluster, tie), pairs["share"].to_numpy())
    one, other = (np.array([number[actor] for actor in joined[end]], np.int64) for end in ("actor_a", "actor_b"))
    return (one, other), weights


def _centralities(times: Array, weights: Array, ties: Ties, n_actors: int) -> Array:
    """Return degree, strength and eigenvector of each sample, shape (samples, actors, 3)."""
    found = np.zeros((len(times), n_actors, len(_COLUMNS)))
    network = np.zeros((n_actors, n_actors))
    for n, sample in enumerate(times):
        network[ties] = network[ties[::-1]] = sample @ weights
        found[n] = np.column_stack([(network > 0).sum(axis=1), network.sum(axis=1), eigenvector_centrality(network)])
    return found


def _ranked(actors: list[str], whole: Array, spread: Array, *, resampled: str) -> pd.DataFrame:
    low, high = np.quantile(spread, [0.025, 0.975], axis=0) if len(actors) else (whole, whole)
    columns: dict[str, object] = {"actor_id": pd.Series(actors, dtype="str")}
    for n, name in enumerate(_COLUMNS):
        columns |= {name: whole[:, n], f"{name}_low": low[:, n], f"{name}_high": high[:, n]}
    # Rounded, since equal sums of shares may differ in the last digit.
    order = np.lexsort((np.arange(len(actors)), -whole[:, 1].round(9)))
    strength = spread[:, order, 1].round(9)
    ahead = np.sign(strength[:, :-1] - strength[:, 1:])
    table = pd.DataFrame(columns).iloc[order].reset_index(drop=True)
    table["rank"] = np.arange(1, len(actors) + 1)
    table["p_outranks_next"] = np.append(((ahead + 1) / 2).mean(axis=0), np.nan)[: len(actors)]
    table["resampled"] = resampled
    return table
