"""Annotations beside a corpus: a shard at a time, resumed, whole or not there."""

from __future__ import annotations

import pandas as pd
import pytest

from caatext.annotation import saved, shards
from caatext.annotation.pipeline import NO_CODEBOOK, annotate, annotation_provenance
from caatext.annotation.saved import annotate_into, load_annotations
from caatext.annotation.shards import Order
from caatext.provenance import Provenance

TEXTS = ("Norland met Suria.", "Suria refused. It rained.", "The Lake Union slept.")


@pytest.fixture
def corpus(read, monkeypatch):
    monkeypatch.setattr(shards, "SHARD_CHARACTERS", 1)
    return read.corpus(*TEXTS)


def load(folder, corpus, read):
    return load_annotations(folder, provenance=annotation_provenance(corpus, Order(read.codebook)))


def test_what_is_written_by_shards_is_what_is_made_at_once(read, corpus, tmp_path):
    annotate_into(tmp_path, corpus, Order(read.codebook))
    loaded = load(tmp_path, corpus, read)
    assert loaded is not None
    made = annotate(corpus, codebook=read.codebook)
    for (name, one), (_, other) in zip(made.tables(), loaded.tables(), strict=True):
        pd.testing.assert_frame_equal(one, other, check_dtype=False, obj=name)


def test_tables_made_in_another_way_are_not_loaded(read, corpus, tmp_path):
    annotate_into(tmp_path, corpus, Order(read.codebook))
    assert load_annotations(tmp_path, provenance=Provenance().then("other")) is None


def test_a_damaged_table_is_not_loaded(read, corpus, tmp_path):
    annotate_into(tmp_path, corpus, Order(read.codebook))
    (tmp_path / "mentions.parquet").write_bytes(b"PAR1")
    assert load(tmp_path, corpus, read) is None


class Stopped(Exception):
    """What stands for a power cut."""


def stop_after(count):
    def engine(work, pieces):
        for number, shard in enumerate(pieces):
            if number == count:
                raise Stopped
            yield work(shard)

    return engine


def test_a_stopped_run_leaves_no_table_and_goes_on_where_it_was(read, corpus, tmp_path):
    with pytest.raises(Stopped):
        annotate_into(tmp_path, corpus, Order(read.codebook), engine=stop_after(2))
    assert not list(tmp_path.glob("*.parquet"))
    done = []

    def count(work, pieces):
        done.extend(raw.doc_id for shard in pieces for raw in shard)
        return map(work, pieces)

    annotate_into(tmp_path, corpus, Order(read.codebook), engine=count)
    assert done == ["d3"]
    assert load(tmp_path, corpus, read) is not None
    assert not (tmp_path / "parts").exists()


def test_a_damaged_part_is_made_again(read, corpus, tmp_path):
    with pytest.raises(Stopped):
        annotate_into(tmp_path, corpus, Order(read.codebook), engine=stop_after(2))
    for part in (tmp_path / "parts").rglob("mentions.parquet"):
        part.write_bytes(b"PAR1")
    annotate_into(tmp_path, corpus, Order(read.codebook))
    made = annotate(corpus, codebook=read.codebook)
    pd.testing.assert_frame_equal(load(tmp_path, corpus, read).mentions, made.mentions, check_dtype=False)


def test_parts_of_another_codebook_are_not_used(read, corpus, tmp_path):
    with pytest.raises(Stopped):
        annotate_into(tmp_path, corpus, Order(read.codebook), engine=stop_after(2))
    annotate_into(tmp_path, corpus, Order(NO_CODEBOOK))
    assert saved.read_table(tmp_path / "cues.parquet").empty
