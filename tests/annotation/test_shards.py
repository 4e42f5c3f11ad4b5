"""Shards: cut by length of text, in the order of the corpus, and no matter for the result."""

from __future__ import annotations

import pandas as pd

from caatext.annotation import shards
from caatext.annotation.pipeline import annotate
from caatext.annotation.shards import plan_shards

TEXTS = ("Norland met Suria.", "Suria refused. It rained.", "The Lake Union slept.")


def test_shards_hold_every_document_once_in_order(read):
    corpus = read.corpus(*TEXTS)
    for characters in (1, 20, 10_000):
        plan = plan_shards(corpus, characters=characters)
        assert [raw.doc_id for shard in plan for raw in shard] == corpus.doc_ids
        assert all(shard for shard in plan)


def test_a_shard_ends_once_it_is_long_enough(read):
    corpus = read.corpus(*TEXTS)
    assert [len(shard) for shard in plan_shards(corpus, characters=1)] == [1, 1, 1]
    assert [len(shard) for shard in plan_shards(corpus, characters=len(TEXTS[0]) + 1)] == [2, 1]


def test_the_result_does_not_depend_on_the_shards(read, monkeypatch):
    corpus = read.corpus(*TEXTS)
    at_once = annotate(corpus, codebook=read.codebook, cache=False)
    monkeypatch.setattr(shards, "SHARD_CHARACTERS", 1)
    one_by_one = annotate(corpus, codebook=read.codebook, cache=False)
    for (name, a), (_, b) in zip(at_once.tables(), one_by_one.tables(), strict=True):
        pd.testing.assert_frame_equal(a, b, obj=name)
