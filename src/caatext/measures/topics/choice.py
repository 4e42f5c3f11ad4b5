"""How many topics: what each number gives, and the number on which a rule settles before labels are seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from caatext.annotation.features import DocumentFeatureMatrix
from caatext.measures.topics.consensus import N_RUNS, seeds_of_runs
from caatext.measures.topics.engines import ENGINES, Data, Single
from caatext.measures.topics.held_out import held_out_gain, split_words
from caatext.measures.topics.joint import Joint, check_runs, join_runs
from caatext.measures.topics.model import N_TOP, require
from caatext.measures.topics.preparation import Source, authors_of, check_size, documents_of, prepare
from caatext.measures.topics.summary import measure_agreement, measure_stability
from caatext.stats import coherence
from caatext.stats.resampling import keyed_rng

#: A number of topics is on the plateau when both its stabilities are within this of the best ones.
PLATEAU = 0.05
#: Bootstraps of articles for each number of topics, a run each.
N_DRAWS = 10


def choose_n_topics(
    source: Source,
    *,
    grid: Sequence[int] = range(3, 9),
    engine: str = "nmf",
    seed: int = 1,
    n_runs: int = N_RUNS,
    n_draws: int = N_DRAWS,
    mask_names: bool = True,
) -> pd.DataFrame:
    """Return how different numbers of topics do, and the number on which the rule settles.

    The rule, which never looks at labels: a number falls short by how far either of its two stabilities, over seeds
    and over articles, is below the best of the grid, whichever is more; the smallest number that falls short by at
    most 0.05 is chosen, or, where there is none, the one that falls short least.

    Parameters
    ----------
    source, engine, mask_names
        As in `fit_topics`.
    grid : sequence of int
        Numbers of topics to try; those larger than the units or words allow are left out.
    seed, n_runs : int
        As in `fit_topics`: the chosen number, fitted with these, gives the same topics.
    n_draws : int
        Times that the articles are drawn anew, with replacement, and fitted from one seed; the articles that a draw
        leaves out are its held-out articles. 0 for none: then the rule goes by the seeds.

    Returns
    -------
    DataFrame
        One row a number, ascending: ``n_topics``; ``stability`` and ``stability_articles`` (matched Jaccard index of
        top 10 features with the runs, and with fits to articles drawn anew; means over topics, in [0, 1]; NaN for
        one run, or one article); ``held_out`` (nats a word by which the topics tell unseen words of held-out
        articles better than word frequencies do; see `held_out_gain`); ``coherence_npmi`` (in [-1, 1]),
        ``coherence_umass`` (usually below 0), ``coherence_cv`` (about 0 to 1; the window is the unit), ``exclusivity``
        (in (0, 1]), ``diversity`` (in (0, 1]), means over topics, more is more; ``ami_author`` (adjusted mutual
        information of a unit's main topic with its author, 0 for chance, 1 where topics are authors; NaN where
        authors are unknown); ``is_chosen``.

    Notes
    -----
    Never one criterion: read all columns and the neighbors of the chosen number. With a high ``ami_author``
    the topics are a map of the articles. Stable is not true, and a plateau can be low: see the height.

    Raises
    ------
    MeasureError
        The engine is unknown, there is no run, or no number of the grid can be fitted.

    References
    ----------
    Greene, O'Callaghan & Cunningham 2014; Wallach et al. 2009; Mimno et al. 2011; Röder, Both & Hinneburg 2015;
    Dieng, Ruiz & Blei 2020; Hoyle et al. 2021; Vinh, Epps & Bailey 2010 for the adjustment.

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
    require(engine, "engine", tuple(ENGINES))
    check_runs(seed, n_runs)
    dfm, _ = prepare(source, mask_names)
    possible = sorted({number for number in grid if number <= min(dfm.counts.shape)})
    check_size(dfm, possible[0] if possible else min(grid), 0)
    authors = authors_of(source)
    trial = _Trial(dfm, engine, seed, n_draws)
    rows = []
    for number in possible:
        seeds = seeds_of_runs(seed, number, n_runs)
        joint = join_runs(dfm, n_topics=number, engine=engine, anchors=(), seeds=seeds)
        rows.append(_describe(joint, dfm, authors) | trial.over_articles(joint, number))
    table = pd.DataFrame(rows)
    stabilities = table[["stability", "stability_articles"]]
    short = (stabilities.max() - stabilities).max(axis=1).fillna(0.0)
    steady = short <= max(PLATEAU, float(short.min()))
    return table.assign(is_chosen=np.arange(len(table)) == steady.argmax())


def _describe(joint: Joint, dfm: DocumentFeatureMatrix, authors: Mapping[str, str]) -> dict[str, float]:
    tops = coherence.top_features(joint.content, N_TOP)
    return {
        "n_topics": len(joint.content),
        "stability": float(measure_stability(joint.content, joint.runs).mean()),
        "stability_articles": float("nan"),
        "held_out": float("nan"),
        "coherence_npmi": float(coherence.coherence_npmi(tops, dfm.counts).mean()),
        "coherence_umass": float(coherence.coherence_umass(tops, dfm.counts).mean()),
        "coherence_cv": float(coherence.coherence_cosine(tops, dfm.counts).mean()),
        "exclusivity": float(coherence.exclusivity(joint.content).mean()),
        "diversity": coherence.topic_diversity(tops),
        "ami_author": measure_agreement(joint.prevalence, [dfm.doc_ids[row] for row in joint.kept], authors),
    }


@dataclass(frozen=True)
class _Trial:
    """Articles drawn anew: the same draws for every number of topics, so that numbers differ by topics alone."""

    dfm: DocumentFeatureMatrix
    engine: str
    seed: int
    n_draws: int

    @cached_property
    def times(self) -> NDArray[np.int64]:
        """How often each unit counts in each draw: as often as its article was drawn; none for one article."""
        documents, place = documents_of(self.dfm)
        drawn = []
        for draw in range(self.n_draws if len(documents) > 1 else 0):
            rng = keyed_rng(self.seed, "topics", "articles", str(draw))
            counts = np.bincount(rng.integers(len(documents), size=len(documents)), minlength=len(documents))
            drawn.append(counts[place])
        # A draw of all articles leaves none to try the topics on.
        kept = [times for times in drawn if not times.all()]
        return np.array(kept, dtype=np.int64).reshape(len(kept), len(place))

    def over_articles(self, joint: Joint, n_topics: int) -> dict[str, float]:
        """Return how steady the topics are over draws of articles, and how they tell the articles left out."""
        if not len(self.times):
            return {}
        seeds = seeds_of_runs(self.seed, n_topics, len(self.times), purpose="articles")
        runs = ENGINES[self.engine].run(joint.data, n_topics, (), seeds=seeds, times=self.times)
        stability = coherence.topic_stability(
            coherence.top_features(joint.content, N_TOP), [coherence.top_features(run, N_TOP) for run in runs]
        )
        gains = [self._gain(joint.data, times, run, draw) for draw, (times, run) in
                 enumerate(zip(self.times, runs, strict=True))]  # fmt: skip
        known = [gain for gain in gains if not np.isnan(gain)]
        return {
            "stability_articles": float(stability.mean()),
            "held_out": float(np.mean(known)) if known else float("nan"),
        }

    def _gain(self, data: Data, times: NDArray[np.int64], words: Single, draw: int) -> float:
        left = sparse.csr_array(data.counts[np.flatnonzero(times == 0)])
        halves = split_words(left, keyed_rng(self.seed, "topics", "halves", str(draw)))
        totals = np.asarray(times @ data.counts, dtype=np.float64) + 0.5
        return held_out_gain(
            data, words.astype(np.float64), halves, engine=ENGINES[self.engine], frequencies=totals / totals.sum()
        )
