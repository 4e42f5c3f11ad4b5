"""How many inputs are not in a report, of which group, and whether that is a bias; counted from the ledger alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from pathlib import PurePosixPath

import pandas as pd

from caatext.corpus.decisions import BOILERPLATE_RULE, DUPLICATE_RULE
from caatext.corpus.documents import Corpus
from caatext.corpus.duplicates import find_duplicates
from caatext.corpus.sketches import DocumentText
from caatext.exhibits.style import plural

COMPLETE, PARTIAL = "complete", "partial"
#: Shares of rejected inputs that differ by more than this are a bias, not a nuisance.
MOST_APART = 0.05
_UNKNOWN = ""


def completeness(corpus: Corpus) -> str:
    """Return ``partial`` where an input was rejected, ``complete`` where none was, nothing where no ledger came along.

    Examples
    --------
    >>> from caatext.corpus.documents import build_corpus
    >>> completeness(build_corpus([], []))
    ''
    """
    if not len(corpus.ledger):
        return ""
    return PARTIAL if (corpus.ledger["status"] == "rejected").any() else COMPLETE


def count_inputs(corpus: Corpus) -> tuple[tuple[str, str], ...]:
    """Return what became of the inputs, as label and number; nothing is said of what is not known.

    A corpus without a ledger has no count of rejected inputs, and one without texts none of copies.
    """
    ledger = corpus.ledger
    status = ledger["status"].value_counts()
    counts: list[tuple[str, int]] = []
    if len(ledger):
        counts += [
            ("inputs rejected", int(status.get("rejected", 0))),
            ("inputs ignored by rule", int(status.get("ignored", 0))),
        ]
    approved = Counter(str(rule) for rule in ledger["rule"])
    counts += [
        (f"{what} as approved", approved[rule])
        for what, rule in (("copies left out", DUPLICATE_RULE), ("paragraphs cleaned", BOILERPLATE_RULE))
        if approved[rule]
    ]
    if (corpus.documents["text"] != "").any():
        counts.append(("possible copies of another article", n_copies(corpus)))
    return tuple((label, f"{n:,}") for label, n in counts)


def n_copies(corpus: Corpus) -> int:
    """Return how many documents may be copies of another, to the letter, nearly, or as a part of it."""
    texts = [DocumentText(doc_id, "", "", (text,)) for doc_id, text in corpus.texts.items()]
    return int(find_duplicates(lambda _: texts)["doc_id"].nunique())


def inputs_by_group(ledger: pd.DataFrame, groups: Mapping[str, str]) -> pd.DataFrame:
    """Return, by group, how many documents were read and how many inputs were rejected.

    Parameters
    ----------
    ledger : DataFrame
        The `ledger` contract.
    groups : mapping of str to str
        Group by document.

    Returns
    -------
    DataFrame
        `group` (``""`` for rejected inputs whose group is not known), `n_read`, `n_rejected`, `share` (of both, that
        is rejected). A rejected input is of a group where all documents of its file are of that group or, where its
        file gave none, all documents of its folder.
    """
    read = ledger[(ledger["status"] == "read") & ledger["doc_id"].isin(list(groups))]
    read = read.drop_duplicates("doc_id")
    rejected = _rejected(ledger)
    where: dict[str, set[str]] = {}
    for path, doc_id in zip(read["path"], read["doc_id"], strict=True):
        for place in (str(path), _folder(path)):
            where.setdefault(place, set()).add(groups[doc_id])
    n_read = Counter(groups[doc_id] for doc_id in read["doc_id"])
    n_rejected = Counter(_only(where.get(str(path)) or where.get(_folder(path)) or set()) for path in rejected["path"])
    return _shares(n_read, n_rejected)


def inputs_by_folder(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return the same by folder, which is known of every input."""
    read = ledger[(ledger["status"] == "read") & (ledger["doc_id"] != "")].drop_duplicates("doc_id")
    rejected = _rejected(ledger)
    return _shares(Counter(map(_folder, read["path"])), Counter(map(_folder, rejected["path"])))


def _rejected(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return what could have been a document; lines that stand before the first article of a file could not."""
    return ledger[(ledger["status"] == "rejected") & (ledger["rule"] != "E-ROW-STRAY")]


def _folder(path: object) -> str:
    return f"{PurePosixPath(str(path)).parent}/"


def _only(groups: set[str]) -> str:
    return next(iter(groups)) if len(groups) == 1 else _UNKNOWN


def _shares(n_read: Counter[str], n_rejected: Counter[str]) -> pd.DataFrame:
    names = sorted({*n_read, *n_rejected})
    table = pd.DataFrame(
        {"group": names, "n_read": [n_read[name] for name in names], "n_rejected": [n_rejected[name] for name in names]}
    )
    return table.assign(share=table["n_rejected"] / (table["n_read"] + table["n_rejected"]))


def warn_of_bias(by_group: pd.DataFrame, by_folder: pd.DataFrame, *, by: str, names: Mapping[str, str]) -> str:
    """Return a warning where the share of rejected inputs differs by more than five points, or nothing.

    Groups are compared where the group of every rejected input is known, folders otherwise.
    """
    if not by_group["n_rejected"].sum():
        return ""
    unknown = int(by_group.loc[by_group["group"] == _UNKNOWN, "n_rejected"].sum())
    lost = f"Of {plural(unknown, 'rejected input')} the {by} is not known. " if unknown else ""
    table, what = (by_folder, "folder") if unknown else (by_group, by)
    if len(table) < 2 or table["share"].max() - table["share"].min() <= MOST_APART:
        return lost.strip()
    ordered = table.sort_values(["share", "group"], ascending=[False, True], kind="stable").to_dict("records")
    most, least = ordered[0], ordered[-1]
    return (
        f"{lost}Not all was read, and not equally: {most['n_rejected']:,} of {_n_inputs(most):,} inputs of "
        f"{names.get(most['group'], most['group'])} were rejected, but {least['n_rejected']:,} of "
        f"{_n_inputs(least):,} of {names.get(least['group'], least['group'])}. What differs between {what}s may be "
        "what is missing."
    )


def _n_inputs(row: Mapping[Hashable, int]) -> int:
    return row["n_read"] + row["n_rejected"]


def group_sizes(words: pd.DataFrame, by_group: pd.DataFrame, groups: Sequence[str]) -> list[str]:
    """Return the size of each group in words: articles, words, and inputs that were rejected."""
    rejected = dict(zip(by_group["group"], by_group["n_rejected"], strict=True))
    return [
        f"{plural(int(words['size'][group]), 'article')}, {int(words['sum'][group]):,} words"
        + (f", {plural(int(rejected[group]), 'input')} rejected" if rejected.get(group) else "")
        for group in groups
    ]
