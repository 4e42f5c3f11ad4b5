"""Who acts and who is acted upon in a clause: subjects, understood subjects, objects, passives."""

from __future__ import annotations

from typing import NamedTuple

from caatext.annotation.noun_phrases import NounPhrases
from caatext.annotation.parsing import Token
from caatext.annotation.verb_frames import lemma_of

SUBJECT = ("nsubj", "csubj")
PASSIVE_SUBJECT = ("nsubjpass", "csubjpass")
_OBJECT = ("dobj", "obj")
#: Prepositions that bring in whom an act is done to or with.
GOVERNED = ("to", "with", "against", "on", "upon", "toward", "towards", "for", "at", "over")
#: Acts that take something or somebody away: here *from* brings in the other side.
_TAKING = {
    "borrow", "buy", "demand", "depart", "distance", "expect", "extract", "gain", "hide", "import",
    "obtain", "receive", "retreat", "secede", "seek", "seize", "separate", "steal", "win", "withdraw",
}  # fmt: skip
#: The object of these is who does what the infinitive says.
OBJECT_CONTROL = {
    "advise", "allow", "ask", "assist", "authorize", "beg", "cause", "challenge", "coerce", "command",
    "compel", "convince", "desire", "direct", "drive", "elect", "empower", "enable", "encourage", "expect",
    "forbid", "force", "get", "have", "help", "inspire", "instruct", "intend", "invite", "lead", "let",
    "like", "make", "mean", "motivate", "need", "oblige", "order", "permit", "persuade", "prefer", "press",
    "pressure", "prompt", "provoke", "push", "require", "teach", "tell", "tempt", "train", "trust", "urge",
    "want", "warn", "wish",
}  # fmt: skip
#: They say nothing of a person who is wanted or expected to act.
_NOT_AFFECTING = {"desire", "expect", "have", "intend", "like", "mean", "need", "prefer", "want", "wish"}
#: *called on X to withdraw*: X is to withdraw.
_PREPOSITIONAL_CONTROL = {"appeal", "call", "count", "plead", "rely", "wait"}
#: What they lead to is a place: *came to X*.
_GOING = {"come", "flee", "flow", "fly", "go", "march", "migrate", "move", "return", "travel", "walk"}
#: *saw X leaving*: X is seen.
_PERCEIVING = {"find", "hear", "keep", "leave", "see", "watch"}
#: Their partner is that of the verb: *signed a treaty with X*.
PAPERS = {"accord", "agreement", "contact", "deal", "link", "pact", "relation", "tariff", "tie", "treaty"}
#: *sees X as threatening Y*: X threatens.
_SEEING = {"consider", "depict", "describe", "perceive", "portray", "present", "regard", "see", "view"}
#: What one makes, has or is given, and then does: the infinitive behind it is done by the same actor.
_UNDERTAKINGS = {
    "ability", "action", "attempt", "authority", "campaign", "capability", "capacity", "chance", "choice",
    "commitment", "courage", "decision", "desire", "determination", "duty", "effort", "failure", "fight",
    "freedom", "initiative", "intention", "measure", "mission", "move", "need", "obligation", "offer",
    "opportunity", "option", "plan", "pledge", "policy", "power", "promise", "proposal", "readiness",
    "refusal", "resolve", "resource", "responsibility", "right", "role", "step", "strategy", "strength",
    "struggle", "task", "threat", "time", "tool", "way", "will", "willingness",
}  # fmt: skip
#: The object of these is who does what the gerund after a preposition says: *kept X from joining*.
_OBJECT_GERUND = {
    "accuse", "ban", "bar", "blame", "block", "condemn", "criticize", "denounce", "deter", "discourage",
    "dissuade", "forgive", "hinder", "keep", "praise", "prevent", "prohibit", "punish", "restrain",
    "sanction", "stop", "suspect", "thank",
}  # fmt: skip
#: Verbs that give somebody the right or chance to act.
_GIVING = {"accord", "afford", "allow", "assure", "deny", "give", "grant", "guarantee", "offer", "promise"}
_VERBAL = ("VERB", "AUX")


class Roles(NamedTuple):
    """The words that play the two parts of a clause."""

    agents: list[Token]
    patients: list[Token]
    is_passive: bool


def find_roles(phrases: NounPhrases, verb: Token, *, preposition: str = "") -> Roles:
    """Return the words that play agent and patient of a verb; `preposition` is the one its lexicon entry fixes."""
    misread = _misread_clause(phrases, verb)
    if misread is not None:
        return misread
    if is_passive(phrases, verb):
        undergoing = subjects(phrases, verb)
        patients = undergoing if phrases.actors(undergoing) else _governed(phrases, verb) or undergoing
        return Roles(_by_phrase(phrases, verb), patients, True)
    agents = [*subjects(phrases, verb), *_companions(phrases, verb)]
    return Roles(agents, _patients(phrases, verb, preposition), False)


def _misread_clause(phrases: NounPhrases, verb: Token) -> Roles | None:
    """Clauses that the parser takes for something else."""
    clauses = [c for word in (verb, *phrases.children(verb, ("auxpass",))) for c in phrases.children(word, ("csubj",))]
    done = [child for child in clauses if child.lemma.lower() == "do"]
    if done:  # *What X did was humiliate Y*
        return Roles([token for child in done for token in subjects(phrases, child)], _objects(phrases, verb), False)
    head = phrases.head(verb)
    if head is None or verb.dep != "amod" or verb.tag not in ("VBN", "VBD") or not phrases.named(head):
        return None
    names = [c for c in phrases.children(head, ("nmod", "compound")) if c.tag == "NNP" and c.number < verb.number]
    names = [name for name in names if phrases.named(name)] or _first_name(phrases, head, verb)
    return Roles(names, [head], False) if names else None


def _first_name(phrases: NounPhrases, token: Token, verb: Token) -> list[Token]:
    """*X, not Y, encircled Z* without a verb that the parser saw: X."""
    top: Token | None = token
    while top is not None and top.dep == "appos":
        top = phrases.head(top)
    is_first = top is not None and top.dep == "ROOT" and top.number < verb.number and bool(phrases.named(top))
    return [top] if is_first and top is not None else []


def _objects(phrases: NounPhrases, verb: Token) -> list[Token]:
    return phrases.children(verb, _OBJECT)


def _companions(phrases: NounPhrases, verb: Token) -> list[Token]:
    """*X, along with Y, attacked*: Y attacks too."""
    front = [child for child in phrases.children(verb, ("prep",)) if child.number < verb.number]
    along = [child for child in front if child.form.lower() in ("along", "together")]
    found = [token for child in along for token in phrases.objects_of(child, {"with"})]
    for child in front:
        beside = {c.form.lower() for c in phrases.children(child, ("advmod",))}
        found.extend(phrases.preposition_objects(child) if "together" in beside else [])
    return found if phrases.children(verb, SUBJECT) else []


def _by_phrase(phrases: NounPhrases, verb: Token) -> list[Token]:
    """Return who acts in a passive; of *was bombed and occupied by X*, X does both."""
    own = phrases.objects_of(verb, {"by"})
    head = phrases.head(verb)
    if not own and verb.dep == "oprd" and head is not None:  # *was left crippled by X*
        own = phrases.objects_of(head, {"by"})
    if own:
        return [*own, *(split for token in own for split in _split_off(phrases, token))]
    joined = [child for child in phrases.children(verb, ("conj",)) if child.tag == "VBN" and is_passive(phrases, child)]
    return [token for child in joined if not _has_subject(phrases, child) for token in _by_phrase(phrases, child)]


def _split_off(phrases: NounPhrases, token: Token) -> list[Token]:
    """*backed by Norland and Surian rebels*: a full name before *and* that the parser made a modifier."""
    names = [child for child in phrases.children(token, ("nmod",)) if child.tag == "NNP"]
    return [
        name
        for name in names
        if not name.form.isupper() and "." not in name.form
        if phrases.children(name, ("cc",)) and any(c.tag == "JJ" for c in phrases.children(name, ("conj",)))
    ]


def _has_subject(phrases: NounPhrases, verb: Token) -> bool:
    return bool(phrases.children(verb, (*SUBJECT, *PASSIVE_SUBJECT, "auxpass")))


def is_passive(phrases: NounPhrases, verb: Token) -> bool:
    """Whether the subject is acted upon: by the auxiliary, as a participle alone, or beside a passive."""
    deps = {child.dep for child in phrases.all_children(verb)}
    if deps & {"nsubjpass", "csubjpass", "auxpass"}:
        return True
    if verb.tag not in ("VBN", "VBD") or deps & {"aux", "nsubj", "dobj"}:
        return False
    if verb.dep in ("acl", "advcl", "relcl", "oprd") and verb.tag == "VBN":
        return "expl" not in deps
    head = phrases.head(verb)
    return verb.tag == "VBN" and verb.dep in ("conj", "dep") and head is not None and is_passive(phrases, head)


def subjects(phrases: NounPhrases, verb: Token) -> list[Token]:
    """Return the subject of a verb, its own or the understood one."""
    own = phrases.children(verb, (*SUBJECT, *PASSIVE_SUBJECT))
    for auxiliary in () if own else phrases.children(verb, ("aux", "auxpass")):
        own.extend(phrases.children(auxiliary, (*SUBJECT, *PASSIVE_SUBJECT)))
    if own:
        return own
    if verb.tag == "VBG" and phrases.children(verb, ("poss",)):
        return phrases.owner_tokens(verb, ("poss",))
    return _understood(phrases, verb)


def _understood(phrases: NounPhrases, verb: Token) -> list[Token]:
    head = phrases.head(verb)
    if head is None:
        return []
    if verb.dep in ("conj", "dep"):
        return subjects(phrases, head) if head.pos in _VERBAL else []
    if verb.dep == "oprd":
        return subjects(phrases, head) if is_passive(phrases, head) else _objects(phrases, head)
    if verb.dep in ("xcomp", "ccomp", "advcl"):
        return _from_governor(phrases, verb, head) if _is_nonfinite(phrases, verb) else []
    if verb.dep in ("acl", "relcl"):
        return _from_noun(phrases, verb, head)
    if verb.dep == "pcomp":
        return _from_preposition(phrases, head)
    return []


def _is_nonfinite(phrases: NounPhrases, verb: Token) -> bool:
    auxiliaries = phrases.children(verb, ("aux",))
    return verb.tag in ("VB", "VBG", "VBN", "VBP") and not any(child.tag == "MD" for child in auxiliaries)


def _from_governor(phrases: NounPhrases, verb: Token, head: Token) -> list[Token]:
    """Subject of an infinitive or participle under a verb, or under an adjective and its verb."""
    if head.pos not in _VERBAL:
        above = phrases.head(head) if head.dep in ("acomp", "oprd", "advcl", "attr") else None
        return subjects(phrases, above) if above is not None and above.pos in _VERBAL else []
    lemma = lemma_of(head)
    if lemma in _PREPOSITIONAL_CONTROL and verb.tag == "VB":
        called = phrases.objects_of(head, ("on", "upon", "to", "for"))
        if phrases.actors(called):
            return called
    if verb.dep != "advcl" and lemma in OBJECT_CONTROL and not is_passive(phrases, head):
        objects = phrases.children(head, (*_OBJECT, "dative"))
        return objects or subjects(phrases, head)
    if verb.dep == "advcl" and verb.tag == "VB" and is_passive(phrases, head):
        return phrases.objects_of(head, {"by"})
    return subjects(phrases, head)


def _from_noun(phrases: NounPhrases, verb: Token, noun: Token) -> list[Token]:
    """Subject of a participle or infinitive behind a noun: *forces fighting ...*, *X's effort to ...*."""
    if verb.tag == "VBN":
        governor = passive_above(phrases, verb, noun)
        return subjects(phrases, governor) if governor is not None else [noun]
    if verb.tag == "VBG":
        return [noun]
    return _holder(phrases, noun) if verb.dep == "acl" else []


def passive_above(phrases: NounPhrases, verb: Token, noun: Token) -> Token | None:
    """The passive that a participle goes on with: *X was helped by one, betrayed by the other*."""
    preposition = phrases.head(noun)
    between = phrases.sentence.tokens[noun.number : verb.number - 1]
    if preposition is None or preposition.dep != "agent" or not any(token.form in ",;" for token in between):
        return None
    return phrases.head(preposition)


def _holder(phrases: NounPhrases, noun: Token) -> list[Token]:
    """Who has the plan, right or need that a noun names."""
    if phrases.owners(noun):
        return phrases.owner_tokens(noun)
    head = phrases.head(noun)
    if head is not None and noun.lemma == "order" and head.form.lower() == "in":
        above = phrases.head(head)
        return subjects(phrases, above) if above is not None and above.pos in _VERBAL else []
    if head is None or head.pos not in _VERBAL:
        return []
    if noun.dep == "attr":
        return subjects(phrases, head)
    if noun.dep not in _OBJECT or noun.lemma.lower() not in _UNDERTAKINGS:
        return []
    if head.lemma.lower() in _GIVING and not is_passive(phrases, head):
        return recipients(phrases, head)
    return subjects(phrases, head)


def _from_preposition(phrases: NounPhrases, preposition: Token) -> list[Token]:
    """Subject of a gerund behind a preposition: *accused X of arming*, *gained by arming*."""
    above = phrases.head(preposition)
    if above is None:
        return []
    if above.pos == "ADJ":
        verb = phrases.head(above)
        return subjects(phrases, verb) if verb is not None and verb.pos in _VERBAL else []
    if above.form.lower() in ("far", "short"):  # *far from helping, stopped short of helping*
        verb = phrases.head(above)
        return subjects(phrases, verb) if verb is not None and verb.pos in _VERBAL else []
    if above.pos not in _VERBAL:
        return _holder(phrases, above)
    if above.lemma.lower() in _OBJECT_GERUND and preposition.form.lower() in ("from", "of", "for"):
        passive = is_passive(phrases, above)
        return subjects(phrases, above) if passive else phrases.children(above, _OBJECT)
    if above.lemma.lower() in _SEEING and preposition.form.lower() == "as" and not is_passive(phrases, above):
        return phrases.children(above, _OBJECT)
    return subjects(phrases, above)


def recipients(phrases: NounPhrases, verb: Token) -> list[Token]:
    """Return to whom something is given, with or without *to*."""
    found: list[Token] = []
    for token in phrases.children(verb, ("dative",)):
        found.extend(phrases.preposition_objects(token) if token.pos == "ADP" else [token])
    return found


def _patients(phrases: NounPhrases, verb: Token, preposition: str) -> list[Token]:
    fixed = phrases.objects_of(verb, {preposition}) if preposition else []
    if preposition and not fixed:  # *opened fire on X*
        fixed = [token for item in _objects(phrases, verb) for token in phrases.objects_of(item, {preposition})]
    if phrases.actors(fixed):
        return fixed
    objects = phrases.children(verb, _OBJECT) or _misread_object(phrases, verb) or _small_clause(phrases, verb)
    for candidates in (recipients(phrases, verb), objects, _acting_object(phrases, verb)):
        if phrases.actors(candidates):
            return candidates
    papers = [item for item in objects if item.lemma.lower() in PAPERS]
    for paper in papers:
        partners = phrases.objects_of(paper, ("with", "on", "to"))
        if phrases.actors(partners):
            return partners
    shared = [] if objects else _shared_object(phrases, verb)
    return shared or _relative_object(phrases, verb) or _governed(phrases, verb)


def _misread_object(phrases: NounPhrases, verb: Token) -> list[Token]:
    """A rare name right behind the verb that the parser took for an adverb or another verb."""
    children = phrases.children(verb, ("ccomp", "xcomp", "acomp", "oprd", "npadvmod", "advmod", "advcl", "nmod", "dep"))
    return [child for child in children if child.number == verb.number + 1 and child.start in phrases.actor_at]


def _small_clause(phrases: NounPhrases, verb: Token) -> list[Token]:
    """*made X safer*: X, which the parser makes the subject of *safer*."""
    states = [c for c in phrases.children(verb, ("ccomp", "oprd")) if c.pos in ("ADJ", "NOUN")]
    return [item for state in states for item in phrases.children(state, SUBJECT) if not _has_mark(phrases, state)]


def _acting_object(phrases: NounPhrases, verb: Token) -> list[Token]:
    """*helped X win*: X is helped, though the parser makes it the subject of *win*."""
    if verb.lemma.lower() not in (OBJECT_CONTROL | _PERCEIVING) - _NOT_AFFECTING:
        return []
    clauses = [c for c in phrases.children(verb, ("ccomp", "xcomp")) if c.tag in ("VB", "VBP", "VBG", "VBN")]
    bare = [clause for clause in clauses if not _has_mark(phrases, clause)]
    return [subject for clause in bare for subject in phrases.children(clause, (*SUBJECT, *PASSIVE_SUBJECT))]


def _has_mark(phrases: NounPhrases, verb: Token) -> bool:
    return any(child.dep == "mark" or child.tag == "MD" for child in phrases.all_children(verb))


def _shared_object(phrases: NounPhrases, verb: Token) -> list[Token]:
    """*invaded and occupied X*: X is the object of both where nothing stands between the verbs."""
    tokens = phrases.sentence.tokens
    if verb.number >= len(tokens) or tokens[verb.number].dep != "cc":
        return []
    return [
        item
        for joined in phrases.children(verb, ("conj",))
        if joined.pos == "VERB" and joined.number - verb.number <= 3
        for item in phrases.children(joined, _OBJECT)
        if phrases.actors([item])
    ]


def _relative_object(phrases: NounPhrases, verb: Token) -> list[Token]:
    """*the state X attacked*: no pronoun, and no object of its own."""
    noun = phrases.head(verb)
    deps = {child.dep for child in phrases.all_children(verb)}
    if verb.dep != "relcl" or noun is None or deps & {"dobj", "ccomp", "xcomp", "acomp", "attr", "mark"}:
        return []
    if any(not phrases.all_children(child) for child in phrases.children(verb, ("prep",))):
        return []  # *the state X trades with*: left to the preposition
    subjects_here = phrases.children(verb, SUBJECT)
    is_open = bool(subjects_here) and not any(t.tag in ("WDT", "WP") for t in subjects_here)
    when = any(child.tag in ("WRB", "WDT", "WP") for child in phrases.all_children(verb))
    return [noun] if is_open and not when else []


def _governed(phrases: NounPhrases, verb: Token) -> list[Token]:
    """Objects of the prepositions that a verb governs; a phrase in front of the verb is no participant."""
    lemma = verb.lemma.lower()
    words = ("with", "against") if lemma in _GOING else (*GOVERNED, "from") if lemma in _TAKING else GOVERNED
    found: list[Token] = []
    for preposition in phrases.children(verb, ("prep", "dative")):
        objects = phrases.preposition_objects(preposition)
        is_relative = any(token.tag in ("WDT", "WP") for token in objects)
        if preposition.form.lower() in words and (preposition.number > verb.number or is_relative):
            found.extend(objects)
    return found if phrases.actors(found) else []
