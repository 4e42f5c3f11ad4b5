"""Thought and viewpoint reported by adjectives, nouns and phrases (*convinced that*, *X's claim that*)."""

from __future__ import annotations

from collections.abc import Iterator

from caatext.annotation.parsing import Sentence, Token
from caatext.annotation.reporting import FIRST_PERSON, has_that, is_unsaid, subject_of
from caatext.annotation.speakers import UNKNOWN, Quote, Speakers
from caatext.annotation.stretches import clause_around, stretches

_MINDED = {
    "afraid", "fearful", "worried", "concerned", "convinced", "confident", "certain", "sure", "aware",
    "adamant", "hopeful", "optimistic", "skeptical", "doubtful", "wary", "insistent", "anxious", "mindful",
    "conscious",
}  # fmt: skip
_VIEWPOINTS = {
    "viewpoint", "perspective", "standpoint", "view", "eye", "opinion", "mind", "telling", "estimation",
    "point", "vantage",
}  # fmt: skip
_COPULAS = ("be", "feel", "remain", "become", "seem", "appear", "grow")
#: These are viewpoints only where somebody named has them: *in X's account*, not *in your account*.
_ACCOUNTS = {"judgment", "reading", "account", "narrative", "assessment", "calculation", "imagination"}
#: Nouns that hold a reported clause.
_CONTENT_NOUNS = {
    "claim", "belief", "view", "fear", "hope", "argument", "assertion", "conviction", "allegation",
    "perception", "accusation", "assurance", "insistence", "suspicion", "contention", "statement", "warning",
    "promise", "pledge", "rumor", "charge", "notion", "impression", "assumption", "expectation", "complaint",
    "concern", "position", "declaration", "announcement", "admission", "acknowledgment", "recognition",
    "illusion", "myth", "opinion", "finding", "conclusion",
}  # fmt: skip
#: These were uttered by somebody, be it said who or not.
_UTTERED = {
    "claim", "assertion", "allegation", "accusation", "assurance", "rumor", "charge", "contention", "complaint",
    "insistence", "myth", "illusion", "notion",
}  # fmt: skip
_LIGHT = {
    "express", "voice", "share", "hold", "have", "reiterate", "make", "repeat", "raise", "air", "spread",
    "advance", "issue", "reject", "promote",
}  # fmt: skip
#: What one can act according to without its saying anything.
_RULES = {
    "plan", "schedule", "need", "rule", "wish", "principle", "ability", "size", "rank", "custom", "taste",
    "procedure", "criterion", "standard", "type", "age", "season", "circumstance", "interest",
}  # fmt: skip


class ViewpointReader:
    """Finds what is reported without a verb."""

    def __init__(self, speakers: Speakers) -> None:
        self.speakers = speakers

    def at(self, sentence: Sentence, token: Token) -> Iterator[Quote]:
        """Yield what a word reports that is no verb."""
        form, lemma = token.form.lower(), token.lemma.lower()
        if form == "according":
            yield from self._according_to(sentence, token)
        elif form in _MINDED and token.pos in ("ADJ", "VERB") and token.tag != "VBD":
            yield from self._minded(sentence, token)
        elif token.pos == "NOUN" and lemma in _CONTENT_NOUNS:
            yield from self._held(sentence, token)
        if token.pos == "NOUN" and lemma in _VIEWPOINTS | _ACCOUNTS:
            yield from self._viewpoint(sentence, token)
        elif token.number == 1 and token.form == "For":
            yield from self._for_whom(sentence, token)

    def _minded(self, sentence: Sentence, adjective: Token) -> Iterator[Quote]:
        """*X is convinced that P*."""
        clause = sentence.child(adjective, "ccomp")
        copula = sentence.head(adjective) or adjective
        if clause is None or clause.number < adjective.number:
            return
        if copula != adjective and copula.pos == "VERB" and copula.lemma.lower() not in _COPULAS:
            return
        subject = sentence.child(copula, "nsubj") if adjective.dep == "acomp" else copula
        if adjective.pos == "VERB" and adjective.dep != "acomp":
            subject = sentence.child(adjective, "nsubjpass", "nsubj")
        if subject is not None and (subject.pos in ("NOUN", "PROPN", "PRON")) and not is_unsaid(sentence, copula):
            voice = self.speakers.name(sentence, subject)
            yield from stretches(sentence, sentence.subtree(clause), cue=adjective.lemma.lower(), voice=voice)

    def _held(self, sentence: Sentence, noun: Token) -> Iterator[Quote]:
        """*X's claim that P*, *claims that P*, *X's view is that P*."""
        uttered = noun.lemma.lower() in _UTTERED
        clause = next((c for c in sentence.children.get(noun.number, ()) if c.dep in ("acl", "ccomp")
                       and (has_that(sentence, c) or (uttered and _is_bare(sentence, c)))), None)  # fmt: skip
        copula = sentence.head(noun)
        if clause is None and noun.dep == "nsubj" and copula is not None and copula.lemma.lower() == "be":
            clause = sentence.child(copula, "ccomp")
        if clause is None or clause.number < noun.number:
            return
        owner = self._owner(sentence, noun)
        voice = self.speakers.name(sentence, owner) if owner is not None else ""
        if not voice and owner is None and uttered:
            voice = UNKNOWN
        yield from stretches(sentence, sentence.subtree(clause), cue=noun.lemma.lower(), voice=voice)

    def _owner(self, sentence: Sentence, noun: Token) -> Token | None:
        """The owner of a claim: *X's*, *Xian*, *of* or *among X*, or who voices it."""
        poss = sentence.child(noun, "poss")
        if poss is not None:
            return poss
        for child in sentence.children.get(noun.number, ()):
            if child.dep in ("amod", "compound") and child.start in self.speakers.actor_at:
                return child
            form = child.form.lower()
            inner = sentence.child(child, "pobj") if form in ("of", "among", "by", "from", "in") else None
            if inner is not None and (form not in ("of", "in") or self.speakers.can_speak(inner)):
                return inner
        verb = sentence.head(noun)
        light = verb is not None and noun.dep == "dobj" and verb.lemma.lower() in _LIGHT - {"reject"}
        return subject_of(sentence, verb) if verb is not None and light else None

    def _viewpoint(self, sentence: Sentence, noun: Token) -> Iterator[Quote]:
        """*From X's viewpoint*, *in the eyes of X*, *in X's view*."""
        into = sentence.head(noun)
        if into is None or noun.dep != "pobj" or into.form.lower() not in ("from", "in", "to"):
            return
        holder = sentence.child(noun, "poss")
        inner = noun
        while holder is None:
            of = next((c for c in sentence.children.get(inner.number, ()) if c.form.lower() == "of"), None)
            below = sentence.child(of, "pobj") if of is not None else None
            if below is None:
                return
            owned = sentence.child(below, "poss")
            is_view = below.lemma.lower() in _VIEWPOINTS and below.dep == "pobj"
            holder, inner = (owned, below) if is_view else (below, below)
        lemma = noun.lemma.lower()
        bare = sentence.child(noun, "poss", "det") is None and lemma in ("view", "mind")
        head = sentence.head(into)
        named = holder.start in self.speakers.actor_at or bool(holder.entity)
        is_view = (named or lemma not in _ACCOUNTS) and (
            lemma != "point" or inner.lemma.lower() == "view" or inner != noun
        )
        if not bare and is_view and head is not None and holder.form.lower() != "your":
            voice = self.speakers.name(sentence, holder)
            phrase = sentence.subtree(into)
            yield from clause_around(
                sentence, phrase, head, cue=f"{into.form.lower()} {noun.lemma.lower()}", voice=voice
            )

    def _according_to(self, sentence: Sentence, token: Token) -> Iterator[Quote]:
        to = sentence.child(token, "prep") or _next_to(sentence, token)
        whom = sentence.child(to, "pobj") if to is not None else None
        if to is None or whom is None or whom.lemma.lower() in _RULES:
            return
        phrase = sorted({*sentence.subtree(token), *sentence.subtree(to)}, key=lambda t: t.number)
        voice = self.speakers.name(sentence, _provider(sentence, whom), thing=True)
        voice = voice or ("" if whom.form.lower() in FIRST_PERSON else UNKNOWN)
        before = [t for t in sentence.tokens if t.number < phrase[0].number]
        behind = [t for t in sentence.tokens if t.number > phrase[-1].number]
        if len(before) > 1 and not any(t.pos in ("VERB", "AUX") for t in behind):
            behind = []
        yield from stretches(sentence, before + behind, cue="according to", voice=voice)

    def _for_whom(self, sentence: Sentence, token: Token) -> Iterator[Quote]:
        """*For X, Y is Z*, where X is an actor or a person."""
        whom = sentence.child(token, "pobj")
        head = sentence.head(token)
        if whom is None or head is None or head.lemma.lower() != "be":
            return
        is_actor = whom.start in self.speakers.actor_at or whom.entity.endswith("PERSON")
        phrase = sentence.subtree(token)
        comma = phrase[-1].number < len(sentence.tokens) and sentence.tokens[phrase[-1].number].form == ","
        if is_actor and comma and head.number > phrase[-1].number and sentence.child(head, "attr", "acomp"):
            yield from clause_around(sentence, phrase, head, cue="for", voice=self.speakers.name(sentence, whom))


def _is_bare(sentence: Sentence, clause: Token) -> bool:
    """Whether a clause has a subject and no *that*: *claims the port is open*."""
    subject = sentence.child(clause, "nsubj", "nsubjpass")
    return subject is not None and subject.tag not in ("WDT", "WP", "WP$")


def _provider(sentence: Sentence, source: Token) -> Token:
    """Whose data it is (*data provided by X*, *figures from X*), or else the source itself."""
    for child in sentence.children.get(source.number, ()):
        by = sentence.child(child, "agent") if child.dep == "acl" else child if child.form in ("from", "by") else None
        whom = sentence.child(by, "pobj") if by is not None else None
        if whom is not None:
            return whom
    return source


def _next_to(sentence: Sentence, token: Token) -> Token | None:
    following = sentence.tokens[token.number] if token.number < len(sentence.tokens) else None
    return following if following is not None and following.form.lower() == "to" else None
