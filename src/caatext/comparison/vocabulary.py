"""Texts of groups at the level that is dealt: distances under relabeling, and the floor within a group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from caatext.comparison.design import ESTIMABLE, NOT_ESTIMABLE, Support
from caatext.comparison.groups import Grouping
from caatext.stats.divergence import divergence_by_word
from caatext.stats.permutation import Labels, permutation_p, relabel
from caatext.stats.resampling import keyed_rng
from caatext.stats.side_distances import DISTANCES, Frequent, SideDistances, frequent_words
from caatext.stats.stacking import stack_counts

#: Decimals of a distance beyond which it is rounding.
DIGITS = 12
#: Random halves behind each floor.
N_SPLITS = 200
#: Words that Burrows's Delta looks at, and words named behind each pair.
FREQUENT_WORDS, NAMED_WORDS = 150, 10
Array = NDArray[np.float64]
Codes = NDArray[np.intp]


class Texts(NamedTuple):
    """Counts of all words by paragraph, with the article of each paragraph; sorted."""

    paragraphs: pd.DataFrame
    lemmas: pd.Index
    table: sparse.csr_array

    @property
    def frequent(self) -> Frequent:
        """The words of Burrows's Delta, with the spread of their rates over all articles."""
        code, doc_ids = pd.factorize(self.paragraphs["doc_id"], sort=True)
        return frequent_words(_add_up(self.table, code, len(doc_ids)), n_words=FREQUENT_WORDS)

    def of(self, doc_ids: pd.Index) -> Texts:
        """Return the paragraphs of these articles."""
        rows = np.flatnonzero(self.paragraphs["doc_id"].isin(doc_ids))
        return Texts(self.paragraphs.iloc[rows].reset_index(drop=True), self.lemmas, self.table[rows])


def gather(tables: Iterable[pd.DataFrame]) -> Texts:
    """Return the counts of tables of words, which share no document, by paragraph and lemma, both sorted."""
    parts = [_gather_part(table) for table in tables]
    stacked, lemmas = stack_counts([part.table for part in parts], [part.lemmas for part in parts])
    paragraphs = pd.concat([part.paragraphs for part in parts], ignore_index=True)
    order = paragraphs.sort_values(["doc_id", "paragraph"], kind="stable").index
    return Texts(paragraphs.loc[order].reset_index(drop=True), pd.Index(lemmas, dtype="str"), stacked[order.to_numpy()])


def _gather_part(source: pd.DataFrame) -> Texts:
    keys = pd.MultiIndex.from_frame(source[["doc_id", "paragraph"]])
    code, addresses = pd.factorize(keys, sort=True)
    lemma, lemmas = pd.factorize(source["lemma"], sort=True)
    cells = (source["count"].to_numpy(dtype=np.float64), (code, lemma))
    table = sparse.csr_array(cells, shape=(len(addresses), len(lemmas)))
    paragraphs = pd.DataFrame(list(addresses), columns=["doc_id", "paragraph"])
    return Texts(paragraphs.astype({"doc_id": "str"}), pd.Index(lemmas), table)


def _add_up(table: sparse.csr_array, code: Codes, n: int) -> sparse.csr_array:
    adder = sparse.csr_array((np.ones(len(code)), (code, np.arange(len(code)))), shape=(n, len(code)))
    return sparse.csr_array(adder @ table)


class SidePair:
    """Two groups with their texts at the level that is dealt: the highest at which a side has two units or more."""

    def __init__(self, support: Support, grouping: Grouping, texts: Texts, frequent: Frequent) -> None:
        self.support, self.frequent = support, frequent
        units = support.units
        if support.verdict == NOT_ESTIMABLE:
            # Nothing is claimed of the groups, so all their articles are described, and nothing is held constant.
            is_group = grouping.members(support.pair).rename("is_group")
            units = is_group.rename_axis("doc_id").reset_index().assign(stratum="")
            units["unit_id"] = _units_of(units["doc_id"], grouping, support.unit)
        self.texts = texts.of(pd.Index(units["doc_id"]))
        rows = self.texts.paragraphs.merge(units, on="doc_id", how="left")
        self.is_group = rows["is_group"].to_numpy(dtype=bool)
        self.level, self.code = _level(rows, self.is_group, support.unit)
        _, first = np.unique(self.code, return_index=True)
        self.labels, self.strata = self.is_group[first], rows["stratum"].to_numpy(dtype=str)[first]

    def rows(self, seed: int, n_permutations: int) -> list[dict[str, object]]:
        """Return one row a measure."""
        numbers = self._numbers(seed, n_permutations)
        head = self.support.to_row() | {"reason": self._reason(), "shuffled_unit": self.level}
        return [
            head | {"measure": name} | {key: v[n] for key, v in numbers.items()} for n, name in enumerate(DISTANCES)
        ]

    def _reason(self) -> str:
        if self.level != "paragraph":
            return self.support.reason
        return f"{self.support.reason} Paragraphs are dealt: the excess is that of two articles, not of two groups."

    def _numbers(self, seed: int, n_permutations: int) -> dict[str, Array]:
        sides = SideDistances(_add_up(self.texts.table, self.code, len(self.labels)), self.frequent)
        nothing = np.full(len(DISTANCES), np.nan)
        if not 0 < self.labels.sum() < len(self.labels):
            return dict.fromkeys(("estimate", "observed", "shuffled"), nothing)
        # Copies of one text differ by what rounding leaves, which is no distance.
        observed = sides.distances(self.labels[None, :])[0].round(DIGITS)
        if not self.level:
            return {"estimate": nothing, "observed": observed, "shuffled": nothing}
        rng = keyed_rng(seed, "vocabulary", *self.support.pair)
        dealt = relabel(self.labels, strata=self.strata, n_draws=n_permutations, max_exact=n_permutations, rng=rng)
        drawn: list[Array] = []

        def statistic(labels: Labels) -> Array:
            drawn.append(
                sides.distances(labels).round(DIGITS)
            )  # the mean and the band are of the very draws behind the p-value
            return drawn[-1]

        p = permutation_p(statistic, observed, relabelings=dealt)
        null = np.concatenate(drawn)
        shuffled = null.mean(axis=0)
        numbers = {"estimate": observed - shuffled, "observed": observed, "shuffled": shuffled}
        if self.support.verdict == ESTIMABLE:
            low, high = np.quantile(null - shuffled, [0.025, 0.975], axis=0)
            smallest = np.full(len(DISTANCES), dealt.smallest_p)
            numbers |= {"band_low": low, "band_high": high, "p_value": p, "p_smallest": smallest}
        return numbers

    def words(self) -> pd.DataFrame:
        """Return the words that contribute most to the divergence observed."""
        own, other = (self.texts.table[np.flatnonzero(side)] for side in (self.is_group, ~self.is_group))
        counts = np.stack([np.asarray(part.sum(axis=0)).ravel() for part in (own, other)])
        sizes = counts.sum(axis=1)
        if not sizes.all():
            return pd.DataFrame()
        p, q = counts / sizes[:, None]
        found = divergence_by_word(p, q)
        best = np.lexsort((self.texts.lemmas, -found))[:NAMED_WORDS]
        best = best[found[best] > 0]
        code, _ = pd.factorize(self.texts.paragraphs["doc_id"])
        in_articles = [
            _documents_with(self.texts.table[:, best], code, side) for side in (self.is_group, ~self.is_group)
        ]
        return pd.DataFrame(
            {
                "group": self.support.pair.group, "reference": self.support.pair.reference,
                "category": self.texts.lemmas[best].astype("str"), "estimate": found[best],
                "share": found[best] / found.sum(),
                "n_group": counts[0, best].astype(np.int64), "n_reference": counts[1, best].astype(np.int64),
                "rate_group": 1000.0 * p[best], "rate_reference": 1000.0 * q[best],
                "n_documents": in_articles[0], "n_documents_reference": in_articles[1],
                "measure": "divergence", "verdict": self.support.verdict, "reason": self._reason(),
            }
        )  # fmt: skip


def _documents_with(table: sparse.csr_array, code: Codes, side: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how many articles of one side have each word."""
    counts = _add_up(table[np.flatnonzero(side)], code[side], int(code.max(initial=-1)) + 1)
    return np.bincount(counts.nonzero()[1], minlength=table.shape[1]).astype(np.int64)


def _units_of(doc_ids: pd.Series, grouping: Grouping, unit: str) -> pd.Series:
    """Return the independent unit of each article: itself, or who wrote it."""
    if unit == "article":
        return doc_ids
    named = doc_ids.map(grouping.variable(unit))
    return named.where(named != "", doc_ids)


def _level(rows: pd.DataFrame, side: NDArray[np.bool_], unit: str) -> tuple[str, Codes]:
    """Return the highest level at which a side has two units or more, and the unit of each paragraph there."""
    for name, code in _levels(rows, unit):
        if max(len(set(code[side])), len(set(code[~side]))) > 1:
            return name, code
    return "", np.arange(len(rows))


def _levels(rows: pd.DataFrame, unit: str) -> list[tuple[str, Codes]]:
    """Return unit, article and paragraph with their codes, from high to low."""
    named = [(unit, "unit_id"), ("article", "doc_id")] if unit != "article" else [("article", "doc_id")]
    codes = [(name, np.asarray(pd.factorize(rows[column], sort=True)[0], dtype=np.intp)) for name, column in named]
    return [*codes, ("paragraph", np.arange(len(rows)))]


def measure_floors(
    texts: Texts, grouping: Grouping, frequent: Frequent, *, supports: Sequence[Support], seed: int
) -> pd.DataFrame:
    """Return how far apart random halves of each group are, beyond their parts one level lower."""
    units = {support.unit for support in supports}
    unit = units.pop() if len(units) == 1 else "article"
    rows = []
    for group in grouping.groups:
        own = texts.of(grouping.labels.index[grouping.labels == group])
        named = _units_of(own.paragraphs["doc_id"], grouping, unit)
        found, level = _floor(own, named, frequent, unit=unit, rng=keyed_rng(seed, "floor", group))
        rows += [{"group": group, "measure": name, "unit": level} | found[n] for n, name in enumerate(DISTANCES)]
    columns = ["group", "measure", "observed", "shuffled", "excess", "band_low", "band_high", "unit"]
    return pd.DataFrame(rows, columns=columns)


def _floor(
    texts: Texts, units: pd.Series, frequent: Frequent, *, unit: str, rng: np.random.Generator
) -> tuple[list[dict[str, float]], str]:
    """Return observed, shuffled, excess and its spread over halves for each measure, and what was halved."""
    levels = _levels(texts.paragraphs.assign(unit_id=units.to_numpy()), unit)
    place = next((n for n, (_, code) in enumerate(levels) if len(set(code)) > 1), -1)
    if place < 0:
        missing = dict.fromkeys(("observed", "shuffled", "excess", "band_low", "band_high"), float("nan"))
        return [missing] * len(DISTANCES), ""
    level, coarse = levels[place]
    table, coarse = _one_level_lower(texts.table, coarse, [code for _, code in levels[place + 1 :]])
    n = int(coarse.max()) + 1
    halves = relabel(np.arange(n) < n // 2, n_draws=N_SPLITS, max_exact=N_SPLITS, rng=rng).labels
    sides = SideDistances(table, frequent)
    split = halves[:, coarse]
    dealt = rng.permuted(np.resize(split, (max(N_SPLITS, len(split)), split.shape[1])), axis=1)
    observed, shuffled = sides.distances(split), sides.distances(dealt).mean(axis=0)
    mean, (low, high) = observed.mean(axis=0), np.quantile(observed, [0.025, 0.975], axis=0)
    numbers = (mean, shuffled, mean - shuffled, low - shuffled, high - shuffled)
    keys = ("observed", "shuffled", "excess", "band_low", "band_high")
    return [{key: float(v[n]) for key, v in zip(keys, numbers, strict=True)} for n in range(len(DISTANCES))], level


def _one_level_lower(table: sparse.csr_array, coarse: Codes, lower: Sequence[Codes]) -> tuple[sparse.csr_array, Codes]:
    """Return the counts of the parts of the units, and the unit of each: words where there is no part between."""
    for fine in lower:
        _, first = np.unique(fine, return_index=True)
        if len(first) > int(coarse.max()) + 1:
            return _add_up(table, fine, len(first)), coarse[first]
    cells = table.tocoo()
    times = cells.data.astype(np.intp)
    row, column = (np.repeat(part, times) for part in cells.coords)
    words = (np.ones(len(row)), (np.arange(len(row)), column))
    return sparse.csr_array(words, shape=(len(row), table.shape[1])), coarse[row]
