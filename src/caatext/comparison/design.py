"""What can be estimated, decided from the design before any number is computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

import pandas as pd

from caatext.comparison.groups import ALL_OTHERS, Grouping, Pair, check_name
from caatext.comparison.values import document_values, select_scores
from caatext.errors import visible

ESTIMABLE = "estimable"
WITHIN = "within-article precision only"
NOT_ESTIMABLE = "not estimable"
VERDICTS = (ESTIMABLE, WITHIN, NOT_ESTIMABLE)
#: Units a side from which a t interval between them covers what it says (0.95 at four, 0.89 at two).
MIN_UNITS = 4


@dataclass(frozen=True)
class Support:
    """What one contrast rests on, and what it can therefore carry.

    Parameters
    ----------
    measure, category : str
        What is compared; empty for the groups themselves.
    pair : Pair
        Group and reference.
    verdict, reason : str
        One of `VERDICTS`, and why, in a sentence with the counts.
    unit : str
        What is independent: ``article``, or the cluster variable (``author``) where it is nested in the groups.
    held : tuple of str
        Variables held constant.
    units : DataFrame
        ``doc_id, unit_id, is_group, stratum`` of the documents that inform the contrast, sorted.
    n_group, n_reference, n_missing_group, n_missing_reference : int
        Documents with a value and without one.
    """

    measure: str
    category: str
    pair: Pair
    verdict: str
    reason: str
    unit: str
    held: tuple[str, ...]
    units: pd.DataFrame
    n_group: int
    n_reference: int
    n_missing_group: int
    n_missing_reference: int

    @property
    def n_units_group(self) -> int:
        """Independent units of the group that inform the contrast."""
        return int(self.units.loc[self.units["is_group"], "unit_id"].nunique())

    @property
    def n_units_reference(self) -> int:
        """Independent units of the reference that inform the contrast."""
        return int(self.units.loc[~self.units["is_group"], "unit_id"].nunique())

    def to_row(self) -> dict[str, object]:
        """Return the support as a row of a comparison, without numbers."""
        return {
            "group": self.pair.group,
            "reference": self.pair.reference,
            "measure": self.measure,
            "category": self.category,
            "n_group": self.n_group,
            "n_reference": self.n_reference,
            "n_missing_group": self.n_missing_group,
            "n_missing_reference": self.n_missing_reference,
            "unit": self.unit,
            "n_units_group": self.n_units_group,
            "n_units_reference": self.n_units_reference,
            "held_constant": ", ".join(self.held),
            "verdict": self.verdict,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Design:
    """The verdict on each contrast of a grouping, and on the groups as such.

    Parameters
    ----------
    by : str
        The grouping variable.
    pairs : tuple of Support
        One a pair of groups, as if every document had a value.
    supports : tuple of Support
        One a measure, category and pair.
    """

    by: str
    pairs: tuple[Support, ...]
    supports: tuple[Support, ...] = ()

    @property
    def verdict(self) -> str:
        """The best verdict that any pair of groups has; a category can only be worse."""
        found = {support.verdict for support in self.pairs}
        return next((verdict for verdict in VERDICTS if verdict in found), NOT_ESTIMABLE)

    @property
    def reason(self) -> str:
        """Why, in words: how many contrasts between groups have which verdict, and the reasons."""
        return f"{count_verdicts(self.pairs, self.by)} {sum_up(self.pairs, self.by)}"

    @property
    def table(self) -> pd.DataFrame:
        """One row a contrast with its counts, verdict and reason."""
        return pd.DataFrame([support.to_row() for support in self.supports or self.pairs])

    def __repr__(self) -> str:
        return f"<design by {self.by}: {self.verdict}; {len(self.supports)} contrasts>"

    def _repr_html_(self) -> str:
        table: str = self.table.to_html(index=False, escape=True)
        return f"<p><strong>{escape(self.verdict)}</strong>. {escape(self.reason)}</p>{table}"


def count_verdicts(supports: Sequence[Support], by: str) -> str:
    """Return a sentence that says how many contrasts have which verdict."""
    verdicts = [support.verdict for support in supports]
    found = [(verdict, verdicts.count(verdict)) for verdict in VERDICTS if verdict in verdicts]
    n = len(verdicts)
    contrasts = f"contrast{'' if n == 1 else 's'} by {by}"
    if len(found) == 1:
        return f"{'The' if n == 1 else f'All {n}'} {contrasts}: {found[0][0]}."
    return f"Of {n} {contrasts}, " + ", ".join(f"{k} {verdict}" for verdict, k in found) + "."


def sum_up(supports: Sequence[Support], by: str, *, most: int = 3) -> str:
    """Return the reasons of several contrasts as few sentences, the first of them in full.

    Where no group has more than one article, that is the reason for all, and it is said once.
    """
    counts = [support.n_group for support in supports]
    if len(counts) > 1 and max(counts) == 1 and all(support.unit == "article" for support in supports):
        silent = f", {counts.count(0)} none" if 0 in counts else ""
        return f"Of {len(counts)} {plural(by)}, {counts.count(1)} have one article with a value{silent}: {_same(by)}"
    reasons = list(dict.fromkeys(support.reason for support in supports))
    rest = len(reasons) - most
    more = [f"And {rest} more {'contrast' if rest == 1 else 'contrasts'} likewise."] if rest > 0 else []
    return " ".join([*reasons[:most], *more])


def plural(noun: str) -> str:
    """Return the plural of the name of a variable.

    Examples
    --------
    >>> plural("author"), plural("country")
    ('authors', 'countries')
    """
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"


def assess_design(values: pd.DataFrame, grouping: Grouping, *, cluster: str | None = None) -> Design:
    """Return what can be estimated, category by category, before any number is computed.

    *Not estimable*: a single group, a group without a value, one article a group (then author, topic, region
    and article are one variable), or a group that shares no stratum with its reference. *Within-article
    precision only*: two or three units on a side. *Estimable*: four units or more on either side.

    Parameters
    ----------
    values : DataFrame
        Scores, or documents (index) by (measure, category) with NaN where missing.
    grouping : Grouping
        Who is compared with whom, and what is held constant.
    cluster : str, optional
        Document variable that is independent instead of the article. Unless given, the author where each
        author is in one group only.

    Returns
    -------
    Design
        `verdict` and `reason` of the groups, `table` of every contrast.

    Notes
    -----
    *Estimable* says that a number can be computed honestly, not that it is large, causal or about the world.

    Raises
    ------
    ComparisonError
        `cluster` is no document variable.

    References
    ----------
    Imbens and Kolesar (2016), doi:10.1162/REST_a_00552; MacKinnon and Webb (2017), doi:10.1002/jae.2508.

    Examples
    --------
    >>> labels = pd.Series(["A", "B"], index=["a1", "b1"])
    >>> docvars = pd.DataFrame({"doc_id": ["a1", "b1"], "author": ["A", "B"]})
    >>> values = pd.DataFrame({("tone", "all"): [0.1, 0.2]}, index=["a1", "b1"])
    >>> assess_design(values, Grouping("author", docvars, labels)).verdict
    'not estimable'
    """
    if "doc_id" in values:
        values = document_values(select_scores(values))
    present = values.notna().reindex(grouping.labels.index, fill_value=False)
    everyone = pd.Series(True, index=grouping.labels.index)
    pairs = grouping.pairs()
    # Categories that the same documents have share one verdict, and one set of units.
    decided: dict[tuple[Pair, bytes], Support] = {}
    supports = []
    for name in present.columns:
        pattern = present[name].to_numpy(dtype=bool).tobytes()
        for pair in pairs:
            if (pair, pattern) not in decided:
                decided[pair, pattern] = assess_pair(present[name], grouping, pair, cluster=cluster)
            supports.append(replace(decided[pair, pattern], measure=str(name[0]), category=str(name[1])))
    base = [assess_pair(everyone, grouping, pair, cluster=cluster) for pair in pairs]
    return Design(grouping.by, tuple(base), tuple(supports))


def withhold(design: Design, guards: Mapping[tuple[str, str], str]) -> Design:
    """Return the design with guarded measures not estimable, for the reason that their guard gives.

    Parameters
    ----------
    design : Design
        From `assess_design`.
    guards : mapping of (measure, category) to str
        From `read_guards`: why a measure takes part in no test.
    """
    supports = [
        replace(support, verdict=NOT_ESTIMABLE, reason=guards[support.measure, support.category])
        if (support.measure, support.category) in guards
        else support
        for support in design.supports
    ]
    return replace(design, supports=tuple(supports))


def assess_pair(
    present: pd.Series[bool],
    grouping: Grouping,
    pair: Pair,
    *,
    cluster: str | None = None,
    measure: str = "",
) -> Support:
    """Return the verdict on one group against its reference.

    Parameters
    ----------
    present : Series of bool, by doc_id
        Whether each document has a value.
    grouping, pair, cluster
        As in `assess_design`.
    measure : str
        What the values are.
    """
    is_group = grouping.members(pair)
    has_value = present.reindex(is_group.index, fill_value=False)
    unit, held = _unit_and_strata(grouping, is_group, cluster)
    units = _units(grouping, is_group[has_value], unit=unit, held=held)
    sides = units.groupby("stratum")["is_group"].nunique()
    shared = units[units["stratum"].isin(sides.index[sides == 2])].reset_index(drop=True)
    verdict, reason = _decide(grouping, pair, units=units, shared=shared, unit=unit, held=held)
    missing = is_group[~has_value]
    if verdict != NOT_ESTIMABLE and len(missing):
        reason += f" {_count(len(missing), 'article')} without a value {_is(len(missing))} missing, not zero."
    return Support(
        measure=measure,
        category="",
        pair=pair,
        verdict=verdict,
        reason=reason,
        unit=unit,
        held=held,
        units=shared,
        n_group=int(units["is_group"].sum()),
        n_reference=int((~units["is_group"]).sum()),
        n_missing_group=int(missing.sum()),
        n_missing_reference=int((~missing).sum()),
    )


def _unit_and_strata(grouping: Grouping, is_group: pd.Series[bool], cluster: str | None) -> tuple[str, tuple[str, ...]]:
    """Return what is independent, and what is held constant because it varies and is crossed with the groups."""
    if cluster is not None and cluster != grouping.by:
        check_name(cluster, [str(name) for name in grouping.docvars.columns], what="document variable")
    named = cluster or ("author" if "author" in grouping.cross else grouping.by)
    unit = named if named != grouping.by and _is_nested(grouping.variable(named), is_group) else "article"
    candidates = dict.fromkeys([*grouping.cross, *([named] if named != grouping.by else [])])
    held = [name for name in candidates if name != unit and len(set(grouping.variable(name)[is_group.index])) > 1]
    return unit, tuple(held)


def _is_nested(variable: pd.Series[str], is_group: pd.Series[bool]) -> bool:
    values = variable.reindex(is_group.index)
    values = values[values != ""]
    inside = is_group[values.index].groupby(values).mean()
    return len(values) > 0 and bool(inside.isin([0.0, 1.0]).all())


def _units(grouping: Grouping, is_group: pd.Series[bool], *, unit: str, held: tuple[str, ...]) -> pd.DataFrame:
    """Return documents with their unit and stratum; the stratum of a unit is all that its documents cover."""
    doc_ids = [str(doc_id) for doc_id in is_group.index]
    named = grouping.variable(unit).to_dict() if unit != "article" else {}
    unit_of = {doc_id: named.get(doc_id) or doc_id for doc_id in doc_ids}
    covered: dict[str, list[str]] = {name: [] for name in unit_of.values()}
    for variable in held:
        values = grouping.variable(variable).to_dict()
        found: dict[str, set[str]] = {}
        for doc_id in doc_ids:
            found.setdefault(unit_of[doc_id], set()).add(values[doc_id])
        for name, seen in found.items():
            covered[name].append(" + ".join(sorted(seen)))
    rows = [
        (doc_id, unit_of[doc_id], bool(inside), " | ".join(covered[unit_of[doc_id]]))
        for doc_id, inside in zip(doc_ids, is_group, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["doc_id", "unit_id", "is_group", "stratum"])
    table = table.astype({"doc_id": "str", "unit_id": "str", "is_group": "bool", "stratum": "str"})
    return table.sort_values("doc_id", ignore_index=True)


def _decide(
    grouping: Grouping, pair: Pair, *, units: pd.DataFrame, shared: pd.DataFrame, unit: str, held: tuple[str, ...]
) -> tuple[str, str]:
    """Return verdict and reason from the units with a value, and from those in shared strata."""
    sides = (_said(pair.group), _said(pair.reference))
    n = _sides(units)
    if not pair.reference:
        everyone = _count(len(grouping.labels), "article")
        return NOT_ESTIMABLE, f"There is one {grouping.by} only, {sides[0]} ({everyone}): nothing to compare with."
    if min(n) == 0:
        silent = " or of ".join(side for side, k in zip(sides, n, strict=True) if k == 0)
        return NOT_ESTIMABLE, (
            f"No article of {silent} carries a value: silence is missing, not zero, so nothing can be compared."
        )
    if min(n) == 1:
        return NOT_ESTIMABLE, _one_unit(grouping.by, sides, n, unit=unit)
    if min(_sides(shared)) == 0:
        constant = " and ".join(held)
        return NOT_ESTIMABLE, (
            f"{sides[0]} ({_count(n[0], unit)}) and {sides[1]} ({n[1]}) share no {constant}, "
            f"so {grouping.by} cannot be told from {constant}."
        )
    verdict, reason = _by_size(sides, _sides(shared), unit=unit, held=held)
    rest = len(units) - len(shared)
    if rest:
        only = f"of a {' or '.join(held)} that only one side has {_is(rest)} set aside"
        reason += f" {_count(rest, 'article')} {only}."
    if verdict == ESTIMABLE and grouping.by == "author" and not grouping.has("region"):
        reason += " No region is recorded, so a difference may be one of regions as much as of authors."
    return verdict, reason


def _by_size(sides: tuple[str, str], k: tuple[int, int], *, unit: str, held: tuple[str, ...]) -> tuple[str, str]:
    """Return verdict and reason from the number of units on either side that can be compared."""
    within = f" within the same {' and '.join(held)}" if held else ""
    counts = f"{sides[0]} has {_count(k[0], unit)} with a value and {sides[1]} {_has(sides[1])} {k[1]}{within}"
    if min(k) == 1:
        return NOT_ESTIMABLE, f"{counts}: one {unit} says nothing about the next."
    if min(k) < MIN_UNITS:
        return WITHIN, (
            f"{counts}: fewer than {MIN_UNITS} {unit}s do not show how much {unit}s differ among themselves, "
            "so the difference stands without interval and without p-value."
        )
    return ESTIMABLE, f"{counts}; the {unit} is the unit."


def _one_unit(by: str, sides: tuple[str, str], n: tuple[int, int], *, unit: str) -> str:
    """Return why one article (or author) a group tells nothing about the group."""
    if n == (1, 1):
        lead = f"{sides[0]} and {sides[1]} {'each ' if sides[1] != ALL_OTHERS else ''}have one {unit} with a value"
    else:
        alone, other = (0, 1) if n[0] == 1 else (1, 0)
        lead = f"{sides[alone]} {_has(sides[alone])} one {unit} with a value ({sides[other]}: {n[other]})"
    if unit == "article":
        return f"{lead}: {_same(by)}"
    return f"{lead}: with one {unit}, {by} and {unit} are the same variable."


def _same(by: str) -> str:
    names = list(dict.fromkeys([by, "author", "topic", "region", "article"]))
    return f"with one article, {', '.join(names[:-1])} and {names[-1]} are the same variable."


def _sides(units: pd.DataFrame) -> tuple[int, int]:
    inside = units.loc[units["is_group"], "unit_id"].nunique()
    return int(inside), int(units.loc[~units["is_group"], "unit_id"].nunique())


def _said(name: str) -> str:
    return name if name == ALL_OTHERS else visible(name)


def _has(side: str) -> str:
    return "have" if side == ALL_OTHERS else "has"


def _is(n: int) -> str:
    return "is" if n == 1 else "are"


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"
