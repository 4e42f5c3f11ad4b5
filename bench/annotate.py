"""What `caatext annotate` costs beside bare `nlp.pipe`, and how its memory grows with the number of documents.

Usage: python bench/annotate.py [ADDRESSES.jsonl.gz] [--pairs N] [--processes N]

Both run as whole processes, in turn, on the State of the Union addresses: same model, batch size and processes. The
cache is empty each time. Memory is that of the largest process, on the addresses and on copies of them; copies are
parsed once, so that those runs are short.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from caatext.corpus.documents import build_corpus, build_document
from caatext.corpus.folders import write_corpus

ROOT = Path(__file__).parents[1]
ADDRESSES = ROOT.parent / "shared" / "devdata" / "sotu.jsonl.gz"


def make_corpus(addresses: list[dict[str, str]], folder: Path, *, copies: int = 1) -> Path:
    """Write a corpus folder of the addresses, each `copies` times under another identifier."""
    built = []
    for copy in range(copies):
        for row in addresses:
            paragraphs = [("", line) for line in row["text"].split("\n") if line.strip()]
            docvars = {"author": str(row["President"]), "date": str(row["Date"])}
            built.append(build_document(f"{row['doc_id']}-{copy}", paragraphs, docvars=docvars))
    corpus = build_corpus([document for document, _ in built], [row for _, rows in built for row in rows])
    return write_corpus(corpus, folder)


def run(command: list[str], cache: Path) -> tuple[float, float, float]:
    """Return wall seconds, processor seconds and peak MiB of a command with its children."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"CAATEXT_CACHE": str(cache)}, stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("addresses", nargs="?", type=Path, default=ADDRESSES)
    arguments.add_argument("--pairs", type=int, default=3)
    arguments.add_argument("--processes", type=int, default=1)
    given = arguments.parse_args()
    if not given.addresses.is_file():
        raise SystemExit(f"{given.addresses.name} is not here: name it")
    addresses = [json.loads(line) for line in gzip.decompress(given.addresses.read_bytes()).decode().splitlines()]
    python, processes = sys.executable, str(given.processes)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        corpus = str(make_corpus(addresses, folder / "corpus"))
        annotate = [python, "-m", "caatext", "annotate", corpus, "--jobs", processes]
        pipe = [python, "bench/pipe.py", corpus, processes]
        pairs = [(run(annotate, folder / f"cache{n}"), run(pipe, folder)) for n in range(given.pairs)]
        print(f"{len(addresses)} addresses, {processes} process(es), {given.pairs} pairs: ours / nlp.pipe")
        for name, column in (("wall seconds", 0), ("processor seconds", 1), ("peak MiB of one process", 2)):
            ours, theirs = ([pair[side][column] for pair in pairs] for side in (0, 1))
            ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
            print(f"{name:24} {statistics.median(ours):8.1f} {statistics.median(theirs):8.1f}  "
                  f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")  # fmt: skip
        warm = folder / "cache0"
        wall, _, _ = run([*annotate, "--codebook", "corpus/sample/codebook.toml"], warm)
        print(f"edited codebook, parses kept: {wall:.1f} s")
        for copies in (1, 2, 4):
            copied = str(make_corpus(addresses, folder / f"copies{copies}", copies=copies))
            wall, _, peak = run([python, "-m", "caatext", "annotate", copied], warm)
            print(f"{copies * len(addresses):5} documents, parses kept: {wall:6.1f} s, peak {peak:6.0f} MiB")


if __name__ == "__main__":
    main()
