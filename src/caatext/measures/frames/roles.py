"""Who can play the parts that a frame needs: actors named nearby, each of them in one part only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from caatext.annotation.annotations import Annotations
from caatext.corpus.codebook import Codebook, Frame
from caatext.errors import MeasureError, Problem
from caatext.tables import check_table

TIERS = ("theory", "seen")
#: Who fills a role: frame -> role -> actor identifiers or ``@groups``, in place of those of the codebook.
Roles = Mapping[str, Mapping[str, Collection[str]]]


class Slot(NamedTuple):
    """One actor that a frame needs, or may have; `allowed` None means any."""

    role_id: str
    allowed: frozenset[str] | None
    is_required: bool = True

    def fits(self, actor_id: str) -> bool:
        """Whether this actor may fill it."""
        return self.allowed is None or actor_id in self.allowed


def find_slots(frame: Frame, codebook: Codebook, narrowed: Mapping[str, Collection[str]]) -> list[Slot]:
    """Return the actors a frame needs, those of the first role first, even if that role is optional."""
    slots = []
    for number, role in enumerate(frame.roles):
        names = sorted(narrowed[role.id]) if role.id in narrowed else role.actors
        allowed = frozenset(codebook.expand(names)) if names or role.id in narrowed else None
        if role.required:
            slots += [Slot(role.id, allowed)] * role.min
        elif number == 0:
            slots.append(Slot(role.id, allowed, is_required=False))
    return slots


def can_fill(slots: Sequence[Slot], present: Collection[str]) -> bool:
    """Whether each required slot can be given an actor of its own (augmenting paths, Kuhn 1955)."""
    needed = [slot for slot in slots if slot.is_required]
    taken: dict[str, int] = {}

    def place(number: int, tried: set[str]) -> bool:
        for actor in sorted(present):
            if actor not in tried and needed[number].fits(actor):
                tried.add(actor)
                if actor not in taken or place(taken[actor], tried):
                    taken[actor] = number
                    return True
        return False

    return all(place(number, set()) for number in range(len(needed)))


def first_actor(frame: Frame, slots: Sequence[Slot], found: Sequence[tuple[int, str]]) -> str:
    """Return who fills the first role and leaves the others fillable: named latest, then most often."""
    if not slots or slots[0].role_id != frame.roles[0].id:
        return ""
    times, last = Counter(actor for _, actor in found), {actor: place for place, actor in sorted(found)}
    for actor in sorted(times, key=lambda name: (-last[name], -times[name], name)):
        if slots[0].fits(actor) and can_fill(slots[1:], set(times) - {actor}):
            return actor
    return ""


def actors_by_paragraph(annotations: Annotations) -> dict[tuple[str, int], list[tuple[int, str]]]:
    """Return (sentence, actor) of each mention read as an actor or a place, by document and paragraph."""
    mentions = check_table(annotations.mentions, "mentions", step="annotate")
    mentions = mentions[mentions["reading"].isin(["actor", "place"]) & (mentions["actor_id"] != "")]
    named: dict[tuple[str, int], list[tuple[int, str]]] = defaultdict(list)
    columns = ["doc_id", "paragraph", "sentence", "actor_id"]
    for doc_id, paragraph, sentence, actor_id in mentions[columns].itertuples(index=False, name=None):
        named[doc_id, paragraph].append((sentence, actor_id))
    return named


def check_roles(codebook: Codebook, roles: Roles, tiers: Collection[str]) -> None:
    """Raise where roles or tiers name something unknown.

    Raises
    ------
    MeasureError
        All unknown names at once, with what there is.
    """
    faults = [f"the tier '{tier}'; there are {', '.join(TIERS)}" for tier in sorted(tiers) if tier not in TIERS]
    for frame_id, parts in roles.items():
        frame = codebook.frame_by_id.get(frame_id)
        if frame is None:
            faults.append(f"the frame '{frame_id}'; there are {', '.join(codebook.frame_by_id)}")
            continue
        for role_id, names in parts.items():
            if frame.role(role_id) is None:
                known = ", ".join(role.id for role in frame.roles)
                faults.append(f"the role '{role_id}' of frame '{frame_id}'; there are {known or 'none'}")
            for name in sorted(names):
                known_names = codebook.group_by_id if name.startswith("@") else codebook.actor_by_id
                if name.removeprefix("@") not in known_names:
                    faults.append(f"the actor or group '{name}' in role '{role_id}' of frame '{frame_id}'")
    if faults:
        remedy = "name what the codebook has"
        raise MeasureError(Problem(code="E-CFG-ROLE", found=f"unknown: {fault}", remedy=remedy) for fault in faults)
