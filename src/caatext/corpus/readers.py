"""Files to a `Corpus`, a `Codebook` or a `Profile`: the input edge of the package."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from caatext.corpus.assembly import Assembly, ReadFile, assemble
from caatext.corpus.codebook import Codebook, parse_codebook
from caatext.corpus.decisions import Decisions, read_decisions
from caatext.corpus.documents import Corpus
from caatext.corpus.encodings import check_encoding
from caatext.corpus.folders import (
    BUNDLE_FILE,
    CORPUS_FILE,
    Ingested,
    read_bundle_folder,
    read_corpus_folder,
    write_corpus,
    write_pieces,
)
from caatext.corpus.gathering import Gatherer
from caatext.corpus.given import Given
from caatext.corpus.ledger import ledger_adds_up
from caatext.corpus.profiles import AnyProfile, load_profile
from caatext.corpus.shelf import FolderShelf, MemoryShelf, default_cache
from caatext.errors import CodebookError, CorpusError, Problem, UsageError
from caatext.provenance import Provenance, fingerprint

__all__ = ["ingest", "ingest_into", "ledger_adds_up", "load_profile", "read_codebook", "read_corpus", "write_corpus"]

_log = logging.getLogger(__name__)


def read_corpus(
    path: str | Path,
    *,
    profile: str | Path | AnyProfile | None = None,
    encoding: str | None = None,
    strict: bool = False,
) -> Corpus:
    """Return the corpus that a folder or file holds.

    Parameters
    ----------
    path : str or Path
        A corpus folder made by ``caatext ingest``, a feature bundle, a folder of files, or one file.
    profile : str, Path or Profile, optional
        How text files with many articles are parted: a shipped name such as ``caci-analyst``, or a TOML file.
    encoding : str, optional
        Encoding of text files that have no byte-order mark and are not UTF-8.
    strict : bool
        Whether one rejected input is an error. By default the rest is read, and ``corpus.problems`` and
        ``corpus.ledger`` say what became of each input.

    Returns
    -------
    Corpus
        Documents in the order of their paths.

    Raises
    ------
    UsageError
        The path does not exist, the encoding is unknown, or a profile was given for what is a corpus already.
    CorpusError
        Nothing could be read, or something was rejected under `strict`.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "river.md").write_text("---\\nauthor: A. Writer\\n---\\nThe river rose.", encoding="utf-8")
    >>> read_corpus(folder)
    <corpus: 1 documents, 1 paragraphs, 3 words>
    """
    path = Path(path)
    for name, reader in ((BUNDLE_FILE, read_bundle_folder), (CORPUS_FILE, read_corpus_folder)):
        if (path / name).is_file():
            _refuse_options(path, profile, encoding)
            return reader(path)
    corpus = ingest([path], profile=profile, encoding=encoding)
    errors = [problem for problem in corpus.problems if problem.severity == "error"]
    if len(corpus) == 0:
        raise CorpusError([*errors, nothing_left(path)])
    if errors and strict:
        raise CorpusError(errors)
    if errors:
        _log.warning("%d inputs of %s were rejected; see corpus.problems", len(errors), path)
    return corpus


def _refuse_options(path: Path, profile: object, encoding: str | None) -> None:
    if profile is not None or encoding is not None:
        raise UsageError(
            Problem(
                code="E-CFG-OPTION",
                path=str(path),
                found="a profile or encoding was given, but this folder is a corpus already",
                action="stopped: nothing was read",
                remedy="leave the option out, or name the files the corpus was made from",
            )
        )


def nothing_left(path: Path) -> Problem:
    """Return the problem of a corpus without documents."""
    return Problem(
        code="E-EMPTY-CORPUS",
        path=str(path),
        found="no document is left to analyze",
        action="stopped",
        remedy="see the messages above, or the ledger, for what happened to each input",
    )


def ingest(
    sources: Sequence[str | Path],
    *,
    profile: str | Path | AnyProfile | None = None,
    encoding: str | None = None,
    fail_fast: bool = False,
) -> Corpus:
    """Return the corpus that several files and folders make; it may be empty.

    Every input ends as read, rejected with a reason, or ignored by a named rule; see ``ledger`` and ``problems``
    of the result. One bad file costs that file, one bad row that row.

    Raises
    ------
    UsageError
        A source does not exist, or the encoding is unknown; nothing is read then.
    ConfigError
        The profile has faults.
    CorpusError
        Something was rejected, and `fail_fast` says to stop there.
    """
    gatherer = Gatherer(_profile(profile), encoding or "", MemoryShelf())
    assembly, provenance = _lay_out(gatherer, sources, decisions=Decisions(), fail_fast=fail_fast)
    return assemble(assembly, provenance=provenance)


def ingest_into(
    folder: str | Path,
    sources: Sequence[str | Path],
    *,
    profile: str | Path | AnyProfile | None = None,
    encoding: str | None = None,
    cache: Path | None = None,
    given: Sequence[Given] = (),
    fail_fast: bool = False,
) -> Ingested:
    """Write the corpus that several files and folders make to a folder; it may be empty.

    The same inputs give the same bytes as `write_corpus` of what `ingest` returns, but only a few documents are in
    memory at a time, and a file that was read before is not parsed again. What was approved on the sheets of the
    folder (see `read_decisions`) is applied.

    Parameters
    ----------
    folder : str or Path
        Where the corpus goes.
    sources : sequence of str or Path
        Files and folders to read.
    profile, encoding
        As in `read_corpus`.
    cache : Path, optional
        Where what files gave is kept; without it the user's cache folder.
    given : sequence of Given
        Inputs beside the files: pages that were fetched, and addresses that could not be.
    fail_fast : bool
        Whether to stop at the first input that is rejected, with nothing written.

    Raises
    ------
    UsageError
        A source does not exist, or the encoding is unknown; nothing is read then.
    ConfigError
        The profile or a sheet of decisions has faults.
    ResourceError
        The folder or the cache cannot be written; the same call goes on where this one stopped.
    CorpusError
        Something was rejected, and `fail_fast` says to stop there.
    """
    shelf = FolderShelf((cache or default_cache()) / "readings")
    gatherer = Gatherer(_profile(profile), encoding or "", shelf)
    assembly, provenance = _lay_out(
        gatherer, sources, given=given, decisions=read_decisions(folder), fail_fast=fail_fast
    )
    return write_pieces(assembly, Path(folder), provenance=provenance)


def _profile(named: str | Path | AnyProfile | None) -> AnyProfile | None:
    return load_profile(named) if isinstance(named, str | Path) else named


def _lay_out(
    gatherer: Gatherer,
    sources: Sequence[str | Path],
    *,
    decisions: Decisions,
    given: Sequence[Given] = (),
    fail_fast: bool = False,
) -> tuple[Assembly, Provenance]:
    """Return all that the sources gave, texts laid aside, and the record of how it was read."""
    check_encoding(gatherer.encoding)
    files = []
    for one in gatherer.gather([Path(source) for source in sources], given):
        if fail_fast:
            _stop_if_rejected(one)
        files.append(one)
    chosen = gatherer.profile
    if chosen and not any(chosen.applies_to(one.file.path) for one in files):
        raise UsageError(_not_applied(chosen))
    settings = {"encoding": gatherer.encoding, "profile": chosen.profile.id if chosen else ""}
    inputs = {"files": fingerprint([[file.file.path, file.digest] for file in files])}
    inputs |= {"profile": chosen.fingerprint} if chosen else {}
    inputs |= {"decisions": decisions.fingerprint} if decisions else {}
    assembly = Assembly(files, gatherer.texts, decisions=decisions)
    return assembly, Provenance().then("read", settings=settings, inputs=inputs)


def _not_applied(profile: AnyProfile) -> Problem:
    return Problem(
        code="E-CFG-OPTION",
        found=f"the profile {profile.profile.id} is for {', '.join(profile.endings)} files, and there is none",
        action="stopped: nothing was written",
        remedy="name such a file, or leave --profile out",
    )


def _stop_if_rejected(read: ReadFile) -> None:
    found = [read.problem] if read.problem else []
    if read.reading:
        found += [problem for problem in read.reading.problems if problem.severity == "error"]
        found += read.reading.faults.values()
    if found:
        raise CorpusError(found[0])


def read_codebook(path: str | Path) -> Codebook:
    """Return the codebook that a TOML file describes.

    Raises
    ------
    CodebookError
        There is no such file, it is no TOML, or it has faults; all of them are listed at once.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        siblings = sorted(entry.name for entry in Path(path).parent.glob("*.toml"))
        near = get_close_matches(Path(path).name, siblings, n=1)
        raise CodebookError(
            Problem(
                code="E-PATH-ABSENT",
                path=str(path),
                found="there is no such codebook",
                remedy=f"did you mean {near[0]}?" if near else "mend the path",
            )
        ) from error
    except UnicodeDecodeError as error:
        raise CodebookError(
            Problem(
                code="E-ENC-UTF8",
                path=str(path),
                place=f"byte {error.start}",
                found="the file is not UTF-8",
                remedy="save it as UTF-8",
            )
        ) from error
    return parse_codebook(text, path=str(path))
