"""Saved annotations that no longer fit are said to be so, and not used."""

from __future__ import annotations

import shutil

from caatext.annotation.pipeline import NO_CODEBOOK
from caatext.annotation.saved import annotate_into
from caatext.annotation.shards import Order
from caatext.corpus.readers import ingest_into
from caatext.study.desk import open_corpus, open_desk


def test_a_codebook_that_changed_since_is_told(tmp_path, root):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("Kazakhstan chose its own course.", encoding="utf-8")
    corpus = tmp_path / "corpus"
    ingest_into(corpus, [tmp_path / "texts"])
    annotate_into(corpus / "annotations", open_corpus(corpus), Order(NO_CODEBOOK))
    assert not [problem for problem in open_desk(corpus).problems if problem.code == "E-CACHE-STALE"]
    shutil.copy(root / "corpus" / "sample" / "codebook.toml", corpus)
    (told,) = (problem for problem in open_desk(corpus).problems if problem.code == "E-CACHE-STALE")
    assert (told.severity, told.path) == ("warning", str(corpus / "annotations"))
    assert f"caatext annotate {corpus}" in told.remedy
