"""Instrument *dictionary*: cues count only together, near one another, and where the roles can be filled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

import pandas as pd

from caatext.annotation.annotations import Annotations, by_parts
from caatext.corpus.codebook import Codebook, Frame
from caatext.measures.frames.readings import REJECTED, make_codes, polarity_of
from caatext.measures.frames.roles import (
    TIERS,
    Actors,
    Gate,
    Place,
    Roles,
    Slot,
    can_fill,
    check_roles,
    find_slots,
    first_actor,
)
from caatext.tables import check_table


class _Hit(NamedTuple):
    sentence: int
    group: str
    tier: str
    cue: str
    is_negated: bool
    uptake: str


@by_parts
def code_by_dictionary(
    annotations: Annotations,
    codebook: Codebook,
    *,
    roles: Roles | None = None,
    tiers: Collection[str] = TIERS,
    gate: Gate = "statements",
) -> pd.DataFrame:
    """Return where the dictionary of the codebook reads which frame.

    A frame fires at a sentence and voice when (1) within its window (this sentence and the ``window - 1``
    before it in the paragraph) every group in ``require`` has a cue, or any group where none is required; (2)
    one of these cues stands in this sentence; (3) the actors in the window can fill all required roles, each
    actor one role.

    Parameters
    ----------
    annotations : Annotations
        Its ``cues``, ``mentions`` and ``statements`` tables are read.
    codebook : Codebook
        Frames with windows, required groups and roles.
    roles : mapping, optional
        Other actors for some roles, for instance ``{"hid": {"dominator": ["russia"]}}``.
    tiers : collection of str
        Which cues count: ``theory``, ``seen`` or both.
    gate : {"statements", "mentions", "none"}
        What fills a role. ``statements``: an actor that is agent or patient of a statement in the window, as the
        ``part`` of the role says; who is said outright to set its own course is an agent, too; where the part is
        ``not-patient``, an actor that acts, or is named and acted upon in none; where it is ``any``, an actor that is
        named there. ``mentions``: an actor that is named, whatever the part. ``none``: roles are not asked for, so
        that the score depends on no name.

    Returns
    -------
    DataFrame
        Codes, sorted by address: one row a sentence, frame and voice. ``polarity``: where the frame is complete with
        cues that are neither negated nor in words that the author keeps at a distance, ``asserted`` in the author's
        voice and ``attributed`` in any other; else ``denied`` where negated cues complete it, ``rejected`` where it
        takes words at a distance (in scare quotes, *so-called*, or reported and called false). ``uptake`` is
        ``adopted`` where the author takes up what is attributed. ``tier`` is ``theory`` where cues of that tier
        suffice, else ``seen``. ``actor_id`` fills the first role (the one named last before or in the sentence).
        ``value`` is 1. The column ``cues`` lists what fired.

    Notes
    -----
    Not to be read as: the author holds this view. A cue list finds wording; what it misses is not counted
    here, and cues of tier ``seen`` were chosen with texts of this kind in sight.

    Raises
    ------
    MeasureError
        `roles`, `tiers` or `gate` name something that the codebook or the tables do not know.

    References
    ----------
    Entman 1993, Framing; Grimmer & Stewart 2013, Text as data, doi:10.1093/pan/mps028; Young & Soroka 2012 on
    negation.

    Examples
    --------
    >>> from caatext.tables import make_table
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
    >>> code_by_dictionary(Annotations(**tables), codebook)[["frame_id", "actor_id", "polarity"]].values.tolist()
    [['own', 'ludrath', 'asserted']]
    """
    check_roles(codebook, roles or {}, tiers=tiers, gate=gate)
    cues = check_table(annotations.cues, "cues", step="annotate")
    cues = cues[cues["tier"].isin(sorted(tiers)) & ~cues["is_wished"].astype(bool)]
    actors = Actors(annotations, gate)
    rows: list[dict[str, Any]] = []
    for frame in codebook.frames:
        slots = find_slots(frame, codebook, (roles or {}).get(frame.id, {}))
        own = cues[cues["frame_id"] == frame.id]
        for (place, voice), hits in _hits(own).items():
            for code in _code_paragraph(frame, slots, hits, (actors, place)):
                polarity = polarity_of(voice, code["uptake"], is_denied=code.pop("is_denied"))
                address = {"doc_id": place[0], "paragraph": place[1], "voice": voice, "polarity": polarity}
                rows.append(address | code | {"frame_id": frame.id})
    return make_codes(rows, "dictionary")


def _code_paragraph(
    frame: Frame, slots: Sequence[Slot], hits: Sequence[_Hit], where: tuple[Actors, Place]
) -> Iterable[dict[str, Any]]:
    actors, place = where
    for sentence in sorted({hit.sentence for hit in hits}):
        window = range(sentence - frame.window + 1, sentence + 1)
        near = [hit for hit in hits if hit.sentence in window]
        serious = [hit for hit in near if hit.uptake != REJECTED]
        plain = [hit for hit in serious if not hit.is_negated]
        cast = actors.cast(place, window)
        if actors.gate != "none" and not can_fill(slots, cast):
            continue
        asserted, denied = (_firing(some, sentence, frame.require) for some in (plain, serious))
        fired = asserted or denied or _firing(near, sentence, frame.require)
        if not fired:
            continue
        by_theory = _firing([hit for hit in fired if hit.tier == "theory"], sentence, frame.require)
        adopted = {hit.uptake for hit in fired} == {"adopted"}
        yield {
            "sentence": sentence,
            "actor_id": first_actor(frame, slots, actors.found(place, window), cast),
            "tier": "theory" if by_theory else "seen",
            "is_denied": not asserted,
            "uptake": "adopted" if adopted else "" if asserted or denied else REJECTED,
            "cues": "; ".join(sorted({hit.cue for hit in fired})),
        }


def _firing(hits: Sequence[_Hit], sentence: int, require: Sequence[str]) -> list[_Hit]:
    """Return the cues that complete the frame, if all groups fired and one cue is in this sentence."""
    relevant = [hit for hit in hits if not require or hit.group in require]
    complete = {hit.group for hit in relevant}.issuperset(require)
    return relevant if complete and any(hit.sentence == sentence for hit in relevant) else []


def _hits(cues: pd.DataFrame) -> dict[tuple[Place, str], list[_Hit]]:
    groups: dict[tuple[Place, str], list[_Hit]] = defaultdict(list)
    columns = ["doc_id", "paragraph", "voice", "sentence", "group", "tier", "cue", "is_negated", "uptake"]
    rows = cues[columns].itertuples(index=False, name=None)
    for doc_id, paragraph, voice, sentence, group, tier, cue, is_negated, uptake in rows:
        groups[(doc_id, paragraph), voice].append(_Hit(sentence, group, tier, cue, is_negated, uptake))
    return groups
