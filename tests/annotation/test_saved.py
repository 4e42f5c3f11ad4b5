"""Annotations beside a corpus: a shard at a time, resumed, whole or not there."""

from __future__ import annotations

import pandas as pd
import pytest

import caatext as ct
from caatext import store
from caatext.annotation import saved, shards
from caatext.annotation.features import build_dfm
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


@pytest.fixture
def parted(monkeypatch):
    """Every document is a part of its own."""
    monkeypatch.setattr(saved, "PART_CHARACTERS", 1)


def test_parts_are_read_one_at_a_time_and_are_the_whole(read, corpus, tmp_path, parted):
    annotate_into(tmp_path, corpus, Order(read.codebook))
    loaded = load(tmp_path, corpus, read)
    parts = list(loaded.parts())
    assert [part.documents["doc_id"].tolist() for part in parts] == [["d1"], ["d2"], ["d3"]]
    for name in loaded.table_names():
        joined = pd.concat([getattr(part, name) for part in parts], ignore_index=True)
        pd.testing.assert_frame_equal(joined, getattr(loaded, name), check_dtype=False, obj=name)


def test_a_table_is_read_when_it_is_asked_for(read, corpus, tmp_path):
    annotate_into(tmp_path, corpus, Order(read.codebook))
    loaded = load(tmp_path, corpus, read)
    assert (loaded.n_rows("tokens"), loaded.has_text) == (len(annotate(corpus, codebook=read.codebook).tokens), True)
    assert "tokens" not in vars(loaded)
    assert len(loaded.tokens) > 0
    assert "tokens" in vars(loaded)


def test_other_tables_stand_in_for_those_of_the_folder(read, corpus, tmp_path, parted):
    annotate_into(tmp_path, corpus, Order(read.codebook))
    loaded = load(tmp_path, corpus, read)
    changed = loaded.with_tables(mentions=loaded.mentions.iloc[:1])
    assert (changed.n_rows("mentions"), len(changed.mentions)) == (1, 1)
    assert sum(len(part.mentions) for part in changed.parts()) == 1
    assert len(loaded.mentions) > 1


def test_one_document_more_is_the_only_one_annotated(read, corpus, tmp_path, parted):
    """The bytes are those of a folder that was made at once."""
    fewer = corpus.subset(["d1", "d3"])
    annotate_into(tmp_path / "grown", fewer, Order(read.codebook))
    done = []

    def count(work, pieces):
        done.extend(raw.doc_id for shard in pieces for raw in shard)
        return map(work, pieces)

    expected = []
    annotate_into(tmp_path / "grown", corpus, Order(read.codebook), engine=count, expect=expected.append)
    assert (done, expected) == (["d2"], [1])
    annotate_into(tmp_path / "at once", corpus, Order(read.codebook))
    assert store.fingerprint_folder(tmp_path / "grown") == store.fingerprint_folder(tmp_path / "at once")


def test_a_document_less_leaves_the_bytes_of_a_folder_that_never_had_it(read, corpus, tmp_path):
    fewer = corpus.subset(["d1", "d3"])
    annotate_into(tmp_path / "shrunk", corpus, Order(read.codebook))
    annotate_into(tmp_path / "shrunk", fewer, Order(read.codebook))
    annotate_into(tmp_path / "at once", fewer, Order(read.codebook))
    assert store.fingerprint_folder(tmp_path / "shrunk") == store.fingerprint_folder(tmp_path / "at once")


def test_measures_of_parts_are_those_of_the_whole(read, corpus, tmp_path, parted):
    annotate_into(tmp_path, corpus, Order(read.codebook))
    loaded, made = load(tmp_path, corpus, read), annotate(corpus, codebook=read.codebook)
    for measure in (ct.score_frames, ct.score_stance, ct.score_agency):
        pd.testing.assert_frame_equal(measure(loaded, read.codebook), measure(made, read.codebook), check_dtype=False)
    for measure in (ct.score_sentiment, ct.score_lexical):
        pd.testing.assert_frame_equal(measure(loaded), measure(made), check_dtype=False)
    whole, stacked = (build_dfm(annotations).to_table() for annotations in (made, loaded))
    pd.testing.assert_frame_equal(stacked.sort_values(["unit_id", "feature"], ignore_index=True),
                                  whole.sort_values(["unit_id", "feature"], ignore_index=True))  # fmt: skip
