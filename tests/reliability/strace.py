"""Commands of caatext run warm, and struck by strace: which calls they make, killed at one, or one made to fail.

A command needs seconds to start and half a second to work. `Warm` is a process that has loaded everything and
forks for each command, so that hundreds of runs fit a test; what is forked runs `caatext.cli.main` as always.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

STRACE = shutil.which("strace")
needs_strace = pytest.mark.skipif(STRACE is None, reason="strace is not installed")
#: Seconds that no command of a test takes.
LIMIT = 120
_LINE = re.compile(r"^(?P<name>[a-z0-9_]+)\((?P<rest>.*)$")


class Ended(NamedTuple):
    """How a command ended: its exit code, or minus the signal that killed it; and what it said."""

    code: int
    out: str
    err: str


class Call(NamedTuple):
    """A system call that a command made: the `number`-th of its name; `text` shows paths and results."""

    name: str
    number: int
    text: str


def quick_start() -> dict[str, str]:
    """Return an environment in which modules are compiled once for all processes, wherever that is turned off."""
    compiled = Path(tempfile.gettempdir()) / "caatext-compiled"
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    alone = {"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return kept | alone | {"PYTHONPYCACHEPREFIX": str(compiled)}


class Warm:
    """A process that has loaded caatext and forks for each command."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.server = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=quick_start()
        )
        self._out, self._err = scratch / "stdout", scratch / "stderr"

    def _ask(self, **order: Any) -> Any:
        self.server.stdin.write(json.dumps(order) + "\n")
        self.server.stdin.flush()
        return json.loads(self.server.stdout.readline())

    def load(self, *arguments: object, environment: Mapping[str, object]) -> None:
        """Run a command in the process itself, so that what it loads is there for every fork.

        What a study finds and what its report holds is kept too: a report is struck while it is written, and what is
        written was computed once.
        """
        code = self._ask(load=True, **self._order(arguments, environment))
        assert code == 0, self._err.read_text(encoding="utf-8")

    def _order(self, arguments: Sequence[object], environment: Mapping[str, object]) -> dict[str, Any]:
        return {
            "argv": [str(argument) for argument in arguments],
            "environment": {name: str(value) for name, value in environment.items()},
            "out": str(self._out),
            "err": str(self._err),
        }

    def _start(self, arguments: Sequence[object], environment: Mapping[str, object], *, stopped: bool = False) -> int:
        return self._ask(stopped=stopped, **self._order(arguments, environment))

    def _wait(self, pid: int) -> Ended:
        code = self._ask(wait=pid)
        return Ended(code, *(path.read_text(encoding="utf-8", errors="replace") for path in (self._out, self._err)))

    def run(self, *arguments: object, environment: Mapping[str, object]) -> Ended:
        """Run a command to its end."""
        return self._wait(self._start(arguments, environment))

    def kill_after(self, seconds: float, *arguments: object, environment: Mapping[str, object]) -> Ended:
        """Run a command and kill its whole process group after some time, if it has not ended by then."""
        pid = self._start(arguments, environment)
        self._ask(kill=pid, after=seconds)
        return self._wait(pid)

    @contextmanager
    def _under_strace(self, arguments: Sequence[object], environment: Mapping[str, object], *options: str
                      ) -> Iterator[int]:  # fmt: skip
        pid = self._start(arguments, environment, stopped=True)
        tracer = subprocess.Popen(
            [STRACE, "-p", str(pid), *options], stderr=subprocess.PIPE, text=True, env=os.environ | {"LC_ALL": "C"}
        )
        try:
            assert "attached" in tracer.stderr.readline()
            os.kill(pid, signal.SIGCONT)
            yield pid
        finally:
            # Children of a killed run must not outlive it into the next.
            for end in (lambda: os.killpg(pid, signal.SIGKILL), lambda: tracer.wait(LIMIT)):
                try:
                    end()
                except ProcessLookupError:
                    continue
            tracer.stderr.close()

    def calls(self, names: Sequence[str], *arguments: object, environment: Mapping[str, object]) -> list[Call]:
        """Return the calls of these names that a command makes, in order, with the paths of its files."""
        log = self.scratch / "calls.log"
        options = ("-y", "-s", "0", "-e", f"trace={','.join(names)}", "-o", str(log))
        with self._under_strace(arguments, environment, *options) as pid:
            ended = self._wait(pid)
        assert ended.code == 0, ended.err
        counted: Counter[str] = Counter()
        found = []
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
            if match := _LINE.match(line):
                counted[match["name"]] += 1
                found.append(Call(match["name"], counted[match["name"]], match["rest"]))
        return found

    def strike(self, call: Call, how: str, *arguments: object, environment: Mapping[str, object]) -> Ended:
        """Run a command and strike it at a call: `how` is ``signal=SIGKILL`` or ``error=ENOSPC``."""
        inject = f"inject={call.name}:{how}:when={call.number}"
        options = ("-e", f"trace={call.name}", "-e", inject, "-o", os.devnull)
        with self._under_strace(arguments, environment, *options) as pid:
            return self._wait(pid)

    def close(self) -> None:
        """End the process."""
        self.server.stdin.close()
        self.server.wait(LIMIT)
        self.server.stdout.close()


def _serve() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line))), file=answers, flush=True)


def _answer(order: Mapping[str, Any]) -> Any:
    if "wait" in order:
        return os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1])
    if "kill" in order:
        time.sleep(order["after"])
        with suppress(ProcessLookupError):
            os.killpg(order["kill"], signal.SIGKILL)
        return None
    if "load" in order:
        _compute_reports_once()
        return _be_the_command(order)
    pid = os.fork()
    if pid == 0:
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os._exit(_be_the_command(order))
    if order["stopped"]:
        os.waitpid(pid, os.WUNTRACED)
    return pid


def _compute_reports_once() -> None:
    from caatext.study import reports

    if hasattr(reports.run_study, "made"):
        return
    made: dict[str, Any] = {}
    run_study, report_files = reports.run_study, reports.report_files

    def run_once(study: Any, **options: Any) -> Any:
        key = study.fingerprint
        if key not in made:
            made[key] = run_study(study, **options)
        run_once.made = key
        return made[key]

    def files_once(*arguments: Any, **options: Any) -> Any:
        key = f"files of {run_once.made}"
        if key not in made:
            made[key] = report_files(*arguments, **options)
        return made[key]

    run_once.made = ""
    reports.run_study, reports.report_files = run_once, files_once


def _be_the_command(order: Mapping[str, Any]) -> int:
    """Run a command in this process as a shell would, and return its exit code."""
    for handle, name in ((1, "out"), (2, "err")):
        file = os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        os.dup2(file, handle)
        os.close(file)
    os.environ.update(order["environment"])
    sys.argv = ["caatext", *order["argv"]]
    if order.get("stopped"):
        os.kill(os.getpid(), signal.SIGSTOP)
    from caatext import cli

    code = 0
    try:
        cli.main()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 1
    except BaseException:  # noqa: BLE001 - a traceback is a finding of the test, not of this process
        traceback.print_exc()
        code = 1
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return code


if __name__ == "__main__":
    _serve()
