"""Word files: no text is missed wherever it stands, and what is unsafe is refused."""

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from caatext.corpus.word import read_docx
from caatext.errors import CorpusError


def _bytes(document):
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _paragraphs(content):
    return list(read_docx(content, path="a.docx").records[0].paragraphs)


def _texts(content):
    return [text for _, text in _paragraphs(content)]


def _rewrite(content, change):
    """Return the archive with every part passed through `change(name, bytes)`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return stream.getvalue()


def _insert(document, xml):
    document.element.body.insert(len(document.element.body) - 1, parse_xml(xml))


def test_headings_are_sections_and_the_title_style_is_the_title():
    document = docx.Document()
    document.add_heading("On rivers", level=0)
    document.add_paragraph("First.")
    document.add_heading("Background", level=1)
    document.add_paragraph("Second.")
    reading = read_docx(_bytes(document), path="a.docx")
    assert list(reading.records[0].paragraphs) == [("", "First."), ("Background", "Second.")]
    assert reading.records[0].docvars["title"] == "On rivers"


def test_tables_and_nested_tables_are_read_in_document_order():
    document = docx.Document()
    document.add_paragraph("Before.")
    cell = document.add_table(rows=1, cols=2).cell(0, 0)
    cell.text = "Cell."
    cell.add_table(rows=1, cols=1).cell(0, 0).text = "Inner."
    document.add_paragraph("After.")
    assert _texts(_bytes(document)) == ["Before.", "Cell.", "Inner.", "After."]


def test_insertions_links_and_content_controls_are_read_and_deletions_are_not():
    document = docx.Document()
    _insert(
        document,
        f"<w:p {nsdecls('w')}><w:r><w:t>Kept </w:t></w:r>"
        "<w:ins w:id='1' w:author='x'><w:r><w:t>added </w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='x'><w:r><w:delText>gone </w:delText></w:r></w:del>"
        "<w:hyperlink><w:r><w:t>linked</w:t></w:r></w:hyperlink>"
        "<w:r><w:tab/><w:t>tab</w:t><w:br/><w:t>line</w:t><w:noBreakHyphen/><w:t>x</w:t></w:r></w:p>",
    )
    _insert(
        document,
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Control.</w:t></w:r></w:p></w:sdtContent></w:sdt>",
    )
    assert _texts(_bytes(document)) == ["Kept added linked\ttab\nline‑x", "Control."]


def test_a_text_box_is_read_once_although_it_stands_twice():
    box = "<w:txbxContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:txbxContent>"
    document = docx.Document()
    _insert(
        document,
        f"<w:p {nsdecls('w')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        f"<w:r><w:t>Outer.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
    )
    assert _texts(_bytes(document)) == ["Outer.", "Boxed."]


def test_footnotes_stand_at_the_end_in_a_section_of_their_own():
    document = docx.Document()
    document.add_paragraph("Text.")
    notes = (
        f"<w:footnotes {nsdecls('w')}><w:footnote w:id='1'><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote>"
        "</w:footnotes>"
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"

    def change(name, part):
        if name == "word/_rels/document.xml.rels":
            link = f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'
            return part.replace(b"</Relationships>", link.encode())
        if name == "[Content_Types].xml":
            known = b'<Override PartName="/word/footnotes.xml" ContentType="application/xml"/>'
            return part.replace(b"</Types>", known + b"</Types>")
        return part

    content = _rewrite(_bytes(document), change)
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/footnotes.xml", notes)
    assert _paragraphs(stream.getvalue()) == [("", "Text."), ("NOTES", "A note.")]


def test_properties_are_read_and_the_words_of_the_template_are_not():
    document = docx.Document()
    document.add_paragraph("Text.")
    assert dict(read_docx(_bytes(document), path="a.docx").records[0].docvars) == {
        "title": "", "author": "", "created": "",
    }  # fmt: skip
    document.core_properties.author = "A. Writer"
    document.core_properties.title = "On rivers"
    docvars = read_docx(_bytes(document), path="a.docx").records[0].docvars
    assert (docvars["author"], docvars["title"]) == ("A. Writer", "On rivers")
    assert docvars["created"] == "2013-12-23"
    assert "date" not in docvars


def _problem(content):
    with pytest.raises(CorpusError) as error:
        read_docx(content, path="a.docx")
    return error.value.problems[0]


def test_what_is_no_word_file_is_said_in_words():
    assert _problem(b"plain words").code == "E-FMT-DOCX"
    assert "damaged" in _problem(b"PK\x03\x04 cut").found
    assert "old Word file" in _problem(b"\xd0\xcf\x11\xe0 ...").found
    locked = _problem(b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"))
    assert (locked.code, locked.remedy) == ("E-PWD", "save it without the password")


def test_a_bomb_is_refused_before_it_unpacks():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<x/>" + b" " * 20_000_000)
    assert _problem(stream.getvalue()).code == "E-BOMB"


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_entities_are_refused(codec):
    document = docx.Document()
    document.add_paragraph("Text.")
    xml = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'

    def change(name, part):
        return xml.encode(codec) if name == "word/document.xml" else part

    problem = _problem(_rewrite(_bytes(document), change))
    assert problem.code == "E-FMT-DTD"
    assert "word/document.xml" in problem.found


def test_a_file_within_the_file_is_refused_because_its_text_would_be_missed():
    document = docx.Document()
    document.add_paragraph("Text.")
    _insert(document, f"<w:altChunk {nsdecls('w')} {nsdecls('r')} r:id='rId5'/>")
    assert "another file inside" in _problem(_bytes(document)).found
