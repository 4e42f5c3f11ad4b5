"""Heads of columns."""

from __future__ import annotations

from caatext.exhibits.canvas import Canvas, drawing
from caatext.exhibits.matrix_heads import draw_heads, head_height
from caatext.exhibits.style import Names


def _drawn(groups: tuple[str, ...], column: float) -> tuple[float, list[str]]:
    names = Names(by="author", groups=groups)
    with drawing():
        canvas = Canvas(3.5, 2)
        height = draw_heads(
            canvas, names, groups=groups, left=1, column=column, under=dict.fromkeys(groups, "1 article")
        )
    assert height == head_height(3.5, names, groups=groups, column=column, under=True)
    return height, [text.get_text() for text in canvas.axes.texts]


def test_long_names_take_more_lines_and_stay_whole():
    short, _ = _drawn(("Ada", "Bo"), 0.7)
    tall, words = _drawn(("Ada", "Ruth Vance-Adeyemi"), 0.7)
    assert tall > short
    assert not any("…" in word for word in words)
    assert words.count("1 article") == 2


def test_without_groups_there_is_still_a_height():
    assert head_height(6.8, Names(by="author", groups=()), groups=(), column=1) > 0
