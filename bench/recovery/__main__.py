"""Print what the toolkit recovers of corpora whose truth is known, row by row, with the threshold of each.

Usage: PYTHONPATH=bench python -m recovery [--quick] [SECTION ...]      (`make recovery`)

The generator knows no cue list, and the clauses are of its held-out half; the figures of the development half stand
beside them only to show the gap. The codebook is that of the Analyst study with the actors of the fictional world: its
cues were written before the generator and are not changed for it. A full run also puts the table into
docs/recovery.md.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from recovery.corpora import ROOT
from recovery.sections import FULL, ORDER, QUICK, SECTIONS, Part, run
from recovery.table import detail, keep, markdown

PAGE = ROOT / "docs" / "recovery.md"
WORKERS = 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"of {', '.join(ORDER)}; all unless named")
    parser.add_argument("--quick", action="store_true", help="small corpora and few draws; keeps nothing")
    given = parser.parse_args()
    asked = [name for name in SECTIONS if not given.sections or name in given.sections]
    size, start = QUICK if given.quick else FULL, time.perf_counter()
    parts: dict[str, Part] = {}
    failed: list[str] = []
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        work = {name: pool.submit(run, name, size) for name in asked}
        for name, done in work.items():
            try:
                parts[name], seconds = done.result()
                print(f"{name}: {seconds:.0f} s", file=sys.stderr, flush=True)
            except Exception:  # noqa: BLE001 - half an hour of the other sections is not to be lost
                failed.append(name)
                traceback.print_exc()
    ordered = [parts[name] for name in ORDER if name in parts]
    rows = [row for part in ordered for row in part.rows]
    asked_for = [row for row in rows if row.reached is not None]
    lines = [f"{sum(bool(row.reached) for row in asked_for)} of {len(asked_for)} rows are reached.", "", markdown(rows)]
    lines += [f"\n{detail(title, table)}" for part in ordered for title, table in part.details.items()]
    text = "\n".join(lines)
    print(text)
    print(f"\n{(time.perf_counter() - start) / 60:.1f} minutes", file=sys.stderr)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}; nothing was kept")
    if not given.quick and not given.sections:
        keep(PAGE, text)


if __name__ == "__main__":
    main()
