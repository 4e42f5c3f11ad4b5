"""Gate 2: any bytes give a reading or a problem, and a text written in a format comes back, for eight parsers."""

from __future__ import annotations

import csv
import io
import json
import sys
from html import escape
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from caatext.corpus.documents import WORD
from caatext.corpus.formats import PARSERS
from caatext.corpus.readings import Reading
from caatext.errors import CorpusError

sys.path.insert(0, str(Path(__file__).parent))  # the generator is a package there

from bad_inputs.controls import controls
from bad_inputs.prints import assemble, shown, simple, stream
from bad_inputs.words import body, docx, p

CONTROLS = {case.file.rpartition(".")[2]: case.content for case in controls()}
KINDS = ("txt", "md", "html", "pdf", "docx", "csv", "jsonl", "manifest")
#: Examples on a commit: any bytes, and round trips. Those of the slower parsers fit the same few seconds.
SHORT = {"html": (40, 30), "pdf": (150, 50), "docx": (80, 40)}
USUAL = (1000, 50)
FULL = 10_000


def read(kind: str, content: bytes) -> Reading | None:
    """Return what the parser of a kind reads, or nothing where it says what is wrong; nothing else may come."""
    kind = "csv" if kind == "manifest" else kind
    try:
        return PARSERS[f".{kind}"](content, path=f"a.{kind}")
    except CorpusError:
        return None


def read_or_refuse(kind: str, content: bytes) -> None:
    reading = read(kind, content)
    assert reading is None or isinstance(reading, Reading)


def run(check, strategy, *, examples: int) -> None:
    quiet = [
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ]
    settings(max_examples=examples, deadline=None, suppress_health_check=quiet, database=None)(given(strategy)(check))()


#: Pieces that the formats are made of, in orders that nobody writes.
PIECES = {
    "txt": (b"Word ", b"\n\n", b"\r", b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b"\xc3", b"\xa9", b"\x1b$B", b"(cid:1)"),
    "md": (
        b"---\n",
        b"a: ",
        b"- ",
        b"# ",
        b"&x ",
        b"*x",
        b"{",
        b"[",
        b"'",
        b'"',
        b"!!python/x ",
        b"\t",
        b"\n",
        b"|",
        b": ",
    ),
    "html": (
        b"<p>",
        b"</p>",
        b"<div>",
        b"</div>",
        b"<table><td>",
        b"<!--",
        b"-->",
        b"<script>",
        b"</script>",
        b"words ",
        b'<meta charset="',
        b"cp1251",
        b'">',
        b"&amp;",
        b"&#0;",
        b"<body>",
        b"</html>",
        b"<![CDATA[",
        b"<a href='",
    ),
    "pdf": (
        b"<<",
        b">>",
        b"[",
        b"]",
        b"/Kids",
        b"/Type",
        b"/Page",
        b" 2 0 R ",
        b"stream\n",
        b"endstream",
        b"(x)",
        b"BT ",
        b" Tj ",
        b"/F1 9 Tf ",
        b"endobj\n",
        b"xref\n",
        b"trailer ",
        b"-1 ",
        b"99999999999 ",
        b"<AB",
        b"null ",
        b"/Length 9",
        b"/Filter",
    ),
    "docx": (
        b"<w:p>",
        b"</w:p>",
        b"<w:r>",
        b"<w:t>",
        b"words",
        b"</w:t>",
        b"<w:tbl>",
        b"<w:del>",
        b"<!DOCTYPE",
        b"&x;",
        b"<w:sdt>",
    ),
    "csv": (b"text,", b"id,", b"\n", b'"', b",", b";", b"\t", b"\r", b"words", b"\0", b"\xe9", b"\xe2\x80\xa8"),
    "jsonl": (
        b'{"text": ',
        b'"words"',
        b"}",
        b"\n",
        b"[",
        b"null",
        b"1e999",
        b"\\ud800",
        b'"',
        b",",
        b":",
        b"NaN",
        b"\xe9",
        b"\0",
    ),
    "manifest": (b"path,", b"author\n", b"../", b"a.txt", b"\n", b'"', b",", b"/etc", b"\0", b"\xe9", b"C:\\"),
}


def any_bytes(kind: str) -> st.SearchStrategy[bytes]:
    """Bytes at random, pieces of the format at random, and a good file with something put into it."""
    pieces = st.lists(st.one_of(st.sampled_from(PIECES[kind]), st.binary(max_size=4)), max_size=12).map(b"".join)
    if kind == "pdf":
        pieces = pieces | st.lists(pieces, max_size=5).map(lambda parts: simple([stream(part) for part in parts]))
        pieces = pieces | st.lists(pieces, min_size=1, max_size=6).map(assemble)
    if kind == "docx":
        pieces = pieces.map(lambda part: docx(body("x").encode().replace(b"</w:body>", part + b"</w:body>")))
    if kind == "manifest":
        pieces = pieces.map(lambda part: b"path,author\n" + part)
    good = CONTROLS["csv" if kind == "manifest" else kind]
    spoiled = st.builds(lambda at, part: good[:at] + part + good[at + len(part) :], st.integers(0, len(good)), pieces)
    return st.one_of(st.binary(max_size=200), pieces, spoiled)


@pytest.mark.parametrize("kind", KINDS)
def test_any_bytes_are_read_or_refused(kind, effort):
    run(
        lambda content: read_or_refuse(kind, content), any_bytes(kind), examples=effort(SHORT.get(kind, USUAL)[0], FULL)
    )


_LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn"), exclude_characters="\ufeff\ufffd")
_LINE = st.text(_LETTERS, min_size=1, max_size=60).map(str.strip).filter(WORD.search)
#: Letters that XML and the simple fonts of a PDF can write.
_PLAIN = st.text(st.sampled_from("abcdefghij klmnopq rstuvwxyz ÄÖÜäöüß éèà ,.;"), min_size=3, max_size=70)
_PLAIN = _PLAIN.map(lambda line: " ".join(line.split())).filter(WORD.search)
_KIND_MARKS = ("%PDF-", "PK\x03\x04", "{\\rtf", "PAR1", "<html", "<!doctype", "SQLite")


def words(parts) -> list[str]:
    return WORD.findall("\n".join(parts))


def texts(reading: Reading) -> list[str]:
    return [text for record in reading.records for _, text in record.paragraphs]


def txt_comes_back(lines: list[str]) -> None:
    content = "\n\n".join(lines)
    assume(not content.lstrip().lower().startswith(tuple(mark.lower() for mark in _KIND_MARKS)))
    reading = read("txt", content.encode())
    assert "".join(texts(reading)).split() == "".join(lines).split()
    assert words(texts(reading)) == words(lines)


def md_comes_back(drawn: tuple[dict[str, str], list[str]]) -> None:
    values, lines = drawn
    lines = [line.lstrip("#- \u2028\u2029\x85") for line in lines]
    assume(all(WORD.search(line) for line in lines))
    front = yaml.safe_dump({f"k{name}": value for name, value in values.items()}, allow_unicode=True, width=10_000)
    reading = read("md", (f"---\n{front}---\n\n" + "\n\n".join(lines)).encode())
    assert words(texts(reading)) == words(lines)
    docvars = reading.records[0].docvars
    assert {name: docvars[f"k{name}"] for name in values} == {name: value.strip() for name, value in values.items()}


def html_comes_back(lines: list[str]) -> None:
    page = "".join(f"<p>{escape(line)}</p>\n" for line in lines)
    reading = read("html", f"<html><body><article>{page}</article></body></html>".encode())
    assert words(texts(reading)) == words(lines)


def pdf_comes_back(lines: list[str]) -> None:
    reading = read("pdf", simple([stream(shown("\n\n".join(lines)))]))
    assert words(texts(reading)) == words(lines)


def docx_comes_back(lines: list[str]) -> None:
    document = body("x", *(p(escape(line)) for line in lines))
    reading = read("docx", docx(document))
    assert words(texts(reading)[2:-1]) == words(lines)


def csv_comes_back(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("id", "text", "author"), *((f"r{n}", *row) for n, row in enumerate(rows))])
    reading = read("csv", out.getvalue().encode())
    assert [record.doc_id for record in reading.records] == [f"r{n}" for n in range(len(rows))]
    assert words(texts(reading)) == words(text for text, _ in rows)
    assert [record.docvars["author"] for record in reading.records] == [author.strip() for _, author in rows]


def jsonl_comes_back(rows: list[tuple[str, str]]) -> None:
    lines = [json.dumps({"id": f"r{n}", "text": text, "author": author}) for n, (text, author) in enumerate(rows)]
    reading = read("jsonl", "\n".join(lines).encode())
    assert [record.doc_id for record in reading.records] == [f"r{n}" for n in range(len(rows))]
    assert words(texts(reading)) == words(text for text, _ in rows)
    assert [record.docvars["author"] for record in reading.records] == [author.strip() for _, author in rows]


def manifest_comes_back(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("path", "author"), *((f"{path}.txt", author) for path, author in rows)])
    reading = read("manifest", out.getvalue().encode())
    assert [row.path for row in reading.manifest] == [f"{path}.txt".strip() for path, _ in rows]
    assert [row.docvars["author"] for row in reading.manifest] == [author.strip() for _, author in rows]


_LINES = st.lists(_LINE, min_size=1, max_size=6)
_CELL = st.one_of(_LINE, _LINES.map("\n\n".join))
_ROWS = st.lists(st.tuples(_CELL, st.one_of(st.just(""), _LINE)), min_size=1, max_size=5)
_NAMES = st.dictionaries(st.sampled_from("abc"), _LINE, max_size=3)
_PROSE = st.lists(_PLAIN, min_size=1, max_size=6)
ROUND_TRIPS = {
    "txt": (txt_comes_back, _LINES),
    "md": (md_comes_back, st.tuples(_NAMES, _LINES)),
    "html": (html_comes_back, _PROSE),
    "pdf": (pdf_comes_back, _PROSE),
    "docx": (docx_comes_back, _PROSE),
    "csv": (csv_comes_back, _ROWS),
    "jsonl": (jsonl_comes_back, _ROWS),
    "manifest": (manifest_comes_back, st.lists(st.tuples(_LINE, _LINE), min_size=1, max_size=5)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_comes_back_from_its_format(kind, effort, gate):
    check, strategy = ROUND_TRIPS[kind]
    examples = effort(SHORT.get(kind, USUAL)[1], FULL)
    run(check, strategy, examples=examples)
    gate(
        2, f"properties of {kind}", reached=f"{examples:,} examples", asked=f"{FULL:,} examples", holds=examples >= FULL
    )
