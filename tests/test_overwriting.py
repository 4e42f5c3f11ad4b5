"""What people made is not written over, and what is left out is told."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from caatext.study.config import new_study


@pytest.fixture(autouse=True)
def here(monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def articles(tmp_path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, author in (("a", "author: Ann\n"), ("b", "author: Ben\n"), ("c", "")):
        (folder / f"{name}.md").write_text(f"---\n{author}title: {name}\n---\nNorland met Suria in {name}.\n")
    return folder


@pytest.mark.parametrize(
    "command",
    [("code", "sample", "articles", "--n", 2), ("export", "articles", "review"), ("intrusion",)],
)
def test_a_sheet_that_somebody_may_have_filled_in_is_not_written_over(run, articles, tmp_path, command):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("filled,in\n")
    code, _, said = run(*command, "--out", sheet)
    assert code == 3
    assert "error[E-CFG-EXISTS]" in said
    assert str(sheet) in said
    assert sheet.read_text() == "filled,in\n"


def test_the_review_sheet_beside_the_codebook_is_renewed_since_its_decisions_are_carried_over(run, articles):
    (articles / "codebook.toml").write_text('[codebook]\nid = "x"\ntitle = "X"\nversion = "1"\n')
    codes = [run("export", "articles", "review", "--out", "articles/review.csv")[0] for _ in range(2)]
    assert codes == [0, 0]


def test_a_page_that_is_no_report_is_not_written_over(run, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "index.html").write_text("my own")
    code, _, said = run("report", "--out", "mine")
    assert code == 3
    assert "E-CFG-EXISTS" in said
    assert (tmp_path / "mine" / "index.html").read_text() == "my own"


def test_a_folder_is_not_read_and_written_at_once(run, articles):
    before = sorted(articles.iterdir())
    code, _, said = run("ingest", "articles", "--out", "articles")
    assert (code, sorted(articles.iterdir())) == (2, before)
    assert "is to be read and to be written" in said


def test_documents_that_go_are_told(run, articles):
    assert "gone" not in run("ingest", "articles", "--out", "corpus")[2]
    assert "gone" not in run("ingest", "articles", "--out", "corpus")[2]
    code, _, said = run("ingest", "articles/a.md", "--out", "corpus")
    assert code == 0
    assert "2 of the 3 documents of corpus are not among these inputs, and are gone from it" in said


@pytest.mark.parametrize(("given", "expected"), [("nan", 2), ("2", 2), ("-0.1", 2), ("0.9", 0), ("0.1", 4)])
def test_max_rejects_is_a_share_and_says_when_it_is_the_reason(run, articles, given, expected):
    (articles / "empty.md").write_text("")
    code, _, said = run("ingest", "articles", "--out", "corpus", "--max-rejects", given)
    assert code == expected
    assert ("exit code 4: 1 of 4 inputs were rejected, and --max-rejects allows a share of 0.1" in said) == (code == 4)


def test_a_stop_at_the_first_reject_says_so(run, articles, tmp_path):
    (articles / "empty.md").write_text("")
    code, _, said = run("ingest", "articles", "--out", "corpus", "--fail-fast")
    assert (code, (tmp_path / "corpus" / "corpus.json").exists()) == (4, False)
    assert "stopped at the first rejected input (--fail-fast): nothing was written" in said


def test_rejects_of_a_corpus_are_told_in_one_line_and_those_without_a_group_are_counted(run, articles):
    for number in range(3):
        (articles / f"empty{number}.md").write_text("")
    run("ingest", "articles", "--out", "corpus", "--max-rejects", 1)
    code, _, said = run("compare", "corpus", "sentiment", "--by", "author")
    assert code == 0
    assert "E-EMPTY" not in said
    assert "rejected or told of when corpus was made" in said
    assert "1 of 3 documents have no 'author' and take no part" in said


def test_frames_without_a_codebook_are_refused_and_annotating_without_one_is_told(run, articles):
    assert "no --codebook, and no codebook.toml in articles" in run("annotate", "articles")[2]
    code, _, said = run("score", "articles", "frames")
    assert (code, "there is no codebook with frames" in said) == (2, True)


def test_a_study_in_whose_texts_nobody_is_named_says_so_with_what_was_rejected(run, tmp_path):
    study = new_study(tmp_path / "study")
    (study / "articles" / "one.md").write_text("---\nauthor: Ann\n---\nThe river rose. The bridge fell.\n")
    (study / "articles" / "empty.md").write_text("")
    code, _, said = run("report", study)
    assert code == 3
    assert f"error[E-CFG-NOBODY] {study / 'codebook.toml'}: in none of" in said
    assert "empty.md" in said


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes are Linux's")
def test_a_name_that_is_no_text_has_a_fingerprint(run, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / os.fsdecode(b"bad\xff.txt")).write_text("x")
    code, _, said = run("fingerprint", folder)
    assert (code, "all 1 files" in said) == (0, True)
