"""Whether comparisons find the differences that were planted, and refuse where nothing can be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from scipy import stats

import caatext as ct
from caatext.comparison.primary import Association, FrameContrast, frame_contrast
from caatext.planted import DESIGNS, Planted, plant
from caatext.stats.intervals import wilson
from caatext.stats.resampling import keyed_rng
from recovery.corpora import PAIR, Case, by_author, join
from recovery.table import Row, number, share


class Pool:
    """Articles whose scores are known, from which samples are drawn with replacement under new names."""

    def __init__(self, documents: pd.DataFrame, scores: pd.DataFrame) -> None:
        rows = scores[(scores["measure"] == "frame") & scores["category"].isin(PAIR)]
        self.documents = documents.set_index("doc_id", drop=False)
        self.by_document = dict(iter(rows.groupby("doc_id")))
        self.empty = rows.iloc[:0]

    def sample(self, doc_ids: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return documents and scores of these articles, each time one is named as an article of its own."""
        names = [f"s{at:03d}" for at in range(len(doc_ids))]
        parts = [
            self.by_document.get(doc_id, self.empty).assign(doc_id=name)
            for name, doc_id in zip(names, doc_ids, strict=True)
        ]
        scores = pd.concat(parts, ignore_index=True)
        scores["unit_id"] = scores["doc_id"] + "." + scores["paragraph"].astype(str)
        return self.documents.loc[list(doc_ids)].assign(doc_id=names).reset_index(drop=True), scores

    def contrast(self, doc_ids: Sequence[str]) -> FrameContrast:
        documents, scores = self.sample(doc_ids)
        return frame_contrast(scores, scores, by_author(documents), categories=PAIR)

    def associate(self, doc_ids: Sequence[str]) -> Association:
        """Return the association within articles; all have one author, so that no time goes into comparing authors."""
        documents, scores = self.sample(doc_ids)
        return frame_contrast(scores, scores, by_author(documents.assign(author="one")), categories=PAIR).association


def draw_crossed(documents: pd.DataFrame, n: int, rng: np.random.Generator) -> list[str]:
    """Return articles for a crossed design: `n` an author, the regions in turn, the topics in turn."""
    cells = documents.groupby(["author", "region", "topic"])["doc_id"].agg(list)
    regions, topics = sorted(set(documents["region"])), list(dict.fromkeys(documents["topic"]))
    drawn = []
    for author in sorted(set(documents["author"])):
        for at in range(n):
            cell = cells[author, regions[at % len(regions)], topics[at // len(regions) % len(topics)]]
            drawn.append(cell[rng.integers(len(cell))])
    return drawn


# -- D1: authors differ ----------------------------------------------------------------------------------------------
def contrast_samples(
    documents: pd.DataFrame, scores: Mapping[str, pd.DataFrame], *, runs: int, sizes: Sequence[int] = (8, 12)
) -> pd.DataFrame:
    """Return what the contrast says of each frame, by instrument, size and run."""
    rows = []
    for name, table in scores.items():
        pool = Pool(documents, table)
        for n in sizes:
            for run in range(runs):
                found = pool.contrast(draw_crossed(pool.documents, n, keyed_rng(7, "D1", str(n), str(run))))
                rows += [{"instrument": name, "n": n, "run": run, "frame": frame} | side.table.iloc[0].to_dict()
                         for frame, side in zip(PAIR, found.sides, strict=True)]  # fmt: skip
    return pd.DataFrame(rows)


def true_differences(documents: pd.DataFrame, scores: pd.DataFrame) -> dict[str, float]:
    """Return the difference of conditional shares of the planted labels: mean over cells, first author less second."""
    rows = scores[(scores["measure"] == "frame") & scores["category"].isin(PAIR)]
    means, sizes = (rows.pivot_table(index="doc_id", columns="category", values="value", aggfunc=how)
                    for how in ("mean", "size"))  # fmt: skip
    table = means.where(sizes >= 5).reset_index().merge(documents[["doc_id", "author", "region", "topic"]])
    cells = table.groupby(["author", "region", "topic"])[list(PAIR)].mean().groupby("author").mean().sort_index()
    return {frame: float(cells[frame].iloc[0] - cells[frame].iloc[1]) for frame in PAIR}


def contrast_rows(table: pd.DataFrame, truth: Mapping[str, float]) -> Iterator[Row]:
    for (name, n, frame), some in table.groupby(["instrument", "n", "frame"], sort=False):
        true = truth[frame]
        told = some["estimate"].dropna()
        if told.empty:
            yield Row(f"D1, {frame}, {n} articles an author, {name}", "not estimable", "", False, str(len(some)))
            continue
        bias = float(told.mean() - true)
        error = 1.96 * float(told.std() / np.sqrt(len(told)))
        kept = some.dropna(subset=["conf_low"])
        hits = (kept["conf_low"] <= true) & (true <= kept["conf_high"])
        covered = float(hits.mean()) if len(hits) else float("nan")
        limits = wilson(int(hits.sum()), max(1, len(hits)))
        ratio = float(told.mean() / true)
        figure = (
            f"planted {true:+.3f}, bias {bias:+.3f} ± {error:.3f}, coverage {number(covered)} "
            f"({number(float(limits.conf_low))} to {number(float(limits.conf_high))})"
        )
        good = abs(bias) <= 0.03 and 0.92 <= covered <= 0.98
        said = "bias within 0.03, coverage 0.92 to 0.98"
        quantity = f"D1, difference of {frame}, {n} articles an author, {name}"
        yield Row(quantity, f"{figure}, found/planted {ratio:.2f}", said, good, f"{len(some)} samples")


def rank_rows(table: pd.DataFrame, truth: Mapping[str, float]) -> Iterator[Row]:
    """Yield whether the truth falls anywhere in the distribution behind the interval, equally often."""
    for (n, frame), some in table.groupby(["n", "frame"]):
        some = some.dropna(subset=["std_error"])
        some = some[some["std_error"] > 0]
        place = stats.t.cdf((truth[frame] - some["estimate"]) / some["std_error"], some["dof"])
        p = float(stats.kstest(place, "uniform").pvalue)
        tenths = np.histogram(place, bins=10, range=(0, 1))[0]
        quantity = f"rank of the truth in the interval, {frame}, {n} articles an author: uniform (Kolmogorov–Smirnov p)"
        figure = f"{number(p)}; tenths {' '.join(map(str, tenths))}"
        yield Row(quantity, figure, "at least 0.01", p >= 0.01, f"{len(some)} samples")


# -- D0: authors do not differ ---------------------------------------------------------------------------------------
def deal(doc_ids: Sequence[str], run: int, *, n: int = 8) -> pd.DataFrame:
    some = keyed_rng(11, "D0", str(run)).permutation(sorted(doc_ids))[: 2 * n]
    return pd.DataFrame({"doc_id": some, "author": ["one"] * n + ["two"] * n})


def null_rows(case: Case, scores: Mapping[str, pd.DataFrame], *, runs: int) -> Iterator[Row]:
    """Articles of one pool without author differences, dealt to two authors at random."""
    dealt = [by_author(deal(case.corpus.doc_ids, run)) for run in range(runs)]
    for name, table in scores.items():
        rejected, screened = [], []
        for grouping in dealt:
            found = ct.contrast(table, grouping, measure="frame").table
            rejected += (found.loc[found["category"].isin(PAIR), "p_value"].dropna() <= 0.05).tolist()
            screened.append(bool((found["p_adjusted"] <= 0.05).any()))
        yield _rate(f"null (D0), {name}: rejections at 5 %", rejected, f"{len(rejected)} tests in {runs} runs")
        low, high = (float(limit) for limit in wilson(sum(screened), runs)[1:])
        rate = float(np.mean(screened))
        yield Row(f"null (D0), {name}: runs in which a screen of all frames finds any (FDR 5 %)",
                  f"{number(rate)} ({number(low)} to {number(high)})", "at most 0.05, or its interval reaches there",
                  low <= 0.05, f"{runs} runs")  # fmt: skip


def _rate(quantity: str, rejected: Sequence[bool], n: str) -> Row:
    found = wilson(sum(rejected), max(1, len(rejected)))
    rate = float(np.mean(rejected)) if rejected else float("nan")
    figure = f"{number(rate)} ({number(float(found.conf_low))} to {number(float(found.conf_high))})"
    return Row(quantity, figure, "0.03 to 0.07", 0.03 <= rate <= 0.07, n)


def null_words_row(case: Case, *, runs: int) -> Row:
    found = []
    for run in range(runs):
        documents = deal(case.corpus.doc_ids, run)
        words = case.annotations.words
        some = words[words["doc_id"].isin(documents["doc_id"])]
        table = ct.keyness(some, by_author(documents), mask_names=True).table
        found.append(bool((table["p_adjusted"] <= 0.05).any()))
    low, high = (float(limit) for limit in wilson(sum(found), runs)[1:])
    figure = f"{number(float(np.mean(found)))} ({number(low)} to {number(high)})"
    return Row("null (D0): runs in which a screen of all words finds any (FDR 5 %)", figure,
               "at most 0.05, or its interval reaches there", low <= 0.05, f"{runs} runs")  # fmt: skip


# -- D2, D5: what cannot be told -------------------------------------------------------------------------------------
def many(design: str, *, runs: int) -> Planted:
    return join({f"{run:03d}": plant(design, n_articles=4, seed=run) for run in range(runs)})


def each_run(case: Case, scores: pd.DataFrame) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Yield documents and scores of each run of four articles."""
    runs = case.corpus.documents["doc_id"].str[:3]
    documents, of_scores = case.corpus.documents.drop(columns="text"), scores["doc_id"].str[:3]
    for run in sorted(set(runs)):
        yield documents[runs == run], scores[of_scores == run]


def confounded_rows(case: Case) -> Iterator[Row]:
    """Yield whether every verdict and number about authors is withheld where author, region and topic are one."""
    scores = ct.score_frames(case.annotations, case.codebook)
    of_words = case.annotations.words
    in_scores, in_pair, in_words = [], [], []
    for documents, some in each_run(case, scores):
        grouping = by_author(documents)
        in_scores.append(_withheld(ct.contrast(some, grouping, measure="frame").table))
        pair = frame_contrast(some, some, grouping, categories=PAIR)
        in_pair.append(all(_withheld(side.table) for side in (*pair.sides, pair.gamma)))
        words = of_words[of_words["doc_id"].isin(documents["doc_id"])]
        in_words.append(_withheld(ct.keyness(words, grouping).table))
    for name, found in (("contrast", in_scores), ("frame_contrast", in_pair), ("keyness", in_words)):
        yield share(f"confounded (D2), {name}: not estimable, no p-value, no interval", found, 1.0, unit="runs")


def _withheld(table: pd.DataFrame) -> bool:
    numbers = table[["p_value", "conf_low", "conf_high"]]
    return len(table) > 0 and bool((table["verdict"] == "not estimable").all() and numbers.isna().all(axis=None))


def silence_rows(case: Case) -> Iterator[Row]:
    """Yield whether the author who never names the power has a missing share, and no verdict, not a zero."""
    mute = DESIGNS["D5"].silent[0]
    authors = case.planted.documents.set_index("doc_id")["author_id"]
    roles = {"hid": {"dominator": ["power-1"]}}
    scores = ct.score_frames(case.annotations, case.codebook, roles=roles)
    shares, verdicts, pair_verdicts = [], [], []
    for documents, some in each_run(case, scores):
        silent = authors[documents["doc_id"]] == mute
        grouping = by_author(documents)
        found = frame_contrast(some, some, grouping, categories=PAIR)
        own = found.documents.set_index("doc_id").loc[list(silent[silent].index)]
        shares.append(bool(own["share_a"].isna().all() and (own["n_a"] == 0).all() and own["delta"].isna().all()))
        pair_verdicts.append(_withheld(found.sides[0].table) and _withheld(found.gamma.table))
        table = ct.contrast(some, grouping, measure="frame").table.query("category == 'hid'")
        name = documents.loc[list(silent), "author"].iloc[0]
        mean = table["mean_group" if (table["group"] == name).all() else "mean_reference"]
        verdicts.append(_withheld(table) and bool(mean.isna().all()))
    yield share("silence (D5), frame_contrast: the share is missing, not zero", shares, 1.0, unit="runs")
    yield share("silence (D5), frame_contrast: not estimable", pair_verdicts, 1.0, unit="runs")
    yield share("silence (D5), contrast: not estimable, the mean is missing", verdicts, 1.0, unit="runs")


# -- D3, D4: within articles -----------------------------------------------------------------------------------------
def association_rows(
    name: str, sign: int, documents: pd.DataFrame, scores: Mapping[str, pd.DataFrame], *, runs: int, n: int = 40
) -> Iterator[Row]:
    """Yield how often the tool's own estimate of the association has the planted sign."""
    for instrument, table in scores.items():
        pool = Pool(documents, table)
        found = [
            pool.associate(draw_crossed(pool.documents, n // 2, keyed_rng(13, name, str(run)))) for run in range(runs)
        ]
        told = [item.estimate for item in found if not np.isnan(item.estimate)]
        right = [bool(np.sign(item.estimate) == sign) for item in found]
        wrong = [bool(np.sign(item.estimate) == -sign) for item in found]
        planned = "avoid one another" if sign < 0 else "go together"
        row = share(
            f"within articles ({name}, the frames {planned}), {instrument}: right sign", right, 0.90, unit="samples"
        )
        mean = f"; opposite {number(float(np.mean(wrong)))}; mean {np.mean(told):+.2f}" if told else "; never estimable"
        yield row._replace(figure=row.figure + mean)
