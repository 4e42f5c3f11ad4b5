"""Reading as a user does it: many files of all kinds, good and bad, in one run."""

import importlib
import io
import json
import logging
import sys
import zipfile

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

import caatext.corpus.formats as formats
from caatext.corpus.children import NURSERY
from caatext.corpus.readers import ingest, ledger_adds_up, load_profile, read_codebook, read_corpus, write_corpus
from caatext.errors import CodebookError, ConfigError, CorpusError, UsageError


def _docx(text="From Word."):
    document = docx.Document()
    document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _pdf(text="From a page."):
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawString(72, 700, text)
    canvas.save()
    return stream.getvalue()


def _zip(name="a.txt", content=b"x"):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, content)
    return stream.getvalue()


#: Name, content, number of documents.
GOOD = {
    "plain.txt": (b"From a text.", 1),
    "marked.md": (b"---\ntitle: T\nauthor: A\n---\nFrom Markdown.", 1),
    "rows.csv": (b"id,text\nr1,From a row.\nr2,From another row.\n", 2),
    "tabs.tsv": (b"id\ttext\nt1\tFrom tabs.\n", 1),
    "lines.jsonl": (b'{"id": "j1", "text": "From JSON."}\n', 1),
    "page.html": (b"<html><head><title>P</title></head><body><p>From the web.</p></body></html>", 1),
    "word.docx": (_docx(), 1),
    "print.pdf": (_pdf(), 1),
    "UPPER.TXT": (b"From a loud name.", 1),
    "marked-utf16.txt": ("From UTF-16.".encode("utf-16"), 1),
}
#: Name, content, code, place, words of the remedy. Every kind of rejection of a whole file.
BAD = {
    "blank.txt": (b" \n\n ", "E-EMPTY-TEXT", "", "give the text"),
    "empty.md": (b"", "E-EMPTY-FILE", "", "save the text again"),
    "only-front.md": (b"---\ntitle: T\n---\n", "E-EMPTY-TEXT", "", "give the text"),
    "legacy.txt": ("Köln".encode("cp1252"), "E-ENC-UTF8", "byte 1 (line 1)", "--encoding"),
    "cut.txt": ("Köln é".encode()[:-1], "E-ENC-UTF8", "byte 6 (line 1)", "--encoding"),
    "nul.txt": (b"One\ntwo\0.", "E-ENC-NUL", "character 7 (line 2)", "utf-16-le"),
    "half.txt": ("One.".encode("utf-16") + b"x", "E-ENC-DECLARED", "byte 10 (line 1)", "UTF-8"),
    "really.txt": (_pdf(), "E-FMT-KIND", "", "ending of what it is"),
    "glyphs.txt": (b"(cid:3)(cid:4)(cid:5) word", "E-GLYPH", "", "export it again"),
    "front.md": (b"---\ntitle: a: b\n---\nText.", "E-FMT-FRONT", "line 2", "name: value"),
    "notes.odt": (b"x", "E-TYPE", "", "save it as docx"),
    "noending": (b"x", "E-TYPE", "", "save it as one of .txt"),
    "nocolumn.csv": (b"id,words\n1,x\n", "E-META-TEXT", "", "name that column text"),
    "twice.csv": (b"text,text\n1,x\n", "E-FMT-HEADER", "line 1", "a name of its own"),
    "norows.csv": (b"id,text\n", "E-EMPTY-FILE", "", "add rows"),
    "nothing.html": (b"<html><body></body></html>", "E-EMPTY-TEXT", "", "give the text"),
    "deep.html": (b"<p>a</p>" + b"<div>" * 2100 + b"b", "E-FMT-DEPTH", "", "as txt"),
    "broken.docx": (_docx()[:900], "E-FMT-DOCX", "", "save it again as docx"),
    "zip.docx": (_zip(), "E-FMT-DOCX", "", "save it again as docx"),
    "locked.docx": (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "E-PWD", "", "without the password"),
    "broken.pdf": (_pdf()[:300], "E-FMT-PDF", "", "save it again"),
    "no.pdf": (b"words", "E-FMT-PDF", "", "save it again"),
    "scan.pdf": (_pdf(""), "E-SCAN", "", "text recognition"),
}


def _fill(folder, names):
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_bytes((GOOD | BAD)[name][0])
    return folder


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    return ingest([_fill(tmp_path_factory.mktemp("all"), [*GOOD, *BAD])])


@pytest.mark.parametrize("name", BAD)
def test_each_bad_file_is_rejected_with_code_place_and_remedy(everything, name):
    _, code, place, remedy = BAD[name]
    (problem,) = [problem for problem in everything.problems if problem.path == name]
    assert (problem.code, problem.place, problem.severity) == (code, place, "error")
    assert remedy in problem.remedy
    assert problem.found
    assert problem.action.startswith("skipped")
    (row,) = everything.ledger[everything.ledger["path"] == name].to_dict("records")
    assert (row["status"], row["rule"], row["doc_id"]) == ("rejected", code, "")


@pytest.mark.parametrize("name", GOOD)
def test_good_files_are_untouched_by_bad_ones_in_the_same_run(everything, name):
    documents = everything.documents[everything.documents["path"] == name]
    assert len(documents) == GOOD[name][1]
    assert all("From" in text for text in documents["text"])


def test_everything_adds_up(everything):
    assert ledger_adds_up(everything)
    assert everything.provenance.steps[-1].settings["found"] == {"file": len(GOOD) + len(BAD), "row": 4}


def test_paragraph_offsets_cut_the_text(everything):
    for row in everything.paragraphs.itertuples():
        assert everything.text_at(row.doc_id, row.start, row.end).strip()


def test_links_and_ignored_files_have_their_row_too(tmp_path):
    _fill(tmp_path, ["plain.txt"])
    (tmp_path / "link.txt").symlink_to(tmp_path / "plain.txt")
    for name in (".DS_Store", "~$a.docx", "codebook.toml", "README.md", "LICENSE", "datasheet.md"):
        (tmp_path / name).write_text("x")
    corpus = ingest([tmp_path])
    assert dict(zip(corpus.ledger["path"], corpus.ledger["rule"], strict=True)) == {
        ".DS_Store": "system file", "~$a.docx": "lock file", "codebook.toml": "codebook", "README.md": "readme",
        "LICENSE": "license", "datasheet.md": "datasheet", "link.txt": "E-LINK", "plain.txt": "txt",
    }  # fmt: skip


@pytest.fixture
def failing(tmp_path, monkeypatch):
    """Return a parser that fails, from a module that the processes that parse can find."""
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "failing_parser.py").write_text('def fail(content, *, path, encoding):\n    raise KeyError("xref")\n')
    monkeypatch.syspath_prepend(modules)
    NURSERY.dismiss()  # those that wait do not know the folder
    yield importlib.import_module("failing_parser").fail
    NURSERY.dismiss()
    del sys.modules["failing_parser"]


def test_a_foreign_parser_that_fails_costs_its_file_and_its_words_stay_inside(tmp_path, monkeypatch, failing, caplog):
    monkeypatch.setattr(formats, "PARSERS", {**formats.PARSERS, ".pdf": failing})
    with caplog.at_level(logging.DEBUG):
        corpus = ingest([_fill(tmp_path / "in", ["print.pdf", "plain.txt"])])
    assert "KeyError: 'xref'" in caplog.text
    assert corpus.doc_ids == ["plain"]
    assert corpus.problems[0].code == "E-FMT-PDF"
    assert corpus.problems[0].found == "the file is damaged, or is no pdf file"


def test_a_bug_of_our_own_is_not_taken_for_a_bad_file(tmp_path, monkeypatch, failing):
    monkeypatch.setattr(formats, "PARSERS", {**formats.PARSERS, ".txt": failing})
    with pytest.raises(RuntimeError, match="KeyError: 'xref'"):
        ingest([_fill(tmp_path / "in", ["plain.txt"])])


def test_the_encoding_argument_reads_what_is_not_utf8_and_leaves_the_rest(tmp_path):
    folder = _fill(tmp_path, ["legacy.txt", "plain.txt"])
    (folder / "modern.txt").write_text("Škoda", encoding="utf-8")
    corpus = ingest([folder], encoding="cp1252")
    assert corpus.texts == {"legacy": "Köln", "modern": "Škoda", "plain": "From a text."}
    assert dict(zip(corpus.doc_ids, corpus.documents["encoding"], strict=True)) == {
        "legacy": "cp1252", "modern": "utf-8", "plain": "cp1252",
    }  # fmt: skip
    assert [problem.code for problem in corpus.problems] == ["E-ENC-CONFLICT"]


def test_options_that_are_wrong_stop_before_any_work(tmp_path):
    with pytest.raises(UsageError, match="did you mean cp1252"):
        ingest([tmp_path], encoding="cp12522")
    with pytest.raises(ConfigError, match="caci-analyst"):
        ingest([tmp_path], profile="caci")
    with pytest.raises(UsageError, match="E-PATH-ABSENT"):
        read_corpus(tmp_path / "none")


_DUMP = (
    "By Keshla Imbraquell\nA lede.\nCredit: X\nBACKGROUND: Text.\nAUTHOR’S BIO: Hers.\nBy Odrin Vathmuell\nA lede.\n"
)


def test_a_profile_parts_text_files_numbers_through_and_leaves_other_kinds(tmp_path):
    for name in ("1.txt", "2.txt"):
        (tmp_path / name).write_text(_DUMP.replace("Text.", f"Text {name}."), encoding="utf-8")
    _fill(tmp_path, ["marked.md", "word.docx"])
    (tmp_path / "other.txt").write_text("No byline.")
    corpus = ingest([tmp_path], profile="caci-analyst")
    assert corpus.doc_ids == ["a1", "a2", "a3", "a4", "marked", "word"]
    assert list(corpus.documents["bio"]) == ["Hers.", "", "Hers.", "", "", ""]
    assert [(problem.code, problem.path) for problem in corpus.problems if problem.severity == "error"] == [
        ("E-FMT-PROFILE", "other.txt")
    ]
    assert ledger_adds_up(corpus)
    assert corpus.provenance.steps[0].settings["profile"] == "caci-analyst"


def test_an_article_without_text_is_rejected_with_its_line(tmp_path):
    (tmp_path / "dump.txt").write_text("By Keshla Imbraquell\nCredit: X\n" + _DUMP, encoding="utf-8")
    corpus = ingest([tmp_path], profile=load_profile("caci-analyst"))
    assert corpus.doc_ids == ["a2", "a3"]
    (problem,) = [problem for problem in corpus.problems if problem.severity == "error"]
    assert (problem.code, problem.place) == ("E-EMPTY-TEXT", "line 1")
    assert list(corpus.ledger.loc[corpus.ledger["unit"] == "line", "status"])[:2] == ["rejected", "ignored"]


def test_read_corpus_says_what_is_missing_and_when_nothing_is_left(tmp_path, caplog):
    folder = _fill(tmp_path / "in", ["plain.txt", "legacy.txt"])
    with caplog.at_level(logging.WARNING):
        corpus = read_corpus(folder)
    assert corpus.doc_ids == ["plain"]
    assert "1 inputs" in caplog.text
    with pytest.raises(CorpusError, match="E-ENC-UTF8"):
        read_corpus(folder, strict=True)
    (folder / "plain.txt").unlink()
    with pytest.raises(CorpusError, match="E-EMPTY-CORPUS") as error:
        read_corpus(folder)
    assert [problem.code for problem in error.value.problems] == ["E-ENC-UTF8", "E-EMPTY-CORPUS"]
    assert len(ingest([folder])) == 0


def test_warnings_do_not_count_as_rejections_under_strict(tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("The same.")
    assert len(read_corpus(tmp_path, strict=True)) == 2


def test_one_file_is_a_corpus(tmp_path):
    folder = _fill(tmp_path, ["rows.csv", "plain.txt"])
    assert read_corpus(folder / "rows.csv").doc_ids == ["r1", "r2"]
    assert read_corpus(str(folder / "plain.txt")).doc_ids == ["plain"]


def test_rows_without_identifiers_are_called_after_their_file(tmp_path):
    (tmp_path / "Posts 2025.csv").write_text("text\nOne.\n\nTwo.\n")
    (tmp_path / "more.jsonl").write_text('{"text": "Three."}\n')
    assert ingest([tmp_path]).doc_ids == ["posts-2025-1", "posts-2025-2", "more-1"]


def test_the_order_of_creation_changes_nothing(tmp_path):
    names = sorted([*GOOD, *BAD])
    one = ingest([_fill(tmp_path / "one", names)])
    two = ingest([_fill(tmp_path / "two", reversed(names))])
    write_corpus(one, tmp_path / "out1")
    write_corpus(two, tmp_path / "out2")
    for file in (tmp_path / "out1").iterdir():
        assert file.read_bytes() == (tmp_path / "out2" / file.name).read_bytes()


def test_the_sample_corpus_is_read_whole(root):
    corpus = read_corpus(root / "corpus" / "sample")
    assert len(corpus) == 12
    assert corpus.problems == ()
    assert set(corpus.ledger["rule"]) <= {"md", "codebook", "datasheet", "license", "readme"}
    assert (corpus.documents[["title", "author", "date", "region"]] != "").all().all()


def test_read_codebook_says_what_is_wrong_with_the_file(tmp_path):
    (tmp_path / "codebook.toml").write_text('[codebook]\nid = "x"\ntitle = "X"\nversion = "1"\n')
    assert read_codebook(tmp_path / "codebook.toml").codebook.id == "x"
    with pytest.raises(CodebookError, match=r"did you mean codebook\.toml"):
        read_codebook(tmp_path / "codbook.toml")
    (tmp_path / "latin.toml").write_bytes("# Köln".encode("latin-1"))
    with pytest.raises(CodebookError, match="E-ENC-UTF8"):
        read_codebook(str(tmp_path / "latin.toml"))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.sets(st.sampled_from(sorted([*GOOD, *BAD])), min_size=1), number=st.integers(0, 10**9))
def test_any_mix_of_good_and_bad_files_adds_up(tmp_path, names, number):
    folder = tmp_path / f"mix-{number}-{len(list(tmp_path.iterdir()))}"
    corpus = ingest([_fill(folder, sorted(names))])
    assert ledger_adds_up(corpus)
    assert len(corpus) == sum(GOOD[name][1] for name in names if name in GOOD)
    assert {problem.path for problem in corpus.problems} == {name for name in names if name in BAD}
    files = corpus.ledger[corpus.ledger["unit"] == "file"]
    assert len(files) == len(names)
    assert sorted(files["status"].unique()) == sorted({"read" if name in GOOD else "rejected" for name in names})


_CELLS = st.sampled_from(
    ["NA", "001", "1e5", "null", "NO", "TRUE", "nan", "-0", "1_000", "=1+1", "'x", "", "2025-10-19"]
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(_CELLS, _CELLS), min_size=1, max_size=4))
def test_values_survive_reading_writing_and_reading_again(tmp_path, rows):
    folder = tmp_path / f"case-{len(list(tmp_path.iterdir()))}"
    folder.mkdir()
    lines = "".join(json.dumps({"text": "One.", "author": a, "code": b}) + "\n" for a, b in rows)
    (folder / "a.jsonl").write_text(lines)
    (folder / "b.csv").write_text("text,author,code\n" + "".join(f"Two.,{a},{b}\n" for a, b in rows))
    corpus = read_corpus(write_corpus(ingest([folder]), folder / "out"))
    assert list(zip(corpus.documents["author"], corpus.documents["code"], strict=True)) == rows + rows
