"""Which files there are below a source, which rule passes them over, and what text their bytes hold."""

from __future__ import annotations

import codecs
import os
import re
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from caatext.corpus.readings import reject
from caatext.errors import CorpusError, Problem, UsageError

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

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Word file"),
    (b"{\\rtf", "an RTF file"),
    (b"PAR1", "a Parquet file"),
)
_ENCODINGS = (
    "utf-8",
    "utf-16",
    "utf-16-le",
    "cp1250",
    "cp1251",
    "cp1252",
    "iso-8859-1",
    "iso-8859-2",
    "koi8-r",
    "shift_jis",
    "gb18030",
    "big5",
    "euc-kr",
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
    return sorted(found.values(), key=lambda file: (file.path.encode("utf-8"), os.fsencode(file.location)))


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
        passed = {name for name in names if ignore_rule(name) or (here / name).is_symlink()}
        for name in (*files, *sorted(passed)):
            yield here / name, ignore_rule(name)
        names[:] = [name for name in names if name not in passed]
    for location in unreadable:
        yield location, ""


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
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(file.location, flags), "rb") as stream:
            return stream.read()
    except OSError as error:
        raise CorpusError(_unreadable(file.path, "the file")) from error


def check_encoding(name: str | None) -> None:
    """Raise if `name` is no encoding of texts.

    Raises
    ------
    UsageError
        The name is unknown; the nearest known one is named.
    """
    if name and not _is_encoding(name):
        raise UsageError(
            Problem(
                code="E-CFG-ENCODING",
                found=f"there is no encoding {name!r}",
                action="stopped: nothing was read",
                remedy=_nearest_encoding(name),
            )
        )


def _is_encoding(name: str) -> bool:
    try:
        _ = b"a".decode(name, "ignore")
    except (LookupError, ValueError):
        return False
    return True


def _nearest_encoding(name: str) -> str:
    near = get_close_matches(name.lower(), _ENCODINGS, n=1)
    return f"did you mean {near[0]}?" if near else f"common ones are {', '.join(_ENCODINGS)}"


def decode(content: bytes, *, path: str, declared: str | None = None) -> tuple[str, str, tuple[Problem, ...]]:
    r"""Return the text of a file, the encoding that was used, and warnings; nothing is guessed.

    The order is: byte-order mark, the declared encoding, strict UTF-8. A declared one-byte encoding fits any
    bytes; where they are valid UTF-8 beyond ASCII, they are read as UTF-8 with a warning, since that is never
    an accident. Line ends become ``\n``.

    Raises
    ------
    CorpusError
        The bytes are another kind of file, do not fit the encoding, or hold NUL characters.
    """
    other = next((what for magic, what in _MAGIC if content.startswith(magic)), "")
    if other:
        raise reject(
            path,
            "E-FMT-KIND",
            found=f"the content is {other}, whatever the ending says",
            remedy="give the file the ending of what it is, or save it as plain text",
        )
    if declared and not _is_encoding(declared):
        raise reject(
            path,
            "E-ENC-DECLARED",
            found=f"it is declared as {declared!r}, which is no encoding",
            remedy=_nearest_encoding(declared),
        )
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), "")
    warnings: tuple[Problem, ...] = ()
    if not encoding and declared and _contradicts(content, declared):
        warnings = (_contradiction(path, declared),)
    used = encoding or ("utf-8" if warnings or not declared else declared)
    try:
        text = content.decode(used)
    except UnicodeDecodeError as error:
        raise _misfit(content, error, used, path=path, given=encoding or declared or "") from error
    except UnicodeError as error:
        raise reject(path, "E-ENC-DECLARED", found=f"the bytes are not {used}", remedy=_SAVE_AGAIN) from error
    offset = text.find("\0")
    if offset >= 0:
        raise reject(
            path,
            "E-ENC-NUL",
            found="there is a NUL character in it",
            place=f"character {offset} (line {text.count(chr(10), 0, offset) + 1})",
            remedy="if this is UTF-16 without a mark, say --encoding utf-16-le; otherwise remove the NULs",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n"), used.removesuffix("-sig"), warnings


_SAVE_AGAIN = (
    "say --encoding with the right name (cp1252 for Western Europe, cp1250 for Central Europe, cp1251 for "
    'Cyrillic), or add a column "encoding" to the manifest, or save the file again as UTF-8'
)


def _contradicts(content: bytes, declared: str) -> bool:
    one_byte = len(bytes(range(256)).decode(declared, "replace")) == 256
    if not one_byte or content.isascii():
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _contradiction(path: str, declared: str) -> Problem:
    return Problem(
        code="E-ENC-CONFLICT",
        path=path,
        severity="warning",
        found=f"declared as {declared}, but the bytes are valid UTF-8 beyond ASCII",
        action="read as UTF-8",
        remedy="correct the declaration, or leave it out for this file",
    )


def _misfit(content: bytes, error: UnicodeDecodeError, used: str, *, path: str, given: str) -> CorpusError:
    line = content.count(b"\n", 0, error.start) + 1
    return reject(
        path,
        "E-ENC-DECLARED" if given else "E-ENC-UTF8",
        found=f"0x{content[error.start]:02X} is not {'UTF-8' if used.startswith('utf-8') else used}",
        place=f"byte {error.start} (line {line})",
        action="skipped: the text would be a guess",
        remedy=_SAVE_AGAIN,
    )
