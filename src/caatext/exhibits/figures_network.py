"""F13: which actors are named together, and how much more often than chance has it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from caatext.exhibits.canvas import Canvas, drawn, text_width, wrap
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.label_placement import place_labels
from caatext.exhibits.style import Names, plural, signed
from caatext.tables import ADDRESS

MOST_NODES = 18
#: Names of actors wider than this, in inches, stand in two lines.
_WIDEST = 1.35
#: Upper ends of the shades of a tie, by its normalized pointwise mutual information.
_SHADES = (("q2", 0.1), ("q3", 0.25), ("q4", 0.5), ("q5", 1.0))


def actor_network(
    edges: pd.DataFrame, mentions: pd.DataFrame, *, names: Names, min_count: int = 3, window: str = "sentence"
) -> Exhibit:
    """Return F13: actors as nodes, common windows as edges.

    Parameters
    ----------
    edges : DataFrame
        The `edges` contract: pooled rows (``doc_id`` empty) of the measures ``count``, ``weighted`` and ``npmi``.
    mentions : DataFrame
        The `mentions` contract; what is read as actor stands behind nodes and edges.
    names : Names
        Display names of actors.
    min_count : int
        Edges with fewer common windows are drawn grey and thin.
    window : {"sentence", "paragraph"}
        Within what two actors meet.

    Returns
    -------
    Exhibit
        ``data`` has one row an edge (``actor_a, actor_b, count, npmi``) and one a node (``actor_b`` empty), with
        ``x, y`` in [0, 1].

    Notes
    -----
    Distance on the page means nothing exact; an edge is common mention, not interaction.
    """
    pooled = edges[edges["doc_id"] == ""]
    wide = pooled.pivot_table(index=["actor_a", "actor_b"], columns="measure", values="value", aggfunc="first")
    wide = wide.reindex(columns=["count", "npmi", "weighted"]).reset_index()
    strength = _strength(wide)
    nodes = sorted(strength, key=lambda name: (-strength[name], name))[:MOST_NODES]
    ties = wide[wide["actor_a"].isin(nodes) & wide["actor_b"].isin(nodes)]
    ties = ties.sort_values(["count", "actor_a", "actor_b"], ascending=[False, True, True], kind="stable")
    marks = Marks("F13")
    data = pd.DataFrame(_rows(ties, nodes, strength, mentions=mentions, names=names, marks=marks, window=window))
    n_kept = int((ties["count"] >= min_count).sum())
    return Exhibit(
        id="F13",
        title="Actors named together",
        caption=(
            f"Each line joins two actors named in the same {window}. Its width is the number of {window}s, its shade "
            "the normalized pointwise mutual information: lightest up to 0.1 (0 is as often as chance has it), "
            "then to 0.25, to 0.5, and darkest above. The area of a node is the summed weight of its ties."
        ),
        note=(
            f"Unit: {window}; mentions read as actor, all voices. Shaded: at least {min_count} common {window}s "
            f"({n_kept} of {plural(len(ties), 'tie')}); thin grey: fewer. No null has been drawn, so no tie "
            "is called more than chance. Distances on the page carry no number."
        ),
        kind="figure",
        data=data,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_network(data, min_count=min_count, width=width),
    )


def _strength(ties: pd.DataFrame) -> dict[str, float]:
    weight = ties["weighted"].fillna(ties["count"]).fillna(0.0)
    strength: dict[str, float] = {}
    for first, second, value in zip(ties["actor_a"], ties["actor_b"], weight, strict=True):
        strength[first] = strength.get(first, 0.0) + float(value)
        strength[second] = strength.get(second, 0.0) + float(value)
    return strength


def _rows(
    ties: pd.DataFrame, nodes: list[str], strength: dict[str, float], *,
    mentions: pd.DataFrame, names: Names, marks: Marks, window: str,
) -> list[dict[str, object]]:  # fmt: skip
    acting = mentions[mentions["reading"] == "actor"].reset_index(drop=True)
    behind = {str(name): part for name, part in acting.groupby("actor_id", sort=True) if name in strength}
    windows = {name: _windows(part, window) for name, part in behind.items()}
    places = _layout(ties, nodes)
    rows: list[dict[str, object]] = []
    for name in nodes:
        label = f"{names.actor(name)}: {plural(len(behind.get(name, ())), 'mention')} as actor"
        mark = marks.add(behind.get(name), label)
        rows.append({"actor_a": name, "actor_b": "", "name": names.actor(name), "strength": strength[name],
                     "x": places[name][0], "y": places[name][1], "mark": mark})  # fmt: skip
    for tie in records(ties):
        first, second = str(tie.actor_a), str(tie.actor_b)
        common = sorted(windows.get(first, {}).keys() & windows.get(second, {}).keys())
        shown = acting.iloc[[windows[first][key] for key in common]]
        value = "" if math.isnan(tie.npmi) else f", NPMI {signed(tie.npmi)}"
        label = f"{names.actor(first)} and {names.actor(second)}: {plural(int(tie.count), window)}{value}"
        rows.append({"actor_a": first, "actor_b": second, "name": "", "count": tie.count, "npmi": tie.npmi,
                     "mark": marks.add(shown, label)})  # fmt: skip
    return rows


def _windows(mentions: pd.DataFrame, window: str) -> dict[tuple[object, ...], int]:
    """Return each window an actor is named in with the row of its first mention there."""
    keys = list(ADDRESS) if window == "sentence" else ["doc_id", "paragraph"]
    places = zip(*(mentions[name] for name in keys), mentions.index, strict=True)
    found: dict[tuple[object, ...], int] = {}
    for *key, row in places:
        found.setdefault(tuple(key), int(row))
    return found


def _layout(ties: pd.DataFrame, nodes: list[str]) -> dict[str, tuple[float, float]]:
    """Return places in [0, 1]: springs from sorted nodes and a fixed start, so that they are the same each time."""
    import networkx as nx  # a fifth of a second, needed for this figure only

    graph: Any = nx.Graph()
    graph.add_nodes_from(sorted(nodes))
    for tie in records(ties.sort_values(["actor_a", "actor_b"], kind="stable")):
        graph.add_edge(tie.actor_a, tie.actor_b, weight=float(tie.count))
    if not nodes:
        return {}
    raw = nx.spring_layout(graph, k=1.9 / math.sqrt(len(nodes)), iterations=300, seed=1, weight=None)
    spots = np.array([raw[name] for name in nodes])
    low, span = spots.min(axis=0), np.ptp(spots, axis=0)
    scaled = np.round((spots - low) / np.where(span > 0, span, 1.0), 6)
    return {name: (float(x), float(y)) for name, (x, y) in zip(nodes, scaled, strict=True)}


def _shade(npmi: float) -> str:
    return "rule" if math.isnan(npmi) else next(shade for shade, end in _SHADES if npmi <= end + 1e-9)


@drawn
def draw_network(data: pd.DataFrame, *, min_count: int, width: float) -> Figure:
    """Return the figure of F13."""
    wide = width > 5
    canvas = Canvas(width, 4.3 if wide else 4.0)
    if data.empty:
        canvas.text((0, 0.3), "No two actors are named together.", color="muted")
        return canvas.figure
    is_node = data["actor_b"] == ""
    nodes = data[is_node]
    most = float(nodes["strength"].max()) or 1.0
    pad = (0.75, 0.3) if wide else (0.5, 0.3)
    spots = {
        row.actor_a: (pad[0] + row.x * (width - 2 * pad[0]), pad[1] + row.y * (canvas.height - 2 * pad[1]))
        for row in records(nodes)
    }
    radius = {row.actor_a: 0.035 + 0.095 * math.sqrt(row.strength / most) for row in records(nodes)}
    ties = data[~is_node]
    widest = max(1.0, float(ties["count"].max())) if len(ties) else 1.0
    by_shade: dict[str, list[Any]] = {"rule": [], **{shade: [] for shade, _ in _SHADES}}
    for row in records(ties):
        by_shade[_shade(row.npmi if row.count >= min_count else math.nan)].append(row)
    for shade, rows in by_shade.items():
        segments = [[spots[row.actor_a], spots[row.actor_b]] for row in rows]
        widths = [0.7 if shade == "rule" else 0.8 + 4.2 * row.count / widest for row in rows]
        canvas.lines(segments, color=shade, width=widths, marks=[row.mark for row in rows])
    for row in records(nodes):
        canvas.dot(spots[row.actor_a], radius[row.actor_a], fill="ink", mark=row.mark, line=1.2)
    _names(canvas, nodes, spots, radius=radius)
    return canvas.figure


def _names(
    canvas: Canvas, nodes: pd.DataFrame, spots: dict[str, tuple[float, float]], *, radius: dict[str, float]
) -> None:
    size = 7.5 * canvas.zoom
    names = [wrap(name, _WIDEST, size=size, bold=True) for name in nodes["name"]]
    sizes = [
        (max(text_width(line, size, bold=True) for line in lines) + 0.04, 0.02 + 0.125 * len(lines)) for lines in names
    ]
    order = list(nodes["actor_a"])
    labels = place_labels(
        [spots[name] for name in order],
        sizes,
        radii=[radius[name] for name in order],
        bounds=(0.0, 0.0, canvas.width, canvas.height),
        rings=(0.0, 0.6, 1.2, 2.0, 3.0),
    )
    for row, lines, label, (wide, _) in zip(records(nodes), names, labels, sizes, strict=True):
        if label is not None:
            if label.is_far:
                canvas.lines([[spots[row.actor_a], label.anchor(wide)]], color="muted", width=0.5)
            canvas.name(label.anchor(wide), lines, align=label.align, size=7.5, mark=row.mark)
