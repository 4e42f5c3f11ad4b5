"""`TopicFit`: what a topic model says, with its settings and the warning that belongs to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caatext.errors import MeasureError, Problem
from caatext.stats.coherence import frex, top_features
from caatext.tables import unit_id

Array = NDArray[np.float64]
N_TOP = 10


def require(value: str, name: str, choices: Collection[str]) -> None:
    """Raise where an option is not one of the choices.

    Raises
    ------
    MeasureError
        It is not; the message lists the choices.
    """
    if value not in choices:
        raise MeasureError(
            Problem(
                code="E-CFG-OPTION",
                found=f"the {name} '{value}' is not known; there are {', '.join(choices)}",
                remedy=f"choose a {name} of the list",
            )
        )


@dataclass(frozen=True, eq=False)
class TopicFit:
    """Topics fitted to units of text, the heaviest topic first.

    Parameters
    ----------
    content : array, shape (n_topics, n_features)
        Shares of features in topics; rows sum to 1. For NMF, shares of tf-idf weight.
    prevalence : array, shape (n_units, n_topics)
        Shares of topics in units; rows sum to 1.
    doc_ids, paragraphs : tuple
        Address of each unit, sorted.
    features : tuple of str
        Lemmas, sorted.
    engine, seed, settings
        How it was fitted.
    stability : array, shape (n_topics,)
        Mean matched Jaccard index of the top 10 features over fits from other seeds, in [0, 1]; NaN if not
        asked for. Topics below 0.5 should not be interpreted.
    labels : tuple of str
        The label of a seeded topic; else the three words with the highest FREX.
    warning : str
        Why this is a descriptive map only; empty where the guards are passed.
    """

    content: Array
    prevalence: Array
    doc_ids: tuple[str, ...]
    paragraphs: tuple[int, ...]
    features: tuple[str, ...]
    engine: str
    seed: int
    settings: Mapping[str, Any]
    stability: Array
    labels: tuple[str, ...]
    warning: str = ""

    @property
    def topics(self) -> tuple[str, ...]:
        """Identifiers, by total weight: ``topic_01`` is the heaviest."""
        return tuple(f"topic_{number:02d}" for number in range(1, len(self.content) + 1))

    @property
    def descriptive(self) -> bool:
        """Whether there are too few texts for anything but a map."""
        return bool(self.warning)

    @property
    def unit_ids(self) -> tuple[str, ...]:
        """Address of each unit as one string."""
        return tuple(unit_id(doc, paragraph) for doc, paragraph in zip(self.doc_ids, self.paragraphs, strict=True))

    def top_words(self, n: int = N_TOP, *, by: str = "probability") -> pd.DataFrame:
        """Return the `n` first words of each topic: ``topic, rank, word, value``.

        Parameters
        ----------
        n : int
            How many.
        by : {"probability", "frex"}
            By share in the topic, or by frequency and exclusivity together.
        """
        require(by, "order of words", ("probability", "frex"))
        scores = self.content if by == "probability" else frex(self.content)
        return pd.DataFrame(
            [
                {
                    "topic": topic,
                    "rank": rank,
                    "word": self.features[column],
                    "value": float(scores[row, column]),
                }
                for row, (topic, columns) in enumerate(zip(self.topics, top_features(scores, n), strict=True))
                for rank, column in enumerate(columns, start=1)
            ]
        )

    def typical_units(self, topic: str, n: int = 3) -> pd.DataFrame:
        """Return the `n` units with most of a topic: ``doc_id, paragraph, unit_id, value``."""
        require(topic, "topic", self.topics)
        values = self.prevalence[:, self.topics.index(topic)]
        rows = np.argsort(-values.round(12), kind="stable")[:n]
        return pd.DataFrame(
            {
                "doc_id": [self.doc_ids[row] for row in rows],
                "paragraph": [self.paragraphs[row] for row in rows],
                "unit_id": [self.unit_ids[row] for row in rows],
                "value": values[rows],
            }
        )

    def to_table(self) -> pd.DataFrame:
        """Return one row a topic: ``topic, label, share`` (mean over units), ``stability, words``."""
        words = self.top_words().groupby("topic", sort=True)["word"].agg(", ".join)
        return pd.DataFrame(
            {
                "topic": self.topics,
                "label": self.labels,
                "share": self.prevalence.mean(axis=0),
                "stability": self.stability,
                "words": words.reindex(self.topics).to_numpy(),
            }
        )

    def __repr__(self) -> str:
        kind = "descriptive map: " if self.descriptive else ""
        return f"<{kind}{len(self.content)} topics by {self.engine}, {len(self.doc_ids)} units>"

    def _repr_html_(self) -> str:
        warning = f"<p>{escape(self.warning)}</p>" if self.warning else ""
        table: str = self.to_table().round(3).to_html(index=False, escape=True)
        return f"<p>{escape(repr(self)[1:-1])}</p>{warning}{table}"
