"""How far apart the vocabularies of groups are, beyond what their own articles are among themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import combinations

import numpy as np
import pandas as pd

from caatext.comparison.comparisons import Comparison, Family, finish_table
from caatext.comparison.design import Design, assess_pair
from caatext.comparison.groups import Grouping, Pair, check_name
from caatext.comparison.keyness import HasWords, WordSource
from caatext.comparison.lengths import check_lengths
from caatext.comparison.vocabulary import N_SPLITS, SidePair, gather, measure_floors
from caatext.provenance import Provenance
from caatext.stats.side_distances import DISTANCES
from caatext.tables import make_table

#: What is measured, in the order of the columns of a statistic.
MEASURES: Mapping[str, str] = dict(
    zip(
        DISTANCES,
        (
            "Jensen-Shannon divergence in bits",
            "Jensen-Shannon divergence of order 2 as a share of its maximum",
            "Burrows's Delta over the most frequent words",
        ),
        strict=True,
    )
)
#: Relabelings of each pair: all of them where there are no more, else so many draws.
N_RELABELINGS = 999
_PAIR = ["group", "reference"]


@dataclass(frozen=True)
class VocabularyDistances:
    """Distances between groups, each with its null and its verdict, and the floor within each group.

    Parameters
    ----------
    table : DataFrame
        One row a pair and measure: see `compare_vocabulary`.
    floor : DataFrame
        One row a group and measure: how far apart random halves of one group are.
    words : Comparison
        The words that contribute most to each pair's divergence; leads to their paragraphs.
    question, method : str
        What was asked, and how each number was computed.
    families : tuple of Family
        Which tests were adjusted together; one a measure.
    design : Design
        What could be estimated, decided first.
    provenance : Provenance
        Settings and seed.
    """

    table: pd.DataFrame
    floor: pd.DataFrame
    words: Comparison
    question: str
    method: str
    families: tuple[Family, ...]
    design: Design
    provenance: Provenance = field(default_factory=Provenance)

    @property
    def grouping(self) -> Grouping:
        """Who was compared with whom."""
        return self.words.grouping

    @property
    def family(self) -> str:
        """The families in words: how p-values were adjusted, over which tests, and how many."""
        return "; ".join(str(family) for family in self.families)

    def matrix(self, measure: str = "divergence") -> pd.DataFrame:
        """Return groups by groups: the excess of each pair, and the floor on the diagonal.

        Parameters
        ----------
        measure : {"divergence", "divergence_order_2", "delta"}
            What is shown.

        Raises
        ------
        ComparisonError
            There is no such measure.
        """
        check_name(measure, list(MEASURES), what="measure")
        own = self.table[self.table["measure"] == measure]
        cells = own.pivot_table(index="group", columns="reference", values="estimate", aggfunc="first", dropna=False)
        cells = cells.reindex(index=self.grouping.groups, columns=self.grouping.groups).astype(float)
        full = cells.where(cells.notna(), cells.T).to_numpy(copy=True)
        within = self.floor[self.floor["measure"] == measure].set_index("group")["excess"]
        np.fill_diagonal(full, within.reindex(self.grouping.groups))
        return pd.DataFrame(full, index=cells.index, columns=cells.columns)

    def evidence(self, group: str, reference: str) -> pd.DataFrame:
        """Return where the words that set two groups apart most stand, in the texts of both.

        Parameters
        ----------
        group, reference : str
            Two groups, in either order.

        Returns
        -------
        DataFrame
            As `Comparison.evidence`; ``category`` is the word, those that contribute most first.

        Raises
        ------
        ComparisonError
            There is no such group.
        """
        for name in (group, reference):
            check_name(name, self.grouping.groups, what=self.grouping.by)
        pair = {group, reference}
        rows = self.words.table
        words = rows.loc[rows["group"].isin(pair) & rows["reference"].isin(pair), "category"]
        found = [self.words.evidence(word) for word in words]
        table = pd.concat(found, ignore_index=True) if found else make_table([], "scores").assign(group="", text="")
        return table[table["group"].isin(pair)].reset_index(drop=True)

    def __repr__(self) -> str:
        return f"<distances by {self.grouping.by}: {len(self.grouping.groups)} groups, {self.design.verdict}>"

    def _repr_html_(self) -> str:
        shown = self.matrix().to_html(escape=True, na_rep="", float_format="{:.3f}".format)
        words = f"<p>{escape(self.question)}</p><p>{escape(self.design.reason)}</p>"
        return f"{words}{shown}<p>{escape(self.family)}. {escape(self.method)}</p>"


def compare_vocabulary(
    words: pd.DataFrame | HasWords,
    grouping: Grouping,
    *,
    cluster: str | None = None,
    mask_names: bool = False,
    seed: int = 1,
    n_permutations: int = N_RELABELINGS,
) -> VocabularyDistances:
    r"""Return how far apart the vocabularies of each two groups are, and how much of that their articles explain.

    The estimate is the *excess*: the divergence observed less its mean when the articles of both groups are dealt
    to them anew, within what is held constant. Three measures: the Jensen-Shannon divergence
    :math:`H((P+Q)/2) - (H(P)+H(Q))/2` in bits; the same with entropy of order 2 over its maximum,
    :math:`\sum (p-q)^2 / (\sum p^2 + \sum q^2)`; and Burrows's Delta, :math:`\frac 1 n \sum |p-q|/s` over the 150
    most frequent words, where s is the standard deviation of a word's rate over all articles.

    Parameters
    ----------
    words : DataFrame or Annotations
        The `words` contract, or what has it.
    grouping : Grouping
        From `group_by`; each two of its groups are compared, whatever its reference.
    cluster : str, optional
        Document variable that is independent instead of the article; as in `keyness`.
    mask_names : bool
        Leave out names of actors and entities.
    seed, n_permutations : int
        Seed and number of the relabelings where there are more; up to that number all are enumerated.

    Returns
    -------
    VocabularyDistances
        `table` has one row a pair and measure: ``estimate`` (excess; more is further apart; 0 is what articles dealt
        at random give, and it can be negative), ``observed``, ``shuffled`` (mean over relabelings), ``shuffled_unit``
        (what was dealt), ``band_low, band_high`` (the middle 95 % of the excess under relabeling), ``p_value``
        (one-sided), ``p_smallest``, ``p_adjusted``; band and p-value only where the design carries them.
        `floor` has one row a group and measure: the same for random halves of the group's own articles, less what
        their paragraphs give when they are dealt at random. One level lower where there is one article only:
        halves are made of paragraphs, and words are dealt.

    Notes
    -----
    Do not read `observed` across texts of different length: two halves of one article are 0.6 bit apart. Nor is the
    excess free of length where the articles of one group are shorter: beyond a half nothing is tested. Where each
    author has one article, paragraphs are dealt, and the excess is that of two articles and not of two authors: an
    excess that any two articles of one author would show as well. Halves are shorter than the whole, so a floor is
    if anything too high. Without names the same words remain that say what an article is about.

    Raises
    ------
    ComparisonError
        There is no such variable.
    TableError
        The table is no table of words.

    References
    ----------
    Lin (1991), doi:10.1109/18.61115; Gerlach, Font-Clos and Altmann (2016), doi:10.1103/PhysRevX.6.021009; Burrows
    (2002), doi:10.1093/llc/17.3.267; Phipson and Smyth (2010), doi:10.2202/1544-6115.1585.

    Examples
    --------
    Four articles each that share no word: of the 70 ways to deal them, two are as far apart.

    >>> docvars = pd.DataFrame({"doc_id": list("pqrstuvw"), "author": ["A"] * 4 + ["B"] * 4})
    >>> rows = [{"doc_id": d, "paragraph": 1, "lemma": "sea" if d < "t" else "hill", "count": 5} for d in "pqrstuvw"]
    >>> found = compare_vocabulary(make_table(rows, "words"),
    ...                            Grouping("author", docvars, docvars.set_index("doc_id")["author"])).table
    >>> found.loc[:0, ["observed", "p_value", "shuffled_unit", "verdict"]].round(3).to_numpy().tolist()
    [[1.0, 0.029, 'article', 'estimable']]
    """
    source = WordSource(words, grouping.labels.index, mask_names)
    texts = gather(table[table["count"] > 0] for table in source.tables())
    present = pd.Series(True, index=texts.paragraphs["doc_id"].unique()).reindex(
        grouping.labels.index, fill_value=False
    )
    n_words = pd.Series(np.asarray(texts.table.sum(axis=1), dtype=np.float64).ravel(), index=texts.paragraphs.index)
    sizes = n_words.groupby(texts.paragraphs["doc_id"]).sum()
    supports = tuple(
        check_lengths(assess_pair(present, grouping, Pair(*pair), cluster=cluster, measure="divergence"), sizes)
        for pair in combinations(grouping.groups, 2)
    )
    frequent = texts.frequent
    parts = [SidePair(support, grouping, texts, frequent) for support in supports]
    rows = [row for part in parts for row in part.rows(seed, n_permutations)]
    table, families = finish_table(_placed(rows, mask_names), adjust="bh", members=f"pairs of {grouping.by}s")
    design = Design(grouping.by, supports)
    settings = {"by": grouping.by, "cluster": cluster, "mask_names": mask_names, "seed": seed}
    return VocabularyDistances(
        table=table,
        floor=measure_floors(texts, grouping, frequent, supports=supports, seed=seed),
        words=_named_words(parts, source, grouping, design),
        question=f"How far apart are the vocabularies of {grouping.by}s{', names left out' if mask_names else ''}?",
        method=_method(seed, n_permutations),
        families=families,
        design=design,
        provenance=Provenance().then("compare_vocabulary", settings=settings | {"n_permutations": n_permutations}),
    )


def _method(seed: int, n_permutations: int) -> str:
    return (
        "Excess: Jensen-Shannon divergence (base 2) of all words less its mean when the articles of both sides are "
        "dealt to them anew within what is held constant, in all ways or "
        f"{n_permutations:,} at random (seed {seed}); p is the share of these that is at least as far apart. Where "
        "each side has one article, its paragraphs are dealt, and there is no p. Floor: random halves of one side's "
        f"articles (up to {N_SPLITS}) less halves of their paragraphs; of paragraphs less words where there is one "
        "article."
    )


def _placed(rows: Sequence[Mapping[str, object]], mask_names: bool) -> pd.DataFrame:
    """Return the rows as a table that has all its columns, whatever the design carried."""
    names = ("estimate", "observed", "shuffled", "band_low", "band_high", "p_value", "p_smallest")
    table = pd.DataFrame(list(rows), columns=None if rows else [*_PAIR, "measure", "verdict", "shuffled_unit"])
    for name in names:
        table[name] = table[name].astype(float) if name in table else np.nan
    return table.assign(category="words outside names" if mask_names else "all words")


def _named_words(parts: Sequence[SidePair], source: WordSource, grouping: Grouping, design: Design) -> Comparison:
    """Return the words that contribute most to each pair, with the paragraphs that they stand in."""
    rows = [part.words() for part in parts]
    table = make_table(pd.concat(rows, ignore_index=True) if rows else [], "comparison")
    return Comparison(
        table=table,
        question=f"Which words set each two {grouping.by}s apart most?",
        method="What a word adds to the divergence observed, in bits; the words of a pair add up to it. No test.",
        families=(),
        design=design,
        scores=make_table([], "scores"),
        grouping=grouping,
        find_rows=source.occurrences,
    )
