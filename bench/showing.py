"""Measured rows as the tables of docs/benchmarks.md; results are kept as JSON, one file a name."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from growth import Growth, exponent
from workbench import ROOT, Row, Run

PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
OWN = ("spacy", "gensim", "scikit-learn", "trafilatura", "pypdf", "vaderSentiment", "pandas", "numpy", "distributed")
PEERS = ("scattertext", "convokit", "textnets", "tomotopy")

#: Why a ratio is what it is, found by profiling; written by hand, by comparison or step.
WHY: Mapping[str, str] = {
    f"annotate; bare nlp.pipe, {os.cpu_count()} processes each": (
        "Parsing costs three quarters of what it costs nlp.pipe, since numpy multiplies matrices faster than spaCy's "
        "own library. Reading the parses adds two fifths of nlp.pipe on these texts, a third of that for the stance to "
        "each actor named (1.6 a sentence), a seventh for statements."
    ),
    "tone of parsed sentences; looped VADER": (
        "The scores are VADER's own; words are told by voice, and looked up again for the coverage. The rest of the "
        "wall time reads kept parses."
    ),
    **dict.fromkeys(
        ("keyness by author; Scattertext's scores", "keyness by author; ConvoKit's FightingWords"),
        "They score; caatext deals the authors anew 9,999 times, and more for words that few relabelings reach, leaves "
        "out each author in turn for the intervals, and measures dispersion.",
    ),
    "keyness by author; a loop of 9,999 relabelings": (
        "caatext draws again for words that few relabelings reach, up to 80 draws a word; the loop stops at 9,999 and "
        "has neither intervals nor dispersion."
    ),
    "report; a script of 60 lines with the same libraries": (
        "A quarter of the time goes into reading each sentence as a vector, some ten milliseconds a sentence; the rest "
        "into other readings of the same frames, placebos, topics fitted many times, and drawings."
    ),
    "ingest of html; trafilatura alone": (
        "A page costs about what it costs trafilatura; starting costs more, since every child process imports it."
    ),
    "ingest of pdf; pypdf alone": "A file costs what it costs pypdf; starting costs more, for the child processes.",
    "consensus of 20 NMF runs; one scikit-learn NMF": "Twenty runs and their consensus beside one run.",
}


def ratio_of(ours: Sequence[float], theirs: Sequence[float]) -> str:
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    return f"**{statistics.median(ratios):.2f}** ({min(ratios):.2f} to {max(ratios):.2f})"


def column(runs: Sequence[Run], name: str) -> list[float]:
    return [getattr(run, name) for run in runs]


def comparison_line(row: Row) -> str:
    """Return a line of the table of comparisons."""
    if row.failed:
        return f"| {row.what} | {row.size} | | | | | | | not measured: {row.failed} |"
    ours, theirs = row.ours, row.theirs
    wall = [statistics.median(column(side, "wall")) for side in (ours, theirs)]
    peaks = [statistics.median(column(side, "peak")) for side in (ours, theirs)]
    work = "–"
    if all("seconds" in run.said for run in (*ours, *theirs)):
        seconds = [[run.said["seconds"] for run in side] for side in (ours, theirs)]
        work = f"{statistics.median(seconds[0]):.2f} / {statistics.median(seconds[1]):.2f} s: {ratio_of(*seconds)}"
    cells = [
        row.what, row.size, f"{wall[0]:.1f} s", f"{wall[1]:.1f} s",
        ratio_of(column(ours, "wall"), column(theirs, "wall")),
        ratio_of(column(ours, "processor"), column(theirs, "processor")),
        work, f"{peaks[0]:.0f} / {peaks[1]:.0f}", WHY.get(row.what, ""),
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def comparison_table(rows: Sequence[Row]) -> str:
    head = ("what; beside what", "size", "caatext", "theirs", "ratio of wall time", "of processor time",
            "the work itself", "peak MiB", "why")  # fmt: skip
    return "\n".join([f"| {' | '.join(head)} |", "|---" * len(head) + "|", *map(comparison_line, rows)])


def growth_table(found: Growth) -> str:
    sizes = sorted({n for runs in found.values() for n in runs})
    head = ["step", *(f"{n:,} articles" for n in sizes), "exponent", "between the last two", "why"]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for step, runs in found.items():
        cells = [
            f"{run.wall:.1f} s, {run.peak:,.0f} MiB" if isinstance(run, Run) else run
            for run in (runs.get(n, "") for n in sizes)
        ]
        points = {n: run.wall for n, run in sorted(runs.items()) if isinstance(run, Run)}
        parts = (points, dict(list(points.items())[-2:]))
        slopes = [f"{exponent(part):.2f}" if len(part) > 1 else "–" for part in parts]
        lines.append(f"| {' | '.join([step, *cells, *slopes, WHY.get(step, '')])} |")
    return "\n".join(lines)


def machine() -> str:
    """Return what the figures were measured on: cores, memory, versions."""
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    ours = ", ".join(f"{name} {version(name)}" for name in OWN)
    return (
        f"{os.cpu_count()} cores, {gib:.0f} GiB, {platform.system()} {platform.machine()}, Python "
        f"{platform.python_version()}; {ours}; {', '.join(peer_versions())}. "
        "One thread a process in numerical libraries."
    )


def peer_versions() -> list[str]:
    lists = "\n".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "bench" / "peers").glob("*.txt")))
    return [line.replace("==", " ") for line in lists.splitlines() if line.split("==")[0] in PEERS]


def keep(folder: Path, name: str, content: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    plain = json.dumps(content, default=lambda value: asdict(value), indent=1)
    (folder / f"{name}.json").write_text(plain, encoding="utf-8")


def kept_rows(folder: Path, name: str) -> list[Row]:
    file = folder / f"{name}.json"
    if not file.exists():
        return [Row(name, "", failed="not run")]
    rows = json.loads(file.read_text(encoding="utf-8"))
    return [Row(**row | {side: [Run(**run) for run in row[side]] for side in ("ours", "theirs")}) for row in rows]


def kept_growth(folder: Path) -> Growth:
    file = folder / "growth.json"
    found = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return {
        step: {int(n): Run(**run) if isinstance(run, dict) else run for n, run in runs.items()}
        for step, runs in found.items()
    }


def tables(folder: Path, names: Sequence[str]) -> str:
    rows = [row for name in names for row in kept_rows(folder, name)]
    growth = growth_table(kept_growth(folder))
    return f"{machine()}\n\n{comparison_table(rows)}\n\n### Growth\n\n{growth}"


def write_page(text: str) -> None:
    """Put the tables between the markers of the page."""
    page = PAGE.read_text(encoding="utf-8")
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
