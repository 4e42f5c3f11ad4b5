"""The claims ledger: what may be said, generated from results, worded by what each result can carry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from caatext.comparison.comparisons import Comparison
from caatext.comparison.design import ESTIMABLE, plural, sum_up
from caatext.comparison.groups import ALL_OTHERS
from caatext.comparison.primary import SHARE_RULE, FrameContrast
from caatext.comparison.rule import (
    FURTHER_CLAUSES,
    NOT_ESTIMABLE,
    NOT_SUPPORTED,
    SUPPORTED,
    Checks,
    Clause,
    decide,
)
from caatext.errors import visible
from caatext.tables import make_table

ALPHA = 0.05
#: Addresses that a statement about the texts at hand needs.
MIN_ADDRESSES = 2
_ESTIMABLE = "the contrast is estimable"


@dataclass(frozen=True)
class _Claim:
    statement: str
    estimand: str
    status: str
    reason: str
    n_units: int = 0
    n_documents: int = 0
    instruments: str = ""
    evidence: pd.DataFrame = field(default_factory=pd.DataFrame)


def build_claims(
    primary: FrameContrast,
    *,
    checks: Checks | None = None,
    tone: Comparison | None = None,
    instrument: str = "dictionary",
    min_addresses: int = MIN_ADDRESSES,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what may be said about two frames and the groups that use them, and the addresses behind each claim.

    S1 says which texts have which frame and is supported by its addresses. D1 and D2 (difference of each frame
    between groups), S2 (trade-off within articles) and S3 (author effect) follow the decision rule: (1) estimable;
    (2) the 95 % interval excludes 0 and the permutation p-value, adjusted where there are several contrasts, is at
    most 0.05; (3) two kinds of instrument agree; (4) nine in ten specifications agree; (5) placebos pass. R lists
    what texts of this kind cannot tell.

    Parameters
    ----------
    primary : FrameContrast
        From `frame_contrast`.
    checks : mapping of (claim, group) to sequence of Clause, optional
        Clauses 3 to 5 as `check_clauses` gives them, for the claims D1, D2, S3 and each contrast; S2 has the group
        ``""``. What is not in it counts as unchecked, hence as not passed.
    tone : Comparison, optional
        Difference of stance or tone between groups.
    instrument : str
        What coded the frames.
    min_addresses : int
        Addresses that S1 asks for.

    Returns
    -------
    claims, evidence : DataFrame
        The `claims` contract with one row a claim, and the `evidence` contract with the claim as mark. Wording
        follows status: *shows* where supported, *suggests* where one instrument passes clauses 1 and 2, *cannot
        tell* where not estimable.

    Notes
    -----
    Every claim is about texts. None says that an actor is what a text says it is.

    References
    ----------
    Entman (1993), doi:10.1111/j.1460-2466.1993.tb01304.x; Steegen et al. (2016), doi:10.1177/1745691616658637.

    Examples
    --------
    >>> row = {"unit": "paragraph", "voice": "author", "measure": "frame", "weight": 1.0, "doc_id": "d1"}
    >>> rows = [row | {"paragraph": p, "category": c, "value": 1.0} for c in "ab" for p in (1, 2)]
    >>> scores = make_table(rows, "scores")
    >>> docvars = pd.DataFrame({"doc_id": ["d1"], "author": ["A"]})
    >>> from caatext.comparison.groups import Grouping
    >>> from caatext.comparison.primary import frame_contrast
    >>> grouping = Grouping("author", docvars, docvars.set_index("doc_id")["author"])
    >>> claims, evidence = build_claims(frame_contrast(scores, scores, grouping, categories=("a", "b")))
    >>> claims.loc[claims["claim_id"].isin(["S1.1", "S3"]), "status"].tolist()
    ['supported', 'not estimable']
    """
    ruled = _Ruled(checks or {}, instrument)
    claims: dict[str, _Claim] = {}
    for number, claim in enumerate(_presence(primary, instrument, min_addresses), start=1):
        claims[f"S1.{number}"] = claim
    for number in (1, 2):
        claims[f"D{number}"] = _difference(primary, number, ruled)
    claims["S2"] = _trade_off(primary, ruled)
    claims["S3"] = _author_effect(primary, ruled)
    for number, claim in enumerate(_refusals(primary, tone), start=1):
        claims[f"R{number}"] = claim
    return _tables(claims)


def _tables(claims: Mapping[str, _Claim]) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = [
        {name: value for name, value in vars(claim).items() if name != "evidence"} | {"claim_id": claim_id}
        for claim_id, claim in claims.items()
    ]
    parts = [claim.evidence.assign(mark=claim_id) for claim_id, claim in claims.items() if len(claim.evidence)]
    evidence = make_table(pd.concat(parts, ignore_index=True) if parts else [], "evidence")
    columns = ["doc_id", "paragraph", "sentence", "start", "end", "mark"]
    evidence = evidence[columns].drop_duplicates().sort_values(["mark", *columns[:3]], kind="stable", ignore_index=True)
    return make_table(rows, "claims"), evidence


def _presence(primary: FrameContrast, instrument: str, least: int) -> Iterator[_Claim]:
    """S1: which frames the texts of each group show, by counting."""
    grouping = primary.grouping
    for group in grouping.groups:
        rows = primary.scores[primary.scores["doc_id"].map(grouping.labels) == group]
        n_texts = int(grouping.n[group])
        texts = f"the {'article' if n_texts == 1 else f'{n_texts} articles'} of {visible(group)}"
        for category, name in zip(primary.categories, primary.names, strict=True):
            own = rows[rows["category"] == category]
            hits, n = own[own["value"] > 0], len(own)
            if n == 0:
                status, statement = NOT_ESTIMABLE, f"Cannot tell whether {texts} would use “{name}”."
                reason = "No paragraph names the actors that the frame needs: silence is missing, not zero."
            elif len(hits) >= least:
                status = SUPPORTED
                said = f"{'shows' if n_texts == 1 else 'show'} “{name}” in {len(hits)} of {n} eligible paragraphs"
                statement = f"T{texts[1:]} {said}, as the {instrument} reads them."
                reason = f"Counted by {instrument} in the author's own voice; it holds for these texts and no others."
            else:
                status = NOT_SUPPORTED
                statement = f"It is not shown that {texts} {'uses' if n_texts == 1 else 'use'} “{name}”."
                reason = f"{len(hits)} of {n} eligible paragraphs coded; a claim needs {least} addresses."
            yield _Claim(
                statement=statement,
                estimand=f"share of eligible paragraphs coded “{name}”",
                status=status,
                reason=reason,
                n_units=n,
                n_documents=int(own["doc_id"].nunique()),
                instruments=instrument,
                evidence=hits,
            )


class _Ruled:
    """The decision rule, applied to the contrasts of one claim after the other."""

    def __init__(self, checks: Checks, instrument: str) -> None:
        self.checks, self.instrument = checks, instrument

    def further(self, claim_id: str, group: str = "") -> list[Clause]:
        """Return clauses 3 to 5 of one contrast, unchecked where nobody checked them."""
        known = {clause.number: clause for clause in self.checks.get((claim_id, group), ())}
        return [known.get(number, Clause(number, text, None)) for number, text in FURTHER_CLAUSES.items()]

    def clauses(self, claim_id: str, row: pd.Series, more: Sequence[Clause] = ()) -> list[Clause]:
        """Return all clauses of one contrast."""
        apart = bool(row["conf_low"] > 0 or row["conf_high"] < 0) and bool(row["p_adjusted"] <= ALPHA)
        return [
            Clause(1, _ESTIMABLE, row["verdict"] == ESTIMABLE),
            *more,
            Clause(2, f"the interval excludes 0 and the p-value is at most {ALPHA}", apart),
            *self.further(claim_id, str(row["group"])),
        ]

    def agreeing(self, clauses: Sequence[Clause]) -> tuple[str, ...]:
        """Return the instruments that agree with a contrast."""
        return next((clause.instruments for clause in clauses if clause.instruments), (self.instrument,))


class _Decided(NamedTuple):
    """Status and reason of a claim, its instruments, and the contrasts that bear it out."""

    status: str
    reason: str
    instruments: tuple[str, ...]
    passing: pd.DataFrame


def _decide_rows(claim_id: str, comparison: Comparison, ruled: _Ruled, more: Sequence[Clause] = ()) -> _Decided:
    """Return the status that the best contrast has and why; passing are those with it, or with clauses 1 and 2."""
    table = comparison.table
    every = [ruled.clauses(claim_id, row, more) for _, row in table.iterrows()]
    if not every:
        return _Decided(NOT_ESTIMABLE, "There are no groups to compare.", (ruled.instrument,), table)
    ranks = table["p_adjusted"].fillna(1.0).tolist()
    place = min(range(len(every)), key=lambda at: (sum(c.passed is not True for c in every[at]), ranks[at]))
    status, reason = decide(every[place])
    if status == NOT_ESTIMABLE:
        reason = f"{reason} {sum_up(comparison.design.supports, comparison.grouping.by, most=2)} {SHARE_RULE}"
    elif len(every) > 1:
        reason = f"{visible(table['group'].iloc[place])}: {reason}"
    asked = (1, 2, 3, 4, 5) if status == SUPPORTED else (1, 2)
    held = [all(clause.passed for clause in clauses if clause.number in asked) for clauses in every]
    return _Decided(status, reason, ruled.agreeing(every[place]), table[held])


def _say(row: pd.Series, *, unit: str) -> str:
    reference = row["reference"] if row["reference"] == ALL_OTHERS else visible(row["reference"])
    numbers = f"{row['estimate']:+.2f}{unit}, 95 % interval {row['conf_low']:+.2f} to {row['conf_high']:+.2f}"
    p = f"adjusted p {row['p_adjusted']:.3f}" if row["p_adjusted"] >= 0.001 else "adjusted p below 0.001"
    return f"{visible(row['group'])} against {reference} {numbers}, {p}"


def _worded(decided: _Decided, *, claim: str, unit: str) -> str:
    """Return the claim in the words that its status licenses."""
    found = "; ".join(_say(row, unit=unit) for _, row in decided.passing.iterrows())
    if decided.status == SUPPORTED:
        return f"The texts show that {claim}: {found}."
    if decided.status == NOT_ESTIMABLE:
        return f"Cannot tell whether {claim}."
    if found:
        return f"{_suggest(decided.instruments)} that {claim}: {found}."
    return f"It is not shown that {claim}."


def _suggest(instruments: Sequence[str]) -> str:
    if len(instruments) == 1:
        return f"One instrument ({instruments[0]}) suggests"
    return f"{len(instruments)} instruments ({', '.join(instruments)}) suggest"


def _difference(primary: FrameContrast, number: int, ruled: _Ruled) -> _Claim:
    """D: the difference of one conditional share between groups."""
    side, name = primary.sides[number - 1], primary.names[number - 1]
    decided = _decide_rows(f"D{number}", side, ruled)
    claim = f"{plural(primary.grouping.by)} differ in the share of eligible paragraphs with “{name}”"
    return _Claim(
        statement=_worded(decided, claim=claim, unit=""),
        estimand=f"difference of mean article shares of “{name}”, by {primary.grouping.by}",
        status=decided.status,
        reason=decided.reason,
        n_units=len(side.scores),
        n_documents=int(side.scores["doc_id"].nunique()),
        instruments=", ".join(decided.instruments),
        evidence=side.scores[side.scores["value"] > 0],
    )


def _trade_off(primary: FrameContrast, ruled: _Ruled) -> _Claim:
    """S2: whether the frames avoid one another within articles."""
    found = primary.association
    first, second = primary.names
    claim = f"“{first}” and “{second}” avoid one another in the same article"
    clauses = [
        Clause(1, _ESTIMABLE, found.verdict == ESTIMABLE),
        Clause(2, "the interval lies below 0", bool(found.conf_high < 0)),
        *ruled.further("S2"),
    ]
    status, reason = decide(clauses)
    instruments = ruled.agreeing(clauses)
    numbers = f"{found.estimate:+.2f}, 95 % interval {found.conf_low:+.2f} to {found.conf_high:+.2f}"
    if status == NOT_ESTIMABLE:
        statement = f"Cannot tell whether {claim}."
    elif status == SUPPORTED:
        statement = f"The texts show that {claim}: {numbers}."
    elif clauses[1].passed:
        statement = f"{_suggest(instruments)} that {claim}: {numbers}."
    else:
        statement = f"It is not shown that {claim}: {numbers}."
    rows = primary.scores
    place = ["doc_id", "paragraph"]
    joint = rows[rows.duplicated(place, keep=False)]
    return _Claim(
        statement=statement,
        estimand=f"within articles: share of “{second}” where “{first}” is coded less the share where it is not",
        status=status,
        reason=f"{reason} {found.reason[0].upper()}{found.reason[1:]}",
        n_units=found.n_paragraphs,
        n_documents=found.n_documents,
        instruments=", ".join(instruments),
        evidence=joint[joint["value"] > 0],
    )


def _author_effect(primary: FrameContrast, ruled: _Ruled) -> _Claim:
    """S3: whether the balance of the frames belongs to the groups and not to what they wrote about."""
    grouping = primary.grouping
    gamma = primary.gamma
    # Without the regions on record a difference between authors may be one between regions, however large.
    recorded = Clause(1, "the region is recorded", grouping.by == "region" or grouping.has("region"))
    decided = _decide_rows("S3", gamma, ruled, [recorded])
    first, second = primary.names
    claim = f"the balance of “{first}” against “{second}” belongs to the {grouping.by}, not to what was written about"
    return _Claim(
        statement=_worded(decided, claim=claim, unit=" log odds"),
        estimand=f"Γ: difference of mean logit⁺ share of “{first}” less that of “{second}”",
        status=decided.status,
        reason=decided.reason,
        n_units=len(gamma.scores),
        n_documents=int(gamma.scores["doc_id"].nunique()),
        instruments=", ".join(decided.instruments),
        evidence=gamma.scores[gamma.scores["value"] > 0],
    )


def _refusals(primary: FrameContrast, tone: Comparison | None) -> Iterator[_Claim]:
    """R: what these texts cannot tell, each with the fact that rules it out."""
    grouping = primary.grouping
    n = len(grouping.labels)
    everything = f"the {_articles(n)} read"
    single = [group for group in grouping.groups if grouping.n[group] == 1]
    if single:
        yield _refusal(
            f"any {grouping.by} favors a frame",
            f"{len(single)} of {len(grouping.groups)} have one article: a text is no habit.",
            grouping.labels.index[grouping.labels.isin(single)],
        )
    outlets = sorted(set(grouping.variable("outlet")) - {""})
    named = f"the outlet ({visible(outlets[0])})" if len(outlets) == 1 else "any outlet"
    yield _refusal(
        f"{named} or experts in general see the region so",
        f"{everything[0].upper()}{everything[1:]} are no sample drawn from a list of all articles.",
    )
    documents = primary.documents
    silent = documents[(documents["n_a"] == 0) | (documents["n_b"] == 0)]
    if len(silent):
        yield _refusal(
            "a text that does not name an actor denies or plays down its role",
            f"{_articles(len(silent))} of {n} cannot carry one of the frames: silence is missing, not zero.",
            silent["doc_id"],
        )
    dates = grouping.variable("date").reindex(grouping.labels.index)
    undated = dates[dates == ""]
    if len(undated):
        yield _refusal("frames changed over time", f"{len(undated)} of {_articles(n)} have no date.", undated.index)
    if tone is not None and not (tone.table["verdict"] == ESTIMABLE).any():
        yield _refusal(
            f"tone differs between {plural(grouping.by)}",
            f"No contrast of tone is estimable. {sum_up(tone.design.supports, grouping.by, most=1)}",
        )
    if not (primary.gamma.table["verdict"] == ESTIMABLE).any():
        yield _refusal(
            f"anything found here holds beyond these texts, or in what order the {plural(grouping.by)} stand",
            "No contrast between groups is estimable, so no p-value, no interval and no ranking generalizes.",
        )
    yield _refusal("an actor is in fact what a text makes of it", "Framing analysis measures texts, not the world.")


def _refusal(claim: str, reason: str, doc_ids: pd.Index | pd.Series[str] | None = None) -> _Claim:
    documents = [] if doc_ids is None else sorted(str(doc_id) for doc_id in doc_ids)
    return _Claim(
        statement=f"Cannot tell whether {claim}.",
        estimand="none: outside the design",
        status=NOT_ESTIMABLE,
        reason=reason,
        n_documents=len(documents),
        evidence=pd.DataFrame({"doc_id": documents, "paragraph": 0, "sentence": 0}),
    )


def _articles(n: int) -> str:
    return f"{n} article{'' if n == 1 else 's'}"
