"""Whether the author vouches for what a clause says: denied, marked as untrue, or not claimed as fact."""

from __future__ import annotations

from caatext.annotation.matrix import CLAIMS, UNTRUE_ADJECTIVES, UNTRUE_NOUNS
from caatext.annotation.modality import ActReader
from caatext.annotation.noun_phrases import NounPhrases
from caatext.annotation.parsing import Token

_TRUE = {
    "accurate", "case", "certain", "clear", "correct", "evident", "fact", "obvious", "plain", "right",
    "true", "truth",
}  # fmt: skip
_OPEN = {
    "conceivable", "debatable", "doubt", "doubtful", "dubious", "likely", "moot", "plausible",
    "possibility", "possible", "probable", "question", "questionable", "uncertain", "unclear", "unlikely",
}  # fmt: skip
_REFUTING = {"debunk", "deny", "disprove", "doubt", "refute"}
_FAILURES = {"failure", "inability", "refusal", "reluctance", "unwillingness"}
#: It is open whether what one labors at is done.
_STRAINING = {
    "accuse", "ask", "attempt", "duty", "obligation", "promise", "scramble", "strain", "struggle", "try",
    "urge", "vow",
}  # fmt: skip
_UNREAL = {"wish", "potential", "perceived", "staged", "forecast"}
_LINKS = ("acomp", "attr", "oprd")


class ClauseTruth:
    """Tells how far the author of a sentence stands by its clauses."""

    def __init__(self, phrases: NounPhrases) -> None:
        self.phrases = phrases
        self.acts = ActReader(phrases)

    def of_verb(self, verb: Token) -> int:
        """Return 1 where a clause is said to be so, -1 where not to be so, 0 where the author leaves it open."""
        if verb.pos not in ("VERB", "AUX"):
            return self._above(verb)
        if self.acts.modality(verb) in _UNREAL:
            return 0
        negated = self.acts.is_negated(verb) != self._is_beyond_doubt(verb)
        return (-1 if negated else 1) * self._above(verb)

    def marker(self, verb: Token) -> Token | None:
        """Return the word that says that a clause is so or is not so: *myth, true*; it is said by its own voice."""
        current: Token | None = verb
        for _ in range(4):
            head = self.phrases.head(current) if current is not None else None
            if head is None or current is None:
                break
            if current.dep in ("ccomp", "acl", "csubj"):
                for word in (head, *self.phrases.children(head, _LINKS)):
                    if word.lemma.lower() in UNTRUE_NOUNS | UNTRUE_ADJECTIVES | _TRUE | {"doubt"}:
                        return word
            current = head
        return None

    def _is_beyond_doubt(self, verb: Token) -> bool:
        """*There is no doubt that*: the *no* is not about the clause."""
        head = self.phrases.head(verb)
        return verb.dep in ("acl", "ccomp") and head is not None and head.pos == "NOUN" and self._has_no(head)

    def of_noun(self, noun: Token) -> int:
        """Return the same for what a noun phrase takes for granted: *its treachery*."""
        return 0 if self.acts.is_noun_negated(noun) else 1

    def _above(self, clause: Token) -> int:
        value, current = 1, clause
        for _ in range(6):
            head = self.phrases.head(current)
            if head is None or not value:
                break
            if current.dep in ("ccomp", "xcomp", "csubj", "csubjpass", "acl", "relcl", "advcl"):
                value *= self._step(current, head)
            current = head
        return value

    def _step(self, clause: Token, head: Token) -> int:
        """Return what the word over a clause makes of it."""
        has_that = any(child.dep == "mark" and child.form.lower() == "that" for child in self._children(clause))
        if head.pos == "NOUN":
            return self._by_noun(head) if has_that else self._by_undertaking(head)
        if head.pos == "ADJ":
            return self._by_predicate(head, self.phrases.head(head)) if has_that else 1
        if clause.dep == "advcl" and not has_that:
            return 1
        predicates = self.phrases.children(head, _LINKS)
        if head.lemma.lower() == "be" and predicates:
            return self._by_predicate(predicates[0], head)
        if head.lemma.lower() in _STRAINING:
            return 0
        refuted = has_that and head.lemma.lower() in _REFUTING
        return (-1 if refuted else 1) * (-1 if refuted and self.acts.is_negated(head) else 1)

    def _by_predicate(self, predicate: Token, verb: Token | None) -> int:
        """*It is a delusion that, it is not true that*; *beyond doubt* leaves it as it is."""
        word = predicate.lemma.lower()
        negated = (verb is not None and self.acts.is_negated(verb)) or self._has_no(predicate)
        if word in UNTRUE_NOUNS or word in UNTRUE_ADJECTIVES:
            return 1 if negated else -1
        if word in _TRUE:
            return -1 if negated else 1
        return 0 if word in _OPEN and not negated else 1

    def _by_undertaking(self, noun: Token) -> int:
        """*The failure to protect*."""
        return -1 if noun.lemma.lower() in _FAILURES else 0 if noun.lemma.lower() in _STRAINING else 1

    def _by_noun(self, noun: Token) -> int:
        """*The myth that*, *the claim that ... is false*; a bare claim is somebody's."""
        word, above = noun.lemma.lower(), self.phrases.head(noun)
        if noun.dep == "pobj" and above is not None and above.form.lower() in ("beyond", "without"):
            return 1
        if noun.dep == "attr" or word in _OPEN:
            return self._by_predicate(noun, above)
        if word in UNTRUE_NOUNS:
            return -1
        if word not in CLAIMS:
            return 1
        predicates = self.phrases.children(above, _LINKS) if above is not None and noun.dep == "nsubj" else []
        found = self._by_predicate(predicates[0], above) if predicates else 1
        return found if found < 0 else 0

    def _has_no(self, token: Token) -> bool:
        return any(child.form.lower() == "no" for child in self._children(token))

    def _children(self, token: Token) -> list[Token]:
        return self.phrases.all_children(token)
