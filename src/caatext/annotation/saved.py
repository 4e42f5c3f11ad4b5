"""Annotation tables to and from the folder beside a corpus: written a part at a time, read as they are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from caatext.annotation import shards as plan
from caatext.annotation.annotations import Annotations
from caatext.annotation.engines import Engine
from caatext.annotation.parsing import RawDocument
from caatext.annotation.pipeline import annotation_provenance, with_sentences
from caatext.annotation.reading import MADE
from caatext.annotation.shards import (
    PART_CHARACTERS,
    Order,
    Shard,
    Tables,
    annotate_shard,
    cut,
    join_tables,
    list_documents,
    run_shards,
)
from caatext.atomic import require_space
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
#: What the tables, the parses and the finished shards of a text take on disk, at most.
BYTES_A_CHARACTER = 16
_ARROW = {"str": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_()}


def annotate_into(
    folder: Path,
    corpus: Corpus,
    order: Order,
    *,
    engine: Engine | None = None,
    progress: Callable[[str], object] | None = None,
    expect: Callable[[int], object] | None = None,
) -> Path:
    """Write the annotation tables of a corpus to a folder and return it.

    The documents are sorted by ``doc_id`` and cut into parts, one row group of each table; shard after shard is
    annotated and part after part appended, so that memory does not grow with the number of documents. Documents
    that the tables in the folder hold already, made in the same way from the same text, are taken from there; what a
    stopped run had finished is kept in ``parts`` and not done again.

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
    expect : callable, optional
        Called once before, with the number of documents that are not annotated yet.

    Raises
    ------
    AnnotationError
        The pipeline is not installed.
    ResourceError
        The folder cannot be written, or the disk is full; the same call resumes.
    """
    provenance = annotation_provenance(corpus, order)
    schemas = {name: pa.schema([(column, _ARROW[kind]) for column, kind in CONTRACTS[name].items()]) for name in MADE}
    kept = _Kept.of(folder, provenance)
    parts = cut(list_documents(corpus), characters=PART_CHARACTERS)
    require_space(
        folder, BYTES_A_CHARACTER * sum(len(raw.text) for part in parts for raw in part if not kept.holds(raw))
    )
    n_sentences: Counter[str] = Counter()
    fresh = _finish(
        parts,
        kept,
        order,
        identity=provenance,
        engine=engine,
        progress=progress,
        expect=expect,
    )
    with stream_tables(folder, schemas) as append:
        for part, made in zip(parts, fresh, strict=True):
            tables = _in_order(part, made, kept)
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
            "parts": [{raw.doc_id: _key(raw) for raw in part} for part in parts],
            "provenance": provenance.to_list(),
        },
    )
    TableCache(folder / "parts").clear()
    return folder


def _key(raw: RawDocument) -> str:
    """Return what the rows of a document depend on beside the settings."""
    return fingerprint(list(raw))[:16]


class _Kept:
    """What the tables in a folder hold already: documents made in the same way, by the number of their part."""

    def __init__(self, folder: Path, parts: Sequence[Mapping[str, str]]) -> None:
        self.folder = folder
        self.part_of = {doc_id: number for number, part in enumerate(parts) for doc_id in part}
        self.keys = {doc_id: key for part in parts for doc_id, key in part.items()}

    @classmethod
    def of(cls, folder: Path, provenance: Provenance) -> _Kept:
        """Return what the folder holds that was made with the same settings and is whole, which may be nothing."""
        with suppress(OSError, ValueError, KeyError, TypeError, IndexError):
            manifest = _read_manifest(folder)
            if manifest["provenance"][-1]["settings"] == dict(provenance.steps[-1].settings):
                return cls(folder, manifest["parts"])
        return cls(folder, [])

    def holds(self, raw: RawDocument) -> bool:
        """Return whether the rows of this document are there."""
        return self.keys.get(raw.doc_id) == _key(raw)

    def rows(self, doc_ids: Sequence[str]) -> Iterator[Tables]:
        """Yield the tables of these documents, one part of the folder after another."""
        for number in sorted({self.part_of[doc_id] for doc_id in doc_ids}):
            tables = _read_part(self.folder, number)
            yield {name: table[table["doc_id"].isin(list(doc_ids))] for name, table in tables.items()}


def _in_order(part: Shard, made: Sequence[Tables], kept: _Kept) -> Tables:
    """Return the tables of a part, documents in their order, from what was made now and what was there already."""
    known = [raw.doc_id for raw in part if kept.holds(raw)]
    if not known:
        return join_tables(made)
    joined = join_tables([*kept.rows(known), *made])
    return {name: table.sort_values("doc_id", kind="stable", ignore_index=True) for name, table in joined.items()}


def _finish(
    parts: Sequence[Shard],
    kept: _Kept,
    order: Order,
    *,
    identity: Provenance,
    engine: Engine | None,
    progress: Callable[[str], object] | None,
    expect: Callable[[int], object] | None,
) -> Iterator[list[Tables]]:
    """Yield the tables of the shards of each part in order: what a stopped run left is taken, the rest made now."""
    unfinished = TableCache(kept.folder / "parts")
    todo = [[raw for raw in part if not kept.holds(raw)] for part in parts]
    shards = [cut(part, characters=plan.SHARD_CHARACTERS) if part else [] for part in todo]
    settings = identity.steps[-1].to_dict()["settings"]

    def name(shard: Shard) -> str:
        return fingerprint([settings, [_key(raw) for raw in shard]])

    held = {key for part in shards for shard in part if unfinished.holds(key := name(shard))}
    missing = [shard for part in shards for shard in part if name(shard) not in held]
    if expect:
        expect(sum(map(len, missing)))
    fresh = run_shards(missing, order, engine=engine, progress=progress)
    for part in shards:
        made = []
        for shard in part:
            key = name(shard)
            tables = unfinished.get(key) if key in held else next(fresh)
            if tables is None:  # damaged since
                tables = annotate_shard(shard, order)
            if key not in held:
                unfinished.put(key, tables)
            made.append(tables)
        yield made


def _read_manifest(folder: Path) -> Any:
    """Return the manifest of a folder whose tables are all as it says.

    Raises
    ------
    ValueError
        One of them is not.
    """
    manifest = read_json(folder / MANIFEST)
    for name, digest in manifest["tables"].items():
        if fingerprint_file(folder / name) != digest:
            raise ValueError(name)
    return manifest


def _read_part(folder: Path, number: int) -> Tables:
    return {name: _read_rows(folder / f"{name}.parquet", number) for name in MADE}


def _read_rows(path: Path, number: int) -> pd.DataFrame:
    """Return one row group of a table: the rows of one part."""
    with pq.ParquetFile(path) as file:
        table: pd.DataFrame = file.read_row_group(number).to_pandas()
    return table


class SavedAnnotations(Annotations):
    """Annotations that lie in a folder: a table is read when it is first asked for, or part by part.

    Parameters
    ----------
    folder : Path
        Where the tables lie.
    parts : sequence of collection of str
        The documents of each row group.
    given : mapping of str to Any
        Tables that stand in place of those in the folder, and the provenance.
    number : int, optional
        Only this part.
    """

    def __init__(
        self, folder: Path, parts: Sequence[Collection[str]], given: Mapping[str, Any], number: int | None = None
    ) -> None:
        # Annotations are frozen; what is read later is kept in the same way.
        for name, value in {"_place": (folder, parts, number), "_given": given, **given}.items():
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        if name not in self.table_names():
            raise AttributeError(name)
        folder, _, number = self._place
        path = folder / f"{name}.parquet"
        table = read_table(path) if number is None else _read_rows(path, number)
        object.__setattr__(self, name, table)
        return table

    def n_rows(self, name: str) -> int:
        """Return how many rows a table has, without reading it."""
        folder, _, number = self._place
        if name in self._given or number is not None:
            return len(getattr(self, name))
        return int(pq.read_metadata(folder / f"{name}.parquet").num_rows)

    def parts(self) -> Iterator[Annotations]:
        """Yield the annotations of some documents at a time, sorted by ``doc_id``; no more than one is in memory."""
        folder, parts, number = self._place
        if number is not None:
            yield self
            return
        if not parts:
            yield self
        whole = {"documents": self.documents, "paragraphs": self.paragraphs, **self._given}
        for own, doc_ids in enumerate(parts):
            given = {
                name: value[value["doc_id"].isin(list(doc_ids))].reset_index(drop=True)
                if isinstance(value, pd.DataFrame)
                else value
                for name, value in whole.items()
            }
            yield SavedAnnotations(folder, parts, given, own)

    def with_tables(self, **tables: pd.DataFrame) -> Annotations:
        """Return the same annotations with other tables of these names."""
        folder, parts, number = self._place
        return SavedAnnotations(folder, parts, {**self._given, **tables}, number)


def load_annotations(folder: Path, *, provenance: Provenance) -> Annotations | None:
    """Return the tables in `folder` if their last step is that of `provenance` and all are whole, else None.

    The last step names all that the tables depend on: texts, model, codebook, word lists, version.
    """
    try:
        manifest = _read_manifest(folder)
        if manifest["provenance"][-1] != provenance.steps[-1].to_dict():
            return None
        made = provenance.steps[-1].settings["codebook"]
        given = {"provenance": provenance, "codebook_fingerprint": made}
        return SavedAnnotations(folder, manifest["parts"], given)
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None
