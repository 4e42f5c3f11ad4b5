"""Our side of keyness or co-occurrence, on a corpus whose annotations are saved; as the command line does it.

Usage: caatext_step.py CORPUS CODEBOOK keyness|cooccurrence OUT.csv
"""

import json
import sys
import time
from pathlib import Path

from caatext.study.desk import compare_words, measures, open_desk, score_measure

corpus, codebook, step, out = sys.argv[1:]
desk = open_desk(Path(corpus), codebook=Path(codebook))
measures()  # imports them, which is no part of the work
start = time.perf_counter()
if step == "keyness":
    table = compare_words(desk, by="camp", group="north", cluster="author").table
else:
    table = score_measure(desk, step)
seconds = time.perf_counter() - start
table.to_csv(out, index=False)
print(json.dumps({"seconds": seconds, "n": len(table)}))
