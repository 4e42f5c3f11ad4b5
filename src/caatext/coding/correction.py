"""Shares of frames corrected with the coded sample, the uncorrected ones beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from caatext.coding.codings import ADDRESS
from caatext.coding.validation import ALL, COUNTS, call_units, instrument_marks
from caatext.errors import MeasureError, Problem
from caatext.stats.prevalence import design_based_prevalence
from caatext.tables import check_table

COLUMNS = ("group", "instrument", "frame_id", "method", "estimate", "conf_low", "conf_high", "n_units", "n_coded",
           "n_documents")  # fmt: skip


def correct_prevalence(
    codes: pd.DataFrame,
    gold: pd.DataFrame,
    units: pd.DataFrame,
    design: pd.DataFrame,
    *,
    groups: Mapping[str, str] | None = None,
    voice: str = "author",
) -> pd.DataFrame:
    """Return in which share of all units each frame is, as the machine says and as corrected with the coded sample.

    Corrected: :func:`caatext.stats.prevalence.design_based_prevalence`, articles as clusters. Uncorrected: the mean of
    the machine codes with the interval that goes with it, which knows nothing of their errors.

    Parameters
    ----------
    codes : DataFrame
        A ``codes`` table of one instrument or more.
    gold : DataFrame
        From :func:`gold`.
    units : DataFrame
        All units of the corpus: ``codings.units``.
    design : DataFrame
        ``sample.design`` of one random or stratified sample. Purposive units are passed over.
    groups : mapping of str to str, optional
        Author (or other group) of each document, for rows by group; each from its own coded units.
    voice : {"author", "all"}
        As in :func:`validate_codes`.

    Returns
    -------
    DataFrame
        Two rows a group, instrument and frame (`method` ``corrected`` and ``uncorrected``): `estimate` with limits at
        95 % (more is a more frequent frame), `n_units`, `n_coded`, `n_documents`. NaN where fewer than two articles
        hold a coded unit. A corrected limit may lie outside [0, 1]; the sample is small then.

    Notes
    -----
    Sampled units that nobody coded, or whose label is open, are passed over as if chance had left them out: close the
    hard cases first. A difference between authors whose corrected intervals overlap widely is not shown.

    Raises
    ------
    MeasureError
        The design has no probabilities, or the same unit twice.

    References
    ----------
    Egami, Hinck, Stewart and Wei (2023), Using imperfect surrogates for downstream inference.

    Examples
    --------
    See ``docs/human-coding.md``.
    """
    codes = check_table(codes, "codes", step="code_frames")
    chosen = design[design["inclusion_probability"].notna()]
    if voice not in COUNTS or not len(chosen) or bool(chosen.duplicated(ADDRESS).any()):
        raise MeasureError(
            Problem(
                code="E-TYPE-PREVALENCE",
                found="the design has no units with a probability, or one of them twice, or the voice is unknown",
                remedy="give the design of one random or stratified sample, and the voice author or all",
            )
        )
    frame = units[ADDRESS].merge(chosen[[*ADDRESS, "inclusion_probability"]], on=ADDRESS, how="left")
    frame["group"] = [str((groups or {}).get(doc_id, "")) for doc_id in frame["doc_id"]]
    rows: list[dict[str, Any]] = []
    for frame_id, labels in gold.dropna(subset=["value"]).groupby("frame_id", sort=True):
        truth = labels[ADDRESS].assign(gold=(labels["value"] > 0) & labels["polarity"].isin(COUNTS[voice]))
        table = frame.merge(truth, on=ADDRESS, how="left")
        for instrument, marks in instrument_marks(codes, voice).items():
            called = table.assign(machine=call_units(table, marks, str(frame_id)).astype(float))
            keys = {"instrument": instrument, "frame_id": frame_id}
            rows += [keys | row for row in _rows(called)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for group in [ALL, *sorted(set(table["group"]) - {""})]:
        own = table[(table["group"] == group) | (group == ALL)]
        machine, articles = own["machine"].to_numpy(), own["doc_id"].to_numpy()
        sampled = (own["inclusion_probability"].notna() & own["gold"].notna()).to_numpy()
        counts = {"group": group, "n_units": len(own), "n_coded": int(sampled.sum()), "n_documents": len(set(articles))}
        if sampled.any():
            labels = own["gold"].astype("float64").to_numpy()
            p = own["inclusion_probability"].to_numpy(dtype=np.float64)
            found = design_based_prevalence(machine, labels, sampled, p, clusters=articles)
            yield counts | {"method": "corrected"} | _limits(found)
        ones = np.ones(len(own))
        yield (
            counts
            | {"method": "uncorrected"}
            | _limits(design_based_prevalence(machine, machine, ones, ones, clusters=articles))
        )


def _limits(found: Any) -> dict[str, float]:
    return {"estimate": found.estimate, "conf_low": found.conf_low, "conf_high": found.conf_high}
