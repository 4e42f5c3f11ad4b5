"""Highlights exported from Taguette: as CSV or XLSX (id, document, tag, content), or the whole project as sqlite3."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from caatext.coding.highlights import Export, Highlight
from caatext.coding.spreadsheets import Sheet, unreadable

COLUMNS = frozenset({"document", "tag", "content"})
_HIGHLIGHTS = """
    SELECT h.id, d.name, h.snippet, t.path FROM highlights AS h
    JOIN documents AS d ON d.id = h.document_id
    LEFT JOIN highlight_tags AS ht ON ht.highlight_id = h.id
    LEFT JOIN tags AS t ON t.id = ht.tag_id
    ORDER BY h.id, t.path
"""


def read_taguette_table(sheet: Sheet, *, coder_id: str) -> Export:
    """Return the highlights of a CSV or XLSX export.

    Only documents with a highlight stand in such an export; one that was read and not marked at all is not in it.
    """
    highlights = tuple(
        Highlight(
            place=f"row {row.number}",
            coder_id=coder_id,
            document=row.cells.get("document", ""),
            snippet=row.cells.get("content", ""),
            tag=row.cells.get("tag", ""),
        )
        for row in sheet.rows
    )
    return Export(highlights, tuple((coder_id, name) for name in sorted({h.document for h in highlights})))


def read_taguette_project(path: Path, *, coder_id: str) -> Export:
    """Return the highlights of a project exported as sqlite3, with all its documents and tags.

    Raises
    ------
    CorpusError
        This is no Taguette project.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            found = database.execute(_HIGHLIGHTS).fetchall()
            documents = [str(name) for (name,) in database.execute("SELECT name FROM documents ORDER BY id")]
            tags = [str(name) for (name,) in database.execute("SELECT path FROM tags ORDER BY path")]
    except sqlite3.Error as error:
        raise unreadable(str(path), f"this is no Taguette project: {error}") from error
    highlights = tuple(
        Highlight(f"highlight {number}", coder_id, str(name), _plain(str(snippet)), str(tag or ""))
        for number, name, snippet, tag in found
    )
    return Export(highlights, tuple((coder_id, name) for name in documents), tuple(tags))


def _plain(snippet: str) -> str:
    """Return the words of a highlight, which the database keeps as HTML."""
    from lxml import html

    return str(html.fromstring(f"<div>{snippet}</div>").text_content())
