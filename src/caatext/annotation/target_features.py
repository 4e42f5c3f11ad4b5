"""What the words around a target and the grammar between them and it say of the target, as numbers."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from caatext.annotation.parsing import Sentence, Token
from caatext.corpus.lexicons import verb_lexicon

#: Words are told apart by the remainder of a checksum, so that no list of words has to be kept.
N_BUCKETS = 1 << 17
#: Kinds of neighborhood over which word vectors are averaged.
REGIONS = 12
_NEGATIONS = {"not", "n't", "n’t", "never", "no", "hardly", "without", "nothing", "none", "nobody", "neither", "nor",
              "cannot", "barely"}  # fmt: skip
_NAMES = {"PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"}
_NUMBERS = {"CARDINAL", "MONEY", "PERCENT", "QUANTITY"}
_DATES = {"DATE", "TIME"}
_CONTENT = {"NOUN", "VERB", "ADJ", "ADV", "INTJ"}
_LINKING = {"ADP", "PRON", "SCONJ", "AUX", "PART", "CCONJ"}
_FUNCTION = {"DET", "PUNCT", "ADP", "CCONJ", "PRON", "AUX", "PART", "SYM", "SPACE"}
#: Relations at which a new clause begins.
_CLAUSES = {"ccomp", "advcl", "relcl", "acl", "conj", "parataxis", "pcomp"}
_SIDES = dict.fromkeys(("nsubj", "poss", "agent"), "A") | dict.fromkeys(
    ("dobj", "nsubjpass", "pobj", "dative", "iobj"), "P"
)
_FAR = 30
_LENGTH = 6.0
_CEILING = 3.0


class Target(NamedTuple):
    """A stretch of a sentence that names somebody, with what may be read to judge the stance to it.

    `within` holds the numbers of the tokens of the voice that names it (all, where it is empty); `names` are the
    stretches that name anybody, so that no name is ever read as a word.
    """

    sentence: Sentence
    start: int
    end: int
    within: frozenset[int] = frozenset()
    names: tuple[tuple[int, int], ...] = ()


class _Scene(NamedTuple):
    """What a sentence is to all of its targets; all lists run over its tokens, counted from 0."""

    words: list[str]
    heads: list[int]
    children: list[list[int]]
    negated: list[bool]
    quoted: list[bool]
    clauses: list[int]
    valences: list[float]


class View(NamedTuple):
    """A sentence as seen from a target; all lists run over its tokens, counted from 0."""

    tokens: tuple[Token, ...]
    words: list[str]
    children: list[list[int]]
    own: frozenset[int]
    first: int
    last: int
    center: int
    steps: list[int]
    negated: list[bool]
    quoted: list[bool]
    clauses: list[int]
    valences: list[float]
    chain: list[int]
    below: frozenset[int]
    readable: list[bool]

    def gap(self, at: int) -> int:
        """Words between a token and the target, plus one."""
        return self.first - at if at < self.first else at - self.last


@lru_cache(maxsize=1)
def _valences() -> dict[str, float]:
    """Word valences of VADER in [-1, 1], subject matter included: how much it counts is learned."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return {word: value / 4 for word, value in SentimentIntensityAnalyzer().lexicon.items() if word.isalpha()}


def look(target: Target) -> View:
    """Return the sentence of a target as seen from it."""
    tokens = target.sentence.tokens
    scene = _set(target.sentence, target.names)
    heads, children = scene.heads, scene.children
    own = [i for i, token in enumerate(tokens) if token.start < target.end and token.end > target.start] or [0]
    inside = frozenset(own)
    outward = (i for i in own if heads[i] not in inside and tokens[i].pos != "PUNCT")
    center = next(outward, own[-1])
    words = scene.words.copy()
    for i in own:
        words[i] = "TARGET"
    return View(
        tokens=tokens,
        words=words,
        children=children,
        own=inside,
        first=own[0],
        last=own[-1],
        center=center,
        steps=_steps(heads, children, center),
        negated=scene.negated,
        quoted=scene.quoted,
        clauses=scene.clauses,
        valences=scene.valences,
        chain=_upward(heads, center),
        below=_below(children, center) - inside,
        readable=[i not in inside and (not target.within or i + 1 in target.within) for i in range(len(tokens))],
    )


@lru_cache(maxsize=1)
def _set(sentence: Sentence, names: tuple[tuple[int, int], ...]) -> _Scene:
    """Return the scene of a sentence, set once for all of its targets."""
    tokens = sentence.tokens
    heads = [token.head - 1 for token in tokens]
    children: list[list[int]] = [[] for _ in tokens]
    for at, head in enumerate(heads):
        if head >= 0:
            children[head].append(at)
    words = list(_words(tokens, names))
    return _Scene(
        words=words,
        heads=heads,
        children=children,
        negated=_negated(tokens, children),
        quoted=_quoted(tokens),
        clauses=[_clause(tokens, heads, i) for i in range(len(tokens))],
        valences=[_valence(token, word) for token, word in zip(tokens, words, strict=True)],
    )


def _valence(token: Token, word: str) -> float:
    return 0.0 if word == "NAME" else _valences().get(token.form.lower(), _valences().get(word, 0.0))


def _words(tokens: tuple[Token, ...], names: tuple[tuple[int, int], ...]) -> Iterator[str]:
    for token in tokens:
        label = token.entity[2:]
        if token.pos == "PROPN" or label in _NAMES or any(a < token.end and token.start < b for a, b in names):
            yield "NAME"
        elif token.pos == "NUM" or label in _NUMBERS:
            yield "NUMBER"
        else:
            yield "DATE" if label in _DATES else token.lemma.lower()


def _upward(heads: list[int], at: int) -> list[int]:
    found: list[int] = []
    while heads[at] >= 0 and len(found) < 8:
        at = heads[at]
        found.append(at)
    return found


def _steps(heads: list[int], children: list[list[int]], center: int) -> list[int]:
    """Return how many grammatical relations lie between each token and the target."""
    steps = [_FAR] * len(heads)
    steps[center] = 0
    waiting = [center]
    for at in waiting:
        near = [*children[at], heads[at]] if heads[at] >= 0 else children[at]
        for other in near:
            if steps[other] == _FAR:
                steps[other] = steps[at] + 1
                waiting.append(other)
    return steps


def _negated(tokens: tuple[Token, ...], children: list[list[int]]) -> list[bool]:
    """Whether a negation depends on a token or stands up to three words before it."""
    no = [token.form.lower() in _NEGATIONS for token in tokens]
    return [any(no[max(0, i - 3) : i]) or any(no[j] for j in children[i]) for i in range(len(tokens))]


def _quoted(tokens: tuple[Token, ...]) -> list[bool]:
    inside, found = False, []
    for token in tokens:
        if token.form in ("“", "``"):
            inside = True
        elif token.form in ("”", "''"):
            inside = False
        elif token.form == '"':
            inside = not inside
        found.append(inside)
    return found


def _clause(tokens: tuple[Token, ...], heads: list[int], at: int) -> int:
    """Return the head of the clause that a token stands in."""
    while heads[at] >= 0 and tokens[at].dep not in _CLAUSES:
        at = heads[at]
    return at


def _below(children: list[list[int]], center: int) -> frozenset[int]:
    found: set[int] = set()
    waiting = list(children[center])
    while waiting:
        at = waiting.pop()
        found.add(at)
        waiting.extend(children[at])
    return frozenset(found)


def describe(view: View) -> dict[str, float]:
    """Return the named features of a target; no name of anybody is among them."""
    features: dict[str, float] = {}
    for name, value in _all_features(view):
        features[name] = features.get(name, 0.0) + value
    return features


def _all_features(view: View) -> Iterator[tuple[str, float]]:
    yield from _place(view)
    yield from _governors(view)
    for at, token in enumerate(view.tokens):
        if view.readable[at]:
            yield from _word(view, at, token)
            yield from _tone(view, at)
    readable, words = view.readable, view.words
    for at in range(len(words) - 1):
        if (readable[at] or at in view.own) and (readable[at + 1] or (at + 1 in view.own and readable[at])):
            yield f"b:{words[at]}_{words[at + 1]}", 1.0


def _place(view: View) -> Iterator[tuple[str, float]]:
    token = view.tokens[view.center]
    yield "role:" + token.dep, 1.0
    yield "tag:" + token.tag, 1.0
    yield "first" if view.first <= 1 else "later", 1.0
    yield "length", len(view.tokens) / 30
    yield "position", view.first / len(view.tokens)
    yield "names", sum(word == "NAME" for word in view.words) / 5
    if view.quoted[view.center]:
        yield "quoted", 1.0
    for child in view.children[view.center]:
        if view.readable[child]:
            yield f"child:{view.tokens[child].dep}:{view.words[child]}", 1.0


def _governors(view: View) -> Iterator[tuple[str, float]]:
    """What the target depends on, up to four relations away, and what the verb lexicon says of it."""
    path: list[str] = []
    at = view.center
    for depth, governor in enumerate(view.chain[:4], start=1):
        relation = view.tokens[at].dep
        path.append(relation)
        if view.readable[governor]:
            yield f"gov{min(depth, 3)}:{view.words[governor]}", 1.0
            if depth <= 2:
                yield f"govd:{'/'.join(path)}:{view.words[governor]}", 1.0
            if view.negated[governor]:
                yield f"neggov:{depth < 2}", 1.0
            yield from _verb(view, governor, f"{depth < 2}:{_SIDES.get(relation, 'O')}")
        at = governor
    yield "path:" + "/".join(path[:3]), 1.0


def _verb(view: View, governor: int, where: str) -> Iterator[tuple[str, float]]:
    token = view.tokens[governor]
    verb = verb_lexicon().get((token.lemma.lower(), "VERB" if token.pos == "AUX" else token.pos))
    if verb is None:
        return
    sign = -1 if view.negated[governor] else 1
    yield f"agent:{where}", float(sign * verb.agent_value)
    yield f"effect:{where}", float(sign * verb.patient_effect)
    yield f"power:{where}", float(verb.agent_power)
    yield f"class:{where}:{verb.verb_class}", 1.0
    if verb.is_speech:
        yield f"speech:{where}", 1.0


def _word(view: View, at: int, token: Token) -> Iterator[tuple[str, float]]:
    word = view.words[at]
    if not token.form.isalpha() and not any(character.isalnum() for character in token.form):
        if token.form in ("?", "!"):
            yield "mark:" + token.form, 1.0
        return
    is_content = token.pos in _CONTENT or word in _NEGATIONS
    signed = "!" + word if view.negated[at] and is_content else word
    yield "w:" + word, 1.0
    if is_content or word == "NAME" or token.pos in _LINKING:
        side = "B" if at < view.first else "A"
        gap = view.gap(at)
        yield f"s{side}:{signed}", 1.0
        if gap <= 4:
            yield f"g{side}:{signed}", 1.0
        if gap == 1:
            yield f"g1{side}:{word}", 1.0
        if view.clauses[at] == view.clauses[view.center]:
            yield "c:" + signed, 1.0
    if is_content:
        yield from _content(view, at, word, signed)


def _content(view: View, at: int, word: str, signed: str) -> Iterator[tuple[str, float]]:
    steps = view.steps[at]
    yield "t:" + signed, 2.0 / (1 + steps)
    if signed != word:
        yield "n:" + word, 1.0
    if steps <= 3:
        yield f"t{steps}:{signed}", 1.0
    if view.quoted[at]:
        yield "q:" + word, 1.0


def _tone(view: View, at: int) -> Iterator[tuple[str, float]]:
    """Valence by where the word stands; good and bad words are summed apart."""
    value = view.valences[at]
    if not value:
        return
    value = 1.5 * value * (-0.75 if view.negated[at] else 1)
    sign = "+" if value > 0 else "-"
    gap, steps = view.gap(at), view.steps[at]
    places = (
        "all",
        "B" if at < view.first else "A",
        "near" if gap <= 5 else "far",
        f"d{min(steps, 5)}",
        "clause" if view.clauses[at] == view.clauses[view.center] else "elsewhere",
        "q" if view.quoted[at] else "nq",
        "up" if at in view.chain else "nup",
        "sub" if at in view.below else "nsub",
    )
    for place in places:
        yield f"v:{place}{sign}", value
    yield "v:tree", value * 3 / (1 + min(steps, 9))
    yield "v:line", value * 3 / (1 + gap)


def to_buckets(features: dict[str, float]) -> tuple[list[int], list[float]]:
    """Return buckets and values, cut at 3 and brought to one length, so that long sentences do not weigh more."""
    values = [
        value if -_CEILING <= value <= _CEILING else math.copysign(_CEILING, value) for value in features.values()
    ]
    length = math.sqrt(sum(value * value for value in values)) or 1.0
    return [crc32(name.encode()) % N_BUCKETS for name in features], [value * _LENGTH / length for value in values]


def region_weights(view: View, at: int) -> tuple[float, ...]:
    """Return how much the word at a position counts in each of the neighborhoods of the target."""
    token, gap, steps = view.tokens[at], view.gap(at), view.steps[at]
    full = 0.15 if token.pos in _FUNCTION and token.form.lower() not in _NEGATIONS else 1.0
    before = at < view.first
    near = full * math.exp(-gap / 3)
    same = view.clauses[at] == view.clauses[view.center]
    return (
        near, near * before, full * before, full * (not before), full * (steps == 1), full * (steps == 2),
        full * (steps == 3), full * math.exp(-steps / 2), full * same, full * (at in view.below),
        float(at in view.chain[:1]), full,
    )  # fmt: skip


def read_words(view: View, known: Collection[str]) -> Iterator[tuple[int, str]]:
    """Yield the tokens that are words, not names, and whose form or lemma is known, with what is known."""
    for at, token in enumerate(view.tokens):
        if view.readable[at] and view.words[at] not in ("NAME", "NUMBER", "DATE") and token.form.isalpha():
            form = token.form.lower()
            word = form if form in known else token.lemma.lower()
            if word in known:
                yield at, word
