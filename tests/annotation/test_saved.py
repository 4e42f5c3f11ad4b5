"""Annotations beside a corpus."""

from __future__ import annotations

import pandas as pd

from caatext.annotation.pipeline import annotation_provenance
from caatext.annotation.saved import load_annotations, save_annotations
from caatext.provenance import Provenance

TEXT = "Norland met Suria."


def test_saved_tables_come_back(read, tmp_path):
    annotations = read(TEXT)
    save_annotations(annotations, tmp_path)
    loaded = load_annotations(tmp_path, provenance=annotation_provenance(read.corpus(TEXT), read.codebook))
    assert loaded is not None
    for (name, one), (_, other) in zip(annotations.tables(), loaded.tables(), strict=True):
        pd.testing.assert_frame_equal(one, other, check_dtype=False, obj=name)


def test_tables_made_in_another_way_are_not_loaded(read, tmp_path):
    save_annotations(read(TEXT), tmp_path)
    assert load_annotations(tmp_path, provenance=Provenance().then("other")) is None


def test_a_damaged_table_is_not_loaded(read, tmp_path):
    save_annotations(read(TEXT), tmp_path)
    (tmp_path / "mentions.parquet").write_bytes(b"PAR1")
    assert load_annotations(tmp_path, provenance=annotation_provenance(read.corpus(TEXT), read.codebook)) is None
