"""Sections to one HTML page that loads nothing and runs nothing, with its tables and figures as files beside it."""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from caatext.exhibits.canvas import to_png, to_svg
from caatext.exhibits.concordance import MOST_QUOTED, Concordance, Quotation
from caatext.exhibits.exhibit import NARROW, WIDE, Column, Exhibit
from caatext.exhibits.style import PALETTE, legible, percent
from caatext.report.inline_svg import StyleSheet, inline_svg
from caatext.report.opening import Opening
from caatext.report.plan import Section
from caatext.store import table_to_csv
from caatext.tables import ADDRESS, unit_id

#: Characters of quoted sentences on one page; beyond, drawers show addresses only. Keeps the page below ten megabytes.
MOST_QUOTED_CHARACTERS = 3_000_000
_LONGEST_VALUE = 2000


@dataclass(frozen=True)
class Cell:
    """One printed cell: its words, the drawer it leads to, and what stands small below."""

    text: str
    href: str = ""
    under: str = ""


@dataclass(frozen=True)
class Drawn:
    """A figure in the forms that a report needs: for wide and narrow pages, and for files."""

    wide: Markup
    narrow: Markup
    svg: str
    png: bytes


@dataclass(frozen=True)
class Shown:
    """An exhibit ready for the template."""

    exhibit: Exhibit
    drawn: Drawn | None
    rows: tuple[tuple[Cell, ...], ...]
    n_left_out: int
    files: tuple[tuple[str, str], ...]

    @property
    def n_prose(self) -> int:
        """Columns of prose; with any, rows are better read one below the other where the page is narrow."""
        return sum(column.kind == "prose" for column in self.exhibit.columns)


@dataclass(frozen=True)
class Drawer:
    """The evidence behind one mark."""

    mark: str
    exhibit_id: str
    label: str
    parts: tuple[tuple[str, tuple[Quotation, ...]], ...]
    n_left_out: int

    @property
    def addresses(self) -> str:
        """All addresses shown, a document at a time, for the appendix in print."""
        by_document: dict[str, list[str]] = {}
        for _, quotations in self.parts:
            for quotation in quotations:
                document, _, rest = quotation.address.partition(".")
                whole = (quotation.address, "") if " " in quotation.address else (document, rest)
                by_document.setdefault(whole[0], []).append(whole[1])
        return "; ".join(f"{name} {', '.join(filter(None, rest))}".strip() for name, rest in by_document.items())


@dataclass(frozen=True)
class Page:
    """A rendered report: the page, and the drawings that also become files."""

    html: str
    drawings: Mapping[str, Drawn]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("caatext.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["visible"] = lambda value: legible(" ".join(str(value).split()), limit=_LONGEST_VALUE)
    return environment


def render_page(sections: Sequence[Section], opening: Opening, *, concordance: Concordance, lang: str = "en") -> Page:
    """Return the page of a report.

    Parameters
    ----------
    sections : sequence of Section
        From `plan`.
    opening : Opening
        From `open_page`.
    concordance : Concordance
        Turns addresses into sentences, where the texts are there.
    lang : str
        Language of the page.

    Returns
    -------
    Page
        One HTML text without scripts and without anything to load, and the drawings.
    """
    sheet = StyleSheet()
    ready = [(section, [_show(exhibit, sheet) for exhibit in section.exhibits]) for section in sections]
    exhibits = [exhibit for section in sections for exhibit in section.exhibits]
    drawers = _open_drawers(exhibits, concordance)
    # One string for the element and for its hash: the page allows this style and no other.
    css = "\n".join([_environment().get_template("page.css").render(palette=PALETTE), sheet.text]).strip()
    digest = base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode("ascii")
    html = _environment().get_template("page.html.j2").render(
        opening=opening, sections=ready, drawers=drawers, css=Markup(css), digest=digest, lang=lang,  # noqa: S704 - our own
        by_exhibit=_by_exhibit(exhibits, drawers), most=MOST_QUOTED,
    )  # fmt: skip
    drawings = {item.exhibit.id: item.drawn for _, items in ready for item in items if item.drawn is not None}
    return Page(html, drawings)


def report_files(
    sections: Sequence[Section], opening: Opening, *, concordance: Concordance, lang: str = "en"
) -> dict[str, bytes]:
    """Return the content of ``index.html``, ``tables/*.csv`` and ``figures/*.svg, *.png`` by relative path."""
    page = render_page(sections, opening, concordance=concordance, lang=lang)
    texts = {"index.html": page.html}
    for exhibit in (exhibit for section in sections for exhibit in section.exhibits):
        texts[f"tables/{exhibit.id}.csv"] = table_to_csv(exhibit.data)
        if len(exhibit.evidence):
            texts[f"tables/{exhibit.id}_evidence.csv"] = table_to_csv(evidence_table(exhibit))
    texts |= {f"figures/{name}.svg": drawn.svg for name, drawn in page.drawings.items()}
    pictures = {f"figures/{name}.png": drawn.png for name, drawn in page.drawings.items()}
    return {name: text.encode("utf-8") for name, text in texts.items()} | pictures


def evidence_table(exhibit: Exhibit) -> pd.DataFrame:
    """Return the evidence of an exhibit as its file has it: each mark with what it stands for and its addresses."""
    table = exhibit.evidence
    places = zip(table["doc_id"], table["paragraph"], table["sentence"], strict=True)
    return table.assign(
        stands_for=[exhibit.mark_labels.get(mark, "") for mark in table["mark"]],
        address=[unit_id(str(doc_id), int(paragraph), int(sentence)) for doc_id, paragraph, sentence in places],
    )


def _show(exhibit: Exhibit, sheet: StyleSheet) -> Shown:
    rows = _cells(exhibit) if exhibit.kind == "table" else ()
    files = [("numbers", f"tables/{exhibit.id}.csv")]
    if len(exhibit.evidence):
        files.append(("addresses", f"tables/{exhibit.id}_evidence.csv"))
    if exhibit.draw is not None:
        files += [("SVG", f"figures/{exhibit.id}.svg"), ("PNG", f"figures/{exhibit.id}.png")]
    return Shown(exhibit, _draw(exhibit, sheet), rows, max(0, len(exhibit.data) - len(exhibit.printed)), tuple(files))


def _draw(exhibit: Exhibit, sheet: StyleSheet) -> Drawn | None:
    if exhibit.draw is None:
        return None
    figure = exhibit.draw(WIDE)
    svg, png = to_svg(figure), to_png(figure)
    narrow = to_svg(exhibit.draw(NARROW))

    def inside(text: str, size: str) -> Markup:
        # The one place where markup is trusted: every part of it was written, and escaped, by inline_svg.
        prefix = f"{exhibit.id}{size}-"
        inline = inline_svg(text, prefix=prefix, sheet=sheet, title=exhibit.title, labels=exhibit.mark_labels)
        return Markup(inline)  # noqa: S704

    beside = svg.replace('href="#e-', 'href="../index.html#e-')
    return Drawn(inside(svg, "w"), inside(narrow, "n"), beside, png)


def _cells(exhibit: Exhibit) -> tuple[tuple[Cell, ...], ...]:
    records = exhibit.printed.to_dict("records")
    rows = []
    above: dict[str, object] = {}
    for record in records:
        cells = []
        for column in exhibit.columns:
            repeats = column.kind == "head" and above.get(column.name) == record[column.name]
            mark = str(record.get(column.mark) or "") if column.mark else ""
            cells.append(
                Cell(
                    "" if repeats else _print(record[column.name], column),
                    f"#e-{mark}" if mark else "",
                    str(record.get(column.under) or "") if column.under else "",
                )
            )
        above = {str(key): value for key, value in record.items()}
        rows.append(tuple(cells))
    return tuple(rows)


def _print(value: object, column: Column) -> str:
    if isinstance(value, float):
        if math.isnan(value):
            return "NA"
        return (
            percent(value) if column.kind == "percent" else f"{value:,.0f}" if value == int(value) else f"{value:.3g}"
        )
    if isinstance(value, int):
        return f"{value:,}"
    return "" if value is None else str(value)


def _open_drawers(exhibits: Sequence[Exhibit], concordance: Concordance) -> list[Drawer]:
    """Return one drawer a mark; exhibits that share marks share drawers."""
    drawers: dict[str, Drawer] = {}
    room = MOST_QUOTED_CHARACTERS
    for exhibit in exhibits:
        kept = _printed_marks(exhibit)
        told = [name for name in ("mark", *ADDRESS, "part") if name in exhibit.evidence]
        n_all = exhibit.evidence[told].drop_duplicates()["mark"].value_counts()
        for mark, rows in exhibit.evidence.groupby("mark", sort=False):
            if mark in drawers or mark not in kept:
                continue
            quotations = concordance.quote(rows, with_text=room > 0)
            room -= sum(len(piece) for quotation in quotations for piece, _ in quotation.pieces)
            parts: dict[str, list[Quotation]] = {}
            for quotation in quotations:
                parts.setdefault(quotation.part, []).append(quotation)
            grouped = tuple((part, tuple(found)) for part, found in parts.items())
            label = exhibit.mark_labels.get(str(mark), str(mark))
            drawers[str(mark)] = Drawer(
                str(mark), exhibit.id, label, grouped, max(0, int(n_all[mark]) - len(quotations))
            )
    return list(drawers.values())


def _printed_marks(exhibit: Exhibit) -> frozenset[str]:
    """Return the marks that a reader can reach: all of a figure, those of the printed rows of a table."""
    if exhibit.kind == "figure":
        return frozenset(exhibit.mark_labels)
    columns = [column.mark for column in exhibit.columns if column.mark]
    rows = exhibit.printed
    return frozenset(str(mark) for name in columns if name in rows for mark in rows[name])


def _by_exhibit(exhibits: Sequence[Exhibit], drawers: Sequence[Drawer]) -> list[tuple[Exhibit, list[Drawer]]]:
    found: dict[str, list[Drawer]] = {}
    for drawer in drawers:
        found.setdefault(drawer.exhibit_id, []).append(drawer)
    return [(exhibit, found[exhibit.id]) for exhibit in exhibits if exhibit.id in found]
