"""How time and memory of each step grow with the number of articles."""

from __future__ import annotations

import math
import os
import shutil
import statistics
import sys
from collections.abc import Callable
from typing import NamedTuple

from workbench import BOOK, CAATEXT, PYTHON, Bench, Failed, Run, authors

#: Articles, full and quick; CAATEXT_BENCH_SIZES="100,1000" names others.
SIZES = ((100, 1_000, 10_000, 100_000), (8, 16))
COLD, KEPT, REPORT = "annotate, nothing kept", "annotate, parses kept", "report, parses kept"
#: Steps that are not tried beyond so many articles, because the time of this machine does not suffice.
MOST = {COLD: 10_000, KEPT: 1_000, REPORT: 1_000}
Result = Run | str
Growth = dict[str, dict[int, Result]]


class Step(NamedTuple):
    """A command, what has to be done before it, and the step without which it cannot run."""

    name: str
    command: list[object]
    needs: str = ""
    before: Callable[[], object] = lambda: None


def grow(bench: Bench) -> Growth:
    """Return what each step took at each size, or why it did not get there."""
    found: Growth = {}
    named = os.environ.get("CAATEXT_BENCH_SIZES", "")
    for n in [int(size) for size in named.split(",")] if named else bench.choose(SIZES):
        for step in steps(bench, n):
            has_what_it_needs = not step.needs or isinstance(found[step.needs][n], Run)
            result = attempt(bench, step, n) if has_what_it_needs else f"needs: {step.needs}"
            found.setdefault(step.name, {})[n] = result
            print(f"{n:>8,} {step.name}: {result}", file=sys.stderr, flush=True)
    return found


def attempt(bench: Bench, step: Step, n: int) -> Result:
    """Return what the step took, or why it failed or was not tried."""
    if n > MOST.get(step.name, n):
        return "not tried"
    try:
        step.before()
        return bench.run(step.command, cache=bench.folder / f"cache-{n}")
    except Failed as failed:
        return str(failed)


def steps(bench: Bench, n: int) -> list[Step]:
    """Return the steps in their order."""
    articles, corpus = bench.articles(n), bench.folder / f"grown-{n}"
    ingest = [*CAATEXT, "ingest", articles, "--out", corpus]
    annotate = [*CAATEXT, "annotate", corpus, "--codebook", BOOK, "--jobs", os.cpu_count()]
    settled = ["--codebook", BOOK, "--out", bench.folder / "out.csv"]
    keyness = [*CAATEXT, "keyness", corpus, "--by", "camp", "--group", "north", "--cluster", "author", *settled]
    report = [*CAATEXT, "report", bench.study(corpus, bench.folder / f"study-{n}"), "--out", bench.fresh("report")]
    one_more = [PYTHON, "bench/articles.py", articles, 1, "--first", n, "--authors", authors(n)]
    return [
        Step("ingest", ingest),
        Step(COLD, annotate, "ingest"),
        Step(KEPT, annotate, COLD, lambda: shutil.rmtree(corpus / "annotations")),
        Step("score frames", [*CAATEXT, "score", corpus, "frames", *settled], COLD),
        Step("score cooccurrence", [*CAATEXT, "score", corpus, "cooccurrence", *settled], COLD),
        Step("keyness by author", keyness, COLD),
        Step(REPORT, report, COLD),
        Step("ingest, one article more", ingest, "ingest", lambda: bench.run(one_more)),
        Step("annotate, one article more", annotate, COLD),
    ]


def exponent(points: dict[int, float]) -> float:
    """Return b of seconds = a times articles to the power b, by least squares on logarithms."""
    if len(points) < 2:
        return math.nan
    x, y = ([math.log(value) for value in column] for column in (points.keys(), points.values()))
    return statistics.linear_regression(x, y).slope
