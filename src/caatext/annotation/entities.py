"""Named entities that no table knows: kept, and the variants of a name within a document brought together.

Variants are the same name with or without article, possessive ending, capitals, marks on letters and hyphens; a surname
or an initial before it, of a person who has one full name in the document; and letters in brackets after the name that
they stand for. Two full names that differ in the first name are never joined.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from caatext.annotation.parsing import ParsedDocument, Sentence

_LABELS = frozenset(
    ("PERSON", "ORG", "GPE", "NORP", "LOC", "FAC", "EVENT", "PRODUCT", "LAW", "WORK_OF_ART")
)  # fmt: skip
_ARTICLE = re.compile(r"^(?:the|a|an|this|our|its)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
_BRACKETS = re.compile(r"\s*\(\s*(?:the\s+)?([A-Z][A-Za-z.&-]{1,9})\s*\)")
_TITLES = frozenset((
    "ambassador", "ayatollah", "capt", "captain", "chairman", "chancellor", "col", "colonel", "comrade",
    "dame", "dr", "foreign", "gen", "general", "gov", "governor", "judge", "justice", "king", "lady", "lord",
    "minister", "miss", "mr", "mrs", "ms", "premier", "president", "prime", "prince", "princess", "prof",
    "professor", "queen", "secretary", "sen", "senator", "sheikh", "sir",
))  # fmt: skip
_SMALL = frozenset(("of", "the", "for", "and", "on", "in", "de", "la", "du", "des"))


class Entity(NamedTuple):
    """A name with its offsets, the label of the model, and the name that its variants share."""

    start: int
    end: int
    surface: str
    label: str
    cluster: str


def find_entities(document: ParsedDocument, names: Iterable[tuple[int, int]]) -> list[Entity]:
    """Return the named entities of a document that do not overlap `names`, clustered by name.

    Parameters
    ----------
    document : ParsedDocument
        Text and sentences.
    names : iterable of (start, end)
        Mentions and masks: what a table knows already.

    Returns
    -------
    list of Entity
        In reading order; `cluster` is the fullest form of the name in the document.
    """
    covered = _Cover(names)
    found = [
        Entity(start, end, document.text[start:end], label, "")
        for sentence in document.sentences
        for start, end, label in _spans(sentence)
        if not covered.meets(start, end)
    ]
    return cluster_entities(found, document.text)


def _spans(sentence: Sentence) -> list[tuple[int, int, str]]:
    spans: list[tuple[int, int, str]] = []
    for token in sentence.tokens:
        if not token.entity:
            continue
        iob, _, label = token.entity.partition("-")
        if label not in _LABELS:
            continue
        if iob == "I" and spans and spans[-1][2] == label:
            spans[-1] = (spans[-1][0], token.end, label)
        else:
            spans.append((token.start, token.end, label))
    return spans


class _Cover:
    """Spans of a text, to be asked whether another one meets any of them."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        furthest = 0
        for start, end in sorted(spans):
            furthest = max(furthest, end)
            self.starts.append(start)
            self.ends.append(furthest)

    def meets(self, start: int, end: int) -> bool:
        """Whether a span overlaps one of them."""
        before = bisect_left(self.starts, end)
        return before > 0 and self.ends[before - 1] > start


# ---------------------------------------------------------------- clusters


def cluster_entities(entities: Sequence[Entity], text: str = "") -> list[Entity]:
    """Return the entities of one document, each with the name that its variants share.

    Parameters
    ----------
    entities : sequence of Entity
        Of one document, in reading order.
    text : str
        The document, in which letters in brackets after a name are looked for.

    Returns
    -------
    list of Entity
        The same, with `cluster`: the longest variant, without article and possessive ending; the first of several.

    Examples
    --------
    >>> names = [Entity(0, 11, "Marie Curie", "PERSON", ""), Entity(20, 27, "Curie’s", "PERSON", "")]
    >>> [entity.cluster for entity in cluster_entities(names)]
    ['Marie Curie', 'Marie Curie']
    """
    keys = [_key(entity.surface, entity.label) for entity in entities]
    joined = dict.fromkeys(keys, "")
    joined.update({key: key for key in joined})
    people = list(dict.fromkeys(key for key, e in zip(keys, entities, strict=True) if e.label == "PERSON"))
    joined.update(_persons(people))
    joined.update(_acronyms(entities, keys, text))
    names: dict[str, str] = {}
    for entity, key in zip(entities, keys, strict=True):
        root, plain = _root(joined, key), plain_name(entity.surface)
        if len(plain) > len(names.get(root, "")):
            names[root] = plain
    return [entity._replace(cluster=names[_root(joined, key)]) for entity, key in zip(entities, keys, strict=True)]


def _root(joined: dict[str, str], key: str) -> str:
    while joined.get(key, key) != key:
        key = joined[key]
    return key


def plain_name(surface: str) -> str:
    """Return a name on one line without its article and its possessive ending.

    Examples
    --------
    >>> plain_name("the  Hansa’s")
    'Hansa'
    """
    name = _POSSESSIVE.sub("", " ".join(surface.split()))
    return _ARTICLE.sub("", name) or name or surface  # nothing but an ending: a slip of the recognizer


def _key(surface: str, label: str) -> str:
    """Return a name without capitals, marks, hyphens and points; of a person also without titles."""
    parts = unicodedata.normalize("NFKD", plain_name(surface))
    folded = "".join(letter for letter in parts if not unicodedata.combining(letter)).casefold()
    words = re.sub(r"[-‑‐–.’']", " ", folded).split() if "." not in folded[:3] else _initials(folded)
    while label == "PERSON" and len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    return " ".join(words) or surface


def _initials(folded: str) -> list[str]:
    """*U.N.* is one word; *J. Smith* is two."""
    if re.fullmatch(r"(?:[a-z]\.)+[a-z]?", folded):
        return [folded.replace(".", "")]
    return re.sub(r"[-‑‐–.’']", " ", folded).split()


def _persons(keys: Sequence[str]) -> dict[str, str]:
    """Return which short name of a person is which full one; a short name that fits two fits none."""
    full = [key for key in keys if len(key.split()) > 1 and len(key.split()[0]) > 1]
    found = {}
    for key in keys:
        words = key.split()
        fits = [name for name in full if name != key and _is_variant(words, name.split())]
        firsts = {name.split()[0] for name in fits}
        if fits and len(firsts) == 1:
            found[key] = max(fits, key=len)
    return {key: name for key, name in found.items() if len(name) > len(key)}


def _is_variant(short: Sequence[str], full: Sequence[str]) -> bool:
    """Whether a name is a surname, initial and surname, or first name and surname, of a longer name."""
    if len(short) >= len(full) + (len(short[0]) == 1) or short[-1] != full[-1]:
        return False
    if len(short) == 1 or short[0] == full[0]:
        return True
    return len(short[0]) == 1 and full[0].startswith(short[0])


def _acronyms(entities: Sequence[Entity], keys: Sequence[str], text: str) -> dict[str, str]:
    """Return which letters stand for which name: those in brackets after it that are its initials."""
    found: dict[str, str] = {}
    for entity, key in zip(entities, keys, strict=True):
        match = _BRACKETS.match(text, entity.end) if text else None
        if match and _are_initials(match.group(1), entity.surface):
            letters = _key(match.group(1), "ORG")
            if letters != key:
                found.setdefault(letters, key)
    return found


def _are_initials(letters: str, name: str) -> bool:
    words = [word for word in re.split(r"[\s-]+", plain_name(name)) if word]
    wanted = re.sub(r"[^A-Za-z]", "", letters).lower()
    every = "".join(word[0] for word in words).lower()
    without = "".join(word[0] for word in words if word.lower() not in _SMALL).lower()
    return len(wanted) > 1 and wanted in (every, without)
