"""Runs of one engine joined to one fit: words, units, order, and how steady both are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from caatext.annotation.features import DocumentFeatureMatrix
from caatext.errors import MeasureError, Problem
from caatext.measures.topics.consensus import Consensus, find_consensus
from caatext.measures.topics.engines import ENGINES, Columns, Data, Single
from caatext.measures.topics.model import Array
from caatext.measures.topics.summary import main_topics, order_topics, to_content, to_prevalence, unit_stability


class Joint(NamedTuple):
    """The consensus of runs, its topics by weight.

    `order` holds the place of each topic before it was ordered; `kept` the rows of units with any topic.
    """

    content: Array
    prevalence: Array
    order: list[int]
    kept: list[int]
    runs: list[Single]
    partners: NDArray[np.int64]
    data: Data

    def unit_stability(self, weigh: Callable[[Data, Array], Array]) -> Array:
        """Return how far the units that each topic leads come back in the runs, in [0, 1]; NaN for one run."""
        n_topics = len(self.content)
        if len(self.runs) < 2:
            return np.full(n_topics, np.nan)
        others = []
        for run, partners in zip(self.runs, self.partners, strict=True):
            others.append(main_topics(weigh(self.data, to_content(run[partners]))[self.kept]))
        return unit_stability(main_topics(self.prevalence), others, n_topics)


def check_runs(seed: int | Sequence[int], n_runs: int) -> int:
    """Return the number of runs.

    Raises
    ------
    MeasureError
        There is none.
    """
    n = n_runs if isinstance(seed, int) else len(seed)
    if n < 1:
        raise MeasureError(
            Problem(
                code="E-CFG-OPTION",
                found=f"{n} runs are asked for, and topics are what runs agree on",
                remedy="ask for 20 runs, or for 1 if how steady the topics are does not matter",
            )
        )
    return n


def join_runs(
    dfm: DocumentFeatureMatrix, *, n_topics: int, engine: str, anchors: Sequence[Columns], seeds: Sequence[int]
) -> Joint:
    """Return the consensus of one run a seed: words first, then units for fixed words."""
    model = ENGINES[engine]
    data = model.prepare(dfm.counts)
    runs = model.run(data, n_topics, anchors, seeds=sorted(seeds))
    found: Consensus = find_consensus(runs, n_fixed=len(anchors))
    content = to_content(model.finish(data, found.words))
    prevalence, kept = to_prevalence(model.weigh(data, content))
    order = order_topics(content, prevalence, dfm.features)
    return Joint(content[order], prevalence[:, order], order, kept, runs, found.partners[:, order], data)
