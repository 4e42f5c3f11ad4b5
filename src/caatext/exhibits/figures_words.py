"""F15: the words that mark each group against the others, with and without names."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import pandas as pd
from matplotlib.figure import Figure

from caatext.errors import visible
from caatext.exhibits.canvas import Canvas, drawn, fit, scale, text_width
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.label_placement import place_labels
from caatext.exhibits.style import Names, plural, signed

#: Words named in one panel: those most marked for the group, and some of those most marked against it.
MOST_FOR, MOST_AGAINST, MOST_GROUPS = 8, 3, 12
CRITICAL, LEVEL = 1.96, 0.05
#: Gries's DP up to which a word counts as spread over the articles of a group.
SPREAD = 0.5
_NUMBERS = ["estimate", "conf_low", "conf_high", "p_adjusted", "z", "dispersion"]
_COUNTS = ["n_documents", "n_articles"]
_LEFT, _GAP = 0.36, 0.4


class Keyness(Protocol):
    """What F15 needs of a comparison of words."""

    @property
    def table(self) -> pd.DataFrame:
        """One row a group and word."""


class _Panel(NamedTuple):
    """A frame in inches with its scales."""

    left: float
    top: float
    right: float
    bottom: float
    x: Callable[[float], float]
    y: Callable[[float], float]


def keyness_plot(raw: Keyness, masked: Keyness, *, occurrences: pd.DataFrame, names: Names) -> Exhibit:
    """Return F15: for each group, the frequency of each word against how strongly it marks the group.

    Parameters
    ----------
    raw, masked : Comparison
        Keyness of all words, and of words outside names. ``table`` has ``group, category`` (word), ``z``,
        ``n_group`` (how often the group uses it), ``n_documents`` of ``n_articles`` that have it, ``dispersion``, and
        where the design carries them ``estimate, conf_low, conf_high, p_adjusted``.
    occurrences : DataFrame
        Where words stand: addresses with ``lemma`` and ``group``; by sentence with offsets where there is text.
    names : Names
        Groups in their order.

    Notes
    -----
    With one article a group a marked word marks that article; the z values take words as independent, which they
    are not within an article.
    """
    marks = Marks("F15")
    panels = [("all words", keyness_rows(raw.table, names)), ("without names", keyness_rows(masked.table, names))]
    words = {word for _, table in panels for word in table.loc[table["is_named"], "word"]}
    behind = dict(iter(occurrences[occurrences["lemma"].isin(sorted(words))].groupby(["lemma", "group"], sort=True)))
    parts = []
    for panel, table in panels:
        labels = [
            marks.add(behind.get((row.word, row.group)), _label(names, row)) if row.is_named else ""
            for row in records(table)
        ]
        parts.append(table.assign(panel=panel, mark=labels))
    data = pd.concat(parts, ignore_index=True)
    return Exhibit(
        id="F15",
        title=f"Words that mark each {names.by}",
        caption=(
            f"Each word by how often the {names.by} uses it (across, logarithmic) and how strongly it marks that "
            f"{names.by} against all others (upwards, z of the weighted log-odds), with how many of its articles have "
            "it. Once for all words, and once for words outside names, since names say who an article is about."
        ),
        note=(
            f"Unit: word (lemma), {plural(len(data.loc[data['panel'] == 'all words', 'word'].unique()), 'word type')}. "
            "z: log odds with a Dirichlet prior over its error; it ranks words and is no test, since words of one "
            f"article are not independent. Grey: |z| below {CRITICAL}. Filled: spread over the articles, Gries’s DP up "
            f"to {SPREAD:g}; hollow: in few of them, or there is one only. {_tests(data, names)} In the table: log "
            "ratio (base 2) with interval, and q. Words inside quotations count. At most "
            f"{MOST_FOR} words for and {MOST_AGAINST} against are named in a panel; all stand in the table."
        ),
        kind="figure",
        data=data,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_keyness(data, names, width=width),
    )


def _tests(data: pd.DataFrame, names: Names) -> str:
    tested = data[data["p_adjusted"].notna()]
    if tested.empty:
        return "No word is tested: the design carries no p-value."
    found = int(tested.loc[tested["panel"] == "all words", "is_found"].sum())
    return (
        f"Bold: q at most {LEVEL:g} (permutation over articles, Benjamini-Hochberg over words and {names.by}s), "
        f"{found} among all words."
    )


def keyness_rows(table: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Return the words of each group, sorted by group and falling z, with which are named; unused words are left out.

    ``is_spread``: in two articles or more, and DP at most 0.5. ``is_found``: q at most 0.05.
    """
    rows = table.rename(columns={"category": "word", "n_group": "n"})
    rows = rows[rows["group"].isin(names.groups) & rows["z"].notna() & (rows["n"] > 0)]
    place = {group: position for position, group in enumerate(names.groups)}
    rows = rows.assign(place=rows["group"].map(place)).sort_values(
        ["place", "z", "word"], ascending=[True, False, True], kind="stable", ignore_index=True
    )
    first = rows.groupby("group", sort=False).cumcount()
    last = rows.groupby("group", sort=False).cumcount(ascending=False)
    named = ((first < MOST_FOR) & (rows["z"] >= CRITICAL)) | ((last < MOST_AGAINST) & (rows["z"] <= -CRITICAL))
    flags = {
        "is_named": named,
        "is_spread": (rows["n_documents"] > 1) & (rows["dispersion"] <= SPREAD),
        "is_found": rows["p_adjusted"] <= LEVEL,
    }
    return rows.assign(**flags)[["group", "word", "n", *_NUMBERS, *_COUNTS, *flags]]


def _label(names: Names, row: Any) -> str:
    where = f"{plural(int(row.n), 'time')} in {row.n_documents} of {plural(int(row.n_articles), 'article')}"
    ratio = ""
    if not math.isnan(row.conf_low):
        limits = f"{signed(row.conf_low, digits=1)} to {signed(row.conf_high, digits=1)}"
        ratio = f", log ratio {signed(row.estimate, digits=1)} ({limits})"
    q = "" if math.isnan(row.p_adjusted) else f", q {row.p_adjusted:.3f}"
    return f"“{visible(row.word)}” in {names.group(row.group)}: {where}, z {signed(row.z, digits=1)}{ratio}{q}"


@drawn
def draw_keyness(data: pd.DataFrame, names: Names, *, width: float) -> Figure:
    """Return the figure of F15: a row of panels a group where the page is wide, one below the other where narrow."""
    wide = width > 5
    groups = [group for group in names.groups if (data["group"] == group).any()][:MOST_GROUPS]
    tall = 1.95 if len(groups) <= 4 else 1.65
    panels = [(group, panel) for group in groups for panel in ("all words", "without names")]
    rows = len(groups) if wide else len(panels)
    canvas = Canvas(width, max(0.6, rows * tall + 0.38))
    size = (width - 2 * _LEFT) / 2 - 0.04 if wide else width - _LEFT
    low, high = (min(-3.0, float(data["z"].min())), max(3.0, float(data["z"].max()))) if len(data) else (-3.0, 3.0)
    most = math.log10(max(10, float(data["n"].max()))) if len(data) else 1.0
    for number, (group, panel) in enumerate(panels):
        left = _LEFT + (size + _GAP) * (number % 2) if wide else _LEFT
        top = tall * (number // 2 if wide else number) + 0.34
        bottom = top + tall - 0.5
        frame = _Panel(left, top, left + size, bottom, scale(-0.12, most * 1.06, start=left, end=left + size),
                       scale(low * 1.06, high * 1.06, start=bottom, end=top))  # fmt: skip
        title = fit(names.group(group), size - 1.1, size=8 * canvas.zoom)
        canvas.text((left, top - 0.12), title, bold=True, color=names.color(group), align="lb")
        canvas.text((left + size, top - 0.12), panel, size=7, color="muted", align="rb")
        is_here = (data["group"] == group) & (data["panel"] == panel)
        _draw_panel(canvas, data[is_here], frame, token=names.token(group), most=most)
    if groups:
        _draw_key(canvas, y=canvas.height - 0.12, is_tested=bool(data["p_adjusted"].notna().any()))
    return canvas.figure


def _draw_key(canvas: Canvas, *, y: float, is_tested: bool) -> None:
    x = _LEFT if canvas.width > 5 else 0.05
    for fill, words in (("ink", "spread over its articles"), ("", "in few of them")):
        canvas.dot((x, y), 0.03, fill=fill, edge="ink", line=0.7)
        canvas.text((x + 0.07, y), words, size=6.4, color="muted")
        x += 0.2 + text_width(words, 6.4 * canvas.zoom)
    if is_tested:
        canvas.text((x, y), f"bold: q ≤ {LEVEL:g}", size=6.4, color="muted", bold=True)


def _draw_panel(canvas: Canvas, rows: pd.DataFrame, frame: _Panel, *, token: str, most: float) -> None:
    _draw_axes(canvas, frame, most=most)
    named: list[tuple[Any, tuple[float, float]]] = []
    quiet: list[tuple[float, float]] = []
    marked: list[tuple[float, float]] = []
    for row in records(rows):
        spot = (frame.x(math.log10(row.n)), frame.y(row.z))
        if row.is_named:
            named.append((row, spot))
        else:
            (marked if abs(row.z) >= CRITICAL else quiet).append(spot)
    canvas.cloud(quiet, side=0.025, fill="hatch")
    canvas.cloud(marked, side=0.035, fill=token)
    _name_words(canvas, named, quiet + marked, frame=frame, token=token)


def _draw_axes(canvas: Canvas, frame: _Panel, *, most: float) -> None:
    canvas.lines([[(frame.left, frame.y(0)), (frame.right, frame.y(0))]], color="muted", width=0.7)
    edges = [[(frame.left, frame.y(z)), (frame.right, frame.y(z))] for z in (-CRITICAL, CRITICAL)]
    canvas.lines(edges, dashed=True, width=0.7)
    for z in (CRITICAL, -CRITICAL, 0.0):
        words = f"{z:.2f}".replace("-", "−") if z else "z 0"
        canvas.text((frame.left - 0.04, frame.y(z)), words, size=6.2, color="muted", align="rm")
    for power in range(int(most + 1e-9) + 1):
        words = f"{10**power:,}" + (" use" if power == 0 else "")
        canvas.text((frame.x(power), frame.bottom + 0.05), words, size=6.2, color="muted", align="ct")


def _name_words(
    canvas: Canvas, named: list[tuple[Any, tuple[float, float]]], others: list[tuple[float, float]], *,
    frame: _Panel, token: str,
) -> None:  # fmt: skip
    size = 7 * canvas.zoom
    words = [fit(row.word, 1.3, size=size, bold=row.is_found) for row, _ in named]
    articles = [f"{row.n_documents}/{row.n_articles}" for row, _ in named]
    wide = [text_width(word, size, bold=row.is_found) + 0.04 for word, (row, _) in zip(words, named, strict=True)]
    sizes = [(w + text_width(n, 5.6 * canvas.zoom) + 0.02, 0.125) for w, n in zip(wide, articles, strict=True)]
    labels = place_labels(
        [spot for _, spot in named],
        sizes,
        radii=[0.03] * len(named),
        bounds=(frame.left, frame.top - 0.1, frame.right, frame.bottom),
        obstacles=[(x - 0.02, y - 0.02, x + 0.02, y + 0.02) for x, y in others],
        rings=(0.0, 0.9, 1.8, 2.8),
    )
    for number, (row, spot) in enumerate(named):
        label = labels[number]
        if label is not None and label.is_far:
            canvas.lines([[spot, label.anchor(sizes[number][0])]], color="hatch", width=0.5)
        canvas.dot(spot, 0.032, fill=token if row.is_spread else "", edge=token, mark=row.mark, line=0.9)
        if label is not None:
            canvas.text((label.x, label.y), words[number], size=7, mark=row.mark, bold=row.is_found)
            canvas.text((label.x + wide[number], label.y), articles[number], size=5.6, color="muted", mark=row.mark)
