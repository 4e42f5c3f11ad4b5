"""Thought and viewpoint reported by adjectives, nouns and phrases (*convinced that*, *X's claim that*)."""

from __future__ import annotations

from collections.abc import Iterator

from caatext.annotation.parsing import Sentence, Token
from caatext.annotation.reporting import FIRST_PERSON, has_content_that, has_that, is_unsaid, subject_of
from caatext.annotation.speakers import UNKNOWN, Quote, Speakers
from caatext.annotation.stretches import clause_around, stretches, without_subject

_MINDED = {
    "afraid", "fearful", "worried", "concerned", "convinced", "confident", "certain", "sure", "aware",
    "adamant", "hopeful", "optimistic", "skeptical", "doubtful", "wary", "insistent", "anxious", "mindful",
    "conscious", "persuaded", "positive", "pessimistic", "apprehensive", "nervous", "alarmed", "resigned", "cognizant",
}  # fmt: skip
_VIEWPOINTS = {
    "viewpoint", "perspective", "standpoint", "view", "eye", "opinion", "mind", "telling", "estimation",
    "point", "vantage",
}  # fmt: skip
_COPULAS = ("be", "feel", "remain", "become", "seem", "appear", "grow")
#: These are viewpoints only where somebody named has them: *in X's account*, not *in your account*.
_ACCOUNTS = {"judgment", "reading", "account", "narrative", "assessment", "calculation", "imagination",
             "reckoning", "estimate", "version", "interpretation"}  # fmt: skip
#: Nouns that hold a reported clause.
_CONTENT_NOUNS = {
    "claim", "belief", "view", "fear", "hope", "argument", "assertion", "conviction", "allegation",
    "perception", "accusation", "assurance", "insistence", "suspicion", "contention", "statement", "warning",
    "promise", "pledge", "rumor", "charge", "notion", "impression", "assumption", "expectation", "complaint",
    "concern", "position", "declaration", "announcement", "admission", "acknowledgment", "recognition",
    "illusion", "myth", "opinion", "finding", "conclusion", "story", "tale", "legend", "idea", "theory", "thesis",
    "line", "narrative", "verdict", "consensus", "wisdom", "judgment", "assessment", "estimate", "diagnosis",
    "thinking", "speculation", "rumour", "gossip", "word", "talk", "reading", "boast", "insinuation", "prediction",
    "prophecy", "lament", "refrain", "mantra", "slogan", "doctrine", "dogma", "orthodoxy", "thought", "explanation",
    "message",
}  # fmt: skip
#: These were uttered by somebody, be it said who or not.
_UTTERED = {
    "claim", "assertion", "allegation", "accusation", "assurance", "rumor", "charge", "contention", "complaint",
    "insistence", "myth", "illusion", "notion", "rumour", "gossip", "story", "tale", "legend", "insinuation",
    "speculation",
}  # fmt: skip
#: What all the world holds is somebody's view, and not therefore the author's: *the official line is that P*.
_COMMON = {
    "official", "prevailing", "conventional", "received", "common", "popular", "dominant", "standard", "usual",
    "widespread", "general", "orthodox", "fashionable",
}  # fmt: skip
#: *Rumor has it that P, the theory goes that P, word is that P.*
_GOING = {"rumor", "rumour", "word", "legend", "theory", "story", "tale", "tradition", "gossip", "argument", "saying"}
#: Those who hold views: *for critics, P*.
_HOLDERS = {
    "opposition", "critic", "skeptic", "sceptic", "opponent", "supporter", "proponent", "advocate", "detractor",
    "observer", "analyst", "expert", "commentator", "pundit", "scholar", "historian", "realist", "pessimist",
    "optimist", "nationalist", "liberal", "conservative", "hardliner", "adherent",
}  # fmt: skip
_LIGHT = {
    "express", "voice", "share", "hold", "have", "reiterate", "make", "repeat", "raise", "air", "spread",
    "advance", "issue", "reject", "promote", "take",
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
        elif token.pos in ("NOUN", "PROPN") and lemma in _CONTENT_NOUNS | _GOING:
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
        below = sentence.children.get(noun.number, ())
        clause = next((c for c in below if c.dep in ("acl", "ccomp") and (has_that(sentence, c) or
                       (uttered and _is_bare(sentence, c)))), None)  # fmt: skip
        clause = clause or next((c for c in below if c.dep == "relcl" and has_content_that(sentence, c)), None)
        goes = False
        if clause is None:
            clause, goes = _said_of(sentence, noun)
        if clause is None or clause.number < noun.number:
            return
        owner = self._owner(sentence, noun)
        voice = self.speakers.name(sentence, owner) if owner is not None else ""
        common = any(c.form.lower() in _COMMON for c in below if c.dep in ("amod", "compound"))
        if not voice and owner is None and (uttered or goes or common):
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
        above = sentence.head(verb) if verb is not None and noun.dep == "pobj" and verb.form == "of" else None
        if above is not None and above.lemma.lower() in _COPULAS:  # is of the opinion that
            return sentence.child(above, "nsubj")
        light = verb is not None and noun.dep == "dobj" and verb.lemma.lower() in _LIGHT - {"reject"}
        return subject_of(sentence, verb) if verb is not None and light else None

    def _viewpoint(self, sentence: Sentence, noun: Token) -> Iterator[Quote]:
        """*From X's viewpoint*, *in the eyes of X*, *in X's view*."""
        into = sentence.head(noun)
        if into is None or noun.dep != "pobj" or into.form.lower() not in ("from", "in", "to", "by"):
            return
        if into.form.lower() == "by" and noun.lemma.lower() not in _ACCOUNTS:
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
        head = next((t for t in sentence.tokens if not t.head), token)
        phrase = list(without_subject(sentence, phrase, head))
        before = [t for t in sentence.tokens if t.number < phrase[0].number]
        behind = [t for t in sentence.tokens if t.number > phrase[-1].number]
        if len(before) > 1 and not any(t.pos in ("VERB", "AUX") for t in behind):
            behind = []
        yield from stretches(sentence, before + behind, cue="according to", voice=voice)

    def _for_whom(self, sentence: Sentence, token: Token) -> Iterator[Quote]:
        """*For X, Y is Z*, where X is an actor or a person; *for critics, P*, whatever P is."""
        whom = sentence.child(token, "pobj")
        head = sentence.head(token)
        if whom is None or head is None:
            return
        is_actor = whom.start in self.speakers.actor_at or whom.entity.endswith("PERSON")
        judges = is_actor and head.lemma.lower() == "be" and sentence.child(head, "attr", "acomp") is not None
        phrase = sentence.subtree(token)
        behind = sentence.tokens[phrase[-1].number :]
        comma = bool(behind) and behind[0].form == ","
        voice = self.speakers.name(sentence, whom)
        some = whom.form.lower() in ("many", "some", "most", "others")
        among = some and any(t.form.lower() in ("in", "among") for t in sentence.children.get(whom.number, ()))
        if (among or whom.lemma.lower() in _HOLDERS) and comma and any(t.pos in ("VERB", "AUX") for t in behind):
            yield from stretches(sentence, behind, cue="for", voice=voice or UNKNOWN)
        elif judges and comma and head.number > phrase[-1].number:
            yield from clause_around(sentence, phrase, head, cue="for", voice=voice)


def _said_of(sentence: Sentence, noun: Token) -> tuple[Token | None, bool]:
    """The clause that a noun is said to be (*X's view is that P*), and whether it is said to go around."""
    verb = sentence.head(noun)
    if verb is None or noun.dep != "nsubj":
        return None, False
    lemma, clause = verb.lemma.lower(), sentence.child(verb, "ccomp")
    if lemma == "be":
        return clause, noun.lemma.lower() in ("word", "rumor", "rumour")
    thing = sentence.child(verb, "dobj")
    has_it = lemma == "have" and thing is not None and thing.form.lower() == "it"
    goes = noun.lemma.lower() in _GOING and (has_it or lemma in ("go", "run"))
    return (clause, True) if goes else (None, False)


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
