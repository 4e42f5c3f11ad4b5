"""What a sentence claims outright of an actor's agency: that it sets its own course, or that it does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from caatext.annotation.appraisal import Evaluation
from caatext.annotation.bearers import BearerFinder, Bearers
from caatext.annotation.cues import Pattern, match, parse_term
from caatext.annotation.denial import read_denials
from caatext.annotation.parsing import Sentence, Token
from caatext.annotation.wishes import read_wishes
from caatext.corpus.lexicons import read_rows

DIMENSION = "agency"
#: Patterns whose word is said of a bearer by apposition, predicate or modifier.
_PREDICATED = ("adjective", "noun", "phrase", "participle")
#: Adjectives that turn what an actor has into the lack of it.
_SCANT = {"little", "few", "limited", "scant", "minimal", "no"}
_CAN = {"can", "ca", "could"}


class _Term(NamedTuple):
    pattern: Pattern
    kind: str
    value: int


class _Terms(NamedTuple):
    """The word list: terms by their first word, and the bare words of each kind with their value."""

    by_word: Mapping[str, tuple[_Term, ...]]
    of_kind: Mapping[str, Mapping[str, int]]
    willed: frozenset[str]


@lru_cache(maxsize=1)
def _terms() -> _Terms:
    by_word: dict[str, list[_Term]] = {}
    of_kind: dict[str, dict[str, int]] = {}
    for row in read_rows("agency_terms.csv"):
        term = _Term(parse_term(row["term"]), row["pattern"], int(row["value"]))
        of_kind.setdefault(term.kind, {})[row["term"]] = term.value
        first = term.pattern.elements[-1 if term.kind == "act" else 0]
        by_word.setdefault(first, []).append(term)
    willed = {row["lemma"] for row in read_rows("verbs.csv") if (row["pos"], row["agent_agency"]) == ("VERB", "1")}
    longest_first = {
        word: tuple(sorted(terms, key=lambda term: -len(term.pattern.elements))) for word, terms in by_word.items()
    }
    return _Terms(longest_first, of_kind, frozenset(willed | set(of_kind["wills"])))


def find_agency_claims(sentence: Sentence, actor_at: Mapping[int, str]) -> list[Evaluation]:
    """Return the words by which a sentence grants or denies an actor that it sets its own course.

    Parameters
    ----------
    sentence : Sentence
        Parsed.
    actor_at : mapping of int to str
        Actor by the offset of each token inside a mention that is read as actor.

    Returns
    -------
    list of Evaluation
        In reading order, dimension ``agency``, value 1 (*independent*, *an actor in its own right*, *sets its own
        terms*, *able to shape*, *refuses*) or -1 (*a pawn*, *at the mercy of*, *unable to*, *has no choice*,
        *sidelined*). `link` is ``modifier``, ``predicate``, ``apposition``, ``subject`` (of a verb) or ``object``
        (*treats it as a pawn*). A negation turns the value around; so does a verb of refusal (*refuses to be a
        pawn*). Terms are in ``data/agency_terms.csv``.

    Notes
    -----
    Only what is claimed as fact: nothing under *if*, *may*, *would*, *must*, *will*, *wants to*, *fears*. Being
    forced, pressed or drawn into something is no claim about agency but an act that the statements record
    (``is_constrained``, class ``constraint``); nor is the mere possession of a noun (*its independence*), which
    takes for granted and does not claim; nor is *did not refuse*, since that is a choice too. Pronouns stay
    unresolved. Who speaks is told by the voice.

    Not to be read as: the author's approval. A word list finds what is said in its words.

    Examples
    --------
    >>> words = [("Ludrath", "PROPN", "NNP", "nsubj", 2), ("is", "AUX", "VBZ", "ROOT", 0),
    ...          ("independent", "ADJ", "JJ", "acomp", 2)]
    >>> tokens = tuple(Token(n, form, form, pos, tag, dep, head, 10 * n, 10 * n + 9, "")
    ...                for n, (form, pos, tag, dep, head) in enumerate(words, 1))
    >>> [claim] = find_agency_claims(Sentence(1, 1, tokens), {10: "ludrath"})
    >>> claim.actor_id, claim.cue, claim.link, claim.value
    ('ludrath', 'independent', 'predicate', 1.0)
    """
    if not any(token.start in actor_at for token in sentence.tokens):
        return []
    reader = _ClaimReader(sentence, actor_at)
    found: list[Evaluation] = []
    for token in sentence.tokens:
        for claim in reader.claims(token):
            if not any(c.actor_id == claim.actor_id and claim.start < c.end and c.start < claim.end for c in found):
                found.append(claim)
    return sorted(found)


class _ClaimReader:
    """Reads the claims of one sentence, term by term."""

    def __init__(self, sentence: Sentence, actor_at: Mapping[int, str]) -> None:
        self.sentence = sentence
        self.terms = _terms()
        self.finder = BearerFinder(sentence, actor_at, self.terms.of_kind)
        #: What is said to be a myth, or is only wished, is not claimed.
        self.refuted, self.wished = read_denials(sentence).denied.above, read_wishes(sentence).wished

    def claims(self, token: Token) -> Iterator[Evaluation]:
        """Yield what the terms that begin at a token claim."""
        for word in dict.fromkeys((token.form.lower(), token.lemma.lower())):
            for term in self.terms.by_word.get(word, ()):
                yield from self._claims_of(term, token)
        if token.dep == "aux" and token.form.lower() in _CAN:
            yield from self._inability(token)

    def _claims_of(self, term: _Term, token: Token) -> Iterator[Evaluation]:
        kind = term.kind
        last = token
        if kind != "act":
            end = match(term.pattern, self.sentence.tokens, token.number - 1)
            if not end:
                return
            last = self.sentence.tokens[end - 1]
        bearers: Bearers | None = None
        if kind in _PREDICATED:
            bearers = self._predicated(kind, token, last)
        elif kind in ("ability", "able-phrase"):
            bearers = self._of_ability(term, token)
        elif kind == "verb" and token.pos == "VERB":
            bearers = self._of_will(token)
        elif kind in ("having", "own", "act", "policy"):
            bearers = self._of_object(term, last if kind == "policy" else token)
        if bearers is not None:
            yield from self._said(term, token, last, bearers=bearers)

    def _predicated(self, kind: str, token: Token, last: Token) -> Bearers | None:
        if kind == "participle":
            return self.finder.of_participle(token)
        if kind == "noun" and token.pos != "NOUN":
            return None  # part of a name
        if kind == "adjective":
            # Of a hyphenated word the last part has the place in the sentence.
            policy = self.finder.of_policy(last)
            return policy if policy.actors else self.finder.of_word(last, through_owner=True)
        head = next((t for t in self.sentence.tokens[token.number - 1 : last.number] if t.pos == "NOUN"), token)
        return self.finder.of_word(head if kind == "phrase" and token.pos != "ADP" else token)

    def _of_ability(self, term: _Term, token: Token) -> Bearers | None:
        """Able to do what takes a will; unable to do anything."""
        acts = [t for t in self.sentence.subtree(token) if t.pos == "VERB"][:1]
        if term.value > 0 and not (acts and acts[0].lemma.lower() in self.terms.willed):
            return None
        return self.finder.of_word(token)

    def _of_will(self, verb: Token) -> Bearers | None:
        """Refuses, chooses. Who did not refuse has chosen too; only *cannot choose* denies a choice."""
        bearers = self.finder.of_verb(verb)
        can = any(c.dep == "aux" and c.form.lower() in _CAN for c in self.sentence.children.get(verb.number, ()))
        return bearers if can or not bearers.is_turned else None

    def _of_object(self, term: _Term, token: Token) -> Bearers | None:
        """What a verb governs: has no choice, sets its own course, shapes the outcome, pursues such a policy."""
        if term.kind == "policy":
            return self.finder.of_policy(token)
        verb = self.finder.governor(token)
        if verb is None:
            return None
        of_kind, lemma = self.terms.of_kind, verb.lemma.lower()
        if term.kind == "act":
            return self.finder.of_verb(verb) if term.pattern.elements[0] == lemma else None
        words = {child.form.lower() for child in self.sentence.children.get(token.number, ())}
        if term.kind == "own":
            return self.finder.of_verb(verb) if "own" in words and lemma in of_kind["steers"] else None
        has_owner = self.sentence.child(token, "poss") is not None
        sign = of_kind["holds"].get(lemma, 0) or (of_kind["holds-own"].get(lemma, 0) if has_owner else 0)
        if not sign:
            return None
        bearers = self.finder.of_verb(verb)
        turned = (sign < 0) != bool(words & _SCANT)
        return bearers._replace(is_turned=bearers.is_turned != turned)

    def _inability(self, token: Token) -> Iterator[Evaluation]:
        """Cannot: of an act that takes a will. What one cannot accept one refuses."""
        verb = self.sentence.head(token)
        if verb is None:
            return
        lemma = verb.lemma.lower()
        listed = lemma in self.terms.of_kind["tolerance"] or lemma in self.terms.of_kind["verb"]
        if listed or lemma not in self.terms.willed or not self.finder.is_negated(verb):
            return
        bearers = self.finder.of_verb(verb)
        if not bearers.is_irrealis:
            for actor in bearers.actors:
                yield Evaluation(token.start, token.end, actor, "cannot", bearers.link, -1.0, DIMENSION)

    def _said(self, term: _Term, token: Token, last: Token, *, bearers: Bearers) -> Iterator[Evaluation]:
        if bearers.is_irrealis or token.number in self.wished:
            return
        # *Not merely a pawn* turns a denial around; *not only independent* leaves a claim as it is.
        turned = bearers.is_turned and not (bearers.is_merely and term.value > 0)
        turned = turned != (token.number in self.refuted)
        value = float(-term.value if turned else term.value)
        for actor in bearers.actors:
            yield Evaluation(token.start, last.end, actor, term.pattern.term, bearers.link, value, DIMENSION)
