"""The forms of a codebook, and where they stand in a text: longest match first, none inside another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from caatext.corpus.codebook import Actor, Codebook, Leader, Metonym
from caatext.corpus.world import ambiguous_surnames, world_rows

_WORD = re.compile(r"\w+")
#: How the reason of a mask ends, inside which the city is still told, as a place.
NAMED_AFTER_ITS_PLACE = "named after its place"
_DASHES = "-‑‐–"
#: Offices that are bodies and not buildings: wherever they are named, they act.
_BODY = re.compile(
    r"[A-Z]{2,}$|.*(?i:agency|army|assembly|authority|bank|board|bureau|cabinet|commission|committee|company|congress|"
    r"corporation|council|court|curia|department|forces?|government|group|guards?|intelligence|ministry|office of|"
    r"parliament|party|police|politburo|regime|republic|reserve|secretariat|senate|service|soviet|treasury|union)\b"
)
#: Endings of adjectives and nouns for people, for forms that the world table does not have.
_ADJECTIVE = re.compile(r"(?:an|ese|ish|ic|[^u]i|ch|sh|[kqg]h|z|ek|yk)$")


class Surface(NamedTuple):
    """A form to look for: which actor it names (empty: a mask), and how it is to be read."""

    text: str
    actor_id: str
    kind: str
    metonym: Metonym | None = None
    since: str = ""
    until: str = ""
    leader: Leader | None = None
    is_adjective: bool = False

    def holds(self, date: str) -> bool:
        """Whether the form led to its actor on a date; where there is no date, it may have."""
        return not date or (self.since or "0") <= date <= (self.until or "9")

    def begun(self, date: str) -> bool:
        """Whether the form leads to its actor on a date or did before: a leader is one ever after."""
        return not date or (self.since or "0") <= date

    def order(self) -> tuple[int, str, bool, bool, list[int]]:
        """Sort longest first; of the same form, a surname last, else the one that still holds, then the latest."""
        latest = [-ord(character) for character in self.since]
        return -len(self.text), self.text, self.kind == "surname", bool(self.until), latest


class Mention(NamedTuple):
    """A found form with its offsets in the document."""

    start: int
    end: int
    surface: str
    actor_id: str
    reading: str
    rule: str
    other_reading: str = ""


@dataclass(frozen=True)
class Gazetteer:
    """All forms of a codebook by their first word, longest first, and who bears each surname."""

    by_first_word: dict[str, list[Surface]]
    surnames: dict[str, tuple[Surface, ...]] = field(default_factory=dict)
    #: Cities inside masks of things that are named after their place.
    places: dict[str, tuple[tuple[int, Surface], ...]] = field(default_factory=dict)

    @classmethod
    def from_codebook(cls, codebook: Codebook) -> Gazetteer:
        """Return the forms of every actor and mask of a codebook."""
        found: dict[str, list[Surface]] = {}
        surnames: dict[str, list[Surface]] = {}
        forms = [Surface(mask.surface, "", "mask") for mask in codebook.masks]
        for actor in codebook.actors:
            forms.extend(_forms(actor))
        for form in forms:
            first = _WORD.search(form.text)
            if first:
                found.setdefault(first.group(), []).append(form)
            if form.kind == "surname":
                surnames.setdefault(form.text, []).append(form)
        return cls(
            {first: sorted(rows, key=Surface.order) for first, rows in found.items()},
            {name: tuple(sorted(rows, key=Surface.order)) for name, rows in surnames.items()},
            _places_in(codebook, found),
        )

    def find(
        self, text: str, start: int = 0, end: int | None = None, *, date: str = ""
    ) -> Iterator[tuple[int, Surface]]:
        """Yield the forms that hold on a date with their offsets, longest match first, none inside another.

        Leaders out of office and surnames are yielded whatever the date: who is meant is decided by what stands
        before them in the article.
        """
        stop = len(text) if end is None else end
        taken = start
        for word in _WORD.finditer(text, start, stop):
            begin = word.start()
            if begin < taken:
                continue
            forms = self.by_first_word.get(word.group())
            hit = _first_that_stands(forms, text, begin, stop, date) if forms else None
            if hit:
                yield hit
                taken = hit[0] + len(hit[1].text)


def _places_in(codebook: Codebook, found: dict[str, list[Surface]]) -> dict[str, tuple[tuple[int, Surface], ...]]:
    """Return the cities in names of treaties and sites, by mask; the reason of a mask says what it is named after."""
    places: dict[str, list[tuple[int, Surface]]] = {}
    for mask in codebook.masks:
        if not mask.reason.endswith(NAMED_AFTER_ITS_PLACE):
            continue
        for word in _WORD.finditer(mask.surface):
            cities = [form for form in found.get(word.group(), ()) if form.kind == "metonym"]
            hits = [(word.start(), form) for form in cities if mask.surface.startswith(form.text, word.start())]
            places.setdefault(mask.surface, []).extend(hits)
    return {text: tuple(hits) for text, hits in places.items() if hits}


def _first_that_stands(
    forms: Iterable[Surface], text: str, word: int, stop: int, date: str
) -> tuple[int, Surface] | None:
    for form in forms:
        begin = word if form.text[0].isalnum() else word - _lead(form.text)
        finish = begin + len(form.text)
        if begin < 0 or finish > stop or not text.startswith(form.text, begin) or not _ends_word(text, finish):
            continue
        if form.kind == "prefix" and text[finish : finish + 1] not in _DASHES:
            continue
        if form.holds(date) or form.kind == "surname" or (form.kind == "leader" and form.begun(date)):
            return begin, form
    return None


def _lead(form: str) -> int:
    """Return how many characters stand before the first word of a form."""
    first = _WORD.search(form)
    return first.start() if first else 0


def _ends_word(text: str, position: int) -> bool:
    return position >= len(text) or not (text[position].isalnum() or text[position] == "_")


def _forms(actor: Actor) -> Iterator[Surface]:
    for alias in actor.aliases:
        yield Surface(alias, actor.id, "alias", is_adjective=alias != actor.name and _is_adjective(alias))
    for office in actor.offices:
        yield Surface(office, actor.id, "body" if _BODY.match(office) else "seat")
    for prefix in actor.prefixes:
        yield Surface(prefix, actor.id, "prefix")
    for metonym in actor.metonyms:
        yield Surface(metonym.surface, actor.id, "metonym", metonym, metonym.since, metonym.until)
    for leader in actor.leaders:
        yield Surface(leader.name, actor.id, "leader", None, leader.since, leader.until, leader)
        if leader.surname and leader.surname != leader.name:
            yield Surface(leader.surname, actor.id, "surname", None, leader.since, leader.until, leader)


def _is_adjective(form: str) -> bool:
    roles = _world_roles().get(form)
    return "demonym" in roles if roles else bool(_ADJECTIVE.search(form))


@lru_cache(maxsize=1)
def _world_roles() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in world_rows():
        if row.role in ("alias", "demonym"):
            found.setdefault(row.surface, set()).add(row.role)
    return {form: frozenset(roles) for form, roles in found.items()}


def needs_full_name(form: Surface, bearers: Iterable[Surface]) -> bool:
    """Whether a surname leads nowhere without the full name: it is somebody else's too, or a common word."""
    others = any(other.actor_id != form.actor_id and _meet(form, other) for other in bearers)
    return others or (form.actor_id, form.text) in ambiguous_surnames()


def _meet(a: Surface, b: Surface) -> bool:
    return (a.since or "0") < (b.until or "9") and (b.since or "0") < (a.until or "9")
