"""`Exhibit`: a numbered figure or table as data, with the addresses behind each of its marks; drawn only when asked."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from caatext.exhibits.style import percent
from caatext.tables import make_table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: How a column of a table is printed.
ColumnKind = Literal["text", "head", "prose", "code", "number", "percent", "status"]
#: Wide figures are for a page, narrow ones for a telephone; both in inches.
WIDE, NARROW = 6.8, 3.5
#: Rows of a table that a notebook shows.
NOTEBOOK_ROWS = 20
#: What evidence says of an address, besides its mark.
_KEPT = ("doc_id", "paragraph", "sentence", "start", "end", "voice", "part")


@dataclass(frozen=True)
class Column:
    """One printed column of a table exhibit.

    Parameters
    ----------
    name : str
        Column of the exhibit's data.
    label : str
        What the head of the column says.
    kind : str
        How values are printed: see `ColumnKind`. A ``head`` is printed once where it repeats itself down the rows.
    mark : str
        Column of the data that holds the mark a cell leads to; ``""`` where cells lead nowhere.
    under : str
        Column of the data that is printed small below the value.
    is_minor : bool
        Whether the column is left out where the page is narrow.
    """

    name: str
    label: str
    kind: ColumnKind = "text"
    mark: str = ""
    under: str = ""
    is_minor: bool = False


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """One figure or table: the numbers, the words around them, and what each mark was counted from.

    Parameters
    ----------
    id : str
        Number such as ``F3`` or ``T8``; also the name of its files.
    title : str
        What is shown; asserts nothing.
    caption, note : str
        What was measured; and unit, voice, interval, what is left out.
    kind : {"figure", "table"}
        How it is shown.
    data : DataFrame
        Enough to draw it again. ``mark`` holds the mark of each row, ``""`` where nothing stands behind it.
    evidence : DataFrame
        The `evidence` contract: the addresses behind each mark, in reading order; may also have ``voice`` and ``part``.
    draw : callable or None
        Takes a width in inches, returns a matplotlib figure. Writes nothing.
    columns : tuple of Column
        What a table prints, in order.
    mark_labels : mapping of str to str
        One line a mark: what it stands for, with its number.
    most_rows : int
        Rows of a table that a page prints; the rest stand in its file.

    Examples
    --------
    >>> import pandas as pd
    >>> Exhibit(id="T0", title="Counts", caption="Words.", kind="table", data=pd.DataFrame({"n": [3]}))
    <exhibit T0: Counts; 1 row, 0 marks>
    """

    id: str
    title: str
    caption: str
    kind: Literal["figure", "table"]
    data: pd.DataFrame
    note: str = ""
    evidence: pd.DataFrame = field(default_factory=lambda: make_table([], "evidence"))
    draw: Callable[[float], Figure] | None = None
    columns: tuple[Column, ...] = ()
    mark_labels: Mapping[str, str] = field(default_factory=dict)
    most_rows: int = 60

    @property
    def printed(self) -> pd.DataFrame:
        """The rows that a page prints."""
        return self.data.head(self.most_rows)

    def __repr__(self) -> str:
        rows = f"{len(self.data)} row{'' if len(self.data) == 1 else 's'}"
        return f"<exhibit {self.id}: {self.title}; {rows}, {len(self.mark_labels)} marks>"

    def _repr_html_(self) -> str:
        title = escape(self.title if self.title.endswith("?") else f"{self.title}.")
        words = f"<p><b>{escape(self.id)} {title}</b> {escape(self.caption)} {escape(self.note)}</p>"
        if self.draw is None:
            return words + self._table_html()
        from caatext.exhibits.canvas import to_svg  # drawing is loaded when something is drawn

        image = base64.b64encode(to_svg(self.draw(WIDE)).encode("utf-8")).decode("ascii")
        return f'<img alt="{escape(self.title)}" src="data:image/svg+xml;base64,{image}">{words}'

    def _table_html(self) -> str:
        """Return the table as a narrow page has it: its first rows, minor columns left out, no cell cut short."""
        all_columns = self.columns or tuple(Column(str(name), str(name)) for name in self.data)
        columns = [column for column in all_columns if not column.is_minor]
        rows = self.data.head(NOTEBOOK_ROWS).to_dict("records")
        cells = [[_say(row, column) for column in columns] for row in rows]
        said = pd.DataFrame(cells, columns=[column.label for column in columns])
        with pd.option_context("display.max_colwidth", None):
            table: str = said.to_html(index=False, escape=True)
        rest = len(self.data) - NOTEBOOK_ROWS
        return table + (f"<p>{rest:,} further rows in <code>.data</code>.</p>" if rest > 0 else "")


def _say(row: Mapping[Any, Any], column: Column) -> str:
    """Return a cell in words, with what the page prints small below it in parentheses."""
    value, under = row[column.name], row.get(column.under)
    if isinstance(value, float):
        said = "NA" if pd.isna(value) else percent(value) if column.kind == "percent" else f"{value:.3g}"
    else:
        said = "" if value is None else str(value)
    return f"{said} ({under})" if under else said


class Marks:
    """Numbers the marks of one exhibit and keeps the rows that stand behind each.

    Parameters
    ----------
    exhibit_id : str
        The exhibit the marks belong to.

    Examples
    --------
    >>> marks = Marks("F1")
    >>> marks.add(pd.DataFrame({"doc_id": ["a1"], "paragraph": [2], "sentence": [1]}), "one mention")
    'F1-1'
    >>> marks.add(pd.DataFrame({"doc_id": []}), "nothing")
    ''
    """

    def __init__(self, exhibit_id: str) -> None:
        self.exhibit_id = exhibit_id
        self.labels: dict[str, str] = {}
        self._parts: list[pd.DataFrame] = []

    def add(self, rows: pd.DataFrame | None, label: str) -> str:
        """Return the name of a new mark with these rows behind it, or ``""`` where there are none."""
        if rows is None or rows.empty:
            return ""
        mark = f"{self.exhibit_id}-{len(self.labels) + 1}"
        self.labels[mark] = label
        self._parts.append(rows)
        return mark

    def evidence(self) -> pd.DataFrame:
        """Return all rows as one `evidence` table, mark by mark, each in reading order."""
        table = pd.concat(self._parts, ignore_index=True) if self._parts else pd.DataFrame()
        table = table[[name for name in _KEPT if name in table]]
        numbers = np.repeat(np.arange(len(self._parts)), [len(part) for part in self._parts])
        table = make_table(table.assign(mark=np.array(list(self.labels), dtype=object)[numbers]), "evidence")
        for name in ("voice", "part"):
            table[name] = table[name].fillna("").astype("str") if name in table else ""
        parts_as_met, _ = pd.factorize(table["part"])
        address = (table["start"], table["sentence"], table["paragraph"], pd.factorize(table["doc_id"], sort=True)[0])
        order = np.lexsort((*address, parts_as_met, numbers))
        table = table.iloc[order][["mark", *_KEPT]]
        return table.drop_duplicates(ignore_index=True)


def records(table: pd.DataFrame) -> Iterable[Any]:
    """Return the rows of a table as named tuples; their fields are the columns."""
    return table.itertuples(index=False)
