"""Words that mark a group, with the article (or the author) as the observation, not the word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from caatext.comparison.comparisons import Comparison, finish_table
from caatext.comparison.contrasts import N_PERMUTATIONS, Dealer
from caatext.comparison.design import ESTIMABLE, NOT_ESTIMABLE, Design, Support, assess_pair
from caatext.comparison.groups import Grouping
from caatext.comparison.lengths import check_lengths
from caatext.stats.association import log_odds_dirichlet
from caatext.stats.dispersion import deviation_of_proportions
from caatext.stats.permutation import FEW_BEYOND, screen_p
from caatext.stats.rates import StratifiedRates
from caatext.stats.resampling import jackknife
from caatext.stats.stacking import stack_counts
from caatext.tables import check_table, make_table

#: Pseudo-counts of the Dirichlet prior in all.
PRIOR_TOTAL = 500.0
#: Relabelings drawn for each test of the family, for the words that few draws reach: a single word can then pass a
#: 5 % false discovery rate, whatever the number of words.
DRAWS_PER_TEST = 80
MAX_DRAWS = 500_000
Array = NDArray[np.float64]


class HasWords(Protocol):
    """Annotations: what has a table of words, of all documents and part by part."""

    @property
    def words(self) -> pd.DataFrame:
        """Counts by document, paragraph and lemma."""

    def parts(self) -> Iterable[HasWords]:
        """Yield the words of some documents at a time."""


class WordSource(NamedTuple):
    """Words of the documents that a grouping knows, read part by part as often as they are wanted."""

    words: pd.DataFrame | HasWords
    doc_ids: pd.Index
    mask_names: bool

    def tables(self) -> Iterator[pd.DataFrame]:
        """Yield tables of words, which have no document in common.

        Raises
        ------
        TableError
            A table is no table of words.
        """
        parts = (self.words,) if isinstance(self.words, pd.DataFrame) else (part.words for part in self.words.parts())
        for part in parts:
            table = check_table(part, "words", step="annotate")
            table = table[table["doc_id"].isin(self.doc_ids)]
            yield table[~table["is_name"]] if self.mask_names else table

    def occurrences(self, lemma: str) -> pd.DataFrame:
        """Return the paragraphs that a word stands in, as scores."""
        found = [table[table["lemma"] == lemma] for table in self.tables()]
        return occurrences(pd.concat(found, ignore_index=True))


class _Counts(NamedTuple):
    """Occurrences of the words kept, by document; `sizes` counts all words of a document."""

    doc_ids: pd.Index
    lemmas: pd.Index
    table: sparse.csr_array
    sizes: Array
    background: Array

    def of(self, doc_ids: pd.Index) -> tuple[sparse.csr_array, Array]:
        """Return counts and sizes of these documents, in this order."""
        rows = self.doc_ids.get_indexer(doc_ids)
        return self.table[rows], self.sizes[rows]


class _Settled(NamedTuple):
    """What holds for every pair of groups; `n_draws` are the most relabelings that a word may need."""

    min_documents: int
    dealer: Dealer
    n_draws: int


def keyness(  # noqa: PLR0913 - every setting of the screen is named, so that its record can be read
    words: pd.DataFrame | HasWords,
    grouping: Grouping,
    *,
    group: str | None = None,
    cluster: str | None = None,
    min_count: int = 5,
    min_documents: int = 2,
    mask_names: bool = False,
    seed: int = 1,
    n_permutations: int = N_PERMUTATIONS,
) -> Comparison:
    r"""Return which words mark which group, with inference over articles or authors.

    The estimate is the log ratio :math:`\log_2 [((O_1 + N_1/N)/N_1) / ((O_0 + N_0/N)/N_0)]`, one occurrence added by
    length, pooled over what is held constant; its interval leaves out one unit at a time, and is empty where one side
    has no use of the word; the p-value deals group labels out to the units anew, and compares the difference of rates
    over its standard error, for all words at once. `z` is the log odds with a Dirichlet prior over its error: a
    ranking, no test.

    Parameters
    ----------
    words : DataFrame or Annotations
        The `words` contract, or what has it.
    grouping : Grouping
        From `group_by`.
    group : str, optional
        This group only; every group unless named.
    cluster : str, optional
        Document variable that is independent instead of the article; unless given, the author where each author is
        in one group only. A cluster found in both groups is held constant.
    min_count : int
        Words with fewer occurrences in all are left out; the rule does not see the groups.
    min_documents : int
        Words in fewer articles are listed but not tested: they cannot be told from those articles.
    mask_names : bool
        Leave out names of actors and entities, from the totals too.
    seed, n_permutations : int
        Seed and number of the relabelings drawn where they are too many to enumerate. Words that hardly any of
        them reaches are drawn for again, up to 80 draws a word of the family, so that one word among many can be
        found.

    Returns
    -------
    Comparison
        By group and falling `z`. `category` is the lemma; `n_group` and `n_reference` its occurrences; further
        columns ``z, rate_group, rate_reference`` (per 1,000 words), ``n_articles`` of the group, ``n_documents,
        n_documents_reference`` (articles that have it), ``dispersion`` (Gries's DP over the group's articles; near 1:
        in few of them). +1: twice as frequent in the group.

    Notes
    -----
    A word that marks an author's articles says what they are about before it says how they are framed: read the
    list without names beside the list with them, and the lines behind both. Without an estimable design the ranking
    describes these texts and no more.

    Raises
    ------
    ComparisonError
        There is no such group or variable.
    TableError
        The table is no table of words.

    References
    ----------
    Hardie (2014); Monroe, Colaresi and Quinn (2008), doi:10.1093/pan/mpn018; Lijffijt et al. (2016),
    doi:10.1093/llc/fqu064; Besag and Clifford (1991), doi:10.1093/biomet/78.2.301; Gries (2008),
    doi:10.1075/ijcl.13.4.02gri.

    Examples
    --------
    >>> docvars = pd.DataFrame({"doc_id": list("pqrstuvw"), "author": ["A"] * 4 + ["B"] * 4})
    >>> rows = [{"doc_id": d, "paragraph": 1, "lemma": w, "count": n} for d in "pqrstuvw"
    ...         for w, n in (("river", 8 if d < "t" else 2), ("the", 92 if d < "t" else 98))]
    >>> found = keyness(make_table(rows, "words"),
    ...                 Grouping("author", docvars, docvars.set_index("doc_id")["author"])).table
    >>> found[["category", "estimate", "p_value", "n_documents"]].round(3).to_numpy().tolist()
    [['river', 1.935, 0.029, 4], ['the', -0.091, 0.029, 4]]
    """
    source = WordSource(words, grouping.labels.index, mask_names)
    counts = _count(source.tables(), min_count)
    present = pd.Series(True, index=counts.doc_ids).reindex(grouping.labels.index, fill_value=False)
    supports = [
        assess_pair(present, grouping, pair, cluster=cluster, measure="keyness") for pair in grouping.pairs(group)
    ]
    sizes = pd.Series(counts.sizes, index=counts.doc_ids)
    supports = [check_lengths(support, sizes) for support in supports]
    dealer = Dealer(seed, n_permutations)
    tests = len(counts.lemmas) * sum(support.verdict == ESTIMABLE for support in supports)
    settled = _Settled(min_documents, dealer, n_draws=min(DRAWS_PER_TEST * tests, MAX_DRAWS))
    parts = [_compare(support, grouping, counts, settled=settled) for support in supports]
    rows, families = finish_table(pd.concat(parts, ignore_index=True), adjust="bh", members="words by groups")
    rows = rows.assign(rank=-rows["z"]).sort_values(["group", "rank", "category"], kind="stable", ignore_index=True)
    settings = {"by": grouping.by, "group": group, "cluster": cluster, "min_count": min_count}
    settings |= {"min_documents": min_documents, "mask_names": mask_names}
    return Comparison(
        table=rows.drop(columns="rank"),
        question=f"Which words{' outside names' if mask_names else ''} mark each {grouping.by}?",
        method=_method(counts, masked=mask_names, seed=seed, n_permutations=n_permutations),
        families=families,
        design=Design(grouping.by, tuple(supports)),
        scores=make_table([], "scores"),
        grouping=grouping,
        find_rows=source.occurrences,
    ).with_step("keyness", settings | {"seed": seed, "n_permutations": n_permutations})


def _method(counts: _Counts, *, masked: bool, seed: int, n_permutations: int) -> str:
    return (
        f"Log ratio (base 2) with one occurrence added by length, {'names left out' if masked else 'names included'}; "
        "95 % interval by leaving out one unit at a time; permutation of labels over the units, of the difference of "
        f"rates over its standard error (twice the smaller tail), all or {n_permutations:,} draws (seed {seed}), more "
        f"for words that fewer than {FEW_BEYOND} of them reach. "
        f"z ranks words by log odds with a Dirichlet prior of {PRIOR_TOTAL:.0f} pseudo-counts in the proportions of "
        f"all {len(counts.doc_ids):,} articles grouped here, and is no test. Dispersion: Gries's DP over the group's "
        "articles."
    )


def _count(tables: Iterable[pd.DataFrame], min_count: int) -> _Counts:
    """Return documents by words: sorted, all words counted in the sizes, rare ones left out of the columns."""
    parts = [_count_part(table) for table in tables]
    stacked, names = stack_counts([counts for _, _, counts in parts], [own for _, own, _ in parts])
    lemmas = pd.Index(names, dtype="str")
    doc_ids = pd.Index([doc_id for ids, _, _ in parts for doc_id in ids], dtype="str")
    del parts  # each copy of the counts is tens of megabytes for ten thousand articles
    order = np.argsort(doc_ids.to_numpy(dtype=object), kind="stable")
    full, doc_ids = stacked[order], doc_ids[order]
    del stacked
    totals = np.asarray(full.sum(axis=0), dtype=np.float64).ravel()
    kept = np.flatnonzero(totals >= max(1, min_count))
    background = totals[kept] / max(totals.sum(), 1.0)
    sizes = np.asarray(full.sum(axis=1), dtype=np.float64).ravel()
    return _Counts(doc_ids, lemmas[kept], full[:, kept], sizes, background)


def _count_part(table: pd.DataFrame) -> tuple[pd.Index, pd.Index, sparse.csr_array]:
    doc_code, doc_ids = pd.factorize(table["doc_id"], sort=True)
    lemma_code, lemmas = pd.factorize(table["lemma"], sort=True)
    cells = (table["count"].to_numpy(dtype=np.float64), (doc_code, lemma_code))
    return pd.Index(doc_ids), pd.Index(lemmas), sparse.csr_array(cells, shape=(len(doc_ids), len(lemmas)))


def _compare(support: Support, grouping: Grouping, counts: _Counts, *, settled: _Settled) -> pd.DataFrame:
    """Return the rows of one pair of groups, one a word that either side uses."""
    is_group = grouping.members(support.pair)
    is_group = is_group[is_group.index.isin(counts.doc_ids)]
    rows = _describe(counts, is_group.index[is_group], is_group.index[~is_group])
    head: dict[str, Any] = {
        name: value for name, value in support.to_row().items() if name not in ("n_group", "n_reference", "category")
    }
    rows = rows.assign(**head, category=counts.lemmas.astype("str"))
    in_articles = rows["n_documents"] + rows["n_documents_reference"]
    if support.verdict != NOT_ESTIMABLE:
        few = in_articles < settled.min_documents
        rows = rows.assign(**_infer(support, counts, tested=~few.to_numpy(), settled=settled))
        rows.loc[few, "verdict"] = NOT_ESTIMABLE
        rows.loc[few, "reason"] = (
            f"The word stands in fewer than {settled.min_documents} articles, so it cannot be told from the articles "
            "it is in."
        )
        rows.loc[few, ["estimate", "conf_low", "conf_high", "std_error", "p_value", "p_smallest"]] = np.nan
    return rows[in_articles > 0]


def _describe(counts: _Counts, group: pd.Index, reference: pd.Index) -> pd.DataFrame:
    """Return what the texts show, whatever the design: counts, rates, articles, dispersion and the ranking z."""
    (own, own_sizes), (other, other_sizes) = counts.of(group), counts.of(reference)
    o1, o0 = (np.asarray(part.sum(axis=0), dtype=np.float64).ravel() for part in (own, other))
    n1, n0 = float(own_sizes.sum()), float(other_sizes.sum())
    z = log_odds_dirichlet(
        o1, o0, prior=PRIOR_TOTAL * counts.background, total_group=n1, total_reference=n0, prior_total=PRIOR_TOTAL
    ).z
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = {"rate_group": 1000.0 * o1 / np.float64(n1), "rate_reference": 1000.0 * o0 / np.float64(n0)}
    numbers = dict.fromkeys(("estimate", "conf_low", "conf_high", "std_error", "p_value", "p_smallest"), np.nan)
    return pd.DataFrame(
        {
            "n_group": o1.astype(np.int64),
            "n_reference": o0.astype(np.int64),
            "n_articles": own.shape[0],
            "n_documents": _documents_with(own),
            "n_documents_reference": _documents_with(other),
            "z": z,
            **rates,
            "dispersion": deviation_of_proportions(own, own_sizes) if n1 else np.full(len(o1), np.nan),
        }
    ).assign(**numbers)


def _documents_with(table: sparse.csr_array) -> NDArray[np.int64]:
    return np.bincount(table.nonzero()[1], minlength=table.shape[1]).astype(np.int64)


def _infer(support: Support, counts: _Counts, *, tested: NDArray[np.bool_], settled: _Settled) -> dict[str, Any]:
    """Return the numbers that the verdict carries, for all words at once."""
    shared = support.units
    units = shared.groupby("unit_id", sort=True)[["is_group", "stratum"]].first().reset_index()
    table, sizes = counts.of(pd.Index(shared["doc_id"]))
    code = pd.Index(units["unit_id"]).get_indexer(pd.Index(shared["unit_id"]))
    adder = sparse.csr_array((np.ones(len(code)), (code, np.arange(len(code)))), shape=(len(units), len(code)))
    rates = StratifiedRates(adder @ table, adder @ sizes, strata=units["stratum"].to_numpy(dtype=str))
    member = units["is_group"].to_numpy(dtype=bool)
    estimate = rates.log_ratio(member)
    if support.verdict != ESTIMABLE:
        return {"estimate": estimate}
    error, half = jackknife(rates.leave_one_out(member), member)
    # Where one side has no use, or all units have one rate, leaving units out shows no spread, and is no interval.
    used = [np.asarray(rates.counts[side].sum(axis=0)).ravel() > 0 for side in (member, ~member)]
    shows = used[0] & used[1] & (half > 0)
    error, half = (np.where(shows, part, np.nan) for part in (error, half))
    p, smallest = _permute(rates, member, units, tested=tested, settled=settled)
    return {
        "estimate": estimate,
        "conf_low": estimate - half,
        "conf_high": estimate + half,
        "std_error": error,
        "p_value": p,
        "p_smallest": smallest,
    }


def _permute(
    rates: StratifiedRates, member: NDArray[np.bool_], units: pd.DataFrame, *,
    tested: NDArray[np.bool_], settled: _Settled,
) -> tuple[Array, float]:  # fmt: skip
    """Return the p-values of the words that are tested, and the smallest that there could have been."""
    dealt = settled.dealer.deal(units)
    n_more = 0 if dealt.is_exact else max(0, settled.n_draws - len(dealt.labels))
    more = settled.dealer.deal_more(units, n_more)
    observed = np.where(tested, rates.studentized(member[None, :])[0], np.nan)
    p = screen_p(lambda at, labels: rates.only(at).studentized(labels), observed, relabelings=dealt, more=more)
    of_draws = 0.0 if dealt.is_exact else 2.0 / (len(dealt.labels) + n_more + 1)
    return p, min(max(2.0 / dealt.n_possible, of_draws), 1.0)


def occurrences(table: pd.DataFrame) -> pd.DataFrame:
    """Return the paragraphs that each word stands in, as scores."""
    rows = table.groupby(["doc_id", "paragraph", "lemma"], sort=True)["count"].sum().reset_index()
    rows = rows.rename(columns={"lemma": "category", "count": "value"})
    unit_id = rows["doc_id"] + "." + rows["paragraph"].astype("str")
    fixed: dict[str, Any] = {"unit": "paragraph", "voice": "all", "measure": "keyness", "weight": 1.0, "sentence": 0}
    return make_table(rows.assign(unit_id=unit_id, **fixed), "scores")
