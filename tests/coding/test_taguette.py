"""Taguette: highlights as CSV, XLSX and sqlite3 become codings of the sentences they cover."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from openpyxl import Workbook

from caatext.coding.reading import read_codings
from caatext.errors import CorpusError

HIGHLIGHTS = [
    ("1", "d1.md", "hid", "=Velmar closed the gate."),
    ("2", "d1.md", "Own course", "Lunn wrote\nthe draft. The harbor was built by Velmar."),
    ("3", "d2", "hid.2.denied", "+Lunn refused the offer."),
    ("4", "d2", "weather", "Trade went on."),
    ("5", "d2", "hid", "words that are nowhere"),
    ("6", "elsewhere", "hid", "Trade went on."),
    ("7", "elsewhere", "own", "Velmar decides."),
    ("8", "d1.md", "", "Lunn did not object."),
]


def values(found):
    table = found.table[found.table["value"] > 0]
    columns = ["doc_id", "paragraph", "sentence", "frame_id", "value", "polarity"]
    return table[columns].to_numpy().tolist()


EXPECTED = [
    ["d1", 1, 1, "hid", 1, "asserted"],
    ["d1", 2, 1, "own", 1, "asserted"],
    ["d1", 2, 2, "own", 1, "asserted"],
    ["d2", 1, 2, "hid", 2, "denied"],
    ["d3", 1, 2, "own", 1, "asserted"],
]


def write_csv(path):
    cells = [[f'"{cell}"' for cell in row] for row in (("id", "document", "tag", "content"), *HIGHLIGHTS)]
    path.write_bytes("\r\n".join(",".join(row) for row in cells).encode())


def write_xlsx(path):
    book = Workbook()
    book.active.title = "highlights"
    for row in (("id", "document", "tag", "content"), *HIGHLIGHTS):
        book.active.append(row)
        book.active.cell(book.active.max_row, 4).data_type = "s"
    book.save(path)


def write_sqlite(path):
    with closing(sqlite3.connect(path)) as database:
        database.executescript("""
            CREATE TABLE documents (id INTEGER PRIMARY KEY, name TEXT);
            CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER, snippet TEXT);
            CREATE TABLE tags (id INTEGER PRIMARY KEY, path TEXT);
            CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
        """)
        names = list(dict.fromkeys([row[1] for row in HIGHLIGHTS] + ["d3.md"]))
        tags = list(dict.fromkeys(row[2] for row in HIGHLIGHTS if row[2]))
        database.executemany("INSERT INTO documents VALUES (?, ?)", enumerate(names))
        database.executemany("INSERT INTO tags VALUES (?, ?)", enumerate(tags))
        for number, name, tag, words in HIGHLIGHTS:
            snippet = f"<p>{words}</p>".replace("wrote", "<i>wrote</i>")
            database.execute("INSERT INTO highlights VALUES (?, ?, ?)", (int(number), names.index(name), snippet))
            if tag:
                database.execute("INSERT INTO highlight_tags VALUES (?, ?)", (int(number), tags.index(tag)))
        database.commit()


@pytest.mark.parametrize(
    ("ending", "write"), [("csv", write_csv), ("xlsx", write_xlsx), ("sqlite3", write_sqlite)]
)  # fmt: skip
def test_highlights_become_codings_and_none_is_lost(tmp_path, corpus, annotations, codebook, ending, write):
    path = tmp_path / f"Coder A.{ending}"
    write(path)
    found = read_codings(path, corpus, annotations, codebook)
    assert values(found) == EXPECTED
    assert found.coder_ids == ["coder-a"]
    assert (found.n_rows_read, found.n_rows_used) == (8, 4)
    assert [problem.code for problem in found.problems] == [
        "E-ROW-TAG", "E-ROW-HIGHLIGHT", "E-ROW-HIGHLIGHT", "E-ROW-TAG"
    ]  # fmt: skip
    assert all(problem.place and problem.remedy and problem.path == str(path) for problem in found.problems)
    # 'Trade went on.' stands in every article, and no article is named 'elsewhere'
    assert "3 times" in found.problems[2].found


def test_documents_of_the_export_are_coded_whole_and_others_not_at_all(tmp_path, corpus, annotations, codebook):
    write_csv(tmp_path / "c1.csv")
    table = read_codings(tmp_path / "c1.csv", corpus, annotations, codebook).table
    # d3 was found by the words of a highlight only: the export does not say that it was read
    assert table.groupby("doc_id").size().to_dict() == {"d1": 12, "d2": 10, "d3": 1}
    write_sqlite(tmp_path / "c2.sqlite3")
    table = read_codings(tmp_path / "c2.sqlite3", corpus, annotations, codebook).table
    assert table.groupby("doc_id").size().to_dict() == {"d1": 12, "d2": 10, "d3": 6}


def test_a_database_of_something_else_is_refused(tmp_path, corpus, annotations, codebook):
    path = tmp_path / "a.sqlite3"
    path.write_bytes(b"SQLite format 3\x00" + b"x" * 2000)
    with pytest.raises(CorpusError, match="E-FMT-CODINGS"):
        read_codings(path, corpus, annotations, codebook)
    with closing(sqlite3.connect(tmp_path / "b.sqlite3")) as database:
        database.execute("CREATE TABLE x (y)")
    with pytest.raises(CorpusError, match=r"E-FMT-CODINGS.*no such table"):
        read_codings(tmp_path / "b.sqlite3", corpus, annotations, codebook)
