"""The second count: text that a parser cut shows, text that is there twice or not shown does not."""

import io
import zlib

import docx
import pytest
from docx.oxml import OxmlElement
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from caatext.corpus.formats import parser_for
from caatext.corpus.parsing import Job, parse, unpack
from caatext.corpus.readings import Reading, Record
from caatext.corpus.second_look import look_again

WORDS = " ".join(f"Word{n} river bank." for n in range(40))


def _docx():
    document = docx.Document()
    document.add_heading("The bank", level=1)
    document.add_paragraph(WORDS).add_run().add_tab()
    table = document.add_table(rows=1, cols=1)
    table.cell(0, 0).text = WORDS
    gone = OxmlElement("w:moveFrom")
    gone.append(document.add_paragraph("Moved away. " * 100)._p.r_lst[0])
    document.paragraphs[-1]._p.append(gone)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _pdf(*, compressed=True):
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, pageCompression=compressed)
    for number in range(20):
        canvas.drawString(72, 700 - 20 * number, f"Line {number} (of the page) says\\things.")
    canvas.save()
    return stream.getvalue()


def _html():
    rows = "".join(f"<p>{WORDS} <b>{n}</b><br>and more</p><ul><li>one<li>two</ul>" for n in range(5))
    menu = "<nav><ul>" + "<li>Menu entry here" * 500 + "</ul></nav><script>let words = 'many words'</script>"
    return f"<html><head><title>Many words in the title</title></head><body>{menu}<article>{rows}</article>".encode()


FILES = {"a.docx": _docx(), "a.html": _html(), "a.htm": _html(), "a.pdf": _pdf(), "plain.pdf": _pdf(compressed=False)}


def _read(path):
    return parser_for(path)(FILES[path], path=path, encoding=None)


@pytest.mark.parametrize("path", FILES)
def test_a_file_that_was_read_whole_is_not_suspected(path):
    assert look_again(FILES[path], _read(path), path=path) == ()


@pytest.mark.parametrize("path", FILES)
def test_a_file_that_was_cut_is_told_with_both_counts(path):
    reading = _read(path)
    (record,) = reading.records
    text = "\n".join(text for _, text in record.paragraphs)
    cut = Reading(records=(Record(paragraphs=(("", text[: int(0.7 * len(text))]),)),))
    (problem,) = look_again(FILES[path], cut, path=path)
    assert (problem.code, problem.severity, problem.path) == ("E-FMT-CUT", "warning", path)
    unit = "letters" if path.endswith("pdf") else "words"
    assert f"{unit} where" in problem.found
    assert "save it as txt" in problem.remedy


def test_a_stream_that_is_no_stream_and_another_kind_are_passed_over():
    content = b"%PDF-1.4 stream\nBT <48 65 6c 6c> Tj ET endstream stream\n" + zlib.compress(b"BT (a b) Tj ET")[:5]
    (problem,) = look_again(content, Reading(), path="a.pdf")
    assert "finds 2 letters where 0 were read" in problem.found
    assert look_again(b"Many words", Reading(), path="a.txt") == ()


def test_it_is_asked_for_with_the_job():
    job = Job(parser="caatext.corpus.formats:read_html", path="a.html", look_again=True)
    page = b"<html><body><article><p>" + WORDS.encode() + b"</p></article></body></html>"
    reading = unpack(parse(page, job)[0], path="a.html")
    assert reading.problems == ()
