"""`Codebook`: the categories of a study with their rules; one file drives dictionary, seeds, coding and claims."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from html import escape
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from caatext.errors import CodebookError, Problem
from caatext.provenance import fingerprint

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Date = Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Part = Literal["agent", "patient", "not-patient", "any"]
VerbClass = Literal[
    "change", "cognition", "communication", "conflict-material", "conflict-verbal", "constraint", "control",
    "cooperate-material", "cooperate-verbal", "motion", "other", "possession", "state",
]  # fmt: skip
Modality = Literal["real", "past", "intent", "wish", "potential", "forecast", "perceived", "staged"]
#: In a clause: whoever it is, as long as it is an actor.
ANYBODY = "*"


class Entry(BaseModel):
    """Base of all codebook entries: frozen, and an unknown key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Leader(Entry):
    """A person who acts for the actor while in office."""

    name: Text
    surname: str = ""
    office: str = ""
    since: Date = Field(default="", alias="from")
    until: Date = Field(default="", alias="to")


class Metonym(Entry):
    """A place name that may stand for the government that sits there."""

    surface: Text
    default: Literal["actor", "place"] = "actor"
    since: Date = Field(default="", alias="from")
    until: Date = Field(default="", alias="to")
    note: str = ""


class Actor(Entry):
    """A state, region, organization or group that texts can present as acting."""

    id: Id
    name: Text
    kind: Literal["state", "region", "organization", "group", "person"] = "state"
    aliases: tuple[Text, ...] = ()
    prefixes: tuple[Text, ...] = ()
    leaders: tuple[Leader, ...] = ()
    offices: tuple[Text, ...] = ()
    metonyms: tuple[Metonym, ...] = ()
    note: str = ""


class Group(Entry):
    """A set of actors that roles name with ``@id``."""

    id: Id
    name: Text
    kind: Literal["region", "set"] = "set"
    members: tuple[Id, ...]


class Mask(Entry):
    """A name inside which no actor, cue or evaluation is read."""

    surface: Text
    reason: str = ""


class Cue(Entry):
    """Words that signal one part of a frame."""

    group: Text
    tier: Literal["theory", "seen"]
    terms: tuple[Text, ...]
    exclude: tuple[Text, ...] = ()
    note: str = ""


class Role(Entry):
    """A part that must be played for the frame to be coded."""

    id: Id
    name: str = ""
    actors: tuple[str, ...] = ()
    required: bool = True
    min: int = Field(default=1, ge=1)
    #: Where the gate is on statements: what the actor has to be in one of them; ``not-patient``: to act in one or to be
    #: acted upon in none, as an owner is; ``any``: to be named is enough.
    part: Part = "any"
    #: A role of the frame whose actors, as many as it asks for, may stand in for this one.
    alternative: str = ""


class Clause(Entry):
    """A shape of clause that shows a frame: who does something of what kind to whom; an empty key asks for nothing."""

    #: A role of the frame, ``*`` for any actor.
    agent: str = ""
    patient: str = ""
    classes: tuple[VerbClass, ...] = ()
    verbs: tuple[Text, ...] = ()
    modalities: tuple[Modality, ...] = ()
    #: Only verbs by which the agent, of its own will, gets the better of the patient.
    prevails: bool = False
    #: Whether the agent acts as another makes or lets it; of class ``constraint``, whether its nature is to depend.
    is_bounded: bool | None = None


class Structure(Entry):
    """The grammar of a frame: any of these clauses, or the outright claim that who plays a role sets its own course."""

    clauses: tuple[Clause, ...] = ()
    #: The role whose actor is said to be an actor of its own.
    claimed_agency: str = ""


class Frame(Entry):
    """A way to organise a situation for the reader: definition, rules, roles, cues, seed sentences."""

    id: Id
    name: Text
    definition: Text
    include: tuple[Text, ...] = ()
    exclude: tuple[Text, ...] = ()
    window: int = Field(default=1, ge=1, le=10)
    require: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    cues: tuple[Cue, ...] = ()
    seeds: tuple[Text, ...] = ()
    anti_seeds: tuple[Text, ...] = ()
    structure: Structure | None = None

    def role(self, role_id: str) -> Role | None:
        """Return the role with this identifier, or None."""
        return next((role for role in self.roles if role.id == role_id), None)


class About(Entry):
    """What the codebook is."""

    id: Id
    title: Text
    version: Text
    description: str = ""
    #: Whether the actors of the world table are read too, where the codebook has no use for a form.
    world: bool = True


class Codebook(Entry):
    """Actors, groups, masks and frames of a study.

    Notes
    -----
    Read one with :func:`caatext.read_codebook`; every fault is reported at once.
    """

    codebook: About
    groups: tuple[Group, ...] = ()
    actors: tuple[Actor, ...] = ()
    masks: tuple[Mask, ...] = ()
    frames: tuple[Frame, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Codebook:
        faults = [*_repeated(self), *_dangling(self), *_ambiguous(self)]
        if faults:
            raise ValueError("\n".join(faults))
        return self

    @cached_property
    def actor_by_id(self) -> dict[str, Actor]:
        """Actors by identifier."""
        return {actor.id: actor for actor in self.actors}

    @cached_property
    def frame_by_id(self) -> dict[str, Frame]:
        """Frames by identifier."""
        return {frame.id: frame for frame in self.frames}

    @cached_property
    def group_by_id(self) -> dict[str, Group]:
        """Groups by identifier."""
        return {group.id: group for group in self.groups}

    def expand(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return actor identifiers for a list of identifiers and ``@groups``, without repeats, in order."""
        found: dict[str, None] = {}
        for name in names:
            members = self.group_by_id[name[1:]].members if name.startswith("@") else (name,)
            found.update(dict.fromkeys(members))
        return tuple(found)

    def actor_name(self, actor_id: str) -> str:
        """Return the display name of an actor, or the identifier where the codebook does not know it."""
        actor = self.actor_by_id.get(actor_id)
        return actor.name if actor else actor_id

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the content."""
        return fingerprint(self.model_dump(mode="json"))

    @property
    def reading_fingerprint(self) -> str:
        """SHA-256 of what the reading of a text depends on: names, masks and cues, but no gates, roles or seeds."""
        content = self.model_dump(mode="json")
        cues = [[frame["id"], frame["cues"]] for frame in content["frames"]]
        return fingerprint([content["codebook"]["world"], content["actors"], content["masks"], cues])

    def __repr__(self) -> str:
        about = self.codebook
        return f"<codebook {about.id} {about.version}: {len(self.actors)} actors, {len(self.frames)} frames>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        items = "".join(
            f"<li><b>{escape(f.name)}</b> ({escape(f.id)}): {escape(f.definition)}</li>" for f in self.frames
        )
        return f"<p>{escape(repr(self)[1:-1])}</p><ul>{items}</ul>"


class Form(NamedTuple):
    """A surface form with the dates between which it leads to its actor; empty where it always does."""

    text: str
    since: str = ""
    until: str = ""

    def meets(self, other: Form) -> bool:
        """Whether both hold on some day."""
        return (self.since or "0") < (other.until or "9") and (other.since or "0") < (self.until or "9")


def forms(actor: Actor) -> Iterator[Form]:
    """Yield every surface form that leads to an actor, with its dates."""
    yield from (Form(text) for text in (*actor.aliases, *actor.offices))
    yield from (Form(metonym.surface, metonym.since, metonym.until) for metonym in actor.metonyms)
    yield from (Form(leader.name, leader.since, leader.until) for leader in actor.leaders)


def surfaces(actor: Actor) -> Iterator[str]:
    """Yield every surface form that leads to an actor, whatever its dates."""
    return (form.text for form in forms(actor))


def _repeated(codebook: Codebook) -> list[str]:
    faults = []
    for kind, ids in (
        ("actor", [actor.id for actor in codebook.actors]),
        ("group", [group.id for group in codebook.groups]),
        ("frame", [frame.id for frame in codebook.frames]),
    ):
        faults += [f"{kind} '{name}' stands {n} times" for name, n in Counter(ids).items() if n > 1]
    return faults


def _dangling(codebook: Codebook) -> list[str]:
    actors = {actor.id for actor in codebook.actors}
    groups = {group.id for group in codebook.groups}
    faults = [
        f"group '{group.id}' names the unknown actor '{member}'"
        for group in codebook.groups
        for member in group.members
        if member not in actors
    ]
    for frame in codebook.frames:
        cue_groups = {cue.group for cue in frame.cues}
        absent = [name for name in frame.require if name not in cue_groups]
        faults += [f"frame '{frame.id}' requires the cue group '{name}', which has no cues" for name in absent]
        for role in frame.roles:
            for name in role.actors:
                known = name[1:] in groups if name.startswith("@") else name in actors
                if not known:
                    faults.append(f"frame '{frame.id}', role '{role.id}' names the unknown actor or group '{name}'")
            if role.alternative and role.alternative not in {other.id for other in frame.roles if other is not role}:
                faults.append(f"frame '{frame.id}', role '{role.id}' names the unknown role '{role.alternative}'")
        faults += [f"frame '{frame.id}': {fault}" for fault in _misshapen(frame)]
    return faults


def _misshapen(frame: Frame) -> Iterator[str]:
    """Yield what is wrong with the structure of a frame."""
    if frame.structure is None:
        return
    clauses, claimed = frame.structure.clauses, frame.structure.claimed_agency
    if not clauses and not claimed:
        yield "its structure is empty; leave the table out, or name clauses or claimed_agency"
    for role in dict.fromkeys([claimed, *(name for clause in clauses for name in (clause.agent, clause.patient))]):
        if role not in ("", ANYBODY) and frame.role(role) is None:
            yield f"its structure names the unknown role '{role}'"
    if any(clause.agent in ("", ANYBODY) and clause.patient in ("", ANYBODY) for clause in clauses):
        yield "a clause of its structure names no role; say which role acts or is acted upon"


def _ambiguous(codebook: Codebook) -> list[str]:
    """Forms that lead to two actors on the same day; a capital of two states, one after the other, is no fault."""
    owners: dict[str, list[tuple[str, Form]]] = {}
    for actor in codebook.actors:
        for form in forms(actor):
            owners.setdefault(form.text, []).append((actor.id, form))
    faults = []
    for text, found in sorted(owners.items()):
        clash = {a for a, one in found for b, other in found if a != b and one.meets(other)}
        if clash:
            faults.append(f"'{text}' leads to more than one actor: {', '.join(sorted(clash))}")
    return faults


def parse_codebook(text: str, *, path: str = "") -> Codebook:
    """Return the codebook that a TOML text describes.

    Raises
    ------
    CodebookError
        The text is no TOML, or has faults; all of them are listed at once.

    Examples
    --------
    >>> parse_codebook('[codebook]\\nid = "x"\\ntitle = "X"\\nversion = "1"')
    <codebook x 1: 0 actors, 0 frames>
    """
    try:
        return Codebook.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise CodebookError(
            Problem(code="E-CFG-TOML", path=path, found=f"this is no TOML: {error}", remedy="mend the line named")
        ) from error
    except ValidationError as error:
        raise CodebookError(_faults(error, path)) from error


def _faults(error: ValidationError, path: str) -> list[Problem]:
    problems = []
    for fault in error.errors():
        place = ".".join(str(part + 1) if isinstance(part, int) else part for part in fault["loc"])
        for message in str(fault["msg"]).removeprefix("Value error, ").split("\n"):
            value = "" if isinstance(fault["input"], dict) else f" (found: {fault['input']!r})"
            problems.append(
                Problem(
                    code="E-CFG-CODEBOOK",
                    path=path,
                    place=place,
                    found=message + value,
                    remedy="mend this entry; the format is described in docs/codebook.md",
                )
            )
    return problems
