"""How the prevalence of topics goes with what is known of the articles: regression with clustered errors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caatext.errors import MeasureError, Problem, visible
from caatext.measures.topics.model import UNSTABLE, Array, TopicFit
from caatext.stats.multiplicity import benjamini_hochberg
from caatext.stats.regression import clustered_ols
from caatext.tables import sort_by_address

ESTIMABLE, NOT_ESTIMABLE = "estimable", "not estimable"
#: Degrees of freedom that four independent clusters on the smaller side of a difference give.
MIN_DOF = 3.0
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBERS = ["estimate", "conf_low", "conf_high", "p_value"]


class Term(NamedTuple):
    """One column of the design: a level against the reference, or a number by its unit."""

    covariate: str
    level: str
    reference: str
    values: Array


def topic_effects(
    fit: TopicFit, docvars: pd.DataFrame, covariates: Sequence[str], *, cluster: str = "author"
) -> pd.DataFrame:
    r"""Return how the prevalence of each topic in an article goes with document variables.

    :math:`\bar\theta_{dk} = \beta_{0k} + \sum_j \beta_{jk} x_{dj} + e_{dk}` by least squares over articles d, each
    article once, errors clustered (CR2, Satterthwaite degrees of freedom, t intervals at 95 %); see `clustered_ols`.

    Parameters
    ----------
    fit : TopicFit
        Topics; the prevalence in an article is the mean over its paragraphs, weighted by used words.
    docvars : DataFrame
        ``doc_id`` and document variables, such as `Annotations.documents`.
    covariates : sequence of str
        Columns of `docvars`. Words are coded by level against the most frequent level (of equals, the first);
        numbers are taken as they are; dates (YYYY-MM-DD) count in years.
    cluster : str
        Column that says which articles are not independent. Where it is itself a covariate, each article stands for
        itself.

    Returns
    -------
    DataFrame
        One row a topic and level: ``topic, label, covariate, level, reference, estimate`` (difference in share, in
        [-1, 1], or change a unit or year; positive: more of the topic), ``conf_low, conf_high, p_value, p_adjusted``
        (Benjamini-Hochberg over ``family``), ``dof, n_documents, n_clusters, cluster, verdict, reason, family``.
        Numbers that the verdict does not carry are NaN.

    Notes
    -----
    Not to be read as causes: the difference goes with the level, given the other covariates. Shares of topics sum to
    1, so that where one topic rises another falls; the tests are one result, not as many as there are topics. The
    uncertainty of the topics themselves is not in the interval: see their stability.

    Raises
    ------
    MeasureError
        A column is not there, or no article has all covariates.

    References
    ----------
    Roberts et al. 2014, doi:10.1111/ajps.12103, for prevalence by covariates; Bell and McCaffrey 2002; Pustejovsky and
    Tipton 2018, doi:10.1080/07350015.2016.1247004.

    Examples
    --------
    >>> from caatext.measures.topics import fit_topics
    >>> from caatext.tables import make_table
    >>> words = make_table(
    ...     [{"doc_id": "a", "paragraph": paragraph, "lemma": lemma, "pos": "NOUN", "count": 1}
    ...      for paragraph in (1, 2, 3, 4)
    ...      for lemma in (("rail", "port") if paragraph < 3 else ("army", "war"))], "words")
    >>> docvars = pd.DataFrame({"doc_id": ["a"], "author": ["x"], "year": [2020]})
    >>> effects = topic_effects(fit_topics(words, n_topics=2), docvars, ["year"])
    >>> effects[["topic", "covariate", "verdict"]].values.tolist()
    [['topic_01', 'year', 'not estimable'], ['topic_02', 'year', 'not estimable']]
    """
    shares = fit.document_prevalence()
    known = _documents(docvars, covariates, cluster).reindex(shares.index)
    complete = known[list(covariates)].notna().all(axis=1)
    shares, known = shares[complete], known[complete]
    if known.empty:
        raise MeasureError(_fault("no article of the topics has a value of every covariate", docvars))
    unit = cluster if cluster in known and cluster not in covariates else "article"
    named = pd.Series(known.index, index=known.index)
    groups = named if unit == "article" else known[cluster].astype("str").where(known[cluster].notna(), named)
    terms = [term for name in covariates for term in _code(known[name], name)]
    table = _estimate(fit, shares.to_numpy(), terms, groups.to_numpy(dtype=str))
    table = table.assign(n_documents=len(known), n_clusters=groups.nunique(), cluster=unit)
    untested = table["verdict"] != ESTIMABLE
    table.loc[untested, _NUMBERS] = np.nan
    table["p_adjusted"] = benjamini_hochberg(table["p_value"].to_numpy())
    tested = int(table["p_value"].notna().sum())
    table["family"] = f"{tested} tests: topics by levels of {', '.join(covariates)}"
    order = ["topic", "label", "covariate", "level", "reference", *_NUMBERS, "p_adjusted", "dof", "n_documents",
             "n_clusters", "cluster", "verdict", "reason", "family"]  # fmt: skip
    return table[order]


def _fault(found: str, docvars: pd.DataFrame) -> Problem:
    columns = ", ".join(visible(name) for name in docvars.columns if name != "doc_id")
    return Problem(code="E-CFG-OPTION", found=found, remedy=f"name document variables that articles have: {columns}")


def _documents(docvars: pd.DataFrame, covariates: Sequence[str], cluster: str) -> pd.DataFrame:
    """Return the variables by document, empty strings as missing and dates as years."""
    absent = [name for name in ("doc_id", *covariates) if name not in docvars]
    if absent or not len(covariates):
        said = f"there is no document variable {', '.join(absent)}" if absent else "no covariate is named"
        raise MeasureError(_fault(said, docvars))
    names = list(dict.fromkeys([*covariates, *([cluster] if cluster in docvars else [])]))
    table = sort_by_address(docvars).drop_duplicates("doc_id").set_index("doc_id")[names]
    return table.apply(_as_values)


def _as_values(column: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        return column.astype("float64")
    text = column.astype("str").str.strip().where(column.notna(), "")
    given = [value for value in text if value]
    if given and all(_DATE.fullmatch(value) for value in given):
        return pd.Series([_year(value) if value else np.nan for value in text], index=column.index)
    return text.astype(object).where(text != "", None)


def _year(date: str) -> float:
    start = np.datetime64(f"{date[:4]}-01-01", "D")
    length = (np.datetime64(f"{int(date[:4]) + 1:04d}-01-01", "D") - start).astype(int)
    return float(int(date[:4]) + (np.datetime64(date, "D") - start).astype(int) / length)


def _code(values: pd.Series, name: str) -> list[Term]:
    """Return the columns of one covariate; levels sorted."""
    if pd.api.types.is_float_dtype(values):
        return [Term(name, "a unit more", "", values.to_numpy(dtype=np.float64) - float(values.mean()))]
    counts = values.astype(str).value_counts()
    levels = sorted(counts.index)
    reference = min(levels, key=lambda level: (-counts[level], level))
    rest = [level for level in levels if level != reference] or [reference]
    return [Term(name, level, reference, (values.astype(str) == level).to_numpy(dtype=np.float64)) for level in rest]


def _estimate(fit: TopicFit, shares: Array, terms: Sequence[Term], groups: NDArray[np.str_]) -> pd.DataFrame:
    design = np.column_stack([np.ones(len(shares)), *(term.values for term in terms)])
    independent = _independent(design)
    found = clustered_ols(shares, design[:, independent], groups)
    place = {column: number for number, column in enumerate(independent)}
    rows = []
    for topic, (name, label) in enumerate(zip(fit.topics, fit.labels, strict=True)):
        for column, term in enumerate(terms, start=1):
            alone = _is_alone(design, column)
            dof = float(found.dof[place[column]]) if alone else float("nan")
            verdict, reason = _decide(fit, topic, dof, is_alone=alone)
            numbers = [float(part[place[column], topic]) if alone else float("nan") for part in
                       (found.estimate, found.conf_low, found.conf_high, found.p_value)]  # fmt: skip
            told = {"topic": name, "label": label, "covariate": term.covariate, "level": term.level}
            row = told | {"reference": term.reference, "dof": dof, "verdict": verdict, "reason": reason}
            rows.append(row | dict(zip(_NUMBERS, numbers, strict=True)))
    return pd.DataFrame(rows)


def _independent(design: Array) -> list[int]:
    """Return the first columns that say all that the design says."""
    kept: list[int] = []
    for column in range(design.shape[1]):
        if np.linalg.matrix_rank(design[:, [*kept, column]]) > len(kept):
            kept.append(column)
    return kept


def _is_alone(design: Array, column: int) -> bool:
    """Whether a column cannot be made up from the others, so that its coefficient is known."""
    rest = np.delete(design, column, axis=1)
    return int(np.linalg.matrix_rank(rest)) < int(np.linalg.matrix_rank(design))


def _decide(fit: TopicFit, topic: int, dof: float, *, is_alone: bool) -> tuple[str, str]:
    if fit.descriptive:
        return NOT_ESTIMABLE, fit.warning
    if not fit.is_stable[topic]:
        return NOT_ESTIMABLE, f"The topic changes from run to run (stability below {UNSTABLE}, or one run only)."
    if not is_alone:
        return NOT_ESTIMABLE, "The level does not vary, or cannot be told from the other covariates."
    if not dof >= MIN_DOF:
        said = "one cluster alone" if np.isnan(dof) else f"{dof:.1f} degrees of freedom where {MIN_DOF:g} are needed"
        return NOT_ESTIMABLE, f"The level rests on {said}: too few are independent."
    return ESTIMABLE, f"{dof:.1f} degrees of freedom."
