"""Concordance: each hit of a pattern with the words to its left and right."""

from __future__ import annotations

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.annotation.cues import GAP, match, parse_term
from caatext.annotation.parsing import Token
from caatext.errors import MeasureError, Problem

COLUMNS = ["doc_id", "paragraph", "sentence", "pre", "keyword", "post", "voice"]


def kwic(annotations: Annotations, pattern: str, *, window: int = 8) -> pd.DataFrame:
    """Return the concordance of a pattern: one row a hit, in reading order.

    Parameters
    ----------
    annotations : Annotations
        With tokens; a feature bundle has none.
    pattern : str
        Words in any case, matched on word forms or lemmas; ``*`` ends a stem, ``...`` is a gap of up to five words.
        No regular expressions.
    window : int
        Words to each side, within the sentence.

    Returns
    -------
    DataFrame
        ``doc_id, paragraph, sentence, pre, keyword, post, voice``.

    Raises
    ------
    MeasureError
        The pattern is empty, or holds gaps only.
    AnnotationError
        The annotations are a bundle without text.

    Examples
    --------
    >>> kwic(annotations, "hidden hand*", window=4)  # doctest: +SKIP
    """
    annotations.require_text("a concordance")
    term = parse_term(pattern)
    if all(element == GAP for element in term.elements):
        found = "the pattern holds no word" if term.elements else "the pattern is empty"
        raise MeasureError(Problem(code="E-CFG-PATTERN", found=found, remedy="name at least one word"))
    rows = []
    columns = ["token", "form", "lemma", "start", "end", "voice"]
    for (doc_id, paragraph, sentence), table in annotations.tokens.groupby(
        ["doc_id", "paragraph", "sentence"], sort=False
    ):
        tokens = [
            Token(number, form, lemma, "", "", "", 0, start, end, voice)
            for number, form, lemma, start, end, voice in zip(*(table[c].tolist() for c in columns), strict=True)
        ]
        for position, token in enumerate(tokens):
            stop = match(term, tokens, position)
            if stop:
                parts = (
                    tokens[max(0, position - window) : position],
                    tokens[position:stop],
                    tokens[stop : stop + window],
                )
                rows.append([doc_id, paragraph, sentence, *map(_join, parts), token.entity])
    return pd.DataFrame(rows, columns=COLUMNS)


def _join(tokens: list[Token]) -> str:
    """Put tokens together with the blanks that the text has between them."""
    words = ""
    for previous, token in zip([None, *tokens], tokens, strict=False):
        words += (" " if previous and token.start > previous.end else "") + token.form
    return words
