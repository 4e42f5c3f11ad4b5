"""F24: a measure over time, one panel a group, with gaps where nothing was written and the line of no change."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from caatext.comparison.design import ESTIMABLE
from caatext.errors import visible
from caatext.exhibits.canvas import Canvas, drawn, fit, scale, text_width, ticks
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.style import Names, plural

if TYPE_CHECKING:
    from caatext.comparison.trends import Trend

#: Panels drawn; further groups stand in the table.
MOST_GROUPS = 9
_TOP, _TALL, _BELOW, _GAP = 0.42, 0.95, 0.48, 0.2
_AXIS, _MARGIN = 0.34, 0.12


class _Panel(NamedTuple):
    """A frame in inches with its scales."""

    left: float
    top: float
    right: float
    bottom: float
    x: Callable[[float], float]
    y: Callable[[float], float]


def trend_figure(
    found: Trend, *, measure: str, names: Names, category: str = "all", label: str = "", exhibit_id: str = "F24"
) -> Exhibit:
    """Return F24: the mean of each period in each group, with its interval, and the slope in words.

    Parameters
    ----------
    found : Trend
        From `trend`.
    measure, category : str
        What is drawn.
    names : Names
        Groups in their order, and display names.
    label : str
        What the measure is called; its name unless given.
    exhibit_id : str
        Number of the exhibit.

    Notes
    -----
    A line between two periods is drawn for the eye. Only the slope, where there is one, says whether the measure moves.
    """
    marks = Marks(exhibit_id)
    is_here = (found.cells["measure"] == measure) & (found.cells["category"] == category)
    cells = found.cells[is_here & found.cells["group"].isin(names.groups)].reset_index(drop=True)
    slopes = found.slopes[(found.slopes["measure"] == measure) & (found.slopes["category"] == category)]
    cells["mark"] = [
        marks.add(_behind(found, row), _label(row, names)) if row.n_documents else "" for row in records(cells)
    ]
    for column, said in (("slope", say_slope), ("p", lambda row: _say_p(row.p_adjusted))):
        cells[column] = cells["group"].map({row.group: said(row) for row in records(slopes)}).astype("str")
    shown = label or visible({**names.actors, **names.frames}.get(category, measure.replace("_", " ")))
    n_estimable = int((slopes["verdict"] == ESTIMABLE).sum())
    return Exhibit(
        id=exhibit_id,
        title=f"{shown[:1].upper()}{shown[1:]} over time, by {names.by}",
        caption=(
            f"Mean of the articles of each {found.by}, with its 95% interval; a hollow point has too few articles for "
            f"one. Below, articles, where there is room. A line joins neighboring {found.by}s only. Dashed: no change, "
            "the mean of all dated articles. In words: the change in a year by regression on time, with its interval."
        ),
        note=(
            f"Unit: article. {found.note} {n_estimable} of {plural(len(slopes), 'slope')} estimable; the table has the "
            f"reason for each. {_family(found, measure)}{visible(found.method, limit=700)} A trend of texts is none of "
            "opinion: subjects and outlets change too."
        ),
        kind="figure",
        data=cells,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_trends(cells, names, by=found.by, width=width),
    )


def _family(found: Trend, measure: str) -> str:
    tested = [str(family) for family in found.families if family.size and family.members.endswith(f" of {measure}")]
    return f"p: {visible(tested[0], limit=300)}. " if tested else ""


def _behind(found: Trend, row: Any) -> pd.DataFrame:
    rows = found.evidence(row.measure, row.category, row.group, period=row.period)
    return rows[rows["value"] != 0] if (rows["value"] != 0).any() else rows


def _label(row: Any, names: Names) -> str:
    digits = _digits(max(abs(row.estimate), 0.01))
    interval = (
        f" ({_number(row.conf_low, digits)} to {_number(row.conf_high, digits)})"
        if row.conf_low == row.conf_low
        else ""
    )
    said = f"{_number(row.estimate, digits)}{interval}, {plural(row.n_documents, 'article')}"
    return f"{names.group(row.group)}, {row.period}: {said}"


def say_slope(row: Any) -> str:
    """Return the slope of a group in a few words, or that there is none to show."""
    if row.verdict != ESTIMABLE:
        return f"no slope from {plural(row.n_group, 'dated article')}"
    digits = _digits(max(abs(row.estimate), abs(row.conf_high - row.conf_low) / 2))
    limits = f"{_number(row.conf_low, digits)} to {_number(row.conf_high, digits)}"
    return f"{'+' if row.estimate > 0 else ''}{_number(row.estimate, digits)} a year ({limits})"


def _say_p(p: float) -> str:
    return "" if math.isnan(p) else "p < 0.01, " if p < 0.01 else f"p {p:.2f}, "


def _digits(size: float) -> int:
    """Return decimals that leave two figures of a number of this size, at most four."""
    return min(4, max(0, 1 - math.floor(math.log10(size)))) if size > 0 and math.isfinite(size) else 0


def _number(value: float, digits: int) -> str:
    shown = f"{value:.{digits}f}"
    return shown.lstrip("-") if not shown.strip("-0.") else shown.replace("-", "−")


@drawn
def draw_trends(cells: pd.DataFrame, names: Names, *, by: str, width: float) -> Figure:
    """Return the figure of F24: panels in rows of three where the page is wide, below one another where narrow."""
    groups = [group for group in names.groups if (cells["group"] == group).any()][:MOST_GROUPS]
    columns = min(3, max(1, len(groups))) if width > 5 else 1
    rows = -(-len(groups) // columns)
    canvas = Canvas(width, max(0.5, rows * (_TOP + _TALL + _BELOW)))
    if not groups or not bool(cells["estimate"].notna().any()):
        canvas.text((0, 0.25), "No article has both a date and a value.", color="muted")
        return canvas.figure
    low, high = _limits(cells[cells["group"].isin(groups)])
    first, last = int(cells["number"].min()), int(cells["number"].max())
    wide = (width - _AXIS - _MARGIN - _GAP * (columns - 1)) / columns
    for place, group in enumerate(groups):
        left = _AXIS + (wide + _GAP) * (place % columns)
        top = (place // columns) * (_TOP + _TALL + _BELOW) + _TOP
        x = scale(first - 0.6, last + 0.6, start=left, end=left + wide)
        frame = _Panel(left, top, left + wide, top + _TALL, x, scale(low, high, start=top + _TALL, end=top))
        own = cells[cells["group"] == group]
        _draw_head(canvas, own, group, frame=frame, names=names)
        _draw_axes(canvas, (low, high), frame=frame, has_labels=place % columns == 0)
        _draw_points(canvas, own, frame=frame, token=names.token(group), sides=names.sides(group))
        _draw_below(canvas, own, frame=frame, by=by if place % columns == 0 else "")
    return canvas.figure


def _limits(cells: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of the scale; with zero where it is near the values."""
    ends = cells[["estimate", "conf_low", "conf_high"]].to_numpy(dtype=float)
    ends = ends[~pd.isna(ends)]
    low, high = float(ends.min()), float(ends.max())
    room = (high - low) or abs(high) or 1.0
    low, high = (min(low, 0.0) if low < room else low), (max(high, 0.0) if -high < room else high)
    return low - 0.06 * room, high + 0.06 * room


def _draw_head(canvas: Canvas, own: pd.DataFrame, group: str, *, frame: _Panel, names: Names) -> None:
    width = frame.right - frame.left
    n = f"{own['p'].iloc[0]}n {int(own['n_documents'].sum())}"
    room = width - text_width(n, 6.8 * canvas.zoom) - 0.08
    title = fit(names.group(group), room, size=8 * canvas.zoom, bold=True)
    canvas.text((frame.left, frame.top - 0.26), title, bold=True, color=names.color(group))
    canvas.text((frame.right, frame.top - 0.26), n, size=6.8, color="muted", align="rm")
    words = str(own["slope"].iloc[0])
    canvas.text((frame.left, frame.top - 0.12), fit(words, width, size=6.8 * canvas.zoom), size=6.8, color="muted")


def _draw_axes(canvas: Canvas, ends: tuple[float, float], *, frame: _Panel, has_labels: bool) -> None:
    marks = ticks(*ends, about=3)
    digits = max((len(f"{mark:g}".partition(".")[2]) for mark in marks), default=0)
    for mark in marks:
        heavy = mark == 0
        line = [(frame.left, frame.y(mark)), (frame.right, frame.y(mark))]
        canvas.lines([line], color="muted" if heavy else "rule", width=0.8 if heavy else 0.5)
        if has_labels:
            at = (frame.left - 0.05, frame.y(mark))
            canvas.text(at, _number(mark, digits), size=6.5, color="muted", align="rm")


def _draw_points(canvas: Canvas, own: pd.DataFrame, *, frame: _Panel, token: str, sides: int) -> None:
    valued = [row for row in records(own.sort_values("number")) if row.n_documents]
    if not valued:
        canvas.text(
            (frame.left + 0.05, (frame.top + frame.bottom) / 2), "no article with a value", size=7, color="muted"
        )
        return
    n = sum(row.n_documents for row in valued)
    mean = frame.y(sum(row.estimate * row.n_documents for row in valued) / n)
    canvas.lines([[(frame.left, mean), (frame.right, mean)]], color="muted", width=0.7, dashed=True)
    spots = [(frame.x(row.number), frame.y(row.estimate)) for row in valued]
    joined = [[spots[i], spots[i + 1]] for i in range(len(valued) - 1) if valued[i + 1].number == valued[i].number + 1]
    canvas.lines(joined, color=token, width=0.9)
    certain = [row for row in valued if row.conf_low == row.conf_low]
    whiskers = [[(frame.x(r.number), frame.y(r.conf_low)), (frame.x(r.number), frame.y(r.conf_high))] for r in certain]
    canvas.lines(whiskers, color=token, width=1.3, marks=[row.mark for row in certain])
    step = frame.x(1) - frame.x(0)
    radius = min(0.045, max(0.016, 0.4 * step))
    for row, spot in zip(valued, spots, strict=True):
        fill, edge = (token, "paper") if row.conf_low == row.conf_low else ("", token)
        canvas.dot(spot, radius, fill=fill, edge=edge, sides=sides, mark=row.mark, line=0.9)


def _draw_below(canvas: Canvas, own: pd.DataFrame, *, frame: _Panel, by: str) -> None:
    """Write the articles of each period where there is room, and the names of some periods."""
    rows = list(records(own.sort_values("number")))
    size = 6.2
    step = frame.x(1) - frame.x(0)
    widest = max(text_width(f"{row.n_documents}", size * canvas.zoom) for row in rows) + 0.04
    if widest <= step:
        for row in rows:
            at = (frame.x(row.number), frame.bottom + 0.1)
            canvas.text(at, f"{row.n_documents}", size=size, color="muted", align="cm")
        if by:
            canvas.text((frame.left - 0.05, frame.bottom + 0.1), "n", size=size, color="muted", align="rm")
    widest = max(text_width(row.period, 6.5 * canvas.zoom) for row in rows)
    for row in rows[:: max(1, math.ceil((widest + 0.12) / step))]:
        at = (frame.x(row.number), frame.bottom + 0.24)
        if at[0] + widest / 2 <= frame.right + _MARGIN:
            canvas.text(at, row.period, size=6.5, color="muted", align="cm")
