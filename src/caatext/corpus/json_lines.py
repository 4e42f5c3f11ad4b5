"""JSON lines: one object a line, every value kept as it was written, and a bad line costs that line."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from caatext.corpus.delimited import make_record, stray_byte
from caatext.corpus.encodings import STRAY
from caatext.corpus.readings import ALIASES, Draft, Reading, sort_out
from caatext.provenance import canonical_json

#: Values that lie deeper in one another are none that a person wrote, and some parsers give up on them.
DEEPEST = 100
_TOO_DEEP = "this is no JSON that can be read: it is nested too deep"
_REMEDY = {
    "E-ENC-NUL": "remove the NUL characters; a text in UTF-16 without a mark needs --encoding utf-16-le",
    "E-ENC-UTF8": "mend this line, or say --encoding with the name of the encoding that all lines have",
    "E-ROW-JSON": "write one whole JSON object a line",
    "E-ROW-TYPE": 'write an object such as {"doc_id": "7", "text": "..."}',
    "E-ROW-KEYS": "give every value a name of its own",
    "E-META-TEXT": "give the object a text",
}


class RowFault(ValueError):
    """A line that gives no document: code and words."""

    def __init__(self, code: str, found: str) -> None:
        super().__init__(found)
        self.code, self.found = code, found


class _Number(str):
    """A JSON number as it was written: 001 and 1e5 keep their form, and none of them is a text."""


_KINDS: Mapping[type, str] = {
    _Number: "a number",
    str: "a text",
    type(None): "null",
    bool: "true or false",
    list: "a list",
    dict: "an object",
}


def read_lines(text: str, *, path: str) -> Reading:
    """Return the lines of a text with one JSON object a line as documents.

    Examples
    --------
    >>> reading = read_lines('{"id": "7", "text": "One."}\\nnull\\n', path="posts.jsonl")
    >>> reading.records[0].doc_id, reading.problems[0].place, reading.problems[0].code
    ('7', 'line 2', 'E-ROW-TYPE')
    """
    lines = text.removesuffix("\n").split("\n")
    draft = Draft(path, "row")
    for number, line in enumerate(lines, start=1):
        place = f"line {number}"
        if not line.strip():
            draft.note(place, "ignored", "blank line", n_characters=len(line))
            continue
        try:
            known = _fields(line)
        except RowFault as fault:
            draft.reject(fault.code, fault.found, place=place, n_characters=len(line), remedy=_REMEDY[fault.code])
            continue
        draft.read(make_record(known, place=place, number=number), n_characters=len(line))
    return draft.finish(n_characters=len(text), n_found=len(lines))


def _fields(line: str) -> dict[str, str]:
    """Return the named values of a JSON object as strings."""
    value = _object(line)
    names = {name.strip().casefold(): name for name in reversed(value)}
    name = next((names[alias] for alias in ALIASES["text"] if alias in names), "")
    if not name:
        raise RowFault("E-META-TEXT", f"no text; there are {', '.join(value) or 'no values at all'}")
    if type(value[name]) is not str:
        raise RowFault("E-ROW-TYPE", f"the text is {_KINDS[type(value[name])]}")
    known = sort_out((name, as_text(item)) for name, item in value.items())
    if len(known) < len(value):
        raise RowFault("E-ROW-KEYS", "two names come to the same: one that is kept as given_..., and one so called")
    return known


def _object(line: str) -> dict[str, Any]:
    stray = STRAY.search(line)
    if stray:
        raise RowFault("E-ENC-UTF8", stray_byte(stray.group()))
    if "\0" in line:
        raise RowFault("E-ENC-NUL", "there is a NUL character in it")
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
        raise RowFault("E-ROW-JSON", _TOO_DEEP) from error
    if is_deep(value):
        raise RowFault("E-ROW-JSON", _TOO_DEEP)
    if not isinstance(value, dict):
        raise RowFault("E-ROW-TYPE", f"the line holds {_KINDS[type(value)]}, no object")
    return value


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    repeated = repeated_names(name for name, _ in pairs)
    if repeated:
        raise RowFault("E-ROW-KEYS", f"the name(s) {', '.join(repeated)} stand more than once")
    return dict(pairs)


def repeated_names(names: Iterable[str]) -> list[str]:
    """Return the names that stand more than once, blanks around them and the way of writing accents aside."""
    counts = Counter(unicodedata.normalize("NFC", name.strip()) for name in names)
    return sorted(name for name, n in counts.items() if n > 1)


def is_deep(value: object) -> bool:
    """Whether lists and objects lie deeper in one another than `DEEPEST`."""
    level = [value]
    for _ in range(DEEPEST):
        level = [part for whole in level for part in _parts(whole)]
    return bool(level)


def _parts(whole: object) -> list[Any]:
    if isinstance(whole, dict):
        return list(whole.values())
    return whole if isinstance(whole, list) else []


def as_text(value: object) -> str:
    """Return a value as text: strings as they are, lists of strings joined, anything deeper as JSON."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return canonical_json(value)
