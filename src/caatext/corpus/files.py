"""Which files there are below a source, which rule passes them over, and their bytes."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from caatext.atomic import is_the_systems
from caatext.corpus.encodings import check_encoding, decode
from caatext.errors import CorpusError, Problem, UsageError

__all__ = ["FoundFile", "check_encoding", "decode", "find_files", "ignore_rule", "read_content", "shown_path"]

#: Larger files are rejected: they are dumps to be parted, not documents.
MAX_BYTES = 200_000_000

#: Why a file in a folder is no document: rule name, pattern of the whole file name (case does not matter).
IGNORE_RULES: tuple[tuple[str, str], ...] = (
    ("system file", r"\.ds_store|thumbs\.db|desktop\.ini|\._.*|__macosx"),
    ("lock file", r"~\$.*|\.~lock\..*#"),
    ("hidden", r"\..*"),
    ("annotations", "annotations"),
    ("codebook", r"codebook\.toml"),
    ("study file", r"study\.toml"),
    ("datasheet", r"datasheet\.md"),
    ("readme", r"readme(\.(md|txt|rst))?"),
    ("license", r"(licen[cs]e|copying)(\.(md|txt|rst))?"),
)


@dataclass(frozen=True)
class FoundFile:
    """One thing found below a source: to be read, to be passed over by `rule`, or rejected for `problem`."""

    path: str
    location: Path
    rule: str = ""
    problem: Problem | None = None


def shown_path(location: Path, base: Path) -> str:
    """Return a path relative to `base`: slashes, composed letters, nothing that UTF-8 cannot hold."""
    relative = os.path.relpath(location, base).replace(os.sep, "/")
    plain = relative.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", plain)


def find_files(sources: Sequence[Path]) -> list[FoundFile]:
    """Return everything below the sources, sorted by path; each thing once.

    Folders are walked to the bottom; links are not followed. The ignore rules hold for what a folder
    contains, not for a file that is named itself.

    Raises
    ------
    UsageError
        A source does not exist; all absent ones are named.
    """
    absent = [source for source in sources if not os.path.lexists(source)]
    if absent or not sources:
        raise UsageError([_absent(source) for source in absent] or [_no_source()])
    base = _base(sources)
    found: dict[Path, FoundFile] = {}
    for source in sources:
        top = source.resolve() if source.is_dir() else source.parent.resolve() / source.name
        for location, rule in _walk(top) if source.is_dir() else iter([(top, "")]):
            found.setdefault(location, _look(location, base, rule))
    files = _told_apart(list(found.values()), base)
    return sorted(files, key=file_order)


def file_order(file: FoundFile) -> tuple[bytes, bytes]:
    """Return the key by which files are sorted: their path as bytes."""
    return file.path.encode("utf-8"), os.fsencode(file.location)


def _told_apart(files: list[FoundFile], base: Path) -> list[FoundFile]:
    """Return the files with paths of their own: names that look the same are shown letter by letter."""
    while repeated := {path for path, n in Counter(file.path for file in files).items() if n > 1}:
        files = [_spelled_out(file, base) if file.path in repeated else file for file in files]
    return files


def _spelled_out(file: FoundFile, base: Path) -> FoundFile:
    path = ascii(os.path.relpath(file.location, base).replace(os.sep, "/"))[1:-1]
    return replace(file, path=path, problem=file.problem and replace(file.problem, path=path))


def _base(sources: Sequence[Path]) -> Path:
    """One folder is its own base; several sources are named from the folder that holds them all."""
    if len(sources) == 1 and sources[0].is_dir():
        return sources[0].resolve()
    return Path(os.path.commonpath([source.parent.resolve() for source in sources]))


def _walk(top: Path) -> Iterator[tuple[Path, str]]:
    """Yield files, links and folders that are passed over, with the rule that passes them over."""
    unreadable: list[Path] = []
    for folder, names, files in os.walk(top, onerror=lambda error: unreadable.append(Path(error.filename))):
        here = Path(folder)
        made = {name: rule for name in names if (rule := _made_here(here / name))}
        passed = {name for name in names if name in made or ignore_rule(name) or (here / name).is_symlink()}
        for name in (*files, *sorted(passed)):
            yield here / name, made.get(name) or ignore_rule(name)
        names[:] = [name for name in names if name not in passed]
    for location in unreadable:
        yield location, ""


def _made_here(folder: Path) -> str:
    """Return what a folder is that caatext wrote, such as the corpus made of the folder around it, or nothing."""
    made = {"a corpus": ("corpus.json",), "a bundle": ("bundle.json",), "a report": ("provenance.json", "index.html")}
    found = (what for what, names in made.items() if all((folder / name).is_file() for name in names))
    return next(found, "")


def ignore_rule(name: str) -> str:
    """Return the name of the rule that passes a file or folder over, or an empty string.

    Examples
    --------
    >>> ignore_rule("Thumbs.db"), ignore_rule("~$essay.docx"), ignore_rule("essay.docx")
    ('system file', 'lock file', '')
    """
    return next((rule for rule, pattern in IGNORE_RULES if re.fullmatch(pattern, name, re.IGNORECASE)), "")


def _look(location: Path, base: Path, rule: str) -> FoundFile:
    path = shown_path(location, base)
    status = location.lstat()
    problem = None
    if rule:
        pass
    elif stat.S_ISDIR(status.st_mode):
        problem = _unreadable(path, "the folder")
    elif not stat.S_ISREG(status.st_mode):
        what = "a link" if stat.S_ISLNK(status.st_mode) else "a device, pipe or socket"
        problem = Problem(
            code="E-LINK",
            path=path,
            found=f"this is {what}, no file",
            action="skipped: links are not followed",
            remedy="put the file itself here, or name it directly",
        )
    elif status.st_size > MAX_BYTES:
        problem = Problem(
            code="E-SIZE",
            path=path,
            found=f"{status.st_size:,} bytes; the limit is {MAX_BYTES:,}",
            action="skipped: this file",
            remedy="part it into smaller files",
        )
    elif status.st_size == 0:
        problem = Problem(
            code="E-EMPTY-FILE",
            path=path,
            found="the file has no content",
            action="skipped: this file",
            remedy="remove it, or save the text again",
        )
    return FoundFile(path, location, rule, problem)


def _absent(source: Path) -> Problem:
    siblings = sorted(entry.name for entry in source.parent.iterdir()) if source.parent.is_dir() else []
    near = get_close_matches(source.name, siblings, n=1)
    return Problem(
        code="E-PATH-ABSENT",
        path=str(source),
        found="there is no such file or folder",
        action="stopped: nothing was read",
        remedy=f"did you mean {near[0]}?" if near else "mend the path",
    )


def _no_source() -> Problem:
    return Problem(code="E-PATH-ABSENT", found="no file or folder was named", remedy="name what is to be read")


def _unreadable(path: str, what: str) -> Problem:
    return Problem(
        code="E-PERM",
        path=path,
        found=f"{what} may not be read",
        action=f"skipped: {what}",
        remedy="give yourself the right to read it",
    )


def read_content(file: FoundFile) -> bytes:
    """Return the bytes of a regular file, without following a link that took its place.

    Raises
    ------
    CorpusError
        It cannot be opened or read.
    OSError
        The drive fails or too many files are open: no fault of this file, and the next one would go the same way.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(file.location, flags), "rb") as stream:
            return stream.read()
    except OSError as error:
        if is_the_systems(error):
            raise OSError(error.errno, error.strerror, file.path) from error
        raise CorpusError(_unreadable(file.path, "the file")) from error
