"""Who can play the parts that a frame needs: actors nearby, in the right part of a clause, each of them in one role."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias, get_args

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.annotation.coverage import orient_constraints
from caatext.corpus.codebook import Codebook, Frame, Part
from caatext.errors import MeasureError, Problem
from caatext.tables import ADDRESS, check_table

TIERS = ("theory", "seen")
#: What fills a role: an actor in the right part of a statement nearby; one that is named nearby; nothing is asked.
Gate: TypeAlias = Literal["statements", "mentions", "none"]
#: Who fills a role: frame -> role -> actor identifiers or ``@groups``, in place of those of the codebook.
Roles: TypeAlias = Mapping[str, Mapping[str, Collection[str]]]
Place: TypeAlias = tuple[str, int]
#: The dimension of evaluations that claim or deny that an actor sets its own course.
AGENCY = "agency"


class Cast(NamedTuple):
    """Who is there to play a role: all that are named, and those that act or are acted upon."""

    named: frozenset[str]
    agents: frozenset[str]
    patients: frozenset[str]

    @classmethod
    def of(cls, actors: Iterable[str]) -> Cast:
        """Return actors each of whom may be in any part."""
        found = frozenset(actors)
        return cls(found, found, found)

    def without(self, actors: Collection[str]) -> Cast:
        """Return the others."""
        return Cast(*(group - frozenset(actors) for group in self))

    def everybody(self) -> list[str]:
        """Return all of them, sorted."""
        return sorted(self.named | self.agents | self.patients)

    def has(self, actor_id: str, part: Part) -> bool:
        """Whether an actor is there in this part."""
        if part == "not-patient":
            # Of owners (*the shadow of X*) and predicates (*X is an actor*) no statement tells.
            return actor_id in self.agents or actor_id in self.named - self.patients
        return actor_id in {"any": self.named, "agent": self.agents, "patient": self.patients}[part]


class Slot(NamedTuple):
    """One actor that a frame needs, or may have; `allowed` None means any."""

    role_id: str
    allowed: frozenset[str] | None
    is_required: bool = True
    part: Part = "any"
    #: What may be filled in its place.
    instead: tuple[Slot, ...] = ()

    def fits(self, actor_id: str, cast: Cast) -> bool:
        """Whether this actor may fill it."""
        return (self.allowed is None or actor_id in self.allowed) and cast.has(actor_id, self.part)


def find_slots(frame: Frame, codebook: Codebook, narrowed: Mapping[str, Collection[str]]) -> list[Slot]:
    """Return the actors a frame needs, those of the first role first, even if that role is optional."""
    slots = []
    for number, role in enumerate(frame.roles):
        allowed = allowed_actors(frame, role.id, codebook, narrowed)
        other = frame.role(role.alternative)
        if role.required:
            others = allowed_actors(frame, role.alternative, codebook, narrowed) if other else None
            instead = (Slot(other.id, others, part=other.part),) * other.min if other else ()
            slots += [Slot(role.id, allowed, part=role.part, instead=instead)] * role.min
        elif number == 0:
            slots.append(Slot(role.id, allowed, is_required=False, part=role.part))
    return slots


def allowed_actors(
    frame: Frame, role_id: str, codebook: Codebook, narrowed: Mapping[str, Collection[str]]
) -> frozenset[str] | None:
    """Return who may play a role; None where anybody may."""
    role = frame.role(role_id)
    names = sorted(narrowed[role_id]) if role_id in narrowed else role.actors if role else ()
    return frozenset(codebook.expand(names)) if names or role_id in narrowed else None


def can_fill(slots: Sequence[Slot], cast: Cast) -> bool:
    """Whether each required slot, or what may stand for it, can be given an actor of its own (Kuhn 1955)."""
    needed = [slot for slot in slots if slot.is_required]
    open_choice = next((slot for slot in needed if slot.instead), None)
    if open_choice is not None:
        role_id = open_choice.role_id
        plain = [slot._replace(instead=()) if slot.role_id == role_id else slot for slot in needed]
        others = [slot for slot in needed if slot.role_id != role_id]
        return can_fill(plain, cast) or can_fill([*others, *open_choice.instead], cast)
    present = cast.everybody()
    taken: dict[str, int] = {}

    def place(number: int, tried: set[str]) -> bool:
        for actor in present:
            if actor not in tried and needed[number].fits(actor, cast):
                tried.add(actor)
                if actor not in taken or place(taken[actor], tried):
                    taken[actor] = number
                    return True
        return False

    return all(place(number, set()) for number in range(len(needed)))


def first_actor(frame: Frame, slots: Sequence[Slot], found: Sequence[tuple[int, str]], cast: Cast) -> str:
    """Return who fills the first role and leaves the others fillable: named latest, then most often."""
    if not slots or slots[0].role_id != frame.roles[0].id:
        return ""
    times, last = Counter(actor for _, actor in found), {actor: place for place, actor in sorted(found)}
    for actor in sorted(times, key=lambda name: (-last[name], -times[name], name)):
        if slots[0].fits(actor, cast) and can_fill(slots[1:], cast.without([actor])):
            return actor
    return ""


class Actors:
    """Who is named, acts or is acted upon, by paragraph; `gate` says which of these a role asks for."""

    def __init__(self, annotations: Annotations, gate: Gate = "mentions") -> None:
        self.gate = gate
        self._named = _named(annotations)
        self._parts = _parts(annotations) if gate == "statements" else {}

    def found(self, place: Place, window: Collection[int] | None = None) -> list[tuple[int, str]]:
        """Return (sentence, actor) of each mention in some sentences of a paragraph, or in all."""
        return [(number, actor) for number, actor in self._named.get(place, []) if window is None or number in window]

    def cast(self, place: Place, window: Collection[int]) -> Cast:
        """Return who is there in some sentences of a paragraph."""
        named = frozenset(actor for _, actor in self.found(place, window))
        if self.gate != "statements":
            return Cast.of(named)
        sides: dict[str, set[str]] = {"agent": set(), "patient": set()}
        for number, part, actor in self._parts.get(place, []):
            if number in window:
                sides[part].add(actor)
        return Cast(named, frozenset(sides["agent"]), frozenset(sides["patient"]))


def _named(annotations: Annotations) -> dict[Place, list[tuple[int, str]]]:
    """Return (sentence, actor) of each mention read as an actor or a place, by document and paragraph."""
    mentions = check_table(annotations.mentions, "mentions", step="annotate")
    mentions = mentions[mentions["reading"].isin(["actor", "place"]) & (mentions["actor_id"] != "")]
    named: dict[Place, list[tuple[int, str]]] = defaultdict(list)
    columns = ["doc_id", "paragraph", "sentence", "actor_id"]
    for doc_id, paragraph, sentence, actor_id in mentions[columns].itertuples(index=False, name=None):
        named[doc_id, paragraph].append((sentence, actor_id))
    return named


def _parts(annotations: Annotations) -> dict[Place, list[tuple[int, str, str]]]:
    """Return (sentence, part, actor) of each role in a statement or claim of agency, by document and paragraph."""
    statements = orient_constraints(check_table(annotations.statements, "statements", step="annotate"))
    statements = statements[~is_only_wished(statements)]
    found: dict[Place, list[tuple[int, str, str]]] = defaultdict(list)
    for part in ("agent", "patient"):
        rows = statements[["doc_id", "paragraph", "sentence", part]]
        for doc_id, paragraph, sentence, actor_id in rows[rows[part] != ""].itertuples(index=False, name=None):
            found[doc_id, paragraph].append((sentence, part, actor_id))
    # Whoever is said outright to set its own course acts, also where no verb says what it does.
    evaluations = check_table(annotations.evaluations, "evaluations", step="annotate")
    claims = evaluations[(evaluations["dimension"] == AGENCY) & (evaluations["value"] > 0)]
    for doc_id, paragraph, sentence, actor_id in claims[[*ADDRESS, "actor_id"]].itertuples(index=False, name=None):
        found[doc_id, paragraph].append((sentence, "agent", actor_id))
    return found


def is_only_wished(statements: pd.DataFrame) -> pd.Series[bool]:
    """Return which statements tell of a wish alone; who *must rely on* another is bound already."""
    is_bond = (statements["verb_class"] == "constraint") | statements["is_constrained"].astype(bool)
    return (statements["modality"] == "wish") & ~is_bond


def check_roles(codebook: Codebook, roles: Roles, *, tiers: Collection[str] = TIERS, gate: str = "mentions") -> None:
    """Raise where roles, tiers or gate name something unknown.

    Raises
    ------
    MeasureError
        All unknown names at once, with what there is.
    """
    faults = [f"the tier '{tier}'; there are {', '.join(TIERS)}" for tier in sorted(tiers) if tier not in TIERS]
    if gate not in get_args(Gate):
        faults.append(f"the gate '{gate}'; there are {', '.join(get_args(Gate))}")
    faults += [fault for frame_id, parts in roles.items() for fault in _strangers(codebook, frame_id, parts)]
    if faults:
        remedy = "name what the codebook has"
        raise MeasureError(Problem(code="E-CFG-ROLE", found=f"unknown: {fault}", remedy=remedy) for fault in faults)


def _strangers(codebook: Codebook, frame_id: str, parts: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Yield what a frame's roles name that the codebook does not know."""
    frame = codebook.frame_by_id.get(frame_id)
    if frame is None:
        yield f"the frame '{frame_id}'; there are {', '.join(codebook.frame_by_id)}"
        return
    for role_id, names in parts.items():
        if frame.role(role_id) is None:
            known = ", ".join(role.id for role in frame.roles)
            yield f"the role '{role_id}' of frame '{frame_id}'; there are {known or 'none'}"
        for name in sorted(names):
            known_names = codebook.group_by_id if name.startswith("@") else codebook.actor_by_id
            if name.removeprefix("@") not in known_names:
                yield f"the actor or group '{name}' in role '{role_id}' of frame '{frame_id}'"
