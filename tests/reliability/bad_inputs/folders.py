"""Names, links, pipes, wrong endings, and manifests (threats 5, 18, 19, 25)."""

from __future__ import annotations

import gzip
import os
import socket
import zipfile
from io import BytesIO
from pathlib import Path

from bad_inputs.cases import Case, ignored, read, rejected, story

#: File names that some system or program stumbles over; all of them are texts.
NAMES = (
    "-rf.txt",
    "con.txt",
    "NUL.txt",
    "a b  c.txt",
    " leading.txt",
    "quote'\"`.txt",
    "dollar$(x).txt",
    "semi;colon.txt",
    "%2e%2e%2f.txt",
    "per%s%n.txt",
    "ünïcödé.txt",
    "日本語.txt",
    "emoji😀.txt",
    "א.txt",
    "{{7*7}}.txt",
    "<script>alert(1)</script>.txt".replace("/", "\\"),
    "=1+1.txt",
    "dot..txt",
    "two.endings.pdf.txt",
    "x" * 240 + ".txt",
    "back\\slash.txt",
    "star*.txt",
    "question?.txt",
    "[glob].txt",
    "~tilde.txt",
    "#hash.txt",
    "null.txt",
    "LOUD.TXT",
)
#: Names with characters that must not reach a terminal.
SHARP = {
    "escape": "\x1b[31mred.txt",
    "line-end": "two\nlines.txt",
    "bell": "bell\x07.txt",
    "override": "\u202etxt.exe.txt",
}


def name_cases() -> list[Case]:
    cases = [read(f"name-{number:02d}", 18, name, story(f"name-{number:02d}")) for number, name in enumerate(NAMES)]
    for kind, name in SHARP.items():
        cases.append(read(f"name-{kind}", 25, name, story(f"name-{kind}")))
        cases.append(rejected(f"bad-{kind}", 25, name, b"K\xf6ln", "E-ENC-UTF8", place="byte 1"))
    latin = os.fsdecode(b"K\xf6ln.txt")
    return [
        *cases,
        read("name-latin-1", 25, latin, story("name-latin-1")),
        read(
            "names-composed-and-not",
            5,
            "caf\u00e9.txt",
            "Composed words.",
            beside={"cafe\u0301.txt": b"Other words."},
            n=2,
            has=("words.",),
        ),
        read(
            "tables-composed-and-not",
            5,
            "caf\u00e9.csv",
            "text\nComposed words.\n",
            beside={"cafe\u0301.csv": b"text\nOther words.\n"},
            n=2,
            has=("words.",),
        ),
        read("names-that-differ-in-case", 5, "Same.txt", "Upper words.", beside={"same.txt": b"Lower words."}, n=2),
        read("names-that-differ-in-ending", 5, "same.txt", "First words.", beside={"same.md": b"Second words."}, n=2),
        read("name-shown-like-another", 5, latin, "First words.", beside={"K\\udcf6ln.txt": b"Second words."}, n=2),
    ]


def link_cases() -> list[Case]:
    def link(target: str) -> object:
        return lambda path: path.symlink_to(target)

    def pipe(path: Path) -> None:
        os.mkfifo(path)

    def door(path: Path) -> None:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(path))

    def loop(path: Path) -> None:
        path.mkdir()
        (path / "again").symlink_to(path)

    cases = [
        rejected("link-to-a-file", 19, "a.txt", link("other.md"), "E-LINK", beside={}),
        rejected("link-to-secrets", 19, "a.txt", link("/etc/passwd"), "E-LINK"),
        rejected("link-to-nothing", 19, "a.txt", link("nowhere.txt"), "E-LINK"),
        rejected("link-to-itself", 19, "a.txt", link("a.txt"), "E-LINK"),
        rejected("link-to-a-folder", 19, "away", link("/etc"), "E-LINK"),
        rejected("link-out-of-the-folder", 19, "a.txt", link("../../../../etc/hostname"), "E-LINK"),
    ]
    if hasattr(os, "mkfifo"):
        cases.append(rejected("pipe", 19, "a.txt", pipe, "E-LINK"))
        cases.append(rejected("pipe-as-table", 19, "a.csv", pipe, "E-LINK"))
    if hasattr(socket, "AF_UNIX"):
        cases.append(rejected("socket", 19, "a.txt", door, "E-LINK"))
    cases.append(Case(name="folder-loop", threat=19, file="loop", content=loop, n=0, code="E-LINK"))
    return cases  # type: ignore[return-value]


def _zipped() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("../../canary.txt", "climbed")
    return stream.getvalue()


def ending_cases() -> list[Case]:
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 40
    wrong = {
        "pdf-named-txt": ("a.txt", b"%PDF-1.7\n1 0 obj", "E-FMT-KIND"),
        "zip-named-md": ("a.md", _zipped(), "E-FMT-KIND"),
        "rtf-named-txt": ("a.txt", rb"{\rtf1\ansi Words.}", "E-FMT-KIND"),
        "old-word-named-txt": ("a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "E-FMT-KIND"),
        "png-named-txt": ("a.txt", png, "E-FMT-KIND"),
        "gzip-named-csv": ("a.csv", gzip.compress(b"text\nOne.\n"), "E-FMT-KIND"),
        "parquet-named-csv": ("a.csv", b"PAR1words", "E-FMT-KIND"),
        "jpeg-named-html": ("a.html", b"\xff\xd8\xff\xe0\0\x10JFIF\0", "E-FMT-KIND"),
        "sqlite-named-jsonl": ("a.jsonl", b"SQLite format 3\0" + b"\0" * 90, "E-FMT-KIND"),
        "page-named-txt": ("a.txt", b"<!DOCTYPE html><html><p>Words.</p></html>", "E-FMT-KIND"),
        "page-named-csv": ("a.csv", b"\n<html><body><p>Not found, sorry</p></body></html>", "E-FMT-KIND"),
        "page-named-docx": ("a.docx", b"<html><p>Words.</p></html>", "E-FMT-DOCX"),
        "docx-named-pdf": ("a.pdf", _zipped(), "E-FMT-PDF"),
        "unknown": ("a.xyz", b"Words.", "E-TYPE"),
        "no-ending": ("words", b"Words.", "E-TYPE"),
        "old-word": ("a.doc", b"x", "E-TYPE"),
        "rich-text": ("a.rtf", b"{\\rtf1 x}", "E-TYPE"),
        "archive": ("a.zip", _zipped(), "E-TYPE"),
        "packed": ("a.txt.gz", b"\x1f\x8b", "E-TYPE"),
        "spreadsheet": ("a.xlsx", _zipped(), "E-TYPE"),
        "pickle": ("a.pkl", b"cos\nsystem\n(S'x'\ntR.", "E-TYPE"),
        "backup": ("a.txt~", b"x", "E-TYPE"),
        "blank-after-ending": ("a.txt ", b"Words.", "E-TYPE"),
    }
    passed = {
        "system-file": (".DS_Store", "system file"),
        "thumbnails": ("Thumbs.db", "system file"),
        "mac-twin": ("._a.txt", "system file"),
        "word-lock": ("~$ay.docx", "lock file"),
        "office-lock": (".~lock.a.docx#", "lock file"),
        "hidden": (".draft.txt", "hidden"),
        "readme": ("README.md", "readme"),
        "licence": ("LICENCE", "license"),
    }
    cases = [rejected(f"ending-{name}", 2, file, content, code) for name, (file, content, code) in wrong.items()]
    return cases + [ignored(f"passed-{name}", 37, file, b"Words.", rule) for name, (file, rule) in passed.items()]


def manifest_cases() -> list[Case]:
    def table(name: str, lines: str, threat: int, **expected: object) -> Case:
        return read(
            name,
            threat,
            "table.csv",
            f"path,author\n{lines}",
            n=1,
            whole="Plain words.",
            beside={"a.txt": b"Plain words."},
            **expected,
        )

    def bad(name: str, row: str, code: str, threat: int) -> Case:
        rows = (("row 2 (line 3)", code),)
        return table(
            f"manifest-{name}",
            f"a.txt,Keshla Imbraquell\n{row},X\n",
            threat,
            rows=rows,
            docvars={"author": "Keshla Imbraquell"},
        )

    return [
        bad("climbs", "../../../etc/passwd", "E-PATH-OUTSIDE", 18),
        bad("absolute", "/etc/passwd", "E-PATH-OUTSIDE", 18),
        bad("backslashes", "..\\..\\..\\..\\etc\\passwd", "E-PATH-OUTSIDE", 18),
        bad("drive", "C:\\Windows\\a.txt", "E-META-FILE", 18),
        bad("absent", "b.txt", "E-META-FILE", 7),
        bad("blank", '" "', "E-META-FILE", 7),
        bad("twice", "a.txt", "E-META-FILE", 5),
        bad("twice-by-another-way", "./x/../a.txt", "E-META-FILE", 5),
        bad("itself", "table.csv", "E-META-FILE", 5),
        bad("controls", "\x1b[31ma.txt", "E-META-FILE", 25),
        bad("address", "http://127.0.0.1:9/a.txt", "E-META-FILE", 20),
        table("manifest-keeps-strings", "a.txt,NA\n", 6, docvars={"author": "NA"}),
        table("manifest-blank-value", "a.txt,\n", 7, docvars={"author": ""}),
        read(
            "manifest-composed",
            5,
            "table.csv",
            "path,author\ncafe\u0301.txt,NO\n",
            n=1,
            docvars={"author": "NO"},
            beside={"caf\u00e9.txt": b"Plain words."},
        ),
        read(
            "manifest-reaches-a-neighbor",
            18,
            "table.csv",
            "path,author\n../control/plain.txt,Intruder\n",
            n=0,
            rows=(("row 1 (line 2)", "E-META-FILE"),),
        ),
    ]


def cases() -> list[Case]:
    """Return all entries of this kind."""
    return [*name_cases(), *link_cases(), *ending_cases(), *manifest_cases()]
