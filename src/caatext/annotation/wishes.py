"""Which words of a sentence are only wished: *hopes that P, would like to V, should V, if only P*."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache

from caatext.annotation.matrix import is_content, is_presupposed
from caatext.annotation.noun_phrases import NounPhrases
from caatext.annotation.parsing import Sentence, Token
from caatext.annotation.verb_frames import lemma_of

#: What one ought to do. *Must* and *have to* may tell of a bond (*must rely on*), and are left out.
_OUGHT = {"should", "ought"}
#: What a state *wants* it pursues: that is its course, like what it plans, and left out, too.
_WISHING = {
    "appeal", "aspire", "beg", "crave", "desire", "dream", "hope", "implore", "long", "plead", "pray", "prefer",
    "recommend", "urge", "wish", "yearn",
}  # fmt: skip
#: Wishes only with *would*: *would like to see*.
_WOULD_WISH = {"like", "love", "prefer", "welcome"}
_WISHES = {"aspiration", "desire", "dream", "hope", "longing", "plea", "wish", "yearning"}
#: *Calls for X to V*, as verb and as noun.
_CALLS = {"call"}
_EAGER = {"anxious", "desirous", "eager", "hopeful", "keen"}
_DESIRABLE = {"advisable", "desirable", "preferable"}
_HOPEFULLY = {"hopefully", "ideally"}
#: In the imperative these point at what is so.
_POINTING = {"compare", "consider", "look", "note", "notice", "observe", "recall", "remember", "see", "take", "think",
             "witness"}  # fmt: skip
_OPENERS = {"please", "do", "let", "never", "always"}


class WishReader:
    """Reads one sentence; get it with :func:`read_wishes`."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.phrases = NounPhrases(sentence, {})

    @cached_property
    def wished(self) -> frozenset[int]:
        """The numbers of the tokens that are only wished."""
        return frozenset(number for _, inside in self._wishes for number in inside)

    def is_main_wished(self) -> bool:
        """Whether every main clause is a wish."""
        root = next((token for token in self.sentence.tokens if not token.head), None)
        if root is None:
            return False
        children = self.sentence.children.get(root.number, ())
        joined = [t for t in children if t.dep == "conj" and self.phrases.children(t, ("nsubj", "nsubjpass"))]
        wishing = {clause for clause, inside in self._wishes if inside}
        return all(clause.number in wishing for clause in (root, *joined))

    @cached_property
    def _wishes(self) -> list[tuple[int, set[int]]]:
        """The number of each clause that wishes, and the numbers of the tokens that are wished in it."""
        return list(self._find_wishes())

    def _find_wishes(self) -> Iterator[tuple[int, set[int]]]:
        for token in self.sentence.tokens:
            head = self.sentence.head(token)
            yield from self._by_mood(token, head)
            if token.pos in ("VERB", "AUX") and self._is_wishing(token):
                yield token.number, self._inside(token, token, is_told=True)
            elif token.pos == "NOUN" and head is not None:
                yield from self._by_noun(token, head)
            elif token.pos == "ADJ" and head is not None:
                yield from self._by_adjective(token, head)

    def _by_mood(self, token: Token, head: Token | None) -> Iterator[tuple[int, set[int]]]:
        """*Should, ought, hopefully, if only, may*, and the imperative."""
        form = token.form.lower()
        if head is None:
            if self._is_imperative(token):
                yield token.number, {token.number} | self._inside(token, token, is_told=form == "let")
        elif token.dep == "aux" and form in _OUGHT and not self._is_condition(token, head):
            # *It should be noted that P* says P.
            says = any(is_content(self.phrases, t) for t in self.sentence.subtree(head) if t != head)
            yield 0 if says else head.number, self._inside(head, token)
        elif form in _HOPEFULLY or self._opens_wish(token):
            yield head.number, self._inside(head, token)

    def _opens_wish(self, token: Token) -> bool:
        """*If only P*, *may P*."""
        form = token.form.lower()
        may = form == "may" and token.number == 1 and token.dep == "aux" and not self._asks()
        return may or (form == "if" and self._form(token.number + 1) == "only")

    def _is_wishing(self, verb: Token) -> bool:
        lemma = lemma_of(verb)
        if lemma in _WISHING or verb.form.lower() == "ought":
            return True
        helpers = {t.form.lower() for t in self.phrases.children(verb, ("aux",))}
        if lemma in _WOULD_WISH:
            return bool(helpers & {"would", "'d", "’d"})
        return lemma in _CALLS and any(t.form.lower() in ("for", "on", "upon") for t in self._behind(verb))

    def _behind(self, token: Token) -> list[Token]:
        return [t for t in self.phrases.all_children(token) if t.number > token.number]

    def _by_noun(self, noun: Token, head: Token) -> Iterator[tuple[int, set[int]]]:
        """*The hope that P, a call for V-ing, the dream is that P*."""
        lemma = noun.lemma.lower()
        calls = lemma in _CALLS and any(t.form.lower() in ("for", "to") for t in self._behind(noun))
        if lemma not in _WISHES and not calls:
            return
        if noun.dep == "nsubj" and head.lemma.lower() == "be":
            yield head.number, self._inside(head, head, is_told=True)
        else:
            yield 0, self._inside(noun, noun, is_told=True)

    def _by_adjective(self, adjective: Token, head: Token) -> Iterator[tuple[int, set[int]]]:
        """*Is eager to V, it is desirable that P*."""
        lemma = adjective.lemma.lower()
        if lemma in _EAGER and self.phrases.children(adjective, ("xcomp", "ccomp", "prep")):
            yield head.number, self._inside(adjective, adjective, is_told=True)
        elif lemma in _DESIRABLE and self.phrases.children(head, ("ccomp", "xcomp", "csubj", "advcl")):
            yield head.number, self._inside(head, adjective, is_told=True)

    def _is_imperative(self, root: Token) -> bool:
        words = [t for t in self.sentence.tokens if t.pos not in ("PUNCT", "SPACE")]
        first = words[0] if words else root
        opens = first == root or (first.form.lower() in _OPENERS and first.head == root.number)
        has_subject = bool(self.phrases.children(root, ("nsubj", "nsubjpass", "expl", "csubj")))
        is_bare = root.tag == "VB" and not any(t.dep == "aux" and t != first for t in self._children_before(root))
        return opens and is_bare and not has_subject and root.lemma.lower() not in _POINTING and not self._asks()

    def _children_before(self, token: Token) -> list[Token]:
        return [t for t in self.phrases.all_children(token) if t.number < token.number]

    def _is_condition(self, auxiliary: Token, verb: Token) -> bool:
        """*Should X come, ...*; *if X should come*."""
        subjects = self.phrases.children(verb, ("nsubj", "nsubjpass"))
        inverted = bool(subjects) and auxiliary.number < subjects[0].number
        marks = {t.form.lower() for t in self.phrases.children(verb, ("mark", "advmod"))}
        return inverted or bool(marks & {"if", "unless", "lest", "why", "how"})

    def _inside(self, top: Token, first: Token, *, is_told: bool = False) -> set[int]:
        """Numbers of the tokens of a phrase behind one of them, without what is taken for granted there.

        Where `is_told`, the clauses that it says or thinks are wished, too: *hopes that P*, not *should say that P*.
        """
        apart: set[int] = set()
        for token in self.sentence.subtree(top):
            said = not is_told and token != top and is_content(self.phrases, token)
            if token != top and (said or is_presupposed(self.phrases, token)):
                apart.update(item.number for item in self.sentence.subtree(token))
        return {t.number for t in self.sentence.subtree(top) if t.number > first.number} - apart

    def _form(self, number: int) -> str:
        tokens = self.sentence.tokens
        return tokens[number - 1].form.lower() if number <= len(tokens) else ""

    def _asks(self) -> bool:
        return self.sentence.tokens[-1].form == "?"


@lru_cache(maxsize=1)
def read_wishes(sentence: Sentence) -> WishReader:
    """Return the reader of a sentence; several measures ask for that of the same sentence in turn."""
    return WishReader(sentence)
