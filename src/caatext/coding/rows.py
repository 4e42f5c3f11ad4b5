"""The rows of coding sheets, checked one by one: each is used as a whole, or has a problem and is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pandas as pd

from caatext.coding.sheets import POLARITIES, VALUES
from caatext.coding.spreadsheets import Sheet, SheetRow
from caatext.corpus.codebook import Codebook
from caatext.errors import Problem

_NUMBER = re.compile(r"([012])(?:[.,]0+)?")
_COMPARED = re.compile(r"[^A-Za-z0-9]+")


#: Coder, address, frame and pass.
_Key: TypeAlias = tuple[Any, ...]


class RowFault(Exception):
    """Why a row cannot be used, said in the parts of a problem."""

    def __init__(self, code: str, found: str, remedy: str, *, is_open: bool = False) -> None:
        super().__init__(found)
        self.code, self.found, self.remedy, self.is_open = code, found, remedy, is_open


@dataclass
class Intake:
    """Rows as they come in: the codings kept so far, the ledger, and the problems."""

    codings: dict[tuple[Any, ...], dict[str, Any]] = field(default_factory=dict)
    ledger: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def take(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep the codings of one row, all or none.

        Raises
        ------
        RowFault
            A row above has coded the same, or one of these frames otherwise. A copy of a row that gives a level to
            another frame is neither, whether the first frame is empty or 0 in it.
        """
        keys = [
            tuple(row[name] for name in ("coder_id", "doc_id", "paragraph", "sentence", "frame_id", "pass_"))
            for row in rows
        ]
        stated = {key: row for key, row in zip(keys, rows, strict=True) if row["is_stated"]}
        kept = {key: self.codings[key] for key in stated if key in self.codings and self.codings[key]["is_stated"]}
        self._refuse(stated, kept)
        for key, row in zip(keys, rows, strict=True):
            # in copies of a row, 0 says nothing against the level of another copy
            if key not in self.codings or (key in stated and (key not in kept or not kept[key]["value"])):
                self.codings[key] = dict(row)

    def _refuse(self, stated: Mapping[_Key, Mapping[str, Any]], kept: Mapping[_Key, Mapping[str, Any]]) -> None:
        """Raise where a row repeats or contradicts what was kept; a copy that adds a frame does neither."""
        has_levels = any(row["value"] for row in stated.values())
        told = ("value", "polarity", "actor_id")
        changed = [
            key
            for key, before in kept.items()
            if before["value"] and (stated[key]["value"] or not has_levels)
            if any(stated[key][name] != before[name] for name in told)
        ]
        if changed:
            frames, place = ", ".join(key[4] for key in changed), kept[changed[0]]["place"]
            raise RowFault("E-ROW-CONFLICT", f"{frames}: coded otherwise in {place}", "keep one of the two rows")
        new = [key for key, row in stated.items() if key not in kept or (row["value"] and not kept[key]["value"])]
        if kept and not new:
            frames, place = ", ".join(key[4] for key in kept), next(iter(kept.values()))["place"]
            raise RowFault("E-ROW-DOUBLE", f"{frames}: coded alike in {place}", "remove one of the two rows")

    def note(
        self, path: str, place: str, *, unit: str = "row", doc_id: str = "", fault: RowFault | None = None
    ) -> None:
        """Enter into the ledger how a row ended."""
        status = "read" if fault is None else "ignored" if fault.is_open else "rejected"
        entry = {"path": path, "unit": unit, "place": place, "doc_id": doc_id, "status": status}
        self.ledger.append(entry | {"rule": fault.code if fault else ""})
        if fault:
            self.problems.append(
                Problem(
                    code=fault.code,
                    path=path,
                    place=place,
                    found=fault.found,
                    action=f"skipped: this {unit} counts as not coded" if fault.is_open else f"skipped: this {unit}",
                    remedy=fault.remedy,
                    severity="warning" if fault.is_open else "error",
                )
            )


def take_sheet(intake: Intake, sheet: Sheet, units: Mapping[str, Any], codebook: Codebook, *, file: FileOf) -> None:
    """Check every row of a coding or adjudication sheet; keep what can be used, and note the rest."""
    read = _adjudicated if "decision" in sheet.columns else _coded
    frames = {frame.id.casefold(): frame.id for frame in codebook.frames}
    holders = {name.casefold(): actor.id for actor in codebook.actors for name in (actor.name, actor.id)}
    absent = [frame_id for name, frame_id in frames.items() if name not in sheet.columns]
    if read is _coded and absent:
        intake.problems.append(_no_column(file.path, absent))
    for row in sheet.rows:
        place, doc_id = f"row {row.number}", ""
        try:
            unit = _unit(row, units)
            doc_id = unit["doc_id"]
            details = _details(row, holders)
            base = {name: unit[name] for name in ("doc_id", "paragraph", "sentence")} | {
                "place": f"{place} of {file.path}"
            }
            base["coder_id"] = row.cells.get("coder_id", "").casefold() or file.coder_id
            intake.take([base | coding for coding in read(row, frames, details)])
        except RowFault as fault:
            intake.note(file.path, place, doc_id=doc_id, fault=fault)
        else:
            intake.note(file.path, place, doc_id=doc_id)


@dataclass(frozen=True)
class FileOf:
    """A file of codings and whose it is."""

    path: str
    coder_id: str


def _no_column(path: str, absent: Sequence[str]) -> Problem:
    return Problem(
        code="E-FMT-CODINGS",
        path=path,
        place="row 1",
        severity="warning",
        found=f"there is no column for {', '.join(absent)}",
        action="these frames count as not coded by this coder",
        remedy="put the columns back if the coder looked for these frames",
    )


def _unit(row: SheetRow, units: Mapping[str, Any]) -> Mapping[str, Any]:
    item = row.cells.get("item", "").casefold()
    unit: Mapping[str, Any] | None = units.get(item)
    if unit is None:
        found = f"the item '{item}' is not in this corpus" if item else "the row names no item"
        raise RowFault("E-ROW-ITEM", found, "copy the item from the sheet that was written, or remove the row")
    text = row.cells.get("text", "")
    # letters beyond ASCII may have suffered from a change of encoding; what is left is enough to tell texts apart
    if text and _COMPARED.sub("", text) != _COMPARED.sub("", unit["text"]):
        raise RowFault(
            "E-ROW-ITEM",
            f"the text of this row is not that of item '{item}': it begins '{text[:40]}', not '{unit['text'][:40]}'",
            "undo the change (was one column sorted alone?), or copy item and text again",
        )
    return unit


def _details(row: SheetRow, holders: Mapping[str, str]) -> dict[str, str]:
    polarity = row.cells.get("polarity", "").casefold()
    if polarity and polarity not in POLARITIES:
        raise RowFault("E-ROW-CODE", f"the polarity '{polarity}'", f"write one of {', '.join(POLARITIES)}, or nothing")
    holder = row.cells.get("holder", "").casefold()
    if holder and holder not in holders:
        raise RowFault("E-ROW-CODE", f"the holder '{holder}'", "write an actor of the codebook, or nothing")
    return {"polarity": polarity, "actor_id": holders.get(holder, ""), "note": row.cells.get("note", "")}


def _value(cell: str, column: str) -> int | None:
    if not cell:
        return None
    match = _NUMBER.fullmatch(cell)
    if match is None:
        raise RowFault("E-ROW-CODE", f"'{cell}' under {column}", f"write {', '.join(VALUES)}, or nothing")
    return int(match[1])


def _coding(frame_id: str, value: int, details: Mapping[str, str], *, pass_: int, is_stated: bool) -> dict[str, Any]:
    """Return one coding; where a frame is absent there is no polarity and no holder to speak of."""
    polarity = details["polarity"] or "asserted" if value else ""
    return dict(details) | {
        "frame_id": frame_id,
        "value": value,
        "polarity": polarity,
        "actor_id": details["actor_id"] if value else "",
        "pass_": pass_,
        "is_stated": is_stated,
    }


def _coded(row: SheetRow, frames: Mapping[str, str], details: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    values = {frame_id: _value(row.cells[name], frame_id) for name, frame_id in frames.items() if name in row.cells}
    if all(value is None for value in values.values()):
        if any(details.values()):
            raise RowFault("E-ROW-CODE", "a polarity, holder or note, and no code", "write 0, 1 or 2 under a frame")
        raise RowFault("E-ROW-BLANK", "no code yet", "write 0, 1 or 2 under a frame", is_open=True)
    for frame_id, value in values.items():
        yield _coding(frame_id, value or 0, details, pass_=1, is_stated=value is not None)


def _adjudicated(row: SheetRow, frames: Mapping[str, str], details: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    name = row.cells.get("frame", "").casefold()
    if name not in frames:
        raise RowFault("E-ROW-CODE", f"the frame '{name}'", f"write one of {', '.join(frames.values())}")
    value = _value(row.cells.get("decision", ""), "decision")
    if value is None:
        raise RowFault("E-ROW-BLANK", "no decision yet", "write 0, 1 or 2 under decision", is_open=True)
    yield _coding(frames[name], value, details, pass_=2, is_stated=True)


def units_by_item(units: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the units by their item names."""
    names = [str(name) for name in units.columns]
    rows = (dict(zip(names, values, strict=True)) for values in units.itertuples(index=False, name=None))
    return {row["item"]: row for row in rows}
