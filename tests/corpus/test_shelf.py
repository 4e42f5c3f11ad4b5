"""The shelf: what was laid aside comes back whole or not at all."""

import logging

import pytest

from caatext.corpus import shelf
from caatext.corpus.shelf import FolderShelf, MemoryShelf, default_cache, parser_version
from caatext.errors import ResourceError

KEY, OTHER = "ab" * 32, "cd" * 32


@pytest.mark.parametrize("make", [lambda folder: MemoryShelf(), FolderShelf])
def test_what_is_laid_aside_comes_back(make, tmp_path):
    one = make(tmp_path)
    assert (one.outline(KEY), one.texts(KEY)) == (None, None)
    one.put(KEY, b'{"a":1}', "[“text”]".encode())
    assert (one.outline(KEY), one.texts(KEY)) == (b'{"a":1}', "[“text”]".encode())
    one.put(KEY, b"{}", b"[]")
    assert (one.outline(KEY), one.texts(KEY)) == (b"{}", b"[]")


def _damage(name, content, other):
    return {
        "empty": b"",
        "cut": content[:-1],
        "cut in the head": content[:20],
        "longer": content + b" ",
        "swapped": other,
        "foreign": b"PAR1 something else",
        "older form": content.replace(b"reading 1", b"reading 0"),
    }[name]


@pytest.mark.parametrize("name", ["empty", "cut", "cut in the head", "longer", "swapped", "foreign", "older form"])
def test_a_damaged_entry_is_found_moved_away_and_told(tmp_path, name, caplog):
    one = FolderShelf(tmp_path)
    for key, texts in ((KEY, b"[1]"), (OTHER, b"[2]")):
        one.put(key, b"{}", texts)
    path, other = tmp_path / "ab" / KEY, tmp_path / "cd" / OTHER
    content = path.read_bytes()
    path.write_bytes(_damage(name, content, other.read_bytes()))
    with caplog.at_level(logging.WARNING):
        assert one.outline(KEY) is None
    assert caplog.text.count("damaged in the cache (its checksum does not fit); moved to") == 1
    assert (tmp_path / "bad" / KEY).is_file()
    assert one.texts(OTHER) == b"[2]"
    one.put(KEY, b"{}", b"[1]")
    assert path.read_bytes() == content


def test_every_flipped_byte_is_found(tmp_path):
    one = FolderShelf(tmp_path)
    one.put(KEY, b"{}", b"[1]")
    path = tmp_path / "ab" / KEY
    content = path.read_bytes()
    for position in range(len(content)):
        changed = bytearray(content)
        changed[position] ^= 1
        path.write_bytes(changed)
        assert one.texts(KEY) is None, position


def test_a_cache_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "ab").write_text("a file where the folder should be")
    with pytest.raises(ResourceError, match="E-DISK"):
        FolderShelf(tmp_path).put(KEY, b"{}", b"[]")
    assert [path.name for path in tmp_path.iterdir()] == ["ab"]


def test_nothing_half_written_stays(tmp_path, monkeypatch):
    def full(self, path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shelf.Path, "replace", full)
    with pytest.raises(ResourceError, match="No space left"):
        FolderShelf(tmp_path).put(KEY, b"{}", b"[]")
    assert list((tmp_path / "ab").iterdir()) == []


def test_the_cache_lies_where_the_user_says(monkeypatch, tmp_path):
    monkeypatch.setenv("CAATEXT_CACHE", str(tmp_path / "named"))
    assert default_cache() == tmp_path / "named"
    monkeypatch.delenv("CAATEXT_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache() == tmp_path / "caatext"


def test_the_version_of_the_parsers_is_one_fingerprint():
    assert len(parser_version()) == 64
