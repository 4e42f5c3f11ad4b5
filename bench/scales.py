"""Coverage of the two intervals of wordfish in simulation, and how long a fit takes.

Usage: python bench/scales.py [RUNS]    (RUNS: simulated corpora a row, 10 unless told)
"""

from __future__ import annotations

import sys
import time
import warnings

import numpy as np

from caatext.errors import SmallSampleWarning
from caatext.measures.scaling import Wordfish

N_DRAWS = 100


def simulate(seed, *, n_authors, burst, n_each=3, n_words=300, length=500):
    """Return counts, planted positions and authors; `burst` is the spread of each author's own word rates."""
    rng = np.random.default_rng(seed)
    authors = np.repeat(np.arange(n_authors), n_each)
    theta = rng.normal(size=n_authors)[authors] + 0.4 * rng.normal(size=len(authors))
    theta = (theta - theta.mean()) / theta.std(ddof=1)
    rates = rng.normal(size=n_words) + np.outer(theta, rng.normal(0, 0.3, n_words))
    rates += burst * rng.normal(size=(n_authors, n_words))[authors]
    shares = np.exp(rates) / np.exp(rates).sum(axis=1, keepdims=True)
    counts = np.array([rng.multinomial(length, share) for share in shares])
    return counts[:, (counts > 0).sum(axis=0) > 1], theta, authors


def covered(seed, **settings):
    """Return the coverage and mean width of the model's interval and of that over authors."""
    counts, theta, authors = simulate(seed, **settings)
    model = Wordfish().fit(counts)
    turn = 1.0 if model.theta_ @ theta >= 0 else -1.0
    reach = 1.959964 * model.theta_std_error_
    low, high = model.cluster_interval(counts, authors, n_draws=N_DRAWS)
    truth = turn * theta
    by_model = np.abs(model.theta_ - truth) <= reach
    by_author = (low <= truth) & (truth <= high)
    return by_model.mean(), (2 * reach).mean(), by_author.mean(), (high - low).mean()


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    warnings.simplefilter("ignore", SmallSampleWarning)
    print(f"Coverage of 95 % intervals of theta, {runs} corpora a row, 3 documents an author, 500 words a document\n")
    print("| authors | words of authors' own | model: covers | width | authors and words: covers | width |")
    print("|---|---|---|---|---|---|")
    for n_authors in (12, 20, 30):
        for burst in (0.0, 0.5):
            rows = [covered(seed, n_authors=n_authors, burst=burst) for seed in range(runs)]
            a, b, c, d = np.mean(rows, axis=0)
            name = "none" if not burst else f"sd {burst:g}"
            print(f"| {n_authors} | {name} | {a:.3f} | {b:.2f} | {c:.3f} | {d:.2f} |", flush=True)
    counts, _, _ = simulate(1, n_authors=60, burst=0.3, n_each=4, n_words=5000, length=3000)
    start = time.perf_counter()
    model = Wordfish(n_starts=1).fit(counts)
    seconds = time.perf_counter() - start
    print(f"\nOne climb, {counts.shape[0]} documents, {counts.shape[1]} words: {seconds:.1f} s, {model.n_iter_} steps.")


if __name__ == "__main__":
    main()
