"""Arguments to steps to files: the command line. It is the only place that prints."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from caatext.cli.code import code_app
from caatext.cli.ingest import check, ingest
from caatext.cli.mishaps import DEBUG, INTERRUPTED, TERMINATED, leave, stopped
from caatext.cli.terminal import (
    NOTICES,
    ByColumn,
    CodebookPath,
    CorpusPath,
    MeasureName,
    OutPath,
    Seed,
    StudyPath,
    TextsPath,
    argument,
    be_quiet,
    numbers,
    open_desk_at,
    option,
    progress,
    refuse,
    say,
    spare,
    tell,
    tell_inputs,
    tell_left_out,
    tell_verdicts,
    write_table_to,
)
from caatext.errors import visible

app = typer.Typer(
    name="caatext",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(code_app)


def main() -> NoReturn:
    """Run the command line and leave with the exit code of what happened."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    # A command makes many small objects that live to its end; looking for garbage among them costs a tenth of its time.
    gc.set_threshold(200_000, 20, 20)
    # What libraries log is said as problems, or not at all.
    logging.getLogger().addHandler(logging.NullHandler())
    logging.getLogger("caatext").addHandler(NOTICES)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    try:
        app()
    except SystemExit as left:
        if left.code in (INTERRUPTED, TERMINATED):
            stopped()
        raise
    except KeyboardInterrupt:
        stopped()
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        os._exit(0)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is said in words
        if os.environ.get(DEBUG):
            traceback.print_exc()
        sys.exit(leave(error))
    sys.exit(0)


@app.callback()
def options(
    debug: Annotated[bool, option("--debug", "Show what went wrong as programmers read it.")] = False,
    quiet: Annotated[bool, option("--quiet", "Say nothing but errors and the summary.")] = False,
) -> None:
    """Compare how authors frame the same region, and say when that cannot be done."""
    if debug:
        os.environ[DEBUG] = "1"
    be_quiet(quiet)


@app.command()
def report(
    study: StudyPath = None,
    out: Annotated[Path | None, option("--out", "Folder for the report; without it 'output' beside the study.")] = None,
    texts: TextsPath = None,
) -> None:
    """Run a study and build its report: a page, tables, figures."""
    from caatext.study.config import default_study, read_study
    from caatext.study.reports import write_study_report

    config = read_study(study or default_study())
    with progress("report") as step:
        written = write_study_report(config, out=out, texts=texts, progress=step)
    tell(written.problems)
    typer.echo(written.page)


app.command()(ingest)
app.command()(check)


@app.command()
def annotate(
    corpus: CorpusPath,
    codebook: CodebookPath = None,
    model: Annotated[str | None, option("--model", "Name or path of an installed spaCy pipeline.")] = None,
    scorer: Annotated[str | None, option("--scorer", "Stance reader: linear, or minilm (better, slower).")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes that parse side by side.")] = 1,
    engine: Annotated[str, option("--engine", "local or dask.")] = "local",
    scheduler: Annotated[str | None, option("--scheduler", "Address of a Dask scheduler.")] = None,
) -> None:
    """Annotate a corpus; tables go to CORPUS/annotations. What was parsed before is not parsed again."""
    from caatext.annotation.engines import choose_engine
    from caatext.annotation.parsing import DEFAULT_MODEL
    from caatext.annotation.pipeline import NO_CODEBOOK
    from caatext.annotation.saved import annotate_into
    from caatext.annotation.shards import Order
    from caatext.annotation.target_stance import DEFAULT_SCORER
    from caatext.corpus.shelf import default_cache
    from caatext.locks import hold
    from caatext.study.desk import codebook_path, find_codebook, find_review, open_corpus

    read = open_corpus(corpus)
    tell_inputs(corpus, read.problems)
    if read.is_bundle or not corpus.is_dir():
        refuse(f"{corpus} is no corpus with texts", "name a folder of articles, or make a corpus with caatext ingest")
    with (
        hold(corpus),
        choose_engine(engine, jobs=jobs, scheduler=scheduler) as runner,
        progress("annotate") as step,
    ):
        book = find_codebook(corpus, codebook)
        review = find_review(codebook_path(corpus, codebook))
        tell(review.problems if review else [])
        if book is None:
            say(f"no --codebook, and no codebook.toml in {corpus}: states are named by the world table, no cue is read")
        folder = corpus / "annotations"
        order = Order(
            book or NO_CODEBOOK, model or DEFAULT_MODEL, default_cache(), review, scorer or DEFAULT_SCORER
        )  # fmt: skip
        annotate_into(folder, read, order, engine=runner, progress=step, expect=step.expect)
    typer.echo(folder)


@app.command()
def export(
    corpus: CorpusPath,
    table: Annotated[str, argument("TABLE", "Name of a table; a wrong name lists them.")],
    out: OutPath = None,
    codebook: CodebookPath = None,
    texts: TextsPath = None,
) -> None:
    """Write one table for R, Stata, Gephi or a spreadsheet."""
    from caatext.study.desk import codebook_path, export_parts, sheet_beside

    if table == "review" and out != sheet_beside(codebook_path(corpus, codebook)):  # which it carries over
        spare(out)
    write_table_to(export_parts(open_desk_at(corpus, codebook, texts), table), out)


@app.command()
def score(
    corpus: CorpusPath,
    measure: MeasureName,
    codebook: CodebookPath = None,
    method: Annotated[
        str | None, option("--method", "Of scaling: correspondence, wordfish, wordscores or lss.")
    ] = None,
    anchor: Annotated[
        list[str] | None, option("--anchor", "Of scaling: a document (or seed word) and its place, as NAME=NUMBER.")
    ] = None,
    out: OutPath = None,
    texts: TextsPath = None,
) -> None:
    """Score one measure, long form: one value a row, each with its address."""
    from caatext.study.desk import score_parts

    settings = {"method": method, "anchors": numbers(anchor or [])}
    given = {name: value for name, value in settings.items() if value}
    if given and measure != "scaling":
        refuse(f"'{measure}' has no --method and no --anchor", "leave them out, or score scaling")
    write_table_to(score_parts(open_desk_at(corpus, codebook, texts), measure, **given), out)


@app.command()
def compare(
    corpus: CorpusPath,
    measure: MeasureName,
    by: ByColumn,
    out: OutPath = None,
    codebook: CodebookPath = None,
    reference: Annotated[str | None, option("--reference", "The group that others are set against.")] = None,
    seed: Seed = 1,
    texts: TextsPath = None,
) -> None:
    """Contrast groups with intervals, or say why that is not estimable."""
    from caatext.study.desk import compare_measure

    desk = open_desk_at(corpus, codebook, texts)
    comparison = compare_measure(desk, measure, by=by, reference=reference, seed=seed)
    tell_left_out(desk, by)
    tell_verdicts(comparison.table)
    write_table_to(comparison.table, out)


@app.command()
def keyness(
    corpus: CorpusPath,
    by: ByColumn,
    group: Annotated[str | None, option("--group", "Only this group against the rest.")] = None,
    cluster: Annotated[str | None, option("--cluster", "Column drawn together; without it the author.")] = None,
    mask_names: Annotated[bool, option("--mask-names", "Leave names out: they say whom an article is about.")] = False,
    out: OutPath = None,
    codebook: CodebookPath = None,
    seed: Seed = 1,
    texts: TextsPath = None,
) -> None:
    """Find words that mark a group, with inference clustered by author."""
    from caatext.study.desk import compare_words

    desk = open_desk_at(corpus, codebook, texts)
    comparison = compare_words(desk, by=by, group=group, cluster=cluster, mask_names=mask_names, seed=seed)
    tell_left_out(desk, by)
    tell_verdicts(comparison.table)
    write_table_to(comparison.table, out)


@app.command()
def kwic(
    corpus: CorpusPath,
    pattern: Annotated[str, argument("PATTERN", "Words; * ends a stem, ... is a gap of up to five words.")],
    window: Annotated[int, typer.Option(min=1, help="Words to each side.")] = 8,
    codebook: CodebookPath = None,
    texts: TextsPath = None,
    out: OutPath = None,
) -> None:
    """Show each hit of a pattern with the words around it."""
    from caatext.annotation.kwic import kwic as run

    found = run(open_desk_at(corpus, codebook, texts).annotations, pattern, window=window)
    if found.empty:
        say(f"no hit of {pattern!r}")
    write_table_to(found, out)


@app.command()
def share(
    corpus: CorpusPath,
    out: Annotated[Path, option("--out", "Folder for the bundle.", metavar="BUNDLE")],
    codebook: CodebookPath = None,
) -> None:
    """Make a feature bundle without text, with the audit of what could be rebuilt from it."""
    from caatext.locks import hold
    from caatext.study.desk import codebook_path, share_corpus

    with hold(out):
        audit = share_corpus(open_desk_at(corpus, codebook, None), out, codebook=codebook_path(corpus, codebook))
    say(f"longest run of words that can be rebuilt without a guess: {audit['longest_run']} (limit {audit['limit']})")
    typer.echo(out)


@app.command()
def reproduce(
    report_dir: Annotated[Path, argument("REPORT_DIR", "A folder that 'caatext report' wrote.")],
    study: Annotated[Path | None, option("--study", "The study, where it has moved.")] = None,
    texts: TextsPath = None,
) -> None:
    """Run the recorded study again and say, file by file, whether it came out the same."""
    from caatext.study.reports import reproduce_report

    with progress("reproduce") as step:
        verdicts = reproduce_report(report_dir, study=study, texts=texts, progress=step)
    for name, verdict in verdicts.items():
        typer.echo(f"{verdict:9} {name}")
    differing = sum(verdict != "same" for verdict in verdicts.values())
    say(f"{len(verdicts) - differing} of {len(verdicts)} files came out the same")
    if differing:
        raise typer.Exit(1)


@app.command()
def fingerprint(folder: Annotated[Path, argument("DIR", "A folder that caatext wrote.")]) -> None:
    """Print one SHA-256 a file, to compare two runs; run.json says where a run took place and is passed over."""
    from caatext import provenance
    from caatext.store import fingerprint_folder

    if not folder.is_dir():
        refuse(f"{folder} is no folder", "name a corpus, a bundle or a report")
    named = fingerprint_folder(folder, leave_out=("run.json",))
    files = {visible(name, limit=len(name) * 10): digest for name, digest in named.items()}
    for name, digest in files.items():
        typer.echo(f"{digest}  {name}")
    say(f"{provenance.fingerprint(files)}  all {len(files)} files")


@app.command()
def new(name: Annotated[str, argument("NAME", "Name of the folder to make.")]) -> None:
    """Make a study folder to start from: study.toml, codebook.toml, a notebook."""
    from caatext.study.config import new_study

    typer.echo(new_study(Path(name)))


@app.command()
def intrusion(
    study: StudyPath = None,
    kind: Annotated[str, option("--kind", "word or topic: what does not belong.")] = "word",
    out: OutPath = None,
    texts: TextsPath = None,
) -> None:
    """Write a sheet that tests whether people see the topics of a study; it holds no answers."""
    from caatext.study.config import default_study, read_study
    from caatext.study.topics import intrusion_sheet

    spare(out)
    write_table_to(intrusion_sheet(read_study(study or default_study()), kind=kind, texts=texts), out)


@app.command()
def explain(code: Annotated[str, argument("CODE", "An error code such as E-ENC-UTF8.")]) -> None:
    """Say what an error code means and how to mend it."""
    from caatext.study.desk import explain_code

    typer.echo(explain_code(code))
