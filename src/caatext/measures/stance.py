"""What a voice makes of an actor: the sign of the evaluating words tied to it, sentence by sentence."""

from __future__ import annotations

import numpy as np
import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.corpus.codebook import Codebook
from caatext.tables import ADDRESS, check_table, make_table, unit_id

_KEYS = [*ADDRESS, "voice", "actor_id"]


def score_stance(annotations: Annotations, codebook: Codebook) -> pd.DataFrame:
    """Return, for each sentence and voice that names an actor, whether the actor is praised or blamed there.

    The value is the sign of the sum of the evaluations of that actor in that sentence and voice; 0 where the
    actor is named (read as an actor, not as a place or a modifier) and not evaluated. The mean over a
    document is (n_plus - n_minus) / (n_plus + n_minus + n_zero).

    Parameters
    ----------
    annotations : Annotations
        Its ``mentions``, ``evaluations`` and ``sentences`` tables are read.
    codebook : Codebook
        Actors that it does not know are left out.

    Returns
    -------
    DataFrame
        Scores: unit mention (addressed by its sentence), measure ``stance``, category = actor, value -1, 0 or
        1 (more is more in favor), weight 1. Where an actor is not named there is no row: silence is missing,
        not 0.

    Notes
    -----
    Not to be read as: how an actor fares. "The rebels attacked Ludrath" is bad news for Ludrath and says
    nothing of what the author thinks of it. Most mentions carry no evaluation, so means are close to 0; read
    the share of evaluated mentions beside them, and nothing below five.

    References
    ----------
    Bestvater & Monroe 2023, Sentiment is not stance; Hamborg & Donnay 2021, NewsMTSC.

    Examples
    --------
    >>> codebook = Codebook.model_validate({
    ...     "codebook": {"id": "x", "title": "X", "version": "1"},
    ...     "actors": [{"id": "ludrath", "name": "Ludrath"}, {"id": "vellisk", "name": "Vellisk"}]})
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> place = {"doc_id": "a1", "paragraph": 1, "sentence": 1, "voice": "author", "reading": "actor"}
    >>> named = [place | {"actor_id": "ludrath"}, place | {"actor_id": "vellisk"}]
    >>> tables["mentions"] = make_table(named, "mentions")
    >>> tables["evaluations"] = make_table([named[0] | {"value": -0.4}], "evaluations")
    >>> score_stance(Annotations(**tables), codebook)[["category", "value"]].values.tolist()
    [['ludrath', -1.0], ['vellisk', 0.0]]
    """
    known = sorted(codebook.actor_by_id)
    mentions = check_table(annotations.mentions, "mentions", step="annotate")
    evaluations = check_table(annotations.evaluations, "evaluations", step="annotate")
    named = mentions.loc[mentions["reading"] == "actor", _KEYS].assign(value=0.0)
    table = pd.concat([named, evaluations[[*_KEYS, "value"]]], ignore_index=True)
    table = table[table["actor_id"].isin(known)]
    # Rounded first: 0.1 + 0.2 - 0.3 is no evaluation.
    sums = table.groupby(_KEYS, sort=True, observed=True)["value"].sum().round(9).reset_index()
    spans = annotations.sentences[[*ADDRESS, "start", "end"]]
    sums = sums.merge(spans, on=list(ADDRESS), how="left")
    scores = sums.assign(
        unit="mention",
        unit_id=[unit_id(*address) for address in sums[list(ADDRESS)].itertuples(index=False)],
        measure="stance",
        category=sums["actor_id"],
        value=np.sign(sums["value"]) + 0.0,
        weight=1.0,
    )
    return make_table(scores.drop(columns="actor_id"), "scores")
