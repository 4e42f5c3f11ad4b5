"""Word files: every paragraph in document order, also those in tables, text boxes, insertions and notes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, TypeAlias

from caatext.corpus.readings import Reading, Record, reject
from caatext.errors import CorpusError

Element: TypeAlias = Any  # neither lxml nor python-docx has types that hold here
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
#: Deleted and moved-away text, instructions of fields, paragraphs within (they come by themselves), and the
#: second copy of each text box.
_NOT_SHOWN = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}p", _FALLBACK})
#: Words of a run, and of an equation.
_TEXTS = (f"{_W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t")
_MARKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "‑"}
_NOTES = ("footnotes", "endnotes")
_UNPACKED, _RATIO, _SMALL = 200_000_000, 200, 10_000_000
#: What the template of a library writes where nobody said anything.
_TEMPLATE_AUTHOR = "python-docx"
_LOCKED = 1
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_RESAVE = "open it in a word processor and save it again as docx"


def read_docx(content: bytes, *, path: str, encoding: str | None = None) -> Reading:
    """Return a Word file as one document: headings are sections, notes stand at the end in the section NOTES.

    Deleted text, comments, page headers and page footers are left out. The day the file was made is kept as
    ``created``; it is no publication date.
    """
    _check_archive(content, path)
    with _damage_costs(path):
        return _read(content, path)


def _read(content: bytes, path: str) -> Reading:
    from docx import Document

    document = Document(BytesIO(content))
    if next(document.element.body.iter(f"{_W}altChunk"), None) is not None:
        raise reject(
            path,
            "E-FMT-DOCX",
            found="it holds another file inside, whose text cannot be read",
            remedy=_RESAVE,
        )
    names = {style.style_id: str(style.name) for style in document.styles}
    section, title = "", ""
    paragraphs: list[tuple[str, str]] = []
    for element in _paragraphs(document.element.body):
        text = "".join(_pieces(element)).strip()
        style = names.get(_style_id(element), "")
        if text and style == "Title":
            title = title or text
        elif text and style.startswith("Heading"):
            section = text
        elif text:
            paragraphs.append((section, text))
    paragraphs += [("NOTES", text) for text in _notes(document.part)]
    record = Record(paragraphs=tuple(paragraphs), docvars=_properties(document.core_properties, title))
    return Reading(records=(record,), n_characters=record.n_characters)


def paragraph_lines(content: bytes, *, path: str) -> list[str]:
    """Return every line of a Word file in its order, titles and headings among them."""
    _check_archive(content, path)
    from docx import Document

    with _damage_costs(path):
        body = Document(BytesIO(content)).element.body
        return [line for element in _paragraphs(body) for line in "".join(_pieces(element)).split("\n")]


@contextmanager
def _damage_costs(path: str) -> Iterator[None]:
    """Say of whatever the parser raises that the file is damaged."""
    try:
        yield
    except (CorpusError, MemoryError):
        raise
    except Exception as error:
        raise _damaged(path) from error


def _check_archive(content: bytes, path: str) -> None:
    """Refuse what is no Word file, is locked, unpacks to too much, or declares entities."""
    if content.startswith(_OLD_WORD):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise _locked(path)
        raise reject(path, "E-FMT-DOCX", found="this is an old Word file (doc), no docx", remedy=_RESAVE)
    with _damage_costs(path), zipfile.ZipFile(BytesIO(content)) as archive:
        size = sum(info.file_size for info in archive.infolist())
        if size > _UNPACKED or (size > _SMALL and size > _RATIO * len(content)):
            raise reject(path, "E-BOMB", found=f"it unpacks from {len(content):,} to {size:,} bytes", remedy=_RESAVE)
        if any(info.flag_bits & _LOCKED for info in archive.infolist()):
            raise _locked(path)
        for name in archive.namelist():
            if _has_doctype(archive.read(name)):
                raise reject(path, "E-FMT-DTD", found=f"its part {name} declares entities", remedy=_RESAVE)


def _has_doctype(part: bytes) -> bool:
    return b"<!DOCTYPE" in part or "<!DOCTYPE".encode("utf-16-le") in part or "<!DOCTYPE".encode("utf-16-be") in part


def _locked(path: str) -> CorpusError:
    return reject(path, "E-PWD", found="the file is locked with a password", remedy="save it without the password")


def _damaged(path: str) -> CorpusError:
    return reject(path, "E-FMT-DOCX", found="the file is damaged, or is no Word file", remedy=_RESAVE)


def _paragraphs(body: Element) -> Iterator[Element]:
    """Yield every paragraph in document order, once."""
    for element in body.iter(f"{_W}p"):
        if not any(parent.tag in (_FALLBACK, f"{_W}del", f"{_W}moveFrom") for parent in element.iterancestors()):
            yield element


def _pieces(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag in _NOT_SHOWN:
            continue
        if child.tag in _TEXTS:
            yield child.text or ""
        elif child.tag in _MARKS:
            yield _MARKS[child.tag]
        else:
            yield from _pieces(child)


def _style_id(element: Element) -> str:
    style = element.find(f"{_W}pPr/{_W}pStyle")
    return "" if style is None else str(style.get(f"{_W}val"))


def _notes(part: Element) -> Iterator[str]:
    from docx.oxml import parse_xml

    for kind in _NOTES:
        for related in part.rels.values():
            if related.reltype.endswith(f"/{kind}") and not related.is_external:
                for element in _paragraphs(parse_xml(related.target_part.blob)):
                    text = "".join(_pieces(element)).strip()
                    if text:
                        yield text


def _properties(core: Element, title: str) -> dict[str, str]:
    if core.author == _TEMPLATE_AUTHOR:
        return {"title": core.title or title, "author": "", "created": ""}
    created = core.created.date().isoformat() if core.created else ""
    return {"title": core.title or title, "author": core.author or "", "created": created}
