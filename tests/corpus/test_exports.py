"""Exports of Nexis Uni, Factiva, ProQuest and RIS: one document an article, bodies only, every line accounted for."""

from __future__ import annotations

from collections import Counter
from html import escape
from io import BytesIO

import pytest
import rispy
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.corpus.exports import split_export
from caatext.corpus.formats import read_ris
from caatext.corpus.profiled import read_with_profile
from caatext.corpus.profiles import load_profile, parse_profile
from caatext.corpus.readers import ingest, ledger_adds_up
from caatext.errors import ConfigError, CorpusError

_BODY = (
    "The river rose in the night and nobody in Brinoveth slept.",
    "Section: it came back in the morning, colder.",
    "Copyright law says nothing about rivers, the clerk said.",
)
NEXIS_COVER = """User Name: reader
Date and Time: Monday, March 10, 2031 9:14 AM
Job Number: 1234567

Documents (2)
1. Correction: Who Reads the River
Client/Matter: -None-
Search Terms: river
Narrowed by: Content Type
2. A Wall of Books
Client/Matter: -None-
"""
NEXIS = (
    """Correction: Who Reads the River
Sixshore Review
January 16, 2031 Thursday, Late Edition
Copyright 2031 Sixshore Press All Rights Reserved
Section:\u00a0OPINION; Pg. 4
Length:\u00a027 words
Byline:\u00a0By Odrin Vathmuell
Dateline:\u00a0OMBESK
Highlight:\u00a0A schedule and its keeper.

Body

"""
    + "\n".join(_BODY)
    + """
Graphic

A photograph of the dam.
Classification

Language:\u00a0ENGLISH
Subject:\u00a0RIVERS (90%)
Industry:\u00a0WATER (70%)
Load-Date:\u00a0January 17, 2031

End of Document
A Wall of Books
The Ombesk Post
3 February 2031
Length: 5 words
Byline: Keshla Imbraquell

Body
Books stand where guns stood.
Load-Date: February 4, 2031
End of Document
"""
)
FACTIVA = {
    "SE": ["Opinion"],
    "HD": ["Who Reads the River"],
    "BY": ["By Odrin Vathmuell"],
    "WC": ["27 words"],
    "PD": ["16 January 2031"],
    "SN": ["Sixshore Review"],
    "SC": ["SIXREV"],
    "PG": ["4"],
    "LA": ["English"],
    "CY": ["(c) 2031 Sixshore Press"],
    "LP": [_BODY[0]],
    "TD": [*_BODY[1:]],
    "CO": ["dam : Veiled Falls Dam Authority"],
    "IN": ["water : Water supply"],
    "NS": ["nriv : Rivers", "npol : Politics"],
    "RE": ["ulm : Ulmeth Basin"],
    "PUB": ["Sixshore Press"],
    "AN": ["Document SIXREV0020310116en1g0001"],
}
SECOND = FACTIVA | {
    "HD": ["A Wall of Books"],
    "BY": ["Keshla Imbraquell"],
    "WC": ["9 words"],
    "PD": ["3 February 2031"],
    "LP": ["IN the hall, books stand where guns stood."],
    "TD": [],
    "AN": ["Document SIXREV0020310203en2300002"],
}
_RULE = "_" * 60
PROQUEST = f"""{_RULE}

Document 1 of 2

Who Reads the River

Author: Vathmuell, Odrin.

Publication info: Sixshore Review ; Ombesk [Ombesk]. 16 Jan 2031: 4.

Abstract: A schedule and its keeper.

Links: None available

Full text: {_BODY[0]}

Location: {_BODY[1]}

{_BODY[2]}

Subject: Rivers; Water

Location: Ulmeth Basin

Title: Who Reads the River

Publication title: Sixshore Review

Publication year: 2031

Publication date: Jan 16, 2031

Section: Opinion

Source type: Newspapers

Language of publication: English

ProQuest document ID: 310116001

Document URL: https://search.example.org/docview/310116001

Copyright: Copyright Sixshore Press 2031

Database: Sixshore Newsstream

{_RULE}

Document 2 of 2

A Wall of Books

Author: Imbraquell, Keshla

Abstract: Books stand where guns stood.

Full text: Not available.

Title: A Wall of Books

Publication title: The Ombesk Post

Publication date: Feb 3, 2031

ProQuest document ID: 310203002

{_RULE}

Contact us at: https://support.example.org

Database copyright © 2031 ProQuest LLC. All rights reserved.

Terms and Conditions: https://search.example.org/terms
"""
RIS = """TY  - NEWS
AU  - Vathmuell, Odrin
AU  - Orquavy, Tamquil
TI  - Who Reads the River
T2  - Sixshore Review
DA  - 2031/01/16/
PY  - 2031
AB  - A schedule and its keeper.
UR  - https://sixshore.example.org/river
KW  - rivers
KW  - water
SN  - 1234-5678
ID  - 310116001
ER  -

TY  - JOUR
A1  - Imbraquell, Keshla
T1  - A Wall of Books
JO  - Ombesk Studies
Y1  - 2031///
N2  - Books stand
where guns stood.
"""


def factiva_text(*articles: dict[str, list[str]], join: str = "\n") -> str:
    return "\n\n".join(
        "\n".join(f"{code}{join}{lines[0]}" + "".join(f"\n{line}" for line in lines[1:]) if lines else code
                  for code, lines in article.items())
        for article in articles
    )  # fmt: skip


def factiva_html(*articles: dict[str, list[str]]) -> str:
    def row(code: str, lines: list[str]) -> str:
        cell = "".join(f'<p class="articleParagraph enarticleParagraph">{escape(line)}</p>' for line in lines)
        return f'<tr><td class="index"><b>{code}</b>&nbsp;</td><td>{cell}</td></tr>'

    tables = "".join(
        f'<div class="article enArticle"><table>{"".join(row(*pair) for pair in article.items())}</table></div><br/>'
        for article in articles
    )
    return (
        '<html><head><title>Factiva</title></head><body><div class="carryOverOpen">Factiva</div>'
        f"{tables}<h2>Search Summary</h2><table><tr><td>Text</td><td>river</td></tr></table>"
        "<p>© 2031 Factiva, Inc. All rights reserved.</p></body></html>"
    )


def proquest_html(text: str) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line)
    return f'<html><head><meta charset="utf-8"></head><body>{lines}</body></html>'


def docx_of(text: str) -> bytes:
    document = Document()
    for line in text.split("\n"):
        if line in ("Who Reads the River", "A Wall of Books"):
            document.add_heading(line, level=1)
        else:
            document.add_paragraph(line)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def read(content: str | bytes, profile: str, path: str):
    content = content.encode("utf-8") if isinstance(content, str) else content
    return read_with_profile(content, load_profile(profile), path=path)


def texts(record) -> list[str]:
    return [text for _, text in record.paragraphs]


def codes(reading) -> list[str]:
    return [problem.code for problem in reading.problems]


def check_ledger(reading) -> None:
    """Every line has one entry, its characters are kept or left out by a named rule, and the file adds up."""
    assert len(reading.entries) == reading.n_found
    assert sum(entry.n_characters for entry in reading.entries) + len(reading.entries) - 1 == reading.n_characters
    assert all(entry.rule and entry.status in ("read", "ignored", "rejected") for entry in reading.entries)
    for number, record in enumerate(reading.records):
        kept = sum(entry.n_kept for entry in reading.entries if entry.record == number)
        joins = sum(text.count("\n") for text in texts(record))
        assert kept + joins == sum(map(len, texts(record)))


@pytest.mark.parametrize("cover", ["", NEXIS_COVER])
@pytest.mark.parametrize("kind", ["docx", "txt"])
def test_nexis_uni_documents_with_and_without_the_cover_page(kind, cover):
    content = docx_of(cover + NEXIS) if kind == "docx" else cover + NEXIS
    reading = read(content, "nexis-uni", f"box.{kind}")
    one, two = reading.records
    assert texts(one) == list(_BODY)
    assert dict(one.docvars) == {
        "database": "Nexis Uni", "title": "Correction: Who Reads the River", "outlet": "Sixshore Review",
        "date": "2031-01-16", "author": "Odrin Vathmuell", "news_section": "OPINION; Pg. 4", "length": "27",
        "dateline": "OMBESK", "highlight": "A schedule and its keeper.", "language": "ENGLISH",
        "subject": "RIVERS (90%)", "load_date": "January 17, 2031", "encoding": "" if kind == "docx" else "utf-8",
    }  # fmt: skip
    assert texts(two) == ["Books stand where guns stood."]
    assert (two.docvars["title"], two.docvars["outlet"], two.docvars["date"], two.docvars["author"]) == (
        "A Wall of Books", "The Ombesk Post", "2031-02-03", "Keshla Imbraquell",
    )  # fmt: skip
    assert codes(reading) == []
    check_ledger(reading)
    rules = Counter(entry.rule for entry in reading.entries)
    assert rules["cover page"] == (10 if cover else 0)
    assert (rules["copyright"], rules["separator"], rules["graphic"], rules["indexing"]) == (1, 2, 1, 1)


def test_one_nexis_document_alone_and_one_that_is_a_picture_only():
    alone = NEXIS[NEXIS.index("A Wall of Books") :]
    assert [record.docvars["title"] for record in read(alone, "nexis-uni", "a.txt").records] == ["A Wall of Books"]
    picture = alone.replace("Body\nBooks stand where guns stood.\n", "")
    one, two = read(NEXIS[: NEXIS.index("A Wall of Books")] + picture, "nexis-uni", "a.txt").records
    assert (texts(one), texts(two)) == (list(_BODY), [])


def test_a_cover_page_that_does_not_list_the_title_leaves_one_line_for_it():
    cover = NEXIS_COVER.replace("1. Correction: Who Reads the River", "1. Something else")
    reading = read(cover + NEXIS, "nexis-uni", "a.txt")
    assert reading.records[0].docvars["title"] == "Correction: Who Reads the River"


def test_nexis_articles_that_run_together_are_rejected_and_the_others_kept():
    reading = read(NEXIS.replace("End of Document\nA Wall", "A Wall") + NEXIS, "nexis-uni", "a.txt")
    assert len(reading.records) == 2
    assert codes(reading) == ["E-ROW-RUNON"]
    assert reading.problems[0].place == "lines 1-35"
    assert {entry.rule for entry in reading.entries if entry.status == "rejected"} == {"E-ROW-RUNON"}
    check_ledger(reading)


def test_a_text_far_from_the_length_that_the_export_says_gets_a_warning():
    reading = read(NEXIS.replace("27 words", "812 words"), "nexis-uni", "a.txt")
    assert codes(reading) == ["E-META-LENGTH"]
    assert (reading.problems[0].severity, reading.problems[0].place) == ("warning", "lines 1-26")
    assert "812 words, and the text read has 28" in reading.problems[0].found


def test_lines_outside_any_article_and_lines_without_a_label_are_told_of():
    reading = read(NEXIS + "Printed for the reading room.\n", "nexis-uni", "a.txt")
    assert codes(reading) == ["E-ROW-STRAY"]
    reading = read(NEXIS.replace("OMBESK\n", "OMBESK\nwith a reporter in the hills\n"), "nexis-uni", "a.txt")
    assert codes(reading) == ["E-ROW-LABEL"]
    assert "1 line(s) with 28 characters" in reading.problems[0].found
    check_ledger(reading)


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (factiva_text(FACTIVA, SECOND), "box.txt"),
        (factiva_text(FACTIVA, SECOND, join="\t"), "box.txt"),
        (factiva_text(FACTIVA, SECOND, join="   "), "box.txt"),
        (factiva_html(FACTIVA, SECOND), "box.html"),
        (docx_of(factiva_text(FACTIVA, SECOND)), "box.docx"),
    ],
    ids=["txt", "tabs", "blanks", "html", "docx"],
)
def test_factiva_articles_by_their_codes(content, path):
    reading = read(content, "factiva", path)
    one, two = reading.records
    assert texts(one) == list(_BODY)
    assert {name: one.docvars[name] for name in one.docvars if name != "encoding"} == {
        "database": "Factiva", "rubric": "Opinion", "title": "Who Reads the River", "author": "Odrin Vathmuell",
        "length": "27", "date": "2031-01-16", "outlet": "Sixshore Review", "outlet_code": "SIXREV", "page": "4",
        "language": "English", "subject": "nriv : Rivers npol : Politics", "geographic": "ulm : Ulmeth Basin",
    }  # fmt: skip
    assert one.doc_id == "SIXREV0020310116en1g0001"
    assert texts(two) == ["IN the hall, books stand where guns stood."]
    assert (two.doc_id, two.docvars["title"]) == ("SIXREV0020310203en2300002", "A Wall of Books")
    check_ledger(reading)
    assert codes(reading) == []


def test_proquest_articles_as_text_and_as_page():
    for content, path in ((PROQUEST, "box.txt"), (proquest_html(PROQUEST), "box.html")):
        reading = read(content, "proquest", path)
        one, two = reading.records
        assert texts(one) == [_BODY[0], f"Location: {_BODY[1]}", _BODY[2]]
        assert dict(one.docvars) == {
            "database": "ProQuest", "title": "Who Reads the River", "author": "Vathmuell, Odrin.",
            "abstract": "A schedule and its keeper.", "outlet": "Sixshore Review", "date": "2031-01-16",
            "news_section": "Opinion", "url": "https://search.example.org/docview/310116001", "language": "English",
            "publication_type": "Newspapers", "subject": "Rivers; Water", "geographic": "Ulmeth Basin",
            "text_kind": "full text", "encoding": "utf-8",
        }  # fmt: skip
        assert (one.doc_id, two.doc_id) == ("310116001", "310203002")
        assert (texts(two), two.docvars["text_kind"]) == (["Books stand where guns stood."], "abstract")
        assert codes(reading) == ["E-META-ABSTRACT"]
        check_ledger(reading)
        rules = Counter(entry.rule for entry in reading.entries)
        assert (rules["closing line"], rules["no text in the export"]) == (3, 1)


def test_ris_records_are_abstracts_and_the_last_one_needs_no_end():
    reading = read_ris(RIS.encode("utf-8"), path="box.ris")
    one, two = reading.records
    assert texts(one) == ["A schedule and its keeper."]
    assert dict(one.docvars) == {
        "reference_type": "NEWS", "title": "Who Reads the River", "author": "Vathmuell, Odrin; Orquavy, Tamquil",
        "outlet": "Sixshore Review", "date": "2031-01-16", "url": "https://sixshore.example.org/river",
        "subject": "rivers; water", "text_kind": "abstract", "encoding": "utf-8",
    }  # fmt: skip
    assert one.doc_id == "310116001"
    assert (texts(two), two.docvars["date"]) == (["Books stand", "where guns stood."], "2031")
    assert (two.docvars["author"], two.docvars["outlet"]) == ("Imbraquell, Keshla", "Ombesk Studies")
    assert codes(reading) == ["E-META-ABSTRACT"]
    check_ledger(reading)


def test_the_longer_of_two_abstracts_is_the_text_and_a_full_text_goes_before_both():
    record = "TY  - JOUR\nTI  - One\nAB  - Short.\nN2  - Somewhat longer than that.\nER  - "
    (one,) = read_ris(record.encode(), path="a.ris").records
    assert (texts(one), one.docvars["abstract"]) == (["Somewhat longer than that."], "Short.")
    (one,) = read_ris(record.replace("AB  -", "FT  -").encode(), path="a.ris").records
    assert (texts(one), one.docvars["text_kind"]) == (["Short."], "full text")


_WORDS = st.text(alphabet="abcdefg hij", min_size=1, max_size=30).map(str.strip).filter(bool)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(_WORDS, _WORDS, st.lists(_WORDS, min_size=1, max_size=3)), min_size=1, max_size=4))
def test_well_formed_ris_is_read_as_rispy_reads_it(records):
    content = "\n".join(
        "\n".join(["TY  - JOUR", f"TI  - {title}", *(f"AU  - {name}" for name in names), f"AB  - {text}", "ER  - "])
        for title, text, names in records
    )
    ours = read_ris(content.encode(), path="a.ris").records
    theirs = rispy.loads(content)
    assert [(one.docvars["title"], texts(one)[0]) for one in ours] == [
        (one["title"], one["abstract"]) for one in theirs
    ]
    assert [set(one.docvars["author"].split("; ")) for one in ours] == [set(one["authors"]) for one in theirs]


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["nexis-uni", "factiva", "proquest", "ris"]),
    st.lists(
        st.sampled_from(
            [*NEXIS.split("\n"), *factiva_text(FACTIVA).split("\n"), *PROQUEST.split("\n"), *RIS.split("\n")]
        ),
        max_size=60,
    ),
)
def test_no_line_is_lost_however_the_lines_are_shuffled(profile, lines):
    try:
        reading = split_export(lines, load_profile(profile), path="a.txt")
    except CorpusError:  # it lost what makes it an export
        return
    check_ledger(reading)
    for number in range(len(reading.records)):
        assert any(entry.record == number and entry.status == "read" for entry in reading.entries)
    rejected = any(entry.status == "rejected" for entry in reading.entries)
    assert rejected == any(problem.severity == "error" for problem in reading.problems)


@pytest.mark.parametrize("profile", ["nexis-uni", "factiva", "proquest", "ris"])
def test_a_file_that_is_no_export_says_what_was_expected(profile):
    with pytest.raises(CorpusError, match="E-FMT-EXPORT") as caught:
        read("The barley is in.\nThe mill burned.\n", profile, "letters.txt")
    (problem,) = caught.value.problems
    assert (problem.path, problem.place) == ("letters.txt", "lines 1-2")
    assert problem.found.startswith(f"this is no export as the profile {profile} describes it: no line")
    assert "expected was for each" in problem.action
    assert problem.remedy


def test_an_export_profile_with_faults_says_all_of_them():
    text = """
[profile]
id = "mine"
title = "Mine"
version = "1"
[export]
endings = [".txt"]
needs = ["story"]
text = ["story"]
expects = "stories"
remedy = "ask"
[[fields]]
name = "path"
label = 'Path:'
"""
    with pytest.raises(ConfigError, match=r"the fields story are named under \[export\] and have no label"):
        parse_profile(text, path="mine.toml")
    with pytest.raises(ConfigError, match="may not be called path"):
        parse_profile(text + "[[fields]]\nname = 'story'\nlabel = 'Story:'\n", path="mine.toml")


def test_in_a_corpus_each_article_costs_itself_only(tmp_path):
    picture = NEXIS.replace("Body\nBooks stand where guns stood.\n", "")
    (tmp_path / "picture.docx").write_bytes(docx_of(picture))
    (tmp_path / "whole.docx").write_bytes(docx_of(NEXIS_COVER + NEXIS))
    (tmp_path / "other.docx").write_bytes(docx_of("The barley is in."))
    corpus = ingest([tmp_path], profile="nexis-uni")
    assert ledger_adds_up(corpus)
    assert corpus.doc_ids == ["picture-1", "whole-1", "whole-2"]
    errors = [(problem.code, problem.path) for problem in corpus.problems if problem.severity == "error"]
    assert errors == [("E-FMT-EXPORT", "other.docx"), ("E-EMPTY-TEXT", "picture.docx")]
    assert set(corpus.docvars["database"]) == {"Nexis Uni"}


def test_an_article_that_stands_in_two_exports_counts_once(tmp_path):
    (tmp_path / "a.txt").write_text(factiva_text(FACTIVA, SECOND), encoding="utf-8")
    (tmp_path / "b.html").write_text(factiva_html(SECOND), encoding="utf-8")
    corpus = ingest([tmp_path], profile="factiva")
    assert ledger_adds_up(corpus)
    assert len(corpus) == 2
    assert [problem.code for problem in corpus.problems] == ["E-ID-DUPLICATE"]


def test_an_export_in_another_encoding_is_read_as_declared(tmp_path):
    (tmp_path / "a.txt").write_bytes(factiva_text(SECOND | {"HD": ["Café Ombesk"]}).encode("cp1252"))
    assert [problem.code for problem in ingest([tmp_path], profile="factiva").problems] == ["E-ENC-UTF8"]
    corpus = ingest([tmp_path], profile="factiva", encoding="cp1252")
    assert corpus.docvars["title"].tolist() == ["Café Ombesk"]
    assert corpus.docvars["encoding"].tolist() == ["cp1252"]
