"""Benchmarks: caatext against a named alternative, side by side in one run; ratios, not seconds.

Usage: python bench/run.py [TEXTS]    (TEXTS: the raw dump of the Analyst articles, where it is)
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 5
Command = Callable[[], Sequence[str]]


def timed(command: Sequence[str], **environment: str) -> float:
    """Return the wall time of a command, in seconds."""
    start = time.perf_counter()
    subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | environment,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - start


def compare(name: str, ours: Sequence[str], theirs: Sequence[str], *, fresh_cache: bool = False) -> None:
    """Run both in turn and print the median of the ratios, pair by pair."""
    ratios, seconds = [], []
    with tempfile.TemporaryDirectory() as scratch:
        for run in range(RUNS + 1):
            cache = Path(scratch) / (str(run) if fresh_cache else "kept")
            a, b = timed(ours, CAATEXT_CACHE=str(cache)), timed(theirs)
            if run:
                ratios.append(a / b)
                seconds.append((a, b))
    a, b = (statistics.median(column) for column in zip(*seconds, strict=True))
    spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
    print(f"| {name} | {a:.2f} s | {b:.2f} s | **{statistics.median(ratios):.2f}** | {spread} |")


def main() -> None:
    texts = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "corpus" / "analyst-2025.txt"
    python = sys.executable
    print("| what | caatext | alternative | ratio | range |\n|---|---|---|---|---|")
    compare("`caatext --help` / `import typer`", [python, "-m", "caatext", "--help"], [python, "-c", "import typer"])
    if texts.is_file():
        with tempfile.TemporaryDirectory() as out:
            report = [python, "-m", "caatext", "report", "reports/analyst-2025", "--texts", str(texts), "--out", out]
            floor = [python, "bench/floor.py", str(texts)]
            compare("report from raw text / imports and parse", report, floor, fresh_cache=True)
            compare("the same again, nothing changed / imports and parse", report, floor)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\nPeak memory of the largest process: {peak:.0f} MiB.")


if __name__ == "__main__":
    main()
