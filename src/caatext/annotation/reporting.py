"""Words that report: verbs of speech and thought, and who the grammar makes their subject."""

from __future__ import annotations

from functools import lru_cache
from itertools import takewhile

from caatext.annotation.parsing import Sentence, Token
from caatext.corpus.lexicons import verb_lexicon

#: Verbs that report besides those of the verb lexicon, which lists what states and people do to each other.
_FURTHER = {
    "advise", "beg", "command", "counsel", "exhort", "implore", "instruct", "plead", "pray", "preach", "sum",
    "allege", "assume", "assure", "begin", "boast", "brag", "calculate", "chant", "cite", "continue", "cry",
    "decree", "dream", "echo", "estimate", "exclaim", "fancy", "guess", "hold", "imagine", "inform", "joke",
    "judge", "lament", "muse", "notify", "observe", "opine", "point", "posit", "post", "presume", "profess",
    "purport", "quip", "quote", "read", "realise", "realize", "reassure", "recall", "recite", "reckon",
    "reconfirm", "recount", "reiterate", "remark", "repeat", "reply", "respond", "retort", "scream", "shout",
    "roar", "sing", "speculate", "surmise", "swear", "teach", "testify", "theorize", "tweet", "whisper", "yell",
    "aver", "avow", "bet", "certify", "confess", "conjecture", "deduce", "demur", "emphasise", "foretell", "gripe",
    "groan", "grumble", "hazard", "hypothesize", "hypothesise", "infer", "interject", "intimate", "moan", "mumble",
    "murmur", "mutter", "pontificate", "postulate", "pronounce", "prophesy", "rant", "reason", "recollect", "rejoin",
    "relate", "scoff", "sigh", "snap", "submit", "theorise", "underline", "venture", "vouch", "wager", "whine",
}  # fmt: skip
#: These report words between marks only: *a sign read that* is no report.
_ONLY_QUOTING = {
    "advise", "beg", "command", "implore", "instruct", "sum", "begin", "chant", "cite", "continue", "echo",
    "post", "quote", "read", "recite", "roar", "sing",
}  # fmt: skip
#: Those who are told have not spoken; somebody has.
TELLING = {"tell", "inform", "assure", "warn", "notify", "remind", "advise"}
#: What somebody knows is granted by the author, not reported.
_GRANTING = {"know", "understand", "recognize", "recognise", "realize", "realise"}
#: With these somebody else's words are quoted: *quoting Longfellow's poem: …*.
REPEATING = {"cite", "echo", "quote", "recite"}
#: Not before words between marks, whatever they may report.
_NEVER_TAGS = {
    "know", "see", "show", "mean", "want", "plan", "find", "view", "perceive", "regard", "consider", "aim",
    "intend", "learn", "prefer", "respect", "order", "offer", "accept", "decide", "determine", "dictate",
    "portray", "prove", "demonstrate", "trust", "forecast", "recognize", "understand", "hear",
}  # fmt: skip
#: Thought, not speech: a few words between marks beneath them need not be quoted from anybody.
_THINKING = {
    "accept", "agree", "aim", "anticipate", "aspire", "believe", "consider", "decide", "determine", "dictate",
    "expect", "fear", "feel", "find", "forecast", "hope", "intend", "know", "learn", "mean", "offer", "order",
    "perceive", "plan", "prefer", "pretend", "regard", "respect", "see", "show", "signal", "suspect", "think",
    "trust", "understand", "view", "want", "wish", "worry", "assume", "dream", "estimate", "fancy", "guess",
    "hold", "imagine", "presume", "realise", "realize", "reckon", "calculate", "judge", "prove", "demonstrate",
    "indicate", "predict",
}  # fmt: skip
#: A thing can be the subject of these without anybody speaking.
SHOWING = {
    "show", "suggest", "mean", "indicate", "demonstrate", "reveal", "imply", "confirm", "underline", "prove",
    "illustrate", "signal", "reflect", "remind", "ensure", "see", "find", "maintain", "recognize", "decide",
    "view", "aim", "portray", "teach", "hold", "echo", "underscore", "highlight", "dictate", "determine",
    "guarantee", "require", "observe", "explain",
}  # fmt: skip
#: These give names or labels.
CALLING = {
    "call", "name", "dub", "title", "label", "term", "nickname", "christen", "entitle", "know", "refer",
    "brand", "deem", "describe", "characterize", "baptize", "style", "classify", "designate", "dismiss", "denounce",
    "condemn", "hail",
}  # fmt: skip
#: The author, and whoever he talks to or of together with himself.
FIRST_PERSON = {"i", "me", "we", "us", "my", "our", "myself", "ourselves", "'s", "’s"}
#: Who must, should or could say something has not said it; some *might say* it, though.
_UNSAID = {"must", "should", "can", "could", "would", "may", "might", "ought", "ca"}
_HEDGED_SAYING = {"say", "tell", "argue", "claim", "object", "contend", "suggest", "counter"}
#: *X can tell you that P* says that X says so.
_VOUCHING = {"tell", "attest", "confirm", "assure"}
#: What one ought, needs or has to say has not been said.
_OBLIGING = {"ought", "need", "have", "let", "help"}


@lru_cache(maxsize=1)
def reporting_verbs() -> frozenset[str]:
    """Return the lemmas that can report speech or thought: the verb lexicon's and a few that only report."""
    listed = {lemma for (lemma, pos), entry in verb_lexicon().items() if pos == "VERB" and entry.is_speech}
    return frozenset(listed | _FURTHER)


def is_reporting(token: Token) -> bool:
    """Whether a verb can report a clause of speech or thought."""
    lemma = token.lemma.lower()
    return token.pos == "VERB" and lemma in reporting_verbs() and lemma not in _ONLY_QUOTING | _GRANTING


def is_saying(token: Token) -> bool:
    """Whether a verb, with a comma or nothing between, can introduce words between marks."""
    lemma = token.lemma.lower()
    if token.form.lower() in ("say", "says", "said"):
        return True
    return token.pos == "VERB" and lemma in reporting_verbs() and lemma not in _NEVER_TAGS | CALLING


def is_musing(token: Token) -> bool:
    """Whether a verb is of thought: it introduces words between marks only where nothing stands between."""
    return token.lemma.lower() in _THINKING


def is_thinking(token: Token) -> bool:
    """Whether a verb reports thought or a finding rather than words."""
    return token.lemma.lower() in _THINKING | SHOWING


def makes_clear(sentence: Sentence, verb: Token) -> bool:
    """Whether it is *make clear*, *make it plain* or *put it*."""
    behind = [t.form.lower() for t in sentence.tokens[verb.number : verb.number + 4]]
    if verb.lemma.lower() == "put":
        return behind[:1] == ["it"]
    return verb.lemma.lower() == "make" and ("clear" in behind or "plain" in behind)


def subject_of(sentence: Sentence, verb: Token) -> Token | None:
    """Return who does the reporting of a verb.

    That is its subject; that of the verb it is joined or subordinate to (*affirmed …, stating that*, *was quoted as
    saying*); the noun it modifies (*officials saying*); or the noun after it (*said Minister Y*).
    """
    current: Token | None = verb
    while current is not None:
        subject = _pronoun_before(sentence, current) or sentence.child(current, "nsubj")
        subject = subject or (sentence.child(current, "nsubjpass") if current != verb else None)
        if subject is not None:
            return subject
        head = sentence.head(current)
        if current.dep == "acl":
            return head if current.tag != "VB" else None
        if current.dep not in ("advcl", "conj", "xcomp", "pcomp", "prep"):
            break
        current = head
    return _inverted(sentence, verb)


def _pronoun_before(sentence: Sentence, verb: Token) -> Token | None:
    """A pronoun right before the verb is its subject, whatever the parser made of it."""
    before = sentence.tokens[verb.number - 2] if verb.number > 1 else None
    return before if before is not None and before.form.lower() in ("i", "he", "she", "we", "they") else None


def _inverted(sentence: Sentence, verb: Token) -> Token | None:
    """The noun right after a verb that follows a closing mark, where the parser saw an object."""
    if verb.number > 1 and not sentence.tokens[verb.number - 2].form.endswith(("”", '"', "''", "’", ",")):
        return None
    noun = sentence.child(verb, "dobj", "attr", "npadvmod", "dep") or _name_behind(sentence, verb)
    return noun if noun is not None and noun.number > verb.number and noun.pos in ("PROPN", "NOUN", "PRON") else None


def _name_behind(sentence: Sentence, verb: Token) -> Token | None:
    """The noun right behind a verb (*said Jan Berg, who …*, *said the mayor of X*), whatever it was hung below."""
    run = list(takewhile(lambda t: t.pos in ("DET", "ADJ", "NOUN", "PROPN"), sentence.tokens[verb.number :]))
    return run[-1] if run else None


def is_unsaid(sentence: Sentence, verb: Token) -> bool:
    """Whether the verb is only possible, wished or asked for; *some might argue that* is said by some."""
    head = sentence.head(verb) if verb.dep in ("xcomp", "ccomp") and verb.tag == "VB" else None
    if head is not None and head.lemma.lower() in _OBLIGING:
        return True
    helpers = {c.form.lower() for c in sentence.children.get(verb.number, ()) if c.dep == "aux"} & _UNSAID
    if not helpers:
        return False
    asked = sentence.tokens[-1].form == "?"
    if helpers == {"can"} and verb.lemma.lower() in _VOUCHING and not asked:
        return False
    return asked or verb.lemma.lower() not in _HEDGED_SAYING or not helpers <= {"would", "might", "may", "will"}


def has_content_that(sentence: Sentence, clause: Token) -> bool:
    """Whether *that* opens a clause without being a part of it, also where the parser sees a relative clause."""
    children = sentence.children.get(clause.number, ())
    objects = [t for t in children if t.dep == "dobj" and t.number > clause.number]
    opening = [t for t in children if t.form.lower() == "that" and t.number < clause.number]
    return any(t.dep in ("mark", "advmod") or (t.dep == "dobj" and objects) for t in opening)


def has_that(sentence: Sentence, clause: Token) -> bool:
    """Whether a clause begins with *that*."""
    marker = sentence.child(clause, "mark")
    return marker is not None and marker.form.lower() == "that"
