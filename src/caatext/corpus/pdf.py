"""PDF files: the text layer of the pages, with lines joined to paragraphs."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from caatext.corpus.readings import Reading, Record, reject
from caatext.errors import CorpusError, Problem

if TYPE_CHECKING:
    from pypdf import DocumentInformation, PageObject, PdfReader

#: What programs write where nobody said anything.
_NOT_SAID = ("anonymous", "(anonymous)", "untitled", "(untitled)", "unspecified", "(unspecified)")
_ENDS_SENTENCE = re.compile(r"[.!?:…][\"'”’»)\]]*$")
#: A line shorter than this share of a full line may end a paragraph.
_SHORT = 0.8
_DASHES = "-­"
#: The part of the parser that unpacks pages: where it found fault, text is missing.
_STREAMS = "pypdf.filters"
_RECOGNIZE = "run text recognition on it and save the result as txt"
#: What stands where a font does not say which letters its shapes are: their names, numbers, or characters of none.
_NO_LETTERS = re.compile(
    r"\(cid:\d+\)|/[A-Za-z]{0,3}_?\d{1,5}(?=[\s/]|$)|"
    r"[\x01-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\U000f0000-\U0010fffd]"
)
_NO_LETTERS_SHARE = 0.1
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


def read_pdf(content: bytes, *, path: str, encoding: str | None = None) -> Reading:
    """Return a PDF as one document; lines are joined to paragraphs, words parted at a line's end are mended.

    Where a paragraph ends is inferred from short lines, since the file does not say it. The day the file was
    made is kept as ``created``; it is no publication date.

    Raises
    ------
    CorpusError
        No PDF, locked, damaged, a page after the first is a picture without text, or a page has no letters.
    """
    from pypdf.errors import LimitReachedError

    if b"%PDF-" not in content[:1024]:
        raise reject(path, "E-FMT-PDF", found="this is no PDF", remedy="save it again as PDF, or as txt")
    with _remarks() as remarks:
        try:
            reader = _open(content, path)
            read = [_read_page(page) for page in reader.pages]
            pages = [text for text, _ in read]
            pictures = [
                not text.strip() and len(page.images) > 0 for page, text in zip(reader.pages, pages, strict=True)
            ]
            n_pages, docvars = _said_pages(reader), _docvars(reader.metadata)
        except (CorpusError, MemoryError):
            raise
        except LimitReachedError as error:
            raise reject(path, "E-BOMB", found="it unpacks to too much", remedy="save it again as PDF") from error
        except Exception as error:  # the parser raises anything at all on damaged bytes
            raise _damaged(path) from error
    if _STREAMS in remarks or n_pages > len(pages):
        raise _damaged(path)
    problems = (*_check_pages(pages, pictures, path), *_repaired(remarks, path))
    _check_letters(read, path)
    paragraphs = tuple(("", paragraph) for paragraph in join_lines(pages))
    record = Record(paragraphs=paragraphs, docvars=docvars)
    return Reading(records=(record,), problems=problems, n_characters=sum(map(len, pages)))


def _open(content: bytes, path: str) -> PdfReader:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _locked(path)
        len(reader.pages)
    except (DependencyError, NotImplementedError) as error:
        raise _locked(path) from error
    return reader


def _read_page(page: PageObject) -> tuple[str, int]:
    """Return the text of a page, and how many of its characters are no letters."""
    lost = 0

    def look(text: str, _position: object, _matrix: object, font: Mapping[str, Any] | None, _size: float) -> None:
        nonlocal lost
        lost += len(text.strip()) if font and _has_numbers_only(font) else 0

    text = (page.extract_text(visitor_text=look) or "").translate(_LIGATURES)
    return text, lost + sum(len(match.group()) for match in _NO_LETTERS.finditer(text))


def _has_numbers_only(font: Mapping[str, Any]) -> bool:
    """Whether a font numbers its shapes and does not say which letters they are."""
    return "/ToUnicode" not in font and font.get("/Encoding") in ("/Identity-H", "/Identity-V")


def _said_pages(reader: PdfReader) -> int:
    """Return how many pages the file says it has; some programs leave it out or count wrong, but never too many."""
    tree = reader.root_object["/Pages"].get_object()
    said = tree.get("/Count", 0) if isinstance(tree, dict) else 0
    return said if isinstance(said, int) else 0


class _Names(logging.Handler):
    """Keep only which logger spoke."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self.names = names

    def emit(self, record: logging.LogRecord) -> None:
        self.names.append(record.name)


@contextmanager
def _remarks() -> Iterator[list[str]]:
    """Collect which parts of the parser passed over a fault; its log is the only place that says so."""
    parts: list[str] = []
    log = logging.getLogger("pypdf")

    handler = _Names(parts)
    log.addHandler(handler)
    propagate, log.propagate = log.propagate, False
    try:
        yield parts
    finally:
        log.removeHandler(handler)
        log.propagate = propagate


def _repaired(remarks: Sequence[str], path: str) -> tuple[Problem, ...]:
    if not remarks:
        return ()
    return (
        Problem(
            code="E-FMT-PDF",
            path=path,
            severity="warning",
            found=f"the file has {len(remarks)} fault(s) in its structure",
            action="read as far as it could be repaired",
            remedy="compare the text with the pages; save the file again as PDF if something is missing",
        ),
    )


def _damaged(path: str) -> CorpusError:
    return reject(path, "E-FMT-PDF", found="the file is damaged", remedy="save it again as PDF, or as txt")


def _locked(path: str) -> CorpusError:
    return reject(path, "E-PWD", found="the file is locked with a password", remedy="save it without the password")


def _check_pages(pages: Sequence[str], pictures: Sequence[bool], path: str) -> tuple[Problem, ...]:
    """Refuse a document with a hole in its text; a first page that is a picture is only a warning."""
    empty = [str(number) for number, picture in enumerate(pictures, start=1) if picture]
    if not any(page.strip() for page in pages):
        raise reject(path, "E-SCAN", found="no page has a text layer", remedy=_RECOGNIZE)
    if empty and empty != ["1"]:
        raise reject(
            path,
            "E-SCAN",
            found="pages are pictures without text",
            place=f"page {', '.join(empty)}",
            action="skipped: a text with a hole would be worse than none",
            remedy=_RECOGNIZE,
        )
    if not empty:
        return ()
    return (
        Problem(
            code="E-SCAN",
            path=path,
            place="page 1",
            severity="warning",
            found="the page is a picture without text",
            action="read: the other pages",
            remedy=_RECOGNIZE,
        ),
    )


def _check_letters(read: Sequence[tuple[str, int]], path: str) -> None:
    for number, (text, lost) in enumerate(read, start=1):
        if lost > _NO_LETTERS_SHARE * len(text.strip()):
            raise reject(
                path,
                "E-GLYPH",
                found=f"{lost} of {len(text)} characters are numbers or names of shapes, not letters",
                place=f"page {number}",
                action="skipped: a text with a hole would be worse than none",
                remedy=_RECOGNIZE,
            )


def _docvars(metadata: DocumentInformation | None) -> dict[str, str]:
    if metadata is None:
        return {}
    said = {"title": metadata.title, "author": metadata.author}
    docvars = {name: str(value).strip() for name, value in said.items() if value}
    docvars = {name: "" if value.lower() in _NOT_SAID else value for name, value in docvars.items()}
    try:
        created = metadata.creation_date
    except ValueError:
        created = None
    return {**docvars, "created": created.date().isoformat() if created else ""}


def join_lines(pages: Sequence[str]) -> list[str]:
    r"""Return the paragraphs of pages whose lines are broken by the layout.

    A line ends a paragraph if a blank line follows, or if it is clearly shorter than a full line and either
    ends a sentence or the next line does not begin with a small letter. A number alone in the first or last
    line of a page is its page number. A hyphen at a line's end is taken away before a small letter, unless the
    word stands elsewhere in the document with its hyphen.

    Examples
    --------
    >>> join_lines(["A region of long lines and many val-\nleys, said the man.\nThe end."])
    ['A region of long lines and many valleys, said the man.', 'The end.']
    """
    lines = [line for page in pages for line in _without_number(page)]
    full = sorted(len(line) for line in lines if line)
    width = full[round(0.9 * (len(full) - 1))] if full else 0
    hyphenated = frozenset(re.findall(r"\w+-\w+", "\n".join(lines)))
    paragraphs: list[str] = []
    current = ""
    for position, line in enumerate(lines):
        current = _append(current, line, hyphenated)
        following = lines[position + 1] if position + 1 < len(lines) else ""
        if current and (not following or _ends_paragraph(line, following, width)):
            paragraphs.append(current)
            current = ""
    return paragraphs


def _without_number(page: str) -> list[str]:
    lines = [line.strip() for line in page.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    for end in (0, -1):
        if lines and re.fullmatch(r"[-–— ]*\d{1,4}[-–— ]*", lines[end]):
            lines.pop(end)
    return lines


def _ends_paragraph(line: str, following: str, width: int) -> bool:
    if len(line) >= _SHORT * width or line.endswith(tuple(_DASHES)):
        return False
    return bool(_ENDS_SENTENCE.search(line)) or not following[:1].islower()


def _append(current: str, line: str, hyphenated: frozenset[str]) -> str:
    if not current or not line:
        return current or line
    if current.endswith("­"):
        return current[:-1] + line
    if not re.search(r"\w-$", current):
        return f"{current} {line}"
    head, tail = re.search(r"\w+-$", current), re.match(r"\w+", line)
    whole = (head.group() if head else "") + (tail.group() if tail else "")
    if not line[0].islower() or whole in hyphenated:
        return current + line
    return current[:-1] + line
