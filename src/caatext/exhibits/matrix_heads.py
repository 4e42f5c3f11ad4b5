"""The heads of the columns of a matrix: one group a column, in the color of the group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from caatext.exhibits.canvas import Canvas, wrap
from caatext.exhibits.style import Names

#: Sizes that are tried, the largest first, until no name is cut.
_SIZES = (7.5, 7.0, 6.5, 6.0, 5.6)
_LINE = 0.135


def head_height(width: float, names: Names, *, groups: Sequence[str], column: float, under: bool = False) -> float:
    """Return how many inches the heads need on a figure of this width."""
    _, lines = _set(width, names, groups, column)
    return 0.12 + _LINE * max(map(len, lines), default=1) + (0.19 if under else 0.05)


def draw_heads(
    canvas: Canvas,
    names: Names,
    *,
    groups: Sequence[str],
    left: float,
    column: float,
    under: Mapping[str, str] | None = None,
) -> float:
    """Write the names of the groups above their columns, aligned at the last line; return where the matrix begins."""
    size, heads = _set(canvas.width, names, groups, column)
    height = head_height(canvas.width, names, groups=groups, column=column, under=under is not None)
    bottom = height - (0.19 if under is not None else 0.05)
    for position, (group, lines) in enumerate(zip(groups, heads, strict=True)):
        center = left + column * (position + 0.5)
        for line, content in enumerate(lines):
            at = (center, bottom - 0.03 - _LINE * (len(lines) - line - 1))
            canvas.text(at, content, size=size, color=names.color(group), align="cb", bold=True)
        if under is not None:
            canvas.text((center, bottom + 0.1), under.get(group, ""), size=6.5, color="muted", align="cb")
    return height


def _set(width: float, names: Names, groups: Sequence[str], column: float) -> tuple[float, list[list[str]]]:
    """Return the largest size at which all names fit in three lines, and the lines."""
    zoom = 1.08 if width < 5 else 1.0
    lines: list[list[str]] = []
    for size in _SIZES:
        lines = [wrap(names.group(group), column - 0.04, size=size * zoom, lines=3, bold=True) for group in groups]
        if not any("…" in part for found in lines for part in found):
            return size, lines
    return _SIZES[-1], lines
