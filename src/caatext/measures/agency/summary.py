"""Agency of each actor in one row: grammar, verbs and claims side by side, with intervals."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caatext.stats.intervals import jeffreys, wilson
from caatext.stats.resampling import cluster_bootstrap, keyed_rng
from caatext.tables import check_table

Array = NDArray[np.float64]
#: Group of all documents where none are named.
ALL = "all"
N_DRAWS = 2_000
_SHARES = {
    "constraint_share": "constraint",
    "irrealis_share": "irrealis",
    "nominal_share": "nominal",
    "agentless_passive_share": "agentless_passive",
    "over_others_share": "agency_over_others",
}
_MEASURES = ("agent_share", *_SHARES.values(), "power", "agency", "asserted_agency")
_COLUMNS = [
    "group", "actor_id", "n_documents", "n_agent", "n_patient", "transitivity", "transitivity_low",
    "transitivity_high", *_SHARES, "n_asserted", "asserted_share", "asserted_low", "asserted_high", "n_power",
    "power", "power_low", "power_high", "n_agency", "agency", "agency_low", "agency_high", "coverage",
]  # fmt: skip


def summarize_agency(
    scores: pd.DataFrame, groups: Mapping[str, str] | None = None, *, voice: str = "author", seed: int = 1
) -> pd.DataFrame:
    r"""Return the agency of each actor in each group of documents: enacted, connoted and claimed.

    Transitivity is :math:`(A - P) / (A + P)` over all parts as agent and patient, its interval twice that of
    Jeffreys on :math:`A / (A + P)` minus 1. Shares of claims have Wilson's interval. Means of the verb ratings have a
    percentile interval over resampled articles.

    Parameters
    ----------
    scores : DataFrame
        From :func:`score_agency`.
    groups : mapping of str to str, optional
        Group by ``doc_id``; documents that it does not name, or names with no group, are left out. Without it all
        are one group, ``all``.
    voice : str
        Whose words: ``author``, a speaker, or ``all``.
    seed : int
        0 or more.

    Returns
    -------
    DataFrame
        One row a group and actor with a role or a claim, most roles first. ``n_documents`` that give it one,
        ``n_agent``, ``n_patient``; ``transitivity`` in [-1, 1], more is more often the one who acts; the shares in
        [0, 1]: ``constraint_share``, ``irrealis_share`` and ``nominal_share`` of all parts,
        ``agentless_passive_share`` of parts as patient, ``over_others_share`` of parts as agent; ``n_asserted``
        claims about its agency and ``asserted_share`` of them that grant it; ``power`` and ``agency`` in [-1, 1],
        means of `n_power` and `n_agency` ratings, more is more; ``coverage`` in [0, 1], parts whose verb the lexicon
        rates. NaN where nothing was counted, and for intervals of ratings from fewer than two articles.

    Notes
    -----
    Jeffreys's and Wilson's intervals take clauses as independent: they tell how well these articles are known. The
    intervals of the ratings tell of other articles, and with fewer than twelve they are too narrow. Not to be read
    as: importance or strength of a state. Read no ``power`` without its ``coverage``.

    Raises
    ------
    TableError
        `scores` is no scores table.

    References
    ----------
    Brown, Cai and DasGupta (2001), doi:10.1214/ss/1009213286; Wilson (1927), doi:10.2307/2276774;
    Antoniak et al. (2023), Riveter.

    Examples
    --------
    >>> from caatext.tables import make_table
    >>> part = {"doc_id": "a1", "voice": "author", "measure": "agent_share", "category": "ludrath", "weight": 1.0}
    >>> scores = make_table([part | {"value": value} for value in (1.0, 1.0, 1.0, 0.0)], "scores")
    >>> summarize_agency(scores)[["n_agent", "n_patient", "transitivity"]].values.tolist()
    [[3.0, 1.0, 0.5]]
    """
    table = check_table(scores, "scores", step="score_agency")
    if voice != "all":
        table = table[table["voice"] == voice]
    table = table[table["measure"].isin(_MEASURES)]
    table = table.assign(group=[ALL if groups is None else groups.get(doc_id, "") for doc_id in table["doc_id"]])
    table = table[table["group"] != ""]
    rows = [
        {"group": str(name), "actor_id": str(actor)} | _summarize(own, name=f"{name}:{actor}", seed=seed)
        for (name, actor), own in table.groupby(["group", "category"], sort=True, observed=True)
    ]
    summary = pd.DataFrame(rows, columns=_COLUMNS)
    n_roles = -(summary["n_agent"] + summary["n_patient"])
    keys = summary.assign(n_roles=n_roles).sort_values(["n_roles", "group", "actor_id"], kind="stable").index
    return summary.loc[keys].reset_index(drop=True)


def _summarize(own: pd.DataFrame, *, name: str, seed: int) -> dict[str, float]:
    """Return the figures of one actor in one group."""
    by_measure = {measure: own[own["measure"] == measure] for measure in _MEASURES}
    n = {measure: len(rows) for measure, rows in by_measure.items()}
    n_agent, n_asserted = (int(by_measure[m]["value"].sum()) for m in ("agent_share", "asserted_agency"))
    acting = jeffreys(n_agent, n["agent_share"])
    asserted = wilson(n_asserted, n["asserted_agency"])
    found = {
        "n_documents": own["doc_id"].nunique(),
        "n_agent": n_agent,
        "n_patient": n["agent_share"] - n_agent,
        "transitivity": 2.0 * float(acting.estimate) - 1.0,
        "transitivity_low": 2.0 * float(acting.conf_low) - 1.0,
        "transitivity_high": 2.0 * float(acting.conf_high) - 1.0,
        "n_asserted": n["asserted_agency"],
        "asserted_share": float(asserted.estimate),
        "asserted_low": float(asserted.conf_low),
        "asserted_high": float(asserted.conf_high),
        "coverage": n["power"] / n["agent_share"] if n["agent_share"] else float("nan"),
    }
    found |= {share: float(by_measure[measure]["value"].mean()) for share, measure in _SHARES.items()}
    for rating in ("power", "agency"):
        mean, low, high = _mean_over_articles(by_measure[rating], rng=keyed_rng(seed, "summarize_agency", name, rating))
        found |= {f"n_{rating}": n[rating], rating: mean, f"{rating}_low": low, f"{rating}_high": high}
    return found


def _mean_over_articles(rows: pd.DataFrame, *, rng: np.random.Generator) -> tuple[float, float, float]:
    """Return the mean of all values with its percentile interval over resampled articles."""
    by_article = rows.groupby("doc_id", sort=True, observed=True)["value"].agg(["sum", "size"])
    mean = float(rows["value"].mean())
    if len(by_article) < 2:
        return mean, float("nan"), float("nan")
    times: Array = cluster_bootstrap(by_article.index, n_draws=N_DRAWS, rng=rng)
    drawn = (times @ by_article["sum"].to_numpy(float)) / (times @ by_article["size"].to_numpy(float))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return mean, float(low), float(high)
