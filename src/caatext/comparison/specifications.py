"""The specification curve: the primary contrast under every defensible choice, equal results counted once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

import numpy as np
import pandas as pd

from caatext.comparison.design import ESTIMABLE
from caatext.comparison.groups import Grouping
from caatext.comparison.reruns import CLAIMS, Array, claim_values, estimate_claims
from caatext.errors import ComparisonError, Problem

PRIMARY = "primary"
_KEYS = ["claim", "group"]


class Specification(NamedTuple):
    """One way to compute the contrast: what was chosen, and the counts by document that this gives.

    `choices` maps each choice to the option taken, `counts` is an array as `count_units` gives it, `min_eligible` the
    units below which a document has no share, `is_primary` whether this is the registered way.
    """

    choices: Mapping[str, str]
    counts: Array
    min_eligible: int
    is_primary: bool = False


@dataclass(frozen=True)
class SpecificationCurve:
    """The primary contrast under many choices.

    Parameters
    ----------
    specifications : DataFrame
        One row a specification: its number, its option for each choice, and for each claim the number of its result.
    results : DataFrame
        One row a claim, contrast and distinct result: ``claim, result, group, reference, estimate, conf_low, conf_high,
        verdict, n_specifications, is_primary``, sorted by estimate.
    summary : DataFrame
        One row a claim and contrast: ``n_specifications``, ``n_results`` (distinct), ``n_estimated`` of these,
        ``primary`` (its estimate), ``same_sign`` and ``apart`` (shares of the estimated results with the sign of the
        primary one, and of these with an interval that excludes 0).
    choices : tuple of str
        What was varied.
    """

    specifications: pd.DataFrame
    results: pd.DataFrame
    summary: pd.DataFrame
    choices: tuple[str, ...]

    def settings(self, claim: str, result: int) -> pd.DataFrame:
        """Return the specifications that lead to one result of a claim."""
        own = self.specifications[self.specifications[claim] == result]
        return own[["specification", *self.choices]].reset_index(drop=True)

    def by_option(self, claim: str, group: str) -> pd.DataFrame:
        """Return, option by option, in which share of its distinct estimated results the sign is that of the primary.

        Columns ``choice, option, n_results, same_sign``; NaN where no result of the option could be estimated.
        """
        own = self.results[(self.results["claim"] == claim) & (self.results["group"] == group)]
        found = own[own["verdict"] == ESTIMABLE].set_index("result")["estimate"]
        primary = own.loc[own["is_primary"], "estimate"]
        rows = []
        for choice in self.choices:
            for option, part in self.specifications.groupby(choice, sort=True):
                estimates = found.reindex(sorted(set(part[claim]))).dropna()
                same = np.sign(estimates) == np.sign(primary.iloc[0])
                rows.append((choice, str(option), len(estimates), float(same.mean()) if len(estimates) else np.nan))
        return pd.DataFrame(rows, columns=["choice", "option", "n_results", "same_sign"])

    def __repr__(self) -> str:
        return f"<specification curve: {len(self.specifications)} specifications of {', '.join(self.choices)}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self)[1:-1])}</p>{self.summary.round(2).to_html(index=False, escape=True)}"


def specification_curve(specifications: Sequence[Specification], grouping: Grouping) -> SpecificationCurve:
    """Return the contrast of two frames under each specification, with specifications that come to the same merged.

    Parameters
    ----------
    specifications : sequence of Specification
        With the same choices; one of them is the primary one.
    grouping : Grouping
        Who is compared; the counts are in its order.

    Returns
    -------
    SpecificationCurve
        Estimates as those of the primary contrast, above 0: more in the group than in its reference. Two specifications
        have the same result for a claim where they give every document the same value.

    Notes
    -----
    Not to be read as: a probability. The specifications share texts and cues, and nobody drew them; the curve says
    whether the sign hangs on a choice. Choices that were not varied are not tested.

    Raises
    ------
    ComparisonError
        There is not exactly one primary specification.

    References
    ----------
    Steegen et al. (2016), doi:10.1177/1745691616658637; Simonsohn, Simmons and Nelson (2020),
    doi:10.1038/s41562-020-0912-z.

    Examples
    --------
    >>> docs = [f"{name}{i}" for name in "ab" for i in range(4)]
    >>> docvars = pd.DataFrame({"doc_id": docs, "author": [d[0] for d in docs]})
    >>> grouping = Grouping("author", docvars, docvars.set_index("doc_id")["author"])
    >>> counts = np.array([[k, 8, 2, 8] for k in (5, 6, 5, 6, 1, 2, 1, 2)], dtype=float)
    >>> ways = [Specification({"voice": voice}, counts, 5, voice == "author") for voice in ("author", "all")]
    >>> curve = specification_curve(ways, grouping)
    >>> curve.summary[["claim", "n_specifications", "n_results", "primary", "same_sign"]].values.tolist()[0]
    ['D1', 2, 1, 0.5, 1.0]
    """
    if sum(way.is_primary for way in specifications) != 1:
        found = f"{sum(way.is_primary for way in specifications)} of the specifications are called the primary one"
        raise ComparisonError(Problem(code="E-CFG-OPTION", found=found, remedy="mark one, the registered way"))
    choices = tuple(dict.fromkeys(choice for way in specifications for choice in way.choices))
    table = pd.DataFrame([{choice: way.choices.get(choice, "") for choice in choices} for way in specifications])
    table.insert(0, "specification", range(1, len(table) + 1))
    values = [claim_values(way.counts, min_eligible=way.min_eligible) for way in specifications]
    distinct: dict[str, dict[str, Array]] = {claim: {} for claim in CLAIMS}
    first = [way.is_primary for way in specifications].index(True)
    for claim in CLAIMS:
        known: dict[bytes, int] = {}
        # Adding 0 turns -0 into 0, so that equal values have equal bytes.
        found_as = [known.setdefault((own[claim].round(12) + 0.0).tobytes(), len(known) + 1) for own in values]
        table[claim] = found_as
        distinct[claim] = {str(number): values[found_as.index(number)][claim] for number in known.values()}
    results = _results(estimate_claims(distinct, grouping), table, first)
    return SpecificationCurve(table, results, _summary(results, len(table)), choices)


def _results(found: pd.DataFrame, table: pd.DataFrame, first: int) -> pd.DataFrame:
    results = found.assign(result=found["name"].astype("int64")).drop(columns=["name", "reason", "n_articles"])
    counts = {claim: table[claim].value_counts() for claim in CLAIMS}
    named = list(zip(results["claim"], results["result"], strict=True))
    results["n_specifications"] = [int(counts[claim][result]) for claim, result in named]
    results["is_primary"] = [result == table.loc[first, claim] for claim, result in named]
    order = ["claim", "group", "estimate", "result"]
    return results.sort_values(order, kind="stable", ignore_index=True)


def _summary(results: pd.DataFrame, n_specifications: int) -> pd.DataFrame:
    rows = []
    for (claim, group), own in results.groupby(_KEYS, sort=True):
        primary = own[own["is_primary"]].iloc[0]
        known = own[own["verdict"] == ESTIMABLE]
        sign = np.sign(primary["estimate"])
        same = np.sign(known["estimate"]) == sign
        apart = same & ((known["conf_low"] > 0) | (known["conf_high"] < 0))
        usable = len(known) > 0 and primary["verdict"] == ESTIMABLE and sign != 0
        rows.append(
            {"claim": claim, "group": group, "reference": primary["reference"], "n_specifications": n_specifications,
             "n_results": len(own), "n_estimated": len(known), "primary": primary["estimate"],
             "same_sign": float(same.mean()) if usable else np.nan, "apart": float(apart.mean()) if usable else np.nan}
        )  # fmt: skip
    return pd.DataFrame(rows)
