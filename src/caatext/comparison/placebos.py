"""Placebos for the primary contrast: where its pattern should be gone, fainter, still there, or the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from caatext.comparison.design import ESTIMABLE
from caatext.comparison.groups import Grouping
from caatext.comparison.primary import MIN_ELIGIBLE
from caatext.comparison.reruns import CLAIMS, Array, claim_values, estimate_claims, read_rows

PASSES, FAILS, NOT_APPLICABLE = "passes", "fails", "not applicable"
#: What each kind of placebo has to do, as a page says it.
RULES = {
    "gone": "not there, and the contrast is larger than the placebo",
    "fainter": "the contrast is larger than the placebo",
    "kept": "still there, with its sign",
    "same": "moves by no more than 0.05 in share, 0.2 in log odds",
}
#: A share may move by so much where only what does not belong to the text was added; near one half, four times as much
#: in log odds.
MOST_CHANGE = {"D1": 0.05, "D2": 0.05, "S3": 0.2}
_SAME, _DIFFERENCE = "placebo", "difference"
COLUMNS = ["claim", "group", "reference", "placebo", "rule", "primary", "primary_low", "primary_high", "estimate",
           "conf_low", "conf_high", "difference", "difference_low", "difference_high", "n_articles", "outcome",
           "reason"]  # fmt: skip


class Placebo(NamedTuple):
    """A rerun of which is known what it should find.

    `name` is what a page calls it, `rule` a key of `RULES`, `counts` as `count_units` gives them or None where it could
    not be run, for the `reason` given; `claims` are those that it tests.
    """

    name: str
    rule: str
    counts: Array | None
    reason: str = ""
    claims: Sequence[str] = CLAIMS


def compare_placebos(
    counts: Array, placebos: Sequence[Placebo], grouping: Grouping, *, min_eligible: int = MIN_ELIGIBLE
) -> pd.DataFrame:
    r"""Return what each placebo finds beside the primary contrast, and whether it passes.

    The placebo is estimated as the primary contrast is, and so is the difference of the two by document,
    :math:`v_d - v_d'`, which is paired: what an article is about is in both. *gone*: the placebo's interval does not
    exclude 0 on the side of the primary estimate, and the interval of the difference does. *fainter*: the latter only.
    *kept*: the placebo's interval excludes 0 on that side. *same*: the difference is small.

    Parameters
    ----------
    counts : ndarray, shape (n_documents, 4)
        Of the primary contrast, from `count_units`.
    placebos : sequence of Placebo
        With counts of the same documents.
    grouping : Grouping
        Who is compared.
    min_eligible : int
        Eligible units below which a document has no share.

    Returns
    -------
    DataFrame
        One row a claim, contrast and placebo: estimates with limits of the primary contrast, the placebo, and their
        difference; ``outcome`` is ``passes``, ``fails`` or ``not applicable``; ``reason`` in words.

    Notes
    -----
    Not to be read as: proof of the claim where all pass. And a placebo may fail only because the texts are few: then
    the claim is not shown, which is not to say that it is false.

    References
    ----------
    Eggers, Tunon and Dafoe (2024), Placebo tests for causal inference, doi:10.1111/ajps.12818.

    Examples
    --------
    >>> docs = [f"{name}{i}" for name in "ab" for i in range(4)]
    >>> docvars = pd.DataFrame({"doc_id": docs, "author": [d[0] for d in docs]})
    >>> grouping = Grouping("author", docvars, docvars.set_index("doc_id")["author"])
    >>> counts = np.array([[k, 8, 2, 8] for k in (5, 6, 5, 6, 1, 2, 1, 2)], dtype=float)
    >>> other = np.array([[k, 8, 2, 8] for k in (1, 2, 2, 1, 1, 2, 2, 1)], dtype=float)
    >>> table = compare_placebos(counts, [Placebo("other powers", "gone", other)], grouping)
    >>> table.loc[table["claim"] == "D1", ["primary", "estimate", "difference", "outcome"]].values.tolist()
    [[0.5, 0.0, 0.5, 'passes']]
    """
    own = claim_values(counts, min_eligible=min_eligible)
    values: dict[str, dict[str, Array]] = {claim: {"": own[claim]} for claim in CLAIMS}
    for number, placebo in enumerate(placebos):
        if placebo.counts is not None:
            found = claim_values(placebo.counts, min_eligible=min_eligible)
            for claim in placebo.claims:
                values[claim][f"{_SAME} {number}"] = found[claim]
                values[claim][f"{_DIFFERENCE} {number}"] = own[claim] - found[claim]
    table = estimate_claims(values, grouping)
    found_by = {(row.claim, row.group, row.name): row for row in read_rows(table)}
    rows = []
    for primary in (row for row in found_by.values() if row.name == ""):
        for number, placebo in enumerate(placebos):
            if primary.claim in placebo.claims:
                pair = [found_by.get((primary.claim, primary.group, f"{k} {number}")) for k in (_SAME, _DIFFERENCE)]
                rows.append(_row(placebo, primary, *pair))
    order = {claim: place for place, claim in enumerate(CLAIMS)}
    made = pd.DataFrame(rows, columns=COLUMNS)
    return made.sort_values(["claim", "group"], key=lambda c: c.map(order) if c.name == "claim" else c, kind="stable",
                            ignore_index=True)  # fmt: skip


def _row(placebo: Placebo, primary: Any, found: Any, difference: Any) -> dict[str, Any]:
    outcome, reason = _judge(placebo, primary, found, difference)
    row = {"claim": primary.claim, "group": primary.group, "reference": primary.reference, "placebo": placebo.name,
           "rule": placebo.rule, "n_articles": primary.n_articles, "outcome": outcome, "reason": reason}  # fmt: skip
    for source, names in (
        (primary, ("primary", "primary_low", "primary_high")),
        (found, ("estimate", "conf_low", "conf_high")),
        (difference, ("difference", "difference_low", "difference_high")),
    ):
        numbers = (source.estimate, source.conf_low, source.conf_high) if source is not None else (np.nan,) * 3
        row |= dict(zip(names, numbers, strict=True))
    return row


def _judge(placebo: Placebo, primary: Any, found: Any, difference: Any) -> tuple[str, str]:
    if primary.verdict != ESTIMABLE or primary.estimate == 0:
        return NOT_APPLICABLE, "There is no primary estimate to hold it against."
    if found is None:
        return NOT_APPLICABLE, placebo.reason
    for part in (found, difference):
        if part.verdict != ESTIMABLE:
            return NOT_APPLICABLE, f"The placebo cannot be estimated. {part.reason}"
    side = np.sign(primary.estimate)
    is_there, is_larger = _is_beyond(found, side), _is_beyond(difference, side)
    is_small = abs(difference.estimate) <= MOST_CHANGE[primary.claim]
    passed = {"gone": is_larger and not is_there, "fainter": is_larger, "kept": is_there, "same": is_small}
    said = f"placebo {_say(found)}; contrast less placebo {_say(difference)}"
    return (PASSES if passed[placebo.rule] else FAILS), f"Asked: {RULES[placebo.rule]}. Found: {said}."


def _is_beyond(row: Any, side: float) -> bool:
    """Whether an interval lies on one side of 0 altogether."""
    return bool(row.conf_low > 0) if side > 0 else bool(row.conf_high < 0)


def _say(row: Any) -> str:
    return f"{row.estimate:+.2f} ({row.conf_low:+.2f} to {row.conf_high:+.2f})"
