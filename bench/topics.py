"""Consensus topics, and keyness with permutations, beside one gensim LDA on State of the Union paragraphs.

Usage: python bench/topics.py [ADDRESSES.jsonl.gz] [--rounds N]

Ten numbers of topics times twenty runs of consensus NMF, against one `gensim.models.LdaModel(passes=10)` with 20
topics, on the same counts: words in lower case, without stop words and words used fewer than 20 times. And 10,000
relabelings of 27 authors (three years of a president each) for the keyness of all words used 20 times or more. Each
is a child process with one thread; the clock runs around the fit alone, memory is the peak of the process; in turn.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy import sparse

ROOT = Path(__file__).parents[1]
ADDRESSES = ROOT.parent / "shared" / "devdata" / "sotu.jsonl.gz"
GRID = (4, 6, 8, 10, 12, 14, 16, 18, 20, 25)
N_RUNS, LEAST, MOST_RATIO = 20, 20, 5.0
THREADS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def read_counts(path: Path):
    """Return the matrix of paragraphs by words."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    from caatext.annotation.features import DocumentFeatureMatrix

    rows = [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().splitlines()]
    paragraphs = {}
    for row in rows:
        for number, text in enumerate((line for line in row["text"].split("\n") if line.strip()), start=1):
            found = re.findall(r"[a-z]{3,}", text.lower())
            paragraphs[row["doc_id"], number] = [word for word in found if word not in ENGLISH_STOP_WORDS]
    uses = Counter(word for words in paragraphs.values() for word in words)
    features = sorted(word for word, n in uses.items() if n >= LEAST)
    place = {word: column for column, word in enumerate(features)}
    cells = [(row, place[word]) for row, words in enumerate(paragraphs.values()) for word in words if word in place]
    at_rows, columns = zip(*cells, strict=True)
    counts = sparse.csr_array(
        (np.ones(len(cells), dtype=np.int64), (at_rows, columns)), shape=(len(paragraphs), len(features))
    )
    counts.sum_duplicates()
    return DocumentFeatureMatrix(
        counts, tuple(doc for doc, _ in paragraphs), tuple(number for _, number in paragraphs), tuple(features)
    )


def fit_consensus(dfm) -> dict:
    from caatext.measures.topics import fit_topics

    steady = {k: float(fit_topics(dfm, n_topics=k, n_runs=N_RUNS).stability.mean()) for k in GRID}
    return {"stability": {k: round(value, 2) for k, value in steady.items()}}


def fit_lda(dfm) -> dict:
    from gensim.models import LdaModel

    counts = dfm.counts
    bags = [
        list(zip(counts.indices[a:b].tolist(), counts.data[a:b].tolist(), strict=True))
        for a, b in pairwise(counts.indptr)
    ]
    start = time.perf_counter()
    LdaModel(bags, id2word=dict(enumerate(dfm.features)), num_topics=20, passes=10, random_state=1)
    return {"seconds": time.perf_counter() - start}


def permute(_) -> dict:
    from inference import read_articles, screen

    articles = read_articles()
    authors = np.unique(articles.stretches)
    camp = np.isin(articles.stretches, np.random.default_rng(1).permutation(authors)[: len(authors) // 2])
    start = time.perf_counter()
    found = screen(articles, camp, articles.stretches, seed=1, n_permutations=10_000)
    return {"seconds": time.perf_counter() - start, "n_words": int(found["p_value"].notna().sum())}


def shuffle(dfm) -> dict:
    """Fit under other orders of rows, columns and seeds, and say whether all bytes agree."""
    from caatext.measures.topics import fit_topics

    prints = set()
    for draw in range(4):
        rng = np.random.default_rng(draw)
        rows, columns = rng.permutation(len(dfm.doc_ids)), rng.permutation(len(dfm.features))
        given = dfm.take(rows, columns) if draw else dfm
        fit = fit_topics(given, n_topics=10, seed=rng.permutation(N_RUNS).tolist())
        parts = (fit.content, fit.prevalence, fit.stability, fit.stability_units)
        prints.add(hashlib.sha256(b"".join(part.tobytes() for part in parts) + repr(fit.unit_ids).encode()).hexdigest())
    return {"orders": 4, "different": len(prints)}


CHILDREN = {"consensus": fit_consensus, "lda": fit_lda, "keyness": permute, "shuffle": shuffle}


def child(name: str, path: Path) -> None:
    dfm = read_counts(path)
    start = time.perf_counter()
    told = {"seconds": 0.0} | CHILDREN[name](dfm)
    told["seconds"] = told["seconds"] or time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(told | {"peak": peak, "shape": dfm.counts.shape}))


def run(name: str, path: Path) -> dict:
    command = [sys.executable, __file__, str(path), "--child", name]
    done = subprocess.run(command, env=os.environ | THREADS, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("addresses", nargs="?", type=Path, default=ADDRESSES)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--child", choices=tuple(CHILDREN))
    given = arguments.parse_args()
    if not given.addresses.is_file():
        print(f"skipped: {given.addresses.name} is development data and is not here; name it")
        return
    if given.child:
        child(given.child, given.addresses)
        return
    rounds = [[run(name, given.addresses) for name in ("consensus", "keyness", "lda")] for _ in range(given.rounds)]
    ours = rounds[0][0]
    print(f"{ours['shape'][0]:,} paragraphs, {ours['shape'][1]:,} words, {given.rounds} rounds in turn, one thread")
    print("| what | seconds | peak MiB |\n|---|---|---|")
    names = (
        f"consensus NMF, K {GRID[0]} to {GRID[-1]} ({len(GRID)} numbers) times {N_RUNS} runs",
        f"keyness of {rounds[0][1]['n_words']:,} words, 10,000 relabelings of authors",
        "LdaModel, 20 topics, 10 passes",
    )
    for name, side in zip(names, zip(*rounds, strict=True), strict=True):
        seconds, peak = (statistics.median(row[key] for row in side) for key in ("seconds", "peak"))
        print(f"| {name} | {seconds:.1f} | {peak:.0f} |")
    for name, place, most in (("consensus", 0, MOST_RATIO), ("keyness", 1, 1.0)):
        ratios = [row[place]["seconds"] / row[2]["seconds"] for row in rounds]
        ratio = statistics.median(ratios)
        spread, verdict = f"{min(ratios):.2f} to {max(ratios):.2f}", "kept" if ratio <= most else "MISSED"
        print(f"{name} / LdaModel: ratio {ratio:.2f} ({spread}); at most {most:g} is asked for: {verdict}")
    print(f"stability by number of topics: {ours['stability']}")
    orders = run("shuffle", given.addresses)
    same = "bit-identical" if orders["different"] == 1 else f"{orders['different']} DIFFERENT results"
    print(f"consensus under {orders['orders']} orders of paragraphs, words and seeds: {same}")


if __name__ == "__main__":
    main()
