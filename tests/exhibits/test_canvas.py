"""The drawing surface: settings that stay inside, the same bytes, words that fit."""

from __future__ import annotations

import sys
from xml.etree import ElementTree

import matplotlib as mpl
import pytest

from caatext.exhibits.canvas import (
    Canvas,
    Drawing,
    drawing,
    drawn,
    fit,
    scale,
    text_width,
    ticks,
    to_png,
    to_svg,
    wrap,
)


def _figure() -> Drawing:
    with drawing():
        canvas = Canvas(3, 2)
        canvas.rect((0.1, 0.1, 1, 0.5), fill="q3", hatched=True, mark="F9-1")
        canvas.dot((2, 1), 0.1, fill="g1", sides=4, mark="F9-2")
        canvas.lines([[(0, 0), (1, 1)], [(1, 1), (2, 0)]], marks=["F9-3", ""])
        canvas.cloud([(0.5, 0.5), (0.5, 0.5), (1.5, 1.5)])
        canvas.text((1, 1), "costs $5 and $6 <script>", mark="F9-4")
        canvas.label((0, 1.5), "A name that is far too long for its place", width=0.9)
        canvas.name((1, 1.8), ["Two", "lines"], align="l", size=7)
    return canvas.figure


def test_the_same_figure_has_the_same_bytes():
    assert to_svg(_figure()) == to_svg(_figure())
    assert to_png(_figure()) == to_png(_figure())


def test_svg_keeps_words_as_words_and_has_no_date():
    svg = to_svg(_figure())
    words = ["".join(node.itertext()) for node in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert "costs $5 and $6 <script>" in words
    assert "<dc:date>" not in svg


def test_each_mark_becomes_one_link():
    svg = to_svg(_figure())
    for number in (1, 2, 3, 4):
        assert f'href="#e-F9-{number}"' in svg


def test_png_has_the_resolution_asked_for():
    png = to_png(_figure(), dpi=100)
    assert int.from_bytes(png[16:20], "big") == 300


def test_settings_of_the_user_come_back():
    before = dict(mpl.rcParams)
    mpl.rcParams["font.size"] = 33
    try:
        with drawing():
            assert mpl.rcParams["font.size"] != 33
        assert mpl.rcParams["font.size"] == 33
    finally:
        mpl.rcParams.update(before)


def test_settings_come_back_after_an_error():
    before = mpl.rcParams["svg.fonttype"]

    @drawn
    def fails():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fails()
    assert mpl.rcParams["svg.fonttype"] == before


def test_pyplot_is_not_needed():
    if "matplotlib.pyplot" in sys.modules:
        figures = sys.modules["matplotlib.pyplot"].get_fignums()
        _figure()
        assert sys.modules["matplotlib.pyplot"].get_fignums() == figures


def test_notebooks_can_show_a_figure():
    assert _figure()._repr_png_().startswith(b"\x89PNG")


def test_control_characters_do_not_break_the_svg():
    with drawing():
        canvas = Canvas(3, 1)
        canvas.text((0, 0.5), "a\x00b\x1b\u202ec")
    ElementTree.fromstring(to_svg(canvas.figure))


def test_signs_without_a_glyph_are_no_warning():
    with drawing():
        canvas = Canvas(3, 1)
        canvas.text((0, 0.5), "漢字")
    assert "漢字" in to_svg(canvas.figure)
    to_png(canvas.figure, dpi=50)


def test_words_are_cut_to_fit():
    assert fit("short", 2, size=8) == "short"
    cut = fit("a very long name of an actor", 0.6, size=8)
    assert cut.endswith("…")
    assert text_width(cut, 8) <= 0.6


@pytest.mark.parametrize(
    ("content", "lines"),
    [("Ruth Vance-Adeyemi", ["Ruth Vance-", "Adeyemi"]), ("Ada", ["Ada"]), ("", []), ("-", ["-"])],
)
def test_words_wrap_at_blanks_and_after_hyphens(content, lines):
    assert wrap(content, 0.8, size=8) == lines


def test_wrapping_loses_nothing_but_what_is_marked():
    lines = wrap("one two three four five six", 0.5, size=8)
    assert len(lines) == 2
    assert lines[-1].endswith("…")


def test_scales_and_ticks():
    assert scale(0, 10, start=1, end=3)(5) == 2
    assert scale(4, 4, start=1, end=3)(4) == 1
    assert ticks(-0.42, 0.42) == [-0.4, -0.2, 0.0, 0.2, 0.4]
    assert ticks(3, 3) == [3]
