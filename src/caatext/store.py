"""Tables and small files to and from disk: written aside and renamed, the same bytes for the same content.

It knows columns and bytes, no text and no corpus.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

from caatext.atomic import ASIDE, LOCK, reading, remove, replacing, write_bytes, writing
from caatext.entries import EntryFolder

__all__ = [
    "TableCache", "fingerprint_file", "fingerprint_folder", "number", "read_json", "read_table", "remove", "renewed",
    "safe_cell", "stream_tables", "table_to_csv", "write_bytes", "write_csv", "write_json", "write_table", "write_text",
]  # fmt: skip

#: Where a spreadsheet would begin a formula: at the head of a cell, and, since it may part cells at other marks than
#: the one they were written with, also after a separator, a quotation mark or a line end.
_FORMULA = re.compile('^(?=[\t\r\n\0])|(^[ \\xa0]*|[,;|"\t\r\n])(?=[=+\\-@＝＋－＠])')
#: A number in words is no formula.
_NUMBER = re.compile(r"[+-]?([0-9][0-9,]*(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?%?")


def write_text(path: Path, text: str) -> Path:
    """Write UTF-8 text with ``\\n`` line ends, atomically."""
    return write_bytes(path, text.encode("utf-8"))


def write_json(path: Path, value: Any) -> Path:
    """Write JSON with sorted keys, readable, atomically. NaN is not allowed."""
    return write_text(path, json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def read_json(path: Path) -> Any:
    """Return the content of a JSON file."""
    with reading(path):
        return json.loads(path.read_text(encoding="utf-8"))


def write_table(path: Path, table: pd.DataFrame) -> Path:
    """Write a table as Parquet without pandas' own metadata, atomically; same table, same bytes."""
    sink = pa.BufferOutputStream()
    pq.write_table(_to_arrow(table), sink, compression="zstd", compression_level=3, row_group_size=1 << 20)
    return write_bytes(path, sink.getvalue().to_pybytes())


def _to_arrow(table: pd.DataFrame) -> pa.Table:
    arrow = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    return arrow.cast(pa.schema([_plain(field) for field in arrow.schema]))


def _plain(field: pa.Field) -> pa.Field:
    """Strings are plain strings whichever pandas made them."""
    return pa.field(field.name, pa.string()) if pa.types.is_large_string(field.type) else field


@contextmanager
def stream_tables(folder: Path, schemas: Mapping[str, pa.Schema]) -> Iterator[Callable[[str, pd.DataFrame], None]]:
    """Yield a function that appends a table to ``<name>.parquet``; all the files appear when the block ends.

    Each call writes one row group, so that no more than one piece is in memory. Where the block fails nothing appears.

    Raises
    ------
    ResourceError
        The folder cannot be written, or the disk is full.
    """
    paths = {name: folder / f"{name}.parquet" for name in schemas}
    with ExitStack() as stack:
        writers = {name: stack.enter_context(_row_groups(paths[name], schema)) for name, schema in schemas.items()}

        def append(name: str, table: pd.DataFrame) -> None:
            with writing(paths[name]):
                writers[name].write_table(pa.Table.from_pandas(table, schema=schemas[name], preserve_index=False))

        yield append


@contextmanager
def _row_groups(path: Path, schema: pa.Schema) -> Iterator[pq.ParquetWriter]:
    with replacing(path) as file:
        with writing(path):
            writer = pq.ParquetWriter(file, schema, compression="zstd", compression_level=3)
        try:
            yield writer
        except BaseException:
            # What it would still write goes to a file that is thrown away.
            with suppress(OSError, ValueError):
                writer.close()
            raise
        with writing(path):
            writer.close()


def read_table(path: Path) -> pd.DataFrame:
    """Return a Parquet file as a table."""
    with reading(path):
        table: pd.DataFrame = pq.read_table(path).to_pandas()
    return table


def number(value: float, *, digits: int = 6) -> str:
    """Return a float as text with `digits` significant digits; NaN is empty and minus zero is zero.

    Examples
    --------
    >>> number(0.1 + 0.2), number(float("nan")), number(-0.0)
    ('0.3', '', '0')
    """
    if math.isnan(value):
        return ""
    return f"{value + 0.0:.{digits}g}"


def safe_cell(value: Any) -> Any:
    """Return a text cell so that no spreadsheet runs it: an apostrophe stands where a formula could begin.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("a;=1+1"), safe_cell("plain"), safe_cell("-0.10")
    ("'=1+1", "a;'=1+1", 'plain', '-0.10')
    """
    if not isinstance(value, str) or _NUMBER.fullmatch(value):
        return value
    return _FORMULA.sub(r"\1'", value)


def table_to_csv(table: pd.DataFrame, *, raw: bool = False, header: bool = True) -> str:
    """Return a table as CSV text: floats to six significant digits, formula cells neutralized unless `raw`."""
    shown = table.copy()
    for position, name in enumerate(shown.columns):
        column = shown.iloc[:, position]
        if pd.api.types.is_float_dtype(column):
            shown[name] = [number(value) for value in column.astype(float)]
        elif not raw and not pd.api.types.is_numeric_dtype(column):
            shown[name] = [safe_cell(value) for value in column]
    if not raw:
        shown.columns = [safe_cell(str(name)) for name in shown.columns]
    return str(shown.to_csv(index=False, header=header, lineterminator="\n"))


def csv_lines(tables: Iterable[pd.DataFrame]) -> Iterator[str]:
    """Yield the CSV text of tables with the same columns, one below the other under one head.

    Examples
    --------
    >>> "".join(csv_lines([pd.DataFrame({"n": [1]}), pd.DataFrame({"n": [2]})]))
    'n\\n1\\n2\\n'
    """
    for number, table in enumerate(tables):
        yield table_to_csv(table, header=number == 0)


def write_csv(path: Path, table: pd.DataFrame) -> Path:
    """Write `table_to_csv` atomically."""
    return write_csv_parts(path, [table])


def write_csv_parts(path: Path, tables: Iterable[pd.DataFrame]) -> Path:
    """Write tables with the same columns one below the other as they come, atomically."""
    with replacing(path) as file:
        for lines in csv_lines(tables):
            with writing(path):
                file.write(lines.encode("utf-8"))
    return path


def fingerprint_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with reading(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint_folder(folder: Path, *, leave_out: tuple[str, ...] = ()) -> dict[str, str]:
    """Return SHA-256 by relative path for every file below `folder`, sorted; names in `leave_out` are passed over.

    The lock of a run and what it is just writing are no outputs, and are passed over too.
    """
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    kept = sorted(name for name, path in names.items() if path.name not in (*leave_out, LOCK) and path.suffix != ASIDE)
    return {name: fingerprint_file(names[name]) for name in kept}


@contextmanager
def renewed(
    folder: Path, names: Iterable[str], *, manifest: str, about: Mapping[str, Any], unlisted: tuple[str, ...] = ()
) -> Iterator[None]:
    """Renew a set of files inside the block: it counts as finished only once its manifest names each of them.

    Before the block the manifest is set to say ``unfinished``. After it, files of an earlier run that are not among
    `names` are removed, and the manifest gets `about` and, under ``files``, SHA-256 and length of each file.
    Files that no run of this program wrote are let be.

    Parameters
    ----------
    folder : Path
        Where the files go.
    names : iterable of str
        Relative paths of all files that the block writes.
    manifest : str
        Name of the manifest; JSON.
    about : mapping
        What else the manifest says.
    unlisted : tuple of str
        Names that may differ between two runs, and so are not under ``files``.

    Raises
    ------
    ResourceError
        The folder cannot be written.
    """
    now = sorted(names)
    before = _named(folder, manifest)
    write_json(folder / manifest, {"unfinished": sorted({*now, *before})})
    yield
    for name in before:
        if name not in now:
            remove(folder / name)
    listed = {name: folder / name for name in now if name not in unlisted}
    files = {name: {"bytes": path.stat().st_size, "sha256": fingerprint_file(path)} for name, path in listed.items()}
    write_json(folder / manifest, {**about, "files": files})


def _named(folder: Path, manifest: str) -> list[str]:
    """Return the files that an earlier manifest names; a path that leads out of the folder is none of ours."""
    try:
        found = read_json(folder / manifest)
        names = [str(name) for name in (found.get("files") or found.get("unfinished") or ())]
    except (OSError, ValueError, AttributeError, TypeError):
        return []
    return [name for name in names if (folder / name).parent.resolve().is_relative_to(folder.resolve())]


class TableCache:
    """Sets of tables kept by a key that names everything they depend on; anything odd is a miss, never an error.

    An entry is one file of an :class:`~caatext.entries.EntryFolder`: a line of JSON with the length of each table,
    then the tables.

    Parameters
    ----------
    root : Path
        Folder of the cache; made when first written to.
    """

    def __init__(self, root: Path) -> None:
        self._entries = EntryFolder(root, "caatext-tables 2", ending=".tables")
        self.root, self.path = root, self._entries.path
        self.holds, self.clear = self._entries.holds, self._entries.clear

    def get(self, key: str) -> dict[str, pd.DataFrame] | None:
        """Return the tables stored under `key`, or None where they are absent or anything about them is odd."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        try:
            return _unpack(entry)
        except (ValueError, pa.ArrowException) as error:
            self._entries.put_away(key, str(error))
            return None

    def put(self, key: str, tables: Mapping[str, pd.DataFrame]) -> None:
        """Store `tables` under `key`.

        Raises
        ------
        ResourceError
            The folder cannot be written, or the disk is full.
        """
        self._entries.put(key, _pack(tables))


def _pack(tables: Mapping[str, pd.DataFrame]) -> bytes:
    parts = {name: _to_ipc(_to_arrow(tables[name])) for name in sorted(tables)}
    index = json.dumps({name: len(part) for name, part in parts.items()}).encode()
    return b"\n".join([index, b"".join(parts.values())])


def _unpack(entry: bytes) -> dict[str, pd.DataFrame]:
    index, _, rest = entry.partition(b"\n")
    tables, start = {}, 0
    for name, length in json.loads(index).items():
        tables[name] = pa.ipc.open_file(pa.BufferReader(rest[start : start + length])).read_all().to_pandas()
        start += length
    return tables


def _to_ipc(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(table)
    content: bytes = sink.getvalue().to_pybytes()
    return content
