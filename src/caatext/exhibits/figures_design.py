"""F1, the design map: which group writes about whom at all, before anything is compared."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from caatext.errors import visible
from caatext.exhibits.canvas import Canvas, drawn
from caatext.exhibits.exhibit import Exhibit, Marks, records
from caatext.exhibits.matrix_heads import draw_heads, head_height
from caatext.exhibits.style import SMALL_N, Names, on, plural, sequential

#: Rows of one block; the rest is in the table.
MOST_ROWS = 8
MOST_COLUMNS = 12
ROW, HEAD, GAP = 0.215, 0.27, 0.1
#: The block that counts articles, not mentions.
ARTICLES = "Articles about"


def group_column(table: pd.DataFrame, documents: pd.DataFrame, by: str) -> pd.Series:
    """Return the group of each row, looked up by its document."""
    return table["doc_id"].map(documents.set_index("doc_id")[by].fillna("").astype("str")).fillna("")


def design_map(
    mentions: pd.DataFrame, documents: pd.DataFrame, *, regions: Sequence[tuple[str, Sequence[str]]], names: Names
) -> Exhibit:
    """Return F1: mentions of each actor by region and group, and articles by region where the corpus says it.

    Parameters
    ----------
    mentions, documents : DataFrame
        The `mentions` contract (modifiers are left out), and the documents with the grouping variable.
    regions : sequence of (name, actor ids)
        Regions of the codebook; an actor stands in the first that has it, or under "other actors".
    names : Names
        Groups in their order, and display names.

    Returns
    -------
    Exhibit
        ``data`` has one row a tile: ``block, row, row_name, group, n, mark``.

    Notes
    -----
    An empty tile is no finding about a group: it says that nothing can be compared there.
    """
    marks = Marks("F1")
    tiles = [
        *_article_tiles(documents, names, marks),
        *_actor_tiles(mentions, documents, regions, names=names, marks=marks),
    ]
    columns = ["block", "row", "row_name", "group", "n", "mark"]
    data = pd.DataFrame(tiles, columns=columns)
    n_empty = int((data["n"] == 0).sum())
    return Exhibit(
        id="F1",
        title=f"Design map: who is named by which {names.by}",
        caption=(
            f"Mentions of each actor, as actor or place, in the articles of each {names.by}, by region of the "
            f"codebook. The last column counts the {names.by}s with at least {SMALL_N} mentions: below two, "
            "no contrast between them can be estimated for that actor."
        ),
        note=(
            f"Unit: mention, n = {len(_named(mentions)):,} in {plural(len(documents), 'article')}. "
            f"Empty tile: never named ({n_empty} of {len(data)} tiles). Hatched: fewer than {SMALL_N}. All voices. "
            f"{'Articles: one is enough. ' if (data['block'] == ARTICLES).any() else ''}"
            f"Rows by number of mentions; at most {MOST_ROWS} a block."
        ),
        kind="figure",
        data=data,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        draw=lambda width: draw_design_map(data, documents, names, width=width),
    )


def _named(mentions: pd.DataFrame) -> pd.DataFrame:
    return mentions[mentions["reading"].isin(["actor", "place"])]


def _article_tiles(documents: pd.DataFrame, names: Names, marks: Marks) -> list[tuple[object, ...]]:
    if "region" not in documents or documents["region"].nunique() < 2:
        return []
    values = documents["region"].fillna("").astype("str")
    tiles: list[tuple[object, ...]] = []
    for value in values.value_counts().sort_index().sort_values(ascending=False, kind="stable").index:
        shown = visible(value) or "region not given"
        for group in names.groups:
            rows = documents[(values == value) & (documents[names.by].fillna("") == group)]
            label = f"{names.group(group)}, {shown}: {plural(len(rows), 'article')}"
            mark = marks.add(rows[["doc_id"]].assign(paragraph=0, sentence=0), label)
            tiles.append((ARTICLES, value, shown, group, len(rows), mark))
    return tiles


def _actor_tiles(
    mentions: pd.DataFrame, documents: pd.DataFrame, regions: Sequence[tuple[str, Sequence[str]]], *,
    names: Names, marks: Marks,
) -> list[tuple[object, ...]]:  # fmt: skip
    named = _named(mentions)
    named = named.assign(group=group_column(named, documents, names.by))
    block_of: dict[str, str] = {}
    for name, members in reversed(list(regions)):
        block_of |= dict.fromkeys(members, visible(name))
    known = [*block_of, *[actor for actor in names.actors if actor not in block_of]]
    counts = named["actor_id"].value_counts().reindex(known, fill_value=0)
    order = sorted(counts.index, key=lambda actor: (-counts[actor], actor))
    blocks: dict[str, list[str]] = {}
    for actor in order:
        if counts[actor] or actor in block_of:
            blocks.setdefault(block_of.get(actor, "Other actors"), []).append(actor)
    # Regions first, the rest last; within that the most named block first.
    weight = {name: sum(int(counts[actor]) for actor in actors) for name, actors in blocks.items()}
    sequence = sorted(blocks, key=lambda name: (name == "Other actors", -weight[name], name))
    behind = dict(iter(named.groupby(["actor_id", "group"], sort=True)))
    tiles: list[tuple[object, ...]] = []
    for block in sequence:
        for actor in blocks[block]:
            for group in names.groups:
                rows = behind.get((actor, group))
                n = 0 if rows is None else len(rows)
                mark = marks.add(rows, f"{names.group(group)} names {names.actor(actor)}: {plural(n, 'mention')}")
                tiles.append((block, actor, names.actor(actor), group, n, mark))
    return tiles


@drawn
def draw_design_map(data: pd.DataFrame, documents: pd.DataFrame, names: Names, *, width: float) -> Figure:
    """Return the figure of F1 at a width in inches."""
    groups = names.groups[:MOST_COLUMNS]
    blocks = {block: list(dict.fromkeys(part["row"]))[:MOST_ROWS] for block, part in data.groupby("block", sort=False)}
    left = 1.55 if width > 5 else 0.98
    right = 0.62 if width > 5 else 0.36
    column = min(1.45, (width - left - right) / max(1, len(groups)))
    end = left + column * len(groups) + right
    head = head_height(width, names, groups=groups, column=column, under=True)
    canvas = Canvas(width, head + sum(HEAD + GAP + ROW * len(rows) for rows in blocks.values()))
    counts = documents[names.by].fillna("").astype("str").value_counts()
    under = {group: plural(int(counts.get(group, 0)), "article") for group in groups}
    y = draw_heads(canvas, names, groups=groups, left=left, column=column, under=under)
    canvas.text(
        (end - 0.02, y - 0.05),
        f"with ≥ {SMALL_N}" if width > 5 else f"≥ {SMALL_N}",
        size=6.5,
        color="muted",
        align="rb",
    )
    cells = {(row.block, row.row, row.group): (row.n, row.mark) for row in records(data)}
    row_names: dict[object, str] = {(row.block, row.row): row.row_name for row in records(data)}
    top = int(data.loc[data["block"] != ARTICLES, "n"].max() or 1) if len(data) else 1
    for block, rows in blocks.items():
        y += GAP
        canvas.text((0, y + HEAD / 2), str(block), size=8, bold=True)
        canvas.lines([[(0, y + HEAD - 0.025), (end, y + HEAD - 0.025)]])
        y += HEAD
        for row in rows:
            canvas.label((0, y + ROW / 2), row_names[block, row], width=left - 0.08)
            found = [cells[(block, row, group)] for group in groups]
            least = 1 if block == ARTICLES else SMALL_N
            # Articles are few: one shade for all of them, the middle one.
            most = 3 * max(n for n, _ in found) if block == ARTICLES else top
            for position, (n, mark) in enumerate(found):
                box = (left + column * position + 0.015, y + 0.015, column - 0.03, ROW - 0.03)
                _tile(canvas, box, n, mark=mark, top=most, small=least)
            support = sum(n >= least for n, _ in found)
            _say_support(canvas, (end - 0.02, y + ROW / 2), support, of=len(groups))
            y += ROW
    return canvas.figure


def _say_support(canvas: Canvas, at: tuple[float, float], n: int, *, of: int) -> None:
    canvas.text(at, f"{n} of {of}", size=7, align="rm", color="ink" if n > 1 else "muted")


def _tile(canvas: Canvas, box: tuple[float, float, float, float], n: int, *, mark: str, top: int, small: int) -> None:
    if n == 0:
        canvas.rect(box, edge="rule")
        return
    if n < small:
        canvas.rect(box, fill="faint", hatched=True, mark=mark)
        return
    token = sequential(n, top=top)
    canvas.rect(box, fill=token, mark=mark)
    middle = (box[0] + box[2] / 2, box[1] + box[3] / 2)
    canvas.text(middle, f"{n:,}", size=7.5, color=on(token), align="cm", mark=mark)
