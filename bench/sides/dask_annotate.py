"""Annotate a corpus on Dask workers of this machine; the clock starts when each worker has loaded its models.

Usage: dask_annotate.py CORPUS CODEBOOK WORKERS OUT
"""

import json
import sys
import time
from functools import partial
from pathlib import Path

import caatext as ct
from caatext.annotation.engines import choose_engine
from caatext.annotation.saved import annotate_into
from caatext.annotation.shards import Order, annotate_shard, plan_shards


def warm_up(shard, order, seconds):
    """Load the models, then keep the worker busy, so that the next of these goes to another worker."""
    annotate_shard(shard, order)
    time.sleep(seconds)


def main() -> None:
    corpus, book = ct.read_corpus(sys.argv[1]), ct.read_codebook(sys.argv[2])
    order, workers = Order(book), int(sys.argv[3])
    tiny = plan_shards(corpus.subset(corpus.doc_ids[:1]))[0]
    with choose_engine("dask", jobs=workers) as engine:
        list(engine(partial(warm_up, order=order, seconds=5), [tiny] * workers))
        start = time.perf_counter()
        annotate_into(Path(sys.argv[4]), corpus, order, engine=engine)
        print(json.dumps({"seconds": time.perf_counter() - start, "n": len(corpus)}))


if __name__ == "__main__":
    main()
