"""Compare how authors frame the same region, and say when that cannot be done.

Texts stay still; everything else is a table made from a lower table, and carries the record of how it was made.
Names are looked up when they are first used, so that ``import caatext`` loads none of the heavy libraries.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from caatext import coding, planted
    from caatext.annotation.annotations import Annotations
    from caatext.annotation.coverage import role_coverage
    from caatext.annotation.kwic import kwic
    from caatext.annotation.pipeline import annotate
    from caatext.annotation.review import read_review, review_table
    from caatext.comparison.comparisons import Comparison
    from caatext.comparison.contrasts import contrast
    from caatext.comparison.design import assess_design
    from caatext.comparison.groups import Grouping, group_by
    from caatext.comparison.keyness import keyness
    from caatext.comparison.power import design_power
    from caatext.comparison.similarity import compare_vocabulary
    from caatext.comparison.trends import trend
    from caatext.corpus.codebook import Codebook
    from caatext.corpus.documents import Corpus
    from caatext.corpus.readers import read_codebook, read_corpus
    from caatext.errors import CaatextError
    from caatext.measures import frames, lexical, scaling, topics
    from caatext.measures.agency import score_agency, summarize_agency
    from caatext.measures.cooccurrence import count_cooccurrence
    from caatext.measures.dyads import tabulate_dyads
    from caatext.measures.frames import code_frames, score_frames
    from caatext.measures.lexical import score_lexical
    from caatext.measures.sentiment import score_sentiment
    from caatext.measures.stance import score_stance
    from caatext.study.config import read_study
    from caatext.study.run import run_study

__version__ = "0.1.0"

_HOME = {
    "Annotations": "annotation.annotations",
    "CaatextError": "errors",
    "Codebook": "corpus.codebook",
    "Comparison": "comparison.comparisons",
    "Corpus": "corpus.documents",
    "Grouping": "comparison.groups",
    "annotate": "annotation.pipeline",
    "assess_design": "comparison.design",
    "compare_vocabulary": "comparison.similarity",
    "design_power": "comparison.power",
    "trend": "comparison.trends",
    "code_frames": "measures.frames",
    "contrast": "comparison.contrasts",
    "count_cooccurrence": "measures.cooccurrence",
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
    "score_sentiment": "measures.sentiment",
    "score_stance": "measures.stance",
    "summarize_agency": "measures.agency",
    "tabulate_dyads": "measures.dyads",
}

#: What is needed more rarely stands together: estimators, instruments, tasks for people, made-up texts.
_NAMESPACES = {
    "coding": "coding",
    "frames": "measures.frames",
    "lexical": "measures.lexical",
    "planted": "planted",
    "scaling": "measures.scaling",
    "topics": "measures.topics",
}

__all__ = [  # noqa: RUF022 - types, then functions in the order of the work
    "Corpus", "Codebook", "Annotations", "Grouping", "Comparison", "CaatextError",
    "read_corpus", "read_codebook", "annotate", "review_table", "read_review", "role_coverage", "kwic",
    "score_lexical", "score_sentiment", "score_stance", "score_agency", "summarize_agency",
    "score_frames", "code_frames",
    "count_cooccurrence", "tabulate_dyads",
    "group_by", "assess_design", "design_power", "contrast", "keyness", "compare_vocabulary", "trend", "read_study",
    "run_study", "lexical", "topics", "scaling", "frames", "coding", "planted",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _NAMESPACES:
        return import_module(f"caatext.{_NAMESPACES[name]}")
    if name not in _HOME:
        message = f"module 'caatext' has no attribute {name!r}; there are {', '.join(__all__)}"
        raise AttributeError(message)
    return getattr(import_module(f"caatext.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
