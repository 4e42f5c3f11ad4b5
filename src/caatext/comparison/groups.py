"""Who is compared with whom: documents to groups, with what is held constant beside the group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from html import escape
from typing import NamedTuple, Protocol

import pandas as pd

from caatext.errors import ComparisonError, Problem, visible

#: Name of the reference where a group is set against the rest.
ALL_OTHERS = "all others"
#: Document variables that are held constant, or make the unit, where the documents have them.
CROSS = ("region", "topic", "author")
_NO_ROWS = {"doc_id": "str", "paragraph": "int64", "start": "int64", "end": "int64"}


class HasDocuments(Protocol):
    """A corpus or annotations: whatever has a table of documents."""

    @property
    def documents(self) -> pd.DataFrame:
        """One row a document."""


class Pair(NamedTuple):
    """A group and what it is set against."""

    group: str
    reference: str


def _no_paragraphs() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _NO_ROWS.items()})


@dataclass(frozen=True)
class Grouping:
    """Documents in groups; no document is in two.

    Parameters
    ----------
    by : str
        The document variable that makes the groups.
    docvars : DataFrame
        Document variables, one row a document, sorted by ``doc_id``.
    labels : Series
        Group by ``doc_id``; documents without a value are left out.
    texts : mapping of str to str
        Text by ``doc_id``, for evidence; empty strings where there is none.
    paragraphs : DataFrame
        ``doc_id, paragraph, start, end``, so that an address can be turned into text.
    reference : str, optional
        The group that all others are set against.
    cross : tuple of str
        Document variables that are looked at beside the group: held constant where they are crossed with it.
    """

    by: str
    docvars: pd.DataFrame
    labels: pd.Series[str]
    texts: Mapping[str, str] = field(default_factory=dict)
    paragraphs: pd.DataFrame = field(default_factory=_no_paragraphs)
    reference: str | None = None
    cross: tuple[str, ...] = ()

    @property
    def groups(self) -> list[str]:
        """Names of the groups, in alphabetical order."""
        return sorted({str(label) for label in self.labels})

    @property
    def n(self) -> pd.Series[int]:
        """Documents of each group."""
        return self.labels.value_counts().reindex(self.groups, fill_value=0)

    @property
    def n_unlabeled(self) -> int:
        """Documents that have no value of the grouping variable, and take no part."""
        return len(self.docvars) - len(self.labels)

    def pairs(self, group: str | None = None) -> list[Pair]:
        """Return which group is set against which.

        Two groups make one pair: the first against the second, or the other against `reference`. More groups
        make one pair each: against the reference where one is named, else against all others.

        Parameters
        ----------
        group : str, optional
            This group only, against the reference, the other group, or all others.

        Raises
        ------
        ComparisonError
            `group` is not a group.
        """
        groups = self.groups
        if group is not None:
            check_name(group, groups, what=self.by)
            rest = [self.reference] if self.reference and self.reference != group else []
            rest = rest or [name for name in groups if name != group]
            return [Pair(group, rest[0] if len(rest) == 1 else ALL_OTHERS if rest else "")]
        if len(groups) < 2:
            return [Pair(name, "") for name in groups]
        if self.reference:
            return [Pair(name, self.reference) for name in groups if name != self.reference]
        return [Pair(*groups)] if len(groups) == 2 else [Pair(name, ALL_OTHERS) for name in groups]

    def members(self, pair: Pair) -> pd.Series[bool]:
        """Return whether each document of the pair is in the group; others are left out."""
        is_group = self.labels == pair.group
        if pair.reference == ALL_OTHERS:
            return is_group
        return is_group[is_group | (self.labels == pair.reference)]

    def variable(self, name: str) -> pd.Series[str]:
        """Return a document variable by ``doc_id`` as text, ``""`` where it is missing."""
        if name not in self._variables:
            table = self.docvars.set_index("doc_id")
            empty = pd.Series("", index=table.index, dtype="str")
            self._variables[name] = _as_text(table[name]) if name in table else empty
        return self._variables[name]

    @cached_property
    def _variables(self) -> dict[str, pd.Series[str]]:
        """Variables read so far."""
        return {}

    def has(self, name: str) -> bool:
        """Whether any document has a value of this variable."""
        return bool((self.variable(name) != "").any())

    def __repr__(self) -> str:
        counts = ", ".join(f"{name} ({n})" for name, n in self.n.items())
        return f"<grouping by {self.by}: {counts}>"

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><td>{escape(visible(name))}</td><td>{n}</td></tr>" for name, n in self.n.items())
        left = f"{self.n_unlabeled} article{' has' if self.n_unlabeled == 1 else 's have'}"
        rest = f"<p>{left} no {escape(visible(self.by))}.</p>" if self.n_unlabeled else ""
        head = f"<tr><th>{escape(visible(self.by))}</th><th>articles</th></tr>"
        return f"<table>{head}{rows}</table>{rest}"


def group_by(
    source: HasDocuments,
    by: str,
    *,
    reference: str | None = None,
    cross: Sequence[str] = CROSS,
    docvars: pd.DataFrame | None = None,
) -> Grouping:
    """Return the documents of a corpus or of annotations, grouped by a document variable.

    Parameters
    ----------
    source : Corpus or Annotations
        What has ``documents``; from a corpus the texts come along, for evidence.
    by : str
        Column of the documents, such as ``author``.
    reference : str, optional
        Group that all others are set against.
    cross : sequence of str
        Variables to hold constant where they vary within groups; those that no document has are dropped.
    docvars : DataFrame, optional
        ``doc_id`` and further variables, such as the regions that `assign_regions` reads off the mentions.

    Returns
    -------
    Grouping
        Documents with no value of `by` take no part; their number is kept.

    Notes
    -----
    A grouping is no claim that its groups can be compared; :func:`caatext.assess_design` says whether.

    Raises
    ------
    ComparisonError
        There is no such column, no document has a value, or `reference` is not a group.

    Examples
    --------
    >>> from caatext.corpus.documents import build_corpus, build_document
    >>> rows = [build_document(f"d{i}", [("", "A text.")], docvars={"author": name})
    ...         for i, name in enumerate(["Bolvar", "Anrick", "Bolvar"])]
    >>> group_by(build_corpus([row for row, _ in rows], []), "author")
    <grouping by author: Anrick (1), Bolvar (2)>
    """
    documents = source.documents.drop(columns="text", errors="ignore")
    if docvars is not None:
        repeated = [name for name in docvars.columns if name in documents and name != "doc_id"]
        documents = documents.drop(columns=repeated).merge(docvars, on="doc_id", how="left")
    documents = documents.sort_values("doc_id", ignore_index=True)
    columns = [str(name) for name in documents.columns if name not in ("doc_id", "sha256")]
    check_name(by, columns, what="document variable")
    labels = _as_text(documents.set_index("doc_id")[by])
    labels = labels[labels != ""].rename("group")
    if labels.empty:
        raise ComparisonError(
            Problem(
                code="E-META-GROUP",
                found=f"none of the {len(documents)} documents has a value of '{by}'",
                action="stopped: there are no groups to compare",
                remedy=f"give the documents a value of '{by}', or group by another of {', '.join(columns)}",
            )
        )
    if reference is not None:
        check_name(reference, sorted(set(labels)), what=by)
    grouping = Grouping(
        by=by,
        docvars=documents,
        labels=labels,
        texts=getattr(source, "texts", {}),
        paragraphs=getattr(source, "paragraphs", _no_paragraphs()),
        reference=reference,
    )
    kept = tuple(name for name in cross if name != by and grouping.has(name))
    return replace(grouping, cross=kept)


def _as_text(values: pd.Series) -> pd.Series[str]:
    return values.astype("str").where(values.notna(), "").str.strip()


def check_name(name: str, known: Sequence[str], *, what: str) -> None:
    """Raise where `name` is not among those known, with the names nearest to it.

    Raises
    ------
    ComparisonError
        The name is not known.
    """
    if name in known:
        return
    near = get_close_matches(name, known, n=3)
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    listed = ", ".join(known[:30]) + (f" and {len(known) - 30} more" if len(known) > 30 else "")
    raise ComparisonError(
        Problem(
            code="E-META-UNKNOWN",
            found=f"there is no {what} '{visible(name)}'",
            remedy=f"{hint}choose one of {listed or 'none'}",
        )
    )
