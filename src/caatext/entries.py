"""Bytes kept by a key that names everything they depend on: one file an entry, and anything odd is a miss."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
from contextlib import suppress
from functools import cache
from pathlib import Path

from caatext.atomic import remove_leftovers, replacing, writing

#: Seconds after which a half-written file in a cache is nobody's.
_OLD = 86_400.0
_log = logging.getLogger(__name__)


class EntryFolder:
    """A folder of entries. What is damaged there is moved to ``bad/`` with one line in the log, and made again.

    An entry begins with a line of its form, key, length and SHA-256.

    Parameters
    ----------
    root : Path
        Made when first written to.
    form : str
        What the bytes are, with a version; entries of another form are odd.
    ending : str
        Of the file names.

    Examples
    --------
    >>> import tempfile
    >>> folder = EntryFolder(Path(tempfile.mkdtemp()), "numbers 1")
    >>> folder.put("ab12", b"4 5 6")
    >>> folder.get("ab12"), folder.get("cd34")
    (b'4 5 6', None)
    """

    def __init__(self, root: Path, form: str, *, ending: str = "") -> None:
        self.root = root
        self._form, self._ending = form, ending

    def _name(self, key: str) -> str:
        # One is made for every file of a corpus, and Path takes its time.
        return f"{self.root}{os.sep}{key[:2]}{os.sep}{key}{self._ending}"

    def path(self, key: str) -> Path:
        """Return where the entry of a key lies, or would lie."""
        return Path(self._name(key))

    def holds(self, key: str) -> bool:
        """Return whether something was stored under `key`; it may still turn out to be damaged."""
        return self.path(key).is_file()

    def get(self, key: str) -> bytes | None:
        """Return what was stored under `key`, or None where it is absent or anything about it is odd."""
        try:
            with open(self._name(key), "rb", buffering=0) as file:  # noqa: PTH123
                entry = file.read()
        except FileNotFoundError:
            return None
        except IsADirectoryError:
            self.put_away(key, "a folder stands in its place")
            return None
        except OSError as error:
            _log.warning("%s: cannot be read from the cache (%s); made again", self.path(key), error.strerror)
            return None
        head, _, content = entry.partition(b"\n")
        if head == self._head(key, content):
            return content
        self.put_away(key, "its checksum does not fit")
        return None

    def put_away(self, key: str, found: str) -> None:
        """Move an entry that is of no use to ``bad/`` and say why."""
        path, bad = self.path(key), self.root / "bad"
        _log.warning("%s: damaged in the cache (%s); moved to %s and made again", path.name, found, bad)
        with suppress(OSError):
            bad.mkdir(exist_ok=True)
            path.replace(bad / path.name)

    def put(self, key: str, content: bytes) -> None:
        """Store `content` under `key`; no reader sees half of it.

        It is not waited for until it is on disk: an entry that a power cut spoils is found, and made again.

        Raises
        ------
        ResourceError
            The folder cannot be written, or the disk is full.
        """
        _sweep(self.root)
        path = self.path(key)
        with replacing(path, flush=False) as file, writing(path):
            file.write(self._head(key, content) + b"\n" + content)

    def clear(self) -> None:
        """Remove all that is stored.

        Raises
        ------
        ResourceError
            The folder cannot be written.
        """
        with writing(self.root):
            if self.root.exists():
                shutil.rmtree(self.root)

    def _head(self, key: str, content: bytes) -> bytes:
        return f"{self._form} {key} {len(content)} {hashlib.sha256(content).hexdigest()}".encode()


@cache
def _sweep(root: Path) -> None:
    """Remove, once a process, what runs killed days ago left half-written in a cache that nobody holds."""
    remove_leftovers(root, older_than=_OLD)
