"""REFI-QDA projects: codings by position and user; and archives that mean harm."""

from __future__ import annotations

import zipfile

import pytest

from caatext.coding.reading import read_codings
from caatext.coding.refi_qda import parse_xml
from caatext.errors import CorpusError

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


def project(sources, *, codes=(("g1", "hid"), ("g2", "Own course")), users=(("u1", "Ann"), ("u2", "Ben"))):
    listed = "".join(f'<Code guid="{guid}" name="{name}" isCodable="true"/>' for guid, name in codes)
    people = "".join(f'<User guid="{guid}" name="{name}"/>' for guid, name in users)
    return (
        f'{HEAD}<Project xmlns="urn:QDA-XML:project:1.0" name="P"><Users>{people}</Users>'
        f"<CodeBook><Codes>{listed}</Codes></CodeBook><Sources>{sources}</Sources></Project>"
    )


def selection(text, words, code, user, *, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return (
        f'<PlainTextSelection guid="s" startPosition="{start}" endPosition="{start + len(words)}">'
        f'<Coding guid="c" creatingUser="{user}"><CodeRef targetGUID="{code}"/></Coding></PlainTextSelection>'
    )


def pack(path, qde, **parts):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", qde)
        for name, text in parts.items():
            archive.writestr(f"Sources/{name}.txt", text)
    return path


@pytest.fixture
def text(corpus):
    return corpus.texts["d2"]


def values(found):
    table = found.table[found.table["value"] > 0]
    return table[["coder_id", "doc_id", "paragraph", "sentence", "frame_id", "value"]].to_numpy().tolist()


def test_positions_count_characters_of_the_project_s_own_text(tmp_path, corpus, annotations, codebook, text):
    """The project has a title before the article and Windows line ends; an emoji is one character."""
    own = "A title\r\n\r\n" + text.replace("\n", "\r\n")
    inside = selection(own, "@Ossa asked why.", "g1", "u1") + selection(own, "Ćela 😀 watched", "g2", "u2")
    source = f'<TextSource guid="t" name="d2" plainTextPath="internal://t.txt">{inside}</TextSource>'
    found = read_codings(pack(tmp_path / "p.qdpx", project(source), t=own), corpus, annotations, codebook)
    assert values(found) == [["ben", "d2", 1, 3, "own", 1], ["ann", "d2", 2, 1, "hid", 1]]
    assert found.problems == ()
    # both were given the article, with both frames
    assert found.table.groupby("coder_id").size().to_dict() == {"ann": 10, "ben": 10}


def test_text_may_stand_inside_the_description_and_repeated_words_are_told_apart(
    tmp_path, annotations, codebook, corpus
):
    text = corpus.texts["d1"]
    inside = selection(text, "Velmar", "g1", "u1", nth=1)
    source = f'<TextSource guid="t" name="Title of d1"><PlainTextContent>{text}</PlainTextContent>{inside}</TextSource>'
    found = read_codings(pack(tmp_path / "p.qdpx", project(source)), corpus, annotations, codebook)
    assert values(found) == [["ann", "d1", 2, 2, "hid", 1]]


def test_frames_that_the_project_has_no_code_for_were_not_looked_for(tmp_path, corpus, annotations, codebook, text):
    source = f'<TextSource guid="t" name="d2"><PlainTextContent>{text}</PlainTextContent></TextSource>'
    qde = project(source, codes=(("g1", "hid"), ("g3", "weather")), users=())
    found = read_codings(pack(tmp_path / "Coder B.qdpx", qde), corpus, annotations, codebook)
    assert set(found.table["frame_id"]) == {"hid"}
    assert found.coder_ids == ["coder-b"]
    assert (found.n_rows_read, len(found.table)) == (0, 5)


@pytest.mark.parametrize("positions", [(-1, 4), (5, 5), (0, 99_999), ("a", 3)])
def test_positions_that_are_none_are_a_problem_of_that_selection(
    tmp_path, corpus, annotations, codebook, text, positions
):
    start, end = positions
    inside = (
        f'<PlainTextSelection startPosition="{start}" endPosition="{end}"><Coding><CodeRef targetGUID="g1"/></Coding>'
        "</PlainTextSelection>" + selection(text, "@Ossa asked why.", "g1", "u1")
    )
    source = f'<TextSource guid="t" name="d2"><PlainTextContent>{text}</PlainTextContent>{inside}</TextSource>'
    found = read_codings(pack(tmp_path / "p.qdpx", project(source)), corpus, annotations, codebook)
    assert [problem.code for problem in found.problems] == ["E-ROW-HIGHLIGHT"]
    assert (found.n_rows_read, found.n_rows_used) == (2, 1)


def test_paths_that_lead_out_of_the_archive_lead_nowhere(tmp_path, corpus, annotations, codebook):
    secret = tmp_path / "secret.txt"
    secret.write_text("Trade went on. Secret.", encoding="utf-8")
    coding = '<Coding><CodeRef targetGUID="g1"/></Coding>'
    inside = f'<PlainTextSelection startPosition="0" endPosition="9">{coding}</PlainTextSelection>'
    for name in (f"internal://../{secret.name}", str(secret), f"absolute:///{secret}"):
        source = f'<TextSource guid="t" name="d2" plainTextPath="{name}">{inside}</TextSource>'
        path = pack(tmp_path / "p.qdpx", project(source))
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("../evil.txt", "evil")
        found = read_codings(path, corpus, annotations, codebook)
        assert [problem.code for problem in found.problems] == ["E-ROW-HIGHLIGHT"]
        assert "Secret" not in found.problems[0].found
    assert not (tmp_path.parent / "evil.txt").exists()


def test_entities_are_refused_and_no_file_is_read(tmp_path, corpus, annotations, codebook):
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden", encoding="utf-8")
    for entity in (f'SYSTEM "file://{secret}"', '"Trade went on."'):
        qde = project("<TextSource/>").replace(HEAD, f"{HEAD}<!DOCTYPE p [<!ENTITY x {entity}>]>")
        with pytest.raises(CorpusError, match="E-FMT-DTD") as error:
            read_codings(pack(tmp_path / "p.qdpx", qde), corpus, annotations, codebook)
        assert "hidden" not in str(error.value)


def test_an_entity_bomb_is_refused_before_it_grows():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'{HEAD}<!DOCTYPE p [<!ENTITY l0 "ha">{laughs}]><p>&l11;</p>'
    with pytest.raises(CorpusError, match=r"E-FMT-DTD|E-FMT-CODINGS"):
        parse_xml(bomb.encode(), "p")


def test_an_archive_that_grows_beyond_measure_is_refused(tmp_path, corpus, annotations, codebook):
    path = tmp_path / "p.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", b" " * 30_000_000)
    with pytest.raises(CorpusError, match="E-BOMB"):
        read_codings(path, corpus, annotations, codebook)


@pytest.mark.parametrize("content", [b"no zip", b""])
def test_a_damaged_project_is_refused(tmp_path, corpus, annotations, codebook, content):
    path = tmp_path / "p.qdpx"
    path.write_bytes(content)
    with pytest.raises(CorpusError, match="E-FMT-CODINGS"):
        read_codings(path, corpus, annotations, codebook)


def test_a_project_without_its_description_is_refused(tmp_path, corpus, annotations, codebook):
    path = tmp_path / "p.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Sources/a.txt", "a")
    with pytest.raises(CorpusError, match=r"E-FMT-CODINGS.*project\.qde"):
        read_codings(path, corpus, annotations, codebook)
    with pytest.raises(CorpusError, match=r"E-FMT-CODINGS.*no XML"):
        read_codings(pack(tmp_path / "q.qdpx", "<a>"), corpus, annotations, codebook)
