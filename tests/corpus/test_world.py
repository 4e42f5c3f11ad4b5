"""The world table: one actor a form, known facts, and a codebook that always wins."""

from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from caatext.corpus.codebook import forms, parse_codebook, surfaces
from caatext.corpus.world import (
    ambiguous_surnames,
    other_readings,
    with_world,
    world_actors,
    world_masks,
    world_rows,
)

_ROOT = Path(__file__).parents[2]
_SHIPPED = sorted(_ROOT.glob("corpus/*/codebook.toml"))
_ABOUT = '[codebook]\nid = "x"\ntitle = "X"\nversion = "1"\n'
_ROLES = {"alias", "demonym", "people", "prefix", "capital", "office", "leader", "surname", "mask"}


def _by_id():
    return {actor.id: actor for actor in world_actors()}


def _leads_to():
    found = defaultdict(set)
    for actor in world_actors():
        for form in [*surfaces(actor), *actor.prefixes]:
            found[form].add(actor.id)
    return found


def _terms(actor_id, surname):
    return [(leader.since, leader.until) for leader in _by_id()[actor_id].leaders if leader.surname == surname]


def _capitals(actor_id, date):
    """Seats of the government; cities that are named as places of talks are read as places."""
    seats = (metonym for metonym in _by_id()[actor_id].metonyms if metonym.default == "actor")
    return {m.surface for m in seats if (m.since or "0") <= date <= (m.until or "9")}


def test_a_form_leads_to_one_actor_a_day():
    held = defaultdict(list)
    for actor in world_actors():
        for form in forms(actor):
            held[form.text].append((actor.id, form))
    clashes = {
        text
        for text, found in held.items()
        for (a, one), (b, other) in combinations(found, 2)
        if a != b and one.meets(other)
    }
    assert clashes == set()


def test_a_capital_of_two_states_leads_to_the_one_of_the_day():
    owners = {actor_id: ids for actor_id, ids in _leads_to().items() if len(ids) > 1}
    assert owners == {
        "Moscow": {"russia", "soviet-union"},
        "Hanoi": {"vietnam", "north-vietnam"},
        "Belgrade": {"serbia", "yugoslavia"},
        "Berlin": {"germany", "berlin"},
        "Bonn": {"germany", "west-germany"},
        "Brussels": {"european-union", "belgium"},
        "Saigon": {"vietnam", "south-vietnam"},
        "Vladivostok": {"russia", "soviet-union"},
        "Aden": {"yemen", "south-yemen"},
    }
    assert _capitals("soviet-union", "1985-03-01") == {"Moscow"}
    assert _capitals("russia", "1985-03-01") == set()


def test_a_surname_that_is_not_flagged_leads_to_one_actor_and_is_no_other_form():
    owners = defaultdict(set)
    for row in world_rows():
        if row.role == "surname" and not row.is_ambiguous:
            owners[row.surface].add(row.actor_id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}
    clashes = {name: _leads_to().get(name, set()) - ids for name, ids in owners.items()}
    assert {name: ids for name, ids in clashes.items() if ids} == {}


def test_every_surname_of_a_leader_is_judged():
    judged = {(row.actor_id, row.surface) for row in world_rows() if row.role == "surname"}
    borne = {(actor.id, leader.surname) for actor in world_actors() for leader in actor.leaders}
    names = {(actor.id, leader.name) for actor in world_actors() for leader in actor.leaders}
    assert {pair for pair in borne - judged - names if pair[1]} == set()
    assert ambiguous_surnames() <= judged


def test_rows_are_whole():
    for row in world_rows():
        assert row.surface == row.surface.strip() != ""
        assert row.role in _ROLES, row
        assert row.source, row
        assert len(row.source_date) == 10, row
        assert bool(row.actor_id) == (row.role != "mask"), row
        assert (row.role == "capital") == (row.reading in {"actor", "place"}), row
        assert row.kind in {"state", "region", "organization", "group", ""}, row


def test_nothing_ends_before_it_begins():
    assert [row for row in world_rows() if row.since and row.until and row.since > row.until] == []


def test_rows_do_not_repeat():
    keys = [(row.actor_id, row.role, row.surface, row.office, row.since) for row in world_rows()]
    assert len(keys) == len(set(keys))


def test_the_table_is_large_enough_and_its_identifiers_follow_the_names():
    kinds = defaultdict(list)
    for actor in world_actors():
        kinds[actor.kind].append(actor)
    assert len(kinds["state"]) >= 200
    assert len(kinds["organization"]) >= 60
    assert len(kinds["region"]) >= 35
    assert all(actor.id == actor.name.lower().replace(" ", "-") for actor in kinds["state"])
    led = [actor for actor in kinds["state"] if len({leader.name for leader in actor.leaders}) >= 5]
    assert len(led) >= 60


@pytest.mark.parametrize(
    ("form", "actor_id"),
    [
        ("Kremlin", "russia"),
        ("White House", "united-states"),
        ("Élysée", "france"),
        ("Elysee", "france"),
        ("Downing Street", "united-kingdom"),
        ("Sino", "china"),
        ("Brezhnev", None),
        ("Leonid Brezhnev", "soviet-union"),
        ("Soviet", "soviet-union"),
        ("West Germany", "west-germany"),
        ("Korea", "korea"),
        ("Soviets", "soviet-union"),
        ("Far East", "far-east"),
        ("George Washington", "united-states"),
        ("East German", "east-germany"),
        ("Zaire", "democratic-republic-of-the-congo"),
        ("Nigerien", "niger"),
        ("Nigerian", "nigeria"),
        ("Côte d’Ivoire", "ivory-coast"),
        ("Turkiye", "turkey"),
        ("Geneva", "switzerland"),
        ("Jens Stoltenberg", "nato"),
        ("Organization of African Unity", "african-union"),
        ("the West", "the-west"),
        ("Warsaw Pact", "warsaw-pact"),
        ("Russians", None),
        ("Congo", None),
        ("Korean", "korea"),
        ("Congolese", None),
        ("King Abdullah", None),
        ("Serbia and Montenegro", None),
    ],
)
def test_known_forms(form, actor_id):
    assert _leads_to().get(form, set()) == ({actor_id} if actor_id else set())


def test_known_terms_of_office():
    assert _terms("soviet-union", "Brezhnev") == [("1964-10-14", "1982-11-10")]
    assert ("1979-05-04", "1990-11-28") in _terms("united-kingdom", "Thatcher")
    assert ("2017-01-20", "2021-01-20") in _terms("united-states", "Trump")
    assert ("2025-01-20", "") in _terms("united-states", "Trump")
    assert ("2019-03-20", "") in _terms("kazakhstan", "Tokayev")
    assert {until for _, until in _terms("syria", "Assad")} == {"2000-06-10", "2024-12-08"}


def test_capitals_move():
    assert _capitals("kazakhstan", "1996-05-01") == {"Almaty", "Alma-Ata"}
    assert _capitals("kazakhstan", "1998-01-01") == {"Akmola"}
    assert _capitals("kazakhstan", "2020-01-01") == {"Nur-Sultan"}
    assert _capitals("kazakhstan", "2024-01-01") == {"Astana"}
    assert "Moscow" not in _capitals("russia", "1985-01-01")


def test_unsafe_surnames_stay_with_the_leader():
    flagged = {surname for _, surname in ambiguous_surnames()}
    assert {"Bush", "Major", "Brown", "May", "Johnson", "Xi", "Li", "Park", "Kim", "Montenegro"} <= flagged
    assert not {"Putin", "Khrushchev", "Merkel", "Erdoğan", "Tokayev", "Pashinyan"} & flagged
    assert ("2013-03-14", "") in _terms("china", "Xi")
    assert ("cuba", "Castro") not in ambiguous_surnames()
    assert ("honduras", "Castro") in ambiguous_surnames()


def test_names_with_another_reading_are_kept_and_told():
    for form in ("Georgia", "Jordan", "Chad", "Turkey", "Guinea", "Niger", "Washington"):
        assert form in other_readings()
        assert form in _leads_to()


def test_historical_states_carry_their_dates():
    assert _by_id()["soviet-union"].note == "1922-12-30 to 1991-12-26"
    assert _by_id()["russia"].note == ""


def test_masks_hide_a_name_of_the_table():
    forms = set(_leads_to())
    masks = {mask.surface for mask in world_masks()}
    assert {"New Mexico", "South China Sea", "Paris Agreement", "George Washington University"} <= masks
    assert masks.isdisjoint(forms)
    forms |= {leader.surname for actor in world_actors() for leader in actor.leaders} - {""}
    assert [mask for mask in masks if not any(form in mask for form in forms)] == []


@pytest.mark.parametrize("path", _SHIPPED, ids=lambda path: path.parent.name)
def test_shipped_codebooks_win(path):
    codebook = parse_codebook(path.read_text(encoding="utf-8"))
    both = with_world(codebook)
    assert len(both.actors) > len(codebook.actors) + 200
    assert both.actors[: len(codebook.actors)] == codebook.actors
    assert both.masks[: len(codebook.masks)] == codebook.masks
    assert (both.groups, both.frames) == (codebook.groups, codebook.frames)
    mine = {form for actor in codebook.actors for form in [*surfaces(actor), *actor.prefixes]}
    mine |= {leader.surname for actor in codebook.actors for leader in actor.leaders} - {""}
    mine |= {mask.surface for mask in codebook.masks}
    for actor in both.actors[len(codebook.actors) :]:
        taken = {*surfaces(actor), *actor.prefixes, *(leader.surname for leader in actor.leaders)}
        assert not taken & mine


def test_an_actor_of_the_codebook_stays_as_it_is():
    both = with_world(parse_codebook(_ABOUT + '[[actors]]\nid = "russia"\nname = "Russia"\naliases = ["Russia"]'))
    assert both.actor_by_id["russia"].aliases == ("Russia",)
    assert both.actor_by_id["russia"].leaders == ()


def test_an_actor_under_another_identifier_is_not_there_twice():
    both = with_world(parse_codebook(_ABOUT + '[[actors]]\nid = "usa"\nname = "USA"\naliases = ["United States"]'))
    assert "united-states" not in both.actor_by_id


def test_a_form_of_the_codebook_is_taken_from_the_table():
    both = with_world(
        parse_codebook(
            _ABOUT
            + """
[[actors]]
id = "palace"
name = "The Palace"
kind = "organization"
aliases = ["Kremlin", "Sino"]
leaders = [{ name = "Ostavar Putin", surname = "Putin" }]
metonyms = [{ surface = "Moscow" }]

[[masks]]
surface = "Gazprom"
"""
        )
    )
    russia = both.actor_by_id["russia"]
    assert {"Kremlin", "Gazprom"}.isdisjoint(russia.offices)
    assert "State Duma" in russia.offices
    assert "Moscow" not in {metonym.surface for metonym in russia.metonyms}
    assert both.actor_by_id["china"].prefixes == ()
    assert {leader.surname for leader in russia.leaders if leader.name == "Vladimir Putin"} == {""}


def test_masks_are_left_out_on_request():
    codebook = parse_codebook(_ABOUT)
    assert with_world(codebook, masks=False).masks == ()
    assert len(with_world(codebook).masks) == len(world_masks())
