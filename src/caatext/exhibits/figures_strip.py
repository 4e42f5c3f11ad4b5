"""F4: where in the argument a frame sits, paragraph by paragraph."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from caatext.errors import visible
from caatext.exhibits.canvas import Canvas, drawn, fit
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.figures_design import group_column
from caatext.exhibits.style import Names, plural

#: Articles and frames that are drawn; the numbers have all of them.
MOST_ARTICLES, MOST_FRAMES = 12, 10
_FILL = {1: "q2", 2: "q5"}


def frame_strip(
    levels: pd.DataFrame, scores: pd.DataFrame, paragraphs: pd.DataFrame, *, documents: pd.DataFrame, names: Names
) -> Exhibit:
    """Return F4: for each article a strip of its paragraphs, for each frame those that carry it.

    Parameters
    ----------
    levels : DataFrame
        From `frame_levels`.
    scores : DataFrame
        From `score_frames`: measure ``frame`` has the eligible paragraphs.
    paragraphs : DataFrame
        The `paragraphs` contract, with ``section``.
    documents : DataFrame
        The documents with the grouping variable.
    names : Names
        Display names.

    Notes
    -----
    A gap is a paragraph in which the frame could not be filled: silence, not denial.
    """
    marks = Marks("F4")
    groups = dict(zip(documents["doc_id"], group_column(documents, documents, names.by), strict=True))
    level = {(row.frame_id, row.doc_id, row.paragraph): int(row.level) for row in records(levels)}
    could = scores[scores["measure"] == "frame"]
    eligible = set(could[["category", "doc_id", "paragraph"]].itertuples(index=False, name=None))
    rows = []
    for frame_id, frame in names.frames.items():
        for doc_id, paragraph, section in paragraphs[["doc_id", "paragraph", "section"]].itertuples(
            index=False, name=None
        ):
            at = (frame_id, doc_id, paragraph)
            found = level.get(at, 0) if at in eligible else 0
            mark = ""
            if found:  # a table for each of the many cells where nothing is would take most of the time of a report
                behind = {"doc_id": doc_id, "paragraph": paragraph, "sentence": 0, "start": -1, "end": -1}
                said = f"{frame}, {doc_id} paragraph {paragraph}, level {found}"
                mark = marks.add(pd.DataFrame([behind | {"part": "coded"}]), said)
            rows.append(
                (frame_id, frame, doc_id, groups[doc_id], paragraph, section or "", at in eligible, found, mark)
            )
    columns = ["frame_id", "frame", "doc_id", "group", "paragraph", "section", "is_eligible", "level", "mark"]
    data = pd.DataFrame(rows, columns=columns)
    n_articles = data["doc_id"].nunique()
    left_out = f" The first {MOST_ARTICLES} of {n_articles} articles are drawn." if n_articles > MOST_ARTICLES else ""
    return Exhibit(
        id="F4",
        title="Where in the argument a frame sits",
        caption=(
            "Paragraphs of each article in reading order. Dark: what the paragraph is for (its first sentence, or half "
            "of its sentences); light: at least one sentence; line: the frame could be there and is not; gap: its "
            "roles cannot be filled."
        ),
        note=f"Unit: paragraph; own voice; dictionary instrument. Ticks part the sections.{left_out}",
        kind="figure",
        data=data,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_strip(data, names, width=width),
    )


@drawn
def draw_strip(data: pd.DataFrame, names: Names, *, width: float) -> Figure:
    """Return the figure of F4."""
    articles = list(dict.fromkeys(data["doc_id"]))[:MOST_ARTICLES]
    coded = data[data["level"] > 0].groupby("frame_id").size()
    frames = sorted(dict.fromkeys(data["frame_id"]), key=lambda name: -int(coded.get(name, 0)))[:MOST_FRAMES]
    left = 1.85 if width > 5 else 1.15
    row, head = 0.15, 0.36
    block = head + row * len(frames) + 0.1
    longest = int(data.loc[data["doc_id"].isin(articles), "paragraph"].max()) if articles else 1
    step = min(0.34, (width - left) / max(1, longest))
    canvas = Canvas(width, block * max(1, len(articles)) + 0.04)
    for number, doc_id in enumerate(articles):
        own = data[data["doc_id"] == doc_id]
        _draw_article(canvas, own, frames, (left, block * number), names=names, cell=(step, row, head))
    return canvas.figure


def _draw_article(
    canvas: Canvas, own: pd.DataFrame, frames: list[str], corner: tuple[float, float], *, names: Names,
    cell: tuple[float, float, float],
) -> None:  # fmt: skip
    left, top = corner
    step, row, head = cell
    doc_id, group = own["doc_id"].iloc[0], own["group"].iloc[0]
    said = f"{visible(doc_id)}  {names.group(group)}"
    canvas.text((0, top + 0.12), fit(said, canvas.width - 1, size=7.4 * canvas.zoom, bold=True), size=7.4, bold=True)
    n = plural(int(own["paragraph"].nunique()), "paragraph")
    canvas.text((canvas.width, top + 0.12), n, size=6.2, color="muted", align="rm")
    first = own[own["frame_id"] == frames[0]].sort_values("paragraph")
    _draw_sections(canvas, first, (left, top + head - 0.06), step=step, tall=row * len(frames) + 0.08)
    for line, frame_id in enumerate(frames):
        y = top + head + row * line
        cells = own[own["frame_id"] == frame_id]
        canvas.text((0, y + row / 2), fit(names.frame(frame_id), left - 0.1, size=6.6 * canvas.zoom), size=6.6)
        middle = y + row / 2
        canvas.lines(
            [[(left + step * (p - 1) + 0.02, middle), (left + step * p - 0.02, middle)]
             for p in cells.loc[cells["is_eligible"] & (cells["level"] == 0), "paragraph"]],
            color="hatch", width=0.7,
        )  # fmt: skip
        for item in records(cells[cells["level"] > 0]):
            box = (left + step * (item.paragraph - 1) + 0.015, y + 0.015, step - 0.03, row - 0.03)
            canvas.rect(box, fill=_FILL[item.level], mark=item.mark)


def _draw_sections(canvas: Canvas, rows: Any, corner: tuple[float, float], *, step: float, tall: float) -> None:
    """Draw a tick where a section begins, with its name where there is room."""
    left, top = corner
    begun = [(item.paragraph, item.section) for item in records(rows)]
    starts = [at for at in range(len(begun)) if at == 0 or begun[at][1] != begun[at - 1][1]]
    for number, at in enumerate(starts):
        paragraph, section = begun[at]
        x = left + step * (paragraph - 1)
        end = begun[starts[number + 1]][0] if number + 1 < len(starts) else begun[-1][0] + 1
        canvas.lines([[(x, top), (x, top + tall)]], color="rule")
        room = step * (end - paragraph) - 0.04
        if section and room > 0.3:
            canvas.text((x + 0.03, top - 0.05), fit(section.capitalize(), room, size=5.8 * canvas.zoom), size=5.8,
                        color="muted")  # fmt: skip
