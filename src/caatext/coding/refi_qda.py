"""Projects in the exchange format REFI-QDA 1.5 (qdpx), which ATLAS.ti, MAXQDA, NVivo, QualCoder and others write."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from caatext.coding.highlights import Export, Highlight, occurrence
from caatext.coding.spreadsheets import check_archive, read_bytes, unreadable

Element: TypeAlias = Any  # lxml has no types of its own
_INTERNAL = "internal://"


def read_refi_qda(path: Path, *, coder_id: str) -> Export:
    """Return the coded text selections of a project.

    Nothing is written to disk: parts are read from the archive by name, and a name that leads out of it names nothing.
    Positions count code points, as the standard says; the texts of the project are used with them, not the corpus.

    Parameters
    ----------
    path : Path
        A ``.qdpx`` file.
    coder_id : str
        Who coded, where the project does not name its users. Otherwise each coding belongs to the user who made it.

    Raises
    ------
    CorpusError
        The file is damaged, unpacks to too much, declares entities, or is no project.
    """
    content = read_bytes(path)
    check_archive(content, str(path))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name.casefold(): name for name in archive.namelist()}
        description = next((name for low, name in parts.items() if low.endswith(".qde") and "/" not in low), "")
        if not description:
            raise unreadable(str(path), "there is no project description (project.qde) in it")
        project = parse_xml(archive.read(description), f"{path}: {description}")
        sources = {
            source.get("guid", ""): (source.get("name", ""), _text(source, archive, parts), source)
            for source in _all(project, "TextSource")
        }
    codes = {code.get("guid", ""): code.get("name", "") for code in _all(project, "Code")}
    users = {user.get("guid", ""): user.get("name", "").strip().casefold() for user in _all(project, "User")}
    highlights = [
        highlight
        for name, text, source in sources.values()
        for highlight in _selections(source, name, text, codes, users, coder_id)
    ]
    coders = sorted({highlight.coder_id for highlight in highlights} or {coder_id})
    documents = [(coder, name) for coder in coders for name, _, _ in sources.values()]
    return Export(tuple(highlights), tuple(documents), tuple(sorted(set(codes.values()))))


def parse_xml(content: bytes, path: str) -> Element:
    """Return the root of an XML text; no entity is resolved, no file and no network is asked.

    Raises
    ------
    CorpusError
        It is no XML, or declares a document type, inside which entities could be.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise unreadable(path, f"this is no XML: {error}") from error
    if root.getroottree().docinfo.doctype:
        raise unreadable(path, "it declares a document type, which can hold entities", code="E-FMT-DTD")
    return root


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _all(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.iter() if _name(element) == name)


def _text(source: Element, archive: zipfile.ZipFile, parts: dict[str, str]) -> str:
    """Return the plain text of a source: inside the description, or a part of the archive."""
    inside = next(_all(source, "PlainTextContent"), None)
    if inside is not None:
        return str(inside.text or "")
    named = str(source.get("plainTextPath", "")).removeprefix(_INTERNAL).casefold()
    part = next((parts[name] for name in (f"sources/{named}", named) if name in parts), "")
    return archive.read(part).decode("utf-8-sig", "replace") if part else ""


def _selections(
    source: Element, document: str, text: str, codes: dict[str, str], users: dict[str, str], coder_id: str
) -> Iterator[Highlight]:
    for selection in _all(source, "PlainTextSelection"):
        start, end = (_position(selection.get(name)) for name in ("startPosition", "endPosition"))
        words = occurrence(text, start, end) if 0 <= start < end <= len(text) else ("", 0, 0)
        for coding in _all(selection, "Coding"):
            user = users.get(coding.get("creatingUser", ""), "")
            for reference in _all(coding, "CodeRef"):
                yield Highlight(
                    place=f"selection {start}-{end} of '{document}'",
                    coder_id=user or coder_id,
                    document=document,
                    snippet=words[0],
                    tag=codes.get(reference.get("targetGUID", ""), ""),
                    nth=words[1],
                    n_like=words[2],
                )


def _position(value: str | None) -> int:
    return int(value) if value and value.isdecimal() else -1
