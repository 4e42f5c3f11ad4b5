"""Which units are coded: a random sample, a stratified one with its probabilities, or a purposive one for traps."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.coding.units import Unit, coding_units
from caatext.corpus.documents import Corpus
from caatext.errors import Problem, UsageError
from caatext.stats.resampling import keyed_rng
from caatext.tables import check_table

Kind: TypeAlias = Literal["random", "stratified", "purposive"]
#: Stratum of the units in which no instrument reads a frame.
NO_FRAME = "none"
#: Kinds of quotes in which somebody else speaks.
_SPEECH = ("direct", "mixed", "indirect")
DESIGN = ("item", "doc_id", "paragraph", "sentence", "kind", "stratum", "inclusion_probability", "reason")
Address: TypeAlias = tuple[str, int, int]


@dataclass(frozen=True)
class CodingSample:
    """Units to be coded, in the order in which they stand on the sheet.

    Parameters
    ----------
    units : DataFrame
        One row a unit: item, address, ``before``, ``text``, ``after``, and how it was chosen: ``kind``, ``stratum``,
        ``inclusion_probability`` (NaN for purposive units) and ``reason`` (the traps of purposive units).
    unit : str
        ``sentence`` or ``paragraph``.
    seed : int
        The same seed draws the same sample from the same corpus.
    """

    units: pd.DataFrame
    unit: str
    seed: int

    @property
    def design(self) -> pd.DataFrame:
        """How each unit was chosen, without texts: what estimates from the sample need. Not for the coders."""
        return self.units[list(DESIGN)].copy()

    def __len__(self) -> int:
        return len(self.units)

    def __repr__(self) -> str:
        kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(Counter(self.units["kind"]).items()))
        return f"<coding sample: {len(self)} {self.unit}s ({kinds}), seed {self.seed}>"

    def _repr_html_(self) -> str:
        strata = self.units.groupby(["kind", "stratum"], sort=True).size().rename("n").reset_index()
        return f"<p>{escape(repr(self)[1:-1])}</p>{strata.to_html(index=False, escape=True)}"


def draw_sample(
    corpus: Corpus,
    annotations: Annotations,
    *,
    n: int,
    kind: Kind = "random",
    by: str | pd.DataFrame = "",
    unit: Unit = "sentence",
    seed: int,
) -> CodingSample:
    r"""Return units for people to code, shuffled, so that neither order nor item tells author or machine code.

    *Random*: n of N units, each with probability n/N. *Stratified*: the same number from each stratum as far as it
    goes, so that rare frames appear; probability n_h/N_h. *Purposive*: units with traps, taken from each kind of trap
    in turn: reported or quoted speech, negation, passive voice and, with codes in `by`, instruments that disagree.

    Parameters
    ----------
    corpus : Corpus
        With texts.
    annotations : Annotations
        Its ``sentences`` are read, for traps also ``quotes`` and ``statements``.
    n : int
        How many units, 1 or more.
    kind : {"random", "stratified", "purposive"}
        See above.
    by : str or DataFrame
        Stratified: a document variable such as ``author``, or a ``codes`` table, by which each unit belongs to the
        rarest frame that is read in it. Purposive: a ``codes`` table of two instruments or more, or nothing.
    unit : {"sentence", "paragraph"}
        What is coded.
    seed : int
        0 or more.

    Returns
    -------
    CodingSample
        Its ``design`` keeps the inclusion probabilities. Equal arguments give equal samples, whatever the order of
        the rows.

    Notes
    -----
    Rates come from random and stratified samples only, from the latter with weights. A purposive sample shows whether
    an instrument falls into traps; its shares say nothing about the corpus, and its probabilities are missing so that
    no estimator takes it.

    Raises
    ------
    UsageError
        There are fewer units than `n`, the kind is unknown, `by` names no document variable, or a stratified sample
        has no `by`.
    AnnotationError
        The corpus is a feature bundle without text.

    References
    ----------
    Krippendorff (2018), Content Analysis, 4th ed., chapter 6; Cochran (1977), Sampling Techniques, 3rd ed.

    Examples
    --------
    >>> from caatext.corpus.documents import build_corpus, build_document
    >>> from caatext.tables import make_table
    >>> document, paragraphs = build_document("a1", [("", "One. Two.")])
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> place = {"doc_id": "a1", "paragraph": 1}
    >>> spans = [{"sentence": 1, "start": 0, "end": 4}, {"sentence": 2, "start": 5, "end": 9}]
    >>> tables["sentences"] = make_table([place | span for span in spans], "sentences")
    >>> sample = draw_sample(build_corpus([document], paragraphs), Annotations(**tables), n=1, seed=1)
    >>> sample, sample.design["inclusion_probability"].tolist()
    (<coding sample: 1 sentences (1 random), seed 1>, [0.5])
    """
    units = coding_units(corpus, annotations, unit=unit)
    rng = keyed_rng(seed, "coding sample", kind, unit)
    if kind == "purposive":
        reasons = _traps(units, annotations, by)
        chosen = units.assign(stratum="", inclusion_probability=np.nan, reason=reasons)
        chosen = chosen.iloc[_in_turn(reasons, n, rng)]
    elif kind in get_args(Kind):
        strata = _strata(units, corpus, by) if kind == "stratified" else pd.Series("", index=units.index)
        chosen = _draw(units.assign(stratum=strata, reason=""), n, rng)
    else:
        raise _usage(f"there is no kind of sample {kind!r}", f"choose one of {', '.join(get_args(Kind))}")
    mixed = keyed_rng(seed, "coding order").permutation(len(chosen))
    return CodingSample(chosen.sort_values("item").iloc[mixed].assign(kind=kind).reset_index(drop=True), unit, seed)


def _usage(found: str, remedy: str) -> UsageError:
    return UsageError(Problem(code="E-CFG-OPTION", found=found, remedy=remedy))


def _draw(units: pd.DataFrame, n: int, rng: np.random.Generator) -> pd.DataFrame:
    if not 1 <= n <= len(units):
        raise _usage(f"{n} units are asked for, and there are {len(units)}", "ask for 1 to all of them")
    sizes = Counter(map(str, units["stratum"]))
    parts = []
    for stratum, k in sorted(_allocate(sizes, n).items()):
        own = units[units["stratum"] == stratum]
        places = rng.choice(len(own), k, replace=False)
        parts.append(own.iloc[np.sort(places)].assign(inclusion_probability=k / len(own)))
    return pd.concat(parts)


def _allocate(sizes: Mapping[str, int], n: int) -> dict[str, int]:
    """Return how many of each stratum: equally many, what a small one cannot give going to the larger ones."""
    given = dict.fromkeys(sizes, 0)
    while sum(given.values()) < n:
        # one by one, the smallest share first; names decide ties, so that the order of rows does not
        name = min((name for name in sizes if given[name] < sizes[name]), key=lambda name: (given[name], name))
        given[name] += 1
    return given


def _strata(units: pd.DataFrame, corpus: Corpus, by: str | pd.DataFrame) -> pd.Series:
    if isinstance(by, pd.DataFrame):
        return _rarest_frame(units, by)
    if not by or by not in corpus.docvars:
        raise _usage(
            f"there is no document variable {by!r} to stratify by" if by else "a stratified sample needs strata",
            f"name one of {', '.join(sorted(map(str, corpus.docvars.columns)))}, or give a codes table",
        )
    value = dict(zip(corpus.doc_ids, corpus.documents[by].astype(str), strict=True))
    return units["doc_id"].map(value)


def _addresses(units: pd.DataFrame) -> list[Address]:
    return list(units[["doc_id", "paragraph", "sentence"]].itertuples(index=False, name=None))


def _near(marks: Mapping[Address, set[Any]], places: Sequence[Address]) -> list[set[Any]]:
    """Return what is marked at each unit: at its address, for a whole paragraph, or in a sentence of a paragraph."""
    in_paragraph: dict[tuple[str, int], set[Any]] = defaultdict(set)
    for (doc_id, paragraph, _), found in marks.items():
        in_paragraph[doc_id, paragraph] |= found
    return [
        marks.get(place, set()) | marks.get((*place[:2], 0), set()) if place[2] else in_paragraph.get(place[:2], set())
        for place in places
    ]


def _rarest_frame(units: pd.DataFrame, codes: pd.DataFrame) -> pd.Series:
    codes = check_table(codes, "codes", step="code_frames")
    frames: dict[Address, set[str]] = defaultdict(set)
    for *place, frame_id in codes[["doc_id", "paragraph", "sentence", "frame_id"]].itertuples(index=False, name=None):
        frames[tuple(place)].add(str(frame_id))
    read = _near(frames, _addresses(units))
    n_units = Counter(frame for found in read for frame in found)
    return pd.Series(
        [min(found, key=lambda frame: (n_units[frame], frame)) if found else NO_FRAME for found in read],
        index=units.index,
    )


def _traps(units: pd.DataFrame, annotations: Annotations, by: str | pd.DataFrame) -> list[str]:
    """Return the traps of each unit, parted by semicolons."""
    marks: dict[Address, set[str]] = defaultdict(set)
    quotes, statements = annotations.quotes, annotations.statements
    for name, rows in (
        ("reported speech", quotes[quotes["kind"].isin(_SPEECH)]),
        ("negation", statements[statements["is_negated"]]),
        ("passive", statements[statements["is_passive"]]),
    ):
        for place in _addresses(rows):
            marks[place].add(name)
    found = _near(marks, _addresses(units))
    if isinstance(by, pd.DataFrame):
        for traps, is_open in zip(found, _disagreements(units, by), strict=True):
            traps |= {"instruments disagree"} if is_open else set()
    elif by:
        raise _usage("a purposive sample has no strata", "give a codes table of several instruments, or nothing")
    return ["; ".join(sorted(traps)) for traps in found]


def _disagreements(units: pd.DataFrame, codes: pd.DataFrame) -> list[bool]:
    """Return whether one instrument reads a frame that another does not, unit by unit."""
    codes = check_table(codes, "codes", step="code_frames")
    instruments = set(codes["instrument"])
    marks: dict[Address, set[tuple[str, str]]] = defaultdict(set)
    columns = ["doc_id", "paragraph", "sentence", "frame_id", "instrument"]
    for *place, frame_id, instrument in codes[columns].itertuples(index=False, name=None):
        marks[tuple(place)].add((str(frame_id), str(instrument)))
    found = []
    for pairs in _near(marks, _addresses(units)):
        times = Counter(frame for frame, _ in pairs)
        found.append(any(n < len(instruments) for n in times.values()))
    return found


def _in_turn(reasons: Iterable[str], n: int, rng: np.random.Generator) -> list[int]:
    """Return up to `n` places, from each kind of trap in turn; places without a trap are never taken."""
    by_trap: dict[str, list[int]] = defaultdict(list)
    for place, reason in enumerate(reasons):
        for trap in filter(None, reason.split("; ")):
            by_trap[trap].append(place)
    queues = [[by_trap[trap][i] for i in rng.permutation(len(by_trap[trap]))] for trap in sorted(by_trap)]
    chosen: dict[int, None] = {}
    while any(queues) and len(chosen) < n:
        for queue in queues:
            while queue and queue[-1] in chosen:
                queue.pop()
            if queue and len(chosen) < n:
                chosen[queue.pop()] = None
    return list(chosen)
