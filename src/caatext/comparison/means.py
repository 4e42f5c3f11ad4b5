"""Means of groups over their articles, each with the interval that its articles carry and the verdict in words."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caatext.comparison.design import ESTIMABLE, MIN_UNITS, NOT_ESTIMABLE, WITHIN
from caatext.comparison.groups import Grouping
from caatext.comparison.values import document_values, select_scores
from caatext.stats.regression import clustered_ols

MEAN_COLUMNS = ("estimate", "conf_low", "conf_high", "n_documents", "n_missing", "unit", "n_units", "verdict", "reason")
COLUMNS = ["measure", "category", "group", *MEAN_COLUMNS]


class Articles(NamedTuple):
    """Values of articles, NaN where missing, and what is independent: the author or the article itself."""

    value: NDArray[np.float64]
    unit: NDArray[np.str_]


def group_means(
    scores: pd.DataFrame, grouping: Grouping, *, measure: str | None = None, voice: str = "author"
) -> pd.DataFrame:
    r"""Return the mean of each group over its articles, category by category.

    The interval is that of `clustered_ols` on a constant: Student's over articles, or clustered by author where the
    groups hold several.

    Parameters
    ----------
    scores : DataFrame
        The `scores` contract.
    grouping : Grouping
        From `group_by`.
    measure : str, optional
        One of the measures in `scores`; all of them unless named.
    voice : str
        ``author``; a speaker; or ``all``.

    Returns
    -------
    DataFrame
        ``measure, category, group, estimate, conf_low, conf_high, n_documents, n_missing, unit, n_units, verdict,
        reason``, sorted. *Estimable* from four articles (or authors) on; below, *within-article precision only*: the
        mean of the texts read, without interval; *not estimable* without a value.

    Notes
    -----
    Two intervals that overlap are no test of a difference: use `contrast`, which also holds constant what it can.

    Raises
    ------
    ComparisonError
        There is no such measure.

    Examples
    --------
    >>> from caatext.tables import make_table
    >>> docs = ["a1", "a2", "a3", "a4", "b1"]
    >>> rows = [{"doc_id": d, "voice": "author", "measure": "m", "category": "all", "value": float(i), "weight": 1.0}
    ...         for i, d in enumerate(docs, 1)]
    >>> docvars = pd.DataFrame({"doc_id": docs, "author": [d[0] for d in docs]})
    >>> grouping = Grouping("author", docvars, docvars.set_index("doc_id")["author"])
    >>> table = group_means(make_table(rows, "scores"), grouping)
    >>> table[["group", "estimate", "conf_low", "verdict"]].round(3).to_numpy().tolist()
    [['a', 2.5, 0.446, 'estimable'], ['b', 5.0, nan, 'within-article precision only']]
    """
    rows = select_scores(scores, measure=measure, voice=voice)
    unit, names = units(grouping)
    values = document_values(rows).reindex(names.index)
    labels, who = grouping.labels.reindex(names.index), names.to_numpy(dtype=str)
    table = []
    for pair, group in product(named_categories(scores, measure), grouping.groups):
        is_here = (labels == group).to_numpy()
        value = values[pair].to_numpy(dtype=float) if pair in values else np.full(len(names), np.nan)
        key = dict(zip(COLUMNS[:3], (*pair, group), strict=True))
        table.append(key | mean_row(Articles(value[is_here], who[is_here]), unit=unit))
    return pd.DataFrame(table, columns=COLUMNS)


def named_categories(scores: pd.DataFrame, measure: str | None) -> list[tuple[str, str]]:
    """Return all (measure, category) of the scores: one that a voice never gives is not estimable, not absent."""
    own = scores if measure is None else scores[scores["measure"] == measure]
    return sorted(set(zip(own["measure"].astype("str"), own["category"].astype("str"), strict=True)))


def units(grouping: Grouping) -> tuple[str, pd.Series[str]]:
    """Return what is independent, and its name by ``doc_id``, sorted: the author, unless each group is one."""
    doc_ids = grouping.labels.sort_index().index.to_series().astype("str")
    if "author" not in grouping.cross:
        return "article", doc_ids
    authors = grouping.variable("author").reindex(doc_ids.index)
    return "author", authors.where(authors != "", doc_ids)


def mean_row(articles: Articles, *, unit: str) -> dict[str, object]:
    """Return mean, interval, counts and verdict of some articles, by the names of `MEAN_COLUMNS`."""
    has_value = np.isfinite(articles.value)
    value, names = articles.value[has_value], articles.unit[has_value]
    n, n_units, n_missing = len(value), len(set(names)), int((~has_value).sum())
    verdict, reason = _decide(n, n_units, n_missing, unit=unit)
    mean, low, high = float(value.mean()) if n else np.nan, np.nan, np.nan
    if verdict == ESTIMABLE:
        fit = clustered_ols(value, np.ones((n, 1)), names)
        low, high = float(fit.conf_low[0]), float(fit.conf_high[0])
    return dict(zip(MEAN_COLUMNS, (mean, low, high, n, n_missing, unit, n_units, verdict, reason), strict=True))


def _decide(n: int, n_units: int, n_missing: int, *, unit: str) -> tuple[str, str]:
    missing = f" {count(n_missing, 'article')} without a value: missing, not zero." if n_missing else ""
    if n == 0:
        return NOT_ESTIMABLE, missing.strip() or "No article."
    counts = count(n, "article") + (f" by {count(n_units, 'author')}" if unit == "author" else "")
    if n_units < MIN_UNITS:
        return WITHIN, f"{counts}: below {MIN_UNITS} {unit}s the mean stands without an interval.{missing}"
    return ESTIMABLE, f"{counts}.{missing}"


def count(n: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> count(1, "article"), count(2, "year")
    ('1 article', '2 years')
    """
    return f"{n} {noun}{'' if n == 1 else 's'}"
