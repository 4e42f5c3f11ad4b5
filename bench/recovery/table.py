"""Lines of the table, and how they are printed and kept."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from caatext.stats.intervals import wilson
from caatext.stats.resampling import cluster_bootstrap, keyed_rng

N_DRAWS = 1_000
HEAD = "| quantity | held-out half | convincing | reached | n | development half |\n|---|---|---|---|---|---|"


class Row(NamedTuple):
    """What was measured, the figure, what convinces, and on how much; `reached` is None where nothing is asked."""

    quantity: str
    figure: str
    convincing: str
    reached: bool | None
    n: str
    development: str = ""

    def __str__(self) -> str:
        said = {None: "", True: "yes", False: "**no**"}[self.reached]
        return f"| {self.quantity} | {self.figure} | {self.convincing} | {said} | {self.n} | {self.development} |"


def at_least(quantity: str, value: float, floor: float, n: object, *, figure: str = "") -> Row:
    return Row(quantity, figure or number(value), f"at least {floor:g}", bool(value >= floor), str(n))


def share(quantity: str, hits: Iterable[bool], floor: float, *, unit: str = "") -> Row:
    """Return a row for a share of independent trials, with Wilson's interval."""
    found = [bool(hit) for hit in hits]
    value = float(np.mean(found)) if found else math.nan
    n = f"{len(found)} {unit}".strip()
    return at_least(quantity, value, floor, n, figure=_with_wilson(sum(found), len(found)))


def share_by_article(quantity: str, table: pd.DataFrame, floor: float) -> Row:
    """Return a row for the mean of column ``right``, with an interval from drawing whole articles anew."""
    table = table.assign(right=table["right"].astype(float))
    sums = table.groupby("doc_id", sort=True)["right"].agg(["sum", "size"])
    drawn = _weights(sums.index) @ sums.to_numpy(dtype=float)
    value = float(table["right"].mean())
    return at_least(quantity, value, floor, len(table), figure=within(value, drawn[:, 0] / drawn[:, 1]))


def f1_by_article(quantity: str, found: set, true: set, floor: float) -> Row:
    """Return a row for F1 of two sets of tuples that begin with the document."""
    doc_ids = sorted({item[0] for item in found | true})
    place = {doc_id: at for at, doc_id in enumerate(doc_ids)}
    counts = np.zeros((len(doc_ids), 2))
    for item in found & true:
        counts[place[item[0]], 0] += 2
    for item in [*found, *true]:
        counts[place[item[0]], 1] += 1
    drawn = _weights(doc_ids) @ counts
    value = counts[:, 0].sum() / max(1.0, counts[:, 1].sum())
    return at_least(quantity, value, floor, len(true), figure=within(value, drawn[:, 0] / np.maximum(drawn[:, 1], 1)))


def _weights(doc_ids: Sequence[str]) -> np.ndarray:
    return cluster_bootstrap(list(doc_ids), n_draws=N_DRAWS, rng=keyed_rng(1, "recovery", "articles"))


def weights_of(doc_ids: Sequence[str]) -> np.ndarray:
    """Return how often each article stands in each resample of articles."""
    return _weights(doc_ids)


def within(value: float, drawn: np.ndarray) -> str:
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return f"{number(value)} ({number(low)} to {number(high)})"


def _with_wilson(hits: int, n: int) -> str:
    if n == 0:
        return "none"
    found = wilson(hits, n)
    return f"{number(hits / n)} ({number(float(found.conf_low))} to {number(float(found.conf_high))})"


def number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.3f}" if abs(value) < 10 else f"{value:.0f}"


def beside(held_out: Iterable[Row], development: Iterable[Row]) -> list[Row]:
    """Return the rows of the held-out half with the figures of the development half beside them."""
    other = {row.quantity: row.figure for row in development}
    return [row._replace(development=other.get(row.quantity, "")) for row in held_out]


def markdown(rows: Iterable[Row]) -> str:
    return "\n".join([HEAD, *map(str, rows)])


def detail(title: str, table: pd.DataFrame) -> str:
    """Return a table of figures that explain others."""
    cells = table.map(lambda cell: number(cell) if isinstance(cell, float) else str(cell))
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in cells.itertuples(index=False)]
    head = "| " + " | ".join(map(str, table.columns)) + " |\n|" + "---|" * len(table.columns)
    return "\n".join([f"### {title}\n", head, *lines])


def keep(path: Path, text: str, *, name: str = "recovery") -> None:
    """Put `text` between the two markers of a file, and leave the rest of it alone."""
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    page = path.read_text(encoding="utf-8")
    before, rest = page.split(begin, 1)
    after = rest.split(end, 1)[1]
    path.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8", newline="\n")
