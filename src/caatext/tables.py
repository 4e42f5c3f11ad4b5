"""The column contracts of every table that one step hands to the next, and the check that a table keeps them.

Missing strings are ``""``, missing offsets are ``-1``, missing numbers NaN. ``paragraph`` counts from 1 within the
document and ``sentence`` from 1 within the paragraph; ``sentence`` 0 names the whole paragraph, ``paragraph`` 0 the
whole document. Offsets count characters of the document's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from caatext.errors import Problem, TableError

Kind = str  # "str", "int", "float" or "bool"

#: The address that every number can be followed to.
ADDRESS: tuple[str, ...] = ("doc_id", "paragraph", "sentence")
_ADDRESS: dict[str, Kind] = {"doc_id": "str", "paragraph": "int", "sentence": "int"}
_SPAN: dict[str, Kind] = _ADDRESS | {"start": "int", "end": "int"}

CONTRACTS: Mapping[str, Mapping[str, Kind]] = {
    "documents": {
        "doc_id": "str", "path": "str", "title": "str", "author": "str", "outlet": "str", "date": "str",
        "url": "str", "n_words": "int", "n_paragraphs": "int", "sha256": "str",
    },
    "paragraphs": {
        "doc_id": "str", "paragraph": "int", "section": "str", "start": "int", "end": "int", "n_words": "int",
    },
    "ledger": {
        "path": "str", "unit": "str", "place": "str", "doc_id": "str", "status": "str", "rule": "str",
        "n_characters": "int",
    },
    # mood: "denied", "wished" or nothing, of all that the sentence mainly says.
    "sentences": _SPAN | {"n_words": "int", "mood": "str"},
    "tokens": _ADDRESS | {
        "token": "int", "form": "str", "lemma": "str", "pos": "str", "dep": "str", "head": "int",
        "start": "int", "end": "int", "entity": "str", "voice": "str",
    },
    "mentions": _SPAN | {
        "surface": "str", "actor_id": "str", "reading": "str", "rule": "str", "other_reading": "str", "voice": "str",
    },
    "entities": _SPAN | {"surface": "str", "label": "str", "cluster": "str"},
    "quotes": _SPAN | {"kind": "str", "cue": "str", "voice": "str", "uptake": "str", "n_words": "int"},
    "statements": _SPAN | {
        "voice": "str", "agent": "str", "verb": "str", "patient": "str", "is_negated": "bool",
        "is_passive": "bool", "is_nominal": "bool", "is_constrained": "bool", "modality": "str", "verb_class": "str",
        "uptake": "str",
    },
    "evaluations": _SPAN | {
        "actor_id": "str", "voice": "str", "cue": "str", "link": "str", "dimension": "str", "value": "float",
        "uptake": "str",
    },
    "stances": _SPAN | {
        "actor_id": "str", "voice": "str", "p_against": "float", "p_neutral": "float", "p_favor": "float",
    },
    "cues": _SPAN | {
        "frame_id": "str", "group": "str", "tier": "str", "cue": "str", "is_negated": "bool",
        "is_wished": "bool", "voice": "str", "uptake": "str",
    },
    "polarity": _ADDRESS | {"voice": "str", "lexicon": "str", "value": "float", "n_hits": "int", "n_words": "int"},
    "words": {
        "doc_id": "str", "paragraph": "int", "form": "str", "lemma": "str", "pos": "str", "is_name": "bool",
        "count": "int",
    },
    "bigrams": {"doc_id": "str", "bigram": "str", "count": "int"},
    "codes": _ADDRESS | {
        "frame_id": "str", "actor_id": "str", "instrument": "str", "tier": "str", "voice": "str",
        "polarity": "str", "value": "float",
    },
    "scores": {
        "doc_id": "str", "unit": "str", "unit_id": "str", "voice": "str", "measure": "str", "category": "str",
        "value": "float", "weight": "float", "paragraph": "int", "sentence": "int", "start": "int", "end": "int",
    },
    "edges": {
        "doc_id": "str", "actor_a": "str", "actor_b": "str", "measure": "str", "value": "float",
        "p_adjusted": "float",
    },
    "comparison": {
        "group": "str", "reference": "str", "category": "str", "estimate": "float", "conf_low": "float",
        "conf_high": "float", "p_value": "float", "p_adjusted": "float", "n_group": "int", "n_reference": "int",
        "verdict": "str", "reason": "str",
    },
    "claims": {
        "claim_id": "str", "statement": "str", "estimand": "str", "status": "str", "reason": "str",
        "instruments": "str", "n_units": "int", "n_documents": "int",
    },
    "evidence": _SPAN | {"mark": "str"},
}  # fmt: skip

_DTYPES = {"str": "str", "int": "int64", "float": "float64", "bool": "bool"}
_EMPTY: dict[Kind, Any] = {"str": "", "int": -1, "float": float("nan"), "bool": False}


def unit_id(doc_id: str, paragraph: int, sentence: int = 0) -> str:
    """Return an address as one string: document, paragraph, sentence, joined by points.

    Examples
    --------
    >>> unit_id("a1", 3, 2), unit_id("a1", 3)
    ('a1.3.2', 'a1.3')
    """
    return f"{doc_id}.{paragraph}.{sentence}" if sentence else f"{doc_id}.{paragraph}" if paragraph else doc_id


def make_table(rows: Iterable[Mapping[str, Any]] | pd.DataFrame, contract: str) -> pd.DataFrame:
    """Return a table with the columns of `contract` first, in their order and types; what is absent is missing.

    Parameters
    ----------
    rows : iterable of mappings, or DataFrame
        One mapping a row; columns beyond the contract are kept, after it.
    contract : str
        A key of `CONTRACTS`.

    Examples
    --------
    >>> make_table([{"doc_id": "a1", "bigram": "of the", "count": 3}], "bigrams").dtypes["count"].name
    'int64'
    """
    table = rows.copy() if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    columns = CONTRACTS[contract]
    for name, kind in columns.items():
        values = table[name] if name in table else pd.Series(_EMPTY[kind], index=table.index)
        if kind in ("str", "int", "bool"):
            values = values.fillna(_EMPTY[kind]).infer_objects()
        table[name] = values.astype(_DTYPES[kind])  # type: ignore[call-overload]
    rest = [name for name in table.columns if name not in columns]
    return table[[*columns, *rest]].reset_index(drop=True)


def check_table(table: pd.DataFrame, contract: str, *, step: str = "") -> pd.DataFrame:
    """Return `table` unchanged if it has the columns of `contract`.

    Raises
    ------
    TableError
        Columns are missing; the message names them, what was found, and the step that makes such a table.
    """
    missing = [name for name in CONTRACTS[contract] if name not in table.columns]
    if missing:
        raise TableError(
            Problem(
                code="E-CFG-TABLE",
                found=f"a {contract} table lacks the column(s) {', '.join(missing)}; it has {', '.join(table.columns)}",
                remedy=f"make it with {step}" if step else f"make it with a step that returns {contract}",
            )
        )
    return table


def sort_by_address(table: pd.DataFrame, *more: str) -> pd.DataFrame:
    """Return the rows in reading order: by document, paragraph, sentence where present, then the columns named."""
    keys = [name for name in (*ADDRESS, *more) if name in table.columns]
    return table.sort_values(keys, kind="stable").reset_index(drop=True)
