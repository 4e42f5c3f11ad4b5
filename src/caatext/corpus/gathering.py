"""Sources to what their files give: each file parsed in a child or found on the shelf, its texts laid aside."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from caatext.corpus.assembly import ReadFile
from caatext.corpus.children import NURSERY, Answer, Limits, spread
from caatext.corpus.files import FoundFile, file_order, find_files, read_content
from caatext.corpus.formats import parser_for
from caatext.corpus.given import Given
from caatext.corpus.manifests import collect_manifests, overlay
from caatext.corpus.parsing import Job, Text, name_of, unpack, unpack_texts
from caatext.corpus.profiled import read_with_profile
from caatext.corpus.profiles import AnyProfile, Profile
from caatext.corpus.readings import Reading, Record
from caatext.corpus.second_look import is_chosen
from caatext.corpus.shelf import MemoryShelf, Shelf, parser_version
from caatext.errors import CorpusError, Problem, ResourceError
from caatext.provenance import fingerprint

_log = logging.getLogger(__name__)
_TABLE_ENDINGS = (".csv", ".tsv")
_SAME_KIND = {"htm": "html", "text": "txt", "markdown": "md", "ndjson": "jsonl", "ris": "txt"}
#: Formats that our own code parses: where it breaks off without a word, the fault is ours and not the file's.
_OWN_ENDINGS = (".txt", ".text", ".md", ".markdown", ".csv", ".tsv", ".jsonl", ".ndjson", ".ris")


class _Order(NamedTuple):
    """A file to be read, and how."""

    file: FoundFile
    encoding: str = ""
    profile: AnyProfile | None = None
    is_first: bool = False


@dataclass(frozen=True)
class Gatherer:
    """How files are read.

    Parameters
    ----------
    profile : Profile or ExportProfile, optional
        How files with many articles are parted.
    encoding : str
        Encoding of text files that have no byte-order mark and are not UTF-8.
    shelf : Shelf
        Where what they give is laid aside, and found when it was read before.
    limits : Limits
        What one file may cost.
    """

    profile: AnyProfile | None = None
    encoding: str = ""
    shelf: Shelf = field(default_factory=MemoryShelf)
    limits: Limits = field(default_factory=Limits)

    def gather(self, sources: Sequence[Path], given: Sequence[Given] = ()) -> Iterator[ReadFile]:
        """Yield every file below the sources, and those given beside them, in order; with what it gave, without texts.

        Tables are read first: they may be manifests that say how others are to be read.

        Raises
        ------
        UsageError
            A source does not exist; nothing is read then.
        """
        files = sorted(
            [*(find_files(sources) if sources or not given else ()), *(one.file for one in given)], key=file_order
        )
        first = _first_of_each_kind(files)
        tables = [_Order(file, self.encoding, is_first=file in first) for file in files if _is(file, _TABLE_ENDINGS)]
        read = {one.file.path: one for one in spread(self._read, tables)}
        manifest = collect_manifests(read, {file.path for file in files if _is_read(file)})
        manifest |= {one.row.path: one.row for one in given if one.row}
        rest = []
        for file in files:
            if file.path not in read:
                row = manifest.get(file.path)
                encoding = (row.docvars.get("given_encoding") if row else "") or self.encoding
                fits = self.profile is not None and self.profile.applies_to(file.path)
                rest.append(_Order(file, encoding, self.profile if fits else None, is_first=file in first))
        n_articles = 0
        with closing(spread(self._read, rest)) as others:
            for file in files:
                one = read[file.path] if file.path in read else next(others)
                if one.reading and isinstance(self.profile, Profile) and self.profile.applies_to(file.path):
                    one = replace(one, reading=_numbered(one.reading, self.profile, after=n_articles))
                    n_articles += len(one.reading.records) if one.reading else 0
                yield overlay(one, manifest.get(file.path))

    def texts(self, read: ReadFile) -> list[Text]:
        """Return the text of each document of a file that was gathered.

        Raises
        ------
        ResourceError
            They are gone from the cache, or were damaged there, since the file was read.
        """
        texts = self.shelf.texts(read.key)
        if texts is None:
            raise ResourceError(
                Problem(
                    code="E-CACHE",
                    path=read.file.path,
                    found="what was read of the file a moment ago is gone from the cache, or was changed there",
                    action="stopped: what was finished before is kept",
                    remedy="give the same command again; the file is read anew",
                )
            )
        return unpack_texts(texts)

    def _read(self, order: _Order) -> ReadFile:
        """Return what a file gave; whatever is wrong with it costs this file only."""
        file = order.file
        if not _is_read(file):
            return ReadFile(file, problem=file.problem)
        digest = ""
        try:
            parser = read_with_profile if order.profile else parser_for(file.path)
            content = read_content(file)
            digest = fingerprint(content)
            job = Job(
                parser=name_of(parser),
                path=file.path,
                encoding=order.encoding,
                profile=order.profile.model_dump_json() if order.profile else "",
                profile_kind=name_of(type(order.profile)) if order.profile else "",
                # an export holds much besides its texts; there every line is accounted for
                look_again=order.profile is None and (order.is_first or is_chosen(digest)),
            )
            said = (job.parser, job.encoding, job.profile_kind, job.profile, job.look_again)
            key = fingerprint([parser_version(), digest, *said])
            outline = self.shelf.outline(key) or self._parse(content, job, key)
        except CorpusError as error:
            return ReadFile(file, problem=error.problems[0], digest=digest)
        found = unpack(outline, path=file.path)
        if isinstance(found, Problem):
            return ReadFile(file, problem=found, digest=digest)
        return ReadFile(file, reading=found, digest=digest, key=key)

    def _parse(self, content: bytes, job: Job, key: str) -> bytes:
        answer = NURSERY.ask(job, content, self.limits)
        if answer.kind != "read":
            raise CorpusError(_too_much(job.path, answer, self.limits))
        self.shelf.put(key, answer.outline, answer.texts)
        return answer.outline


def _is_read(file: FoundFile) -> bool:
    return not file.rule and file.problem is None


def _is(file: FoundFile, endings: tuple[str, ...]) -> bool:
    return _is_read(file) and _ending(file.path) in endings


def _ending(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def _first_of_each_kind(files: Sequence[FoundFile]) -> frozenset[FoundFile]:
    first: dict[str, FoundFile] = {}
    for file in files:
        if _is_read(file):
            first.setdefault(_ending(file.path), file)
    return frozenset(first.values())


def _numbered(reading: Reading, profile: Profile, *, after: int) -> Reading:
    """Return the articles of a file numbered on from those of the files before."""

    def numbered(record: Record) -> Record:
        number = record.number + after
        return replace(record, number=number, doc_id=profile.article.doc_id.replace("{n}", str(number)))

    return replace(reading, records=tuple(map(numbered, reading.records)))


def _too_much(path: str, answer: Answer, limits: Limits) -> Problem:
    """Return the problem of a file that cost more than a file may, or broke its parser."""
    kind = _ending(path).lstrip(".")
    if answer.kind == "bug" and f".{kind}" in _OWN_ENDINGS:
        raise RuntimeError(answer.outline.decode("utf-8"))
    if answer.kind == "bug":
        _log.debug("parser failed on %s: %s", path, answer.outline.decode("utf-8"))
    found = {
        "time": f"reading it takes longer than {limits.seconds:g} seconds",
        "memory": f"reading it takes more than {limits.memory >> 20:,} MB of memory",
        "crash": f"what reads {kind} files broke off in the middle of it",
        "bug": f"the file is damaged, or is no {kind} file",
    }[answer.kind]
    codes = {"time": "E-TIME", "memory": "E-MEM"}
    return Problem(
        code=codes.get(answer.kind) or f"E-FMT-{_SAME_KIND.get(kind, kind).upper()}",
        path=path,
        found=found,
        action="skipped: this file",
        remedy=f"open it in the program it comes from and save it again as {kind}, or as txt"
        + (", in parts" if answer.kind in codes else ""),
    )
