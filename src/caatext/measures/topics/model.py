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
#: Topics whose words change more than this from run to run are not interpreted.
UNSTABLE = 0.5


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
    n_words : array, shape (n_units,)
        Used words of each unit, at least 1.
    engine, seed, settings
        How it was fitted; ``settings["run_seeds"]`` are the seeds of the runs.
    stability : array, shape (n_topics,)
        Mean matched Jaccard index of the top 10 features with each run, in [0, 1]; NaN where there was one run.
        Topics below 0.5 should not be interpreted.
    stability_units : array, shape (n_topics,)
        The same for the units whose main topic it is.
    labels : tuple of str
        The label of a seeded topic; else the three words with the highest FREX.
    warning : str
        Why this is a descriptive map only; empty where the guards are passed.
    """

    content: Array
    prevalence: Array
    doc_ids: tuple[str, ...]
    paragraphs: tuple[int, ...]
    n_words: Array
    features: tuple[str, ...]
    engine: str
    seed: int | tuple[int, ...]
    settings: Mapping[str, Any]
    stability: Array
    stability_units: Array
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

    @property
    def is_stable(self) -> NDArray[np.bool_]:
        """Whether each topic is steady enough to be read; False where it was not tried."""
        return np.asarray(self.stability >= UNSTABLE)

    def document_prevalence(self) -> pd.DataFrame:
        """Return the shares of topics (columns) in documents (index): means over units, weighted by used words."""
        weighted = pd.DataFrame(self.prevalence * self.n_words[:, None], columns=list(self.topics))
        documents = pd.Index(self.doc_ids, name="doc_id")
        totals = pd.Series(self.n_words).groupby(documents, sort=True).sum()
        sums: pd.DataFrame = weighted.groupby(documents, sort=True).sum()
        return sums.div(totals, axis=0)

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
        """Return one row a topic: ``topic, label, share`` (mean over units), stability of words and units, words."""
        words = self.top_words().groupby("topic", sort=True)["word"].agg(", ".join)
        return pd.DataFrame(
            {
                "topic": self.topics,
                "label": self.labels,
                "share": self.prevalence.mean(axis=0),
                "stability": self.stability,
                "stability_units": self.stability_units,
                "is_stable": self.is_stable,
                "words": words.reindex(self.topics).to_numpy(),
            }
        )

    @property
    def said(self) -> str:
        """The model in words: engine, runs, and how steady its topics are."""
        n_runs = len(self.settings.get("run_seeds", ()))
        if n_runs < 2:
            return f"{self.engine}, one run: how steady its topics are is not known"
        low, high = float(self.stability.min()), float(self.stability.max())
        below = f"{int((~self.is_stable).sum())} of {len(self.stability)} topics below {UNSTABLE}"
        steady = f"stability {self.stability.mean():.2f} ({low:.2f} to {high:.2f})"
        return f"{self.engine}, consensus of {n_runs} runs, {steady}, {below}"

    def __repr__(self) -> str:
        kind = "descriptive map: " if self.descriptive else ""
        return f"<{kind}{len(self.content)} topics of {len(self.doc_ids)} units by {self.said}>"

    def _repr_html_(self) -> str:
        warning = f"<p>{escape(self.warning)}</p>" if self.warning else ""
        table: str = self.to_table().round(3).to_html(index=False, escape=True)
        return f"<p>{escape(repr(self)[1:-1])}</p>{warning}{table}"
