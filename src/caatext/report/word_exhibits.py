"""Exhibits of words and topics, from what a run found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.exhibits.exhibit import Exhibit
from caatext.exhibits.figures_topics import topic_map
from caatext.exhibits.style import Names

if TYPE_CHECKING:
    from caatext.measures.topics import TopicFit

_FREX = 8


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
    n_runs = fit.settings.get("n_runs", 0)
    engine = f"{fit.engine.upper()}, seed {fit.seed}, stability over {n_runs} other seeds."
    return topic_map(
        choice.rename(columns={"ami_author": "ami"}),
        topics,
        typical,
        names=Names(by="author", groups=names.groups),
        engine=engine,
        warning=fit.warning,
    )
