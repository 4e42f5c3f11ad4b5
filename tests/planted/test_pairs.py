"""Two hundred pairs, each different in exactly one property, and the truth of both."""

from __future__ import annotations

import re

import pytest

from caatext.errors import MeasureError
from caatext.planted import HALVES, PROPERTIES, minimal_pairs
from caatext.planted.clauses import read_bank
from caatext.planted.pairs import COMPARED


@pytest.fixture(scope="module", params=HALVES)
def half(request):
    return request.param


@pytest.fixture(scope="module")
def pairs(half):
    return minimal_pairs(half)


@pytest.fixture(scope="module")
def wide(pairs):
    table = pairs.truth["pairs"].merge(pairs.documents, on=["doc_id", "pair_id", "member"])
    return table[table["member"] == "a"].merge(table[table["member"] == "b"], on=["pair_id", "property"])


def test_two_hundred_pairs_of_two_different_texts(wide):
    assert len(wide) == 200
    assert (wide["text_x"] != wide["text_y"]).all()
    assert wide["property"].value_counts().to_dict() == {name: count for name, (_, count) in PROPERTIES.items()}


def test_members_differ_in_exactly_one_property_and_it_is_the_one_named(wide):
    for row in wide.to_dict("records"):
        differing = [name for name in COMPARED if row[f"{name}_x"] != row[f"{name}_y"]]
        assert differing == [PROPERTIES[row["property"]][0]], row


def test_offsets_slice_back(pairs):
    texts = dict(pairs.documents[["doc_id", "text"]].itertuples(index=False))
    for name in ("mentions", "statements", "quotes", "frames"):
        table = pairs.truth[name]
        assert len(table) > 20
        assert [texts[r.doc_id][r.start : r.end] for r in table.itertuples()] == table["surface"].tolist()


def test_swapped_roles_are_the_same_words_with_two_names_exchanged(wide):
    for row in wide[wide["property"] == "roles_swapped"].to_dict("records"):
        words = [re.findall(r"\w+", row[f"text_{side}"].lower()) for side in "xy"]
        assert len(words[0]) == len(words[1])
        swapped = {frozenset(pair) for pair in zip(*words, strict=True) if len(set(pair)) > 1}
        assert 1 <= len(swapped) <= 4, row
        roles = [row[f"roles_{side}"].split(";") for side in "xy"]
        values = [[role.split("=")[1] for role in member] for member in roles]
        assert values[0] == values[1][::-1]


def test_shells_contain_the_plain_sentence(wide):
    for row in wide[wide["property"].isin(["attributed", "negated", "wished"])].to_dict("records"):
        assert row["text_x"][1:].rstrip(".") in row["text_y"]


def test_anti_frames_name_the_same_actors_and_carry_no_frame(wide, pairs):
    actors = pairs.truth["mentions"].groupby("doc_id")["actor_id"].agg(set)
    framed = set(pairs.truth["frames"]["doc_id"])
    for row in wide[wide["property"] == "anti_frame"].to_dict("records"):
        assert actors[row["doc_id_y"]] <= actors[row["doc_id_x"]] | {"region-1", "region-2"}, row
        assert row["doc_id_x"] in framed
        assert row["doc_id_y"] not in framed


def test_a_capital_is_venue_in_one_member_and_government_in_the_other(wide, pairs):
    capitals = pairs.truth["mentions"].query("form == 'capital'").set_index("doc_id")
    for row in wide[wide["property"] == "metonym"].to_dict("records"):
        place, actor = (capitals.loc[row[f"doc_id_{side}"]] for side in "xy")
        assert (place["reading"], actor["reading"]) == ("place", "actor")
        assert place["surface"] == actor["surface"]


def test_tone_changes_only_the_adjunct(wide, half):
    bank = read_bank("pairs")[half]
    warm, grim = ({line.capitalize() for line in bank[tone]} for tone in ("warm", "grim"))
    for row in wide[wide["property"] == "tone"].to_dict("records"):
        (a,) = (line for line in warm if row["text_x"].startswith(line))
        (b,) = (line for line in grim if row["text_y"].startswith(line))
        assert row["text_x"].removeprefix(a) == row["text_y"].removeprefix(b)


def test_wishes_are_not_made_of_what_has_been(pairs):
    wished = pairs.truth["pairs"].query("property == 'wished'")["doc_id"]
    statements = pairs.truth["statements"]
    assert "past" not in set(statements[statements["doc_id"].isin(wished)]["modality"])


def test_pairs_are_the_same_each_time_and_differ_between_halves(pairs, half):
    assert minimal_pairs(half).documents.equals(pairs.documents)
    other = minimal_pairs(HALVES[1 - HALVES.index(half)])
    assert not set(other.documents["text"]) & set(pairs.documents["text"])


def test_pairs_can_have_real_names(pairs, half):
    real = minimal_pairs(half, world="real")
    assert real.truth["pairs"].equals(pairs.truth["pairs"])
    assert not real.documents["text"].str.contains("Korvath").any()


def test_unknown_names_are_refused():
    with pytest.raises(MeasureError, match="E-PLANT-CHOICE"):
        minimal_pairs("third")
