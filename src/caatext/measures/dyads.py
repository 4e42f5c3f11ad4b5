"""Who does what to whom: directed counts of clauses with an actor on each side, by class of verb."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.corpus.codebook import Codebook
from caatext.tables import check_table, make_table


def count_dyads(
    annotations: Annotations,
    codebook: Codebook,
    *,
    voice: str = "author",
    modalities: Collection[str] | None = None,
    negated: bool = False,
) -> pd.DataFrame:
    """Return how many clauses have one actor as agent and another as patient, by class of verb.

    Parameters
    ----------
    annotations : Annotations
        Its ``statements`` table is read.
    codebook : Codebook
        Actors that it does not know are left out.
    voice : str
        Whose clauses: ``author``, a speaker, or ``all``.
    modalities : collection of str, optional
        Only these, for instance ``("real", "past")``; all where None.
    negated : bool
        Whether acts that the text denies count too.

    Returns
    -------
    DataFrame
        Edges, directed: ``actor_a`` acts on ``actor_b``; measure ``dyad:<class of verb>`` (``dyad:other``
        without a class), value = number of clauses, at least 1. Rows by document, and pooled with an empty
        ``doc_id``.

    Notes
    -----
    Not to be read as: events. Analysis is full of past, possible, wished and denied acts; restrict
    `modalities` before a count is called what happened. No means below five.

    References
    ----------
    Goldstein 1992, A conflict-cooperation scale for WEIS events data; van Atteveldt et al. 2017, Clause
    analysis.

    Examples
    --------
    >>> codebook = Codebook.model_validate({
    ...     "codebook": {"id": "x", "title": "X", "version": "1"},
    ...     "actors": [{"id": "ludrath", "name": "Ludrath"}, {"id": "vellisk", "name": "Vellisk"}]})
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> clause = {"doc_id": "a1", "paragraph": 1, "sentence": 1, "voice": "author", "verb_class": "control"}
    >>> clause |= {"agent": "ludrath", "patient": "vellisk", "modality": "real"}
    >>> tables["statements"] = make_table([clause], "statements")
    >>> edges = count_dyads(Annotations(**tables), codebook, modalities=("real", "past"))
    >>> edges[["doc_id", "actor_a", "actor_b", "measure", "value"]].values.tolist()[1]
    ['a1', 'ludrath', 'vellisk', 'dyad:control', 1.0]
    """
    table = check_table(annotations.statements, "statements", step="annotate")
    known = sorted(codebook.actor_by_id)
    keep = table["agent"].isin(known) & table["patient"].isin(known) & (table["agent"] != table["patient"])
    if voice != "all":
        keep &= table["voice"] == voice
    if modalities is not None:
        keep &= table["modality"].isin(sorted(modalities))
    if not negated:
        keep &= ~table["is_negated"].astype(bool)
    kept = table[keep]
    kept = pd.DataFrame(
        {
            "doc_id": kept["doc_id"],
            "actor_a": kept["agent"],
            "actor_b": kept["patient"],
            "measure": ["dyad:" + (str(verb_class) or "other") for verb_class in kept["verb_class"]],
        }
    )
    pooled = pd.concat([kept.assign(doc_id=""), kept], ignore_index=True)
    keys = ["doc_id", "measure", "actor_a", "actor_b"]
    counted = pooled.groupby(keys, sort=True, observed=True).size().rename("value").reset_index()
    return make_table(counted, "edges")
