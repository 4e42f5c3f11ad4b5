"""Web pages: the article of a page, found by trafilatura and checked against the plain text of the page."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from caatext.corpus.readings import Reading, Record, reject
from caatext.errors import Problem

#: Elements that run on within a line; every other element parts blocks.
_INLINE = frozenset(
    (
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time",
        "tt", "u", "var", "wbr",
    )
)  # fmt: skip
_NOT_TEXT = frozenset(
    (
        "head", "script", "style", "noscript", "template", "svg", "nav", "footer", "header", "aside", "form",
        "button", "iframe", "object", "select",
    )
)  # fmt: skip
#: What no browser shows as text.
_NOT_SHOWN = frozenset(("head", "script", "style", "noscript", "template", "svg", "iframe", "object"))
#: Elements of the tree that trafilatura returns.
_ARTICLE_INLINE = frozenset(("hi", "ref", "graphic", "del"))
_HEADING = re.compile(r"h[1-6]|head")
#: What follows the end of a page the parser leaves out without a word; browsers show it.
_ENDS = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")
#: Deeper trees cost the extractor seconds; there the plain blocks are taken.
_DEEP = 200
#: So much more between the first and the last block of the article is text that was left out of it.
_GAP = 1.2
#: The parser leaves out, without a word, what lies deeper than 2,048 elements.
_DEEPEST = 2000

#: Where a page says things about itself, best first: the attribute of a meta element, and its value.
_META = {
    "title": ("og:title", "citation_title", "dc.title"),
    "author": ("author", "citation_author", "dc.creator", "article:author"),
    "date": (
        "article:published_time",
        "datepublished",
        "citation_publication_date",
        "dc.date",
        "dc.date.issued",
        "date",
    ),
    "outlet": ("og:site_name", "citation_journal_title"),
    "url": ("og:url",),
}

Blocks: TypeAlias = list[tuple[str, str]]
Element: TypeAlias = Any  # lxml has no types of its own


def read_page(text: str, *, path: str) -> Reading:
    """Return the article of a web page as one document; headings are sections.

    The article is found by trafilatura. Where it finds none, or less than half of what the page's own blocks
    hold, all blocks outside menus, headers and footers are taken; where it leaves out much between its first and
    its last block, all blocks between them. A warning says so.
    What the page says about itself is taken from its meta elements; a date is never inferred from its text.

    Raises
    ------
    CorpusError
        There is no element in the page, or elements lie too deep to be read whole.
    """
    tree = _parse(text, path)
    docvars = _said_by_page(tree)
    blocks, depth = walk_blocks(tree, inline=_INLINE, skipped=_NOT_TEXT)
    _check_depth(depth, path)
    article, found = ([], {}) if depth > _DEEP else _find_article(tree)
    docvars = {"title": _line(tree.findtext(".//title") or "")} | found | docvars
    whole = _without_gaps(article, blocks)
    problems = (_warning(path, _size(article), _size(whole)),) if article and whole is not article else ()
    article = whole
    paragraphs = tuple(("" if section == docvars["title"] else section, block) for section, block in article)
    record = Record(paragraphs=paragraphs, docvars=docvars)
    return Reading(records=(record,), problems=problems, n_characters=_size(article))


def _without_gaps(article: Blocks, blocks: Blocks) -> Blocks:
    """Return the article, or more of the page where much of it is left out."""
    if 2 * _size(article) < _size(blocks):
        return blocks
    found = {text for _, text in article}
    places = [number for number, (_, text) in enumerate(blocks) if text in found]
    between = blocks[places[0] : places[-1] + 1] if places else []
    return between if _size(between) > _GAP * _size(article) else article


def page_lines(text: str, *, path: str) -> list[str]:
    """Return every block of a page as a line, headings, menus and footers among them.

    Raises
    ------
    CorpusError
        There is no element in the page, or elements lie too deep to be read whole.
    """
    tree = _parse(text, path)
    for element in tree.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        element.tag = "div"  # a heading is a line like any other
    blocks, depth = walk_blocks(tree, inline=_INLINE, skipped=_NOT_SHOWN)
    _check_depth(depth, path)
    return [line for _, line in blocks]


def _parse(text: str, path: str) -> Element:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(_ENDS.sub("", text).encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise reject(
            path, "E-EMPTY-TEXT", found="there is nothing in the page", remedy="save the page again"
        ) from error


def _check_depth(depth: int, path: str) -> None:
    if depth > _DEEPEST:
        raise reject(
            path,
            "E-FMT-DEPTH",
            found=f"elements lie more than {_DEEPEST:,} deep in one another",
            action="skipped: the text would be cut",
            remedy="save the text of the page as txt",
        )


def _find_article(tree: Element) -> tuple[Blocks, dict[str, str]]:
    """Return the blocks of the article, its title and author, without its date, which may be inferred."""
    import trafilatura
    from lxml import etree

    etree.strip_elements(tree, "template", with_tail=False)  # no browser shows them; the extractor does
    article = trafilatura.bare_extraction(
        tree, include_comments=False, with_metadata=True, date_extraction_params={"extensive_search": False}
    )
    if article is None or isinstance(article, dict):
        return [], {}
    said = {"title": article.title or "", "author": article.author or ""}
    # For very short pages trafilatura falls back on one block in which the lines of the page are lost.
    if len(article.body) == 1 and "\n" in "".join(article.body.itertext()):
        return [], said
    blocks, _ = walk_blocks(article.body, inline=_ARTICLE_INLINE, skipped=frozenset())
    return blocks, said


def walk_blocks(tree: Element, *, inline: frozenset[str], skipped: frozenset[str]) -> tuple[Blocks, int]:
    """Return the (section, text) blocks of a tree in reading order, and how deep the tree is.

    Headings set the section of what follows. Runs of white space become one blank, as a browser shows them.
    """
    from lxml import etree

    blocks: Blocks = []
    section, depth, deepest, passed = "", 0, 0, 0
    pieces: list[str] = []

    def close(tag: str) -> None:
        nonlocal section
        line = _line("".join(pieces))
        pieces.clear()
        if line and _HEADING.fullmatch(tag):
            section = line
        elif line:
            blocks.append((section, line))

    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = str(element.tag)
        if event == "start":
            depth += 1
            deepest = max(deepest, depth)
            if tag not in inline and not passed:
                close("")
            passed += bool(passed or tag in skipped)
            pieces.append("" if passed else element.text or "")
        else:
            depth -= 1
            if tag not in inline and not passed:
                close(tag)
            passed -= bool(passed)
            pieces.append("" if passed else element.tail or "")
    close("")
    return blocks, deepest


def _line(text: str) -> str:
    return _SPACE.sub(" ", text).strip(" ")


def _size(blocks: Blocks) -> int:
    return sum(len(text) for _, text in blocks)


def _said_by_page(tree: Element) -> dict[str, str]:
    """Return what the meta elements say; names of persons that are addresses are passed over."""
    said: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        said.setdefault(name, _line(element.get("content") or ""))
    docvars = {}
    for target, names in _META.items():
        values = [said[name] for name in names if said.get(name)]
        if target == "author":
            values = [value for value in values if "://" not in value]
        if values:
            docvars[target] = values[0]
    links = [link.get("href") for link in tree.iter("link") if link.get("rel") == "canonical" and link.get("href")]
    return docvars | ({"url": links[0]} if links and "url" not in docvars else {})


def _warning(path: str, n_article: int, n_blocks: int) -> Problem:
    return Problem(
        code="E-FMT-PAGE",
        path=path,
        severity="warning",
        found=f"the article as found has {n_article:,} characters; there are {n_blocks:,} in its place on the page",
        action="read: all of them outside menus, headers and footers",
        remedy="look at the text; save the article alone as txt if other things are in it",
    )
