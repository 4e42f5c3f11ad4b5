"""What a profile says about the export of a database: its labels, and how its articles are told apart."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from caatext.corpus.profile_parts import BaseProfile, Entry, Name, Pattern, Text
from caatext.corpus.readings import COMPUTED


class LabelledField(Entry):
    """A label, and what becomes of what stands behind and below it.

    `label` matches the head of a line. A label that is `sure` can be no beginning of a sentence and ends a text at
    once; any other ends it only where nothing but labels follow. `lines` says whether lines below belong to it.
    """

    name: Name
    label: Pattern
    sure: bool = False
    lines: Literal["one", "many"] = "one"
    keep: bool = True
    value: Pattern | None = None


class OtherLine(Entry):
    """A kind of line that is no part of an article, if `in_text` not even in the midst of a text.

    The pattern matches the whole line.
    """

    kind: Text
    pattern: Pattern
    in_text: bool = False


class ExportRules(Entry):
    """How the articles of an export are told apart, and what each must have.

    An article ends at a `separator` line, or before a field that `opens` one. `head` names what stands without a
    label before the first label. From a `closing` line on, an article is over; before the first title, a file with a
    line like `cover` has a cover page. What is named under `once` shows, where it stands twice, that two articles run
    together.
    """

    endings: tuple[Annotated[str, StringConstraints(pattern=r"^\.[a-z]+$")], ...]
    separator: Pattern | None = None
    opens: tuple[Name, ...] = ()
    head: tuple[Literal["title", "outlet", "date"], ...] = ()
    cover: Pattern | None = None
    closing: Pattern | None = None
    needs: tuple[Name, ...]
    once: tuple[Name, ...] = ()
    text: tuple[Name, ...]
    abstract: tuple[Name, ...] = ()
    no_text: Pattern | None = None
    expects: Text
    remedy: Text


class ExportProfile(BaseProfile):
    """How the export of a database is parted into articles.

    Notes
    -----
    Read one with ``load_profile``. Fields that share a name are alternatives: the first in the order of the profile
    that says anything counts. Fields named ``title``, ``author``, ``outlet``, ``date`` and ``url`` are what they are
    for every corpus; ``doc_id`` is the identifier, and ``length`` the number of words that the database counted.
    """

    export: ExportRules
    docvars: dict[Name, str] = Field(default_factory=dict)
    fields: tuple[LabelledField, ...]
    lines: tuple[OtherLine, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> ExportProfile:
        known = {one.name for one in self.fields}
        rules = self.export
        absent = sorted({*rules.opens, *rules.needs, *rules.once, *rules.text, *rules.abstract} - known)
        taken = sorted({*known, *self.docvars} & set(COMPUTED) - {"doc_id", "text"})
        if absent:
            found = f"the fields {', '.join(absent)} are named under [export] and have no label"
            raise ValueError(found)
        if taken:
            found = f"document variables may not be called {', '.join(taken)}: reading fills those in"
            raise ValueError(found)
        return self

    @property
    def endings(self) -> tuple[str, ...]:
        """Endings of the files that the profile parts."""
        return self.export.endings
