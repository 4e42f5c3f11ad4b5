"""caatext beside what its user would pick instead, and how its time and memory grow with the number of articles.

Usage: python bench/against.py [NAME...] [--quick] [--rounds N] [--limit SECONDS]
Names: annotation sentiment keyness cooccurrence topics html pdf report dask growth; all of them unless named.

Both sides run as whole processes, in turn (A B A B ...). Wall and processor seconds are those of the process with its
children; memory is the peak of its largest process. Where both sides say how long the work itself took, without imports
and reading, that is compared too. The texts are generated (bench/articles.py). What is not in our own environment is
installed into build/bench-venv from bench/peers/*.txt; what cannot be installed or run is said in the table.

Results are kept in build/bench, one file a name, and those of full size are written into docs/benchmarks.md, between
the markers. --quick tries everything at small sizes and writes nothing there.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from growth import grow
from showing import keep, tables, write_page
from workbench import BOOK, CAATEXT, PYTHON, ROOT, Bench, Failed, Row, Run, authors

BUILD = ROOT / "build" / "bench"
#: Articles of each comparison, full and quick.
SIZES = {
    "annotation": (300, 20), "sentiment": (300, 20), "keyness": (300, 20), "cooccurrence": (300, 20),
    "topics": (300, 20), "html": (300, 20), "pdf": (100, 10), "report": (50, 8), "dask": (2_000, 20),
}  # fmt: skip
DRAWS = 9_999


def annotation(bench: Bench) -> list[Row]:
    n, jobs = bench.choose(SIZES["annotation"]), os.cpu_count()
    corpus = bench.ingested(n)

    def ours() -> Run:
        shutil.rmtree(corpus / "annotations", ignore_errors=True)
        annotate = [*CAATEXT, "annotate", corpus, "--codebook", BOOK, "--jobs", jobs]
        return bench.run(annotate, cache=bench.fresh("cache"))

    def theirs() -> Run:
        return bench.run([PYTHON, "bench/pipe.py", corpus, jobs])

    return [bench.compare(f"annotate; bare nlp.pipe, {jobs} processes each", f"{n:,} articles", ours, theirs)]


def sentiment(bench: Bench) -> list[Row]:
    n = bench.choose(SIZES["sentiment"])
    sentences, corpus = bench.prepared(n) / "sentences.json", bench.annotated(n)

    def ours() -> Run:
        return bench.side("caatext_tone", corpus, bench.folder / "cache")

    def theirs() -> Run:
        return bench.side("vader_loop", sentences)

    return [bench.compare("tone of parsed sentences; looped VADER", f"{n:,} articles", ours, theirs)]


def keyness(bench: Bench) -> list[Row]:
    n = bench.choose(SIZES["keyness"])
    articles, corpus = bench.prepared(n) / "articles.json", bench.annotated(n)

    def ours() -> Run:
        return bench.side("caatext_step", corpus, BOOK, "keyness", bench.folder / "words.csv")

    theirs = {
        "Scattertext's scores": lambda: bench.side("scattertext_scores", articles, peers="words"),
        "ConvoKit's FightingWords": lambda: bench.side("convokit_words", articles, peers="words"),
        f"a loop of {DRAWS:,} relabelings": lambda: bench.side("permutation_loop", articles, DRAWS),
    }
    size = f"{n:,} articles, {authors(n)} authors"
    return [bench.compare(f"keyness by author; {name}", size, ours, side) for name, side in theirs.items()]


def cooccurrence(bench: Bench) -> list[Row]:
    n = bench.choose(SIZES["cooccurrence"])
    mentions, corpus = bench.prepared(n) / "mentions.json", bench.annotated(n)

    def ours() -> Run:
        return bench.side("caatext_step", corpus, BOOK, "cooccurrence", bench.folder / "edges.csv")

    def theirs() -> Run:
        return bench.side("textnets_network", mentions, peers="networks")

    return [bench.compare("co-occurrence; textnets", f"{n:,} articles", ours, theirs)]


def topics(bench: Bench) -> list[Row]:
    n = bench.choose(SIZES["topics"])
    folder = bench.prepared(n)

    def ours() -> Run:
        return bench.side("topics", "caatext", folder)

    theirs = {
        "one gensim LdaModel, 10 passes": lambda: bench.side("topics", "gensim", folder),
        "one scikit-learn LDA, 10 iterations": lambda: bench.side("topics", "sklearn-lda", folder),
        "one scikit-learn NMF": lambda: bench.side("topics", "sklearn-nmf", folder),
        "one tomotopy LDA, 1,000 iterations": lambda: bench.side("topics", "tomotopy", folder, peers="networks"),
    }
    size = f"{n:,} articles, 10 topics"
    return [bench.compare(f"consensus of 20 NMF runs; {name}", size, ours, side) for name, side in theirs.items()]


def ingest(bench: Bench, form: str, library: str) -> list[Row]:
    n = bench.choose(SIZES[form])
    pages = bench.articles(n, form=form)

    def ours() -> Run:
        return bench.run([*CAATEXT, "ingest", pages, "--out", bench.fresh("corpus")])

    def theirs() -> Run:
        return bench.side(f"{form}_alone", pages, bench.folder / "alone.parquet")

    return [bench.compare(f"ingest of {form}; {library} alone", f"{n:,} articles", ours, theirs)]


def report(bench: Bench) -> list[Row]:
    n = bench.choose(SIZES["report"])
    articles = bench.articles(n)
    study = bench.study(articles, bench.folder / "study")

    def ours() -> Run:
        return bench.run([*CAATEXT, "report", study, "--out", bench.fresh("report")], cache=bench.fresh("cache"))

    def theirs() -> Run:
        return bench.side("handwritten", articles, bench.fresh("report"))

    return [bench.compare("report; a script of 60 lines with the same libraries", f"{n:,} articles", ours, theirs)]


def dask(bench: Bench) -> list[Row]:
    n = bench.choose(SIZES["dask"])
    corpus = bench.ingested(n)

    def with_workers(workers: int) -> Run:
        given = (corpus, BOOK, workers, bench.fresh("annotations"))
        return bench.side("dask_annotate", *given, cache=bench.fresh("cache"))

    what = "annotate on two Dask workers; on one"
    return [bench.compare(what, f"{n:,} articles", lambda: with_workers(2), lambda: with_workers(1))]


COMPARISONS: dict[str, Callable[[Bench], list[Row]]] = {
    "annotation": annotation,
    "sentiment": sentiment,
    "keyness": keyness,
    "cooccurrence": cooccurrence,
    "topics": topics,
    "html": lambda bench: ingest(bench, "html", "trafilatura"),
    "pdf": lambda bench: ingest(bench, "pdf", "pypdf"),
    "report": report,
    "dask": dask,
}


def measure(bench: Bench, name: str) -> list[Row]:
    """Return the rows of a comparison; where what it needs cannot be made, one row that says so."""
    try:
        return COMPARISONS[name](bench)
    except Failed as failed:
        return [Row(name, "", failed=str(failed))]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [*COMPARISONS, "growth"]
    arguments.add_argument("names", nargs="*", metavar="NAME", choices=[*names, []])
    arguments.add_argument("--quick", action="store_true")
    arguments.add_argument("--rounds", type=int)
    arguments.add_argument("--limit", type=float, default=7_200.0)
    given = arguments.parse_args()
    results = BUILD / ("quick" if given.quick else "full")
    BUILD.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD, prefix="work-") as folder:
        rounds = given.rounds or (1 if given.quick else 3)
        bench = Bench(Path(folder), quick=given.quick, rounds=rounds, limit=given.limit)
        for name in given.names or names:
            print(f"== {name}", file=sys.stderr, flush=True)
            keep(results, name, grow(bench) if name == "growth" else measure(bench, name))
    print(tables(results, list(COMPARISONS)))
    if not given.quick:
        write_page(tables(results, list(COMPARISONS)))


if __name__ == "__main__":
    main()
