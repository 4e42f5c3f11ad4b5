"""The ledger: how every input ended, and whether all of them add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias, cast

import pandas as pd

from caatext.corpus.documents import Corpus
from caatext.corpus.readings import Entry
from caatext.errors import CorpusError, Problem
from caatext.tables import make_table

Row: TypeAlias = dict[str, object]


def ledger_row(path: str, entry: Entry, *, doc_id: str = "") -> Row:
    """Return the row of an entry."""
    return {
        "path": path,
        "unit": entry.unit,
        "place": entry.place,
        "doc_id": doc_id,
        "status": entry.status,
        "rule": entry.rule,
        "n_characters": entry.n_characters,
        "n_kept": entry.n_kept,
    }


def ledger_table(rows: Sequence[Row]) -> pd.DataFrame:
    """Return rows as the table of a corpus; without any it has its columns all the same."""
    table = make_table(rows, "ledger")
    return table if "n_kept" in table else table.assign(n_kept=0).astype({"n_kept": "int64"})


class Tally:
    """A count of what became of all inputs, file by file."""

    def __init__(self) -> None:
        self._ended: Counter[str] = Counter()
        self._read: set[object] = set()
        self._documents: set[object] = set()
        self._rejected: set[object] = set()
        self._told: set[str] = set()
        self._lines_add_up = True

    def add(self, ledger: Sequence[Mapping[str, Any]], doc_ids: Iterable[object], problems: Iterable[Problem]) -> None:
        """Count the ledger's rows of one file, its documents and its problems."""
        ended = [row for row in ledger if row["status"] in ("read", "rejected", "ignored")]
        self._ended.update(row["unit"] for row in ended)
        self._read |= {row["doc_id"] for row in ended if row["status"] == "read"} - {""}
        self._rejected |= {row["path"] for row in ended if row["status"] == "rejected"}
        self._documents.update(doc_ids)
        self._told |= {problem.path for problem in problems if problem.severity == "error"}
        lines = [row["n_characters"] for row in ended if row["unit"] == "line"]
        whole = sum(row["n_characters"] for row in ended if row["unit"] == "file")
        self._lines_add_up &= not lines or whole - sum(lines) in (len(lines) - 1, len(lines))

    def adds_up(self, found: Mapping[str, int]) -> bool:
        """Whether nothing was lost or counted twice; `found` is how many there are of each unit."""
        return (
            dict(self._ended) == {unit: n for unit, n in found.items() if n}
            and self._read == self._documents
            and self._rejected == self._told
            and self._lines_add_up
        )


def ledger_adds_up(corpus: Corpus) -> bool:
    """Whether every input ended in one way, and every document, rejection and character is accounted for.

    For each unit (file, row, line), read + rejected + ignored = found; every document stands in the ledger as read
    and every read entry with an identifier is a document; a file whose lines are listed has as many characters as
    its lines with their ends; what was rejected has its problem, and the other way round.

    Raises
    ------
    CorpusError
        The corpus was not made by reading files: it has no count to compare with.
    """
    steps = [step for step in corpus.provenance.steps if step.name == "ingest"]
    if not steps:
        raise CorpusError(
            Problem(
                code="E-CFG-LEDGER",
                found="this corpus was not read from files, so there is nothing its ledger must add up to",
                remedy="ask this of what ingest or read_corpus returns",
            )
        )
    tally = Tally()
    for _, rows in corpus.ledger.groupby("path", sort=False):
        tally.add(cast("list[Row]", rows.to_dict("records")), (), ())
    tally.add((), corpus.doc_ids, corpus.problems)
    return tally.adds_up(steps[-1].settings["found"])
