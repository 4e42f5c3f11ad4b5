"""Where what files gave is laid aside: in the user's cache, where it is found again, or in memory."""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
from contextlib import suppress
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Protocol

from caatext.atomic import ASIDE, writing
from caatext.provenance import fingerprint

_log = logging.getLogger(__name__)
#: The first words of an entry, with the version of its form.
_MAGIC = b"caatext reading 1"
#: Other people's programs that have a say in what a file gives.
_PARSERS = ("lxml", "trafilatura", "pypdf", "python-docx", "python-frontmatter", "PyYAML")


class Shelf(Protocol):
    """Outlines and texts by a key that names everything they depend on."""

    def outline(self, key: str) -> bytes | None:
        """Return the outline, or None where nothing sound lies there."""

    def texts(self, key: str) -> bytes | None:
        """Return the texts, or None where nothing sound lies there."""

    def put(self, key: str, outline: bytes, texts: bytes) -> None:
        """Lay an outline and its texts aside."""


class MemoryShelf:
    """A shelf that lasts as long as the corpus is being read."""

    def __init__(self) -> None:
        self._entries: dict[str, tuple[bytes, bytes]] = {}

    def outline(self, key: str) -> bytes | None:
        """Return the outline."""
        return self._entries[key][0] if key in self._entries else None

    def texts(self, key: str) -> bytes | None:
        """Return the texts."""
        return self._entries[key][1] if key in self._entries else None

    def put(self, key: str, outline: bytes, texts: bytes) -> None:
        """Lay an outline and its texts aside."""
        self._entries[key] = outline, texts


class FolderShelf:
    """A shelf on disk, one file an entry; what is damaged there is moved to ``bad`` and read anew.

    Parameters
    ----------
    root : Path
        Folder of the shelf; made when first written to.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def _path(self, key: str) -> str:
        # One of these is made for every file of a corpus, and Path takes its time.
        return f"{self.root}{os.sep}{key[:2]}{os.sep}{key}"

    def outline(self, key: str) -> bytes | None:
        """Return the outline, where the whole entry is sound."""
        parts = self._get(key)
        return parts[0] if parts else None

    def texts(self, key: str) -> bytes | None:
        """Return the texts, where the whole entry is sound."""
        parts = self._get(key)
        return parts[1] if parts else None

    def _get(self, key: str) -> tuple[bytes, bytes] | None:
        try:
            with open(self._path(key), "rb", buffering=0) as file:  # noqa: PTH123
                content = file.read()
        except OSError:
            return None
        head, _, rest = content.partition(b"\n")
        outline, _, texts = rest.partition(b"\n")
        if head == _head(key, rest):
            return outline, texts
        self._put_away(key)
        return None

    def _put_away(self, key: str) -> None:
        _log.warning("%s: damaged in the cache; moved to %s and its file read again", key, self.root / "bad")
        with suppress(OSError):
            (self.root / "bad").mkdir(exist_ok=True)
            Path(self._path(key)).replace(self.root / "bad" / key)

    def put(self, key: str, outline: bytes, texts: bytes) -> None:
        """Lay an outline and its texts aside; no reader sees half of them.

        They are not flushed to disk one by one: an entry that a power cut spoils is found by its checksum.

        Raises
        ------
        ResourceError
            The cache cannot be written, or the disk is full.
        """
        path = Path(self._path(key))
        aside = path.with_name(f".{secrets.token_hex(8)}{ASIDE}")
        rest = outline + b"\n" + texts
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                aside.write_bytes(_head(key, rest) + b"\n" + rest)
                aside.replace(path)
            finally:
                aside.unlink(missing_ok=True)


def _head(key: str, rest: bytes) -> bytes:
    return b" ".join((_MAGIC, key.encode(), str(len(rest)).encode(), hashlib.sha256(rest).hexdigest().encode()))


def default_cache() -> Path:
    """Return the folder where what was computed is kept: ``$CAATEXT_CACHE``, else the user's cache folder."""
    named = os.environ.get("CAATEXT_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(named).expanduser() if named else Path(base).expanduser() / "caatext"


@cache
def parser_version() -> str:
    """Return a fingerprint of all that parses: the source of this package of modules, and the libraries it asks."""
    sources = {path.name: fingerprint(path.read_bytes()) for path in sorted(Path(__file__).parent.glob("*.py"))}
    return fingerprint([sources, {name: metadata.version(name) for name in _PARSERS}])
