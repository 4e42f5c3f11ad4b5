"""What was checked of a study: its primary contrast under other readings, and its instruments by human codings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

import pandas as pd

from caatext.comparison.placebos import FAILS, PASSES
from caatext.comparison.rule import Clause
from caatext.comparison.specifications import SpecificationCurve
from caatext.errors import Problem
from caatext.tables import ADDRESS

ERROR_COLUMNS = ["frame_id", "error", *ADDRESS, "gold", "n_instruments", "instruments", "cues", "strength"]
_SAID = {True: "yes", False: "no", None: "not checked"}


@dataclass(frozen=True)
class Robustness:
    """What became of the primary contrast under other instruments, choices and placebos.

    Parameters
    ----------
    instruments : DataFrame
        One row an instrument, claim and contrast: estimate with limits, ``family``.
    curve : SpecificationCurve
        From `specification_curve`.
    placebos : DataFrame
        From `compare_placebos`.
    agreement : DataFrame
        From `agreement_between`: the frames of the pair and the control frames by all instruments. Empty where only one
        frame was read by one instrument.
    checks : dict of (claim, group) to tuple of Clause
        Clauses 3 to 5, for `build_claims`.
    """

    instruments: pd.DataFrame
    curve: SpecificationCurve
    placebos: pd.DataFrame
    agreement: pd.DataFrame
    checks: Mapping[tuple[str, str], tuple[Clause, ...]]

    def __repr__(self) -> str:
        counts = self.placebos["outcome"].value_counts()
        said = ", ".join(f"{int(counts.get(outcome, 0))} {outcome}" for outcome in (PASSES, FAILS))
        n = self.instruments["name"].nunique()
        return f"<robustness: {n} instruments, {len(self.curve.specifications)} specifications, placebos {said}>"

    def _repr_html_(self) -> str:
        rows = [
            {"claim": claim, "group": group, "clause": clause.number, "asks": clause.text,
             "passed": _SAID[clause.passed], "found": clause.reason}
            for (claim, group), clauses in self.checks.items()
            for clause in clauses
        ]  # fmt: skip
        with pd.option_context("display.max_colwidth", None):  # a reason is read whole or not at all
            return f"<p>{escape(repr(self)[1:-1])}</p>{pd.DataFrame(rows).to_html(index=False, escape=True)}"


@dataclass(frozen=True)
class Validation:
    """How good each instrument is by human codings; all tables are empty where there are none.

    Parameters
    ----------
    reason : str
        Why nothing was validated; ``""`` where something was.
    gold : DataFrame
        From `caatext.coding.adjudication.gold`.
    accuracy : DataFrame
        From `validate_codes`, with ``alpha``: Krippendorff's alpha of the instrument with the gold labels.
    coders : DataFrame
        The table of `reliability`; empty where one person coded.
    prevalence : DataFrame
        From `correct_prevalence`; empty where the study does not say how the sample was drawn.
    errors : DataFrame
        From `find_errors`.
    problems : tuple of Problem
        What was wrong with the codings, row by row.
    people : str
        Who coded, in words.
    """

    reason: str = ""
    gold: pd.DataFrame = field(default_factory=pd.DataFrame)
    accuracy: pd.DataFrame = field(default_factory=pd.DataFrame)
    coders: pd.DataFrame = field(default_factory=pd.DataFrame)
    prevalence: pd.DataFrame = field(default_factory=pd.DataFrame)
    errors: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=ERROR_COLUMNS))
    problems: tuple[Problem, ...] = ()
    people: str = ""
