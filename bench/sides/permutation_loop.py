"""The loop that a user would write: deal the camps out to the authors anew, and count how often a word differs as much.

Usage: permutation_loop.py ARTICLES.json DRAWS
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

rows, draws = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), int(sys.argv[2])
start = time.perf_counter()
counts = CountVectorizer(tokenizer=str.split, token_pattern=None, lowercase=False).fit_transform(row[3] for row in rows)
counts = counts[:, np.flatnonzero(np.asarray(counts.sum(axis=0)).ravel() >= 5)].tocsr()
camps, authors = (np.array([row[column] for row in rows]) for column in (1, 2))
names, author_of = np.unique(authors, return_inverse=True)
camp_of = np.array([camps[authors == name][0] for name in names])


def difference(labels):
    north = labels[author_of] == "north"
    a, b = (np.asarray(counts[side].sum(axis=0)).ravel() for side in (north, ~north))
    return a / a.sum() - b / b.sum()


rng = np.random.default_rng(1)
observed = np.abs(difference(camp_of))
beyond = np.zeros(len(observed))
for _ in range(draws):
    beyond += np.abs(difference(rng.permutation(camp_of))) >= observed
p_values = (beyond + 1) / (draws + 1)
print(json.dumps({"seconds": time.perf_counter() - start, "n": len(p_values)}))
