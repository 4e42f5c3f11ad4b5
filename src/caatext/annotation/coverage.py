"""How many mentions of actors the statements made something of."""

from __future__ import annotations

import pandas as pd


def role_coverage(mentions: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """Return which share of an actor's mentions stands in a sentence in which that actor has a role.

    ``share = n_in_role / n_mentions``, by document and actor. More is better: of what is left out the agency and dyad
    figures know nothing. It is an upper bound of what was found, since of two mentions in one sentence only one need
    have the role, and it does not say that the roles are right.

    Parameters
    ----------
    mentions : DataFrame
        Table `mentions` of the annotations; only those read as actor count.
    statements : DataFrame
        Table `statements` of the same annotations. Offsets are not used, so the tables of a feature bundle will do.

    Returns
    -------
    DataFrame
        Columns ``doc_id``, ``actor_id``, ``n_mentions``, ``n_in_role``, ``share`` (0 to 1), sorted by the first two.

    Examples
    --------
    >>> import pandas as pd
    >>> place = {"doc_id": "a1", "paragraph": 1}
    >>> mentions = pd.DataFrame([place | {"sentence": n, "actor_id": "norland", "reading": "actor"} for n in (1, 2)])
    >>> statements = pd.DataFrame([place | {"sentence": 1, "agent": "norland", "patient": ""}])
    >>> role_coverage(mentions, statements)["share"].tolist()
    [0.5]
    """
    keys = ["doc_id", "paragraph", "sentence", "actor_id"]
    read = mentions.loc[mentions["reading"] == "actor", keys]
    parts = [
        statements[["doc_id", "paragraph", "sentence", role]].rename(columns={role: "actor_id"})
        for role in ("agent", "patient")
    ]
    filled = pd.concat(parts, ignore_index=True).drop_duplicates()
    marked = read.merge(filled.assign(n_in_role=1), on=keys, how="left").fillna({"n_in_role": 0})
    counted = marked.groupby(["doc_id", "actor_id"], sort=True)["n_in_role"].agg(["size", "sum"]).reset_index()
    counted.columns = pd.Index(["doc_id", "actor_id", "n_mentions", "n_in_role"])
    counted["n_in_role"] = counted["n_in_role"].astype("int64")
    counted["share"] = counted["n_in_role"] / counted["n_mentions"]
    return counted


def orient_constraints(statements: pd.DataFrame) -> pd.DataFrame:
    """Return statements in which whoever bounds another is the agent, also where the bounded one is the subject.

    *Armenia depends on Russia* and *Armenia lost to Russia* have Armenia as subject, and Russia is the one who bounds.

    Examples
    --------
    >>> clause = {"agent": "a", "patient": "b", "verb": "depend", "verb_class": "constraint", "is_constrained": True}
    >>> orient_constraints(pd.DataFrame([clause]))[["agent", "patient"]].values.tolist()
    [['b', 'a']]
    """
    turned = statements.copy()
    bound = (turned["verb_class"] == "constraint") & turned["is_constrained"].astype(bool)
    turned.loc[bound, ["agent", "patient"]] = turned.loc[bound, ["patient", "agent"]].to_numpy()
    return turned
