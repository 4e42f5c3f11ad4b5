"""When a form of an actor is no mention: inside a longer name, a person, a language, another place of that name.

Every rule names its reason; the reasons are told nowhere but here, since what is no mention has no row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from caatext.annotation.gazetteer import Surface
from caatext.annotation.name_words import (
    HEADS,
    LIVING,
    OFFICES,
    ONE_PERSON,
    ORGANS,
    PERSONS,
    STATES_OF_THE_US,
    THINGS,
    TONGUE_VERBS,
    TONGUES,
)
from caatext.annotation.parsing import Sentence, Token
from caatext.corpus.world import other_readings

_LINKS = {"of", "for", "and", "the", "on", "in", "&", "'s", "’s", "'", "’", "-"}
_DASHES = ("-", "‑", "–")
_PLURAL = re.compile(r"(?:ese|ish|ch|sh|ss)$")
_TITLE_CASE = 0.6
#: "The Council of X" is an organ of X; a commission on X is none.
_OWN_ORGANS = {"bureau", "commission", "committee", "confederation", "council", "office", "organization"}
_FORMS_OF_ADDRESS = {"mr", "mr.", "mrs.", "ms.", "dr.", "senator", "general", "gen.", "miss"}
_SLOGAN = re.compile(r"[“\"‘]([^“”\"‘]{3,60}?)[.,!?]?[”\"’]")
_OPEN = tuple(mark + article for mark in '“"‘' for article in ("", "the ", "a "))


def why_no_mention(text: str, start: int, end: int, *, form: Surface, at: Mapping[int, tuple[Sentence, Token]]) -> str:
    """Return why a form found at an offset is no mention of its actor, or nothing where it is one."""
    if text[end : end + 1] == "$" and form.text == "US":
        return "a currency"
    if start not in at:
        return ""
    sentence, first = at[start]
    last = _last_token(sentence, first, end)
    if form.is_adjective and (reason := _as_adjective(sentence, first, last)):
        return reason
    if form.kind in ("alias", "leader", "body") and (reason := _inside_a_name(text, sentence, first, last)):
        return reason
    if form.kind in ("alias", "metonym") and (reason := _another_place(text, end, form, sentence=sentence, last=last)):
        return reason
    if form.kind in ("alias", "metonym") and not form.is_adjective and _is_a_persons_name(sentence, first, last):
        return "part of a person's name"
    return ""


def _last_token(sentence: Sentence, first: Token, end: int) -> Token:
    last = first
    for token in sentence.tokens[first.number :]:
        if token.start >= end:
            break
        last = token
    return last


# ---------------------------------------------------------------- persons, peoples, languages


def _as_adjective(sentence: Sentence, first: Token, last: Token) -> str:
    head = sentence.head(last)
    if _is_ethnic(sentence, first, last):
        return "a group of people"
    if head is not None and head.number > last.number and last.dep in ("amod", "compound", "nmod", "poss", "nummod"):
        tongue = head.lemma.lower() in TONGUES and head.number - last.number < 3
        return "a language" if tongue else ""
    if _is_joined(sentence, last) or (last.pos == "ADJ" and last.dep in ("conj", "acomp", "amod")):
        return ""
    if head is not None and _is_tongue(sentence, last, head):
        return "a language"
    return _as_noun(sentence, first, last, head)


def _as_noun(sentence: Sentence, first: Token, last: Token, head: Token | None) -> str:
    """*An American* and *the Indian* are persons; *the Chinese* are the government, unless they live or suffer."""
    before = {token.form.lower() for token in sentence.tokens[: first.number - 1][-3:] if token.head == last.number}
    if before & ONE_PERSON:
        return "a person"
    if "the" in before:
        if not _PLURAL.search(last.form):
            return "" if last.tag in ("NNS", "NNPS") else "a person"
        lives = last.dep == "nsubj" and head is not None and head.lemma.lower() in LIVING
        described = any(child.dep == "amod" for child in sentence.children.get(last.number, ()))
        return "a people" if lives or described else ""
    return ""


def _is_joined(sentence: Sentence, last: Token) -> bool:
    """Whether another adjective follows: *the American and Soviet governments*."""
    following, then = _form(sentence, last.number + 1), _form(sentence, last.number + 2)
    return following in _DASHES or (following in ("and", "or", ",", "/") and then[:1].isupper())


def _is_tongue(sentence: Sentence, token: Token, head: Token) -> bool:
    if token.dep in ("dobj", "obj") and head.lemma.lower() in TONGUE_VERBS:
        return True
    return token.dep == "pobj" and head.form.lower() in ("in", "into") and not sentence.children.get(token.number)


def _is_ethnic(sentence: Sentence, first: Token, last: Token) -> bool:
    """*Irish-American families* are a group of people, *Japanese-American talks* are talks of two states."""
    dash = _form(sentence, last.number + 1) in _DASHES
    second = _form(sentence, last.number + (2 if dash else 1))
    if second == "Americans":
        return True
    if second == "American":
        pair = sentence.tokens[last.number + (1 if dash else 0)]
        return not _joins_states(sentence, pair)
    before = _form(sentence, first.number - 1)
    if last.form == "American" and before in _DASHES:
        return _form(sentence, first.number - 2)[:1].isupper() and not _joins_states(sentence, last)
    return False


def _joins_states(sentence: Sentence, token: Token) -> bool:
    """Whether a pair of adjectives stands before a noun that is no person."""
    noun = None
    for other in sentence.tokens[token.number : token.number + 5]:
        if other.pos in ("NOUN", "PROPN"):
            noun = other
        elif other.pos not in ("ADJ", "NUM") and other.form not in _DASHES:
            break
    return noun is not None and noun.lemma.lower() not in PERSONS


def _form(sentence: Sentence, number: int) -> str:
    return sentence.tokens[number - 1].form if 0 < number <= len(sentence.tokens) else ""


# ---------------------------------------------------------------- names inside names


def _inside_a_name(text: str, sentence: Sentence, first: Token, last: Token) -> str:
    right = sentence.tokens[last.number : last.number + 8]
    begins = bool(right) and _is_capital(right[0])
    left = sentence.tokens[max(0, first.number - 4) : first.number - 1]
    ends = bool(left) and left[-1].form.lower() in ("of", "for", "on", "the")
    quoted = text[max(0, first.start - 5) : first.start].lower().endswith(_OPEN)
    if not (begins or ends or quoted) or _is_title_case(sentence):
        return ""
    if begins and _ends_in_a_thing(right):
        return "inside the name of a law, program, war, body or site"
    if ends and _begins_with_a_head(left):
        return "inside the name of a body"
    if quoted and begins and last.number - first.number < 2 and _is_slogan(text, first.start, last.end):
        return "inside a slogan"
    return ""


def _ends_in_a_thing(right: Sequence[Token]) -> bool:
    for number, token in enumerate(right):
        form = token.form.lower().rstrip(".")
        if form in _LINKS:
            following = right[number + 1 : number + 3]
            if not any(_is_capital(other) for other in following):
                return False
        elif not _is_capital(token) or form in ORGANS:
            return False
        elif form in THINGS:
            return True
    return False


def _begins_with_a_head(left: Sequence[Token]) -> bool:
    words = [token for token in left if token.form.lower() != "the"]
    if len(words) < 2 or words[-1].form.lower() not in ("of", "for", "on"):
        return False
    head = words[-2]
    own = words[-1].form.lower() == "of" and head.form.lower() in _OWN_ORGANS
    return head.form[:1].isupper() and head.number > 1 and head.form.lower() in HEADS and not own


def _is_slogan(text: str, start: int, end: int) -> bool:
    """Whether the name stands in quotation marks among words that are all written with capitals."""
    for match in _SLOGAN.finditer(text, max(0, start - 60), min(len(text), end + 60)):
        if match.start(1) <= start and end <= match.end(1):
            words = [word for word in match.group(1).split() if word.lower() not in _LINKS]
            return 1 < len(words) < 6 and all(word[0].isupper() for word in words)
    return False


def _is_capital(token: Token) -> bool:
    return token.form[:1].isupper() and token.pos not in ("VERB", "AUX", "PRON", "ADV", "DET")


def _is_title_case(sentence: Sentence) -> bool:
    words = [token.form for token in sentence.tokens if token.form.isalpha() and len(token.form) > 3]
    return len(words) > 4 and sum(word[0].isupper() for word in words) > _TITLE_CASE * len(words)


# ---------------------------------------------------------------- other places and persons


def _another_place(text: str, end: int, form: Surface, *, sentence: Sentence, last: Token) -> str:
    following = _form(sentence, last.number + 2) if _form(sentence, last.number + 1) == "," else ""
    if form.kind == "metonym" and following in STATES_OF_THE_US:
        return "a town of the US"
    if "state of the US" not in other_readings().get(form.text, ""):
        return ""
    others = {token.form for token in sentence.tokens if token.entity.endswith("GPE")} & STATES_OF_THE_US
    return "a state of the US" if others else ""


def _is_a_persons_name(sentence: Sentence, first: Token, last: Token) -> bool:
    before = _form(sentence, first.number - 1)
    if before[:1].isupper() and before.lower() in OFFICES | _FORMS_OF_ADDRESS:
        return True
    for neighbor in (_token(sentence, first.number - 1), _token(sentence, last.number + 1)):
        if (
            neighbor is not None
            and neighbor.entity.endswith("PERSON")
            and first.entity.endswith("PERSON")
            and neighbor.pos == "PROPN"
            and neighbor.form.isalpha()
            and neighbor.form[1:].islower()
            and (first.entity.startswith("I") or neighbor.entity.startswith("I"))
        ):
            return neighbor.form.lower() not in ORGANS
    return False


def _token(sentence: Sentence, number: int) -> Token | None:
    return sentence.tokens[number - 1] if 0 < number <= len(sentence.tokens) else None
