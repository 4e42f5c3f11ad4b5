"""`Corpus`: the texts under study, unchanged after reading, with their document variables and paragraph addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING

from caatext.errors import CorpusError, Problem
from caatext.provenance import Provenance, fingerprint

if TYPE_CHECKING:  # the processes that parse files know words and paragraphs, no tables
    import pandas as pd

#: A word holds a letter or a digit; apostrophes and hyphens join.
WORD = re.compile(r"\w+(?:[’'\-‑]\w+)*")


def count_words(text: str) -> int:
    """Return how many words `text` has; an apostrophe or hyphen joins, a dash parts.

    Examples
    --------
    >>> count_words("Kazakhstan’s data-driven plan — 5 points")
    5
    """
    return len(WORD.findall(text))


@dataclass(frozen=True)
class Corpus:
    """Documents with their texts, their paragraphs, and the ledger of how each input ended.

    Parameters
    ----------
    documents : DataFrame
        One row a document: the columns of the `documents` contract, ``text``, and any further document variable.
    paragraphs : DataFrame
        One row a paragraph: the `paragraphs` contract. ``text[start:end]`` is the paragraph.
    ledger : DataFrame
        One row an input (file, row or line): read, rejected or ignored, and by which rule.
    problems : tuple of Problem
        What was wrong with the inputs that were rejected.
    provenance : Provenance
        How it was read.
    tables : mapping of str to DataFrame
        Annotation tables that came with a feature bundle; empty where the corpus has text.

    Notes
    -----
    Texts stay still: nothing in the package changes them, and every offset counts characters of ``text``.
    """

    documents: pd.DataFrame
    paragraphs: pd.DataFrame
    ledger: pd.DataFrame
    problems: tuple[Problem, ...] = ()
    provenance: Provenance = field(default_factory=Provenance)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def is_bundle(self) -> bool:
        """Whether this is a feature bundle: tables without text."""
        return bool(self.tables)

    @property
    def doc_ids(self) -> list[str]:
        """Identifiers in the order of the corpus."""
        return [str(doc_id) for doc_id in self.documents["doc_id"]]

    @property
    def texts(self) -> dict[str, str]:
        """Text by document; empty strings in a bundle."""
        return dict(zip(self.doc_ids, map(str, self.documents["text"]), strict=True))

    @property
    def docvars(self) -> pd.DataFrame:
        """Document variables without the text."""
        return self.documents.drop(columns="text")

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the identifiers and the fingerprints of the texts."""
        return fingerprint([list(pair) for pair in zip(self.doc_ids, self.documents["sha256"], strict=True)])

    def text_at(self, doc_id: str, start: int, end: int) -> str:
        """Return the characters from `start` to `end` of a document; empty in a bundle."""
        return self.texts.get(doc_id, "")[start:end] if start >= 0 else ""

    def subset(self, doc_ids: Sequence[str]) -> Corpus:
        """Return a corpus of these documents only, in the order of this corpus.

        Raises
        ------
        CorpusError
            An identifier is not in the corpus.
        """
        unknown = sorted(set(doc_ids) - set(self.doc_ids))
        if unknown:
            raise CorpusError(
                Problem(
                    code="E-ID-UNKNOWN",
                    found=f"no document {', '.join(unknown)}; there are {', '.join(self.doc_ids)}",
                    remedy="name documents of the corpus",
                )
            )

        def keep(table: pd.DataFrame) -> pd.DataFrame:
            return table[table["doc_id"].isin(list(doc_ids))].reset_index(drop=True)

        return replace(
            self,
            documents=keep(self.documents),
            paragraphs=keep(self.paragraphs),
            tables={name: keep(table) for name, table in self.tables.items()},
            provenance=self.provenance.then("subset", settings={"doc_ids": sorted(doc_ids)}),
        )

    def __len__(self) -> int:
        return len(self.documents)

    def __repr__(self) -> str:
        words = int(self.documents["n_words"].sum())
        kind = "feature bundle" if self.is_bundle else "corpus"
        return f"<{kind}: {len(self)} documents, {len(self.paragraphs)} paragraphs, {words:,} words>"

    def _repr_html_(self) -> str:
        shown = [
            name for name in ("doc_id", "author", "title", "date", "n_paragraphs", "n_words") if name in self.documents
        ]
        table: str = self.documents[shown].head(20).to_html(index=False, escape=True)
        return f"<p>{escape(repr(self)[1:-1])}</p>{table}"


def split_paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the offsets of the paragraphs: parted by blank lines, or by line ends where there is no blank line.

    Examples
    --------
    >>> split_paragraphs("One.\\n\\nTwo\\nlines.")
    [(0, 4), (6, 16)]
    >>> split_paragraphs("One.\\nTwo.")
    [(0, 4), (5, 9)]
    """
    blank_line = r"\n[^\S\n]*\n"
    pattern = blank_line if re.search(blank_line, text.strip()) else r"\n"
    spans, position = [], 0
    for match in [*re.finditer(pattern, text), None]:
        end = match.start() if match else len(text)
        piece = text[position:end]
        stripped = piece.strip()
        if stripped:
            start = position + piece.index(stripped)
            spans.append((start, start + len(stripped)))
        position = match.end() if match else end
    return spans


def build_document(
    doc_id: str,
    paragraphs: Sequence[tuple[str, str]],
    *,
    docvars: Mapping[str, str] | None = None,
    n_words: Sequence[int] | None = None,
) -> tuple[dict[str, object], list[dict[str, object]]]:
    """Return the row of a document and the rows of its paragraphs, from (section, paragraph text) pairs.

    The text is the paragraphs joined by blank lines; sections are attributes, not text. `n_words` is what
    `count_words` says of each paragraph, where it was counted before.

    Examples
    --------
    >>> document, rows = build_document("a1", [("LEDE", "One two."), ("", "Three.")], docvars={"author": "X"})
    >>> document["n_words"], rows[1]["start"], document["text"][10:16]
    (3, 10, 'Three.')
    """
    rows: list[dict[str, object]] = []
    counts = [count_words(text) for _, text in paragraphs] if n_words is None else n_words
    position = 0
    for number, ((section, text), words) in enumerate(zip(paragraphs, counts, strict=True), start=1):
        rows.append(
            {
                "doc_id": doc_id,
                "paragraph": number,
                "section": section,
                "start": position,
                "end": position + len(text),
                "n_words": words,
            }
        )
        position += len(text) + 2
    text = "\n\n".join(text for _, text in paragraphs)
    document: dict[str, object] = {"doc_id": doc_id, **(docvars or {})}
    document |= {
        "n_words": sum(counts),  # no word goes over the blank line between two paragraphs
        "n_paragraphs": len(rows),
        "sha256": fingerprint(text),
        "text": text,
    }
    return document, rows


def build_corpus(
    documents: Sequence[Mapping[str, object]],
    paragraphs: Sequence[Mapping[str, object]],
    *,
    ledger: pd.DataFrame | None = None,
    problems: Sequence[Problem] = (),
    provenance: Provenance | None = None,
) -> Corpus:
    """Return a `Corpus` from rows as `build_document` makes them.

    Raises
    ------
    CorpusError
        Two documents have the same identifier.
    """
    import pandas as pd

    from caatext.tables import CONTRACTS, make_table

    table = make_table(documents, "documents")
    repeated = sorted(table.loc[table["doc_id"].duplicated(), "doc_id"].unique())
    if repeated:
        raise CorpusError(
            Problem(
                code="E-ID-DUPLICATE",
                found=f"the identifier(s) {', '.join(repeated)} stand more than once",
                action="stopped: one document would overwrite another",
                remedy="make the identifiers unique",
            )
        )
    if "text" not in table:
        table["text"] = ""
    for name in table.columns.difference(list(CONTRACTS["documents"])):
        # A variable that some documents lack is an empty string there: a missing value would drop out of groupings.
        if not pd.api.types.is_numeric_dtype(table[name]):
            table[name] = table[name].fillna("")
    return Corpus(
        documents=table,
        paragraphs=make_table(paragraphs, "paragraphs"),
        ledger=make_table([] if ledger is None else ledger, "ledger"),
        problems=tuple(problems),
        provenance=provenance or Provenance(),
    )
