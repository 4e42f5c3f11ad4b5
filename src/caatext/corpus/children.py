"""Processes that parse foreign files: kept warm, watched, and replaced when a file is too much for them."""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple, TypeVar, cast

from caatext.corpus.child import ANSWER, BUG, MEMORY, QUESTION, READ, READY
from caatext.corpus.parsing import Job
from caatext.errors import Problem, ResourceError

Item = TypeVar("Item")
Result = TypeVar("Result")
#: A second process for every so many files; the first is enough for a handful.
_FILES_A_CHILD = 40
#: Results a thread that may wait for their turn.
_AHEAD = 4
#: The child finds what the parent finds, its own folders first. With `-P` a file that is named like a library and lies
#: where the command is given is not imported.
_START = """
import sys
sys.path += [path for path in sys.argv[3:] if path not in sys.path]
from caatext.corpus.child import main
main()
"""
_KINDS = {READ: "read", MEMORY: "memory", BUG: "bug"}


_TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".ris")


@dataclass(frozen=True)
class Limits:
    """What one file may cost.

    The largest file that is read at all has 200 MB; as text, in paragraphs and as an answer that is 1.2 GB where a
    letter takes one byte. Bombs take more than any limit, and two such processes still fit a small machine.
    """

    seconds: float = 20.0
    memory: int = 2 << 30
    #: More time for each megabyte of a table, whose rows are documents; of one document size is no excuse.
    seconds_a_megabyte: float = 2.0

    def seconds_for(self, path: str, content: bytes) -> float:
        """Return how long this file may take."""
        is_table = path.lower().endswith(_TABLES)
        return self.seconds + (self.seconds_a_megabyte * len(content) / 1e6 if is_table else 0.0)


class Answer(NamedTuple):
    """How a file ended: ``read``, ``memory``, ``time``, ``crash`` or ``bug``, where `outline` is the traceback."""

    kind: str
    outline: bytes = b""
    texts: bytes = b""


class Child:
    """One process that parses; it belongs to the process that started it."""

    def __init__(self, memory: int) -> None:
        self.owner, self.memory = os.getpid(), memory
        known = [path for path in sys.path if Path(path).is_absolute()]
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START, str(self.owner), str(memory), *known],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the parent, and what the child starts ends with it
        )
        self.was_stopped = self._is_ready = False

    def is_alive(self) -> bool:
        """Whether it waits for a question of this process."""
        return self.owner == os.getpid() and self._process.poll() is None

    def ask(self, job: Job, content: bytes, *, seconds: float) -> Answer:
        """Return the answer to one file; after any but ``read`` and ``bug`` the process is gone.

        The clock runs once the process is ready: a busy machine takes its time to start one.

        Raises
        ------
        ResourceError
            It could not be started.
        """
        self._await()
        late = threading.Event()
        watch = threading.Timer(seconds, self._overdue, [late])
        watch.start()
        try:
            answer = self._exchange(job.to_json(), content, seconds)
        except (OSError, EOFError):
            answer = Answer("crash")
        finally:
            watch.cancel()
            watch.join()
        if answer.kind not in ("read", "bug") or late.is_set():
            code = self.close()
            overdue = late.is_set() or code == -getattr(signal, "SIGXCPU", 0)
            return Answer("time") if overdue and answer.kind == "crash" else answer
        return answer

    def _await(self) -> None:
        if not self._is_ready and not self._pipes()[1].read(len(READY)):
            self.close()
            if not self.was_stopped:
                raise _not_started()
        self._is_ready = True

    def _overdue(self, late: threading.Event) -> None:
        late.set()
        self.kill()

    def _exchange(self, job: bytes, content: bytes, seconds: float) -> Answer:
        inlet, outlet = self._pipes()
        for part in (QUESTION.pack(seconds, len(job), len(content)), job, content):
            inlet.write(part)
        inlet.flush()
        kind, *lengths = ANSWER.unpack(_exactly(outlet, ANSWER.size))
        if sum(lengths) > self.memory:  # more than it can have: a foreign file has taken over the child
            raise EOFError
        return Answer(_KINDS[kind], *(_exactly(outlet, length) for length in lengths))

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        return cast("IO[bytes]", self._process.stdin), cast("IO[bytes]", self._process.stdout)

    def stop(self) -> None:
        """End it in the middle of its work, for good."""
        self.was_stopped = True
        self.kill()

    def kill(self) -> None:
        """End the process and whatever it started."""
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    def close(self) -> int:
        """End it, leave nothing behind, and return how it ended."""
        if self.owner != os.getpid():
            return 0
        for pipe in self._pipes():
            with suppress(OSError):
                pipe.close()
        code = self._process.poll()
        if code is None:
            self.kill()
        return self._process.wait() if code is None else code


def _not_started() -> ResourceError:
    return ResourceError(
        Problem(
            code="E-MEM-RUN",
            found="the program that reads files could not be started",
            action="stopped: what was finished before is kept",
            remedy="free some memory, then give the same command again",
        )
    )


def _exactly(stream: IO[bytes], length: int) -> bytes:
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return content


class Nursery:
    """The children of this process: lent to one thread at a time, started when there is none to lend."""

    def __init__(self) -> None:
        self._idle: list[Child] = []
        self._busy: list[Child] = []

    def ask(self, job: Job, content: bytes, limits: Limits) -> Answer:
        """Return the answer to one file. Who broke off is replaced and asked once more: it may not be the file."""
        answer, was_stopped = self._ask(job, content, limits)
        if answer.kind == "crash" and not was_stopped:
            answer, _ = self._ask(job, content, limits)
        return answer

    def _ask(self, job: Job, content: bytes, limits: Limits) -> tuple[Answer, bool]:
        child = self._lend(limits.memory)
        self._busy.append(child)
        try:
            return child.ask(job, content, seconds=limits.seconds_for(job.path, content)), child.was_stopped
        except BaseException:
            child.close()
            raise
        finally:
            self._busy.remove(child)
            self._idle.append(child)

    def _lend(self, memory: int) -> Child:
        while True:
            try:
                child = self._idle.pop()
            except IndexError:
                return Child(memory)
            if child.is_alive() and child.memory == memory:
                return child
            child.close()

    def stop(self) -> None:
        """End the children that are at work, so that nobody waits for them."""
        for child in list(self._busy):
            child.stop()

    def dismiss(self) -> None:
        """End the children that wait."""
        while self._idle:
            self._idle.pop().close()


NURSERY = Nursery()
atexit.register(NURSERY.dismiss)


def spread(work: Callable[[Item], Result], items: Sequence[Item]) -> Generator[Result, None, None]:
    """Yield the result of each item in the order of the items; many items are worked on side by side.

    No more results than a few a thread are made ahead of the one that is asked for.
    """
    n = min(os.cpu_count() or 1, 1 + len(items) // _FILES_A_CHILD)
    if n == 1:
        yield from map(work, items)
        return
    under_way: deque[Future[Result]] = deque()
    pool = ThreadPoolExecutor(n, "reading")
    try:
        for item in items:
            under_way.append(pool.submit(work, item))
            if len(under_way) > _AHEAD * n:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    finally:
        if under_way:  # the reader has stopped: nobody waits for these
            pool.shutdown(wait=False, cancel_futures=True)
            NURSERY.stop()
        pool.shutdown()
        # The system ends a child with the thread that started it, so none of these would be there next time.
        NURSERY.dismiss()
