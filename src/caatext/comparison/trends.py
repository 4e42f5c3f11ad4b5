"""A measure over time, group by group: a mean for each period, and one slope for all of them, where dates carry it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caatext.comparison.comparisons import Family, finish_table
from caatext.comparison.design import ESTIMABLE, MIN_UNITS, NOT_ESTIMABLE
from caatext.comparison.groups import Grouping, check_name
from caatext.comparison.means import MEAN_COLUMNS, Articles, count, mean_row, named_categories, units
from caatext.comparison.periods import PERIODS, Period, period_label, read_date
from caatext.comparison.values import document_values, read_guards, select_scores
from caatext.errors import Problem, visible
from caatext.provenance import Provenance
from caatext.stats.regression import clustered_ols

#: Dated articles from which a slope is estimated, besides four authors (or periods) that differ.
MIN_ARTICLES = 8
KEYS = ["measure", "category", "group"]
CELL_COLUMNS = [*KEYS, "period", "number", "time", *MEAN_COLUMNS]


class _Dated(NamedTuple):
    """Articles of one group: their value, time in years, number of the period, and what is independent."""

    value: NDArray[np.float64]
    time: NDArray[np.float64]
    number: NDArray[np.float64]
    unit: NDArray[np.str_]

    def where(self, kept: NDArray[np.bool_]) -> _Dated:
        """Return some of the articles."""
        return _Dated(self.value[kept], self.time[kept], self.number[kept], self.unit[kept])


@dataclass(frozen=True)
class Trend:
    """A measure by period and group, and its slopes, each with the verdict that says whether it may be read.

    Parameters
    ----------
    cells : DataFrame
        One row a measure, category, group and period between the first and the last; numbers that are not carried
        are NaN.
    slopes : DataFrame
        One row a measure, category and group: the `comparison` contract with an empty reference; change in a year.
    by : str
        The period.
    method : str
        How each number was computed.
    families : tuple of Family
        Which slopes were adjusted together; one a measure.
    documents : DataFrame
        ``doc_id, group, unit_id, date, time, number`` of the articles that take part, sorted.
    n_undated, n_coarse : int
        Articles left out because they have no date (or none that can be read), or one too coarse for the period.
    problems : tuple of Problem
        Dates that cannot be read.
    scores : DataFrame
        The rows behind the numbers: the `scores` contract.
    grouping : Grouping
        Who was looked at.
    provenance : Provenance
        Settings.
    """

    cells: pd.DataFrame
    slopes: pd.DataFrame
    by: str
    method: str
    families: tuple[Family, ...]
    documents: pd.DataFrame
    n_undated: int
    n_coarse: int
    problems: tuple[Problem, ...]
    scores: pd.DataFrame
    grouping: Grouping
    provenance: Provenance = field(default_factory=Provenance)

    @property
    def note(self) -> str:
        """How many articles take part, and why the others do not."""
        n = len(self.documents)
        parts = [f"{n} of {count(len(self.grouping.labels), 'article')} placed in time by {self.by}"]
        parts += [f"{self.n_undated} left out without a date"] if self.n_undated else []
        parts += [f"{len(self.problems)} of them with a date that cannot be read"] if self.problems else []
        parts += [f"{self.n_coarse} left out with a date too coarse for a {self.by}"] if self.n_coarse else []
        return f"{', '.join(parts)}."

    def evidence(self, measure: str, category: str, group: str, *, period: str = "") -> pd.DataFrame:
        """Return the rows of scores behind a cell, or behind a slope where no period is named."""
        documents = self.documents[self.documents["group"] == group]
        if period:
            documents = documents[[period_label(int(n), self.by) == period for n in documents["number"]]]
        kept = (self.scores["measure"] == measure) & (self.scores["category"] == category)
        return self.scores[kept & self.scores["doc_id"].isin(documents["doc_id"])].reset_index(drop=True)

    def __repr__(self) -> str:
        return f"<trend by {self.by} and {self.grouping.by}: {len(self.cells):,} cells, {len(self.slopes):,} slopes>"

    def _repr_html_(self) -> str:
        shown = ["measure", "category", "group", "estimate", "conf_low", "conf_high", "p_adjusted", "verdict", "reason"]
        table = self.slopes[shown].map(lambda value: visible(value, limit=200) if isinstance(value, str) else value)
        html: str = table.to_html(index=False, escape=True, na_rep="", float_format="{:.3g}".format)
        return f"<p>{escape(self.note)}</p>{html}<p>{escape(self.method)}</p>"


def trend(
    scores: pd.DataFrame,
    grouping: Grouping,
    *,
    by: Period = "year",
    measure: str | None = None,
    voice: str = "author",
) -> Trend:
    r"""Return how a measure moves over time in each group, where dates can tell.

    Cells: the mean over articles with an interval by `clustered_ols` on a constant, which is Student's interval over
    articles where the article is the unit. Slopes: :math:`y_i = a + b\,t_i + e_i` with t in years; where the groups
    hold several authors, each has its own constant as far as there are enough who wrote at several times, so that the
    slope is no change of who is writing. Errors are clustered by author (CR2, Satterthwaite degrees of freedom); where
    the group is an author, by period.

    Parameters
    ----------
    scores : DataFrame
        The `scores` contract.
    grouping : Grouping
        From `group_by`; its documents have a ``date`` as year, year-month or year-month-day.
    by : {"decade", "year", "quarter", "month"}
        The period of a cell.
    measure : str, optional
        One of the measures in `scores`; all of them unless named.
    voice : str
        ``author``; a speaker; or ``all``.

    Returns
    -------
    Trend
        `cells` have an interval from four articles (or authors) on; below, the mean of the articles read stands alone
        (*within-article precision only*); a period without a value is *not estimable*, and is no zero. A slope above 0:
        the measure rises; its unit is that of the measure in a year. A slope needs eight dated articles and four
        authors (or periods, where the group is an author).

    Notes
    -----
    Articles without a date are left out and counted; a date that cannot be read is reported in `problems`. A trend of
    texts is not one of the world or of opinion: subjects, outlets and authors change too. Neighboring periods of one
    author resemble one another more than the interval of a slope knows.

    Raises
    ------
    ComparisonError
        There is no such measure or period.

    References
    ----------
    Bell and McCaffrey (2002), Survey Methodology 28(2); Imbens and Kolesar (2016), doi:10.1162/REST_a_00552.

    Examples
    --------
    Eight articles, one a year, each one higher than the last.

    >>> from caatext.tables import make_table
    >>> docs = [f"d{year}" for year in range(2021, 2029)]
    >>> rows = [{"doc_id": d, "voice": "author", "measure": "m", "category": "all", "value": float(i), "weight": 1.0}
    ...         for i, d in enumerate(docs)]
    >>> docvars = pd.DataFrame({"doc_id": docs, "author": "A", "date": [d[1:] for d in docs]})
    >>> found = trend(make_table(rows, "scores"), Grouping("author", docvars, docvars.set_index("doc_id")["author"]))
    >>> found.slopes[["estimate", "verdict"]].round(6).to_numpy().tolist()
    [[1.0, 'estimable']]
    >>> found.note
    '8 of 8 articles placed in time by year.'
    """
    check_name(by, list(PERIODS), what="period")
    rows = select_scores(scores, measure=measure, voice=voice)
    rows = rows[rows["doc_id"].isin(grouping.labels.index)].reset_index(drop=True)
    unit, dated, problems = _place_in_time(grouping, by)
    documents = dated.dropna(subset="number").astype({"number": "int64"}).reset_index(drop=True)
    aligned = document_values(rows).reindex(documents["doc_id"])
    is_in = {group: (documents["group"] == group).to_numpy() for group in grouping.groups}
    time, number = documents[["time", "number"]].to_numpy(dtype=float).T
    names = documents["unit_id"].to_numpy(dtype=str)
    cells, slopes, guards = [], [], read_guards(rows)
    for pair, group in product(named_categories(scores, measure), grouping.groups):
        key = dict(zip(KEYS, (*pair, group), strict=True))
        value = aligned[pair].to_numpy(dtype=float) if pair in aligned else np.full(len(documents), np.nan)
        own = _Dated(value, time, number, names).where(is_in[group])
        cells += [key | cell for cell in _cells(own, _span(documents), by=by, unit=unit)]
        slope = _slope(own.where(np.isfinite(own.value)), by=by, unit=unit, guard=guards.get(pair, ""))
        slopes.append(key | {"reference": ""} | slope)
    empty = pd.DataFrame(columns=[*KEYS, "reference", "estimate", "p_value", "verdict"])
    table, families = finish_table(slopes or empty, adjust="bh", members="slopes of categories by groups")
    return Trend(
        cells=pd.DataFrame(cells, columns=CELL_COLUMNS),
        slopes=table.sort_values(KEYS, kind="stable", ignore_index=True),
        by=by,
        method=_method(unit, by),
        families=families,
        documents=documents,
        n_undated=int(dated["time"].isna().sum()),
        n_coarse=int((dated["time"].notna() & dated["number"].isna()).sum()),
        problems=problems,
        scores=rows,
        grouping=grouping,
        provenance=Provenance().then("trend", settings={"by": by, "measure": measure, "voice": voice}),
    )


def _method(unit: str, by: str) -> str:
    mean = "Student's t over articles" if unit == "article" else "clustered by author"
    cluster = "author" if unit == "author" else by
    return (
        f"Means over articles; 95 % interval from {MIN_UNITS} {unit}s on, {mean}. Slope: least squares on time in "
        f"years, errors clustered by {cluster} (CR2, Satterthwaite degrees of freedom); from {MIN_ARTICLES} dated "
        f"articles and {MIN_UNITS} {cluster}s on."
    )


def _place_in_time(grouping: Grouping, by: str) -> tuple[str, pd.DataFrame, tuple[Problem, ...]]:
    """Return what is independent, each document with time and period (NaN where not known), and what is no date."""
    unit, names = units(grouping)
    dates = grouping.variable("date").reindex(names.index)
    table = pd.DataFrame({"group": grouping.labels.reindex(names.index), "unit_id": names, "date": dates})
    table = table.rename_axis("doc_id").reset_index()
    found = [read_date(text) for text in table["date"]]
    table["time"] = np.array([np.nan if when is None else when.time for when in found], dtype=float)
    numbers = [None if when is None else when.number(by) for when in found]
    table["number"] = np.array([np.nan if number is None else number for number in numbers], dtype=float)
    problems = tuple(
        Problem(
            code="E-META-DATE",
            place=str(doc_id),
            severity="warning",
            found=f"'{visible(text)}' is no date written as year-month-day",
            action="left out of the trend, and counted",
            remedy="write dates as 2025-10-19, or 2025-10 or 2025 where no more is known",
        )
        for doc_id, text, when in zip(table["doc_id"], table["date"], found, strict=True)
        if text and when is None
    )
    return unit, table, problems


def _span(documents: pd.DataFrame) -> range:
    """Return the numbers of all periods from the first to the last that has an article."""
    return range(int(documents["number"].min()), int(documents["number"].max()) + 1) if len(documents) else range(0)


def _cells(own: _Dated, numbers: range, *, by: str, unit: str) -> list[dict[str, object]]:
    """Return a row for each period of one group and category."""
    rows = []
    for number in numbers:
        here = own.where(own.number == number)
        place = {"period": period_label(number, by), "number": number, "time": (number + 0.5) * PERIODS[by] / 12.0}
        rows.append(place | mean_row(Articles(here.value, here.unit), unit=unit))
    return rows


def _slope(own: _Dated, *, by: str, unit: str, guard: str = "") -> dict[str, object]:
    """Return the change in a year of one group and category, if its articles carry it."""
    cluster = by if unit == "article" else "author"
    names = own.number.astype(str) if unit == "article" else own.unit
    own, n, n_clusters = own._replace(unit=names), len(names), len(set(names))
    row: dict[str, object] = {
        "n_group": n, "n_reference": 0, "unit": cluster, "n_units": n_clusters, "n_periods": len(set(own.number)),
        "held_constant": "", "std_error": np.nan, "dof": np.nan, "estimate": np.nan,
    }  # fmt: skip
    reason = guard or _too_little(own, by=by, cluster=cluster)
    if reason:
        return row | {"verdict": NOT_ESTIMABLE, "reason": reason}
    reason = f"{count(n, 'dated article')}, {count(n_clusters, cluster)}."
    constants = np.zeros(n, dtype=np.intp)
    if cluster == "author":
        kept = _repeated(own)
        n, n_clusters = len(kept.value), len(set(kept.unit))
        if n >= MIN_ARTICLES and n_clusters >= MIN_UNITS:
            own, constants = kept, np.unique(kept.unit, return_inverse=True)[1].ravel()
            row |= {"held_constant": "author", "n_group": n, "n_units": n_clusters}
            reason += f" Within authors: {count(n, 'article')} of those who wrote at several times."
        else:
            reason += " A change of authors cannot be told from a change over time."
    design = np.column_stack([own.time - own.time.mean(), np.eye(int(constants.max()) + 1)[constants]])
    fit = clustered_ols(own.value, design, own.unit)
    numbers = {name: float(part[0]) for name, part in fit._asdict().items()}
    if not np.isfinite(numbers["std_error"]):
        return row | {"verdict": NOT_ESTIMABLE, "reason": f"{reason} One {cluster} alone carries the slope."}
    return row | numbers | {"verdict": ESTIMABLE, "reason": reason}


def _too_little(own: _Dated, *, by: str, cluster: str) -> str:
    """Return why no slope can be estimated, or nothing."""
    n, n_clusters, n_periods = len(own.value), len(set(own.unit)), len(set(own.number))
    if n < MIN_ARTICLES:
        return f"{count(n, 'dated article')} with a value: a slope needs {MIN_ARTICLES}."
    if n_periods < MIN_UNITS:
        return f"{count(n, 'article')} in {count(n_periods, by)}: a slope needs {MIN_UNITS} {by}s with an article."
    if n_clusters < MIN_UNITS:
        return f"{count(n_clusters, cluster)}: below {MIN_UNITS} nobody knows how much {cluster}s differ."
    return ""


def _repeated(own: _Dated) -> _Dated:
    """Return the articles of authors who wrote at several times."""
    n_times = {name: len(set(own.time[own.unit == name])) for name in set(own.unit)}
    return own.where(np.array([n_times[name] > 1 for name in own.unit], dtype=bool))
