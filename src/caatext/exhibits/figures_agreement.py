"""F18: the multitrait-multimethod matrix, how far frames read by instruments go together over paragraphs."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from caatext.errors import visible
from caatext.exhibits.canvas import Canvas, drawn, fit
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.style import Names, diverging, on, plural, signed

#: Frames and instruments that the figure has room for; the table has all.
MOST_TRAITS = 12
_SAME = "same frame"
Trait = tuple[str, str]


def agreement_matrix(
    table: pd.DataFrame, codes: pd.DataFrame, *, names: Names, reasons: tuple[str, ...] = ()
) -> Exhibit:
    """Return F18: the correlation of every frame and instrument with every other, same frames outlined.

    Parameters
    ----------
    table : DataFrame
        From `agreement_between`.
    codes : DataFrame
        The codes of all instruments; behind a cell stand those of its two frames and instruments.
    names : Names
        Display names of frames.
    reasons : tuple of str
        Why some frames or instruments are missing.

    Notes
    -----
    Outlined cells should exceed the others of their row and column. Where they do not, instruments see different
    things under one name, and a claim that rests on one of them is not shown.
    """
    marks = Marks("F18")
    data = table.copy()
    if data.empty:
        data = pd.DataFrame(columns=["frame_a", "instrument_a", "frame_b", "instrument_b", "kind", "phi"])
    data["mark"] = [marks.add(_behind(row, codes), _label(row, names)) for row in records(data)]
    same = data.loc[data["kind"] == _SAME, "phi"].dropna()
    other = data.loc[data["kind"] != _SAME, "phi"].dropna()
    n_units = f"{int(data['n_units'].min())} to {int(data['n_units'].max())}" if len(data) else "0"
    n_articles = int(data["n_documents"].max()) if len(data) else 0
    summary = (
        f"Median of the {plural(len(same), 'pair')} of the same frame {signed(float(same.median()))}, of the "
        f"{len(other)} others {signed(float(other.median()))}. "
        if len(same) and len(other)
        else ""
    )
    return Exhibit(
        id="F18",
        title="Do instruments agree?",
        caption=(
            "Correlation (phi) over the paragraphs that are eligible for both frames. Outlined: one frame, two "
            "instruments; these should exceed the rest. A dot marks an interval that excludes 0; NA: one of the two is "
            "the same in all paragraphs."
        ),
        note=(
            f"{summary}Unit: paragraph, n = {n_units}, in {plural(n_articles, 'article')}; own voice. Intervals: 95%, "
            f"articles resampled; none below five articles. Agreement is no validity. {' '.join(reasons)}".strip()
        ),
        kind="figure",
        data=data,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_agreement(data, names, width=width),
    )


def _behind(row: Any, codes: pd.DataFrame) -> pd.DataFrame:
    parts: list[pd.DataFrame] = [
        codes[(codes["frame_id"] == frame) & (codes["instrument"] == instrument)].assign(
            part=f"{instrument} ({number})", start=-1, end=-1
        )
        for number, (frame, instrument) in enumerate(
            ((row.frame_a, row.instrument_a), (row.frame_b, row.instrument_b)), start=1
        )
    ]
    return pd.concat(parts, ignore_index=True)


def _label(row: Any, names: Names) -> str:
    pair = f"{names.frame(row.frame_a)} by {row.instrument_a} and {names.frame(row.frame_b)} by {row.instrument_b}"
    limits = "" if math.isnan(row.conf_low) else f" ({signed(row.conf_low)} to {signed(row.conf_high)})"
    return f"{pair}: {signed(row.phi)}{limits}, n {row.n_units}"


@drawn
def draw_agreement(data: pd.DataFrame, names: Names, *, width: float) -> Figure:
    """Return the figure: the lower triangle of a matrix, frames together, instruments within them."""
    traits = _traits(data)[:MOST_TRAITS]
    if len(traits) < 2:
        canvas = Canvas(width, 0.5)
        canvas.text((0, 0.25), "Only one instrument could read the frames.", color="muted")
        return canvas.figure
    wide = width > 5
    left = 2.3 if wide else 1.28
    cell = min(0.5 if wide else 0.34, (width - left - 0.05) / (len(traits) - 1))
    canvas = Canvas(width, 0.3 + cell * len(traits) + 0.1)
    n_units = f"n {int(data['n_units'].min())} to {int(data['n_units'].max())} paragraphs"
    canvas.text((canvas.width - 0.02, 0.36), n_units, size=7, color="muted", align="rm")
    place = {trait: number for number, trait in enumerate(traits)}
    for trait, number in place.items():
        _draw_head(canvas, trait, number, left=left, cell=cell, names=names, is_last=number == len(traits) - 1)
    for row in records(data):
        pair = sorted(
            place.get(trait, -1) for trait in ((row.frame_a, row.instrument_a), (row.frame_b, row.instrument_b))
        )
        if pair[0] >= 0:
            _draw_cell(canvas, row, (left + cell * pair[0], 0.26 + cell * pair[1]), cell=cell)
    return canvas.figure


def _traits(data: pd.DataFrame) -> list[Trait]:
    """Return frames with their instruments, frames that more instruments read first."""
    found = {trait for side in "ab" for trait in zip(data[f"frame_{side}"], data[f"instrument_{side}"], strict=True)}
    n_instruments = {frame: sum(other == frame for other, _ in found) for frame, _ in found}
    return sorted(found, key=lambda trait: (-n_instruments[trait[0]], trait))


def _draw_head(
    canvas: Canvas, trait: Trait, number: int, *, left: float, cell: float, names: Names, is_last: bool
) -> None:
    wide = canvas.width > 5
    y = 0.26 + cell * (number + 0.5)
    frame, instrument = names.frame(trait[0]), visible(trait[1])
    head = f"{number + 1}  {frame}"
    if wide:
        canvas.text((0, y), fit(head, 1.45, size=7.6 * canvas.zoom), size=7.6)
        canvas.text((1.5, y), fit(instrument, 0.75, size=7 * canvas.zoom), size=7, color="muted")
    else:
        canvas.text((0, y - 0.06), fit(head, left - 0.06, size=7 * canvas.zoom), size=7)
        canvas.text((0.1, y + 0.07), fit(instrument, left - 0.16, size=6.4 * canvas.zoom), size=6.4, color="muted")
    if not is_last:
        canvas.text((left + cell * (number + 0.5), 0.14), str(number + 1), size=7, color="muted", align="cm")


def _draw_cell(canvas: Canvas, row: Any, corner: tuple[float, float], *, cell: float) -> None:
    x, y = corner
    missing = math.isnan(row.phi)
    fill = "" if missing else diverging(row.phi)
    canvas.rect(
        (x + 0.01, y + 0.01, cell - 0.02, cell - 0.02), fill=fill, edge="rule" if missing else "", mark=row.mark
    )
    if row.kind == _SAME:
        canvas.rect((x + 0.01, y + 0.01, cell - 0.02, cell - 0.02), edge="ink", line=1.4, mark=row.mark)
    shown = "NA" if missing else signed(row.phi, digits=2 if cell > 0.4 else 1)
    ink = "muted" if missing else on(fill)
    canvas.text((x + cell / 2, y + cell / 2), shown, size=7 if cell > 0.4 else 6, color=ink, align="cm", mark=row.mark)
    if not math.isnan(row.conf_low) and (row.conf_low > 0 or row.conf_high < 0):
        canvas.dot((x + cell - 0.07, y + 0.07), 0.022, fill=ink, edge=ink)
