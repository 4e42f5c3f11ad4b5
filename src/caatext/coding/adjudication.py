"""Where coders differ, the sheet on which a second pass decides, and the gold labels that come of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, groupby
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from caatext.coding.codings import ADDRESS, GOLD, Codings
from caatext.coding.sheets import CONTEXT, DETAILS, POLARITIES, VALUES, write_coding_table
from caatext.corpus.codebook import Codebook
from caatext.stats.resampling import keyed_rng

_UNIT = [*ADDRESS, "frame_id"]
_SAID = ("value", "polarity", "actor_id", "coder_id", "pass_")
Coding: TypeAlias = Mapping[str, Any]
Key: TypeAlias = tuple[Any, ...]
#: How a gold label came about, from the firmest.
STATUSES = ("adjudicated", "unanimous", "single", "open")


def _by_unit(table: pd.DataFrame) -> Iterator[tuple[Key, list[Coding]]]:
    """Yield each unit and frame with its codings, sorted."""
    columns = (*_UNIT, *_SAID)
    ordered = table.sort_values([*_UNIT, "pass_", "coder_id"], kind="stable")[list(columns)]
    rows = (dict(zip(columns, values, strict=True)) for values in ordered.itertuples(index=False, name=None))
    for key, group in groupby(rows, key=lambda row: tuple(row[name] for name in _UNIT)):
        yield key, list(group)


def _is_unanimous(rows: Sequence[Coding]) -> bool:
    return all(_is_same(one, other) for one, other in combinations(rows, 2))


def _is_same(one: Coding, other: Coding) -> bool:
    """Whether two codings of a unit and frame say the same; a holder left empty contradicts none."""
    if (one["value"], one["polarity"]) != (other["value"], other["polarity"]):
        return False
    return one["actor_id"] == other["actor_id"] or "" in (one["actor_id"], other["actor_id"])


def _keys(table: pd.DataFrame, columns: Sequence[str]) -> list[Key]:
    return list(table[list(columns)].itertuples(index=False, name=None))


def find_disagreements(codings: Codings) -> pd.DataFrame:
    """Return the units and frames that coders of the first pass code differently, with text and every code.

    Parameters
    ----------
    codings : Codings
        With two coders or more.

    Returns
    -------
    DataFrame
        `item`, address, `frame_id`, `before`, `text`, `after`, and one column a coder: the value, with polarity and
        holder where it is 1 or 2; empty where this coder did not code the unit. In reading order.

    Notes
    -----
    A coder who left the holder empty contradicts nobody's holder.
    """
    first = codings.table[codings.table["pass_"] == 1]
    units = codings.units
    texts = dict(zip(_keys(units, ADDRESS), units[list(CONTEXT)].to_dict("records"), strict=True))
    found = []
    for key, rows in _by_unit(first):
        if _is_unanimous(rows):
            continue
        row = dict(zip(_UNIT, key, strict=True)) | texts[key[:3]]
        said = {coding["coder_id"]: _said(coding) for coding in rows}
        found.append(row | {coder: said.get(coder, "") for coder in codings.coder_ids})
    return pd.DataFrame(found, columns=["item", *_UNIT, *CONTEXT[1:], *codings.coder_ids])


def _said(coding: Coding) -> str:
    parts = [str(coding["value"]), *(str(coding[name]) for name in ("polarity", "actor_id"))]
    return " ".join(part for part in parts if part)


def adjudication_table(codings: Codings, *, seed: int) -> pd.DataFrame:
    """Return the sheet of the second pass: each disagreement with the codes side by side, and cells for the decision.

    Parameters
    ----------
    codings : Codings
        With two coders or more. What a second pass has decided already is left out.
    seed : int
        In each row the codes stand in an order of their own, so that no column is a person.

    Returns
    -------
    DataFrame
        `item`, `before`, `text`, `after`, `frame`, `codings` (parted by ``|``), `decision`, `polarity`, `holder`,
        `note`. No coder is named.
    """
    decided = set(_keys(codings.table[codings.table["pass_"] == 2], _UNIT))
    rng = keyed_rng(seed, "adjudication order")
    found = []
    for row in find_disagreements(codings).to_dict("records"):
        if tuple(row[name] for name in _UNIT) in decided:
            continue
        said = [str(row[coder]) for coder in codings.coder_ids if row[coder]]
        mixed = " | ".join(said[place] for place in rng.permutation(len(said)))
        cells = {name: row[name] for name in CONTEXT} | {"frame": row["frame_id"], "codings": mixed}
        found.append(cells | dict.fromkeys(("decision", *DETAILS), ""))
    return pd.DataFrame(found, columns=[*CONTEXT, "frame", "codings", "decision", *DETAILS], dtype="str")


def write_adjudication(codings: Codings, codebook: Codebook, path: str | Path, *, seed: int) -> Path:
    """Write the sheet of the second pass as CSV or XLSX, and return where it is.

    Read it back together with the first pass: ``read_codings([*sheets, path], ...)``; what it decides is pass 2.

    Raises
    ------
    UsageError
        The path ends neither in ``.csv`` nor in ``.xlsx``.
    ResourceError
        The file cannot be written.
    """
    choices = {"decision": VALUES, "polarity": POLARITIES, "holder": [actor.id for actor in codebook.actors]}
    return write_coding_table(adjudication_table(codings, seed=seed), codebook, Path(path), choices=choices)


def gold(codings: Codings) -> pd.DataFrame:
    """Return one label a unit and frame: what the second pass decided, else what all coders agree on, else none.

    Parameters
    ----------
    codings : Codings
        Of one pass or two.

    Returns
    -------
    DataFrame
        `coder_id` (``gold``), address, `frame_id`, `value` (0, 1, 2; NaN where it is open), `polarity`, `actor_id`,
        `status` (``adjudicated``, ``unanimous``, ``single`` for units that one person coded, ``open``), `n_coders`.
        :func:`to_codes` takes it as it is.

    Notes
    -----
    Labels of status ``single`` are one person's reading: do not call accuracy against them validity. There is no
    majority vote, since two against one is a disagreement that somebody should look at.

    Examples
    --------
    >>> from caatext.coding.codings import make_codings
    >>> row = {"doc_id": "a1", "paragraph": 1, "sentence": 1, "frame_id": "own", "polarity": "", "actor_id": "",
    ...        "note": "", "pass_": 1}
    >>> table = make_codings([row | {"coder_id": "c1", "value": 0}, row | {"coder_id": "c2", "value": 0}])
    >>> gold(Codings(table, table, (), table))[["value", "status"]].values.tolist()
    [[0.0, 'unanimous']]
    """
    found = []
    for key, rows in _by_unit(codings.table):
        second, first = [row for row in rows if row["pass_"] == 2], [row for row in rows if row["pass_"] == 1]
        n_coders = len({row["coder_id"] for row in first})
        label = dict(zip(_UNIT, key, strict=True)) | {"coder_id": GOLD, "n_coders": n_coders}
        decided = second or first
        if not _is_unanimous(decided):
            found.append(label | {"value": float("nan"), "polarity": "", "actor_id": "", "status": "open"})
            continue
        status = "adjudicated" if second else "unanimous" if n_coders > 1 else "single"
        holder = max((row["actor_id"] for row in decided), default="")
        value, polarity = float(decided[0]["value"]), decided[0]["polarity"]
        found.append(label | {"value": value, "polarity": polarity, "actor_id": holder, "status": status})
    columns = ["coder_id", *_UNIT, "value", "polarity", "actor_id", "status", "n_coders"]
    return pd.DataFrame(found, columns=columns)
