"""Web pages: the article is whole, nothing around it comes along, and nothing is guessed."""

import pytest

from caatext.corpus.markup import read_page
from caatext.errors import CorpusError

_LONG = "The river runs through the wide valley and the mills along it grind the grain of both banks. "


def _page(body, head=""):
    return f"<!doctype html><html><head><title>On rivers</title>{head}</head><body>{body}</body></html>"


def _read(text):
    reading = read_page(text, path="a.html")
    return reading, [text for _, text in reading.records[0].paragraphs]


def test_an_article_is_read_without_its_surroundings():
    body = (
        "<nav><a href='/'>Home</a> <a href='/about'>About us</a></nav><article><h1>On rivers</h1>"
        f"<p>{_LONG * 3}First <b>end</b>.</p><h2>Background</h2><p>{_LONG * 3}Second <i>end</i>.</p></article>"
        "<footer>Copyright 2021 by the publisher</footer>"
    )
    reading, texts = _read(_page(body))
    assert [text[-11:] for text in texts] == ["First end.", "Second end."] or [t.split(". ")[-1] for t in texts] == [
        "First end.", "Second end.",
    ]  # fmt: skip
    assert [section for section, _ in reading.records[0].paragraphs] == ["", "Background"]
    assert "Copyright" not in " ".join(texts)
    assert reading.records[0].docvars["title"] == "On rivers"


def test_a_short_page_keeps_its_paragraphs_and_inline_words_together():
    body = "<nav>Home</nav><p>One <b>two</b> three.</p><ul><li>Item</li></ul><table><tr><td>Cell</td></tr></table>"
    reading, texts = _read(_page(body))
    assert texts == ["One two three.", "Item", "Cell"]
    assert reading.problems == ()


def test_a_date_is_read_from_the_meta_elements_and_never_inferred():
    body = f"<p>{_LONG * 4}</p><footer>Copyright 2021</footer>"
    assert _read(_page(body))[0].records[0].docvars.get("date", "") == ""
    head = (
        "<meta property='article:published_time' content='2025-10-19'><meta name='author' content='some author'>"
        "<meta property='og:site_name' content='River Review'><link rel='canonical' href='https://example.org/r'>"
    )
    docvars = _read(_page(body, head))[0].records[0].docvars
    assert docvars["date"] == "2025-10-19"
    assert docvars["author"] == "some author"
    assert docvars["outlet"] == "River Review"
    assert docvars["url"] == "https://example.org/r"


def test_an_address_is_no_author():
    head = "<meta property='article:author' content='https://example.org/people/1'>"
    assert "://" not in _read(_page("<p>One two.</p>", head))[0].records[0].docvars.get("author", "")


@pytest.mark.parametrize("depth", [100, 300, 1900])
def test_deep_trees_are_read_to_the_end(depth):
    body = "<p>Start marker.</p>" + "<div>" * depth + "<p>Deep marker.</p>" + "</div>" * depth + "<p>End marker.</p>"
    assert _read(_page(body))[1] == ["Start marker.", "Deep marker.", "End marker."]


def test_a_tree_that_the_parser_would_cut_is_rejected():
    with pytest.raises(CorpusError) as error:
        _read(_page("<p>Start.</p>" + "<div>" * 2100 + "<p>Deep.</p>"))
    assert error.value.problems[0].code == "E-FMT-DEPTH"
    assert "would be cut" in error.value.problems[0].action


def test_a_text_node_over_ten_million_characters_is_whole():
    _, texts = _read(_page("<p>" + "word " * 2_100_000 + "endmark</p>"))
    assert texts[-1].endswith("endmark")
    assert len(texts[-1]) == 10_500_007


def test_text_that_the_extractor_leaves_out_is_taken_back_with_a_warning():
    kept = f"<article><p>{_LONG * 3}</p></article>"
    comments = "".join(f"<div class='comments' id='comments'><p>{_LONG * 3} Number {n}.</p></div>" for n in range(6))
    reading, texts = _read(_page(kept + comments))
    if reading.problems:
        (problem,) = reading.problems
        assert (problem.code, problem.severity) == ("E-FMT-PAGE", "warning")
        assert "outside menus" in problem.action
    assert any("Number 5." in text for text in texts)


def test_scripts_and_comments_are_no_text():
    _, texts = _read(_page("<p>One.</p><script>var x = 'no';</script><!-- no --><style>p{}</style><p>Two.</p>"))
    assert texts == ["One.", "Two."]


@pytest.mark.parametrize("text", ["", "   ", "<!-- only this -->"])
def test_a_page_without_elements_is_empty(text):
    with pytest.raises(CorpusError, match="E-EMPTY-TEXT"):
        read_page(text, path="a.html")
