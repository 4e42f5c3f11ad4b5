"""F9: whether the grammar of the clauses and what the author says of an actor's agency agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from caatext.exhibits.canvas import Canvas, drawn, fit, scale, text_width
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.figures_design import group_column
from caatext.exhibits.label_placement import Box, place_labels
from caatext.exhibits.style import GROUP_TOKENS, SMALL_N, Names, percent, plural, signed

#: Values of the two measures, with what stands behind a mark is called.
_PARTS = {("agent_share", 1.0): "as agent", ("agent_share", 0.0): "as patient",
          ("asserted_agency", 1.0): "agency asserted", ("asserted_agency", 0.0): "agency denied"}  # fmt: skip
_NUMBERS = ("transitivity", "transitivity_low", "transitivity_high", "asserted_share", "asserted_low",
            "asserted_high")  # fmt: skip
_LEFT, _LABEL, _STRIP = 0.42, 6.6, 0.33
#: What the corners mean: left and right above, left and right below; for wide and narrow figures.
_CORNERS = {
    True: ("acted on, yet agency asserted", "acts, and agency asserted", "acted on, and agency denied",
           "acts, yet agency denied"),
    False: ("acted on, yet asserted", "acts, and asserted", "acted on, and denied", "acts, yet denied"),
}  # fmt: skip
_UPWARDS = (
    "Upwards: a larger share of the claims about its agency assert it. Below the plot: actors about whose agency "
    "nothing is claimed."
)
_NO_CLAIMS = "No claim about the agency of any actor was found, so that grammar alone is shown."
Place = Callable[[float], float]


def agency_map(summary: pd.DataFrame, scores: pd.DataFrame, *, documents: pd.DataFrame, names: Names) -> Exhibit:
    """Return F9: transitivity of each actor and group against the share of claims that assert its agency.

    Parameters
    ----------
    summary : DataFrame
        ``group, actor_id, n_agent, n_patient, transitivity`` in [-1, 1] with ``transitivity_low, transitivity_high``,
        ``n_asserted`` (claims), ``asserted_share`` in [0, 1] with ``asserted_low, asserted_high``, and
        ``constraint_share``.
    scores : DataFrame
        From ``score_agency``; own voice of the measures ``agent_share`` and ``asserted_agency`` is behind the marks.
    documents : DataFrame
        The documents with the grouping variable.
    names : Names
        Groups in their order, and display names.

    Notes
    -----
    The quadrants are a reading aid. A point far from the diagonal is where to read the sentences, not yet a finding.
    """
    marks = Marks("F9")
    shown = scores[(scores["voice"] == "author") & scores["measure"].isin(["agent_share", "asserted_agency"])]
    told = [_PARTS.get(key, "") for key in zip(shown["measure"], shown["value"], strict=True)]
    shown = shown.assign(part=told, group=group_column(shown, documents, names.by))
    behind = dict(iter(shown.groupby(["category", "group"], sort=True)))
    rows = [
        _row(row, behind.get((row.actor_id, row.group)), names=names, marks=marks)
        for row in records(summary[summary["group"].isin(list(names.groups))])
    ]
    columns = ["actor_id", "actor", "group", "n_roles", "n_claims", *_NUMBERS, "constraint_share", "mark"]
    data = pd.DataFrame(rows, columns=columns)
    data = data.sort_values(["n_roles", "actor_id", "group"], ascending=[False, True, True], ignore_index=True)
    n_clauses, n_claims = int(data["n_roles"].sum()), int(data["n_claims"].sum())
    return Exhibit(
        id="F9",
        title=f"Agency in grammar and in claims, by {names.by}",
        caption=(
            f"Each point is an actor in the articles of one {names.by}. To the right: more often agent than patient "
            f"of its clauses (T, the difference over the sum). {_UPWARDS if n_claims else _NO_CLAIMS}"
        ),
        note=(
            f"Units: {plural(n_clauses, 'part')} in clauses and {plural(n_claims, 'claim')} about agency; own voice. "
            "Intervals within the articles read, 95%: Jeffreys across, Wilson upwards. Hollow and without name: "
            f"fewer than {SMALL_N} clauses or claims. Verbs of being constrained count as grammar has them; F10 takes "
            "them out."
        ),
        kind="figure",
        data=data,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_agency_map(data, names, width=width),
    )


def _row(row: Any, rows: pd.DataFrame | None, *, names: Names, marks: Marks) -> dict[str, object]:
    n_roles, n_claims = int(row.n_agent + row.n_patient), int(row.n_asserted)
    label = (
        f"{names.group(row.group)}, {names.actor(row.actor_id)}: T {signed(row.transitivity)} in "
        f"{plural(n_roles, 'clause')}; agency asserted in {percent(row.asserted_share)} of {plural(n_claims, 'claim')}"
    )
    return {
        "actor_id": row.actor_id, "actor": names.actor(row.actor_id), "group": row.group, "n_roles": n_roles,
        "n_claims": n_claims, **{name: getattr(row, name) for name in _NUMBERS},
        "constraint_share": row.constraint_share, "mark": marks.add(rows, label),
    }  # fmt: skip


@drawn
def draw_agency_map(data: pd.DataFrame, names: Names, *, width: float) -> Figure:
    """Return the figure of F9: the plot, and below it a line a group for actors without a claim."""
    groups = [group for group in names.groups[: len(GROUP_TOKENS)] if (data["group"] == group).any()]
    known = data[data["group"].isin(groups) & data["transitivity"].notna()]
    claimed, silent = known[known["asserted_share"].notna()], known[known["asserted_share"].isna()]
    if known.empty:
        canvas = Canvas(width, 0.5)
        canvas.text((0, 0.25), "No actor has a part in a clause.", color="muted")
        return canvas.figure
    top = _key_places(names, groups, width=width)[-1][2] + 0.36
    bottom = top + _plot_height(claimed, width=width)
    strip = bottom + 0.12 if len(claimed) else top - 0.2
    end = strip + 0.25 + _STRIP * len(groups) if len(silent) else bottom + 0.04
    canvas = Canvas(width, end + 0.32)
    across = scale(-1, 1, start=_LEFT + 0.12, end=width - 0.14)
    _draw_key(canvas, names, groups)
    if len(claimed):
        box = (_LEFT, top, width - 0.02, bottom)
        up = scale(0, 1, start=bottom - 0.3, end=top + 0.3)
        _draw_frame(canvas, across, up, box=box)
        _draw_points(canvas, claimed, names, across=across, up=up, box=box)
    if len(silent):
        _draw_strip(canvas, silent, names, groups=groups, across=across, top=strip)
    _draw_ticks(canvas, across, y=end)
    return canvas.figure


def _plot_height(claimed: pd.DataFrame, *, width: float) -> float:
    """Return the height of the plot: none without a claim, and little where no point has enough of them."""
    if claimed.empty:
        return 0.0
    is_firm = (claimed["n_roles"] >= SMALL_N) & (claimed["n_claims"] >= SMALL_N)
    return (3.5 if width > 5 else 3.1) if is_firm.any() else 2.1


def _key_places(names: Names, groups: Sequence[str], *, width: float) -> list[tuple[str, float, float, str]]:
    """Return the shown name, place and value of each group in the key, and break lines where the page is narrow."""
    places = []
    x, y, zoom = 0.06, 0.1, 1.08 if width < 5 else 1.0
    for group in groups:
        name = fit(names.group(group), width - 0.3, size=7 * zoom)
        wide = 0.12 + text_width(name, 7 * zoom)
        if x + wide > width:
            x, y = 0.06, y + 0.17
        places.append((name, x, y, group))
        x += wide + 0.24
    return places


def _draw_key(canvas: Canvas, names: Names, groups: Sequence[str]) -> None:
    for name, x, y, group in _key_places(names, groups, width=canvas.width):
        canvas.dot((x, y), 0.048, fill=names.token(group), sides=names.sides(group))
        canvas.text((x + 0.1, y), name, size=7, color=names.color(group))


def _draw_frame(canvas: Canvas, across: Place, up: Place, *, box: Box) -> None:
    left, top, right, bottom = box
    canvas.rect((left, top, right - left, bottom - top), edge="rule")
    canvas.lines(
        [[(across(0), top), (across(0), bottom)], [(left, up(0.5)), (right, up(0.5))]], color="muted", width=0.7
    )
    for value in (0, 0.5, 1):
        canvas.text((left - 0.05, up(value)), percent(value), size=6.5, color="muted", align="rm")
    places = [(x, y, align) for y in (top + 0.11, bottom - 0.11) for x, align in ((left, "lm"), (right, "rm"))]
    for words, (x, y, align) in zip(_CORNERS[canvas.width > 5], places, strict=True):
        canvas.text((x + (0.06 if align == "lm" else -0.06), y), words, size=6.2, color="muted", align=align)


def _draw_ticks(canvas: Canvas, across: Place, *, y: float) -> None:
    for value in (-1, -0.5, 0, 0.5, 1):
        align = "lt" if value == -1 else "rt" if value == 1 else "ct"
        canvas.text((across(value), y), signed(value, digits=1), size=6.5, color="muted", align=align)
    words = "T: always acted on (−1) to always acting (+1)"
    canvas.text((across(0), y + 0.15), words, size=6.5, color="muted", align="ct")


def _is_small(row: Any) -> bool:
    return bool(row.n_roles < SMALL_N or row.n_claims < SMALL_N)


def _draw_points(
    canvas: Canvas, data: pd.DataFrame, names: Names, *,
    across: Place, up: Place, box: Box,
) -> None:  # fmt: skip
    rows = list(records(data))
    left, top, right, bottom = box
    canvas.text((left, top - 0.08), "share of claims that assert its agency", size=6.5, color="muted")
    firm = [row for row in rows if not _is_small(row)]
    for row in firm:
        x, y, token = across(row.transitivity), up(row.asserted_share), names.token(row.group)
        ends = (
            [(across(row.transitivity_low), y), (across(row.transitivity_high), y)],
            [(x, up(row.asserted_low)), (x, up(row.asserted_high))],
        )
        canvas.lines(ends, color=token, width=0.5)
    for row in (row for row in rows if _is_small(row)):
        at = (across(row.transitivity), up(row.asserted_share))
        canvas.dot(at, 0.036, fill="", edge="hatch", sides=names.sides(row.group), mark=row.mark, line=1.0)
    spots = [(across(row.transitivity), up(row.asserted_share)) for row in firm]
    for row, at in zip(firm, spots, strict=True):
        canvas.dot(at, 0.055, fill=names.token(row.group), sides=names.sides(row.group), mark=row.mark)
    hollow = [(across(row.transitivity), up(row.asserted_share)) for row in rows if _is_small(row)]
    whiskers = [
        (
            (across(row.transitivity_low), y - 0.01, across(row.transitivity_high), y + 0.01),
            (x - 0.01, up(row.asserted_high), x + 0.01, up(row.asserted_low)),
        )
        for row, (x, y) in zip(firm, spots, strict=True)
    ]
    room = (left, top + 0.18, right, bottom - 0.18)
    _write_names(canvas, firm, spots, names, box=room, hollow=hollow, whiskers=whiskers)


def _write_names(
    canvas: Canvas, rows: Sequence[Any], spots: Sequence[tuple[float, float]], names: Names, *,
    box: Box, hollow: Sequence[tuple[float, float]], whiskers: Sequence[tuple[Box, Box]],
) -> None:  # fmt: skip
    """Write names clear of all whiskers; where there is no such place, only upright ones may cross."""
    size = _LABEL * canvas.zoom
    shown = [fit(row.actor, 1.3, size=size) for row in rows]
    sizes = [(text_width(name, size) + 0.03, 0.11) for name in shown]
    points = [(x - 0.055, y - 0.055, x + 0.055, y + 0.055) for x, y in [*spots, *hollow]]
    taken = [*points, *(whisker for pair in whiskers for whisker in pair)]
    clear = place_labels(spots, sizes, radii=[0.055] * len(rows), bounds=box, obstacles=taken)
    written = [
        (label.x, label.y - tall / 2, label.x + wide, label.y + tall / 2)
        for label, (wide, tall) in zip(clear, sizes, strict=True)
        if label is not None
    ]
    for row, name, spot, label, (wide, tall), own in zip(rows, shown, spots, clear, sizes, whiskers, strict=True):
        if label is None:
            around = [*written, *points, *own, *(level for level, _ in whiskers)]
            label = place_labels([spot], [(wide, tall)], radii=[0.055], bounds=box, obstacles=around)[0]
            if label is None:
                continue
            written.append((label.x, label.y - tall / 2, label.x + wide, label.y + tall / 2))
        if label.is_far:
            canvas.lines([[spot, label.anchor(wide)]], color="hatch", width=0.5)
        align = f"{label.align}m"
        canvas.text(label.anchor(wide), name, size=_LABEL, color=names.color(row.group), align=align, mark=row.mark)


def _draw_strip(
    canvas: Canvas, data: pd.DataFrame, names: Names, *, groups: Sequence[str], across: Place, top: float
) -> None:
    """Draw actors without a claim about their agency on one line a group, at their transitivity."""
    canvas.text((_LEFT, top + 0.08), "no claim about their agency", size=6.5, color="muted")
    bottom = top + 0.2 + _STRIP * len(groups)
    canvas.lines([[(across(0), top + 0.18), (across(0), bottom)]], color="muted", width=0.7)
    level = {group: top + 0.2 + _STRIP * (line + 0.5) for line, group in enumerate(groups)}
    canvas.lines([[(across(-1), y), (across(1), y)] for y in level.values()])
    firm, spots, hollow = [], [], []
    # Hollow points first, so that they hide no filled one.
    for row in records(data.sort_values("n_roles", kind="stable")):
        at, small = (across(row.transitivity), level[row.group]), row.n_roles < SMALL_N
        fill, edge = ("", "hatch") if small else (names.token(row.group), "paper")
        canvas.dot(at, 0.036 if small else 0.045, fill=fill, edge=edge, sides=names.sides(row.group), mark=row.mark)
        if small:
            hollow.append((at[0] - 0.045, at[1] - 0.045, at[0] + 0.045, at[1] + 0.045))
        else:
            firm.append(row)
            spots.append(at)
    firm, spots = firm[::-1], spots[::-1]
    size = 6.0 * canvas.zoom
    sizes = [(text_width(row.actor, size) + 0.04, 0.095) for row in firm]
    box = (0.0, top + 0.18, canvas.width, bottom)
    labels = place_labels(spots, sizes, radii=[0.045] * len(firm), bounds=box, obstacles=hollow,
                          rings=(0.0, 0.3))  # fmt: skip
    for row, label, (wide, _) in zip(firm, labels, sizes, strict=True):
        if label is not None:
            at, align = label.anchor(wide), f"{label.align}m"
            canvas.text(at, row.actor, size=6.0, color=names.color(row.group), align=align, mark=row.mark)
