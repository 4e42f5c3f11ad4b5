"""A stretch between marks with the words in it and the words around it, on its own level of marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from caatext.annotation.marks import Marked
from caatext.annotation.parsing import Sentence, Token
from caatext.annotation.reporting import CALLING
from caatext.annotation.speakers import AUTHOR, Quote, Speakers

#: What may stand between the words before and the opening mark.
_LEADING = " \n“\"'`‘«„"


@dataclass
class Span:
    """A marked stretch with the words in it and around it, on its own level of marks."""

    marked: Marked
    sentence: Sentence
    last: Sentence
    words: list[Token]
    before: list[Token]
    after: list[Token]
    lead: str
    #: The sentence the words after the marks belong to.
    after_sentence: Sentence
    parent: Quote | None = None
    numbers: set[int] = field(default_factory=set)

    @property
    def self_voice(self) -> str:
        """Who *I* is: the author, or the speaker of the quotation around."""
        return self.parent.voice if self.parent is not None else AUTHOR


def build_span(speakers: Speakers, pair: Marked, *, owner: Mapping[int, int], level: int) -> Span | None:
    """Return a marked stretch with its surroundings, or nothing where no word stands between the marks.

    Parameters
    ----------
    speakers : Speakers
        Of the document.
    pair : Marked
        What stands between the marks.
    owner : mapping
        The innermost pair around each offset.
    level : int
        The pair around this one, or -1: words of other pairs are none of its surroundings.
    """
    text, sentences = speakers.document.text, speakers.document.sentences
    first, last = speakers.sentence_at(pair.start), speakers.sentence_at(pair.end - 1)
    covered = [t for sentence in sentences[first : last + 1] for t in sentence.tokens]
    words = [t for t in covered if pair.start <= t.start < pair.end and is_word(t)]
    if not words:
        return None
    first, last = speakers.sentence_at(words[0].start), speakers.sentence_at(words[-1].start)

    def beside(number: int) -> list[Token]:
        return [t for t in sentences[number].tokens if is_word(t) and owner.get(t.start, -1) == level]

    before = [t for t in beside(first) if t.start < pair.start]
    after = [t for t in beside(last) if t.start >= pair.end]
    where = first if before or not _leads_in(text, sentences, first, pair) else first - 1
    behind = last if after or not _goes_on(text, sentences, last, pair) else last + 1
    return Span(
        pair,
        sentences[where],
        sentences[last],
        words,
        before if where == first else beside(where),
        after if behind == last else beside(behind),
        text[max(0, pair.start - 40) : pair.start].rstrip(_LEADING),
        sentences[behind],
        numbers={t.start for t in words},
    )


def _leads_in(text: str, sentences: Sequence[Sentence], number: int, pair: Marked) -> bool:
    """Whether the sentence before leads up to the marks: with a colon, or a comma in the same paragraph."""
    if not number:
        return False
    lead = text[sentences[number - 1].start : pair.start].rstrip(_LEADING)
    same = sentences[number - 1].paragraph == sentences[number].paragraph
    return lead.endswith(":") or (same and lead.endswith(","))


def _goes_on(text: str, sentences: Sequence[Sentence], number: int, pair: Marked) -> bool:
    """Whether the next sentence was parted from the marks it follows at once (*“Is it?” asked X*)."""
    if number + 1 >= len(sentences) or text[pair.end - 1] not in ",?!—–…":
        return False
    following = sentences[number + 1]
    return following.paragraph == sentences[number].paragraph and following.start < pair.end + 4


def is_word(token: Token) -> bool:
    """Whether a token is no mark, dash or other punctuation."""
    return token.pos not in ("PUNCT", "SPACE") and token.form not in ("``", "''", "`", "'", "‘", "’", "-", "--", "—")


def is_one_word_answer(span: Span) -> bool:
    """Whether it is *yes* or *no*, to be voted for or said to something."""
    return len(span.words) == 1 and span.words[0].form in ("yes", "no")


def by_behind(span: Span) -> Token | None:
    """A *by* right behind the marks, wherever the parser hung it."""
    return span.after[0] if span.after and span.after[0].form.lower() == "by" else None


def whose(sentence: Sentence, verb: Token) -> Token | None:
    """Whose words are repeated: the object of *quote*, or its owner."""
    said = sentence.child(verb, "dobj")
    return (sentence.child(said, "poss") or said) if said is not None else None


def is_calling(verb: Token) -> bool:
    """Whether a verb gives a name; *known as* does, *know that* does not."""
    return verb.lemma.lower() in CALLING and (verb.lemma.lower() not in ("know", "refer") or verb.tag == "VBN")


def is_he_or_she(token: Token | None) -> bool:
    """Whether it is a pronoun for people spoken of."""
    return token is not None and token.form.lower() in ("he", "she", "they")


def is_finite(sentence: Sentence, token: Token) -> bool:
    """Whether it is a verb with a subject."""
    return token.pos in ("VERB", "AUX") and sentence.child(token, "nsubj", "nsubjpass") is not None


def has_have(sentence: Sentence, verb: Token) -> bool:
    """Whether a participle is active, with *have* (*has called*, *has said … and called*) and without *been*."""
    above = sentence.head(verb)
    if verb.dep == "conj" and above is not None and above.tag == "VBN":
        return has_have(sentence, above)
    helpers = sentence.children.get(verb.number, ())
    return any(t.dep == "aux" and t.lemma.lower() in ("have", "'ve", "’ve") for t in helpers) and not any(
        t.dep == "auxpass" for t in helpers
    )
