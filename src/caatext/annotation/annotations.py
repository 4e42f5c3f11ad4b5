"""`Annotations`: stand-off tables made from the texts, each row with its address; all that comes after reads these."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import wraps
from html import escape
from typing import Any, Concatenate, ParamSpec, cast

import pandas as pd

from caatext.errors import AnnotationError, Problem
from caatext.provenance import Provenance

P = ParamSpec("P")
_NOT_TABLES = ("provenance", "codebook_fingerprint")


@dataclass(frozen=True)
class Annotations:
    """Tables of what was found in the texts; contracts in :mod:`caatext.tables`.

    Parameters
    ----------
    documents : DataFrame
        Document variables with ``n_sentences``; no text.
    paragraphs, sentences : DataFrame
        Addresses with offsets; offsets are -1 in a feature bundle.
    tokens : DataFrame
        One row a token; empty in a feature bundle.
    mentions : DataFrame
        Where an actor is named, read as ``actor``, ``place`` or ``modifier``.
    entities : DataFrame
        Names that the codebook does not know.
    quotes : DataFrame
        Quotation marks and reported speech, with the kind and the speaker.
    statements : DataFrame
        One row a clause: agent, verb, patient, negation, modality, voice.
    evaluations : DataFrame
        Evaluating words tied to an actor by grammar, value in [-1, 1].
    stances : DataFrame
        Probability that the one whose words these are is against, neutral to or for an actor named there.
    cues : DataFrame
        Codebook cues that fired.
    polarity : DataFrame
        Tone of each sentence and voice by lexicon, value in [-1, 1], with how many words the lexicon knew.
    words, bigrams : DataFrame
        Counts by paragraph and by document; order is not kept.
    """

    documents: pd.DataFrame
    paragraphs: pd.DataFrame
    sentences: pd.DataFrame
    tokens: pd.DataFrame
    mentions: pd.DataFrame
    entities: pd.DataFrame
    quotes: pd.DataFrame
    statements: pd.DataFrame
    evaluations: pd.DataFrame
    stances: pd.DataFrame
    cues: pd.DataFrame
    polarity: pd.DataFrame
    words: pd.DataFrame
    bigrams: pd.DataFrame
    provenance: Provenance = field(default_factory=Provenance)
    codebook_fingerprint: str = ""

    @classmethod
    def table_names(cls) -> tuple[str, ...]:
        """Names of the tables, in their order."""
        return tuple(item.name for item in fields(cls) if item.name not in _NOT_TABLES)

    def tables(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Yield each table with its name."""
        for name in self.table_names():
            yield name, getattr(self, name)

    @property
    def has_text(self) -> bool:
        """Whether tokens in their order are there; False for a feature bundle."""
        return self.n_rows("tokens") > 0

    def n_rows(self, name: str) -> int:
        """Return how many rows a table has."""
        return len(getattr(self, name))

    def parts(self) -> Iterator[Annotations]:
        """Yield the annotations of some documents at a time; all at once where the tables are in memory anyway.

        What is measured document by document goes through the parts, so that memory does not grow with the corpus.
        """
        yield self

    def with_tables(self, **tables: pd.DataFrame) -> Annotations:
        """Return the same annotations with other tables of these names."""
        return replace(self, **cast("dict[str, Any]", tables))

    def require_text(self, purpose: str) -> None:
        """Raise where `purpose` needs words in order and this is a feature bundle.

        Raises
        ------
        AnnotationError
            The annotations are a bundle without text.
        """
        if not self.has_text:
            raise AnnotationError(
                Problem(
                    code="E-TYPE-BUNDLE",
                    found=f"{purpose} needs words in their order, and this is a feature bundle without text",
                    remedy="name the texts with --texts, or use a corpus that has them",
                )
            )

    def subset(self, doc_ids: Sequence[str]) -> Annotations:
        """Return the annotations of these documents only."""
        kept: dict[str, Any] = {
            name: t[t["doc_id"].isin(list(doc_ids))].reset_index(drop=True) for name, t in self.tables()
        }
        record = self.provenance.then("subset", settings={"doc_ids": sorted(doc_ids)})
        return Annotations(**kept, provenance=record, codebook_fingerprint=self.codebook_fingerprint)

    def __repr__(self) -> str:
        kind = "annotations" if self.has_text else "annotations without text"
        names = ("sentences", "mentions", "statements")
        counts = ", ".join(f"{self.n_rows(name)} {name}" for name in names)
        return f"<{kind}: {len(self.documents)} documents, {counts}>"

    def _repr_html_(self) -> str:
        names = self.table_names()
        rows = "".join(f"<tr><td>{escape(name)}</td><td>{self.n_rows(name):,}</td></tr>" for name in names)
        return f"<p>{escape(repr(self)[1:-1])}</p><table><tr><th>table</th><th>rows</th></tr>{rows}</table>"


Measure = Callable[Concatenate[Annotations, P], pd.DataFrame]


def by_parts(measure: Measure[P]) -> Measure[P]:
    """Return a measure of single documents that reads annotations part by part, and joins what it finds.

    Its rows must begin with ``doc_id`` in their order, so that the join is what all at once would give.
    """

    @wraps(measure)
    def run(annotations: Annotations, *args: P.args, **kwargs: P.kwargs) -> pd.DataFrame:
        found = [measure(part, *args, **kwargs) for part in annotations.parts()]
        return found[0] if len(found) == 1 else pd.concat(found, ignore_index=True)

    return cast("Measure[P]", run)
