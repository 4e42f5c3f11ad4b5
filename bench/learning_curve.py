"""How good the supervised instrument gets with how much coding, on wording that it has not seen.

Usage: PYTHONPATH=bench python bench/learning_curve.py     (about 5 minutes)

It learns from sentences drawn at random from articles of the development half of the clause bank, with the planted
labels as codings, and reads articles of the held-out half. The rule that a frame needs 30 units is lifted here, to show
what it spares.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from recovery.corpora import Case, annotate, gold_of, join, planted_codebook
from recovery.frames import EVEN, EXPLICIT, IMPLICIT, Read, counts_of, found_by, macro

import caatext as ct
from caatext.measures.frames import supervised
from caatext.planted import plant
from caatext.stats.resampling import keyed_rng
from caatext.tables import ADDRESS

N_LEARNED, N_READ, N_DRAWS = 40, 24, 2
SIZES = (100, 200, 400, 2000)
TAUGHT, ASKED = "taught", "asked"


def main() -> None:
    supervised.FEWEST_UNITS = supervised.FEWEST_DOCUMENTS = 2
    corpora = {
        TAUGHT: plant(EVEN, n_articles=N_LEARNED, seed=51, half="development"),
        ASKED: plant(EVEN, n_articles=N_READ, seed=52, half="held_out"),
    }
    case = annotate(join(corpora), planted_codebook())
    gold = gold_of(case.part(TAUGHT).planted, case.codebook)
    units = gold[list(ADDRESS)].drop_duplicates().reset_index(drop=True)
    print("| coded sentences | with a frame, on average | explicit | implicit |\n|---|---|---|---|")
    for size in SIZES:
        draws = [learn(case, gold, units, size, draw) for draw in range(N_DRAWS if size < len(units) else 1)]
        n_with, explicit, implicit = np.mean(draws, axis=0)
        spread = np.std(draws, axis=0)[1:].max()
        print(
            f"| {min(size, len(units)):,} | {n_with:.0f} | {explicit:.2f} | {implicit:.2f} |  <!-- sd {spread:.2f} -->"
        )


def learn(case: Case, gold: pd.DataFrame, units: pd.DataFrame, size: int, draw: int) -> tuple[float, float, float]:
    rng = keyed_rng(1, "learning curve", f"{size} {draw}")
    some = units.iloc[np.sort(rng.permutation(len(units))[:size])]
    coded = gold.merge(some, on=list(ADDRESS))
    codes = ct.code_frames(case.annotations, case.codebook, instrument="supervised", gold=coded)
    read = Read(case, {"supervised": codes}, {"supervised": tuple(case.codebook.frame_by_id)}).part(ASKED)
    found = found_by(read, "supervised")
    # a frame that could not be learned is one that is never read
    found = {frame: found.get(frame, set()) for frame in case.codebook.frame_by_id}
    scores = [float(macro(counts_of(read, found, kinds, found).sum(axis=0))) for kinds in (EXPLICIT, IMPLICIT)]
    n_with = coded.groupby("frame_id")["value"].sum().mean()
    return float(n_with), scores[0], scores[1]


if __name__ == "__main__":
    main()
