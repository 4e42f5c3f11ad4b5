"""Whoever runs the shards, the result is the same."""

from __future__ import annotations

import pandas as pd
import pytest

from caatext.annotation import shards
from caatext.annotation.engines import choose_engine
from caatext.annotation.pipeline import annotate
from caatext.errors import UsageError

TEXTS = ("Norland met Suria. It rained.", "Suria refused.", "The Lake Union slept.")


@pytest.mark.slow
@pytest.mark.parametrize(("name", "jobs"), [("local", 2), ("dask", 2)])
def test_engines_agree(read, monkeypatch, name, jobs):
    if name == "dask":
        pytest.importorskip("distributed", reason="caatext[cluster] is not installed")
    monkeypatch.setattr(shards, "SHARD_CHARACTERS", 1)
    corpus = read.corpus(*TEXTS)
    here = annotate(corpus, codebook=read.codebook, cache=False)
    with choose_engine(name, jobs=jobs) as engine:
        there = annotate(corpus, codebook=read.codebook, cache=False, engine=engine)
    for (table, one), (_, other) in zip(here.tables(), there.tables(), strict=True):
        pd.testing.assert_frame_equal(one, other, obj=table)


def test_an_unknown_engine_is_refused():
    with pytest.raises(UsageError, match=r"no engine 'spark'.*\n.*local, dask"), choose_engine("spark"):
        pass


def test_a_scheduler_elsewhere_is_refused():
    pytest.importorskip("distributed", reason="caatext[cluster] is not installed")
    with (
        pytest.raises(UsageError, match=r"not on this machine"),
        choose_engine("dask", scheduler="tcp://10.1.2.3:8786"),
    ):
        pass
