"""F2: how often each group names each actor."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from caatext.exhibits.canvas import Canvas, drawn, fit, scale, ticks
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.figures_design import group_column
from caatext.exhibits.style import GROUP_TOKENS, Names, plural

MOST_ACTORS = 14
ROW = 0.2


def actor_salience(
    mentions: pd.DataFrame, documents: pd.DataFrame, *, names: Names, intervals: pd.DataFrame | None = None
) -> Exhibit:
    """Return F2: mentions of each actor per 1,000 words, a panel a group; places and modifiers are left out.

    Parameters
    ----------
    mentions, documents : DataFrame
        The `mentions` contract; the documents with ``n_words`` and the grouping variable.
    names : Names
        Groups in their order, and display names.
    intervals : DataFrame, optional
        ``group, category, conf_low, conf_high, interval`` for whiskers, where they were estimated.

    Returns
    -------
    Exhibit
        ``data`` has one row an actor and group: ``actor_id, actor, group, n, n_words, per_1000, conf_low, conf_high,
        mark``.

    Notes
    -----
    A rate of zero says that the actor is not named as an actor, not that the author thinks little of it.
    """
    marks = Marks("F2")
    acting = mentions[mentions["reading"] == "actor"]
    acting = acting.assign(group=group_column(acting, documents, names.by))
    words = documents.groupby(documents[names.by].fillna("").astype("str"))["n_words"].sum()
    behind = dict(iter(acting.groupby(["actor_id", "group"], sort=True)))
    counts = acting["actor_id"].value_counts()
    rows = []
    for actor in sorted(counts.index, key=lambda name: (-counts[name], name)):
        for group in names.groups:
            found = behind.get((actor, group))
            n, total = 0 if found is None else len(found), int(words.get(group, 0))
            rate = 1000 * n / total if total else math.nan
            label = f"{names.group(group)}: {names.actor(actor)}, {plural(n, 'mention')} as actor in {total:,} words"
            mark = marks.add(found, label)
            rows.append((actor, names.actor(actor), group, n, total, rate, mark))
    data = pd.DataFrame(rows, columns=["actor_id", "actor", "group", "n", "n_words", "per_1000", "mark"])
    data = _with_intervals(data, intervals)
    named = "" if intervals is None or intervals.empty else f" Whiskers: {intervals['interval'].iloc[0]}."
    return Exhibit(
        id="F2",
        title=f"Actors named, by {names.by}",
        caption=(
            f"Mentions read as actor per 1,000 words, for each {names.by}. Numbers beside the points are mentions; "
            "a dash means that the actor is not named as an actor."
        ),
        note=(
            f"Unit: mention, n = {len(acting):,} in {plural(len(documents), 'article')}, after the codebook's rules on "
            f"aliases and metonyms; places and modifiers are excluded. All voices. Sorted by all mentions.{named}"
        ),
        kind="figure",
        data=data,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_salience(data, names, width=width),
    )


def _with_intervals(data: pd.DataFrame, intervals: pd.DataFrame | None) -> pd.DataFrame:
    if intervals is None or intervals.empty:
        return data.assign(conf_low=math.nan, conf_high=math.nan)
    wanted = intervals.rename(columns={"category": "actor_id"})[["actor_id", "group", "conf_low", "conf_high"]]
    return data.merge(wanted, on=["actor_id", "group"], how="left")


@drawn
def draw_salience(data: pd.DataFrame, names: Names, *, width: float) -> Figure:
    """Return the figure of F2: panels side by side where the page is wide, stacked where it is narrow."""
    actors = list(dict.fromkeys(data["actor_id"]))[:MOST_ACTORS]
    groups = names.groups[: len(GROUP_TOKENS)]
    data = data[data["actor_id"].isin(actors)]
    top = float(max(data["per_1000"].max(), data["conf_high"].max(), 1) if len(data) else 1)
    left = 1.5 if width > 5 else 1.2
    across = min(len(groups), 4) if width > 5 else 1
    down = -(-len(groups) // max(1, across))
    panel = (width - left) / max(1, across)
    tall = 0.4 + ROW * len(actors) + 0.34
    canvas = Canvas(width, max(0.5, down * tall))
    for position, group in enumerate(groups):
        x, y = left + panel * (position % across), tall * (position // across)
        place = scale(0, top, start=x, end=x + panel - (0.5 if width > 5 else 0.42))
        canvas.text(
            (x, y + 0.2), fit(names.group(group), panel - 0.1, size=8), bold=True, color=names.color(group), align="lb"
        )
        bottom = y + 0.34 + ROW * len(actors)
        marks = ticks(0, top, about=2 if width > 5 else 4)
        canvas.lines([[(place(mark), y + 0.3), (place(mark), bottom)] for mark in marks])
        for mark in marks:
            canvas.text((place(mark), bottom + 0.04), f"{mark:g}", size=6.5, color="muted", align="ct")
        rows = {row.actor_id: row for row in records(data[data["group"] == group])}
        for line, actor in enumerate(actors):
            middle = y + 0.34 + ROW * (line + 0.5)
            if position % across == 0:
                canvas.label((0, middle), names.actor(actor), width=left - 0.1)
            _lollipop(canvas, rows[actor], names, place=place, middle=middle)
    return canvas.figure


def _lollipop(canvas: Canvas, row: Any, names: Names, *, place: Callable[[float], float], middle: float) -> None:
    if row.n == 0:
        canvas.text((place(0) + 0.03, middle), "–", size=7, color="muted")
        return
    token, end = names.token(row.group), place(row.per_1000)
    canvas.lines([[(place(0), middle), (end, middle)]], color=token, width=1.6, marks=[row.mark])
    if not math.isnan(row.conf_low):
        canvas.lines([[(place(row.conf_low), middle), (place(row.conf_high), middle)]], color="ink", width=0.7)
    canvas.dot((end, middle), 0.046, fill=token, sides=names.sides(row.group), mark=row.mark)
    canvas.text((end + 0.08, middle), f"{row.n:,}", size=6.5, color="muted", mark=row.mark)
