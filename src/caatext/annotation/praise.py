"""Of whom words of praise and blame are said, and which deeds praise or blame the one who does them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from caatext.annotation.clause_truth import ClauseTruth
from caatext.annotation.nominals import find_nominal_roles
from caatext.annotation.noun_phrases import NounPhrases
from caatext.annotation.parsing import Sentence, Token
from caatext.annotation.praise_words import (
    deed_value,
    is_conduct,
    is_other_person,
    is_person_word,
    manner_value,
    praise_value,
    thing_value,
)
from caatext.annotation.roles import find_roles, is_passive, subjects
from caatext.annotation.verb_frames import find_entry, fixed_preposition, lemma_of
from caatext.corpus.lexicons import VerbEntry, verb_lexicon

_COPULAS = {
    "act", "appear", "be", "become", "feel", "look", "play", "prove", "remain", "seem", "sound", "stay",
    "turn",
}  # fmt: skip
#: Their predicate may be read as an object.
_BECOMING = {"prove", "become", "remain"}
_ACTS_AS = {
    "act", "behave", "come", "emerge", "function", "operate", "pose", "rule", "serve", "stand",
}  # fmt: skip
#: What one does with a deed: *committed atrocities, waged a war* (the lemmatizer makes *waged* a form of *wag*).
_PERFORMING = {
    "carry", "commit", "conduct", "continue", "deliver", "demonstrate", "display", "do", "enact",
    "exercise", "exhibit", "fight", "follow", "give", "impose", "inflict", "launch", "lead", "make",
    "mount", "offer", "orchestrate", "organize", "perform", "perpetrate", "play", "practice", "prosecute",
    "provide", "pursue", "run", "show", "spread", "start", "take", "tell", "undertake", "unleash", "use",
    "wag", "wage",
}  # fmt: skip
#: Of these the adjective praises or blames nobody who uses them: fine words, lovely gifts.
_SURFACES = {
    "book", "ceremony", "dress", "event", "face", "film", "gift", "movie", "music", "phrase", "rhetoric",
    "show", "slogan", "smile", "song", "speech", "tone", "voice", "word",
}  # fmt: skip
_DEEDS = {
    "act", "action", "behavior", "campaign", "conduct", "crackdown", "deed", "diplomacy", "effort", "force",
    "leadership", "measure", "method", "policy", "practice", "rule", "stance", "tactic", "war",
}  # fmt: skip
_HAD = {
    "character", "government", "history", "leader", "leadership", "policy", "record", "regime",
    "reputation", "rule", "ruler",
}  # fmt: skip
_PLEDGES = {"commitment", "obligation", "pledge", "promise", "vow", "word"}
_KEEPING = {"fulfill": 1, "fulfil": 1, "honor": 1, "keep": 1, "break": -1, "betray": -1, "forget": -1}
#: The object of these is what is done, not whom it is done to.
_CONTENT_VERBS = {
    "charge", "confront", "contain", "deliver", "draw", "extract", "impose", "inflict", "squeeze", "turn",
    "wage", "withhold",
}  # fmt: skip
#: What verbs do to a thing where the lexicon, which rates what they do to actors, says nothing.
_EFFECTS = {
    "abolish": -1, "advance": 1,
    "breed": 1, "choke": -1, "combat": -1, "crush": -1, "curtail": -1, "dismantle": -1,
    "end": -1, "fan": 1, "foment": 1, "fuel": 1, "incite": 1, "nurture": 1, "overcome": -1, "prolong": 1, "quash": -1,
    "reduce": -1, "resist": -1, "root": -1, "sow": 1, "spread": 1, "stifle": -1, "stoke": 1, "stop": -1,
    "sustain": 1, "tackle": -1, "trample": -1,
}  # fmt: skip
#: Said of anybody who answers a charge.
_DEFENDING = {"defend", "stand by", "stand up to"}
_QUESTIONING = {
    "challenge", "deny", "dispute", "doubt", "lack", "lose", "question", "questioning", "suspect",
}  # fmt: skip
_PRONOUNS = {"its", "their", "his", "her"}
_NAMING = ("amod", "compound", "nmod")
_VERBAL = ("VERB", "AUX")


class Praise(NamedTuple):
    """A word that praises or blames actors; `marker` is what says that it is so or not so (*it is a myth that*)."""

    word: Token
    actors: list[str]
    link: str
    value: float
    marker: Token | None = None


class PraiseReader:
    """Reads praise and blame off one sentence, word by word."""

    def __init__(self, sentence: Sentence, actor_at: Mapping[int, str]) -> None:
        self.phrases = NounPhrases(sentence, actor_at)
        self.truth = ClauseTruth(self.phrases)
        self.tokens = sentence.tokens

    def read(self) -> Iterator[Praise]:
        """Yield what is said, in reading order; one word says one thing."""
        for token in self.tokens:
            if token.start in self.phrases.actor_at or not self._is_plain(token):
                continue
            found = self._read_word(token)
            if found is not None and found.actors and found.value:
                yield found

    def _is_plain(self, token: Token) -> bool:
        """Not part of a name (*Supreme Court*), nor of a compound that means something else (*ill-prepared*)."""
        if self._form(token.number - 1) in ("-", "non", "ill") or self._form(token.number + 1) == "-":
            return False
        return token.form[0].islower() or token.number == 1 or token.pos in ("VERB", "ADV")

    def _read_word(self, token: Token) -> Praise | None:
        if token.pos == "ADV":
            value = manner_value(token)
            return self._of_manner(token, value) if value else None
        value = praise_value(token) if token.pos in ("ADJ", "NOUN", "PROPN") else 0.0
        said = self._of_description(token, value) if value else None
        if said is not None:
            return said
        if token.pos == "VERB":
            return self._of_verb(token)
        return self._of_nominal(token) if token.pos == "NOUN" else None

    # -- words that describe

    def _of_description(self, word: Token, value: float) -> Praise | None:
        first, turned = self._first_joined(word)
        if turned:
            value = -value
        if first.dep in _NAMING:
            noun = self.phrases.head(first)
            return (
                self._of_noun(word, noun, value)
                if noun is not None and self._may_describe(first, noun, value)
                else None
            )
        verb = self._verb_of_predicate(first)
        if verb is not None:
            return self._as_predicate(word, verb, value)
        if word.pos not in ("NOUN", "PROPN"):
            return None
        return self._as_noun(word, first, value)

    def _may_describe(self, first: Token, noun: Token, value: float) -> bool:
        """Fine words and a great crime praise nobody; of nouns in front of a noun only those for persons describe."""
        if first.pos == "NOUN" and not is_person_word(first):
            return False
        return noun.lemma.lower() not in _SURFACES and (value < 0 or praise_value(noun) >= 0)

    def _first_joined(self, word: Token) -> tuple[Token, bool]:
        """Return the first of the words joined by *and*, and whether the word itself is denied."""
        turned, current = self._is_denied(word), word
        head = self.phrases.head(current)
        while current.dep == "conj" and head is not None and head.pos == current.pos:
            if self._after_but(head, current):
                # *Not a puppet but a partner*: the denial ends before *but*; of the verb it must not count twice.
                verb = self.phrases.head(head)
                turned = turned != (verb is not None and verb.pos in _VERBAL and self.truth.acts.is_negated(verb))
            current, head = head, self.phrases.head(head)
        return current, turned

    def _is_denied(self, word: Token) -> bool:
        """*Not honest, no partner, hardly wise, far from reliable, anything but*."""
        children = self.phrases.all_children(word)
        own = any(c.form.lower() in ("not", "no", "never", "hardly", "nor", "neither") and c.number < word.number
                  for c in children if not self._is_only(c))  # fmt: skip
        preposition = self.phrases.head(word)
        before = self._form(word.number - 2), self._form(word.number - 1)
        if preposition is not None and word.dep == "pobj" and word.number > 2:
            before = self._form(preposition.number - 1), preposition.form.lower()
        return own != (before in {("far", "from"), ("anything", "but"), ("less", "than")})

    def _is_only(self, negation: Token) -> bool:
        return self._form(negation.number + 1) in ("only", "just", "merely", "simply")

    def _verb_of_predicate(self, first: Token) -> Token | None:
        """*Is reckless, remained a power, proved a loyal ally, is far from honest*: the verb that links."""
        head = self.phrases.head(first)
        if head is not None and head.form.lower() in ("from", "but", "than", "anything", "nothing"):
            head = self._verb_over(head)
            return head if head is not None and head.lemma.lower() == "be" else None
        if head is None or head.lemma.lower() not in _COPULAS:
            return None
        is_object = first.dep == "dobj" and head.lemma.lower() in _BECOMING
        return head if is_object or first.dep in ("acomp", "attr", "oprd") else None

    def _as_predicate(self, word: Token, verb: Token, value: float) -> Praise | None:
        if word.lemma.lower() == "responsible" and self.phrases.objects_of(word, {"for"}):
            return None  # who is responsible for something has done it, good or bad
        found = subjects(self.phrases, verb)
        actors = self.phrases.actors(found)
        if not actors and word.pos == "ADJ":
            # *It was foolish of X to leave; X's conduct was disgraceful*.
            owners = [actor for item in found if not is_other_person(item) for actor in self._owners(item)]
            actors = self.phrases.actors(self.phrases.objects_of(word, {"of"})) or owners
        return Praise(word, actors, "predicate", value * self.truth.of_verb(verb), self.truth.marker(verb))

    def _as_noun(self, word: Token, first: Token, value: float) -> Praise | None:
        """A noun that is said of an actor, that an actor has, or that it commits."""
        head = self.phrases.head(first)
        if head is None:
            return None
        if first.dep == "appos" and self.phrases.named(head):
            return Praise(word, self.phrases.named(head), "apposition", value)
        if first.dep == "pobj" and head.form.lower() == "as":
            return self._taken_as(word, head, value)
        return None if is_person_word(word) else self._of_deed(word, first, value)

    def _taken_as(self, word: Token, preposition: Token, value: float) -> Praise | None:
        verb = self.phrases.head(preposition)
        if verb is None or verb.lemma.lower() not in _ACTS_AS:
            return None
        return Praise(word, self._subjects(verb), "predicate", value * self.truth.of_verb(verb))

    def _of_noun(self, word: Token, noun: Token, value: float) -> Praise | None:
        """An adjective in front of a noun: of the actor it names, of what it is, has or does."""
        named = self.phrases.named(noun)
        if named:
            return Praise(word, named, "modifier", value)
        if is_person_word(noun) and praise_value(noun):
            return None  # the noun itself says it
        first, turned = self._first_joined(noun)
        value = -value if turned else value
        verb = self._verb_of_predicate(first)
        if verb is not None:
            return self._as_predicate(word, verb, value)
        head = self.phrases.head(first)
        if head is not None and first.dep == "appos" and self.phrases.named(head):
            return Praise(word, self.phrases.named(head), "apposition", value)
        if head is not None and first.dep == "pobj" and head.form.lower() == "as":
            return self._taken_as(word, head, value)
        return self._of_deed(word, noun, value)

    # -- deeds

    def _of_deed(self, word: Token, noun: Token, value: float) -> Praise | None:
        """*Its treachery, a brutal campaign by X, waged a criminal war, answered with honest deeds*."""
        owners = self._owners(noun)
        if owners and (is_other_person(noun) or (word is noun and not is_conduct(word))):
            return None
        if owners:
            return Praise(
                word, owners, "modifier", 0.0 if self._is_questioned(noun) else value * self.truth.of_noun(noun)
            )
        first, _ = self._first_joined(noun)
        head = self.phrases.head(first)
        if head is None:
            return None
        verb = head
        if first.dep == "pobj" and head.form.lower() == "with" and (noun.lemma.lower() in _DEEDS or is_conduct(noun)):
            above = self._verb_over(head)
            if above is None or above.number > head.number:
                return None
            verb = above
        elif first.dep not in ("dobj", "obj") or not self._is_performed(head, noun):
            return None
        return Praise(word, self._agents(verb), "object", value * self.truth.of_verb(verb))

    def _is_performed(self, verb: Token, noun: Token) -> bool:
        """*Waged a war*; what one merely has is only a record or rule."""
        if verb.lemma.lower() == "fight":
            return noun.lemma.lower() in ("war", "battle", "campaign", "struggle")
        return lemma_of(verb) in _PERFORMING or (verb.lemma.lower() == "have" and noun.lemma.lower() in _HAD)

    def _is_questioned(self, noun: Token) -> bool:
        """*Questioned its loyalty*."""
        verb = self._verb_over(noun)
        nouns = [item for item in (self.phrases.head(noun), self._noun_over(noun)) if item is not None]
        return any(item.lemma.lower() in _QUESTIONING for item in [*nouns, *([verb] if verb is not None else [])])

    def _noun_over(self, noun: Token) -> Token | None:
        preposition = self.phrases.head(noun)
        return self.phrases.head(preposition) if preposition is not None and noun.dep == "pobj" else None

    def _owners(self, noun: Token) -> list[str]:
        own = self.phrases.owners(noun) or self._pointed_to(noun)
        words = {"by", "of"} if noun.lemma.lower() in _DEEDS or is_conduct(noun) else {"by"}
        return own or self.phrases.actors(self.phrases.objects_of(noun, words))

    def _pointed_to(self, noun: Token) -> list[str]:
        """*Its*: the subject of the same clause, where no other noun stands between."""
        pronouns = [c for c in self.phrases.children(noun, ("poss",)) if c.form.lower() in _PRONOUNS]
        verb = self._verb_over(noun)
        if not pronouns or verb is None:
            return []
        found = subjects(self.phrases, verb)
        if len(found) != 1:
            return []
        between = self.tokens[found[0].number : pronouns[0].number - 1]
        if found[0].number > pronouns[0].number or any(t.pos in ("NOUN", "PROPN", "PRON") for t in between):
            return []
        return self.phrases.actors(found)

    def _of_manner(self, adverb: Token, value: float) -> Praise | None:
        """*Wisely, shamefully*: of who does it."""
        verb = self.phrases.head(adverb)
        if verb is None or adverb.dep != "advmod" or verb.pos != "VERB":
            return None
        entry = find_entry(self.phrases, verb)
        if entry is not None and entry.agent_agency < 0:
            return None
        return Praise(adverb, self._agents(verb), "subject", value * self.truth.of_verb(verb))

    def _of_verb(self, verb: Token) -> Praise | None:
        entry = find_entry(self.phrases, verb)
        value = self._of_pledge(verb) or 0.5 * self._composed(verb, entry) or self._own_value(verb, entry)
        if not value:
            return None
        return Praise(verb, self._agents(verb), "subject", value * self.truth.of_verb(verb), self.truth.marker(verb))

    def _own_value(self, verb: Token, entry: VerbEntry | None) -> float:
        """What the verb itself says of its agent; who defends himself or what he did is not praised for it."""
        if entry is not None and entry.agent_value:
            return 0.0 if entry.lemma in _DEFENDING else float(entry.agent_value)
        lemma = lemma_of(verb)
        places = self.phrases.children(verb, ("prep", "prt", "acomp", "oprd"))
        if lemma == "lie" and any(child.form.lower() not in ("about", "to") for child in places):
            return 0.0  # *lies between two seas*
        return deed_value(lemma)

    def _of_pledge(self, verb: Token) -> float:
        """*Kept its promises, broke its word*."""
        kept = _KEEPING.get(lemma_of(verb), 0)
        objects = self.phrases.children(verb, ("dobj", "obj")) if kept else []
        return 0.5 * kept if any(item.lemma.lower() in _PLEDGES for item in objects) else 0.0

    def _composed(self, verb: Token, entry: VerbEntry | None) -> int:
        """*Fought corruption* praises, *fostered corruption* and *fought freedom* blame: what is done to what."""
        effect = _EFFECTS.get(lemma_of(verb), 0) or (entry.patient_effect if entry is not None else 0)
        if not effect or lemma_of(verb) in _CONTENT_VERBS or (entry is not None and entry.agent_value < 0):
            return 0
        preposition = fixed_preposition(entry)
        deps = ("nsubjpass",) if is_passive(self.phrases, verb) else ("dobj", "obj")
        objects = self.phrases.objects_of(verb, {preposition}) if preposition else self.phrases.children(verb, deps)
        clauses = [] if objects else self.phrases.children(verb, ("ccomp",))
        objects += [
            item for clause in clauses if clause.tag in ("VB", "VBP") for item in subjects(self.phrases, clause)
        ]
        if self.phrases.actors(objects):
            return 0
        worth = sum(self._worth(item) for first in objects for item in self._joined(first))
        sign = effect * ((worth > 0) - (worth < 0))
        # Who condemns what is bad has only said so.
        is_only_said = entry is not None and (
            entry.verb_class == "communication" or entry.cameo_root == "11" or entry.is_speech
        )
        return 0 if sign > 0 and is_only_said else sign

    def _joined(self, noun: Token) -> list[Token]:
        return [noun, *(item for child in self.phrases.children(noun, ("conj",)) for item in self._joined(child))]

    def _worth(self, noun: Token) -> float:
        """Whether a thing is good or bad, by the noun or else by its adjectives."""
        own = thing_value(noun)
        if own:
            return own
        entry = verb_lexicon().get((noun.lemma.lower(), "NOUN"))
        if entry is not None and entry.agent_value:
            return 0.5 * entry.agent_value
        if is_other_person(noun):
            return 0.0
        return sum(praise_value(child) for child in self.phrases.children(noun, ("amod", "compound")))

    def _of_nominal(self, noun: Token) -> Praise | None:
        entry = verb_lexicon().get((noun.lemma.lower(), "NOUN"))
        if entry is None or not entry.agent_value:
            return None
        roles = find_nominal_roles(self.phrases, noun)
        if roles is None or entry.agent_value > 0:
            return None
        return Praise(noun, roles.agents, "modifier", 0.5 * entry.agent_value * self.truth.of_noun(noun))

    # -- grammar

    def _verb_over(self, token: Token) -> Token | None:
        verb = self.phrases.head(token)
        while verb is not None and verb.pos not in _VERBAL:
            verb = self.phrases.head(verb)
        return verb

    def _agents(self, verb: Token) -> list[str]:
        return self.phrases.actors(find_roles(self.phrases, verb).agents)

    def _subjects(self, verb: Token) -> list[str]:
        return self.phrases.actors(subjects(self.phrases, verb))

    def _after_but(self, head: Token, token: Token) -> bool:
        between = self.tokens[head.number : token.number - 1]
        return any(item.form.lower() in ("but", "yet") for item in between)

    def _form(self, number: int) -> str:
        return self.tokens[number - 1].form.lower() if 0 < number <= len(self.tokens) else ""
