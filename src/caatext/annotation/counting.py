"""Words by paragraph and pairs of neighbors by document: what is left of a text when its order is taken out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from caatext.annotation.parsing import ParsedDocument

WORD_COLUMNS = ("doc_id", "paragraph", "form", "lemma", "pos", "is_name", "count")
PAIR_COLUMNS = ("doc_id", "bigram", "count")
_SENTENCE_BREAKS = (".", "!", "?", ";", ":")

WordRow = tuple[str, int, str, str, str, bool, int]
PairRow = tuple[str, str, int]


def count_words_and_pairs(
    document: ParsedDocument, names: Iterable[tuple[int, int]]
) -> tuple[list[WordRow], list[PairRow]]:
    """Return words counted by paragraph, and pairs of neighboring words by document.

    A word is a token with a letter or digit in it. A pair never spans the end of a sentence. `names` are the spans
    whose words count as parts of names.
    """
    named = {position for start, end in names for position in range(start, end)}
    words: Counter[tuple[int, str, str, str, bool]] = Counter()
    pairs: Counter[str] = Counter()
    for sentence in document.sentences:
        previous = ""
        for token in sentence.tokens:
            form = token.form.lower()
            if not (form.isalnum() or any(character.isalnum() for character in form)):
                previous = "" if form in _SENTENCE_BREAKS else previous
                continue
            words[sentence.paragraph, form, token.lemma.lower(), token.pos, token.start in named] += 1
            if previous:
                pairs[f"{previous} {form}"] += 1
            previous = form
    doc_id = document.doc_id
    return (
        [(doc_id, *key, n) for key, n in sorted(words.items())],
        [(doc_id, pair, n) for pair, n in sorted(pairs.items())],
    )
