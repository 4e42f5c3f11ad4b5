"""Run whole processes in turn and keep what each took: wall and processor seconds, peak memory, what it said of itself.

The process that starts the others imports nothing big: Linux counts its pages into the peak of its children.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PEERS = ROOT / "build" / "bench-venv"
BOOK = ROOT / "corpus" / "analyst-2025" / "codebook.toml"
THREADS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
PYTHON = sys.executable
CAATEXT = (PYTHON, "-m", "caatext")


@dataclass
class Run:
    """What one process took, and what it said of itself."""

    wall: float
    processor: float
    peak: float
    said: dict = field(default_factory=dict)


@dataclass
class Row:
    """One comparison: the runs of our side and of theirs, or why there are none."""

    what: str
    size: str
    ours: list[Run] = field(default_factory=list)
    theirs: list[Run] = field(default_factory=list)
    failed: str = ""


class Failed(Exception):
    """A command failed or took too long; the message says which and how."""


class Bench:
    """A folder to work in, how often to run, and how long a command may take."""

    def __init__(self, folder: Path, *, quick: bool, rounds: int, limit: float) -> None:
        self.folder, self.quick, self.rounds, self.limit = folder, quick, rounds, limit

    def choose(self, sizes: tuple[Any, Any]) -> Any:
        """Return the full size of two, or the quick one."""
        return sizes[self.quick]

    def run(self, command: Sequence[object], *, cache: Path | None = None) -> Run:
        """Run a command and return what it took; our own commands keep parses in `cache`."""
        environment = os.environ | THREADS | {"CAATEXT_CACHE": str(cache or self.folder / "cache")}
        with (self.folder / "out.txt").open("wb") as out, (self.folder / "errors.txt").open("wb") as errors:
            start = time.perf_counter()
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=ROOT, env=environment, stdout=out, stderr=errors, start_new_session=True,
            )  # fmt: skip
            timer = threading.Timer(self.limit, os.killpg, (process.pid, signal.SIGKILL))
            timer.start()
            try:
                _, status, used = os.wait4(process.pid, 0)
            except BaseException:
                os.killpg(process.pid, signal.SIGKILL)
                raise
            finally:
                timer.cancel()
            wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode == -signal.SIGKILL and wall >= self.limit:
            raise Failed(f"not done in {self.limit:.0f} s")
        if process.returncode:
            raise Failed(f"{' '.join(map(str, command[1:4]))}: {self.last_words()}".replace(str(ROOT), "."))
        lines = (self.folder / "out.txt").read_text(encoding="utf-8", errors="replace").strip().splitlines()
        said = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}
        return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said)

    def last_words(self) -> str:
        """Return what the last command said of its failure: its first error, or else its last line."""
        lines = (self.folder / "errors.txt").read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return next((line for line in lines if line.startswith("error[")), lines[-1] if lines else "nothing said")

    def side(self, name: str, *given: object, peers: str = "", cache: Path | None = None) -> Run:
        """Run a script of bench/sides, in our environment or in that of some peers."""
        python = peer_python(peers) if peers else PYTHON
        return self.run([python, ROOT / "bench" / "sides" / f"{name}.py", *given], cache=cache)

    def articles(self, n: int, *, form: str = "md") -> Path:
        folder = self.folder / f"{form}-{n}"
        if not folder.exists():
            self.run([PYTHON, "bench/articles.py", folder, n, "--form", form, "--authors", authors(n)])
        return folder

    def ingested(self, n: int) -> Path:
        corpus = self.folder / f"corpus-{n}"
        if not corpus.exists():
            self.run([*CAATEXT, "ingest", self.articles(n), "--out", corpus])
        return corpus

    def annotated(self, n: int) -> Path:
        corpus = self.ingested(n)
        if not (corpus / "annotations" / "manifest.json").exists():
            self.run([*CAATEXT, "annotate", corpus, "--codebook", BOOK, "--jobs", os.cpu_count()])
        return corpus

    def prepared(self, n: int) -> Path:
        folder = self.folder / f"prepared-{n}"
        if not folder.exists():
            self.side("prepare", self.annotated(n), folder)
        return folder

    def study(self, corpus: Path, folder: Path) -> Path:
        """Return a study file on a corpus: two camps, the two frames that they differ in."""
        folder.mkdir(parents=True, exist_ok=True)
        content = {"corpus": str(corpus), "codebook": str(BOOK), "by": "camp", "id": "bench", "title": "Bench",
                   "question": "Do two camps frame the same region differently?"}  # fmt: skip
        lines = ["[study]", *(f"{key} = {json.dumps(value)}" for key, value in content.items())]
        for frame, label in (("hid", "Hidden hegemon"), ("agy", "Agency")):
            lines += ["[[sides]]", f'frame = "{frame}"', f'label = "{label}"']
        (folder / "study.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return folder / "study.toml"

    def fresh(self, kind: str) -> Path:
        """Return the name of a file or folder that is not there."""
        return Path(tempfile.mkdtemp(dir=self.folder, prefix=f"{kind}-")) / kind

    def compare(self, what: str, size: str, ours: Callable[[], Run], theirs: Callable[[], Run]) -> Row:
        """Run both sides in turn."""
        row = Row(what, size)
        try:
            for _ in range(self.rounds):
                row.ours.append(ours())
                row.theirs.append(theirs())
        except Failed as failed:
            row.failed = str(failed)
        return row


def authors(n: int) -> int:
    """Return how many authors write n articles: four each at least, and forty in all at most."""
    return max(2, min(40, n // 4))


def peer_python(name: str) -> Path:
    """Return the interpreter of an environment of peers, made from its list of exact versions if need be."""
    asked, folder = ROOT / "bench" / "peers" / f"{name}.txt", PEERS / name
    python = folder / "bin" / "python"
    mark, sha256 = folder / "made-from", hashlib.sha256(asked.read_bytes()).hexdigest()
    if mark.exists() and mark.read_text(encoding="utf-8") == sha256:
        return python
    for command in (
        [PYTHON, "-m", "venv", "--clear", folder],
        [python, "-m", "pip", "install", "--quiet", "--no-deps", "-r", asked],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failed(f"{name}: not installed ({done.stderr.strip().splitlines()[-1][:100]})")
    mark.write_text(sha256, encoding="utf-8")
    return python
