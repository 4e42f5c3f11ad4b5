"""Contrasts between groups as a page shows them: category by category, each group in its color, each leading on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.figure import Figure

from caatext.comparison.design import ESTIMABLE
from caatext.errors import visible
from caatext.exhibits.canvas import Canvas, drawn, fit, scale, ticks
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.style import Names, plural, signed

if TYPE_CHECKING:
    from caatext.comparison.comparisons import Comparison

MOST_CATEGORIES = 12
_ROW, _GAP = 0.2, 0.14


def contrast_figure(comparison: Comparison, *, exhibit_id: str, title: str, names: Names) -> Exhibit:
    """Return the contrasts of a comparison that have an estimate, with the rows behind each.

    Parameters
    ----------
    comparison : Comparison
        Its table and its evidence are read.
    exhibit_id, title : str
        Number and title of the exhibit.
    names : Names
        Display names of groups and categories.

    Returns
    -------
    Exhibit
        ``data`` is the table of the comparison with ``mark``; rows without an estimate keep their verdict.
    """
    marks = Marks(exhibit_id)
    table = comparison.table.copy()
    estimable = table[table["verdict"] == ESTIMABLE]
    drawn_categories = _order(estimable)[:MOST_CATEGORIES]
    table["is_drawn"] = table["estimate"].notna() & table["category"].isin(drawn_categories)
    table["mark"] = [
        marks.add(_address_rows(comparison, row), _label(row, names)) if row.is_drawn else "" for row in records(table)
    ]
    return Exhibit(
        id=exhibit_id,
        title=title,
        caption=(
            f"Difference in article means, each {names.by} less its reference. Lines: 95% intervals over articles; a "
            "hollow point has no interval. To the right: p, adjusted within the family, and articles on either side."
        ),
        note=(
            f"{len(estimable)} of {plural(len(table), 'contrast')} estimable; the table has all, with the reason. "
            f"Drawn: at most {MOST_CATEGORIES} categories, each with an estimable contrast. "
            f"{visible(comparison.family, limit=300)}. {visible(comparison.method, limit=700)}"
        ),
        kind="figure",
        data=table,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_contrasts(table, names, width=width),
    )


def _address_rows(comparison: Comparison, row: Any) -> pd.DataFrame:
    found = comparison.evidence(row.category, row.group)
    return found[found["value"] != 0] if (found["value"] != 0).any() else found


def _label(row: Any, names: Names) -> str:
    reference = f" less {names.group(row.reference)}" if row.reference else ""
    interval = f", {signed(row.conf_low)} to {signed(row.conf_high)}" if math.isfinite(row.conf_low) else ""
    return f"{_category(row.category, names)}, {names.group(row.group)}{reference}: {signed(row.estimate)}{interval}"


def _category(category: str, names: Names) -> str:
    return visible({**names.actors, **names.frames}.get(category, category))


@drawn
def draw_contrasts(table: pd.DataFrame, names: Names, *, width: float) -> Figure:
    """Return the figure: a block a category, the largest difference first, groups in their fixed order."""
    shown = table[table["is_drawn"]]
    order = _order(shown)
    wide = width > 5
    left, right = (2.7, 1.3) if wide else (0.95, 0.62)
    rows = {category: list(records(shown[shown["category"] == category])) for category in order}
    tall = sum(_ROW * len(found) + _GAP + (0.0 if wide else 0.2) for found in rows.values())
    canvas = Canvas(width, 0.16 + tall + 0.4)
    ends = pd.concat([shown["estimate"], shown["conf_low"], shown["conf_high"]]).abs().max()
    reach = 1.05 * float(ends) if len(shown) and ends > 0 else 1.0
    place = scale(-reach, reach, start=left, end=width - right)
    for mark in (marks := ticks(-reach, reach, about=4 if wide else 2)):
        canvas.lines([[(place(mark), 0.1), (place(mark), 0.1 + tall)]], color="muted" if mark == 0 else "rule")
    y = 0.1
    for category, found in rows.items():
        y = _draw_block(canvas, _category(category, names), found, names=names, y=y, place=place)
    for mark in marks:
        canvas.text((place(mark), y + 0.04), signed(mark, digits=2), size=6.8, color="muted", align="ct")
    canvas.text((place(0), y + 0.2), "difference, group less reference", size=6.8, color="muted", align="ct")
    return canvas.figure


def _order(table: pd.DataFrame) -> list[str]:
    """Return the categories: those with an interval first, then by the largest difference."""
    rank: dict[str, tuple[bool, float, str]] = {}
    for row in records(table):
        key = (not math.isfinite(row.conf_low), -abs(row.estimate), row.category)
        rank[row.category] = min(rank.get(row.category, key), key)
    return sorted(rank, key=lambda category: rank[category])


def _draw_block(canvas: Canvas, title: str, rows: list[Any], *, names: Names, y: float, place: Any) -> float:
    """Draw the groups of one category and return where the next begins."""
    wide = canvas.width > 5
    canvas.lines([[(0, y), (canvas.width, y)]])
    y += _GAP / 2
    canvas.label((0, y + 0.1), title, width=1.35 if wide else canvas.width)
    y += 0.0 if wide else 0.2
    for row in sorted(rows, key=lambda row: names.groups.index(row.group) if row.group in names.groups else 99):
        middle, token = y + _ROW / 2, names.token(row.group)
        at = (1.42 if wide else 0.0, middle)
        room = 1.25 if wide else 0.9
        canvas.text(
            at, fit(names.group(row.group), room, size=7.5 * canvas.zoom), size=7.5, color=names.color(row.group)
        )
        has_interval = math.isfinite(row.conf_low)
        if has_interval:
            ends = [(place(row.conf_low), middle), (place(row.conf_high), middle)]
            canvas.lines([ends], color=token, width=1.2, marks=[row.mark])
        fill, edge = (token, "paper") if has_interval else ("", token)
        sides = names.sides(row.group)
        canvas.dot((place(row.estimate), middle), 0.052, fill=fill, edge=edge, sides=sides, mark=row.mark, line=1.1)
        _draw_numbers(canvas, row, middle=middle)
        y += _ROW
    return y + _GAP / 2


def _draw_numbers(canvas: Canvas, row: Any, *, middle: float) -> None:
    counts = f"{row.n_group} + {row.n_reference}"
    p = f"p {row.p_adjusted:.2f}" if math.isfinite(row.p_adjusted) else "no p"
    p = "p < 0.01" if math.isfinite(row.p_adjusted) and row.p_adjusted < 0.01 else p
    if canvas.width > 5:
        canvas.text((canvas.width - 0.62, middle), p, size=7, color="muted", align="rm")
    shown = f"n {counts}" if canvas.width > 5 else p
    canvas.text((canvas.width - 0.02, middle), shown, size=7, color="muted", align="rm")
