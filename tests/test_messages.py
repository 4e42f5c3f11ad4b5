"""Messages that no other test quotes by their code: what is found, and what to do."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest

import caatext as ct
from caatext.annotation.engines import choose_engine
from caatext.comparison.primary import frame_contrast
from caatext.corpus.readers import write_corpus
from caatext.errors import CaatextError
from caatext.stats import association, intervals, permutation
from caatext.tables import check_table


def choose(*arguments, **options):
    with choose_engine(*arguments, **options):
        pass


def test_a_scheduler_elsewhere():
    pytest.importorskip("distributed", reason="caatext[cluster] is not installed")
    with pytest.raises(CaatextError, match="E-NET-SCHEDULER"):
        choose("dask", scheduler="10.0.0.1:8786")


def test_dask_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(CaatextError, match=r"E-DEP-DASK(.|\n)*caatext\[cluster\]"):
        choose("dask")


def test_a_document_that_is_not_there(sample):
    with pytest.raises(CaatextError, match=r"E-ID-UNKNOWN.*no document s99"):
        sample.subset(["s01", "s99"])


def test_a_table_without_its_columns():
    with pytest.raises(CaatextError, match="E-CFG-TABLE"):
        check_table(pd.DataFrame({"a": []}), "scores")


def test_a_changed_corpus_folder(sample, tmp_path):
    folder = write_corpus(sample, tmp_path / "corpus")
    (folder / "paragraphs.parquet").write_bytes(b"changed")
    with pytest.raises(CaatextError, match="E-FMT-CORPUS"):
        ct.read_corpus(folder)


def test_groups_by_a_variable_that_nobody_has(sample):
    with pytest.raises(CaatextError, match="E-META-GROUP"):
        ct.group_by(sample, "url")


def test_roles_that_the_codebook_does_not_have(sample_annotations, sample_codebook):
    with pytest.raises(CaatextError, match="E-CFG-ROLE"):
        ct.score_frames(sample_annotations, sample_codebook, roles={"hidden-hand": {"nobody": ["quorrand"]}})


def test_seeds_that_do_not_occur(sample_annotations):
    with pytest.raises(CaatextError, match="E-CFG-SEEDS"):
        ct.topics.fit_topics(sample_annotations, n_topics=3, engine="lda", seeds={"space": ["spaceship"]})


def test_scores_that_are_no_shares(sample, sample_annotations, sample_codebook):
    scores = ct.score_frames(sample_annotations, sample_codebook)
    halves = scores.assign(value=0.5)
    with pytest.raises(CaatextError, match="E-TYPE-SHARE"):
        frame_contrast(halves, halves, ct.group_by(sample, "author"), categories=("hidden-hand", "own-course"))


def test_counts_below_zero():
    with pytest.raises(CaatextError, match="E-TYPE-COUNT"):
        association.g2([-1], [2], total_group=10, total_reference=10)
    with pytest.raises(CaatextError, match="E-TYPE-COUNT"):
        intervals.wilson(5, 4)


def test_a_prior_without_weight():
    with pytest.raises(CaatextError, match="E-TYPE-PRIOR"):
        association.log_odds_dirichlet([1, 2], [2, 1], prior=np.array([0.0, 0.0]))


def test_one_group_only():
    with pytest.raises(CaatextError, match="E-TYPE-GROUPS"):
        intervals.group_difference([1.0, 2.0], [True, True])


def test_clusters_that_are_in_both_groups():
    with pytest.raises(CaatextError, match="E-TYPE-CLUSTER"):
        permutation.relabel(np.array([True, False]), clusters=np.array(["x", "x"]), rng=np.random.default_rng(1))
