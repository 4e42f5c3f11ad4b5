"""A bad input: what lies in its folder, and what must become of it when the folder is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

#: Makes one thing at a path: what cannot be said as bytes, such as links and pipes.
Maker = Callable[[Path], None]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One entry: `name` is its folder, `file` the input in it that is judged.

    `n` documents come of it, and their texts hold `has` in this order and nothing of `lacks`; `rows` are the
    places and codes of what is rejected inside the file, `warns` the codes of warnings; `docvars` hold for the
    first document. With `code` the whole file is rejected, with `rule` it is passed over by that rule.
    """

    name: str
    threat: int
    file: str
    content: bytes | Maker
    beside: Mapping[str, bytes] = field(default_factory=dict)
    n: int = 1
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    whole: str | None = None
    rows: tuple[tuple[str, str], ...] = ()
    warns: tuple[str, ...] = ()
    docvars: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    place: str = ""
    rule: str = ""

    @property
    def path(self) -> str:
        """The input as messages name it, unless its name has to be shown otherwise."""
        return f"{self.name}/{self.file}"

    def write(self, folder: Path) -> None:
        """Write the entry below a folder."""
        here = folder / self.name
        here.mkdir()
        for name, content in ({self.file: self.content} | dict(self.beside)).items():
            if callable(content):
                content(here / name)
            else:
                (here / name).write_bytes(content)


def marks(name: str) -> tuple[str, str, str]:
    """Return what stands at the start, in the middle and at the end of the text of an entry."""
    return f"Start of {name}.", f"Middle of {name}.", f"End of {name}."


def story(name: str, *between: str, gap: str = "\n\n") -> str:
    """Return a text of several paragraphs with the marks of an entry, and `between` before its end."""
    start, middle, end = marks(name)
    river = "The river rose slowly and the towns along it waited for news from the hills."
    return gap.join([f"{start} {river}", f"{middle} {river}", *between, f"{river} {end}"])


def read(name: str, threat: int, file: str, content: bytes | Maker | str, **expected: object) -> Case:
    """Return an entry that is read; if nothing else is said, with its marks in order."""
    body = content.encode() if isinstance(content, str) else content
    if not {"has", "whole", "n"} & expected.keys():
        expected["has"] = marks(name)
    return Case(name=name, threat=threat, file=file, content=body, **expected)  # type: ignore[arg-type]


def rejected(
    name: str, threat: int, file: str, content: bytes | Maker | str, code: str, *, place: str = "", **more: object
) -> Case:
    """Return an entry that is rejected whole, with this code, at this place (its beginning)."""
    body = content.encode() if isinstance(content, str) else content
    return Case(name=name, threat=threat, file=file, content=body, n=0, code=code, place=place, **more)  # type: ignore[arg-type]


def ignored(name: str, threat: int, file: str, content: bytes, rule: str) -> Case:
    """Return an entry that is passed over by a named rule."""
    return Case(name=name, threat=threat, file=file, content=content, n=0, rule=rule)


@dataclass
class Outcome:
    """What one reading run made of the folder of an entry."""

    documents: list[dict[str, str]] = field(default_factory=list)
    errors: list[tuple[str, str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str, str]] = field(default_factory=list)
    ledger: list[dict[str, object]] = field(default_factory=list)


def outcomes(corpus: object) -> dict[str, Outcome]:
    """Return what a corpus holds, by the folder of the entry."""
    found: dict[str, Outcome] = {}

    def of(path: str) -> Outcome:
        return found.setdefault(path.split("/")[0], Outcome())

    for row in corpus.documents.to_dict("records"):  # type: ignore[attr-defined]
        of(row["path"]).documents.append(row)
    for row in corpus.ledger.to_dict("records"):  # type: ignore[attr-defined]
        of(row["path"]).ledger.append(row)
    for problem in corpus.problems:  # type: ignore[attr-defined]
        outcome = of(problem.path)
        kind = outcome.errors if problem.severity == "error" else outcome.warnings
        kind.append((problem.path, problem.place, problem.code))
    return found


def judge(case: Case, outcome: Outcome) -> list[str]:
    """Return what is wrong with the outcome, in words; nothing where the entry was judged right."""
    return [*_of_problems(case, outcome), *_of_texts(case, outcome), *_of_ledger(case, outcome)]


def _of_problems(case: Case, outcome: Outcome) -> Iterable[str]:
    errors = sorted((place, code) for _, place, code in outcome.errors)
    if case.code:
        if [code for _, code in errors] != [case.code]:
            yield f"rejected with {errors}, not {case.code}"
        elif not errors[0][0].startswith(case.place):
            yield f"place {errors[0][0]!r}, not {case.place!r}"
    elif errors != sorted(case.rows):
        yield f"rejected inside: {errors}, not {sorted(case.rows)}"
    missing = sorted(set(case.warns) - {code for _, _, code in outcome.warnings})
    if missing:
        yield f"no warning {', '.join(missing)}"


def _of_texts(case: Case, outcome: Outcome) -> Iterable[str]:
    if len(outcome.documents) != case.n:
        yield f"{len(outcome.documents)} documents, not {case.n}"
    text = "\n\n".join(str(document["text"]) for document in outcome.documents)
    if case.whole is not None and text != case.whole:
        yield f"text {text[:80]!r}, not {case.whole[:80]!r}"
    lost = _first_lost(case.has, text)
    if lost:
        yield f"lost: {lost[:80]!r}"
    yield from (f"in the text: {part[:80]!r}" for part in case.lacks if part in text)
    for name, value in case.docvars.items():
        said = outcome.documents[0].get(name) if outcome.documents else None
        if said != value:
            yield f"{name} is {said!r}, not {value!r}"


def _first_lost(parts: Iterable[str], text: str) -> str:
    """Return the first part that does not follow the one before it in the text, or nothing."""
    position = 0
    for part in parts:
        position = text.find(part, position)
        if position < 0:
            return part
    return ""


def _of_ledger(case: Case, outcome: Outcome) -> Iterable[str]:
    whole = [row for row in outcome.ledger if row["unit"] == "file"]
    asked = case.rule or case.code
    if asked and asked not in [row["rule"] for row in whole]:
        yield f"no line of the ledger says {asked}"
    if len([row for row in outcome.ledger if row["status"] == "read" and row["doc_id"]]) != case.n:
        yield "the ledger has another number of documents"
