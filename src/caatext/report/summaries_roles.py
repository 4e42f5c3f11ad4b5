"""The parts that actors play in clauses, sorted into four kinds, and their shares by group."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

import pandas as pd

from caatext.measures.agency.roles import BOUNDING, REALIS
from caatext.stats.intervals import jeffreys
from caatext.tables import ADDRESS, sort_by_address

#: Kinds of part, in the order in which they are shown.
PARTS = ("agent", "irrealis", "constrained", "patient")
AUTHOR = "author"


def role_parts(statements: pd.DataFrame, actors: Collection[str], *, voice: str = AUTHOR) -> pd.DataFrame:
    """Return each part of an actor in a clause with the one kind that it is counted as.

    A part is ``constrained`` where another controls, forces or keeps the actor from acting, whichever side of the
    clause it stands on; else ``irrealis`` where the act is only possible, wished or expected; else ``agent`` or
    ``patient``. The same clauses are counted as in ``score_agency``; only the four kinds exclude one another here.

    Parameters
    ----------
    statements : DataFrame
        The `statements` contract.
    actors : collection of str
        Identifiers of the codebook; others are left out.
    voice : str
        Whose clauses.

    Returns
    -------
    DataFrame
        ``doc_id, paragraph, sentence, start, end, voice, category`` (actor) and ``part``, in reading order.
    """
    own = statements[statements["voice"] == voice]
    # Whom one depends on is the patient of that clause, and bounds rather than is bound.
    depended_on = (own["verb_class"] == "constraint") & own["is_constrained"].astype(bool)
    is_bounding, irrealis = own["verb_class"].isin(BOUNDING) & ~depended_on, ~own["modality"].isin(REALIS)
    found = []
    for role, constrained in (("agent", own["is_constrained"].astype(bool)), ("patient", is_bounding)):
        told = own.assign(part=role, constrained=constrained, irrealis=irrealis, category=own[role])
        found.append(told[told["category"].isin(list(actors))])
    key = [*ADDRESS, "start", "end", "voice", "verb", "category", "part"]
    # Clauses that share a part, because several actors stand on the other side, are one part.
    table = pd.concat(found, ignore_index=True).groupby(key, sort=True, observed=True)[["constrained", "irrealis"]]
    parts = table.max().reset_index()
    parts["part"] = parts["part"].mask(parts["irrealis"], "irrealis").mask(parts["constrained"], "constrained")
    return sort_by_address(parts, "start", "category")[[*ADDRESS, "start", "end", "voice", "category", "part"]]


def role_profile(parts: pd.DataFrame, groups: Mapping[str, str]) -> pd.DataFrame:
    """Return how many parts of each kind every actor has in each group, with the share in which it acts freely.

    Parameters
    ----------
    parts : DataFrame
        From `role_parts`.
    groups : mapping of str to str
        Group by document.

    Returns
    -------
    DataFrame
        ``group, actor_id, n`` and ``n_agent, n_irrealis, n_constrained, n_patient``, ``agent_share`` with Jeffreys's
        ``conf_low, conf_high`` within the articles read, ``n_documents``. Actors with most parts first.
    """
    placed = parts.assign(group=parts["doc_id"].map(groups))
    rows = []
    for (actor, group), found in placed.groupby(["category", "group"], sort=True):
        counts = {f"n_{part}": int((found["part"] == part).sum()) for part in PARTS}
        share = jeffreys(counts["n_agent"], len(found)) if len(found) else (math.nan,) * 3
        rows.append({
            "group": group, "actor_id": actor, "n": len(found), **counts, "agent_share": float(share[0]),
            "conf_low": float(share[1]), "conf_high": float(share[2]), "n_documents": found["doc_id"].nunique(),
        })  # fmt: skip
    columns = ["group", "actor_id", "n", *(f"n_{part}" for part in PARTS), "agent_share", "conf_low", "conf_high",
               "n_documents"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    whole = table.groupby("actor_id", sort=True)["n"].sum()
    table = table.assign(whole=table["actor_id"].map(whole))
    order = table.sort_values(["whole", "actor_id", "group"], ascending=[False, True, True], kind="stable")
    return order.drop(columns="whole").reset_index(drop=True)
