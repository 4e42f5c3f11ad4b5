"""Rows of CSV and TSV: every value a string, and a bad row costs that row."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches

from caatext.corpus.documents import split_paragraphs
from caatext.corpus.encodings import STRAY
from caatext.corpus.readings import ALIASES, Draft, ManifestRow, Reading, Record, reject, sort_out

#: Columns that make a table without texts a manifest: each row tells about the file it names.
MANIFEST_COLUMNS = ("path", "file", "filename")
_TARGET = ""
_MARKS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class Row:
    """One row: its first and last line, its fields, or what is wrong with it."""

    first: int
    last: int
    fields: tuple[str, ...] = ()
    fault: str = ""

    @property
    def stray(self) -> str:
        """The first character in the fields that stands for a byte that is not UTF-8, or nothing."""
        return next((match.group() for match in map(STRAY.search, self.fields) if match), "")


def read_delimited(text: str, *, path: str, delimiter: str = "") -> Reading:
    r"""Return the documents of a table that has a ``text`` column, or what a manifest says about other files.

    Parameters
    ----------
    text : str
        The decoded file.
    path : str
        Its name for messages.
    delimiter : str
        If not given, the one of comma, semicolon, tab and bar with which the header names a column of texts or of
        files; a comma if none does.

    Raises
    ------
    CorpusError
        There is no header, it repeats a name, or it has neither texts nor file names.

    Examples
    --------
    >>> reading = read_delimited("id,text,author\n001,One.,NA\n002,Two\n", path="posts.csv")
    >>> reading.records[0].doc_id, reading.records[0].docvars["author"], reading.problems[0].code
    ('001', 'NA', 'E-ROW-FIELDS')
    """
    lines = [line + "\n" for line in text.removesuffix("\n").split("\n")]
    head = next((line for line in lines if line.strip()), "")
    rows = split_rows(lines, delimiter or _delimiter(head))
    first = next((number for number, row in enumerate(rows) if row.fields or row.fault), None)
    if first is None:
        raise reject(path, "E-EMPTY-FILE", found="the table has no header", remedy="write the column names in line 1")
    header = _header(rows[first], path)
    name = _content_column(header, path)
    draft = Draft(path, "row")
    columns = _columns(header, target=name if name in MANIFEST_COLUMNS else "")
    number = 0
    for row in rows[first + 1 :]:
        number += bool(row.fields or row.fault)
        _add_row(draft, row, columns, number=number, n_fields=len(header))
    if not number:
        raise reject(path, "E-EMPTY-FILE", found="the table has a header and no rows", remedy="add rows, or remove it")
    return draft.finish(n_characters=len(text), n_found=len(rows) - first - 1)


def _columns(header: Sequence[str], *, target: str) -> dict[str, int]:
    """Return under which name each column is known; that of a manifest which names files is known as nothing."""
    at = next((number for number, name in enumerate(header) if target and name.casefold() == target), -1)
    known = sort_out((name, str(number)) for number, name in enumerate(header) if number != at)
    return {name: int(number) for name, number in known.items()} | ({_TARGET: at} if at >= 0 else {})


def _add_row(draft: Draft, row: Row, columns: Mapping[str, int], *, number: int, n_fields: int) -> None:
    place = f"row {number} (line {row.first})"
    n_characters = sum(map(len, row.fields))
    if row.fault:
        draft.reject(
            "E-ROW-QUOTE",
            row.fault,
            place=place,
            n_characters=0,
            remedy='close the quotation mark, and write a mark inside a quoted field twice: ""',
        )
    elif not row.fields:
        draft.note(f"line {row.first}", "ignored", "blank line", n_characters=0)
    elif row.stray:
        draft.reject(
            "E-ENC-UTF8",
            stray_byte(row.stray),
            place=place,
            n_characters=n_characters,
            remedy="mend this row, or say --encoding with the name of the encoding that all rows have",
        )
    elif len(row.fields) != n_fields:
        draft.reject(
            "E-ROW-FIELDS",
            f"{len(row.fields)} fields where the header names {n_fields}",
            place=place,
            n_characters=n_characters,
            remedy="put fields that hold the separator between quotation marks",
        )
    else:
        known = {name: row.fields[at] if name == "text" else row.fields[at].strip() for name, at in columns.items()}
        if _TARGET in known:
            _add_manifest_row(draft, known, place=place, n_characters=n_characters)
        else:
            draft.read(make_record(known, place=place, number=number), n_characters=n_characters)


def _add_manifest_row(draft: Draft, known: dict[str, str], *, place: str, n_characters: int) -> None:
    target, doc_id = known.pop(_TARGET), known.pop("doc_id", "")
    draft.manifest.append(ManifestRow(path=target, entry=len(draft.entries), doc_id=doc_id, docvars=known))
    draft.note(place, "read", "manifest row", n_characters=n_characters)


def make_record(known: dict[str, str], *, place: str = "", number: int = 0) -> Record:
    """Return the document that named values make: its text in paragraphs, the rest as document variables."""
    docvars = {name: value for name, value in known.items() if name not in ("text", "doc_id")}
    text = known["text"]
    paragraphs = tuple(("", text[start:end]) for start, end in split_paragraphs(text))
    return Record(paragraphs=paragraphs, docvars=docvars, doc_id=known.get("doc_id", ""), place=place, number=number)


def stray_byte(character: str) -> str:
    r"""Return in words which byte a character stands for that `decode_rows` left.

    Examples
    --------
    >>> stray_byte("\udce9")
    '0xE9 is not UTF-8'
    """
    return f"0x{ord(character) - 0xDC00:02X} is not UTF-8"


def _delimiter(head: str) -> str:
    return next((mark for mark in _MARKS if len(names := _names(head, mark)) > 1 and _known(names)), ",")


def _names(head: str, mark: str) -> list[str]:
    try:
        return next(csv.reader([head], delimiter=mark, strict=True))
    except csv.Error:
        return []


def _known(names: Sequence[str]) -> str:
    """Return the name for the column that holds texts or, failing that, file names; empty if there is none."""
    found = [name.strip().casefold() for name in names]
    return next((name for name in (*ALIASES["text"], *MANIFEST_COLUMNS) if name in found), "")


def _header(row: Row, path: str) -> list[str]:
    names = [name.strip() or f"column_{number}" for number, name in enumerate(row.fields, start=1)]
    counts = Counter(unicodedata.normalize("NFC", name) for name in names)
    repeated = sorted(name for name, n in counts.items() if n > 1)
    fault = row.fault or (row.stray and stray_byte(row.stray))
    fault = fault or (f"the column name(s) {', '.join(repeated)} stand more than once" if repeated else "")
    if not fault and len(sort_out(zip(names, names, strict=True))) < len(names):
        fault = "two columns would have the same name: one that is kept as given_..., and one that is called so"
    if fault:
        raise reject(
            path,
            "E-FMT-HEADER",
            found=fault,
            place=f"line {row.first}",
            remedy="give every column a name of its own",
        )
    return names


def _content_column(header: Sequence[str], path: str) -> str:
    """Return the known name of the column that holds texts or, failing that, file names."""
    found = _known(header)
    if not found:
        names = [name.casefold() for name in header]
        near = next((near for near in (get_close_matches(name, ALIASES["text"], n=1) for name in names) if near), [])
        raise reject(
            path,
            "E-META-TEXT",
            found=f"no column holds the texts; there are {', '.join(header)}",
            remedy=f"name that column text{f' (is one meant as {near[0]}?)' if near else ''}; "
            "a manifest needs a path column",
        )
    return found


def split_rows(lines: Sequence[str], delimiter: str) -> list[Row]:
    r"""Return the rows of a table, given its lines with their ends.

    A quotation mark that never closes swallows the lines below it. Where no sound row of the file spans
    lines, the swallowed lines are read again one by one; where some do, they may belong to a text and are given
    up with it.

    Examples
    --------
    >>> [(row.first, row.last, bool(row.fault)) for row in split_rows(['a,b\n', '1,"x\n', '2,y\n'], ",")]
    [(1, 1, False), (2, 2, True), (3, 3, False)]
    """
    with _no_field_limit():
        rows = list(_parse(lines, delimiter))
        if any(row.last > row.first and not row.fault for row in rows):
            return rows
        return [part for row in rows for part in (_part(row, lines, delimiter) if row.fault else [row])]


def _parse(lines: Sequence[str], delimiter: str) -> Iterator[Row]:
    position = 0
    while position < len(lines):
        reader = csv.reader(_from(lines, position), delimiter=delimiter, strict=True)
        start = base = position
        try:
            for fields in reader:
                position = base + reader.line_num
                yield Row(start + 1, position, tuple(fields) if any(map(str.strip, fields)) else ())
                start = position
        except csv.Error:
            position = base + reader.line_num
            yield Row(start + 1, position, fault=f"the quotation marks from line {start + 1} do not pair up")


def _from(lines: Sequence[str], position: int) -> Iterator[str]:
    for number in range(position, len(lines)):
        yield lines[number]


def _part(row: Row, lines: Sequence[str], delimiter: str) -> Iterator[Row]:
    yield Row(row.first, row.first, fault=row.fault)
    for number in range(row.first, row.last):
        for part in _parse(lines[number : number + 1], delimiter):
            yield Row(
                number + 1,
                number + 1,
                part.fields,
                part.fault and part.fault.replace("line 1 ", f"line {number + 1} "),
            )


@contextmanager
def _no_field_limit() -> Iterator[None]:
    """Lift the limit of 131,072 characters a field, which the csv module has; an article may be longer."""
    limit = csv.field_size_limit(2**31 - 1)
    try:
        yield
    finally:
        csv.field_size_limit(limit)
