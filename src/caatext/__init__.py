"""Compare how authors frame the same region, and say when that cannot be done.

Texts stay still; everything else is a table made from a lower table, and carries the record of how it was made.
Names are looked up when they are first used, so that ``import caatext`` loads none of the heavy libraries.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from caatext.annotation.annotations import Annotations
    from caatext.annotation.coverage import role_coverage
    from caatext.annotation.features import build_dfm
    from caatext.annotation.kwic import kwic
    from caatext.annotation.pipeline import annotate
    from caatext.annotation.review import read_review, review_table
    from caatext.comparison.comparisons import Comparison
    from caatext.comparison.contrasts import contrast
    from caatext.comparison.design import assess_design
    from caatext.comparison.groups import Grouping, group_by
    from caatext.comparison.keyness import keyness
    from caatext.corpus.codebook import Codebook
    from caatext.corpus.documents import Corpus
    from caatext.corpus.readers import read_codebook, read_corpus
    from caatext.corpus.world import with_world
    from caatext.errors import CaatextError
    from caatext.exhibits.exhibit import Exhibit
    from caatext.measures.agency import score_agency, summarize_agency
    from caatext.measures.cooccurrence import count_cooccurrence
    from caatext.measures.dyads import count_dyads, tabulate_dyads
    from caatext.measures.frames import code_frames, score_frames
    from caatext.measures.lexical import score_lexical
    from caatext.measures.scaling import score_scaling
    from caatext.measures.sentiment import score_sentiment
    from caatext.measures.stance import score_stance
    from caatext.measures.topics import TopicFit, choose_n_topics, fit_topics, score_topics
    from caatext.study.config import read_study
    from caatext.study.run import run_study

__version__ = "0.1.0"

_HOME = {
    "Annotations": "annotation.annotations",
    "CaatextError": "errors",
    "Codebook": "corpus.codebook",
    "Comparison": "comparison.comparisons",
    "Corpus": "corpus.documents",
    "Exhibit": "exhibits.exhibit",
    "Grouping": "comparison.groups",
    "TopicFit": "measures.topics",
    "annotate": "annotation.pipeline",
    "assess_design": "comparison.design",
    "build_dfm": "annotation.features",
    "choose_n_topics": "measures.topics",
    "code_frames": "measures.frames",
    "contrast": "comparison.contrasts",
    "count_cooccurrence": "measures.cooccurrence",
    "count_dyads": "measures.dyads",
    "fit_topics": "measures.topics",
    "group_by": "comparison.groups",
    "keyness": "comparison.keyness",
    "kwic": "annotation.kwic",
    "read_codebook": "corpus.readers",
    "read_corpus": "corpus.readers",
    "read_review": "annotation.review",
    "read_study": "study.config",
    "review_table": "annotation.review",
    "role_coverage": "annotation.coverage",
    "run_study": "study.run",
    "score_agency": "measures.agency",
    "score_frames": "measures.frames",
    "score_lexical": "measures.lexical",
    "score_scaling": "measures.scaling",
    "score_sentiment": "measures.sentiment",
    "score_stance": "measures.stance",
    "score_topics": "measures.topics",
    "summarize_agency": "measures.agency",
    "tabulate_dyads": "measures.dyads",
    "with_world": "corpus.world",
}

__all__ = [  # noqa: RUF022 - types, then functions in the order of the work
    "Corpus", "Codebook", "Annotations", "Grouping", "Comparison", "TopicFit", "Exhibit", "CaatextError",
    "read_corpus", "read_codebook", "with_world", "annotate", "review_table", "read_review", "role_coverage", "kwic",
    "build_dfm", "score_lexical", "score_sentiment", "score_stance", "score_agency", "summarize_agency",
    "score_frames", "code_frames", "fit_topics", "choose_n_topics", "score_topics", "score_scaling",
    "count_cooccurrence", "count_dyads", "tabulate_dyads",
    "group_by", "assess_design", "contrast", "keyness", "read_study", "run_study",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        message = f"module 'caatext' has no attribute {name!r}; there are {', '.join(__all__)}"
        raise AttributeError(message)
    return getattr(import_module(f"caatext.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
