"""F13: which actors are named together, and which of them more often than the null within articles has it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from caatext.exhibits.canvas import Canvas, drawn, fit, text_width, wrap
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.label_placement import place_labels
from caatext.exhibits.style import Names, percent, plural, signed
from caatext.tables import ADDRESS

MOST_NODES = 18
#: The measure of ``tie_significance`` that decides what is drawn dark, and up to which q-value.
WITHIN, LEVEL = "excess:within-article", 0.05
NO_TIE = "No tie beats the null within articles."
#: Names of actors wider than this, in inches, stand in two lines.
_WIDEST = 1.35
#: Upper ends of the shades of a tie, by its normalized pointwise mutual information.
_SHADES = (("q2", 0.1), ("q3", 0.25), ("q4", 0.5), ("q5", 1.0))


def actor_network(
    edges: pd.DataFrame, mentions: pd.DataFrame, *, names: Names, min_count: int = 3, window: str = "sentence",
    ties: pd.DataFrame | None = None, stability: pd.DataFrame | None = None,
) -> Exhibit:  # fmt: skip
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
    ties : DataFrame, optional
        From ``tie_significance``; of the measure ``excess:within-article``, edges with ``p_adjusted`` up to 0.05 are
        drawn dark and all others grey. Without it edges are shaded by NPMI, and none is called more than chance.
    stability : DataFrame, optional
        From ``rank_stability``: ``actor_id, rank, strength_low, strength_high, p_outranks_next, resampled``.

    Returns
    -------
    Exhibit
        ``data`` has one row an edge (``actor_a, actor_b, count, npmi, expected, q_value, passes``) and one a node
        (``actor_b`` empty) with its ``strength`` and rank, and ``x, y`` in [0, 1].

    Notes
    -----
    Distance on the page means nothing exact; an edge is common mention, not interaction.
    """
    pooled = edges[edges["doc_id"] == ""]
    wide = pooled.pivot_table(index=["actor_a", "actor_b"], columns="measure", values="value", aggfunc="first")
    wide = wide.reindex(columns=["count", "npmi", "weighted"]).reset_index()
    wide = _with_null(wide, ties)
    strength = _strength(wide)
    nodes = sorted(strength, key=lambda name: (-strength[name], name))[:MOST_NODES]
    kept = wide[wide["actor_a"].isin(nodes) & wide["actor_b"].isin(nodes)]
    kept = kept.sort_values(["count", "actor_a", "actor_b"], ascending=[False, True, True], kind="stable")
    marks = Marks("F13")
    data = pd.DataFrame(_rows(kept, nodes, strength, mentions=mentions, names=names, marks=marks, window=window))
    data = _with_ranks(data, stability, marks=marks)
    is_tested = ties is not None
    said = _say_null(wide, ties, window=window) if is_tested else _say_shades(kept, min_count=min_count, window=window)
    return Exhibit(
        id="F13",
        title="Actors named together",
        caption=(
            f"Each line joins two actors named in the same {window}. {said[0]} The area of a node is the summed "
            "weight of its ties."
        ),
        note=(
            f"Unit: {window}; mentions read as actor, all voices. {said[1]} {_say_ranks(stability)}"
            "Distances on the page carry no number."
        ),
        kind="figure",
        data=data,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_network(data, min_count=min_count, width=width, is_tested=is_tested, said=said[2]),
    )


def _with_null(edges: pd.DataFrame, ties: pd.DataFrame | None) -> pd.DataFrame:
    """Return edges with what the null within articles expects, the q-value, and whether the edge beats it."""
    if ties is None:
        return edges.assign(expected=math.nan, q_value=math.nan, passes=False)
    found = ties[(ties["measure"] == WITHIN) & (ties["doc_id"] == "")]
    found = found.rename(columns={"p_adjusted": "q_value"})[["actor_a", "actor_b", "expected", "q_value"]]
    merged = edges.merge(found, on=["actor_a", "actor_b"], how="left")
    return merged.assign(passes=merged["q_value"] <= LEVEL)


def _with_ranks(data: pd.DataFrame, stability: pd.DataFrame | None, *, marks: Marks) -> pd.DataFrame:
    """Return data with the rank of each node and how firmly it stands, which its label says too."""
    if stability is None or data.empty:
        return data
    kept = ["actor_id", "rank", "strength_low", "strength_high", "p_outranks_next"]
    ranked = data.merge(stability[kept].rename(columns={"actor_id": "actor_a"}), on="actor_a", how="left")
    is_edge = ranked["actor_b"] != ""
    ranked.loc[is_edge, kept[1:]] = math.nan
    for row in records(ranked[~is_edge & ranked["rank"].notna()]):
        firm = "" if math.isnan(row.p_outranks_next) else f", before the next in {percent(row.p_outranks_next)}"
        if row.mark:
            marks.labels[row.mark] += f"; rank {int(row.rank)} by strength{firm}"
    return ranked


def _say_null(edges: pd.DataFrame, ties: pd.DataFrame | None, *, window: str) -> tuple[str, str, str]:
    """Return what the lines mean, how it was tested, and what the figure says where no tie beats the null."""
    found = pd.DataFrame() if ties is None else ties[ties["measure"] == WITHIN]
    n_passing = int(edges["passes"].sum())
    n_tested = int(found["n_tested"].max()) if len(found) and "n_tested" in found else len(found)
    drawn = f", {int(found['n_draws'].max()):,} draws" if len(found) and "n_draws" in found else ""
    dark = (
        f"Dark lines are ties that beat the null within articles; their width is the number of {window}s. "
        if n_passing
        else NO_TIE + " "
    )
    return (
        f"{dark}Grey lines are no more than the mentions of an article bring about by chance.",
        f"Null: mentions shuffled within articles, how often each actor is named and how many each {window} names "
        f"held fixed{drawn}; {n_passing} of {plural(n_tested, 'pair')} tested at a false discovery rate of "
        f"{percent(LEVEL)}.",
        "" if n_passing else f"{NO_TIE[:-1]} (0 of {n_tested}).",
    )


def _say_shades(edges: pd.DataFrame, *, min_count: int, window: str) -> tuple[str, str, str]:
    n_kept = int((edges["count"] >= min_count).sum())
    return (
        f"Its width is the number of {window}s, its shade the normalized pointwise mutual information: lightest up to "
        "0.1 (0 is as often as chance has it), then to 0.25, to 0.5, and darkest above.",
        f"Shaded: at least {min_count} common {window}s ({n_kept} of {plural(len(edges), 'tie')}); thin grey: fewer. "
        "No null has been drawn, so no tie is called more than chance.",
        "",
    )


def _say_ranks(stability: pd.DataFrame | None) -> str:
    if stability is None or stability.empty:
        return ""
    return f"Ranks by strength, in the labels: share of resamples of {stability['resampled'].iloc[0]}. "


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
        tested = "" if math.isnan(tie.q_value) else f", {tie.expected:.1f} by chance, q {tie.q_value:.3f}"
        label = f"{names.actor(first)} and {names.actor(second)}: {plural(int(tie.count), window)}{value}{tested}"
        rows.append({"actor_a": first, "actor_b": second, "name": "", "count": tie.count, "npmi": tie.npmi,
                     "expected": tie.expected, "q_value": tie.q_value, "passes": bool(tie.passes),
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
def draw_network(
    data: pd.DataFrame, *, min_count: int, width: float, is_tested: bool = False, said: str = ""
) -> Figure:
    """Return the figure of F13; what is `said`, such as that no tie beats the null, stands above it."""
    wide = width > 5
    if data.empty:
        canvas = Canvas(width, 0.5)
        canvas.text((0, 0.3), "No two actors are named together.", color="muted")
        return canvas.figure
    is_node = data["actor_b"] == ""
    nodes, ties = data[is_node], data[~is_node]
    head = 0.3 if said else 0.0
    canvas = Canvas(width, head + (4.3 if wide else 4.0))
    if said:
        canvas.text((0, 0.12), fit(said, width, size=8 * canvas.zoom, bold=True), size=8, bold=True)
    most = float(nodes["strength"].max()) or 1.0
    pad = (0.75, 0.3) if wide else (0.5, 0.3)
    tall = canvas.height - head - 2 * pad[1]
    spots = {
        row.actor_a: (pad[0] + row.x * (width - 2 * pad[0]), head + pad[1] + row.y * tall) for row in records(nodes)
    }
    radius = {row.actor_a: 0.035 + 0.095 * math.sqrt(row.strength / most) for row in records(nodes)}
    _draw_ties(canvas, ties, spots, min_count=min_count, is_tested=is_tested)
    for row in records(nodes):
        canvas.dot(spots[row.actor_a], radius[row.actor_a], fill="ink", mark=row.mark, line=1.2)
    _names(canvas, nodes, spots, radius=radius, top=head)
    return canvas.figure


def _draw_ties(
    canvas: Canvas, ties: pd.DataFrame, spots: dict[str, tuple[float, float]], *, min_count: int, is_tested: bool
) -> None:
    """Draw edges, the lightest first: dark where they beat the null, or by NPMI where no null was drawn."""
    widest = max(1.0, float(ties["count"].max())) if len(ties) else 1.0
    by_shade: dict[str, list[Any]] = {"rule": [], **{shade: [] for shade, _ in _SHADES}}
    for row in records(ties):
        shade = _shade(row.npmi if row.count >= min_count else math.nan)
        by_shade[("q5" if row.passes else "rule") if is_tested else shade].append(row)
    for shade, rows in by_shade.items():
        segments = [[spots[row.actor_a], spots[row.actor_b]] for row in rows]
        widths = [0.7 if shade == "rule" else 0.8 + 4.2 * row.count / widest for row in rows]
        canvas.lines(segments, color=shade, width=widths, marks=[row.mark for row in rows])


def _names(
    canvas: Canvas, nodes: pd.DataFrame, spots: dict[str, tuple[float, float]], *,
    radius: dict[str, float], top: float = 0.0,
) -> None:  # fmt: skip
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
        bounds=(0.0, top, canvas.width, canvas.height),
        rings=(0.0, 0.6, 1.2, 2.0, 3.0),
    )
    for row, lines, label, (wide, _) in zip(records(nodes), names, labels, sizes, strict=True):
        if label is not None:
            if label.is_far:
                canvas.lines([[spots[row.actor_a], label.anchor(wide)]], color="muted", width=0.5)
            canvas.name(label.anchor(wide), lines, align=label.align, size=7.5, mark=row.mark)
