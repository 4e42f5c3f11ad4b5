"""The article as a web page pasted into a text file: byline, lede, credit, inline labels, bio, notices, footer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

CREDITS: tuple[str, ...] = ("Pexels", "Wikimedia Commons", "Pexels, cropped", "Nembar Archive")
SPAM_NOTICE: tuple[str, ...] = (
    "Email:",
    "The address is hidden from robots; switch scripts on to read it.",
)
FOOTER: tuple[str, ...] = (
    "Upper Kelm and Greater Ondre Review",
    "The Review reports on Korvath, Sethun and their neighbors. All rights reserved.",
    "Subscribe | About | Contact",
)


def raw_article(
    paragraphs: Sequence[str], sections: Mapping[int, str], author: Mapping[str, Any], bio: str, number: int
) -> str:
    """Return one article with its boilerplate, one line a paragraph, no empty lines.

    Every other article says CONCLUSION instead of CONCLUSIONS, every third has the residue of an e-mail address.
    """
    lines = [f"By {author['name']}", paragraphs[0], f"Credit: {CREDITS[number % len(CREDITS)]}"]
    for here, paragraph in enumerate(paragraphs[1:], 2):
        label = sections.get(here, "")
        label = "CONCLUSION" if label == "CONCLUSIONS" and number % 2 == 0 else label
        lines.append(f"{label}: {paragraph}" if label else paragraph)
    lines.append(f"AUTHOR’S BIO: {bio}")
    if number % 3 == 2:
        lines.extend(SPAM_NOTICE)
    return "\n".join(lines)


def dump(documents: pd.DataFrame) -> str:
    """Return all articles as one text, with the footer of the site at the end.

    Parameters
    ----------
    documents : DataFrame
        The documents of a planted corpus.

    Returns
    -------
    str
        One line a paragraph. Every article begins with a line that holds ``By`` and the author's name; one body
        paragraph may begin with *By* and a gerund. The first body paragraph stands between the byline and the credit.

    Notes
    -----
    Bios and the footer name actors of the frames. Left in, they are evidence for frames nobody wrote.
    """
    return "\n".join([*documents["raw"], *FOOTER]) + "\n"
