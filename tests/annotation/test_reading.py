"""One document read by a codebook: what is joined there, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

from caatext.annotation.pipeline import annotate
from caatext.corpus.codebook import Codebook
from caatext.measures.agency import score_agency


def test_the_world_table_is_read_unless_the_codebook_says_no(read):
    corpus = read.corpus("France met Norland.")
    assert set(annotate(corpus, codebook=read.codebook).mentions["actor_id"]) == {"france", "norland"}
    content = read.codebook.model_dump(by_alias=True)
    content["codebook"]["world"] = False
    alone = Codebook.model_validate(content)
    assert set(annotate(corpus, codebook=alone).mentions["actor_id"]) == {"norland"}


def test_without_a_codebook_the_world_table_names_actors(read):
    assert set(annotate(read.corpus("France met Norland.")).mentions["actor_id"]) == {"france"}


def test_every_token_has_one_voice(read):
    found = read("Norland said that Suria refused. It rained.")
    assert set(found.tokens["voice"]) == {"author", "norland"}
    assert not found.tokens["voice"].isin([""]).any()


def test_outright_claims_of_agency_are_evaluations_of_their_own_dimension(read):
    found = read("Suria is a sovereign state.")
    claims = found.evaluations[found.evaluations["dimension"] == "agency"]
    assert claims[["actor_id", "value"]].values.tolist() == [["suria", 1.0]]
    scores = score_agency(found, read.codebook)
    assert "asserted_agency" in set(scores["measure"])


def test_stances_stand_where_an_actor_is_named_and_nowhere_else(read):
    found = read("Norland is a reckless liar. It rained.")
    assert set(zip(found.stances["sentence"], found.stances["actor_id"], strict=True)) == {(1, "norland")}
    total = found.stances[["p_against", "p_neutral", "p_favor"]].sum(axis=1)
    assert ((total - 1).abs() < 1e-3).all()


def test_a_bundle_made_before_a_column_existed_is_still_read(read):
    found = read("Norland met Suria.")
    corpus = read.corpus("Norland met Suria.")
    tables = {name: table for name, table in found.tables() if name != "tokens"}
    tables["mentions"] = tables["mentions"].drop(columns="other_reading")
    del tables["stances"]
    old = annotate(replace(corpus, tables=tables))
    assert set(old.mentions["other_reading"]) == {""}
    assert old.stances.empty
