"""`Codings`: what people coded, unit by unit and frame by frame, with the ledger of every row they handed in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from caatext.errors import Problem
from caatext.tables import make_table, sort_by_address

ADDRESS = ["doc_id", "paragraph", "sentence"]
COLUMNS = ("coder_id", *ADDRESS, "frame_id", "value", "polarity", "actor_id", "note", "pass_")
GOLD = "gold"


@dataclass(frozen=True)
class Codings:
    """Codings of one coder or many.

    Parameters
    ----------
    table : DataFrame
        One row a coder, unit, frame and pass: `coder_id`, address, `frame_id`, `value` (0, 1 or 2), `polarity` (empty
        where the value is 0), `actor_id` (the holder), `note`, `pass_` (1, or 2 for adjudication). A frame that was
        looked for and not found is a row with 0; a unit that was not coded is no row.
    ledger : DataFrame
        One row for each row or highlight of the files: read, rejected or ignored (not coded yet), and why.
    problems : tuple of Problem
        What was wrong. Each rejected or ignored row has one.
    units : DataFrame
        The units of the corpus with their texts, as :func:`coding_units` gives them.
    """

    table: pd.DataFrame
    ledger: pd.DataFrame
    problems: tuple[Problem, ...]
    units: pd.DataFrame

    @property
    def n_rows_read(self) -> int:
        """Rows and highlights in the files."""
        return len(self.ledger)

    @property
    def n_rows_used(self) -> int:
        """Rows and highlights whose codes are in the table; the others have a problem each."""
        return int((self.ledger["status"] == "read").sum())

    @property
    def coder_ids(self) -> list[str]:
        """Who coded in the first pass, sorted."""
        return sorted(self.table.loc[self.table["pass_"] == 1, "coder_id"].unique())

    def __repr__(self) -> str:
        n_units = len(self.table[ADDRESS].drop_duplicates())
        return (
            f"<codings: {len(self.coder_ids)} coders, {n_units} units; "
            f"{self.n_rows_used} of {self.n_rows_read} rows used, {len(self.problems)} problems>"
        )

    def _repr_html_(self) -> str:
        kinds = Counter((problem.severity, problem.code) for problem in self.problems)
        listed = "".join(f"<li>{n} × {escape(' '.join(kind))}</li>" for kind, n in sorted(kinds.items()))
        first = "".join(f"<pre>{escape(str(p))}</pre>" for p in self.problems[:10] if p.severity == "error")
        return f"<p>{escape(repr(self)[1:-1])}</p><ul>{listed}</ul>{first}"


def make_codings(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return a table of codings in its columns and order."""
    table = pd.DataFrame(list(rows), columns=list(COLUMNS))
    for name in ("coder_id", "doc_id", "frame_id", "polarity", "actor_id", "note"):
        table[name] = table[name].fillna("").astype("str")
    for name in ("paragraph", "sentence", "value", "pass_"):
        table[name] = table[name].astype("int64")
    return sort_by_address(table, "frame_id", "pass_", "coder_id")


def to_codes(codings: Codings | pd.DataFrame) -> pd.DataFrame:
    """Return codings as ``codes``, the table that all instruments give, so that measures take them alike.

    Parameters
    ----------
    codings : Codings or DataFrame
        Codings of people, or the table that :func:`gold` returns.

    Returns
    -------
    DataFrame
        Codes: one row a coder, unit and frame with a value of 1 or 2; the instrument is ``coder:`` with the coder's
        name, ``coder:gold`` for gold. `voice` is the author except for what is attributed, whose speaker is
        ``unknown``. `value` is 1 or 2. Of each coder the last pass counts.

    Notes
    -----
    Units that were coded 0 and units that nobody coded are both absent here. Compute shares only where all units were
    coded, or correct a sample with :func:`caatext.stats.prevalence.design_based_prevalence`.

    Examples
    --------
    >>> row = {"coder_id": "c1", "doc_id": "a1", "paragraph": 1, "sentence": 2, "frame_id": "own", "value": 2,
    ...        "polarity": "asserted", "actor_id": "", "note": "", "pass_": 1}
    >>> to_codes(make_codings([row, row | {"frame_id": "other", "value": 0}]))[["instrument", "value"]].values.tolist()
    [['coder:c1', 2.0]]
    """
    table = codings.table if isinstance(codings, Codings) else codings
    if "pass_" in table:
        table = table.sort_values("pass_", kind="stable")
        table = table.drop_duplicates(["coder_id", *ADDRESS, "frame_id"], keep="last")
    table = table[table["value"] > 0]
    polarity = table["polarity"].replace("", "asserted")
    codes = table[[*ADDRESS, "frame_id", "actor_id", "value"]].assign(
        instrument="coder:" + table["coder_id"].astype("str"),
        tier="",
        polarity=polarity,
        voice=["unknown" if value == "attributed" else "author" for value in polarity],
    )
    return sort_by_address(make_table(codes, "codes"), "frame_id", "instrument")
