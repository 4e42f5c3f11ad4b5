"""Tables: strings stay strings, and one bad row costs one row."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.corpus.delimited import read_delimited, split_rows
from caatext.errors import CorpusError


def _codes(reading):
    return [(problem.code, problem.place) for problem in reading.problems]


def test_every_value_stays_the_string_that_was_written():
    reading = read_delimited("id,text,author,share\n001,One.,NA,1e5\nNO,Two.,null,TRUE\n", path="a.csv")
    assert [record.doc_id for record in reading.records] == ["001", "NO"]
    assert [dict(record.docvars) for record in reading.records] == [
        {"author": "NA", "share": "1e5"}, {"author": "null", "share": "TRUE"},
    ]  # fmt: skip


def test_columns_are_known_without_case_and_computed_names_are_kept_apart():
    reading = read_delimited("ID,Body,Authors,n_words\n7,One.,X,99\n", path="a.csv")
    assert reading.records[0].doc_id == "7"
    assert dict(reading.records[0].docvars) == {"author": "X", "given_n_words": "99"}


@pytest.mark.parametrize("row", ["2,Two.,extra", "2"])
def test_a_row_with_another_number_of_fields_costs_that_row(row):
    reading = read_delimited(f"id,text\n1,One.\n{row}\n3,Three.\n", path="a.csv")
    assert [record.doc_id for record in reading.records] == ["1", "3"]
    (problem,) = reading.problems
    assert (problem.code, problem.path, problem.place) == ("E-ROW-FIELDS", "a.csv", "row 2 (line 3)")
    assert "where the header names 2" in problem.found
    assert "quotation marks" in problem.remedy


def test_a_quotation_mark_that_never_closes_costs_one_row_where_no_text_spans_lines():
    lines = ["id,text"] + [f"{n},text {n}" for n in range(1, 8)]
    lines[3] = '3,"text 3'
    reading = read_delimited("\n".join(lines) + "\n", path="a.csv")
    assert [record.doc_id for record in reading.records] == ["1", "2", "4", "5", "6", "7"]
    (problem,) = reading.problems
    assert (problem.code, problem.place) == ("E-ROW-QUOTE", "row 3 (line 4)")
    assert "from line 4" in problem.found


def test_lines_inside_an_open_quotation_are_given_up_where_texts_span_lines():
    text = 'id,text\n1,"One.\n\nMore, and more."\n2,"Open.\nHowever, this looks like a row\n'
    reading = read_delimited(text, path="a.csv")
    assert [record.doc_id for record in reading.records] == ["1"]
    assert [text for _, text in reading.records[0].paragraphs] == ["One.", "More, and more."]
    assert _codes(reading) == [("E-ROW-QUOTE", "row 2 (line 5)")]


def test_text_after_a_closing_mark_costs_that_row():
    reading = read_delimited('id,text\n1,"One" more\n2,Two.\n', path="a.csv")
    assert [record.doc_id for record in reading.records] == ["2"]
    assert _codes(reading) == [("E-ROW-QUOTE", "row 1 (line 2)")]


def test_blank_lines_are_ignored_by_name_and_still_counted():
    reading = read_delimited("id,text\n\n1,One.\n,\n", path="a.csv")
    assert [(entry.status, entry.rule) for entry in reading.entries] == [
        ("ignored", "blank line"), ("read", "row"), ("ignored", "blank line"),
    ]  # fmt: skip
    assert reading.n_found == 3


@pytest.mark.parametrize(("text", "delimiter"), [("id;text\n1;One, two.\n", ""), ("id\ttext\n1\tOne, two.\n", "\t")])
def test_semicolons_and_tabs_part_too(text, delimiter):
    reading = read_delimited(text, path="a.csv", delimiter=delimiter)
    assert reading.records[0].paragraphs == (("", "One, two."),)


def test_fields_longer_than_the_limit_of_the_csv_module_are_whole():
    limit = csv.field_size_limit()
    reading = read_delimited(f'text\n"{"word " * 60_000}end"\n', path="a.csv")
    assert reading.records[0].paragraphs[0][1].endswith("end")
    assert csv.field_size_limit() == limit


def test_a_line_separator_inside_a_field_is_text():
    reading = read_delimited("id,text\n1,One\u2028two.\x0b\n", path="a.csv")
    assert reading.records[0].paragraphs == (("", "One\u2028two."),)


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", "E-EMPTY-FILE", "no header"),
        ("id,text\n", "E-EMPTY-FILE", "no rows"),
        ("id,texte\n1,x\n", "E-META-TEXT", "is one meant as text"),
        ("id,summary\n1,x\n", "E-META-TEXT", "there are id, summary"),
        ("id,text,id\n1,x,2\n", "E-FMT-HEADER", "stand more than once"),
    ],
)
def test_tables_without_usable_columns_are_rejected(text, code, words):
    with pytest.raises(CorpusError, match=words) as error:
        read_delimited(text, path="a.csv")
    assert error.value.problems[0].code == code


def test_a_column_without_a_name_is_kept_under_its_number():
    reading = read_delimited(",text\n0,One.\n", path="a.csv")
    assert dict(reading.records[0].docvars) == {"column_1": "0"}


def test_a_million_characters_of_bad_rows_do_not_lose_the_good_ones():
    lines = ["id,text"] + [f"{n},text {n}" if n % 10 else f'{n},"bad {n}' for n in range(1, 2001)]
    rows = split_rows([line + "\n" for line in lines], ",")
    assert sum(bool(row.fault) for row in rows) == 200
    assert sum(bool(row.fields) for row in rows) == 1801


_VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_VALUES, _VALUES), min_size=1, max_size=5))
def test_whatever_csv_writes_comes_back_as_it_was(rows):
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([("text", "note"), *(("Word.", value) for _, value in rows)])
    reading = read_delimited(stream.getvalue(), path="a.csv")
    assert [record.docvars["note"] for record in reading.records] == [value.strip() for _, value in rows]


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from('ab,"\n; '), max_size=60))
def test_every_line_of_any_table_ends_in_one_row(text):
    lines = [line + "\n" for line in text.removesuffix("\n").split("\n")]
    rows = split_rows(lines, ",")
    covered = [line for row in rows for line in range(row.first, row.last + 1)]
    assert covered == list(range(1, len(lines) + 1))
