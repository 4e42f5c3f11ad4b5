"""Whether an act is denied, whether it takes place, and whether somebody else makes the actor do it."""

from __future__ import annotations

from caatext.annotation.matrix import MatrixReader, is_content
from caatext.annotation.noun_phrases import NounPhrases
from caatext.annotation.parsing import Token
from caatext.annotation.roles import OBJECT_CONTROL, is_passive, passive_above
from caatext.annotation.verb_frames import lemma_of

_VERBAL = ("VERB", "AUX")
_STAGED_ADVERBS = {"ostensibly", "performatively", "purportedly", "supposedly", "symbolically"}
_STAGED_VERBS = {"feign", "pose", "pretend", "stage"}
_STAGING_NOUNS = {
    "cover", "disguise", "facade", "guise", "mask", "pretence", "pretense", "pretext", "semblance",
}  # fmt: skip
_PERCEIVED_ADVERBS = {"allegedly", "apparently", "reportedly", "seemingly"}
_SEEMING = {"appear", "claim", "look", "profess", "purport", "seem"}
_SEEN = {
    "believe", "consider", "depict", "describe", "perceive", "portray", "present", "regard", "report",
    "see", "think", "view",
}  # fmt: skip
_INTENT = {
    "agree", "aim", "attempt", "choose", "commit", "decide", "intend", "offer", "plan", "pledge", "prepare",
    "promise", "propose", "resolve", "seek", "strive", "threaten", "try", "undertake", "volunteer", "vow",
    "work",
}  # fmt: skip
_WISH = {
    "appeal", "ask", "aspire", "beg", "call", "demand", "desire", "encourage", "hope", "implore", "insist",
    "invite", "like", "long", "love", "need", "order", "ought", "persuade", "plead", "prefer", "press",
    "recommend", "suggest", "urge", "want", "wish",
}  # fmt: skip
_FORECAST_VERBS = {"anticipate", "expect", "foresee", "predict", "project"}
#: They open a possibility; whether the act follows is not said.
_ENABLING = {"allow", "assist", "authorize", "empower", "enable", "help", "let", "permit", "train"}
#: The actor does what the governing verb makes it do, lets it do or keeps it from.
_BINDING = {
    "allow", "ban", "bar", "bind", "block", "cause", "coerce", "command", "compel", "constrain", "deter",
    "drag", "drive", "enable", "forbid", "force", "hinder", "keep", "let", "make", "oblige", "permit",
    "press", "pressure", "prevent", "prohibit", "push", "require", "restrain", "stop",
}  # fmt: skip
#: What they govern does not take place.
_DENYING = {
    "avoid", "cease", "decline", "deny", "eschew", "fail", "forbear", "forbid", "forget", "forgo", "neglect", "omit",
    "prevent", "prohibit", "quit", "refrain", "refuse",
}  # fmt: skip
_DENYING_FROM = {
    "abstain", "ban", "bar", "block", "desist", "deter", "discourage", "dissuade", "hinder", "keep", "refrain",
    "restrain", "stop",
}  # fmt: skip
#: What they govern as a gerund takes place no longer.
_STOPPING = {"discontinue", "end", "halt", "stop", "suspend"}
_DENIES_THROUGH = {
    "allow", "believe", "enable", "expect", "help", "let", "permit", "suppose", "think", "want",
}  # fmt: skip
_DENYING_PREPOSITIONS = {"without"}
_NEGATIONS = {
    "barely", "hardly", "n't", "neither", "never", "no", "nor", "not", "nowhere", "n’t", "rarely", "scarcely", "seldom",
}  # fmt: skip
#: Adverbs that a denial in front of them carries to the verb: *not once, hardly ever*.
_CARRIERS = {"anymore", "anywhere", "ever", "for", "once", "until", "yet"}
#: *far from helping, stopped short of helping, rather than helping*
_FALLING_SHORT = {"far", "short", "rather"}
_NOBODY = {"neither", "nobody", "none", "nothing"}
_OCCASIONS = {
    "account", "case", "circumstance", "condition", "mean", "means", "moment", "point", "stage", "time", "way",
}  # fmt: skip
_ONLY = {"alone", "just", "merely", "only", "simply", "solely"}
_ABSENCE = {"absence", "failure", "inability", "lack", "refusal", "reluctance", "unwillingness"}
_ADJECTIVES = {
    "able": "potential", "capable": "potential", "free": "potential", "unable": "potential", "possible": "potential",
    "likely": "forecast", "unlikely": "forecast", "certain": "forecast", "sure": "forecast", "bound": "forecast",
    "poised": "forecast", "due": "forecast", "about": "forecast", "set": "forecast",
    "ready": "intent", "willing": "intent", "determined": "intent", "prepared": "intent", "committed": "intent",
    "unwilling": "intent", "reluctant": "intent", "anxious": "wish", "eager": "wish", "keen": "wish",
}  # fmt: skip
_DENYING_ADJECTIVES = {"incapable", "reluctant", "unable", "unlikely", "unwilling"}
_NOUNS = {
    "ability": "potential", "capability": "potential", "capacity": "potential", "chance": "potential",
    "danger": "potential", "freedom": "potential", "opportunity": "potential", "possibility": "potential",
    "potential": "potential", "power": "potential", "prospect": "potential", "right": "potential", "risk": "potential",
    "ambition": "intent", "intent": "intent", "intention": "intent", "plan": "intent", "pledge": "intent",
    "promise": "intent", "proposal": "intent", "readiness": "intent", "resolve": "intent", "threat": "intent",
    "willingness": "intent", "desire": "wish", "hope": "wish", "need": "wish", "obligation": "wish", "wish": "wish",
    "call": "wish", "demand": "wish",
}  # fmt: skip
#: Who does this to an act takes it as a fact: *will condemn the attack*.
_PRESUPPOSING = {
    "answer", "applaud", "condemn", "confront", "counter", "criticize", "denounce", "end", "fear", "halt",
    "oppose", "praise", "protest", "punish", "reject", "repel", "resist", "reverse", "stop", "survive",
    "tolerate", "welcome",
}  # fmt: skip
#: What is undertaken takes place if the undertaking does: *led the effort to rescue X*.
_EFFORTS = {
    "action", "attempt", "campaign", "decision", "effort", "failure", "fight", "initiative", "measure",
    "move", "refusal", "step", "struggle", "time", "way",
}  # fmt: skip
_AUXILIARIES = {
    "will": "forecast", "wo": "forecast", "shall": "forecast", "'ll": "forecast", "’ll": "forecast",
    "may": "potential", "might": "potential", "can": "potential", "could": "potential", "ca": "potential",
    "would": "potential", "'d": "potential", "’d": "potential", "must": "wish", "should": "wish", "ought": "wish",
}  # fmt: skip
_CONDITIONS = {"if", "lest", "once", "provided", "unless", "until"}
_SPEECH = {
    "announce", "believe", "declare", "expect", "hope", "know", "pledge", "predict", "promise", "say",
    "think", "vow", "warn",
}  # fmt: skip
_OBJECTS = ("dobj", "obj", "pobj")


class ActReader:
    """Reads negation, modality and constraint off the words around a verb and off what governs it.

    With `heeds_matrix`, *it is a myth that X helps* is a denial, too.
    """

    def __init__(self, phrases: NounPhrases, *, heeds_matrix: bool = False) -> None:
        self.phrases = phrases
        self.matrix = MatrixReader(phrases, self.is_denied_here)
        self._heeds_matrix = heeds_matrix

    def is_negated(self, act: Token) -> bool:
        """Whether an act is denied, by itself or through what governs it; two denials cancel out."""
        own = self.is_denied_here(act)
        if not own and act.dep == "conj" and self._shares_auxiliary(act):
            head = self.phrases.head(act)
            words = {child.form.lower() for child in self.phrases.children(head, ("cc",))} if head else set()
            return head is not None and head.pos == act.pos and "but" not in words and self.is_negated(head)
        return own != self._is_denied_above(act)

    def is_denied_here(self, act: Token) -> bool:
        """Whether the words of a clause itself deny it."""
        children = [*self.phrases.all_children(act)]
        for auxiliary in self.phrases.children(act, ("aux",)):
            children.extend(self.phrases.children(auxiliary, ("prep", "neg")))  # *was by no means helping*
        if any(self._denies(child) for child in children):
            return True
        if any(self.opens_with_no(child) for child in children if child.number < act.number):
            return True
        parts = [child for child in children if child.dep in ("nsubj", "nsubjpass", "dobj")]
        return any(part.form.lower() in _NOBODY or (part.dep != "dobj" and self._has_no(part)) for part in parts)

    def _denies(self, child: Token) -> bool:
        """A denying word, but not that of *not only*."""
        form = child.form.lower()
        if child.dep != "neg" and form not in _NEGATIONS:
            carries = form in _CARRIERS and any(c.form.lower() in _NEGATIONS for c in self.phrases.all_children(child))
            return carries or (form == "longer" and self._has_no(child))
        if child.dep in ("nsubj", "dobj", "conj", "appos"):
            return False
        tokens = self.phrases.sentence.tokens
        return child.number >= len(tokens) or tokens[child.number].form.lower() not in _ONLY

    def opens_with_no(self, child: Token) -> bool:
        """*At no point did X help*."""
        objects = self.phrases.children(child, ("pobj",)) if child.dep == "prep" else []
        return any(item.lemma.lower() in _OCCASIONS and self._has_no(item) for item in objects)

    def _has_no(self, token: Token) -> bool:
        return any(child.form.lower() in ("no", "neither") for child in self.phrases.all_children(token))

    def _shares_auxiliary(self, act: Token) -> bool:
        children = self.phrases.all_children(act)
        return not any(child.dep in ("aux", "auxpass", "nsubj", "nsubjpass", "expl") for child in children)

    def _is_denied_above(self, act: Token) -> bool:
        if self._heeds_matrix and is_content(self.phrases, act):
            return self.matrix.denies(act)
        governor = self._governor(act)
        if governor is None:
            return False
        lemma, above = governor.lemma.lower(), self.phrases.head(act)
        if act.dep == "pcomp" and above is not None:
            return self._is_denied_by_preposition(above, governor)
        if governor.pos == "ADJ":
            verb = self.phrases.head(governor)
            denied = verb is not None and verb.pos in _VERBAL and self.is_negated(verb)
            return denied != (lemma in _DENYING_ADJECTIVES)
        if governor.pos == "NOUN":
            return self._has_no(governor) or lemma in _ABSENCE
        denies = self._stops(act, governor) or (lemma in _DENYING and act.dep != "advcl")
        if act.dep == "ccomp" and lemma not in _DENIES_THROUGH and not denies:
            return False
        is_inside = act.dep in ("xcomp", "ccomp") or (act.dep == "advcl" and denies)
        return is_inside and self.is_negated(governor) != denies

    def _is_denied_by_preposition(self, preposition: Token, governor: Token) -> bool:
        """*without helping, far from helping, refrained from helping*."""
        form, lemma = preposition.form.lower(), governor.lemma.lower()
        if form in (*_DENYING_PREPOSITIONS, "instead", "rather") or governor.form.lower() in _FALLING_SHORT:
            return True
        if governor.pos == "NOUN":
            return self._has_no(governor)
        denies = lemma in _DENYING_FROM | _DENYING and form == "from"
        return (denies or (lemma == "rule" and form == "out")) and not self.is_negated(governor)

    def _stops(self, act: Token, governor: Token) -> bool:
        """*stopped helping, ruled out helping*; not *stopped to help*."""
        is_ruled_out = governor.lemma.lower() == "rule" and bool(self.phrases.children(governor, ("prt",)))
        return act.tag == "VBG" and (is_ruled_out or governor.lemma.lower() in _STOPPING)

    def _governor(self, act: Token) -> Token | None:
        """What an act hangs on: the verb or adjective of an infinitive, the word before the preposition, the noun."""
        head = self.phrases.head(act)
        if head is None:
            return None
        if act.dep == "pcomp":
            return self.phrases.head(head)
        return head if act.dep in ("xcomp", "ccomp", "acl", "advcl", "conj", "acomp") else None

    def is_constrained(self, act: Token) -> bool:
        """Whether another makes the subject act, lets it act or keeps it from acting."""
        if act.dep == "conj" and self._shares_auxiliary(act):
            head = self.phrases.head(act)
            return head is not None and head.pos in _VERBAL and self.is_constrained(head)
        governor = self._governor(act)
        if governor is None or governor.lemma.lower() not in _BINDING:
            return False
        if act.dep == "ccomp":
            return not any(child.dep == "mark" or child.tag == "MD" for child in self.phrases.all_children(act))
        children = self.phrases.children(governor, ("dobj", "obj", "nsubjpass"))
        return (act.dep in ("xcomp", "pcomp") and bool(children)) or is_passive(self.phrases, governor)

    def modality(self, act: Token) -> str:
        """Return real, past, intent, wish, potential, forecast, perceived or staged."""
        return self._appearance(act) or self._own_mood(act) or self._governed_mood(act) or self._tense(act)

    def _appearance(self, act: Token) -> str:
        words = {child.form.lower() for child in self.phrases.children(act, ("advmod",))}
        governor = self._governor(act) if act.dep in ("xcomp", "pcomp") else None
        lemma = lemma_of(governor) if governor is not None else ""
        if words & _STAGED_ADVERBS or lemma in _STAGED_VERBS or self._is_under_cover(act):
            return "staged"
        is_seen = governor is not None and lemma in _SEEN and self._is_seen(act, governor)
        seems = lemma in _SEEMING and act.dep == "xcomp"
        return "perceived" if words & _PERCEIVED_ADVERBS or seems or is_seen else ""

    def _is_seen(self, act: Token, governor: Token) -> bool:
        """*X is believed to V, X is seen as V-ing, they see X as V-ing*."""
        preposition = self.phrases.head(act)
        is_as = act.dep == "pcomp" and preposition is not None and preposition.form.lower() == "as"
        return is_as or (act.dep == "xcomp" and is_passive(self.phrases, governor))

    def _is_under_cover(self, act: Token) -> bool:
        """*under the guise of helping X*."""
        noun = self.phrases.head(act) if act.dep in ("pcomp", "pobj", "acl", "ccomp") else None
        if noun is not None and act.dep in ("pcomp", "pobj"):
            noun = self.phrases.head(noun)
        return noun is not None and noun.lemma.lower() in _STAGING_NOUNS

    def _own_mood(self, act: Token) -> str:
        auxiliaries = [child for child in self.phrases.children(act, ("aux",)) if child.form.lower() in _AUXILIARIES]
        for auxiliary in auxiliaries:
            form, head = auxiliary.form.lower(), self.phrases.head(act)
            if form in ("would", "'d", "’d") and act.dep == "ccomp" and head and head.lemma.lower() in _SPEECH:
                return "forecast"
            is_own = any(child.form.lower() in ("i", "we") for child in self.phrases.children(act, ("nsubj",)))
            return "intent" if is_own and _AUXILIARIES[form] == "forecast" else _AUXILIARIES[form]
        marks = {child.form.lower() for child in self.phrases.children(act, ("mark", "advmod"))}
        return "potential" if marks & _CONDITIONS and act.tag in ("VB", "VBP", "VBZ", "VBN") else ""

    def _governed_mood(self, act: Token) -> str:
        head = self.phrases.head(act)
        if head is None or self._is_finite(act):
            return ""
        if act.dep in ("conj", "dep") and head.pos in _VERBAL:
            return self.modality(head)
        governor = self._governor(act)
        if governor is None or act.tag in ("VBZ", "VBD"):
            return ""
        if governor.pos == "ADJ":
            return self._mood_of_adjective(governor)
        if governor.pos not in _VERBAL:
            return self._mood_of_noun(act, governor)
        return self._mood_of_verb(act, governor)

    def _is_finite(self, act: Token) -> bool:
        """Whether the clause has a tense of its own; a verb joined to another without a subject shares its tense."""
        if act.dep in ("conj", "dep"):
            return bool(self.phrases.children(act, ("nsubj", "nsubjpass")))
        auxiliaries = self.phrases.children(act, ("aux", "auxpass"))
        return any(child.tag in ("VBD", "VBZ", "VBP", "MD") for child in auxiliaries)

    def _mood_of_adjective(self, adjective: Token) -> str:
        """*is able to V*: may; *must be able to V*: should."""
        verb = self.phrases.head(adjective)
        above = self.modality(verb) if verb is not None and verb.pos in _VERBAL else "real"
        return above if above not in ("real", "past") else _ADJECTIVES.get(adjective.lemma.lower(), "")

    def _mood_of_noun(self, act: Token, noun: Token) -> str:
        if noun.lemma == "order" and act.tag == "VB":
            return "intent"
        above = self.of_noun(noun)
        if act.tag == "VBN":
            passive = passive_above(self.phrases, act, noun)
            if passive is not None:
                return self.modality(passive)
            return above if above == "past" else "real"
        if act.tag == "VBG" and act.dep == "acl":
            return above
        is_purpose = (
            act.dep == "acl" and above in ("real", "past") and noun.lemma.lower() not in _EFFORTS and noun.dep != "attr"
        )
        return _NOUNS.get(noun.lemma.lower(), "") or ("intent" if is_purpose else above)

    def _mood_of_verb(self, act: Token, governor: Token) -> str:
        lemma = lemma_of(governor)
        if act.dep == "advcl":
            is_purpose = act.tag == "VB" and any(child.form.lower() == "to" for child in self.phrases.all_children(act))
            return "intent" if is_purpose else "" if act.tag not in ("VBG", "VBN") else self.modality(governor)
        if lemma in _INTENT:
            return "intent"
        if lemma in _WISH or (lemma == "have" and act.tag == "VB"):
            return "wish"
        if lemma in _FORECAST_VERBS or (lemma == "go" and governor.tag == "VBG" and act.dep == "xcomp"):
            return "forecast"
        if lemma == "be" and act.tag == "VB":
            aims = [child.lemma.lower() for child in self.phrases.children(governor, ("nsubj",))]
            return _NOUNS.get(aims[0], "intent") if aims else ""
        if self._is_purpose(act, governor):
            return "intent"
        above = self.modality(governor)
        return "potential" if lemma in _ENABLING and above in ("real", "past") else above

    def _is_purpose(self, act: Token, governor: Token) -> bool:
        """*built ships to attack X*: the verb has an object that does not act itself."""
        is_infinitive = act.dep == "xcomp" and act.tag == "VB"
        acts_through = OBJECT_CONTROL | _BINDING | _ENABLING | _DENYING
        return (
            is_infinitive
            and bool(self.phrases.children(governor, ("dobj",)))
            and lemma_of(governor) not in acts_through
        )

    def of_noun(self, noun: Token) -> str:
        """Modality of an act that a noun names: that of the clause it is part of."""
        head = self.phrases.head(noun)
        if self._is_under_cover(noun):
            return "staged"
        if head is None:
            return "real"
        if head.dep in ("prep", "agent", "dative") or head.pos == "ADP":
            above = self.phrases.head(head)
            if above is not None and above.pos == "NOUN":
                return _NOUNS.get(above.lemma.lower(), "") or self.of_noun(above)
            head = above if above is not None else head
        if noun.dep in ("conj", "appos", "poss", "compound") and head.pos in ("NOUN", "PROPN"):
            return self.of_noun(head)
        if head.pos not in _VERBAL:
            return "real"
        above_mood = self.modality(head)
        if lemma_of(head) in _PRESUPPOSING and above_mood != "past":
            return "real"
        is_subject = noun.dep in ("nsubj", "nsubjpass")
        return above_mood if above_mood == "past" or not is_subject else "real"

    def is_noun_negated(self, noun: Token) -> bool:
        """Whether the act that a noun names is said not to take place: *no attack, without support*."""
        if self._has_no(noun):
            return True
        head = self.phrases.head(noun)
        if head is None:
            return False
        if head.form.lower() in _DENYING_PREPOSITIONS:
            return True
        above = self.phrases.head(head) if head.form.lower() == "of" else None
        return above is not None and above.lemma.lower() in _ABSENCE

    def _tense(self, act: Token) -> str:
        auxiliaries = {child.form.lower() for child in self.phrases.children(act, ("aux", "auxpass"))}
        if act.tag == "VBD" and not auxiliaries & {"has", "have"}:
            return "past"
        if auxiliaries & {"was", "were", "had", "did"} and not auxiliaries & {"has", "have"}:
            return "past"
        return "real"
