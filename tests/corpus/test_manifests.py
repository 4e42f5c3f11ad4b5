"""Manifests: a table says things about the files beside it."""

from caatext.corpus.ledger import ledger_adds_up
from caatext.corpus.readers import ingest


def _write(tmp_path, manifest, **files):
    (tmp_path / "articles.csv").write_text(manifest, encoding="utf-8")
    for name, content in files.items():
        (tmp_path / f"{name}.txt").write_bytes(content)
    return ingest([tmp_path])


def test_a_manifest_gives_variables_identifier_and_encoding(tmp_path):
    corpus = _write(
        tmp_path,
        "path,doc_id,author,encoding,outlet\none.txt,first,NA,cp1252,\ntwo.txt,,X,,Review\n",
        one="Köln rose.".encode("cp1252"),
        two=b"Two.",
    )
    assert corpus.doc_ids == ["first", "two"]
    assert corpus.texts["first"] == "Köln rose."
    assert list(corpus.documents["author"]) == ["NA", "X"]
    assert list(corpus.documents["encoding"]) == ["cp1252", "utf-8"]
    assert list(corpus.documents["outlet"]) == ["", "Review"]
    assert "given_encoding" not in corpus.documents
    assert ledger_adds_up(corpus)


def test_a_manifest_has_the_last_word_where_it_says_anything(tmp_path):
    (tmp_path / "a.md").write_text("---\nauthor: Inside\ntitle: Kept\n---\nOne.")
    corpus = _write(tmp_path, "file,author,title\na.md,Outside,\n")
    assert (corpus.documents["author"][0], corpus.documents["title"][0]) == ("Outside", "Kept")


def test_rows_that_name_no_file_here_are_rejected_with_a_near_match(tmp_path):
    manifest = "path,author\noen.txt,A\n../secret.txt,B\n/etc/passwd,C\none.txt,D\none.txt,E\n"
    corpus = _write(tmp_path, manifest, one=b"One.")
    assert [(problem.code, problem.place) for problem in corpus.problems] == [
        ("E-META-FILE", "row 1 (line 2)"), ("E-PATH-OUTSIDE", "row 2 (line 3)"),
        ("E-PATH-OUTSIDE", "row 3 (line 4)"), ("E-META-FILE", "row 5 (line 6)"),
    ]  # fmt: skip
    assert corpus.problems[0].remedy == "did you mean one.txt?"
    assert "named before" in corpus.problems[3].found
    assert list(corpus.documents["author"]) == ["D"]
    assert list(corpus.ledger.loc[corpus.ledger["unit"] == "row", "status"]) == [
        "rejected", "rejected", "rejected", "read", "rejected",
    ]  # fmt: skip
    assert ledger_adds_up(corpus)


def test_paths_in_a_manifest_count_from_where_it_stands(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.txt").write_text("One.")
    (tmp_path / "deep" / "list.tsv").write_text("filename\tauthor\na.txt\tX\n")
    assert list(ingest([tmp_path]).documents["author"]) == ["X"]


def test_an_unknown_encoding_in_a_manifest_costs_that_file(tmp_path):
    corpus = _write(tmp_path, "path,encoding\none.txt,cp125\n", one=b"One.", two=b"Two.")
    assert corpus.doc_ids == ["two"]
    assert (corpus.problems[0].code, corpus.problems[0].path) == ("E-ENC-DECLARED", "one.txt")
    assert "did you mean cp125" in corpus.problems[0].remedy


def test_a_name_in_another_composition_is_the_same_name(tmp_path):
    (tmp_path / "caf\u00e9.txt").write_text("One.")
    corpus = _write(tmp_path, "path,author\ncafe\u0301.txt,NO\n")
    assert list(corpus.documents["author"]) == ["NO"]
    assert corpus.problems == ()


def test_a_manifest_that_names_itself_or_another_manifest_is_told(tmp_path):
    (tmp_path / "other.csv").write_text("path,author\none.txt,A\n")
    corpus = _write(tmp_path, "path,author\narticles.csv,B\nother.csv,C\n", one=b"One.")
    told = [(problem.code, problem.path, problem.found) for problem in corpus.problems]
    assert told == [
        ("E-META-FILE", "articles.csv", "'articles.csv' is a manifest itself"),
        ("E-META-FILE", "articles.csv", "'other.csv' is a manifest itself"),
    ]
