"""Instrument *structural*: who acts on whom by what kind of verb, as the codebook says for a frame; no cue is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.annotation.coverage import orient_constraints
from caatext.corpus.codebook import ANYBODY, Clause, Codebook, Frame
from caatext.corpus.lexicons import verb_lexicon
from caatext.measures.frames.readings import make_codes, polarity_of
from caatext.measures.frames.roles import (
    Actors,
    Cast,
    Roles,
    Slot,
    allowed_actors,
    can_fill,
    check_roles,
    find_slots,
    first_actor,
    is_only_wished,
)
from caatext.tables import ADDRESS, check_table

_AGENCY = "agency"


class _Act(NamedTuple):
    """A clause, or the outright claim that somebody sets its own course."""

    place: tuple[str, int, int]
    voice: str
    uptake: str
    agent: str
    patient: str
    verb: str
    verb_class: str = ""
    modality: str = ""
    is_negated: bool = False
    is_bounded: bool = False
    prevails: bool = False
    is_wish: bool = False

    def __str__(self) -> str:
        return " ".join(word for word in (self.agent, f"[{self.verb}]", self.patient) if word)


def covers_by_structure(frame: Frame) -> str:
    """Return why a frame cannot be coded by its structure; nothing where it can."""
    return "" if frame.structure else "the codebook gives this frame no structure"


def code_by_structure(annotations: Annotations, codebook: Codebook, *, roles: Roles | None = None) -> pd.DataFrame:
    """Return where clauses have the shape that the codebook gives a frame, whatever their words.

    A frame fires at a sentence and voice when a statement there fits one of the clauses of its ``structure`` (agent and
    patient play the roles named, the verb is of a class or list named, the modality is one of those named, the agent
    is bounded by another or not), or when the text claims outright that an actor of the role ``claimed_agency`` sets
    its own course; and when the actors named in the window of the frame fill its other required roles.

    Parameters
    ----------
    annotations : Annotations
        Its ``statements``, ``evaluations`` (dimension agency), and ``mentions`` tables are read. A feature
        bundle will do.
    codebook : Codebook
        Frames with a ``structure``; the others are not coded.
    roles : mapping, optional
        Other actors for some roles, for instance ``{"hid": {"dominator": ["russia"]}}``.

    Returns
    -------
    DataFrame
        Codes: one row a sentence, frame and voice. ``polarity`` is ``asserted`` or ``attributed`` where a clause is
        neither negated nor in words that the author rejects, else ``denied``, else ``rejected``. ``actor_id`` fills the
        first role. ``cues`` lists the clauses, agent, verb in brackets, patient.

    Notes
    -----
    Not to be read as: events, or concealment. A clause is counted whatever its modality unless the codebook names some;
    what is only wished counts where it names ``wish``. Grammar does not see that a means is hidden. The side that
    binds is the agent of a constraint, also in *depends on*. Pronouns are unresolved, so that recall is low.

    Raises
    ------
    MeasureError
        `roles` name something that the codebook does not know.

    References
    ----------
    van Atteveldt et al. 2017, Clause analysis, doi:10.1017/pan.2016.12; Ziems & Yang 2021, entity-centric framing.

    Examples
    --------
    >>> from caatext.tables import make_table
    >>> small, power = [{"id": name, "actors": [name]} for name in ("ludrath", "quorrand")]
    >>> frame = {"id": "hid", "name": "Hidden", "definition": "It controls.", "roles": [power, small],
    ...          "structure": {"clauses": [{"agent": "quorrand", "patient": "ludrath", "classes": ["control"]}]}}
    >>> codebook = Codebook.model_validate({
    ...     "codebook": {"id": "x", "title": "X", "version": "1"}, "frames": [frame],
    ...     "actors": [{"id": name, "name": name.title()} for name in ("ludrath", "quorrand")]})
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> clause = {"doc_id": "a1", "paragraph": 1, "sentence": 1, "voice": "author", "verb": "steer",
    ...           "verb_class": "control", "agent": "quorrand", "patient": "ludrath"}
    >>> tables["statements"] = make_table([clause, clause | {"agent": "ludrath", "patient": "quorrand"}], "statements")
    >>> code_by_structure(Annotations(**tables), codebook)[["actor_id", "cues"]].values.tolist()
    [['quorrand', 'quorrand [steer] ludrath']]
    """
    check_roles(codebook, roles or {})
    acts, claims = list(_acts(annotations)), list(_claims(annotations))
    actors = Actors(annotations)
    rows: list[dict[str, Any]] = []
    for frame in codebook.frames:
        if frame.structure is None:
            continue
        reader = _FrameReader(frame, codebook, (roles or {}).get(frame.id, {}), actors)
        fired: dict[tuple[tuple[str, int, int], str], list[tuple[_Act, str]]] = {}
        for act, holder in reader.read(acts, claims):
            fired.setdefault((act.place, act.voice), []).append((act, holder))
        rows += [
            {"frame_id": frame.id, "voice": voice} | dict(zip(ADDRESS, place, strict=True)) | _said(found)
            for (place, voice), found in fired.items()
        ]
    return make_codes(rows, "structural")


def _said(found: Sequence[tuple[_Act, str]]) -> dict[str, str]:
    """Return the firmest polarity of some clauses in one sentence and voice, with what goes with it."""
    order = ("asserted", "attributed", "denied", "rejected")
    read = []
    for act, holder in found:
        polarity = polarity_of(act.voice, act.uptake, is_denied=act.is_negated)
        read.append((polarity, act.uptake, str(act), holder))
    firmest_polarity = min((item[0] for item in read), key=order.index)
    firmest = sorted(item for item in read if item[0] == firmest_polarity)
    return {
        "polarity": firmest_polarity,
        "uptake": firmest[0][1],
        "cues": "; ".join(dict.fromkeys(item[2] for item in firmest)),
        "actor_id": firmest[0][3],
    }


class _FrameReader:
    """Finds the clauses that show one frame."""

    def __init__(self, frame: Frame, codebook: Codebook, narrowed: Mapping[str, Any], actors: Actors) -> None:
        self.frame, self.actors = frame, actors
        # A role that is filled by a clause has its part from there; the others need only be named.
        self.slots = [slot._replace(part="any") for slot in find_slots(frame, codebook, narrowed)]
        self.known = frozenset(codebook.actor_by_id)
        self.allowed = {role.id: allowed_actors(frame, role.id, codebook, narrowed) for role in frame.roles}

    def read(self, acts: Sequence[_Act], claims: Sequence[_Act]) -> Iterator[tuple[_Act, str]]:
        """Yield each clause that fits, once, with who fills the first role."""
        structure = self.frame.structure
        if structure is None:
            return
        claimed = structure.claimed_agency
        shapes: list[tuple[_Act, tuple[Clause, ...]]] = [(act, structure.clauses) for act in acts]
        shapes += [(act, (Clause(agent=claimed),)) for act in claims if claimed]
        for act, some in shapes:
            holder = next((found for shape in some if (found := self._holder(act, shape)) is not None), None)
            if holder is not None:
                yield act, holder

    def _holder(self, act: _Act, shape: Clause) -> str | None:
        """Return who fills the first role if a clause fits and all other roles can be filled, else None."""
        sides = ((act.agent, shape.agent), (act.patient, shape.patient))
        if not _fits(act, shape) or not all(self._plays(actor, role) for actor, role in sides):
            return None
        fixed = {role: actor for actor, role in reversed(sides) if role not in ("", ANYBODY)}
        if len({actor for actor, role in sides if role and actor}) < sum(bool(role) for _, role in sides):
            return None
        return self._fill(act, fixed)

    def _plays(self, actor: str, role: str) -> bool:
        if not role:
            return True
        if role == ANYBODY:
            return actor in self.known
        allowed = self.allowed[role]
        return actor in self.known and (allowed is None or actor in allowed)

    def _fill(self, act: _Act, fixed: Mapping[str, str]) -> str | None:
        place, sentence = act.place[:2], act.place[2]
        found = self.actors.found(place, range(sentence - self.frame.window + 1, sentence + 1))
        open_slots = list(self.slots)
        for role in fixed:
            slot = next((slot for slot in open_slots if slot.role_id == role), None)
            if slot is not None:
                open_slots.remove(slot)
        others = Cast.of({actor for _, actor in found} | {a for a in (act.agent, act.patient) if a in self.known})
        if not can_fill(open_slots, others.without(fixed.values())):
            return None
        first = self.frame.roles[0].id if self.frame.roles else ""
        return fixed[first] if first in fixed else self._named_first(open_slots, found, fixed)

    def _named_first(self, slots: Sequence[Slot], found: Sequence[tuple[int, str]], fixed: Mapping[str, str]) -> str:
        rest = [(number, actor) for number, actor in found if actor not in fixed.values()]
        return first_actor(self.frame, slots, rest, Cast.of(actor for _, actor in rest))


def _fits(act: _Act, shape: Clause) -> bool:
    """Whether the verb of a clause is what a shape asks for."""
    return (
        (not shape.classes or act.verb_class in shape.classes)
        and (not shape.verbs or act.verb in shape.verbs)
        and (act.modality in shape.modalities if shape.modalities else not act.is_wish)
        and (shape.is_bounded is None or act.is_bounded == shape.is_bounded)
        and (not shape.prevails or act.prevails)
    )


def _acts(annotations: Annotations) -> Iterator[_Act]:
    statements = orient_constraints(check_table(annotations.statements, "statements", step="annotate"))
    statements = statements.assign(is_wish=is_only_wished(statements))
    columns = [*ADDRESS, "voice", "uptake", "agent", "patient", "verb", "verb_class", "modality", "is_negated",
               "is_constrained", "is_wish", "is_nominal"]  # fmt: skip
    for (
        *place,
        voice,
        uptake,
        agent,
        patient,
        verb,
        verb_class,
        modality,
        negated,
        bounded,
        wish,
        nominal,
    ) in statements[columns].itertuples(index=False, name=None):
        entry = verb_lexicon().get((verb, "NOUN" if nominal else "VERB"))
        prevails = entry is not None and entry.agent_power > 0 and entry.agent_agency > 0
        yield _Act(
            (place[0], place[1], place[2]), voice, uptake, agent, patient, verb, verb_class, modality, bool(negated),
            bool(bounded), prevails, bool(wish),
        )  # fmt: skip


def _claims(annotations: Annotations) -> Iterator[_Act]:
    """Yield what is claimed outright of an actor's agency; a denial is a negated claim."""
    evaluations = check_table(annotations.evaluations, "evaluations", step="annotate")
    claims = evaluations[(evaluations["dimension"] == _AGENCY) & (evaluations["value"] != 0)]
    columns = [*ADDRESS, "voice", "uptake", "actor_id", "cue", "value"]
    for *place, voice, uptake, actor_id, cue, value in claims[columns].itertuples(index=False, name=None):
        yield _Act((place[0], place[1], place[2]), voice, uptake, actor_id, "", cue, is_negated=value < 0)
