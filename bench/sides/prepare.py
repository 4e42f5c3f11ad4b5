"""Lay out what both sides of a comparison read, from one annotated corpus. Usage: prepare.py CORPUS FOLDER

``sentences.json``: the sentences. ``articles.json``: the words of each article in their order, with camp and author.
``mentions.json``: which actors each sentence names. ``counts.npz, features.json, rows.json``: paragraphs by words.
"""

import json
import sys
from pathlib import Path

import pandas as pd
from scipy import sparse

from caatext.measures.topics.preparation import prepare

corpus, folder = (Path(name) for name in sys.argv[1:3])
folder.mkdir(parents=True, exist_ok=True)


def write(name: str, content: object) -> None:
    (folder / name).write_text(json.dumps(content), encoding="utf-8")


documents = pd.read_parquet(corpus / "documents.parquet").set_index("doc_id").sort_index()
sentences = pd.read_parquet(corpus / "annotations" / "sentences.parquet")
texts = documents["text"].to_dict()
spans = zip(sentences["doc_id"], sentences["start"], sentences["end"], strict=True)
write("sentences.json", [texts[doc_id][start:end] for doc_id, start, end in spans])

words = pd.read_parquet(corpus / "annotations" / "words.parquet")
bags = words["lemma"].repeat(words["count"]).groupby(words["doc_id"].repeat(words["count"])).agg(" ".join)
docvars = documents.loc[bags.index]
write("articles.json", list(zip(bags.index, docvars["camp"], docvars["author"], bags, strict=True)))

mentions = pd.read_parquet(corpus / "annotations" / "mentions.parquet")
named = mentions[mentions["reading"] == "actor"]
window = named["doc_id"] + "." + named["paragraph"].astype(str) + "." + named["sentence"].astype(str)
write("mentions.json", sorted(set(zip(window, named["actor_id"], strict=True))))

dfm, _ = prepare(words, mask_names=True)
sparse.save_npz(folder / "counts.npz", sparse.csr_matrix(dfm.counts))
write("features.json", dfm.features)
write("rows.json", [dfm.doc_ids, [int(number) for number in dfm.paragraphs]])
