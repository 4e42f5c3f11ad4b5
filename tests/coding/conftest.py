"""Three small articles with a sentence split of their own, a codebook of two frames, and sheets to fill in."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from caatext.annotation.annotations import Annotations
from caatext.coding.sampling import draw_sample
from caatext.coding.sheets import sheet_table, write_sheet
from caatext.corpus.codebook import parse_codebook
from caatext.corpus.documents import build_corpus, build_document
from caatext.tables import make_table

TEXTS = {
    "d1": [
        "=Velmar closed the gate. “Nobody saw it,” said Ossa — twice. Lunn did not object.",
        "Lunn wrote the draft. The harbor was built by Velmar. Trade went on.",
    ],
    "d2": ["Trade went on. +Lunn refused the offer. Ćela 😀 watched it.", "@Ossa asked why. -Nobody answered."],
    "d3": ["Trade went on. Velmar decides.", "Rain fell."],
}
AUTHORS = {"d1": "Writer One", "d2": "Writer Two", "d3": "Writer One"}
CODEBOOK = """
[codebook]
id = "small"
title = "Two frames"
version = "1"
world = false
[[actors]]
id = "velmar"
name = "Velmar"
[[actors]]
id = "lunn"
name = "Lunn"
[[frames]]
id = "hid"
name = "Hidden hand"
definition = "Somebody decides unseen <b>behind</b> the scenes."
include = ["the means are not visible"]
exclude = ["dominance is open"]
roles = [{ id = "dominator", name = "who decides" }]
[[frames]]
id = "own"
name = "Own course"
definition = "A small state chooses."
"""


def build(texts=TEXTS):
    documents, paragraphs, sentences = [], [], []
    for doc_id, parts in texts.items():
        docvars = {"author": AUTHORS.get(doc_id, "Writer Two"), "path": f"{doc_id}.md", "title": f"Title of {doc_id}"}
        document, rows = build_document(doc_id, [("", part) for part in parts], docvars=docvars)
        documents.append(document)
        paragraphs += rows
        for row in rows:
            text = str(document["text"])[row["start"] : row["end"]]
            for number, match in enumerate(re.finditer(r"\S.*?[.](?=\s|$)", text), start=1):
                place = {"doc_id": doc_id, "paragraph": row["paragraph"], "sentence": number}
                start = row["start"] + match.start()
                sentences.append(place | {"start": start, "end": row["start"] + match.end(), "n_words": 3})
    tables = {name: make_table([], name) for name in Annotations.table_names()}
    tables["sentences"] = make_table(sentences, "sentences")
    tables["quotes"] = make_table(
        [{"doc_id": "d1", "paragraph": 1, "sentence": 2, "kind": "direct", "start": 0, "end": 1},
         {"doc_id": "d2", "paragraph": 1, "sentence": 2, "kind": "scare", "start": 0, "end": 1}], "quotes"
    )  # fmt: skip
    tables["statements"] = make_table(
        [{"doc_id": "d1", "paragraph": 1, "sentence": 3, "is_negated": True},
         {"doc_id": "d1", "paragraph": 2, "sentence": 2, "is_passive": True},
         {"doc_id": "d1", "paragraph": 2, "sentence": 1}], "statements"
    )  # fmt: skip
    return build_corpus(documents, paragraphs), Annotations(**tables)


@pytest.fixture(scope="session")
def corpus():
    return build()[0]


@pytest.fixture(scope="session")
def annotations():
    return build()[1]


@pytest.fixture(scope="session")
def codebook():
    return parse_codebook(CODEBOOK)


@pytest.fixture(scope="session")
def everything(corpus, annotations):
    """A random sample of all fourteen sentences."""
    return draw_sample(corpus, annotations, n=14, seed=1)


def read_rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def write_rows(path: Path, rows: list[dict[str, str]], *, delimiter=",", encoding="utf-8", newline="\n") -> Path:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter, lineterminator=newline, restval="")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding, "replace"))
    return path


@pytest.fixture
def fill(everything, codebook, tmp_path):
    """Write the sheet of all sentences as a coder gives it back: ``fill("c1", {("d1", 1, 1): {"hid": "1"}})``."""
    units = everything.units
    places = list(units[["doc_id", "paragraph", "sentence"]].itertuples(index=False, name=None))

    def write(coder, codes, *, rest=None, **how):
        path = write_sheet(everything, codebook, tmp_path / f"{coder}.csv")
        rows = read_rows(path)
        for place, row in zip(places, rows, strict=True):
            row |= codes.get(place, rest or {})
        return write_rows(path, rows, **how)

    return write


@pytest.fixture
def blank(everything, codebook):
    return sheet_table(everything, codebook)


@pytest.fixture
def rows_of():
    return read_rows


@pytest.fixture
def rows_to():
    return write_rows
