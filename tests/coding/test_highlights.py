"""Highlights: found by their words, coded by what they cover."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caatext.coding.highlights import Export, Finder, Highlight, occurrence, take_export
from caatext.coding.rows import Intake, RowFault
from caatext.coding.units import coding_units


@pytest.fixture(scope="module")
def finder(corpus, annotations):
    return Finder.of(corpus, coding_units(corpus, annotations))


def mark(snippet, *, tag="hid", document="d1", **rest):
    return Highlight("place", "c1", document, snippet, tag, **rest)


def found(finder, snippet, **how):
    return [(unit["paragraph"], unit["sentence"]) for unit in finder.find(mark(snippet, **how))]


def test_white_space_and_typographic_marks_may_differ(finder):
    assert found(finder, '"Nobody  saw\nit," said Ossa - twice.') == [(1, 2)]


def test_a_highlight_codes_the_sentences_of_which_it_covers_half(finder):
    assert found(finder, "closed the gate. “Nobody saw it,” said Ossa — twice. Lunn") == [(1, 1), (1, 2)]
    assert found(finder, "Ossa") == [(1, 2)]  # of none a half: the one covered most
    assert found(finder, "twice. Lunn did") == [(1, 3)]


@pytest.mark.parametrize("name", ["d1", "D1", "d1.md", "d1.txt", "folder/d1.docx", "title of d1"])
def test_a_document_is_known_by_identifier_path_or_title(finder, name):
    assert finder.document(name) == "d1"


def test_words_in_an_unknown_document_must_stand_once_in_the_corpus(finder):
    assert finder.find(mark("Rain fell.", document="?"))[0]["doc_id"] == "d3"
    with pytest.raises(RowFault, match="3 times"):
        finder.find(mark("Trade went on.", document="?"))


def test_words_that_stand_twice_need_to_be_told_apart(finder):
    with pytest.raises(RowFault, match="2 times"):
        finder.find(mark("Velmar"))
    assert found(finder, "Velmar", nth=0, n_like=2) == [(1, 1)]
    assert found(finder, "Velmar", nth=1, n_like=2) == [(2, 2)]
    with pytest.raises(RowFault, match="2 times"):
        finder.find(mark("Velmar", nth=1, n_like=3))  # the program has another text


@pytest.mark.parametrize("snippet", ["", "  ", "never written"])
def test_words_that_are_not_there_are_a_fault(finder, snippet):
    with pytest.raises(RowFault, match="nowhere"):
        finder.find(mark(snippet))


@given(st.text("ab ", min_size=1, max_size=12), st.data())
def test_an_occurrence_leads_back_to_its_place(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    words, nth, n_like = occurrence(text, start, end)
    plain, bare = text.replace(" ", ""), words.replace(" ", "")
    if bare:
        places = [place for place in range(len(plain)) if plain.startswith(bare, place)]
        assert n_like == len(places)
        assert places[nth] == len(text[:start].replace(" ", ""))


def codings(finder, codebook, *highlights):
    intake = Intake()
    take_export(intake, Export(highlights, ()), finder, codebook, path="x")
    kept = [(key[4], row["value"], row["polarity"]) for key, row in sorted(intake.codings.items()) if row["is_stated"]]
    return kept, [problem.code for problem in intake.problems]


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("hid", ("hid", 1, "asserted")),
        (" Hidden Hand ", ("hid", 1, "asserted")),
        ("own course 2", ("own", 2, "asserted")),
        ("own.1", ("own", 1, "asserted")),
        ("HID/2/Rejected", ("hid", 2, "rejected")),
        ("hid: attributed", ("hid", 1, "attributed")),
    ],
)
def test_a_tag_names_frame_level_and_polarity(finder, codebook, tag, expected):
    assert codings(finder, codebook, mark("Lunn did not object.", tag=tag)) == ([expected], [])


@pytest.mark.parametrize("tag", ["", "hid.3", "hidden", "hid.ironic", "2"])
def test_another_tag_is_a_fault(finder, codebook, tag):
    assert codings(finder, codebook, mark("Lunn did not object.", tag=tag)) == ([], ["E-ROW-TAG"])


def test_two_highlights_of_a_sentence_give_the_higher_level_but_not_two_polarities(finder, codebook):
    one, two = mark("Lunn did not", tag="hid"), mark("object.", tag="hid.2")
    assert codings(finder, codebook, one, two) == codings(finder, codebook, two, one) == ([("hid", 2, "asserted")], [])
    denied = mark("object.", tag="hid.denied")
    assert codings(finder, codebook, one, denied) == ([("hid", 1, "asserted")], ["E-ROW-CONFLICT"])
