"""Which words of a sentence are denied: by a negation beside them, or by what is said of the clause they stand in."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import NamedTuple

from caatext.annotation.matrix import is_content, is_presupposed
from caatext.annotation.modality import ActReader
from caatext.annotation.noun_phrases import NounPhrases
from caatext.annotation.parsing import Sentence, Token

NEGATIONS = {"not", "n't", "n’t", "never", "no", "neither", "nor", "without", "hardly", "scarcely", "rarely", "seldom"}
#: With *without* these say twice no: *nothing passes without its consent*.
_NOBODY = {"nothing", "nobody", "none", "few", "little"}
#: Who cannot do this to something has it: *cannot escape its grip*.
_ESCAPING = {"avoid", "elude", "escape", "evade", "flee", "ignore", "leave", "outgrow", "resist", "withstand"}
#: After these words a negation asserts what follows: not merely X, cannot but X.
_NOT_DENYING = {"merely", "only", "just", "simply", "solely", "so", "but", "necessarily"}
#: Nobody *but* X does.
_SAVE = {"but", "except", "save", "other"}
_FAILING = {"cease", "fail"}
_REJECTING = {("far", "from"), ("rather", "than"), ("anything", "but")}
_SUBJECTS = ("nsubj", "nsubjpass")
_CONTRASTS = ("but", "yet", ";", "although", "while", "though", "because", "since")


class Denied(NamedTuple):
    """Numbers of the tokens that are denied beside them, and of those in clauses that are said not to be so."""

    here: frozenset[int]
    above: frozenset[int]

    def has(self, number: int, *, is_negation: bool = False) -> bool:
        """Whether a token is denied; two denials cancel out. What begins with a negation is not denied by it."""
        return (number in self.here and not is_negation) != (number in self.above)


class DenialReader:
    """Reads one sentence; get it with :func:`read_denials`."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.phrases = NounPhrases(sentence, {})
        self.acts = ActReader(self.phrases)
        #: The innermost content clause around each token.
        self.clause_of: dict[int, Token] = {}
        clauses = [(self.sentence.subtree(t), t) for t in sentence.tokens if is_content(self.phrases, t)]
        for inside, clause in sorted(clauses, key=lambda item: -len(item[0])):
            self.clause_of.update({token.number: clause for token in inside})

    @cached_property
    def denied(self) -> Denied:
        """The tokens that are denied."""
        here: set[int] = set()
        for token in self.sentence.tokens:
            here.update(self._scope(token))
        clauses = {clause.number: clause for clause in self.clause_of.values()}
        refuted = {number for number, clause in clauses.items() if self.acts.matrix.denies(clause)}
        above = {number for number, clause in self.clause_of.items() if clause.number in refuted}
        return Denied(frozenset(here), frozenset(above))

    def is_main_denied(self) -> bool:
        """Whether every main clause is denied: by itself, or in what it says that is or is not so."""
        root = next((token for token in self.sentence.tokens if not token.head), None)
        if root is None:
            return False
        joined = [t for t in self.sentence.children.get(root.number, ()) if t.dep == "conj" and self._has_subject(t)]
        return all(self._is_clause_denied(clause) for clause in (root, *joined))

    def _is_clause_denied(self, clause: Token) -> bool:
        inner = [c for c in dict.fromkeys(self.clause_of.values()) if c != clause and self._outer(c) == clause]
        if inner:
            return all(self._is_clause_denied(c) for c in inner)
        own = self.acts.is_denied_here(clause) or self._has_none(clause)
        own = (own and not self._is_also_asserted(clause)) != self._falls_short(clause)
        return own != (is_content(self.phrases, clause) and self.acts.matrix.denies(clause))

    def _outer(self, clause: Token) -> Token | None:
        """The clause that says a content clause: the next one around it, or else a main one."""
        last = None
        for _, head in self.acts.matrix.above(clause):
            if is_content(self.phrases, head):
                return head
            last = head
        return last

    def _has_none(self, clause: Token) -> bool:
        """*There is no X, X has no Y*."""
        things = self.phrases.children(clause, ("attr", "dobj"))
        words = {child.form.lower() for thing in things for child in self.phrases.all_children(thing)}
        return clause.lemma.lower() in ("be", "have") and "no" in words

    def _is_also_asserted(self, clause: Token) -> bool:
        """*Nothing but X, nothing passes without X*; *not X but Y* says Y."""
        inside = self.sentence.subtree(clause)
        if any(t.form.lower() == "but" and t.dep == "cc" for t in inside):
            return True
        return any(t.form.lower() in ("nothing", "nobody", "none", "no") and self._is_saved(clause, t) for t in inside)

    def _falls_short(self, clause: Token) -> bool:
        """*Fails to V, is far from V-ing*."""
        fails = clause.lemma.lower() in _FAILING and self.sentence.child(clause, "xcomp") is not None
        far = (
            t
            for t in self.phrases.children(clause, ("advmod",))
            if t.form.lower() == "far" and t.number > clause.number
        )
        return fails or any(self.sentence.child(t, "prep") for t in far)

    def _has_subject(self, verb: Token) -> bool:
        return self.sentence.child(verb, *_SUBJECTS) is not None

    def _scope(self, token: Token) -> list[int]:
        """Numbers of the tokens that one negation denies; what is said in a clause below it is read from above."""
        head, first = self._denied_head(token)
        if head is None:
            return []
        if head.lemma.lower() in _ESCAPING:
            return [head.number]
        clause = self.sentence.subtree(head)
        granted = {t.number for c in clause if c != head and is_presupposed(self.phrases, c)
                   for t in self.sentence.subtree(c)}  # fmt: skip
        around = self.clause_of.get(head.number)
        return [
            item.number
            for item in clause
            if item.number > first
            and item.number not in granted
            and self.clause_of.get(item.number) == around
            and not self._is_past_it(first, item)
        ]

    def _denied_head(self, token: Token) -> tuple[Token | None, int]:
        """The word whose dependents are denied, and the number behind which they are."""
        form, head = token.form.lower(), self.sentence.head(token)
        if head is None or (form in NEGATIONS and self._is_not_denying(token)):
            return None, 0
        if form in NEGATIONS and not (form == "no" and token.dep in ("det", "neg", "advmod")):
            return (None if form == "without" and self._is_nobody_around(head, token) else head), token.number
        if form == "no":
            return self._denied_by_no(token, head)
        if form in ("nobody", "none", "nothing") and token.dep in _SUBJECTS:
            return (None if self._is_saved(head, token) else head), token.number
        if self._is_rejecting(token):
            return token, token.number
        if token.dep == "xcomp" and head.lemma.lower() in _FAILING:
            return (token, head.number) if not self.acts.is_denied_here(head) else (None, 0)
        return None, 0

    def _is_not_denying(self, token: Token) -> bool:
        """*Not merely X, cannot but V*."""
        following = self.sentence.tokens[token.number : token.number + 2]
        return any(item.form.lower() in _NOT_DENYING for item in following)

    def _denied_by_no(self, token: Token, noun: Token) -> tuple[Token | None, int]:
        """*No state does, no longer does, in no way does*; elsewhere the noun alone."""
        above = self.sentence.head(noun)
        if above is not None and noun.form.lower() == "longer":
            return above, noun.number
        if above is not None and noun.dep in _SUBJECTS and above.pos in ("VERB", "AUX"):
            return (None if self._is_saved(above, token) else above), token.number
        clause = self.sentence.head(above) if above is not None and noun.dep == "pobj" else None
        if clause is not None and above is not None and self.acts.opens_with_no(above):
            return clause, token.number
        return noun, token.number

    def _is_rejecting(self, token: Token) -> bool:
        """*Far from V-ing*, *rather than V-ing*, *anything but a N*."""
        before = self.sentence.tokens[token.number - 2].form.lower() if token.number > 1 else ""
        return (before, token.form.lower()) in _REJECTING

    def _is_nobody_around(self, head: Token, token: Token) -> bool:
        forms = (item.form.lower() for item in self.sentence.subtree(head) if item.number != token.number)
        return any(form in NEGATIONS | _NOBODY for form in forms)

    def _is_saved(self, verb: Token, token: Token) -> bool:
        """*Nobody but X does; nothing passes without X*."""
        forms = {item.form.lower() for item in self.sentence.subtree(verb) if item.number > token.number}
        return bool(forms & {"without", *_SAVE})

    def _is_past_it(self, first: int, token: Token) -> bool:
        """Whether *but*, *because*, a semicolon or the like stands between: the negation ends there."""
        between = self.sentence.tokens[first : token.number]
        return any(item.form.lower() in _CONTRASTS for item in between[:-1])


@lru_cache(maxsize=1)
def read_denials(sentence: Sentence) -> DenialReader:
    """Return the reader of a sentence; several measures ask for that of the same sentence in turn."""
    return DenialReader(sentence)
