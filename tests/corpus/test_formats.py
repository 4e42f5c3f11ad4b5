"""Each kind of file: bytes in, documents out; a bad line costs a line."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.corpus.formats import (
    PARSERS,
    parser_for,
    read_csv,
    read_html,
    read_jsonl,
    read_md,
    read_tsv,
    read_txt,
    split_front_matter,
)
from caatext.errors import CorpusError


def _md(text):
    return read_md(text.encode(), path="a.md").records[0]


def test_plain_text_is_parted_by_blank_lines_and_keeps_its_characters():
    reading = read_txt("“One” — two\nlines.\n\n\nThree…\n".encode(), path="a.txt")
    assert reading.records[0].paragraphs == (("", "“One” — two\nlines."), ("", "Three…"))
    assert reading.records[0].docvars == {"encoding": "utf-8"}


def test_front_matter_values_stay_the_strings_that_were_written():
    front = "id: 001\ntitle: NO\nauthor: Null\ndate: 2025-10-19\nshare: 1e5\nvoid:\nwhen: 2025-10-19 08:00:00"
    record = _md(f"---\n{front}\n---\nText.")
    assert record.doc_id == "001"
    assert dict(record.docvars) == {
        "title": "NO", "author": "Null", "date": "2025-10-19", "share": "1e5", "void": "",
        "when": "2025-10-19 08:00:00", "encoding": "utf-8",
    }  # fmt: skip


def test_lists_in_front_matter_are_joined_and_deeper_values_kept_as_json():
    record = _md("---\nauthors: [A. One, B. Two]\nplace: {city: X, code: 007}\n---\nText.")
    assert record.docvars["author"] == "A. One; B. Two"
    assert json.loads(record.docvars["place"]) == {"city": "X", "code": "007"}


def test_headings_are_sections_and_a_first_one_of_level_one_is_the_title():
    record = _md("# On rivers\n\nFirst\nparagraph.\n\n## Background\nSecond.\n\n- a list\n\n### End ##\nThird.")
    assert record.docvars["title"] == "On rivers"
    assert record.paragraphs == (
        ("", "First\nparagraph."), ("Background", "Second."), ("Background", "- a list"), ("End", "Third."),
    )  # fmt: skip
    assert _md("---\ntitle: Given\n---\n# Other\n\nText.").docvars["title"] == "Given"


@pytest.mark.parametrize("text", ["---\n\nA rule above.\n\n---\n\nText.", "---\nNo end, only a rule.", "Text --- only"])
def test_a_text_that_begins_with_a_rule_of_dashes_loses_nothing(text):
    assert split_front_matter(text, path="a.md") == ({}, text)


@pytest.mark.parametrize(
    ("front", "words", "place"),
    [
        ("title: One: two", "mapping values are not allowed", "line 2"),
        ("a: &x [1]\nb: *x", "references", "line 3"),
        ("author: A\nauthor: B", "author stand more than once", "line 2"),
        ("a: 1\n  deeper:\n    b: 1\n    b: 2", "", ""),
        ("title: !!python/object/apply:os.system [x]\nbad: [", "", ""),
        ("title: \x00", "characters that YAML does not allow", ""),
    ],
)
def test_bad_front_matter_is_rejected_with_its_line(front, words, place):
    with pytest.raises(CorpusError) as error:
        split_front_matter(f"---\n{front}\n---\nText.", path="a.md")
    problem = error.value.problems[0]
    assert (problem.code, problem.path) == ("E-FMT-FRONT", "a.md")
    assert words in problem.found
    assert problem.place.startswith(place)
    assert "name: value" in problem.remedy


def test_front_matter_that_is_never_closed_is_rejected():
    with pytest.raises(CorpusError, match="never closed"):
        read_md(b"---\ntitle: X\nText goes on.", path="a.md")


def test_tags_in_front_matter_make_no_objects():
    record = _md("---\ntitle: !!python/object/apply:os.getcwd []\n---\nText.")
    assert record.docvars["title"] == ""


def test_csv_and_tsv_note_the_encoding_of_each_document():
    for reading in (
        read_csv("id,text\n1,Köln\n".encode("cp1252"), path="a.csv", encoding="cp1252"),
        read_tsv("id\ttext\n1\tKöln\n".encode("cp1252"), path="a.tsv", encoding="cp1252"),
    ):
        assert reading.records[0].paragraphs == (("", "Köln"),)
        assert reading.records[0].docvars["encoding"] == "cp1252"


def test_jsonl_reads_objects_and_keeps_numbers_as_they_were_written():
    lines = '{"id": 7, "text": "One.", "share": 1.50, "ok": true, "none": null, "tags": ["a", "b"]}\n'
    record = read_jsonl(lines.encode(), path="a.jsonl").records[0]
    assert record.doc_id == "7"
    assert dict(record.docvars) == {"share": "1.50", "ok": "true", "none": "", "tags": "a; b", "encoding": "utf-8"}


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("null", "E-ROW-TYPE", "null"),
        ("12345", "E-ROW-TYPE", "a number"),
        ('["One."]', "E-ROW-TYPE", "a list"),
        ('"One."', "E-ROW-TYPE", "a text"),
        ("true", "E-ROW-TYPE", "true or false"),
        ('{"text": null}', "E-ROW-TYPE", "the text is null"),
        ('{"text": 12345}', "E-ROW-TYPE", "the text is a number"),
        ('{"text": ["One."]}', "E-ROW-TYPE", "the text is a list"),
        ('{"text": {"a": 1}}', "E-ROW-TYPE", "the text is an object"),
        ('{"title": "X"}', "E-META-TEXT", "there are title"),
        ("{}", "E-META-TEXT", "no values at all"),
        ('{"text": "One."', "E-ROW-JSON", "from character"),
        ("{'text': 'One.'}", "E-ROW-JSON", "from character 2 on"),
        ('{"text": "One.", "text": "Two."}', "E-ROW-KEYS", "text stand more than once"),
        ("[" * 100_000, "E-ROW-JSON", "nested too deep"),
    ],
)
def test_each_bad_line_costs_that_line(line, code, words):
    reading = read_jsonl(f'{{"text": "Before."}}\n{line}\n{{"text": "After."}}\n'.encode(), path="a.jsonl")
    assert [record.paragraphs[0][1] for record in reading.records] == ["Before.", "After."]
    (problem,) = reading.problems
    assert (problem.code, problem.path, problem.place) == (code, "a.jsonl", "line 2")
    assert words in problem.found
    assert problem.remedy
    assert [entry.status for entry in reading.entries] == ["read", "rejected", "read"]


def test_jsonl_is_parted_at_line_ends_only():
    record = read_jsonl('{"text": "One\u2028two\x85three."}\n\n'.encode(), path="a.jsonl").records[0]
    assert record.paragraphs == (("", "One\u2028two\x85three."),)


def test_html_goes_by_its_own_declaration_and_reads_latin1_as_browsers_do():
    page = '<html><head><meta charset="ISO-8859-1"></head><body><p>“Köln” costs 5 €.</p></body></html>'
    assert read_html(page.encode("cp1252"), path="a.html").records[0].paragraphs == (("", "“Köln” costs 5 €."),)
    page = '<html><head><meta charset="windows-1251"></head><body><p>Река поднялась.</p></body></html>'
    reading = read_html(page.encode("cp1251"), path="a.html")
    assert reading.records[0].paragraphs == (("", "Река поднялась."),)
    assert reading.records[0].docvars["encoding"] == "windows-1251"


def test_html_with_an_unknown_declaration_is_rejected():
    with pytest.raises(CorpusError, match="which is no encoding"):
        read_html(b'<html><head><meta charset="klingon"></head><body><p>One.</p></body></html>', path="a.html")


def test_parsers_go_by_the_ending_and_unknown_endings_say_what_to_do():
    assert parser_for("A.TXT") is PARSERS[".txt"]
    for path, words in (("a.doc", "save it as docx"), ("a.xyz", "save it as one of .txt"), ("a", "save it as")):
        with pytest.raises(CorpusError) as error:
            parser_for(path)
        assert error.value.problems[0].code == "E-TYPE"
        assert words in error.value.problems[0].remedy


_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=60)


@settings(max_examples=60, deadline=None)
@given(_TEXTS)
def test_markdown_of_any_text_is_read_or_rejected(text):
    try:
        reading = read_md(text.encode(), path="a.md")
    except CorpusError:
        return
    assert len(reading.records) == 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(_TEXTS, st.builds(lambda text: json.dumps({"text": text}), _TEXTS)), max_size=6))
def test_every_line_of_any_jsonl_ends_in_one_way(lines):
    content = "\n".join(line.replace("\n", " ") for line in lines)
    try:
        reading = read_jsonl(content.encode(), path="a.jsonl")
    except CorpusError:
        assert "\0" in content or content.startswith(("%PDF-", "{\\rtf", "PAR1", "PK"))
        return
    assert len(reading.entries) == reading.n_found
    assert sum(entry.status == "read" for entry in reading.entries) == len(reading.records)
