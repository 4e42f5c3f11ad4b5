"""F10: how often each actor acts, is acted on, is constrained, or does what is only possible."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from caatext.exhibits.actor_blocks import Blocks, block_lines
from caatext.exhibits.canvas import Canvas, drawn, scale, text_width
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.figures_design import group_column
from caatext.exhibits.style import SMALL_N, Names, on, percent, plural

#: Kinds of part, left to right, with their color and what the key calls them.
PARTS = {
    "agent": ("q5", "acts"),
    "irrealis": ("q2", "possible, wished, expected"),
    "constrained": ("d1", "constrained"),
    "patient": ("d3", "acted on"),
}
_TOP, _ROW, _KEY = 0.3, 0.235, 0.3


def transitivity_profile(
    profile: pd.DataFrame, parts: pd.DataFrame, *, documents: pd.DataFrame, names: Names, coverage: pd.DataFrame
) -> Exhibit:
    """Return F10: the parts of each actor in clauses, stacked, for each group.

    Parameters
    ----------
    profile : DataFrame
        ``group, actor_id, n, n_agent, n_irrealis, n_constrained, n_patient``, and ``agent_share`` in [0, 1] with
        ``conf_low, conf_high``; actors in their order.
    parts : DataFrame
        Each part with its address, ``category`` (actor) and ``part``.
    documents : DataFrame
        The documents with the grouping variable.
    names : Names
        Groups in their order, and display names.
    coverage : DataFrame
        ``group, actor_id, coverage``: the share of parts whose verb the lexicon rates.

    Notes
    -----
    Grammar is not power: the subject of *needs* acts by grammar only. Bars of few clauses say little.
    """
    marks = Marks("F10")
    placed = parts.assign(group=group_column(parts, documents, names.by))
    behind = dict(iter(placed.groupby(["category", "group"], sort=True)))
    covered = {(row.actor_id, row.group): float(row.coverage) for row in records(coverage)}
    cells = {(row.actor_id, row.group): row for row in records(profile)}
    rows = []
    for actor in dict.fromkeys(profile["actor_id"]):
        for group in names.groups:
            row = _row(actor, group, cells.get((actor, group)), names=names)
            found = _marks(behind.get((actor, group)), actor, group, names=names, marks=marks)
            rows.append(row | {"coverage": covered.get((actor, group), math.nan)} | found)
    columns = ["actor_id", "actor", "group", "n", *(f"n_{part}" for part in PARTS), "agent_share", "conf_low",
               "conf_high", "coverage", *(f"mark_{part}" for part in PARTS)]  # fmt: skip
    data = pd.DataFrame(rows, columns=columns)
    return Exhibit(
        id="F10",
        title=f"Parts played in clauses, by {names.by}",
        caption=(
            "Of the clauses that give an actor a part: where it acts, where the act is only possible, wished or "
            "expected, where another controls it or keeps it from acting, and where it is acted on. The line "
            "below a bar is the interval of the share in which it acts. To the right, clauses and the share whose verb "
            "the lexicon rates."
        ),
        note=(
            f"Unit: part of an actor in a clause, n = {int(data['n'].sum()):,} in "
            f"{plural(parts['doc_id'].nunique(), 'article')}; own voice; roles by the dependency parser. Each part is "
            "counted once: as constrained before anything else, then as possible. Interval: Jeffreys, 95%, within "
            f"the articles read. Hatched and without value: fewer than {SMALL_N} clauses. NA: no clause, which is "
            "missing, not zero. Sorted by clauses."
        ),
        kind="figure",
        data=data,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_profile(data, names, width=width),
    )


def _row(actor: str, group: str, cell: Any, *, names: Names) -> dict[str, object]:
    row: dict[str, object] = {"actor_id": actor, "actor": names.actor(actor), "group": group}
    counts = {name: 0 if cell is None else int(getattr(cell, name)) for name in ("n", *(f"n_{p}" for p in PARTS))}
    shares = {
        name: math.nan if cell is None else float(getattr(cell, name))
        for name in ("agent_share", "conf_low", "conf_high")
    }
    return row | counts | shares


def _marks(rows: pd.DataFrame | None, actor: str, group: str, *, names: Names, marks: Marks) -> dict[str, object]:
    found: dict[str, object] = {}
    n = 0 if rows is None else len(rows)
    for part, (_, said) in PARTS.items():
        kept = None if rows is None else rows[rows["part"] == part].drop(columns="part")
        count = 0 if kept is None else len(kept)
        label = f"{names.group(group)}, {names.actor(actor)}, {said}: {count} of {plural(n, 'clause')}"
        found[f"mark_{part}"] = marks.add(kept, label)
    return found


@drawn
def draw_profile(data: pd.DataFrame, names: Names, *, width: float) -> Figure:
    """Return the figure of F10."""
    pairs = list(zip(data["actor_id"], data["group"], strict=True))
    blocks = Blocks(block_lines(pairs, names), width, _ROW, _key_height(width))
    canvas = Canvas(width, max(0.5, blocks.bottom + _KEY))
    if data.empty:
        canvas.text((0, 0.25), "No actor has a part in any clause.", color="muted")
        return canvas.figure
    right = 1.2 if blocks.is_wide else 0.62
    place = scale(0, 1, start=blocks.left + 0.05, end=width - right)
    _draw_key(canvas)
    blocks.draw(canvas, names, end=width)
    cells = {(row.actor_id, row.group): row for row in records(data)}
    for actor, group, middle in blocks.places():
        cell = cells[(actor, group)]
        _draw_bar(canvas, cell, place=place, middle=middle)
        words = f"{plural(cell.n, 'clause')}, {percent(cell.coverage)} rated"
        shown = words if blocks.is_wide else f"{cell.n}, {percent(cell.coverage)}"
        if cell.n:
            canvas.text((width - right + 0.08, middle), shown, size=6.2, color="muted")
    if not blocks.is_wide:
        canvas.text((width - right + 0.08, blocks.top - 0.07), "n, rated", size=6.2, color="muted")
    for value in (0, 0.5, 1):
        at = (place(value), blocks.bottom + 0.05)
        canvas.text(at, percent(value), size=6.5, color="muted", align="ct")
    return canvas.figure


def _key_height(width: float) -> float:
    return _TOP if width > 5 else _TOP + 0.17


def _draw_key(canvas: Canvas) -> None:
    x, y = 0.0, 0.1
    for token, said in PARTS.values():
        wide = 0.16 + text_width(said, 6.8 * canvas.zoom)
        if x + wide > canvas.width:
            x, y = 0.0, y + 0.17
        canvas.rect((x, y - 0.05, 0.1, 0.1), fill=token)
        canvas.text((x + 0.15, y), said, size=6.8, color="muted")
        x += wide + 0.2


def _draw_bar(canvas: Canvas, cell: Any, *, place: Any, middle: float) -> None:
    top, tall, below = middle - 0.095, 0.145, middle + 0.082
    if cell.n == 0:
        canvas.text((place(0) + 0.02, middle), "NA", size=6.5, color="muted")
        return
    small, before = cell.n < SMALL_N, 0
    for part, (token, _) in PARTS.items():
        count, mark = getattr(cell, f"n_{part}"), getattr(cell, f"mark_{part}")
        start, end = place(before / cell.n), place((before + count) / cell.n)
        before += count
        if not count:
            continue
        # A gap between parts, so that two dark ones stay apart in grey.
        canvas.rect(
            (start, top, end - start - min(0.012, (end - start) / 4), tall),
            fill="faint" if small else token,
            hatched=small,
            mark=mark,
        )
        if not small and end - start > 0.16:
            at = ((start + end) / 2 if part != "agent" else start + 0.05, top + tall / 2)
            canvas.text(at, str(count), size=6.2, color=on(token), align="lm" if part == "agent" else "cm", mark=mark)
    if not small and not math.isnan(cell.conf_low):
        ends = [(place(cell.conf_low), below), (place(cell.conf_high), below)]
        canvas.lines([ends], color="ink", width=1.0, marks=[cell.mark_agent])
        canvas.dot((place(cell.agent_share), below), 0.022, fill="ink", edge="ink", mark=cell.mark_agent)
