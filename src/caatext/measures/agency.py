"""Who acts and who is acted upon: the share of an actor's clause roles in which it is the agent."""

from __future__ import annotations

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.corpus.codebook import Codebook
from caatext.tables import ADDRESS, check_table, make_table, sort_by_address, unit_id

_ROLES = {"agent": 1.0, "patient": 0.0}


def score_agency(annotations: Annotations, codebook: Codebook) -> pd.DataFrame:
    """Return one value for each part that an actor plays in a clause: 1 as agent, 0 as patient.

    The mean of a document is A / (A + P); the transitivity index (A - P) / (A + P) is twice that minus 1.

    Parameters
    ----------
    annotations : Annotations
        Its ``statements`` table is read.
    codebook : Codebook
        Actors that it does not know are left out.

    Returns
    -------
    DataFrame
        Scores: unit statement (addressed by its sentence), measure ``agent_share``, category = actor, value 1
        or 0 (more is more often the one who acts), weight 1. An actor without a role has no row. A clause
        with an actor on both sides gives two rows. Denied and possible acts count: the measure is about
        grammar, not about events.

    Notes
    -----
    Not to be read as: power. The subject of *needs* or *suffers* is an agent by grammar and weak by sense;
    verbs and what the text claims outright have to be read beside it. Whatever the parser misses is missing
    here.

    References
    ----------
    Halliday 1985, An introduction to functional grammar; Greene & Resnik 2009, More than words.

    Examples
    --------
    >>> codebook = Codebook.model_validate({
    ...     "codebook": {"id": "x", "title": "X", "version": "1"},
    ...     "actors": [{"id": "ludrath", "name": "Ludrath"}, {"id": "vellisk", "name": "Vellisk"}]})
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> clause = {"doc_id": "a1", "paragraph": 1, "sentence": 1, "voice": "author", "verb_class": "control"}
    >>> clause |= {"agent": "ludrath", "patient": "vellisk", "modality": "real"}
    >>> tables["statements"] = make_table([clause], "statements")
    >>> score_agency(Annotations(**tables), codebook)[["category", "value"]].values.tolist()
    [['ludrath', 1.0], ['vellisk', 0.0]]
    """
    statements = check_table(annotations.statements, "statements", step="annotate")
    columns = [*ADDRESS, "start", "end", "voice"]
    parts = [
        statements[[*columns, role]].rename(columns={role: "category"}).assign(value=value)
        for role, value in _ROLES.items()
    ]
    table = pd.concat(parts, ignore_index=True)
    table = table[table["category"].isin(sorted(codebook.actor_by_id))]
    table = sort_by_address(table, "voice", "category", "value", "start", "end")
    return make_table(
        table.assign(
            unit="statement",
            unit_id=[unit_id(*address) for address in table[list(ADDRESS)].itertuples(index=False)],
            measure="agent_share",
            weight=1.0,
        ),
        "scores",
    )
