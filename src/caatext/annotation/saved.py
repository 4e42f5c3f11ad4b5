"""Annotation tables to and from the folder beside a corpus, a shard at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa

from caatext.annotation.annotations import Annotations
from caatext.annotation.engines import Engine
from caatext.annotation.pipeline import annotation_provenance, with_sentences
from caatext.annotation.reading import MADE
from caatext.annotation.shards import Order, Tables, annotate_shard, plan_shards, run_shards
from caatext.corpus.documents import Corpus
from caatext.provenance import Provenance, fingerprint
from caatext.store import (
    TableCache,
    fingerprint_file,
    read_json,
    read_table,
    stream_tables,
    write_json,
    write_table,
)
from caatext.tables import CONTRACTS

MANIFEST = "manifest.json"
_ARROW = {"str": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_()}


def annotate_into(
    folder: Path,
    corpus: Corpus,
    order: Order,
    *,
    engine: Engine | None = None,
    progress: Callable[[str], object] | None = None,
) -> Path:
    """Write the annotation tables of a corpus to a folder and return it.

    Shards are annotated one after another and appended, so that memory does not grow with the number of documents.
    What a stopped run had finished is kept in ``parts`` and not done again.

    Parameters
    ----------
    folder : Path
        Where the tables and the manifest with their checksums go; the manifest is written last.
    corpus : Corpus
        With text.
    order : Order
        Codebook, model and what else a worker has to know.
    engine : Engine, optional
        What runs the shards; the bytes do not depend on it.
    progress : callable, optional
        Called with each ``doc_id`` once it is done.

    Raises
    ------
    AnnotationError
        The pipeline is not installed.
    ResourceError
        The folder cannot be written, or the disk is full; the same call resumes.
    """
    provenance = annotation_provenance(corpus, order)
    schemas = {name: pa.schema([(column, _ARROW[kind]) for column, kind in CONTRACTS[name].items()]) for name in MADE}
    n_sentences: Counter[str] = Counter()
    parts = TableCache(folder / "parts")
    with stream_tables(folder, schemas) as append:
        for tables in _finish(corpus, order, parts=parts, identity=provenance, engine=engine, progress=progress):
            n_sentences.update(tables["sentences"]["doc_id"])
            for name, table in tables.items():
                append(name, table)
    write_table(folder / "documents.parquet", with_sentences(corpus.docvars, n_sentences))
    write_table(folder / "paragraphs.parquet", corpus.paragraphs)
    names = sorted((*MADE, "documents", "paragraphs"))
    write_json(
        folder / MANIFEST,
        {
            "tables": {f"{name}.parquet": fingerprint_file(folder / f"{name}.parquet") for name in names},
            "provenance": provenance.to_list(),
            "codebook": order.codebook.fingerprint,
        },
    )
    parts.clear()
    return folder


def _finish(
    corpus: Corpus,
    order: Order,
    *,
    parts: TableCache,
    identity: Provenance,
    engine: Engine | None,
    progress: Callable[[str], object] | None,
) -> Iterator[Tables]:
    """Yield the tables of every shard in order: from `parts` where a stopped run left them, else made now."""
    shards = plan_shards(corpus)
    step = identity.steps[-1].to_dict()
    keys = [fingerprint([step["settings"], [[raw.doc_id, *raw[2:]] for raw in shard]]) for shard in shards]
    held = [parts.holds(key) for key in keys]
    todo = [shard for shard, done in zip(shards, held, strict=True) if not done]
    fresh = run_shards(todo, order, engine=engine, progress=progress)
    for shard, key, done in zip(shards, keys, held, strict=True):
        tables = parts.get(key) if done else next(fresh)
        if tables is None:  # damaged since
            tables = annotate_shard(shard, order)
        if not done:
            parts.put(key, tables)
        yield tables


def load_annotations(folder: Path, *, provenance: Provenance) -> Annotations | None:
    """Return the tables in `folder` if their last step is that of `provenance` and all are whole, else None.

    The last step names all that the tables depend on: texts, model, codebook, word lists, version.
    """
    try:
        manifest = read_json(folder / MANIFEST)
        if manifest["provenance"][-1] != provenance.steps[-1].to_dict():
            return None
        if any(fingerprint_file(folder / name) != digest for name, digest in manifest["tables"].items()):
            return None
        tables: dict[str, pd.DataFrame] = {Path(name).stem: read_table(folder / name) for name in manifest["tables"]}
        return Annotations(**tables, provenance=provenance, codebook_fingerprint=manifest["codebook"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
