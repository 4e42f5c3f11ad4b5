"""Which actors are named in which sentence or paragraph; the counts, the nulls and the centralities start here."""

from __future__ import annotations

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.corpus.codebook import Codebook
from caatext.errors import MeasureError, Problem
from caatext.tables import ADDRESS, check_table

WINDOWS = {"sentence": [*ADDRESS], "paragraph": ["doc_id", "paragraph"]}


def check_option(value: str, options: tuple[str, ...], *, what: str) -> str:
    """Return `value` if it is one of `options`, and raise the error that names them if not."""
    if value not in options:
        raise MeasureError(
            Problem(
                code="E-CFG-OPTION",
                found=f"the {what} '{value}' is not known; there are {', '.join(options)}",
                remedy=f"name a {what} of the list",
            )
        )
    return value


def named_actors(annotations: Annotations, codebook: Codebook, *, window: str) -> pd.DataFrame:
    """Return one row a window and actor named in it as an actor, sorted, since shares are summed in this order."""
    keys = WINDOWS[check_option(window, tuple(WINDOWS), what="window")]
    mentions = check_table(annotations.mentions, "mentions", step="annotate")
    is_actor = (mentions["reading"] == "actor") & mentions["actor_id"].isin(sorted(codebook.actor_by_id))
    named = mentions.loc[is_actor, [*keys, "actor_id"]].drop_duplicates()
    return named.sort_values([*keys, "actor_id"], ignore_index=True)


def all_windows(annotations: Annotations, named: pd.DataFrame, *, window: str) -> pd.DataFrame:
    """Return the address of every window, those without any actor included."""
    keys = WINDOWS[window]
    windows = (annotations.sentences if window == "sentence" else annotations.paragraphs)[keys]
    return pd.concat([windows, named[keys]]).drop_duplicates()


def pairs_of(named: pd.DataFrame, *, window: str) -> pd.DataFrame:
    """Return one row a window and pair named in it, ``actor_a < actor_b``, with ``share`` = 1 / (k - 1)."""
    keys = WINDOWS[window]
    size = named.groupby(keys, sort=True, observed=True)["actor_id"].transform("size")
    sides = [named.assign(size=size).rename(columns={"actor_id": end}) for end in ("actor_a", "actor_b")]
    pairs = sides[0].merge(sides[1].drop(columns="size"), on=keys)
    pairs = pairs[pairs["actor_a"] < pairs["actor_b"]]
    return pairs.assign(share=1.0 / (pairs["size"] - 1.0))
