"""Which actors are named together, how often, and how much more often than chance has it."""

from __future__ import annotations

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.corpus.codebook import Codebook
from caatext.errors import MeasureError, Problem
from caatext.stats.association import npmi
from caatext.tables import ADDRESS, check_table, make_table

WINDOWS = {"sentence": [*ADDRESS], "paragraph": ["doc_id", "paragraph"]}


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
    if window not in WINDOWS:
        raise MeasureError(
            Problem(
                code="E-CFG-OPTION",
                found=f"the window '{window}' is not known; there are {', '.join(WINDOWS)}",
                remedy="name a window of the list",
            )
        )
    keys = WINDOWS[window]
    mentions = check_table(annotations.mentions, "mentions", step="annotate")
    is_actor = (mentions["reading"] == "actor") & mentions["actor_id"].isin(sorted(codebook.actor_by_id))
    # Sorted, since shares are summed in the order of rows.
    named = mentions.loc[is_actor, [*keys, "actor_id"]].drop_duplicates().sort_values([*keys, "actor_id"])
    windows = (annotations.sentences if window == "sentence" else annotations.paragraphs)[keys]
    windows = pd.concat([windows, named[keys]]).drop_duplicates()
    size = named.groupby(keys, sort=True, observed=True)["actor_id"].transform("size")
    sides = [named.assign(size=size).rename(columns={"actor_id": end}) for end in ("actor_a", "actor_b")]
    pairs = sides[0].merge(sides[1].drop(columns="size"), on=keys)
    pairs = pairs[pairs["actor_a"] < pairs["actor_b"]]
    pairs = pairs.assign(share=1.0 / (pairs["size"] - 1.0))
    parts = [
        _measure_pairs(*(table.assign(doc_id="") for table in (pairs, named, windows)), min_count=min_count),
        _measure_pairs(pairs, named, windows, min_count=min_count),
    ]
    edges = pd.concat(parts, ignore_index=True)
    return make_table(edges.sort_values(["doc_id", "measure", "actor_a", "actor_b"], kind="stable"), "edges")


def _measure_pairs(pairs: pd.DataFrame, named: pd.DataFrame, windows: pd.DataFrame, *, min_count: int) -> pd.DataFrame:
    """Return the measures by document, from one row a pair and window, an actor and window, and a window."""
    ends = ["doc_id", "actor_a", "actor_b"]
    found = pairs.groupby(ends, sort=True, observed=True)["share"].agg(count="size", weighted="sum").reset_index()
    alone = named.groupby(["doc_id", "actor_id"], sort=True, observed=True).size().rename("alone").reset_index()
    for end in ("actor_a", "actor_b"):
        of_end = alone.rename(columns={"actor_id": end, "alone": f"n_{end}"})
        found = found.merge(of_end, on=["doc_id", end], how="left")
    total = found["doc_id"].map(windows.groupby("doc_id", sort=True, observed=True).size())
    found = found.assign(npmi=npmi(found["count"], found["n_actor_a"], found["n_actor_b"], total))
    found["npmi"] = found["npmi"].where(found["count"] >= min_count)
    long = found.melt(ends, ["count", "weighted", "npmi"], var_name="measure", value_name="value")
    return long.dropna(subset="value")


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
