"""Group-bys over a saved table: pandas by row group, a pyarrow dataset, and DuckDB where it is installed.

Usage: python groupby.py TOKENS.parquet [ROUNDS]

The question is the same for each: how often each lemma stands in each document. Wall seconds and peak,
each in a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

KEYS = ["doc_id", "lemma"]


def with_pandas(path: str) -> int:
    import pandas as pd
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        groups = (file.read_row_group(n, columns=KEYS).to_pandas() for n in range(file.num_row_groups))
        return len(pd.concat([group.groupby(KEYS, sort=True, observed=True).size() for group in groups]))


def with_pyarrow(path: str) -> int:
    import pyarrow.dataset as ds

    table = ds.dataset(path).to_table(columns=KEYS)
    return table.group_by(KEYS, use_threads=False).aggregate([([], "count_all")]).num_rows


def with_duckdb(path: str) -> int:
    import duckdb

    session = duckdb.connect()
    session.execute("SET threads = 1")
    query = "SELECT doc_id, lemma, count(*) FROM read_parquet(?) GROUP BY ALL ORDER BY ALL"
    return len(session.execute(query, [path]).fetchall())


WAYS = {"pandas by row group": with_pandas, "pyarrow dataset": with_pyarrow, "duckdb": with_duckdb}


def main() -> None:
    path, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3
    for name in list(WAYS) * rounds:
        subprocess.run([sys.executable, __file__, path, "--one", name], check=False)


def one(path: str, name: str) -> None:
    try:
        start = time.perf_counter()
        n_rows = WAYS[name](path)
    except ImportError as error:
        print(f"{name:22} {error}")
        return
    peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:22} {time.perf_counter() - start:6.2f} s  peak {peak:6.0f} MiB  {n_rows:,} rows of {Path(path).name}")


if __name__ == "__main__":
    one(sys.argv[1], sys.argv[3]) if "--one" in sys.argv else main()
