"""What ended a run: in words that help, and with an exit code."""

from __future__ import annotations

import errno
import os
import tempfile
import traceback
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from pathlib import Path

from caatext.cli.terminal import say, tell
from caatext.errors import CaatextError, Problem

DEBUG = "CAATEXT_DEBUG"
#: Exit codes of a run that was told to stop, by Ctrl-C or by the system.
INTERRUPTED, TERMINATED = 130, 143
_SAME = "give the same command again; it goes on where it stopped"
_KEPT = "stopped: what was finished before is kept"
#: What the system refuses when something runs out, and the code of the message.
_RESOURCES = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG), "E-DISK"),
    **dict.fromkeys((errno.EIO, errno.ESTALE, errno.ENXIO), "E-DISK-READ"),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE), "E-DISK-FILES"),
    errno.ENOMEM: "E-MEM-RUN",
}
_REMEDIES = {
    "E-DISK": f"free some space or name a folder you may write to, then {_SAME}",
    "E-DISK-READ": f"see that the drive is sound and connected, then {_SAME}",
    "E-DISK-FILES": f"raise the limit (ulimit -n 4096) or ask for fewer --jobs, then {_SAME}",
    "E-MEM-RUN": f"close other programs or ask for fewer --jobs, then {_SAME}",
}


def leave(error: Exception) -> int:
    """Say what ended the run, and return the exit code."""
    if isinstance(error, CaatextError):
        tell(error.problems)
        return error.exit_code
    short = shortage(error)
    tell([short or _bug(error)])
    return 6 if short else 1


def stopped() -> None:
    """Say that a run was stopped from outside."""
    say("stopped; the same command goes on where this one stopped")


def shortage(error: BaseException) -> Problem | None:
    """Return what ran out where that is what ended the run, else None.

    Examples
    --------
    >>> print(shortage(OSError(28, "No space left on device", "a.csv")))
    error[E-DISK] a.csv: the system refused: no space left on device
      stopped: what was finished before is kept
      to mend: free some space or name a folder you may write to, then give the same command again; it goes on where it stopped
    >>> shortage(KeyError("a"))
    """  # noqa: E501 - the message is one line
    for cause in _chain(error):
        path, found = getattr(cause, "filename", None) or "", ""
        if isinstance(cause, MemoryError):
            code, found = "E-MEM-RUN", "memory is used up"
        elif isinstance(cause, BrokenExecutor) or type(cause).__name__ == "KilledWorker":
            code, found = "E-MEM-RUN", "the system ended a process at work, most often because memory is used up"
        elif code := _RESOURCES.get(_number(cause), ""):
            found = f"the system refused: {os.strerror(_number(cause)).lower()}"
        if found:
            return Problem(code=code, path=str(path), found=found, action=_KEPT, remedy=_REMEDIES[code])
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what led to it; a library often says something else than the system said to it."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        yield error
        error = error.__cause__ or error.__context__


def _number(error: BaseException) -> int:
    """Return the number of a system error; a program part that could not be loaded says it in words only."""
    if isinstance(error, ImportError):
        return next((number for number in _RESOURCES if str(error).endswith(os.strerror(number))), 0)
    return (error.errno or 0) if isinstance(error, OSError) else 0


def _bug(error: Exception) -> Problem:
    log = _write_log(error)
    return Problem(
        code="E-BUG",
        path=str(log or ""),
        found=f"caatext has a fault of its own ({type(error).__name__}: {error})",
        action="stopped; what was finished before is kept" + ("; the file named holds the details" if log else ""),
        remedy="report it with that file" if log else "give the same command again with --debug after caatext, and "
        "report what it prints",
    )  # fmt: skip


def _write_log(error: Exception) -> Path | None:
    """Write the traceback to a file of its own and return its path, or None where that fails too."""
    try:
        handle, name = tempfile.mkstemp(prefix="caatext-debug-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.writelines(traceback.format_exception(error))
    except OSError:
        return None
    return Path(name)
