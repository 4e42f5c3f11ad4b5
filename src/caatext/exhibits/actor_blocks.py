"""Rows of a figure with one block an actor and one line a group in it, so that groups are read under one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from caatext.exhibits.canvas import Canvas, fit, wrap
from caatext.exhibits.style import GROUP_TOKENS, Names

#: Lines of one figure; actors beyond stand in its file.
MOST_LINES = 30
_HEAD, _GAP = 0.2, 0.09


@dataclass(frozen=True)
class Blocks:
    """Where the lines of a figure stand: blocks of actors, with the groups that each has.

    Parameters
    ----------
    lines : tuple of (actor id, tuple of groups)
        Blocks in their order.
    width, row : float
        Width of the figure, and height of one line, in inches.
    top : float
        Where the first block begins.
    """

    lines: tuple[tuple[str, tuple[str, ...]], ...]
    width: float
    row: float
    top: float

    @property
    def is_wide(self) -> bool:
        """Whether names of actors stand beside the lines and not above them."""
        return self.width > 5

    @property
    def left(self) -> float:
        """Where the lines begin, to the right of the names."""
        return 2.35 if self.is_wide else 0.92

    @property
    def bottom(self) -> float:
        """Where the last block ends."""
        n_lines = sum(len(groups) for _, groups in self.lines)
        return self.top + n_lines * self.row + len(self.lines) * (_GAP + (0 if self.is_wide else _HEAD))

    def places(self) -> Iterator[tuple[str, str, float]]:
        """Yield actor, group and the middle of each line."""
        y = self.top
        for actor, groups in self.lines:
            y += _GAP / 2 + (0 if self.is_wide else _HEAD)
            for group in groups:
                yield actor, group, y + self.row / 2
                y += self.row
            y += _GAP / 2

    def _set(self, canvas: Canvas, name: str, room: float) -> tuple[float, list[str]]:
        """Return the largest size at which a name of a group fits, and its lines: as many as the row has room for."""
        most = 1 if self.row < 0.24 else 2
        for size in (7.0, 6.6, 6.2, 5.8):
            lines = wrap(name, room, size=size * canvas.zoom, lines=most)
            if not any("…" in line for line in lines):
                return size, lines
        return size, lines

    def draw(self, canvas: Canvas, names: Names, *, end: float) -> None:
        """Write the names of actors and groups, and a rule above each block."""
        seen = ""
        for actor, group, middle in self.places():
            if actor != seen:
                head = 0 if self.is_wide else _HEAD
                top = middle - self.row / 2 - head
                canvas.lines([[(0, top - _GAP / 2), (end, top - _GAP / 2)]])
                if self.is_wide:
                    canvas.label((0, middle), names.actor(actor), width=1.22, size=8)
                else:
                    canvas.text((0, top + 0.09), fit(names.actor(actor), end, size=8.6, bold=True), size=8, bold=True)
                seen = actor
            at, room = (1.3, self.left - 1.4) if self.is_wide else (0.0, self.left - 0.06)
            size, lines = self._set(canvas, names.group(group), room)
            for number, line in enumerate(lines):
                down = 0.0155 * size * (number - (len(lines) - 1) / 2)
                canvas.text((at, middle + down), line, size=size, color=names.color(group))
        canvas.lines([[(0, self.bottom), (end, self.bottom)]])


def block_lines(pairs: Sequence[tuple[str, str]], names: Names) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return blocks of actors in the order met, each with its groups in their fixed order, as many as fit a figure.

    Parameters
    ----------
    pairs : sequence of (actor id, group)
        The lines that are wanted.
    names : Names
        Groups in their order.

    Examples
    --------
    >>> block_lines([("orr", "B"), ("orr", "A"), ("ull", "B")], Names("author", ("A", "B")))
    (('orr', ('A', 'B')), ('ull', ('B',)))
    """
    wanted: dict[str, set[str]] = {}
    for actor, group in pairs:
        wanted.setdefault(actor, set()).add(group)
    blocks: list[tuple[str, tuple[str, ...]]] = []
    n_lines = 0
    for actor, found in wanted.items():
        groups = tuple(group for group in names.groups[: len(GROUP_TOKENS)] if group in found)
        n_lines += len(groups)
        if blocks and n_lines > MOST_LINES:
            break
        if groups:
            blocks.append((actor, groups))
    return tuple(blocks)
