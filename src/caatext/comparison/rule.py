"""The decision rule: five clauses, each passed, failed or not checked, and the status that follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from caatext.comparison.design import ESTIMABLE
from caatext.comparison.groups import Grouping
from caatext.comparison.placebos import FAILS, NOT_APPLICABLE, PASSES
from caatext.comparison.reruns import CLAIMS, Array, claim_values, estimate_claims, read_rows
from caatext.comparison.specifications import SpecificationCurve

SUPPORTED = "supported"
NOT_SUPPORTED = "not supported"
NOT_ESTIMABLE = "not estimable"
#: What the decision rule asks beside a single result; a clause that nobody checked is not passed.
FURTHER_CLAUSES: Mapping[int, str] = {
    3: "a second kind of instrument agrees",
    4: "nine in ten specifications agree",
    5: "the placebos pass",
}
#: Families that read words; the others are structural and human. Two of one kind are one witness.
READS_WORDS = ("lexical", "semantic")
LEAST_AGREEMENT = 0.9
#: Distinct results below which a specification curve says nothing, and the share of them that has to be estimable.
FEWEST_RESULTS, LEAST_ESTIMATED = 10, 0.5
FEWEST_PLACEBOS = 2
#: Coded units of each frame of a claim below which an instrument is no witness: the sign of next to nothing is chance.
FEWEST_CODED = 5
#: Columns of `count_units` that hold the coded units of a claim.
_CODED = {"D1": (0,), "D2": (2,), "S3": (0, 2)}


@dataclass(frozen=True)
class Clause:
    """One clause of the decision rule.

    Parameters
    ----------
    number : int
        1 estimable, 2 interval and exact p-value, 3 instruments, 4 specifications, 5 placebos.
    text : str
        What it asks.
    passed : bool or None
        None where it was not checked.
    reason : str
        What was found, or why it was not checked.
    instruments : tuple of str
        Instruments that agree with the contrast, where the clause is about them.
    """

    number: int
    text: str
    passed: bool | None
    reason: str = ""
    instruments: tuple[str, ...] = ()


#: Clauses 3 to 5 by claim and group; what is not in it was not checked.
Checks: TypeAlias = Mapping[tuple[str, str], Sequence[Clause]]


def decide(clauses: Sequence[Clause]) -> tuple[str, str]:
    """Return status and reason: *supported* only where every clause was checked and holds.

    Parameters
    ----------
    clauses : sequence of Clause
        Those of the rule, in order.

    Returns
    -------
    status, reason : str
        *not estimable* where the first clause fails; else *not supported*, with the failing and the unchecked
        clauses named.

    Notes
    -----
    *Not supported* is no finding of "no difference": that would need an interval inside a margin named before.

    Examples
    --------
    >>> decide([Clause(1, "the contrast is estimable", True), Clause(5, "the placebos pass", None)])
    ('not supported', 'Clause 5 (the placebos pass) was not checked.')
    """
    failed = [clause for clause in clauses if clause.passed is False]
    barred = [clause.text for clause in failed if clause.number == 1]
    if barred:
        return NOT_ESTIMABLE, f"Clause 1 ({barred[0]}) fails."
    unchecked = [clause for clause in clauses if clause.passed is None]
    parts = [f"Clause {clause.number} ({clause.text}) fails{_because(clause)}." for clause in failed]
    if unchecked:
        listed = ", ".join(f"{clause.number} ({clause.text}{_because(clause)})" for clause in unchecked)
        several = len(unchecked) > 1
        parts.append(f"Clause{'s' if several else ''} {listed} {'were' if several else 'was'} not checked.")
    if parts:
        return NOT_SUPPORTED, " ".join(parts)
    said = "; ".join(f"clause {clause.number}: {clause.reason}" for clause in clauses if clause.reason)
    return SUPPORTED, f"All clauses of the decision rule hold{': ' if said else ''}{said}."


def _because(clause: Clause) -> str:
    return f": {clause.reason}" if clause.reason else ""


def check_clauses(
    instruments: Mapping[str, Array],
    families: Mapping[str, str],
    curve: SpecificationCurve,
    placebos: pd.DataFrame,
    grouping: Grouping,
) -> dict[tuple[str, str], tuple[Clause, ...]]:
    """Return clauses 3 to 5 for every claim about a difference, contrast by contrast, each with what was found.

    Clause 3: an instrument of the other kind that codes at least 5 units of each frame gives an estimate of the same
    sign; the kinds are those that read words (lexical, semantic) and those that do not (structural, human).
    Clause 4: at least 90 % of the distinct results of the specification curve have the sign of the primary one, where
    there are at least 10 and half of them can be estimated. Clause 5: every applicable placebo passes, and at least two
    are applicable.

    Parameters
    ----------
    instruments : mapping of str to ndarray
        Counts of `count_units` by instrument, the primary one first; no eligible unit for a frame that it cannot read.
    families : mapping of str to str
        Kind of evidence of each: ``lexical``, ``semantic``, ``structural`` or ``human``.
    curve : SpecificationCurve
        From `specification_curve`.
    placebos : DataFrame
        From `compare_placebos`.
    grouping : Grouping
        Who is compared.

    Returns
    -------
    dict of (claim, group) to tuple of Clause
        Claims are ``D1``, ``D2``, ``S3``. Passed is None where the clause could not be checked, which is not passed.

    Notes
    -----
    Agreement in sign is a weak demand: a second instrument may agree by chance in half of all cases. It bars claims
    that only one reading of the texts carries; it proves nothing by itself.

    References
    ----------
    Campbell and Fiske (1959), doi:10.1037/h0046016; Simonsohn, Simmons and Nelson (2020),
    doi:10.1038/s41562-020-0912-z.
    """
    values: dict[str, dict[str, Array]] = {claim: {} for claim in CLAIMS}
    for name, counts in instruments.items():
        for claim, own in claim_values(counts).items():
            values[claim][name] = own
    found = estimate_claims(values, grouping)
    checks: dict[tuple[str, str], tuple[Clause, ...]] = {}
    for claim, group in dict.fromkeys(zip(found["claim"], found["group"], strict=True)):
        rows = found[(found["claim"] == claim) & (found["group"] == group)]
        by_name = {str(row.name): row for row in read_rows(rows)}
        mine = [table[(table["claim"] == claim) & (table["group"] == group)] for table in (curve.summary, placebos)]
        ordered = {name: by_name[name] for name in instruments}
        checks[str(claim), str(group)] = (
            _check_instruments(ordered, families, _sparse(instruments, str(claim))),
            _check_curve(mine[0]),
            _check_placebos(mine[1]),
        )
    return checks


def _sparse(instruments: Mapping[str, Array], claim: str) -> dict[str, int]:
    """Return the instruments that code too few units of a frame of the claim, with how many."""
    fewest = {name: min(int(counts[:, at].sum()) for at in _CODED[claim]) for name, counts in instruments.items()}
    return {name: n for name, n in fewest.items() if n < FEWEST_CODED}


def _check_instruments(found: Mapping[str, Any], families: Mapping[str, str], sparse: Mapping[str, int]) -> Clause:
    first, *others = found
    primary = found[first]
    known = {name: found[name] for name in others if found[name].verdict == ESTIMABLE and name not in sparse}
    others_kind = {name for name in known if (families[name] in READS_WORDS) != (families[first] in READS_WORDS)}
    if primary.verdict != ESTIMABLE or not others_kind:
        few = "".join(f"; {name} codes {n} units, {FEWEST_CODED} are needed" for name, n in sparse.items())
        return Clause(3, FURTHER_CLAUSES[3], None, f"no instrument of another kind gives an estimate{few}", (first,))
    agree = tuple(name for name, row in known.items() if row.estimate * primary.estimate > 0)
    passed = not others_kind.isdisjoint(agree)
    said = ", ".join(
        f"{name} ({families[name]}) {row.estimate:+.2f}" for name, row in {first: primary, **known}.items()
    )
    return Clause(3, FURTHER_CLAUSES[3], passed, said, (first, *agree))


def _check_curve(summary: pd.DataFrame) -> Clause:
    row = next(iter(read_rows(summary)), None)
    if row is None or np.isnan(row.same_sign):
        return Clause(4, FURTHER_CLAUSES[4], None, "no specification curve could be estimated")
    share, apart, n, of = row.same_sign, row.apart, row.n_estimated, row.n_results
    said = f"{share:.0%} of {n} estimable results of {of} distinct ones have its sign, {apart:.0%} an interval beyond 0"
    if of < FEWEST_RESULTS or n < LEAST_ESTIMATED * of:
        return Clause(4, FURTHER_CLAUSES[4], None, f"{said}; that is too few")
    return Clause(4, FURTHER_CLAUSES[4], bool(share >= LEAST_AGREEMENT), said)


def _check_placebos(rows: pd.DataFrame) -> Clause:
    named = {outcome: sorted(rows.loc[rows["outcome"] == outcome, "placebo"]) for outcome in (PASSES, FAILS)}
    n_idle = int((rows["outcome"] == NOT_APPLICABLE).sum())
    n = len(named[PASSES]) + len(named[FAILS])
    said = "; ".join(_list(named, n, n_idle))
    if n < FEWEST_PLACEBOS and not named[FAILS]:
        return Clause(5, FURTHER_CLAUSES[5], None, f"{said}; {FEWEST_PLACEBOS} applicable ones are needed")
    return Clause(5, FURTHER_CLAUSES[5], not named[FAILS], said)


def _list(named: Mapping[str, Sequence[str]], n: int, n_idle: int) -> Iterator[str]:
    yield f"{len(named[PASSES])} of {n} applicable placebos pass"
    if named[FAILS]:
        yield f"not {', '.join(named[FAILS])}"
    if n_idle:
        yield f"{n_idle} not applicable"
