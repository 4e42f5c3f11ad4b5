"""`caatext ingest` and `caatext check`: files, folders and pages to a corpus, or only to a list of what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caatext.cli.terminal import ProfileName, argument, option, progress, refuse, say, tell
from caatext.errors import CorpusError

if TYPE_CHECKING:
    from caatext.corpus.given import Given

Encoding = Annotated[str | None, option("--encoding", "Encoding of text files that are not UTF-8.")]
Strict = Annotated[bool, option("--strict", "Exit with 4 if anything was rejected.")]
MaxRejects = Annotated[
    float,
    typer.Option(
        "--max-rejects", help="Exit with 4 beyond this share of rejects.", callback=lambda share: _share(share)
    ),
]
FailFast = Annotated[bool, option("--fail-fast", "Stop at the first rejected input, with exit code 4.")]
_NO_SOURCES: list[Path] = []


def ingest(
    out: Annotated[Path, option("--out", "Folder for the corpus.", metavar="CORPUS")],
    sources: Annotated[list[Path], argument("SOURCE...", "Files and folders to read.")] = _NO_SOURCES,
    profile: ProfileName = None,
    encoding: Encoding = None,
    urls: Annotated[Path | None, option("--urls", "A list of web pages to read, one address a line.")] = None,
    allow_network: Annotated[bool, option("--allow-network", "Fetch the pages of --urls from the web.")] = False,
    strict: Strict = False,
    max_rejects: MaxRejects = 0.5,
    fail_fast: FailFast = False,
) -> None:
    """Read files and folders into a corpus; every input is read, rejected with a reason, or ignored by a rule."""
    from caatext.corpus.decision_sheets import write_sheets
    from caatext.corpus.folders import document_ids
    from caatext.corpus.readers import ingest_into, nothing_left
    from caatext.locks import hold

    if any(source.resolve() == out.resolve() for source in sources):
        refuse(f"{out} is to be read and to be written", "name another folder with --out")
    with hold(out):
        before = document_ids(out)
        given = _fetched(urls, out, allow_network=allow_network) if urls else ()
        try:
            done = ingest_into(out, sources, profile=profile, encoding=encoding, given=given, fail_fast=fail_fast)
        except CorpusError as error:
            if not fail_fast:
                raise
            tell(error.problems)
            say("stopped at the first rejected input (--fail-fast): nothing was written")
            raise typer.Exit(4) from error
        gone = len(before - document_ids(out))
        proposed = str(write_sheets(out))
    tell(done.problems)
    say(_summary(done.n_documents, done.counts))
    if gone:
        say(f"{gone:,} of the {len(before):,} documents of {out} are not among these inputs, and are gone from it")
    if proposed:
        say(proposed)
    if not done.n_documents:
        raise CorpusError(nothing_left(out))
    _leave(done.counts, strict=strict, max_rejects=max_rejects)


def check(
    sources: Annotated[list[Path], argument("SOURCE...", "Files and folders to read.")],
    out: Annotated[Path | None, option("--out", "A file for the list of what is wrong (JSON lines).")] = None,
    profile: ProfileName = None,
    encoding: Encoding = None,
    strict: Strict = False,
    max_rejects: MaxRejects = 0.5,
    fail_fast: FailFast = False,
) -> None:
    """Read files and folders as ingest does, say what is wrong with them, and write nothing but that list."""
    from caatext.corpus.folders import write_quarantine
    from caatext.corpus.readers import ingest as read
    from caatext.corpus.readers import nothing_left

    try:
        corpus = read(sources, profile=profile, encoding=encoding, fail_fast=fail_fast)
    except CorpusError as error:
        if not fail_fast:
            raise
        tell(error.problems)
        say("stopped at the first rejected input (--fail-fast)")
        raise typer.Exit(4) from error
    tell(corpus.problems)
    if out is not None:
        write_quarantine(corpus.problems, out)
    inputs = corpus.ledger[~corpus.ledger["unit"].isin(["line", "paragraph"])]
    counts = {str(status): int(n) for status, n in inputs["status"].value_counts().items()}
    say(_summary(len(corpus), counts))
    if not len(corpus):
        raise CorpusError(nothing_left(sources[0]))
    _leave(counts, strict=strict, max_rejects=max_rejects)


def _fetched(urls: Path, out: Path, *, allow_network: bool) -> Sequence[Given]:
    from caatext.corpus.fetch import fetch_pages, read_url_list

    listed = read_url_list(urls)
    web = None
    if allow_network:
        from caatext.corpus.web import Web

        web = Web()
    with progress("fetch", total=len(listed)) as step:
        return fetch_pages(listed, out, web=web, progress=step)


def _summary(n_documents: int, counts: Mapping[str, int]) -> str:
    """Return how many inputs ended how, in words."""
    parts = ", ".join(f"{counts.get(status, 0):,} {status}" for status in ("read", "rejected", "ignored"))
    return f"{n_documents:,} documents from {sum(counts.values()):,} inputs: {parts}"


def _leave(counts: Mapping[str, int], *, strict: bool, max_rejects: float) -> None:
    """Leave with 4 where more was rejected than may be."""
    rejected, n = counts.get("rejected", 0), sum(counts.values())
    if rejected and (strict or rejected > max_rejects * n):
        allowed = "--strict allows none" if strict else f"--max-rejects allows a share of {max_rejects:g}"
        say(f"exit code 4: {rejected:,} of {n:,} inputs were rejected, and {allowed}; the others are used")
        raise typer.Exit(4)


def _share(value: float) -> float:
    if not 0 <= value <= 1:
        refuse(f"--max-rejects {value} is no share", "write a number from 0 to 1")
    return value
