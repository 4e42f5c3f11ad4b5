"""Whether the texts of two groups are of a length at which their words can be compared."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from caatext.comparison.design import ESTIMABLE, WITHIN, Support

#: Units of one side may be longer than those of the other by this factor, where the shorter have few words.
MOST_RATIO, ENOUGH_WORDS = 1.5, 2_000


def check_lengths(support: Support, sizes: pd.Series[float]) -> Support:
    """Return the support, without inference where one side's units are much shorter than the other's.

    Labels are dealt to units as if these could be exchanged. A short text lacks most words by its length alone, so
    that dealing short and long texts out anew evens out what made them differ: in simulations of texts of 200 and of
    1,000 words by one process, three screens in four announced a word.

    Parameters
    ----------
    support : Support
        From `assess_pair`.
    sizes : Series, by doc_id
        Words of each document.

    Returns
    -------
    Support
        *Within-article precision only*, with the lengths in the reason, where they differ by more than half and the
        shorter units have fewer than 2,000 words; else as it was.

    Examples
    --------
    >>> from caatext.comparison.design import assess_pair
    >>> from caatext.comparison.groups import Grouping, Pair
    >>> docvars = pd.DataFrame({"doc_id": list("pqrstuvw"), "author": ["A"] * 4 + ["B"] * 4})
    >>> grouping = Grouping("author", docvars, docvars.set_index("doc_id")["author"])
    >>> support = assess_pair(pd.Series(True, index=docvars["doc_id"]), grouping, Pair("A", "B"))
    >>> check_lengths(support, pd.Series([200.0] * 4 + [1000.0] * 4, index=docvars["doc_id"])).verdict
    'within-article precision only'
    """
    if support.verdict != ESTIMABLE:
        return support
    units = support.units.assign(words=sizes.reindex(support.units["doc_id"]).to_numpy())
    means = units.groupby(["is_group", "unit_id"])["words"].sum().groupby(level="is_group").mean()
    one, other = float(means[True]), float(means[False])
    if min(one, other) >= ENOUGH_WORDS or max(one, other) <= MOST_RATIO * min(one, other):
        return support
    reason = (
        f"The {support.unit}s of {support.pair.group} have {one:,.0f} words on average and those of "
        f"{support.pair.reference} {other:,.0f}: so different a length makes words differ by itself, and nothing is "
        f"tested. {support.reason}"
    )
    return replace(support, verdict=WITHIN, reason=reason)
