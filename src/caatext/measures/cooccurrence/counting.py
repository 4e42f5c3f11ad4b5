"""How often actors are named in the same sentence or paragraph, and how much more often than chance has it."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.corpus.codebook import Codebook
from caatext.measures.cooccurrence.windows import all_windows, named_actors, pairs_of
from caatext.stats.association import npmi
from caatext.tables import make_table

_ENDS = ("actor_a", "actor_b")


def count_cooccurrence(
    annotations: Annotations, codebook: Codebook, *, window: str = "sentence", min_count: int = 3
) -> pd.DataFrame:
    """Return how often pairs of actors are named in the same sentence or paragraph.

    ``count`` = windows that name both. ``weighted`` = the same, where a window with k actors gives each of
    its pairs 1 / (k - 1), so that a list of five does not make ten full ties. ``npmi`` = ln(p_ab / (p_a p_b))
    / -ln(p_ab) over all windows, those without any actor included.

    Parameters
    ----------
    annotations : Annotations
        Its ``mentions``, ``sentences`` and ``paragraphs`` tables are read.
    codebook : Codebook
        Actors that it does not know are left out. Mentions read as a place or a modifier do not count.
    window : {"sentence", "paragraph"}
        Within what two actors meet; a whole article is never a window.
    min_count : int
        Pairs with fewer common windows get no ``npmi``, which explodes for rare pairs.

    Returns
    -------
    DataFrame
        Edges, undirected, each pair once with ``actor_a < actor_b``; ``count`` at least 1, ``weighted`` above
        0, ``npmi`` in [-1, 1] with 0 for chance and 1 for actors that only come together. Rows by document,
        and pooled over all windows with an empty ``doc_id``; ``p_adjusted`` is NaN, since no null has been
        drawn here.

    Notes
    -----
    Not to be read as: interaction; use `count_dyads` for that. Actors of one article meet because the article
    is about them: against a null that shuffles within articles few ties survive.

    Raises
    ------
    MeasureError
        The window is not known.

    References
    ----------
    Bouma 2009, Normalized (pointwise) mutual information; Newman 2001 for the weight of lists.

    Examples
    --------
    >>> codebook = Codebook.model_validate({
    ...     "codebook": {"id": "x", "title": "X", "version": "1"},
    ...     "actors": [{"id": "ludrath", "name": "Ludrath"}, {"id": "vellisk", "name": "Vellisk"}]})
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> place = {"doc_id": "a1", "paragraph": 1, "sentence": 1, "reading": "actor"}
    >>> named = [place | {"actor_id": "ludrath"}, place | {"actor_id": "vellisk"}]
    >>> tables["mentions"] = make_table(named, "mentions")
    >>> edges = count_cooccurrence(Annotations(**tables), codebook)
    >>> edges[["doc_id", "actor_a", "actor_b", "measure", "value"]].values.tolist()[2]
    ['a1', 'ludrath', 'vellisk', 'count', 1.0]
    """
    counted = [_count_part(part, codebook, window) for part in annotations.parts()]
    by_document = _Counts(*(pd.concat(tables, ignore_index=True) for tables in zip(*counted, strict=True)))
    edges = pd.concat([_measure(one, min_count) for one in (_pool(by_document), by_document)], ignore_index=True)
    return make_table(edges.sort_values(["doc_id", "measure", "actor_a", "actor_b"], kind="stable"), "edges")


class _Counts(NamedTuple):
    """By document: windows and shares of each pair, windows of each actor, and windows."""

    pairs: pd.DataFrame
    alone: pd.DataFrame
    windows: pd.DataFrame


def _count_part(part: Annotations, codebook: Codebook, window: str) -> _Counts:
    """Return the counts of some documents; addresses of all windows at once would not fit into memory."""
    named = named_actors(part, codebook, window=window)
    pairs = pairs_of(named, window=window).groupby(["doc_id", *_ENDS], sort=True, observed=True)["share"]
    alone = named.groupby(["doc_id", "actor_id"], sort=True, observed=True).size()
    windows = all_windows(part, named, window=window).groupby("doc_id", sort=True, observed=True).size()
    return _Counts(
        pairs.agg(count="size", weighted="sum").reset_index(),
        alone.rename("alone").reset_index(),
        windows.rename("windows").reset_index(),
    )


def _pool(counts: _Counts) -> _Counts:
    """Return the counts of all documents together, under an empty ``doc_id``; shares are summed in their order."""
    pairs, alone, windows = (table.assign(doc_id="") for table in counts)
    return _Counts(
        pairs.groupby(["doc_id", *_ENDS], sort=True, observed=True)[["count", "weighted"]].sum().reset_index(),
        alone.groupby(["doc_id", "actor_id"], sort=True, observed=True)["alone"].sum().reset_index(),
        windows.groupby("doc_id", sort=True, observed=True)["windows"].sum().reset_index(),
    )


def _measure(counts: _Counts, min_count: int) -> pd.DataFrame:
    """Return the measures of each pair, long form."""
    found = counts.pairs
    for end in _ENDS:
        of_end = counts.alone.rename(columns={"actor_id": end, "alone": f"n_{end}"})
        found = found.merge(of_end, on=["doc_id", end], how="left")
    total = found["doc_id"].map(counts.windows.set_index("doc_id")["windows"])
    found = found.assign(npmi=npmi(found["count"], found["n_actor_a"], found["n_actor_b"], total))
    found["npmi"] = found["npmi"].where(found["count"] >= min_count)
    long = found.melt(["doc_id", *_ENDS], ["count", "weighted", "npmi"], var_name="measure", value_name="value")
    return long.dropna(subset="value")
