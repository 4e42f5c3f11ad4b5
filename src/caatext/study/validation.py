"""What people coded against what instruments read: accuracy, agreement, corrected shares, and the errors."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.coding.adjudication import gold as gold_labels
from caatext.coding.codings import Codings
from caatext.coding.correction import correct_prevalence
from caatext.coding.reading import read_codings
from caatext.coding.reliability import reliability
from caatext.coding.sampling import draw_sample
from caatext.coding.validation import COUNTS, call_units, instrument_marks, validate_codes
from caatext.corpus.codebook import Codebook
from caatext.corpus.documents import Corpus
from caatext.errors import CaatextError, Problem
from caatext.measures.frames.instruments import Readings
from caatext.report.checks import ERROR_COLUMNS, Validation
from caatext.stats.agreement import krippendorff_alpha
from caatext.study.config import Coding
from caatext.tables import ADDRESS

FALSE_POSITIVE, FALSE_NEGATIVE = "false positive", "false negative"
NO_CODINGS = "The study names no human codings: nothing was validated."
_UNIT = list(ADDRESS)


class Texts(NamedTuple):
    """What was coded: the texts, their annotations, and the frames."""

    corpus: Corpus
    annotations: Annotations
    codebook: Codebook


def read_gold(coding: Coding, folder: Path, texts: Texts) -> tuple[Codings | None, str]:
    """Return the codings that a study names, or None and the reason why there are none.

    Parameters
    ----------
    coding : Coding
        The section of the study file.
    folder : Path
        The folder of the study file, in which the files lie.
    texts : Texts
        Corpus, annotations and codebook of the study.
    """
    if not coding.files:
        return None, NO_CODINGS
    try:
        paths = [folder / name for name in coding.files]
        return read_codings(paths, *texts, unit=coding.unit), ""
    except CaatextError as error:
        return None, f"{'; '.join(problem.found for problem in error.problems)}: nothing was validated."


def validate_study(
    codings: Codings,
    coding: Coding,
    readings: Readings,
    texts: Texts,
    *,
    mentioned: pd.DataFrame,
    groups: Mapping[str, str],
    seed: int,
) -> Validation:
    """Return how good every instrument is on what people coded, and what its errors do to the shares.

    Parameters
    ----------
    codings : Codings
        From :func:`read_gold`.
    coding : Coding
        The section of the study file; it says how the sample was drawn.
    readings : Readings
        Of all instruments; each is held only against codings of frames that it covers.
    texts : Texts
        Corpus, annotations and codebook of the study.
    mentioned : DataFrame
        Scores of `score_frames`, for the baseline *actor mentioned*.
    groups : mapping of str to str
        Group by document.
    seed : int
        Of the intervals of agreement.

    Notes
    -----
    Figures for few coded units are wide, and those of frames without a single coded case are missing, not zero.
    """
    labels, codes = gold_labels(codings), readings.codes
    design = _design(coding, texts.corpus, texts.annotations)
    accuracy = validate_codes(codes, labels, mentioned=mentioned, groups=groups, design=design)
    accuracy = _covered(accuracy, readings)
    alphas = _alphas(codes, labels)
    keys = zip(accuracy["instrument"], accuracy["frame_id"], accuracy["group"], accuracy["rule"], strict=True)
    accuracy["alpha"] = [
        alphas.get((name, frame), np.nan) if (group, rule) == ("all", "lenient") else np.nan
        for name, frame, group, rule in keys
    ]
    several = len(codings.coder_ids) > 1
    strangers = _not_drawn(labels, design)
    has_probabilities = design is not None and not strangers and bool(design["inclusion_probability"].notna().any())
    return Validation(
        gold=labels,
        accuracy=accuracy,
        coders=reliability(codings, texts.codebook, seed=seed).table if several else pd.DataFrame(),
        prevalence=_covered(correct_prevalence(codes, labels, codings.units, design, groups=groups), readings)
        if has_probabilities and design is not None
        else pd.DataFrame(),
        errors=find_errors(codes, labels, covers=readings.covered),
        problems=codings.problems + strangers,
        people=coding.coders,
    )


def _not_drawn(labels: pd.DataFrame, design: pd.DataFrame | None) -> tuple[Problem, ...]:
    """Return a problem where units were coded that the sample of the study file does not hold."""
    if design is None:
        return ()
    drawn = set(design[_UNIT].itertuples(index=False, name=None))
    coded = set(labels[_UNIT].itertuples(index=False, name=None))
    if coded <= drawn:
        return ()
    return (
        Problem(
            code="E-CFG-STUDY",
            place="coding",
            found=f"{len(coded - drawn)} of {len(coded)} coded units are not in the sample that n, kind, by, unit and "
            "seed describe",
            action="no share is corrected",
            remedy="write what caatext code sample was told when it drew the sheet",
        ),
    )


def _covered(table: pd.DataFrame, readings: Readings) -> pd.DataFrame:
    """Return a table without the rows of instruments on frames that they cannot read: missing, not wrong."""
    names = set(readings.codes["instrument"])
    rows = zip(table["instrument"], table["frame_id"], strict=True)
    return table[[name not in names or frame in readings.covered(name) for name, frame in rows]].reset_index(drop=True)


def _design(coding: Coding, corpus: Corpus, annotations: Annotations) -> pd.DataFrame | None:
    """Return how each unit was chosen; the same settings draw the same sample."""
    if not coding.n:
        return None
    sample = draw_sample(
        corpus, annotations, n=coding.n, kind=coding.kind, by=coding.by, unit=coding.unit, seed=coding.seed
    )
    return sample.design


def _said(gold: pd.DataFrame) -> pd.DataFrame:
    """Return the closed labels with whether the author asserts the frame."""
    closed = gold.dropna(subset=["value"])
    return closed.assign(truth=(closed["value"] > 0) & closed["polarity"].isin(COUNTS["author"]))


def _alphas(codes: pd.DataFrame, gold: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Return alpha of each instrument with the gold labels, presence, by instrument and frame."""
    found = {}
    for frame_id, labels in _said(gold).groupby("frame_id", sort=True):
        truth = labels["truth"].to_numpy(dtype=np.float64)
        for name, marks in instrument_marks(codes, "author").items():
            called = np.asarray(call_units(labels, marks, str(frame_id)), dtype=np.float64)
            found[str(name), str(frame_id)] = float(krippendorff_alpha(np.vstack([truth, called]), level="nominal"))
    return found


def find_errors(
    codes: pd.DataFrame, gold: pd.DataFrame, *, covers: Callable[[str], Collection[str]] | None = None
) -> pd.DataFrame:
    """Return every unit where an instrument and the gold label differ, the worst first by a rule.

    Worst is: most instruments wrong; then, for false negatives, the higher gold level, for false positives the greater
    strength of the code; then the address.

    Parameters
    ----------
    codes : DataFrame
        Of all instruments.
    gold : DataFrame
        Gold labels.
    covers : callable, optional
        The frames that an instrument can read, by its name, such as ``readings.covered``; all of them unless given.

    Returns
    -------
    DataFrame
        ``frame_id``, ``error``, address, ``gold``, ``n_instruments`` and ``instruments`` that are wrong, what fired
        (``cues``) and its ``strength`` (NaN where instruments have none).

    Notes
    -----
    A gallery shows what goes wrong, not how often: see the table of accuracy for that.
    """
    rows: list[dict[str, Any]] = []
    for frame_id, labels in _said(gold).groupby("frame_id", sort=True):
        able = [name for name in codes["instrument"].unique() if covers is None or frame_id in covers(str(name))]
        rows += _frame_errors(codes[codes["instrument"].isin(able)], labels, str(frame_id))
    table = pd.DataFrame(rows, columns=ERROR_COLUMNS)
    order = ["frame_id", "error", "n_instruments", "gold", "strength", *_UNIT]
    return table.sort_values(order, ascending=[True, True, False, False, False, True, True, True], kind="stable",
                             ignore_index=True)  # fmt: skip


def _frame_errors(codes: pd.DataFrame, labels: pd.DataFrame, frame_id: str) -> Iterator[dict[str, Any]]:
    marks = instrument_marks(codes, "author")
    called = {str(name): np.asarray(call_units(labels, own, frame_id), dtype=bool) for name, own in marks.items()}
    fired = _fired(codes[codes["frame_id"] == frame_id])
    columns = [*_UNIT, "value", "truth"]
    for at, (doc_id, paragraph, sentence, value, truth) in enumerate(labels[columns].itertuples(index=False)):
        wrong = [name for name in sorted(called) if called[name][at] != truth]
        if wrong:
            place = (doc_id, paragraph, sentence)
            cues, strength = fired.get(place, ("", np.nan)) if not truth else ("", np.nan)
            yield {
                "frame_id": frame_id, "error": FALSE_NEGATIVE if truth else FALSE_POSITIVE,
                **dict(zip(_UNIT, place, strict=True)), "gold": float(value), "n_instruments": len(wrong),
                "instruments": ", ".join(wrong), "cues": cues, "strength": strength,
            }  # fmt: skip


def _fired(codes: pd.DataFrame) -> dict[tuple[Any, ...], tuple[str, float]]:
    """Return what fired at each sentence and paragraph, and the greatest strength there."""
    found: dict[tuple[Any, ...], tuple[list[str], list[float]]] = {}
    named = codes["cues"] if "cues" in codes else pd.Series("", index=codes.index)
    strength = codes["strength"] if "strength" in codes else pd.Series(np.nan, index=codes.index)
    for place, cues, power in zip(_places(codes), named, strength, strict=True):
        for where in dict.fromkeys((place, (*place[:2], 0))):
            said, powers = found.setdefault(where, ([], []))
            said += [cues] if cues and cues not in said else []
            powers += [power] if power == power else []
    return {place: ("; ".join(said), max(powers, default=np.nan)) for place, (said, powers) in found.items()}


def _places(codes: pd.DataFrame) -> Sequence[tuple[Any, ...]]:
    return list(codes[_UNIT].itertuples(index=False, name=None))
