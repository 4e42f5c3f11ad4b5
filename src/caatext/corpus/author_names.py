"""Names of authors that may be one person's, proposed by stated rules; merged only where a person says so."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

#: What the column `rule` says, from the surest to the least sure.
SAME_LETTERS = "same letters"
TITLES_AND_ORDER = "titles and order"
INITIALS = "initials"
ALMOST = "one letter differs"

#: Only what is no name as well: Ma, Md and Hon are.
_TITLES = frozenset({"ambassador", "dame", "dr", "miss", "mr", "mrs", "ms", "phd", "prof", "professor", "sir"})
#: Letters that a decomposition does not part into a letter and a mark.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"})
#: Shorter words are not compared letter by letter: Jan and Jon are two people.
_LONG_ENOUGH = 4

Words: TypeAlias = tuple[str, ...]


class Variant(NamedTuple):
    """A name as it was given, in how many documents, the name proposed for it, and the rule that proposes it."""

    author: str
    n_documents: int
    proposed: str = ""
    rule: str = ""


def propose_names(counts: Mapping[str, int]) -> list[Variant]:
    """Return every name with the one that may stand for it.

    Parameters
    ----------
    counts : mapping of str to int
        Documents by name.

    Returns
    -------
    list of Variant
        Sorted by name. `proposed` is the name of the same person that most documents have, the longest of those; it
        is empty where no rule finds another name. `rule` is the surest one that leads from the name to it.

    Notes
    -----
    A proposal is no merge: two people can have one name, and one letter can part two families. Names are taken as
    they stand; ``NA`` and ``null`` are names like others, and several authors in one field are one name.

    An initial is proposed only where one fuller name fits it: J. Marlen is not Jo Marlen while there is a Jan Marlen.

    Examples
    --------
    >>> names = propose_names({"Jo Marlen": 3, "Marlen, Jo": 1, "J. Marlen": 1, "Vera Lind": 2})
    >>> [(name.author, name.proposed, name.rule) for name in names if name.proposed]
    [('J. Marlen', 'Jo Marlen', 'initials'), ('Marlen, Jo', 'Jo Marlen', 'titles and order')]
    """
    # What stands for a group of names goes on to the next rule, so that each rule sees the people that are left.
    people = {name: [name] for name in counts}
    best = {name: name for name in counts}
    rules: dict[str, str] = {}
    for rule, groups in _RULES:
        for group in groups(sorted(people)):
            names = sorted({best[name] for name in group})
            kept = min(names, key=lambda name: (-sum(counts[one] for one in people[name]), -len(name), name))
            for merged in (name for name in names if name != kept):
                for name in people.pop(merged):
                    people[kept].append(name)
                    best[name] = kept
                    rules.setdefault(name, rule)
    return [
        Variant(name, counts[name], best[name] if name in rules else "", rules.get(name, "")) for name in sorted(counts)
    ]


def _letters(name: str) -> str:
    """Return a name without case, marks on letters and signs."""
    parted = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    plain = "".join(sign for sign in parted if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", plain))


def _words(name: str) -> Words:
    """Return the words of a name in the order first name, surname, without titles."""
    parts = [part for part in (_without_titles(part) for part in name.split(",")) if part]
    if len(parts) == 2:
        parts.reverse()
    return tuple(word for part in parts for word in part)


def _without_titles(name: str) -> Words:
    words = _letters(re.sub(r"(?i)\bph\.\s?d\b\.?", "phd", name)).split()
    return tuple(word for word in words if word not in _TITLES)


def _by(key: Callable[[str], object]) -> Callable[[list[str]], Iterator[list[str]]]:
    """Return what groups names that have the same key; names without a key stand alone."""

    def group(names: list[str]) -> Iterator[list[str]]:
        same: dict[object, list[str]] = defaultdict(list)
        for name in names:
            if key(name):
                same[key(name)].append(name)
        return (group for group in same.values() if len(group) > 1)

    return group


def _by_initials(names: list[str]) -> Iterator[list[str]]:
    """Group a name with initials and the one fuller name that it fits, by surname."""
    families: dict[str, list[tuple[str, Words]]] = defaultdict(list)
    for name in names:
        words = _words(name)
        if len(words) > 1:
            families[words[-1]].append((name, words[:-1]))
    for family in families.values():
        for name, words in family:
            fuller = [other for other, more in family if _fits(words, more)]
            if len(fuller) == 1:
                yield [name, fuller[0]]


def _fits(short: Words, full: Words) -> bool:
    """Whether first names with initials can be these fuller ones: J. or Jo for Jo A., never Jo for Jan."""
    if short == full or len(short) > len(full) or sum(map(len, short)) >= sum(map(len, full)):
        return False
    pairs = list(zip(short, full, strict=False))
    return all(one == two or (len(one) == 1 and two.startswith(one)) for one, two in pairs)


def _by_one_letter(names: list[str]) -> Iterator[list[str]]:
    """Group names of which one long word is the same once a letter is left out, changed or swapped with the next."""
    alike: dict[tuple[Words, str, Words], list[tuple[str, str]]] = defaultdict(list)
    for name in names:
        words = _words(name)
        for place, word in enumerate(words):
            for shorter in _one_less(word) if len(words) > 1 and len(word) >= _LONG_ENOUGH else ():
                alike[words[:place], shorter, words[place + 1 :]].append((name, word))
    for shared in alike.values():
        for place, (name, word) in enumerate(shared):
            yield from ([name, other] for other, more in shared[place + 1 :] if _is_almost(word, more))


def _one_less(word: str) -> list[str]:
    return sorted({word, *(word[:place] + word[place + 1 :] for place in range(len(word)))})


def _is_almost(one: str, two: str) -> bool:
    """Whether two different spellings are one letter apart, or two neighboring letters are swapped."""
    start = 0
    while start < min(len(one), len(two)) and one[start] == two[start]:
        start += 1
    one, two = one[start:], two[start:]
    while one and two and one[-1] == two[-1]:
        one, two = one[:-1], two[:-1]
    return max(len(one), len(two)) == 1 or (len(one) == 2 and one == two[::-1])


_RULES: tuple[tuple[str, Callable[[list[str]], Iterator[list[str]]]], ...] = (
    (SAME_LETTERS, _by(_letters)),
    (TITLES_AND_ORDER, _by(_words)),
    (INITIALS, _by_initials),
    (ALMOST, _by_one_letter),
)
