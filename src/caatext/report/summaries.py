"""Scores of a run as one row a group and category, with the interval that the number of articles allows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from caatext.comparison.design import MIN_UNITS
from caatext.measures.frames.scoring import counted_codes
from caatext.stats.intervals import jeffreys, t_interval, wilson

WITHIN = "Wilson, within the one article"
OVER = "Student’s t, over articles"
NONE = f"none: fewer than {MIN_UNITS} articles"
ALIKE = "none: all articles have the same share"
NO_UNITS = "no eligible paragraph"
#: The measure that is 1 where the instrument of stance would not decide.
ABSTAINED = "stance_abstained"


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
    every: pd.Series[int] = placed[placed["measure"] == "salience"].groupby(["category", "group"], sort=True).size()
    frame = placed[placed["measure"] == "frame"]
    by_article = frame.groupby(["category", "group", "doc_id"], sort=True)["value"].agg(["size", "sum"])
    counts: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for (category, group, _), n, hits in by_article.itertuples(name=None):
        counts.setdefault((category, group), []).append((int(n), int(hits)))
    where = _where_coded(frame, paragraphs)
    rows = []
    for (category, group), n in every.items():  # type: ignore[misc]
        key = (str(category), str(group))
        rows.append(
            {"group": group, "category": category, "n_paragraphs": int(n), "sections": where.get(key, "")}
            | _share(counts.get(key, []))
        )
    return pd.DataFrame(rows, columns=[
        "group", "category", "estimate", "conf_low", "conf_high", "interval", "n_units", "n_hits", "n_paragraphs",
        "n_documents", "sections",
    ])  # fmt: skip


def with_intensity(shares: pd.DataFrame, intensity: pd.DataFrame, groups: Mapping[str, str]) -> pd.DataFrame:
    """Return the shares with the intensity of each group's articles: one number, or the lowest and the highest."""
    placed = intensity.assign(group=intensity["doc_id"].map(groups))
    ends = placed.groupby(["frame_id", "group"])["intensity"].agg(["min", "max"])
    said = {key: str(low) if low == high else f"{low}–{high}" for key, low, high in ends.itertuples(name=None)}
    return shares.assign(intensity=[said.get(key, "") for key in zip(shares["category"], shares["group"], strict=True)])


def _where_coded(frame: pd.DataFrame, paragraphs: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Return the sections that a frame is coded in, in the order in which they stand in the articles."""
    coded = frame[frame["value"] == 1].merge(
        paragraphs[["doc_id", "paragraph", "section"]], on=["doc_id", "paragraph"], how="left"
    )
    coded = coded.sort_values(["paragraph", "doc_id"], kind="stable")
    found: dict[tuple[str, str], dict[str, None]] = {}
    for category, group, section in zip(coded["category"], coded["group"], coded["section"], strict=True):
        named = str(section).lower() if isinstance(section, str) and section else "text"
        found.setdefault((category, group), {})[named] = None
    return {key: ", ".join(sections) for key, sections in found.items()}


def _share(articles: Sequence[tuple[int, int]]) -> dict[str, object]:
    """Return the share of a group from eligible and coded paragraphs of each of its articles."""
    n, hits = sum(k for k, _ in articles), sum(k for _, k in articles)
    means = [coded / eligible for eligible, coded in articles]
    low = high = math.nan
    kind, estimate = NO_UNITS, math.nan
    if len(means) == 1:
        share = wilson(hits, n)
        estimate, low, high, kind = float(share.estimate), float(share.conf_low), float(share.conf_high), WITHIN
    elif len(means) >= MIN_UNITS and len(set(means)) > 1:
        found = t_interval(means)
        estimate, low, high, kind = found.estimate, max(0.0, found.conf_low), min(1.0, found.conf_high), OVER
    elif len(means) >= MIN_UNITS:
        # no spread is no certainty: with a few paragraphs an article alike shares come about by chance
        estimate, kind = means[0], ALIKE
    elif means:
        estimate, kind = math.fsum(means) / len(means), NONE
    return {
        "estimate": estimate, "conf_low": low, "conf_high": high, "interval": kind,
        "n_units": n, "n_hits": hits, "n_documents": len(means),
    }  # fmt: skip


def stance_rows(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the measure ``stance``; those that say where no stance was decided are another measure."""
    return scores[scores["measure"] != ABSTAINED]


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
        ``share_favor`` among these with Jeffreys's interval ``conf_low, conf_high``, ``n_documents``, ``n_abstained``
        (mentions that were not decided; they are no part of the mean, and alone they leave it NaN).
    """
    own = scores[scores["voice"] == "author"]
    own = own.assign(group=own["doc_id"].map(groups))
    left = own[(own["measure"] == ABSTAINED) & (own["value"] == 1)].groupby(["category", "group"], sort=True).size()
    decided = dict(iter(stance_rows(own).groupby(["category", "group"], sort=True)))
    rows = []
    for category, group in sorted({*decided, *left.index}):
        part = decided.get((category, group), own.iloc[:0])
        means = part.groupby("doc_id", sort=True)["value"].mean()
        hits, favor = int((part["value"] != 0).sum()), int((part["value"] > 0).sum())
        share = jeffreys(favor, hits) if hits else (np.nan, np.nan, np.nan)
        rows.append({
            "group": group, "category": category, "estimate": float(means.mean()), "n_units": len(part),
            "n_hits": hits, "share_favor": float(share[0]), "conf_low": float(share[1]), "conf_high": float(share[2]),
            "n_documents": len(means), "n_abstained": int(left.get((category, group), 0)),
        })  # fmt: skip
    return pd.DataFrame(rows, columns=[
        "group", "category", "estimate", "n_units", "n_hits", "share_favor", "conf_low", "conf_high", "n_documents",
        "n_abstained",
    ])  # fmt: skip


def frame_evidence(scores: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Return what stands behind each share: the sentences that are coded, then the eligible paragraphs that are not.

    Parameters
    ----------
    scores : DataFrame
        From ``score_frames``.
    codes : DataFrame
        From ``code_frames``; those that count as the author's are taken.
    """
    coded = counted_codes(codes).rename(columns={"frame_id": "category"}).assign(part="coded", start=-1, end=-1)
    silent = scores[(scores["measure"] == "frame") & (scores["value"] == 0)].assign(
        part="eligible, not coded", voice=""
    )
    kept = ["doc_id", "paragraph", "sentence", "start", "end", "category", "voice", "part"]
    return pd.concat([coded[kept], silent[kept].assign(sentence=0, start=-1, end=-1)], ignore_index=True)
