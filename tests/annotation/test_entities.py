"""Entities: what no table knows is kept, and the variants of a name are brought together."""

from __future__ import annotations

import pytest

from caatext.annotation.entities import Entity, cluster_entities, find_entities, plain_name
from caatext.annotation.parsing import ParsedDocument, Sentence, Token


def document(text, spans):
    """Return a document whose words are tokens, with entities at some of them."""
    tokens, position = [], 0
    for number, word in enumerate(text.split(), 1):
        start = text.index(word, position)
        position = start + len(word)
        label = next((f"{'B' if start == a else 'I'}-{kind}" for a, b, kind in spans if a <= start < b), "")
        tokens.append(Token(number, word, word, "PROPN", "NNP", "dep", 0, start, position, label))
    return ParsedDocument("d1", text, ((0, len(text)),), (Sentence(1, 1, tuple(tokens)),))


def entities(*names):
    """Return entities one after the other, each a name or a name and a label."""
    pairs = [(name, "PERSON") if isinstance(name, str) else name for name in names]
    return [Entity(100 * n, 100 * n + len(name), name, label, "") for n, (name, label) in enumerate(pairs)]


def clusters(*names, text=""):
    return [entity.cluster for entity in cluster_entities(entities(*names), text)]


def test_names_are_found_whole_and_those_of_tables_are_left_out():
    text = "Marie Curie met Norland near Lake Ulm"
    parsed = document(text, [(0, 11, "PERSON"), (16, 23, "GPE"), (29, 37, "LOC")])
    assert [entity[:4] for entity in find_entities(parsed, [(16, 23)])] == [
        (0, 11, "Marie Curie", "PERSON"),
        (29, 37, "Lake Ulm", "LOC"),
    ]


def test_a_span_that_overlaps_a_name_is_left_out():
    parsed = document("Great Norland Road", [(0, 18, "FAC")])
    assert find_entities(parsed, [(6, 13)]) == []
    assert find_entities(parsed, [(18, 20)]) != []


def test_numbers_and_dates_are_no_names():
    assert find_entities(document("In 1990 ten came", [(3, 7, "DATE"), (8, 11, "CARDINAL")]), []) == []


@pytest.mark.parametrize("short", ["Curie", "M. Curie", "Mrs. Curie", "Curie’s", "Marie Curie's"])
def test_a_surname_an_initial_a_title_and_a_possessive_join_the_full_name(short):
    assert clusters("Marie Curie", short) == ["Marie Curie", "Marie Curie"]


def test_a_surname_before_the_full_name_joins_too():
    assert clusters("Curie", "Marie Curie") == ["Marie Curie"] * 2


def test_a_second_name_joins_the_first():
    assert clusters("Marie Curie", "Marie Salomea Curie") == ["Marie Salomea Curie"] * 2


def test_two_full_names_that_differ_in_the_first_name_are_never_joined():
    assert clusters("Marie Curie", "Pierre Curie") == ["Marie Curie", "Pierre Curie"]
    assert clusters("Marie Curie", "Pierre Curie", "Curie") == ["Marie Curie", "Pierre Curie", "Curie"]
    assert clusters("Marie Curie", "Pierre Curie", "P. Curie")[2] == "Pierre Curie"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hansa Bank", "the Hansa Bank"),
        ("Hansa Bank", "HANSA BANK"),
        ("Šiauliai", "Siauliai"),
        ("Trans-Ulm Line", "Trans Ulm Line"),
        ("U.L.M.", "ULM"),
        ("Hansa", "Hansa’s"),
    ],
)
def test_article_capitals_marks_hyphens_and_points_make_no_other_name(one, other):
    found = clusters((one, "ORG"), (other, "ORG"))
    assert found[0] == found[1]


def test_letters_in_brackets_stand_for_the_name_before_them():
    text = "Ulm Space Agency (USA) sent a probe. " + "x" * 63 + "USA"
    pair = [Entity(0, 16, "Ulm Space Agency", "ORG", ""), Entity(100, 103, "USA", "ORG", "")]
    assert [entity.cluster for entity in cluster_entities(pair, text)] == ["Ulm Space Agency"] * 2
    other = text.replace("(USA)", "(XYZ)")
    assert [entity.cluster for entity in cluster_entities(pair, other)] == ["Ulm Space Agency", "USA"]


def test_surnames_of_organizations_do_not_join():
    assert clusters(("Hansa Bank", "ORG"), ("Bank", "ORG")) == ["Hansa Bank", "Bank"]


def test_the_cluster_is_the_fullest_form_and_does_not_depend_on_the_order():
    names = ["Curie", "Marie Curie", "the Hansa", "Hansa’s", "M. Curie"]
    forward, backward = clusters(*names), clusters(*reversed(names))
    assert sorted(forward) == sorted(backward) == sorted(["Marie Curie"] * 3 + ["Hansa"] * 2)


def test_nothing_in_nothing_out():
    assert cluster_entities([]) == []
    assert plain_name("the") == "the"


def test_a_name_that_is_nothing_but_an_ending_is_kept_as_it_stands():
    assert [entity.cluster for entity in cluster_entities([Entity(0, 2, "’s", "ORG", "")])] == ["’s"]
