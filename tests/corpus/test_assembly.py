"""Identifiers by rule, not by order; twins named; and a ledger in which all adds up."""

from dataclasses import replace
from itertools import permutations

import pytest

from caatext.corpus.assembly import problem_order
from caatext.corpus.documents import build_corpus
from caatext.corpus.identifiers import name_records
from caatext.corpus.ledger import ledger_adds_up
from caatext.corpus.readers import ingest
from caatext.corpus.readings import Record
from caatext.errors import CorpusError, Problem


def _ids(paths, records=None):
    records = records or {(number, 0): Record(paragraphs=(("", "x"),)) for number in range(len(paths))}
    ids, faults = name_records(records, paths)
    return {paths[key[0]]: name for key, name in ids.items()}, faults


def test_file_names_become_identifiers_and_what_tells_them_apart_is_added():
    ids, _ = _ids(["Über den Fluß.txt", "north/report.md", "south/report.md", "essay.md", "essay.txt"])
    assert ids == {
        "Über den Fluß.txt": "über-den-fluß", "north/report.md": "north-report", "south/report.md": "south-report",
        "essay.md": "essay-md", "essay.txt": "essay-txt",
    }  # fmt: skip


def test_the_order_of_files_plays_no_part():
    paths = ["a/x.txt", "b/x.txt", "x.md", "c/a/x.txt"]
    assert len({tuple(sorted(_ids(list(order))[0].items())) for order in permutations(paths)}) == 1


def test_names_that_cannot_be_told_apart_are_numbered():
    ids, _ = _ids(["a b.txt", "a-b.txt", "a_b.txt"])
    assert sorted(ids.values()) == ["a-b-txt-2", "a-b-txt-3", "a-b-txt-4"]


def test_a_given_identifier_goes_first_and_names_give_way():
    given = Record(paragraphs=(("", "x"),), doc_id="essay")
    ids, faults = _ids(["essay.txt", "z.csv"], {(0, 0): Record(paragraphs=(("", "x"),)), (1, 0): given})
    assert ids == {"essay.txt": "essay-txt", "z.csv": "essay"}
    assert faults == {}


def test_identifiers_that_differ_in_composition_only_are_the_same():
    records = {(0, 0): Record(paragraphs=(), doc_id="é"), (1, 0): Record(paragraphs=(), doc_id="e\u0301")}
    _, faults = _ids(["a.csv", "b.csv"], records)
    assert faults[1, 0].code == "E-ID-DUPLICATE"
    assert faults[1, 0].path == "b.csv"
    assert "a.csv" in faults[1, 0].found


def test_problems_are_sorted_by_file_then_by_number():
    problems = [
        Problem(code="E-B", path=path, place=place, found="", remedy="")
        for path, place in (("b", "row 2"), ("a", "row 10"), ("a", "row 9"), ("a", ""))
    ]
    assert [(problem.path, problem.place) for problem in sorted(problems, key=problem_order)] == [
        ("a", ""), ("a", "row 9"), ("a", "row 10"), ("b", "row 2"),
    ]  # fmt: skip


@pytest.fixture
def corpus(tmp_path):
    (tmp_path / "a.csv").write_text("id,text\n1,One.\n1,Two.\n2,\n3,One.\n")
    (tmp_path / "b.txt").write_text("One.")
    (tmp_path / "c.xyz").write_text("One.")
    (tmp_path / "README.md").write_text("One.")
    return ingest([tmp_path])


def test_every_input_ends_in_one_way(corpus):
    assert ledger_adds_up(corpus)
    assert corpus.provenance.steps[-1].settings["found"] == {"file": 4, "row": 4}
    table = corpus.ledger.set_index(["path", "place"])["status"]
    assert dict(table) == {
        ("README.md", ""): "ignored", ("a.csv", ""): "read", ("a.csv", "row 1 (line 2)"): "read",
        ("a.csv", "row 2 (line 3)"): "rejected", ("a.csv", "row 3 (line 4)"): "rejected",
        ("a.csv", "row 4 (line 5)"): "read", ("b.txt", ""): "read", ("c.xyz", ""): "rejected",
    }  # fmt: skip
    rejected = corpus.ledger[corpus.ledger["status"] == "rejected"]
    assert list(rejected["rule"]) == ["E-ID-DUPLICATE", "E-EMPTY-TEXT", "E-TYPE"]


def test_the_second_of_a_repeated_identifier_names_the_first(corpus):
    problem = next(problem for problem in corpus.problems if problem.code == "E-ID-DUPLICATE")
    assert (problem.path, problem.place) == ("a.csv", "row 2 (line 3)")
    assert "'1' was used before: row 1 (line 2)" in problem.found
    assert "unique" in problem.remedy


def test_the_same_text_twice_is_kept_with_a_warning(corpus):
    twins = [problem for problem in corpus.problems if problem.code == "E-ID-TWIN"]
    assert [(problem.severity, problem.path, problem.place) for problem in twins] == [
        ("warning", "a.csv", "row 4 (line 5)"), ("warning", "b.txt", ""),
    ]  # fmt: skip
    assert corpus.doc_ids == ["1", "3", "b"]


def test_the_ledger_notices_what_was_lost_or_counted_twice(corpus):
    ledger = corpus.ledger
    assert not ledger_adds_up(replace(corpus, ledger=ledger.iloc[1:]))
    assert not ledger_adds_up(replace(corpus, ledger=ledger.assign(status="read")))
    assert not ledger_adds_up(replace(corpus, documents=corpus.documents.iloc[1:]))
    assert not ledger_adds_up(replace(corpus, problems=()))
    assert not ledger_adds_up(replace(corpus, ledger=ledger.assign(status="lost")))


def test_a_corpus_that_was_not_read_has_no_ledger_to_add_up():
    with pytest.raises(CorpusError, match="E-CFG-LEDGER"):
        ledger_adds_up(build_corpus([], []))


def test_document_variables_of_some_files_are_empty_in_the_others(tmp_path):
    (tmp_path / "a.md").write_text("---\nregion: North\nn_words: 9\npath: x\n---\nOne.")
    (tmp_path / "b.txt").write_text("Two three.")
    corpus = ingest([tmp_path])
    assert list(corpus.documents["region"]) == ["North", ""]
    assert list(corpus.documents["n_words"]) == [1, 2]
    assert list(corpus.documents["path"]) == ["a.md", "b.txt"]
    assert list(corpus.documents["given_path"]) == ["x", ""]
    assert list(corpus.documents["author"]) == ["", ""]
