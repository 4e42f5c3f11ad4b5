"""What all profiles have in common: checked patterns, names, and entries that know their keys."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from caatext.corpus.patterns import check_pattern
from caatext.provenance import fingerprint

#: A pattern longer than this is no description of a line.
LONGEST_PATTERN = 300


Pattern = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_PATTERN), AfterValidator(check_pattern)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
DocId = Annotated[str, StringConstraints(pattern=r"^[\w-]*\{n\}[\w-]*$", max_length=60)]


class Entry(BaseModel):
    """Base of all profile entries: frozen, and an unknown key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class About(Entry):
    """What the profile is for."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Text
    version: Text
    description: str = ""


class BaseProfile(Entry):
    """What every profile says: what it is, and which files it is for."""

    profile: About

    @property
    def endings(self) -> tuple[str, ...]:
        """Endings of the files that the profile parts."""
        return (".txt", ".text")

    def applies_to(self, path: str) -> bool:
        """Whether a file of this name is parted by the profile; other files are read as they are."""
        return PurePosixPath(path).suffix.lower() in self.endings

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the content."""
        return fingerprint(self.model_dump(mode="json"))
