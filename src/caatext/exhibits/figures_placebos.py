"""F6: placebos beside the primary contrast, each with its paired difference, and whether it passes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from caatext.comparison.placebos import FAILS, NOT_APPLICABLE, PASSES, RULES
from caatext.errors import visible
from caatext.exhibits.canvas import Canvas, drawn, fit, scale, ticks
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.style import Names, signed

_ROW, _HEAD = 0.3, 0.5
_CLAIMS = {"D1": "share of the first frame", "D2": "share of the second frame", "S3": "balance of the two, log odds"}


def placebo_figure(
    table: pd.DataFrame, evidence: pd.DataFrame, *, names: Names, labels: tuple[str, str] = ("", "")
) -> Exhibit:
    """Return F6: for each claim, in the group where the contrast is largest, what every placebo finds.

    Parameters
    ----------
    table : DataFrame
        From `compare_placebos`.
    evidence : DataFrame
        The addresses behind the primary contrast, as `frame_evidence` gives them.
    names : Names
        Display names of groups.
    labels : tuple of two str
        What the two frames are called.

    Returns
    -------
    Exhibit
        ``data`` is the table with every contrast, ``is_drawn`` and ``mark``.

    Notes
    -----
    A placebo that does not pass bars the claim. It does not say that the claim is false.
    """
    marks = Marks("F6")
    data = table.copy()
    chosen = {str(claim): _largest(own) for claim, own in data.groupby("claim", sort=True)}
    data["is_drawn"] = [row.group == chosen[row.claim] for row in records(data)]
    said = {claim: marks.add(evidence, f"{claim}, {names.group(group)}: the primary contrast")
            for claim, group in chosen.items() if group}  # fmt: skip
    data["mark"] = [said.get(row.claim, "") if row.is_drawn else "" for row in records(data)]
    counts = {outcome: int((data["outcome"] == outcome).sum()) for outcome in (PASSES, FAILS, NOT_APPLICABLE)}
    listed = "; ".join(f"{rule}: {what}" for rule, what in RULES.items())
    return Exhibit(
        id="F6",
        title="Does the pattern stay away where it should?",
        caption=(
            "For each claim the group with the largest contrast. Line: the primary estimate. Filled: the placebo; "
            "hollow: the primary contrast less the placebo, paired by article; both with 95% intervals over articles."
        ),
        note=(
            f"Unit: article; own voice. {counts[PASSES]} pass, {counts[FAILS]} fail, {counts[NOT_APPLICABLE]} not "
            "applicable, over all contrasts of the table, which gives the reason for each. Asked of a placebo: "
            f"{listed}."
        ),
        kind="figure",
        data=data,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_placebos(data, names, labels, width=width),
    )


def _largest(own: pd.DataFrame) -> str:
    known = [row for row in records(own) if not math.isnan(row.primary_low)]
    return str(min(known, key=lambda row: (-abs(row.primary), row.group)).group) if known else ""


@drawn
def draw_placebos(data: pd.DataFrame, names: Names, labels: tuple[str, str], *, width: float) -> Figure:
    """Return the figure: a block a claim with a scale of its own, a row a placebo."""
    shown = data[data["is_drawn"]]
    blocks = [(str(claim), list(records(own))) for claim, own in shown.groupby("claim", sort=True)]
    if not blocks:
        canvas = Canvas(width, 0.5)
        canvas.text((0, 0.25), "There is no primary estimate to hold placebos against.", color="muted")
        return canvas.figure
    wide = width > 5
    row_height = _ROW if wide else _ROW + 0.17
    canvas = Canvas(width, 0.06 + sum(_HEAD + 0.24 + row_height * len(rows) for _, rows in blocks))
    y = 0.06
    for claim, rows in blocks:
        y = _draw_block(canvas, claim, rows, y=y, row_height=row_height, names=names, labels=labels)
    return canvas.figure


def _draw_block(
    canvas: Canvas, claim: str, rows: list[Any], *, y: float, row_height: float, names: Names, labels: tuple[str, str]
) -> float:
    wide = canvas.width > 5
    left, right = (2.15, 0.95) if wide else (0.08, 0.2)
    name = {"D1": labels[0], "D2": labels[1]}.get(claim, "") or _CLAIMS[claim]
    title = f"{claim}: {visible(name)}, {names.group(rows[0].group)} less {names.group(rows[0].reference)}"
    canvas.lines([[(0, y), (canvas.width, y)]])
    canvas.text((0, y + 0.14), fit(title, canvas.width, size=7.8 * canvas.zoom, bold=True), size=7.8, bold=True)
    low, high = _reach(rows)
    x = scale(low, high, start=left, end=canvas.width - right)
    top, bottom = y + _HEAD - 0.12, y + _HEAD + row_height * len(rows)
    for tick in (marks := ticks(low, high, about=5 if wide else 4)):
        canvas.lines([[(x(tick), top), (x(tick), bottom)]], color="muted" if tick == 0 else "rule", width=0.6)
    primary = x(rows[0].primary)
    canvas.lines([[(primary, top - 0.04), (primary, bottom)]], color="accent", width=1.2, marks=[rows[0].mark])
    inside = left + 0.4 < primary < canvas.width - 0.5
    align = "cb" if inside else "rb" if primary > canvas.width / 2 else "lb"
    said = f"primary {signed(rows[0].primary)}, n {rows[0].n_articles}"
    canvas.text((primary, top - 0.06), said, size=6.6, color="accent", align=align)
    for number, row in enumerate(rows):
        _draw_row(canvas, row, y=y + _HEAD + row_height * number, x=x, top=0.0 if wide else 0.17)
    for tick in marks:
        canvas.text((x(tick), bottom + 0.08), signed(tick, digits=1 if claim == "S3" else 2), size=6.5, color="muted",
                    align="cm")  # fmt: skip
    return bottom + 0.24


def _draw_row(canvas: Canvas, row: Any, *, y: float, x: Callable[[float], float], top: float) -> None:
    wide = canvas.width > 5
    color = {PASSES: "q5", FAILS: "accent"}.get(row.outcome, "muted")
    room = 2.05 if wide else canvas.width - 1.0
    where = y + (_ROW / 2 if wide else 0.07)
    canvas.label((0, where), visible(row.placebo), width=room, size=7.4 if wide else 7)
    canvas.text((canvas.width - 0.02, where), row.outcome, size=7, color=color, align="rm", bold=row.outcome == FAILS)
    if row.outcome == NOT_APPLICABLE:
        return
    for shift, fill, ends in (
        (0.09, "ink", (row.conf_low, row.estimate, row.conf_high)),
        (0.2, "", (row.difference_low, row.difference, row.difference_high)),
    ):
        middle = y + top + shift
        if not math.isnan(ends[0]):
            canvas.lines([[(x(ends[0]), middle), (x(ends[2]), middle)]], color="ink", width=1.0)
        canvas.dot((x(ends[1]), middle), 0.04, fill=fill, edge="ink", line=1.0)


def _reach(rows: list[Any]) -> tuple[float, float]:
    """Return the ends of the scale: everything that is drawn, and zero."""
    drawn_rows = [row for row in rows if row.outcome != NOT_APPLICABLE]
    ends = [0.0, rows[0].primary]
    for row in drawn_rows:
        ends += [row.conf_low, row.conf_high, row.difference_low, row.difference_high, row.estimate, row.difference]
    known = [end for end in ends if not math.isnan(end)]
    room = 0.06 * ((max(known) - min(known)) or 1.0)
    return min(known) - room, max(known) + room
