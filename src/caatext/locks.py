"""One run at a time writes to a folder; the system lets go of it when the run ends, however it ends."""

from __future__ import annotations

import errno
import json
import logging
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from caatext.atomic import LOCK, remove_leftovers, writing
from caatext.errors import LockedError, Problem

#: On Windows a locked byte cannot be read by others, so it is one beyond all that is written.
_FAR = 1 << 30
_OTHERS = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EINVAL)
_log = logging.getLogger(__name__)


@contextmanager
def hold(folder: Path) -> Iterator[Path]:
    """Hold a folder for the length of the block, so that no other run writes to it; it is made where it is not there.

    The lock belongs to the open file and ends with the process, so that a killed run leaves nothing to unlock: the
    file it leaves is taken over at once, with one line in the log, and what it left half-written is removed.

    Parameters
    ----------
    folder : Path
        What the run writes to, with all below it.

    Yields
    ------
    Path
        The folder.

    Raises
    ------
    LockedError
        Another live run holds it, or this one already does.
    ResourceError
        The folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> scratch = Path(tempfile.mkdtemp()) / "corpus"
    >>> with hold(scratch) as folder:
    ...     sorted(path.name for path in folder.iterdir())
    ['.caatext.lock']
    >>> scratch.exists()  # empty, so it is not left behind
    False
    """
    made = not folder.exists()
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    path = folder / LOCK
    handle = _take(path)
    try:
        with writing(path):
            _sign(handle)
        remove_leftovers(folder)
        yield folder
    finally:
        _release(handle, path)
        if made:
            with suppress(OSError):
                folder.rmdir()


def _take(path: Path) -> int:
    """Return the open lock file, held by this process."""
    while True:
        there = path.exists()
        with writing(path):
            handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
        if not _lock(handle, path):
            owner = _owner(handle)
            os.close(handle)
            raise LockedError(_held(path.parent, owner))
        # Whoever held it may have removed the file between our opening and locking it; then it protects nothing.
        if _is_at(handle, path):
            if there:
                _log.warning("%s: took over from a run that did not end%s", path.parent, _owner(handle))
            return handle
        os.close(handle)


def _lock(handle: int, path: Path) -> bool:
    """Return whether the lock is ours; where the file system has none, say so and go on."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _OTHERS:
            return False
        if error.errno not in _NO_LOCKS:
            os.close(handle)
            with writing(path):
                raise
        _log.warning("%s: this file system has no locks; see to it that no other run writes here", path.parent)
    return True


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False


def _sign(handle: int) -> None:
    started = datetime.now(UTC).isoformat(timespec="seconds")
    note = json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "start": started})
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, note.encode("utf-8"))


def _owner(handle: int) -> str:
    """Return who wrote into a lock file, in words; nothing where it holds something else."""
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        note = json.loads(os.read(handle, 1000))
        return f" (process {int(note['pid'])} on {str(note['host'])[:60]}, since {str(note['start'])[:30]})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _held(folder: Path, owner: str) -> Problem:
    return Problem(
        code="E-LOCK",
        path=str(folder),
        found=f"another run is writing here{owner}",
        action="stopped: nothing was touched",
        remedy="wait until it has ended, or name another folder",
    )


def _release(handle: int, path: Path) -> None:
    """Remove the file while it is still held; Windows removes no open file."""
    if sys.platform == "win32":
        os.close(handle)
        with suppress(OSError):
            path.unlink()
    else:
        with suppress(OSError):
            path.unlink()
        os.close(handle)
