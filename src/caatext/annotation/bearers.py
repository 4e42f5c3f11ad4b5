"""Of whom a word is said: the actors that a predicate, a modifier, an apposition or a verb belongs to, and how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from caatext.annotation.parsing import Sentence, Token

_SUBJECT = ("nsubj", "nsubjpass", "csubj")
_NEGATIONS = {"not", "n't", "n’t", "never", "no", "neither", "nor", "hardly", "scarcely", "barely", "nobody"}
_MERELY = {"merely", "only", "just", "simply", "solely"}
#: Two words before a phrase that deny it.
_DENYING = {
    ("far", "from"), ("anything", "but"), ("rather", "than"), ("instead", "of"), ("other", "than"), ("more", "than"),
}  # fmt: skip
_BEFORE_DENIED = {first for first, _ in _DENYING}
#: Auxiliaries of what is not claimed as fact.
_IRREALIS = {
    "may", "might", "could", "would", "should", "must", "will", "wo", "shall", "'ll", "’ll", "'d", "’d", "ought",
}  # fmt: skip
_CONDITIONS = {"if", "unless", "whether", "lest"}
#: Verbs whose complement is wished, feared, planned or supposed.
_SUPPOSING = {
    "want", "wish", "hope", "desire", "aspire", "prefer", "fear", "seek", "aim", "try", "attempt", "strive", "plan",
    "intend", "risk", "need", "expect", "threaten", "promise", "pretend", "claim", "help", "allow", "urge", "encourage",
    "let", "enable", "struggle", "like", "deserve", "seem", "appear",
}  # fmt: skip


class Bearers(NamedTuple):
    """Actors of whom something is said, by what link, and whether it is denied or not claimed as fact."""

    actors: tuple[str, ...]
    link: str
    is_turned: bool = False
    is_merely: bool = False
    is_irrealis: bool = False


_NOBODY = Bearers((), "")


class BearerFinder:
    """Finds the bearers of words in one sentence.

    Parameters
    ----------
    sentence : Sentence
        Parsed.
    actor_at : mapping of int to str
        Actor by the offset of each token inside a mention that is read as actor.
    words : mapping of str to collections
        Words by kind: ``carrier``, ``views``, ``acts-as``, ``refusal``, ``own``, ``steers``, ``holds``.
    """

    def __init__(self, sentence: Sentence, actor_at: Mapping[int, str], words: Mapping[str, Mapping[str, int]]) -> None:
        self.sentence = sentence
        self.actor_at = actor_at
        self.words = words

    def of_word(self, token: Token, *, through_owner: bool = False, depth: int = 0) -> Bearers:
        """Return of whom an adjective, a predicate noun or a prepositional phrase is said.

        Parameters
        ----------
        token : Token
            Head of the phrase.
        through_owner : bool
            Whether a modifier of a noun is said of the actor that owns or modifies this noun: *the independent
            Ludrathi state*; never so of nouns, since *Russia's puppet state* is not Russia.
        depth : int
            Steps taken up the tree.
        """
        head = self.sentence.head(token)
        if head is None or depth > 3:
            return _NOBODY
        found = self._by_relation(token, head, through_owner=through_owner, depth=depth)
        if not found.actors:
            return found
        negated, merely = self._denial(token)
        return found._replace(is_turned=found.is_turned != negated, is_merely=found.is_merely or merely)

    def _by_relation(self, token: Token, head: Token, *, through_owner: bool, depth: int) -> Bearers:
        dep = token.dep
        if dep in ("acomp", "attr", "oprd", "ccomp", "xcomp") or (dep == "prep" and head.pos in ("VERB", "AUX")):
            return self._of_complement(token, head)
        if dep == "conj":
            joined = self.of_word(head, through_owner=through_owner, depth=depth + 1)
            # *not an object but an actor*: the denial ends before *but*.
            return joined._replace(is_turned=False, is_merely=False) if self._after_but(head, token) else joined
        if dep == "pobj":
            return self._of_prepositional(head, depth=depth)
        if dep == "appos":
            return Bearers(self.actors(head), "apposition")
        if dep in ("amod", "compound", "nmod", "prep", "acl", "npadvmod"):
            own = self.actors(head, through_owner=through_owner)
            return Bearers(own, "modifier") if own else self._through_noun(head, depth=depth)
        return _NOBODY

    def _through_noun(self, noun: Token, *, depth: int) -> Bearers:
        """*Is an independent power*, *an actor in its own right*: a noun for states hands on what is said of it."""
        if noun.lemma.lower() not in self.words["carrier"]:
            return _NOBODY
        return self.of_word(noun, depth=depth + 1)

    def _of_complement(self, token: Token, verb: Token) -> Bearers:
        subjects = self._children(token, _SUBJECT)
        if subjects:  # a small clause: makes it dependent
            return self._at_verb(verb, self._all_actors(subjects), "object")
        objects = self._children(verb, ("dobj",))
        if objects and verb.lemma.lower() in self.words["views"]:
            return self._at_verb(verb, self._all_actors(objects), "object")
        # *Joined the pact on its own terms*: the subject; *put the port in the hands of*: not the subject.
        if objects and not any(word.form.lower() == "own" for word in self.sentence.subtree(token)):
            return _NOBODY
        link = "object" if verb.lemma.lower() in self.words["views"] else "predicate"
        return self._at_verb(verb, self.subjects(verb), link)

    def _of_prepositional(self, preposition: Token, *, depth: int) -> Bearers:
        """*Treats it as a pawn*, *acts as a proxy*, *anything but a client*."""
        form, verb = preposition.form.lower(), self.sentence.head(preposition)
        if verb is None:
            return _NOBODY
        if form in ("as", "like", "into", "to") and verb.pos in ("VERB", "AUX"):
            return self._taken_for(verb, form)
        is_denied = form in ("but", "than", "from", "of") and verb.form.lower() in _BEFORE_DENIED
        return self.of_word(verb, depth=depth + 1) if is_denied else _NOBODY

    def _taken_for(self, verb: Token, form: str) -> Bearers:
        lemma = verb.lemma.lower()
        if lemma in self.words["views"]:
            objects = self._children(verb, ("dobj",))
            return self._at_verb(verb, self._all_actors(objects) if objects else self.subjects(verb), "object")
        if form in ("as", "like") and lemma in self.words["acts-as"]:
            return self._at_verb(verb, self.subjects(verb), "predicate")
        return _NOBODY

    def of_verb(self, verb: Token) -> Bearers:
        """Return the actors that do what an active verb says."""
        head = self.sentence.head(verb)
        if self._is_passive(verb) or (verb.tag == "VBN" and verb.dep in ("acl", "amod", "advcl")):
            return _NOBODY
        if verb.dep in ("xcomp", "acl") and head is not None and head.pos in ("ADJ", "NOUN"):
            return _NOBODY  # able to choose, the right to choose: said of the ability
        return self._at_verb(verb, self.subjects(verb), "subject")

    def of_participle(self, verb: Token) -> Bearers:
        """Return the actors that a passive or a participle is said of; the active is an act of another."""
        if self._is_passive(verb):
            return self._at_verb(verb, self.subjects(verb), "predicate")
        head = self.sentence.head(verb)
        if verb.tag == "VBN" and verb.dep in ("amod", "acl") and head is not None:
            return Bearers(self.actors(head), "modifier")
        return self.of_word(verb) if verb.dep in ("acomp", "oprd") else _NOBODY

    def of_policy(self, token: Token) -> Bearers:
        """Return whose policy an adjective describes: the owner, or the subject that pursues it."""
        noun = self.sentence.head(token)
        while noun is not None and token.dep in ("compound", "amod", "nmod", "conj") and noun.pos == "ADJ":
            token, noun = noun, self.sentence.head(noun)
        if noun is None or token.dep not in ("amod", "compound", "nmod") or noun.lemma.lower() not in self.words["own"]:
            return _NOBODY
        owners = self.owners(noun)
        verb = self.governor(noun)
        if owners or verb is None:
            return Bearers(owners, "modifier")
        steers = verb.lemma.lower() in self.words["steers"] or verb.lemma.lower() in self.words["holds"]
        return self.of_verb(verb) if steers else _NOBODY

    def governor(self, noun: Token) -> Token | None:
        """Return the verb whose object a noun is."""
        head = self.sentence.head(noun)
        while head is not None and noun.dep == "conj":
            noun, head = head, self.sentence.head(head)
        is_object = noun.dep in ("dobj", "obj", "npadvmod") and head is not None and head.pos in ("VERB", "AUX")
        return head if is_object else None

    def subjects(self, verb: Token, *, depth: int = 0) -> tuple[str, ...]:
        """Return the actors that are subject of a verb, its own or the one that it shares."""
        own = self._children(verb, _SUBJECT)
        head = self.sentence.head(verb)
        if own and verb.dep == "relcl" and own[0].tag in ("WDT", "WP") and head is not None:
            return self.actors(head)
        if own:
            return self._all_actors(own)
        if head is None or depth > 3:
            return ()
        if verb.dep == "acl":
            return self.actors(head)
        if verb.dep == "xcomp" and (objects := self._children(head, ("dobj",))):
            return self._all_actors(objects)
        return self.subjects(head, depth=depth + 1) if verb.dep in ("conj", "xcomp", "advcl", "pcomp", "prep") else ()

    def actors(self, token: Token, *, through_owner: bool = True) -> tuple[str, ...]:
        """Return the actors that a noun names, with those joined to it by *and*."""
        own = self.actor_at.get(token.start)
        names = [own] if own else []
        if not own and through_owner and token.lemma.lower() in self.words["carrier"]:
            names = list(self.owners(token))
        joined = [actor for child in self._children(token, ("conj",)) for actor in self.actors(child)] if names else []
        return tuple(dict.fromkeys([*names, *joined]))

    def owners(self, noun: Token) -> tuple[str, ...]:
        """Return the actors that own or modify a noun."""
        owners = self._children(noun, ("poss", "amod", "compound", "nmod"))
        of = [child for child in self._children(noun, ("prep",)) if child.form.lower() == "of"]
        owners += [child for preposition in of for child in self._children(preposition, ("pobj",))]
        return tuple(dict.fromkeys(self.actor_at[t.start] for t in owners if t.start in self.actor_at))

    def _all_actors(self, tokens: list[Token]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(actor for token in tokens for actor in self.actors(token)))

    def _children(self, token: Token, deps: tuple[str, ...]) -> list[Token]:
        return [child for child in self.sentence.children.get(token.number, ()) if child.dep in deps]

    def _is_passive(self, verb: Token) -> bool:
        if self._children(verb, ("nsubjpass", "auxpass")):
            return True
        head = self.sentence.head(verb)
        return verb.dep == "conj" and verb.tag == "VBN" and head is not None and self._is_passive(head)

    def _at_verb(self, verb: Token, actors: tuple[str, ...], link: str) -> Bearers:
        """Return the bearers with what the verb and those above it do to the claim."""
        turned, merely = self._denial(verb)
        irrealis, current = self._is_supposed(verb), verb
        head = self.sentence.head(verb)
        for _ in range(3):
            if head is None or current.dep not in ("xcomp", "ccomp", "pcomp", "conj", "prep"):
                break
            if current.dep != "conj":
                turned = turned != (head.lemma.lower() in self.words["refusal"])
                irrealis = irrealis or head.lemma.lower() in _SUPPOSING or self._is_supposed(head)
            current, head = head, self.sentence.head(head)
        return Bearers(actors, link, turned, merely, irrealis)

    def _is_supposed(self, verb: Token) -> bool:
        """Whether the verb is under a modal or a condition, or tells a purpose; *could not* tells of the past."""
        children = self.sentence.children.get(verb.number, ())
        if verb.dep != "xcomp" and any(child.form.lower() == "to" and child.dep == "aux" for child in children):
            return True
        modals = {child.form.lower() for child in children if child.dep == "aux"} & _IRREALIS
        if modals == {"could"} and self.is_negated(verb):
            modals = set()
        clauses = [verb, *(child for child in children if child.dep == "advcl")]
        marks = [c for clause in clauses for c in self._children(clause, ("mark", "advmod"))]
        return bool(modals) or any(mark.form.lower() in _CONDITIONS for mark in marks)

    def is_negated(self, token: Token) -> bool:
        """Whether a negation depends on a token, other than *not only* and the like."""
        return self._denial(token) == (True, False)

    def _denial(self, token: Token) -> tuple[bool, bool]:
        """Return whether a word is denied where it stands, and whether only *merely* is."""
        children = self.sentence.children.get(token.number, ())
        denying = [child for child in children if child.form.lower() in _NEGATIONS]
        denying += [
            c
            for child in children
            if child.dep == "poss"
            for c in self.sentence.children.get(child.number, ())
            if c.form.lower() in _NEGATIONS
        ]  # no one's pawn
        denying += [c for c in children if c.form.lower() == "longer" and self._form(c.number - 1) == "no"]
        merely = any(self._form(c.number + 1) in _MERELY for c in denying)
        first = min((t.number for t in [token, *children] if t.number <= token.number), default=token.number)
        before = (self._form(first - 2), self._form(first - 1))
        return bool(denying) != (before in _DENYING), merely

    def _form(self, number: int) -> str:
        tokens = self.sentence.tokens
        return tokens[number - 1].form.lower() if 0 < number <= len(tokens) else ""

    def _after_but(self, head: Token, token: Token) -> bool:
        between = self.sentence.tokens[head.number : token.number - 1]
        return any(item.form.lower() in ("but", "yet") for item in between)
