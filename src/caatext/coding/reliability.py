"""How far coders agree, frame by frame, and what they should talk about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caatext.coding.adjudication import find_disagreements
from caatext.coding.codings import ADDRESS, Codings
from caatext.corpus.codebook import Codebook
from caatext.errors import MeasureError, Problem
from caatext.stats.agreement import Level, alpha_interval, gwet_ac1, percent_agreement
from caatext.stats.resampling import keyed_rng

#: Conventional floors of alpha (Krippendorff 2018).
RELIABLE, TENTATIVE = 0.8, 0.667
#: Below so many articles an interval from resampled articles is too narrow.
FEW_ARTICLES = 12
COLUMNS = ("frame_id", "code", "alpha", "conf_low", "conf_high", "ac1", "agreement", "prevalence", "n_positive",
           "n_units", "n_coders", "n_documents", "note")  # fmt: skip


class _Code(NamedTuple):
    """What is compared: whether the frame is there, or at which level."""

    name: str
    level: Level
    n_codes: int


_CODES = (_Code("presence", "nominal", 2), _Code("level", "ordinal", 3))


@dataclass(frozen=True)
class Reliability:
    """Agreement of coders.

    Parameters
    ----------
    table : DataFrame
        One row a frame and code (``presence``: 0 against 1 or 2, nominal; ``level``: 0, 1, 2, ordinal): `alpha` with
        limits, `ac1`, `agreement`, `prevalence` (share of codings with the frame), `n_positive` (units in which
        somebody codes it), `n_units` (coded by two or more), `n_coders`, `n_documents`, `note`.
    confusion : DataFrame
        One row a frame, pair of coders and pair of values: `frame_id`, `coder_a`, `coder_b`, `value_a`, `value_b`, `n`.
    disagreements : DataFrame
        What the coders should talk about: text and every code.
    """

    table: pd.DataFrame
    confusion: pd.DataFrame
    disagreements: pd.DataFrame

    def __repr__(self) -> str:
        frames = self.table["frame_id"].nunique()
        return f"<reliability: {frames} frames, {len(self.disagreements)} disagreements>"

    def _repr_html_(self) -> str:
        shown = self.table.round(2).to_html(index=False, escape=True, na_rep="")
        columns = [name for name in self.disagreements.columns if name not in ("item", "before", "after")]
        talk = self.disagreements[columns].head(20).to_html(index=False, escape=True)
        return (
            f"<p>{escape(repr(self)[1:-1])}</p>{shown}"
            f"<p>Alpha of {RELIABLE} or more is taken as reliable, {TENTATIVE} as tentative, by convention.</p>"
            f"<p>Disagreements (the first 20):</p>{talk}"
        )


def reliability(codings: Codings, codebook: Codebook, *, seed: int, n_draws: int = 2_000) -> Reliability:
    r"""Return how far coders of the first pass agree: Krippendorff's alpha, AC1 and percent agreement by frame.

    Parameters
    ----------
    codings : Codings
        Of two coders or more.
    codebook : Codebook
        Its frames, in their order.
    seed : int
        Of the bootstrap, in which whole articles are drawn.
    n_draws : int
        Resamples.

    Returns
    -------
    Reliability
        Alpha, AC1 and agreement: 1 is full agreement; alpha and AC1 0 is as by chance. Limits are at 95 %. Alpha is NaN
        where nobody varied, and limits are NaN where all units are of one article; the column `note` says so.

    Notes
    -----
    Units that one person coded count for nothing. A low alpha with a high AC1 says that coders agree on absence and not
    on presence: read it with `prevalence`. Agreement is no validity, and adjudication does not raise it: the first pass
    is what is compared.

    Raises
    ------
    MeasureError
        No unit was coded by two people.

    References
    ----------
    Krippendorff (2018), Content Analysis, 4th ed.; Gwet (2008), doi:10.1348/000711006X126600; Zapf, Castell, Morawietz
    and Karch (2016), doi:10.1186/s12874-016-0200-9.

    Examples
    --------
    >>> from caatext.coding.codings import make_codings
    >>> frame = {"id": "own", "name": "Own course", "definition": "It chooses."}
    >>> codebook = Codebook.model_validate({"codebook": {"id": "x", "title": "X", "version": "1"}, "frames": [frame]})
    >>> row = {"paragraph": 1, "frame_id": "own", "polarity": "", "actor_id": "", "note": "", "pass_": 1}
    >>> said = {"c1": [1, 1, 2, 2], "c2": [1, 1, 2, 1]}
    >>> table = make_codings(row | {"coder_id": coder, "doc_id": f"a{n}", "sentence": 1, "value": value}
    ...                      for coder, values in said.items() for n, value in enumerate(values))
    >>> units = table[["doc_id", "paragraph", "sentence"]].drop_duplicates()
    >>> units = units.assign(item="", before="", text="", after="")
    >>> found = reliability(Codings(table, table, (), units), codebook, seed=1, n_draws=50).table
    >>> found[["code", "agreement"]].values.tolist()
    [['presence', 1.0], ['level', 0.75]]
    """
    first = codings.table[codings.table["pass_"] == 1]
    coded = first.groupby([*ADDRESS, "frame_id"])["coder_id"].transform("nunique")
    shared = first[coded >= 2]
    if not len(shared):
        raise MeasureError(
            Problem(
                code="E-TYPE-CODERS",
                found=f"no unit was coded by two people; coders: {', '.join(codings.coder_ids) or 'none'}",
                remedy="give the same sheet to two people, and name their files differently",
            )
        )
    frames = [frame.id for frame in codebook.frames if frame.id in set(shared["frame_id"])]
    rows = [_row(shared[shared["frame_id"] == frame], code, seed, n_draws) for frame in frames for code in _CODES]
    return Reliability(
        pd.DataFrame(rows, columns=list(COLUMNS)),
        pd.DataFrame(
            [row for frame in frames for row in _confusion(shared[shared["frame_id"] == frame], frame)],
            columns=["frame_id", "coder_a", "coder_b", "value_a", "value_b", "n"],
        ),
        find_disagreements(codings),
    )


def _matrix(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the values, coders by units."""
    return rows.pivot_table(index="coder_id", columns=ADDRESS, values="value", aggfunc="first").sort_index(axis=1)


def _row(rows: pd.DataFrame, code: _Code, seed: int, n_draws: int) -> dict[str, Any]:
    frame_id = str(rows["frame_id"].iloc[0])
    matrix = _matrix(rows)
    values: NDArray[np.float64] = matrix.to_numpy(dtype=np.float64)
    values = np.where(np.isnan(values), np.nan, values > 0) if code.name == "presence" else values
    documents = matrix.columns.get_level_values("doc_id").to_numpy()
    n_documents = len(set(documents))
    found = alpha_interval(
        values, level=code.level, clusters=documents, n_draws=n_draws,
        rng=keyed_rng(seed, "reliability", frame_id, code.name),
    )  # fmt: skip
    low, high = (found.conf_low, found.conf_high) if n_documents > 1 else (np.nan, np.nan)
    positive = np.where(np.isnan(values), 0.0, values > 0)
    return {
        "frame_id": frame_id,
        "code": code.name,
        "alpha": found.estimate,
        "conf_low": low,
        "conf_high": high,
        "ac1": gwet_ac1(values, n_codes=code.n_codes),
        "agreement": percent_agreement(values),
        "prevalence": float(positive.sum() / (~np.isnan(values)).sum()),
        "n_positive": int(positive.any(axis=0).sum()),
        "n_units": found.n_units,
        "n_coders": len(matrix),
        "n_documents": n_documents,
        "note": _note(found.estimate, found.share_undefined, n_documents, bool(positive.any())),
    }


def _note(alpha: float, share_undefined: float, n_documents: int, is_used: bool) -> str:
    if np.isnan(alpha):
        return f"alpha is undefined: {'all coded it alike' if is_used else 'nobody coded it'} everywhere"
    if n_documents == 1:
        return "one article: no interval"
    parts = ["few articles: the interval is too narrow"] if n_documents < FEW_ARTICLES else []
    if share_undefined > 0.01:
        parts.append(f"rare: alpha is undefined in {share_undefined:.0%} of the resamples")
    return "; ".join(parts)


def _confusion(rows: pd.DataFrame, frame_id: str) -> Iterator[dict[str, Any]]:
    matrix = _matrix(rows)
    for coder_a, coder_b in combinations(matrix.index, 2):
        pair = matrix.loc[[coder_a, coder_b]].dropna(axis=1).to_numpy(dtype=np.int64)
        for value_a in range(3):
            for value_b in range(3):
                n = int(((pair[0] == value_a) & (pair[1] == value_b)).sum())
                yield {"frame_id": frame_id, "coder_a": coder_a, "coder_b": coder_b, "value_a": value_a,
                       "value_b": value_b, "n": n}  # fmt: skip
