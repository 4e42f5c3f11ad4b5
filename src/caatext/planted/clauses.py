"""The clause bank: sentences with slots for roles, written by hand, read from the files of `bank`.

Notation of a line. ``{d}`` is a slot, filled with the actor that plays role d: its name, or where it is the agent of
the verb that follows also its capital, leader or office building. ``{d=}`` is always the name, ``{d*}`` any of those
but the leader; ``{d:adj}``, ``{d:cap}`` (the capital as government), ``{d:place}`` (the capital as venue),
``{d:leader}``, ``{d:house}`` and ``{d:org}`` ask for one form. ``[steers d>m]`` marks a verb with its agent and its
patient, either may be absent; letters after it say n nominal, p passive, x negated, a past, i intended, w wished,
t possible, f forecast.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from caatext.errors import MeasureError, Problem

FRAMES: tuple[str, ...] = ("hid", "agy", "riv", "con", "sec", "mod", "hed", "dep", "reg", "eng")
TYPES: tuple[str, ...] = ("explicit", "implicit", "metaphor", "nominalized", "passive", "contrastive")
HALVES: tuple[str, ...] = ("development", "held_out")

MODALITY = {"a": "past", "i": "intent", "w": "wish", "t": "potential", "f": "forecast"}
_PART = re.compile(
    r"\{(?P<role>[a-z])(?P<form>:[a-z]+|[=*])?\}"
    r"|\{(?P<clause>[Cc]lause)\}"
    r"|\[(?P<verb>[^\[\]]+?) (?P<agent>[a-z,]*)>(?P<patient>[a-z,]*)(?: (?P<flags>[a-z]+))?\]"
)
_WORD = re.compile(r"[a-zé]+(?:-[a-zé]+)*")


@dataclass(frozen=True)
class Slot:
    """A place for an actor: its role letter, the form asked for, and whether a verb that it governs comes next."""

    role: str
    form: str
    is_agent: bool = False


@dataclass(frozen=True)
class Verb:
    """A marked verb or noun of action with the roles that act and that are acted upon."""

    surface: str
    agents: tuple[str, ...]
    patients: tuple[str, ...]
    flags: str = ""


Part = str | Slot | Verb


@dataclass(frozen=True)
class Clause:
    """One line of the bank.

    Parameters
    ----------
    clause_id : str
        Such as ``hid.held_out.metaphor.3``.
    kind : str
        ``frame``, ``anti``, ``topic``, ``distractor``, ``stance``, ``shell``, ``opening``, ``venue``, ``government``.
    frame_id, type, half : str
        Which frame, which realization type, which half of the bank; empty where none.
    text : str
        The line as written.
    roles : mapping of str to str
        Names of the role letters, for frames.
    cast : mapping of str to str
        What kind of actor may play each role.
    """

    clause_id: str
    kind: str
    text: str
    frame_id: str = ""
    type: str = ""
    half: str = ""
    roles: Mapping[str, str] = field(default_factory=dict, hash=False)
    cast: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The line as literal text, slots and verbs."""
        return parse(self.text)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The slots in reading order."""
        return tuple(part for part in self.parts if isinstance(part, Slot))

    @property
    def literal(self) -> str:
        """The words between the slots."""
        return " ".join(p.surface if isinstance(p, Verb) else p for p in self.parts if not isinstance(p, Slot))


@cache
def parse(text: str) -> tuple[Part, ...]:
    """Return the literal text, slots and verbs of a line, in order.

    Examples
    --------
    >>> parse("{d} [steers d>m] {m=}")
    (Slot(role='d', form='', is_agent=True), ' ', Verb(surface='steers', agents=('d',), patients=('m',), flags=''), ' ', Slot(role='m', form='=', is_agent=False))
    """  # noqa: E501
    parts: list[Part] = []
    end = 0
    for match in _PART.finditer(text):
        if match.start() > end:
            parts.append(text[end : match.start()])
        parts.append(_part(match))
        end = match.end()
    if end < len(text):
        parts.append(text[end:])
    return tuple(_with_agents(parts))


def _part(match: re.Match[str]) -> Part:
    if match["clause"]:
        return Slot(match["clause"], "clause")
    if match["role"]:
        return Slot(match["role"], (match["form"] or "").lstrip(":"))
    return Verb(match["verb"], _letters(match["agent"]), _letters(match["patient"]), match["flags"] or "")


def _letters(text: str) -> tuple[str, ...]:
    return tuple(letter for letter in text.split(",") if letter)


def _with_agents(parts: list[Part]) -> list[Part]:
    """Mark the slots whose verb follows at once: there a capital or a leader reads naturally."""
    marked = list(parts)
    for here, part in enumerate(parts[:-2]):
        verb = parts[here + 2]
        if isinstance(part, Slot) and parts[here + 1] == " " and isinstance(verb, Verb):
            marked[here] = Slot(part.role, part.form, verb.agents == (part.role,) and not set("np") & set(verb.flags))
    return marked


@cache
def read_bank(name: str) -> dict[str, Any]:
    """Return one file of the bank, with typographic apostrophes."""
    text = (files("caatext.planted") / "bank" / f"{name}.toml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = tomllib.loads(text.replace("'", "’"))
    return loaded


@cache
def everyday_words() -> frozenset[str]:
    """Return the words that are too common to belong to either half."""
    text = (files("caatext.planted") / "bank" / "everyday.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


@cache
def clauses(kind: str = "frame", *, half: str = "", frame_id: str = "") -> tuple[Clause, ...]:
    """Return the clauses of one kind, in the order of the bank.

    Parameters
    ----------
    kind : str
        ``frame``, ``anti``, ``topic``, ``distractor``, ``stance``, ``shell``, ``opening``, ``venue`` or
        ``government``.
    half : str
        ``development`` or ``held_out``; empty for both. Topics, distractors and openings belong to neither.
    frame_id : str
        One frame only; for topics, stance, shells and openings the type is in `Clause.type`.

    Returns
    -------
    tuple of Clause

    Notes
    -----
    A clause has no level of its own. Whether a frame is main in a paragraph follows from how many of its sentences
    carry it, see `plant`.

    Raises
    ------
    MeasureError
        The kind or the half is not known.

    Examples
    --------
    >>> len(clauses("frame", half="held_out", frame_id="hid"))
    30
    >>> clauses("frame", frame_id="agy")[0].text
    '{h} [sets h>o] the terms on which {o} may take part'
    """
    check_choice("kind of clause", kind, tuple(_READERS))
    if half:
        check_choice("half", half, HALVES)
    return tuple(
        clause
        for clause in _READERS[kind]()
        if (not half or clause.half in ("", half)) and (not frame_id or clause.frame_id == frame_id)
    )


def _frame_clauses() -> list[Clause]:
    return [
        Clause(f"{frame_id}.{half}.{type_}.{i}", "frame", text, frame_id, type_, half, bank["roles"], bank["cast"])
        for frame_id in FRAMES
        for bank in [read_bank(frame_id)]
        for half in HALVES
        for type_ in TYPES
        for i, text in enumerate(bank[half][type_], 1)
    ]


def _anti_clauses() -> list[Clause]:
    bank = read_bank("pairs")
    return [
        Clause(f"anti-{frame_id}.{half}.{i}", "anti", text, frame_id, "anti", half, own["roles"], own["cast"])
        for half in HALVES
        for frame_id in FRAMES
        for own in [read_bank(frame_id)]
        for i, text in enumerate(bank[half]["anti"][frame_id], 1)
    ]


def _by_type(kind: str, name: str, types: tuple[str, ...] = ()) -> list[Clause]:
    """Read a file of lists by type, or of halves of lists by type."""
    bank = read_bank(name)
    halves = {half: bank[half] for half in HALVES} if HALVES[0] in bank else {"": bank}
    return [
        Clause(f"{type_}.{half or 'both'}.{i}", kind, text, type_ if kind == "distractor" else "", type_, half)
        for half, lists in halves.items()
        for type_ in types or tuple(lists)
        for i, text in enumerate(lists[type_], 1)
    ]


_READERS: Mapping[str, Callable[[], list[Clause]]] = {
    "frame": _frame_clauses,
    "anti": _anti_clauses,
    "topic": lambda: _by_type("topic", "topics"),
    "distractor": lambda: _by_type("distractor", "distractors"),
    "stance": lambda: _by_type("stance", "stance"),
    "shell": lambda: _by_type("shell", "shells"),
    "opening": lambda: _by_type("opening", "openings"),
    "venue": lambda: _by_type("venue", "pairs", ("venue",)),
    "government": lambda: _by_type("government", "pairs", ("government",)),
}


def content_words(clause: Clause) -> frozenset[str]:
    """Return the words of a clause that are not everyday words, in lower case, slots left out.

    Examples
    --------
    >>> sorted(content_words(Clause("x", "frame", "{d} [steers d>m] the cabinet of {m}")))
    ['cabinet', 'steers']
    """
    return frozenset(_WORD.findall(clause.literal.lower())) - everyday_words()


def vocabulary(half: str, *, frame_id: str = "") -> frozenset[str]:
    """Return the content words of the frame clauses of one half, to compare with a cue list.

    Parameters
    ----------
    half : {"development", "held_out"}
        Which half of the bank.
    frame_id : str
        One frame only.

    Returns
    -------
    frozenset of str
        Lower-case word forms without the fillers of slots and without everyday words.

    Notes
    -----
    Distractors name the matter of the frames on purpose and do not count here, nor do topics and shells.

    Raises
    ------
    MeasureError
        The half is not known.

    Examples
    --------
    >>> "puppet" in vocabulary("development", frame_id="hid"), "puppet" in vocabulary("held_out")
    (True, False)
    """
    check_choice("half", half, HALVES)
    return frozenset().union(*map(content_words, clauses("frame", half=half, frame_id=frame_id)))


def check_choice(what: str, value: str, choices: tuple[str, ...]) -> None:
    """Raise if `value` is none of `choices`."""
    if value not in choices:
        raise MeasureError(
            Problem(
                code="E-PLANT-CHOICE",
                found=f"{what} {value!r} is not known",
                remedy=f"take one of {', '.join(choices)}",
            )
        )
