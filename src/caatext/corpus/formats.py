"""One function per kind of file: bytes in, documents out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, cast

import yaml
from frontmatter.default_handlers import YAMLHandler

from caatext.corpus.delimited import make_record, read_delimited
from caatext.corpus.encodings import declared_by_page, decode, decode_rows
from caatext.corpus.exports import split_export
from caatext.corpus.json_lines import DEEPEST, as_text, read_lines, repeated_names
from caatext.corpus.markup import read_page
from caatext.corpus.pdf import read_pdf
from caatext.corpus.profiles import load_profile
from caatext.corpus.readings import Reading, Record, reject, sort_out
from caatext.corpus.word import read_docx
from caatext.errors import CorpusError, Problem

if TYPE_CHECKING:
    from caatext.corpus.export_rules import ExportProfile

_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*")
#: Longer front matter is none that a person wrote.
_LONGEST_FRONT = 64_000


def with_encoding(reading: Reading, encoding: str, problems: tuple[Problem, ...]) -> Reading:
    """Return the reading with the encoding noted in each document and the warnings put first."""
    records = tuple(
        Record(
            paragraphs=record.paragraphs,
            docvars={**record.docvars, "encoding": encoding},
            doc_id=record.doc_id,
            place=record.place,
            number=record.number,
        )
        for record in reading.records
    )
    return replace(reading, records=records, problems=problems + reading.problems)


def read_txt(content: bytes, *, path: str, encoding: str | None = None) -> Reading:
    """Return a plain text as one document; its paragraphs are parted by blank lines, or else by line ends."""
    text, used, problems = decode(content, path=path, declared=encoding)
    return with_encoding(Reading(records=(make_record({"text": text}),), n_characters=len(text)), used, problems)


def read_md(content: bytes, *, path: str, encoding: str | None = None) -> Reading:
    """Return a Markdown text as one document: front matter as document variables, headings as sections.

    A first heading of level 1 is the title where the front matter gives none. Other marks stay in the text.
    """
    text, used, problems = decode(content, path=path, declared=encoding)
    front, body = split_front_matter(text, path=path)
    known = sort_out(front.items())
    heading, paragraphs = _by_headings(body)
    docvars = {name: value for name, value in known.items() if name not in ("text", "doc_id")}
    if "text" in known:
        docvars["given_text"] = known["text"]
    if heading and not docvars.get("title"):
        docvars["title"] = heading
    record = Record(paragraphs=tuple(paragraphs), docvars=docvars, doc_id=known.get("doc_id", ""))
    return with_encoding(Reading(records=(record,), n_characters=len(text)), used, problems)


def _by_headings(body: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the title and the (section, paragraph) pairs; a blank line or a heading parts."""
    title, section = "", ""
    paragraphs: list[tuple[str, str]] = []
    open_lines: list[str] = []
    for line in [*body.split("\n"), ""]:
        heading = _HEADING.fullmatch(line.rstrip())
        if line.strip() and not heading:
            open_lines.append(line)
            continue
        if open_lines:
            paragraphs.append((section, "\n".join(open_lines).strip()))
            open_lines = []
        if heading and line.startswith("# ") and not (paragraphs or title or section):
            title = heading.group(1)
        elif heading:
            section = heading.group(1)
    return title, paragraphs


def _check_yaml(front: str) -> None:
    """Refuse references, which can unfold to any size, what lies too deep, and keys that are said twice."""
    depth = 0
    for event in yaml.parse(front, Loader=yaml.BaseLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        problem = "references (*name) are not read" if isinstance(event, yaml.AliasEvent) else ""
        if problem or depth > DEEPEST:
            raise yaml.MarkedYAMLError(problem=problem or "it is nested too deep", problem_mark=event.start_mark)
    nodes = [yaml.compose(front, Loader=yaml.BaseLoader)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, yaml.MappingNode):
            repeated = repeated_names(str(key.value) for key, _ in node.value)
            if repeated:
                problem = f"the key(s) {', '.join(repeated)} stand more than once"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
            nodes += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            nodes += node.value


def split_front_matter(text: str, *, path: str) -> tuple[dict[str, str], str]:
    r"""Return the values of the front matter as strings, and the text below it.

    Lists are joined by semicolons. A text that merely begins with a rule of dashes has no front matter.

    Raises
    ------
    CorpusError
        The front matter is never closed or is no YAML.

    Examples
    --------
    >>> split_front_matter("---\nid: 001\ndate: 2025-10-19\nauthor: NO\n---\nText.", path="a.md")
    ({'id': '001', 'date': '2025-10-19', 'author': 'NO'}, '\nText.')
    """
    handler = YAMLHandler()
    if not handler.detect(text):
        return {}, text
    try:
        front, body = handler.split(text)
    except ValueError as error:
        if re.match(r"-{3,}[^\S\n]*\n[\w-]+:(\s|$)", text):
            raise _bad_front_matter("it opens with --- and is never closed", path, "line 1") from error
        return {}, text
    if len(front) > _LONGEST_FRONT:
        raise _bad_front_matter(f"it has more than {_LONGEST_FRONT:,} characters", path, "line 1")
    try:
        _check_yaml(front)
        values = handler.load(front, Loader=yaml.BaseLoader)  # every value the string that was written
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}" if mark else ""
        raise _bad_front_matter(_in_words(str(error.problem or error.context)), path, place) from error
    except yaml.YAMLError as error:
        raise _bad_front_matter("it has characters that YAML does not allow", path, "") from error
    if values and not isinstance(values, dict):
        return {}, text
    return {str(name): as_text(value) for name, value in (values or {}).items()}, body


def _in_words(problem: str) -> str:
    """Return what a parser of YAML found, without its names for parts of YAML."""
    if "\\t" in problem:
        return "there is a tab where blanks should be"
    return "this line is no name with its value" if re.search("<|token|stream|scalar", problem) else problem


def _bad_front_matter(found: str, path: str, place: str) -> CorpusError:
    return reject(
        path,
        "E-FMT-FRONT",
        found=f"the front matter cannot be read: {found}",
        place=place,
        remedy="write one `name: value` a line between two lines of ---; quote values that hold a colon",
    )


def read_csv(content: bytes, *, path: str, encoding: str | None = None) -> Reading:
    """Return the rows of a comma- or semicolon-separated table as documents, or a manifest."""
    text, used, problems = decode_rows(content, path=path, declared=encoding)
    return with_encoding(read_delimited(text, path=path), used, problems)


def read_tsv(content: bytes, *, path: str, encoding: str | None = None) -> Reading:
    """Return the rows of a tab-separated table as documents, or a manifest."""
    text, used, problems = decode_rows(content, path=path, declared=encoding)
    return with_encoding(read_delimited(text, path=path, delimiter="\t"), used, problems)


def read_jsonl(content: bytes, *, path: str, encoding: str | None = None) -> Reading:
    """Return the lines of a file with one JSON object a line as documents; a bad line costs that line."""
    text, used, problems = decode_rows(content, path=path, declared=encoding)
    return with_encoding(read_lines(text, path=path), used, problems)


def decode_page(content: bytes, *, path: str, encoding: str | None = None) -> tuple[str, str, tuple[Problem, ...]]:
    """Return what `decode` returns, for a web page: its own declaration is read as browsers do."""
    return decode(content, path=path, declared=encoding or declared_by_page(content))


def read_html(content: bytes, *, path: str, encoding: str | None = None) -> Reading:
    """Return the article of a web page as one document."""
    text, used, problems = decode_page(content, path=path, encoding=encoding)
    return with_encoding(read_page(text, path=path), used, problems)


def read_ris(content: bytes, *, path: str, encoding: str | None = None) -> Reading:
    """Return the records of a reference file as documents; their text is mostly an abstract, and is said to be one."""
    text, used, problems = decode(content, path=path, declared=encoding)
    profile = cast("ExportProfile", load_profile("ris"))
    return with_encoding(split_export(text.removesuffix("\n").split("\n"), profile, path=path), used, problems)


Parser = Callable[..., Reading]

#: What reads a file, by its ending.
PARSERS: Mapping[str, Parser] = {
    ".txt": read_txt,
    ".text": read_txt,
    ".md": read_md,
    ".markdown": read_md,
    ".csv": read_csv,
    ".tsv": read_tsv,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".html": read_html,
    ".htm": read_html,
    ".docx": read_docx,
    ".pdf": read_pdf,
    ".ris": read_ris,
}
#: What to do about endings that people try.
_INSTEAD = {
    ".doc": "open it in a word processor and save it as docx",
    ".odt": "save it as docx",
    ".rtf": "save it as docx",
    ".xlsx": "save the sheet as csv",
    ".xls": "save the sheet as csv",
    ".json": "write one object a line and call it .jsonl",
    ".epub": "convert it to html or txt",
    ".zip": "unpack it",
    ".gz": "unpack it",
    ".parquet": "write it as csv or jsonl",
}


def parser_for(path: str) -> Parser:
    """Return the function that reads a file with this ending.

    Raises
    ------
    CorpusError
        The ending is not known.
    """
    ending = PurePosixPath(path).suffix.lower()
    if ending not in PARSERS:
        raise reject(
            path,
            "E-TYPE",
            found=f"the ending {ending or '(none)'} is not known",
            remedy=_INSTEAD.get(ending, f"save it as one of {', '.join(PARSERS)}"),
        )
    return PARSERS[ending]
