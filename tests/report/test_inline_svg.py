"""Figures inside the page: known elements, own identifiers, no inline style."""

from __future__ import annotations

import re

from caatext.exhibits.canvas import Canvas, drawing, to_svg
from caatext.report.inline_svg import StyleSheet, inline_svg


def _inline(prefix: str = "F9w-", *, sheet: StyleSheet | None = None, label: str = "five") -> str:
    with drawing():
        canvas = Canvas(3, 2)
        canvas.rect((0.1, 0.1, 1, 0.5), fill="q3", hatched=True, mark="F9-1")
        canvas.name((1, 1), ["</svg><script>alert(1)</script>"], align="l", size=8, mark="F9-2")
    labels = {"F9-1": label}
    return inline_svg(to_svg(canvas.figure), prefix=prefix, sheet=sheet or StyleSheet(), title='a "b"', labels=labels)


def test_text_is_escaped_and_nothing_foreign_is_left():
    markup = _inline(label="<b>five</b>")
    assert "<script" not in markup
    assert "&lt;/svg&gt;&lt;script&gt;" in markup
    assert "<title>&lt;b&gt;five&lt;/b&gt;</title>" in markup
    assert not re.search(r"<(style|metadata|script|image|foreignObject)\b", markup)
    assert not re.search(r"\b(style|on\w+|xmlns)=", markup)
    assert "http" not in markup


def test_elements_are_balanced():
    markup = _inline()
    assert len(re.findall(r"<[a-zA-Z]", markup)) == markup.count("</")


def test_identifiers_are_those_of_the_figure_and_exist():
    markup = _inline()
    ids = re.findall(r'\bid="([^"]+)"', markup)
    assert ids
    assert all(name.startswith("F9w-") for name in ids)
    sheet = StyleSheet()
    _inline(sheet=sheet)
    used = set(re.findall(r"url\(#([^)]+)\)", markup + sheet.text))
    assert used <= set(ids)


def test_two_figures_share_no_identifier():
    first, second = (set(re.findall(r'\bid="([^"]+)"', _inline(prefix))) for prefix in ("F9w-", "F9n-"))
    assert first.isdisjoint(second)


def test_palette_colors_follow_the_page():
    sheet = StyleSheet()
    markup = _inline(sheet=sheet)
    assert "var(--hatch)" in sheet.text
    assert "var(--q3)" in sheet.text
    assert not re.search(r"#[0-9a-f]{6}", markup)
    assert 'class="halo' in markup


def test_links_lead_to_drawers():
    markup = _inline()
    assert 'href="#e-F9-1"' in markup
    assert "xlink" not in markup
