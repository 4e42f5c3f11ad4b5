"""Sheets of a corpus folder: what a person decides there, what follows, and that no decision is lost."""

from __future__ import annotations

import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.corpus import folders
from caatext.corpus.decision_sheets import KEYS, Proposals, read_rows, write_sheets
from caatext.corpus.decisions import Decisions, read_decisions
from caatext.corpus.readers import ingest, ingest_into, ledger_adds_up, read_corpus, write_corpus
from caatext.corpus.readings import Record
from caatext.corpus.sketched_folders import folder_documents, folder_sketches
from caatext.corpus.sketches import DocumentText, passage_id, sketch_all, sketch_document
from caatext.errors import ConfigError

BIO = "The writer is a fellow; of the Marl Sea Institute."
NAMES = ("Jo Marlen", "Marlen, Jo", "Jo Marlen", "NA", "@vera")


def own(seed):
    rng = random.Random(seed)
    return tuple(" ".join(f"word{rng.randrange(3000)}" for _ in range(30)) + "." for _ in range(5))


DOCUMENTS = [DocumentText(f"d{n}", f"Title {n}", name, (*own(n), BIO)) for n, name in enumerate(NAMES)]
DOCUMENTS += [DocumentText("copy", "Title 0", "Jo Marlen", own(0)[:4])]


def record(document):
    return Record(paragraphs=tuple(("", text) for text in document.paragraphs), docvars={"author": document.author})


RECORDS = {document.doc_id: record(document) for document in DOCUMENTS}


@pytest.fixture
def write(tmp_path):
    def fill(documents=None):
        return write_sheets(tmp_path, lambda _: DOCUMENTS if documents is None else documents)

    return fill


@pytest.fixture
def decide(tmp_path, write):
    """Write the sheets and a word under decision in the rows that hold a text."""

    def fill(sheet, text, decision):
        write()
        path = tmp_path / f"{sheet}.csv"
        lines = path.read_text(encoding="utf-8").split("\n")
        shown = [line.removesuffix(",") + f"{decision}," if text in line else line for line in lines]
        assert shown != lines
        path.write_text("\n".join(shown), encoding="utf-8")
        return path

    return fill


def rows(tmp_path, sheet):
    return [row for _, row in read_rows(tmp_path / f"{sheet}.csv", sheet)]


def sheets(tmp_path):
    return {path.name: path.read_bytes() for path in sorted(tmp_path.iterdir())}


def test_the_sheets_propose_and_decide_nothing(tmp_path, write):
    assert write() == Proposals(n_copies=1, n_passages=1, n_names=1)
    assert sorted(sheets(tmp_path)) == ["authors.csv", "boilerplate.csv", "boilerplate.diff", "duplicates.csv"]
    assert [row["hash"] for row in rows(tmp_path, "boilerplate")] == [passage_id(BIO)]
    assert [(row["doc_id"], row["other"], row["kind"]) for row in rows(tmp_path, "duplicates")] == [
        ("copy", "d0", "near")
    ]
    assert {row["author"]: row["n_documents"] for row in rows(tmp_path, "authors")} == {
        "@vera": "1", "Jo Marlen": "3", "Marlen, Jo": "1", "NA": "1",
    }  # fmt: skip
    assert f"-{BIO}" in (tmp_path / "boilerplate.diff").read_text(encoding="utf-8")
    assert not read_decisions(tmp_path)
    assert read_decisions(tmp_path).fingerprint == ""


def test_sheets_are_written_without_a_row_too(tmp_path, write):
    write([])
    assert all(rows(tmp_path, name) == [] for name in KEYS)
    assert not read_decisions(tmp_path)


def test_without_a_folder_nothing_is_decided(tmp_path):
    decisions = read_decisions(tmp_path / "none")
    assert decisions == Decisions()
    assert decisions.apply(RECORDS["d1"]) == RECORDS["d1"]
    assert decisions.removals(RECORDS["d1"]) == ()
    assert decisions.dropped(RECORDS) == ({}, ())


def test_an_approved_passage_goes_and_the_ledger_says_so(tmp_path, decide):
    decide("boilerplate", "fellow", "YES ")
    decisions = read_decisions(tmp_path)
    assert [text for _, text in decisions.apply(RECORDS["d1"]).paragraphs] == list(own(1))
    assert [(e.place, e.status, e.rule, e.n_characters) for e in decisions.removals(RECORDS["d1"])] == [
        ("paragraph 6", "removed", "boilerplate approved", len(BIO))
    ]
    kept = decisions.apply(RECORDS["d1"]).n_characters
    assert kept + len(BIO) == RECORDS["d1"].n_characters
    assert decisions.removals(RECORDS["copy"]) == ()


def test_a_document_of_nothing_else_keeps_its_text(tmp_path, decide):
    decide("boilerplate", "fellow", "yes")
    whole = Record(paragraphs=(("", BIO), ("", BIO.upper())))
    assert read_decisions(tmp_path).apply(whole).paragraphs == whole.paragraphs
    assert read_decisions(tmp_path).removals(whole) == ()


@pytest.mark.parametrize("decision", ["no", ""])
def test_what_is_not_approved_stays(tmp_path, decide, write, decision):
    if decision:
        decide("boilerplate", "fellow", decision)
    write()
    assert not read_decisions(tmp_path)
    assert ("fellow" in (tmp_path / "boilerplate.diff").read_text(encoding="utf-8")) == (decision == "")


def test_a_merged_name_keeps_the_name_as_given(tmp_path, decide):
    decide("authors", "titles and order", "yes")
    decisions = read_decisions(tmp_path)
    assert dict(decisions.apply(RECORDS["d1"]).docvars) == {"author": "Jo Marlen", "author_raw": "Marlen, Jo"}
    assert dict(decisions.apply(RECORDS["d3"]).docvars) == {"author": "NA", "author_raw": "NA"}
    given = Record(paragraphs=(), docvars={"author": "NA", "author_raw": "mine"})
    assert decisions.apply(given).docvars["given_author_raw"] == "mine"
    assert dict(decisions.apply(Record(paragraphs=())).docvars) == {}


def test_a_name_that_a_spreadsheet_would_run_is_merged_as_well(tmp_path, write):
    write()
    path = tmp_path / "authors.csv"
    assert "'@vera,1,,,," in path.read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace("'@vera,1,,,,", "'@vera,1,'@Vera,,yes,"), encoding="utf-8")
    assert read_decisions(tmp_path).apply(RECORDS["d4"]).docvars["author"] == "@Vera"


def test_merges_follow_one_another(tmp_path):
    (tmp_path / "authors.csv").write_text("author;proposed;decision\na;b;yes\nb;c;yes\n", encoding="utf-8-sig")
    assert read_decisions(tmp_path).authors == {"a": "c", "b": "c"}


def test_an_approved_copy_is_left_out_while_it_is_one(tmp_path, decide):
    decide("duplicates", "copy", "yes")
    decisions = read_decisions(tmp_path)
    assert decisions.named == ("copy", "d0")
    assert decisions.dropped(RECORDS) == ({"copy": "d0"}, ())
    for name, said in (("copy", "a text has changed"), ("d0", "a text has changed")):
        dropped, problems = decisions.dropped(RECORDS | {name: RECORDS["d2"]})
        assert dropped == {}
        assert [(problem.code, problem.severity) for problem in problems] == [("E-ROW-STALE", "warning")]
        assert said in problems[0].found
    gone, problems = decisions.dropped({"copy": RECORDS["copy"]})
    assert (gone, len(problems)) == ({}, 1)
    assert "is not there any more" in problems[0].found
    assert decisions.dropped({"d0": RECORDS["d0"]}) == ({}, ())


def test_one_of_several_copies_always_stays():
    alike = dict.fromkeys("abc", RECORDS["d0"])
    decisions = Decisions(copies=(("a", "b"), ("b", "c"), ("c", "a")))
    assert decisions.dropped(alike) == ({"a": "c", "b": "c"}, ())


@pytest.mark.parametrize(
    ("sheet", "text", "found"),
    [
        ("boilerplate", "hash,decision\np0123456789abcdef,perhaps", r"row 2: the decision 'perhaps' is none"),
        ("boilerplate", "hash,decision\n\n1.23E+15,yes", r"row 3: the hash '1.23E\+15' is none that"),
        ("boilerplate", "hash\np0123456789abcdef", "there is no column decision"),
        ("boilerplate", "", "there is no column hash and none decision"),
        ("boilerplate", 'hash,decision\n"' + "x" * 140_000 + '",yes', "it is no table as spreadsheets save it"),
        ("authors", "author,decision\na,yes", "there is no column proposed"),
        ("authors", "author,proposed,decision\na,,yes", "no name is proposed for 'a'"),
        ("authors", "author,proposed,decision\na,b,yes\nb,a,yes", "'a' is merged into a name that is merged back"),
        ("authors", "author,proposed,decision\na,b,yes\na,b,no", "row 3: the same is decided otherwise in a row above"),
        ("duplicates", "doc_id,other,decision\na,,yes", "the row names no doc_id and no other"),
    ],
)
def test_a_sheet_that_cannot_be_meant_stops_before_any_work(tmp_path, sheet, text, found):
    path = tmp_path / f"{sheet}.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=found) as caught:
        read_decisions(tmp_path)
    assert {problem.code for problem in caught.value.problems} == {"E-CFG-SHEET"}
    assert all(problem.path == str(path) and problem.remedy for problem in caught.value.problems)
    assert caught.value.exit_code == 3
    assert path.read_text(encoding="utf-8") == text


def test_all_faults_of_all_sheets_are_told_at_once(tmp_path):
    (tmp_path / "authors.csv").write_bytes("author,proposed,decision\nJó,Jo,yes".encode("cp1252"))
    (tmp_path / "duplicates.csv").write_text("doc_id,other,decision\na,b,y\nc,d,n", encoding="utf-8")
    with pytest.raises(ConfigError, match="is no UTF-8") as caught:
        read_decisions(tmp_path)
    assert len(caught.value.problems) == 3


def test_a_sheet_that_cannot_be_read_is_not_written_over(tmp_path, write):
    path = tmp_path / "authors.csv"
    path.write_text("changed beyond use", encoding="utf-8")
    with pytest.raises(ConfigError, match="E-CFG-SHEET"):
        write()
    assert path.read_text(encoding="utf-8") == "changed beyond use"


def test_decisions_and_notes_outlive_what_they_removed(tmp_path, decide, write):
    decide("boilerplate", "fellow", "yes")
    decide("authors", "titles and order", "no")
    path = tmp_path / "duplicates.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("370,,", "370,,look again"), encoding="utf-8")
    clean = [document._replace(paragraphs=document.paragraphs[:5]) for document in DOCUMENTS[:5]]
    before = read_decisions(tmp_path)
    assert write(clean) == Proposals(n_copies=0, n_passages=0, n_names=0)
    assert read_decisions(tmp_path) == before
    assert rows(tmp_path, "boilerplate")[0]["n_documents"] == "5"
    again = sheets(tmp_path)
    write(clean)
    assert sheets(tmp_path) == again


def test_a_decided_name_of_ones_own_is_kept(tmp_path, write):
    write()
    path = tmp_path / "authors.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("NA,1,,,,", "NA,1,Anon,,yes,mine"), encoding="utf-8")
    write()
    row = next(row for row in rows(tmp_path, "authors") if row["author"] == "NA")
    assert (row["proposed"], row["decision"], row["note"]) == ("Anon", "yes", "mine")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_sheets_come_back_from_any_spreadsheet(tmp_path, delimiter):
    text = delimiter.join(("doc_id", "other", "decision")) + "\r\n" + delimiter.join(("001", "NA", "Yes")) + "\r\n"
    (tmp_path / "duplicates.csv").write_bytes(text.encode("utf-8-sig"))
    assert read_decisions(tmp_path).copies == (("001", "NA"),)


@pytest.fixture
def texts(tmp_path):
    """The documents as files."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for document in DOCUMENTS:
        head = f"---\ntitle: {document.title}\nauthor: '{document.author}'\n---\n"
        path = folder / f"{document.doc_id}.md"
        path.write_text(head + "\n\n".join(document.paragraphs), encoding="utf-8")
    return folder


def approve_all(folder):
    for name in KEYS:
        path = folder / f"{name}.csv"
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        approved = table["proposed"] != "" if name == "authors" else pd.Series(True, index=table.index)
        table.loc[approved, "decision"] = "yes"
        table.to_csv(path, index=False)


def test_the_same_command_again_applies_what_was_approved(tmp_path, texts):
    out, cache = tmp_path / "corpus", tmp_path / "cache"

    def run():
        ingest_into(out, [texts], cache=cache)
        return write_sheets(out, cache=cache)

    assert str(run()) == (
        "to decide: 1 possible copy (duplicates.csv), 1 repeated passage (boilerplate.csv, boilerplate.diff), "
        "1 name of an author (authors.csv)"
    )
    before = read_corpus(out)
    approve_all(out)
    assert str(run()) == ""
    after = read_corpus(out)
    assert ledger_adds_up(after)
    assert after.doc_ids == ["d0", "d1", "d2", "d3", "d4"]
    assert not after.documents["text"].str.contains("fellow").any()
    assert after.documents[["author", "author_raw"]].to_numpy().tolist()[1] == ["Jo Marlen", "Marlen, Jo"]
    removed = after.ledger[after.ledger["rule"] == "boilerplate approved"]
    assert (len(removed), int(removed["n_characters"].sum())) == (5, 5 * len(BIO))
    dropped = after.ledger[after.ledger["rule"] == "duplicate approved"]
    assert dropped[["path", "status", "n_characters"]].to_numpy().tolist() == [
        ["copy.md", "ignored", int(before.ledger.set_index("doc_id")["n_characters"]["copy"])]
    ]
    steps = {step.name: step for step in after.provenance.steps}
    assert steps["read"].inputs["decisions"] == read_decisions(out).fingerprint
    third = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    run()
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == third


def test_a_corpus_folder_is_read_piece_by_piece(tmp_path, texts, monkeypatch):
    monkeypatch.setitem(folders._ROWS, "documents", 2)
    folder = write_corpus(ingest([texts]), tmp_path / "corpus")
    assert sorted(folder_documents(folder)) == sorted(DOCUMENTS)
    assert [document.doc_id for document in folder_documents(folder, {"d3", "copy"})] == ["copy", "d3"]
    assert [document.paragraphs[0] for document in folder_documents(folder, {"d4"})] == [own(4)[0]]


def test_a_copy_whose_text_has_changed_comes_back(tmp_path, texts):
    out, cache = tmp_path / "corpus", tmp_path / "cache"
    ingest_into(out, [texts], cache=cache)
    write_sheets(out, cache=cache)
    approve_all(out)
    (texts / "copy.md").write_text("\n\n".join(own(50)), encoding="utf-8")
    done = ingest_into(out, [texts], cache=cache)
    assert "E-ROW-STALE" in [problem.code for problem in done.problems]
    assert "copy" in read_corpus(out).doc_ids


def test_a_sheet_that_cannot_be_meant_leaves_the_corpus_as_it_is(tmp_path, texts):
    out = tmp_path / "corpus"
    ingest_into(out, [texts], cache=tmp_path / "cache")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    (out / "authors.csv").write_text("author,proposed,decision\na,b,perhaps\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="E-CFG-SHEET"):
        ingest_into(out, [texts], cache=tmp_path / "cache")
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.name != "authors.csv"} == before


def test_what_was_sketched_before_is_not_sketched_again(tmp_path, texts, monkeypatch):
    monkeypatch.setattr("caatext.corpus.sketched_folders._WORTH_KEEPING", 1)
    folder, cache = write_corpus(ingest([texts]), tmp_path / "corpus"), tmp_path / "cache"
    plain = sketch_all(lambda _: folder_documents(folder))
    first = folder_sketches(folder, cache=cache)
    read: list[str] = []
    monkeypatch.setattr(
        "caatext.corpus.sketched_folders.sketch_document", lambda one: read.append(one.doc_id) or sketch_document(one)
    )
    again = folder_sketches(folder, cache=cache)
    assert read == []
    for sketches in (first, again):
        kept = sorted(sketches, key=lambda one: one.doc_id)
        assert repr(kept) == repr(plain)
    (texts / "new.md").write_text("\n\n".join(own(60)), encoding="utf-8")
    more = folder_sketches(write_corpus(ingest([texts]), tmp_path / "corpus"), cache=cache)
    assert (len(more), len(plain)) == (7, 6)
    assert "new" in read
    assert len(read) < len(more)


@settings(deadline=None, max_examples=8)
@given(order=st.permutations(range(len(DOCUMENTS))))
def test_the_order_of_the_documents_changes_no_sheet(tmp_path_factory, order):
    shuffled = [DOCUMENTS[n] for n in order]
    folders = [tmp_path_factory.mktemp("order") for _ in range(2)]
    write_sheets(folders[0], lambda _: DOCUMENTS)
    write_sheets(folders[1], lambda _: shuffled)
    assert sheets(folders[0]) == sheets(folders[1])
