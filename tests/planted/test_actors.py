"""The two worlds and who plays which role."""

from __future__ import annotations

import random
from collections import Counter
from difflib import SequenceMatcher
from itertools import combinations

import pytest

from caatext.errors import MeasureError
from caatext.planted import FRAMES, relabel, world
from caatext.planted.actors import draw_cast, kinds, make_stage, tied_pairs
from caatext.planted.clauses import read_bank


def test_eight_states_two_powers_two_regions_of_four_states():
    table = world()
    assert table["kind"].value_counts().to_dict() == {"state": 8, "power": 2, "region": 2}
    assert table[table["kind"] == "state"]["region"].value_counts().to_dict() == {"region-1": 4, "region-2": 4}


@pytest.mark.parametrize("column", ["name", "capital"])
def test_invented_names_resemble_neither_real_ones_nor_each_other(column):
    invented = [name for name in world()[column] if name]
    real = [name for c in ("name", "capital") for name in world("real")[c] if name]
    others = [name for name in world()["capital" if column == "name" else "name"] if name]
    pairs = [*combinations(invented, 2), *((a, b) for a in invented for b in [*real, *others])]
    assert max(SequenceMatcher(None, a.lower(), b.lower()).ratio() for a, b in pairs) < 0.65


def test_no_surface_form_stands_for_two_actors():
    for name in ("fictional", "real"):
        table = world(name)
        forms = [
            (form, actor)
            for actor, row in table.set_index("actor_id").iterrows()
            for form in {row["name"], row["capital"], *row["aliases"].split("|")} - {""}
        ]
        assert len({form for form, _ in forms}) == len(forms)


def test_every_actor_is_complete_in_the_invented_world():
    table = world().set_index("kind")
    assert (table.loc[["state", "power"], ["capital", "leader", "office", "house", "organization"]] != "").all().all()


def test_the_real_world_names_no_person():
    assert (world("real")["leader"] == "").all()


def test_relabeling_covers_names_capitals_and_adjectives():
    table = world()
    assert {*table["name"], *table["adjective"], *table["capital"]} - {""} <= set(relabel())


@pytest.mark.parametrize("frame_id", FRAMES)
def test_a_cast_has_different_actors_of_the_kinds_asked_for(frame_id):
    wanted = read_bank(frame_id)["cast"]
    allowed = {
        "focal": {"power"}, "small": {"state", "region"}, "state": {"state"}, "power": {"power"},
        "any": {"state", "power"}, "region": {"region"},
    }  # fmt: skip
    for seed in range(50):
        cast = draw_cast(wanted, make_stage("region-2"), random.Random(seed))
        assert len(set(cast.values())) == len(wanted)
        assert all(kinds()[cast[role]] in allowed[kind] for role, kind in wanted.items())
        assert all(actor not in ("state-1", "region-1") for actor in cast.values())


def test_a_silent_stage_has_no_focal_power_and_cannot_play_its_frame():
    stage = make_stage("region-1", is_silent=True)
    assert stage.powers == ("power-2",)
    playable = {frame for frame in FRAMES if stage.can_play(read_bank(frame)["cast"])}
    assert set(FRAMES) - playable == {"hid", "riv"}


def test_tied_states_meet_more_often_than_others():
    rng = random.Random(3)
    casts = (draw_cast({"a": "state", "b": "state"}, make_stage("region-1"), rng) for _ in range(3000))
    counts = Counter(frozenset(cast.values()) for cast in casts)
    tied = {frozenset(pair) for pair in tied_pairs()} & set(counts)
    assert len(tied) == 2
    assert min(counts[pair] for pair in tied) > 2 * max(n for pair, n in counts.items() if pair not in tied)


def test_an_unknown_world_is_refused():
    with pytest.raises(MeasureError, match="E-PLANT-CHOICE"):
        world("middle earth")
