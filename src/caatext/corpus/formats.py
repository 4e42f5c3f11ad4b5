"""One function per kind of file: bytes in, documents out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from caatext.corpus.delimited import make_record, read_delimited
from caatext.corpus.files import decode
from caatext.corpus.markup import read_page
from caatext.corpus.pdf import read_pdf
from caatext.corpus.readings import ALIASES, Draft, Reading, Record, reject, sort_out
from caatext.corpus.word import read_docx
from caatext.errors import CorpusError, Problem
from caatext.provenance import canonical_json

_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*")
_HTML_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
#: Browsers read these declarations as Windows-1252, and so do the people who write them.
_WESTERN = ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii")


def with_encoding(reading: Reading, encoding: str, problems: tuple[Problem, ...]) -> Reading:
    """Return the reading with the encoding noted in each document and the warnings put first."""
    records = tuple(replace(record, docvars={**record.docvars, "encoding": encoding}) for record in reading.records)
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
    """Refuse references, which can unfold to any size, and keys that are said twice."""
    for event in yaml.parse(front, Loader=yaml.BaseLoader):
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="references (*name) are not read", problem_mark=event.start_mark)
    nodes = [yaml.compose(front, Loader=yaml.BaseLoader)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, yaml.MappingNode):
            names = [str(key.value).strip() for key, _ in node.value]
            repeated = sorted({name for name in names if names.count(name) > 1})
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
    try:
        _check_yaml(front)
        values = handler.load(front, Loader=yaml.BaseLoader)  # every value the string that was written
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}" if mark else ""
        raise _bad_front_matter(str(error.problem or error.context), path, place) from error
    except yaml.YAMLError as error:
        raise _bad_front_matter("it has characters that YAML does not allow", path, "") from error
    if values and not isinstance(values, dict):
        return {}, text
    return {str(name): _as_text(value) for name, value in (values or {}).items()}, body


def _bad_front_matter(found: str, path: str, place: str) -> CorpusError:
    return reject(
        path,
        "E-FMT-FRONT",
        found=f"the front matter cannot be read: {found}",
        place=place,
        remedy="write one `name: value` a line between two lines of ---; quote values that hold a colon",
    )


def _as_text(value: object) -> str:
    """Return a value as text: strings as they are, lists of strings joined, anything deeper as JSON."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return canonical_json(value)


def read_csv(content: bytes, *, path: str, encoding: str | None = None) -> Reading:
    """Return the rows of a comma- or semicolon-separated table as documents, or a manifest."""
    text, used, problems = decode(content, path=path, declared=encoding)
    return with_encoding(read_delimited(text, path=path), used, problems)


def read_tsv(content: bytes, *, path: str, encoding: str | None = None) -> Reading:
    """Return the rows of a tab-separated table as documents, or a manifest."""
    text, used, problems = decode(content, path=path, declared=encoding)
    return with_encoding(read_delimited(text, path=path, delimiter="\t"), used, problems)


def read_jsonl(content: bytes, *, path: str, encoding: str | None = None) -> Reading:
    """Return the lines of a file with one JSON object a line as documents; a bad line costs that line."""
    text, used, problems = decode(content, path=path, declared=encoding)
    lines = text.removesuffix("\n").split("\n")
    draft = Draft(path, "row")
    for number, line in enumerate(lines, start=1):
        place = f"line {number}"
        if not line.strip():
            draft.note(place, "ignored", "blank line", n_characters=len(line))
            continue
        try:
            known = _json_fields(line)
        except RowFault as fault:
            draft.reject(fault.code, fault.found, place=place, n_characters=len(line), remedy=_JSON_REMEDY[fault.code])
            continue
        draft.read(make_record(known, place=place, number=number), n_characters=len(line))
    return with_encoding(draft.finish(n_characters=len(text), n_found=len(lines)), used, problems)


class _Number(str):
    """A JSON number as it was written: 001 and 1e5 keep their form, and none of them is a text."""


class RowFault(ValueError):
    """A line that gives no document: code and words."""

    def __init__(self, code: str, found: str) -> None:
        super().__init__(found)
        self.code, self.found = code, found


_JSON_REMEDY = {
    "E-ROW-JSON": "write one whole JSON object a line",
    "E-ROW-TYPE": 'write an object such as {"doc_id": "7", "text": "..."}',
    "E-ROW-KEYS": "give every value a name of its own",
    "E-META-TEXT": "give the object a text",
}
_JSON_KINDS: Mapping[type, str] = {
    _Number: "a number",
    str: "a text",
    type(None): "null",
    bool: "true or false",
    list: "a list",
    dict: "an object",
}


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name.strip() for name, _ in pairs]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise RowFault("E-ROW-KEYS", f"the name(s) {', '.join(repeated)} stand more than once")
    return dict(pairs)


def _json_fields(line: str) -> dict[str, str]:
    """Return the named values of a JSON object as strings."""
    try:
        value = json.loads(
            line,
            object_pairs_hook=_unrepeated,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_Number,
        )
    except json.JSONDecodeError as error:
        raise RowFault("E-ROW-JSON", f"this is no JSON from character {error.pos + 1} on") from error
    except RecursionError as error:
        raise RowFault("E-ROW-JSON", "this is no JSON that can be read: it is nested too deep") from error
    if not isinstance(value, dict):
        raise RowFault("E-ROW-TYPE", f"the line holds {_JSON_KINDS[type(value)]}, no object")
    names = {name.strip().casefold(): name for name in reversed(value)}
    name = next((names[alias] for alias in ALIASES["text"] if alias in names), "")
    if not name:
        raise RowFault("E-META-TEXT", f"no text; there are {', '.join(value) or 'no values at all'}")
    if type(value[name]) is not str:
        raise RowFault("E-ROW-TYPE", f"the text is {_JSON_KINDS[type(value[name])]}")
    return sort_out((name, _as_text(item)) for name, item in value.items())


def read_html(content: bytes, *, path: str, encoding: str | None = None) -> Reading:
    """Return the article of a web page as one document; Latin-1 is read as Windows-1252, as browsers do."""
    match = _HTML_CHARSET.search(content[:2048])
    declared = encoding or (match.group(1).decode("ascii", "replace").lower() if match else None)
    text, used, problems = decode(content, path=path, declared="cp1252" if declared in _WESTERN else declared)
    return with_encoding(read_page(text, path=path), used, problems)


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
