"""A drawing surface measured in inches from the top left, and figures to SVG and PNG with the same bytes each time.

Figures are made without pyplot, so that nothing stays open; settings hold inside `drawing()` only.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, wraps
from typing import Any, ParamSpec

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Circle, Patch, PathPatch, Rectangle, RegularPolygon
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

from caatext.exhibits.style import LIGHT, anchor, legible

#: The font that comes with matplotlib, so that every machine measures words alike.
FONT = "DejaVu Sans"
#: What a reader's machine shows in the vector version, in this order.
SCREEN_FONTS = "system-ui, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
POINT = 1 / 72
#: Names of words that have a halo begin with this.
HALO = "halo"
_PARTS = re.compile(r"\s*[^\s-]+-?|\s*-")
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
_SETTINGS: Mapping[Any, Any] = {
    "font.family": [FONT],
    "svg.fonttype": "none",
    "svg.hashsalt": "caatext",
    "text.parse_math": False,
    "hatch.linewidth": 0.7,
    "path.simplify": False,
}
P = ParamSpec("P")


@contextmanager
def drawing() -> Iterator[None]:
    """Hold the settings of this package's figures, whatever the user's are; they come back afterwards."""
    with warnings.catch_warnings(), mpl.rc_context():
        # A sign the bundled font lacks is drawn as a box in PNG and rightly by the reader's fonts in SVG.
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from font")
        mpl.rcdefaults()
        for name, value in _SETTINGS.items():
            mpl.rcParams[name] = value
        yield


def drawn(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Return `draw` so that it runs under `drawing()`."""

    @wraps(draw)
    def inside(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with drawing():
            return draw(*args, **kwargs)

    return inside


class Drawing(Figure):
    """A matplotlib figure that notebooks show although pyplot does not know it."""

    def _repr_png_(self) -> bytes:
        return to_png(self, dpi=150)


def to_svg(figure: Figure) -> str:
    """Return a figure as SVG text: words stay words, no date, no random names."""
    sink = io.BytesIO()
    with drawing():
        figure.savefig(sink, format="svg", metadata=_NO_METADATA)
    halo = f"[id^='{HALO}'] text {{paint-order: stroke; stroke: {LIGHT['paper']}; stroke-width: 2.5px}}</style>"
    svg = sink.getvalue().decode("utf-8").replace(f"'{FONT}'", SCREEN_FONTS)
    return svg.replace("</style>", halo, 1)


def to_png(figure: Figure, *, dpi: int = 300) -> bytes:
    """Return a figure as PNG."""
    sink = io.BytesIO()
    with drawing():
        figure.savefig(sink, format="png", dpi=dpi, pil_kwargs={"compress_level": 1}, metadata={"Software": None})
    return sink.getvalue()


@lru_cache(maxsize=4096)
def text_width(content: str, size: float, *, bold: bool = False) -> float:
    """Return the width of one line of words in inches, in the bundled font."""
    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from font")
        width, _, _ = text_to_path.get_text_width_height_descent(content, font, False)
    return float(width) * POINT


def fit(content: str, width: float, *, size: float, bold: bool = False) -> str:
    """Return words cut with an ellipsis so that they fit into `width` inches."""
    shown = legible(content, limit=200)
    if text_width(shown, size, bold=bold) <= width:
        return shown
    while shown and text_width(shown + "…", size, bold=bold) > width:
        shown = shown[:-1]
    return shown.rstrip() + "…"


def wrap(content: str, width: float, *, size: float, lines: int = 2, bold: bool = False) -> list[str]:
    """Return words in at most `lines` lines of at most `width` inches, parted at blanks and after hyphens.

    What does not fit is cut with an ellipsis.
    """
    rest = _PARTS.findall(legible(content, limit=400))
    done: list[str] = []
    while rest and len(done) < lines - 1:
        taken = 1
        while taken < len(rest) and text_width("".join(rest[: taken + 1]).strip(), size, bold=bold) <= width:
            taken += 1
        done.append(fit("".join(rest[:taken]).strip(), width, size=size, bold=bold))
        rest = rest[taken:]
    return [*done, fit("".join(rest).strip(), width, size=size, bold=bold)] if rest else done


class Canvas:
    """A figure with one pair of axes in inches, the origin at the top left, y downwards.

    Parameters
    ----------
    width, height : float
        Size in inches.
    """

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.figure: Figure = Drawing(figsize=(width, height), facecolor=LIGHT["paper"])
        FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, width)
        self.axes.set_ylim(height, 0)
        #: Words are a little larger where the page is narrow, since a telephone shows the figure smaller.
        self.zoom = 1.08 if width < 5 else 1.0
        self._drawn = 0

    def text(
        self, at: tuple[float, float], content: str, *,
        size: float = 8, color: str = "ink", align: str = "lm", bold: bool = False, mark: str = "",
    ) -> None:  # fmt: skip
        """Write one line. `align` is l, c or r, then t, m or b; m centers the small letters on the point."""
        horizontal = {"l": "left", "c": "center", "r": "right"}[align[0]]
        # Offsets from the baseline rather than from the box, so that lines with and without descenders agree.
        shift = {"t": 0.74, "m": 0.36, "b": 0.0}[align[1]] * size * self.zoom * POINT
        words = self.axes.text(
            at[0], at[1] + shift, legible(content, limit=400), fontsize=size * self.zoom, color=LIGHT.get(color, color),
            ha=horizontal, va="baseline", fontweight="bold" if bold else "normal", url=anchor(mark) or None,
        )  # fmt: skip
        words.set_zorder(self._next())

    def label(self, at: tuple[float, float], content: str, *, width: float, size: float = 8, mark: str = "") -> None:
        """Write a name that begins at a point and has to fit: smaller first, then in two lines."""
        smallest = 0.86 * size
        while size > smallest and text_width(legible(content, limit=200), size * self.zoom) > width:
            size -= 0.25
        if text_width(legible(content, limit=200), size * self.zoom) <= width:
            self.text(at, content, size=size, mark=mark)
            return
        for number, line in enumerate(wrap(content, width, size=0.92 * size * self.zoom)):
            self.text((at[0], at[1] - 0.052 + 0.104 * number), line, size=0.92 * size, mark=mark)

    def name(self, at: tuple[float, float], lines: Sequence[str], *, align: str, size: float, mark: str = "") -> None:
        """Write a bold name in lines around the height of a point, with a halo of paper where the format has one."""
        for number, line in enumerate(lines):
            down = 0.125 * (number - (len(lines) - 1) / 2)
            self.text((at[0], at[1] + down), line, size=size, align=align + "m", bold=True, mark=mark)
            self.axes.texts[-1].set_gid(f"{HALO}-{len(self.axes.texts)}")

    def rect(
        self, box: tuple[float, float, float, float], *,
        fill: str = "", edge: str = "", hatched: bool = False, mark: str = "", line: float = 0.6,
    ) -> None:  # fmt: skip
        """Draw a rectangle given as left, top, width, height."""
        patch = Rectangle(
            box[:2], box[2], box[3], facecolor=LIGHT[fill] if fill else "none",
            edgecolor=LIGHT["hatch"] if hatched else LIGHT[edge] if edge else "none",
            hatch="/////" if hatched else None, linewidth=line if edge or hatched else 0,
        )  # fmt: skip
        self._add(patch, mark)

    def dot(
        self, at: tuple[float, float], radius: float, *,
        fill: str = "ink", edge: str = "paper", sides: int = 0, mark: str = "", line: float = 0.8,
    ) -> None:  # fmt: skip
        """Draw a circle, or a polygon with so many sides and the area of that circle."""
        patch: Patch
        if sides:
            orientation = 3.141592653589793 if sides % 2 else 0.0
            larger = radius * (1.2 if sides == 4 else 1.35 if sides == 3 else 1.12)
            patch = RegularPolygon(at, sides, radius=larger, orientation=orientation)
        else:
            patch = Circle(at, radius)
        patch.set(facecolor=LIGHT[fill] if fill else LIGHT["paper"], edgecolor=LIGHT[edge], linewidth=line)
        self._add(patch, mark)

    def cloud(self, points: Sequence[tuple[float, float]], *, side: float = 0.03, fill: str = "hatch") -> None:
        """Draw small squares that lead nowhere, all in one path; points that would cover one another are drawn once."""
        grid = {(round(x / side), round(y / side)): (x, y) for x, y in points}
        if not grid:
            return
        half = side / 2
        corners = ((-half, -half), (half, -half), (half, half), (-half, half), (-half, -half))
        vertices = [(x + right, y + down) for x, y in grid.values() for right, down in corners]
        codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(grid)
        self._add(PathPatch(Path(vertices, codes), facecolor=LIGHT[fill], edgecolor="none"), "")

    def lines(
        self, segments: Sequence[Sequence[tuple[float, float]]], *,
        color: str = "rule", width: float | Sequence[float] = 0.6, dashed: bool = False, marks: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Draw lines, each a sequence of points, in one go."""
        if not segments:
            return
        style: Any = (0, (2.5, 2.5)) if dashed else "solid"
        collection = LineCollection(
            [list(segment) for segment in segments], colors=LIGHT[color], linewidths=width, linestyles=style,
            capstyle="butt" if dashed else "round",
        )  # fmt: skip
        if marks:
            collection.set_urls([anchor(mark) or None for mark in marks])
        collection.set_zorder(self._next())
        collection.set_clip_on(False)
        self.axes.add_collection(collection, autolim=False)

    def _add(self, patch: Patch, mark: str) -> None:
        if mark:
            patch.set_url(anchor(mark))
        patch.set_zorder(self._next())
        self.axes.add_artist(patch)
        patch.set_clip_on(False)

    def _next(self) -> int:
        """What is drawn later lies above."""
        self._drawn += 1
        return self._drawn


def scale(low: float, high: float, *, start: float, end: float) -> Callable[[float], float]:
    """Return the function that maps values from `low` to `high` to places from `start` to `end`, in a straight line."""
    span = (high - low) or 1.0
    return lambda value: start + (value - low) / span * (end - start)


def ticks(low: float, high: float, *, about: int = 4) -> list[float]:
    """Return round numbers from `low` to `high`, about so many.

    Examples
    --------
    >>> ticks(0, 9), ticks(0, 1, about=2)
    ([0.0, 2.0, 4.0, 6.0, 8.0], [0.0, 0.5, 1.0])
    """
    rough = (high - low) / about
    if rough <= 0:
        return [low]
    power = 10.0 ** int(f"{rough:e}".split("e")[1])
    step = min((1, 2, 5, 10), key=lambda factor: abs(factor * power - rough)) * power
    first = int(-(-low // step))
    return [round(number * step, 10) for number in range(first, int(high // step + 1e-9) + 1)]
