"""Whose words are these: quotation marks told apart, reported speech linked to its speaker, the rest the author's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from caatext.annotation.actors import Mention
from caatext.annotation.parsing import ParsedDocument, Sentence, Token
from caatext.corpus.lexicons import verb_lexicon

AUTHOR = "author"
UNKNOWN = "unknown"
#: So many words between marks are somebody's, even where nobody is said to speak.
LONG_QUOTE = 8
_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"\n]+)\"")
_GLOSS = re.compile(r"(?<![\w-])\(?(?:meaning|called|dubbed|titled|entitled|named)\s+[“\"]?$")
#: Nouns whose owners speak; a poll or a document that "shows" something speaks with the author's voice.
_SPEAKERS = {
    "official", "minister", "president", "leader", "government", "analyst", "expert", "observer", "critic", "source",
    "spokesman", "spokeswoman", "spokesperson", "diplomat", "ministry", "ambassador", "representative", "chairman",
    "chairwoman", "opposition", "organizer", "historian", "scholar", "delegate", "envoy", "negotiator", "editor",
    "engineer", "officer", "adviser", "advisor", "commentator", "supporter", "opponent", "lawmaker", "senator",
}  # fmt: skip
#: The author, the reader, and words that stand for things.
_NOBODY = {"i", "me", "we", "us", "you", "it", "this", "that", "which", "there", "what", "these", "none", "nobody"}
#: Who must, should or could say something has not said it.
_UNSAID = {"must", "should", "can", "could", "would", "may", "might", "ought", "ca"}
#: A thing can be the subject of these without anybody speaking.
_SHOWING = {"show", "suggest", "mean", "indicate", "demonstrate", "reveal", "imply", "confirm", "underline", "prove",
            "illustrate", "signal", "reflect", "remind", "ensure", "see", "find", "maintain", "recognize", "decide",
            "view", "aim", "portray"}  # fmt: skip
_THINGS = {"poll", "survey", "datum", "data", "figure", "evidence", "history", "experience", "trend", "fact", "result",
           "step", "move", "event", "change", "number", "study", "life", "example", "record", "sign"}  # fmt: skip
#: These give names; what stands between marks after them is one.
_CALLING = {"call", "name", "dub", "title", "label"}
#: To promise or ask *to* do something reports an utterance.
_COMMISSIVE = {"promise", "pledge", "vow", "swear", "ask", "urge", "threaten"}
_NAMING_NOUNS = {
    "program", "programme", "project", "forum", "initiative", "plan", "policy", "treaty", "doctrine", "campaign",
    "act", "agreement", "format", "conference", "summit", "platform", "strategy", "concept", "route", "corridor",
}  # fmt: skip


class Quote(NamedTuple):
    """A stretch of words that is, or only looks, somebody else's."""

    start: int
    end: int
    kind: str
    cue: str
    voice: str
    sentence: Sentence


def find_quotes(document: ParsedDocument, mentions: Sequence[Mention]) -> list[Quote]:
    """Return quotations and reported speech, in reading order.

    `kind` is ``direct`` (a clause between marks with somebody who speaks), ``mixed`` (some words between marks within
    a sentence that reports), ``indirect`` (reported without marks), ``scare`` (a few words between marks that nobody
    is said to have said) or ``name`` (a title, label or gloss between marks). The voice of scare quotes and names is
    the author's.
    """
    finder = _QuoteFinder(document, mentions)
    marked = []
    for start, end in document.paragraphs:
        for match in _QUOTED.finditer(document.text, start, end):
            group = 1 if match.group(1) is not None else 2
            quote = finder.between_marks(*match.span(group))
            if quote:
                marked.append(quote)
    reported = [quote for quote in finder.indirect() if not _is_covered(quote, marked)]
    return sorted([*marked, *reported], key=lambda quote: (quote.start, quote.end))


def _is_covered(reported: Quote, marked: Sequence[Quote]) -> bool:
    """Whether most of a reported clause stands between marks: it is then quoted, and counted once."""
    inside = sum(
        max(0, min(quote.end, reported.end) - max(quote.start, reported.start))
        for quote in marked
        if quote.kind in ("direct", "mixed")
    )
    return inside > 0.6 * (reported.end - reported.start)


def voice_at(quotes: Sequence[Quote]) -> dict[int, str]:
    """Return the voice by the start offset of each token inside quotes that are somebody else's words.

    Words between marks win over reported speech around them.
    """
    voices: dict[int, str] = {}
    for kinds in (("indirect",), ("direct", "mixed")):
        for quote in quotes:
            if quote.kind in kinds:
                inside = (t for t in quote.sentence.tokens if quote.start <= t.start < quote.end)
                voices.update({token.start: quote.voice for token in inside})
    return voices


class _QuoteFinder:
    def __init__(self, document: ParsedDocument, mentions: Sequence[Mention]) -> None:
        self.document = document
        self.actor_at = {
            position: mention.actor_id
            for mention in mentions
            if mention.reading == "actor"
            for position in range(mention.start, mention.end)
        }

    def indirect(self) -> list[Quote]:
        """Reported clauses and *according to*."""
        found = []
        for sentence in self.document.sentences:
            for token in sentence.tokens:
                quote = self._reported_clause(sentence, token) or self._according_to(sentence, token)
                if quote:
                    found.append(quote)
        return found

    def _reported_clause(self, sentence: Sentence, verb: Token) -> Quote | None:
        if not is_speech(verb):
            return None
        promise = sentence.child(verb, "xcomp") if verb.lemma.lower() in _COMMISSIVE else None
        clause = sentence.child(verb, "ccomp") or promise
        subject = subject_of(sentence, verb)
        if clause is None or subject is None or _is_unsaid(sentence, verb):
            return None
        speaker = self.speaker(sentence, subject, verb=verb)
        if not speaker:
            return None
        inside = [token for token in sentence.subtree(clause) if token.pos != "PUNCT" and token.dep != "mark"]
        return Quote(inside[0].start, inside[-1].end, "indirect", verb.lemma, speaker, sentence) if inside else None

    def _according_to(self, sentence: Sentence, token: Token) -> Quote | None:
        if token.form.lower() != "according":
            return None
        to = sentence.child(token, "prep")
        whom = sentence.child(to, "pobj") if to else None
        if not to or not whom:
            return None
        phrase = sentence.subtree(token)
        before = phrase[0].number == 1
        rest = [t for t in sentence.tokens if (t.number > phrase[-1].number if before else t.number < phrase[0].number)]
        if not rest:
            return None
        return Quote(
            rest[0].start,
            rest[-1].end,
            "indirect",
            "according to",
            self.speaker(sentence, whom) or UNKNOWN,
            sentence,
        )

    def between_marks(self, start: int, end: int) -> Quote | None:
        """Classify the words between a pair of marks."""
        sentence = next((s for s in self.document.sentences if s.start <= start < s.end), None)
        inside = [t for t in sentence.tokens if start <= t.start < end] if sentence else []
        words = [token for token in inside if token.pos not in ("PUNCT", "SPACE")]
        if sentence is None or not words:
            return None
        beside = self._beside(sentence, words)
        if beside is None and self._is_name(sentence, words, start):
            return Quote(start, end, "name", "", AUTHOR, sentence)
        cue = beside or self._cue(sentence, words)
        clause = any(t.dep in ("nsubj", "nsubjpass") and start <= t.start for t in words)
        speaker = (self._speaker_of(sentence, cue) or (UNKNOWN if beside else "")) if cue else ""
        if cue is None or not speaker:
            whole = len(words) >= LONG_QUOTE
            return Quote(start, end, "direct" if whole else "scare", "", UNKNOWN if whole else AUTHOR, sentence)
        kind = "direct" if clause and self._stands_alone(start) else "mixed"
        return Quote(start, end, kind, cue.lemma, speaker, sentence)

    def _speaker_of(self, sentence: Sentence, verb: Token) -> str:
        """Who speaks; a pronoun speaks but stays unknown, and a thing (*the poll suggests*) does not speak."""
        subject = subject_of(sentence, verb) or self._agent(sentence, verb)
        if subject is None:
            return ""
        return self.speaker(sentence, subject, verb=verb)

    def _stands_alone(self, start: int) -> bool:
        before = self.document.text[max(0, start - 8) : start - 1].rstrip()
        return not before or before.endswith((",", ":", "that", ".")) or self.document.text[start].isupper()

    def _is_name(self, sentence: Sentence, words: Sequence[Token], start: int) -> bool:
        content = [token for token in words if token.pos not in ("ADP", "DET", "CCONJ", "PART")]
        titled = len(words) <= 8 and all(token.form[0].isupper() or token.form[0].isdigit() for token in content)
        governor = sentence.head(words[-1])
        named = bool(governor and governor.lemma.lower() in _NAMING_NOUNS and len(words) <= 6 and governor not in words)
        glossed = bool(_GLOSS.search(self.document.text[max(0, start - 14) : start]))
        return titled or named or glossed

    def _beside(self, sentence: Sentence, words: Sequence[Token]) -> Token | None:
        """A verb of saying right before the opening mark or, with its subject, right after the closing one."""
        before = [t for t in sentence.tokens[: words[0].number - 1] if t.pos != "PUNCT"]
        after = [t for t in sentence.tokens[words[-1].number :] if t.pos != "PUNCT"][:3]
        near = before[-1:] + [token for token in after if token.dep != "amod"]
        return next((t for t in near if is_speech(t) and t.lemma.lower() not in _SHOWING | _CALLING), None)

    def _cue(self, sentence: Sentence, words: Sequence[Token]) -> Token | None:
        inside = {token.number for token in words}
        for token in words:
            head = sentence.head(token)
            while head is not None and head.number not in inside:
                if is_speech(head):
                    return head
                head = sentence.head(head)
        outside = [token for token in sentence.tokens if token.number not in inside and is_speech(token)]
        if len(words) >= 4 and outside:
            return min(outside, key=lambda token: abs(token.number - words[0].number))
        return None

    def _agent(self, sentence: Sentence, verb: Token) -> Token | None:
        by = sentence.child(verb, "agent")
        return sentence.child(by, "pobj") if by else None

    def speaker(self, sentence: Sentence, subject: Token, *, verb: Token | None = None) -> str:
        """Return the actor or name that a subject is, ``unknown`` for a pronoun, or nothing where nobody speaks.

        Things show, mean and suggest; only people and bodies do so as a report of what they say.
        """
        if subject.start in self.actor_at:
            return self.actor_at[subject.start]
        if subject.entity.endswith(("PERSON", "ORG")):
            phrase = sentence.subtree(subject)
            return " ".join(t.form for t in phrase if t.entity and abs(t.number - subject.number) <= 3)
        if subject.pos in ("PRON", "DET") or subject.tag in ("WP", "WDT"):
            return self._of_pronoun(sentence, subject, verb)
        shows = verb is not None and verb.lemma.lower() in _SHOWING
        if subject.lemma.lower() in _SPEAKERS:
            return self._acting_for(sentence, subject) or subject.lemma.lower()
        return "" if verb is None or shows or subject.lemma.lower() in _THINGS else _phrase(sentence, subject)

    def _of_pronoun(self, sentence: Sentence, subject: Token, verb: Token | None) -> str:
        if subject.form.lower() in _NOBODY:
            return ""
        if subject.tag in ("WP", "WDT") and verb is not None and verb.dep == "relcl":
            head = sentence.head(verb)
            return self.speaker(sentence, head, verb=verb) if head is not None else ""
        return UNKNOWN

    def _acting_for(self, sentence: Sentence, subject: Token) -> str:
        phrase = sentence.subtree(subject)
        return next((self.actor_at[token.start] for token in phrase if token.start in self.actor_at), "")


def _is_unsaid(sentence: Sentence, verb: Token) -> bool:
    """Whether the verb is passive, or only possible, wished or asked for."""
    if sentence.child(verb, "nsubjpass", "auxpass") is not None:
        return True
    return any(c.dep == "aux" and c.form.lower() in _UNSAID for c in sentence.children.get(verb.number, ()))


def _phrase(sentence: Sentence, subject: Token) -> str:
    """Name somebody by a few words: the noun with what stands before it."""
    before = [t for t in sentence.subtree(subject) if t.number <= subject.number and t.pos not in ("DET", "PUNCT")]
    return " ".join(token.form for token in before[-4:])


def subject_of(sentence: Sentence, verb: Token) -> Token | None:
    """Return the subject of a verb, or of the verb it is joined or subordinate to (*affirmed …, stating that*)."""
    current: Token | None = verb
    while current is not None:
        subject = sentence.child(current, "nsubj")
        if subject is not None:
            return subject
        if current.dep not in ("advcl", "conj", "xcomp"):
            return None
        current = sentence.head(current)
    return None


def is_speech(token: Token) -> bool:
    """Whether a verb can report speech or thought, by the verb lexicon."""
    entry = verb_lexicon().get((token.lemma.lower(), "VERB"))
    return token.pos == "VERB" and entry is not None and entry.is_speech
