"""How many ties survive which null, with the error of drawing it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from caatext.stats.multiplicity import benjamini_hochberg
from caatext.stats.resampling import keyed_rng

#: Nulls from weak to strong, as ``tie_significance`` names them.
NULLS = ("independence", "margins", "within-article")
LEVEL = 0.05
_REPEATS = 1_000


def null_ladder(ties: pd.DataFrame, *, level: float = LEVEL, seed: int = 1) -> pd.DataFrame:
    """Return how many ties each null leaves, and how far that number would move if the null were drawn again.

    Parameters
    ----------
    ties : DataFrame
        From ``tie_significance``, its nulls one below the other; with ``p_value, n_tested, n_draws``.
    level : float
        Share of false finds that is borne, in (0, 1).
    seed : int
        Of the repeats.

    Returns
    -------
    DataFrame
        ``null``, ``n_met`` (pairs with enough common windows), ``n_tested`` (the family), ``n_survivors``,
        ``error_low, error_high`` (the middle 95 % over repeats; equal to `n_survivors` for an exact null), ``n_draws``
        (0 where exact). Nulls from weak to strong; those without a pair are there with zeros.

    Notes
    -----
    The error is of the drawing only: more draws make it smaller. It says nothing about other articles.
    """
    pooled = ties[ties["doc_id"] == ""]
    rows = []
    for null in NULLS:
        part = pooled[pooled["measure"] == f"excess:{null}"]
        n_tested = int(part["n_tested"].max()) if len(part) else 0
        n_draws = int(part["n_draws"].max()) if len(part) else 0
        n_survivors = int((part["p_adjusted"] <= level).sum())
        p_values = part["p_value"].to_numpy(float)
        counts = _redraw(p_values, n_tested, n_draws, level=level, rng=keyed_rng(seed, "null ladder", null))
        low, high = np.quantile(counts, (0.025, 0.975)) if len(counts) else (n_survivors, n_survivors)
        rows.append({
            "null": null, "n_met": len(part), "n_tested": n_tested, "n_survivors": n_survivors,
            "error_low": float(low), "error_high": float(high), "n_draws": n_draws,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _redraw(p_values: np.ndarray, n_tested: int, n_draws: int, *, level: float, rng: np.random.Generator) -> np.ndarray:
    """Return the number of survivors in repeats of the drawing, each pair's exceedances drawn anew."""
    if not n_draws or not len(p_values):
        return np.zeros(0)
    reached = np.round(p_values * (n_draws + 1) - 1)
    drawn = rng.binomial(n_draws, (reached + 1) / (n_draws + 2), size=(_REPEATS, len(p_values)))
    again = (drawn + 1) / (n_draws + 1)
    rest = np.ones(max(0, n_tested - len(p_values)))
    return np.array([(benjamini_hochberg(np.append(row, rest)) <= level).sum() for row in again])
