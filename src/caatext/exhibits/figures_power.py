"""F11: whether the connotations of verbs say of an actor's power and agency what the grammar says."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from caatext.errors import visible
from caatext.exhibits.actor_blocks import Blocks, block_lines
from caatext.exhibits.canvas import Canvas, drawn, scale
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.figures_design import group_column
from caatext.exhibits.style import SMALL_N, Names, percent, plural, signed

#: What is rated, with what its two ends are called.
MEASURES: Mapping[str, tuple[str, str, str]] = {
    "power": ("power", "weaker", "stronger"),
    "agency": ("agency", "passive", "active"),
}
_WHISKERS = "Whiskers: bootstrap over articles, 95%, too narrow where these are few; hollow: one article, none."
_NO_WHISKERS = "No whiskers: within-article only, one article is no sample of articles."
_VALUES = tuple(f"{name}{end}" for name in MEASURES for end in ("", "_low", "_high"))
_TOP, _ROW, _KEY = 0.26, 0.215, 0.3
_SIGNS = {-1.0: "lowers it", 0.0: "leaves it", 1.0: "raises it"}
Place = Callable[[float], float]


def power_check(
    summary: pd.DataFrame, scores: pd.DataFrame, *, documents: pd.DataFrame, names: Names, lexicon: str
) -> Exhibit:
    """Return F11: mean connotation of the verbs of each actor and group, for power and for agency.

    Parameters
    ----------
    summary : DataFrame
        ``group, actor_id, n_power, power, power_low, power_high``, the same of ``agency``, all in [-1, 1], and
        ``coverage``: the share of parts in clauses whose verb the lexicon rates.
    scores : DataFrame
        From ``score_agency``; own voice of the measures ``power`` and ``agency`` stands behind the marks.
    documents : DataFrame
        The documents with the grouping variable.
    names : Names
        Groups in their order, and display names.
    lexicon : str
        What the lexicon is called.

    Notes
    -----
    A verb is rated without its sense in the sentence. Read a mean beside its coverage, and never without it.
    """
    marks = Marks("F11")
    own = scores[(scores["voice"] == "author") & scores["measure"].isin(list(MEASURES))]
    own = own.assign(group=group_column(own, documents, names.by), part=own["value"].map(_SIGNS).fillna(""))
    behind = dict(iter(own.groupby(["category", "group", "measure"], sort=True)))
    cells = {(row.actor_id, row.group): row for row in records(summary)}
    whole = summary.groupby("actor_id", sort=True)["n_power"].sum()
    actors = [actor for actor in sorted(whole.index, key=lambda name: (-whole[name], name)) if whole[actor] > 0]
    rows = [
        _row(actor, group, cells.get((actor, group)), behind, names=names, marks=marks)
        for actor in actors
        for group in names.groups
    ]
    columns = ["actor_id", "actor", "group", *(f"n_{name}" for name in MEASURES), *_VALUES, "coverage",
               *(f"mark_{name}" for name in MEASURES)]  # fmt: skip
    data = pd.DataFrame(rows, columns=columns)
    whiskers = _WHISKERS if bool(data["power_low"].notna().any()) else _NO_WHISKERS
    return Exhibit(
        id="F11",
        title=f"Connotations of verbs, by {names.by}",
        caption=(
            "Mean rating of the verbs that an actor is agent or patient of: whether they make it look stronger or "
            "weaker (power) and, where it is the agent, active or passive (agency). n is the number of rated verbs; "
            "covered is the share of its clauses whose verb the lexicon rates."
        ),
        note=(
            f"Unit: rated verb; own voice; lexicon: {visible(lexicon)}. {whiskers} Hatched: fewer "
            f"than {SMALL_N} rated verbs. NA: none. Sorted by rated verbs."
        ),
        kind="figure",
        data=data,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_power(data, names, width=width),
    )


def _row(
    actor: str, group: str, cell: Any, behind: Mapping[Any, pd.DataFrame], *, names: Names, marks: Marks
) -> dict[str, Any]:
    row: dict[str, Any] = {"actor_id": actor, "actor": names.actor(actor), "group": group}
    for name in (*_VALUES, "coverage"):
        row[name] = math.nan if cell is None else float(getattr(cell, name))
    for measure in MEASURES:
        n = 0 if cell is None else int(getattr(cell, f"n_{measure}"))
        label = (
            f"{names.group(group)}, {names.actor(actor)}, {measure}: {signed(row[measure])} over "
            f"{plural(n, 'rated verb')}"
        )
        row |= {f"n_{measure}": n, f"mark_{measure}": marks.add(behind.get((actor, group, measure)), label)}
    return row


@drawn
def draw_power(data: pd.DataFrame, names: Names, *, width: float) -> Figure:
    """Return the figure of F11: two panels side by side."""
    pairs = list(zip(data["actor_id"], data["group"], strict=True))
    blocks = Blocks(block_lines(pairs, names), width, _ROW, _TOP)
    canvas = Canvas(width, max(0.5, blocks.bottom + _KEY))
    if data.empty:
        canvas.text((0, 0.25), "No verb of any actor is rated.", color="muted")
        return canvas.figure
    right = 0.62 if blocks.is_wide else 0.38
    panel = (width - right - blocks.left) / len(MEASURES)
    blocks.draw(canvas, names, end=width)
    cells = {(row.actor_id, row.group): row for row in records(data)}
    for number, measure in enumerate(MEASURES):
        start = blocks.left + panel * number + 0.08
        place = scale(-1, 1, start=start, end=start + panel - (0.52 if blocks.is_wide else 0.34))
        _draw_panel(canvas, blocks, measure, place=place)
        for actor, group, middle in blocks.places():
            _draw_mean(canvas, cells[(actor, group)], names, measure=measure, place=place, middle=middle)
    canvas.text((width, 0.1), "covered", size=6.5 if blocks.is_wide else 5.6, color="muted", align="rm")
    for actor, group, middle in blocks.places():
        shown = percent(cells[(actor, group)].coverage)
        canvas.text((width, middle), shown, size=6.2, color="muted", align="rm")
    return canvas.figure


def _draw_panel(canvas: Canvas, blocks: Blocks, measure: str, *, place: Place) -> None:
    title, low, high = MEASURES[measure]
    if canvas.width <= 5:
        canvas.text((place(1) + 0.09, 0.1), "n", size=6.0, color="muted")
    canvas.text((place(0), 0.1), title, size=7.2, bold=True, align="cm")
    for value in (-1, 0, 1):
        ends = [(place(value), blocks.top), (place(value), blocks.bottom)]
        canvas.lines([ends], color="muted" if value == 0 else "rule")
    for value, words, align in ((-1, low, "lt"), (1, high, "rt")):
        x = place(value) + (-0.06 if value < 0 else 0.06)
        canvas.text((x, blocks.bottom + 0.05), signed(value, digits=0), size=6.2, color="muted", align=align)
        canvas.text((x, blocks.bottom + 0.17), words, size=6.2, color="muted", align=align)


def _draw_mean(canvas: Canvas, cell: Any, names: Names, *, measure: str, place: Place, middle: float) -> None:
    value, n, mark = getattr(cell, measure), getattr(cell, f"n_{measure}"), getattr(cell, f"mark_{measure}")
    low, high = getattr(cell, f"{measure}_low"), getattr(cell, f"{measure}_high")
    token = names.token(cell.group)
    if n == 0:
        canvas.text((place(0) + 0.04, middle), "NA", size=6.2, color="muted")
        return
    shown = f"n {n}" if canvas.width > 5 else str(n)
    canvas.text((place(1) + 0.09, middle), shown, size=6.0, color="muted", mark=mark)
    if n < SMALL_N:
        canvas.rect((place(value) - 0.042, middle - 0.042, 0.084, 0.084), fill="faint", hatched=True, mark=mark)
        return
    if not math.isnan(low):
        ends = [(place(max(-1.0, low)), middle), (place(min(1.0, high)), middle)]
        canvas.lines([ends], color=token, width=1.0, marks=[mark])
    fill = "" if math.isnan(low) else token
    edge = token if math.isnan(low) else "paper"
    canvas.dot((place(value), middle), 0.05, fill=fill, edge=edge, sides=names.sides(cell.group), mark=mark)
