"""F7: how each group evaluates each actor in its own voice."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from caatext.exhibits.canvas import Canvas, drawn
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.figures_design import MOST_COLUMNS, group_column
from caatext.exhibits.matrix_heads import draw_heads, head_height
from caatext.exhibits.style import SMALL_N, STANCE_STEPS, Names, diverging, plural, signed

MOST_ACTORS = 14
_ROW, _KEY = 0.34, 0.46


def stance_matrix(estimates: pd.DataFrame, evidence: pd.DataFrame, *, documents: pd.DataFrame, names: Names) -> Exhibit:
    """Return F7: the mean stance of each group to each actor, with how many sentences evaluate it.

    Parameters
    ----------
    estimates : DataFrame
        ``group, category`` (actor), ``estimate`` in [-1, 1], ``n_units`` sentences that name the actor, ``n_hits``
        of these that evaluate it, and ``share_favor`` among these with ``conf_low, conf_high``; where the instrument
        abstains, ``n_abstained``.
    evidence : DataFrame
        Scores of the measure ``stance``; rows with a value other than zero stand behind the marks.
    documents : DataFrame
        The documents with the grouping variable.
    names : Names
        Groups in their order, and display names.

    Notes
    -----
    Blank is missing, not neutral: the actor is not named. To describe power is not to evaluate.
    """
    marks = Marks("F7")
    placed = evidence.assign(group=group_column(evidence, documents, names.by))
    behind = dict(iter(placed[placed["value"] != 0].groupby(["category", "group"], sort=True)))
    cells = {(row.category, row.group): row for row in records(estimates)}
    order = estimates.groupby("category", sort=True)["n_hits"].sum()
    kept = [actor for actor in sorted(order.index, key=lambda name: (-order[name], name)) if order[actor] > 0]
    rows = [
        _row(cells.get((actor, group)), behind.get((actor, group)), names=names, marks=marks)
        | {"actor_id": actor, "actor": names.actor(actor), "group": group}
        for actor in kept
        for group in names.groups
    ]
    data = pd.DataFrame(rows, columns=[
        "actor_id", "actor", "group", "stance", "n_evaluated", "n_mentions", "n_abstained", "share_favor", "conf_low",
        "conf_high", "mark",
    ])  # fmt: skip
    n_mentions, n_evaluated = int(estimates["n_units"].sum()), int(estimates["n_hits"].sum())
    n_left = int(estimates["n_abstained"].sum()) if "n_abstained" in estimates else 0
    abstained = f"; {n_left:,} more were left undecided" if n_left else ""
    return Exhibit(
        id="F7",
        title=f"Evaluations of actors, by {names.by}",
        caption=(
            "Mean over the sentences that name the actor and could be decided: −1 where they are against it, +1 where "
            "they are for it, 0 where neither. The area of a dot is the number of evaluating sentences; n gives them "
            "and all decided. NA: named, but nothing could be decided. Blank: not named. Both are missing, not neutral."
        ),
        note=(
            f"Unit: sentence; own voice; {n_evaluated:,} of {n_mentions:,} evaluate{abstained}. Hatched and without "
            f"value: fewer than {SMALL_N} evaluate. In the table: the share in favor among evaluating sentences with "
            "Jeffreys’s 95% interval, within the articles read. Sorted by number of evaluations."
        ),
        kind="figure",
        data=data,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_stance_matrix(data, names, width=width),
    )


def _row(cell: Any, rows: pd.DataFrame | None, *, names: Names, marks: Marks) -> dict[str, object]:
    if cell is None:
        missing = dict.fromkeys(("stance", "share_favor", "conf_low", "conf_high"), math.nan)
        return {**missing, "n_evaluated": 0, "n_mentions": 0, "n_abstained": 0, "mark": ""}
    label = (
        f"{names.group(cell.group)} on {names.actor(cell.category)}: {signed(cell.estimate)}; "
        f"{cell.n_hits} of {plural(cell.n_units, 'sentence')} evaluate"
    )
    return {
        "stance": cell.estimate, "n_evaluated": cell.n_hits, "n_mentions": cell.n_units,
        "n_abstained": int(getattr(cell, "n_abstained", 0)),
        "share_favor": cell.share_favor, "conf_low": cell.conf_low, "conf_high": cell.conf_high,
        "mark": marks.add(rows, label),
    }  # fmt: skip


@drawn
def draw_stance_matrix(data: pd.DataFrame, names: Names, *, width: float) -> Figure:
    """Return the figure of F7."""
    actors = list(dict.fromkeys(data["actor_id"]))[:MOST_ACTORS]
    groups = names.groups[:MOST_COLUMNS]
    left = 1.55 if width > 5 else 1.0
    column = min(1.5, (width - left) / max(1, len(groups)))
    head = head_height(width, names, groups=groups, column=column)
    canvas = Canvas(width, head + _ROW * max(1, len(actors)) + _KEY)
    top = draw_heads(canvas, names, groups=groups, left=left, column=column)
    end = left + column * len(groups)
    canvas.lines([[(0, top + _ROW * line), (end, top + _ROW * line)] for line in range(len(actors) + 1)])
    most = max(1, int(data["n_evaluated"].max()) if len(data) else 1)
    cells = {(row.actor_id, row.group): row for row in records(data)}
    for line, actor in enumerate(actors):
        middle = top + _ROW * (line + 0.5)
        canvas.label((0, middle), names.actor(actor), width=left - 0.06)
        for position, group in enumerate(groups):
            at = (left + column * position, middle)
            _draw_cell(canvas, cells[(actor, group)], at=at, column=column, most=most)
    if not actors:
        canvas.text((0, top + 0.17), "No evaluation of any actor was found.", color="muted")
    _draw_key(canvas, left, end, y=top + _ROW * max(1, len(actors)) + 0.13)
    return canvas.figure


def _draw_cell(canvas: Canvas, cell: Any, *, at: tuple[float, float], column: float, most: int) -> None:
    n, mark = cell.n_evaluated, cell.mark
    narrow = column < 0.85
    if cell.n_mentions == 0:
        at = (at[0] + column * (0.5 if narrow else 0.33), at[1])
        canvas.text(at, "NA" if cell.n_abstained else "", size=6.5, color="muted", align="cm")
        return
    center = (at[0] + (column / 2 if narrow else column * 0.33), at[1] - (0.055 if narrow else 0))
    radius = max(0.035, (0.09 if narrow else 0.135) * math.sqrt(n / most))
    if 0 < n < SMALL_N:
        box = (center[0] - radius, center[1] - radius, 2 * radius, 2 * radius)
        canvas.rect(box, fill="faint", hatched=True, mark=mark)
    elif n:
        canvas.dot(center, radius, fill=diverging(cell.stance), edge="muted", line=0.5, mark=mark)
    counted = f"{n} of {cell.n_mentions}"
    if narrow:
        canvas.text((center[0], at[1] + 0.105), counted, size=5.8, color="muted", align="cm", mark=mark)
        return
    beside = center[0] + 0.2
    if n >= SMALL_N:
        canvas.text((beside, at[1] - 0.06), signed(cell.stance), size=7.2, mark=mark)
    down = 0.065 if n >= SMALL_N else 0.0
    canvas.text((beside, at[1] + down), f"n {counted}", size=6.2, color="muted", mark=mark)


def _draw_key(canvas: Canvas, left: float, end: float, *, y: float) -> None:
    step = 0.36 if end - left > 3.5 else 0.3
    start = left + (end - left) / 2 - 3.5 * step
    for number in range(7):
        canvas.rect((start + step * number, y, step, 0.09), fill=f"d{number + 1}")
    bounds = [-step_end for step_end in reversed(STANCE_STEPS)] + list(STANCE_STEPS)
    for number, bound in enumerate(bounds, start=1):
        shown = f"{bound:g}".replace("-", "−")
        canvas.text((start + step * number, y + 0.17), shown, size=5.8, color="muted", align="cm")
    for place, align, words in ((start - 0.06, "rm", "against"), (start + 7 * step + 0.06, "lm", "for")):
        canvas.text((place, y + 0.045), words, size=6.5, color="muted", align=align)
