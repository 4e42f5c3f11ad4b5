"""The raw form loses nothing: rules about lines give the clean text back."""

from __future__ import annotations

import re

import pytest

from caatext.planted import dump, plant
from caatext.planted.raw_form import FOOTER, SPAM_NOTICE

BYLINE = re.compile(r"By [^\W\d_]+(?: [A-ZĆ]\w*){1,3}")
LABEL = re.compile(r"^(?:BACKGROUND|IMPLICATIONS|CONCLUSIONS?): ")


def parse(text: str) -> list[tuple[str, list[str]]]:
    """Return the author and the paragraphs of each article, by rules about single lines."""
    articles: list[tuple[str, list[str]]] = []
    for line in text.removesuffix("\n").split("\n"):
        if BYLINE.fullmatch(line):
            articles.append((line.removeprefix("By "), []))
        elif line.startswith(("Credit: ", "AUTHOR’S BIO: ")) or line in (*SPAM_NOTICE, *FOOTER):
            continue
        else:
            articles[-1][1].append(LABEL.sub("", line))
    return articles


@pytest.fixture(scope="module")
def corpus():
    return plant("D1", n_articles=16, seed=4)


def test_line_rules_give_the_clean_text_back(corpus):
    expected = [
        (author, text.split("\n\n")) for author, text in corpus.documents[["author", "text"]].itertuples(index=False)
    ]
    assert parse(dump(corpus.documents)) == expected


def test_the_traps_are_there(corpus):
    text = dump(corpus.documents)
    lines = text.split("\n")
    assert "" not in lines[:-1]
    assert any(re.match(r"By (?:asking|comparing)", line) for line in lines)
    assert {"Email:", "CONCLUSION", "CONCLUSIONS"} <= {line.split(": ")[0] for line in lines}
    assert any(line.startswith("IMPLICATIONS: ") and line.count(":") > 1 for line in lines)
    assert any("ć" in line.lower() for line in lines if line.startswith("By "))
    assert all(lines[i + 2].startswith("Credit: ") for i, line in enumerate(lines) if BYLINE.fullmatch(line))


def test_boilerplate_names_actors_that_the_article_does_not():
    """In the silent design the bio of the other author, and the footer, would be the only evidence."""
    corpus = plant("D5", n_articles=8, seed=4)
    silent = corpus.documents[corpus.documents["author_id"] == "author-2"]
    assert not silent["text"].str.contains("Korvath").any()
    assert "Korvath" in dump(silent)


def test_dash_and_prefix_traps_occur():
    texts = " ".join(plant("D1", n_articles=40, seed=4).documents["text"])
    for pattern in (
        r"\w–\w",
        r"\w—\w",
        r"pro-Korvathi|anti-Korvathi|pro-Sethunese|anti-Sethunese",
        r"e\.g\. ",
        r"No\. \d",
    ):
        assert re.search(pattern, texts), pattern
