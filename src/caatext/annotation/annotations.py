"""`Annotations`: stand-off tables made from the texts, each row with its address; all that comes after reads these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from html import escape
from typing import Any

import pandas as pd

from caatext.errors import AnnotationError, Problem
from caatext.provenance import Provenance

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
        return len(self.tokens) > 0

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
        return replace(self, **kept, provenance=self.provenance.then("subset", settings={"doc_ids": sorted(doc_ids)}))

    def __repr__(self) -> str:
        kind = "annotations" if self.has_text else "annotations without text"
        counts = f"{len(self.sentences)} sentences, {len(self.mentions)} mentions, {len(self.statements)} statements"
        return f"<{kind}: {len(self.documents)} documents, {counts}>"

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><td>{escape(name)}</td><td>{len(table):,}</td></tr>" for name, table in self.tables())
        return f"<p>{escape(repr(self)[1:-1])}</p><table><tr><th>table</th><th>rows</th></tr>{rows}</table>"
