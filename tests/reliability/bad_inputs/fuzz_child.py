"""The program that reads mutants of control files: ``fuzz_child.py KIND,KIND FIRST LAST``, one line a fault.

It forks once for several hundred mutants. What the fork cannot survive (a mutant over its time, or a crash) costs
that mutant, and the next fork goes on behind it.
"""

from __future__ import annotations

import json
import mmap
import os
import resource
import signal
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # the generator is a package there

from bad_inputs.controls import controls
from bad_inputs.mutants import mutant
from caatext.corpus.formats import PARSERS
from caatext.corpus.parsing import Job, name_of, parse

SECONDS, BYTES, BATCH = 20, 2**30, 500


def main() -> None:
    contents = {case.file.rpartition(".")[2]: case.content for case in controls()}
    for kind in sys.argv[1].split(","):
        survey(kind, int(sys.argv[2]), int(sys.argv[3]), contents)


def survey(kind: str, first: int, last: int, contents: dict[str, bytes]) -> None:
    """Read the mutants of one kind, and write a line for each that does harm."""
    others = [contents[name] for name in sorted(contents)]
    job = Job(parser=name_of(PARSERS[f".{kind}"]), path=f"a.{kind}", look_again=True)
    parse(contents[kind], job)  # what is loaded once is loaded before the limits
    own = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    at = mmap.mmap(-1, 8)
    at[:] = struct.pack("q", first - 1)
    while (number := struct.unpack("q", at)[0] + 1) < last:
        child = os.fork()
        if not child:
            resource.setrlimit(resource.RLIMIT_AS, (own + BYTES, own + BYTES))
            for this in range(number, min(number + BATCH, last)):
                at[:] = struct.pack("q", this)
                _try(kind, this, mutant(contents[kind], this, others), job)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            _tell(kind, struct.unpack("q", at)[0], f"ended by {status}")


def _try(kind: str, number: int, content: bytes, job: Job) -> None:
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        parse(content, job)
    except BaseException as error:  # noqa: BLE001 - whatever gets out is what we look for
        _tell(kind, number, f"{type(error).__name__}: {error}")
    signal.setitimer(signal.ITIMER_PROF, 0)


def _tell(kind: str, number: int, fault: str) -> None:
    os.write(1, json.dumps({"kind": kind, "number": number, "fault": fault[:300]}).encode() + b"\n")


if __name__ == "__main__":
    main()
