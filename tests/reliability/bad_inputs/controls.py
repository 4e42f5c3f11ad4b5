"""Seven good files, one of each kind: they must come through whatever lies beside them."""

from __future__ import annotations

from bad_inputs.cases import Case, read, story
from bad_inputs.pages import page
from bad_inputs.prints import one_page
from bad_inputs.words import body, docx

_HEAD = "author: Keshla Imbraquell\ndate: 2025-10-19"
_SAID = {"author": "Keshla Imbraquell", "date": "2025-10-19"}


def _rows(separator: str, name: str) -> str:
    text = story(name, gap=" ")
    return f"text{separator}author{separator}date\n{text}{separator}Keshla Imbraquell{separator}2025-10-19\n"


def controls() -> list[Case]:
    """Return the control files."""
    line = '{"text": "' + story("control-jsonl", gap=" ") + '", "author": "Keshla Imbraquell", "date": "2025-10-19"}\n'
    return [
        read("control-txt", 0, "plain.txt", story("control-txt"), whole=story("control-txt")),
        read("control-md", 0, "marked.md", f"---\n{_HEAD}\n---\n\n{story('control-md')}", docvars=_SAID),
        read(
            "control-csv", 0, "rows.csv", _rows(",", "control-csv"), docvars=_SAID, whole=story("control-csv", gap=" ")
        ),
        read("control-jsonl", 0, "lines.jsonl", line, docvars=_SAID, whole=story("control-jsonl", gap=" ")),
        read(
            "control-html",
            0,
            "page.html",
            page("control-html", head='<meta name="author" content="Keshla Imbraquell">'),
            docvars={"author": "Keshla Imbraquell"},
        ),
        read("control-docx", 0, "word.docx", docx(body("control-docx"))),
        read("control-pdf", 0, "print.pdf", one_page("control-pdf")),
    ]
