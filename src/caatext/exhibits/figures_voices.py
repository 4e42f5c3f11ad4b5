"""F8: what becomes of the evaluation of an actor when reported words no longer count as the author's."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from caatext.exhibits.actor_blocks import Blocks, block_lines
from caatext.exhibits.canvas import Canvas, drawn, fit, scale
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.figures_design import group_column
from caatext.exhibits.listings_quotes import speaker_name
from caatext.exhibits.style import SMALL_N, Names, plural, signed

_TOP, _ROW, _KEY = 0.26, 0.35, 0.4
_MOST_SOURCES = 3
_WHISKER = "The whisker is the 95% interval of the shift, laid from the mean over all words"
_NUMBERS = ("all_voices", "own_voice", "shift", "conf_low", "conf_high", "interval", "n_all", "n_own", "n_attributed",
            "n_documents")  # fmt: skip


def voice_shift(shifts: pd.DataFrame, evidence: pd.DataFrame, *, documents: pd.DataFrame, names: Names) -> Exhibit:
    """Return F8: the mean stance over all voices and over the author's own, joined by a line, for each actor and group.

    Parameters
    ----------
    shifts : DataFrame
        ``group, category`` (actor), ``all_voices, own_voice`` in [-1, 1], ``shift`` (own less all) with ``conf_low,
        conf_high, interval``, ``n_all, n_own, n_attributed, n_documents``.
    evidence : DataFrame
        Scores of the measure ``stance``, all voices; what is attributed stands behind the marks, by source.
    documents : DataFrame
        The documents with the grouping variable.
    names : Names
        Groups in their order, and display names.

    Notes
    -----
    A slant says that the sources judge the actor otherwise than the author does, not that the author disagrees.
    """
    marks = Marks("F8")
    placed = evidence.assign(group=group_column(evidence, documents, names.by))
    attributed = placed[placed["voice"] != "author"]
    behind = dict(iter(attributed.groupby(["category", "group"], sort=True)))
    moved = shifts[shifts["n_attributed"] > 0]
    order = moved.groupby("category", sort=True)["n_attributed"].sum()
    actors = sorted(order.index, key=lambda name: (-order[name], name))
    cells = {(row.category, row.group): row for row in records(moved)}
    rows = [
        _row(cells[(actor, group)], behind.get((actor, group)), names=names, marks=marks)
        for actor in actors
        for group in names.groups
        if (actor, group) in cells
    ]
    data = pd.DataFrame(rows, columns=["actor_id", "actor", "group", *_NUMBERS, "sources", "mark"])
    kinds = "; ".join(dict.fromkeys(data["interval"])) or "none"
    whiskers = f"{_WHISKER}: {kinds}." if bool(data["conf_low"].notna().any()) else f"No whiskers: {kinds}."
    n_still = len(shifts) - len(moved)
    return Exhibit(
        id="F8",
        title=f"Evaluations with and without reported words, by {names.by}",
        caption=(
            "Mean stance towards an actor over all words (hollow, above) and over the author’s own words alone "
            "(filled, below), from −1 against to +1 for. The slant of the line is what attribution contributes; "
            "to the right, how many judgments are the author’s own, and whose the others are."
        ),
        note=(
            f"Unit: judgment of an actor in a sentence, n = {int(shifts['n_all'].sum()):,}, of which "
            f"{int(shifts['n_attributed'].sum()):,} attributed. {whiskers} Hatched and without value: "
            f"fewer than {SMALL_N} judgments. "
            f"{plural(n_still, 'pair')} of actor and {names.by} without an attributed judgment "
            f"{'does' if n_still == 1 else 'do'} not shift. Sorted by attributed judgments."
        ),
        kind="figure",
        data=data,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_voice_shift(data, names, width=width),
    )


def _row(cell: Any, rows: pd.DataFrame | None, *, names: Names, marks: Marks) -> dict[str, object]:
    counts = rows["voice"].value_counts() if rows is not None else pd.Series(dtype="int64")
    order = sorted(counts.index, key=lambda name: (-counts[name], str(name)))
    said = [f"{speaker_name(str(name), names)} {counts[name]}" for name in order]
    rest = int(sum(counts[name] for name in order[_MOST_SOURCES:]))
    sources = ", ".join(said[:_MOST_SOURCES]) + (f", others {rest}" if rest else "")
    label = (
        f"{names.group(cell.group)} on {names.actor(cell.category)}: {signed(cell.all_voices)} over all words, "
        f"{signed(cell.own_voice)} in own words; {cell.n_attributed} of {plural(cell.n_all, 'judgment')} attributed"
    )
    told = None if rows is None else rows.assign(part=["by " + speaker_name(str(v), names) for v in rows["voice"]])
    values = {name: getattr(cell, name) for name in _NUMBERS}
    return {"actor_id": cell.category, "actor": names.actor(cell.category), "group": cell.group, **values,
            "sources": sources, "mark": marks.add(told, label)}  # fmt: skip


@drawn
def draw_voice_shift(data: pd.DataFrame, names: Names, *, width: float) -> Figure:
    """Return the figure of F8."""
    pairs = list(zip(data["actor_id"], data["group"], strict=True))
    blocks = Blocks(block_lines(pairs, names), width, _ROW, _TOP)
    canvas = Canvas(width, max(0.5, blocks.bottom + _KEY))
    if data.empty:
        canvas.text((0, 0.25), "No judgment of an actor is attributed to anybody but the author.", color="muted")
        return canvas.figure
    right = 1.75 if blocks.is_wide else 0.84
    reach = _reach(data)
    place = scale(-reach, reach, start=blocks.left + 0.1, end=width - right)
    blocks.draw(canvas, names, end=width)
    _draw_axis(canvas, blocks, place=place, reach=reach)
    rows = {(row.actor_id, row.group): row for row in records(data)}
    for actor, group, middle in blocks.places():
        _draw_pair(canvas, rows[(actor, group)], names, place=place, middle=middle)
        _say_counts(canvas, rows[(actor, group)], at=(width - right + 0.14, middle), is_wide=blocks.is_wide)
    return canvas.figure


def _reach(data: pd.DataFrame) -> float:
    """Return how far the axis goes to either side: to the next quarter, 1 at most."""
    most = float(data[["all_voices", "own_voice"]].abs().max().max())
    return 0.25 if math.isnan(most) else min(1.0, max(0.25, math.ceil(4 * most + 1e-9) / 4))


def _draw_axis(canvas: Canvas, blocks: Blocks, *, place: Callable[[float], float], reach: float) -> None:
    for value in (-reach, -reach / 2, 0.0, reach / 2, reach):
        color = "muted" if value == 0 else "rule"
        canvas.lines([[(place(value), blocks.top), (place(value), blocks.bottom)]], color=color, width=0.6)
        if abs(value) in (0.0, reach):
            at = (place(value), blocks.bottom + 0.05)
            canvas.text(at, signed(value), size=6.5, color="muted", align="ct")
    for value, words in ((-reach, "against"), (reach, "for")):
        canvas.text((place(value), blocks.bottom + 0.2), words, size=6.5, color="muted", align="ct")
    for shift, words, fill in ((-1.0, "all words", ""), (0.25, "own words", "ink")):
        at = (place(0) + shift, 0.1)
        canvas.dot(at, 0.045, fill=fill, edge="ink", line=1.0)
        canvas.text((at[0] + 0.09, 0.1), words, size=6.8, color="muted")


def _draw_pair(canvas: Canvas, row: Any, names: Names, *, place: Callable[[float], float], middle: float) -> None:
    token, sides, mark = names.token(row.group), names.sides(row.group), row.mark
    upper, lower = middle - 0.08, middle + 0.08
    known = not math.isnan(row.own_voice)
    small = min(row.n_own, row.n_all) < SMALL_N
    if known:
        ends = [(place(row.all_voices), upper), (place(row.own_voice), lower)]
        canvas.lines([ends], color="hatch" if small else token, width=1.3, dashed=small, marks=[mark])
    if known and not small and not math.isnan(row.conf_low):
        limits = [max(-1.0, min(1.0, row.all_voices + end)) for end in (row.conf_low, row.conf_high)]
        canvas.lines([[(place(end), lower) for end in limits]], color="ink", width=0.8, marks=[mark])
    for value, n, y, fill in ((row.all_voices, row.n_all, upper, ""), (row.own_voice, row.n_own, lower, token)):
        if math.isnan(value):
            canvas.text((place(0) + 0.06, y), "NA: no own judgment", size=6.2, color="muted", mark=mark)
        elif n < SMALL_N:
            canvas.rect((place(value) - 0.045, y - 0.045, 0.09, 0.09), fill="faint", hatched=True, mark=mark)
        else:
            edge, radius = ("paper", 0.054) if fill else (token, 0.044)
            canvas.dot((place(value), y), radius, fill=fill, edge=edge, sides=sides, mark=mark, line=1.0)


def _say_counts(canvas: Canvas, row: Any, *, at: tuple[float, float], is_wide: bool) -> None:
    counted = f"{row.n_own} of {row.n_all} own"
    values = "" if min(row.n_own, row.n_all) < SMALL_N else f"{signed(row.all_voices)} → {signed(row.own_voice)}"
    if not is_wide:
        canvas.text((at[0], at[1] - (0.06 if values else 0)), counted, size=6.2, color="muted", mark=row.mark)
        if values:
            canvas.text((at[0], at[1] + 0.065), values, size=6.2, mark=row.mark)
        return
    canvas.text((at[0], at[1] - 0.065), f"{values}, {counted}" if values else counted, size=6.6, mark=row.mark)
    canvas.text((at[0], at[1] + 0.065), fit(row.sources, 1.6, size=6.2), size=6.2, color="muted", mark=row.mark)
