"""Scattertext: scaled F-scores and log odds of words between two camps. Usage: scattertext_scores.py ARTICLES.json"""

import json
import sys
import time
import warnings
from pathlib import Path

warnings.simplefilter("ignore")
import pandas as pd  # noqa: E402
import scattertext as st  # noqa: E402

rows = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
articles = pd.DataFrame(rows, columns=["doc_id", "camp", "author", "text"])
start = time.perf_counter()
corpus = st.CorpusFromPandas(articles, category_col="camp", text_col="text", nlp=st.whitespace_nlp).build()
corpus = corpus.get_unigram_corpus()
counts = corpus.get_term_freq_df()
f_scores = corpus.get_scaled_f_scores("north")
log_odds = st.LogOddsRatioUninformativeDirichletPrior(alpha_w=0.01).get_scores(
    counts["north freq"].to_numpy(), counts["south freq"].to_numpy()
)
print(json.dumps({"seconds": time.perf_counter() - start, "n": len(log_odds)}))
