"""What is to be said about the articles of an export: lines left over, abstracts, odd lengths."""

from __future__ import annotations

import re
from collections import Counter

from caatext.corpus.documents import count_words
from caatext.corpus.readings import Draft, Record
from caatext.errors import Problem

#: The number of words that an export names and the number read may differ by this share, and this many words: a
#: database counts the title with the text, and joins or parts words in its own way.
LENGTH_SHARE, LENGTH_WORDS = 0.2, 20
#: Rules of the ledger that call for a word.
UNLABELLED, OUTSIDE = "line without a label", "outside any article"
#: What the text of an article is.
FULL, ABSTRACT = "full text", "abstract"


def file_problems(draft: Draft) -> list[Problem]:
    """Return what is to be said about a file: lines outside, lines without a label, abstracts, odd lengths."""
    rules = Counter(entry.rule for entry in draft.entries)
    outside = [entry.place for entry in draft.entries if entry.rule == OUTSIDE]
    found = [_stray(outside, draft.path)] if outside else []
    n_abstracts = sum(record.docvars.get("text_kind") == ABSTRACT for record in draft.records)
    if n_abstracts:
        found.append(_abstracts(n_abstracts, draft))
    if rules[UNLABELLED]:
        found.append(_unlabelled(rules[UNLABELLED], draft))
    return [*found, *(warning for record in draft.records if (warning := _odd_length(record, draft.path)))]


def _stray(places: list[str], path: str) -> Problem:
    return Problem(
        code="E-ROW-STRAY",
        path=path,
        place=places[0],
        found=f"{len(places)} line(s) stand outside any article",
        action="skipped: they belong to no article",
        remedy="remove them, or mend the labels of the article they belong to",
    )


def run_together(place: str, path: str) -> Problem:
    """Return the problem of lines that hold more than one article."""
    return Problem(
        code="E-ROW-RUNON",
        path=path,
        place=place,
        found="the lines of two or more articles stand here with nothing that parts them",
        action="skipped: all of them, since nobody can tell where one ends",
        remedy="put the missing line between them, or export them again",
    )


def _abstracts(n_abstracts: int, draft: Draft) -> Problem:
    return Problem(
        code="E-META-ABSTRACT",
        path=draft.path,
        severity="warning",
        found=f"{n_abstracts} of {len(draft.records)} articles have an abstract and no full text",
        action='kept: their text is the abstract, and the column text_kind says "abstract"',
        remedy="export them with the full text, or leave them out by the column text_kind",
    )


def _unlabelled(n_lines: int, draft: Draft) -> Problem:
    size = sum(entry.n_characters for entry in draft.entries if entry.rule == UNLABELLED)
    first = next(entry.place for entry in draft.entries if entry.rule == UNLABELLED)
    return Problem(
        code="E-ROW-LABEL",
        path=draft.path,
        place=first,
        severity="warning",
        found=f"{n_lines} line(s) with {size:,} characters stand under no label that takes them",
        action="left out; the ledger lists them one by one",
        remedy="look at them; if they are text, copy the profile and say where they belong",
    )


def _odd_length(record: Record, path: str) -> Problem | None:
    """Return a warning where the text has far fewer or more words than the export says."""
    said = int(re.sub(r"\D", "", record.docvars.get("length", "")) or 0)
    counted = sum(count_words(text) for _, text in record.paragraphs)
    if not said or record.docvars.get("text_kind") == ABSTRACT:
        return None
    if not counted or abs(counted - said) <= max(LENGTH_WORDS, LENGTH_SHARE * said):
        return None
    return Problem(
        code="E-META-LENGTH",
        path=path,
        place=record.place,
        severity="warning",
        found=f"the export says {said:,} words, and the text read has {counted:,}",
        action="kept as it was read",
        remedy="look at the text: something may be missing from it, or stand in it that is not the article's",
    )
