"""Files to disk, whole or not at all: written aside and renamed. It knows bytes only."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from caatext.errors import Problem, ResourceError

#: Name of the lock in a folder that a run writes to; see :mod:`caatext.locks`.
LOCK = ".caatext.lock"
#: Ending of a file that is being written. It is our own, so that no other program's files are taken for leftovers.
ASIDE = ".caatext-tmp"


def is_the_systems(error: OSError) -> bool:
    """Return whether the system and not the file is at fault: a failing drive, too many open files, no memory.

    Whoever turns errors of reading into problems of a file lets these pass; they end the run, which can be resumed.

    Examples
    --------
    >>> is_the_systems(OSError(errno.EIO, "Input/output error")), is_the_systems(FileNotFoundError(errno.ENOENT, "no"))
    (True, False)
    """
    return error.errno in (errno.EIO, errno.ESTALE, errno.EMFILE, errno.ENFILE, errno.ENOMEM)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say of any failure to write inside the block which file it was, and what to do.

    Raises
    ------
    ResourceError
        The disk is full, the folder cannot be written, or the system refused for another reason.
    """
    try:
        yield
    except OSError as error:
        raise ResourceError(
            Problem(
                code="E-DISK",
                path=str(path),
                found=f"cannot be written ({error.strerror or error})",
                action="stopped: what was finished before is kept",
                remedy="free some space or name a folder you may write to, then give the same command again",
            )
        ) from error


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Name the file in what the system says inside the block; a drive that fails midway does not name it."""
    try:
        yield
    except OSError as error:
        if error.errno and error.filename is None:
            raise OSError(error.errno, os.strerror(error.errno), str(path)) from error
        raise


@contextmanager
def replacing(path: Path, *, flush: bool = True) -> Iterator[BinaryIO]:
    """Yield a file to write to; when the block ends well it takes the name `path`, and no reader saw half of it.

    It is written aside in the same folder under a name that no other process or thread has, flushed to disk and
    renamed; then the folder is flushed. Where the block fails, nothing is left and an older file stays as it was.

    Parameters
    ----------
    path : Path
        Its folder is made where it is missing.
    flush : bool
        Whether to wait for the disk. Only what has a checksum and is soon made again can do without.

    Raises
    ------
    ResourceError
        The folder cannot be written, or the disk is full.
    """
    aside = path.parent / f".{secrets.token_hex(8)}{ASIDE}"
    try:
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            file = aside.open("xb")
        with file:
            yield file
            with writing(path):
                file.flush()
                if flush:
                    os.fsync(file.fileno())
        with writing(path):
            aside.replace(path)
            if flush:
                _flush(path.parent)
    except BaseException:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise


def _flush(folder: Path) -> None:
    """Make what was renamed in a folder outlast a power cut; systems that cannot do that to a folder are let be."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def write_bytes(path: Path, content: bytes) -> Path:
    """Write a file as `replacing` does, and return its path.

    Raises
    ------
    ResourceError
        The folder cannot be written, or the disk is full.
    """
    with replacing(path) as file, writing(path):
        file.write(content)
    return path


def remove(path: Path) -> None:
    """Remove a file where it is there.

    Raises
    ------
    ResourceError
        The folder cannot be written.
    """
    with writing(path):
        path.unlink(missing_ok=True)


def remove_leftovers(folder: Path, *, older_than: float = 0) -> None:
    """Remove what killed runs left half-written below a folder; only for whoever holds it, or for what is old.

    Parameters
    ----------
    folder : Path
        Searched to the bottom.
    older_than : float
        Seconds since the last write; others may be at work where nobody holds the folder.
    """
    for path in folder.rglob(f"*{ASIDE}"):
        # Another process may be quicker, and a leftover does no harm.
        with suppress(OSError):
            if time.time() - path.stat().st_mtime >= older_than:
                path.unlink()


def require_space(folder: Path, size: int) -> None:
    """Stop before any work where the disk of a folder has less than `size` bytes left.

    Raises
    ------
    ResourceError
        There is less.
    """
    there = next(path for path in (folder, *folder.resolve().parents) if path.is_dir())
    free = shutil.disk_usage(there).free
    if free < size:
        raise ResourceError(
            Problem(
                code="E-DISK-SPACE",
                path=str(folder),
                found=f"about {size / 1e6:,.0f} MB will be written, and the disk has {free / 1e6:,.0f} MB left",
                action="stopped before any work",
                remedy="free some space or name a folder on another disk",
            )
        )
