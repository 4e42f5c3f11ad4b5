"""Dask workers killed in the middle: every shard is there once, and the tables are what one process makes."""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from caatext.annotation import shards
from caatext.annotation.engines import choose_engine
from caatext.annotation.pipeline import NO_CODEBOOK
from caatext.annotation.saved import annotate_into
from caatext.annotation.shards import Order
from caatext.store import fingerprint_folder

sys.path.insert(0, str(Path(__file__).parent))

from strace import quick_start

distributed = pytest.importorskip("distributed", reason="caatext[cluster] is not installed")


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> str:
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    folder = tmp_path_factory.mktemp("model")
    nlp.to_disk(folder)
    return str(folder)


@pytest.fixture
def _many_shards(monkeypatch) -> Iterator[None]:
    monkeypatch.setattr(shards, "SHARD_CHARACTERS", 2_000)
    return


@pytest.fixture
def cluster(monkeypatch) -> Iterator[distributed.LocalCluster]:
    """Two workers, each in a process of its own, with their keepers, which start another in place of a dead one."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", quick_start()["PYTHONPYCACHEPREFIX"])
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None, "host": "127.0.0.1"}
    with distributed.LocalCluster(**options) as made:
        yield made


def kill(cluster: distributed.LocalCluster, after: float, killed: list[int], dice: random.Random) -> None:
    """Kill the process of one worker some time from now."""
    time.sleep(after)
    workers = [
        nanny.process.process.pid for nanny in cluster.workers.values() if nanny.process and nanny.process.process
    ]
    if workers:
        killed.append(dice.choice(workers))
        os.kill(killed[-1], signal.SIGKILL)


@pytest.mark.usefixtures("_many_shards")
@pytest.mark.filterwarnings("ignore")
def test_killed_workers_change_nothing(sample, model, request, soak, gate, tmp_path):
    if not soak:
        pytest.skip("starting a cluster takes long; that engines agree is in tests/annotation/test_engines.py")
    cluster = request.getfixturevalue("cluster")
    dice = random.Random(7)
    alone = annotate_into(tmp_path / "alone", sample, Order(NO_CODEBOOK, model))
    number, same, killed = 20, 0, []
    for turn in range(number):
        folder = tmp_path / f"turn{turn}"
        killer = threading.Thread(target=kill, args=(cluster, dice.uniform(0.1, 1.5), killed, dice))
        with choose_engine("dask", jobs=2, scheduler=cluster.scheduler_address) as engine:
            killer.start()
            annotate_into(folder, sample, Order(NO_CODEBOOK, model), engine=engine)
        killer.join()
        same += fingerprint_folder(folder) == fingerprint_folder(alone)
    gate(
        4, "Dask workers", asked="20 Dask workers killed: the same bytes", holds=same == number == len(killed),
        reached=f"{len(killed)} of {number} killed, {same} with the same bytes",
    )  # fmt: skip
    assert same == number
    assert len(killed) == number
