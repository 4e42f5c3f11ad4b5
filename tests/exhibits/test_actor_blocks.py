"""Blocks of actors with a line for each group."""

from __future__ import annotations

import pytest

from caatext.exhibits.actor_blocks import MOST_LINES, Blocks, block_lines
from caatext.exhibits.canvas import Canvas
from caatext.exhibits.style import Names


def test_groups_keep_their_order_and_blocks_that_do_not_fit_are_left_out():
    names = Names("author", tuple("ABCDEFGHIJ"))
    lines = block_lines([(f"x{n}", group) for n in range(9) for group in "HBA"], names)
    assert lines[0] == ("x0", ("A", "B", "H"))
    assert block_lines([("x", group) for group in "JIA"], names) == (("x", ("A",)),)
    many = block_lines([(f"x{n}", group) for n in range(40) for group in "AB"], names)
    assert sum(len(groups) for _, groups in many) == MOST_LINES


@pytest.mark.parametrize("width", [6.8, 3.5])
def test_names_stand_once_and_lines_below_one_another(names, width):
    blocks = Blocks(block_lines([("tavos", "Sund"), ("tavos", "Marlen"), ("droom", "Sund")], names), width, 0.3, 0.2)
    places = list(blocks.places())
    assert [place[:2] for place in places] == [("tavos", "Marlen"), ("tavos", "Sund"), ("droom", "Sund")]
    assert [y for _, _, y in places] == sorted(y for _, _, y in places)
    assert places[-1][2] + 0.15 < blocks.bottom
    canvas = Canvas(width, blocks.bottom)
    blocks.draw(canvas, names, end=width)
    words = [text.get_text() for text in canvas.axes.texts]
    assert (words.count("Tavos"), words.count("Sund")) == (1, 2)


def test_long_names_of_groups_stand_in_two_lines_where_the_row_has_room(documents):
    names = Names("author", ("A",), {"A": "Anastasia Featherstonehaugh"})
    lines = (("x", ("A",)),)
    canvas = Canvas(3.5, 2)
    Blocks(lines, 3.5, 0.35, 0.0).draw(canvas, names, end=3.5)
    assert "Anastasia" in [text.get_text() for text in canvas.axes.texts]
