"""Our side of sentiment: the tone of every parsed sentence, by voice, with its coverage; the parses are kept ones.

Usage: caatext_tone.py CORPUS CACHE
"""

import json
import sys
import time
from pathlib import Path

import caatext as ct
from caatext.annotation.appraisal import sentence_polarity
from caatext.annotation.parsing import parse_documents
from caatext.annotation.shards import plan_shards
from caatext.store import TableCache

corpus = ct.read_corpus(sys.argv[1])
seconds, n = 0.0, 0
for shard in plan_shards(corpus):
    for document in parse_documents(shard, cache=TableCache(Path(sys.argv[2]))):
        start = time.perf_counter()
        for sentence in document.sentences:
            n += bool(list(sentence_polarity(sentence, document.text, {})))
        seconds += time.perf_counter() - start
print(json.dumps({"seconds": seconds, "n": n}))
