"""The primary contrast: two frames side by side in the same articles, and whether one goes at the cost of the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from caatext.comparison.comparisons import Comparison
from caatext.comparison.contrasts import contrast
from caatext.comparison.design import ESTIMABLE, MIN_UNITS, NOT_ESTIMABLE
from caatext.comparison.groups import Grouping, check_name
from caatext.comparison.values import select_scores
from caatext.errors import ComparisonError, Problem
from caatext.stats.intervals import logit_plus
from caatext.stats.rates import pooled_difference
from caatext.stats.resampling import jackknife
from caatext.tables import make_table

#: Eligible paragraphs below which an article has no share.
MIN_ELIGIBLE = 5
SHARE_RULE = f"An article has a share where at least {MIN_ELIGIBLE} of its paragraphs are eligible."
#: The measure read where scores hold several.
FRAME = "frame"


@dataclass(frozen=True)
class Association:
    """Whether paragraphs with the first frame have the second less often, within articles.

    Parameters
    ----------
    estimate, conf_low, conf_high : float
        Share of paragraphs with the second frame where the first is there less the share where it is not, in
        [-1, 1]; below 0: they avoid one another. NaN where not estimable.
    n_documents, n_paragraphs : int
        Articles that inform it, and paragraphs that could carry both frames.
    verdict, reason : str
        Whether it can be told, in words.
    """

    estimate: float
    conf_low: float
    conf_high: float
    n_documents: int
    n_paragraphs: int
    verdict: str
    reason: str


@dataclass(frozen=True)
class FrameContrast:
    """Two frames by article, their difference between groups, and their association within articles.

    Parameters
    ----------
    categories, names : tuple of two str
        The two frames, and how to call them.
    documents : DataFrame
        One row an article: coded ``k_a``, eligible ``n_a``, ``share_a``, ``salience_a`` (eligible of all paragraphs),
        ``logit_a``, the same for b, ``delta`` and why it is missing.
    sides : tuple of two Comparison
        The difference of conditional shares between groups, for each frame.
    gamma : Comparison
        The difference of ``delta`` between groups.
    association : Association
        Within articles.
    scores : DataFrame
        The eligible paragraphs of both frames.
    grouping : Grouping
        Who is compared.
    """

    categories: tuple[str, str]
    names: tuple[str, str]
    documents: pd.DataFrame
    sides: tuple[Comparison, Comparison]
    gamma: Comparison
    association: Association
    scores: pd.DataFrame
    grouping: Grouping

    def __repr__(self) -> str:
        known = f"{int(self.documents['delta'].notna().sum())} of {len(self.documents)} articles"
        return f"<contrast of {' and '.join(self.categories)}: {known}, {self.gamma.verdict}>"

    def _repr_html_(self) -> str:
        table: str = self.documents.to_html(index=False, escape=True, na_rep="NA", float_format="{:.2f}".format)
        return f"{self.gamma._repr_html_()}<p>{escape(self.association.reason)}</p>{table}"


def frame_contrast(
    scores_a: pd.DataFrame,
    scores_b: pd.DataFrame,
    grouping: Grouping,
    *,
    categories: tuple[str, str],
    names: tuple[str, str] | None = None,
    voice: str = "author",
    seed: int = 1,
) -> FrameContrast:
    r"""Return how groups differ in the balance of two frames, each given that its actors are there.

    For article d: :math:`\Delta_d = logit^+(h_d) - logit^+(a_d)` with :math:`logit^+(k/n) = \ln[(k+1/2)/(n-k+1/2)]`,
    k of n eligible paragraphs; :math:`\Gamma` is the difference of mean :math:`\Delta_d` between groups. An article
    with fewer than five eligible paragraphs for a frame has no share, and none is made up.

    Parameters
    ----------
    scores_a, scores_b : DataFrame
        The `scores` contract by paragraph, value 1 or 0, rows for eligible paragraphs only (measure ``frame`` of
        `score_frames`); both may be one table.
    grouping : Grouping
        From `group_by`.
    categories : tuple of two str
        The frame taken from `scores_a`, and the one from `scores_b`.
    names : tuple of two str, optional
        How to call them; the categories unless given.
    voice : str
        Whose words.
    seed : int
        Seed of the relabelings.

    Returns
    -------
    FrameContrast
        `gamma` above 0: the first frame weighs more, against the second, in the group than in its reference.

    Notes
    -----
    The frames are no opposites: both shares can be high. A missing share is silence, not denial.

    Raises
    ------
    ComparisonError
        A frame is not in its scores, or values are not 0 and 1 by paragraph.

    References
    ----------
    Haldane (1956), doi:10.1111/j.1469-1809.1955.tb01285.x; Imbens and Kolesar (2016), doi:10.1162/REST_a_00552.

    Examples
    --------
    >>> row = {"unit": "paragraph", "voice": "author", "measure": "frame", "weight": 1.0, "doc_id": "d1"}
    >>> rows = [row | {"paragraph": p, "category": c, "value": float(p <= k)}
    ...         for c, k in (("hid", 4), ("agy", 1)) for p in range(1, 6)]
    >>> docvars = pd.DataFrame({"doc_id": ["d1"], "author": ["A"]})
    >>> grouping = Grouping("author", docvars, docvars.set_index("doc_id")["author"])
    >>> table = make_table(rows, "scores")
    >>> frame_contrast(table, table, grouping, categories=("hid", "agy")).documents["delta"].round(3).tolist()
    [2.197]
    """
    named = names or categories
    rows_a, rows_b = (
        _side(scores, category, voice=voice, grouping=grouping)
        for scores, category in zip((scores_a, scores_b), categories, strict=True)
    )
    documents = _documents(rows_a, rows_b, grouping)
    sides = tuple(
        _contrast_share(rows, documents, grouping, side=side, name=name, seed=seed)
        for rows, side, name in zip((rows_a, rows_b), "ab", named, strict=True)
    )
    both = pd.concat([rows_a, rows_b], ignore_index=True)
    return FrameContrast(
        categories=categories,
        names=named,
        documents=documents,
        sides=(sides[0], sides[1]),
        gamma=_contrast_delta(documents, both, grouping, categories=categories, names=named, seed=seed),
        association=_associate(rows_a, rows_b, names=named),
        scores=both,
        grouping=grouping,
    )


def _side(scores: pd.DataFrame, category: str, *, voice: str, grouping: Grouping) -> pd.DataFrame:
    """Return the eligible paragraphs of one frame."""
    rows = select_scores(scores, voice=voice)
    rows = rows[rows["measure"] == FRAME] if (rows["measure"] == FRAME).any() else rows
    check_name(category, sorted(set(scores["category"])), what="frame")
    rows = rows[(rows["category"] == category) & rows["doc_id"].isin(grouping.labels.index)]
    repeated = bool(rows.duplicated(["doc_id", "paragraph"]).any())
    if repeated or not bool(rows["value"].isin([0.0, 1.0]).all()):
        raise ComparisonError(
            Problem(
                code="E-TYPE-SHARE",
                found=f"the scores of '{category}' are not one 0 or 1 a paragraph",
                remedy="give the measure 'frame' of score_frames",
            )
        )
    return rows.sort_values(["doc_id", "paragraph"], kind="stable", ignore_index=True)


def _documents(rows_a: pd.DataFrame, rows_b: pd.DataFrame, grouping: Grouping) -> pd.DataFrame:
    table = pd.DataFrame({"doc_id": grouping.labels.index.astype("str"), "group": grouping.labels.to_numpy()})
    total = grouping.docvars.set_index("doc_id").reindex(table["doc_id"])
    paragraphs = total["n_paragraphs"].to_numpy(dtype=float) if "n_paragraphs" in total else np.nan
    for side, rows in (("a", rows_a), ("b", rows_b)):
        counts = rows.groupby("doc_id")["value"].agg(["sum", "size"]).reindex(table["doc_id"], fill_value=0)
        k, n = counts["sum"].to_numpy(dtype=np.int64), counts["size"].to_numpy(dtype=np.int64)
        enough = n >= MIN_ELIGIBLE
        with np.errstate(divide="ignore", invalid="ignore"):
            share, salience = k / n, n / paragraphs
        columns = {"k": k, "n": n, "share": np.where(enough, share, np.nan), "salience": salience}
        columns |= {"logit": np.where(enough, logit_plus(k, n), np.nan)}
        table = table.assign(**{f"{name}_{side}": values for name, values in columns.items()})
    table["delta"] = table["logit_a"] - table["logit_b"]
    lacking = [_lacking(a, b) for a, b in zip(table["n_a"], table["n_b"], strict=True)]
    return table.assign(reason=pd.Series(lacking, dtype="str"))


def _lacking(n_a: int, n_b: int) -> str:
    short = [f"{n} eligible for the {side} frame" for n, side in ((n_a, "first"), (n_b, "second")) if n < MIN_ELIGIBLE]
    return f"fewer than {MIN_ELIGIBLE} paragraphs: {', '.join(short)}" if short else ""


def _contrast_share(
    rows: pd.DataFrame, documents: pd.DataFrame, grouping: Grouping, *, side: str, name: str, seed: int
) -> Comparison:
    """Return the difference of conditional shares between groups, for articles with enough eligible paragraphs."""
    enough = documents.loc[documents[f"n_{side}"] >= MIN_ELIGIBLE, "doc_id"]
    values = rows.assign(value=rows["value"].where(rows["doc_id"].isin(enough)))
    found = contrast(values, grouping, seed=seed, voice="all", adjust="holm")
    question = f"Do articles of one {grouping.by} use “{name}” in a larger share of the paragraphs that could carry it?"
    return replace(found, question=question, method=f"{SHARE_RULE} {found.method}")


def _contrast_delta(
    documents: pd.DataFrame,
    rows: pd.DataFrame,
    grouping: Grouping,
    *,
    categories: tuple[str, str],
    names: tuple[str, str],
    seed: int,
) -> Comparison:
    label = " against ".join(categories)
    fixed: dict[str, Any] = {"unit": "document", "voice": "all", "measure": "frame_contrast", "weight": 1.0}
    values = documents[["doc_id"]].assign(unit_id=documents["doc_id"], value=documents["delta"], category=label)
    values = make_table(values.assign(paragraph=0, sentence=0, **fixed), "scores")
    found = contrast(values, grouping, seed=seed, voice="all", adjust="holm")
    known = documents[documents["delta"].notna()]
    behind = rows[rows["doc_id"].isin(known["doc_id"])]
    return replace(
        found,
        question=f"Does “{names[0]}” weigh more, against “{names[1]}”, with one {grouping.by} than with others?",
        method=f"Difference of log odds of the two shares by article, with half a paragraph added. {SHARE_RULE} "
        f"{found.method}",
        # The number rests on the paragraphs of both frames; the measure says which.
        scores=behind.assign(measure=behind["category"], category=label).reset_index(drop=True),
    )


def _associate(rows_a: pd.DataFrame, rows_b: pd.DataFrame, *, names: tuple[str, str]) -> Association:
    """Return the association of the frames over paragraphs that could carry both, within articles."""
    place = ["doc_id", "paragraph"]
    both = rows_a[[*place, "value"]].merge(rows_b[[*place, "value"]], on=place, suffixes=("_a", "_b"))
    sums = both.assign(with_a=both["value_a"] * both["value_b"]).groupby("doc_id", sort=True).agg(
        n=("value_a", "size"), n1=("value_a", "sum"), k=("value_b", "sum"), k1=("with_a", "sum")
    )  # fmt: skip
    sums = sums[(sums["n"] >= MIN_ELIGIBLE) & (sums["n1"] > 0) & (sums["n1"] < sums["n"])]
    tables = np.column_stack([sums["k1"], sums["n1"], sums["k"] - sums["k1"], sums["n"] - sums["n1"]]).astype(float)
    n = len(tables)
    counts = (
        f"{n} article{' has' if n == 1 else 's have'} {MIN_ELIGIBLE} or more paragraphs that could carry both frames, "
        f"some with “{names[0]}” and some without"
    )
    if n < MIN_UNITS:
        reason = f"{counts}; {MIN_UNITS} are needed to tell whether one goes at the cost of the other."
        return Association(np.nan, np.nan, np.nan, n, len(both), NOT_ESTIMABLE, reason)
    estimate = pooled_difference(tables)
    left_out = [[pooled_difference(np.delete(tables, row, axis=0))] for row in range(n)]
    half = float(jackknife(left_out, np.zeros(n))[1][0])
    reason = f"{counts}; the article is the unit, left out one at a time."
    return Association(estimate, estimate - half, estimate + half, n, len(both), ESTIMABLE, reason)
