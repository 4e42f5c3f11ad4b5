"""Speech, thought and viewpoint reported without marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from caatext.annotation.parsing import Sentence, Token
from caatext.annotation.reporting import (
    TELLING,
    has_that,
    is_reporting,
    is_thinking,
    is_unsaid,
    makes_clear,
    subject_of,
)
from caatext.annotation.speakers import UNKNOWN, Quote, Speakers
from caatext.annotation.stretches import clause_around, stretches
from caatext.annotation.viewpoints import ViewpointReader

#: To promise, ask or claim *to* do something reports an utterance.
_COMMISSIVE = {"promise", "pledge", "vow", "swear", "ask", "urge", "threaten", "claim", "profess", "purport"}
#: How something is seen, *as* something.
_VIEWING = {
    "see", "view", "perceive", "regard", "describe", "portray", "depict", "characterize", "present", "frame",
    "cast", "dismiss", "condemn", "denounce", "praise", "hail", "interpret", "consider", "paint",
}  # fmt: skip
_ACCUSING = {"accuse", "suspect"}
#: Passives that report what unnamed people say or think: *is said to*, *it is believed that*.
_HEARSAY = {
    "say", "believe", "allege", "report", "think", "rumor", "claim", "assume", "consider", "fear", "estimate",
    "hold", "argue", "suspect", "repute", "deem", "see", "view", "perceive", "regard",
}  # fmt: skip
#: To know *what* it is like, to decide *which*: nothing is stated.
_QUESTIONS = {"what", "who", "whom", "whose", "which", "how", "why", "when", "where", "whether", "if"}
#: Whoever wants or sees something done states nothing.
_WISHES = {"want", "hear", "forget", "question", "guarantee", "ensure"}
#: An inserted *X believes* is short.
_INSERTED = 5
_PREDICATIVE = ("ccomp", "acomp", "oprd")
_DASHES = {"-", "—", "–", "--"}
#: By these words the author says that he has it from others.
_HEARD = {"reportedly", "allegedly"}


class ReportedReader:
    """Finds reported clauses; verbs whose words stand between marks are passed over."""

    def __init__(self, speakers: Speakers, *, used: set[int]) -> None:
        self.speakers = speakers
        self.used = used
        self.viewpoints = ViewpointReader(speakers)

    def read(self) -> Iterator[Quote]:
        """Yield what is reported, a stretch at a time: *P, X said, Q* gives two."""
        for sentence in self.speakers.document.sentences:
            for token in sentence.tokens:
                yield from self._at(sentence, token)

    def _at(self, sentence: Sentence, token: Token) -> Iterator[Quote]:
        if token.pos == "VERB":
            if token.start not in self.used and (is_reporting(token) or makes_clear(sentence, token)):
                yield from self._said(sentence, token)
            if token.lemma.lower() in _ACCUSING:
                yield from self._accused(sentence, token)
            if token.lemma.lower() in _VIEWING | _HEARSAY:
                yield from self._seen(sentence, token)
        elif token.form.lower() in _HEARD:
            yield from self._heard(sentence, token)
        yield from self.viewpoints.at(sentence, token)

    def _heard(self, sentence: Sentence, adverb: Token) -> Iterator[Quote]:
        """*X reportedly did it*: the clause around is somebody's."""
        head = sentence.head(adverb)
        if head is not None and head.pos in ("VERB", "AUX"):
            yield from clause_around(sentence, [adverb], head, cue=adverb.form.lower(), voice=UNKNOWN)

    def _said(self, sentence: Sentence, verb: Token) -> Iterator[Quote]:
        clause = self._clause(sentence, verb)
        if clause is None and verb.lemma.lower() in _COMMISSIVE:
            clause = sentence.child(verb, "xcomp")
        passive = _is_passive(sentence, verb)
        if clause is None:
            if not passive:
                yield from self._in_passing(sentence, verb)
            return
        if passive:
            yield from self._told(sentence, verb, clause)
            return
        subject = subject_of(sentence, verb)
        if subject is None or _is_nobody(sentence, subject) or is_unsaid(sentence, verb):
            return
        apart = clause.number > verb.number or self._set_off(sentence, clause, verb)
        content = sentence.subtree(clause)
        if subject not in content and apart and _states(sentence, verb, clause):
            voice = self.speakers.name(sentence, subject, verb=verb)
            yield from stretches(sentence, content, cue=verb.lemma.lower(), voice=voice)

    def _accused(self, sentence: Sentence, verb: Token) -> Iterator[Quote]:
        """*X accuses Y of V-ing*, *Y is accused of V-ing*."""
        of = next((t for t in sentence.children.get(verb.number, ()) if t.dep == "prep" and t.form == "of"), None)
        act = sentence.child(of, "pcomp") if of is not None else None
        if act is None or is_unsaid(sentence, verb):
            return
        subject = subject_of(sentence, verb)
        if _is_passive(sentence, verb):
            voice = self._by(sentence, verb) or UNKNOWN
        else:
            voice = self.speakers.name(sentence, subject) if subject is not None else ""
        yield from stretches(sentence, sentence.subtree(act), cue=verb.lemma.lower(), voice=voice)

    def _clause(self, sentence: Sentence, verb: Token) -> Token | None:
        """The reported clause; in *make clear that P* it hangs below *clear*."""
        children = sentence.children.get(verb.number, ())
        clear = next((t for t in children if t.dep in _PREDICATIVE and t.form.lower() in ("clear", "plain")), None)
        clauses = [t for t in children if t.dep == "ccomp" and t != clear]
        found = next((t for t in clauses if t.number > verb.number), clauses[0] if clauses else None)
        if found is None and clear is not None:
            return sentence.child(clear, "ccomp")
        return found or self._misplaced(sentence, verb, children)

    def _misplaced(self, sentence: Sentence, verb: Token, children: Sequence[Token]) -> Token | None:
        """A clause with *that* (*feel like P*: with *like*) which the parser hung elsewhere."""
        told = next((t for t in children if t.dep == "dobj" and t.number > verb.number), None)
        if told is not None:
            below = sentence.children.get(told.number, ())
            taken = told if has_that(sentence, told) else next((t for t in below if has_that(sentence, t)), None)
            if taken is not None and (taken == told or verb.lemma.lower() in TELLING):
                return taken
        if verb.lemma.lower() == "feel":
            likes = (t for t in children if (m := sentence.child(t, "mark", "prep")) and m.form.lower() == "like")
            return next(likes, None)
        return self._behind_aside(sentence, verb)

    def _behind_aside(self, sentence: Sentence, verb: Token) -> Token | None:
        """The clause behind an aside between dashes: *X said - and nobody objected - that P*."""
        behind = sentence.tokens[verb.number :]
        dashes = [t.number for t in behind if t.form in _DASHES]
        first = next((t for t in behind if t.pos not in ("PRON", "PROPN", "NOUN")), None)
        if not dashes or first is None or first.number != dashes[0]:
            return None
        that = next((t for t in behind if t.form == "that" and t.dep == "mark" and t.number - 1 in dashes), None)
        return sentence.head(that) if that is not None else None

    def _told(self, sentence: Sentence, verb: Token, clause: Token) -> Iterator[Quote]:
        """*It is believed that*, *was told that*, *as X was quoted*: by whom, or by somebody."""
        lemma = verb.lemma.lower()
        subject = sentence.child(verb, "nsubjpass")
        impersonal = subject is not None and subject.form.lower() == "it" and lemma in _HEARSAY
        told = lemma in TELLING
        if sentence.child(verb, "neg") is None and (impersonal or told):
            voice = self._by(sentence, verb) or UNKNOWN
            yield from stretches(sentence, sentence.subtree(clause), cue=lemma, voice=voice)

    def _in_passing(self, sentence: Sentence, verb: Token) -> Iterator[Quote]:
        """*As X notes, P* and *P, X believes*: the clause around is what is reported."""
        used = sentence.head(verb) if verb.dep == "xcomp" else None
        verb, cue = (
            (used, verb.lemma.lower()) if used is not None and used.form == "used" else (verb, verb.lemma.lower())
        )
        subject = sentence.child(verb, "nsubj")
        head = sentence.head(verb)
        if subject is None or head is None:
            return
        phrase = sentence.subtree(verb)
        phrase = [t for t in phrase if t.pos != "PUNCT" or t not in (phrase[0], phrase[-1])]
        before = sentence.tokens[phrase[0].number - 2] if phrase[0].number > 1 else None
        set_off = before is None or before.pos == "PUNCT" or before.form.lower() in ("and", "but")
        as_clause = verb.dep == "advcl" and phrase[0].form.lower() == "as"
        inserted = verb.dep == "parataxis" and len(phrase) <= _INSERTED
        if not set_off or not (as_clause or inserted):
            return
        voice = self.speakers.name(sentence, subject, verb=verb)
        cue = f"as {cue}" if as_clause else cue
        yield from clause_around(sentence, phrase, head, cue=cue, voice=voice)

    def _set_off(self, sentence: Sentence, clause: Token, verb: Token) -> bool:
        """Whether a comma or dash parts a clause that comes first from the words that report it."""
        last = [t for t in sentence.subtree(clause) if t.number < verb.number and t.dep != "cc"][-1]
        word = next((t for t in reversed(sentence.tokens[: last.number]) if t.pos != "PUNCT"), last)
        if word.start in self.speakers.quoted and verb.start not in self.speakers.quoted:
            return False
        between = sentence.tokens[max(last.number - 2, 0) : last.number + 1]
        following = [t for t in sentence.tokens[verb.number : verb.number + 3] if t.pos not in ("PUNCT", "ADV")]
        dangling = bool(following) and following[0].pos in ("AUX", "VERB") and following[0].dep != "xcomp"
        about = any(t.form.lower() in ("about", "for") for t in following[:1])
        return any(t.form in (",", "—", "–", "--") for t in between) and not dangling and not about

    def _seen(self, sentence: Sentence, verb: Token) -> Iterator[Quote]:
        """*X sees Y as Z*, *is seen as Z by X*, *is said to be Z*."""
        lemma = verb.lemma.lower()
        passive = _is_passive(sentence, verb) or (verb.tag == "VBN" and verb.dep in ("acl", "advcl"))
        content = self._as_what(sentence, verb) if lemma in _VIEWING else None
        if content is None and passive and lemma in _HEARSAY:
            content = sentence.child(verb, "xcomp", "oprd") if lemma != "estimate" else None
        if content is None or (lemma == "present" and not passive):
            return
        if passive and any(t.tag == "TO" for t in sentence.children.get(verb.number, ())):
            return
        if passive:
            voice = self._by(sentence, verb, content) or UNKNOWN
        else:
            subject = subject_of(sentence, verb)
            voice = self.speakers.name(sentence, subject) if subject is not None else ""
        if voice and not is_unsaid(sentence, verb):
            by = sentence.child(verb, "agent") or _by_phrase(sentence, content)
            inside = sentence.subtree(content)
            without = {t.number for t in sentence.subtree(by)} if by is not None else set()
            yield from stretches(
                sentence, [t for t in inside if t.number not in without], cue=f"{lemma} as", voice=voice
            )

    def _as_what(self, sentence: Sentence, verb: Token) -> Token | None:
        """What stands behind *as*."""
        for child in sentence.children.get(verb.number, ()):
            if child.form.lower() == "as" and child.number > verb.number:
                return sentence.child(child, "pobj", "pcomp", "amod", "advmod")
            marker = sentence.child(child, "mark", "advmod", "prep")
            if child.number > verb.number and marker is not None and marker.form.lower() == "as":
                return child if child.tag in ("VBG", "VBN") else None
        return None

    def _by(self, sentence: Sentence, verb: Token, content: Token | None = None) -> str:
        by = sentence.child(verb, "agent")
        if by is None:
            near = {verb.number} | {child.number for child in sentence.children.get(verb.number, ())}
            near |= {content.number} if content is not None else set()
            by = next((t for t in sentence.subtree(verb) if t.form.lower() == "by" and t.number > verb.number
                       and t.head in near and t.dep in ("agent", "prep")), None)  # fmt: skip
        whom = sentence.child(by, "pobj") if by is not None else None
        return self.speakers.name(sentence, whom) if whom is not None else ""


def _lacks_subject(sentence: Sentence, clause: Token) -> bool:
    return sentence.child(clause, "nsubj", "nsubjpass", "expl", "aux", "auxpass") is None


def _is_nobody(sentence: Sentence, subject: Token) -> bool:
    """*No observer believes that P, nothing suggests that P*: nobody says so."""
    words = {t.form.lower() for t in sentence.children.get(subject.number, ()) if t.dep in ("det", "neg")}
    return "no" in words or subject.form.lower() in ("nothing", "nobody", "none")


def _is_passive(sentence: Sentence, verb: Token) -> bool:
    """Whether a verb is passive; *when asked* and *a man told that* are so without *be*."""
    if sentence.child(verb, "nsubjpass", "auxpass") is not None:
        return True
    return verb.tag == "VBN" and verb.dep in ("advcl", "acl") and sentence.child(verb, "aux", "nsubj") is None


def _states(sentence: Sentence, verb: Token, clause: Token) -> bool:
    """Whether a clause states something: not *want us to go*, *know what it is like*, *what X believes is right*."""
    lemma = verb.lemma.lower()
    tokens = sentence.subtree(clause)
    first = tokens[0]
    if len(tokens) == 1 and first.pos in ("ADJ", "NOUN"):
        return False  # *finds it useful*
    if clause.number < verb.number and clause.tag in ("VBN", "VBG") and _lacks_subject(sentence, clause):
        return False  # *X, never admitted, explains Y*
    if first.form.lower() == "what" and first.number < verb.number:
        return False
    if first.form.lower() in _QUESTIONS and first.number > verb.number and (is_thinking(verb) or lemma == "tell"):
        return False
    if lemma in _COMMISSIVE or clause.number < verb.number or not clause.pos.startswith(("V", "AUX")):
        return True
    helpers = [t for t in sentence.children.get(clause.number, ()) if t.dep in ("aux", "auxpass")]
    finite = clause.tag in ("VBZ", "VBP", "VBD") or any(
        t.tag in ("MD", "VBZ", "VBP", "VBD") or t.form[0] in "'’" for t in helpers
    )
    to_be = clause.lemma == "be" and any(t.tag == "TO" for t in helpers)
    return lemma not in _WISHES and (finite or to_be or has_that(sentence, clause))


def _by_phrase(sentence: Sentence, content: Token) -> Token | None:
    """A *by* that the parser hung below the content (*seen as a threat by X*)."""
    return next((t for t in sentence.subtree(content) if t.form.lower() == "by" and t.dep in ("prep", "agent")), None)
