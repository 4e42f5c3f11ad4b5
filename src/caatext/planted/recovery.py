"""What was recovered of planted corpora: tables that ship with the package, and what they were made with.

They are made by ``bench/recovery_curves.py`` on the held-out half of the bank; nothing here annotates a text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import StringIO
from typing import Any

import pandas as pd

from caatext.planted.generator import plant
from caatext.provenance import fingerprint

#: Stands in the column `instrument` for the planted truth, as a coder without fault would write it down.
PLANTED = "planted"
TABLES = ("curves", "rejections", "coverage")


@dataclass(frozen=True)
class Recovery:
    """What instruments and tests find in corpora whose truth is known.

    Parameters
    ----------
    curves : DataFrame
        ``frame_id, instrument, n_articles, planted`` (mean share of paragraphs in [0, 1] in which the frame is main),
        ``recovered`` (mean share of the eligible paragraphs, over samples of so many articles), ``recovered_low,
        recovered_high`` (95 % of the samples) and ``n_replications``.
    rejections : DataFrame
        ``instrument, unit`` (article or paragraph), ``frame_id, nominal`` (level of the test), ``rejected`` (share of
        runs without a difference that are rejected; more than `nominal` is too often), ``rejected_low, rejected_high``
        (Wilson), ``band_low, band_high`` (where 95 % of such experiments lie if the level is right), ``n_runs``.
    coverage : DataFrame
        ``instrument, frame_id, target`` (``itself``: the difference between all articles as the instrument reads
        them; ``planted``: the planted one), ``n_articles`` of a group, ``coverage`` (0.95 is right; less is too
        narrow, or off the mark), ``coverage_low, coverage_high`` (Wilson), ``bias`` (mean estimate less target) and
        ``n_runs``.
    made_with : mapping
        ``generator``, ``half``, ``seed``, ``codebook`` (id and version), ``frames`` (fingerprint of the frames),
        ``n_pool`` (articles of a setting).

    Notes
    -----
    Success with planted texts is necessary, never sufficient: they are cleaner than real prose.
    """

    curves: pd.DataFrame
    rejections: pd.DataFrame
    coverage: pd.DataFrame
    made_with: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"<recovery of {self.made_with['codebook']}, generator {self.made_with['generator']}>"


@cache
def generator_version() -> str:
    """Return twelve digits that differ as soon as the generator writes another text for the same seed.

    Examples
    --------
    >>> generator_version() == generator_version(), len(generator_version())
    (True, 12)
    """
    texts = [text for half in ("development", "held_out") for text in _texts(half)]
    return fingerprint(texts)[:12]


def _texts(half: str) -> list[str]:
    return [str(text) for text in plant("D1", n_articles=8, seed=1, half=half).documents["text"]]


def load_recovery() -> Recovery:
    """Return the tables of recovery that ship with the package.

    Returns
    -------
    Recovery
        Rows sorted, numbers as rounded by the bench.

    Notes
    -----
    They hold for the codebook and the generator that `made_with` names. A study with other frames has other curves.

    Examples
    --------
    >>> found = load_recovery()
    >>> sorted(found.curves["planted"].unique().tolist())
    [0.0, 0.1, 0.2, 0.4, 0.6]
    """
    folder = resources.files("caatext").joinpath("data", "recovery")
    tables = {name: _read(folder.joinpath(f"{name}.csv").read_text(encoding="utf-8")) for name in TABLES}
    made_with = json.loads(folder.joinpath("made_with.json").read_text(encoding="utf-8"))
    return Recovery(**tables, made_with=made_with)


def _read(text: str) -> pd.DataFrame:
    return pd.read_csv(StringIO(text), keep_default_na=False, na_values=[""])
