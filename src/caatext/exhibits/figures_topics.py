"""F16: how stable topics are at each number of topics, how far they are the groups, and the words of each topic."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from caatext.errors import visible
from caatext.exhibits.canvas import Canvas, drawn, fit, scale, wrap
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.style import Names, percent


class Line(NamedTuple):
    """What a line of the first panel is drawn from, how, and what stands at its end."""

    column: str
    token: str
    sides: int
    first: str
    second: str


LINES = (
    Line("stability", "ink", 0, "stability", "over seeds"),
    Line("stability_articles", "g1", 3, "stability", "over articles"),
    Line("ami", "muted", 4, "agreement", "with {by}"),
)
#: Topics whose words change more than this from seed to seed are not interpreted.
UNSTABLE = 0.5


def topic_map(
    choice: pd.DataFrame, topics: pd.DataFrame, evidence: pd.DataFrame, *,
    names: Names, engine: str, rule: str = "", warning: str = "",
) -> Exhibit:  # fmt: skip
    """Return F16: stability and agreement with the groups by number of topics; words and typical paragraphs by topic.

    Parameters
    ----------
    choice : DataFrame
        ``n_topics``, ``stability`` over seeds and ``stability_articles`` over articles drawn anew (which may be
        absent), in [0, 1], ``ami`` with the groups (about 0 to 1), ``is_chosen`` by the rule.
    topics : DataFrame
        ``topic, label`` (a number), ``words`` (most frequent and exclusive, joined by commas), ``share`` of the corpus,
        ``stability``. As many as are shown.
    evidence : DataFrame
        Typical paragraphs: addresses with ``category`` (topic).
    names : Names
        For the name of the grouping variable.
    engine : str
        How the model was fitted, in words, with its seeds.
    rule : str
        How the number of topics was chosen, in words.
    warning : str
        Why the topics are a map of the texts and no more; empty where the corpus is large enough.

    Notes
    -----
    Where topics agree with the groups they say which article a paragraph is from, not what it is about.
    """
    marks = Marks("F16")
    behind = dict(iter(evidence.groupby("category", sort=True)))
    rows = []
    for row in records(topics.sort_values(["share", "topic"], ascending=[False, True], kind="stable")):
        label = f"Topic {visible(row.label)}: {visible(row.words, limit=120)}"
        told = {
            "panel": "words",
            "topic": row.topic,
            "label": visible(row.label),
            "words": visible(row.words, limit=160),
        }
        mark = marks.add(behind.get(row.topic), label)
        rows.append(told | {"share": row.share, "stability": row.stability, "mark": mark})
    grid = choice.sort_values("n_topics", kind="stable").assign(panel="choice", mark="")
    grid["stability_articles"] = grid.get("stability_articles", pd.Series(float("nan"), index=grid.index))
    grid["is_shown"] = grid["n_topics"] == len(topics)
    data = pd.concat([grid, pd.DataFrame(rows)], ignore_index=True)
    data["mark"] = data["mark"].fillna("")
    return Exhibit(
        id="F16",
        title="Topics: stability, and what they consist of",
        caption=(
            "First: for each number of topics, how alike their ten heaviest words are from seed to seed and from draw "
            f"to draw of the articles, and how far the main topic of a paragraph agrees with its {names.by} (adjusted "
            "mutual information; 0 as by chance, 1 the same partition). Then: the words that are frequent in each "
            "topic and rare in the others, with the topic’s share of the corpus and its stability over seeds."
        ),
        note=(
            f"{visible(warning, limit=300)} Unit: paragraph. {visible(engine, limit=300)} {visible(rule, limit=300)} "
            "Grey: topics whose words change from seed to seed "
            f"(stability below {UNSTABLE}); they are not to be read. A topic leads to its most typical paragraphs."
        ),
        kind="figure",
        data=data,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_topic_map(data, names, width=width),
    )


@drawn
def draw_topic_map(data: pd.DataFrame, names: Names, *, width: float) -> Figure:
    """Return the figure of F16: side by side where the page is wide, one below the other where it is narrow."""
    topics, choice = data[data["panel"] == "words"], data[data["panel"] == "choice"]
    wide = width > 5
    row = 0.36 if wide else 0.4
    tall = 0.32 + row * len(topics)
    plot = 2.4
    canvas = Canvas(width, max(plot, tall) if wide else plot + 0.25 + tall)
    _draw_choice(canvas, choice, names, right=2.5 if wide else width - 0.75, bottom=plot - 0.4)
    _draw_words(canvas, topics, at=(3.45, 0.0) if wide else (0.0, plot + 0.25), row=row)
    return canvas.figure


def _draw_choice(canvas: Canvas, choice: pd.DataFrame, names: Names, *, right: float, bottom: float) -> None:
    left, top = 0.3, 0.42
    canvas.text((0, 0.16), "By number of topics", bold=True, align="lb")
    if choice.empty:
        return
    y = scale(0, 1, start=bottom, end=top)
    numbers = [int(n) for n in choice["n_topics"]]
    x = scale(numbers[0], numbers[-1], start=left + 0.1, end=right - 0.1)
    canvas.lines([[(left, y(mark)), (right, y(mark))] for mark in (0, 0.5, 1)])
    for mark in (0, 0.5, 1):
        canvas.text((left - 0.06, y(mark)), f"{mark:g}", size=6.8, color="muted", align="rm")
    for n in numbers[:: -(-len(numbers) // 8)]:
        canvas.text((x(n), bottom + 0.06), f"{n}", size=6.8, color="muted", align="ct")
    canvas.text(((left + right) / 2, bottom + 0.24), "number of topics", size=6.8, color="muted", align="ct")
    _draw_choices(canvas, choice, x=x, span=(top, bottom))
    ends = []
    for line in LINES:
        values = choice[line.column].to_numpy(dtype=float)
        points = [(x(n), y(v)) for n, v in zip(numbers, values, strict=True) if not math.isnan(v)]
        ends.append(_draw_line(canvas, points, line=line))
    drawn_lines = [(line, end) for line, end in zip(LINES, ends, strict=True) if end is not None]
    places = apart([end for _, end in drawn_lines], gap=0.3, low=top, high=bottom)
    for (line, _), end in zip(drawn_lines, places, strict=True):
        for number, words in enumerate((line.first, line.second.format(by=names.by))):
            at = (right + 0.02, end - 0.055 + 0.12 * number)
            canvas.text(at, fit(words, 0.8, size=7), size=7, color=line.token)


def _draw_choices(
    canvas: Canvas, choice: pd.DataFrame, *, x: Callable[[float], float], span: tuple[float, float]
) -> None:
    """Mark the number of topics that is shown, and the one of the rule where it is another."""
    top, bottom = span
    for row in records(choice):
        label = "shown" if row.is_shown else "by rule" if row.is_chosen else ""
        if label:
            canvas.lines([[(x(row.n_topics), top - 0.08), (x(row.n_topics), bottom)]], color="accent", width=1.0,
                         dashed=not row.is_shown)  # fmt: skip
            canvas.text((x(row.n_topics), top - 0.12), label, size=6.8, color="accent", align="cb")


def _draw_line(canvas: Canvas, points: list[tuple[float, float]], *, line: Line) -> float | None:
    """Draw a line with its points, and return where it ends."""
    canvas.lines([points] if len(points) > 1 else [], color=line.token, width=1.3)
    for point in points:
        canvas.dot(point, 0.042, fill=line.token, sides=line.sides)
    return points[-1][1] if points else None


def apart(places: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Return places at least one gap apart, near where they were and between two limits if there is room.

    Examples
    --------
    >>> [round(place, 2) for place in apart([1.0, 1.1, 3.0], gap=0.5, low=0.0, high=4.0)]
    [0.8, 1.3, 3.0]
    """
    order = sorted(range(len(places)), key=lambda number: places[number])
    groups: list[list[int]] = []
    center: list[float] = []
    for number in order:
        groups.append([number])
        center.append(places[number])
        while len(groups) > 1 and center[-1] - center[-2] < gap * (len(groups[-1]) + len(groups[-2])) / 2:
            later = groups.pop()
            center.pop()
            groups[-1] += later
            center[-1] = sum(places[member] for member in groups[-1]) / len(groups[-1])
    found = [0.0] * len(places)
    for members, middle in zip(groups, center, strict=True):
        half = gap * (len(members) - 1) / 2
        start = max(low, min(middle - half, high - 2 * half))
        for step, number in enumerate(members):
            found[number] = start + gap * step
    return found


def whole_words(words: str, width: float, *, size: float) -> list[str]:
    """Return as many words, parted by commas, as fit whole into two lines.

    Examples
    --------
    >>> whole_words("harbor, port, railway", 0.9, size=8)
    ['harbor, port,', 'railway']
    >>> whole_words("harbor, port, railway, ferry, canal", 0.9, size=8)
    ['harbor, port,', 'railway, ferry']
    """
    parts = words.split(", ")
    lines = wrap(words, width, size=size)
    while len(parts) > 1 and lines[-1].endswith("…"):
        parts = parts[:-1]
        lines = wrap(", ".join(parts), width, size=size)
    return lines


def _draw_words(canvas: Canvas, topics: pd.DataFrame, *, at: tuple[float, float], row: float) -> None:
    x, y = at
    canvas.text((x, y + 0.16), "By topic", bold=True, align="lb")
    canvas.text((canvas.width - 0.02, y + 0.16), "stability", size=6.8, color="muted", align="rb")
    canvas.text((canvas.width - 0.56, y + 0.16), "share", size=6.8, color="muted", align="rb")
    most = float(topics["share"].max()) if len(topics) else 1.0
    y += 0.3
    for line, topic in enumerate(records(topics)):
        middle = y + row * (line + 0.5)
        token = "ink" if topic.stability >= UNSTABLE else "muted"
        canvas.lines([[(x, y + row * line), (canvas.width, y + row * line)]])
        canvas.text((x + 0.02, middle), str(topic.label), size=7.5, color="muted", mark=topic.mark)
        bar = 0.28 * topic.share / most
        box = (canvas.width - 1.19, middle - 0.045, bar, 0.09)
        canvas.rect(box, fill="q2" if token == "muted" else "q4", mark=topic.mark)
        canvas.text((canvas.width - 0.56, middle), percent(topic.share), size=7, color="muted", align="rm")
        steady = "NA" if math.isnan(topic.stability) else f"{topic.stability:.2f}"
        canvas.text((canvas.width - 0.02, middle), steady, size=7, color=token, align="rm")
        lines = whole_words(topic.words, canvas.width - 1.3 - (x + 0.22), size=7.5 * canvas.zoom)
        for number, words in enumerate(lines):
            down = 0.14 * (number - (len(lines) - 1) / 2)
            canvas.text((x + 0.22, middle + down), words, size=7.5, color=token, mark=topic.mark)
