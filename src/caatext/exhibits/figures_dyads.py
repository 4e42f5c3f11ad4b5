"""F12: who acts on whom, in what way, and whether it is said to have happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from caatext.exhibits.canvas import Canvas, drawn, fit, text_width
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.matrix_heads import draw_heads, head_height
from caatext.exhibits.style import SMALL_N, Names, listed, on

#: Classes of act in the order in which they are drawn: color, letters in a cell, words.
QUADS: Mapping[str, tuple[str, str, str]] = {
    "cooperation-verbal": ("d5", "+w", "cooperation in words"),
    "cooperation-material": ("d7", "+d", "cooperation in deeds"),
    "conflict-verbal": ("d3", "−w", "conflict in words"),
    "conflict-material": ("d1", "−d", "conflict in deeds"),
    "control": ("q5", "C", "control and constraint"),
    "other": ("rule", "", "other acts"),
}
_HALVES = {True: "happened", False: "possible, wished or denied"}
_REAL = ("real", "past")
_MOST_SOURCES, _MOST_TARGETS, _MOST_PAIRS = 12, 10, 18
_ROW, _BAR = 0.42, 0.135


def dyad_matrix(dyads: pd.DataFrame, statements: pd.DataFrame, *, names: Names) -> Exhibit:
    """Return F12: acts of one actor on another by class, those said to have happened apart from all others.

    Parameters
    ----------
    dyads : DataFrame
        From ``tabulate_dyads``: ``doc_id`` (``""`` for all), ``agent, patient, quad, is_real, n, goldstein``.
    statements : DataFrame
        The `statements` contract; the author's clauses with both actors stand behind the marks.
    names : Names
        Display names of actors.

    Notes
    -----
    Acts as the articles tell them, not events in the world. Control and constraint are kept out of conflict and
    cooperation.
    """
    marks = Marks("F12")
    own = statements[statements["voice"] == "author"]
    is_denied = own["is_negated"].astype(bool)
    own = own.assign(is_real=own["modality"].isin(_REAL) & ~is_denied, part=own["modality"].where(~is_denied, "denied"))
    behind = dict(iter(own.groupby(["agent", "patient", "is_real"], sort=True)))
    rows: list[dict[str, object]] = []
    for (source, target, is_real), found in _sorted(dyads).groupby(["agent", "patient", "is_real"], sort=False):
        agent, patient, real = str(source), str(target), bool(is_real)
        kinds = listed([f"{row.n} {QUADS.get(row.quad, ('', '', row.quad))[2]}" for row in records(found)])
        label = f"{names.actor(agent)} on {names.actor(patient)}, {_HALVES[real]}: {kinds}"
        pair = {"agent": agent, "agent_name": names.actor(agent), "patient": patient,
                "patient_name": names.actor(patient), "is_real": real}  # fmt: skip
        mark = marks.add(behind.get((agent, patient, real)), label)
        rows += [
            pair | {"quad": row.quad, "n": int(row.n), "goldstein": row.goldstein, "mark": mark}
            for row in records(found)
        ]
    columns = ["agent", "agent_name", "patient", "patient_name", "is_real", "quad", "n", "goldstein", "mark"]
    data = pd.DataFrame(rows, columns=columns)
    n_acts, n_real = int(data["n"].sum()), int(data.loc[data["is_real"].astype(bool), "n"].sum())
    return Exhibit(
        id="F12",
        title="Who acts on whom",
        caption=(
            "Acts of one actor (rows) on another (columns) by class. In each cell, above: told as real or past; "
            "below: possible, wished, expected or denied. A bar is parted by class of act, and the number counts the "
            "acts. On narrow pages the pairs are listed instead."
        ),
        note=(
            f"Unit: clause with an actor on both sides, n = {n_acts:,}, of which {n_real:,} told as real or past; own "
            f"voice. Counts only, no means. Hatched, without value: fewer than {SMALL_N} acts, a fifth of the full "
            "length each. Blank: none. Control and constraint are no part of conflict or cooperation. Sorted by acts."
        ),
        kind="figure",
        data=data,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_dyads(data, names, width=width),
    )


def _sorted(dyads: pd.DataFrame) -> pd.DataFrame:
    """Return the counts over all articles: pairs by number of acts, in each what happened first, then by class."""
    order = {quad: place for place, quad in enumerate(QUADS)}
    pooled = dyads[(dyads["doc_id"] == "") & (dyads["n"] > 0)]
    pooled = pooled.assign(
        place=pooled["quad"].map(order).fillna(len(order)),
        last=~pooled["is_real"].astype(bool),
        whole=pooled.groupby(["agent", "patient"], sort=True)["n"].transform("sum"),
    )
    keys = ["whole", "agent", "patient", "last", "place"]
    return pooled.sort_values(keys, ascending=[False, True, True, True, True], kind="stable")


@drawn
def draw_dyads(data: pd.DataFrame, names: Names, *, width: float) -> Figure:
    """Return the figure of F12: a matrix where the page is wide, a list of pairs where it is narrow."""
    if data.empty:
        canvas = Canvas(width, 0.5)
        canvas.text((0, 0.25), "No clause has an actor on both sides.", color="muted")
        return canvas.figure
    cells: dict[tuple[str, str, bool], list[Any]] = {}
    for row in records(data):
        cells.setdefault((row.agent, row.patient, bool(row.is_real)), []).append(row)
    return _matrix(data, cells, names, width=width) if width > 5 else _list(data, cells, names, width=width)


def _totals(data: pd.DataFrame, column: str) -> dict[str, int]:
    counts = data.groupby(column, sort=True)["n"].sum()
    return {str(name): int(counts[name]) for name in sorted(counts.index, key=lambda name: (-counts[name], name))}


def _matrix(
    data: pd.DataFrame, cells: Mapping[tuple[str, str, bool], list[Any]], names: Names, *, width: float
) -> Figure:
    by_source, by_target = _totals(data, "agent"), _totals(data, "patient")
    sources, targets = list(by_source)[:_MOST_SOURCES], list(by_target)[:_MOST_TARGETS]
    left, right = 1.2, 0.3
    column = min(0.72, (width - left - right) / len(targets))
    end = left + column * len(targets)
    heads = Names("", tuple(targets), {target: names.actor(target) for target in targets})
    plain = Names("", (), heads.group_names)
    tall = head_height(width, heads, groups=targets, column=column, under=True)
    key = _key_height(width)
    canvas = Canvas(width, tall + _ROW * len(sources) + 0.14 + key)
    under = {target: f"n {by_target[target]}" for target in targets}
    top = draw_heads(canvas, plain, groups=targets, left=left, column=column, under=under)
    canvas.text((0, top - 0.08), "acts ↓   is acted on →", size=6.2, color="muted")
    canvas.lines([[(0, top + _ROW * line), (end + right, top + _ROW * line)] for line in range(len(sources) + 1)])
    for line, source in enumerate(sources):
        y = top + _ROW * line
        canvas.label((0, y + _ROW / 2), names.actor(source), width=left - 0.1)
        canvas.text((end + right, y + _ROW / 2), f"n {by_source[source]}", size=6.2, color="muted", align="rm")
        for position, target in enumerate(targets):
            x = left + column * position + 0.04
            if source == target:
                canvas.lines([[(x, y + _ROW / 2), (x + column - 0.08, y + _ROW / 2)]], width=0.6)
            for real, middle in ((True, y + 0.125), (False, y + 0.3)):
                _bar(canvas, cells.get((source, target, real), []), at=(x, middle), room=column - 0.08)
    _draw_key(canvas, y=top + _ROW * len(sources) + 0.2)
    return canvas.figure


def _list(
    data: pd.DataFrame, cells: Mapping[tuple[str, str, bool], list[Any]], names: Names, *, width: float
) -> Figure:
    pairs = list(dict.fromkeys(zip(data["agent"], data["patient"], strict=True)))[:_MOST_PAIRS]
    row, head, key = 0.36, 0.24, _key_height(width)
    half = (width - 0.1) / 2
    canvas = Canvas(width, head + row * len(pairs) + 0.14 + key)
    for real, x in ((True, 0.0), (False, half + 0.1)):
        words = "real or past" if real else "possible, wished, denied"
        canvas.text((x, 0.1), words, size=6.8, color="muted")
    for line, (agent, patient) in enumerate(pairs):
        y = head + row * line
        canvas.lines([[(0, y), (width, y)]])
        shown = fit(f"{names.actor(agent)} → {names.actor(patient)}", width, size=7.2 * canvas.zoom)
        canvas.text((0, y + 0.1), shown, size=7.2)
        for real, x in ((True, 0.0), (False, half + 0.1)):
            found = cells.get((agent, patient, real), [])
            _bar(canvas, found, at=(x, y + 0.245), room=half)
            if not found:
                canvas.text((x, y + 0.245), "–", size=6.5, color="muted")
    canvas.lines([[(0, head + row * len(pairs)), (width, head + row * len(pairs))]])
    _draw_key(canvas, y=head + row * len(pairs) + 0.2)
    return canvas.figure


def _bar(canvas: Canvas, rows: Sequence[Any], *, at: tuple[float, float], room: float) -> None:
    """Draw the acts of one half of a cell: a bar parted by class, and their number behind it."""
    n = sum(row.n for row in rows)
    if not n:
        return
    full = room - 0.17
    wide, x, top = full * min(1.0, n / SMALL_N), at[0], at[1] - _BAR / 2
    for row in rows:
        token, letters, _ = QUADS.get(row.quad, QUADS["other"])
        part = wide * row.n / n
        # A gap between classes, so that two dark ones stay apart in grey.
        canvas.rect((x, top, part - min(0.01, part / 4), _BAR), fill=token, hatched=n < SMALL_N, mark=row.mark)
        if n >= SMALL_N and text_width(letters, 5.4 * canvas.zoom) < part - 0.02:
            canvas.text((x + part / 2, at[1]), letters, size=5.4, color=on(token), align="cm", mark=row.mark)
        x += part
    if n >= SMALL_N:
        canvas.text((x + 0.03, at[1]), str(n), size=6.2, mark=rows[0].mark)


def _key_items(width: float) -> list[tuple[str, str, str, float, float]]:
    """Return color, letters, words and place of each class in the key."""
    items = []
    x, y, zoom = 0.0, 0.0, 1.08 if width < 5 else 1.0
    for token, letters, words in QUADS.values():
        wide = 0.3 + text_width(words, 6.5 * zoom)
        if x and x + wide > width:
            x, y = 0.0, y + 0.18
        items.append((token, letters, words, x, y))
        x += wide + 0.18
    return items


def _key_height(width: float) -> float:
    return _key_items(width)[-1][4] + 0.2


def _draw_key(canvas: Canvas, *, y: float) -> None:
    for token, letters, words, x, down in _key_items(canvas.width):
        canvas.rect((x, y + down - 0.065, 0.22, 0.13), fill=token)
        canvas.text((x + 0.11, y + down), letters, size=5.6, color=on(token), align="cm")
        canvas.text((x + 0.27, y + down), words, size=6.5, color="muted")
