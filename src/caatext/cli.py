"""Arguments to steps to files: the command line. It is the only module that prints."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from caatext.errors import CaatextError, CorpusError, Problem, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from caatext.corpus.documents import Corpus
    from caatext.study.desk import Desk

app = typer.Typer(
    name="caatext",
    help="Compare how authors frame the same region, and say when that cannot be done.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

#: Of one kind of problem so many are shown; the rest is counted, and stands in quarantine.jsonl.
SHOWN = 5


def _argument(name: str, text: str) -> Any:
    return typer.Argument(metavar=name, help=text, show_default=False)


def _option(name: str, text: str, *, metavar: str | None = None) -> Any:
    return typer.Option(name, help=text, metavar=metavar)


CorpusPath = Annotated[Path, _argument("CORPUS", "A corpus, a feature bundle, a folder of articles, or one file.")]
OutPath = Annotated[Path | None, _option("--out", "A .csv or .parquet file to write; without it, to stdout.")]
CodebookPath = Annotated[Path | None, _option("--codebook", "Codebook; without it the codebook.toml in CORPUS.")]
ProfileName = Annotated[str | None, _option("--profile", "How articles stand in one file: a name or a TOML file.")]
TextsPath = Annotated[Path | None, _option("--texts", "The texts that a feature bundle was made from.")]
ByColumn = Annotated[str, _option("--by", "Column of the documents table that makes the groups.")]
Seed = Annotated[int, _option("--seed", "Seed of every random draw.")]
MeasureName = Annotated[str, _argument("MEASURE", "Name of a measure; a wrong name lists them.")]
StudyPath = Annotated[Path | None, _argument("[STUDY]", "A study.toml or its folder; without it the shipped study.")]


def main() -> NoReturn:
    """Run the command line and leave with the exit code of what happened."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    # A command makes many small objects that live to its end; looking for garbage among them costs a tenth of its time.
    gc.set_threshold(200_000, 20, 20)
    # What libraries log is said as problems, or not at all.
    logging.getLogger().addHandler(logging.NullHandler())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        app()
    except CaatextError as error:
        _tell(error.problems)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        _say("interrupted; the same command goes on where this one stopped")
        sys.exit(130)
    except BrokenPipeError:
        os._exit(0)
    except Exception as error:
        if os.environ.get("CAATEXT_DEBUG"):
            raise
        _tell([
            Problem(
                code="E-BUG",
                found=f"caatext has a fault of its own ({type(error).__name__}: {error})",
                action="stopped; what was finished before is kept",
                remedy="set CAATEXT_DEBUG=1, give the same command again, and report what it prints",
            )
        ])  # fmt: skip
        sys.exit(1)
    sys.exit(0)


@app.command()
def report(
    study: StudyPath = None,
    out: Annotated[
        Path | None, _option("--out", "Folder for the report; without it 'output' beside the study.")
    ] = None,
    texts: TextsPath = None,
) -> None:
    """Run a study and build its report: a page, tables, figures."""
    from caatext.study.config import default_study, read_study
    from caatext.study.run import write_study_report

    config = read_study(study or default_study())
    with _progress("report") as step:
        written = write_study_report(config, out=out, texts=texts, progress=step)
    _tell(written.problems)
    typer.echo(written.page)


@app.command()
def ingest(
    sources: Annotated[list[Path], _argument("SOURCE...", "Files and folders to read.")],
    out: Annotated[Path, _option("--out", "Folder for the corpus.", metavar="CORPUS")],
    profile: ProfileName = None,
    encoding: Annotated[str | None, _option("--encoding", "Encoding of text files that are not UTF-8.")] = None,
    strict: Annotated[bool, _option("--strict", "Exit with 4 if anything was rejected.")] = False,
    max_rejects: Annotated[float, _option("--max-rejects", "Exit with 4 beyond this share of rejects.")] = 0.5,
) -> None:
    """Read files and folders into a corpus; every input is read, rejected with a reason, or ignored by a rule."""
    from caatext.corpus import readers
    from caatext.study.desk import nothing_left

    corpus = readers.ingest(sources, profile=profile, encoding=encoding)
    readers.write_corpus(corpus, out)
    _tell(corpus.problems)
    _say(_ending(corpus))
    if not len(corpus):
        raise CorpusError(nothing_left(out))
    inputs = corpus.ledger[corpus.ledger["unit"] != "line"]["status"]
    rejected = int((inputs == "rejected").sum())
    if rejected and (strict or rejected > max_rejects * len(inputs)):
        raise typer.Exit(4)


@app.command()
def annotate(
    corpus: CorpusPath,
    codebook: CodebookPath = None,
    model: Annotated[str | None, _option("--model", "Name or path of an installed spaCy pipeline.")] = None,
    scorer: Annotated[str | None, _option("--scorer", "Stance reader: linear, or minilm (better, slower).")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes that parse side by side.")] = 1,
    engine: Annotated[str, _option("--engine", "local or dask.")] = "local",
    scheduler: Annotated[str | None, _option("--scheduler", "Address of a Dask scheduler.")] = None,
) -> None:
    """Annotate a corpus; tables go to CORPUS/annotations. What was parsed before is not parsed again."""
    from caatext.annotation.engines import choose_engine
    from caatext.annotation.parsing import DEFAULT_MODEL
    from caatext.annotation.pipeline import NO_CODEBOOK, default_cache
    from caatext.annotation.saved import annotate_into
    from caatext.annotation.shards import Order
    from caatext.annotation.target_stance import DEFAULT_SCORER
    from caatext.study.desk import codebook_path, find_codebook, find_review, open_corpus

    read = open_corpus(corpus)
    _tell(read.problems)
    if read.is_bundle or not corpus.is_dir():
        _refuse(f"{corpus} is no corpus with texts", "name a folder of articles, or make a corpus with caatext ingest")
    with (
        choose_engine(engine, jobs=jobs, scheduler=scheduler) as runner,
        _progress("annotate", total=len(read)) as step,
    ):
        book = find_codebook(corpus, codebook)
        review = find_review(codebook_path(corpus, codebook))
        _tell(review.problems if review else [])
        folder = corpus / "annotations"
        order = Order(
            book or NO_CODEBOOK, model or DEFAULT_MODEL, default_cache(), review, scorer or DEFAULT_SCORER
        )  # fmt: skip
        annotate_into(folder, read, order, engine=runner, progress=step)
    typer.echo(folder)


@app.command()
def export(
    corpus: CorpusPath,
    table: Annotated[str, _argument("TABLE", "Name of a table; a wrong name lists them.")],
    out: OutPath = None,
    codebook: CodebookPath = None,
    texts: TextsPath = None,
) -> None:
    """Write one table for R, Stata, Gephi or a spreadsheet."""
    from caatext.study.desk import export_table

    _write(export_table(_open(corpus, codebook, texts), table), out)


@app.command()
def score(
    corpus: CorpusPath,
    measure: MeasureName,
    codebook: CodebookPath = None,
    method: Annotated[
        str | None, _option("--method", "Of scaling: correspondence, wordfish, wordscores or lss.")
    ] = None,
    anchor: Annotated[
        list[str] | None, _option("--anchor", "Of scaling: a document (or seed word) and its place, as NAME=NUMBER.")
    ] = None,
    out: OutPath = None,
    texts: TextsPath = None,
) -> None:
    """Score one measure, long form: one value a row, each with its address."""
    from caatext.study.desk import score_measure

    settings = {"method": method, "anchors": _numbers(anchor or [])}
    given = {name: value for name, value in settings.items() if value}
    if given and measure != "scaling":
        _refuse(f"'{measure}' has no --method and no --anchor", "leave them out, or score scaling")
    _write(score_measure(_open(corpus, codebook, texts), measure, **given), out)


@app.command()
def compare(
    corpus: CorpusPath,
    measure: MeasureName,
    by: ByColumn,
    out: OutPath = None,
    codebook: CodebookPath = None,
    reference: Annotated[str | None, _option("--reference", "The group that others are set against.")] = None,
    seed: Seed = 1,
    texts: TextsPath = None,
) -> None:
    """Contrast groups with intervals, or say why that is not estimable."""
    from caatext.study.desk import compare_measure

    comparison = compare_measure(_open(corpus, codebook, texts), measure, by=by, reference=reference, seed=seed)
    _tell_verdicts(comparison.table)
    _write(comparison.table, out)


@app.command()
def keyness(
    corpus: CorpusPath,
    by: ByColumn,
    group: Annotated[str | None, _option("--group", "Only this group against the rest.")] = None,
    cluster: Annotated[str | None, _option("--cluster", "Column drawn together; without it the author.")] = None,
    mask_names: Annotated[bool, _option("--mask-names", "Leave names out: they say whom an article is about.")] = False,
    out: OutPath = None,
    codebook: CodebookPath = None,
    seed: Seed = 1,
    texts: TextsPath = None,
) -> None:
    """Find words that mark a group, with inference clustered by author."""
    from caatext.study.desk import compare_words

    desk = _open(corpus, codebook, texts)
    comparison = compare_words(desk, by=by, group=group, cluster=cluster, mask_names=mask_names, seed=seed)
    _tell_verdicts(comparison.table)
    _write(comparison.table, out)


@app.command()
def kwic(
    corpus: CorpusPath,
    pattern: Annotated[str, _argument("PATTERN", "Words; * ends a stem, ... is a gap of up to five words.")],
    window: Annotated[int, typer.Option(min=1, help="Words to each side.")] = 8,
    texts: TextsPath = None,
    out: OutPath = None,
) -> None:
    """Show each hit of a pattern with the words around it."""
    from caatext.annotation.kwic import kwic as run

    _write(run(_open(corpus, None, texts).annotations, pattern, window=window), out)


@app.command()
def share(
    corpus: CorpusPath,
    out: Annotated[Path, _option("--out", "Folder for the bundle.", metavar="BUNDLE")],
    codebook: CodebookPath = None,
) -> None:
    """Make a feature bundle without text, with the audit of what could be rebuilt from it."""
    from caatext.study.desk import codebook_path, share_corpus

    audit = share_corpus(_open(corpus, codebook, None), out, codebook=codebook_path(corpus, codebook))
    _say(f"longest run of words that can be rebuilt without a guess: {audit['longest_run']} (limit {audit['limit']})")
    typer.echo(out)


@app.command()
def reproduce(
    report_dir: Annotated[Path, _argument("REPORT_DIR", "A folder that 'caatext report' wrote.")],
    study: Annotated[Path | None, _option("--study", "The study, where it has moved.")] = None,
    texts: TextsPath = None,
) -> None:
    """Run the recorded study again and say, file by file, whether it came out the same."""
    from caatext.study.run import reproduce_report

    with _progress("reproduce") as step:
        verdicts = reproduce_report(report_dir, study=study, texts=texts, progress=step)
    for name, verdict in verdicts.items():
        typer.echo(f"{verdict:9} {name}")
    differing = sum(verdict != "same" for verdict in verdicts.values())
    _say(f"{len(verdicts) - differing} of {len(verdicts)} files came out the same")
    if differing:
        raise typer.Exit(1)


@app.command()
def new(name: Annotated[str, _argument("NAME", "Name of the folder to make.")]) -> None:
    """Make a study folder to start from: study.toml, codebook.toml, a notebook."""
    from caatext.study.config import new_study

    typer.echo(new_study(Path(name)))


@app.command()
def intrusion(
    study: StudyPath = None,
    kind: Annotated[str, _option("--kind", "word or topic: what does not belong.")] = "word",
    out: OutPath = None,
    texts: TextsPath = None,
) -> None:
    """Write a sheet that tests whether people see the topics of a study; it holds no answers."""
    from caatext.study.config import default_study, read_study
    from caatext.study.topics import intrusion_sheet

    _write(intrusion_sheet(read_study(study or default_study()), kind=kind, texts=texts), out)


@app.command()
def explain(code: Annotated[str, _argument("CODE", "An error code such as E-ENC-UTF8.")]) -> None:
    """Say what an error code means and how to mend it."""
    from caatext.study.desk import explain_code

    typer.echo(explain_code(code))


def _open(corpus: Path, codebook: Path | None, texts: Path | None) -> Desk:
    from caatext.study.desk import open_desk

    desk = open_desk(corpus, codebook=codebook, texts=texts)
    _tell(desk.problems)
    return desk


def _write(table: pd.DataFrame, out: Path | None) -> None:
    from caatext.store import table_to_csv, write_csv, write_table

    if out is None:
        sys.stdout.write(table_to_csv(table))
    elif out.suffix not in (".csv", ".parquet"):
        _refuse(f"the ending '{out.suffix}' of --out is not known", "name a file that ends in .csv or .parquet")
    elif out.suffix == ".parquet":
        write_table(out, table)
    else:
        write_csv(out, table)


def _numbers(given: list[str]) -> dict[str, float]:
    """Return names with their numbers, from NAME=NUMBER."""
    found = {}
    for text in given:
        name, _, number = text.rpartition("=")
        try:
            found[name] = float(number)
        except ValueError:
            _refuse(f"'{text}' is no NAME=NUMBER", "write for example --anchor speech-03=-1")
    return found


def _refuse(found: str, remedy: str) -> NoReturn:
    raise UsageError(Problem(code="E-CFG-OPTION", found=found, remedy=remedy))


def _ending(corpus: Corpus) -> str:
    ledger = corpus.ledger[corpus.ledger["unit"] != "line"]
    counts = Counter(str(status) for status in ledger["status"])
    parts = ", ".join(f"{counts.get(status, 0)} {status}" for status in ("read", "rejected", "ignored"))
    return f"{len(corpus)} documents from {len(ledger)} inputs: {parts}"


def _tell_verdicts(table: pd.DataFrame) -> None:
    """Say in words what the design carries, before any number."""
    for reason, rows in table.groupby("reason", sort=False):
        _say(f"{rows['verdict'].iloc[0]} ({len(rows)} of {len(table)} rows): {reason}")


def _tell(problems: tuple[Problem, ...] | list[Problem]) -> None:
    """Show problems, at most `SHOWN` of a kind."""
    seen: Counter[str] = Counter()
    for problem in problems:
        seen[problem.code] += 1
        if seen[problem.code] <= SHOWN:
            _say(str(problem))
    for code, count in seen.items():
        if count > SHOWN:
            _say(f"{code}: and {count - SHOWN:,} more, see quarantine.jsonl")


def _say(text: str) -> None:
    typer.echo(text, err=True)


@contextmanager
def _progress(title: str, *, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """Show a bar on a terminal and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda name: bar.update(task, advance=1, description=f"{title}: {name}")
