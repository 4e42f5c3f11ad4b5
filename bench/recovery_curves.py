"""The tables behind F21 and F22: what is recovered of planted frames, how often nothing is called something.

Usage: python bench/recovery_curves.py [--quick]     (about 6 minutes on two cores; `--quick` writes nothing)

Pools of articles are planted and annotated once, each with its share of the two frames; studies are then drawn from
the pools with replacement, article by article. Written to ``src/caatext/data/recovery``.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from recovery.corpora import PAIR, Case, annotate, planted_codebook, true_scores
from scipy import stats

import caatext as ct
from caatext.comparison.groups import Grouping
from caatext.comparison.primary import MIN_ELIGIBLE
from caatext.corpus.codebook import Codebook
from caatext.exhibits.figures_recovery import frames_fingerprint
from caatext.measures.frames import run_instruments
from caatext.planted import Design, plant
from caatext.planted.recovery import PLANTED, generator_version
from caatext.stats.association import chi2, p_chi2
from caatext.stats.intervals import group_difference, wilson
from caatext.stats.permutation import permutation_p, relabel
from caatext.stats.resampling import keyed_rng
from caatext.store import write_csv, write_json
from caatext.tables import make_table

ROOT = Path(__file__).parents[1]
OUT = ROOT / "src" / "caatext" / "data" / "recovery"
FEW = "--quick" in sys.argv
PLANTED_SHARES, OTHER = (0.0, 0.1, 0.2, 0.4, 0.6), 0.1
#: Planted shares of the two frames by pool: one rises while the other stays, so that a curve is about one frame.
NULL, HIGH, LOW = (0.2, 0.2), (0.4, OTHER), (OTHER, 0.4)
SETTINGS = sorted({(share, OTHER) for share in PLANTED_SHARES} | {(OTHER, share) for share in PLANTED_SHARES} | {NULL})
INSTRUMENTS = ("dictionary", "structural", "semantic")
SEED = 1
N_POOL = 8 if FEW else 60
N_REPLICATIONS = 20 if FEW else 400
N_RUNS = 40 if FEW else 1_000
#: Articles of a study; of a group in the experiments.
SIZES, GROUP_SIZES, NULL_SIZE = (4, 16, 40), (4, 8, 12, 20), 8
LEVELS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2)
Shares = dict[tuple[float, float], pd.DataFrame]


def read_pool(setting: tuple[float, float], codebook: Codebook) -> pd.DataFrame:
    """Return one row an article, instrument and frame: region, coded `k` of `n` eligible paragraphs, their share."""
    means = dict(zip(PAIR, setting, strict=True))
    design = Design(f"pool {setting}", {"author-1": means}, has_habits=False)
    case = annotate(plant(design, n_articles=N_POOL, seed=SEED), codebook)
    scores = read_scores(case)
    parts = [part.assign(instrument=name) for name, part in scores.items()]
    rows = pd.concat(parts).query("category in @PAIR")
    table = rows.groupby(["instrument", "category", "doc_id"])["value"].agg(k="sum", n="size").reset_index()
    table["share"] = (table["k"] / table["n"]).where(table["n"] >= MIN_ELIGIBLE)
    regions = case.planted.documents.set_index("doc_id")["region"]
    return table.assign(region=table["doc_id"].map(regions))


def read_scores(case: Case) -> dict[str, pd.DataFrame]:
    """Return what each instrument reads, of the frames that it covers and is not weak in, and what is planted."""
    readings = run_instruments(case.annotations, case.codebook, instruments=INSTRUMENTS)
    found = {PLANTED: true_scores(case.planted, case.codebook)}
    for name, scores in readings.scores(case.annotations, case.codebook).items():
        found[name] = scores[scores["category"].isin(readings.covered(name, weak=False))]
    return {name: scores[scores["measure"] == "frame"] for name, scores in found.items()}


# -- F21 -------------------------------------------------------------------------------------------------------------
def curves(pools: Shares) -> pd.DataFrame:
    rows = []
    for (place, frame), planted, n in product(enumerate(PAIR), PLANTED_SHARES, SIZES):
        setting = (planted, OTHER) if place == 0 else (OTHER, planted)
        drawn = keyed_rng(SEED, "curves", frame, str(planted), str(n)).integers(0, N_POOL, (N_REPLICATIONS, n))
        for instrument, part in pools[setting].query("category == @frame").groupby("instrument"):
            # An article without enough eligible paragraphs has no share; the others make the mean.
            means = np.nanmean(_by_article(part)["share"].to_numpy()[drawn], axis=1)
            low, high = np.quantile(means, [0.025, 0.975])
            rows.append((frame, instrument, n, planted, means.mean(), low, high, N_REPLICATIONS))
    columns = ["frame_id", "instrument", "n_articles", "planted", "recovered", "recovered_low", "recovered_high",
               "n_replications"]  # fmt: skip
    return _finished(rows, columns)


def _by_article(part: pd.DataFrame) -> pd.DataFrame:
    return part.set_index("doc_id").reindex([f"d{number + 1:03d}" for number in range(N_POOL)])


# -- F22 -------------------------------------------------------------------------------------------------------------
class Drawn(NamedTuple):
    """Studies of two groups, one a column: shares of articles, and the paragraphs that they are of."""

    share: np.ndarray
    k: np.ndarray
    n: np.ndarray

    @property
    def is_group(self) -> np.ndarray:
        return np.arange(len(self.share)) < len(self.share) // 2

    @property
    def region(self) -> np.ndarray:
        """What is held constant: in either group half of the articles are about either region."""
        half = np.repeat(["region-1", "region-2"], len(self.share) // 4)
        return np.concatenate([half, half])


def draw_studies(one: pd.DataFrame, two: pd.DataFrame, n: int, *key: str) -> Drawn:
    """Return studies of `n` articles of either pool that have a share, drawn with replacement."""
    rng = keyed_rng(SEED, *key, str(n))
    rows = [
        some.loc[rng.choice(some.index.to_numpy(), (n // 2, N_RUNS)).ravel(), ["share", "k", "n"]].to_numpy()
        for pool in (one, two)
        for _, some in pool.dropna(subset="share").sort_values("doc_id").groupby("region")
    ]
    table = np.concatenate(rows).reshape(2 * n, N_RUNS, 3)
    return Drawn(*(table[:, :, column].astype(float) for column in range(3)))


def p_values(drawn: Drawn) -> np.ndarray:
    """Return the p-value of each study as `contrast` computes it (see `check`)."""
    is_first = drawn.region == "region-1"
    means = [drawn.share[here].mean(axis=0) for here in (is_first, ~is_first)]
    centered = drawn.share - np.where(is_first[:, None], *means)
    dealt = relabel(drawn.is_group, strata=drawn.region, rng=keyed_rng(SEED, "relabel"))

    def statistic(labels: np.ndarray) -> np.ndarray:
        return labels.astype(float) @ centered

    return permutation_p(statistic, statistic(drawn.is_group[None, :])[0], relabelings=dealt)


def p_by_paragraph(drawn: Drawn) -> np.ndarray:
    """Return the p-value of the usual test of two heaps of paragraphs."""
    own, other = (
        {name: getattr(drawn, name)[rows].sum(axis=0) for name in "kn"} for rows in (drawn.is_group, ~drawn.is_group)
    )
    return p_chi2(chi2(own["k"], other["k"], total_group=own["n"], total_reference=other["n"]))


def rejections(pools: Shares) -> pd.DataFrame:
    """Articles of one pool, dealt to two groups: whatever is found is false."""
    rows = []
    for (instrument, frame), pool in pools[NULL].groupby(["instrument", "category"]):
        drawn = draw_studies(pool, pool, NULL_SIZE, "null", str(frame))
        found = {"article": p_values(drawn)}
        if instrument == PLANTED:
            found["paragraph"] = p_by_paragraph(drawn)
        for (unit, p), level in product(found.items(), LEVELS):
            band = stats.binom.ppf([0.025, 0.975], N_RUNS, level) / N_RUNS
            rejected = wilson(int((p <= level + 1e-12).sum()), N_RUNS)
            rows.append((instrument, unit, frame, level, *map(float, rejected), *band, N_RUNS))
    columns = ["instrument", "unit", "frame_id", "nominal", "rejected", "rejected_low", "rejected_high", "band_low",
               "band_high", "n_runs"]  # fmt: skip
    return _finished(rows, columns)


def coverage(pools: Shares) -> pd.DataFrame:
    """How often intervals of the difference hold it: as the instrument reads all articles, and as it was planted."""
    rows = []
    for (instrument, frame), one in pools[HIGH].groupby(["instrument", "category"]):
        two = pools[LOW].query("instrument == @instrument and category == @frame")
        targets = {PLANTED: _difference(pools, PLANTED, str(frame)), "itself": _difference(pools, instrument, frame)}
        for n, (target, true) in product(GROUP_SIZES, targets.items()):
            if (instrument, target) == (PLANTED, "itself"):
                continue
            drawn = draw_studies(one, two, n, "coverage", str(frame))
            found = [group_difference(column, drawn.is_group, strata=drawn.region) for column in drawn.share.T]
            estimate, low, high = np.array(found)[:, :3].T
            covers = wilson(int(((low <= true + 1e-12) & (high >= true - 1e-12)).sum()), N_RUNS)
            rows.append((instrument, frame, target, n, *map(float, covers), estimate.mean() - true, N_RUNS))
    columns = ["instrument", "frame_id", "target", "n_articles", "coverage", "coverage_low", "coverage_high", "bias",
               "n_runs"]  # fmt: skip
    return _finished(rows, columns)


def _difference(pools: Shares, instrument: str, frame: str) -> float:
    """Return the difference between the pools, of the regions taken together."""
    means = []
    for setting in (HIGH, LOW):
        pool = pools[setting].query("instrument == @instrument and category == @frame")
        means.append(pool.groupby("region")["share"].mean().mean())
    return float(means[0] - means[1])


def check(pools: Shares) -> None:
    """Raise where the short way to a p-value and an interval is not that of `contrast`, which takes much longer."""
    one, two = (pools[side].query("instrument == @PLANTED and category == 'hid'") for side in (HIGH, LOW))
    drawn = draw_studies(one, two, NULL_SIZE, "check")
    docs = pd.DataFrame({"doc_id": [f"d{at:02d}" for at in range(2 * NULL_SIZE)], "region": drawn.region})
    docs["author"] = np.where(drawn.is_group, "one", "two")
    fixed = {"unit": "document", "voice": "author", "weight": 1.0, "measure": "frame", "category": "hid"}
    scores = make_table(docs[["doc_id"]].assign(unit_id=docs["doc_id"], value=drawn.share[:, 0], **fixed), "scores")
    grouping = Grouping("author", docs, docs.set_index("doc_id")["author"].astype("str"), cross=("region",))
    found = ct.contrast(scores, grouping, seed=SEED).table.iloc[0]
    short = group_difference(drawn.share[:, 0], drawn.is_group, strata=drawn.region)
    expected = [*short[:3], p_values(drawn)[0]]
    np.testing.assert_allclose(found[["estimate", "conf_low", "conf_high", "p_value"]].astype(float), expected)


# -- out -------------------------------------------------------------------------------------------------------------
def _finished(rows: list[tuple[Any, ...]], columns: list[str]) -> pd.DataFrame:
    keys = [name for name in ("frame_id", "instrument", "unit", "target", "n_articles", "planted", "nominal")
            if name in columns]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).sort_values(keys, ignore_index=True).round(4)


def main() -> None:
    codebook = planted_codebook()
    pools = {setting: read_pool(setting, codebook) for setting in SETTINGS}
    check(pools)
    study = ct.read_codebook(ROOT / "corpus" / "analyst-2025" / "codebook.toml")
    tables = {"curves": curves(pools), "rejections": rejections(pools), "coverage": coverage(pools)}
    made_with = {
        "generator": generator_version(), "half": "held_out", "seed": SEED, "n_pool": N_POOL,
        "codebook": f"{study.codebook.id} {study.codebook.version}", "frames": frames_fingerprint(study),
    }  # fmt: skip
    for name, table in tables.items():
        print(f"\n{name}\n{table.to_string(index=False)}")
        if not FEW:
            write_csv(OUT / f"{name}.csv", table)
    if not FEW:
        write_json(OUT / "made_with.json", made_with)


if __name__ == "__main__":
    main()
