"""Every instrument behind one name: `code_frames` runs one, `run_instruments` all that can be run, and says why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal, TypeAlias

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.corpus.codebook import Codebook, Frame
from caatext.errors import AnnotationError, MeasureError, Problem
from caatext.measures.frames.coded_units import why_no_vectors
from caatext.measures.frames.dictionary import code_by_dictionary
from caatext.measures.frames.roles import Roles
from caatext.measures.frames.scoring import score_frames
from caatext.measures.frames.semantic import check_seeds, code_by_similarity, covers_by_similarity
from caatext.measures.frames.structural import code_by_structure, covers_by_structure
from caatext.measures.frames.supervised import code_by_example, learnable_frames

Instrument: TypeAlias = Literal["dictionary", "semantic", "structural", "supervised"]
INSTRUMENTS: Mapping[str, Callable[..., pd.DataFrame]] = {
    "dictionary": code_by_dictionary,
    "semantic": code_by_similarity,
    "structural": code_by_structure,
    "supervised": code_by_example,
}
#: Kind of evidence: two instruments of one family are no second opinion.
FAMILIES = {"dictionary": "lexical", "semantic": "semantic", "structural": "structural", "supervised": "human"}
#: Sentences that are read as vectors; more would take longer than all else together.
VECTOR_LIMIT = 50_000
#: Left-out seeds that are told from anti-seeds no better than this say nothing.
CHANCE = 0.5
_COLUMNS = ["instrument", "frame_id", "status", "reason", "n_codes"]


def code_frames(
    annotations: Annotations, codebook: Codebook, *, instrument: Instrument = "dictionary", **settings: Any
) -> pd.DataFrame:
    """Return where an instrument reads which frame.

    Parameters
    ----------
    annotations : Annotations
        What is read in it depends on the instrument.
    codebook : Codebook
        Frames; which of them are covered depends on the instrument (see `run_instruments`).
    instrument : {"dictionary", "semantic", "structural", "supervised"}
        ``dictionary``: cues and roles (`code_by_dictionary`). ``semantic``: likeness to seed sentences with names
        hidden (`code_by_similarity`). ``structural``: who acts on whom (`code_by_structure`). ``supervised``: learned
        from human codings (`code_by_example`).
    **settings
        Of that instrument; all take ``roles``.

    Returns
    -------
    DataFrame
        Codes, sorted by address: one row a sentence (or paragraph), frame and voice, with ``instrument``, ``actor_id``
        (who fills the first role), ``polarity`` (asserted, attributed, denied, rejected), ``value`` 1, ``cues`` (what
        fired), ``uptake`` and ``strength``.

    Notes
    -----
    Not to be read as: the truth about a text. Instruments of one kind agree for reasons of their own; compare kinds.

    Raises
    ------
    MeasureError
        There is no such instrument, or its settings do not fit.
    AnnotationError
        The instrument needs text or a package that is not there.

    References
    ----------
    Campbell & Fiske 1959, Convergent and discriminant validation, doi:10.1037/h0046016.

    Examples
    --------
    >>> from caatext.tables import make_table
    >>> codebook = Codebook.model_validate({"codebook": {"id": "x", "title": "X", "version": "1"}})
    >>> nothing = Annotations(**{name: make_table([], name) for name in Annotations.table_names()})
    >>> len(code_frames(nothing, codebook, instrument="structural"))
    0
    """
    if instrument not in INSTRUMENTS:
        found = f"there is no instrument '{instrument}'"
        raise MeasureError(Problem(code="E-CFG-OPTION", found=found, remedy=f"use one of {', '.join(INSTRUMENTS)}"))
    return INSTRUMENTS[instrument](annotations, codebook, **settings)


@dataclass(frozen=True)
class Readings:
    """What every instrument reads, and what it cannot read and why.

    Parameters
    ----------
    codes : DataFrame
        The codes of all instruments, one below the other.
    coverage : DataFrame
        One row an instrument and frame: ``status`` is ``coded``, ``weak`` (coded, but the instrument's own check says
        that it does not tell this frame apart) or ``not available``; ``reason`` says why; ``n_codes``.
    problems : tuple of Problem
        Why whole instruments were not available.
    """

    codes: pd.DataFrame
    coverage: pd.DataFrame
    problems: tuple[Problem, ...] = field(default=())

    def covered(self, instrument: str, *, weak: bool = True) -> list[str]:
        """Return the frames that an instrument coded, with or without those it is weak in."""
        statuses = ["coded", "weak"] if weak else ["coded"]
        table = self.coverage
        rows = table[(table["instrument"] == instrument) & table["status"].isin(statuses)]
        return [str(frame_id) for frame_id in rows["frame_id"]]

    def scores(self, annotations: Annotations, codebook: Codebook, **settings: Any) -> dict[str, pd.DataFrame]:
        """Return the scores of each instrument, of the frames that it covers; settings are those of `score_frames`."""
        found = {}
        for name in map(str, dict.fromkeys(self.coverage["instrument"])):
            frames, codes = self.covered(name), self.codes[self.codes["instrument"] == name]
            if frames:
                scores = score_frames(annotations, codebook, codes=codes, **settings)
                found[name] = scores[scores["category"].isin(frames)].reset_index(drop=True)
        return found

    def _repr_html_(self) -> str:
        listed = "".join(f"<li>{escape(str(problem.found))}</li>" for problem in self.problems)
        return f"{self.coverage.to_html(index=False)}<ul>{listed}</ul>"


def run_instruments(
    annotations: Annotations,
    codebook: Codebook,
    *,
    instruments: Sequence[str] = tuple(INSTRUMENTS),
    gold: pd.DataFrame | None = None,
    roles: Roles | None = None,
    vector_limit: int = VECTOR_LIMIT,
) -> Readings:
    """Return the codes of every instrument that can be run on these annotations; the others are named with the reason.

    Parameters
    ----------
    annotations : Annotations
        With text or without: a feature bundle leaves out ``semantic``.
    codebook : Codebook
        Frames with what each instrument needs of them: cues, seeds and anti-seeds, structure.
    instruments : sequence of str
        Which to run.
    gold : DataFrame, optional
        Human codings for ``supervised``: address, ``frame_id``, ``value``. Without them it is not available.
    roles : mapping, optional
        Other actors for some roles, for instance ``{"hid": {"dominator": ["russia"]}}``.
    vector_limit : int
        Beyond so many sentences ``semantic`` is not available and ``supervised`` reads words and statements only: a
        vector takes about ten milliseconds.

    Returns
    -------
    Readings
        `codes`, `coverage` and `problems`. Where an instrument does not cover a frame there is no score for it:
        missing, not 0.

    Notes
    -----
    Not to be read as: a vote. Two instruments of one family (`FAMILIES`) are one witness.

    Raises
    ------
    MeasureError
        An instrument does not exist, or `roles` name something that the codebook does not know.

    References
    ----------
    Campbell & Fiske 1959, Convergent and discriminant validation, doi:10.1037/h0046016.
    """
    parts: list[pd.DataFrame] = []
    rows: list[tuple[str, str, str, str, int]] = []
    problems: list[Problem] = []
    n_sentences = annotations.n_rows("sentences")
    too_many = n_sentences > vector_limit
    for name in instruments:
        settings: dict[str, Any] = {"roles": roles}
        try:
            if name == "supervised":
                settings["gold"] = _gold(gold)
                settings |= {"with_vectors": False} if too_many else {}
            elif name == "semantic" and too_many:
                raise _too_many(n_sentences, vector_limit)
            codes = code_frames(annotations, codebook, instrument=name, **settings)  # type: ignore[arg-type]
        except (AnnotationError, MeasureError) as error:
            if not all(problem.code in _UNAVAILABLE for problem in error.problems):
                raise
            problems += error.problems
            reason = "; ".join(problem.found for problem in error.problems)
            rows += [(name, frame.id, "not available", reason, 0) for frame in codebook.frames]
            continue
        parts.append(codes)
        counts = codes["frame_id"].value_counts()
        lacking = _of_vectors(n_sentences, vector_limit) if too_many else why_no_vectors(annotations)
        states = _states(name, codebook, gold, lacking)
        rows += [(name, frame.id, *states[frame.id], int(counts.get(frame.id, 0))) for frame in codebook.frames]
    empty = code_by_structure(annotations.subset([]), codebook)
    joined = pd.concat(parts, ignore_index=True) if parts else empty
    return Readings(joined, pd.DataFrame(rows, columns=_COLUMNS), tuple(problems))


def _of_vectors(n_sentences: int, limit: int) -> str:
    return f"{n_sentences:,} sentences are more than the {limit:,} that are read as vectors"


def _too_many(n_sentences: int, limit: int) -> MeasureError:
    return MeasureError(
        Problem(
            code="E-SIZE-MANY",
            found=_of_vectors(n_sentences, limit),
            action=f"not available: it would take about {n_sentences / 360_000:.1f} hours on one core",
            remedy="raise vector_limit in the study, or study a sample of the articles",
        )
    )


#: Faults of the installation or the input that leave out an instrument and stop nothing.
_UNAVAILABLE = ("E-DEP-ENCODER", "E-DEP-MODEL", "E-TYPE-BUNDLE", "E-SIZE-FEW", "E-SIZE-MANY")


def _gold(gold: pd.DataFrame | None) -> pd.DataFrame:
    if gold is None or gold.empty:
        remedy = "code a sample with caatext code sample, and name the codings"
        found = "there are no human codings to learn from"
        raise MeasureError(Problem(code="E-SIZE-FEW", found=found, action="not available", remedy=remedy))
    return gold


def _states(name: str, codebook: Codebook, gold: pd.DataFrame | None, lacking: str) -> dict[str, tuple[str, str]]:
    """Return status and reason of an instrument for each frame; `lacking` says why there are no vectors."""
    if name == "supervised":
        reasons = learnable_frames(codebook, _gold(gold))
        said = f"words and statements only: {lacking}" if lacking else ""
        return {frame_id: ("not available", why) if why else ("coded", said) for frame_id, why in reasons.items()}
    asked: Mapping[str, Callable[[Frame], str]] = {
        "dictionary": lambda frame: "" if frame.cues else "the codebook gives this frame no cues",
        "semantic": covers_by_similarity,
        "structural": covers_by_structure,
    }
    found = {frame.id: asked[name](frame) for frame in codebook.frames}
    states = {frame_id: ("not available", why) if why else ("coded", "") for frame_id, why in found.items()}
    return states | (_weak_seeds(codebook) if name == "semantic" else {})


def _weak_seeds(codebook: Codebook) -> dict[str, tuple[str, str]]:
    """Return the frames whose left-out seeds are not told from anti-seeds better than by chance."""
    table = check_seeds(codebook)
    weak = table[table["from_anti_seeds"] <= CHANCE]
    return {
        str(frame_id): ("weak", f"left-out seeds score above anti-seeds in {share:.0%} of pairs; chance is 50 %")
        for frame_id, share in zip(weak["frame_id"], weak["from_anti_seeds"], strict=True)
    }
