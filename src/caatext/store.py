"""Tables and small files to and from disk: written aside and renamed, the same bytes for the same content.

It knows columns and bytes, no text and no corpus.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from caatext.errors import Problem, ResourceError
from caatext.provenance import fingerprint

#: Cells that a spreadsheet would run as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def write_bytes(path: Path, content: bytes) -> Path:
    """Write `content` aside in the same folder, flush it to disk, and rename it to `path`; no reader sees half of it.

    Raises
    ------
    ResourceError
        The folder cannot be written, or the disk is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _unwritable(path, error) from error
    return path


def remove(path: Path) -> None:
    """Remove a file where it is there.

    Raises
    ------
    ResourceError
        The folder cannot be written.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> ResourceError:
    return ResourceError(
        Problem(
            code="E-DISK",
            path=str(path),
            found=f"cannot be written ({error.strerror or error})",
            action="stopped: what was finished before is kept",
            remedy="free some space or name a folder you may write to, then give the same command again",
        )
    )


def write_text(path: Path, text: str) -> Path:
    """Write UTF-8 text with ``\\n`` line ends, atomically."""
    return write_bytes(path, text.encode("utf-8"))


def write_json(path: Path, value: Any) -> Path:
    """Write JSON with sorted keys, readable, atomically. NaN is not allowed."""
    return write_text(path, json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def read_json(path: Path) -> Any:
    """Return the content of a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


def write_table(path: Path, table: pd.DataFrame) -> Path:
    """Write a table as Parquet without pandas' own metadata, atomically; same table, same bytes."""
    arrow = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    arrow = arrow.cast(pa.schema([_plain(field) for field in arrow.schema]))
    sink = pa.BufferOutputStream()
    pq.write_table(arrow, sink, compression="zstd", compression_level=3, row_group_size=1 << 20)
    return write_bytes(path, sink.getvalue().to_pybytes())


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
    aside = {name: folder / f".{name}.parquet.tmp" for name in schemas}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            writers = {
                name: stack.enter_context(
                    pq.ParquetWriter(aside[name], schema, compression="zstd", compression_level=3)
                )
                for name, schema in schemas.items()
            }

            def append(name: str, table: pd.DataFrame) -> None:
                writers[name].write_table(pa.Table.from_pandas(table, schema=schemas[name], preserve_index=False))

            yield append
        for name, path in aside.items():
            with path.open("rb") as file:
                os.fsync(file.fileno())
            path.replace(folder / f"{name}.parquet")
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        for path in aside.values():
            with suppress(OSError):
                path.unlink()


def read_table(path: Path) -> pd.DataFrame:
    """Return a Parquet file as a table."""
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
    """Return a text cell so that no spreadsheet runs it: a leading formula character gets an apostrophe before it.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("plain")
    ("'=1+1", 'plain')
    """
    return "'" + value if isinstance(value, str) and value.startswith(_FORMULA) else value


def table_to_csv(table: pd.DataFrame, *, raw: bool = False) -> str:
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
    return str(shown.to_csv(index=False, lineterminator="\n"))


def write_csv(path: Path, table: pd.DataFrame) -> Path:
    """Write `table_to_csv` atomically."""
    return write_text(path, table_to_csv(table))


def fingerprint_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return fingerprint(path.read_bytes())


def fingerprint_folder(folder: Path, *, leave_out: tuple[str, ...] = ()) -> dict[str, str]:
    """Return SHA-256 by relative path for every file below `folder`, sorted; names in `leave_out` are passed over."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in leave_out)
    return {path.relative_to(folder).as_posix(): fingerprint_file(path) for path in files}


class TableCache:
    """Sets of tables kept by a key that names everything they depend on; anything odd is a miss, never an error.

    Parameters
    ----------
    root : Path
        Folder of the cache; made when first written to.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def _folder(self, key: str) -> Path:
        return self.root / key[:2] / key

    def holds(self, key: str) -> bool:
        """Return whether something was stored under `key`; it may still turn out to be damaged."""
        return (self._folder(key) / "manifest.json").is_file()

    def clear(self) -> None:
        """Remove all that is stored."""
        shutil.rmtree(self.root, ignore_errors=True)

    def get(self, key: str) -> dict[str, pd.DataFrame] | None:
        """Return the tables stored under `key`, or None where any part is absent or fails its checksum."""
        folder = self._folder(key)
        try:
            manifest: Mapping[str, str] = read_json(folder / "manifest.json")
            if any(fingerprint_file(folder / name) != digest for name, digest in manifest.items()):
                return None
            return {Path(name).stem: read_table(folder / name) for name in manifest}
        except (OSError, ValueError, pa.ArrowException):
            return None

    def put(self, key: str, tables: Mapping[str, pd.DataFrame]) -> None:
        """Store `tables` under `key`; the manifest is written last, so a killed run leaves a miss."""
        folder = self._folder(key)
        manifest = {}
        for name in sorted(tables):
            path = write_table(folder / f"{name}.parquet", tables[name])
            manifest[path.name] = fingerprint_file(path)
        write_json(folder / "manifest.json", manifest)
