"""Named values, and what makes a document unusable."""

import pytest

from caatext.corpus.readings import Draft, Record, check_record, date_warning, sort_out
from caatext.errors import CorpusError


def _record(text="One two.", **more):
    return Record(paragraphs=(("", text),), **more)


def test_sort_out_takes_the_best_alias_and_keeps_the_others():
    assert sort_out([("Content", "C"), ("text", "T"), ("body", "B")]) == {"text": "T", "Content": "C", "body": "B"}
    assert sort_out([("id", "1"), ("doc_id", "2")]) == {"doc_id": "2", "id": "1"}
    assert sort_out([("Author", " X "), ("sha256", "y")]) == {"author": "X", "given_sha256": "y"}
    assert sort_out([("text", " kept as it is ")]) == {"text": " kept as it is "}


def test_sort_out_never_lets_a_second_spelling_take_the_place_of_a_known_name():
    assert sort_out([("title", "A"), ("Title", "B")]) == {"title": "A", "Title": "B"}


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (_record(""), "E-EMPTY-TEXT"),
        (_record(" \n\u200b… —"), "E-EMPTY-TEXT"),
        (_record("One\0two."), "E-ENC-NUL"),
        (_record("One \ud800 two."), "E-ENC-SURROGATE"),
        (_record("One.", docvars={"author": "\udfff"}), "E-ENC-SURROGATE"),
        (_record("word (cid:12)(cid:7)(cid:33) word"), "E-GLYPH"),
        (_record("/g12 /g3 /g44 /g5 and more"), "E-GLYPH"),
        (_record("ab\ue001\ue002\ue003"), "E-GLYPH"),
        (_record("ab\U000f0041\U00100042"), "E-GLYPH"),
        (_record("abc \ufffd\ufffd\ufffd def"), "E-GLYPH"),
        (_record(doc_id="a\nb"), "E-ID-FORM"),
        (_record(doc_id="a\x1b[31m"), "E-ID-FORM"),
        (_record(doc_id="x" * 201), "E-ID-FORM"),
    ],
)
def test_unusable_documents_are_rejected_with_code_file_place_and_remedy(record, code):
    with pytest.raises(CorpusError) as error:
        check_record(record, path="a.csv")
    problem = error.value.problems[0]
    assert (problem.code, problem.path) == (code, "a.csv")
    assert problem.remedy
    assert problem.action == "skipped: this file"


def test_a_single_odd_character_or_a_path_in_the_text_is_no_reason():
    check_record(_record("A long text with one odd \ufffd character, and the folder /v1 in it."), path="a.txt")
    check_record(_record("7"), path="a.txt")
    check_record(_record("Köln, Москва, 東京.", doc_id="東京 1"), path="a.txt")


@pytest.mark.parametrize("date", ["", "2025", "2025-10", "2025-10-19", "2025-10-19T08:00:00Z", "2025-10-19 08:00"])
def test_iso_dates_pass(date):
    assert date_warning(_record(docvars={"date": date}), path="a.txt") is None


@pytest.mark.parametrize("date", ["19/10/2025", "Oct 19, 2025", "20251019"])
def test_other_dates_are_kept_with_a_warning(date):
    warning = date_warning(_record(docvars={"date": date}, place="row 2 (line 3)"), path="a.csv")
    assert (warning.code, warning.severity, warning.place) == ("E-META-DATE", "warning", "row 2 (line 3)")
    assert date in warning.found


def test_a_draft_counts_records_as_they_come():
    draft = Draft("a.csv", "row")
    draft.read(_record(place="row 1 (line 2)"), n_characters=9)
    draft.reject("E-ROW-FIELDS", "3 fields", place="row 2 (line 3)", n_characters=4, remedy="mend")
    draft.read(_record(place="row 3 (line 4)"), n_characters=9)
    reading = draft.finish(n_characters=30, n_found=3)
    assert [entry.record for entry in reading.entries] == [0, -1, 1]
    assert reading.problems[0].action == "skipped: this row"
