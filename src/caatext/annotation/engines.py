"""Who runs the shards: this process, several, or a Dask cluster. One worker function; the same result from each."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from caatext.corpus.child import die_with
from caatext.errors import AnnotationError, Problem, UsageError

Shard = TypeVar("Shard")
Result = TypeVar("Result")
ENGINES = ("local", "dask")
#: Shards a worker that are under way or waiting for their turn in the result: one slow shard leaves nobody idle.
AHEAD = 6
#: A scheduler runs whatever it is sent, so only one on this machine is talked to.
_HERE = {"localhost", "127.0.0.1", "::1"}


class Engine(Protocol):
    """Runs a function over shards and yields the results in the order of the shards."""

    def __call__(self, work: Callable[[Shard], Result], shards: Sequence[Shard]) -> Iterator[Result]:
        """Yield ``work(shard)`` for each shard, in order."""


def run_here(work: Callable[[Shard], Result], shards: Sequence[Shard]) -> Iterator[Result]:
    """Run the shards in this process, one after another."""
    return map(work, shards)


@contextmanager
def choose_engine(name: str = "local", *, jobs: int = 1, scheduler: str | None = None) -> Iterator[Engine]:
    """Yield an engine by name and close what it opened.

    Parameters
    ----------
    name : {"local", "dask"}
        This machine, or a Dask cluster.
    jobs : int
        Processes of the local engine, or workers of a Dask cluster started here.
    scheduler : str, optional
        Address of a Dask scheduler on this machine; without one a cluster is started here.

    Raises
    ------
    UsageError
        The name is not known, or the scheduler is on another machine.
    AnnotationError
        Dask is not installed.
    """
    if name not in ENGINES:
        found = f"there is no engine '{name}'"
        raise UsageError(Problem(code="E-CFG-NAME", found=found, remedy=f"there are {', '.join(ENGINES)}"))
    if name == "dask":
        with _dask(jobs, scheduler) as engine:
            yield engine
    elif jobs == 1:
        yield run_here
    else:
        # Spawned, not forked: a forked copy of a process with threads can hang.
        pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=die_with, initargs=(os.getpid(),))
        try:
            yield partial(_ahead, pool.submit, AHEAD * jobs)
        finally:
            # Whoever stops the run does not wait for shards that nobody asked for yet.
            pool.shutdown(cancel_futures=True)


def _ahead(
    submit: Callable[..., Any], ahead: int, work: Callable[[Shard], Result], shards: Sequence[Shard]
) -> Iterator[Result]:
    """Yield results in the order of the shards, with no more than `ahead` of them under way or waiting.

    Texts and tables of the whole corpus would otherwise stand in a queue.
    """
    under_way: deque[Any] = deque()
    for shard in shards:
        under_way.append(submit(work, shard))
        if len(under_way) == ahead:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


@contextmanager
def _dask(jobs: int, scheduler: str | None) -> Iterator[Engine]:
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        found = "Dask is not installed"
        raise AnnotationError(
            Problem(code="E-DEP-DASK", found=found, remedy="pip install 'caatext[cluster]'")
        ) from error
    if scheduler and urlsplit(scheduler if "//" in scheduler else f"tcp://{scheduler}").hostname not in _HERE:
        raise UsageError(
            Problem(
                code="E-NET-SCHEDULER",
                found=f"the scheduler {scheduler} is not on this machine",
                action="stopped: whoever reaches a scheduler can run code on its workers",
                remedy="forward its port to this machine (ssh -L 8786:scheduler:8786) and name tcp://127.0.0.1:8786",
            )
        )
    options: dict[str, Any] = {"n_workers": jobs, "threads_per_worker": 1, "dashboard_address": None}
    cluster = None if scheduler else LocalCluster(host="127.0.0.1", **options)  # type: ignore[no-untyped-call]
    try:
        with Client(scheduler or cluster) as client:  # type: ignore[no-untyped-call]
            n_workers = max(len(client.ncores()), jobs)
            yield partial(_ahead, partial(client.submit, pure=False), AHEAD * n_workers)
    finally:
        if cluster is not None:
            cluster.close()
