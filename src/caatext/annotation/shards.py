"""Shards: some documents that one worker parses and reads at a time. The plan depends on the corpus alone.

Where a shard ends is drawn from the document itself, not counted from the start: a document that is added or taken
away moves the ends of its own shard and of no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from threadpoolctl import threadpool_limits

from caatext.annotation.engines import Engine, run_here
from caatext.annotation.parsing import DEFAULT_MODEL, RawDocument, parse_documents
from caatext.annotation.reading import MADE, build_tables, prepare, read_document
from caatext.annotation.review import Review
from caatext.annotation.target_stance import DEFAULT_SCORER, load_scorer
from caatext.corpus.codebook import Codebook
from caatext.corpus.documents import Corpus
from caatext.provenance import fingerprint
from caatext.store import TableCache

#: Characters of text in a shard, on average: some seconds of parsing. What a killed run loses at most.
SHARD_CHARACTERS = 50_000
#: Characters of text in a part, on average: what the saved tables hold as one row group, and a measure reads at a time.
PART_CHARACTERS = 1_000_000
#: No shard or part is longer than so many times the average, unless one document is.
LONGEST = 4

Shard = list[RawDocument]
Tables = dict[str, pd.DataFrame]


def list_documents(corpus: Corpus) -> list[RawDocument]:
    """Return the documents of a corpus as workers take them, sorted by ``doc_id``."""
    spans = {
        doc_id: list(zip(rows["start"].tolist(), rows["end"].tolist(), strict=True))
        for doc_id, rows in corpus.paragraphs.groupby("doc_id", sort=False)
    }
    documents = corpus.documents
    columns = (corpus.doc_ids, documents["text"], documents["sha256"], documents["date"])
    raw = (
        RawDocument(doc_id, str(text), spans.get(doc_id, []), str(sha256), str(date))
        for doc_id, text, sha256, date in zip(*columns, strict=True)
    )
    return sorted(raw, key=lambda document: document.doc_id)


def cut(documents: Sequence[RawDocument], *, characters: int) -> list[Shard]:
    """Return the documents in their order, cut into pieces of about so many characters.

    A document ends its piece with a chance of its length over `characters`, drawn from its identifier and text, so
    that pieces have that length on average and the ends of one do not depend on what stands in another.
    """
    pieces: list[Shard] = [[]]
    size = 0
    for raw in documents:
        pieces[-1].append(raw)
        size += len(raw.text)
        if _draw(raw) * characters < len(raw.text) or size >= LONGEST * characters:
            pieces.append([])
            size = 0
    return [piece for piece in pieces if piece]


def _draw(raw: RawDocument) -> float:
    """Return a number in [0, 1) that is the document's own."""
    return int(fingerprint([raw.doc_id, raw.sha256])[:8], 16) / 2**32


def plan_shards(corpus: Corpus, *, characters: int | None = None) -> list[Shard]:
    """Return the documents of a corpus sorted by ``doc_id``, cut into the shards that workers take."""
    return cut(list_documents(corpus), characters=SHARD_CHARACTERS if characters is None else characters)


class Order(NamedTuple):
    """What a worker has to know beside the documents: codebook and review, models, and where parses are kept."""

    codebook: Codebook
    model: str = DEFAULT_MODEL
    cache: Path | None = None
    review: Review | None = None
    scorer: str = DEFAULT_SCORER


def annotate_shard(shard: Sequence[RawDocument], order: Order) -> Tables:
    """Return the tables of some documents, one below the other; the one worker function of every engine."""
    reading, scorer = prepare(order.codebook), load_scorer(order.scorer)
    # One thread a worker: more would be in the way of the other workers, and might round otherwise.
    with threadpool_limits(1, user_api="blas"):
        parsed = parse_documents(shard, model=order.model, cache=TableCache(order.cache) if order.cache else None)
        return build_tables(
            [
                read_document(document, reading, date=raw.date, review=order.review, scorer=scorer)
                for document, raw in zip(parsed, shard, strict=True)
            ]
        )


def join_tables(parts: Sequence[Tables]) -> Tables:
    """Return tables of the same names one below the other."""
    return {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in MADE}


def run_shards(
    shards: Sequence[Shard],
    order: Order,
    *,
    engine: Engine | None = None,
    progress: Callable[[str], object] | None = None,
) -> Iterator[Tables]:
    """Yield the tables of each shard in order; `progress` is called with each ``doc_id`` that is done."""
    work = partial(annotate_shard, order=order)
    run = engine or run_here
    for shard, tables in zip(shards, run(work, shards), strict=True):
        yield tables
        for raw in shard:
            if progress:
                progress(raw.doc_id)
