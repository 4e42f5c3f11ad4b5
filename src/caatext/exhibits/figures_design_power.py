"""F23: how many articles a comparison of groups needs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Protocol

import pandas as pd
from matplotlib.figure import Figure

from caatext.exhibits.canvas import Canvas, drawn, scale, text_width, wrap
from caatext.exhibits.exhibit import Exhibit, records
from caatext.exhibits.style import Names, plural

#: Power that is usually asked for.
ASKED = 0.8
_TALL, _FOOT, _LEFT = 2.5, 0.5, 0.36
_TOKENS, _SIDES = ("q3", "q4", "q5"), (0, 4, 3)
_TICKS = (2, 3, 4, 6, 8, 12, 20, 40, 80, 160)
Place = Callable[[float], float]


class Power(Protocol):
    """What F23 needs of a power curve."""

    @property
    def table(self) -> pd.DataFrame:
        """``difference, n_articles, power, power_low, power_high, p_smallest``."""

    @property
    def level(self) -> float:
        """Significance level."""

    @property
    def method(self) -> str:
        """Test, runs and assumptions in words."""


def power_figure(curve: Power, *, own: Mapping[str, int], names: Names) -> Exhibit:
    """Return F23: articles per group against the power to find a difference of shares.

    Parameters
    ----------
    curve : PowerCurve
        From ``design_power``.
    own : mapping of str to int
        Articles of each group of this study, for the mark that says where it stands; may be empty.
    names : Names
        What the groups are called.

    Notes
    -----
    A curve holds for one test named in advance and for the spread it assumes.
    """
    sizes = sorted(own.values())
    data = curve.table.assign(is_possible=curve.table["p_smallest"] <= curve.level)
    return Exhibit(
        id="F23",
        title=f"Articles needed per {names.by}",
        caption=(
            f"Share of simulated studies in which a true difference between two {names.by}s is found at "
            f"{curve.level:g}, by the number of articles of each, for differences Δ of {_listed(data)} in the share of "
            f"paragraphs. {_position(sizes, names.by)}"
        ),
        note=(
            f"Unit: article. {curve.method} Bars at the points: 95% error of the simulation. Grey: the smallest "
            f"p-value that so few articles can give is above {curve.level:g}. Dashed: power {ASKED:g}. One test named "
            "in advance; a screen of many needs more."
        ),
        kind="figure",
        data=data,
        draw=lambda width: draw_power_curve(data, sizes, names.by, level=curve.level, width=width),
    )


def _listed(data: pd.DataFrame) -> str:
    found = [f"{value:g}" for value in sorted(set(data["difference"]))]
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)


def _position(sizes: list[int], by: str) -> str:
    if not sizes:
        return ""
    if sizes[0] == sizes[-1]:
        return f"This study has {plural(sizes[0], 'article')} per {by}."
    return f"This study has {sizes[0]} to {plural(sizes[-1], 'article')} per {by}; the smaller group decides."


@drawn
def draw_power_curve(data: pd.DataFrame, sizes: list[int], by: str, *, level: float, width: float) -> Figure:
    """Return the figure of F23."""
    canvas = Canvas(width, _TALL + _FOOT)
    if data.empty:
        canvas.text((0, 0.25), "No design was simulated.", color="muted")
        return canvas.figure
    numbers = [*data["n_articles"].tolist(), *sizes]
    low, high = math.log(min(numbers)), math.log(max(numbers))
    across = scale(low, high, start=_LEFT + 0.12, end=width - 0.3)
    up = scale(0.0, 1.0, start=_TALL, end=0.4)

    def x(n: float) -> float:
        return across(math.log(n))

    _draw_impossible(canvas, data, level=level, x=x, up=up)
    _draw_axes(canvas, numbers, x=x, up=up, by=by)
    _draw_own(canvas, sizes, x=x, up=up)
    for number, (difference, rows) in enumerate(data.groupby("difference", sort=True)):
        _draw_line(canvas, rows, number, label=f"Δ {difference:g}", x=x, up=up)
    return canvas.figure


def _draw_impossible(canvas: Canvas, data: pd.DataFrame, *, level: float, x: Place, up: Place) -> None:
    """Shade the sizes at which no data could be significant, to halfway the next one."""
    never, others = data[~data["is_possible"]], data[data["is_possible"]]
    if never.empty:
        return
    last = float(never["n_articles"].max())
    following = others["n_articles"].min() if len(others) else last
    end = (x(last) + x(float(following))) / 2
    start = _LEFT
    canvas.rect((start, up(1.0), end - start, up(0.0) - up(1.0)), fill="faint")
    for number, line in enumerate(wrap(f"no p below {level:g}", end - start - 0.1, size=6.2, lines=3)):
        canvas.text((end - 0.06, up(1.0) + 0.1 + 0.115 * number), line, size=6.2, color="muted", align="rm")


def _draw_axes(canvas: Canvas, numbers: list[int], *, x: Place, up: Place, by: str) -> None:
    start, end = _LEFT, x(max(numbers)) + 0.06
    canvas.text((0, 0.08), "power", size=6.8, color="muted")
    for share in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        segment = [(start, up(share)), (end, up(share))]
        canvas.lines([segment], color="muted" if share in (0.0, ASKED) else "rule", dashed=share == ASKED)
        canvas.text((start - 0.06, up(share)), f"{share:.1f}", size=6.5, color="muted", align="rm")
    for n in _TICKS:
        if min(numbers) <= n <= max(numbers):
            canvas.lines([[(x(n), up(0.0)), (x(n), up(0.0) + 0.04)]], color="muted")
            canvas.text((x(n), up(0.0) + 0.13), str(n), size=6.5, color="muted", align="cm")
    canvas.text(
        ((start + end) / 2, up(0.0) + 0.3), f"articles per {by}, logarithmic", size=6.8, color="muted", align="cm"
    )


def _draw_own(canvas: Canvas, sizes: list[int], *, x: Place, up: Place) -> None:
    """Mark where this study stands: a line at its smaller group, and a bracket to the larger one."""
    if not sizes:
        return
    first, last = x(sizes[0]), x(sizes[-1])
    canvas.lines([[(first, up(0.0)), (first, up(1.0) - 0.06)]], color="accent", width=1.0)
    if last > first:
        canvas.lines([[(first, up(1.0) - 0.06), (last, up(1.0) - 0.06), (last, up(1.0))]], color="accent", width=1.0)
    words = f"this study: {sizes[0]}" + (f"–{sizes[-1]}" if last > first else "")
    room = text_width(words, 7 * canvas.zoom, bold=True) / 2
    center = min(max((first + last) / 2, room), canvas.width - room)
    canvas.text((center, up(1.0) - 0.15), words, size=7, color="accent", align="cm", bold=True)


def _draw_line(canvas: Canvas, rows: pd.DataFrame, number: int, *, label: str, x: Place, up: Place) -> None:
    token, sides = _TOKENS[number % len(_TOKENS)], _SIDES[number % len(_SIDES)]
    points = [(x(row.n_articles), up(row.power)) for row in records(rows)]
    errors = [
        [(x(row.n_articles), up(row.power_low)), (x(row.n_articles), up(row.power_high))] for row in records(rows)
    ]
    canvas.lines([points], color=token, width=1.2)
    canvas.lines(errors, color=token, width=2.6)
    for point in points:
        canvas.dot(point, 0.026, fill=token, sides=sides, line=0.3)
    # Below a rising curve there is room, and near the power asked for the curves lie apart.
    inner = range(max(1, len(points) - 2))
    steep = min(inner, key=lambda place: abs(points[place][1] - up(0.8)))
    canvas.text((points[steep][0] + 0.07, points[steep][1] + 0.12), label, size=7, bold=True)
