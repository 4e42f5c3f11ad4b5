"""How many topics: what each number gives, and the number on which a rule settles before labels are seen."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from caatext.measures.topics.engines import fit_nmf, repeat_nmf
from caatext.measures.topics.model import N_TOP
from caatext.measures.topics.preparation import Source, authors_of, check_size, prepare
from caatext.measures.topics.summary import measure_agreement, measure_stability, other_seeds, to_shares
from caatext.stats import coherence

#: A number of topics is on the plateau when its stability is within this of the best one.
PLATEAU = 0.05


def choose_n_topics(
    source: Source,
    *,
    grid: Sequence[int] = range(3, 9),
    seed: int = 1,
    n_runs: int = 10,
    mask_names: bool = True,
) -> pd.DataFrame:
    """Return how NMF does with different numbers of topics, and the number on which the rule settles.

    The rule, which never looks at labels: the smallest number whose stability is within 0.05 of the best of
    the grid.

    Parameters
    ----------
    source, mask_names
        As in `fit_topics`.
    grid : sequence of int
        Numbers of topics to try; those larger than the units or words allow are left out.
    seed, n_runs : int
        Seed, and fits from other seeds for each number.

    Returns
    -------
    DataFrame
        One row a number, ascending: ``n_topics``; ``stability`` (mean over topics, in [0, 1]);
        ``coherence_npmi`` (mean, in [-1, 1]); ``exclusivity`` (mean, in (0, 1]); ``ami_author`` (adjusted
        mutual information of a unit's main topic with its author, 0 for chance, 1 where topics are authors;
        NaN where authors are unknown); ``is_chosen``.

    Notes
    -----
    Never one criterion: read all columns and the neighbors of the chosen number. With a high ``ami_author``
    the topics are a map of the articles.

    Raises
    ------
    MeasureError
        No number of the grid can be fitted.

    References
    ----------
    Greene, O'Callaghan & Cunningham 2014; Hoyle et al. 2021; Vinh, Epps & Bailey 2010 for the adjustment.

    Examples
    --------
    >>> from caatext.tables import make_table
    >>> words = make_table(
    ...     [{"doc_id": "a", "paragraph": paragraph, "lemma": lemma, "pos": "NOUN", "count": 1}
    ...      for paragraph in (1, 2, 3, 4)
    ...      for lemma in (("rail", "port") if paragraph < 3 else ("army", "war"))], "words")
    >>> choose_n_topics(words, grid=[2])[["n_topics", "stability", "is_chosen"]].values.tolist()
    [[2, 1.0, True]]
    """
    dfm, _ = prepare(source, mask_names)
    possible = sorted({number for number in grid if number <= min(dfm.counts.shape)})
    check_size(dfm, possible[0] if possible else min(grid), 0)
    authors = authors_of(source)
    rows = []
    for number in possible:
        model = fit_nmf(dfm.counts, number, (), seed=seed)
        content, prevalence, _, kept = to_shares(model, dfm.features)
        runs = repeat_nmf(dfm.counts, number, (), seeds=other_seeds(seed, number, n_runs))
        tops = coherence.top_features(content, N_TOP)
        rows.append(
            {
                "n_topics": number,
                "stability": float(measure_stability(content, runs).mean()),
                "coherence_npmi": float(coherence.coherence_npmi(tops, dfm.counts).mean()),
                "exclusivity": float(coherence.exclusivity(content).mean()),
                "ami_author": measure_agreement(prevalence, [dfm.doc_ids[row] for row in kept], authors),
            }
        )
    table = pd.DataFrame(rows)
    steady = table["stability"] >= table["stability"].max() - PLATEAU
    return table.assign(is_chosen=[number == steady.argmax() for number in range(len(table))])
