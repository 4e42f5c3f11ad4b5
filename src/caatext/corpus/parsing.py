"""One file to what it gives, and that to bytes and back: what the parent and the processes that parse agree on.

What a file gives goes over a pipe and into the cache in two parts: an outline, which is all but the texts, and the
texts. Both are JSON, so that reading them runs nothing. Of a whole corpus only the outlines are in memory at once.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, astuple, dataclass, replace
from functools import cache, partial
from importlib import import_module
from typing import Any, NamedTuple

from caatext.corpus.documents import count_words
from caatext.corpus.readings import Entry, ManifestRow, Reading, Record, check_text
from caatext.errors import CorpusError, Problem


class Text(NamedTuple):
    """The text of one document: (section, paragraph) pairs, and the words of each paragraph."""

    paragraphs: tuple[tuple[str, str], ...]
    n_words: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Job:
    """How to parse one file: the name of the parser, and what it must know beside the bytes.

    `profile` is a profile as JSON, `profile_kind` names its class; `look_again` asks for a second count of words.
    """

    parser: str
    path: str
    encoding: str = ""
    profile: str = ""
    profile_kind: str = ""
    look_again: bool = False

    def to_json(self) -> bytes:
        """Return the job as JSON."""
        return _to_json(asdict(self))

    @classmethod
    def from_json(cls, content: bytes) -> Job:
        """Return the job that `to_json` wrote."""
        return cls(**json.loads(content))


def name_of(function: Callable[..., Any]) -> str:
    """Return the name by which another process finds a function or class."""
    return f"{function.__module__}:{function.__qualname__}"


@cache
def find(name: str) -> Any:
    """Return the function or class that `name_of` named.

    Examples
    --------
    >>> find("caatext.corpus.formats:read_txt").__name__
    'read_txt'
    """
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


@cache
def _profile(kind: str, content: str) -> Any:
    return find(kind).model_validate_json(content)


def parse(content: bytes, job: Job) -> tuple[bytes, bytes]:
    """Return the outline and the texts of a file; what its parser finds wrong with it stands in the outline."""
    read = find(job.parser)
    if job.profile:
        read = partial(read, profile=_profile(job.profile_kind, job.profile))
    try:
        reading: Reading = read(content, path=job.path, encoding=job.encoding or None)
    except CorpusError as error:
        return _to_json({"problem": _parts(error.problems[0])}), b"[]"
    if job.look_again:
        from caatext.corpus.second_look import look_again

        reading = replace(reading, problems=(*reading.problems, *look_again(content, reading, path=job.path)))
    return pack(reading, path=job.path)


def pack(reading: Reading, *, path: str) -> tuple[bytes, bytes]:
    """Return a reading as outline and texts; documents whose text cannot be used are noted and lose it."""
    faults: dict[int, Problem] = {}
    for number, record in enumerate(reading.records):
        try:
            check_text(record, path=path)
        except CorpusError as error:
            faults[number] = error.problems[0]
    texts = [
        [] if number in faults else [(section, text, count_words(text)) for section, text in record.paragraphs]
        for number, record in enumerate(reading.records)
    ]
    outline = {
        "records": [[record.docvars, record.doc_id, record.place, record.number] for record in reading.records],
        "entries": [astuple(entry) for entry in reading.entries],
        "problems": [_parts(problem) for problem in reading.problems],
        "manifest": [[row.path, row.entry, row.docvars, row.doc_id] for row in reading.manifest],
        "n_characters": reading.n_characters,
        "n_found": reading.n_found,
        "lengths": [record.n_characters for record in reading.records],
        "faults": {str(number): _parts(problem) for number, problem in faults.items()},
    }
    return _to_json(outline), _to_json(texts)


def unpack(outline: bytes, *, path: str) -> Reading | Problem:
    """Return the reading of an outline, without texts, or the problem that cost the whole file."""
    said = json.loads(outline)
    if "problem" in said:
        return Problem(**said["problem"] | {"path": path})
    records = (Record(paragraphs=(), docvars=row[0], doc_id=row[1], place=row[2], number=row[3])
               for row in said["records"])  # fmt: skip
    return Reading(
        records=tuple(records),
        entries=tuple(Entry(**dict(zip(_ENTRY, row, strict=True))) for row in said["entries"]),
        problems=tuple(Problem(**parts | {"path": path}) for parts in said["problems"]),
        manifest=tuple(ManifestRow(path=row[0], entry=row[1], docvars=row[2], doc_id=row[3])
                       for row in said["manifest"]),
        n_characters=said["n_characters"],
        n_found=said["n_found"],
        lengths=tuple(said["lengths"]),
        faults={int(number): Problem(**parts | {"path": path}) for number, parts in said["faults"].items()},
    )  # fmt: skip


def unpack_texts(texts: bytes) -> list[Text]:
    """Return the text of each document of a file."""
    return [
        Text(tuple((section, text) for section, text, _ in rows), tuple(n_words for _, _, n_words in rows))
        for rows in json.loads(texts)
    ]


_ENTRY = tuple(Entry.__dataclass_fields__)


def _parts(problem: Problem) -> dict[str, str]:
    """Return a problem without its path: the same bytes may lie elsewhere next time."""
    return problem.to_dict() | {"path": ""}


def _to_json(value: Any) -> bytes:
    # Half characters are told of later; until then they must get through.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
