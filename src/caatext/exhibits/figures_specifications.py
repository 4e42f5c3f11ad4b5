"""F20: the specification curve, every distinct result of the primary contrast by size, and the choices behind each."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from caatext.comparison.design import ESTIMABLE
from caatext.exhibits.canvas import Canvas, drawn, fit, scale, ticks
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.style import Names, percent, plural, signed

if TYPE_CHECKING:
    from caatext.comparison.specifications import SpecificationCurve

_TALL, _ROW = 1.55, 0.135
_TITLES = {"D1": "difference in the share of the first frame", "D2": "difference in the share of the second frame",
           "S3": "difference in the balance of the frames, log odds"}  # fmt: skip


class _Option(NamedTuple):
    """One option of a choice, and which results it leads to."""

    choice: str
    option: str
    results: frozenset[int]


def specification_figure(
    curve: SpecificationCurve, evidence: pd.DataFrame, *, names: Names, claim: str = "S3", exhibit_id: str = "F20"
) -> Exhibit:
    """Return F20: the contrast of one claim under every choice, for the group where the primary estimate is largest.

    Parameters
    ----------
    curve : SpecificationCurve
        From `specification_curve`.
    evidence : DataFrame
        The addresses behind the primary specification, as `frame_evidence` gives them.
    names : Names
        Display names of groups.
    claim : str
        ``D1``, ``D2`` or ``S3``.
    exhibit_id : str
        Number of the exhibit.

    Returns
    -------
    Exhibit
        ``data`` has every distinct result of the claim in every contrast, with the options that lead to it.

    Notes
    -----
    The share of specifications with the same sign is no probability: nobody drew them.
    """
    marks = Marks(exhibit_id)
    data = _with_options(curve, claim)
    data["mark"] = ""
    group = drawn_group(curve.summary, claim)
    own = data[(data["group"] == group) & (data["verdict"] == ESTIMABLE)]
    for row in records(own[own["is_primary"]]):
        mark = marks.add(evidence, f"{names.group(group)}, primary specification: {signed(row.estimate)}")
        data.loc[data["is_primary"] & (data["group"] == group), "mark"] = mark
    options = _options(curve, claim)
    return Exhibit(
        id=exhibit_id,
        title="Do choices drive the result?",
        caption=(
            f"{names.group(group) if group else 'No group'}: {_TITLES[claim]}, for every distinct result, by size, "
            "with 95% intervals over articles; dark: the interval excludes 0. Ringed: the registered specification. "
            "Below: the choices that lead to each result."
        ),
        note=_note(curve, claim, names),
        kind="figure",
        data=data,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_curve(data[data["group"] == group], options, claim=claim, width=width),
    )


def drawn_group(summary: pd.DataFrame, claim: str) -> str:
    """Return the group whose primary estimate is the largest either way; ``""`` where none could be estimated."""
    own = summary[(summary["claim"] == claim) & summary["same_sign"].notna()]
    ordered = sorted(records(own), key=lambda row: (-abs(row.primary), row.group))
    return str(ordered[0].group) if ordered else ""


def _with_options(curve: SpecificationCurve, claim: str) -> pd.DataFrame:
    """Return the results of a claim, each with the options of every choice that lead to it."""
    data = curve.results[curve.results["claim"] == claim].reset_index(drop=True)
    for choice in curve.choices:
        by_result = curve.specifications.groupby(claim)[choice].agg(lambda found: "; ".join(dict.fromkeys(found)))
        data[choice] = data["result"].map(by_result).astype("str")
    return data


def _options(curve: SpecificationCurve, claim: str) -> list[_Option]:
    found = []
    for choice in curve.choices:
        for option in dict.fromkeys(curve.specifications[choice]):
            if option:
                results = curve.specifications.loc[curve.specifications[choice] == option, claim]
                found.append(_Option(choice, str(option), frozenset(int(result) for result in results)))
    return found


def _note(curve: SpecificationCurve, claim: str, names: Names) -> str:
    own = curve.summary[curve.summary["claim"] == claim]
    n, distinct = len(curve.specifications), int(own["n_results"].max()) if len(own) else 0
    said = [
        f"{names.group(row.group)}: {percent(row.same_sign)} of {row.n_estimated} estimable results have the sign of "
        f"the primary one ({signed(row.primary)}), {percent(row.apart)} an interval beyond 0"
        if not math.isnan(row.same_sign)
        else f"{names.group(row.group)}: not estimable"
        for row in records(own)
    ]
    return (
        f"Unit: article. {plural(n, 'specification')} come to {plural(distinct, 'distinct result')}; equal ones are "
        f"counted once. {'; '.join(said)}. Choices: {', '.join(curve.choices)}. Not tested: what was not varied."
    )


@drawn
def draw_curve(table: pd.DataFrame, options: list[_Option], *, claim: str, width: float) -> Figure:
    """Return the figure: estimates above, one column a distinct result; options below, a tick where one leads to it."""
    shown = table[table["verdict"] == ESTIMABLE].sort_values(["estimate", "result"], ignore_index=True)
    if shown.empty:
        canvas = Canvas(width, 0.5)
        canvas.text((0, 0.25), "No specification could be estimated.", color="muted")
        return canvas.figure
    wide = width > 5
    left = 2.05 if wide else 1.35
    canvas = Canvas(width, _TALL + 0.42 + _ROW * len(options) + 0.06 * len({o.choice for o in options}))
    x = scale(-0.5, len(shown) - 0.5, start=left, end=width - 0.08)
    _draw_estimates(canvas, shown, x=x, left=left, claim=claim)
    place = {int(result): x(at) for at, result in enumerate(shown["result"])}
    y, before = _TALL + 0.3, ""
    for option in options:
        y += 0.06 if option.choice != before else 0.0
        _draw_option(canvas, option, y=y, left=left, is_first=option.choice != before, place=place)
        before, y = option.choice, y + _ROW
    return canvas.figure


def _draw_estimates(
    canvas: Canvas, shown: pd.DataFrame, *, x: Callable[[float], float], left: float, claim: str
) -> None:
    low = min(0.0, float(shown["conf_low"].quantile(0.02)))
    high = max(0.0, float(shown["conf_high"].quantile(0.98)))
    y = scale(low, high, start=_TALL, end=0.16)
    for tick in ticks(low, high, about=4):
        line = [(left, y(tick)), (canvas.width - 0.08, y(tick))]
        canvas.lines([line], color="muted" if tick == 0 else "rule", width=0.9 if tick == 0 else 0.5)
        canvas.text((left - 0.06, y(tick)), signed(tick, digits=1 if claim == "S3" else 2), size=6.5, color="muted",
                    align="rm")  # fmt: skip
    is_apart = ((shown["conf_low"] > 0) | (shown["conf_high"] < 0)).to_numpy()
    for apart, color in ((False, "hatch"), (True, "q4")):
        rows = [(at, row) for at, (row, own) in enumerate(zip(records(shown), is_apart, strict=True)) if own == apart]
        # An interval that leaves the scale is cut at its end.
        spans = [[(x(at), y(max(low, row.conf_low))), (x(at), y(min(high, row.conf_high)))] for at, row in rows]
        canvas.lines(spans, color=color, width=max(0.4, min(2.0, 40 * (x(1) - x(0)))))
    spots = [(x(at), y(min(high, max(low, value)))) for at, value in enumerate(shown["estimate"])]
    canvas.cloud(spots, side=0.028, fill="ink")
    for at, row in enumerate(records(shown)):
        if row.is_primary:
            canvas.dot(spots[at], 0.055, fill="", edge="accent", mark=row.mark, line=1.5)
            canvas.text((0, 0.3), f"primary {signed(row.estimate)}", size=7.5, color="accent", mark=row.mark)
    same = (shown["estimate"] * float(shown.loc[shown["is_primary"], "estimate"].sum()) > 0).mean()
    canvas.text((0, 0.46), f"{percent(float(same))} same sign", size=7)
    canvas.text((0, 0.6), f"n {len(shown)} results", size=7, color="muted")


def _draw_option(
    canvas: Canvas, option: _Option, *, y: float, left: float, is_first: bool, place: dict[int, float]
) -> None:
    wide = canvas.width > 5
    if is_first:
        canvas.lines([[(0, y - 0.03), (canvas.width - 0.08, y - 0.03)]], color="rule", width=0.5)
        if wide:
            canvas.text((0, y + _ROW / 2), option.choice, size=6.8, color="muted")
    name = option.option if wide else f"{option.choice}: {option.option}" if len(option.option) < 6 else option.option
    room = left - (1.0 if wide else 0.0) - 0.08
    canvas.text((1.0 if wide else 0.0, y + _ROW / 2), fit(name, room, size=6.6 * canvas.zoom), size=6.6)
    spots = [(place[result], y + _ROW / 2) for result in sorted(option.results) if result in place]
    canvas.cloud(spots, side=0.024, fill="q4")
