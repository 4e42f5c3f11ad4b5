"""Make a folder of generated articles: about 1,000 words each, by authors of two camps that frame a region differently.

Usage: python bench/articles.py FOLDER N [--first N] [--authors N] [--form md|html|pdf]

Sentences are dealt from planted articles (see `caatext.planted`), so that actors, frames, quotes, denials and
evaluations are there; one camp writes as the first planted author, the other as the second. Two sentences of five end
with a place that is drawn from a list without an end, so that the vocabulary grows with the number of articles, as it
does in an archive. An article depends on its number and the number of authors alone.
"""

from __future__ import annotations

import argparse
import random
import re
from datetime import date, timedelta
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from caatext.planted.articles import Article as PlantedArticle
from caatext.planted.designs import DESIGNS, REGIONS, Noise

CAMPS = ("north", "south")
OUTLETS = ("Ledger", "Quarterly", "Gazette")
WORDS, POOL = 1_000, 100
TAILS = (
    "in the year of the {0} fair",
    "a day by rail from {0}",
    "two months after the {0} works had opened",
    "between {0} and {1}",
    "on the road that leads to {0}",
)
_ONSETS = (*"bdfgklmnprstvz", "br", "dr", "kr", "st", "tr")
_VOWELS, _ENDS = "aeiou", ("", "l", "n", "r", "sk", "th")
_SPLIT = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


class Article(NamedTuple):
    """One article as it is written to a file."""

    number: int
    title: str
    author: str
    camp: str
    outlet: str
    region: str
    date: str
    paragraphs: list[str]


def invented(number: int) -> str:
    """Return the name of the place with this number."""
    name = ""
    for _ in range(2):
        number, vowel = divmod(number, len(_VOWELS))
        number, onset = divmod(number, len(_ONSETS))
        name += _ONSETS[onset] + _VOWELS[vowel]
    number, end = divmod(number, len(_ENDS))
    return name.capitalize() + _ENDS[end] + (invented(number).lower() if number else "")


def draw_place(rng: random.Random) -> str:
    """Return a place; a few are named often, and there is always one that was not named before (Zipf's law)."""
    return invented(int(20 * rng.paretovariate(0.8)) * 7_919 % 10_000_019)


@cache
def sentences(author: str, region: str) -> tuple[str, ...]:
    """Return the sentences that a planted author writes on a region."""
    design, found = DESIGNS["D1"], []
    for half in ("development", "held_out"):
        for number in range(POOL):
            if design.places(number)[:2] == (author, region):
                text = PlantedArticle(design, number, 1, half, "real", Noise()).write().row["text"]
                found += [line for block in text.split("\n\n") for line in _SPLIT.split(block)]
    return tuple(found)


def write_article(number: int, *, authors: int) -> Article:
    """Return the article with this number, the first being 0."""
    rng = random.Random(f"article {number}")
    author = number % authors
    camp, region = author % 2, number // authors % 2
    pool = sentences(DESIGNS["D1"].authors[camp], REGIONS[region])
    paragraphs, words = [], 0
    while words < WORDS:
        lines = [_with_tail(rng.choice(pool), rng) for _ in range(rng.randint(3, 6))]
        paragraphs.append(" ".join(lines))
        words += len(paragraphs[-1].split())
    return Article(
        number=number,
        title=f"Notes from {draw_place(rng)} and {draw_place(rng)}",
        author=f"{invented(random.Random(f'author {author}').randrange(10**7))} Desk",
        camp=CAMPS[camp],
        outlet=OUTLETS[author % len(OUTLETS)],
        region=("Central Asia", "Western Balkans")[region],
        date=str(date(2001, 1, 1) + timedelta(days=number % 9_000)),
        paragraphs=paragraphs,
    )


def _with_tail(line: str, rng: random.Random) -> str:
    if rng.random() > 0.4 or not line.endswith("."):
        return line
    return f"{line[:-1]} {rng.choice(TAILS).format(draw_place(rng), draw_place(rng))}."


def as_md(article: Article) -> bytes:
    head = {name: getattr(article, name) for name in ("title", "author", "date", "outlet", "camp", "region")}
    front = "".join(f"{name}: {value}\n" for name, value in head.items())
    body = "\n\n".join(article.paragraphs)
    return f"---\n{front}---\n\n{body}\n".encode()


def as_html(article: Article) -> bytes:
    """Return a page as an outlet would serve it: the article among menus, links and a footer."""
    body = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in article.paragraphs)
    links = "".join(f'<li><a href="/{n}">Notes from {invented(article.number * 40 + n)}</a></li>' for n in range(40))
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{article.title} | {article.outlet}</title>
<meta name="author" content="{article.author}"><meta property="article:published_time" content="{article.date}">
<meta property="og:site_name" content="{article.outlet}"></head>
<body><header><nav><ul>{links}</ul></nav></header>
<main><article><h1>{article.title}</h1><p class="byline">By {article.author}, {article.date}</p>
{body}
</article></main><aside><ul>{links}</ul></aside><footer><p>All rights reserved.</p></footer></body></html>
""".encode()


def as_pdf(article: Article) -> bytes:
    from io import BytesIO

    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    style, made = getSampleStyleSheet(), BytesIO()
    page = SimpleDocTemplate(made, title=article.title, author=article.author, invariant=1)
    lines = [(article.title, "Title"), *((paragraph, "BodyText") for paragraph in article.paragraphs)]
    page.build([Paragraph(escape(text), style[name]) for text, name in lines])
    return made.getvalue()


FORMS = {"md": as_md, "html": as_html, "pdf": as_pdf}


def write_articles(folder: Path, n: int, *, first: int = 0, authors: int = 40, form: str = "md") -> Path:
    """Write the articles with numbers `first` to `first` + `n` - 1, a folder a year, and return the folder."""
    for number in range(first, first + n):
        article = write_article(number, authors=authors)
        file = folder / article.date[:4] / f"a{number:06d}.{form}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(FORMS[form](article))
    return folder


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("n", type=int)
    arguments.add_argument("--first", type=int, default=0)
    arguments.add_argument("--authors", type=int, default=40)
    arguments.add_argument("--form", choices=tuple(FORMS), default="md")
    given = arguments.parse_args()
    write_articles(given.folder, given.n, first=given.first, authors=given.authors, form=given.form)


if __name__ == "__main__":
    main()
