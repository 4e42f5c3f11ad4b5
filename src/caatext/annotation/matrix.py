"""What the words over a clause make of it: *it is a myth that P*, *nobody can say that P*, *it is no secret that P*."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from caatext.annotation.noun_phrases import NounPhrases
from caatext.annotation.parsing import Token
from caatext.annotation.reporting import has_content_that

#: What is said to be one of these is not so.
UNTRUE_NOUNS = {
    "canard", "delusion", "error", "fable", "fairytale", "fallacy", "falsehood", "fantasy", "fiction",
    "folly", "hoax", "illusion", "invention", "lie", "misapprehension", "misconception", "misperception",
    "mistake", "myth", "nonsense", "pretence", "pretense", "untruth",
}  # fmt: skip
UNTRUE_ADJECTIVES = {
    "absurd", "delusional", "delusive", "erroneous", "fallacious", "false", "fanciful", "illusory",
    "inaccurate", "incorrect", "ludicrous", "mistaken", "preposterous", "unfounded", "untrue", "wrong",
}  # fmt: skip
#: Nouns for what somebody holds to be so.
CLAIMS = {
    "accusation", "allegation", "argument", "assertion", "assumption", "belief", "charge", "claim",
    "conviction", "fear", "hope", "hypothesis", "idea", "impression", "notion", "opinion", "narrative",
    "perception", "premise", "pretension", "report", "rumor", "speculation", "story", "suggestion", "suspicion",
    "theory", "thesis", "view",
}  # fmt: skip
#: What it is one of these *to say* is not so: *it is naive to think that P*.
_UNWISE = {
    "difficult", "disingenuous", "dishonest", "exaggerated", "exaggeration", "foolish", "hard", "hyperbole",
    "impossible", "inadequate", "misguided", "misleading", "naive", "overstatement", "pointless", "premature",
    "rash", "reductive", "silly", "simplification", "simplistic", "stretch", "superficial", "tempting", "unfair",
    "unwise",
}  # fmt: skip
#: With *too*, they keep one from saying something: *it is too early to say that P*.
_TOO = {"early", "easy", "simple", "soon", "strong"}
#: What is one of these is not so, or not likely.
_UNLIKELY = {"doubtful", "dubious", "impossible", "implausible", "improbable", "inconceivable", "unlikely",
             "unthinkable", "unproven"}  # fmt: skip
#: *No secret, not surprising*: the *no* is not about the clause, which is so either way.
_EITHER_WAY = {
    "accident", "coincidence", "concealing", "denying", "disputing", "doubt", "doubtful", "escaping", "fact", "mistake",
    "mistaking", "mystery", "news", "novelty", "question", "questioning", "reality", "secret", "surprise", "wonder",
    "accidental", "coincidental", "deniable", "disputed", "good", "new", "odd", "questionable", "strange",
    "surprising", "unusual", "remarkable", "enough", "unclear", "uncertain", "controversial", "unknown",
    "ashamed", "astonished", "aware", "glad", "happy", "pleased", "proud", "shocked", "sorry", "surprised", "unaware",
}  # fmt: skip
#: What one does not notice or does not hide is so; neither does *does not deny* deny.
_FACTIVE = {
    "acknowledge", "admit", "appreciate", "change", "conceal", "disguise", "escape", "forget", "grasp", "hide",
    "ignore", "know", "learn", "like", "matter", "mention", "mind", "miss", "note", "notice", "obscure", "overlook",
    "realise", "realize", "recall", "recognise", "recognize", "regret", "remember", "surprise", "understand",
}  # fmt: skip
_REFUTING = {"belie", "contradict", "debunk", "deny", "disprove", "dispute", "doubt", "explode", "rebut", "refute"}
#: To deny these is to deny what they govern, whoever or whatever does not: *the data do not show that P*.
_DENYING_THROUGH = {
    "allow", "believe", "demonstrate", "enable", "establish", "expect", "feel", "help", "imply", "indicate", "let",
    "make", "mean", "permit", "prove", "reveal", "see", "show", "signal", "signify", "suggest", "suppose", "think",
    "want",
}  # fmt: skip
#: Predicates that undo a claim without *not*: *the claim that P collapses, holds no water*.
_COLLAPSING = {"collapse", "crumble", "fail", "overstate", "exaggerate", "evaporate"}
#: Such a clause is taken for granted: *it is not clear why P*.
_ASKING = {"how", "when", "where", "why"}
#: It is one thing to be wrong to say, another to be wrong: *it is wrong that P*.
_DEPLORING = {"absurd", "error", "folly", "ludicrous", "mistake", "preposterous", "wrong"}
#: Clauses that give a reason or a contrast are said to be so.
_GRANTING = {"although", "as", "because", "since", "though", "whereas", "while"}
_INDEFINITE = {"a", "an", "no", "any", "some", "every", "each", "another", "either", "neither"}
_SCANT = {"no", "little", "scant", "scarce", "neither", "few", "zero"}
_LINKS = ("acomp", "attr", "oprd")
_CLAUSAL = ("ccomp", "csubj", "csubjpass")
_DEPTH = 8


def is_content(phrases: NounPhrases, clause: Token) -> bool:
    """Whether a token heads a clause that another word says, thinks or judges: *that P*, or P with its subject."""
    if clause.pos not in ("VERB", "AUX") and clause.dep not in _CLAUSAL:
        return False
    children = phrases.all_children(clause)
    if clause.dep in ("acl", "advcl", "relcl", "conj", "attr"):
        # The parser makes a relative clause of *no sign that X acts*, where *that* is neither subject nor object.
        return has_content_that(phrases.sentence, clause)
    return clause.dep in _CLAUSAL and any(child.dep in ("nsubj", "nsubjpass", "expl", "csubj") for child in children)


def is_presupposed(phrases: NounPhrases, clause: Token) -> bool:
    """Whether a clause is taken for granted by what is over it: *the army that P*; *..., because P*."""
    head = phrases.head(clause)
    if head is None or clause.pos not in ("VERB", "AUX") or is_content(phrases, clause):
        return False
    if clause.dep == "advcl":
        marks = {child.form.lower() for child in phrases.children(clause, ("mark", "advmod"))}
        return bool(marks & _GRANTING) and "if" not in marks
    definite = {
        child.form.lower() for child in phrases.all_children(head) if child.dep in ("det", "poss")
    } - _INDEFINITE
    return clause.dep == "relcl" and (head.pos == "PROPN" or bool(definite))


class MatrixReader:
    """Reads what stands over the clauses of one sentence.

    `is_denied_here` says whether a verb is negated by its own words.
    """

    def __init__(self, phrases: NounPhrases, is_denied_here: Callable[[Token], bool]) -> None:
        self.phrases = phrases
        self.is_denied_here = is_denied_here

    def denies(self, clause: Token) -> bool:
        """Whether the words over a content clause, up to the top of the sentence, say that it is not so."""
        if any(
            t.form.lower() in _ASKING for t in self.phrases.children(clause, ("advmod",)) if t.number < clause.number
        ):
            return False
        denied = False
        for below, head in self.above(clause):
            if head.lemma.lower() in _FACTIVE and below.dep in (*_CLAUSAL, "acl", "relcl"):
                break  # *it is wrong to forget that P*: P is so, whatever is said of the forgetting
            denied = denied != self._step(below, head)
        return denied

    def above(self, clause: Token) -> Iterator[tuple[Token, Token]]:
        """Yield each word over a content clause with the word below it, up to what is no longer said of the clause."""
        current = clause
        for _ in range(_DEPTH):
            head = self.phrases.head(current)
            is_apart = current.dep in ("relcl", "advcl", "conj", "appos") and not self._is_infinitive(current)
            if head is None or (is_apart and not is_content(self.phrases, current)):
                return
            yield current, head
            current = head

    def _is_infinitive(self, verb: Token) -> bool:
        """*No reason to believe that P*: a relative clause to the parser."""
        return verb.tag == "VB" and any(child.form.lower() == "to" for child in self.phrases.children(verb, ("aux",)))

    def _step(self, below: Token, head: Token) -> bool:
        """Whether one word over a clause, or over what stands over it, turns it around."""
        if head.pos in ("NOUN", "PROPN", "PRON"):
            return self._by_noun(below, head)
        if head.pos == "ADJ":
            return self._by_predicate(head, below)
        if head.pos in ("ADP", "SCONJ"):
            return head.form.lower() == "without" or self._is_far(head)
        if head.pos not in ("VERB", "AUX"):
            return False
        predicate = next(iter(self.phrases.children(head, _LINKS)), None)
        if head.lemma.lower() in ("be", "seem", "appear", "remain", "sound") and below.dep != "nsubj":
            return self._by_copula(below, head, predicate)
        return self._by_verb(below, head)

    def _by_copula(self, below: Token, head: Token, predicate: Token | None) -> bool:
        """*It is not that P, there is no sign that P, it is wrong to say that P*."""
        if predicate is None:
            is_far = any(child.form.lower() == "far" for child in self.phrases.children(head, ("advmod",)))
            return self.is_denied_here(head) != is_far
        if predicate == below:
            return False  # the predicate has read its copula
        return self._by_predicate(predicate, below)

    def _by_predicate(self, predicate: Token, below: Token) -> bool:
        word = predicate.lemma.lower()
        verb = self.phrases.head(predicate)
        negated = verb is not None and verb.pos in ("VERB", "AUX") and self.is_denied_here(verb)
        negated = negated or self._is_scant(predicate)
        if word in _EITHER_WAY and negated:
            return False
        said = below.dep in ("xcomp", "advcl", "acl", "ccomp", "csubj") and not is_content(self.phrases, below)
        too = any(child.form.lower() == "too" for child in self.phrases.all_children(predicate))
        refused = said and (word in _UNWISE or (too and word in _TOO))
        untrue = (UNTRUE_NOUNS | UNTRUE_ADJECTIVES | _UNLIKELY) - (set() if said else _DEPLORING)
        return negated != (refused or word in untrue)

    def _by_noun(self, below: Token, noun: Token) -> bool:
        """*No evidence that P, the myth that P, the claim that P is false*."""
        word = noun.lemma.lower()
        if noun.dep in _LINKS:
            return self._by_predicate(noun, below)
        scant = self._is_scant(noun)
        if word in _EITHER_WAY:
            return False
        if word in UNTRUE_NOUNS:
            return not scant
        if word in CLAIMS and noun.dep in ("nsubj", "nsubjpass"):
            return scant or self._is_judged_false(noun, self.phrases.head(noun))
        if word in CLAIMS and noun.dep == "ROOT":  # the predicate was hung below the clause
            behind = (c for c in self.phrases.children(below, ("ccomp",)) if not self.phrases.children(c, ("nsubj",)))
            return scant or self._is_judged_false(noun, next(behind, None))
        return scant

    def _is_judged_false(self, noun: Token, verb: Token | None) -> bool:
        """*The claim that P is false, has no basis*."""
        if verb is None:
            return False
        words = self.phrases.children(verb, (*_LINKS, "dobj"))
        if verb.lemma.lower() in _COLLAPSING | _REFUTING:
            return not self.is_denied_here(verb)
        untrue = any(word.lemma.lower() in UNTRUE_NOUNS | UNTRUE_ADJECTIVES | _UNWISE for word in words)
        return untrue != (self.is_denied_here(verb) or any(self._is_scant(word) for word in words))

    def _by_verb(self, below: Token, verb: Token) -> bool:
        lemma = verb.lemma.lower()
        if below.dep in ("nsubj", "nsubjpass"):
            return False  # what is said of the noun over the clause has been read with the noun
        negated = self.is_denied_here(verb) or self._has_hardly_anybody(verb)
        if below.dep in ("dobj", "attr", "npadvmod", "prep", "pobj"):
            # *has no evidence that P*: the object has its own *no*; *has not a shred of evidence that P*.
            return (negated and lemma not in _FACTIVE) != (below.dep == "dobj" and lemma in _REFUTING | {"reject"})
        if lemma in ("fail", "refuse", "decline", "cease") and below.dep == "xcomp":
            return not negated
        if below.dep in _CLAUSAL and lemma not in _DENYING_THROUGH and self._is_of_somebody(verb):
            return lemma in _REFUTING and not negated  # what somebody did not say may well be so
        return negated != (lemma in _REFUTING and below.dep in _CLAUSAL)

    def _is_of_somebody(self, verb: Token) -> bool:
        """Whether a verb has a subject that is somebody or something in particular: not *nobody, one, we, it, few*."""
        subjects = self.phrases.children(verb, ("nsubj",))
        named = any(t.pos in ("NOUN", "PROPN") or t.form.lower() in ("he", "she", "they") for t in subjects)
        indefinite = any(t.form.lower() == "one" or self._is_scant(t) for t in subjects)
        return named and not indefinite and not self._has_hardly_anybody(verb)

    def _has_hardly_anybody(self, verb: Token) -> bool:
        """*Few would say, hardly anybody says*."""
        subjects = self.phrases.children(verb, ("nsubj", "nsubjpass"))
        words = {
            t.form.lower() for s in subjects for t in (s, *self.phrases.all_children(s)) if not self._has_article(s)
        }
        return bool(words & {"few", "hardly", "scarcely"})

    def _is_scant(self, noun: Token) -> bool:
        """*No, little, scant, not a shred of evidence*."""
        return any(
            child.form.lower() in _SCANT and not (child.form.lower() in ("little", "few") and self._has_article(noun))
            for child in self.phrases.all_children(noun)
        )

    def _has_article(self, noun: Token) -> bool:
        return any(child.form.lower() in ("a", "an", "the") for child in self.phrases.all_children(noun))

    def _is_far(self, preposition: Token) -> bool:
        """*Far from saying that P*."""
        head = self.phrases.head(preposition)
        return preposition.form.lower() == "from" and head is not None and head.form.lower() in ("far", "short")
