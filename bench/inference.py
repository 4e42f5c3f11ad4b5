"""Whether the inference holds: the null experiment, planted words, and the coverage of intervals.

Usage: python bench/inference.py [RUNS]    (200 unless said; needs the State of the Union addresses, see SPEECHES)

Addresses are cut into articles of about 1,000 words. *Null*: presidents are dealt at random into two camps, so that
no word marks a camp, and every rejection is false. *Planted*: words that do not exist are put into the articles of
one half of 20 authors twice as often as into those of the other half.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse
from scipy import stats as scipy_stats

import caatext as ct
from caatext.comparison.groups import Grouping
from caatext.stats.association import chi2, g2, log_odds_dirichlet, p_chi2
from caatext.stats.multiplicity import benjamini_hochberg
from caatext.stats.rates import StratifiedRates
from caatext.stats.resampling import jackknife, keyed_rng
from caatext.tables import make_table

SPEECHES = Path(__file__).parents[2] / "shared" / "devdata" / "sotu.jsonl.gz"
ARTICLE_WORDS, MIN_COUNT, LEVEL = 1_000, 20, 0.05
N_PLANTED, N_AUTHORS = 20, 20
#: How planted words vary beside the planted difference: sd of an author's log rate, gamma shape of an article's.
SETTINGS = (
    ("spread evenly", 0.0, np.inf),
    ("in bursts, article by article", 0.0, 1.0),
    ("in bursts, and authors differ by a factor of 1.35", 0.3, 1.0),
)
WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")


class Articles(NamedTuple):
    """Counts of words by article, with who wrote each article and in which three years of his."""

    doc_ids: list[str]
    authors: np.ndarray
    stretches: np.ndarray
    words: list[str]
    counts: sparse.csr_array


def read_articles() -> Articles:
    """Return the addresses cut at paragraphs into articles of about 1,000 words."""
    docs, bags = [], []
    with gzip.open(SPEECHES, "rt", encoding="utf-8") as lines:
        speeches = sorted((json.loads(line) for line in lines), key=lambda row: str(row["doc_id"]))
    for speech in speeches:
        who = f"{speech['FirstName']} {speech['President']}"
        for number, bag in enumerate(_cut(speech["text"])):
            docs.append((f"{speech['doc_id']}-{speech['delivery']}-{number:02d}", who, speech["Date"][:4]))
            bags.append(bag)
    doc_ids, authors, years = (list(column) for column in zip(*docs, strict=True))
    first = pd.Series([int(year) for year in years]).groupby(list(authors)).min()
    stretches = [f"{who} {(int(year) - first[who]) // 3}" for who, year in zip(authors, years, strict=True)]
    words = sorted(set().union(*bags))
    place = {word: column for column, word in enumerate(words)}
    cells = [(row, place[word], n) for row, bag in enumerate(bags) for word, n in bag.items()]
    row, column, n = (np.array(part) for part in zip(*cells, strict=True))
    counts = sparse.csr_array((n.astype(float), (row, column)), shape=(len(bags), len(words)))
    return Articles(doc_ids, np.array(authors), np.array(stretches), words, counts)


def _cut(text: str) -> Iterator[Counter[str]]:
    """Yield the words of stretches of about 1,000 words; a short rest goes to the last one."""
    paragraphs = [WORD.findall(paragraph.lower()) for paragraph in text.split("\n") if paragraph.strip()]
    total = sum(map(len, paragraphs))
    size = total / max(1, round(total / ARTICLE_WORDS))
    bag, seen, bound = Counter[str](), 0, size
    for words in paragraphs:
        bag.update(words)
        seen += len(words)
        if seen >= bound - 1 and seen < total:
            yield bag
            bag, bound = Counter[str](), bound + size
    yield bag


def screen(articles: Articles, camp: np.ndarray, author: np.ndarray, *, seed: int, **settings) -> pd.DataFrame:
    """Return the keyness of all words between two camps, author-clustered, by the public function."""
    cells = articles.counts.tocoo()
    words = make_table(
        pd.DataFrame(
            {
                "doc_id": np.array(articles.doc_ids)[cells.coords[0]],
                "paragraph": 1,
                "lemma": np.array(articles.words)[cells.coords[1]],
                "count": cells.data.astype(int),
            }
        ),
        "words",
    )
    docvars = pd.DataFrame({"doc_id": articles.doc_ids, "camp": np.where(camp, "a", "b"), "author": author})
    grouping = Grouping("camp", docvars, docvars.set_index("doc_id")["camp"])
    found = ct.keyness(words, grouping, cluster="author", min_count=MIN_COUNT, seed=seed, **settings)
    return found.table.sort_values("category", ignore_index=True)


def token_tests(articles: Articles, camp: np.ndarray) -> dict[str, np.ndarray]:
    """Return the p-values of the usual tests, which take words or articles for independent."""
    total = np.asarray(articles.counts.sum(axis=0)).ravel()
    counts = articles.counts[:, np.flatnonzero(total >= MIN_COUNT)]
    sizes = np.asarray(articles.counts.sum(axis=1)).ravel()
    a, b = counts[camp].sum(axis=0), counts[~camp].sum(axis=0)
    totals = {"total_group": sizes[camp].sum(), "total_reference": sizes[~camp].sum()}
    flat = log_odds_dirichlet(a, b, prior=0.01).z
    share = (a + b) / sizes.sum()
    informed = log_odds_dirichlet(a, b, prior=500.0 * share, prior_total=500.0, **totals).z
    rates = counts.toarray() / sizes[:, None]
    welch = scipy_stats.ttest_ind(rates[camp], rates[~camp], equal_var=False).pvalue
    return {
        "chi-square": p_chi2(chi2(a, b, **totals)),
        "G2": p_chi2(g2(a, b, **totals)),
        "fighting words, flat prior": 2 * scipy_stats.norm.sf(np.abs(flat)),
        "fighting words, informed prior": 2 * scipy_stats.norm.sf(np.abs(informed)),
        "Welch over articles": welch,
    }


def null_experiment(articles: Articles, runs: int) -> pd.DataFrame:
    """Return, by method, the share of words rejected, and the runs and words found after Benjamini-Hochberg."""
    names = np.unique(articles.authors)
    rows = []
    for run in range(runs):
        rng = keyed_rng(1, "null experiment", str(run))
        camp = np.isin(articles.authors, rng.permutation(names)[: len(names) // 2])
        found = {**token_tests(articles, camp), "caatext keyness, by author": None}
        table = screen(articles, camp, articles.authors, seed=run + 1)
        found["caatext keyness, by author"] = table["p_value"].to_numpy()
        for method, p in found.items():
            p = p[~np.isnan(p)]
            rows.append((method, run, float((p <= LEVEL).mean()), int((benjamini_hochberg(p) <= LEVEL).sum()), len(p)))
    columns = ["method", "run", "rejected", "found", "n_words"]
    return pd.DataFrame(rows, columns=columns)


def planted_experiment(articles: Articles, runs: int, *, author_sd: float, shape: float) -> pd.DataFrame:
    """Return, a run, how many planted words are found, and how many others beside them.

    Twenty authors: stretches of three years of one president, the twenty longest. Ten of them, drawn at random, use
    each of `N_PLANTED` invented words twice per 1,000 words and the others once (log ratio 1). Beside that, rates
    differ from author to author by a lognormal factor and from article to article by a gamma one.
    """
    names, n = np.unique(articles.stretches, return_counts=True)
    names = np.sort(names[np.argsort(-n, kind="stable")[:N_AUTHORS]])
    kept = np.flatnonzero(np.isin(articles.stretches, names))
    counts, authors = articles.counts[kept], articles.stretches[kept]
    sizes = np.asarray(counts.sum(axis=1)).ravel()
    words = [f"planted-{number:02d}" for number in range(N_PLANTED)] + articles.words
    rows = []
    for run in range(runs):
        rng = keyed_rng(1, "planted words", f"{run} {author_sd} {shape}")
        camp = np.isin(authors, rng.permutation(names)[: N_AUTHORS // 2])
        own = rng.lognormal(0.0, author_sd, (N_AUTHORS, N_PLANTED))[np.searchsorted(names, authors)]
        rate = own * np.where(camp, 2.0, 1.0)[:, None]
        if np.isfinite(shape):
            rate = rate * rng.gamma(shape, 1.0 / shape, own.shape)
        planted = rng.poisson(rate * sizes[:, None] / 1_000.0).astype(float)
        both = sparse.csr_array(sparse.hstack([sparse.csr_array(planted), counts]))
        subset = Articles([articles.doc_ids[row] for row in kept], authors, authors, words, both)
        table = screen(subset, camp, authors, seed=run + 1)
        is_planted = table["category"].str.startswith("planted-")
        found, bare = table["p_adjusted"] <= LEVEL, table["p_value"] <= LEVEL
        rows.append((run, (found & is_planted).sum(), (bare & is_planted).sum(), (found & ~is_planted).sum()))
    return pd.DataFrame(rows, columns=["run", "found", "below_level", "others"])


def coverage(runs: int) -> pd.DataFrame:
    """Return how often the 95 % interval of a keyness row holds the true log ratio of two authors, over `runs` words.

    Articles of 700 to 1,500 words, rates of 0.5 to 5 per 1,000 words that differ from article to article by a gamma
    distribution of shape 0.5 (bursty) to 8 (even).
    """
    rows = []
    for n in (8, 12, 20):
        for rate, shape in product((0.5, 1.0, 2.0, 5.0), (0.5, 1.0, 2.0, 8.0)):
            rng = keyed_rng(1, "coverage", f"{n} {rate} {shape}")
            is_group = np.arange(2 * n) < n
            sizes = rng.integers(700, 1_501, 2 * n).astype(float)
            mean = np.where(is_group, 2.0, 1.0) * rate / 1_000.0 * sizes
            counts = rng.poisson(mean[:, None] * rng.gamma(shape, 1.0 / shape, (2 * n, runs)))
            rates = StratifiedRates(counts, sizes)
            half = jackknife(rates.leave_one_out(is_group), is_group)[1]
            rows.append((n, rate, shape, float((np.abs(rates.log_ratio(is_group) - 1.0) <= half).mean())))
    return pd.DataFrame(rows, columns=["n_articles", "rate", "shape", "coverage"])


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    if SPEECHES.is_file():
        articles = read_articles()
        print(
            f"{len(articles.doc_ids)} articles by {len(set(articles.authors))} authors; words used {MIN_COUNT} times.\n"
        )
        _print_null(null_experiment(articles, runs))
        _print_planted(articles, max(1, runs // 5))
    else:
        print(f"no {SPEECHES.name}: the null experiment needs the State of the Union addresses.\n")
    table = coverage(10 * runs)
    wide = table.groupby("n_articles")["coverage"].agg(["min", "mean", "max"])
    print(
        "Coverage of the 95 % interval of a log ratio, 16 settings each:\n\n"
        "| articles | least | mean | most |\n|---|---|---|---|"
    )
    for n, row in wide.iterrows():
        print(f"| {n} | {row['min']:.3f} | {row['mean']:.3f} | {row['max']:.3f} |")


def _print_planted(articles: Articles, runs: int) -> None:
    print(f"\n{N_PLANTED} planted words at log ratio 1, {N_AUTHORS} authors, {runs} runs each.\n")
    print("| planted words are | p at most 5 % | found after BH | not planted, of those found |\n|---|---|---|---|")
    for name, author_sd, shape in SETTINGS:
        table = planted_experiment(articles, runs, author_sd=author_sd, shape=shape)
        bare, found = (table[column].sum() / (N_PLANTED * runs) for column in ("below_level", "found"))
        false = (table["others"] / (table["others"] + table["found"]).clip(lower=1)).mean()
        print(f"| {name} | {bare:.1%} | {found:.1%} | {false:.1%} |")
    print()


def _print_null(table: pd.DataFrame) -> None:
    print("| method | rejected at 5 % | words found after BH | runs with any |\n|---|---|---|---|")
    for method, own in table.groupby("method", sort=False):
        some = f"{(own['found'] > 0).mean():.1%}"
        print(f"| {method} | {own['rejected'].mean():.1%} | {own['found'].mean():.1f} | {some} |")


if __name__ == "__main__":
    main()
