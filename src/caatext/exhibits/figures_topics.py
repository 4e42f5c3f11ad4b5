"""F16: how stable topics are at each number of topics, how far they are the groups, and the words of each topic."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.figure import Figure

from caatext.errors import visible
from caatext.exhibits.canvas import Canvas, drawn, fit, scale, wrap
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.style import Names, percent

#: Topics whose words change more than this from seed to seed are not interpreted.
UNSTABLE = 0.5


def topic_map(
    choice: pd.DataFrame, topics: pd.DataFrame, evidence: pd.DataFrame, *,
    names: Names, engine: str, warning: str = "",
) -> Exhibit:  # fmt: skip
    """Return F16: stability and agreement with the groups by number of topics; words and typical paragraphs by topic.

    Parameters
    ----------
    choice : DataFrame
        ``n_topics, stability`` in [0, 1], ``ami`` with the groups (about 0 to 1), ``is_chosen``.
    topics : DataFrame
        ``topic, label`` (a number), ``words`` (most frequent and exclusive, joined by commas), ``share`` of the corpus,
        ``stability``.
    evidence : DataFrame
        Typical paragraphs: addresses with ``category`` (topic).
    names : Names
        For the name of the grouping variable.
    engine : str
        How the model was fitted, in words, with its seeds.
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
    data = pd.concat([grid, pd.DataFrame(rows)], ignore_index=True)
    data["mark"] = data["mark"].fillna("")
    return Exhibit(
        id="F16",
        title="Topics: stability, and what they consist of",
        caption=(
            "First: for each number of topics, how alike the topics are from seed to seed, and how far the main topic "
            f"of a paragraph agrees with its {names.by} (adjusted mutual information; 0 as by chance, 1 the same "
            "partition). Then: the words that are frequent in each topic and rare in the others, with the topic’s "
            "share of the corpus."
        ),
        note=(
            f"{visible(warning, limit=300)} Unit: paragraph. {visible(engine, limit=300)} "
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
    plot = 2.3
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
    for n in choice.loc[choice["is_chosen"].astype(bool), "n_topics"]:
        canvas.lines([[(x(n), top - 0.08), (x(n), bottom)]], color="accent", width=1.0)
        canvas.text((x(n), top - 0.12), "shown", size=6.8, color="accent", align="cb")
    ends = [
        _draw_line(canvas, [(x(n), y(v)) for n, v in zip(numbers, choice[column], strict=True) if not math.isnan(v)],
                   token=token, sides=sides)
        for column, token, sides in (("stability", "ink", 0), ("ami", "muted", 4))
    ]  # fmt: skip
    words = (("stability", "over seeds"), ("agreement", f"with {names.by}"))
    for end, lines, token in zip(_apart(ends, y(0.5)), words, ("ink", "muted"), strict=True):
        for number, line in enumerate(lines):
            at = (right + 0.02, end - 0.055 + 0.12 * number)
            canvas.text(at, fit(line, 0.8, size=7), size=7, color=token)


def _draw_line(canvas: Canvas, points: list[tuple[float, float]], *, token: str, sides: int) -> float | None:
    """Draw a line with its points, and return where it ends."""
    canvas.lines([points] if len(points) > 1 else [], color=token, width=1.3)
    for point in points:
        canvas.dot(point, 0.042, fill=token, sides=sides)
    return points[-1][1] if points else None


def _apart(ends: list[float | None], default: float) -> list[float]:
    """Return where the labels of two lines stand: at their ends, but one label apart."""
    first, second = (default if end is None else end for end in ends)
    if abs(first - second) >= 0.3:
        return [first, second]
    middle, sign = (first + second) / 2, 1 if first > second else -1
    return [middle + 0.15 * sign, middle - 0.15 * sign]


def _draw_words(canvas: Canvas, topics: pd.DataFrame, *, at: tuple[float, float], row: float) -> None:
    x, y = at
    canvas.text((x, y + 0.16), "By topic", bold=True, align="lb")
    canvas.text((canvas.width - 0.02, y + 0.16), "share of corpus", size=6.8, color="muted", align="rb")
    most = float(topics["share"].max()) if len(topics) else 1.0
    y += 0.3
    for line, topic in enumerate(records(topics)):
        middle = y + row * (line + 0.5)
        token = "muted" if topic.stability < UNSTABLE else "ink"
        canvas.lines([[(x, y + row * line), (canvas.width, y + row * line)]])
        canvas.text((x + 0.02, middle), str(topic.label), size=7.5, color="muted", mark=topic.mark)
        bar = 0.42 * topic.share / most
        box = (canvas.width - 0.85, middle - 0.045, bar, 0.09)
        canvas.rect(box, fill="q2" if token == "muted" else "q4", mark=topic.mark)
        canvas.text((canvas.width - 0.02, middle), percent(topic.share), size=7, color="muted", align="rm")
        room = canvas.width - 0.95 - (x + 0.22)
        lines = wrap(topic.words, room, size=7.5 * canvas.zoom)
        for number, words in enumerate(lines):
            down = 0.14 * (number - (len(lines) - 1) / 2)
            canvas.text((x + 0.22, middle + down), words, size=7.5, color=token, mark=topic.mark)
