"""What text the bytes of a file hold: by its mark, its declaration, or strict UTF-8; nothing is guessed."""

from __future__ import annotations

import codecs
import re
from difflib import get_close_matches

from caatext.corpus.readings import reject
from caatext.errors import CorpusError, Problem, UsageError

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
    (b"\x89PNG\r\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b\x08", "a packed file"),
    (b"SQLite format 3\0", "a database"),
)
_PAGE = re.compile(rb"(\xef\xbb\xbf)?\s*(<!doctype\s+html|<html)\b", re.IGNORECASE)
_PAGE_ENDINGS = (".html", ".htm")
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
#: Codecs that are called encodings and write no texts; some of them take forever on a long one.
_NO_ENCODINGS = ("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7", "mbcs", "oem")
_WIDE = ("utf-16", "utf-32")
_LATIN_1 = "iso8859-1"
#: How ISO 2022 changes its alphabet: with ASCII alone, so that it passes for UTF-8.
_SHIFT = re.compile(rb"\x1b\$[@ABC()]")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_C1 = re.compile(rb"[\x80-\x9f]")
#: Where a page says its encoding: a meta element or the XML declaration, not a comment or a script.
_SAID_BY_PAGE = re.compile(
    rb"""(?:<meta\b[^>]*\bcharset|<\?xml\b[^>]*\bencoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_NOT_SAID = re.compile(rb"<!--.*?(?:-->|$)|<script\b.*?(?:</script|$)", re.IGNORECASE | re.DOTALL)
#: What browsers take a name for, and so what the people mean who write it. A page that could say in ASCII
#: that it is UTF-16 is not.
_AS_BROWSERS = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "x-gbk": "gb18030",
    "x-euc-jp": "euc-jp",
    "big5": "big5hkscs",
    "utf-16": "",
    "utf-16le": "",
    "utf-16be": "",
    "unicode": "",
}
#: A byte that is not UTF-8, as `decode_rows` leaves it for the row that it stands in.
STRAY = re.compile("[\udc80-\udcff]")
_SPOILED = re.compile("[\0\udc80-\udcff]")
#: Where more than one line in so many has bytes that do not fit, it is not the rows that are at fault.
_FEW = 10
_SAVE_AGAIN = (
    "say --encoding with the right name (cp1252 for Western Europe, cp1250 for Central Europe, cp1251 for "
    'Cyrillic), or add a column "encoding" to the manifest, or save the file again as UTF-8'
)


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
        return codecs.lookup(name).name not in _NO_ENCODINGS
    except (LookupError, ValueError):
        return False


def _nearest_encoding(name: str) -> str:
    near = get_close_matches(name.lower(), _ENCODINGS, n=1)
    return f"did you mean {near[0]}?" if near else f"common ones are {', '.join(_ENCODINGS)}"


def declared_by_page(content: bytes) -> str | None:
    """Return the encoding that a web page says it has, if any, as browsers understand the name.

    Examples
    --------
    >>> declared_by_page(b'<!-- charset=x --><meta charset="ISO-8859-1">')
    'cp1252'
    """
    match = _SAID_BY_PAGE.search(_NOT_SAID.sub(b"", content[:4096]))
    name = match.group(1).decode("ascii").lower() if match else ""
    return _AS_BROWSERS.get(name, name) or None


def decode(content: bytes, *, path: str, declared: str | None = None) -> tuple[str, str, tuple[Problem, ...]]:
    r"""Return the text of a file, the encoding that was used, and warnings; nothing is guessed.

    The order is: byte-order mark, the declared encoding, strict UTF-8. Most declared encodings fit any bytes;
    where the bytes are valid UTF-8 beyond ASCII, they are read as UTF-8 with a warning, since that is never an
    accident. Line ends become ``\n``.

    Raises
    ------
    CorpusError
        The bytes are another kind of file, do not fit the encoding, or hold NUL characters.
    """
    _check_kind(content, path)
    used, warnings = _choose(content, path, declared)
    text = _strictly(content, used, path=path, given=bool(declared))
    offset = text.find("\0")
    if offset >= 0:
        raise reject(
            path,
            "E-ENC-NUL",
            found="there is a NUL character in it",
            place=f"character {offset} (line {text.count(chr(10), 0, offset) + 1})",
            remedy="if this is UTF-16 without a mark, say --encoding utf-16-le; otherwise remove the NULs",
        )
    return _tidied(text), used.removesuffix("-sig"), warnings


def decode_rows(content: bytes, *, path: str, declared: str | None = None) -> tuple[str, str, tuple[Problem, ...]]:
    """Return the text of a table, the encoding that was used, and warnings; a few bad bytes cost only their rows.

    Where one line, or at most one in ten, has bytes that are not UTF-8, or NUL characters, they stay in the
    text (the bytes as `STRAY` characters) for the rows to be rejected.

    Raises
    ------
    CorpusError
        As `decode` does, where more lines are at fault.
    """
    try:
        return decode(content, path=path, declared=declared)
    except CorpusError as error:
        if error.problems[0].code not in ("E-ENC-UTF8", "E-ENC-NUL"):
            raise
        used, warnings = _choose(content, path, declared)
        lines = _tidied(content.decode(used, "surrogateescape")).split("\n")
        if not 0 < sum(bool(_SPOILED.search(line)) for line in lines) <= max(1, len(lines) // _FEW):
            raise
        return "\n".join(lines), used.removesuffix("-sig"), warnings


def _tidied(text: str) -> str:
    """Line ends as one character, and no byte-order marks before the text, of which some programs write two."""
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _check_kind(content: bytes, path: str) -> None:
    other = next((what for magic, what in _MAGIC if content.startswith(magic)), "")
    if not other and _PAGE.match(content) and not path.lower().endswith(_PAGE_ENDINGS):
        other = "a web page"
    if other:
        raise reject(
            path,
            "E-FMT-KIND",
            found=f"the content is {other}, whatever the ending says",
            remedy="give the file the ending of what it is, or save it as plain text",
        )


def _choose(content: bytes, path: str, declared: str | None) -> tuple[str, tuple[Problem, ...]]:
    """Return the encoding to read with: by mark, by declaration unless the bytes speak against it, or UTF-8."""
    mark = next((name for mark, name in _BOMS if content.startswith(mark)), "")
    if mark or not declared:
        return mark or "utf-8", ()
    if not _is_encoding(declared):
        raise reject(
            path,
            "E-ENC-DECLARED",
            found=f"it is declared as {declared!r}, which is no encoding",
            remedy=_nearest_encoding(declared),
        )
    if _is_utf8_after_all(content, declared):
        return "utf-8", (_conflict(path, declared, "the bytes are valid UTF-8", "UTF-8"),)
    if codecs.lookup(declared).name == _LATIN_1 and _C1.search(content):
        return "cp1252", (_conflict(path, declared, "there are characters that only Windows has", "Windows-1252"),)
    return declared, ()


def _is_utf8_after_all(content: bytes, declared: str) -> bool:
    """Whether the bytes are UTF-8 beyond doubt: letters beyond ASCII, or no control among what should be UTF-16."""
    name = codecs.lookup(declared).name
    if name.startswith("utf-8") or (not name.startswith(_WIDE) and content.isascii()):
        return False
    if name.startswith(_WIDE) and _CONTROLS.search(content):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _conflict(path: str, declared: str, but: str, used: str) -> Problem:
    return Problem(
        code="E-ENC-CONFLICT",
        path=path,
        severity="warning",
        found=f"declared as {declared}, but {but}",
        action=f"read as {used}",
        remedy="correct the declaration, or leave it out for this file",
    )


def _strictly(content: bytes, used: str, *, path: str, given: bool) -> str:
    """Return the text; every byte must fit."""
    shift = None if codecs.lookup(used).name.startswith((*_WIDE, "iso2022")) else _SHIFT.search(content)
    if shift:
        found = "the alphabet is changed as in ISO 2022, which is not UTF-8"
        raise _misfit(content, shift.start(), found, path=path, given=given)
    try:
        return content.decode(used)
    except UnicodeDecodeError as error:
        found = f"0x{content[error.start]:02X} is not {'UTF-8' if used.startswith('utf-8') else used}"
        raise _misfit(content, error.start, found, path=path, given=given or not used.startswith("utf-8")) from error
    except UnicodeError as error:
        raise reject(path, "E-ENC-DECLARED", found=f"the bytes are not {used}", remedy=_SAVE_AGAIN) from error


def _misfit(content: bytes, start: int, found: str, *, path: str, given: bool) -> CorpusError:
    line = content.count(b"\n", 0, start) + 1
    return reject(
        path,
        "E-ENC-DECLARED" if given else "E-ENC-UTF8",
        found=found,
        place=f"byte {start} (line {line})",
        action="skipped: the text would be a guess",
        remedy=_SAVE_AGAIN,
    )
