"""The program that parses foreign files: one at a time, within limits, answers through a pipe, gone with its parent.

Started by :mod:`caatext.corpus.children`, which names the parent and the memory allowed.
"""

from __future__ import annotations

import math
import os
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from struct import Struct
from typing import Any, BinaryIO

from caatext.corpus.parsing import Job, parse

#: Windows has no such limits: the parent's clock is the only one there.
resource: Any = import_module("resource") if find_spec("resource") else None

#: Before a question: seconds, length of the job, length of the bytes. Before an answer: its kind, two lengths.
QUESTION, ANSWER = Struct(">dQQ"), Struct(">cQQ")
READ, MEMORY, BUG = b"r", b"m", b"b"
READY = b"."
_DIE_WITH_PARENT, _SIGKILL = 1, 9


def main() -> None:
    """Answer one question after the other until the parent closes the pipe."""
    parent, memory = int(sys.argv[1]), int(sys.argv[2])
    inlet, outlet = _own_pipes()
    die_with(parent)
    import_module("caatext.corpus.formats")  # what this takes of time and memory is counted against no file
    _limit_memory_and_files(memory)
    outlet.write(READY)
    outlet.flush()
    while head := inlet.read(QUESTION.size):
        seconds, *lengths = QUESTION.unpack(head)
        job, content = (inlet.read(length) for length in lengths)
        _limit_time(seconds)
        kind, *parts = _answer(content, job)
        outlet.write(ANSWER.pack(kind, *map(len, parts)))
        for part in parts:
            outlet.write(part)
        outlet.flush()
        if kind == MEMORY:  # what is left of the memory after that is anybody's guess
            return


def _answer(content: bytes, job: bytes) -> tuple[bytes, bytes, bytes]:
    try:
        return READ, *parse(content, Job.from_json(job))
    except MemoryError:
        return MEMORY, b"", b""
    except Exception:  # parsers raise anything at all on damaged bytes  # noqa: BLE001
        return BUG, traceback.format_exc().encode("utf-8", "backslashreplace"), b""


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Take the pipes to the parent away from whatever a parser prints or asks for."""
    inlet, outlet = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    for number, mode in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
        nowhere = os.open(os.devnull, mode)
        os.dup2(nowhere, number)
        os.close(nowhere)
    return inlet, outlet


def die_with(parent: int) -> None:
    """Ask the system to end this process with its parent, even one that was killed."""
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, _SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        sys.exit()


def _limit_memory_and_files(memory: int) -> None:
    """Allow `memory` bytes more than this program takes by itself, no file of any length, and no core dump."""
    if resource is None:
        return
    statm = Path("/proc/self/statm")
    own = int(statm.read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE") if statm.exists() else 0
    sys.dont_write_bytecode = True
    for kind, value in ((resource.RLIMIT_AS, own + memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        _lower(kind, value)


def _limit_time(seconds: float) -> None:
    """Allow so many seconds of the processor from now on; the parent's clock is stricter, but it may be dead."""
    if resource is None:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, math.ceil(usage.ru_utime + usage.ru_stime + seconds) + 1)


def _lower(kind: int, value: int) -> None:
    """Set the limit that holds now, within the one that may not be passed; macOS knows it and may refuse it."""
    hard = resource.getrlimit(kind)[1]
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
