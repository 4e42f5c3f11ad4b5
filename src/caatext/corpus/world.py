"""The world table: states, regions and organizations of world politics with their names, capitals and leaders.

``data/world.csv`` is made by ``scripts/build_world.py`` and described in ``docs/world-table.md``. A codebook always
wins over it: an actor, or a form, that the codebook has is not taken from the table.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from caatext.corpus.codebook import Actor, Codebook, Leader, Mask, surfaces
from caatext.corpus.lexicons import read_rows


class WorldRow(NamedTuple):
    """One form of one actor; the columns are those of the table."""

    actor_id: str
    kind: str
    name: str
    surface: str
    role: str
    surname: str
    office: str
    since: str
    until: str
    reading: str
    is_ambiguous: bool
    other_reading: str
    source: str
    source_date: str
    note: str


@lru_cache(maxsize=1)
def world_rows() -> tuple[WorldRow, ...]:
    """Return the table as it is on disk, ambiguous forms and the names of peoples included.

    Examples
    --------
    >>> {row.role for row in world_rows() if row.surface == "Kremlin"}
    {'office'}
    """
    names = {"from": "since", "to": "until"}
    rows = ({names.get(key, key): value for key, value in row.items()} for row in read_rows("world.csv"))
    return tuple(WorldRow(**row | {"is_ambiguous": row["is_ambiguous"] == "1"}) for row in rows)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def world_actors() -> tuple[Actor, ...]:
    """Return the actors of the table, by identifier, each form leading to one of them.

    Ambiguous forms and the names of peoples are left out. A leader keeps the surname even where it is ambiguous;
    :func:`ambiguous_surnames` says which must not be read without the full name before them.

    Examples
    --------
    >>> [actor.prefixes for actor in world_actors() if actor.id == "china"]
    [('Sino',)]
    """
    safe = (row for row in world_rows() if row.actor_id and not row.is_ambiguous)
    return tuple(_actor(list(rows)) for _, rows in groupby(safe, key=lambda row: row.actor_id))


def _actor(rows: list[WorldRow]) -> Actor:
    first = rows[0]
    dates = next((f"{row.since} to {row.until}" for row in rows if row.surface == row.name and row.until), "")
    return Actor.model_validate(
        {
            "id": first.actor_id,
            "name": first.name,
            "kind": first.kind,
            "aliases": _forms(rows, "alias", "demonym"),
            "prefixes": _forms(rows, "prefix"),
            "leaders": [_leader(row) for row in rows if row.role == "leader"],
            "offices": _forms(rows, "office"),
            "metonyms": [_metonym(row) for row in rows if row.role == "capital"],
            "note": dates,
        }
    )


def _forms(rows: list[WorldRow], *roles: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.surface for row in rows if row.role in roles))


def _leader(row: WorldRow) -> dict[str, str]:
    named = {"name": row.surface, "surname": row.surname, "office": row.office}
    return named | {"from": row.since, "to": row.until}


def _metonym(row: WorldRow) -> dict[str, str]:
    return {"surface": row.surface, "default": row.reading, "from": row.since, "to": row.until, "note": "capital"}


@lru_cache(maxsize=1)
def world_masks() -> tuple[Mask, ...]:
    """Return names of the table inside which no actor may be read (*New Mexico*, *Paris Agreement*)."""
    return tuple(Mask(surface=row.surface, reason=row.note) for row in world_rows() if row.role == "mask")


@lru_cache(maxsize=1)
def ambiguous_surnames() -> frozenset[tuple[str, str]]:
    """Return (actor, surname) pairs that are read only where the full name stands in the same article.

    Examples
    --------
    >>> ("united-kingdom", "May") in ambiguous_surnames(), ("russia", "Putin") in ambiguous_surnames()
    (True, False)
    """
    return frozenset((row.actor_id, row.surface) for row in world_rows() if row.role == "surname" and row.is_ambiguous)


@lru_cache(maxsize=1)
def other_readings() -> dict[str, str]:
    """Return what else a form in :func:`world_actors` may mean, for the review of mentions.

    Examples
    --------
    >>> other_readings()["Georgia"]
    'a state of the US'
    """
    return {row.surface: row.other_reading for row in world_rows() if row.other_reading and not row.is_ambiguous}


def with_world(codebook: Codebook, *, masks: bool = True) -> Codebook:
    """Return the codebook with the actors of the world table that it does not have.

    Parameters
    ----------
    codebook : Codebook
        Wins throughout. An actor that it has, by identifier or by name, stays as it is there; a form that it has, be it
        a surname or a mask, is taken from the actors of the table.
    masks : bool
        Whether to add the masks of the table as well.

    Returns
    -------
    Codebook
        With the same groups and frames; the actors of the codebook come first.
    """
    claimed = _claimed(codebook)
    added = (
        _unclaimed(actor, claimed)
        for actor in world_actors()
        if actor.id not in codebook.actor_by_id and actor.name not in claimed
    )
    hidden = [mask for mask in world_masks() if masks and mask.surface not in claimed]
    return Codebook(
        codebook=codebook.codebook,
        groups=codebook.groups,
        actors=(*codebook.actors, *(actor for actor in added if any(surfaces(actor)))),
        masks=(*codebook.masks, *hidden),
        frames=codebook.frames,
    )


def _claimed(codebook: Codebook) -> set[str]:
    """Return every form for which the codebook has a use."""
    forms = {mask.surface for mask in codebook.masks}
    for actor in codebook.actors:
        forms.update((actor.name, *surfaces(actor), *actor.prefixes, *(leader.surname for leader in actor.leaders)))
    return forms - {""}


def _unclaimed(actor: Actor, claimed: set[str]) -> Actor:
    leaders = tuple(_unnamed(leader, claimed) for leader in actor.leaders if leader.name not in claimed)
    return actor.model_copy(
        update={
            "aliases": _free(actor.aliases, claimed),
            "prefixes": _free(actor.prefixes, claimed),
            "offices": _free(actor.offices, claimed),
            "metonyms": tuple(metonym for metonym in actor.metonyms if metonym.surface not in claimed),
            "leaders": leaders,
        }
    )


def _unnamed(leader: Leader, claimed: set[str]) -> Leader:
    return leader.model_copy(update={"surname": ""}) if leader.surname in claimed else leader


def _free(forms: Iterable[str], claimed: set[str]) -> tuple[str, ...]:
    return tuple(form for form in forms if form not in claimed)
