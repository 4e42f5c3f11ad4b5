"""The documents of a corpus folder and their sketches, a few texts at a time; what was sketched before is kept."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from caatext.corpus.shelf import default_cache
from caatext.corpus.sketches import DocumentText, Sketch, sketch_document
from caatext.provenance import fingerprint
from caatext.store import TableCache

#: Changes whenever a sketch of the same text would be another one.
_FORM = 1
#: Sketches are kept in at most so many portions, by the fingerprint of the text: one more text changes one portion.
_PORTIONS = 256
#: Smaller folders are sketched anew, which is quicker than to look for what is kept.
_WORTH_KEEPING = 1_000
_SHORT = ("doc_id", "title", "author", "author_raw", "n_paragraphs")


def folder_documents(folder: Path, wanted: Collection[str] | None = None) -> Iterator[DocumentText]:
    """Yield the documents of a corpus folder, or those named; authors under the name as it was given.

    A few hundred texts are in memory at a time, and where none of them is named not even these.
    """
    named = None if wanted is None else frozenset(wanted)
    with pq.ParquetFile(folder / "documents.parquet") as texts, pq.ParquetFile(folder / "paragraphs.parquet") as parts:
        spans = _spans(parts)
        columns = [name for name in (*_SHORT, "text") if name in texts.schema_arrow.names]
        for group in range(texts.num_row_groups):
            head = texts.read_row_group(group, columns=["doc_id", "n_paragraphs"])
            if named is not None and named.isdisjoint(head["doc_id"].to_pylist()):
                deque(islice(spans, sum(head["n_paragraphs"].to_pylist())), maxlen=0)
                continue
            for row in texts.read_row_group(group, columns=columns).to_pylist():
                own = tuple(row["text"][start:end] for start, end in islice(spans, row["n_paragraphs"]))
                if named is None or row["doc_id"] in named:
                    yield DocumentText(row["doc_id"], row["title"], _given(row), own)


def _spans(parts: pq.ParquetFile) -> Iterator[tuple[int, int]]:
    for batch in parts.iter_batches(columns=["start", "end"]):
        yield from zip(batch["start"].to_pylist(), batch["end"].to_pylist(), strict=True)


def _given(row: dict[str, Any]) -> str:
    return str(row.get("author_raw") or row["author"])


def folder_sketches(folder: Path, *, cache: Path | None = None) -> list[Sketch]:
    """Return a sketch of every document of a corpus folder; in a large one, texts sketched before are not read again.

    Parameters
    ----------
    folder : Path
        A corpus folder.
    cache : Path, optional
        Where sketches are kept; without it the user's cache folder.
    """
    with pq.ParquetFile(folder / "documents.parquet") as file:
        columns = [name for name in (*_SHORT, "sha256") if name in file.schema_arrow.names]
        rows = file.read(columns=columns).to_pylist()
    if len(rows) < _WORTH_KEEPING:
        return [sketch_document(document) for document in folder_documents(folder)]
    portions: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        portions[int(row["sha256"][:8], 16) % _PORTIONS].append(row)
    kept = TableCache((cache or default_cache()) / "sketches")
    keys = {number: _key(portion) for number, portion in portions.items()}
    found = {number: tables["sketches"] for number, key in keys.items() if (tables := kept.get(key))}
    absent = [row["doc_id"] for number, portion in portions.items() if number not in found for row in portion]
    made = {one.doc_id: sketch_document(one) for one in folder_documents(folder, absent)} if absent else {}
    sketches = []
    for number, portion in sorted(portions.items()):
        if number in found:
            sketches += _from_table(portion, found[number])
        else:
            own = [made[row["doc_id"]] for row in portion]
            kept.put(keys[number], {"sketches": _to_table(own)})
            sketches += own
    return sketches


def _key(portion: list[dict[str, Any]]) -> str:
    return fingerprint(["sketches", _FORM, [[row["sha256"], row["n_paragraphs"]] for row in portion]])


def _to_table(sketches: list[Sketch]) -> pd.DataFrame:
    arrays = ("sample", "passages", "places")
    return pd.DataFrame(
        {name: [getattr(one, name) for one in sketches] for name in ("n_words", "whole")}
        | {name: [getattr(one, name).tobytes() for one in sketches] for name in arrays}
    )


def _from_table(portion: list[dict[str, Any]], table: pd.DataFrame) -> list[Sketch]:
    columns = (table[name].tolist() for name in ("n_words", "whole", "sample", "passages", "places"))
    return [
        Sketch(
            doc_id=row["doc_id"],
            title=row["title"],
            author=_given(row),
            n_words=n_words,
            whole=whole,
            sample=np.frombuffer(sample, dtype=np.uint64),
            passages=np.frombuffer(passages, dtype=np.uint64),
            places=np.frombuffer(places, dtype=np.uint8),
        )
        for row, n_words, whole, sample, passages, places in zip(portion, *columns, strict=True)
    ]
