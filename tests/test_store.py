"""Writing aside and renaming; the same bytes for the same table; cells that no spreadsheet runs."""

from __future__ import annotations

import os
from io import StringIO

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caatext import store
from caatext.errors import ResourceError


def test_a_table_comes_back_as_it_was_with_the_same_bytes(tmp_path):
    table = pd.DataFrame(
        {"a": ["NA", "001", "ć"], "n": [1, 2, 3], "x": [0.1, float("nan"), -0.0], "b": [True, False, True]}
    )
    one = store.write_table(tmp_path / "one.parquet", table)
    two = store.write_table(tmp_path / "two.parquet", store.read_table(one))
    assert one.read_bytes() == two.read_bytes()
    pd.testing.assert_frame_equal(store.read_table(one), table, check_dtype=False)


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = store.write_text(tmp_path / "a.txt", "old")

    def fail(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(ResourceError, match=r"No space left.*\n.*\n.*free some space"):
        store.write_text(path, "new")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"], "no half-written file is left"


@given(st.text(max_size=20))
def test_no_text_cell_starts_a_formula(text):
    assert not str(store.safe_cell(text)).startswith(store._FORMULA)


def test_numbers_stay_numbers_in_csv():
    table = pd.DataFrame({"name": ["=1+1"], "value": [-0.123456789], "n": [-3]})
    shown = store.table_to_csv(table)
    assert shown == "name,value,n\n'=1+1,-0.123457,-3\n"
    assert pd.read_csv(StringIO(shown))["value"].iloc[0] == pytest.approx(-0.123457)


def test_a_cache_gives_back_what_was_put_and_nothing_else(tmp_path):
    cache = store.TableCache(tmp_path)
    table = pd.DataFrame({"a": [1, 2]})
    assert cache.get("ab12") is None
    cache.put("ab12", {"t": table})
    pd.testing.assert_frame_equal(cache.get("ab12")["t"], table)
    assert cache.get("ab13") is None


@pytest.mark.parametrize("damage", ["cut", "empty", "remove", "flip", "manifest"])
def test_a_damaged_entry_is_a_miss(tmp_path, damage):
    cache = store.TableCache(tmp_path)
    cache.put("ab12", {"t": pd.DataFrame({"a": range(100)})})
    path = tmp_path / "ab" / "ab12" / ("manifest.json" if damage == "manifest" else "t.parquet")
    content = bytearray(path.read_bytes())
    if damage == "remove":
        path.unlink()
    else:
        content[len(content) // 2] ^= 0xFF
        path.write_bytes({"cut": content[:20], "empty": b"", "flip": content, "manifest": b"{"}[damage])
    assert cache.get("ab12") is None


def test_a_folder_has_one_digest_a_file(tmp_path):
    store.write_text(tmp_path / "b" / "x.txt", "x")
    store.write_text(tmp_path / "a.txt", "y")
    store.write_text(tmp_path / "run.json", "z")
    assert list(store.fingerprint_folder(tmp_path, leave_out=("run.json",))) == ["a.txt", "b/x.txt"]


def test_streamed_tables_appear_together_or_not_at_all(tmp_path):
    schema = pa.schema([("n", pa.int64())])
    table = pd.DataFrame({"n": [1, 2]})
    stopped = store.stream_tables(tmp_path, {"a": schema, "b": schema})
    stopped.__enter__()("a", table)
    assert not stopped.__exit__(ValueError, ValueError(), None)
    assert not list(tmp_path.iterdir())
    with store.stream_tables(tmp_path, {"a": schema, "b": schema}) as append:
        append("a", table)
        append("a", table)
    assert store.read_table(tmp_path / "a.parquet")["n"].tolist() == [1, 2, 1, 2]
    assert store.read_table(tmp_path / "b.parquet").empty
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.parquet", "b.parquet"]


def test_a_folder_that_cannot_be_written_is_an_error_with_a_remedy(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ResourceError, match="E-DISK"), store.stream_tables(tmp_path / "file", {"a": pa.schema([])}):
        pass
