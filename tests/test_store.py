"""Writing aside and renaming; the same bytes for the same table; cells that no spreadsheet runs."""

from __future__ import annotations

import errno
import os
import time
from io import StringIO

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from caatext import entries, store
from caatext.atomic import ASIDE, require_space
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
@example("\t=1+1")
def test_no_text_cell_starts_a_formula(text):
    shown = store.safe_cell(text)
    assert shown[:1] not in tuple("=+-@\t\r\n\0＝＋－＠") or store._NUMBER.fullmatch(shown)


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


@pytest.mark.parametrize("damage", ["cut", "empty", "flip", "head", "longer", "swapped"])
def test_a_damaged_entry_is_a_miss_and_is_moved_away_with_one_word(tmp_path, damage, caplog):
    cache = store.TableCache(tmp_path)
    for key in ("ab12", "cd34"):
        cache.put(key, {"t": pd.DataFrame({"a": range(100), "key": key})})
    path = cache.path("ab12")
    content = path.read_bytes()
    middle = len(content) // 2
    flipped = content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :]
    head = content.replace(b"caatext-tables 2", b"caatext-tables 1")
    swapped = cache.path("cd34").read_bytes()
    damaged = {"cut": content[:20], "empty": b"", "flip": flipped, "head": head, "longer": content + b" "}
    path.write_bytes(damaged.get(damage, swapped))
    assert cache.get("ab12") is None
    assert [record.getMessage() for record in caplog.records] == [
        f"ab12.tables: damaged in the cache (its checksum does not fit); moved to {tmp_path / 'bad'} and made again"
    ]
    assert [path.name for path in (tmp_path / "bad").iterdir()] == ["ab12.tables"]
    assert not cache.holds("ab12")
    assert cache.get("cd34") is not None


def test_an_entry_that_cannot_be_read_is_a_miss_and_stays(tmp_path, caplog, monkeypatch):
    cache = store.TableCache(tmp_path)
    cache.put("ab12", {"numbers": pd.DataFrame({"n": [1]})})

    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(entries, "open", refuse, raising=False)
        assert cache.get("ab12") is None
    assert "cannot be read from the cache (Permission denied)" in caplog.text
    assert cache.get("ab12") is not None


def test_what_a_killed_run_left_in_a_cache_goes_after_a_day(tmp_path):
    for name, age in (("old", 90_000), ("new", 0)):
        path = tmp_path / "ab" / f".{name}{ASIDE}"
        path.parent.mkdir(exist_ok=True)
        path.write_text("half")
        os.utime(path, (time.time() - age,) * 2)
    store.TableCache(tmp_path).put("ab12", {})
    assert sorted(path.name for path in (tmp_path / "ab").iterdir()) == [f".new{ASIDE}", "ab12.tables"]


def test_a_renewed_set_is_finished_once_its_manifest_names_every_file(tmp_path):
    def renew(names, about):
        with store.renewed(tmp_path, names, manifest="m.json", about=about, unlisted=("run.json",)):
            for name in names:
                store.write_text(tmp_path / name, name)

    renew(["a.txt", "t/b.txt", "run.json"], {"n": 1})
    (tmp_path / "t" / "mine.txt").write_text("of somebody else")
    assert store.read_json(tmp_path / "m.json")["files"]["t/b.txt"]["bytes"] == 7
    stopped = store.renewed(tmp_path, ["c.txt"], manifest="m.json", about={})
    stopped.__enter__()
    store.write_text(tmp_path / "c.txt", "c")
    assert not stopped.__exit__(ValueError, ValueError(), None)
    assert store.read_json(tmp_path / "m.json") == {"unfinished": ["a.txt", "c.txt", "t/b.txt"]}
    renew(["d.txt", "run.json"], {"n": 2})
    assert list(store.fingerprint_folder(tmp_path)) == ["d.txt", "m.json", "run.json", "t/mine.txt"]
    assert list(store.read_json(tmp_path / "m.json")["files"]) == ["d.txt"]


def test_a_manifest_cannot_have_files_outside_its_folder_removed(tmp_path):
    outside = store.write_text(tmp_path / "mine.txt", "of somebody else")
    folder = tmp_path / "report"
    (folder / "link").parent.mkdir()
    (folder / "link").symlink_to(tmp_path, target_is_directory=True)
    store.write_json(folder / "m.json", {"files": {"../mine.txt": {}, str(outside): {}, "link/mine.txt": {}}})
    with store.renewed(folder, [], manifest="m.json", about={}):
        pass
    assert outside.read_text() == "of somebody else"


@pytest.mark.parametrize("content", ["", "[]", '{"files": 3}', '"x"'])
def test_a_manifest_of_something_else_names_nothing(tmp_path, content):
    (tmp_path / "m.json").write_text(content)
    with store.renewed(tmp_path, [], manifest="m.json", about={}):
        pass
    assert store.read_json(tmp_path / "m.json") == {"files": {}}


def test_space_is_asked_for_before_any_work(tmp_path):
    require_space(tmp_path / "not" / "yet" / "there", 1000)
    with pytest.raises(ResourceError, match=r"E-DISK-SPACE.*about 1,000,000,000,000 MB will be written"):
        require_space(tmp_path, 10**18)


def test_a_file_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    path = store.write_text(tmp_path / "a.json", "{}")

    def fail(*_, **__):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(type(path), "read_text", fail)
    with pytest.raises(OSError, match=r"Input/output error: .*a\.json"):
        store.read_json(path)


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


def test_a_folder_in_the_place_of_an_entry_is_moved_away(tmp_path, caplog):
    cache = store.TableCache(tmp_path)
    cache.path("ab12").mkdir(parents=True)
    assert cache.get("ab12") is None
    cache.put("ab12", {"numbers": pd.DataFrame({"n": [1]})})
    assert cache.get("ab12")["numbers"]["n"].tolist() == [1]
    assert "a folder stands in its place" in caplog.text
