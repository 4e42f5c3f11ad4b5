"""PDF: the text layer as paragraphs, and no hole in a text goes unsaid."""

import io

import pytest
from pypdf import PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from caatext.corpus.pdf import join_lines, read_pdf
from caatext.errors import CorpusError

_SENTENCE = "The river runs through the wide valley and the mills along it grind the grain of both banks. "


def _flowing(*paragraphs, **about):
    stream = io.BytesIO()
    style = getSampleStyleSheet()["BodyText"]
    SimpleDocTemplate(stream, pagesize=A4, **about).build([Paragraph(text, style) for text in paragraphs])
    return stream.getvalue()


def _pages(*pages):
    """Return a PDF with one string a page; None is a page that is a picture."""
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for page in pages:
        if page is None:
            from PIL import Image

            canvas.drawImage(ImageReader(Image.new("RGB", (20, 20), "red")), 100, 100)
        elif page:
            canvas.drawString(72, 700, page)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _problem(content):
    with pytest.raises(CorpusError) as error:
        read_pdf(content, path="a.pdf")
    return error.value.problems[0]


def test_paragraphs_come_back_as_they_were_set():
    paragraphs = [(_SENTENCE * 6).strip() + " It ends here.", (_SENTENCE * 4).strip() + " So does this."]
    reading = read_pdf(_flowing(*paragraphs, title="On rivers", author="A. Writer"), path="a.pdf")
    record = reading.records[0]
    assert [text for _, text in record.paragraphs] == paragraphs
    assert (record.docvars["title"], record.docvars["author"]) == ("On rivers", "A. Writer")
    assert len(record.docvars["created"]) == len("2025-10-19")
    assert "date" not in record.docvars


def test_words_of_programs_are_no_title_and_no_author():
    docvars = read_pdf(_flowing("One two."), path="a.pdf").records[0].docvars
    assert (docvars["title"], docvars["author"]) == ("", "")


def test_a_paragraph_goes_on_over_the_page():
    assert join_lines(["A first line as long as all of them\n1", "goes on here and is long as well.\n2"]) == [
        "A first line as long as all of them goes on here and is long as well."
    ]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("a data-\ndriven plan and more", "a datadriven plan and more"),
        ("a data-driven one, a data-\ndriven plan", "a data-driven one, a data-driven plan"),
        ("the Sino-\nAmerican talks", "the Sino-American talks"),
        ("soft\u00ad\nened words and more", "softened words and more"),
        ("from 1990 -\nto 2000", "from 1990 - to 2000"),
    ],
)
def test_words_parted_at_a_line_end_are_mended(page, expected):
    assert " ".join(join_lines([page])) == expected


def test_a_blank_line_and_a_heading_end_a_paragraph():
    page = "A full line of the text that is set here.\n\nBackground\nAnother full line of the text that is here."
    assert join_lines([page])[1] == "Background"
    assert join_lines([]) == []


def test_a_file_without_a_text_layer_is_a_scan():
    for content in (_pages(None, None), _pages("", "")):
        assert _problem(content).code == "E-SCAN"
    assert "text recognition" in _problem(_pages(None)).remedy


def test_a_picture_page_in_the_middle_costs_the_document_a_cover_does_not():
    problem = _problem(_pages("One page.", None, "Another page."))
    assert (problem.code, problem.place) == ("E-SCAN", "page 2")
    assert "hole" in problem.action
    reading = read_pdf(_pages(None, "One page.", ""), path="a.pdf")
    assert [text for _, text in reading.records[0].paragraphs] == ["One page."]
    assert [(problem.code, problem.severity) for problem in reading.problems] == [("E-SCAN", "warning")]


def test_a_locked_file_says_so_and_one_with_an_empty_password_is_read():
    for password, is_read in (("secret", False), ("", True)):
        writer = PdfWriter(clone_from=io.BytesIO(_flowing("One two three.")))
        writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
        stream = io.BytesIO()
        writer.write(stream)
        if is_read:
            assert read_pdf(stream.getvalue(), path="a.pdf").records[0].paragraphs == (("", "One two three."),)
        else:
            assert _problem(stream.getvalue()).code == "E-PWD"


def test_what_is_no_pdf_is_said_in_words():
    assert _problem(b"plain words").found == "this is no PDF"
    assert _problem(b"%PDF-1.7\nnothing more").code == "E-FMT-PDF"


def test_a_damaged_page_costs_the_document_and_a_repaired_structure_is_a_warning(caplog):
    content = _flowing(_SENTENCE * 20)
    start = content.index(b"stream\n") + 60
    broken = content[:start] + b"55555" + content[start + 5 :]
    assert (_problem(broken).code, _problem(broken).found) == ("E-FMT-PDF", "the file is damaged")
    reading = read_pdf(content.replace(b"startxref\n", b"startxref\n9"), path="a.pdf")
    assert reading.records[0].paragraphs[0][1].startswith("The river runs")
    assert [(problem.code, problem.severity) for problem in reading.problems] == [("E-FMT-PDF", "warning")]
    assert caplog.text == ""
