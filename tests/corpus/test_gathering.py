"""A corpus written piece by piece: the bytes of the one in memory, nothing parsed twice, decisions applied."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from caatext import store
from caatext.corpus import children, folders, gathering
from caatext.corpus.assembly import Assembly, Piece, ReadFile
from caatext.corpus.boilerplate import passage_id
from caatext.corpus.children import NURSERY, Answer, Limits
from caatext.corpus.files import FoundFile
from caatext.corpus.formats import PARSERS
from caatext.corpus.gathering import _too_much
from caatext.corpus.ledger import ledger_adds_up
from caatext.corpus.lexicons import error_catalog
from caatext.corpus.readers import ingest, ingest_into, load_profile, read_corpus, write_corpus
from caatext.corpus.shelf import FolderShelf, MemoryShelf
from caatext.errors import ConfigError, CorpusError, ResourceError
from caatext.provenance import Provenance
from caatext.tables import make_table

BIO = "A. Writer is a fellow of the institute and writes on rivers."


def _fill(folder, n=3):
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(n):
        (folder / f"{number}.txt").write_text(f"Text number {number}.\n\nMore.\n\n{BIO}")
    (folder / "a.md").write_text("---\nauthor: Dr. A. Writer\nregion: '001'\n---\nOne.\n\nTwo.")
    (folder / "page.html").write_text("<html><body><article><p>From the web.</p></article></body></html>")
    (folder / "posts.csv").write_text("id,text,score\nr1,Row one.,7\nr2,,8\nr1,Again.,9\n")
    (folder / "manifest.csv").write_text("path,author\n0.txt,A. Writer\nnone.txt,B\n")
    (folder / "legacy.txt").write_bytes("Köln".encode("cp1252"))
    (folder / "README.md").write_text("x")
    (folder / "x.xyz").write_text("x")
    return folder


@pytest.fixture
def asked(monkeypatch):
    """Which files were parsed."""
    paths = []
    ask = NURSERY.ask
    monkeypatch.setattr(
        NURSERY, "ask", lambda job, content, limits: paths.append(job.path) or ask(job, content, limits)
    )
    return paths


@pytest.mark.parametrize("n_rows", [1, 2, 250])
def test_piece_by_piece_gives_the_bytes_of_the_corpus_in_memory(tmp_path, monkeypatch, n_rows):
    monkeypatch.setattr(folders, "_ROWS", dict.fromkeys(("documents", "paragraphs", "ledger"), n_rows))
    source = _fill(tmp_path / "in")
    corpus = ingest([source])
    done = ingest_into(tmp_path / "out", [source], cache=tmp_path / "cache")
    write_corpus(corpus, tmp_path / "memory")
    assert store.fingerprint_folder(tmp_path / "out") == store.fingerprint_folder(tmp_path / "memory")
    assert (done.n_documents, done.problems) == (len(corpus), corpus.problems)
    assert done.counts == {"ignored": 1, "read": 9, "rejected": 5}
    again = read_corpus(tmp_path / "out")
    assert ledger_adds_up(again)
    assert again.fingerprint == json.loads((tmp_path / "out" / "corpus.json").read_text())["fingerprint"]
    with (tmp_path / "out" / "ledger.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == len(corpus.ledger)


@pytest.mark.parametrize("names", [[], ["x.xyz"]])
def test_nothing_to_read_is_written_too(tmp_path, names):
    (tmp_path / "in").mkdir()
    for name in names:
        (tmp_path / "in" / name).write_text("x")
    done = ingest_into(tmp_path / "out", [tmp_path / "in"], cache=tmp_path / "cache")
    write_corpus(ingest([tmp_path / "in"]), tmp_path / "memory")
    assert done.n_documents == 0
    assert store.fingerprint_folder(tmp_path / "out") == store.fingerprint_folder(tmp_path / "memory")
    assert len(read_corpus(tmp_path / "out")) == 0


def test_the_number_of_children_changes_no_byte(tmp_path, monkeypatch):
    source = _fill(tmp_path / "in", 8)
    monkeypatch.setattr(children, "_FILES_A_CHILD", 4)
    prints = []
    for n in (1, 3):
        monkeypatch.setattr(children.os, "cpu_count", lambda n=n: n)
        ingest_into(tmp_path / f"out{n}", [source], cache=tmp_path / f"cache{n}")
        prints.append(store.fingerprint_folder(tmp_path / f"out{n}"))
    assert prints[0] == prints[1]


def test_one_more_file_parses_one_file(tmp_path, asked):
    source = _fill(tmp_path / "in")
    ingest_into(tmp_path / "out", [source], cache=tmp_path / "cache")
    first = sorted(asked)
    asked.clear()
    (source / "new.txt").write_text("A new one.")
    done = ingest_into(tmp_path / "out", [source], cache=tmp_path / "cache")
    assert asked == ["new.txt"]
    assert first == ["0.txt", "1.txt", "2.txt", "a.md", "legacy.txt", "manifest.csv", "page.html", "posts.csv"]
    assert done.n_documents == 7
    ingest_into(tmp_path / "fresh", [source], cache=tmp_path / "other-cache")
    assert store.fingerprint_folder(tmp_path / "out") == store.fingerprint_folder(tmp_path / "fresh")


def test_what_a_reading_depends_on_makes_it_anew(tmp_path, asked, monkeypatch):
    source = tmp_path / "in"
    source.mkdir()
    (source / "dump.txt").write_text("By A. Writer\nText.\n")
    profile = load_profile("caci-analyst")
    given = [{}, {"encoding": "cp1252"}, {"profile": profile}, {"profile": profile, "encoding": "cp1252"}, {}]
    for options in given:
        ingest_into(tmp_path / "out", [source], cache=tmp_path / "cache", **options)
    assert len(asked) == 4
    (source / "dump.txt").rename(source / "moved.txt")
    ingest_into(tmp_path / "out", [source], cache=tmp_path / "cache")
    assert len(asked) == 4
    (source / "moved.txt").rename(source / "moved.md")
    ingest_into(tmp_path / "out", [source], cache=tmp_path / "cache")
    assert len(asked) == 5
    monkeypatch.setattr(gathering, "parser_version", lambda: "newer")
    ingest_into(tmp_path / "out", [source], cache=tmp_path / "cache")
    assert len(asked) == 6


def test_a_problem_that_was_kept_names_the_file_as_it_is_called_now(tmp_path, asked):
    source = tmp_path / "in"
    source.mkdir()
    (source / "one.txt").write_bytes("Köln".encode("cp1252"))
    (source / "two.csv").write_text("id,text\n1\n2,\n3,Three.\n")
    ingest_into(tmp_path / "out", [source], cache=tmp_path / "cache")
    n_asked = len(asked)
    (source / "one.txt").rename(source / "uno.txt")
    (source / "two.csv").rename(source / "due.csv")
    done = ingest_into(tmp_path / "out", [source], cache=tmp_path / "cache")
    assert {problem.path for problem in done.problems} == {"uno.txt", "due.csv"}
    assert len(asked) == n_asked


def test_damaged_readings_are_made_anew(tmp_path, asked):
    source = _fill(tmp_path / "in")
    ingest_into(tmp_path / "out", [source], cache=tmp_path / "cache")
    before = store.fingerprint_folder(tmp_path / "out")
    entries = sorted(path for path in (tmp_path / "cache" / "readings").rglob("*") if path.is_file())
    for number, path in enumerate(entries):
        content = path.read_bytes()
        path.write_bytes((content[:-3], b"", content[::-1])[number % 3])
    n_asked = len(asked)
    ingest_into(tmp_path / "out", [source], cache=tmp_path / "cache")
    assert store.fingerprint_folder(tmp_path / "out") == before
    assert len(asked) == 2 * n_asked == 2 * len(entries)


def test_a_cache_that_is_emptied_in_the_middle_is_said(tmp_path, monkeypatch):
    source = _fill(tmp_path / "in")
    monkeypatch.setattr(FolderShelf, "texts", lambda self, key: None)
    with pytest.raises(ResourceError, match="E-CACHE"):
        ingest_into(tmp_path / "out", [source], cache=tmp_path / "cache")
    assert not (tmp_path / "out" / "corpus.json").exists()
    assert MemoryShelf().texts("x") is None


def test_a_ledger_that_does_not_add_up_is_a_bug(tmp_path, monkeypatch):
    monkeypatch.setattr(Assembly, "_piece", lambda self, number, file, first: Piece())
    with pytest.raises(RuntimeError, match="does not add up"):
        ingest_into(tmp_path / "out", [_fill(tmp_path / "in")], cache=tmp_path / "cache")
    assert not (tmp_path / "out" / "corpus.json").exists()


def _sheet(folder, name, header, *rows):
    folder.mkdir(exist_ok=True)
    with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])


def test_what_was_approved_is_applied_and_stands_in_the_ledger(tmp_path):
    source, out = _fill(tmp_path / "in"), tmp_path / "out"
    (source / "copy.txt").write_text((source / "2.txt").read_text())
    first = ingest_into(out, [source], cache=tmp_path / "cache")
    _sheet(out, "boilerplate", ["hash", "decision"], [passage_id(BIO), "yes"])
    _sheet(out, "authors", ["author", "proposed", "decision"], ["Dr. A. Writer", "A. Writer", "yes"])
    _sheet(out, "duplicates", ["doc_id", "other", "decision"], ["copy", "2", "yes"], ["gone", "2", "yes"])
    done = ingest_into(out, [source], cache=tmp_path / "cache")
    corpus = read_corpus(out)
    assert done.n_documents == first.n_documents - 1
    assert ledger_adds_up(corpus)
    assert corpus.texts["0"] == "Text number 0.\n\nMore."
    assert corpus.documents.set_index("doc_id").loc["0", ["n_words", "n_paragraphs"]].tolist() == [4, 2]
    authors = corpus.documents.set_index("doc_id")
    assert authors.loc["a", ["author", "author_raw"]].tolist() == ["A. Writer", "Dr. A. Writer"]
    assert authors.loc["page", "author_raw"] == ""
    removed = corpus.ledger[corpus.ledger["rule"] == "boilerplate approved"]
    assert list(removed["doc_id"]) == ["0", "1", "2"]
    assert set(removed["n_characters"]) == {len(BIO)}
    (row,) = corpus.ledger[corpus.ledger["path"] == "copy.txt"].to_dict("records")
    assert (row["status"], row["rule"], row["doc_id"]) == ("ignored", "duplicate approved", "")
    assert "decisions" in corpus.provenance.steps[0].inputs
    assert sum(done.counts.values()) == sum(first.counts.values())


def test_what_is_taken_out_of_a_row_stands_below_the_row_and_nothing_becomes_empty(tmp_path):
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    texts = (f"One.\n\n{BIO}", BIO)
    (source / "rows.jsonl").write_text("\n".join(json.dumps({"text": text}) for text in texts))
    _sheet(out, "boilerplate", ["hash", "decision"], [passage_id(BIO), "yes"])
    ingest_into(out, [source], cache=tmp_path / "cache")
    corpus = read_corpus(out)
    assert corpus.texts == {"rows-1": "One.", "rows-2": BIO}
    assert list(corpus.ledger["status"]) == ["read", "read", "removed", "read"]
    assert list(corpus.ledger["place"]) == ["", "line 1", "line 1, paragraph 2", "line 2"]
    assert ledger_adds_up(corpus)


def test_a_sheet_that_cannot_be_meant_stops_before_anything_is_touched(tmp_path):
    source, out = _fill(tmp_path / "in"), tmp_path / "out"
    ingest_into(out, [source], cache=tmp_path / "cache")
    before = store.fingerprint_folder(out)
    _sheet(out, "authors", ["author", "proposed", "decision"], ["A", "B", "perhaps"])
    with pytest.raises(ConfigError, match="perhaps"):
        ingest_into(out, [source], cache=tmp_path / "cache")
    assert store.fingerprint_folder(out, leave_out=("authors.csv",)) == before


def test_fail_fast_stops_at_the_first_rejected_input(tmp_path):
    source = _fill(tmp_path / "in")
    with pytest.raises(CorpusError, match=r"legacy\.txt") as error:
        ingest_into(tmp_path / "out", [source], cache=tmp_path / "cache", fail_fast=True)
    assert len(error.value.problems) == 1
    assert not (tmp_path / "out").exists()


def test_a_python_corpus_with_numbers_is_written_with_numbers(tmp_path):
    table = make_table([{"doc_id": "a", "score": 1.5, "n": 2, "is_new": True, "text": "x"}], "documents")
    corpus = ingest([_fill(tmp_path / "in")])
    written = folders.write_corpus(
        type(corpus)(documents=table, paragraphs=corpus.paragraphs.iloc[:0], ledger=corpus.ledger), tmp_path / "out"
    )
    kinds = {name: dtype.kind for name, dtype in read_corpus(written).documents.dtypes.items()}
    assert (kinds["score"], kinds["n"], kinds["is_new"]) == ("f", "i", "b")


@pytest.mark.parametrize("ending", PARSERS)
def test_every_kind_of_file_has_words_for_what_was_too_much(ending):
    kinds = ("time", "memory", "crash")
    codes = [_too_much(f"a{ending}", Answer(kind), Limits()).code for kind in kinds]
    assert codes[:2] == ["E-TIME", "E-MEM"]
    assert codes[2] in error_catalog()


def test_the_child_loads_no_tables_and_no_models():
    code = "import sys, caatext.corpus.child; print({'pandas', 'pyarrow', 'numpy', 'spacy'}.intersection(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_file_named_like_a_library_where_the_command_is_given_is_not_imported(tmp_path, monkeypatch):
    for name in ("yaml", "json", "lxml", "caatext"):
        (tmp_path / f"{name}.py").write_text("open('canary', 'w')")
    (tmp_path / "a.md").write_text("---\nauthor: A. Writer\n---\nOne.")
    monkeypatch.chdir(tmp_path)
    NURSERY.dismiss()
    assert ingest([Path("a.md")]).doc_ids == ["a"]
    NURSERY.dismiss()
    assert not (tmp_path / "canary").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_costs_itself(tmp_path):
    (tmp_path / "a.txt").write_text("One.")
    (tmp_path / "b.txt").write_text("Two.")
    (tmp_path / "a.txt").chmod(0)
    assert ingest([tmp_path]).problems[0].code == "E-PERM"


def test_an_assembly_of_nothing_is_a_corpus_of_nothing():
    ignored = ReadFile(FoundFile("README.md", Path("README.md"), rule="readme"))
    assembly = Assembly([ignored], lambda read: [])
    (piece,) = assembly.pieces()
    assert (assembly.found, piece.documents, len(piece.ledger)) == ({"file": 1}, [], 1)
    assert Provenance().steps == ()
