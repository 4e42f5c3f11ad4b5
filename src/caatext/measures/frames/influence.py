"""How much of a dictionary's result hangs on single cues."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.corpus.codebook import Codebook
from caatext.errors import MeasureError, Problem
from caatext.measures.frames.dictionary import code_by_dictionary
from caatext.measures.frames.roles import TIERS, Gate, Roles
from caatext.measures.frames.scoring import score_frames

_COLUMNS = ["frame_id", "cue", "group", "tier", "n_hits", "share", "share_without", "effect", "n_units"]


def leave_one_cue_out(
    annotations: Annotations,
    codebook: Codebook,
    frame_id: str,
    *,
    roles: Roles | None = None,
    tiers: Collection[str] = TIERS,
    gate: Gate = "statements",
) -> pd.DataFrame:
    """Return, for each cue of a frame that was found, the share of eligible paragraphs with the frame without that cue.

    Parameters
    ----------
    annotations : Annotations
        As for `code_by_dictionary`.
    codebook : Codebook
        Frames.
    frame_id : str
        The frame.
    roles, tiers, gate
        As in `code_by_dictionary`.

    Returns
    -------
    DataFrame
        One row a cue, the one that contributes most first: ``cue``, ``group``, ``tier``, ``n_hits`` (where it stands,
        coded or not), ``share`` (with all cues, author's voice, all documents), ``share_without``, ``effect`` = share -
        share_without, in [-1, 1] and never below 0 unless the cue is negated; more is more dependence; ``n_units``
        eligible paragraphs. Empty where no cue was found. Shares are NaN where no paragraph is eligible.

    Notes
    -----
    Not to be read as: the frame is there in so far as many cues agree. Effects do not add up: a frame that needs two
    cues is lost without either.

    Raises
    ------
    MeasureError
        The frame does not exist.

    References
    ----------
    Steegen et al. 2016, Multiverse analysis, doi:10.1177/1745691616658637.

    Examples
    --------
    >>> from caatext.tables import make_table
    >>> frame = {"id": "own", "name": "Own course", "definition": "It chooses."}
    >>> codebook = Codebook.model_validate({"codebook": {"id": "x", "title": "X", "version": "1"}, "frames": [frame]})
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> place = {"doc_id": "a1", "paragraph": 1, "sentence": 1, "voice": "author", "frame_id": "own", "tier": "seen"}
    >>> tables["paragraphs"] = make_table([place, place | {"paragraph": 2}], "paragraphs")
    >>> cues = [("refuse", 1), ("refuse", 2), ("choose", 1)]
    >>> tables["cues"] = make_table([place | {"cue": cue, "paragraph": n} for cue, n in cues], "cues")
    >>> table = leave_one_cue_out(Annotations(**tables), codebook, "own")
    >>> table[["cue", "share", "share_without", "effect"]].values.tolist()
    [['refuse', 1.0, 0.5, 0.5], ['choose', 1.0, 1.0, 0.0]]
    """
    frame = codebook.frame_by_id.get(frame_id)
    if frame is None:
        found = f"there is no frame '{frame_id}'"
        raise MeasureError(
            Problem(code="E-CFG-ROLE", found=found, remedy=f"use one of {', '.join(codebook.frame_by_id)}")
        )
    book = codebook.model_copy(update={"frames": (frame,)})
    narrowed = {frame_id: (roles or {})[frame_id]} if frame_id in (roles or {}) else {}
    cues = annotations.cues[(annotations.cues["frame_id"] == frame_id) & annotations.cues["tier"].isin(sorted(tiers))]

    def share(kept: pd.DataFrame) -> tuple[float, int]:
        seen = annotations.with_tables(cues=kept)
        codes = code_by_dictionary(seen, book, roles=narrowed, tiers=tiers, gate=gate)
        scores = score_frames(seen, book, codes=codes, roles=narrowed)
        values = scores.loc[scores["measure"] == "frame", "value"]
        return float(values.mean()), len(values)

    whole, n_units = share(cues)
    rows = []
    for (cue, group, tier), hits in cues.groupby(["cue", "group", "tier"], sort=True):
        without, _ = share(cues.drop(hits.index))
        rows.append((frame_id, cue, group, tier, len(hits), whole, without, whole - without, n_units))
    table = pd.DataFrame(rows, columns=_COLUMNS)
    return table.sort_values(["effect", "n_hits", "cue"], ascending=[False, False, True], ignore_index=True)
