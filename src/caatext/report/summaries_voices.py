"""What attribution does to a number, and how often the mapping of names was right, as rows that exhibits show."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from caatext.comparison.design import MIN_UNITS
from caatext.stats.intervals import wilson
from caatext.stats.resampling import cluster_bootstrap, keyed_rng

OVER_ARTICLES = "paired bootstrap over articles"
WITHIN_ONLY = "within-article only"
TOO_FEW = f"none: fewer than {MIN_UNITS} articles"
AUTHOR = "author"
_DRAWS = 2_000


def voice_shifts(
    scores: pd.DataFrame, groups: Mapping[str, str], *, measure: str = "stance", seed: int = 1
) -> pd.DataFrame:
    """Return what a mean becomes when only the author's own words count, for each group and category.

    Parameters
    ----------
    scores : DataFrame
        The `scores` contract, all voices; such as from ``score_stance``.
    groups : mapping of str to str
        Group by document.
    measure : str
        Which measure of them.
    seed : int
        Of the bootstrap.

    Returns
    -------
    DataFrame
        ``group, category, all_voices, own_voice`` (means of the articles' means, as in the stance matrix), ``shift``
        (own less all) with ``conf_low, conf_high, interval``, ``n_all, n_own, n_attributed, n_documents``.
        Sorted by the number of attributed values. Rows without an attributed value do not shift, and have 0 there.

    Notes
    -----
    The two means of a row share most of their values, so that their difference is resampled as a pair: each draw of
    articles gives both. Below four articles there is no interval.
    """
    used = scores[scores["measure"] == measure]
    placed = used.assign(group=used["doc_id"].map(groups), is_own=used["voice"] == AUTHOR)
    rows = [
        {"group": group, "category": category} | _shift(part, seed, str(group), str(category))
        for (category, group), part in placed.groupby(["category", "group"], sort=True)
    ]
    columns = ["group", "category", "all_voices", "own_voice", "shift", "conf_low", "conf_high", "interval", "n_all",
               "n_own", "n_attributed", "n_documents"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    order = ["n_attributed", "n_all", "category", "group"]
    return table.sort_values(order, ascending=[False, False, True, True], kind="stable", ignore_index=True)


def _shift(part: pd.DataFrame, seed: int, *key: str) -> dict[str, object]:
    every = part.groupby("doc_id", sort=True)["value"].mean()
    own = part[part["is_own"]].groupby("doc_id", sort=True)["value"].mean().reindex(every.index)
    low = high = math.nan
    kind = WITHIN_ONLY if len(every) == 1 else TOO_FEW
    n_own = int(part["is_own"].sum())
    if len(every) >= MIN_UNITS and n_own > 0:
        low, high = _bootstrap(every.to_numpy(float), own.to_numpy(float), rng=keyed_rng(seed, "voice shift", *key))
        kind = OVER_ARTICLES
    return {
        "all_voices": float(every.mean()), "own_voice": float(own.mean()), "shift": float(own.mean() - every.mean()),
        "conf_low": low, "conf_high": high, "interval": kind, "n_all": len(part), "n_own": n_own,
        "n_attributed": len(part) - n_own, "n_documents": len(every),
    }  # fmt: skip


def _bootstrap(every: np.ndarray, own: np.ndarray, *, rng: np.random.Generator) -> tuple[float, float]:
    """Return the 95 % percentile limits of the difference of the two means over drawn articles."""
    drawn = cluster_bootstrap(np.arange(len(every)), n_draws=_DRAWS, rng=rng)
    has_own = ~np.isnan(own)
    with np.errstate(divide="ignore", invalid="ignore"):
        of_own = drawn[:, has_own] @ own[has_own] / drawn[:, has_own].sum(axis=1)
    differences = of_own - drawn @ every / drawn.sum(axis=1)
    low, high = np.nanquantile(differences, (0.025, 0.975))
    return float(low), float(high)


def mapping_accuracy(gold: pd.DataFrame) -> pd.DataFrame:
    """Return precision and recall of the mapping of names with Wilson's limits, as T3 prints them.

    Parameters
    ----------
    gold : DataFrame
        ``surface`` (``""`` for all forms together), ``n_gold`` coded by people, ``n_found`` by the rules,
        ``n_correct`` both agree on.

    Returns
    -------
    DataFrame
        These columns with ``precision, precision_low, precision_high, recall, recall_low, recall_high``; NaN where
        nothing was found or coded.

    Examples
    --------
    >>> gold = pd.DataFrame({"surface": [""], "n_gold": [10], "n_found": [8], "n_correct": [8]})
    >>> mapping_accuracy(gold)[["precision", "recall"]].values.tolist()
    [[1.0, 0.8]]
    """
    parts = {
        "precision": wilson(gold["n_correct"], gold["n_found"]),
        "recall": wilson(gold["n_correct"], gold["n_gold"]),
    }
    limits = {
        f"{name}{end}": values
        for name, share in parts.items()
        for end, values in zip(("", "_low", "_high"), share, strict=True)
    }
    return gold.reset_index(drop=True).assign(**limits)
