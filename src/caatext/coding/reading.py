"""`read_codings`: coding sheets and exports of coding programs, every row checked and none lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

from caatext.annotation.annotations import Annotations
from caatext.coding.codings import Codings, make_codings
from caatext.coding.highlights import Export, Finder, take_export
from caatext.coding.inception import TSV_MARK, read_inception
from caatext.coding.refi_qda import read_refi_qda
from caatext.coding.rows import FileOf, Intake, take_sheet, units_by_item
from caatext.coding.spreadsheets import Sheet, read_bytes, read_spreadsheet, unreadable
from caatext.coding.taguette import COLUMNS as TAGUETTE
from caatext.coding.taguette import read_taguette_project, read_taguette_table
from caatext.coding.units import Unit, coding_units
from caatext.corpus.codebook import Codebook
from caatext.corpus.documents import Corpus
from caatext.errors import CorpusError, Problem
from caatext.tables import make_table

File: TypeAlias = str | Path
Files: TypeAlias = File | Iterable[File] | Mapping[str, File | Iterable[File]]
_SPREADSHEETS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
_STAND_OFF = (".json", ".xmi")
_PROJECTS = (".sqlite3", ".sqlite", ".db")


def read_codings(
    files: Files,
    corpus: Corpus,
    annotations: Annotations,
    codebook: Codebook,
    *,
    unit: Unit = "sentence",
) -> Codings:
    """Return what people coded, from coding sheets, adjudication sheets and exports of coding programs.

    Parameters
    ----------
    files : path, list of paths, or mapping of coder to path or paths
        Sheets of :func:`write_sheet` or :func:`write_adjudication` after somebody filled them in (CSV, TSV, XLSX;
        columns in any order, rows left out, added, copied or sorted); Taguette highlights (CSV, XLSX) or projects
        (sqlite3); INCEpTION documents (WebAnno TSV 3, UIMA CAS JSON or XMI); REFI-QDA projects (qdpx). The coder is
        what the sheet says in a column ``coder_id`` or the user whom the project names, or else the key of the
        mapping, or else the name of the file without its ending.
    corpus, annotations : Corpus, Annotations
        From which the sample was drawn, or whose texts were coded in the program.
    codebook : Codebook
        Tags are the identifiers or names of its frames, with level and polarity behind them where they are not 1 and
        asserted: ``hid``, ``hid.2``, ``hid.1.denied``.
    unit : {"sentence", "paragraph"}
        What was coded. A highlight codes each unit of which it covers half, or else the one it covers most.

    Returns
    -------
    Codings
        With ``n_rows_read = n_rows_used`` + rows that have a problem. A row that is not coded yet is a warning, all
        else an error; a row with an error is left out as a whole.

    Notes
    -----
    What a program exports is what was highlighted. Units without a highlight are taken as coded 0 in every document
    that the export holds, so do not export documents that a coder has not finished.

    Raises
    ------
    CorpusError
        A file cannot be read at all; all such files at once.
    AnnotationError
        The corpus is a feature bundle without text.

    Examples
    --------
    See ``docs/human-coding.md``, which goes from sample to gold labels.
    """
    units = coding_units(corpus, annotations, unit=unit)
    by_item, finder = units_by_item(units), Finder.of(corpus, units)
    intake = Intake()
    broken: list[Problem] = []
    for coder_id, path in _named(files):
        try:
            content = _read(path, coder_id, finder)
        except CorpusError as error:
            broken += error.problems
            continue
        if isinstance(content, Export):
            take_export(intake, content, finder, codebook, path=str(path))
        else:
            intake.problems += content.problems
            take_sheet(intake, content, by_item, codebook, file=FileOf(str(path), coder_id))
    if broken:
        raise CorpusError(broken)
    table = make_codings(intake.codings.values())
    return Codings(table, make_table(intake.ledger, "ledger"), tuple(intake.problems), units)


def _named(files: Files) -> list[tuple[str, Path]]:
    """Return coder and path of each file, in the order of the paths."""
    if isinstance(files, Mapping):
        named = [(coder.strip().casefold(), path) for coder, paths in files.items() for path in _listed(paths)]
    else:
        named = [(coder_of(path), path) for path in _listed(files)]
    return sorted(named, key=lambda pair: (str(pair[1]), pair[0]))


def _listed(paths: File | Iterable[File]) -> list[Path]:
    return [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]


def coder_of(path: File) -> str:
    """Return the coder whom a file name tells.

    Examples
    --------
    >>> coder_of("sheets/Coder A.xlsx")
    'coder-a'
    """
    return re.sub(r"[^\w]+", "-", Path(path).stem.casefold()).strip("-")


def _read(path: Path, coder_id: str, finder: Finder) -> Sheet | Export:
    ending = path.suffix.casefold()
    if ending == ".qdpx":
        return read_refi_qda(path, coder_id=coder_id)
    if ending in _PROJECTS:
        read_bytes(path)
        return read_taguette_project(path, coder_id=coder_id)
    if ending in _STAND_OFF or (ending == ".tsv" and TSV_MARK.encode() in read_bytes(path)[:100]):
        return read_inception(path, coder_id=coder_id, is_known=finder.names)
    if ending not in _SPREADSHEETS:
        raise unreadable(
            str(path), f"the ending {ending or '(none)'} is not known", "see caatext explain E-FMT-CODINGS"
        )
    sheet = read_spreadsheet(path)
    if "item" in sheet.columns:
        return sheet
    if set(sheet.columns) >= TAGUETTE:
        return read_taguette_table(sheet, coder_id=coder_id)
    found = ", ".join(filter(None, sheet.columns))
    raise unreadable(
        str(path), f"no column is named item; there are {found}", "put back the header of the coding sheet"
    )
