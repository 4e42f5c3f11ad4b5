"""One whole run of caatext in the working folder, every kind of output once; a script that tests start by its path.

It reads ``articles/``, ``codebook.toml`` and ``study.toml``, and writes the folders of `OUTPUTS`.
"""

from __future__ import annotations

import argparse
import sys

_CODEBOOK = ["--codebook", "codebook.toml"]
READING = [["ingest", "articles", "--out", "corpus"]]
REPORT = [
    ["report", "study.toml", "--out", "report"],
    ["code", "sample", "corpus", "--n", "5", "--out", "extra/sheet.xlsx", *_CODEBOOK],
]
EXTRA = [
    ["share", "corpus", "--out", "bundle", *_CODEBOOK],
    ["code", "sample", "corpus", "--n", "5", "--by", "author", "--kind", "stratified", "--out", "extra/strata.csv",
     *_CODEBOOK],
    ["export", "corpus", "mentions", "--out", "extra/mentions.csv", *_CODEBOOK],
    ["export", "corpus", "review", "--out", "extra/review.csv", *_CODEBOOK],
    ["export", "corpus", "tokens", "--out", "extra/tokens.parquet", *_CODEBOOK],
    ["score", "corpus", "topics", "--out", "extra/topics.csv", *_CODEBOOK],
    ["kwic", "corpus", "the ... of", "--out", "extra/kwic.csv"],
    ["new", "fresh"],
]  # fmt: skip
#: Folders that a run writes.
OUTPUTS = ("corpus", "report", "bundle", "extra", "fresh")


def run(commands: list[list[str]]) -> None:
    """Give the commands one after another, as a shell would."""
    from caatext.cli import main

    for command in commands:
        sys.argv = ["caatext", *command]
        try:
            main()
        except SystemExit as end:
            if end.code:
                print(f"failed ({end.code}): {' '.join(command)}", file=sys.stderr)
                raise


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--annotate", nargs="*", default=[], help="options of caatext annotate, without their dashes")
    parser.add_argument("--shard", type=int, help="characters of a shard")
    parser.add_argument("--until", choices=("annotated", "reported", "all"), default="all")
    options = parser.parse_args()
    if options.shard:
        import caatext.annotation.shards as shards

        shards.SHARD_CHARACTERS = options.shard
    annotate = ["annotate", "corpus", *_CODEBOOK]
    annotate += [part for pair in options.annotate for part in (f"--{pair.split('=')[0]}", pair.split("=")[1])]
    further = {"annotated": [], "reported": REPORT, "all": [*REPORT, *EXTRA]}
    run([*READING, annotate, *further[options.until]])
