"""Many articles in one file: a profile says how an article begins and what each line is."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib import resources
from pathlib import Path
from typing import TypeAlias

from pydantic import Field, ValidationError, model_validator

from caatext.corpus.export_rules import ExportProfile
from caatext.corpus.profile_parts import BaseProfile, DocId, Entry, Name, Pattern, Text
from caatext.corpus.readings import COMPUTED, Draft, Reading, Record, reject
from caatext.errors import ConfigError, Problem


class Article(Entry):
    """How an article begins, what it is called, and which section its first paragraph is."""

    begin: Pattern
    doc_id: DocId
    lede: str = ""


class Sections(Entry):
    """How a section label stands at the head of a paragraph, and which labels mean the same."""

    pattern: Pattern
    labels: dict[str, Text] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check(self) -> Sections:
        if "label" not in re.compile(self.pattern).groupindex:
            found = "the pattern has no group named label: (?P<label>...)"
            raise ValueError(found)
        return self


class LineKind(Entry):
    """A kind of line that is no body text; `keep` keeps it as the document variable of that name."""

    kind: Name
    pattern: Pattern
    keep: bool = False


class Profile(BaseProfile):
    """How a text file with many articles is parted.

    Notes
    -----
    Read one with :func:`load_profile`. A line is a paragraph. Line kinds are tried in their order; the pattern of
    `begin` and of a kind must match the whole line, the pattern of a section only its head. Named groups of
    `begin` become document variables, and so does the group ``value`` of a kind that is kept.
    """

    article: Article
    docvars: dict[Name, str] = Field(default_factory=dict)
    sections: Sections | None = None
    lines: tuple[LineKind, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Profile:
        named = [*self.docvars, *re.compile(self.article.begin).groupindex]
        named += [line.kind for line in self.lines if line.keep]
        taken = sorted({name for name in named if name in COMPUTED})
        if taken:
            found = f"document variables may not be called {', '.join(taken)}: reading fills those in"
            raise ValueError(found)
        return self


AnyProfile: TypeAlias = Profile | ExportProfile


def shipped_profiles() -> list[str]:
    """Return the names of the profiles that come with the package."""
    folder = resources.files("caatext") / "data" / "profiles"
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


def load_profile(name: str | Path) -> AnyProfile:
    """Return a shipped profile by its name, or the profile that a TOML file describes.

    Raises
    ------
    ConfigError
        There is no such profile, or it has faults; all of them are listed at once.

    Examples
    --------
    >>> load_profile("caci-analyst").endings, load_profile("factiva").endings
    (('.txt', '.text'), ('.html', '.htm', '.txt', '.docx'))
    """
    if str(name) in shipped_profiles():
        entry = resources.files("caatext") / "data" / "profiles" / f"{name}.toml"
        return parse_profile(entry.read_text(encoding="utf-8"), path=f"{name}.toml")
    path = Path(name)
    try:
        return parse_profile(path.read_text(encoding="utf-8"), path=str(name))
    except OSError as error:
        near = get_close_matches(str(name), shipped_profiles(), n=1)
        raise ConfigError(
            Problem(
                code="E-CFG-PROFILE",
                path=str(name),
                found="there is no such profile",
                action="stopped: nothing was read",
                remedy=f"did you mean {near[0]}?"
                if near
                else f"name a TOML file, or one of {', '.join(shipped_profiles())}",
            )
        ) from error
    except UnicodeDecodeError as error:
        remedy = "save the profile as UTF-8"
        raise ConfigError(
            Problem(code="E-ENC-UTF8", path=str(name), found=f"byte {error.start} is not UTF-8", remedy=remedy)
        ) from error


def parse_profile(text: str, *, path: str = "") -> AnyProfile:
    """Return the profile that a TOML text describes; one with a table ``[export]`` is for exports of a database.

    Raises
    ------
    ConfigError
        The text is no TOML, or has faults; all of them are listed at once.
    """
    try:
        described = tomllib.loads(text)
        model = ExportProfile if "export" in described else Profile
        return model.model_validate(described)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            Problem(code="E-CFG-TOML", path=path, found=f"this is no TOML: {error}", remedy="mend the line named")
        ) from error
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False)
        raise ConfigError(
            Problem(
                code="E-CFG-PROFILE",
                path=path,
                place=".".join(str(part + 1) if isinstance(part, int) else part for part in fault["loc"]),
                found=str(fault["msg"]).removeprefix("Value error, "),
                remedy="mend this entry; the format is described in docs/profiles.md",
            )
            for fault in faults
        ) from error


@dataclass
class _Article:
    """An article in the making: where it began, its lines as entries, its paragraphs."""

    place: str
    docvars: dict[str, str]
    section: str = ""
    paragraphs: list[tuple[str, str]] = field(default_factory=list)
    kept: dict[str, list[str]] = field(default_factory=dict)

    def record(self, profile: Profile, number: int) -> Record:
        """Return the finished document."""
        docvars = self.docvars | {name: "\n".join(values) for name, values in self.kept.items()}
        doc_id = profile.article.doc_id.replace("{n}", str(number))
        return Record(
            paragraphs=tuple(self.paragraphs), docvars=docvars, doc_id=doc_id, place=self.place, number=number
        )


def split_articles(text: str, profile: Profile, *, path: str, first: int = 1) -> Reading:
    """Return the articles of one file, with an entry for every line of it.

    Parameters
    ----------
    text : str
        The decoded file. It is parted, never repaired.
    profile : Profile
        What the lines are.
    path : str
        Name of the file for messages.
    first : int
        Number of the first article, where other files came before.

    Raises
    ------
    CorpusError
        No line begins an article.
    """
    lines = text.removesuffix("\n").split("\n")
    draft = Draft(path, "line")
    articles: list[_Article] = []
    stray: list[int] = []
    for number, line in enumerate(lines, start=1):
        begin = re.fullmatch(profile.article.begin, line.strip())
        if begin:
            said = {name: value or "" for name, value in begin.groupdict().items()}
            docvars = dict(profile.docvars) | said
            articles.append(_Article(f"line {number}", docvars, section=profile.article.lede))
        rule, n_kept = ("article begin", 0) if begin else _take_line(line, profile, articles[-1] if articles else None)
        if rule == _STRAY:
            stray.append(number)
        status = "rejected" if rule == _STRAY else "read" if rule in _read_rules(profile) else "ignored"
        draft.note(
            f"line {number}",
            status,
            rule,
            n_characters=len(line),
            n_kept=n_kept,
            record=len(articles) - 1,
        )
    if not articles:
        raise reject(
            path,
            "E-FMT-PROFILE",
            found=f"no line begins an article as the profile {profile.profile.id} says",
            remedy="name the profile that fits, or none",
        )
    draft.records += [article.record(profile, first + position) for position, article in enumerate(articles)]
    draft.problems += [_stray_lines(stray, path)] if stray else []
    return draft.finish(n_characters=len(text), n_found=len(lines))


_STRAY = "before the first article"
_BODY = ("article begin", "body", "body after label")


def _read_rules(profile: Profile) -> tuple[str, ...]:
    return (*_BODY, *(line.kind for line in profile.lines if line.keep))


def _take_line(line: str, profile: Profile, article: _Article | None) -> tuple[str, int]:
    """Put a line where it belongs, and return the rule and how many of its characters went into the text."""
    stripped = line.strip()
    if not stripped:
        return "blank line", 0
    if article is None:
        return _STRAY, 0
    for kind in profile.lines:
        match = re.fullmatch(kind.pattern, stripped)
        if match:
            if kind.keep:
                article.kept.setdefault(kind.kind, []).append(match.groupdict().get("value") or stripped)
            return kind.kind, 0
    return _take_body(stripped, profile, article)


def _take_body(line: str, profile: Profile, article: _Article) -> tuple[str, int]:
    label = re.match(profile.sections.pattern, line) if profile.sections else None
    if label and profile.sections:
        name = label.group("label")
        article.section = profile.sections.labels.get(name, name)
        line = line[label.end() :].strip()
        if not line:
            return "section label", 0
    article.paragraphs.append((article.section, line))
    return "body after label" if label else "body", len(line)


def _stray_lines(stray: list[int], path: str) -> Problem:
    return Problem(
        code="E-ROW-STRAY",
        path=path,
        place=f"line {stray[0]}" if len(stray) == 1 else f"lines {stray[0]}-{stray[-1]}",
        found=f"{len(stray)} line(s) stand before the first article",
        action="skipped: they belong to no article",
        remedy="remove them, or give the article they belong to its first line",
    )
