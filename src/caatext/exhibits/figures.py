"""Any comparison as a figure: estimates with their intervals, or the verdict in words where there is none to show."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from caatext.comparison.design import ESTIMABLE
from caatext.errors import visible
from caatext.exhibits.canvas import Drawing, drawing, drawn
from caatext.exhibits.exhibit import WIDE, records
from caatext.exhibits.style import LIGHT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from caatext.comparison.comparisons import Comparison

#: Rows of one figure; the rest stands in the table.
MOST_ROWS = 24
_ROW = 0.24


def intervals(comparison: Comparison, *, ax: Axes | None = None, title: str = "") -> Axes:
    """Draw the estimates of a comparison as points with their intervals, sorted by value, and return the axes.

    Parameters
    ----------
    comparison : Comparison
        Its table is read. A row that is not estimable shows its verdict in words where the interval would stand; an
        estimate without an interval is hollow.
    ax : Axes, optional
        Where to draw; by default the current axes where pyplot is in use, else those of a new figure.
    title : str
        Written above; should say what is shown and assert nothing.

    Returns
    -------
    Axes
        To the right of the line at zero: more in the group than in its reference.

    Notes
    -----
    At most 24 rows are drawn, those with an estimate first.

    Examples
    --------
    >>> intervals(comparison, title="Stance, by author")  # doctest: +SKIP
    """
    rows = interval_rows(comparison.table)
    with drawing():
        axes = ax if ax is not None else _current_axes(len(rows))
        draw_rows(axes, rows, title=title)
    return axes


@drawn
def draw_comparison(comparison: Comparison, *, width: float = WIDE, title: str = "") -> Figure:
    """Return a new figure of a comparison, as `intervals` draws it."""
    rows = interval_rows(comparison.table)
    figure, axes = _new_figure(len(rows), width)
    draw_rows(axes, rows, title=title)
    return figure


def interval_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are drawn, intervals before bare estimates, from high to low, each with its ``label``."""
    known = table.assign(rank=table["conf_low"].isna().astype(int) + table["estimate"].isna())
    kept = known.sort_values(["rank", "category", "group"], kind="stable").head(MOST_ROWS).drop(columns="rank")
    order = ["estimate", "category", "group"]
    rows = kept.sort_values(order, ascending=[False, True, True], kind="stable", ignore_index=True)
    if "measure" not in rows:
        rows["measure"] = ""
    rows["label"] = [
        f"{visible(row.category)}: {visible(row.group)}" + (f" − {visible(row.reference)}" if row.reference else "")
        for row in records(rows)
    ]
    return rows


def _current_axes(n_rows: int) -> Axes:
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    axes: Axes = pyplot.gca() if pyplot is not None else _new_figure(n_rows, WIDE)[1]
    return axes


def _new_figure(n_rows: int, width: float) -> tuple[Figure, Axes]:
    height = 0.75 + _ROW * max(1, n_rows)
    figure = Drawing(figsize=(width, height), facecolor=LIGHT["paper"])
    left = 0.42 if width > 5 else 0.46
    return figure, figure.add_axes((left, 0.45 / height, 0.98 - left, 1 - 0.7 / height))


def draw_rows(axes: Any, rows: pd.DataFrame, *, title: str) -> None:
    """Draw rows of a comparison on axes: points with intervals, or the verdict in words."""
    places = np.arange(len(rows))
    values, low, high = (rows[name].to_numpy(dtype=float) for name in ("estimate", "conf_low", "conf_high"))
    has_interval = np.isfinite(low) & np.isfinite(high)
    axes.axvline(0, color=LIGHT["muted"], linewidth=0.8, zorder=1)
    axes.hlines(places[has_interval], low[has_interval], high[has_interval], color=LIGHT["ink"], linewidth=1.2)
    kinds = ((has_interval, LIGHT["ink"]), (np.isfinite(values) & ~has_interval, LIGHT["paper"]))
    for kept, fill in kinds:
        axes.scatter(values[kept], places[kept], s=26, color=fill, edgecolor=LIGHT["ink"], linewidth=1, zorder=3)
    reach = np.nanmax(np.abs(np.concatenate([values, low, high, [0.0]]))) or 1.0
    axes.set_xlim(-1.1 * reach, 1.45 * reach)
    for place, row in zip(places, records(rows), strict=True):
        _say(axes, float(place), row)
    axes.set_yticks(places, [_cut(label, 44) for label in rows["label"]], fontsize=7.5)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.tick_params(axis="both", length=0, colors=LIGHT["ink"], labelsize=7.5)
    axes.set_xlabel("difference, group less reference", fontsize=7.5, color=LIGHT["muted"])
    axes.grid(axis="x", color=LIGHT["rule"], linewidth=0.5)
    axes.set_axisbelow(True)
    for side in ("left", "right", "top", "bottom"):
        axes.spines[side].set_visible(False)
    if title:
        axes.set_title(visible(title, limit=200), fontsize=9, loc="left", color=LIGHT["ink"])


def _say(axes: Any, place: float, row: Any) -> None:
    end = axes.get_xlim()[1]
    if row.verdict != ESTIMABLE:
        at = row.estimate if np.isfinite(row.estimate) else 0.0
        side = -1 if at > 0.3 * end else 1
        shift = side * 0.025 * (end - axes.get_xlim()[0])
        align = "right" if side < 0 else "left"
        axes.text(at + shift, place, row.verdict, fontsize=7, color=LIGHT["muted"], va="center", ha=align)
        return
    words = f"n {row.n_group} + {row.n_reference}"
    if np.isfinite(row.p_adjusted):
        words = f"p {row.p_adjusted:.2g}, {words}"
    axes.text(end, place, words, fontsize=6.8, color=LIGHT["muted"], va="center", ha="right")


def _cut(label: str, most: int) -> str:
    return label if len(label) <= most else label[: most - 1] + "…"
