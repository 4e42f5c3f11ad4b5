"""A coding page inside JupyterLab: one unit at a time in its context, the codebook beside it, saved after each unit.

What is seen is in ``page.js``. Nothing is fetched from anywhere, and texts are shown as text, never as HTML. The
tab key goes from frame to frame, 0, 1, 2 or the arrows choose a level, Enter saves and goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from caatext.coding.sampling import CodingSample
from caatext.coding.sheets import CONTEXT, DETAILS, POLARITIES, VALUES, sheet_table
from caatext.coding.spreadsheets import read_spreadsheet
from caatext.corpus.codebook import Codebook, Frame
from caatext.errors import CaatextError, Problem, UsageError
from caatext.store import write_csv


def code_in_notebook(sample: CodingSample, codebook: Codebook, *, coder_id: str, path: str | Path) -> CodingPage:
    """Return a page for coding a sample in JupyterLab; as the last line of a cell it shows itself.

    Parameters
    ----------
    sample : CodingSample
        From :func:`draw_sample`.
    codebook : Codebook
        Its frames are offered, with definitions and rules.
    coder_id : str
        Who codes; stands in the file, and keeps two coders' files apart.
    path : str or Path
        CSV to which codes are saved after each unit. Where it exists its codes are taken up, and the first unit that
        is not coded yet is shown.

    Returns
    -------
    CodingPage
        Codes are in the file, which :func:`read_codings` reads like any other coding sheet.

    Notes
    -----
    The page shows neither author nor title nor machine codes. Polarity and holder are one a unit; where two frames of a
    unit differ in them, code on a sheet instead. Two people need two paths.

    Raises
    ------
    UsageError
        ``anywidget`` is not installed, the path does not end in ``.csv``, or its file is of another sample or coder.
    """
    return CodingPage(sample, codebook, coder_id=coder_id, path=Path(path))


class CodingPage:
    """The page; Python keeps the codes and the file, the browser shows one unit after the other.

    Parameters
    ----------
    sample, codebook, coder_id, path
        As in :func:`code_in_notebook`.
    """

    def __init__(self, sample: CodingSample, codebook: Codebook, *, coder_id: str, path: Path) -> None:
        if path.suffix.casefold() != ".csv" or not coder_id.strip():
            raise _usage(f"the coder is '{coder_id}' and the file {path.name}", "name a coder, and a file in .csv")
        self.codebook, self.path, self.coder_id = codebook, path, coder_id.strip().casefold()
        self.frames = [frame.id for frame in codebook.frames]
        self.table = self._taken_up(sheet_table(sample, codebook).assign(coder_id=self.coder_id))
        self.widget = self._make_widget()

    def _taken_up(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the sheet with the codes that the file holds already."""
        if not self.path.exists():
            return table
        known = {row.cells.get("item", ""): row.cells for row in read_spreadsheet(self.path).rows}
        coders = {cells.get("coder_id", "") for cells in known.values()}
        if coders - {self.coder_id} or set(known) != set(table["item"]):
            raise _usage(
                f"{self.path} holds codes of another sample or coder", "name another file, or draw the same sample"
            )
        for name in (*self.frames, *DETAILS):
            table[name] = [known[item].get(name.casefold(), "") for item in table["item"]]
        return table

    def _make_widget(self) -> Any:
        try:
            import anywidget
            import traitlets
        except ImportError as error:
            raise _usage("the coding page needs anywidget", "install it: pip install 'caatext[lab]'") from error
        folder = files("caatext.coding")
        state = self._state()
        kinds = {list: traitlets.List, dict: traitlets.Dict, int: traitlets.Int}
        traits = {name: kinds[type(value)]().tag(sync=True) for name, value in state.items()}
        parts = {"_esm": "page.js", "_css": "page.css"}
        content = {name: folder.joinpath(file).read_text(encoding="utf-8") for name, file in parts.items()}
        widget = type("CodingWidget", (anywidget.AnyWidget,), content | traits)(**state)
        widget.on_msg(self._hear)
        return widget

    def _state(self) -> dict[str, Any]:
        coded = self._is_coded().tolist()
        cells = ("item", *self.frames, *DETAILS)
        return {
            "units": self.table[list(CONTEXT)].to_dict("records"),
            "codes": {row["item"]: row for row in self.table.loc[coded, list(cells)].to_dict("records")},
            "frames": [_shown(frame) for frame in self.codebook.frames],
            "actors": [[actor.id, actor.name] for actor in self.codebook.actors],
            "polarities": list(POLARITIES),
            "place": coded.index(False) if False in coded else 0,
        }

    def _is_coded(self) -> pd.Series:
        return (self.table[self.frames] != "").any(axis=1)

    def _hear(self, widget: Any, content: Mapping[str, Any], _: object) -> None:
        """Save what the browser sends, and answer whether it is on disk."""
        item = str(content.get("item", ""))
        try:
            self.save(item, content.get("values", {}))
        except (CaatextError, OSError) as error:
            widget.send({"fault": str(error), "item": item})
        else:
            widget.send({"saved": item})
            widget.codes = self._state()["codes"]

    def save(self, item: str, values: Mapping[str, str]) -> None:
        """Take the codes of one unit as a whole, and write the file.

        Raises
        ------
        UsageError
            The item is not in the sample, or a level is none of 0, 1, 2 and nothing.
        ResourceError
            The file cannot be written.
        """
        place = self.table.index[self.table["item"] == item]
        wrong = [name for name in self.frames if values.get(name, "") not in ("", *VALUES)]
        if len(place) != 1 or wrong:
            raise _usage(
                f"'{item}' with {', '.join(wrong) or 'these codes'} is no unit of this page", "reload the page"
            )
        for name in (*self.frames, *DETAILS):
            self.table.loc[place, name] = str(values.get(name, ""))
        write_csv(self.path, self.table)

    def __repr__(self) -> str:
        return f"<coding page: {int(self._is_coded().sum())} of {len(self.table)} units coded, in {self.path.name}>"

    def _repr_mimebundle_(self, **how: Any) -> Any:
        return self.widget._repr_mimebundle_(**how)


def _usage(found: str, remedy: str) -> UsageError:
    return UsageError(Problem(code="E-CFG-OPTION", found=found, remedy=remedy))


def _shown(frame: Frame) -> dict[str, Any]:
    """Return what the page tells about a frame."""
    return {
        "id": frame.id,
        "name": frame.name,
        "definition": frame.definition,
        "include": list(frame.include),
        "exclude": list(frame.exclude),
        "roles": [role.name or role.id for role in frame.roles],
    }
