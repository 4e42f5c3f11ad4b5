"""Ten topics from the same counts of paragraphs by words. Usage: topics.py ENGINE FOLDER

caatext: consensus of 20 runs of NMF. gensim: `LdaModel`, 10 passes. sklearn-lda: batch, 10 iterations. sklearn-nmf: one
run. tomotopy: Gibbs sampling, 1,000 iterations, one worker (more workers give other results).
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from scipy import sparse

K = 10


def bags(counts):
    return [
        list(zip(counts.indices[a:b].tolist(), counts.data[a:b].tolist(), strict=True))
        for a, b in zip(counts.indptr, counts.indptr[1:], strict=False)
    ]


def fit_caatext(counts, features, folder):
    from caatext.annotation.features import DocumentFeatureMatrix
    from caatext.measures.topics import fit_topics

    doc_ids, paragraphs = json.loads((folder / "rows.json").read_text(encoding="utf-8"))
    dfm = DocumentFeatureMatrix(sparse.csr_array(counts), tuple(doc_ids), tuple(paragraphs), tuple(features))
    return lambda: fit_topics(dfm, n_topics=K, n_runs=20)


def fit_gensim(counts, features, folder):
    from gensim.models import LdaModel

    documents = bags(counts)
    return lambda: LdaModel(documents, id2word=dict(enumerate(features)), num_topics=K, passes=10, random_state=1)


def fit_sklearn_lda(counts, features, folder):
    from sklearn.decomposition import LatentDirichletAllocation

    return lambda: LatentDirichletAllocation(K, max_iter=10, random_state=1).fit(counts)


def fit_sklearn_nmf(counts, features, folder):
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfTransformer

    return lambda: NMF(K, init="nndsvda", random_state=1).fit(TfidfTransformer().fit_transform(counts))


def fit_tomotopy(counts, features, folder):
    import tomotopy

    model = tomotopy.LDAModel(k=K, seed=1)
    for row in bags(counts):
        model.add_doc([features[column] for column, n in row for _ in range(int(n))])
    return lambda: model.train(1_000, workers=1)


if __name__ == "__main__":
    engine, folder = sys.argv[1], Path(sys.argv[2])
    counts = sparse.load_npz(folder / "counts.npz").astype(np.int64)
    features = json.loads((folder / "features.json").read_text(encoding="utf-8"))
    fit = globals()[f"fit_{engine.replace('-', '_')}"](counts, features, folder)
    start = time.perf_counter()
    fit()
    print(json.dumps({"seconds": time.perf_counter() - start, "n": counts.shape[0]}))
