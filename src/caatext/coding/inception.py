"""Annotations exported from INCEpTION: WebAnno TSV 3, UIMA CAS as JSON, UIMA CAS as XMI; one document a file.

INCEpTION exports a folder for each document and in it a file for each annotator, so that the folder names the document
and the file names the coder. Positions count UTF-16 units.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from typing import Any

from caatext.coding.highlights import Export, Highlight, occurrence
from caatext.coding.refi_qda import parse_xml
from caatext.coding.sheets import POLARITIES, VALUES
from caatext.coding.spreadsheets import read_bytes, unreadable

#: First words of the header of WebAnno TSV.
TSV_MARK = "#FORMAT=WebAnno TSV 3"
_TOKEN = re.compile(r"\d+-\d+(?:\.\d+)?\t(\d+)-(\d+)\t(.*)")
#: Annotations that the program makes itself: they are no codes.
_MADE = ("Sentence", "Token", "DocumentMetaData", "DocumentAnnotation", "TagsetDescription", "Lemma", "POS")
_NOT_CODES = frozenset({"begin", "end", "id", "sofa", "order", "uiName"})
_ESCAPED = re.compile(r"\\(.)")
_PARTED = re.compile(r"(?<!\\)\|")
_STACKED = re.compile(r"(.*?)(?<!\\)\[(\d+)\]", re.DOTALL)


class _Text:
    """A text whose positions count UTF-16 units."""

    def __init__(self, text: str) -> None:
        self.text, self._units = text, text.encode("utf-16-le")

    def occurrence(self, start: int, end: int) -> tuple[str, int, int]:
        before = self._units[: 2 * start].decode("utf-16-le", "ignore")
        within = self._units[2 * start : 2 * end].decode("utf-16-le", "ignore")
        return occurrence(self.text, len(before), len(before) + len(within))


def read_inception(path: Path, *, coder_id: str, is_known: Container[str]) -> Export:
    """Return the span annotations of one document as highlights.

    The text features of an annotation make its tag together: a frame, and perhaps a level and a polarity.

    Parameters
    ----------
    path : Path
        ``.tsv`` (WebAnno TSV 3.x), ``.json`` (UIMA CAS) or ``.xmi``.
    coder_id : str
        Who coded, unless the export tells.
    is_known : container of str
        The names by which the corpus knows its documents, in lower case.

    Raises
    ------
    CorpusError
        The file is damaged or is something else.
    """
    content = read_bytes(path)
    ending = path.suffix.casefold()
    reader = {".tsv": _read_tsv, ".json": _read_json, ".xmi": _read_xmi}[ending]
    text, title, spans = reader(content, str(path))
    folder = path.parent.name
    from_folder = any(name.casefold() in is_known for name in (folder, Path(folder).stem))
    document = folder if from_folder else title or path.stem
    found = []
    for start, end, tag in spans:
        words, nth, n_like = text.occurrence(start, end)
        place = f"{start}-{end}"
        found.append(Highlight(place, coder_id, document, words, tag, nth=nth, n_like=n_like))
    return Export(tuple(found), ((coder_id, document),))


_Spans = list[tuple[int, int, str]]


def _read_tsv(content: bytes, path: str) -> tuple[_Text, str, _Spans]:
    lines = content.decode("utf-8-sig", "replace").split("\n")
    if not lines[0].startswith(TSV_MARK):
        raise unreadable(path, f"the first line is not {TSV_MARK}", "export as WebAnno TSV v3.3, UIMA CAS JSON or XMI")
    layers = _layers(lines)
    pieces: dict[int, str] = {}
    stretches: dict[tuple[int, str], list[int]] = defaultdict(list)
    tags: dict[tuple[int, str], str] = {}
    for number, line in enumerate(lines):
        match = _TOKEN.match(line)
        if match is None:
            continue
        start, end = int(match[1]), int(match[2])
        pieces[start], *cells = line[match.start(3) :].rstrip("\r").split("\t")
        for layer, columns in enumerate(layers):
            for stack, values in _annotations(cells[columns]).items():
                # without a number the annotation is this token alone
                key = (layer, stack or f"line {number}")
                stretches[key] += [start, end]
                tags[key] = _tag(values)
    spans = sorted((min(places), max(places), tags[key]) for key, places in stretches.items())
    return _Text(_joined(pieces)), "", spans


def _layers(lines: list[str]) -> list[slice]:
    """Return the columns of each span layer that people fill, counted from the fourth; relations do not count."""
    position, found = 0, []
    for line in lines:
        if line.startswith("#T_"):
            layer, *features = line.strip().split("|")
            width = max(len(features), 1)
            if layer.startswith("#T_SP=") and layer.rpartition(".")[2] not in _MADE:
                found.append(slice(position, position + width))
            position += width
    return found


def _annotations(cells: list[str]) -> dict[str, list[str]]:
    """Return the feature values of each annotation of a token by the number that binds its tokens together."""
    found: dict[str, list[str]] = defaultdict(list)
    for cell in cells:
        for part in _PARTED.split(cell):
            match = _STACKED.fullmatch(part)
            value, stack = (match[1], match[2]) if match else (part, "")
            if value not in ("_", "*", ""):
                found[stack].append(_ESCAPED.sub(r"\1", value))
    return found


def _tag(values: Iterable[str]) -> str:
    """Return the values of one annotation as one tag: the frame, then its level, then its polarity."""
    return " ".join(sorted(values, key=lambda value: (value in POLARITIES, value in VALUES)))


def _joined(pieces: Mapping[int, str]) -> str:
    """Return the tokens at their places, with spaces between them."""
    units = bytearray()
    for start, form in sorted(pieces.items()):
        encoded = form.encode("utf-16-le")
        units += b" \x00" * (start - len(units) // 2)
        units[2 * start : 2 * start + len(encoded)] = encoded
    return units.decode("utf-16-le", "replace")


def _read_json(content: bytes, path: str) -> tuple[_Text, str, _Spans]:
    try:
        features = json.loads(content.decode("utf-8-sig"))["%FEATURE_STRUCTURES"]
        structures = list(features.values()) if isinstance(features, dict) else list(features)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise unreadable(path, "this is no UIMA CAS in JSON") from error
    kinds = [(str(one.get("%TYPE", "")).rpartition(".")[2], one) for one in structures if isinstance(one, dict)]
    return _structures([(kind, {str(k): v for k, v in one.items()}) for kind, one in kinds], path)


def _read_xmi(content: bytes, path: str) -> tuple[_Text, str, _Spans]:
    root = parse_xml(content, path)
    kinds = [
        (str(one.tag).rpartition("}")[2], {str(k): v for k, v in one.attrib.items()})
        for one in root
        if isinstance(one.tag, str)
    ]
    return _structures(kinds, path)


def _structures(kinds: list[tuple[str, dict[str, Any]]], path: str) -> tuple[_Text, str, _Spans]:
    """Return text, title and spans of the feature structures of a CAS."""
    text = next((str(one["sofaString"]) for kind, one in kinds if kind == "Sofa" and "sofaString" in one), None)
    if text is None:
        raise unreadable(path, "there is no text in it")
    title = next((str(one.get("documentTitle", "")) for kind, one in kinds if kind == "DocumentMetaData"), "")
    spans = []
    for kind, one in kinds:
        start, end = str(one.get("begin", 0)), str(one.get("end", ""))
        values = [one[name] for name in sorted(one) if name not in _NOT_CODES and name[:1] not in "%@{^"]
        values = [value for value in values if isinstance(value, str) and value]
        if kind not in _MADE and values and start.isdecimal() and end.isdecimal():
            spans.append((int(start), int(end), _tag(values)))
    return _Text(text), title, sorted(spans)
