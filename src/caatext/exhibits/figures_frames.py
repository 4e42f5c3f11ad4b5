"""F3 and F5: shares of eligible paragraphs that are coded with a frame, all frames and the primary pair."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from caatext.errors import visible
from caatext.exhibits.canvas import Canvas, drawn, fit, scale, wrap
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.figures_design import MOST_COLUMNS, group_column
from caatext.exhibits.matrix_heads import draw_heads, head_height
from caatext.exhibits.style import SMALL_N, Names, on, percent, plural, sequential

_SHARES = ["share", "conf_low", "conf_high", "n_eligible", "n_coded", "n_paragraphs"]


def frame_heatmap(estimates: pd.DataFrame, evidence: pd.DataFrame, *, documents: pd.DataFrame, names: Names) -> Exhibit:
    """Return F3: the share of eligible paragraphs coded with each frame, for each group.

    Parameters
    ----------
    estimates : DataFrame
        ``group, category`` (frame), ``estimate`` in [0, 1] or NaN, ``n_hits`` coded, ``n_units`` eligible,
        ``n_paragraphs``, ``conf_low, conf_high, interval``.
    evidence : DataFrame
        Addresses with ``category`` and ``part`` (what each was counted as).
    documents : DataFrame
        The documents with the grouping variable.
    names : Names
        Groups in their order, and display names.

    Notes
    -----
    A share is conditional on eligibility. Frames that can rarely occur have few eligible paragraphs, not small shares.
    """
    marks = Marks("F3")
    data = share_rows(estimates, evidence, documents=documents, names=names, marks=marks)
    return Exhibit(
        id="F3",
        title=f"Frames, by {names.by}",
        caption=(
            "Share of eligible paragraphs coded with each frame. A paragraph is eligible where all required roles of "
            "the frame can be filled; the small number in a cell counts them, the bar below it shows their share of "
            "all paragraphs."
        ),
        note=(
            f"Unit: paragraph, in {plural(len(documents), 'article')}; own voice; dictionary instrument. "
            f"NA: no paragraph is eligible. Hatched and without value: fewer than {SMALL_N} eligible. "
            f"Sorted by mean share. Intervals, which stand in T4: {interval_kinds(estimates)}."
        ),
        kind="figure",
        data=data,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_frame_heatmap(data, names, width=width),
    )


def interval_kinds(estimates: pd.DataFrame) -> str:
    """Return the kinds of interval in a table of estimates, each once, in words."""
    shown = estimates.loc[estimates["n_units"] > 0, "interval"].astype("str")
    return "; ".join(dict.fromkeys(shown)) or "none"


def share_rows(
    estimates: pd.DataFrame, evidence: pd.DataFrame, *, documents: pd.DataFrame, names: Names, marks: Marks
) -> pd.DataFrame:
    """Return one row a frame and group, frames by mean share, with a mark for each that has evidence."""
    placed = evidence.assign(group=group_column(evidence, documents, names.by))
    behind = dict(iter(placed.groupby(["category", "group"], sort=True)))
    means = estimates.groupby("category", sort=True)["estimate"].mean()
    order = sorted(means.index, key=lambda frame: (-means[frame] if means[frame] == means[frame] else 1.0, frame))
    cells = {(row.category, row.group): row for row in records(estimates)}
    rows = []
    for frame in order:
        for group in names.groups:
            cell = cells.get((frame, group))
            numbers = _numbers(cell)
            low, high = numbers[1], numbers[2]
            within = "" if math.isnan(low) else f", {percent(low)} to {percent(high)}"
            label = (
                f"{names.group(group)}, {names.frame(frame)}: {percent(numbers[0])}{within}; "
                f"{numbers[4]} of {plural(numbers[3], 'eligible paragraph')}"
            )
            mark = marks.add(behind.get((frame, group)), label)
            rows.append((frame, names.frame(frame), group, names.group(group), *numbers, mark))
    return pd.DataFrame(rows, columns=["frame_id", "frame", "group", "group_name", *_SHARES, "mark"])


def _numbers(cell: Any) -> tuple[float, float, float, int, int, int]:
    if cell is None:
        return (math.nan, math.nan, math.nan, 0, 0, 0)
    read = [getattr(cell, name) for name in ("estimate", "conf_low", "conf_high", "n_units", "n_hits", "n_paragraphs")]
    return (float(read[0]), float(read[1]), float(read[2]), int(read[3]), int(read[4]), int(read[5]))


@drawn
def draw_frame_heatmap(data: pd.DataFrame, names: Names, *, width: float) -> Figure:
    """Return the figure of F3."""
    frames = dict.fromkeys(data["frame_id"])
    groups = names.groups[:MOST_COLUMNS]
    left = 1.75 if width > 5 else 1.02
    column = min(1.4, (width - left) / max(1, len(groups)))
    row = 0.4
    canvas = Canvas(width, head_height(width, names, groups=groups, column=column) + row * max(1, len(frames)) + 0.02)
    top = draw_heads(canvas, names, groups=groups, left=left, column=column)
    cells = {(cell.frame_id, cell.group): cell for cell in records(data)}
    for line, frame in enumerate(frames):
        y = top + row * line
        size, most = (8.0, 2) if width > 5 else (7.2, 3)
        lines = wrap(names.frame(frame), left - 0.08, size=size * canvas.zoom, lines=most)
        for number, content in enumerate(lines):
            canvas.text((0, y + row / 2 + 0.0168 * size * (number - (len(lines) - 1) / 2)), content, size=size)
        for position, group in enumerate(groups):
            box = (left + column * position + 0.018, y + 0.018, column - 0.036, row - 0.036)
            _heat_cell(canvas, cells[(frame, group)], box=box)
    return canvas.figure


def _heat_cell(canvas: Canvas, cell: Any, *, box: tuple[float, float, float, float]) -> None:
    x, y, wide, tall = box
    n, mark, share = cell.n_eligible, cell.mark, cell.share
    salience = n / cell.n_paragraphs if cell.n_paragraphs else 0.0
    if n == 0:
        canvas.rect(box, edge="rule")
        canvas.text((x + wide / 2, y + tall / 2), "NA", size=7, color="muted", align="cm")
        return
    token = "faint" if n < SMALL_N or share == 0 else sequential(share)
    canvas.rect(box, fill=token, hatched=n < SMALL_N, mark=mark)
    color = on(token)
    narrow = wide < 0.75
    if n >= SMALL_N:
        at = (x + wide / 2, y + 0.115) if narrow else (x + 0.09, y + tall / 2 - 0.025)
        canvas.text(at, percent(share), size=8, color=color, align="cm" if narrow else "lm", bold=True, mark=mark)
        at = (x + wide / 2, y + 0.245) if narrow else (x + wide - 0.07, y + tall / 2 - 0.025)
        canvas.text(at, f"n {n}", size=6.2, color=color, align="cm" if narrow else "rm", mark=mark)
    # How much of the article is eligible at all: salience, kept apart from the share.
    canvas.lines([[(x + 0.04, y + tall - 0.035), (x + wide - 0.04, y + tall - 0.035)]], color="rule", width=0.8)
    end = x + 0.04 + (wide - 0.08) * min(1.0, salience)
    canvas.lines([[(x + 0.04, y + tall - 0.035), (end, y + tall - 0.035)]], color=color, width=1.6)


def primary_contrast(
    estimates: pd.DataFrame, evidence: pd.DataFrame, *,
    documents: pd.DataFrame, names: Names, categories: Mapping[str, str], estimand: str = "",
) -> Exhibit:  # fmt: skip
    """Return F5: the two conditional shares of the primary contrast, for each group; what is missing is a gap.

    Parameters
    ----------
    estimates, evidence, documents, names
        As for `frame_heatmap`.
    categories : mapping of str to str
        The two categories with their names, the first drawn filled, the second hollow.
    estimand : str
        What the contrast estimates, in words.

    Notes
    -----
    With one article a group the whiskers say how well that article is measured, not how the author writes.
    """
    marks = Marks("F5")
    chosen = estimates[estimates["category"].isin(list(categories))]
    shown = Names(names.by, names.groups, names.group_names, names.actors, dict(categories))
    data = share_rows(chosen, evidence, documents=documents, names=shown, marks=marks)
    data = data.assign(is_shown=data["n_eligible"] >= SMALL_N)
    first, second = (visible(name) for name in categories.values())
    return Exhibit(
        id="F5",
        title=f"The primary pair of shares, by {names.by}",
        caption=(
            f"For each {names.by}: the share of eligible paragraphs coded “{first}” (filled) and “{second}” (hollow). "
            f"NA: fewer than {SMALL_N} eligible paragraphs; the share is then missing, not zero."
        ),
        note=(
            f"{visible(estimand, limit=600)} Unit: paragraph; own voice. Whiskers, 95%: {interval_kinds(chosen)}. "
            "To the right: coded of eligible paragraphs."
        ).strip(),
        kind="figure",
        data=data,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_primary_contrast(data, names, categories=categories, width=width),
    )


@drawn
def draw_primary_contrast(data: pd.DataFrame, names: Names, *, categories: Mapping[str, str], width: float) -> Figure:
    """Return the figure of F5: two lines a group, joined where both shares are there."""
    wide = width > 5
    left, right, row = (1.6, 0.75, 0.52) if wide else (0.06, 0.62, 0.7)
    top = 0.5
    bottom = top + row * len(names.groups)
    canvas = Canvas(width, bottom + 0.42)
    place = scale(0, 1, start=left, end=width - right)
    for position, label in enumerate(categories.values()):
        at = (0.07, 0.08 + 0.17 * position)
        canvas.dot(at, 0.05, fill="ink" if position == 0 else "", edge="ink", sides=0 if position == 0 else 4, line=1.1)
        canvas.text((0.18, at[1]), fit(label, width - 0.25, size=8 * canvas.zoom))
    canvas.lines([[(place(mark), top), (place(mark), bottom)] for mark in (0, 0.25, 0.5, 0.75, 1)])
    for mark in (0, 0.25, 0.5, 0.75, 1):
        canvas.text((place(mark), bottom + 0.05), percent(mark), size=6.8, color="muted", align="ct")
    canvas.text((place(0.5), bottom + 0.22), "share of eligible paragraphs", size=6.8, color="muted", align="ct")
    cells = {(cell.frame_id, cell.group): cell for cell in records(data)}
    for number, group in enumerate(names.groups):
        y = top + row * number
        canvas.lines([[(0, y), (width, y)]])
        at = (0.0, y + row / 2) if wide else (0.0, y + 0.12)
        canvas.text(
            at, fit(names.group(group), 1.5 if wide else 2.6, size=8 * canvas.zoom), bold=True, color=names.color(group)
        )
        middle = y + row / 2 + (0 if wide else 0.09)
        pair = [cells.get((category, group)) for category in categories]
        _dumbbell(canvas, pair, middle=middle, place=place, token=names.token(group))
    return canvas.figure


def _dumbbell(canvas: Canvas, pair: list[Any], *, middle: float, place: Callable[[float], float], token: str) -> None:
    both = [(place(cell.share), middle - 0.1 + 0.2 * n) for n, cell in enumerate(pair) if cell and cell.is_shown]
    if len(both) == 2:
        canvas.lines([both], color=token, width=1.2, dashed=True)
    for number, cell in enumerate(pair):
        y = middle - 0.1 + 0.2 * number
        n, coded, mark = (0, 0, "") if cell is None else (cell.n_eligible, cell.n_coded, cell.mark)
        canvas.text((canvas.width - 0.02, y), f"{coded} of {n}", size=7, color="muted", align="rm", mark=mark)
        if cell is None or not cell.is_shown:
            words = (
                "NA: no eligible paragraph"
                if n == 0
                else f"NA: {plural(n, 'eligible paragraph')}, fewer than {SMALL_N}"
            )
            canvas.text((place(0) + 0.06, y), words, size=7, color="muted", mark=mark)
            continue
        low, high, share = cell.conf_low, cell.conf_high, cell.share
        if not math.isnan(low):
            canvas.lines([[(place(low), y), (place(high), y)]], color=token, width=1.1, marks=[mark])
        sides, fill = (0, token) if number == 0 else (4, "")
        canvas.dot(
            (place(share), y), 0.062, fill=fill, edge="paper" if fill else token, sides=sides, mark=mark, line=1.3
        )
