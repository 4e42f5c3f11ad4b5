"""F21 and F22: what is recovered of frames that were planted, and how often nothing is called something."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from caatext.corpus.codebook import Codebook
from caatext.exhibits.canvas import Canvas, drawn, fit, scale, text_width
from caatext.exhibits.exhibit import Exhibit, records
from caatext.exhibits.style import Names, listed, percent, plural
from caatext.planted.recovery import PLANTED, Recovery
from caatext.provenance import fingerprint

#: What is asked of intervals of nominally 95 %.
BAND, NOMINAL, LEVEL = (0.92, 0.98), 0.95, 0.05
#: What instruments read in a frame; its prose may change.
_READ = {"id", "window", "require", "roles", "cues", "seeds", "anti_seeds", "structure"}
_NO_TEXT = "The texts are invented, so no sentence stands behind a mark."
_STEP = 0.2
Place = Callable[[float], float]
Box = tuple[float, float, float, float]


class _Style(NamedTuple):
    """How a series is drawn: color, sides of its marker, whether the marker is filled and the line dashed."""

    label: str
    token: str
    sides: int = 0
    is_filled: bool = True
    is_dashed: bool = False


#: By instrument and by what its numbers are taken of.
_STYLES: Mapping[tuple[str, str], _Style] = {
    (PLANTED, ""): _Style("planted labels", "ink", 0, is_filled=False),
    ("dictionary", ""): _Style("dictionary", "g1", 0),
    ("structural", ""): _Style("structural", "g2", 4),
    ("semantic", ""): _Style("semantic", "g3", 3),
    ("supervised", ""): _Style("supervised", "g4", 5),
    (PLANTED, "paragraph"): _Style("planted labels, paragraph by paragraph", "accent", 5),
}


def frames_fingerprint(codebook: Codebook) -> str:
    """Return the SHA-256 of all that instruments read in the frames of a codebook; definitions in prose are left out.

    Examples
    --------
    >>> frames = [{"id": "own", "name": "Own course", "definition": "It chooses."}]
    >>> about = {"id": "x", "title": "X", "version": "1"}
    >>> one = Codebook.model_validate({"codebook": about, "frames": frames})
    >>> other = Codebook.model_validate({"codebook": about, "frames": [frames[0] | {"definition": "It decides."}]})
    >>> frames_fingerprint(one) == frames_fingerprint(other)
    True
    """
    return fingerprint([frame.model_dump(mode="json", include=_READ) for frame in codebook.frames])


def is_recovery_of(recovery: Recovery, codebook: Codebook) -> bool:
    """Return whether the curves were made with the frames of this codebook, so that F21 is about this study."""
    return bool(recovery.made_with["frames"] == frames_fingerprint(codebook))


def recovery_curves(recovery: Recovery, *, names: Names) -> Exhibit:
    """Return F21: planted against recovered shares of each frame, by instrument and size of the corpus.

    Parameters
    ----------
    recovery : Recovery
        From `load_recovery`. Show it beside a study only where `is_recovery_of` holds for its codebook.
    names : Names
        Display names of frames.

    Returns
    -------
    Exhibit
        ``data`` has the curves. There is no evidence: the texts are invented.

    Notes
    -----
    A curve on the line says nothing about real prose; one far below it says that the instrument misses wordings that
    its author had not thought of.
    """
    data = recovery.curves.assign(mark="")
    return Exhibit(
        id="F21",
        title="How much of what was planted is found?",
        caption=(
            "Share of the eligible paragraphs in which a frame is read, by the share of paragraphs in which it was "
            f"planted as the main one. {_found(data, names)} {_NO_TEXT}"
        ),
        note=(
            f"Unit: article; own voice. Bars: 95% of {plural(int(data['n_replications'].min()), 'sample')} of so many "
            "articles; dashed: as much found as planted. Planted labels: what a coder without fault would count, more "
            f"than was planted where few paragraphs are eligible. {_made(recovery)} The other frame of the pair is at "
            "10% throughout. Left out: an instrument that does not cover a frame, or that fails its own check. Planted "
            "prose is cleaner than real prose."
        ),
        kind="figure",
        data=data,
        draw=lambda width: draw_curves(data, names, width=width),
    )


def error_panel(recovery: Recovery, *, names: Names) -> Exhibit:
    """Return F22: errors of tests where nothing differs, and coverage of intervals where something does.

    Parameters
    ----------
    recovery : Recovery
        From `load_recovery`.
    names : Names
        What the groups are called.

    Returns
    -------
    Exhibit
        ``data`` has the points of both panels, means over the frames. There is no evidence: the texts are invented.

    Notes
    -----
    Coverage of what an instrument reads is about chance alone. No interval holds what an instrument never saw.
    """
    errors, covered = _mean_rejections(recovery.rejections), _mean_coverage(recovery.coverage)
    data = pd.concat([errors.assign(panel="rejections"), covered.assign(panel="coverage")], ignore_index=True)
    return Exhibit(
        id="F22",
        title="Is nothing found where there is nothing?",
        caption=f"{_said_of_errors(errors)} {_said_of_coverage(covered, names)} {_NO_TEXT}",
        note=(
            "Unit: article, except where a test takes paragraphs for independent. "
            f"{plural(int(data['n_runs'].min()), 'run')} a point, means over two frames. Left: articles permuted "
            "within regions, 8 per group. Right: grey: 92% to 98%. An instrument that reads next to nothing stays "
            f"below, left, and its intervals are too narrow, right. {_made(recovery)}"
        ),
        kind="figure",
        data=data.assign(mark=""),
        draw=lambda width: draw_errors(errors, covered, names.by, width=width),
    )


def _made(recovery: Recovery) -> str:
    made = recovery.made_with
    return (
        f"Generator {made['generator']}, {str(made['half']).replace('_', '-')} half of its clauses; codebook "
        f"{made['codebook']}, frames {str(made['frames'])[:12]}; {made['n_pool']} articles a setting, "
        f"seed {made['seed']}."
    )


# -- words -----------------------------------------------------------------------------------------------------------
def _found(data: pd.DataFrame, names: Names) -> str:
    """Say what is found at the highest planted share and at none, in the largest corpora."""
    top = data[data["n_articles"] == data["n_articles"].max()]
    high = float(top["planted"].max())
    said = []
    for frame in _frames(top, names):
        shares = top[top["frame_id"] == frame].pivot_table(index="instrument", columns="planted", values="recovered")
        found = [
            f"{style.label} {percent(shares.loc[name, high])} ({percent(shares.loc[name, 0.0])})"
            for name, style in _styles(shares.index)
        ]
        said.append(f"{names.frame(frame)}: {listed(found)}")
    return f"Found of {percent(high)} planted, in brackets of none: {'; '.join(said)}."


def _said_of_errors(errors: pd.DataFrame) -> str:
    at = errors[errors["nominal"] == LEVEL].set_index(["instrument", "unit"])["rejected"]
    whole = ", ".join(
        f"{style.label} {percent(at[name, 'article'])}"
        for name, style in _styles(n for n, u in at.index if u == "article")
    )
    naive = at.get((PLANTED, "paragraph"))
    less = (
        ""
        if naive is None
        else f", and {percent(naive)} where the same planted labels are tested paragraph by paragraph"
    )
    return f"Left: where groups do not differ, tests at {percent(LEVEL)} reject this often: {whole}{less}."


def _said_of_coverage(covered: pd.DataFrame, names: Names) -> str:
    most = covered[covered["n_articles"] == covered["n_articles"].max()].set_index(["instrument", "target"])["coverage"]
    n = int(covered["n_articles"].max())
    own = [f"{s.label} {percent(most[i, 'itself'])}" for i, s in _styles(i for i, t in most.index if t == "itself")]
    true = [f"{s.label} {percent(most[i, PLANTED])}" for i, s in _styles(i for i, t in most.index if t == PLANTED)]
    return (
        f"Right: with {n} articles per {names.by}, 95% intervals hold the difference that an instrument reads in all "
        f"articles ({', '.join(own)}) and the planted one ({', '.join(true)})."
    )


def _frames(data: pd.DataFrame, names: Names) -> list[str]:
    """Return the frames in the order of the codebook."""
    order = list(names.frames)
    return sorted(set(data["frame_id"]), key=lambda name: (order.index(name) if name in order else len(order), name))


def _styles(instruments: Any) -> Iterator[tuple[str, _Style]]:
    """Yield those of the instruments that have a style, in its order."""
    there = set(instruments)
    return ((name, style) for (name, part), style in _STYLES.items() if not part and name in there)


def _mean_rejections(table: pd.DataFrame) -> pd.DataFrame:
    keys = ["instrument", "unit", "nominal"]
    return table.groupby(keys, sort=True)[["rejected", "band_low", "band_high", "n_runs"]].mean().reset_index()


def _mean_coverage(table: pd.DataFrame) -> pd.DataFrame:
    keys = ["instrument", "target", "n_articles"]
    return table.groupby(keys, sort=True)[["coverage", "bias", "n_runs"]].mean().reset_index()


# -- F21 drawn -------------------------------------------------------------------------------------------------------
@drawn
def draw_curves(data: pd.DataFrame, names: Names, *, width: float) -> Figure:
    """Return the figure of F21: panels of a frame in rows, or in columns where the page is narrow."""
    frames, sizes = _frames(data, names), sorted(set(data["n_articles"]))
    wide = width > 5
    columns, rows = (len(sizes), len(frames)) if wide else (len(frames), len(sizes))
    left, gap, tall, head = 0.4, 0.22, 1.3, 0.42
    panel = (width - left - 0.06 - gap * (columns - 1)) / columns
    styles = list(_styles(data["instrument"]))
    top = _legend_height(styles, width)
    canvas = Canvas(width, top + rows * (head + tall + 0.26) + 0.2)
    _draw_legend(canvas, [style for _, style in styles], y=0.1)
    reach = _up_to(max(float(data["recovered_high"].max()), float(data["planted"].max())))
    for at_frame, frame in enumerate(frames):
        for at_size, n in enumerate(sizes):
            column, row = (at_size, at_frame) if wide else (at_frame, at_size)
            box = (left + column * (panel + gap), top + row * (head + tall + 0.26) + head, panel, tall)
            own = data[(data["frame_id"] == frame) & (data["n_articles"] == n)]
            title = fit(names.frame(frame), panel, size=7 * canvas.zoom, bold=True)
            canvas.text((box[0], box[1] - 0.24), title, size=7, bold=True)
            canvas.text((box[0], box[1] - 0.1), plural(int(n), "article"), size=6.6, color="muted")
            if column == 0:
                canvas.text((0, box[1] - 0.1), "found", size=6.6, color="muted")
            _draw_panel(canvas, own, box, reach=reach, has_labels=column == 0)
    canvas.text((left + (width - left) / 2, canvas.height - 0.08), "planted, share of paragraphs", size=6.8,
                color="muted", align="cm")  # fmt: skip
    return canvas.figure


def _draw_panel(canvas: Canvas, own: pd.DataFrame, box: Box, *, reach: float, has_labels: bool) -> None:
    high = float(own["planted"].max())
    x = scale(0.0, high, start=box[0] + 0.1, end=box[0] + box[2] - 0.1)
    y = scale(0.0, reach, start=box[1] + box[3], end=box[1])
    _draw_grid(canvas, box, y, top=reach, has_labels=has_labels)
    for share in _steps(high):
        canvas.text((x(share), y(0.0) + 0.11), percent(share), size=6.2, color="muted", align="cm")
    end = min(high, reach)
    canvas.lines([[(x(0.0), y(0.0)), (x(end), y(end))]], color="muted", dashed=True, width=0.8)
    styles = list(_styles(own["instrument"]))
    for at, (name, style) in enumerate(styles):
        aside = 0.036 * (at - (len(styles) - 1) / 2)
        rows = list(records(own[own["instrument"] == name].sort_values("planted")))
        bars = [[(x(r.planted) + aside, y(r.recovered_low)), (x(r.planted) + aside, y(r.recovered_high))] for r in rows]
        canvas.lines(bars, color=style.token, width=1.6)
        _draw_series(canvas, [(x(row.planted) + aside, y(row.recovered)) for row in rows], style)


# -- F22 drawn -------------------------------------------------------------------------------------------------------
@drawn
def draw_errors(errors: pd.DataFrame, covered: pd.DataFrame, by: str, *, width: float) -> Figure:
    """Return the figure of F22: rejections, and coverage beside it or, where the page is narrow, below it."""
    wide = width > 5
    styles = [style for _, style in _styles(errors["instrument"])]
    if (errors["unit"] == "paragraph").any():
        styles.append(_STYLES[PLANTED, "paragraph"])
    top = _legend_height([("", style) for style in styles], width) + 0.48
    tall, foot, left = 1.9, 0.42, 0.42
    panel = (width - 2 * left - 0.16) / 2 if wide else width - left - 0.1
    canvas = Canvas(width, top + tall + foot + (0 if wide else 0.48 + tall + foot))
    _draw_legend(canvas, styles, y=0.1)
    _draw_rejections(canvas, errors, (left, top, panel, tall))
    beside = (2 * left + panel + 0.06, top) if wide else (left, top + tall + foot + 0.48)
    _draw_coverage(canvas, covered, (*beside, panel, tall), by=by)
    return canvas.figure


def _draw_rejections(canvas: Canvas, errors: pd.DataFrame, box: Box) -> None:
    levels = sorted(set(errors["nominal"]))
    top = max(float(errors["rejected"].max()), float(errors["band_high"].max()), 0.2) + 0.02
    x = scale(0.0, levels[-1], start=box[0] + 0.08, end=box[0] + box[2] - 0.1)
    y = scale(0.0, top, start=box[1] + box[3], end=box[1])
    _draw_title(canvas, box, "Rejected where nothing differs", "grey: 95% of experiments, if the level is right")
    _draw_grid(canvas, box, y, top=top, step=0.1)
    bands = errors.drop_duplicates("nominal").sort_values("nominal")
    for row in records(bands):
        half = 0.05
        canvas.rect(
            (x(row.nominal) - half, y(row.band_high), 2 * half, y(row.band_low) - y(row.band_high)), fill="rule"
        )
    canvas.lines([[(x(0.0), y(0.0)), (x(levels[-1]), y(levels[-1]))]], color="muted", dashed=True, width=0.8)
    for level in levels:
        if level in (0.01, LEVEL, 0.1, 0.15, 0.2):
            canvas.text((x(level), y(0.0) + 0.11), percent(level), size=6.2, color="muted", align="cm")
    canvas.text((box[0] + box[2] / 2, y(0.0) + 0.27), "level of the test", size=6.8, color="muted", align="cm")
    series = [(name, "article", style) for name, style in _styles(errors["instrument"])]
    series.append((PLANTED, "paragraph", _STYLES[PLANTED, "paragraph"]))
    for name, unit, style in reversed(series):
        own = errors[(errors["instrument"] == name) & (errors["unit"] == unit)].sort_values("nominal")
        _draw_series(canvas, [(x(row.nominal), y(row.rejected)) for row in records(own)], style)


def _draw_coverage(canvas: Canvas, covered: pd.DataFrame, box: Box, *, by: str) -> None:
    sizes = sorted(set(covered["n_articles"]))
    x = scale(0.0, len(sizes) - 1.0, start=box[0] + 0.2, end=box[0] + box[2] - 0.2)
    y = scale(0.0, 1.0, start=box[1] + box[3], end=box[1])
    _draw_title(
        canvas, box, "95% intervals that hold a difference", "filled: as read in all articles; hollow: as planted"
    )
    _draw_grid(canvas, box, y, top=1.0)
    canvas.rect((box[0], y(BAND[1]), box[2], y(BAND[0]) - y(BAND[1])), fill="rule")
    canvas.lines([[(box[0], y(NOMINAL)), (box[0] + box[2], y(NOMINAL))]], color="muted", dashed=True, width=0.8)
    for at, n in enumerate(sizes):
        canvas.text((x(at), y(0.0) + 0.11), str(int(n)), size=6.2, color="muted", align="cm")
    canvas.text((box[0] + box[2] / 2, y(0.0) + 0.27), f"articles per {by}", size=6.8, color="muted", align="cm")
    styles = list(_styles(covered["instrument"]))
    for at, (name, style) in enumerate(styles):
        aside = 0.05 * (at - (len(styles) - 1) / 2)
        for target in ("itself", PLANTED):
            own = covered[(covered["instrument"] == name) & (covered["target"] == target)]
            spots = [(x(sizes.index(row.n_articles)) + aside, y(row.coverage)) for row in records(own)]
            is_own = target == "itself"
            _draw_series(canvas, spots, style._replace(is_filled=is_own, is_dashed=not is_own and name != PLANTED))


def _draw_title(canvas: Canvas, box: Box, title: str, under: str) -> None:
    canvas.text((box[0] - 0.4, box[1] - 0.32), title, size=7, bold=True)
    canvas.text((box[0] - 0.4, box[1] - 0.18), under, size=6.6, color="muted")


# -- shared ----------------------------------------------------------------------------------------------------------
def _draw_series(canvas: Canvas, spots: Sequence[tuple[float, float]], style: _Style) -> None:
    if len(spots) > 1:
        canvas.lines([spots], color=style.token, width=1.0, dashed=style.is_dashed)
    for spot in spots:
        fill = style.token if style.is_filled else ""
        canvas.dot(spot, 0.03, fill=fill, edge="paper" if style.is_filled else style.token, sides=style.sides,
                   line=0.4 if style.is_filled else 0.9)  # fmt: skip


def _draw_grid(canvas: Canvas, box: Box, y: Place, *, top: float, step: float = _STEP, has_labels: bool = True) -> None:
    for share in _steps(top, step):
        canvas.lines([[(box[0], y(share)), (box[0] + box[2], y(share))]], color="rule" if share else "muted", width=0.5)
        if has_labels:
            canvas.text((box[0] - 0.05, y(share)), percent(share), size=6.2, color="muted", align="rm")


def _legend_places(styles: Sequence[tuple[str, _Style]], width: float) -> list[tuple[float, int, _Style]]:
    """Return where each entry of the legend begins, and in which line."""
    zoom = 1.08 if width < 5 else 1.0
    found, at, line = [], 0.0, 0
    for _, style in styles:
        needed = 0.14 + text_width(style.label, 7 * zoom) + 0.2
        if at and at + needed - 0.2 > width:
            at, line = 0.0, line + 1
        found.append((at, line, style))
        at += needed
    return found


def _legend_height(styles: Sequence[tuple[str, _Style]], width: float) -> float:
    return 0.2 + 0.16 * max((line for _, line, _ in _legend_places(styles, width)), default=0)


def _draw_legend(canvas: Canvas, styles: Sequence[_Style], *, y: float) -> None:
    for at, line, style in _legend_places([("", style) for style in styles], canvas.width):
        _draw_series(canvas, [(at + 0.05, y + 0.16 * line)], style)
        canvas.text((at + 0.14, y + 0.16 * line), style.label, size=7)


def _steps(top: float, step: float = _STEP) -> list[float]:
    return [round(number * step, 10) for number in range(int(top / step + 1e-9) + 1)]


def _up_to(value: float) -> float:
    """Return the next step of the scale at or above a value, 1 at most."""
    return min(1.0, next(step for step in [*_steps(1.0), 1.0] if step >= value - 1e-9))
