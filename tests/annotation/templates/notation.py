"""How a sentence and its truth are written down in one line, and how such a line is read.

``The {A.adj} army [attacked] {B}. | A>B -`` says: at the word in square brackets there is an event, its agent is A and
its patient B, and the verb is hostile. After the bar stands one truth for each bracket, in order, divided by ``;``:

- ``A>B`` agent and patient; several where several took part (``A>B C>B``); ``_`` is nobody named, ``*`` is not judged.
- ``+`` friendly, ``-`` hostile, ``0`` neither, ``c`` control (neither, and of class control), ``*`` not judged.
- ``!`` negated. ``~`` not real (wished, planned, possible, foretold, feigned, perceived); ``?`` not judged.
- ``@C`` said by C, ``@*`` not judged; without it the author speaks.

``*`` and ``?`` stand where careful readers may differ. Words of an event that may be read at either of two words
(*launched an attack*) are bracketed together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_SIGNS = {"+": 1, "-": -1, "0": 0, "c": 0, "*": None}
_BRACKET = re.compile(r"\[([^\]]+)\]")


class State(NamedTuple):
    """A state as a template names it."""

    id: str
    name: str
    adj: str
    capital: str

    def __format__(self, spec: str) -> str:
        return self.name


@dataclass(frozen=True)
class Event:
    """What is true of the words from `start` to `end`; None and ``*`` are not judged."""

    start: int
    end: int
    pairs: frozenset[tuple[str, str]]
    sign: int | None
    is_control: bool
    is_negated: bool
    is_irreal: bool | None
    voice: str


@dataclass(frozen=True)
class Sentence:
    """A sentence with its events."""

    id: str
    category: str
    names: str
    text: str
    events: tuple[Event, ...]


def read_line(line: str, slots: Mapping[str, State]) -> tuple[str, tuple[Event, ...]]:
    """Return the text and the events of one line."""
    raw, _, truth = line.rpartition("|")
    marked = raw.strip().format(**slots)
    specs = truth.split(";")
    spans, shift = [], 0
    for match in _BRACKET.finditer(marked):
        spans.append((match.start() - shift, match.end() - 2 - shift))
        shift += 2
    if len(spans) != len(specs):
        message = f"{len(spans)} brackets, {len(specs)} truths: {line}"
        raise ValueError(message)
    events = tuple(_event(span, spec.split(), slots) for span, spec in zip(spans, specs, strict=True))
    return _BRACKET.sub(r"\1", marked), events


def _event(span: tuple[int, int], marks: Sequence[str], slots: Mapping[str, State]) -> Event:
    pairs = [mark.split(">") for mark in marks if ">" in mark]
    (sign,) = (mark for mark in marks if mark in _SIGNS)
    voices = [mark[1:] for mark in marks if mark.startswith("@")]
    return Event(
        start=span[0],
        end=span[1],
        pairs=frozenset((_actor(agent, slots), _actor(patient, slots)) for agent, patient in pairs),
        sign=_SIGNS[sign],
        is_control=sign == "c",
        is_negated="!" in marks,
        is_irreal=None if "?" in marks else "~" in marks,
        voice=_actor(voices[0], slots) if voices else "author",
    )


def _actor(mark: str, slots: Mapping[str, State]) -> str:
    return slots[mark].id if mark in slots else "" if mark == "_" else mark


def read_lines(lines: str, *, prefix: str, category: str, slots: Sequence[Mapping[str, State]]) -> list[Sentence]:
    """Return a sentence for each line and each set of names, the sets taken in turn."""
    result = []
    for number, line in enumerate(line for line in lines.splitlines() if line.strip()):
        names = slots[number % len(slots)] if slots else {}
        text, events = read_line(line, names)
        result.append(Sentence(f"{prefix}-{category}-{number:03}".replace(" ", "-"), category, prefix, text, events))
    return result
