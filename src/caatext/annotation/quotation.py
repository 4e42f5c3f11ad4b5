"""Words between marks: somebody's speech, a few words taken from it, a name, or words held at a distance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from caatext.annotation.marked_spans import (
    Span,
    build_span,
    by_behind,
    has_have,
    is_calling,
    is_finite,
    is_he_or_she,
    is_one_word_answer,
    whose,
)
from caatext.annotation.marks import Marked
from caatext.annotation.parsing import Sentence, Token
from caatext.annotation.reporting import (
    FIRST_PERSON,
    REPEATING,
    TELLING,
    has_that,
    is_musing,
    is_reporting,
    is_saying,
    is_thinking,
    makes_clear,
    subject_of,
)
from caatext.annotation.speakers import AUTHOR, UNKNOWN, Quote, Speakers

#: So many words between marks are somebody's, even where nobody is said to speak; fewer, where they are a clause.
LONG_QUOTE = 8
_LONG_CLAUSE = 5
#: How far before or behind the marks their verb of saying may stand, in words.
_REACH = 16
#: How far an *as X said* may stand before the marks.
_NEAR = 6
_GLOSS = re.compile(
    r"(?<![\w-])(?:meaning|titled|entitled|nicknamed|named|christened|headlined|so[- ]called|known as|"
    r"(?:word|term|phrase|expression|label|slogan|motto|title|name|concept|notion|nickname|acronym|tag|brand)s?"
    r"(?: of| like| such as)?),?$",
    re.IGNORECASE,
)
_NAMING_NOUNS = {
    "program", "programme", "project", "forum", "initiative", "plan", "policy", "treaty", "doctrine",
    "campaign", "act", "agreement", "format", "conference", "summit", "platform", "strategy", "concept",
    "route", "corridor", "principle", "operation", "movement", "party", "song", "film", "book", "article",
    "law", "bill", "list",
}  # fmt: skip
#: Nouns that hold words: *the plea: …*, *in the words of X, …*, *X's message that …*.
_UTTERANCES = {
    "word", "cry", "plea", "message", "warning", "statement", "claim", "question", "answer", "reply", "letter",
    "note", "tweet", "post", "remark", "comment", "testament", "oath", "prayer", "promise", "pledge", "advice",
    "saying", "dictum", "argument", "assertion", "reminder", "appeal", "call", "insistence", "admission",
    "declaration", "proclamation", "vow", "demand", "threat", "description", "chant", "complaint", "accusation",
    "line", "quote", "response", "rhetoric", "speech", "text", "verse",
}  # fmt: skip
#: Verbs that may stand between the marks and the verb of saying behind them.
_HELPING = ("acl", "aux", "auxpass", "amod", "advcl", "relcl", "xcomp")
_ENDS = (".", "!", "?", ",", "…", "—", "–", "-", ";")


class MarkedReader:
    """Classifies what stands between marks, in reading order."""

    def __init__(self, speakers: Speakers) -> None:
        self.speakers = speakers
        self.text = speakers.document.text
        #: Verbs that introduced a quotation, by the offset they start at: what they report has been found.
        self.used: set[int] = set()
        self._latest: tuple[Quote, bool] | None = None

    def read(self, pairs: Sequence[Marked]) -> list[Quote]:
        """Return a quotation for every pair that holds words."""
        owner: dict[int, int] = {}
        for number, pair in enumerate(pairs):
            owner.update(dict.fromkeys(range(pair.start, pair.end), number))
        self.speakers.quoted = set(owner)
        found: list[Quote] = []
        made: dict[int, Quote] = {}
        for number, pair in enumerate(pairs):
            around = [n for n in made if pairs[n].start <= pair.start and pair.end <= pairs[n].end and n != number]
            span = build_span(self.speakers, pair, owner=owner, level=max(around, default=-1))
            if span is None:
                continue
            span.parent = made[max(around)] if around else None
            quote = self._classify(span)
            if quote.kind in ("direct", "mixed") and not around:
                self._latest = (quote, pair.goes_on)
            made[number] = quote
            found.append(quote)
        return self._open_ones(found, pairs)

    def _open_ones(self, quotes: list[Quote], pairs: Sequence[Marked]) -> list[Quote]:
        """Give what goes on in the next paragraph the speaker named there, if none was named before."""
        going_on = {pair.start for pair in pairs if pair.goes_on}
        later = ""
        done = []
        for quote in reversed(quotes):
            if quote.start in going_on and quote.voice == UNKNOWN and later:
                quote = quote._replace(voice=later)
            later = quote.voice
            done.append(quote)
        return done[::-1]

    def _classify(self, span: Span) -> Quote:
        rules = (self._in_own_words, self._tagged, self._called, self._named, self._built_in, self._held, self._unowned)
        quote = next(found for rule in rules if (found := rule(span)) is not None)
        if quote.kind in ("scare", "name") and span.parent is not None:
            return quote._replace(voice=span.parent.voice)
        return quote

    def _quote(self, span: Span, kind: str, cue: str, voice: str) -> Quote:
        return Quote(span.marked.start, span.marked.end, kind, cue, voice)

    # -- a verb of saying beside the marks -------------------------------------------------------------------------

    def _tagged(self, span: Span) -> Quote | None:
        tag = self._tag_before(span) or self._tag_after(span)
        if tag is None or is_one_word_answer(span):
            return None
        sentence, verb = tag
        self.used.add(verb.start)
        voice = self._speaker_of(span, sentence, verb) or UNKNOWN
        if voice == UNKNOWN and is_he_or_she(subject_of(sentence, verb)):
            voice = self._continued(span)
        kind = "direct" if self._stands_alone(span) else "mixed"
        return self._quote(span, kind, verb.lemma.lower(), voice)

    def _tag_before(self, span: Span) -> tuple[Sentence, Token] | None:
        for number, verb in enumerate(reversed(span.before[-2:])):
            puts_it = number == 1 and verb.lemma.lower() == "put" and makes_clear(span.sentence, verb)
            says = is_saying(verb) and not _is_done_to(span, verb)
            if puts_it or (not number and says and not self._is_own_quoting(span, verb)):
                return span.sentence, verb
        return self._tag_farther(span) if span.lead.endswith((",", ":", "-", "—", "–")) else None

    def _tag_farther(self, span: Span) -> tuple[Sentence, Token] | None:
        """The nearest verb of saying before a comma, colon or dash, unless another clause stands between."""
        for verb in reversed(span.before[-_REACH:]):
            if self._is_own_quoting(span, verb):
                continue
            if _is_done_to(span, verb):
                continue
            if is_saying(verb) and not is_musing(verb) and not self._has_said(span, verb):
                return span.sentence, verb
            if is_finite(span.sentence, verb) and not span.lead.endswith(":"):
                return None
        return None

    def _is_own_quoting(self, span: Span, verb: Token) -> bool:
        """Whether it is *and I quote*, which says nothing of who is quoted."""
        subject = subject_of(span.sentence, verb) if verb.lemma.lower() == "quote" else None
        return subject is not None and subject.form.lower() in FIRST_PERSON

    def _has_said(self, span: Span, verb: Token) -> bool:
        """Whether the verb has its own clause outside the marks; before a colon, only one between the two counts."""
        clause = span.sentence.child(verb, "ccomp")
        if clause is None or clause.start in span.numbers:
            return False
        return verb.number < clause.number and clause.start < span.marked.start

    def _tag_after(self, span: Span) -> tuple[Sentence, Token] | None:
        if not span.after or (self.text[span.marked.end - 1] not in ",?!—–-…" and not self._comma_follows(span)):
            return None
        sentence = span.after_sentence
        for verb in span.after[:_REACH]:
            if is_saying(verb) and verb.dep not in ("relcl", "amod"):
                return (sentence, verb) if self._is_tag(span, verb) else None
            if verb.pos in ("VERB", "AUX") and verb.dep not in _HELPING:
                return None
        return None

    def _comma_follows(self, span: Span) -> bool:
        behind = self.text[span.marked.end : span.marked.end + 4].lstrip("”\"'’` ")
        return behind[:1] in (",", "—", "–") or behind[:2] == "--"

    def _is_tag(self, span: Span, verb: Token) -> bool:
        """Whether the verb with its subject follows at once: *said X*, *X, who is Y, said*, not *and X said that*."""
        first = span.after[0]
        clause = span.after_sentence.child(verb, "ccomp")
        if clause is not None and clause.number > verb.number and has_that(span.after_sentence, clause):
            return False
        if first.dep in ("cc", "mark"):
            return False
        passive = span.after_sentence.child(verb, "nsubjpass")
        return first == verb or (subject_of(span.after_sentence, verb) or passive) is not None

    def _stands_alone(self, span: Span) -> bool:
        opening = self.text[span.marked.start]
        whole = any(t.dep in ("nsubj", "nsubjpass") for t in span.words) or self.text[span.marked.end - 1] in ".!?,"
        return whole and (not span.before or span.lead.endswith((",", ":", "-", "—")) or opening.isupper())

    # -- labels ----------------------------------------------------------------------------------------------------

    def _called(self, span: Span) -> Quote | None:
        """Words that somebody calls somebody or something; a passive without *by* gives a name."""
        verb = next(self._above(span), None)
        if verb is None or not is_calling(verb) or self._is_governed_name(span):
            verb = next((t for t in reversed(span.before[-6:]) if t.pos == "VERB"), None)
            labeled = verb is not None and is_calling(verb) and verb.tag != "VBN"
            if not labeled or verb is None or self._is_governed_name(span):
                return None
        sentence = span.sentence
        by = sentence.child(verb, "agent") or by_behind(span)
        active = verb.tag != "VBN" or has_have(sentence, verb)
        subject = subject_of(sentence, verb) if active else sentence.child(by, "pobj") if by is not None else None
        if not active and subject is None:
            return self._quote(span, "name", "", AUTHOR)
        voice = self._speaker_of(span, sentence, verb, subject=subject)
        if voice == span.self_voice or (subject is not None and subject.form.lower() == "you"):
            return self._quote(span, "name", "", AUTHOR)
        return self._quote(span, "mixed", verb.lemma.lower(), voice or UNKNOWN)

    def _named(self, span: Span) -> Quote | None:
        content = [token for token in span.words if token.pos not in ("ADP", "DET", "CCONJ", "PART")]
        short = len(span.words) <= LONG_QUOTE
        titled = short and bool(content) and all(t.form[0].isupper() or t.form[0].isdigit() for t in content)
        sentence_like = self.text[span.marked.end - 1] in "!?" or (not titled and self._is_utterance(span))
        glossed = short and bool(_GLOSS.search(span.lead)) and not sentence_like
        distant = glossed and re.search(r"so[- ]called$", span.lead, re.IGNORECASE)
        if distant:
            return self._quote(span, "name" if titled else "scare", "so-called", AUTHOR)
        if (titled and not sentence_like) or glossed or self._is_governed_name(span) or is_one_word_answer(span):
            return self._quote(span, "name", "", AUTHOR)
        return None

    def _is_governed_name(self, span: Span) -> bool:
        governor = span.last.head(span.words[-1])
        return governor is not None and governor.lemma.lower() in _NAMING_NOUNS and governor in span.after[:2]

    # -- words built into a sentence that reports ------------------------------------------------------------------

    def _above(self, span: Span) -> Iterator[Token]:
        """Verbs above the quoted words, the nearest first."""
        seen: set[int] = set()
        for token in span.words:
            if token.start < span.sentence.start:
                continue
            head = span.sentence.head(token) if token.start < span.sentence.end else None
            while head is not None and head.start not in seen:
                seen.add(head.start)
                if head.start not in span.numbers and head.pos == "VERB":
                    yield head
                head = span.sentence.head(head)

    def _built_in(self, span: Span) -> Quote | None:
        long = len(span.words) >= 4
        above = [t for t in self._above(span)
                 if makes_clear(span.sentence, t) or (is_reporting(t) and (long or not is_thinking(t)))]  # fmt: skip
        for verb in above:
            voice = "" if _is_done_to(span, verb) else self._speaker_of(span, span.sentence, verb)
            if voice and voice != span.self_voice:
                kind = "direct" if self._is_utterance(span) and not span.before else "mixed"
                return self._quote(span, kind, verb.lemma.lower(), voice)
        return self._as_said(span)

    def _as_said(self, span: Span) -> Quote | None:
        """*As X once said*, in a clause right before the marks."""
        for verb in span.before[-_NEAR:]:
            marker = span.sentence.child(verb, "mark", "advmod")
            if is_saying(verb) and marker is not None and marker.form.lower() == "as":
                voice = self._speaker_of(span, span.sentence, verb)
                return self._quote(span, "mixed", f"as {verb.lemma.lower()}", voice) if voice else None
        return None

    # -- a noun that holds words, or a colon -----------------------------------------------------------------------

    def _held(self, span: Span) -> Quote | None:
        if span.lead.endswith(":") and (self._is_utterance(span) or len(span.words) >= LONG_QUOTE):
            holder = self._holder(span) or self._last_person(span) or UNKNOWN
            return self._quote(span, "direct", ":", holder)
        noun = next((t for t in span.before[-3:] if t.lemma.lower() in _UTTERANCES and t.pos == "NOUN"), None)
        if noun is not None and (self._is_clause(span) or self._is_utterance(span)):
            return self._quote(span, "direct" if span.lead.endswith((",", ":")) else "mixed", noun.lemma.lower(),
                               self._holder(span) or UNKNOWN)  # fmt: skip
        return None

    def _in_own_words(self, span: Span) -> Quote | None:
        own = self._words_of(span)
        return self._quote(span, "direct" if self._is_utterance(span) else "mixed", "words", own) if own else None

    def _words_of(self, span: Span) -> str:
        """The speaker of *in X's (own) words*, before or behind the marks."""
        for where, tokens in ((span.sentence, span.before[-8:]), (span.after_sentence, span.after[:8])):
            noun = next((t for t in tokens if t.lemma.lower() == "word" and t.dep in ("pobj", "dobj")), None)
            into = where.head(noun) if noun is not None else None
            if noun is not None and into is not None and into.lemma.lower() in ("in", "use", "borrow", "with", "by"):
                return self._owner(span, where, noun) or UNKNOWN
        return ""

    def _holder(self, span: Span) -> str:
        """Who holds the words: the owner of a noun before the marks."""
        for noun in reversed(span.before[-_REACH:]):
            if noun.lemma.lower() in _UTTERANCES and noun.pos == "NOUN":
                return self._owner(span, span.sentence, noun)
        return ""

    def _owner(self, span: Span, sentence: Sentence, noun: Token) -> str:
        poss = sentence.child(noun, "poss")
        if poss is not None:
            return span.self_voice if poss.form.lower() in FIRST_PERSON else self.speakers.name(sentence, poss)
        for child in sentence.children.get(noun.number, ()):
            inner = sentence.child(child, "pobj") if child.form.lower() in ("of", "from", "by") else None
            if inner is not None and inner.start not in span.numbers:
                return self.speakers.name(sentence, inner)
        return ""

    def _last_person(self, span: Span) -> str:
        """Of whom the sentence before a colon is about: its last subject or name that can speak."""
        for token in reversed(span.before):
            is_name = token.entity.endswith("PERSON") or token.start in self.speakers.actor_at
            if is_name or (token.dep == "nsubj" and token.pos in ("NOUN", "PROPN", "PRON")):
                name = self._of_first_person(span, token) or self.speakers.name(span.sentence, token)
                if name:
                    return name
        return ""

    # -- nobody is said to speak -----------------------------------------------------------------------------------

    def _unowned(self, span: Span) -> Quote:
        size = len(span.words)
        if self._is_utterance(span) and (not span.before or self._stands_apart(span)):
            return self._quote(span, "direct", "", self._continued(span))
        if self._is_item(span):
            return self._quote(span, "scare", "", AUTHOR)
        if size >= LONG_QUOTE or (size >= _LONG_CLAUSE and self._is_clause(span)) or self._is_clause(span, whole=True):
            return self._quote(span, "direct" if self._is_utterance(span) else "mixed", "", self._enclosing(span))
        return self._quote(span, "scare", "", AUTHOR)

    def _is_item(self, span: Span) -> bool:
        """Whether a few words stand between commas, as one thing of several."""
        listed = span.lead.endswith(",") and self.text[span.marked.end - 1] == "," and bool(span.after)
        return listed and len(span.words) < LONG_QUOTE and self.text[span.marked.start].islower()

    def _stands_apart(self, span: Span) -> bool:
        """Whether a whole sentence is set into another one by punctuation."""
        return span.lead.endswith((",", ":", "—", "–", "-", ";")) and len(span.words) > 2

    def _enclosing(self, span: Span) -> str:
        return span.parent.voice if span.parent is not None else UNKNOWN

    def _continued(self, span: Span) -> str:
        """The speaker who spoke right before, in this sentence or the one before; or in an open paragraph."""
        if span.parent is not None:
            return span.parent.voice
        if self._latest is None:
            return UNKNOWN
        latest, goes_on = self._latest
        then, now = self.speakers.sentence_at(latest.end - 1), self.speakers.sentence_at(span.marked.start)
        sentences = self.speakers.document.sentences
        same = sentences[then].paragraph == sentences[now].paragraph
        return latest.voice if goes_on or (same and now - then <= 1) else UNKNOWN

    # -- shared ----------------------------------------------------------------------------------------------------

    def _speaker_of(self, span: Span, sentence: Sentence, verb: Token, *, subject: Token | None = None) -> str:
        """Who speaks; a pronoun speaks but may stay unknown, and a thing (*the poll suggests*) does not speak."""
        by = sentence.child(verb, "agent")
        found = subject or (sentence.child(by, "pobj") if by is not None else subject_of(sentence, verb))
        if verb.lemma.lower() in REPEATING:
            found = whose(sentence, verb) or sentence.child(verb, "nsubjpass")
        if found is None or found.start in span.numbers:
            return ""
        reported = None if is_saying(verb) and found.tag not in ("WP", "WDT") else verb
        return self._of_first_person(span, found) or self.speakers.name(sentence, found, verb=reported, thing=True)

    def _of_first_person(self, span: Span, token: Token) -> str:
        return span.self_voice if token.form.lower() in FIRST_PERSON else ""

    def _is_utterance(self, span: Span) -> bool:
        """Whether the words look like a sentence: they begin and end like one, or hold a finite clause and end so."""
        ends = self.text[span.marked.end - 1] in _ENDS
        begins = self.text[span.marked.start].isupper() or span.marked.depth > 0
        return ends and begins and (len(span.words) > 2 or self.text[span.marked.end - 1] in "!?.")

    def _is_clause(self, span: Span, *, whole: bool = False) -> bool:
        """Whether the words are governed by a verb of their own, with its subject where a whole clause is asked for."""
        heads = [t for t in span.words if t.pos in ("VERB", "AUX") and self._leaves(span, t)]
        if not whole:
            return bool(heads)
        return any(child.dep in ("nsubj", "nsubjpass", "expl") and child.start in span.numbers
                   for head in heads for child in self._sentence_of(head).children.get(head.number, ()))  # fmt: skip

    def _leaves(self, span: Span, token: Token) -> bool:
        head = self._sentence_of(token).head(token)
        return head is None or head.start not in span.numbers

    def _sentence_of(self, token: Token) -> Sentence:
        return self.speakers.document.sentences[self.speakers.sentence_at(token.start)]


def _is_done_to(span: Span, verb: Token) -> bool:
    """Whether a passive tells of no words: *be confirmed*, not *be told*."""
    passive = span.sentence.child(verb, "auxpass") is not None and span.sentence.child(verb, "agent") is None
    return passive and verb.lemma.lower() not in TELLING | {"say"}
