"""What is found below a source, what is passed over, and how bytes become text."""

import os
import unicodedata

import pytest

from caatext.corpus import files
from caatext.corpus.files import check_encoding, decode, find_files, ignore_rule, read_content
from caatext.errors import CorpusError, UsageError


def _problem(error):
    return error.value.problems[0]


def test_find_files_is_sorted_by_composed_path_whatever_the_order_of_creation(tmp_path):
    for name in ("b.txt", "a/z.txt", "a.txt", "B.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [file.path for file in find_files([tmp_path])] == ["B.txt", "a.txt", "a/z.txt", "b.txt"]


def test_find_files_shows_decomposed_names_composed(tmp_path):
    (tmp_path / unicodedata.normalize("NFD", "é.txt")).write_text("x")
    assert find_files([tmp_path])[0].path == "é.txt"


def test_find_files_shows_a_name_that_is_no_utf8_as_escapes(tmp_path):
    try:
        with open(os.fsencode(tmp_path) + b"/caf\xe9.txt", "wb") as file:  # noqa: PTH123
            file.write(b"x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert find_files([tmp_path])[0].path == "caf\\xe9.txt"


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        (".DS_Store", "system file"),
        ("Thumbs.db", "system file"),
        ("desktop.ini", "system file"),
        ("~$essay.docx", "lock file"),
        (".~lock.essay.odt#", "lock file"),
        (".gitignore", "hidden"),
        ("codebook.toml", "codebook"),
        ("study.toml", "study file"),
        ("datasheet.md", "datasheet"),
        ("README.md", "readme"),
        ("Readme", "readme"),
        ("LICENSE", "license"),
        ("LICENCE.txt", "license"),
        ("license-reform.txt", ""),
        ("readme.docx", ""),
    ],
)
def test_each_ignored_name_has_its_rule(name, rule):
    assert ignore_rule(name) == rule


def test_a_hidden_folder_is_one_thing_and_is_not_walked(tmp_path):
    (tmp_path / ".git" / "objects").mkdir(parents=True)
    (tmp_path / ".git" / "objects" / "a.txt").write_text("x")
    assert [(file.path, file.rule) for file in find_files([tmp_path])] == [(".git", "hidden")]


def test_a_file_that_is_named_itself_is_not_ignored(tmp_path):
    (tmp_path / "README.md").write_text("x")
    assert find_files([tmp_path / "README.md"])[0].rule == ""


def test_several_sources_are_named_from_the_folder_that_holds_them_and_counted_once(tmp_path):
    for name in ("one/x.txt", "two/x.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("x")
    found = find_files([tmp_path / "one", tmp_path / "two" / "x.txt", tmp_path / "one" / "x.txt"])
    assert [file.path for file in found] == ["one/x.txt", "two/x.txt"]


def test_absent_sources_are_all_named_with_a_near_match(tmp_path):
    (tmp_path / "essays").mkdir()
    with pytest.raises(UsageError, match="did you mean essays") as error:
        find_files([tmp_path / "esays", tmp_path / "zzz"])
    assert [problem.code for problem in error.value.problems] == ["E-PATH-ABSENT"] * 2
    with pytest.raises(UsageError, match="no file or folder was named"):
        find_files([])


def test_links_and_pipes_are_rejected_not_followed(tmp_path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "corpus" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "corpus" / "folder").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "corpus" / "pipe.txt")
    found = find_files([tmp_path / "corpus"])
    assert [(file.path, file.problem.code) for file in found] == [
        ("folder", "E-LINK"), ("link.txt", "E-LINK"), ("pipe.txt", "E-LINK"),
    ]  # fmt: skip
    assert "put the file itself here" in found[0].problem.remedy


def test_a_link_that_took_the_place_of_a_file_is_not_opened(tmp_path):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "secret.txt").write_text("secret")
    file = next(file for file in find_files([tmp_path]) if file.path == "a.txt")
    (tmp_path / "a.txt").unlink()
    (tmp_path / "a.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(CorpusError, match="E-PERM"):
        read_content(file)


def test_too_large_and_empty_files_are_rejected_without_being_opened(tmp_path):
    (tmp_path / "empty.txt").touch()
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(files.MAX_BYTES + 1)
    found = {file.path: file.problem for file in find_files([tmp_path])}
    assert found["empty.txt"].code == "E-EMPTY-FILE"
    assert found["large.txt"].code == "E-SIZE"
    assert "200,000,001 bytes" in found["large.txt"].found
    assert "part it" in found["large.txt"].remedy


def test_a_folder_that_may_not_be_read_is_reported(tmp_path, monkeypatch):
    (tmp_path / "closed").mkdir()
    walk = os.walk

    def failing(top, onerror):
        yield from walk(top)
        onerror(PermissionError(13, "no", str(tmp_path / "closed")))

    monkeypatch.setattr(files.os, "walk", failing)
    (found,) = find_files([tmp_path])
    assert (found.path, found.problem.code, found.problem.action) == ("closed", "E-PERM", "skipped: the folder")


@pytest.mark.parametrize(
    ("content", "used"),
    [
        ("Ivanović".encode(), "utf-8"),
        ("Ivanović".encode("utf-8-sig"), "utf-8"),
        ("Ivanović".encode("utf-16"), "utf-16"),
        ("\ufeffIvanović".encode("utf-16-be"), "utf-16"),
        ("Ivanović".encode("utf-32"), "utf-32"),
    ],
)
def test_decode_goes_by_the_mark_then_by_strict_utf8(content, used):
    assert decode(content, path="a.txt") == ("Ivanović", used, ())


def test_decode_makes_line_ends_equal_and_leaves_other_characters_alone():
    text, _, _ = decode("a\r\nb\rc\nd\u2028e\x0bf".encode(), path="a.txt")
    assert text == "a\nb\nc\nd\u2028e\x0bf"


def test_decode_rejects_what_is_not_utf8_and_says_where_and_what_to_do():
    with pytest.raises(CorpusError) as error:
        decode("First line.\nGruß aus Köln".encode("cp1252"), path="letters/1893.txt")
    problem = _problem(error)
    assert (problem.code, problem.path, problem.place) == ("E-ENC-UTF8", "letters/1893.txt", "byte 15 (line 2)")
    assert "0xDF is not UTF-8" in problem.found
    assert "--encoding" in problem.remedy
    assert "guess" in problem.action


def test_decode_takes_the_declared_encoding_and_rejects_where_it_does_not_fit():
    assert decode("Köln".encode("cp1252"), path="a", declared="cp1252") == ("Köln", "cp1252", ())
    assert decode("Москва".encode("koi8-r"), path="a", declared="koi8-r")[0] == "Москва"
    with pytest.raises(CorpusError, match="E-ENC-DECLARED"):
        decode(b"a\xff", path="a", declared="ascii")


def test_a_declared_one_byte_encoding_never_garbles_what_is_utf8():
    text, used, (warning,) = decode("bibliothèque".encode(), path="a.txt", declared="cp1250")
    assert (text, used) == ("bibliothèque", "utf-8")
    assert (warning.code, warning.severity) == ("E-ENC-CONFLICT", "warning")


def test_utf16_without_a_mark_is_rejected_with_its_remedy():
    with pytest.raises(CorpusError) as error:
        decode("plain".encode("utf-16-le"), path="a.txt")
    assert _problem(error).code == "E-ENC-NUL"
    assert "utf-16-le" in _problem(error).remedy
    assert decode("plain".encode("utf-16-le"), path="a.txt", declared="utf-16-le")[0] == "plain"


@pytest.mark.parametrize("head", [b"%PDF-1.7\n", b"PK\x03\x04", b"{\\rtf1", b"PAR1"])
def test_another_kind_of_file_under_a_text_ending_is_rejected(head):
    with pytest.raises(CorpusError, match="E-FMT-KIND"):
        decode(head + b" some words", path="a.txt")


@pytest.mark.parametrize("name", ["cp125", "hex", "no such"])
def test_unknown_encodings_are_refused_before_any_work(name):
    with pytest.raises(UsageError, match="E-CFG-ENCODING"):
        check_encoding(name)
    check_encoding("latin-1")
    check_encoding(None)


@pytest.mark.parametrize(
    ("names", "rule"),
    [(["corpus.json", "ledger.csv"], "a corpus"), (["provenance.json", "index.html"], "a report"), (["a.txt"], "")],
)
def test_what_was_made_of_a_folder_is_not_read_with_it(tmp_path, names, rule):
    """`caatext ingest . --out corpus`, given twice, must not read its own ledger as a manifest."""
    (tmp_path / "made").mkdir()
    for name in names:
        (tmp_path / "made" / name).write_text("x", encoding="utf-8")
    assert {file.rule for file in find_files([tmp_path])} == {rule}
