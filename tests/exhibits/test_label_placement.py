"""Labels that cover nothing."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.exhibits.label_placement import overlap, place_labels

BOUNDS = (0.0, 0.0, 4.0, 3.0)
spots = st.tuples(st.floats(0.2, 3.8), st.floats(0.2, 2.8))


def _box(label, size):
    return (label.x, label.y - size[1] / 2, label.x + size[0], label.y + size[1] / 2)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.lists(spots, max_size=25))
def test_labels_cover_no_label_and_no_point(points):
    sizes = [(0.5, 0.12)] * len(points)
    labels = place_labels(points, sizes, radii=[0.03] * len(points), bounds=BOUNDS)
    boxes = [_box(label, (0.5, 0.12)) for label in labels if label]
    dots = [(x - 0.03, y - 0.03, x + 0.03, y + 0.03) for x, y in points]
    assert not any(overlap(a, b) for a, b in combinations(boxes, 2))
    assert not any(overlap(box, dot) for box in boxes for dot in dots)
    assert all(box[0] >= 0 and box[1] >= 0 and box[2] <= 4 and box[3] <= 3 for box in boxes)


def test_a_lone_label_stands_to_the_right():
    (label,) = place_labels([(1, 1)], [(0.5, 0.1)], radii=[0.05], bounds=BOUNDS)
    assert (label.x > 1.05, label.y, label.align, label.is_far) == (True, 1, "l", False)
    assert label.anchor(0.5) == (label.x, 1)


def test_at_the_right_edge_it_stands_to_the_left_and_is_anchored_there():
    (label,) = place_labels([(3.9, 1)], [(0.5, 0.1)], radii=[0.05], bounds=BOUNDS)
    assert label.align == "r"
    assert abs(label.anchor(0.5)[0] - 3.825) < 1e-9


def test_obstacles_are_kept_clear():
    (label,) = place_labels([(1, 1)], [(0.5, 0.1)], radii=[0.05], bounds=BOUNDS, obstacles=[(1.05, 0, 4, 3)])
    assert label.x + 0.5 <= 1.0


def test_without_room_there_is_no_label():
    assert place_labels([(0.1, 0.1)], [(9, 9)], radii=[0.05], bounds=BOUNDS) == [None]
