"""Scores of a run as one row a group and category, with the interval that the number of articles allows."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from caatext.comparison.design import MIN_UNITS
from caatext.stats.intervals import jeffreys, t_interval, wilson

WITHIN = "Wilson, within the one article"
OVER = "Student’s t, over articles"
NONE = f"none: fewer than {MIN_UNITS} articles"
NO_UNITS = "no eligible paragraph"


def frame_shares(scores: pd.DataFrame, groups: Mapping[str, str], *, paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Return the share of eligible paragraphs that are coded, for each frame and group.

    Parameters
    ----------
    scores : DataFrame
        From ``score_frames``: measures ``frame`` and ``salience``.
    groups : mapping of str to str
        Group by document.
    paragraphs : DataFrame
        With ``section``, for where in the argument a frame is coded.

    Returns
    -------
    DataFrame
        ``group, category, estimate, conf_low, conf_high, interval, n_units`` (eligible), ``n_hits`` (coded),
        ``n_paragraphs, n_documents, sections``. One article: k of n with Wilson's interval. Four articles and more:
        mean of the articles' shares with Student's interval. In between: the mean alone.
    """
    placed = scores.assign(group=scores["doc_id"].map(groups))
    sections = paragraphs[["doc_id", "paragraph", "section"]]
    frame = placed[placed["measure"] == "frame"].merge(sections, on=["doc_id", "paragraph"], how="left")
    every = placed[placed["measure"] == "salience"].groupby(["category", "group"], sort=True).size()
    parts = dict(iter(frame.groupby(["category", "group"], sort=True)))
    rows = []
    for category, group in every.index:
        part = parts.get((category, group), frame.iloc[:0])
        coded = part[part["value"] == 1].sort_values(["paragraph", "doc_id"], kind="stable")
        rows.append(
            {"group": group, "category": category, "n_paragraphs": int(every[category, group])}
            | _share(part)
            | {"sections": ", ".join(dict.fromkeys(map(_section, coded["section"])))}
        )
    return pd.DataFrame(rows, columns=[
        "group", "category", "estimate", "conf_low", "conf_high", "interval", "n_units", "n_hits", "n_paragraphs",
        "n_documents", "sections",
    ])  # fmt: skip


def _section(section: object) -> str:
    return str(section).lower() if isinstance(section, str) and section else "text"


def _share(part: pd.DataFrame) -> dict[str, object]:
    n, hits = len(part), int(part["value"].sum())
    means = part.groupby("doc_id", sort=True)["value"].mean().to_numpy(dtype=float)
    low = high = math.nan
    kind, estimate = NO_UNITS, math.nan
    if len(means) == 1:
        share = wilson(hits, n)
        estimate, low, high, kind = float(share.estimate), float(share.conf_low), float(share.conf_high), WITHIN
    elif len(means) >= MIN_UNITS:
        found = t_interval(means)
        estimate, low, high, kind = found.estimate, max(0.0, found.conf_low), min(1.0, found.conf_high), OVER
    elif len(means):
        estimate, kind = float(means.mean()), NONE
    return {"estimate": estimate, "conf_low": low, "conf_high": high, "interval": kind,
            "n_units": n, "n_hits": hits, "n_documents": len(means)}  # fmt: skip


def stance_means(scores: pd.DataFrame, groups: Mapping[str, str]) -> pd.DataFrame:
    """Return the mean stance of each group to each actor in its own voice.

    Parameters
    ----------
    scores : DataFrame
        From ``score_stance``: -1, 0 or 1 a sentence that names the actor.
    groups : mapping of str to str
        Group by document.

    Returns
    -------
    DataFrame
        ``group, category, estimate`` (mean of the articles' means), ``n_units`` (sentences), ``n_hits`` (evaluating),
        ``share_favor`` among these with Jeffreys's interval ``conf_low, conf_high``, ``n_documents``.
    """
    own = scores[scores["voice"] == "author"]
    own = own.assign(group=own["doc_id"].map(groups))
    rows = []
    for (category, group), part in own.groupby(["category", "group"], sort=True):
        means = part.groupby("doc_id", sort=True)["value"].mean()
        hits, favor = int((part["value"] != 0).sum()), int((part["value"] > 0).sum())
        share = jeffreys(favor, hits) if hits else (np.nan, np.nan, np.nan)
        rows.append({
            "group": group, "category": category, "estimate": float(means.mean()), "n_units": len(part),
            "n_hits": hits, "share_favor": float(share[0]), "conf_low": float(share[1]), "conf_high": float(share[2]),
            "n_documents": len(means),
        })  # fmt: skip
    return pd.DataFrame(rows, columns=[
        "group", "category", "estimate", "n_units", "n_hits", "share_favor", "conf_low", "conf_high", "n_documents",
    ])  # fmt: skip


def frame_evidence(scores: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Return what stands behind each share: the sentences that are coded, then the eligible paragraphs that are not.

    Parameters
    ----------
    scores : DataFrame
        From ``score_frames``.
    codes : DataFrame
        From ``code_frames``; the author's assertions are taken.
    """
    asserted = codes[(codes["voice"] == "author") & (codes["polarity"] == "asserted")]
    coded = asserted.rename(columns={"frame_id": "category"}).assign(part="coded", start=-1, end=-1)
    silent = scores[(scores["measure"] == "frame") & (scores["value"] == 0)].assign(
        part="eligible, not coded", voice=""
    )
    kept = ["doc_id", "paragraph", "sentence", "start", "end", "category", "voice", "part"]
    return pd.concat([coded[kept], silent[kept].assign(start=-1, end=-1)], ignore_index=True)
