"""Files to a `Corpus`, a `Codebook` or a `Profile`: the input edge of the package."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from caatext.corpus.assembly import ReadFile, assemble, ledger_adds_up
from caatext.corpus.codebook import Codebook, parse_codebook
from caatext.corpus.documents import Corpus
from caatext.corpus.files import FoundFile, check_encoding, decode, find_files, read_content
from caatext.corpus.folders import BUNDLE_FILE, CORPUS_FILE, read_bundle_folder, read_corpus_folder, write_corpus
from caatext.corpus.formats import parser_for, with_encoding
from caatext.corpus.manifests import collect_manifests, overlay
from caatext.corpus.profiles import Profile, load_profile, split_articles
from caatext.errors import CodebookError, CorpusError, Problem, UsageError
from caatext.provenance import Provenance, fingerprint

__all__ = ["ingest", "ledger_adds_up", "load_profile", "read_codebook", "read_corpus", "write_corpus"]

_log = logging.getLogger(__name__)
_TABLE_ENDINGS = (".csv", ".tsv")
_PROFILE_ENDINGS = (".txt", ".text")
#: Formats whose parsers are other people's programs.
_FOREIGN_ENDINGS = (".docx", ".pdf", ".html", ".htm")


def read_corpus(
    path: str | Path, *, profile: str | Path | Profile | None = None, encoding: str | None = None, strict: bool = False
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
        raise CorpusError([*errors, _nothing_left(path)])
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


def _nothing_left(path: Path) -> Problem:
    return Problem(
        code="E-EMPTY-CORPUS",
        path=str(path),
        found="no document could be read",
        action="stopped: nothing is left to analyze",
        remedy="mend the inputs named above, or name another folder",
    )


def ingest(
    sources: Sequence[str | Path], *, profile: str | Path | Profile | None = None, encoding: str | None = None
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
    """
    check_encoding(encoding)
    chosen = profile if isinstance(profile, Profile) or profile is None else load_profile(profile)
    files = find_files([Path(source) for source in sources])
    tables = {file.path: _read(file, encoding) for file in files if _is(file, _TABLE_ENDINGS)}
    known = {file.path for file in files if not file.rule and file.problem is None}
    manifest = collect_manifests(tables, known)
    read: list[ReadFile] = []
    n_articles = 0
    for file in files:
        row = manifest.get(file.path)
        declared = (row.docvars.get("given_encoding") if row else None) or encoding
        if file.path in tables:
            read.append(tables[file.path])
        else:
            fits = chosen if _is(file, _PROFILE_ENDINGS) else None
            read.append(overlay(_read(file, declared, profile=fits, first=n_articles + 1), row))
            n_articles += _n_records(read[-1]) if fits else 0
    settings = {"encoding": encoding or "", "profile": chosen.profile.id if chosen else ""}
    inputs = {"files": fingerprint([[file.file.path, file.digest] for file in read])}
    inputs |= {"profile": chosen.fingerprint} if chosen else {}
    corpus = assemble(read, provenance=Provenance().then("read", settings=settings, inputs=inputs))
    if not ledger_adds_up(corpus):
        found = "the ledger does not add up: an input was lost or counted twice"
        raise RuntimeError(found)
    return corpus


def _is(file: FoundFile, endings: tuple[str, ...]) -> bool:
    return PurePosixPath(file.path).suffix.lower() in endings and not file.rule and file.problem is None


def _n_records(read: ReadFile) -> int:
    return len(read.reading.records) if read.reading else 0


def _read(file: FoundFile, encoding: str | None, *, profile: Profile | None = None, first: int = 1) -> ReadFile:
    """Return what a file gave; whatever is wrong with it costs this file only."""
    if file.rule or file.problem:
        return ReadFile(file, problem=file.problem)
    digest = ""
    try:
        parser = parser_for(file.path)
        content = read_content(file)
        digest = fingerprint(content)
        if profile is None:
            reading = parser(content, path=file.path, encoding=encoding)
        else:
            text, used, problems = decode(content, path=file.path, declared=encoding)
            articles = split_articles(text, profile, path=file.path, first=first)
            reading = with_encoding(articles, used, problems)
        return ReadFile(file, reading=reading, digest=digest)
    except CorpusError as error:
        return ReadFile(file, problem=error.problems[0], digest=digest)
    except Exception as error:  # the parsers of these formats raise anything at all on damaged bytes
        if not _is(file, _FOREIGN_ENDINGS):
            raise
        _log.debug("parser failed on %s", file.path, exc_info=error)
        return ReadFile(file, problem=_damaged(file.path), digest=digest)


def _damaged(path: str) -> Problem:
    ending = PurePosixPath(path).suffix.lower().lstrip(".")
    return Problem(
        code=f"E-FMT-{'HTML' if ending == 'htm' else ending.upper()}",
        path=path,
        found=f"the file is damaged, or is no {ending} file",
        action="skipped: this file",
        remedy=f"open it in the program it comes from and save it again as {ending}, or as txt",
    )


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
