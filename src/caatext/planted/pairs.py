"""Pairs of sentences that differ in one property, so that an instrument must tell exactly that property apart."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

import pandas as pd

from caatext.planted.actors import WORLDS, draw_cast, make_stage
from caatext.planted.articles import Written, count_levels, mark_frame
from caatext.planted.clauses import FRAMES, HALVES, Clause, Verb, check_choice, clauses, read_bank
from caatext.planted.designs import REGIONS, Noise
from caatext.planted.generator import Planted, assemble
from caatext.planted.writing import Passage, Setting, finish, render, wrap

#: The properties, the column of the truth that differs, and how many pairs of each.
PROPERTIES: Mapping[str, tuple[str, int]] = {
    "roles_swapped": ("roles", 32),
    "attributed": ("voice", 32),
    "negated": ("polarity", 28),
    "anti_frame": ("frame_id", 30),
    "wished": ("modality", 28),
    "metonym": ("reading", 26),
    "tone": ("tone", 24),
}
#: Columns of the truth of a pair; its members differ in one of them.
COMPARED: tuple[str, ...] = ("frame_id", "roles", "voice", "polarity", "modality", "reading", "tone", "stance")
#: Frames in which exchanging two actors makes another claim.
_ASYMMETRIC = ("hid", "agy", "dep")
_CLEAN = Noise(coreference=0.0, variants=0.0)


@dataclass(frozen=True)
class _Member:
    passage: Passage
    truth: Mapping[str, Any]


_Pair = tuple[_Member, _Member]


def minimal_pairs(half: str = "held_out", *, world: str = "fictional") -> Planted:
    """Return 200 pairs of sentences that differ in one property each.

    Roles swapped (32), own against attributed (32), asserted against negated (28), frame against anti-frame with
    equal actors (30), real against wished or intended (28), a capital as place against the same as government (26),
    warm words against grim ones with the stance fixed (24).

    Parameters
    ----------
    half : {"held_out", "development"}
        Which half of the clause bank.
    world : {"fictional", "real"}
        The same pairs with invented or with real names.

    Returns
    -------
    Planted
        ``documents``: ``doc_id, pair_id, member`` (a or b), ``text``, one sentence a document. Truth: the stand-off
        tables of `plant`, and ``pairs``: ``doc_id, pair_id, property, member, frame_id, roles, voice, polarity,
        modality, reading, tone, stance``. Member a has the frame asserted, own, real, with roles as in the bank.

    Notes
    -----
    An instrument that is right on both members has told the property apart; one that is right on one member of every
    pair has told nothing. With roles swapped the frame stays and who dominates, holds or depends changes.

    Raises
    ------
    MeasureError
        The half or the world is not known.

    Examples
    --------
    >>> pairs = minimal_pairs("development")
    >>> len(pairs.documents), pairs.truth["pairs"]["property"].nunique()
    (400, 7)
    """
    check_choice("half", half, HALVES)
    check_choice("world", world, WORLDS)
    written: list[Written] = []
    rows: list[dict[str, Any]] = []
    for property_, (_, count) in PROPERTIES.items():
        setting = Setting(world, _CLEAN, random.Random(f"pairs|{half}|{property_}"))
        for pair in islice(_MAKERS[property_](half, setting), count):
            number = len(written) // 2 + 1
            for member, made in zip("ab", pair, strict=True):
                address = {"doc_id": f"p{number:03d}{member}", "pair_id": f"p{number:03d}", "member": member}
                written.append(_as_article(address, finish(made.passage)))
                rows.append(address | {"property": property_, **_BLANK, **made.truth})
    planted = assemble(written, noise=_CLEAN, key=half)
    kept = {name: planted.truth[name] for name in ("sentences", "mentions", "statements", "quotes", "frames")}
    return Planted(planted.documents, kept | {"pairs": pd.DataFrame(rows)})


_BLANK = {
    "frame_id": "", "roles": "", "voice": "own", "polarity": "asserted", "modality": "real", "reading": "", "tone": "",
    "stance": 0.0,
}  # fmt: skip


def _as_article(address: Mapping[str, str], sentence: Passage) -> Written:
    marks = tuple((1, 1, mark) for mark in sentence.whole("sentences", kind="pair").marks)
    row = {**address, "text": sentence.text}
    return Written(row, marks, levels=tuple(count_levels(address["doc_id"], 1, marks)))


def _framed(clause: Clause, cast: Mapping[str, str], setting: Setting) -> _Member:
    passage = mark_frame(render(clause, cast, setting), clause, cast)
    fields = next(mark.fields for mark in passage.marks if mark.table == "frames")
    return _Member(passage, {"frame_id": clause.frame_id, "roles": fields["roles"]})


def _dealt(half: str, frames: tuple[str, ...], setting: Setting) -> Iterator[tuple[Clause, dict[str, str]]]:
    """Yield clauses of the frames in turn, each frame's in random order, with a cast of states and powers."""
    decks = {frame: clauses("frame", half=half, frame_id=frame) for frame in frames}
    orders = {frame: cycle(setting.rng.sample(deck, len(deck))) for frame, deck in decks.items()}
    for number, frame in enumerate(cycle(frames)):
        clause, stage = next(orders[frame]), make_stage(REGIONS[number % len(REGIONS)])
        cast = draw_cast(clause.cast, stage, setting.rng)
        while stage.region in cast.values() and "region" not in clause.cast.values():
            cast = draw_cast(clause.cast, stage, setting.rng)
        yield clause, cast


def _swapped(half: str, setting: Setting) -> Iterator[_Pair]:
    for clause, cast in _dealt(half, _ASYMMETRIC, setting):
        first, second = cast
        if {first, second} <= {slot.role for slot in clause.slots}:
            turned = {first: cast[second], second: cast[first]}
            yield _framed(clause, cast, setting), _framed(clause, turned, setting)


def _shelled(*types: str) -> Callable[[str, Setting], Iterator[_Pair]]:
    """Return a maker of pairs whose second member stands in a shell of one of the types."""
    column = {"direct": {"voice": "attributed"}, "denied": {"polarity": "denied"}}.get(types[0])

    def make(half: str, setting: Setting) -> Iterator[_Pair]:
        shells = cycle(s for s in clauses("shell", half=half) if s.type in types)
        dealt = ((clause, cast) for clause, cast in _dealt(half, FRAMES, setting) if column or not _is_past(clause))
        for (clause, cast), shell in zip(dealt, shells, strict=False):
            plain = _framed(clause, cast, setting)
            stage = make_stage(REGIONS[0])
            speaker = setting.rng.choice([s for s in (*stage.states, *stage.powers) if s not in plain.passage.actors])
            passage = wrap(shell, plain.passage, {"s": speaker}, setting)
            yield plain, _Member(passage, {**plain.truth, **(column or {"modality": shell.type})})

    return make


def _is_past(clause: Clause) -> bool:
    """Whether the clause tells what has been; nobody wishes for that."""
    return any("a" in part.flags for part in clause.parts if isinstance(part, Verb)) or " was " in clause.text


def _anti(half: str, setting: Setting) -> Iterator[_Pair]:
    for line in clauses("anti", half=half):
        clause, cast = next(_dealt(half, (line.frame_id,), setting))
        first = _framed(clause, cast, setting)
        second = _Member(render(line, cast, setting), {**first.truth, "frame_id": ""})
        yield first, second


def _metonym(half: str, setting: Setting) -> Iterator[_Pair]:
    lines = list(zip(clauses("venue", half=half), clauses("government", half=half), strict=True))
    for number, (venue, government) in enumerate(cycle(lines)):
        stage = make_stage(REGIONS[number // len(lines) % len(REGIONS)])
        cast = dict(zip("xab", setting.rng.sample(stage.states, 3), strict=True))
        yield (
            _Member(render(venue, cast, setting), {"reading": "place"}),
            _Member(render(government, cast, setting), {"reading": "actor"}),
        )


def _toned(half: str, setting: Setting) -> Iterator[_Pair]:
    bank = read_bank("pairs")[half]
    words = cycle(zip(bank["warm"], bank["grim"], strict=True))
    for (clause, cast), adjuncts in zip(_dealt(half, ("hid", "agy"), setting), words, strict=False):
        plain = _framed(clause, cast, setting)
        warm, grim = (
            _Member(Passage(adjunct).then(plain.passage), {**plain.truth, "tone": tone})
            for adjunct, tone in zip(adjuncts, ("warm", "grim"), strict=True)
        )
        yield warm, grim


_MAKERS: Mapping[str, Callable[[str, Setting], Iterator[_Pair]]] = {
    "roles_swapped": _swapped,
    "attributed": _shelled("direct", "indirect", "viewpoint"),
    "negated": _shelled("denied"),
    "anti_frame": _anti,
    "wished": _shelled("wish", "intent"),
    "metonym": _metonym,
    "tone": _toned,
}
