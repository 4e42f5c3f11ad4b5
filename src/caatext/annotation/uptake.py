"""What the author makes of a reading that somebody else holds: takes it up, or keeps it at a distance."""

from __future__ import annotations

import re

from caatext.annotation.speakers import Quote

#: Verbs that presuppose what they report.
_FACTIVE = {
    "admit", "acknowledge", "show", "demonstrate", "prove", "reveal", "confirm", "notice", "note", "remind", "learn",
    "concede", "discover",
    "underscore", "highlight", "observe", "aware", "mindful", "conscious", "acknowledgment", "recognition",
    "admission", "point",
}  # fmt: skip
#: *As X says* follows X; *as X sees it* does not.
_AS_SEEN = {"see", "view", "perceive", "believe", "think", "claim", "hope", "fear", "expect", "imagine", "want", "put"}
#: Verbs that say the speaker is not to be believed.
_DISTANCING = {"pretend", "purport", "profess", "allege", "allegation", "myth", "illusion", "fancy", "brag"}
#: Cues that say where something comes from and no more.
_OPEN = ("according to", "reportedly", "allegedly")
_RIGHTLY = (
    r"rightly|correctly|aptly|accurately|wisely|truthfully|justly|perceptively|convincingly|astutely|with good reason"
)
_WRONGLY = (
    r"falsely|wrongly|mistakenly|erroneously|incorrectly|misleadingly|disingenuously|implausibly|dubiously|supposedly|"
    r"allegedly|purportedly|ostensibly|unconvincingly|absurdly|without evidence"
)
_ADVERBS = re.compile(rf"\b(?:(?P<right>{_RIGHTLY})|(?P<wrong>{_WRONGLY}))\b", re.IGNORECASE)
_SPITE = re.compile(
    r"\b(?:despite|contrary to|in spite of|notwithstanding|for all|belying|debunk\w*|refut\w*|disprov\w*)\b[^,;.]*$",
    re.IGNORECASE,
)
_FALSE_NOUN = re.compile(
    r"\b(?:false|unfounded|exaggerated|misleading|baseless|spurious|mistaken|erroneous|dubious|bogus|alleged|"
    r"so-called|supposed|unproven|groundless|absurd)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_TRUE_NOUN = re.compile(
    r"\b(?:well-founded|justified|correct|sound|accurate|legitimate|valid)\s+(?:\w+\s+){0,2}$", re.I
)
_DENIED = re.compile(
    r"\b(?:(?:is|are|was|were)(?: not|n['’]t)|hardly|far from|less|no|not)(?: really)? (?:an?|the|any)?\s*$",
    re.IGNORECASE,
)
_DISTANT = re.compile(
    r"\b(?:so[- ]called|self-(?:styled|proclaimed|declared)|supposed(?:ly)?|alleged(?:ly)?|purported(?:ly)?|"
    r"ostensibl[ey]|would-be)(?:\s+\w+)?,?\s*$",
    re.IGNORECASE,
)
_JUDGED = (
    r"(?:(?:he|she|they|it|this|that|these|those|all of this|[A-Z]\w+)(?: (?:claim|view|reading|argument|assertion|"
    r"fear|assessment)s?)? ?(?:is|was|are|were|’s|'s)|(?:and|but) (?:he|she|they|it) (?:is|was|are|were)) "
)
_YES = re.compile(
    rf"{_JUDGED}(?:quite |absolutely |largely )?(?:right|correct|true|accurate|justified)\b", re.IGNORECASE
)
_NO = re.compile(
    rf"{_JUDGED}(?:not (?:true|right|correct|the case|so)|(?:quite |simply |plainly )?(?:false|wrong|untrue|mistaken|"
    r"incorrect|nonsense|exaggerated|misleading|an? (?:\w+ )?(?:exaggeration|myth|fiction|illusion|mistake)))\b",
    re.IGNORECASE,
)
_BUT = re.compile(r"(?:but|yet|however),? (?:in (?:reality|fact|truth|actuality))\b", re.IGNORECASE)
_BUILDS = re.compile(r"(?:Indeed|That is why|This is why|That’s why|That's why|Hence|Therefore|Thus|Accordingly|"
                     r"For (?:this|that) reason|For good reason|Rightly so)\b")  # fmt: skip
_UNDOES = re.compile(r"(?:In (?:reality|truth|actuality)|Nothing could be further from the truth)\b", re.IGNORECASE)


class Uptake:
    """Reads the words around a reported reading in the document's text."""

    def __init__(self, text: str, sentences: list[tuple[int, int]]) -> None:
        self.text = text
        self.sentences = sentences

    def of(self, quote: Quote, number: int) -> str:
        """Return ``adopted``, ``rejected`` or nothing for a quotation that begins in sentence `number`."""
        start, end = self.sentences[number]
        before = self.text[start : quote.start].rstrip(" “\"'`‘")
        if quote.kind in ("scare", "name"):
            return self._of_words(quote, before)
        behind = self.text[quote.end : max(end, quote.end)]
        return (
            self._by_words(quote, before[-100:], behind)
            or self._by_follow_up(number, behind)
            or self._by_cue(quote)
        )  # fmt: skip

    def _of_words(self, quote: Quote, before: str) -> str:
        """A few words between marks: called in question right before them."""
        if quote.kind == "name":
            return "rejected" if _DISTANT.search(before) else ""
        return "rejected" if _DISTANT.search(before) or _DENIED.search(before) else ""

    def _by_words(self, quote: Quote, before: str, behind: str) -> str:
        if quote.cue in _OPEN:
            return ""
        opening = before.removesuffix(" that")
        if _SPITE.search(before) or _false(opening, quote.cue):
            return "rejected"
        if _true(opening, quote.cue):
            return "adopted"
        near = _ADVERBS.search(_around_verb(before, behind))
        if near is None:
            return ""
        return "adopted" if near.group("right") else "rejected"

    def _by_follow_up(self, number: int, behind: str) -> str:
        """What the author says right after it, in this sentence or at the beginning of the next."""
        rest = behind.lstrip(" ,;.—–-”\"'’")
        if _BUT.match(rest) or _NO.match(re.sub(r"^(?:but|yet|and|though|which) ", "", rest)):
            return "rejected"
        if number + 1 >= len(self.sentences):
            return ""
        start, end = self.sentences[number + 1]
        following = self.text[start : min(end, start + 120)]
        if _NO.match(following) or _UNDOES.match(following) or _BUT.match(following):
            return "rejected"
        return "adopted" if _YES.match(following) or _BUILDS.match(following) else ""

    def _by_cue(self, quote: Quote) -> str:
        cue = quote.cue.removeprefix("as ")
        if cue in _DISTANCING:
            return "rejected"
        follows = quote.cue != cue and cue not in _AS_SEEN
        return "adopted" if cue in _FACTIVE or follows else ""


def _around_verb(before: str, behind: str) -> str:
    """The words near the reporting verb: some before the reading, or a tag after it."""
    tag = re.match(r"[ ,”\"'’]*[^.;,]{0,80}", behind)
    return before[-60:] + " | " + (tag.group() if tag else "")


def _false(before: str, cue: str) -> bool:
    return bool(_FALSE_NOUN.search(re.sub(rf"{re.escape(cue)}s?$", "", before)))


def _true(before: str, cue: str) -> bool:
    return bool(_TRUE_NOUN.search(re.sub(rf"{re.escape(cue)}s?$", "", before)))
