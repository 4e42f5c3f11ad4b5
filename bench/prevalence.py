"""Whether the intervals of a corrected prevalence cover, and that those of the uncorrected one do not.

Usage: python bench/prevalence.py [RUNS]    (2,000 unless said; no texts needed)

2,000 sentences in 40 articles by two authors; the machine calls one label in five wrongly; a person codes 200
sentences. *Rare* is a frame in 10 % of the sentences, *clustered* one whose share varies between articles (sd 0.10),
*differing* a machine that errs in 5 % of the negatives of one author and in 35 % of those of the other. Beside the
mean, the difference between the authors is estimated, each from the sentences that were coded of this author.
"""

from __future__ import annotations

import sys
from typing import NamedTuple

import numpy as np

from caatext.stats.intervals import t_interval
from caatext.stats.prevalence import design_based_prevalence, rogan_gladen
from caatext.stats.resampling import keyed_rng

N, N_CODED, N_ARTICLES = 2_000, 200, 40


class Setting(NamedTuple):
    name: str
    prevalence: float = 0.2
    spread: float = 0.0
    gap: float = 0.0
    is_stratified: bool = False


SETTINGS = (
    Setting("errors of both kinds, 20 %"),
    Setting("errors differ by author", gap=0.15),
    Setting("rare frame, 10 %", prevalence=0.1),
    Setting("common frame, 50 %", prevalence=0.5),
    Setting("half of the sample from machine positives", is_stratified=True),
    Setting("clustered by article", spread=0.1),
    Setting("clustered, errors differ by author", spread=0.1, gap=0.15),
)


def texts(rng: np.random.Generator, setting: Setting) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return true labels, machine labels and the article of each sentence."""
    article = np.repeat(np.arange(N_ARTICLES), N // N_ARTICLES)
    share = np.full(N_ARTICLES, setting.prevalence)
    if setting.spread:
        size = setting.prevalence * (1 - setting.prevalence) / setting.spread**2 - 1
        share = rng.beta(setting.prevalence * size, (1 - setting.prevalence) * size, N_ARTICLES)
    truth = (rng.random(N) < share[article]).astype(float)
    false_positive = np.where(article < N_ARTICLES // 2, 0.2 - setting.gap, 0.2 + setting.gap)
    wrong = rng.random(N) < np.where(truth == 1.0, 0.2, false_positive)
    return truth, np.where(wrong, 1.0 - truth, truth), article


def sample(rng: np.random.Generator, machine: np.ndarray, setting: Setting) -> tuple[np.ndarray, np.ndarray]:
    """Return who is coded, and with which probability."""
    p = np.full(N, N_CODED / N)
    strata = machine if setting.is_stratified else np.zeros(N)
    sampled = np.zeros(N, dtype=bool)
    for label in np.unique(strata):
        index = np.flatnonzero(strata == label)
        size = N_CODED // len(np.unique(strata))
        sampled[rng.choice(index, size, replace=False)] = True
        p[index] = size / len(index)
    return sampled, p


def run(setting: Setting, number: int) -> list[bool]:
    """Return which intervals hold the truth: corrected, Rogan-Gladen, gold sample alone, uncorrected, each author."""
    rng = keyed_rng(11, "prevalence", setting.name, str(number))
    truth, machine, article = texts(rng, setting)
    sampled, p = sample(rng, machine, setting)
    gold = np.where(sampled, truth, np.nan)
    cluster = article if setting.spread else np.arange(N)
    by_article = np.array([machine[article == a].mean() for a in range(N_ARTICLES)])
    yes, no = sampled & (truth == 1.0), sampled & (truth == 0.0)
    intervals = [
        design_based_prevalence(machine, gold, sampled, p, clusters=cluster),
        rogan_gladen(
            machine.mean(), machine[yes].mean(), 1.0 - machine[no].mean(),
            n_obs=N, n_positive=yes.sum(), n_negative=no.sum(),
        ),
        design_based_prevalence(np.zeros(N), gold, sampled, p, clusters=cluster),
        t_interval(by_article if setting.spread else machine),
    ]  # fmt: skip
    for half in (article < N_ARTICLES // 2, article >= N_ARTICLES // 2):
        part = design_based_prevalence(machine[half], gold[half], sampled[half], p[half], clusters=cluster[half])
        intervals.append(part)
    return [found.conf_low <= setting.prevalence <= found.conf_high for found in intervals] + [
        intervals[0].conf_high - intervals[0].conf_low,
        intervals[2].conf_high - intervals[2].conf_low,
    ]


def main() -> None:
    """Print the coverage of nominal 95 % intervals."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    print(f"{runs} runs a row; {N} sentences, {N_CODED} of them coded; coverage of nominal 95 % intervals")
    head = ("corrected", "Rogan-Gladen", "sample alone", "uncorrected", "author 1", "author 2", "width", "alone")
    print(f"{'':44s}" + "".join(f"{name:>14s}" for name in head))
    for setting in SETTINGS:
        shares = np.mean([run(setting, number) for number in range(runs)], axis=0)
        print(f"{setting.name:44s}" + "".join(f"{share:14.3f}" for share in shares))


if __name__ == "__main__":
    main()
