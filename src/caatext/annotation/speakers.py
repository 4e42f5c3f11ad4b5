"""Who speaks: the actor or name that stands for a subject."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from caatext.annotation.actors import Mention
from caatext.annotation.parsing import ParsedDocument, Sentence, Token
from caatext.annotation.reporting import FIRST_PERSON, SHOWING

AUTHOR = "author"
UNKNOWN = "unknown"
#: How the reading of a mention says that a leader no longer is in office.
_FEW = 5
#: Marks before which a noun phrase does not go on to the left.
_BREAKS = {"—", "–", "--", ",", ";", ":", "(", ")", "[", "]", "“", "”", '"', "``", "''"}
_PAST = {"former leader", "out of office"}
#: Nouns whose owners speak; a poll or a document that "shows" something speaks with the author's voice.
SPEAKERS = {
    "official", "minister", "president", "leader", "government", "analyst", "expert", "observer", "critic",
    "source", "spokesman", "spokeswoman", "spokesperson", "diplomat", "ministry", "ambassador",
    "representative", "chairman", "chairwoman", "opposition", "organizer", "historian", "scholar", "delegate",
    "envoy", "negotiator", "editor", "engineer", "officer", "adviser", "advisor", "commentator", "supporter",
    "opponent", "lawmaker", "senator", "authority", "leadership", "regime", "administration", "premier",
    "secretary", "general", "commander", "media", "elite", "parliament", "delegation", "embassy", "counterpart",
    "policymaker", "strategist", "propagandist",
}  # fmt: skip
#: Other nouns for people, to whom *he* and *she* may refer.
_PEOPLE = {
    "man", "woman", "person", "worker", "mother", "father", "friend", "soldier", "child", "citizen", "parent",
    "wife", "husband", "student", "voter", "neighbor", "farmer", "teacher", "son", "daughter", "boy", "girl",
    "owner", "people", "businessman", "journalist", "author", "writer", "lady", "sergeant", "doctor", "nurse",
    "founder", "employee", "fellow", "mom", "dad", "grandmother", "grandfather", "brother", "sister", "veteran",
    "marine", "prisoner", "refugee", "survivor", "patient", "pastor", "preacher", "priest", "poet",
    "philosopher", "economist", "scientist", "mayor", "governor", "judge", "justice", "coach", "clerk",
    "manager", "executive", "chief", "colleague", "visitor", "immigrant", "member", "congressman",
    "congresswoman", "constituent", "resident", "activist", "reporter", "trucker", "firefighter", "pilot",
    "captain", "corporal", "lieutenant", "colonel", "hero", "prophet", "statesman", "rancher", "boss",
    "professor", "principal", "dissident", "banker", "lawyer", "merchant", "trader", "businesswoman",
    "fisherman", "settler", "king", "queen", "prince",
}  # fmt: skip
_THINGS = {
    "poll", "survey", "datum", "data", "figure", "evidence", "history", "experience", "trend", "fact", "result",
    "step", "move", "event", "change", "number", "study", "life", "example", "record", "sign", "logic",
    "development", "case", "story", "picture", "reality", "answer", "question", "outcome", "need", "situation",
    "law", "bill", "statute", "act", "program", "budget", "system", "right", "choice", "fairness", "prudence",
    "society", "principle", "approach", "success", "failure", "sense", "dream", "compassion", "heart", "conscience",
    "instinct", "wisdom", "spirit", "community",
}  # fmt: skip
_NOBODY = FIRST_PERSON | {"you", "it", "this", "that", "which", "there", "what", "these", "none", "nobody", "who"}
#: Where the parser does not cut off the verb.
_MYSELF = {"I'm", "I’m"}
_PORTIONS = {
    "lot", "number", "majority", "group", "couple", "handful", "series", "one", "many", "some", "most", "few",
    "all", "each", "both", "half", "rest", "any", "much", "dozen", "score", "hundred", "thousand", "third",
    "quarter", "percent", "fraction", "share", "proportion", "bunch", "host", "chorus", "range", "variety",
    "pair",
}  # fmt: skip
#: With these, *it* is a body that speaks.
_STATING = {"say", "announce", "declare", "claim", "insist", "warn", "deny", "argue", "promise", "pledge", "vow"}
#: Nobody in particular, but *some in Congress* have a place.
_SOME = {"some", "many", "others", "those", "few", "most", "several", "someone", "everyone"}
_TITLES = {"DET", "PUNCT", "SPACE"}


class Quote(NamedTuple):
    """A stretch of words that is, or only looks, somebody else's."""

    start: int
    end: int
    kind: str
    cue: str
    voice: str
    uptake: str = ""


class Speakers:
    """Names the speakers of one document."""

    def __init__(self, document: ParsedDocument, mentions: Sequence[Mention]) -> None:
        self.document = document
        #: Offsets between marks: whoever is named there is spoken of.
        self.quoted: set[int] = set()
        self.starts = [sentence.start for sentence in document.sentences]
        spoken = [mention for mention in mentions if mention.reading == "actor"]
        #: Who speaks at an offset: the actor, but a leader who has left office only for himself.
        self.actor_at = {
            position: mention.surface if _PAST & {mention.rule, mention.other_reading} else mention.actor_id
            for mention in spoken
            for position in range(mention.start, mention.end)
        }

    def sentence_at(self, offset: int) -> int:
        """Return the number, from 0, of the sentence at an offset."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def name(self, sentence: Sentence, subject: Token, *, verb: Token | None = None, thing: bool = False) -> str:
        """Return the actor or name that a subject is, ``unknown`` for a pronoun, or nothing where nobody speaks.

        Things show, mean and suggest; only people and bodies do so as a report of what they say. With `thing`, as
        between marks, a text speaks too.
        """
        if subject.form in _MYSELF:
            return ""
        if subject.start in self.actor_at:
            actor = self.actor_at[subject.start]
            return self._names.get(actor, actor)
        if subject.pos in ("PRON", "DET") or subject.tag in ("WP", "WDT", "PRP$"):
            return self._of_pronoun(sentence, subject, verb)
        lemma = subject.lemma.lower()
        if lemma in SPEAKERS:
            return self._acting_for(sentence, subject) or self._also_named(sentence, subject)
        whole = self._whole(sentence, subject)
        if whole is not None:
            return self.name(sentence, whole, verb=verb)
        shows = verb is not None and verb.lemma.lower() in SHOWING
        if subject.pos == "PROPN" and subject.form in self._names:
            return self._names[subject.form]
        if subject.entity.endswith("PERSON") or (subject.entity.endswith("ORG") and not shows):
            return self._acting_for(sentence, subject) or self._full_name(sentence, subject)
        silent = (lemma in _THINGS and not thing) or (shows and lemma not in _PEOPLE)
        return "" if silent else self._also_named(sentence, subject)

    def can_speak(self, token: Token) -> bool:
        """Whether a word is an actor, a name of people or a noun for them."""
        named = token.entity.endswith(("PERSON", "ORG", "NORP"))
        return token.start in self.actor_at or named or token.lemma.lower() in SPEAKERS | _PEOPLE

    def _of_pronoun(self, sentence: Sentence, subject: Token, verb: Token | None) -> str:
        form = subject.form.lower()
        if subject.tag in ("WP", "WDT") and verb is not None:
            clause = verb
            while clause.dep in ("xcomp", "conj", "ccomp") and (above := sentence.head(clause)) is not None:
                clause = above
            near = sentence.tokens[max(subject.number - 2, 0)]
            head = sentence.head(clause) if clause.dep == "relcl" else _noun_before(sentence, subject)
            head = near if near.entity.endswith("PERSON") and near != subject else head
            return self.name(sentence, head, verb=verb) if head is not None and head != subject else ""
        if form == "it" and verb is not None and verb.lemma.lower() in _STATING:
            return self._before(sentence, subject)
        if form in _NOBODY:
            return ""
        if form in _SOME and (somewhere := self._somewhere(sentence, subject)):
            return somewhere
        return self._before(sentence, subject) if form in ("he", "she", "his", "her") else UNKNOWN

    def _somewhere(self, sentence: Sentence, pronoun: Token) -> str:
        """*Some in Congress* by these words."""
        for child in sentence.children.get(pronoun.number, ()):
            place = sentence.child(child, "pobj") if child.form.lower() in ("in", "at", "within") else None
            if place is not None and place.pos == "PROPN":
                return self.document.text[pronoun.start : place.end]
        return ""

    def _before(self, sentence: Sentence, pronoun: Token) -> str:
        """The one person before a pronoun in its sentence, or else in the one before; otherwise unknown.

        *It* is the one actor that is a subject there.
        """
        number = self.sentence_at(sentence.start)
        previous = self.document.sentences[number - 1] if number else None
        near = [sentence] if previous is None or previous.paragraph != sentence.paragraph else [sentence, previous]
        for place in near:
            inside = pronoun.start in self.quoted
            people = [
                t for t in place.tokens
                if t.start < pronoun.start and (t.start in self.quoted) == inside and self._may_be(place, t, pronoun)
            ]  # fmt: skip
            likely = [t for t in people if t.entity.endswith("PERSON") or t.dep in ("nsubj", "nsubjpass")]
            names = {self._person_name(place, token) for token in likely or people}
            if names:
                return names.pop() if len(names) == 1 else UNKNOWN
        return UNKNOWN

    def _may_be(self, sentence: Sentence, token: Token, pronoun: Token) -> bool:
        if pronoun.form.lower() == "it":
            return token.start in self.actor_at and token.dep in ("nsubj", "nsubjpass")
        return self._is_person(sentence, token)

    def _is_person(self, sentence: Sentence, token: Token) -> bool:
        head = sentence.head(token)
        if token.entity.endswith("PERSON"):
            return head is None or not head.entity.endswith("PERSON") or head.start in self.actor_at
        return token.lemma.lower() in SPEAKERS | _PEOPLE and token.tag == "NN"

    def _person_name(self, sentence: Sentence, token: Token) -> str:
        if token.start in self.actor_at:
            return self.actor_at[token.start]
        if token.entity.endswith("PERSON"):
            return self._full_name(sentence, token)
        return self._acting_for(sentence, token) or self._phrase(sentence, token)

    def _whole(self, sentence: Sentence, subject: Token) -> Token | None:
        """Whom a portion is of: *a lot of people*, *one of his employees*."""
        if subject.lemma.lower() not in _PORTIONS:
            return None
        of = sentence.child(subject, "prep")
        return sentence.child(of, "pobj") if of is not None and of.form.lower() == "of" else None

    def _also_named(self, sentence: Sentence, subject: Token) -> str:
        """The name that stands beside a noun (*the mayor, Jan Berg*), or else the noun with what stands before it."""
        beside = [t for t in sentence.children.get(subject.number, ()) if t.dep == "appos"]
        person = next((t for t in beside if t.entity.endswith("PERSON")), None)
        return self._phrase(sentence, subject) if person is None else self._full_name(sentence, person)

    def _phrase(self, sentence: Sentence, subject: Token) -> str:
        """Name somebody by a few words: the noun with what stands right before it and belongs to it."""
        inside = {t.number for t in sentence.subtree(subject)}
        first = subject.number
        while first > 1 and subject.number - first < _FEW and first - 1 in inside:
            token = sentence.tokens[first - 2]
            if token.dep in ("det", "predet", "advmod", "relcl") or token.tag == "-LRB-" or token.form in _BREAKS:
                break
            first -= 1
        words = [t for t in sentence.tokens[first - 1 : subject.number] if t.pos != "PUNCT" or t.form == "-"]
        while words[0].tag == "POS" or words[0].dep == "cc":
            words = words[1:]
        return " ".join(self.document.text[words[0].start : subject.end].split())

    def _acting_for(self, sentence: Sentence, subject: Token) -> str:
        """The state that a ministry or official acts for: an adjective or possessor before it, or *of X* after it."""
        children = sentence.children.get(subject.number, ())
        for child in sorted(children, key=lambda child: child.dep != "appos"):
            if child.dep in ("amod", "compound", "poss", "nmod", "appos") and child.start in self.actor_at:
                return self.actor_at[child.start]
            inner = sentence.child(child, "pobj") if child.form.lower() in ("of", "from") else None
            if inner is not None and inner.start in self.actor_at:
                return self.actor_at[inner.start]
        return ""

    def _full_name(self, sentence: Sentence, subject: Token) -> str:
        first = last = subject.number - 1
        tokens = sentence.tokens
        while first > 0 and tokens[first].entity.startswith("I") and tokens[first - 1].entity:
            first -= 1
        while last + 1 < len(tokens) and tokens[last + 1].entity.startswith("I"):
            last += 1
        words = [t for t in tokens[first : last + 1] if t.tag != "POS" and t.pos not in _TITLES]
        name = self.document.text[words[0].start : words[-1].end] if words else subject.form
        return self._names.get(name, name) if subject.entity.endswith("PERSON") else name

    @cached_property
    def _names(self) -> dict[str, str]:
        """Full names of the document by their last word, where only one person bears it."""
        found: dict[str, set[str]] = {}
        for sentence in self.document.sentences:
            name: list[Token] = []
            for token in (*sentence.tokens, None):
                goes_on = token is not None and token.entity == "I-PERSON"
                if not goes_on and len(name) > 1:
                    found.setdefault(name[-1].form, set()).add(self.document.text[name[0].start : name[-1].end])
                if token is None or not token.entity.endswith("PERSON"):
                    name = []
                elif token.tag != "POS":
                    name = [*name, token] if goes_on else [token]
        return {last: full.pop() for last, full in found.items() if len(full) == 1}


def _noun_before(sentence: Sentence, pronoun: Token) -> Token | None:
    """The noun that *who* stands behind, where the parser did not see the relative clause."""
    near = reversed(sentence.tokens[max(pronoun.number - 6, 0) : pronoun.number - 1])
    return next((t for t in near if t.pos in ("NOUN", "PROPN") and not t.entity.endswith(("TIME", "DATE"))), None)
