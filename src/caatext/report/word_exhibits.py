"""Exhibits of words and topics, from what a run found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.exhibits.exhibit import Exhibit
from caatext.exhibits.figures_topics import topic_map
from caatext.exhibits.listings_topics import intrusion_results
from caatext.exhibits.style import Names

if TYPE_CHECKING:
    from caatext.measures.topics import Grades, TopicFit

_FREX = 8
_ENGINES = {"nmf": "NMF on tf-idf", "lda": "LDA", "lda-online": "online LDA"}
_RULE = (
    "Rule for the number of topics: the smallest with both stabilities, over seeds and over articles, within 0.05 of "
    "the best of the grid (else the nearest to that), before labels are seen."
)


def word_occurrences(tables: Annotations, groups: Mapping[str, str]) -> pd.DataFrame:
    """Return where each lemma stands: the words themselves where the text is there, else their paragraphs."""
    found = tables.tokens if tables.has_text else tables.words.assign(sentence=0, start=-1, end=-1)
    return found.assign(lemma=found["lemma"].str.lower(), group=found["doc_id"].map(groups))


def topic_exhibit(fit: TopicFit, choice: pd.DataFrame, *, names: Names) -> Exhibit:
    """Return F16: the topics with their words and typical paragraphs, and how other numbers of topics did."""
    words = fit.top_words(_FREX, by="frex").groupby("topic", sort=True)["word"].agg(", ".join)
    topics = fit.to_table()
    topics = topics.assign(words=topics["topic"].map(words), label=[str(n + 1) for n in range(len(topics))])
    typical = pd.concat(
        [fit.typical_units(topic).assign(category=topic, sentence=0) for topic in fit.topics], ignore_index=True
    )
    n_runs = len(fit.settings.get("run_seeds", ()))
    seed = f"seed {fit.seed}" if isinstance(fit.seed, int) else "seeds as given"
    engine = f"{_ENGINES.get(fit.engine, fit.engine)}, {len(fit.topics)} topics, consensus of {n_runs} runs ({seed})."
    return topic_map(
        choice.rename(columns={"ami_author": "ami"}),
        topics,
        typical,
        names=Names(by="author", groups=names.groups),
        engine=engine,
        rule=_RULE,
        warning=fit.warning,
    )


def intrusion_exhibit(grades: Sequence[Grades], fit: TopicFit) -> Exhibit:
    """Return T6: how often people found the word or topic that does not belong, kind after kind."""
    words = fit.top_words(_FREX, by="frex").groupby("topic", sort=True)["word"].agg(", ".join)
    return intrusion_results(
        pd.concat([part.table for part in grades], ignore_index=True),
        pd.concat([part.answers for part in grades], ignore_index=True),
        words={str(topic): str(said) for topic, said in words.items()},
    )
