"""What the commands share: arguments, tables to files, and what is said on the terminal."""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from caatext.errors import ConfigError, Problem, UsageError, visible

if TYPE_CHECKING:
    import pandas as pd

    from caatext.study.desk import Desk

#: Of one kind of problem so many are shown; the rest is counted, and stands in quarantine.jsonl.
SHOWN = 5


def argument(name: str, text: str) -> Any:
    """Return a positional argument of a command."""
    return typer.Argument(metavar=name, help=text, show_default=False)


def option(name: str, text: str, *, metavar: str | None = None) -> Any:
    """Return an option of a command."""
    return typer.Option(name, help=text, metavar=metavar)


CorpusPath = Annotated[Path, argument("CORPUS", "A corpus, a feature bundle, a folder of articles, or one file.")]
OutPath = Annotated[Path | None, option("--out", "A .csv or .parquet file to write; without it, to stdout.")]
CodebookPath = Annotated[Path | None, option("--codebook", "Codebook; without it the codebook.toml in CORPUS.")]
ProfileName = Annotated[str | None, option("--profile", "How articles stand in one file: a name or a TOML file.")]
TextsPath = Annotated[Path | None, option("--texts", "The texts that a feature bundle was made from.")]
ByColumn = Annotated[str, option("--by", "Column of the documents table that makes the groups.")]
Seed = Annotated[int, option("--seed", "Seed of every random draw.")]
MeasureName = Annotated[str, argument("MEASURE", "Name of a measure; a wrong name lists them.")]
StudyPath = Annotated[Path | None, argument("[STUDY]", "A study.toml or its folder; without it the shipped study.")]


def open_desk_at(corpus: Path, codebook: Path | None, texts: Path | None) -> Desk:
    """Return the corpus laid out to work on; what is wrong with its inputs is told."""
    from caatext.study.desk import open_desk

    desk = open_desk(corpus, codebook=codebook, texts=texts)
    tell_inputs(corpus, desk.corpus.problems)
    tell(desk.problems)
    return desk


def tell_inputs(corpus: Path, problems: Sequence[Problem]) -> None:
    """Show what is wrong with the inputs of a corpus; in one line where that was said when it was made."""
    said = corpus / "quarantine.jsonl"
    if problems and said.is_file():
        say(f"{len(problems):,} of its inputs or rows were rejected or told of when {corpus} was made: see {said}")
    else:
        tell(problems)


def tell_left_out(desk: Desk, by: str) -> None:
    """Say how many documents take no part in a comparison because nothing is known of their group."""
    if by in desk.corpus.docvars:
        unknown = int((desk.corpus.docvars[by].fillna("").astype(str) == "").sum())
        if unknown:
            say(f"{unknown:,} of {len(desk.corpus):,} documents have no '{by}' and take no part")


def spare(sheet: Path | None) -> None:
    """Refuse to write over a sheet that somebody may have filled in."""
    if sheet is not None and sheet.exists():
        found, remedy = "there is a file by that name already", "move it away or choose another name"
        raise ConfigError(Problem(code="E-CFG-EXISTS", path=str(sheet), found=found, remedy=remedy))


def write_table_to(table: pd.DataFrame | Iterable[pd.DataFrame], out: Path | None) -> None:
    """Write a table, or its parts as they come, to a file by its ending, or to stdout."""
    import pandas as pd

    from caatext.store import csv_lines, write_csv_parts, write_table

    parts = [table] if isinstance(table, pd.DataFrame) else table
    if out is None:
        for lines in csv_lines(parts):
            sys.stdout.write(lines)
    elif out.suffix not in (".csv", ".parquet"):
        refuse(f"the ending '{out.suffix}' of --out is not known", "name a file that ends in .csv or .parquet")
    elif out.suffix == ".parquet":
        write_table(out, pd.concat(list(parts), ignore_index=True))
    else:
        write_csv_parts(out, parts)


def numbers(given: list[str]) -> dict[str, float]:
    """Return names with their numbers, from NAME=NUMBER."""
    found = {}
    for text in given:
        name, _, number = text.rpartition("=")
        try:
            found[name] = float(number)
        except ValueError:
            refuse(f"'{text}' is no NAME=NUMBER", "write for example --anchor speech-03=-1")
    return found


def refuse(found: str, remedy: str) -> NoReturn:
    """Stop with wrong usage."""
    raise UsageError(Problem(code="E-CFG-OPTION", found=found, remedy=remedy))


def tell_verdicts(table: pd.DataFrame) -> None:
    """Say in words what the design carries, before any number."""
    for reason, rows in table.groupby("reason", sort=False):
        say(f"{rows['verdict'].iloc[0]} ({len(rows)} of {len(table)} rows): {reason}")


def be_quiet(quiet: bool) -> None:
    """Say only errors and the summary from now on, or everything again."""
    logging.getLogger("caatext").setLevel(logging.ERROR if quiet else logging.WARNING)


def is_quiet() -> bool:
    """Return whether only errors and the summary are said."""
    return not logging.getLogger("caatext").isEnabledFor(logging.WARNING)


class Notices(logging.Handler):
    """Says what a cache and a lock put right by themselves; all else is said as a problem."""

    def emit(self, record: logging.LogRecord) -> None:
        """Say one line."""
        if record.name in ("caatext.entries", "caatext.locks"):
            say(visible(record.getMessage(), limit=400))


#: One for all: the same handler is not added twice.
NOTICES = Notices()


def tell(problems: Sequence[Problem]) -> None:
    """Show problems, at most `SHOWN` of a kind; warnings unless the run is to be quiet."""
    if is_quiet():
        problems = [problem for problem in problems if problem.severity == "error"]
    seen: Counter[str] = Counter()
    for problem in problems:
        seen[problem.code] += 1
        if seen[problem.code] <= SHOWN:
            say(str(problem))
    for code, count in seen.items():
        if count > SHOWN:
            say(f"{code}: and {count - SHOWN:,} more, see quarantine.jsonl")


def say(text: str) -> None:
    """Say something on stderr, so that stdout holds tables only."""
    typer.echo(text, err=True)


class Bar:
    """What moves a bar: called with the name of each thing that is done; where there is no terminal it does nothing."""

    def __init__(self, bar: Any = None, title: str = "", total: int | None = None) -> None:
        self._bar, self._title = bar, title
        self._task = bar.add_task(title, total=total) if bar else None

    def __call__(self, name: str) -> None:
        """Move by one."""
        if self._bar:
            self._bar.update(self._task, advance=1, description=f"{self._title}: {visible(name)}")

    def expect(self, total: int) -> None:
        """Say how many there will be: what is done already is none of them, so that the time left is honest."""
        if self._bar:
            self._bar.reset(self._task, total=total)


@contextmanager
def progress(title: str, *, total: int | None = None) -> Iterator[Bar]:
    """Show a bar on a terminal and nothing elsewhere."""
    if is_quiet() or not sys.stderr.isatty():
        yield Bar()
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        yield Bar(bar, title, total)
