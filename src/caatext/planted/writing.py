"""Fill the slots of a clause and note where everything stands: text with its marks, offsets from its own start."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from caatext.planted.actors import Cast, kinds, leader_forms, surfaces
from caatext.planted.clauses import MODALITY, Clause, Part, Slot, Verb
from caatext.planted.designs import Noise

_FORMS = {"=": "name", "adj": "adjective", "cap": "capital", "place": "capital", "org": "organization"}
_ANAPHOR = {"state": "the republic", "power": "the great power"}
_QUOTED = re.compile("“[^”]*”")
_PREFIX = re.compile(r"\b(?:pro|anti)-$")
#: Shells that make a speaker answerable for the clause.
REPORTING = ("direct", "indirect", "viewpoint")


@dataclass(frozen=True)
class Mark:
    """One row of a truth table: which table, where, and its other columns."""

    table: str
    start: int
    end: int
    fields: Mapping[str, Any]

    def shifted(self, by: int) -> Mark:
        """Return the mark `by` characters further on."""
        return Mark(self.table, self.start + by, self.end + by, self.fields)


@dataclass(frozen=True)
class Passage:
    """A text with its marks."""

    text: str
    marks: tuple[Mark, ...] = ()

    @property
    def actors(self) -> frozenset[str]:
        """The actors mentioned in it."""
        return frozenset(mark.fields["actor_id"] for mark in self.marks if mark.table == "mentions")

    def then(self, other: Passage) -> Passage:
        """Return the two, one after the other."""
        return Passage(self.text + other.text, (*self.marks, *(mark.shifted(len(self.text)) for mark in other.marks)))

    def whole(self, table: str, **fields: Any) -> Passage:
        """Return the passage with one more mark over all of it."""
        return Passage(self.text, (*self.marks, Mark(table, 0, len(self.text), fields)))

    def with_fields(self, *tables: str, **fields: Any) -> Passage:
        """Return the passage with columns of the marks of some tables set anew."""
        marks = (
            Mark(mark.table, mark.start, mark.end, {**mark.fields, **fields}) if mark.table in tables else mark
            for mark in self.marks
        )
        return Passage(self.text, tuple(marks))


@dataclass(frozen=True)
class Setting:
    """What the words depend on: the world, the noise, the dice, and who was named in the sentence before."""

    world: str
    noise: Noise
    rng: random.Random
    previous: frozenset[str] = field(default_factory=frozenset)


def render(clause: Clause, cast: Cast, setting: Setting) -> Passage:
    """Return the clause with its slots filled, its mentions and statements marked.

    Parameters
    ----------
    clause : Clause
        A line of the bank without a place for another clause.
    cast : mapping of str to str
        Actor id by role letter.
    setting : Setting
        World, noise, dice, and the actors of the sentence before.
    """
    parts, passage, here = clause.parts, Passage(""), 0
    while here < len(parts):
        taken = 3 if _is_pair(parts, here, cast, setting) else 1
        if taken == 3:
            piece = _both(passage.text, parts[here : here + 3], cast)
        else:
            piece = _piece(parts[here], clause, cast, setting, is_first=here == 0)
        passage = _join(passage, piece, is_slot=isinstance(parts[here], Slot))
        here += taken
    for match in _QUOTED.finditer(passage.text):
        name = Mark("quotes", *match.span(), {"kind": "name", "shell": "", "voice": "own", "actor_id": ""})
        passage = Passage(passage.text, (*passage.marks, name))
    return passage


def _join(passage: Passage, piece: Passage, *, is_slot: bool) -> Passage:
    """Append a piece; the article before a name follows the sound of the name."""
    text = passage.text
    if is_slot and re.search(r"(?:^|\s)an? $", text):
        stem = text.rstrip().removesuffix("an").removesuffix("a")
        text = stem + ("an " if piece.text[0] in "AEIOUaeiou" else "a ")
    return Passage(text, passage.marks).then(piece)


def _piece(part: Part, clause: Clause, cast: Cast, setting: Setting, *, is_first: bool) -> Passage:
    if isinstance(part, Verb):
        return Passage(part.surface).whole("statements", **_statement(part, cast))
    if isinstance(part, str):
        return Passage(part)
    actor_id = cast[part.role]
    surface, reading, form = _name(part, actor_id, clause, cast, setting, is_first)
    return Passage(surface).whole("mentions", actor_id=actor_id, reading=reading, form=form)


def _statement(verb: Verb, cast: Cast) -> dict[str, Any]:
    return {
        "voice": "own",
        "agent": ";".join(cast[role] for role in verb.agents),
        "verb": verb.surface,
        "patient": ";".join(cast[role] for role in verb.patients),
        "is_negated": "x" in verb.flags,
        "is_passive": "p" in verb.flags,
        "is_nominal": "n" in verb.flags,
        "modality": next((MODALITY[flag] for flag in verb.flags if flag in MODALITY), "real"),
    }


def _name(
    slot: Slot, actor_id: str, clause: Clause, cast: Cast, setting: Setting, is_first: bool
) -> tuple[str, str, str]:
    """Return how the actor is named here, the reading of that name, and its form."""
    actor = surfaces(setting.world)[actor_id]
    anaphor = _anaphor(actor_id, clause, cast, setting, is_first) if slot.form in ("", "=") else None
    if anaphor:
        return anaphor
    form = _FORMS.get(slot.form, slot.form) or "name"
    if slot.form == "*" or (slot.form == "" and slot.is_agent):
        form = _variant(clause, setting, may_be_leader=slot.form == "")
    if form == "leader":
        named = leader_forms(actor)[setting.rng.random() < setting.noise.variants]
        return (named, "actor", "leader") if actor["office"] else (actor["name"], "actor", "name")
    if not actor[form]:
        return actor["name"], "actor", "name"
    reading = "place" if slot.form == "place" else "modifier" if _is_prefixed(slot, clause) else "actor"
    return actor[form], reading, form


def _variant(clause: Clause, setting: Setting, *, may_be_leader: bool) -> str:
    """Return a form for an actor that acts; a leader only where no ``it`` refers back."""
    draw = setting.rng.random()
    if draw >= setting.noise.variants:
        return "name"
    forms = ["capital", "house", "capital"]
    if may_be_leader and not re.search(r"\b(?:its?|itself)\b", clause.text):
        forms.append("leader")
    return forms[int(draw / setting.noise.variants * len(forms))]


def _is_prefixed(slot: Slot, clause: Clause) -> bool:
    parts = clause.parts
    return any(
        part == slot and isinstance(before, str) and bool(_PREFIX.search(before)) for before, part in pairwise(parts)
    )


def _anaphor(
    actor_id: str, clause: Clause, cast: Cast, setting: Setting, is_first: bool
) -> tuple[str, str, str] | None:
    """Return a pronoun or description of an actor that the sentence before has named, if the dice want one."""
    kind = kinds()[actor_id]
    if actor_id not in setting.previous or setting.rng.random() >= setting.noise.coreference:
        return None
    if is_first and setting.previous == {actor_id}:
        return "it", "actor", "pronoun"
    named = {cast[slot.role] for slot in clause.slots if slot.role in cast}
    rivals = {other for other in setting.previous | named if kinds()[other] == kind}
    if kind in _ANAPHOR and rivals == {actor_id}:
        return _ANAPHOR[kind], "actor", "description"
    return None


def _is_pair(parts: tuple[Part, ...], here: int, cast: Cast, setting: Setting) -> bool:
    """Whether ``{a} and {b}`` stands here, both of a kind and both in the sentence before, and the dice agree."""
    first, link, second = (*parts[here : here + 3], "", "", "")[:3]
    if not (isinstance(first, Slot) and link == " and " and isinstance(second, Slot)):
        return False
    before = parts[here - 1] if here else ""
    is_list = isinstance(before, str) and before.endswith(", ")
    actors = {cast[first.role], cast[second.role]}
    is_known = actors <= setting.previous and len({kinds()[actor] for actor in actors}) == 1
    return is_known and not is_list and setting.rng.random() < setting.noise.coreference


def _both(before: str, parts: tuple[Part, ...], cast: Cast) -> Passage:
    actors = [cast[part.role] for part in parts if isinstance(part, Slot)]
    plural = {"state": "states", "power": "powers", "region": "regions"}[kinds()[actors[0]]]
    passage = Passage(f"{'the two' if before.endswith('between ') else 'both'} {plural}")
    for actor_id in actors:
        passage = passage.whole("mentions", actor_id=actor_id, reading="actor", form="pronoun")
    return passage


def wrap(shell: Clause, inner: Passage, cast: Cast, setting: Setting) -> Passage:
    """Return the clause inside a shell: reported, rejected, denied, wished, intended or thought possible.

    Who reports answers for the clause: frames, statements and stance inside get voice ``attributed`` and the source.
    A denial negates its statements. A wish, an intention or a possibility is their modality; the voice remains the
    author's, who says that somebody wishes.
    """
    source = cast["s"] if any(slot.role == "s" for slot in shell.slots) else ""
    if shell.type in (*REPORTING, "rejected"):
        inner = inner.with_fields("frames", "statements", "stance", voice="attributed", source=source)
    if shell.type in ("rejected", "denied"):
        inner = inner.with_fields("frames", polarity=shell.type)
    elif shell.type in REPORTING:
        inner = inner.with_fields("frames", polarity="attributed")
    else:
        inner = inner.with_fields("frames", "statements", modality=shell.type)
    if shell.type == "denied":
        inner = inner.with_fields("statements", is_negated=True)
    return _enclose(shell, inner, cast, setting, source)


def _enclose(shell: Clause, inner: Passage, cast: Cast, setting: Setting, source: str) -> Passage:
    passage, quote = Passage(""), (0, 0)
    for part in shell.parts:
        if isinstance(part, Slot) and part.form == "clause":
            text = inner.text[0].upper() + inner.text[1:] if part.role == "Clause" else inner.text
            quote = (len(passage.text), len(passage.text) + len(text))
            passage = passage.then(Passage(text, inner.marks))
        else:
            passage = _join(passage, _piece(part, shell, cast, setting, is_first=False), is_slot=isinstance(part, Slot))
    if shell.type not in (*REPORTING, "rejected"):
        return passage
    kind = "direct" if shell.type == "direct" else "indirect"
    start, end = (passage.text.index("“"), passage.text.rindex("”") + 1) if kind == "direct" else quote
    fields = {"kind": kind, "shell": shell.type, "voice": "attributed", "actor_id": source}
    return Passage(passage.text, (*passage.marks, Mark("quotes", start, end, fields)))


def finish(passage: Passage) -> Passage:
    """Return the clause as a sentence, with a capital and a full stop, which stands inside a closing quotation mark.

    Examples
    --------
    >>> finish(Passage("rain fell")).text
    'Rain fell.'
    >>> finish(Passage("he said: “Rain fell”")).text
    'He said: “Rain fell.”'
    """
    text = passage.text[0].upper() + passage.text[1:]
    if not text.endswith("”"):
        return Passage(text + ".", passage.marks)
    marks = (Mark(m.table, m.start, m.end + (m.end == len(text)), m.fields) for m in passage.marks)
    return Passage(text[:-1] + ".”", tuple(marks))
