"""Codes of machines held against gold labels: how often each instrument is right, by frame and by author."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caatext.coding.codings import ADDRESS
from caatext.errors import MeasureError, Problem
from caatext.stats.intervals import wilson
from caatext.tables import check_table

Flags: TypeAlias = NDArray[np.bool_]
Weights: TypeAlias = NDArray[np.float64]
MAJORITY, MENTIONED, ALL = "baseline: majority", "baseline: actor mentioned", "all"
#: From which gold value on a frame counts as there.
RULES = {"lenient": 1, "strict": 2}
COUNTS = {"author": ("asserted",), "all": ("asserted", "attributed")}
METRICS = ("sensitivity", "specificity", "precision", "f1")
_UNSAMPLED, _PURPOSIVE = "all units coded", "purposive"


class _Cell(NamedTuple):
    """The units of one sample, group, frame and rule."""

    truth: Flags
    weight: Weights
    keys: dict[str, Any]


def validate_codes(
    codes: pd.DataFrame,
    gold: pd.DataFrame,
    *,
    mentioned: pd.DataFrame | None = None,
    groups: Mapping[str, str] | None = None,
    design: pd.DataFrame | None = None,
    voice: str = "author",
) -> pd.DataFrame:
    r"""Return sensitivity, specificity, precision and F1 of every instrument, beside two trivial baselines.

    Sensitivity (recall) TP/(TP+FN), specificity TN/(TN+FP), precision TP/(TP+FP), F1 2TP/(2TP+FP+FN), each with
    Wilson's 95 % interval; that of F1 from the share :math:`F^* = TP/(TP+FP+FN)`, since F1 = 2F*/(1+F*). With a
    stratified design units weigh 1/probability, and intervals use the effective number of units
    :math:`(\sum w)^2/\sum w^2`.

    Parameters
    ----------
    codes : DataFrame
        A ``codes`` table of one instrument or more, such as `code_frames` gives; ``to_codes(codings)`` may be among
        them, which shows how well single people do.
    gold : DataFrame
        From :func:`gold`. Labels that are open are left out.
    mentioned : DataFrame, optional
        For the baseline *actor mentioned*: scores of `score_frames`, whose measure ``salience`` says in which
        paragraphs actors that could carry the frame are named, or a ``codes`` table.
    groups : mapping of str to str, optional
        Author (or other group) of each document, for rows by group.
    design : DataFrame, optional
        ``sample.design``, of several samples if need be. Purposive units get rows of their own and enter no others.
        Without it all units weigh the same, which is right for random samples and full codings only.
    voice : {"author", "all"}
        ``author``: only what is asserted in the author's voice counts, in codes and gold; ``all``: what is attributed
        too. Denied and rejected never count.

    Returns
    -------
    DataFrame
        One row a sample, group, instrument, frame and rule (``lenient``: gold 1 or 2 counts; ``strict``: only 2):
        `n_units`, `n_positive` (in gold), `n_predicted`, then each metric with `_low` and `_high`, in [0, 1], more is
        better; NaN where it has no units.

    Notes
    -----
    Look at the baselines first: where *majority* has the higher accuracy the frame is rare, and where *actor mentioned*
    has the higher F1 the instrument finds actors, not frames. With fewer than 30 positives a recall is not known to
    better than about 0.2. Sensitivity that differs between authors spoils a contrast between them. Units of one
    article are not independent: intervals are too narrow where few articles were coded.

    Raises
    ------
    MeasureError
        There are no closed gold labels, the voice is unknown, or codes of whole paragraphs meet gold of sentences.

    References
    ----------
    Wilson (1927), doi:10.1080/01621459.1927.10502953; Hand, Christen and Kirielle (2021),
    doi:10.1007/s10994-021-05964-1; Kish (1965), Survey Sampling.

    Examples
    --------
    >>> place = {"doc_id": "a1", "paragraph": 1, "frame_id": "own", "polarity": "asserted"}
    >>> labels = [place | {"sentence": n, "value": value} for n, value in [(1, 1.0), (2, 1.0), (3, 0.0), (4, 0.0)]]
    >>> from caatext.tables import make_table
    >>> read = [place | {"sentence": n, "instrument": "rule", "voice": "author"} for n in (1, 3)]
    >>> found = validate_codes(make_table(read, "codes"), pd.DataFrame(labels))
    >>> found[["instrument", "rule", "sensitivity", "precision", "f1"]].iloc[:1].values.tolist()
    [['rule', 'lenient', 0.5, 0.5, 0.5]]
    """
    codes = check_table(codes, "codes", step="code_frames")
    labels = _labels(gold, design, groups or {})
    if voice not in COUNTS or not len(labels):
        raise _fault(
            "no unit has a closed gold label" if voice in COUNTS else f"there is no voice {voice!r}",
            "adjudicate first, and choose the voice author or all",
        )
    instruments = instrument_marks(codes, voice)
    _check_units(codes, labels)
    if mentioned is not None:
        instruments[MENTIONED] = _mentions(mentioned)
    rows = []
    for (sample, frame_id), units in labels.groupby(["sample", "frame_id"], sort=True):
        called = {name: call_units(units, marks, str(frame_id)) for name, marks in instruments.items()}
        for rule, least in RULES.items():
            truth = ((units["value"] >= least) & units["polarity"].isin(COUNTS[voice])).to_numpy()
            weight = units["weight"].to_numpy(dtype=np.float64)
            called[MAJORITY] = np.full(len(units), bool(weight[truth].sum() * 2 > weight.sum()))
            for group in [ALL, *sorted(set(units["group"]) - {""})]:
                own = (units["group"] == group).to_numpy() | (group == ALL)
                keys = {"sample": sample, "group": group, "frame_id": frame_id, "rule": rule}
                cell = _Cell(truth[own], weight[own], keys)
                rows += [_row(cell, name, flags[own]) for name, flags in called.items()]
    columns = [f"{metric}{end}" for metric in METRICS for end in ("", "_low", "_high")]
    head = ["sample", "group", "instrument", "frame_id", "rule", "n_units", "n_positive", "n_predicted"]
    return pd.DataFrame(rows, columns=[*head, *columns])


def _fault(found: str, remedy: str) -> MeasureError:
    return MeasureError(Problem(code="E-TYPE-GOLD", found=found, remedy=remedy))


def _labels(gold: pd.DataFrame, design: pd.DataFrame | None, groups: Mapping[str, str]) -> pd.DataFrame:
    """Return the closed gold labels with sample, weight and group of each."""
    labels = gold.dropna(subset=["value"]).assign(sample=_UNSAMPLED, weight=1.0)
    labels["group"] = [str(groups.get(doc_id, "")) for doc_id in labels["doc_id"]]
    if design is None:
        return labels.sort_values([*ADDRESS, "frame_id"], kind="stable")
    # a unit drawn twice, in two samples, counts in each
    chosen = design[[*ADDRESS, "kind", "inclusion_probability"]]
    labels = labels.drop(columns=["sample", "weight"]).merge(chosen, on=ADDRESS, how="inner")
    labels = labels.rename(columns={"kind": "sample"})
    labels["weight"] = (1.0 / labels["inclusion_probability"]).fillna(1.0)
    # random and stratified units estimate the same thing
    labels["sample"] = labels["sample"].where(labels["sample"] == _PURPOSIVE, "probability")
    return labels.sort_values([*ADDRESS, "frame_id"], kind="stable")


def _check_units(codes: pd.DataFrame, labels: pd.DataFrame) -> None:
    if bool((labels["sentence"] > 0).any()) and len(codes):
        finest = codes.groupby(codes["instrument"].astype("str"))["sentence"].max()
        coarse = sorted(map(str, finest.index[finest == 0]))
        if coarse:
            raise _fault(
                f"{', '.join(coarse)} codes whole paragraphs, and the gold labels are of sentences",
                "code paragraphs by hand for it: caatext code sample --unit paragraph",
            )


def instrument_marks(codes: pd.DataFrame, voice: str) -> dict[str, set[tuple[Any, ...]]]:
    """Return what each instrument codes: frame and address, of each code that counts for a voice."""
    counted = codes[codes["polarity"].isin(COUNTS[voice]) & ((codes["voice"] == "author") | (voice == "all"))]
    return {name: _marks(counted[counted["instrument"] == name]) for name in sorted(set(codes["instrument"]))}


def _marks(rows: pd.DataFrame) -> set[tuple[Any, ...]]:
    """Return frame and address of each code, for its sentence and for its paragraph."""
    places = rows[["frame_id", *ADDRESS]].itertuples(index=False, name=None)
    return {mark for place in places for mark in (place, (*place[:3], 0))}


def _mentions(mentioned: pd.DataFrame) -> set[tuple[Any, ...]]:
    if "measure" not in mentioned:
        return _marks(check_table(mentioned, "codes", step="code_frames"))
    rows = mentioned[(mentioned["measure"] == "salience") & (mentioned["value"] > 0)]
    # a paragraph in which the actors are named: so are its sentences
    places = rows[["category", "doc_id", "paragraph"]].itertuples(index=False, name=None)
    return {(*place, sentence) for place in places for sentence in (0, -1)}


def call_units(units: pd.DataFrame, marks: set[tuple[Any, ...]], frame_id: str) -> Flags:
    """Return, unit by unit, whether a frame is among the marks of an instrument."""
    places = units[ADDRESS].itertuples(index=False, name=None)
    return np.array([(frame_id, *place) in marks or (frame_id, *place[:2], -1) in marks for place in places])


def _row(cell: _Cell, instrument: str, called: Flags) -> dict[str, Any]:
    truth = cell.truth
    row = cell.keys | {
        "instrument": instrument,
        "n_units": len(truth),
        "n_positive": int(truth.sum()),
        "n_predicted": int(called.sum()),
    }
    for metric, hits, among in (
        ("sensitivity", called, truth),
        ("specificity", ~called, ~truth),
        ("precision", truth, called),
    ):
        row |= dict(_named(metric, *_share(cell.weight, hits, among)))
    jaccard = _share(cell.weight, called & truth, called | truth)
    return row | dict(_named("f1", *(2.0 * part / (1.0 + part) for part in jaccard)))


def _named(metric: str, estimate: float, low: float, high: float) -> Iterator[tuple[str, float]]:
    return zip((metric, f"{metric}_low", f"{metric}_high"), (estimate, low, high), strict=True)


def _share(weight: Weights, hits: Flags, among: Flags) -> tuple[float, float, float]:
    """Return the weighted share of hits with Wilson's interval over the effective number of units."""
    own = weight[among]
    if not len(own):
        return (float("nan"),) * 3
    share = float(own[hits[among]].sum() / own.sum())
    n = float(own.sum() ** 2 / (own**2).sum())
    found = wilson(min(share * n, n), n)
    return share, float(found.conf_low), float(found.conf_high)
