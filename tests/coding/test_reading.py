"""Which file is what, whose it is, and what happens to files that cannot be read."""

from __future__ import annotations

import pytest

from caatext.coding.reading import coder_of, read_codings
from caatext.errors import CorpusError


def test_the_coder_is_the_key_or_the_name_of_the_file(fill, corpus, annotations, codebook):
    one, two = fill("Coder A", {("d1", 1, 1): {"hid": "1"}}), fill("c2", {("d1", 1, 1): {"hid": "1"}})
    assert read_codings([one, two], corpus, annotations, codebook).coder_ids == ["c2", "coder-a"]
    assert read_codings({"X ": one, "y": [two]}, corpus, annotations, codebook).coder_ids == ["x", "y"]
    assert coder_of("a/Ćela (2).csv") == "ćela-2"


def test_files_do_not_depend_on_their_order(fill, corpus, annotations, codebook):
    files = [fill(name, {("d1", 1, 1): {"hid": "1"}, ("d1", 1, 2): {"hid": "7"}}) for name in ("c1", "c2")]
    one, other = (read_codings(order, corpus, annotations, codebook) for order in (files, files[::-1]))
    assert one.table.equals(other.table)
    assert one.ledger.equals(other.ledger)
    assert one.problems == other.problems


def test_the_ledger_names_every_row(fill, corpus, annotations, codebook):
    path = fill("c1", {("d1", 1, 1): {"hid": "1"}, ("d1", 1, 2): {"hid": "7"}})
    ledger = read_codings(path, corpus, annotations, codebook).ledger
    assert ledger["place"].tolist() == [f"row {number}" for number in range(2, 16)]
    assert ledger["status"].value_counts().to_dict() == {"ignored": 12, "read": 1, "rejected": 1}
    assert ledger.loc[ledger["status"] == "rejected", ["doc_id", "rule"]].to_numpy().tolist() == [["d1", "E-ROW-CODE"]]


def test_all_files_that_cannot_be_read_are_named_at_once(tmp_path, fill, corpus, annotations, codebook):
    (tmp_path / "a.odt").write_text("x", encoding="utf-8")
    (tmp_path / "b.csv").write_text("id,hid\n1,1\n", encoding="utf-8")
    files = [tmp_path / "a.odt", tmp_path / "b.csv", tmp_path / "none.xlsx", fill("c1", {})]
    with pytest.raises(CorpusError) as error:
        read_codings(files, corpus, annotations, codebook)
    assert [problem.code for problem in error.value.problems] == ["E-FMT-CODINGS", "E-FMT-CODINGS", "E-PATH-ABSENT"]
    assert "id, hid" in str(error.value)


def test_a_large_file_is_not_read(tmp_path, corpus, annotations, codebook, monkeypatch):
    monkeypatch.setattr("caatext.coding.spreadsheets.MAX_BYTES", 3)
    (tmp_path / "a.csv").write_text("item,hid\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="E-SIZE"):
        read_codings(tmp_path / "a.csv", corpus, annotations, codebook)


def test_sheets_of_another_corpus_fit_nowhere(fill, annotations, codebook, corpus):
    """One letter changed in one article: its items are others, and those of the other articles stay."""
    from dataclasses import replace

    other = replace(corpus, documents=corpus.documents.assign(sha256=["x", *corpus.documents["sha256"][1:]]))
    found = read_codings(fill("c1", {}, rest={"hid": "1"}), other, annotations, codebook)
    assert sorted({problem.code for problem in found.problems}) == ["E-ROW-ITEM"]
    assert (found.n_rows_read, found.n_rows_used) == (14, 8)


def test_paragraphs_are_coded_as_sentences_are(corpus, annotations, codebook, tmp_path, rows_of, rows_to):
    from caatext.coding.sampling import draw_sample
    from caatext.coding.sheets import write_sheet

    sample = draw_sample(corpus, annotations, n=6, unit="paragraph", seed=1)
    rows = rows_of(write_sheet(sample, codebook, tmp_path / "c1.csv"))
    for row in rows:
        row["own"] = "2" if "Lunn wrote" in row["text"] else "0"
    path = rows_to(tmp_path / "c1.csv", rows)
    found = read_codings(path, corpus, annotations, codebook, unit="paragraph")
    assert (found.n_rows_read, found.n_rows_used) == (6, 6)
    there = found.table[found.table["value"] > 0]
    assert there[["doc_id", "paragraph", "sentence", "frame_id", "value"]].to_numpy().tolist() == [
        ["d1", 2, 0, "own", 2]
    ]
    # items of paragraphs are no items of sentences
    assert read_codings(path, corpus, annotations, codebook).n_rows_used == 0


def test_a_highlight_of_a_sentence_codes_its_paragraph(corpus, annotations, codebook, tmp_path):
    path = tmp_path / "c1.csv"
    path.write_text('id,document,tag,content\n1,d1,hid,"Lunn wrote the draft."\n', encoding="utf-8")
    table = read_codings(path, corpus, annotations, codebook, unit="paragraph").table
    assert table[table["value"] > 0][["paragraph", "sentence", "frame_id"]].to_numpy().tolist() == [[2, 0, "hid"]]
    assert len(table) == 4
