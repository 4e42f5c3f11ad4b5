"""Passages that stand in several documents: which are found, how they are shown, and what is left without them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.corpus.boilerplate import find_boilerplate, show_removals, without_passages
from caatext.corpus.duplicates import find_duplicates
from caatext.corpus.sketches import LINE, DocumentText, passage_id

BIO = "The writer is a fellow of the Marl Sea Institute."
CREDIT = "Photo credit: Marl Sea Institute"


def paragraphs(seed, n=6):
    rng = random.Random(seed)
    return [" ".join(f"word{rng.randrange(3000)}" for _ in range(30)) + "." for _ in range(n)]


def document(number, *, before=(), middle=(), after=(), title="", seed=None):
    own = paragraphs(number if seed is None else seed)
    return DocumentText(f"d{number}", title, "", (*before, *own[:3], *middle, *own[3:], *after))


def find(*documents):
    return find_boilerplate(lambda _: documents, find_duplicates(lambda _: documents))


def told(passages):
    return [(one.unit, one.n_documents, one.position, one.excerpt) for one in passages]


def test_a_paragraph_in_three_documents_is_found_wherever_it_stands():
    found = find(document(1, middle=[BIO]), document(2, middle=[BIO.upper()]), document(3, after=[BIO]), document(4))
    assert told(found) == [("paragraph", 3, "middle", BIO)]
    assert (found[0].doc_ids, found[0].n_words, found[0].hash) == (("d1", "d2", "d3"), 10, passage_id(BIO))


@pytest.mark.parametrize(
    ("one", "two", "is_found"),
    [
        ({"after": [BIO], "title": "Rivers"}, {"after": [BIO], "title": "Bridges"}, True),
        ({"before": [BIO], "title": "Rivers"}, {"after": [BIO], "title": "Bridges"}, True),
        ({"after": [BIO], "title": "Rivers"}, {"middle": [BIO], "title": "Bridges"}, False),
        ({"after": [BIO], "title": "Rivers"}, {"after": [BIO], "title": "RIVERS"}, False),
        ({"after": [BIO]}, {"after": [BIO]}, False),
    ],
)
def test_two_documents_are_enough_at_the_edges_under_different_titles(one, two, is_found):
    assert bool(find(document(1, **one), document(2, **two), document(3))) == is_found


def test_copies_of_one_document_count_once():
    titles = ("Rivers", "Bridges", "Ports")
    copies = [document(n, seed=1, after=[BIO], title=title) for n, title in enumerate(titles)]
    assert find(*copies) == []
    assert told(find(*copies, document(8, after=[BIO]), document(9, after=[BIO]))) == [("paragraph", 5, "end", BIO)]


def test_first_and_last_lines_of_paragraphs_are_found():
    wrapped = [f"{CREDIT}\n{text}\nRead more" for text in paragraphs(5, n=3)]
    found = find(*(document(n, middle=[text]) for n, text in enumerate(wrapped)))
    assert sorted(told(found)) == [("line", 3, "end", "Read more"), ("line", 3, "start", CREDIT)]


def test_the_last_words_of_a_wrapped_sentence_are_no_passage():
    wrapped = [f"{text[:-1]}\nRead more" for text in paragraphs(5, n=3)]
    assert find(*(document(n, middle=[text]) for n, text in enumerate(wrapped))) == []
    assert without_passages(wrapped[0], {passage_id("Read more", LINE)}) == wrapped[0]


def test_separators_have_no_words_and_are_no_passages():
    assert find(*(document(n, middle=["* * *"]) for n in range(4))) == []


def test_what_is_left_of_a_paragraph():
    removed = {passage_id(BIO), passage_id(CREDIT, LINE), passage_id("Read more", LINE)}
    assert without_passages(f" {BIO.upper()} ", removed) == ""
    assert without_passages(f"{CREDIT}\n{CREDIT}\nOne. \nRead more", removed) == "One."
    assert without_passages(f"{CREDIT} and more", removed) == f"{CREDIT} and more"
    assert without_passages(CREDIT, removed) == CREDIT


def test_a_first_line_that_begins_like_an_approved_last_line_stays():
    removed = {passage_id("Read", LINE)}
    assert without_passages("Read more.\nRead", removed) == "Read more."


def test_the_diff_shows_what_would_go():
    documents = [document(n, after=[BIO]) for n in range(5)]
    shown = show_removals(lambda _: documents, find(*documents))
    lines = shown.splitlines()
    assert [line for line in lines if line.startswith("-")] == [
        line for n in range(3) for line in (f"--- d{n} as read", f"-{BIO}")
    ]
    assert not [line for line in lines if line.startswith("+") and not line.startswith("+++")]


def test_controls_in_a_text_are_visible_in_the_diff():
    documents = [document(n, after=[f"{BIO} \x1b[31m\u202e"]) for n in range(3)]
    shown = show_removals(lambda _: documents, find(*documents))
    assert "\\x1b[31m\\u202e" in shown
    assert "\x1b" not in shown


def test_excerpts_are_short():
    long = paragraphs(77)[0]
    assert len(find(*(document(n, middle=[long]) for n in range(3)))[0].excerpt) == 80


@settings(deadline=None, max_examples=10)
@given(order=st.permutations(range(8)))
def test_the_order_of_the_documents_changes_nothing(order):
    documents = [
        document(
            n, seed=n % 6, title=f"Title {n % 3}", after=[BIO] if n % 2 else [BIO.upper(), CREDIT], middle=[CREDIT]
        )
        for n in range(8)
    ]
    shuffled = [documents[n] for n in order]
    assert find(*shuffled) == find(*documents)
    assert show_removals(lambda _: shuffled, find(*documents)) == show_removals(lambda _: documents, find(*documents))
