"""`caatext code`: sheets out to coders, codings in, agreement."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer

from caatext.cli.terminal import (
    CodebookPath,
    CorpusPath,
    OutPath,
    Seed,
    TextsPath,
    argument,
    open_desk_at,
    option,
    refuse,
    say,
    spare,
    tell,
    write_table_to,
)
from caatext.errors import Problem

if TYPE_CHECKING:
    from caatext.coding.codings import Codings
    from caatext.study.desk import Desk

code_app = typer.Typer(
    name="code", help="Sheets out to coders, codings in, agreement.", no_args_is_help=True, rich_markup_mode=None
)
#: Rows that a coder left empty are counted, not listed.
_BLANK = "E-ROW-BLANK"
UnitName = Annotated[str, option("--unit", "What is coded: sentence or paragraph.")]
Files = Annotated[list[str], argument("FILE...", "Sheets and exports; NAME=FILE says who coded.")]


@code_app.command()
def sample(
    corpus: CorpusPath,
    out: Annotated[Path, option("--out", "The sheet to write: .csv, or .xlsx with lists to choose from.")],
    n: Annotated[int, typer.Option("--n", min=1, help="Units to draw.")] = 100,
    kind: Annotated[str, option("--kind", "random, stratified, or purposive (traps; never for rates).")] = "random",
    by: Annotated[str, option("--by", "Strata: a column of the documents, or codes for the frames read.")] = "",
    unit: UnitName = "sentence",
    codebook: CodebookPath = None,
    seed: Seed = 1,
    texts: TextsPath = None,
) -> None:
    """Draw units for people to code, blind to author, and write the sheet; how they were drawn goes beside it."""
    from caatext.coding.sampling import draw_sample
    from caatext.coding.sheets import write_sheet
    from caatext.measures.frames import code_frames
    from caatext.store import write_csv

    _check("--kind", kind, ("random", "stratified", "purposive"))
    spare(out)
    desk = _desk(corpus, codebook, texts, unit)
    strata = code_frames(desk.annotations, desk.codebook) if by == "codes" else by
    drawn = draw_sample(
        desk.corpus, desk.annotations, n=n, kind=cast("Any", kind), by=strata, unit=cast("Any", unit), seed=seed
    )
    sheet = write_sheet(drawn, desk.codebook, out)
    design = write_csv(out.with_name(f"{out.stem}.design.csv"), drawn.design)
    say(f"{len(drawn)} {unit}s drawn; {design.name} says how, and is not for the coders")
    typer.echo(sheet)


@code_app.command("import")
def import_(
    corpus: CorpusPath,
    files: Files,
    out: OutPath = None,
    gold: Annotated[Path | None, option("--gold", "A CSV file for the codes that are settled.")] = None,
    unit: UnitName = "sentence",
    codebook: CodebookPath = None,
    texts: TextsPath = None,
    strict: Annotated[bool, option("--strict", "Exit with 4 if any row was rejected.")] = False,
) -> None:
    """Read sheets, and exports of Taguette, INCEpTION and REFI-QDA; every row is used or has its reason."""
    from caatext.coding.adjudication import gold as settle
    from caatext.store import write_csv

    codings = _read(_desk(corpus, codebook, texts, unit), files, unit)
    write_table_to(codings.table, out)
    if gold is not None:
        write_csv(gold, settle(codings))
    if strict and _rejected(codings):
        raise typer.Exit(4)


@code_app.command()
def reliability(
    corpus: CorpusPath,
    files: Files,
    out: OutPath = None,
    disagreements: Annotated[Path | None, option("--disagreements", "A CSV file for what to talk about.")] = None,
    adjudicate: Annotated[Path | None, option("--adjudicate", "A sheet of the disagreements, to decide.")] = None,
    unit: UnitName = "sentence",
    codebook: CodebookPath = None,
    seed: Seed = 1,
    texts: TextsPath = None,
) -> None:
    """Say how far coders agree: alpha, AC1, percent, with intervals, frame by frame."""
    from caatext.coding.adjudication import write_adjudication
    from caatext.coding.reliability import reliability as agree
    from caatext.store import write_csv

    desk = _desk(corpus, codebook, texts, unit)
    codings = _read(desk, files, unit)
    found = agree(codings, desk.codebook, seed=seed)
    write_table_to(found.table, out)
    if disagreements is not None:
        write_csv(disagreements, found.disagreements)
    if adjudicate is not None:
        say(f"to decide: {write_adjudication(codings, desk.codebook, adjudicate, seed=seed)}")


def _desk(corpus: Path, codebook: Path | None, texts: Path | None, unit: str) -> Desk:
    _check("--unit", unit, ("sentence", "paragraph"))
    return open_desk_at(corpus, codebook, texts)


def _check(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        refuse(f"{name} is '{value}'", f"choose {', '.join(known)}")


def _read(desk: Desk, files: list[str], unit: str) -> Codings:
    """Return the codings of all files; NAME=FILE says who coded, where that is no name of a file itself."""
    from caatext.coding.reading import read_codings

    given: dict[str, list[Path]] = {}
    for text in files:
        coder, _, path = text.rpartition("=")
        named = bool(coder) and not Path(text).exists()
        given.setdefault(coder if named else "", []).append(Path(path if named else text))
    chosen: Any = given[""] if set(given) == {""} else given
    codings = read_codings(
        chosen, desk.corpus, desk.annotations, desk.codebook, unit=cast("Literal['sentence', 'paragraph']", unit)
    )
    tell(_rejected(codings))
    blank = len(codings.problems) - len(_rejected(codings))
    rest = f"; {blank} left blank" if blank else ""
    say(f"{codings.n_rows_used} of {codings.n_rows_read} rows used{rest}")
    return codings


def _rejected(codings: Codings) -> list[Problem]:
    return [problem for problem in codings.problems if problem.code != _BLANK]
