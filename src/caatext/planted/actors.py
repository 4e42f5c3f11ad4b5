"""The fictional world, its real counterpart, and who plays which role."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd

from caatext.planted.clauses import check_choice, read_bank

WORLDS: tuple[str, ...] = ("fictional", "real")
FIELDS: tuple[str, ...] = ("name", "capital", "leader", "office", "adjective", "house", "organization")
#: Share of casts of two or more states that begin with a pair planted as a tie.
TIE_SHARE = 0.4
#: Share of the roles open to small actors that go to the region as a whole.
REGION_SHARE = 0.15

Cast = Mapping[str, str]


def world(name: str = "fictional") -> pd.DataFrame:
    """Return the actors of a world, one row each, from which a codebook can be made.

    Parameters
    ----------
    name : {"fictional", "real"}
        The invented world, or the real actors that the same corpus is relabeled with.

    Returns
    -------
    DataFrame
        ``actor_id, kind`` (state, power or region), ``region, name, capital, leader, office, adjective, house,
        organization, aliases``: the aliases are the other surface forms of the actor as the texts use them, joined
        by ``|``, capital left out because it is also a place.

    Notes
    -----
    Leaders of the real world are offices; no person is named.

    Raises
    ------
    MeasureError
        The world is not known.

    Examples
    --------
    >>> table = world()
    >>> table["kind"].value_counts().to_dict()
    {'state': 8, 'power': 2, 'region': 2}
    >>> table.loc[0, "aliases"]
    'President Tolvar Brisk|President Brisk|Korvathi|the Granite Hall|Ulmenprom'
    """
    check_choice("world", name, WORLDS)
    rows = [
        {"actor_id": a["actor_id"], "kind": a["kind"], "region": a["region"], **{f: a[name][f] for f in FIELDS}}
        for a in read_bank("world")["actor"]
    ]
    for row in rows:
        row["aliases"] = "|".join(
            dict.fromkeys(
                form for form in (*leader_forms(row), row["adjective"], row["house"], row["organization"]) if form
            )
        )
    return pd.DataFrame(rows)


@cache
def relabel() -> dict[str, str]:
    """Return the real name, capital, adjective and so on for each fictional one, where there is one.

    Examples
    --------
    >>> relabel()["Korvath"], relabel()["Ulmen"], relabel()["Korvathi"]
    ('Russia', 'Moscow', 'Russian')
    """
    return {
        actor["fictional"][field]: actor["real"][field]
        for actor in read_bank("world")["actor"]
        for field in ("name", "capital", "adjective", "house", "organization")
        if actor["real"][field]
    }


def leader_forms(actor: Mapping[str, str]) -> tuple[str, ...]:
    """Return how the leader is named, in full and short; in the real world by office alone.

    Examples
    --------
    >>> leader_forms({"office": "President", "leader": "Ada Fenn"})
    ('President Ada Fenn', 'President Fenn')
    """
    office, leader = actor["office"], actor["leader"]
    if not leader:
        return (office, office)
    return (f"{office} {leader}", f"{office} {leader.split()[-1]}")


@cache
def surfaces(world_name: str) -> dict[str, dict[str, str]]:
    """Return the fields of every actor of a world by its id."""
    return {actor["actor_id"]: actor[world_name] for actor in read_bank("world")["actor"]}


@cache
def kinds() -> dict[str, str]:
    """Return the kind of every actor by its id."""
    return {actor["actor_id"]: actor["kind"] for actor in read_bank("world")["actor"]}


@cache
def tied_pairs() -> tuple[tuple[str, str], ...]:
    """Return the pairs of states that are planted as ties."""
    return tuple((a, b) for a, b in read_bank("world")["ties"]["pairs"])


@dataclass(frozen=True)
class Stage:
    """Who can appear in an article: the states of its region, the region, the powers, and the power in focus."""

    region: str
    states: tuple[str, ...]
    powers: tuple[str, ...]
    focal: str

    def can_play(self, cast: Mapping[str, str]) -> bool:
        """Whether every role of a frame can be filled."""
        wanted = list(cast.values())
        return ("focal" not in wanted or self.focal in self.powers) and wanted.count("power") <= len(self.powers)


def make_stage(region: str, *, focal: str = "power-1", is_silent: bool = False) -> Stage:
    """Return the stage of an article about `region`; a silent one lacks the focal power."""
    rows = read_bank("world")["actor"]
    states = tuple(a["actor_id"] for a in rows if a["kind"] == "state" and a["region"] == region)
    powers = tuple(a["actor_id"] for a in rows if a["kind"] == "power" and not (is_silent and a["actor_id"] == focal))
    return Stage(region, states, powers, focal)


def draw_cast(wanted: Mapping[str, str], stage: Stage, rng: random.Random) -> dict[str, str]:
    """Return an actor for each role, all different, of the kinds wanted."""
    states, powers = _ordered_states(stage, rng), rng.sample(stage.powers, len(stage.powers))
    if "focal" in wanted.values():
        powers = [power for power in powers if power != stage.focal]
    cast: dict[str, str] = {}
    for role, kind in wanted.items():
        if kind == "any":
            kind = "power" if powers and rng.random() < 0.5 else "state"
        if kind == "small":
            kind = "region" if rng.random() < REGION_SHARE else "state"
        cast[role] = {
            "focal": lambda: stage.focal,
            "region": lambda: stage.region,
            "power": lambda: (powers or states).pop(0),
            "state": lambda: states.pop(0),
        }[kind]()
    return cast


def _ordered_states(stage: Stage, rng: random.Random) -> list[str]:
    """Return the states in random order; the first two are more often a tied pair."""
    order = rng.sample(stage.states, len(stage.states))
    ties = [pair for pair in tied_pairs() if pair[0] in stage.states]
    if rng.random() < TIE_SHARE:
        pair = rng.choice(ties)
        order = [*rng.sample(pair, 2), *(state for state in order if state not in pair)]
    return order


#: What the letters of topics, distractors and openings stand for.
OPEN_CAST: Cast = {"a": "state", "b": "state", "p": "power", "q": "power", "r": "region"}
