"""What can go wrong, said in six parts: severity and code, file, place, what is wrong, what was done, what to do.

Every message that a user sees is a `Problem`. A step that checks input gathers all its problems and raises once;
a step that reads many inputs returns the problems beside what it could read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import ClassVar

#: Characters that reorder a line or vanish from it; shown as escapes wherever foreign text reaches a message.
_DIRECTION = {"Cf", "Cc", "Cs", "Co", "Zl", "Zp"}
EXCERPT = 80


def visible(text: object, *, limit: int = EXCERPT) -> str:
    r"""Return `text` on one line with control and direction characters escaped, cut to `limit` characters.

    Examples
    --------
    >>> visible("a\x1b[31m b")
    'a\\x1b[31m b'
    """
    shown = "".join(
        character
        if unicodedata.category(character) not in _DIRECTION
        else character.encode("unicode_escape").decode("ascii")
        for character in str(text)
    )
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that went wrong, at one place, with its remedy.

    Parameters
    ----------
    code : str
        Stable code such as ``E-ENC-UTF8``; ``caatext explain CODE`` tells more.
    path, place : str
        The file as the user named it, and where in it (line, row, field, byte); either may be empty.
    found : str
        What is wrong, with the value.
    action : str
        What was done instead, or why it matters.
    remedy : str
        What to do.
    severity : {"error", "warning"}
        Warnings cost nothing; errors cost the input they name.

    Examples
    --------
    >>> print(Problem(code="E-TYPE", path="a.xyz", found="the ending .xyz is not known",
    ...               action="skipped: this file", remedy="save it as txt"))
    error[E-TYPE] a.xyz: the ending .xyz is not known
      skipped: this file
      to mend: save it as txt
    """

    code: str
    found: str
    remedy: str
    action: str = ""
    path: str = ""
    place: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        where = ", ".join(visible(part, limit=300) for part in (self.path, self.place) if part)
        lines = [f"{self.severity}[{self.code}] {where + ': ' if where else ''}{visible(self.found, limit=400)}"]
        lines += [f"  {visible(self.action, limit=400)}"] if self.action else []
        lines.append(f"  to mend: {visible(self.remedy, limit=400)}")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, str]:
        """Return the parts as a plain dictionary, for ``quarantine.jsonl``."""
        return asdict(self)


class CaatextError(ValueError):
    """Base of all errors this package raises on purpose; carries every problem found, not only the first.

    Parameters
    ----------
    problems : Problem or iterable of Problem
        What was found. The message lists them all.
    """

    #: Exit code of the command line when this error ends a run.
    exit_code: ClassVar[int] = 3

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UsageError(CaatextError):
    """A command or function was called with an option or value that it does not know."""

    exit_code = 2


class ConfigError(CaatextError):
    """A study, profile or other settings file is wrong."""


class CodebookError(ConfigError):
    """A codebook is wrong."""


class TableError(CaatextError):
    """A table does not have the columns its contract names."""


class CorpusError(CaatextError):
    """Documents cannot be read, or do not match."""

    exit_code = 5


class AnnotationError(CaatextError):
    """Annotation cannot be made: no model, or no text to annotate."""


class MeasureError(CaatextError):
    """A measure cannot be computed from these tables."""


class ComparisonError(CaatextError):
    """A comparison was asked for that cannot be set up (an unknown column, a single group)."""


class ReportError(CaatextError):
    """A report cannot be written or reproduced."""


class ResourceError(CaatextError):
    """Disk, memory or time ran out; the same command resumes."""

    exit_code = 6


class LockedError(CaatextError):
    """Another live run holds the folder."""

    exit_code = 7


class SmallSampleWarning(UserWarning):
    """A group is smaller than the stated minimum."""


class ConvergenceWarning(UserWarning):
    """A model stopped before it converged."""
