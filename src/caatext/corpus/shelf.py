"""Where what files gave is laid aside: in the user's cache, where it is found again, or in memory."""

from __future__ import annotations

import os
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Protocol

from caatext.entries import EntryFolder
from caatext.provenance import fingerprint

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
        self._entries = EntryFolder(root, "caatext reading 1")

    def outline(self, key: str) -> bytes | None:
        """Return the outline, where the whole entry is sound."""
        entry = self._entries.get(key)
        return None if entry is None else entry.partition(b"\n")[0]

    def texts(self, key: str) -> bytes | None:
        """Return the texts, where the whole entry is sound."""
        entry = self._entries.get(key)
        return None if entry is None else entry.partition(b"\n")[2]

    def put(self, key: str, outline: bytes, texts: bytes) -> None:
        """Lay an outline and its texts aside; no reader sees half of them.

        Raises
        ------
        ResourceError
            The cache cannot be written, or the disk is full.
        """
        self._entries.put(key, outline + b"\n" + texts)


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
