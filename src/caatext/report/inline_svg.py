"""A figure's SVG as markup within the page: known elements only, no inline styles, colors as the page's variables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from xml.etree import ElementTree

from caatext.exhibits.canvas import HALO
from caatext.exhibits.style import PALETTE, legible

#: Elements that are kept, and their attributes; all else is dropped.
_ELEMENTS = frozenset(("svg", "g", "defs", "path", "use", "rect", "text", "tspan", "a", "clipPath", "pattern"))
_ATTRIBUTES = frozenset(("d", "x", "y", "width", "height", "transform", "viewBox", "clip-path", "patternUnits"))
#: Attributes that become part of the style.
_PAINT = ("fill", "stroke", "stroke-width", "opacity")
_TOKENS = {value: f"var(--{name})" for name, (value, _) in PALETTE.items()}
#: Characters of a title or tool tip.
_LONGEST = 2000
_COLOR = re.compile(r"#[0-9a-f]{6}\b")
_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_REFERENCE = re.compile(r"url\(#([\w-]+)\)")


class StyleSheet:
    """Gives each distinct set of declarations one class, so that the page needs no inline style.

    Examples
    --------
    >>> sheet = StyleSheet()
    >>> sheet.name("fill: none"), sheet.name("fill: #1f1e1c"), sheet.name("fill: none")
    ('s1', 's2', 's1')
    >>> print(sheet.text)
    .s1{fill: none}
    .s2{fill: var(--ink)}
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name(self, declarations: str) -> str:
        """Return the class of these declarations; palette colors become variables of the page."""
        parts = [part.strip() for part in declarations.split(";")]
        kept = "; ".join(part for part in parts if part and not part.startswith("font-family"))
        themed = _COLOR.sub(lambda match: _TOKENS.get(match.group(), match.group()), kept)
        return self._names.setdefault(themed, f"s{len(self._names) + 1}")

    @property
    def text(self) -> str:
        """All rules, in the order in which they were met."""
        return "\n".join(f".{name}{{{rule}}}" for rule, name in self._names.items())


def inline_svg(svg: str, *, prefix: str, sheet: StyleSheet, title: str, labels: Mapping[str, str]) -> str:
    """Return the SVG of a figure as HTML text for the inside of a page.

    Parameters
    ----------
    svg : str
        As `caatext.exhibits.canvas.to_svg` makes it.
    prefix : str
        Put before every identifier, so that figures do not refer to one another's parts.
    sheet : StyleSheet
        Collects the rules of all figures.
    title : str
        What a screen reader says for the figure.
    labels : mapping of str to str
        What each mark stands for; becomes the tool tip and the name of its link.

    Returns
    -------
    str
        All text and attributes are escaped here, whatever the figure contained.
    """
    root = ElementTree.fromstring(svg)
    parts: list[str] = []
    _Writer(prefix, sheet, labels).write(root, parts, in_defs=False)
    name = escape(legible(title, limit=_LONGEST))
    head = f'<svg class="plot" preserveAspectRatio="xMinYMin meet" role="group" aria-label="{name}"'
    return "".join(parts).replace("<svg", head, 1)


class _Writer:
    def __init__(self, prefix: str, sheet: StyleSheet, labels: Mapping[str, str]) -> None:
        self.prefix, self.sheet, self.labels = prefix, sheet, labels

    def write(self, element: ElementTree.Element, parts: list[str], *, in_defs: bool) -> None:
        """Add an element and what is in it."""
        name = element.tag.rpartition("}")[2]
        if name not in _ELEMENTS:
            return
        attributes = self._attributes(element, in_defs=in_defs or name == "defs")
        if name == "svg":
            attributes = [part for part in attributes if not part.startswith((" width", " height"))]
        is_wrapper = name == "g" and not attributes
        if not is_wrapper:
            parts.append(f"<{name}{''.join(attributes)}>")
        if name == "a":
            label = self.labels.get(_href(element).removeprefix("#e-"), "")
            parts.append(f"<title>{escape(legible(label, limit=_LONGEST))}</title>" if label else "")
        if element.text and element.text.strip():
            parts.append(escape(element.text.strip(), quote=False))
        for child in element:
            self.write(child, parts, in_defs=in_defs or name == "defs")
        if not is_wrapper:
            parts.append(f"</{name}>")

    def _attributes(self, element: ElementTree.Element, *, in_defs: bool) -> list[str]:
        found = []
        painted = [f"{name}: {element.attrib[name]}" for name in _PAINT if name in element.attrib]
        if element.attrib.get("id", "").startswith(HALO):
            found.append(f' class="{HALO}"')
        style = "; ".join([*painted, *([element.attrib["style"]] if "style" in element.attrib else [])])
        if style:
            found.append(f' class="{self.sheet.name(self._prefixed(style))}"')
        for key, value in element.attrib.items():
            name = key.rpartition("}")[2]
            if name == "href" and value.startswith("#"):
                own = value if value.startswith("#e-") else f"#{self.prefix}{value[1:]}"
                found.append(f' href="{escape(own)}"')
            elif name == "id" and in_defs:
                found.append(f' id="{escape(self.prefix + value)}"')
            elif name in _ATTRIBUTES:
                short = _NUMBER.sub(lambda match: f"{float(match.group()):.2f}".rstrip("0").rstrip("."), value)
                found.append(f' {name}="{escape(self._prefixed(" ".join(short.split())))}"')
        return found

    def _prefixed(self, value: str) -> str:
        return _REFERENCE.sub(lambda match: f"url(#{self.prefix}{match.group(1)})", value)


def _href(element: ElementTree.Element) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == "href"), "")
