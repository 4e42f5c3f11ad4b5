"""Maps of the design: which group writes about which region and names whom; empty cells come first."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.comparison.groups import Grouping
from caatext.corpus.codebook import Codebook

_NAMED = ("actor", "place")


def design_map(annotations: Annotations, grouping: Grouping, *, codebook: Codebook | None = None) -> pd.DataFrame:
    """Return how often each group names each actor, by region of the article.

    Parameters
    ----------
    annotations : Annotations
        Its mentions are read; modifiers are left out.
    grouping : Grouping
        Groups, and the ``region`` of the documents where they have one.
    codebook : Codebook, optional
        Adds actors that no article names, and the region of the codebook that each actor belongs to.

    Returns
    -------
    DataFrame
        ``group, region, actor_id, actor_region, n_articles, n_documents, n_paragraphs, n_mentions``, all
        combinations, sorted; `n_articles` is what the group wrote on the region, `n_documents` how many of these
        name the actor. Zero is a cell that is empty by design.

    Notes
    -----
    An empty cell is no finding about the group: nothing can be compared there.

    Examples
    --------
    >>> tables = {name: pd.DataFrame() for name in Annotations.table_names()}
    >>> tables["mentions"] = pd.DataFrame({"doc_id": ["d1"], "paragraph": [1], "actor_id": ["orr"],
    ...                                    "reading": ["actor"]})
    >>> docvars = pd.DataFrame({"doc_id": ["d1", "d2"], "author": ["A", "B"]})
    >>> grouping = Grouping("author", docvars, docvars.set_index("doc_id")["author"])
    >>> design_map(Annotations(**tables), grouping)[["group", "actor_id", "n_mentions"]].to_numpy().tolist()
    [['A', 'orr', 1], ['B', 'orr', 0]]
    """
    region = grouping.variable("region").reindex(grouping.labels.index)
    named = _named(annotations, grouping)
    cells = named.assign(group=named["doc_id"].map(grouping.labels), region=named["doc_id"].map(region))
    actors = set(named["actor_id"]) | set(codebook.actor_by_id if codebook else ())
    keys = ["group", "region", "actor_id"]
    full = pd.DataFrame(product(grouping.groups, sorted(set(region)), sorted(actors)), columns=keys)
    articles = Counter(zip(grouping.labels, region, strict=True))
    region_of = _region_of(codebook)
    full["actor_region"] = [region_of.get(actor, "") for actor in full["actor_id"]]
    full["n_articles"] = [articles[cell] for cell in zip(full["group"], full["region"], strict=True)]
    cells["address"] = cells["doc_id"] + "." + cells["paragraph"].astype("str")
    counts = cells.groupby(keys).agg(
        n_documents=("doc_id", "nunique"), n_paragraphs=("address", "nunique"), n_mentions=("doc_id", "size")
    )
    numbers = counts.reindex(pd.MultiIndex.from_frame(full[keys]), fill_value=0).reset_index(drop=True)
    return pd.concat([full, numbers.astype("int64")], axis=1)


def assign_regions(annotations: Annotations, codebook: Codebook) -> pd.DataFrame:
    """Return the region each document is about: the one of the codebook whose members it names most.

    Parameters
    ----------
    annotations : Annotations
        Its mentions are read; modifiers are left out.
    codebook : Codebook
        Its groups of kind ``region``.

    Returns
    -------
    DataFrame
        ``doc_id, region``, one row a document; ``""`` where no region is named, or two equally often.

    Notes
    -----
    A reading of what a text is about, not a fact about it: a region given with the documents goes before it.

    Examples
    --------
    >>> from caatext.corpus.codebook import parse_codebook
    >>> codebook = parse_codebook('''
    ... codebook = { id = "x", title = "X", version = "1" }
    ... actors = [{ id = "orr", name = "Orr" }]
    ... groups = [{ id = "coast", name = "Coast", kind = "region", members = ["orr"] }]''')
    >>> tables = {name: pd.DataFrame() for name in Annotations.table_names()}
    >>> tables["documents"] = pd.DataFrame({"doc_id": ["d1"]})
    >>> tables["mentions"] = pd.DataFrame({"doc_id": ["d1"], "actor_id": ["orr"], "reading": ["place"]})
    >>> assign_regions(Annotations(**tables), codebook).to_numpy().tolist()
    [['d1', 'coast']]
    """
    named = annotations.mentions[annotations.mentions["reading"].isin(_NAMED)]
    regions = [group for group in codebook.groups if group.kind == "region"]
    counts = pd.DataFrame(
        {g.id: named[named["actor_id"].isin(g.members)].groupby("doc_id").size() for g in regions},
        index=sorted(annotations.documents["doc_id"].astype("str")),
    ).fillna(0)
    chosen = []
    for row in counts.itertuples(index=False):
        top = max(row, default=0)
        best = [name for name, k in zip(counts.columns, row, strict=True) if k == top]
        chosen.append(best[0] if top > 0 and len(best) == 1 else "")
    return pd.DataFrame({"doc_id": counts.index, "region": chosen})


def _named(annotations: Annotations, grouping: Grouping) -> pd.DataFrame:
    mentions = annotations.mentions
    kept = mentions["reading"].isin(_NAMED) & (mentions["actor_id"] != "")
    return mentions[kept & mentions["doc_id"].isin(grouping.labels.index)]


def _region_of(codebook: Codebook | None) -> dict[str, str]:
    """Return the first region of the codebook that each actor belongs to."""
    found: dict[str, str] = {}
    for group in codebook.groups if codebook else ():
        if group.kind == "region":
            for member in group.members:
                found.setdefault(member, group.id)
    return found
