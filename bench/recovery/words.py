"""Topics, ties, words of an author, stances, and whether the same input gives the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from sklearn.decomposition import NMF
from sklearn.metrics import f1_score, normalized_mutual_info_score

import caatext as ct
from caatext.annotation.annotations import Annotations
from caatext.comparison.primary import frame_contrast
from caatext.corpus.documents import Corpus
from caatext.measures.cooccurrence.ties import tie_significance
from caatext.measures.topics.engines import tf_idf
from caatext.measures.topics.preparation import prepare
from caatext.planted import Planted, clauses, world
from caatext.planted.clauses import content_words
from caatext.planted.designs import TOPICS
from caatext.stats.resampling import keyed_rng
from caatext.tables import ADDRESS
from recovery.corpora import PAIR, Case, annotate, by_author, planted_codebook
from recovery.table import Row, at_least, number

N_RUNS = 10


# -- topics ----------------------------------------------------------------------------------------------------------
def topic_tokens(case: Case) -> pd.DataFrame:
    """Return the words of the sentences that were planted for their topic, with the topic planted there."""
    truth = case.planted.truth
    neutral = truth["sentences"].query("kind == 'neutral'")[list(ADDRESS)]
    tokens = case.annotations.tokens.merge(neutral, on=list(ADDRESS))
    tokens = tokens.merge(truth["topics"][["doc_id", "paragraph", "topic"]], on=["doc_id", "paragraph"])
    return tokens.assign(lemma=tokens["lemma"].str.lower())[["doc_id", "paragraph", "lemma", "topic"]]


def token_topics(tokens: pd.DataFrame, content: np.ndarray, prevalence: np.ndarray, *, units, features) -> np.ndarray:
    """Return the likeliest topic of each token, given its word and its paragraph; -1 where the model lacks one."""
    row = {unit: at for at, unit in enumerate(units)}
    column = {word: at for at, word in enumerate(features)}
    found = []
    for doc_id, paragraph, lemma in tokens[["doc_id", "paragraph", "lemma"]].itertuples(index=False, name=None):
        unit, word = row.get((doc_id, paragraph)), column.get(lemma)
        weights = np.zeros(1) if unit is None or word is None else prevalence[unit] * content[:, word]
        found.append(int(weights.argmax()) if weights.sum() > 0 else -1)
    return np.array(found)


def topic_agreement(case: Case) -> dict[str, float]:
    """Return the normalized mutual information of planted topics with inferred ones of the same words.

    Ours, scikit-learn's NMF as it starts by itself, and the least and most that it reaches from random starts.
    """
    n_topics = len(TOPICS)
    fit = ct.topics.fit_topics(case.annotations, n_topics=n_topics, n_runs=N_RUNS)
    dfm, _ = prepare(case.annotations, mask_names=True)
    weights = tf_idf(dfm.counts).weights.astype(np.float64)
    tokens = topic_tokens(case)
    tokens = tokens[tokens["lemma"].isin(fit.features)]

    def agreement(content: np.ndarray, prevalence: np.ndarray, units: list) -> float:
        found = token_topics(tokens, content, prevalence, units=units, features=fit.features)
        return float(normalized_mutual_info_score(tokens["topic"][found >= 0], found[found >= 0]))

    def reference(init: str, seed: int) -> float:
        model = NMF(n_topics, init=init, random_state=seed, max_iter=2_000)
        by_unit = model.fit_transform(weights)
        return agreement(model.components_, by_unit, list(zip(dfm.doc_ids, dfm.paragraphs, strict=True)))

    started = [reference("random", seed) for seed in range(N_RUNS)]
    ours = agreement(fit.content, fit.prevalence, list(zip(fit.doc_ids, fit.paragraphs, strict=True)))
    return {"ours": ours, "theirs": reference("nndsvda", 0), "least": min(started), "most": max(started),
            "words": len(tokens)}  # fmt: skip


def topic_rows(case: Case, *, sizes: Sequence[int]) -> Iterator[Row]:
    """Yield the agreement for ever more articles, so that it shows where topics can be detected at all."""
    for n in sizes:
        told = topic_agreement(case.some(case.corpus.doc_ids[:n]))
        figure = (
            f"{number(told['ours'])}; scikit-learn {number(told['theirs'])}, "
            f"from random starts {number(told['least'])} to {number(told['most'])}"
        )
        quantity = f"topics, {n} articles: mutual information of planted and inferred topics of words"
        good = told["ours"] >= told["theirs"] - 0.02
        yield Row(quantity, figure, "within 0.02 of scikit-learn, or above", good, f"{told['words']:.0f} words")


# -- ties ------------------------------------------------------------------------------------------------------------
def tie_rows(case: Case) -> Iterator[Row]:
    """Yield precision and recall among pairs of states of one region, where ties are planted."""
    true = {frozenset(pair) for pair in case.planted.truth["ties"].itertuples(index=False, name=None)}
    regions = _regions()
    n = f"{len(true)} planted, {len(case.corpus.doc_ids)} articles"
    for window in ("sentence", "paragraph"):
        found = _ties(case.annotations, case, regions, window=window)
        hits = len(found & true)
        precision, recall = hits / len(found) if found else float("nan"), hits / len(true)
        figure = f"{number(precision)}; {number(recall)}; {len(found)} found"
        good = bool(precision >= 0.9 and recall >= 0.7)
        yield Row(f"ties of states, by {window}: precision; recall", figure, "at least 0.90; 0.70", good, n)
    shuffled = _ties(shuffle_mentions(case.annotations), case, None, window="sentence")
    quantity = "ties, after names were dealt to other sentences of the article"
    yield Row(quantity, f"{len(shuffled)} found", "none", not shuffled, n)


def _regions() -> dict[str, str]:
    table = world().query("kind == 'state'")
    return dict(zip(table["actor_id"], table["region"], strict=True))


def _ties(annotations: Annotations, case: Case, regions: dict[str, str] | None, *, window: str) -> set[frozenset[str]]:
    edges = tie_significance(annotations, case.codebook, window=window)
    edges = edges[(edges["p_adjusted"] <= 0.05) & (edges["value"] > 0)]
    pairs = list(edges[["actor_a", "actor_b"]].itertuples(index=False, name=None))
    if regions is not None:
        pairs = [(a, b) for a, b in pairs if a in regions and regions[a] == regions.get(b)]
    return {frozenset(pair) for pair in pairs}


def shuffle_mentions(annotations: Annotations) -> Annotations:
    """Return annotations in which each actor is named in as many sentences of an article, but in any of them."""
    rng = keyed_rng(1, "recovery", "shuffled mentions")
    sentences = annotations.sentences.sort_values(list(ADDRESS), ignore_index=True)
    spots = {doc: rows[["paragraph", "sentence", "start"]].to_numpy() for doc, rows in sentences.groupby("doc_id")}
    named = annotations.mentions.sort_values(["doc_id", "start"], ignore_index=True)
    named = named.drop_duplicates([*ADDRESS, "actor_id"])
    parts = []
    for (doc_id, _), rows in named.groupby(["doc_id", "actor_id"], sort=True):
        drawn = spots[doc_id][rng.choice(len(spots[doc_id]), size=len(rows), replace=False)]
        parts.append(rows.assign(paragraph=drawn[:, 0], sentence=drawn[:, 1], start=drawn[:, 2], end=drawn[:, 2] + 1))
    return replace(annotations, mentions=pd.concat(parts, ignore_index=True))


# -- words of an author ----------------------------------------------------------------------------------------------
def keyness_row(case: Case, *, n: int) -> Row:
    """Return how many of the planted words of authors are among the first 20 of their list, `n` articles each.

    Authors alike but for their words: where they differ in frames, the words of the frames are theirs as well.
    """
    some = _docvars(case.corpus).sort_values("doc_id").groupby("author").head(n)
    words = case.annotations.words[case.annotations.words["doc_id"].isin(some["doc_id"])]
    table = ct.keyness(words, by_author(some), mask_names=True, n_permutations=99).table
    habits = case.planted.truth["habits"]
    habits = habits[habits["doc_id"].isin(some["doc_id"])]
    wanted = set(zip(habits["author"], habits["surface"].str.lower(), strict=True))
    group = str(table["group"].iloc[0])
    other = next(author for author in sorted(set(some["author"])) if author != group)
    first = {(group, word) for word in _first(table, is_group=True)}
    first |= {(other, word) for word in _first(table, is_group=False)}
    hits, of_topics = len(wanted & first) / len(wanted), {word for _, word in first} & _topic_words()
    uses = len(habits) / len(wanted)
    figure = f"{number(hits)}; {uses:.0f} uses a word; words of topics among the 40: {len(of_topics)}"
    quantity = f"keyness, {n} articles an author: planted words among the author's first 20"
    return at_least(quantity, hits, 0.80, f"{len(wanted)} words", figure=figure)


def keyness_rows(case: Case) -> Iterator[Row]:
    most = int(case.corpus.documents["author"].value_counts().min())
    for n in (n for n in (5, 10, 20) if n <= most):
        yield keyness_row(case, n=n)


def _first(table: pd.DataFrame, *, is_group: bool) -> list[str]:
    """Return the 20 words that mark the group most, or its reference; there are two authors."""
    return table.sort_values("z", ascending=not is_group, kind="stable")["category"].head(20).tolist()


def _topic_words() -> set[str]:
    return {word for clause in clauses("topic") for word in content_words(clause)}


# -- stances ---------------------------------------------------------------------------------------------------------
def stance_row(planted: Planted, *, scorer: str) -> Row:
    """Return macro F1 of the stance to the actor of each planted evaluation; undecided is read as neither."""
    case = annotate(planted, planted_codebook(), scorer=scorer)
    true = planted.truth["stance"].query("voice == 'own'")
    scores = ct.score_stance(case.annotations, case.codebook)
    mine = scores[(scores["measure"] == "stance") & (scores["voice"] == "author")]
    found = true.merge(mine, left_on=[*ADDRESS, "actor_id"], right_on=[*ADDRESS, "category"], how="left",
                       suffixes=("", "_found"))  # fmt: skip
    truth, guess = found["value"].astype(int), found["value_found"].fillna(0).astype(int)
    value = float(f1_score(truth, guess, average="macro", labels=[-1, 0, 1], zero_division=0))
    undecided, opposite = float(found["value_found"].isna().mean()), float((truth * guess < 0).mean())
    figure = f"{number(value)}; undecided {number(undecided)}, opposite {number(opposite)}"
    return at_least(f"stance to the actor, {scorer}: macro F1 of three classes", value, 0.65, len(found), figure=figure)


# -- the same bytes --------------------------------------------------------------------------------------------------
def fingerprint(planted: Planted, *, order: np.ndarray) -> str:
    """Return a hash of all tables of the way from texts to verdicts, read anew, with documents in another order."""
    documents = planted.documents.iloc[order].reset_index(drop=True)
    case = annotate(Planted(documents, planted.truth), planted_codebook(), cache=False)
    scores = ct.score_frames(case.annotations, case.codebook)
    grouping = by_author(_docvars(case.corpus))
    tables = [
        scores,
        ct.contrast(scores, grouping, measure="frame").table,
        frame_contrast(scores, scores, grouping, categories=PAIR).documents,
        ct.keyness(case.annotations.words, grouping).table,
        tie_significance(case.annotations, case.codebook),
        ct.code_frames(case.annotations, case.codebook, instrument="structural"),
        ct.score_stance(case.annotations, case.codebook),
        pd.DataFrame(ct.topics.fit_topics(case.annotations, n_topics=3, n_runs=3).prevalence),
    ]
    return hashlib.sha256("\n".join(table.to_csv(index=False) for table in tables).encode()).hexdigest()


def _docvars(corpus: Corpus) -> pd.DataFrame:
    return corpus.documents.drop(columns="text")


def same_bytes_row(planted: Planted) -> Row:
    n = len(planted.documents)
    orders = [np.arange(n), np.arange(n), keyed_rng(1, "recovery", "order").permutation(n), np.arange(n)[::-1]]
    prints = [fingerprint(planted, order=order) for order in orders]
    figure = "identical" if len(set(prints)) == 1 else f"{len(set(prints))} different"
    return Row("eight tables, read twice and in two other orders of documents: bytes", figure, "identical",
               len(set(prints)) == 1, f"{n} articles, {len(orders)} readings")  # fmt: skip
