"""Where to write the names of points so that they cover neither one another nor the points; the same each time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

Box = tuple[float, float, float, float]


class Label(NamedTuple):
    """A placed label: the middle of its left edge, the side that its point is on, and whether it needs a line to it.

    `align` is ``l``, ``r`` or ``c``: words are anchored on the side of the point, since a reader's font may be
    narrower than the one that was measured.
    """

    x: float
    y: float
    align: str
    is_far: bool

    def anchor(self, width: float) -> tuple[float, float]:
        """Return where words of this width are anchored."""
        return (self.x + {"l": 0.0, "c": width / 2, "r": width}[self.align], self.y)


#: Directions in order of preference: right, left, above, below, then the corners. y grows downwards.
_DIRECTIONS = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))


def overlap(first: Box, second: Box) -> bool:
    """Return whether two boxes (left, top, right, bottom) share area.

    Examples
    --------
    >>> overlap((0, 0, 2, 1), (1, 0, 3, 1)), overlap((0, 0, 1, 1), (1, 0, 2, 1))
    (True, False)
    """
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


def place_labels(
    points: Sequence[tuple[float, float]], sizes: Sequence[tuple[float, float]], *,
    radii: Sequence[float], bounds: Box, obstacles: Sequence[Box] = (),
    rings: Sequence[float] = (0.0, 0.9, 1.8),
) -> list[Label | None]:  # fmt: skip
    """Return a place for the label of each point, first come first served; None where there is no room.

    Parameters
    ----------
    points : sequence of (x, y)
        The points to name, the most important first; y downwards.
    sizes : sequence of (width, height)
        Size of each label, in the unit of the points.
    radii : sequence of float
        Radius of each point; a label keeps clear of all of them.
    bounds : (left, top, right, bottom)
        No label leaves it.
    obstacles : sequence of boxes
        What else must stay visible.
    rings : sequence of float
        Distances from the point that are tried, in heights of the label.
    """
    taken: list[Box] = [*obstacles]
    taken += [(x - r, y - r, x + r, y + r) for (x, y), r in zip(points, radii, strict=True)]
    placed: list[Label | None] = []
    for point, size, radius in zip(points, sizes, radii, strict=True):
        label = next(
            (found for found in _candidates(point, size, radius, rings=rings) if _is_free(found, size, bounds, taken)),
            None,
        )
        if label is not None:
            taken.append(_box(label, size))
        placed.append(label)
    return placed


def _candidates(
    point: tuple[float, float], size: tuple[float, float], radius: float, *, rings: Sequence[float]
) -> list[Label]:
    width, height = size
    found = []
    for ring in rings:
        reach = radius + 0.025 + ring * height
        for right, down in _DIRECTIONS:
            # Corners stand as far away as sides do.
            away = reach * (0.72 if right and down else 1.0)
            x = point[0] + right * away - (width if right < 0 else width / 2 if right == 0 else 0)
            y = point[1] + down * (away + (height / 2 if right == 0 else height / 4 if down else 0))
            align = "l" if right > 0 else "r" if right < 0 else "c"
            found.append(Label(x, y, align, ring > 0.9))
    return found


def _box(label: Label, size: tuple[float, float]) -> Box:
    return (label.x, label.y - size[1] / 2, label.x + size[0], label.y + size[1] / 2)


def _is_free(label: Label, size: tuple[float, float], bounds: Box, taken: Sequence[Box]) -> bool:
    box = _box(label, size)
    inside = box[0] >= bounds[0] and box[1] >= bounds[1] and box[2] <= bounds[2] and box[3] <= bounds[3]
    return inside and not any(overlap(box, other) for other in taken)
