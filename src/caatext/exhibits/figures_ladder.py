"""F14: how many ties between actors survive which null."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from caatext.exhibits.canvas import Canvas, drawn, scale, ticks, wrap
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.style import Names, percent, plural
from caatext.tables import ADDRESS

#: What each null holds fixed, in words.
NULLS: Mapping[str, str] = {
    "independence": "fixed: how often each actor is named",
    "margins": "fixed: also how many actors each {window} names",
    "within-article": "fixed: both within each article",
}
_TITLES = {"independence": "Independence", "margins": "Fixed margins", "within-article": "Within articles"}
_TALL, _HELD = 2.1, 6.2


def ladder_figure(
    ladder: pd.DataFrame, ties: pd.DataFrame, mentions: pd.DataFrame, *,
    names: Names, level: float = 0.05, window: str = "sentence", min_count: int = 3,
) -> Exhibit:  # fmt: skip
    """Return F14: nulls from weak to strong, and how many ties each leaves.

    Parameters
    ----------
    ladder : DataFrame
        ``null, n_met, n_tested, n_survivors, error_low, error_high, n_draws``.
    ties : DataFrame
        From ``tie_significance``; its surviving edges stand behind the marks.
    mentions : DataFrame
        The `mentions` contract, for the windows in which two actors meet.
    names : Names
        Display names of actors.
    level : float
        False discovery rate.
    window : {"sentence", "paragraph"}
        Within what two actors meet.
    min_count : int
        Common windows below which no tie is counted.

    Notes
    -----
    Ties that the first null leaves and the last does not are facts about which articles name whom.
    """
    marks = Marks("F14")
    windows = _windows(mentions, window)
    rows = []
    for row in records(ladder):
        kept = ties[(ties["measure"] == f"excess:{row.null}") & (ties["doc_id"] == "") & (ties["p_adjusted"] <= level)]
        behind = [_common(windows, str(tie.actor_a), str(tie.actor_b), names=names) for tie in records(kept)]
        label = f"{_said(row.null)}: {row.n_survivors} of {plural(int(row.n_tested), 'pair')} tested"
        mark = marks.add(pd.concat(behind, ignore_index=True) if behind else None, label)
        rows.append({**{str(key): value for key, value in row._asdict().items()}, "mark": mark})
    columns = ["null", "n_met", "n_tested", "n_survivors", "error_low", "error_high", "n_draws", "mark"]
    data = pd.DataFrame(rows, columns=columns)
    draws = int(data["n_draws"].max()) if len(data) else 0
    return Exhibit(
        id="F14",
        title="Ties that survive a null",
        caption=(
            "Pairs of actors named together more often than each null has it. The nulls hold more and more fixed from "
            "left to right; only the last removes what follows from articles being about certain actors."
        ),
        note=(
            f"Unit: pair of actors with at least {min_count} common {window}s; false discovery rate {percent(level)} "
            f"within each null; {draws:,} draws where a null is drawn, exact otherwise. The whisker is the Monte Carlo "
            "error: the middle 95% of the number if the null were drawn again. All voices."
        ),
        kind="figure",
        data=data,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_ladder(data, width=width, window=window),
    )


def _said(null: str) -> str:
    return _TITLES.get(null, null)


def _windows(mentions: pd.DataFrame, window: str) -> dict[str, pd.DataFrame]:
    """Return the first mention of each actor in each of its windows."""
    keys = list(ADDRESS) if window == "sentence" else ["doc_id", "paragraph"]
    acting = mentions[mentions["reading"] == "actor"].drop_duplicates(["actor_id", *keys])
    return {str(actor): part.set_index(keys, drop=False) for actor, part in acting.groupby("actor_id", sort=True)}


def _common(windows: Mapping[str, pd.DataFrame], first: str, second: str, *, names: Names) -> pd.DataFrame:
    if first not in windows or second not in windows:
        return pd.DataFrame()
    found = windows[first]
    kept = found[found.index.isin(windows[second].index)].reset_index(drop=True)
    return kept.assign(part=f"{names.actor(first)} and {names.actor(second)}")


@drawn
def draw_ladder(data: pd.DataFrame, *, width: float, window: str) -> Figure:
    """Return the figure of F14."""
    if data.empty or not data["n_tested"].any():
        canvas = Canvas(width, 0.5)
        canvas.text((0, 0.25), "No pair of actors is named often enough to be tested.", color="muted")
        return canvas.figure
    left, top, bottom = 0.35, 0.3, _TALL
    step = (width - left) / len(data)
    held = {null: _held(null, window, room=step - 0.1, width=width) for null in data["null"]}
    canvas = Canvas(width, bottom + 0.42 + 0.115 * max(map(len, held.values())))
    most = max(1.0, float(data[["n_survivors", "error_high"]].max().max()))
    up = scale(0, most, start=bottom, end=top + 0.15)
    canvas.text((0, 0.08), "ties that survive", size=6.8, color="muted")
    for value in ticks(0, most, about=4):
        if value == int(value):
            canvas.lines([[(left, up(value)), (width, up(value))]], color="muted" if value == 0 else "rule")
            canvas.text((left - 0.06, up(value)), f"{value:g}", size=6.5, color="muted", align="rm")
    rows = list(records(data))
    spots = [(left + step * (number + 0.5), up(row.n_survivors)) for number, row in enumerate(rows)]
    canvas.lines([spots], color="hatch", width=1.0, dashed=True)
    for row, at in zip(rows, spots, strict=True):
        _draw_step(canvas, row, at, up=up, bottom=bottom, held=held[row.null])
    return canvas.figure


def _held(null: str, window: str, *, room: float, width: float) -> list[str]:
    size = _HELD * (1.08 if width < 5 else 1.0)
    return wrap(NULLS.get(null, null).format(window=window), room, size=size, lines=4)


def _draw_step(
    canvas: Canvas, row: Any, at: tuple[float, float], *, up: Callable[[float], float], bottom: float,
    held: Sequence[str],
) -> None:  # fmt: skip
    x, y = at
    if row.error_high > row.error_low:
        canvas.lines([[(x, up(row.error_low)), (x, up(row.error_high))]], color="ink", width=1.0, marks=[row.mark])
    canvas.dot((x, y), 0.06, fill="q5" if row.n_survivors else "", edge="paper" if row.n_survivors else "ink",
               mark=row.mark, line=1.1)  # fmt: skip
    canvas.text((x + 0.11, y - 0.07), f"{row.n_survivors}", size=8, bold=True, mark=row.mark)
    canvas.text((x, bottom + 0.14), _said(row.null), size=7.2, bold=True, align="cm")
    for number, line in enumerate([*held, f"of {row.n_tested:,} tested"]):
        canvas.text((x, bottom + 0.29 + 0.115 * number), line, size=_HELD, color="muted", align="cm")
