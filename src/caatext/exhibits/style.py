"""Colors, sizes, number formats, and the names that figures print; one palette for page, figure and file.

Each color is a token with a fixed value for files; the page replaces the value by a variable of the same name, so that
a figure follows the reader's light or dark setting. Values must therefore differ from one another.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from caatext.errors import visible

#: Token: value on light paper, value on dark paper.
PALETTE: Mapping[str, tuple[str, str]] = {
    "paper": ("#ffffff", "#15171a"),
    "ink": ("#1f1e1c", "#e9e7e2"),
    "muted": ("#66645f", "#a8a59e"),
    "rule": ("#d9d7d1", "#3b3e43"),
    "faint": ("#f3f2ee", "#202327"),
    "hatch": ("#a9a69f", "#6d6c69"),
    "accent": ("#b3263a", "#f2909b"),
    # groups (authors): told apart with the common color deficiencies, dark enough for words
    "g1": ("#0f5578", "#8fd0f5"),
    "g2": ("#b94405", "#f9a03a"),
    "g3": ("#0e6b47", "#2bb07c"),
    "g4": ("#9430b5", "#b98af5"),
    "g5": ("#7a6a00", "#d3c04c"),
    "g6": ("#5a6672", "#a9b7c6"),
    "g7": ("#b0306a", "#f08fb8"),
    "g8": ("#3d3d8f", "#a3aef5"),
    # little to much
    "q1": ("#e6eaf3", "#222a3b"),
    "q2": ("#c5cee5", "#2f3c5c"),
    "q3": ("#98a8d1", "#465a8c"),
    "q4": ("#6178b4", "#7f95cb"),
    "q5": ("#374d8f", "#b6c5ee"),
    # against to for, through neither
    "d1": ("#8c4a0b", "#f0a860"),
    "d2": ("#c58b4e", "#b27a3f"),
    "d3": ("#e6cfae", "#6b543a"),
    "d4": ("#e3e2de", "#3a3c40"),
    "d5": ("#b5d9d2", "#335a56"),
    "d6": ("#56a69b", "#3e938a"),
    "d7": ("#0c625a", "#63d0c2"),
    # words on the darkest cells
    "reverse": ("#fefefe", "#101214"),
}
LIGHT: Mapping[str, str] = {name: pair[0] for name, pair in PALETTE.items()}
GROUP_TOKENS = ("g1", "g2", "g3", "g4", "g5", "g6", "g7", "g8")
#: Shapes go with the colors, so that groups differ in grey too: sides of a polygon, 0 for a circle.
GROUP_SIDES = (0, 4, 3, 5, 0, 4, 3, 5)
SMALL_N = 5
NOT_GIVEN = "not given"


@dataclass(frozen=True)
class Names:
    """What identifiers are called on the page, and which group has which color.

    Parameters
    ----------
    by : str
        The document variable that makes the groups.
    groups : tuple of str
        Values of that variable in their fixed order; the order gives the color.
    group_names, actors, frames : mapping of str to str
        Display names by identifier; an identifier without a name is printed itself.
    """

    by: str
    groups: tuple[str, ...]
    group_names: Mapping[str, str] = field(default_factory=dict)
    actors: Mapping[str, str] = field(default_factory=dict)
    frames: Mapping[str, str] = field(default_factory=dict)

    def group(self, value: str) -> str:
        """Return the name of a group."""
        return visible(self.group_names.get(value, value) or NOT_GIVEN)

    def actor(self, actor_id: str) -> str:
        """Return the name of an actor."""
        return visible(self.actors.get(actor_id, actor_id))

    def frame(self, frame_id: str) -> str:
        """Return the name of a frame."""
        return visible(self.frames.get(frame_id, frame_id))

    def token(self, value: str) -> str:
        """Return the color token of a group; groups beyond the palette are muted."""
        position = self.groups.index(value) if value in self.groups else len(GROUP_TOKENS)
        return GROUP_TOKENS[position] if position < len(GROUP_TOKENS) else "muted"

    def color(self, value: str) -> str:
        """Return the color of a group as it stands in files."""
        return LIGHT[self.token(value)]

    def sides(self, value: str) -> int:
        """Return the shape of a group: the sides of a polygon, 0 for a circle."""
        position = self.groups.index(value) if value in self.groups else 0
        return GROUP_SIDES[position % len(GROUP_SIDES)]


def legible(text: object, *, limit: int = 200) -> str:
    """Return text as `caatext.errors.visible` does, at once where nothing in it needs to be escaped.

    Examples
    --------
    >>> legible("plain"), legible("a" + chr(0x202E))
    ('plain', 'a\\\\u202e')
    """
    plain = str(text)
    return plain if len(plain) <= limit and plain.isprintable() else visible(plain, limit=limit)


def anchor(mark: str) -> str:
    """Return the address of a mark's drawer within the page.

    Examples
    --------
    >>> anchor("F3-12")
    '#e-F3-12'
    """
    return f"#e-{mark}" if mark else ""


def contrast_ratio(first: str, second: str) -> float:
    """Return the contrast of two colors by the formula of the web accessibility guidelines, from 1 to 21.

    Examples
    --------
    >>> contrast_ratio("#ffffff", "#000000")
    21.0
    """
    dark, light = sorted((_luminance(first), _luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    channels = [int(color[position : position + 2], 16) / 255 for position in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


#: Upper ends of the steps of the scales. Shares and stances crowd near zero, so steps there are finer.
SHARE_STEPS = (0.1, 0.25, 0.5, 0.75)
STANCE_STEPS = (0.05, 0.2, 0.5)


def sequential(value: float, *, top: float = 1.0) -> str:
    """Return the token of the step of `value`: up to 10, 25, 50, 75, 100 percent of `top`.

    Examples
    --------
    >>> sequential(0.1), sequential(0.3), sequential(8, top=10)
    ('q1', 'q3', 'q5')
    """
    return f"q{1 + sum(value > step * top for step in SHARE_STEPS)}"


def diverging(value: float) -> str:
    """Return the token of the step of `value` from -1 to 1: within 0.05, 0.2, 0.5 of zero, and beyond, either side.

    Examples
    --------
    >>> diverging(-1), diverging(-0.1), diverging(0), diverging(1)
    ('d1', 'd3', 'd4', 'd7')
    """
    away = sum(abs(value) > step for step in STANCE_STEPS)
    return f"d{4 + (away if value > 0 else -away)}"


def on(token: str) -> str:
    """Return the token that words on a cell of this color take."""
    return "reverse" if token in {"q4", "q5", "d1", "d7"} else "ink"


def percent(value: float) -> str:
    """Return a share as a whole percentage; a missing one as NA.

    Examples
    --------
    >>> percent(0.125), percent(float("nan"))
    ('12%', 'NA')
    """
    return "NA" if math.isnan(value) else f"{100 * value:.0f}%"


def signed(value: float, *, digits: int = 2) -> str:
    """Return a number with its sign, with a true minus; zero has no sign.

    Examples
    --------
    >>> signed(-0.25), signed(0.0), signed(0.5)
    ('−0.25', '0', '+0.50')
    """
    if math.isnan(value):
        return "NA"
    shown = f"{value:+.{digits}f}"
    return "0" if not shown.strip("+-0.") else shown.replace("-", "−")


def plural(n: int, noun: str, *, many: str = "") -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> plural(1, "article"), plural(1200, "article"), plural(2, "country", many="countries")
    ('1 article', '1,200 articles', '2 countries')
    """
    return f"{n:,} {noun if n == 1 else many or noun + 's'}"


def listed(items: Sequence[str]) -> str:
    """Return items as they stand in a sentence.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else list(items))
