"""Shards: cut by length of text, in the order of the identifiers, and no matter for the result."""

from __future__ import annotations

import pandas as pd

from caatext.annotation import parsing, shards
from caatext.annotation.parsing import RawDocument
from caatext.annotation.pipeline import annotate
from caatext.annotation.shards import cut, plan_shards

TEXTS = ("Norland met Suria.", "Suria refused. It rained.", "The Lake Union slept.")


def test_shards_hold_every_document_once_in_order(read):
    corpus = read.corpus(*TEXTS)
    for characters in (1, 20, 10_000):
        plan = plan_shards(corpus, characters=characters)
        assert [raw.doc_id for shard in plan for raw in shard] == corpus.doc_ids
        assert all(shard for shard in plan)


def many(n: int, length: int = 1000) -> list[RawDocument]:
    return [RawDocument(f"d{i:04}", "x" * length, [(0, length)], f"sha{i}") for i in range(n)]


def test_shards_have_the_length_asked_for_on_average():
    sizes = [len(shard) for shard in cut(many(4000), characters=20_000)]
    assert 16 < sum(sizes) / len(sizes) < 25
    assert max(sizes) <= 4 * 20


def test_a_document_longer_than_a_shard_ends_it():
    assert [len(shard) for shard in cut(many(3), characters=1)] == [1, 1, 1]
    assert cut([], characters=10) == []


def test_a_document_more_or_less_moves_the_ends_of_its_own_shard_only():
    documents = many(600)
    before = {tuple(raw.doc_id for raw in shard) for shard in cut(documents, characters=20_000)}
    for gone in range(0, 600, 37):
        after = {tuple(raw.doc_id for raw in shard) for shard in cut(documents[:gone] + documents[gone + 1 :],
                                                                     characters=20_000)}  # fmt: skip
        assert len(after - before) <= 2


def test_the_result_does_not_depend_on_the_shards(read, monkeypatch):
    corpus = read.corpus(*TEXTS)
    at_once = annotate(corpus, codebook=read.codebook, cache=False)
    monkeypatch.setattr(shards, "SHARD_CHARACTERS", 1)
    one_by_one = annotate(corpus, codebook=read.codebook, cache=False)
    for (name, a), (_, b) in zip(at_once.tables(), one_by_one.tables(), strict=True):
        pd.testing.assert_frame_equal(a, b, obj=name)


def test_a_paragraph_too_long_for_the_parser_is_cut_after_a_sentence(read, monkeypatch):
    """Sentences are numbered on, and their offsets are those of the text."""
    monkeypatch.setattr(parsing, "LONGEST_TEXT", 40)
    text = "Norland met Suria. " * 9 + "x" * 90
    corpus = read.corpus(text.strip())
    made = annotate(corpus, codebook=read.codebook, cache=False)
    sentences = made.sentences
    assert sentences["sentence"].tolist() == list(range(1, len(sentences) + 1))
    own = corpus.texts["d1"]
    spans = list(zip(sentences["start"], sentences["end"], strict=True))
    assert [own[a:b] for a, b in spans[:9]] == ["Norland met Suria."] * 9
    assert "".join(own[a:b] for a, b in spans[9:]) == "x" * 90
    assert sentences["paragraph"].eq(1).all()
