"""Codes by gated dictionary: cues count only together, near one another, and where the roles can be filled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.corpus.codebook import Codebook, Frame
from caatext.measures.frames.roles import (
    TIERS,
    Roles,
    Slot,
    actors_by_paragraph,
    can_fill,
    check_roles,
    find_slots,
    first_actor,
)
from caatext.tables import check_table, make_table, sort_by_address


class _Hit(NamedTuple):
    sentence: int
    group: str
    tier: str
    cue: str
    is_negated: bool


def code_frames(
    annotations: Annotations,
    codebook: Codebook,
    *,
    roles: Roles | None = None,
    tiers: Collection[str] = TIERS,
) -> pd.DataFrame:
    """Return where the dictionary of the codebook reads which frame.

    A frame fires at a sentence and voice when (1) within its window (this sentence and the ``window - 1``
    before it in the paragraph) every group in ``require`` has a cue, or any group where none is required; (2)
    one of these cues stands in this sentence; (3) the actors named in the window, as an actor or as a place,
    can fill all required roles, each actor one role.

    Parameters
    ----------
    annotations : Annotations
        Its ``cues`` and ``mentions`` tables are read.
    codebook : Codebook
        Frames with windows, required groups and roles.
    roles : mapping, optional
        Other actors for some roles, for instance ``{"hid": {"dominator": ["russia"]}}``.
    tiers : collection of str
        Which cues count: ``theory``, ``seen`` or both.

    Returns
    -------
    DataFrame
        Codes, sorted by address: one row a sentence, frame and voice. ``polarity`` is ``denied`` where the
        frame is complete only with a negated cue, else ``asserted`` in the author's voice and ``attributed``
        in any other. ``tier`` is ``theory`` where cues of that tier suffice, else ``seen``. ``actor_id``
        fills the first role (the one named last before or in the sentence). ``value`` is 1. The further
        column ``cues`` lists what fired.

    Notes
    -----
    Not to be read as: the author holds this view. A cue list finds wording; what it misses is not counted
    here, and cues of tier ``seen`` were chosen with texts of this kind in sight.

    Raises
    ------
    MeasureError
        `roles` or `tiers` name something that the codebook or the tables do not know.

    References
    ----------
    Entman 1993, Framing; Grimmer & Stewart 2013, Text as data.

    Examples
    --------
    >>> holder = {"id": "holder", "actors": ["ludrath"]}
    >>> frame = {"id": "own", "name": "Own course", "definition": "It chooses.", "roles": [holder]}
    >>> codebook = Codebook.model_validate({
    ...     "codebook": {"id": "x", "title": "X", "version": "1"},
    ...     "actors": [{"id": "ludrath", "name": "Ludrath"}], "frames": [frame]})
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> place = {"doc_id": "a1", "paragraph": 1, "sentence": 1, "voice": "author"}
    >>> tables["mentions"] = make_table([place | {"actor_id": "ludrath", "reading": "actor"}], "mentions")
    >>> cue = {"frame_id": "own", "group": "choice", "tier": "theory", "cue": "refuse"}
    >>> tables["cues"] = make_table([place | cue], "cues")
    >>> code_frames(Annotations(**tables), codebook)[["frame_id", "actor_id", "polarity"]].values.tolist()
    [['own', 'ludrath', 'asserted']]
    """
    check_roles(codebook, roles or {}, tiers)
    cues = check_table(annotations.cues, "cues", step="annotate")
    cues = cues[cues["tier"].isin(sorted(tiers))]
    actors = actors_by_paragraph(annotations)
    rows: list[dict[str, Any]] = []
    for frame in codebook.frames:
        slots = find_slots(frame, codebook, (roles or {}).get(frame.id, {}))
        own = cues[cues["frame_id"] == frame.id]
        for (doc_id, paragraph, voice), hits in _hits(own).items():
            named = actors.get((doc_id, paragraph), [])
            for code in _code_paragraph(frame, slots, hits, named):
                polarity = code.pop("polarity") or ("asserted" if voice == "author" else "attributed")
                address = {"doc_id": doc_id, "paragraph": paragraph, "voice": voice, "polarity": polarity}
                rows.append(address | code | {"frame_id": frame.id, "instrument": "dictionary", "value": 1.0})
    codes = make_table(rows, "codes")
    codes["cues"] = codes["cues"].astype("str") if rows else pd.Series(dtype="str")
    return sort_by_address(codes, "frame_id", "voice")


def _code_paragraph(
    frame: Frame, slots: Sequence[Slot], hits: Sequence[_Hit], named: Sequence[tuple[int, str]]
) -> Iterable[dict[str, Any]]:
    for sentence in sorted({hit.sentence for hit in hits}):
        window = range(sentence - frame.window + 1, sentence + 1)
        near = [hit for hit in hits if hit.sentence in window]
        found = [(place, actor) for place, actor in named if place in window]
        plain = [hit for hit in near if not hit.is_negated]
        asserted = _firing(plain, sentence, frame.require)
        fired = asserted or _firing(near, sentence, frame.require)
        if not fired or not can_fill(slots, {actor for _, actor in found}):
            continue
        by_theory = _firing([hit for hit in fired if hit.tier == "theory"], sentence, frame.require)
        yield {
            "sentence": sentence,
            "actor_id": first_actor(frame, slots, found),
            "tier": "theory" if by_theory else "seen",
            "polarity": "" if asserted else "denied",
            "cues": "; ".join(sorted({hit.cue for hit in fired})),
        }


def _firing(hits: Sequence[_Hit], sentence: int, require: Sequence[str]) -> list[_Hit]:
    """Return the cues that complete the frame, if all groups fired and one cue is in this sentence."""
    relevant = [hit for hit in hits if not require or hit.group in require]
    complete = {hit.group for hit in relevant}.issuperset(require)
    return relevant if complete and any(hit.sentence == sentence for hit in relevant) else []


def _hits(cues: pd.DataFrame) -> dict[tuple[str, int, str], list[_Hit]]:
    groups: dict[tuple[str, int, str], list[_Hit]] = defaultdict(list)
    columns = ["doc_id", "paragraph", "voice", "sentence", "group", "tier", "cue", "is_negated"]
    for doc_id, paragraph, voice, *hit in cues[columns].itertuples(index=False, name=None):
        groups[doc_id, paragraph, voice].append(_Hit(*hit))
    return groups
