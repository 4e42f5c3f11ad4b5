"""F17: how far apart the vocabularies of groups are, beyond what their own articles are among themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from caatext.errors import visible
from caatext.exhibits.canvas import Canvas, drawn, scale, wrap
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.style import SHARE_STEPS, Names, on, plural, sequential

PANELS = ("all words", "without names")
LEVEL = 0.05
#: Words behind a pair and lines of each a side; fewer where there are many pairs.
FEW_PAIRS, WORDS, LINES = 45, (5, 3), (2, 1)
#: Up to so many groups both panels stand side by side on a wide page.
MOST_BESIDE = 8
_OTHER = {"divergence_order_2": "order_2", "delta": "delta"}
_ESTIMABLE = "estimable"


class Words(Protocol):
    """Words behind the pairs: ``group, reference, category, estimate, n_group, n_reference``."""

    @property
    def table(self) -> pd.DataFrame:
        """One row a pair and word, those that contribute most first."""


class Distances(Protocol):
    """What F17 needs of distances between vocabularies."""

    @property
    def table(self) -> pd.DataFrame:
        """One row a pair and measure."""

    @property
    def floor(self) -> pd.DataFrame:
        """One row a group and measure."""

    @property
    def words(self) -> Words:
        """The words behind each pair."""


class _Grid(NamedTuple):
    """Where the cells of one panel stand, in inches, and how numbers become places and colors."""

    left: float
    top: float
    cell: float
    groups: tuple[str, ...]
    top_value: float
    strip: tuple[float, float]

    def box(self, row: int, column: int) -> tuple[float, float, float, float]:
        """Return left, top, width and height of a cell."""
        return (self.left + self.cell * column, self.top + self.cell * row, self.cell, self.cell)


def divergence_matrix(raw: Distances, masked: Distances, *, occurrences: pd.DataFrame, names: Names) -> Exhibit:
    """Return F17: groups by groups, the excess divergence of each two, with floor and permutation band.

    Parameters
    ----------
    raw, masked : VocabularyDistances
        Of all words, and of words outside names.
    occurrences : DataFrame
        Where words stand: addresses with ``lemma`` and ``group``; by sentence with offsets where there is text.
    names : Names
        Groups, and their names and colors.

    Notes
    -----
    With one article a group a cell is the distance of two articles. The floor is no test: it says how far apart
    random halves of one group are by the same measure, one level lower.
    """
    marks = Marks("F17")
    n_pairs = len(raw.table[["group", "reference"]].drop_duplicates())
    many = int(n_pairs > FEW_PAIRS)
    places = dict(iter(occurrences.groupby(["lemma", "group"], sort=True)))
    parts = []
    for panel, found in zip(PANELS, (raw, masked), strict=True):
        rows = distance_rows(found).assign(panel=panel)
        words = dict(iter(found.words.table.groupby(["group", "reference"], sort=True)))
        named = [words.get((row.group, row.reference)) for row in records(rows)]
        rows["words"] = [_list_words(part, WORDS[many]) for part in named]
        rows["mark"] = [
            marks.add(_behind(part, row, places, n_words=WORDS[many], n_lines=LINES[many], names=names),
                      _label(row, names=names))
            for part, row in zip(named, records(rows), strict=True)
        ]  # fmt: skip
        parts.append(rows)
    data = pd.concat(parts, ignore_index=True)
    return Exhibit(
        id="F17",
        title=f"Distance between the words of {names.by}s",
        caption=_caption(data, names),
        note=_note(data, names, n_words=WORDS[many]),
        kind="figure",
        data=data,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_divergence(data, names, width=width),
    )


def _caption(data: pd.DataFrame, names: Names) -> str:
    dealt = sorted(set(data.loc[(data["group"] != data["reference"]) & (data["shuffled_unit"] != ""), "shuffled_unit"]))
    unit = " or ".join(f"{name}s" for name in dealt) or "articles"
    one = f" Paragraphs are dealt where each {names.by} has one article: then a cell is the distance of two articles."
    return (
        f"Below the diagonal: Jensen-Shannon divergence of each two {names.by}s less its mean when their {unit} are "
        "dealt to them at random, in thousandths of a bit; 0 is no further apart than chance. Above it: the same as a "
        "dot, with the middle 95% of chance as a bar where the design carries one. On the diagonal: the floor, random "
        f"halves of one {names.by}’s own texts.{one if 'paragraph' in dealt else ''}"
    )


def _note(data: pd.DataFrame, names: Names, *, n_words: int) -> str:
    tested = int((data["p_value"].notna() & (data["panel"] == PANELS[0])).sum())
    tests = (
        f"Bold: q at most {LEVEL} (Benjamini-Hochberg over {plural(tested, 'pair')} in each panel; permutation)."
        if tested
        else "No pair is tested: the design carries no p-value."
    )
    return (
        f"Unit: article; all voices; all words, and words outside names. {tests} Floor: halves less the same with "
        "their parts dealt one level lower; of a like scale, but half as long, so if anything too high. In the table: "
        "divergence observed and shuffled, and the excess of order 2 (hardly touched by rare words) and of Burrows’s "
        f"Delta. A cell leads to lines of the {n_words} words that add most. {names.by.capitalize()}s are sorted by "
        "their mean excess."
    )


def distance_rows(found: Distances) -> pd.DataFrame:
    """Return one row a pair, and one a group (its floor), with all measures side by side."""
    table = found.table.rename(columns={"estimate": "excess"})
    keys = ["group", "reference"]
    rows = table[table["measure"] == "divergence"]
    rows = rows[[*keys, "excess", "observed", "shuffled", "band_low", "band_high", "p_value", "p_adjusted",
                 "n_group", "n_reference", "shuffled_unit", "verdict"]]  # fmt: skip
    floor = found.floor[found.floor["measure"] == "divergence"].rename(columns={"unit": "shuffled_unit"})
    floor = floor.assign(reference=floor["group"], verdict="floor").drop(columns="measure")
    full = pd.concat([rows, floor], ignore_index=True)
    for measure, name in _OTHER.items():
        pairs = table.loc[table["measure"] == measure, [*keys, "excess", "p_adjusted"]]
        within = found.floor.loc[found.floor["measure"] == measure, ["group", "excess"]]
        both = pd.concat([pairs, within.assign(reference=within["group"])], ignore_index=True)
        both = both.rename(columns={"excess": f"excess_{name}", "p_adjusted": f"p_adjusted_{name}"})
        full = full.merge(both, on=keys, how="left")
    return full.assign(
        n_group=full["n_group"].fillna(0).astype(int), n_reference=full["n_reference"].fillna(0).astype(int)
    )


def _list_words(words: pd.DataFrame | None, n: int) -> str:
    return "" if words is None else ", ".join(visible(word) for word in words["category"].head(n))


def _behind(
    words: pd.DataFrame | None,
    row: Any,
    places: Mapping[Any, pd.DataFrame],
    *,
    n_words: int,
    n_lines: int,
    names: Names,
) -> pd.DataFrame | None:
    """Return the first lines of the words that add most, from the texts of both groups."""
    if words is None:
        return None
    found = []
    for word in records(words.head(n_words)):
        rates = f"{word.n_group} against {word.n_reference}"
        for group in (row.group, row.reference):
            lines = places.get((word.category, group))
            if lines is not None:
                part = f"“{visible(word.category)}”, {rates}: {names.group(group)}"
                found.append(
                    lines.sort_values(["doc_id", "paragraph", "sentence", "start"]).head(n_lines).assign(part=part)
                )
    return pd.concat(found, ignore_index=True) if found else None


def _label(row: Any, *, names: Names) -> str:
    chance = "" if np.isnan(row.p_adjusted) else f", q {row.p_adjusted:.3f}"
    return (
        f"{names.group(row.group)} and {names.group(row.reference)}: {milli(row.excess)} thousandths of a bit "
        f"beyond chance ({row.observed:.3f} observed, {row.shuffled:.3f} shuffled{chance}; {row.verdict})"
    )


def milli(value: float) -> str:
    """Return bits as whole thousandths with a true minus.

    Examples
    --------
    >>> milli(0.0654), milli(-0.008), milli(float("nan"))
    ('65', '−8', 'NA')
    """
    return "NA" if np.isnan(value) else f"{round(1000 * value):d}".replace("-", "−")


def _sorted_groups(data: pd.DataFrame, names: Names) -> tuple[str, ...]:
    """Return the groups by falling mean excess of all words."""
    pairs = data[(data["panel"] == PANELS[0]) & (data["group"] != data["reference"])]
    both = pd.concat([pairs, pairs.rename(columns={"group": "reference", "reference": "group"})])
    mean = both.groupby("group")["excess"].mean().to_dict()
    present = set(data["group"])
    place = {group: n for n, group in enumerate(names.groups)}
    known = [group for group in names.groups if group in present]
    return tuple(sorted(known, key=lambda group: (-np.nan_to_num(mean.get(group, 0.0)), place[group])))


@drawn
def draw_divergence(data: pd.DataFrame, names: Names, *, width: float) -> Figure:
    """Return the figure of F17."""
    groups = _sorted_groups(data, names)
    if len(groups) < 2:
        canvas = Canvas(width, 0.5)
        canvas.text((0, 0.25), f"There are fewer than two {names.by}s to compare.", color="muted")
        return canvas.figure
    wide, k = width > 5, len(groups)
    beside = wide and k <= MOST_BESIDE
    left, gap, head = (1.35 if wide else 1.05), 0.3, 0.44
    room = (width - left - gap) / 2 if beside else width - left
    cell = min(0.72, room / k)
    tall, foot = head + cell * k, 0.46 if wide else 0.62
    canvas = Canvas(width, (tall if beside else 2 * tall + 0.12) + foot)
    numbers = data[["excess", "band_low", "band_high"]].to_numpy(dtype=float)
    pairs = data.loc[data["group"] != data["reference"], ["excess", "band_low", "band_high"]].to_numpy(dtype=float)
    most = max(1e-3, float(np.nanmax(numbers[:, 0], initial=0.0)))
    strip = (min(0.0, float(np.nanmin(pairs, initial=0.0))), max(1e-3, float(np.nanmax(pairs, initial=0.0))))
    for number, panel in enumerate(PANELS):
        across, down = ((cell * k + gap) * number, 0.0) if beside else (0.0, (tall + 0.12) * number)
        grid = _Grid(left + across, head + down, cell, groups, most, strip)
        canvas.text((grid.left, down + 0.1), panel, bold=True, align="lm")
        _draw_heads(canvas, grid, names, data[data["panel"] == panel], left=left if number == 0 or not beside else 0.0)
        _draw_cells(canvas, grid, data[data["panel"] == panel])
    _draw_key(canvas, data, left=left if wide else 0.0, y=canvas.height - foot + 0.12, most=most)
    return canvas.figure


def _draw_heads(canvas: Canvas, grid: _Grid, names: Names, rows: pd.DataFrame, *, left: float) -> None:
    """Write numbers above the columns, and numbers, names and articles beside the rows where there is room (`left`)."""
    size = 7.5 if grid.cell >= 0.2 else 6.0
    pairs = rows[rows["group"] != rows["reference"]]
    counts = dict(zip(pairs["reference"], pairs["n_reference"], strict=True))
    counts |= dict(zip(pairs["group"], pairs["n_group"], strict=True))
    every = 1 if grid.cell >= 0.16 else 2
    for number, group in enumerate(grid.groups):
        across, down = grid.left + grid.cell * (number + 0.5), grid.top + grid.cell * (number + 0.5)
        head = str(number + 1) if number % every == 0 else ""
        canvas.text((across, grid.top - 0.08), head, size=min(size, 7.0), color="muted", align="cm")
        if not left:
            continue
        canvas.text((0.16, down), str(number + 1), size=min(size, 7.0), color="muted", align="rm")
        lines = 2 if grid.cell >= 0.4 else 1
        name = wrap(names.group(group), left - 0.26, size=size * canvas.zoom, lines=lines, bold=True)
        n = plural(int(counts.get(group, 0)), "article") if grid.cell >= 0.28 else ""
        start = down - 0.0625 * (len(name) - 1 + bool(n))
        for line, words in enumerate(name):
            canvas.text((0.21, start + 0.125 * line), words, size=size, bold=True, color=names.color(group))
        canvas.text((0.21, start + 0.125 * len(name)), n, size=6.2, color="muted")


def _draw_cells(canvas: Canvas, grid: _Grid, rows: pd.DataFrame) -> None:
    place = {group: number for number, group in enumerate(grid.groups)}
    for row in records(rows):
        if row.group not in place or row.reference not in place:
            continue
        first, second = sorted((place[row.group], place[row.reference]))
        if first == second:
            _draw_number(canvas, grid.box(first, first), row, fill="", bold=False)
            continue
        token = "faint" if not row.excess > 0 else sequential(row.excess, top=grid.top_value)
        _draw_number(canvas, grid.box(second, first), row, fill=token, bold=bool(row.p_adjusted <= LEVEL))
        _draw_strip(canvas, grid, grid.box(first, second), row)


def _draw_number(canvas: Canvas, box: tuple[float, float, float, float], row: Any, *, fill: str, bold: bool) -> None:
    inset = 0.012
    inner = (box[0] + inset, box[1] + inset, box[2] - 2 * inset, box[3] - 2 * inset)
    canvas.rect(inner, fill=fill, edge="" if fill else "hatch", line=0.7, mark=row.mark)
    if box[2] < 0.2:
        return
    size = 8.0 if box[2] >= 0.4 else 6.6 if box[2] >= 0.27 else 5.6
    color = on(fill) if fill else "muted"
    canvas.text((box[0] + box[2] / 2, box[1] + box[3] / 2), milli(row.excess), size=size, color=color, align="cm",
                bold=bold, mark=row.mark)  # fmt: skip


def _draw_strip(canvas: Canvas, grid: _Grid, box: tuple[float, float, float, float], row: Any) -> None:
    """Draw chance as a bar and the excess as a dot, on one scale for all cells."""
    canvas.lines([[(box[0], box[1] + box[3]), (box[0] + box[2], box[1] + box[3])]], color="rule", width=0.4)
    if np.isnan(row.excess):
        return
    margin = 0.1 * box[2]
    x = scale(*grid.strip, start=box[0] + margin, end=box[0] + box[2] - margin)
    middle, half = box[1] + box[3] / 2, min(0.09, 0.28 * box[3])
    canvas.lines([[(x(0), middle - 1.6 * half), (x(0), middle + 1.6 * half)]], color="muted", width=0.6)
    if not np.isnan(row.band_low):
        canvas.rect((x(row.band_low), middle - half, x(row.band_high) - x(row.band_low), 2 * half), fill="rule")
    is_tested = row.verdict == _ESTIMABLE
    canvas.dot((x(row.excess), middle), min(0.045, 0.13 * box[2]), fill="ink" if is_tested else "", edge="ink",
               line=0.6, mark=row.mark)  # fmt: skip


def _draw_key(canvas: Canvas, data: pd.DataFrame, *, left: float, y: float, most: float) -> None:
    step = 0.34
    canvas.text((left, y), "excess, thousandths of a bit", size=6.2, color="muted")
    canvas.rect((left, y + 0.08, step, 0.09), fill="faint", edge="rule", line=0.4)
    for number, end in enumerate([0.0, *(share * most for share in SHARE_STEPS), most]):
        if number:
            canvas.rect((left + step * number, y + 0.08, step, 0.09), fill=f"q{number}")
        canvas.text((left + step * (number + 1), y + 0.25), milli(end), size=5.8, color="muted", align="cm")
    x, y = (left + 6 * step + 0.35, y + 0.13) if canvas.width > 5 else (left, y + 0.42)
    is_tested = data.loc[data["group"] != data["reference"], "verdict"] == _ESTIMABLE
    for there, fill, words in ((bool(is_tested.any()), "ink", "excess"), (not is_tested.all(), "", "excess, no test")):
        if there:
            canvas.dot((x + 0.04, y), 0.035, fill=fill, edge="ink", line=0.6)
            canvas.text((x + 0.12, y), words, size=6.2, color="muted")
            x += 0.62 if fill else 1.0
    if is_tested.any():
        canvas.rect((x, y - 0.035, 0.18, 0.07), fill="rule")
        canvas.text((x + 0.23, y), "chance, middle 95%", size=6.2, color="muted")
