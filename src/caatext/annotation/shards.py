"""Shards: some documents that one worker parses and reads at a time. The plan depends on the corpus alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from caatext.annotation.engines import Engine, run_here
from caatext.annotation.parsing import DEFAULT_MODEL, RawDocument, parse_documents
from caatext.annotation.reading import MADE, build_tables, prepare, read_document
from caatext.annotation.review import Review
from caatext.annotation.target_stance import DEFAULT_SCORER, load_scorer
from caatext.corpus.codebook import Codebook
from caatext.corpus.documents import Corpus
from caatext.store import TableCache

#: Characters of text that a shard holds at least, unless it is the last: about half a minute of parsing.
SHARD_CHARACTERS = 200_000

Shard = list[RawDocument]
Tables = dict[str, pd.DataFrame]


def plan_shards(corpus: Corpus, *, characters: int | None = None) -> list[Shard]:
    """Return the documents of a corpus in their order, cut into shards of about equal length of text."""
    limit = SHARD_CHARACTERS if characters is None else characters
    spans = {
        doc_id: list(zip(rows["start"].tolist(), rows["end"].tolist(), strict=True))
        for doc_id, rows in corpus.paragraphs.groupby("doc_id", sort=False)
    }
    documents = corpus.documents
    shards: list[Shard] = [[]]
    size = 0
    columns = (corpus.doc_ids, documents["text"], documents["sha256"], documents["date"])
    for doc_id, text, sha256, date in zip(*columns, strict=True):
        if size >= limit:
            shards.append([])
            size = 0
        shards[-1].append(RawDocument(doc_id, str(text), spans.get(doc_id, []), str(sha256), str(date)))
        size += len(text)
    return [shard for shard in shards if shard]


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
