"""A second, cheap count of what a file holds, by other means than the parser's: text that was cut shows in it."""

from __future__ import annotations

import re
import zipfile
import zlib
from base64 import a85decode
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import PurePosixPath

from caatext.corpus.documents import count_words
from caatext.corpus.readings import Reading
from caatext.errors import Problem

#: So much more than the parser read is too much.
SHARE = 1.2
#: One file of so many is looked at again, and the first of each kind.
ONE_OF = 100
_UNPACKED = 50_000_000
_RUN = re.compile(r"<w:t(?:\s[^>]*)?>([^<]*)</w:t>|<w:(?:p|tab|br|cr)\b")
_TWICE = re.compile(r"<mc:Fallback>.*?</mc:Fallback>|<w:moveFrom\b.*?</w:moveFrom>", re.DOTALL)
_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_STREAM = re.compile(rb"stream\r?\n")
_SHOWN = re.compile(rb"\((?:[^()\\]|\\.)*\)|<([0-9A-Fa-f\s]+)>")
_BEGIN_TEXT, _END_TEXT = re.compile(rb"\bBT\b"), re.compile(rb"\bET\b")
_PROSE = frozenset(("p", "li", "blockquote", "pre", "dd", "figcaption"))
_PASSED = frozenset(("head", "script", "style", "noscript", "template", "svg", "nav", "footer", "header", "aside",
                     "form", "button", "select"))  # fmt: skip


def is_chosen(digest: str) -> bool:
    """Whether the file with this SHA-256 belongs to the sample of one in `ONE_OF`.

    Examples
    --------
    >>> is_chosen("64"), is_chosen("65")
    (True, False)
    """
    return int(digest, 16) % ONE_OF == 0


def look_again(content: bytes, reading: Reading, *, path: str) -> tuple[Problem, ...]:
    """Return a warning where a plain count of a Word file, page or PDF finds over a fifth more than was read.

    Notes
    -----
    The count is rough: a page may hold comments that are no part of its article. It says where to look.
    """
    kind = PurePosixPath(path).suffix.lower()
    if kind not in _COUNTS:
        return ()
    unit, count, count_read = _COUNTS[kind]
    text = "\n".join(text for record in reading.records for _, text in record.paragraphs)
    n_read, n_found = count_read(text), count(content)
    if n_found <= SHARE * n_read:
        return ()
    return (
        Problem(
            code="E-FMT-CUT",
            path=path,
            severity="warning",
            found=f"a second count finds {n_found:,} {unit} where {n_read:,} were read",
            action="read: look whether text is missing",
            remedy="compare the text with the file; save it as txt if something is missing",
        ),
    )


def _words_of_word_file(content: bytes) -> int:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = set(archive.namelist())
        parts = [archive.open(name).read(_UNPACKED).decode("utf-8", "replace") for name in _PARTS if name in names]
    runs = (match.group(1) for part in parts for match in _RUN.finditer(_TWICE.sub("", part)))
    return count_words("".join("\n" if run is None else unescape(run) for run in runs))


class _Prose(HTMLParser):
    """The words of a page that stand in paragraphs and lists, outside menus, headers and footers."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _PROSE and tag in self._open and self._open[-1] == tag:
            self._open.pop()  # <p> and <li> close one another
        if tag in _PROSE or tag in _PASSED:
            self._open.append(tag)
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if self._open and not _PASSED.intersection(self._open):
            self.pieces.append(data)


def _words_of_page(content: bytes) -> int:
    parser = _Prose()
    parser.feed(content.decode("utf-8", "replace"))
    return count_words("".join(parser.pieces))


def _letters_of_pdf(content: bytes) -> int:
    """Return how many glyphs the text objects of a PDF show; a code in pointed brackets has two bytes at least."""
    n_letters = 0
    for stream in _streams(content):
        # Parted and not matched as a pair: without an end each beginning would be followed to the end of the file.
        parts = [_END_TEXT.split(part, maxsplit=1) for part in _BEGIN_TEXT.split(stream)[1:]]
        for shown in (part[0] for part in parts if len(part) > 1):
            for match in _SHOWN.finditer(shown):
                code = match.group(1)
                if code is None:
                    n_letters += len(re.sub(rb"\\(\d{1,3}|.)|\s", lambda m: b"x" if m[1] else b"", match.group()[1:-1]))
                else:
                    n_letters += len(re.sub(rb"\s", b"", code)) // 4
    return n_letters


def _streams(content: bytes) -> Iterator[bytes]:
    """Yield the streams of a PDF unpacked, as far as they are packed in the usual way and of sensible size."""
    for match in _STREAM.finditer(content):
        end = content.find(b"endstream", match.end())
        packed = content[match.end() : end if end >= 0 else len(content)]
        with suppress(ValueError):
            packed = a85decode(b"<~" + packed.strip(), adobe=True)
        try:
            yield zlib.decompressobj().decompress(packed, _UNPACKED)
        except zlib.error:
            yield packed


def _letters(text: str) -> int:
    return len(re.sub(r"\s", "", text))


#: Of each kind: what is counted, how it is counted in the file, and how in what was read.
_COUNTS: Mapping[str, tuple[str, Callable[[bytes], int], Callable[[str], int]]] = {
    ".docx": ("words", _words_of_word_file, count_words),
    ".html": ("words", _words_of_page, count_words),
    ".htm": ("words", _words_of_page, count_words),
    ".pdf": ("letters", _letters_of_pdf, _letters),
}
