"""Which actors a noun phrase names: by itself, through a government or army, through what a pronoun points back to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from caatext.annotation.parsing import Sentence, Token

#: Nouns that act for the state that modifies or owns them: *Russian troops, the people of Hungary*.
_BODIES = {
    "administration", "admiral", "agency", "ambassador", "army", "authority", "bureau", "cabinet",
    "chancellor", "command", "commander", "commission", "committee", "communist", "congress", "corps",
    "council", "country", "court", "delegate", "delegation", "department", "dictator", "dictatorship",
    "diplomacy", "diplomat", "elite", "embassy", "emperor", "empire", "envoy", "federation", "fighter",
    "fleet", "force", "general", "government", "guard", "intelligence", "king", "kingdom", "lawmaker",
    "leader", "leadership", "legislature", "militant", "military", "militia", "minister", "ministry",
    "monarch", "nation", "navy", "negotiator", "officer", "official", "parliament", "peacekeeper", "people",
    "policymaker", "politburo", "premier", "presidency", "president", "regime", "republic", "ruler",
    "secretary", "senate", "service", "side", "soldier", "spokesman", "spokesperson", "spokeswoman",
    "state", "statesman", "treasury", "troop",
}  # fmt: skip
#: They are the state an adjective names (*the Surian neighbor*), but not the one that owns them (*Suria's neighbor*).
_BODIES_BY_ADJECTIVE = {
    "adversary", "alliance", "ally", "bloc", "counterpart", "friend", "giant", "hegemon", "neighbor",
    "opponent", "partner", "power", "rival",
}  # fmt: skip
#: Offices in front of a name: *Surian President Aren Holm*.
_TITLES = {
    "ambassador", "chairman", "chairwoman", "chancellor", "general", "king", "leader", "minister",
    "premier", "president", "queen", "secretary", "spokesman", "spokesperson", "spokeswoman",
}  # fmt: skip
#: "The regime in X" is the government; "the troops in X" may be anybody's.
_RULERS = {
    "administration", "authority", "dictator", "government", "leader", "leadership", "parliament",
    "president", "regime", "ruler",
}  # fmt: skip
#: Heads that say how much of the actor is meant.
_SHARES = {
    "all", "both", "each", "either", "half", "majority", "many", "most", "much", "neither", "none", "one",
    "rest", "several", "some", "whole",
}  # fmt: skip
_MODIFIERS = ("poss", "amod", "compound", "nmod")
_JOINERS = ("-", "–", "‑")
_RELATIVE = ("WDT", "WP", "WP$")
_SUBJECTS = ("nsubj", "nsubjpass")


class NounPhrases:
    """The noun phrases of a sentence and the actors they name."""

    def __init__(self, sentence: Sentence, actor_at: Mapping[int, str]) -> None:
        self.sentence = sentence
        self.actor_at = actor_at

    def all_children(self, token: Token) -> list[Token]:
        """Return what depends on a token, in order."""
        return self.sentence.children.get(token.number, [])

    def children(self, token: Token, deps: tuple[str, ...]) -> list[Token]:
        """Return what depends on a token by one of these relations, in order."""
        found = self.sentence.children.get(token.number)
        return [child for child in found if child.dep in deps] if found else []

    def head(self, token: Token) -> Token | None:
        """Return the head of a token, or None at the root."""
        return self.sentence.head(token)

    def objects_of(self, token: Token, words: Iterable[str]) -> list[Token]:
        """Return the objects of these prepositions under a token."""
        prepositions = [c for c in self.children(token, ("prep", "agent", "dative")) if c.form.lower() in words]
        return [child for preposition in prepositions for child in self.preposition_objects(preposition)]

    def preposition_objects(self, preposition: Token) -> list[Token]:
        """Return the objects of a preposition, also of those joined to it: *with X but also with Y*."""
        found = self.children(preposition, ("pobj",))
        for joined in self.children(preposition, ("conj",)):
            found.extend(self.preposition_objects(joined) if joined.pos in ("ADP", "SCONJ") else [])
        return found

    def actors(self, tokens: Iterable[Token]) -> list[str]:
        """Return the actors that these heads name, with those joined to them by *and* or an apposition."""
        found: dict[str, None] = {}
        for token in tokens:
            for joined in self._with_joined(self._pointed_to(token)):
                found.update(dict.fromkeys(self.named(joined)))
        return list(found)

    def named(self, token: Token) -> list[str]:
        """Return the actors that a head names, without what is joined to it."""
        return self._surface(token) or self._acted_for(token)

    def _surface(self, token: Token) -> list[str]:
        """The mention that a token belongs to; both of *Norland-Suria*, which may be one token."""
        actors = [self.actor_at.get(token.start, "")]
        if any(joiner in token.form for joiner in _JOINERS):
            joints = [token.start + at + 1 for at, character in enumerate(token.form) if character in _JOINERS]
            actors.extend(self.actor_at.get(joint, "") for joint in joints)
        return list(dict.fromkeys(actor for actor in actors if actor))

    def _with_joined(self, token: Token) -> list[Token]:
        found = [token]
        for child in self.children(token, ("conj", "appos")):
            if not self._is_set_against(child):
                found.extend(self._with_joined(child))
        return found

    def _is_set_against(self, token: Token) -> bool:
        """*X but not Y*: Y has no part."""
        left = [self.sentence.tokens[at - 1].form.lower() for at in (token.number - 1, token.number - 2) if at > 0]
        return "not" in left or any(child.dep == "neg" for child in self.all_children(token))

    def _acted_for(self, token: Token) -> list[str]:
        """The states whose government, troops or president this is."""
        lemma = token.lemma.lower()
        if token.tag == "NNPS":  # names keep their plural in the lemma: *Surian Security Forces*
            lemma = lemma.removesuffix("s")
        if lemma in _SHARES:
            return self.actors(self.objects_of(token, {"of"}))
        if lemma == "those":
            return self.actors(self.objects_of(token, {"in"}))
        if lemma in _BODIES_BY_ADJECTIVE:
            return self._owners(token, ("amod", "compound", "nmod"))
        if (lemma not in _BODIES and not self._is_titled(token)) or self.is_deverbal_leadership(token):
            return []
        owners = self.owners(token) or self._title_owners(token) or self.actors(self.objects_of(token, {"of"}))
        if not owners and lemma in _RULERS and not self.children(token, ("poss",)):
            owners = self.actors(self.objects_of(token, {"in"}))
        return owners

    def is_deverbal_leadership(self, token: Token) -> bool:
        """Whether *leadership* is leading (*Norlandic leadership*), not those who lead (*the Norlandic leadership*)."""
        if token.lemma.lower() != "leadership" or self.children(token, ("det",)):
            return False
        verb = self.head(token)
        acts = token.dep == "nsubj" and verb is not None and verb.lemma.lower() != "be"
        return not (acts and self.children(token, ("poss",)))

    def _is_titled(self, token: Token) -> bool:
        return token.pos == "PROPN" and bool(self._titles(token))

    def _titles(self, token: Token) -> list[Token]:
        return [child for child in self.children(token, ("compound", "nmod")) if child.lemma.lower() in _TITLES]

    def _title_owners(self, token: Token) -> list[str]:
        """*Norlandic President Oda Falk*: the adjective may hang on the title."""
        return [actor for title in self._titles(token) for actor in self.owners(title)]

    def owners(self, noun: Token) -> list[str]:
        """Return the actors that own or modify a noun: *Norland's*, *Norlandic*, *whose*."""
        return self._owners(noun, _MODIFIERS)

    def possessors(self, noun: Token) -> list[str]:
        """Return the actors in front of a noun with *'s*, or behind *whose*."""
        return self._owners(noun, ("poss",))

    def _owners(self, noun: Token, deps: tuple[str, ...]) -> list[str]:
        return list(dict.fromkeys(actor for token in self.owner_tokens(noun, deps) for actor in self._owned_by(token)))

    def _owned_by(self, token: Token) -> list[str]:
        return self.named(self._pointed_to(token)) if token.dep == "poss" else self._surface(token)

    def owner_tokens(self, noun: Token, deps: tuple[str, ...] = _MODIFIERS) -> list[Token]:
        """Return the words that own or modify a noun."""
        found = []
        for token in self.children(noun, deps):
            found.append(token)
            found.extend(self._beside(token))
        return found

    def _beside(self, token: Token) -> list[Token]:
        """*Norlandic and Surian forces*: the second adjective hangs on the first."""
        deps = ("conj", "compound", "nmod", "amod") if self.actor_at.get(token.start) else ("conj",)
        found = []
        for child in self.children(token, deps):
            found.append(child)
            found.extend(self._beside(child))
        return found

    def _pointed_to(self, token: Token) -> Token:
        """What a relative pronoun points back to, and what a predicate or apposition says more about."""
        is_that = token.form.lower() == "that" and token.dep in ("dobj", *_SUBJECTS)
        if token.tag in _RELATIVE or is_that:
            token = self._antecedent(token) or token
        return self._subject_of_predicate(token)

    def _antecedent(self, pronoun: Token) -> Token | None:
        verb = self.head(pronoun)
        while verb is not None and verb.dep not in ("relcl", "ROOT", "ccomp", "advcl"):
            verb = self.head(verb)
        noun = self.head(verb) if verb is not None else None
        if noun is None or verb is None:
            return None
        if verb.dep != "relcl":  # *It was Norland that withdrew*
            named = self.children(noun, ("attr",)) if noun.lemma.lower() == "be" else []
            return named[0] if named and named[0].number < pronoun.number else None
        return noun

    def _subject_of_predicate(self, token: Token) -> Token:
        """*Norland, a power that ...*, *Norland is a power that ...*: Norland."""
        if self.named(token):
            return token
        head = self.head(token)
        if head is None:
            return token
        if token.dep == "appos":
            return head
        if token.dep == "attr" and head.lemma.lower() in ("be", "remain", "become"):
            subjects = self.children(head, _SUBJECTS)
            return subjects[0] if subjects else token
        return token
