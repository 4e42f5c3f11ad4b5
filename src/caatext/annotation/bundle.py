"""Feature bundles: the tables of a corpus without its text, and an audit of what could be rebuilt from them.

A bundle holds word counts by paragraph, pairs of neighboring words by document, and what was found in each sentence,
without order within the sentence and without offsets. Whoever has the texts can turn each address into its sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.annotation.review import Review
from caatext.corpus.codebook import Codebook
from caatext.corpus.documents import Corpus
from caatext.errors import AnnotationError, CorpusError, Problem
from caatext.provenance import Provenance
from caatext.store import fingerprint_file, remove, write_json, write_table
from caatext.tables import CONTRACTS, make_table

FORMAT = 1
#: Longest run of words that the audit may rebuild without a guess.
LONGEST_RUN = 10
#: Names of more words than this are left out: they begin to be text.
LONGEST_NAME = 5
_NO_TEXT = ("tokens",)

Pair = tuple[str, str]


@dataclass(frozen=True)
class Bundle:
    """Tables without text, their audit, and how they were made."""

    tables: Mapping[str, pd.DataFrame]
    audit: Mapping[str, Any]
    provenance: Provenance


def make_bundle(corpus: Corpus, annotations: Annotations) -> Bundle:
    """Return the shareable tables of an annotated corpus with their reconstruction audit.

    Pairs of neighboring words are dropped, fewest first, until no run longer than `LONGEST_RUN` words can be rebuilt
    from pairs and paragraph counts together; the audit says how many.

    Raises
    ------
    AnnotationError
        The corpus is a bundle already.
    """
    annotations.require_text("a feature bundle")
    tables = {name: _strip(name, table) for name, table in annotations.tables() if name not in _NO_TEXT}
    tables["ledger"] = corpus.ledger.assign(path=[Path(path).name for path in corpus.ledger["path"]])
    kept, dropped = thin_pairs(tables["bigrams"], tables["words"])
    tables["bigrams"] = kept
    audit = audit_tables(kept, tables["words"]) | {"pairs_dropped": dropped, "limit": LONGEST_RUN}
    return Bundle(
        tables,
        audit,
        annotations.provenance.then("share", settings={"format": FORMAT, "longest_run": LONGEST_RUN}),
    )


def _strip(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Take out text and offsets, and sort within the sentence by content, so that order is lost."""
    stripped = table.drop(columns=[column for column in ("text",) if column in table])
    if name == "documents":
        return _short_docvars(stripped).assign(path="")
    if "start" in stripped:
        stripped = stripped.assign(start=-1, end=-1)
    if name == "entities":
        kept = [name if len(name.split()) <= LONGEST_NAME else "" for name in stripped["surface"]]
        stripped = stripped.assign(surface=kept)
    if name in ("paragraphs", "sentences"):
        return stripped
    return stripped.sort_values(list(stripped.columns), kind="stable").reset_index(drop=True)


def _short_docvars(documents: pd.DataFrame) -> pd.DataFrame:
    """Leave out document variables beyond the contract whose values are running text, such as a biography."""
    extra = [name for name in documents if name not in CONTRACTS["documents"]]
    wordy = [name for name in extra if any(len(str(value).split()) > LONGEST_NAME for value in documents[name])]
    return documents.drop(columns=wordy)


def write_bundle(bundle: Bundle, folder: Path) -> Path:
    """Write a bundle: ``tables/*.parquet``, ``audit.json`` and ``bundle.json`` with checksums. Return the folder."""
    digests = {}
    for name in sorted(bundle.tables):
        path = write_table(folder / "tables" / f"{name}.parquet", bundle.tables[name])
        digests[f"tables/{path.name}"] = fingerprint_file(path)
    for path in (folder / "tables").glob("*.parquet"):  # of an earlier bundle in this folder
        if f"tables/{path.name}" not in digests:
            remove(path)
    write_json(folder / "audit.json", dict(bundle.audit))
    write_json(
        folder / "bundle.json",
        {"format": FORMAT, "files": digests, "provenance": bundle.provenance.to_list()},
    )
    return folder


def bundle_annotations(corpus: Corpus, codebook: Codebook | None, *, review: Review | None = None) -> Annotations:
    """Return the annotations that a bundle came with.

    Raises
    ------
    AnnotationError
        The bundle was read with other names or cues than `codebook` has, or with another review; without the text
        they cannot be read anew.
    """
    made_with = next((step.settings for step in reversed(corpus.provenance.steps) if step.name == "annotate"), {})
    other = ""
    if codebook is not None and made_with.get("reading") not in (None, codebook.reading_fingerprint):
        other = f"other names or cues than the codebook {codebook.codebook.id} has now"
    elif review is not None and made_with.get("review", "") != review.fingerprint:
        other = "another review of its mentions"
    if other:
        raise AnnotationError(
            Problem(
                code="E-CFG-BUNDLE",
                found=f"this bundle was read with {other}",
                action="stopped: names and cues cannot be read anew without the text",
                remedy="name the texts with --texts, or use the codebook that lies beside the bundle",
            )
        )
    # A bundle made before a column existed lacks it; there it is missing.
    tables = {name: make_table(corpus.tables.get(name, []), name) for name in Annotations.table_names()}
    tables |= {"documents": corpus.docvars, "paragraphs": corpus.paragraphs}
    return Annotations(**tables, provenance=corpus.provenance, codebook_fingerprint=str(made_with.get("codebook", "")))


def check_texts(bundle: Corpus, texts: Corpus) -> None:
    """Raise unless `texts` holds exactly the documents of `bundle`, by the fingerprint of each text.

    Raises
    ------
    CorpusError
        A document is absent or its text is another one; every such document is named.
    """
    wanted = dict(zip(bundle.doc_ids, bundle.documents["sha256"], strict=True))
    found = dict(zip(texts.doc_ids, texts.documents["sha256"], strict=True))
    problems = [
        Problem(
            code="E-ID-TEXTS",
            place=f"document {doc_id}",
            found="the text is not the one the bundle was made from"
            if doc_id in found
            else "there is no such document",
            action="stopped: addresses would lead to the wrong sentences",
            remedy="name the file or folder that the bundle was made from, unchanged",
        )
        for doc_id, digest in wanted.items()
        if found.get(doc_id) != digest
    ]
    if problems:
        raise CorpusError(problems)


def audit_tables(bigrams: pd.DataFrame, words: pd.DataFrame) -> dict[str, Any]:
    """Return how long the runs of words are that can be rebuilt from these tables without a guess.

    Two attacks. *Pairs*: from each pair of a document, go on while the last word has one possible successor and back
    while the first has one possible predecessor. *Pairs and paragraph*: the same among the words of one paragraph,
    which rules successors out. Both overstate what is rebuilt, since a word may also end its sentence.

    Returns
    -------
    dict
        For each attack the longest run by document (words), and the median and 95th percentile over all units
        attacked. Lower is safer. These are lower bounds of what a language model could guess further.
    """
    by_document: dict[str, dict[str, int]] = {}
    pair_runs, paragraph_runs = [], []
    vocabularies = _vocabularies(words)
    for doc_id, pairs in _pairs(bigrams).items():
        longest = _longest(longest_runs(pairs))
        within = [_longest(longest_runs(_within(pairs, words))) for words in vocabularies.get(doc_id, [])]
        pair_runs.append(longest)
        paragraph_runs.extend(within)
        by_document[doc_id] = {"pairs": longest, "pairs_and_paragraph": max(within, default=0)}
    return {
        "by_document": by_document,
        "pairs": _summary(pair_runs),
        "pairs_and_paragraph": _summary(paragraph_runs),
        "longest_run": max([*pair_runs, *paragraph_runs], default=0),
        "meaning": "words in a row that can be rebuilt without a guess",
    }


def _summary(runs: list[int]) -> dict[str, float]:
    if not runs:
        return {"median": 0.0, "percentile_95": 0.0, "longest": 0.0}
    return {
        "median": float(np.median(runs)),
        "percentile_95": round(float(np.percentile(runs, 95)), 2),
        "longest": float(max(runs)),
    }


def _longest(runs: Iterable[tuple[str, ...]]) -> int:
    return max((len(run) for run in runs), default=0)


def _pairs(bigrams: pd.DataFrame) -> dict[str, list[Pair]]:
    found: dict[str, list[Pair]] = {}
    for doc_id, bigram in zip(bigrams["doc_id"], bigrams["bigram"], strict=True):
        first, _, second = str(bigram).partition(" ")
        found.setdefault(str(doc_id), []).append((first, second))
    return found


def _vocabularies(words: pd.DataFrame) -> dict[str, list[set[str]]]:
    found: dict[str, list[set[str]]] = {}
    for (doc_id, _), rows in words.groupby(["doc_id", "paragraph"], sort=True):
        found.setdefault(str(doc_id), []).append(set(rows["form"]))
    return found


def _within(pairs: Iterable[Pair], vocabulary: set[str]) -> list[Pair]:
    return [pair for pair in pairs if pair[0] in vocabulary and pair[1] in vocabulary]


def longest_runs(pairs: Iterable[Pair]) -> list[tuple[str, ...]]:
    """Return, for each pair, the longest run of words around it that the pairs force.

    Examples
    --------
    >>> longest_runs([("the", "cat"), ("cat", "sat"), ("the", "dog")])[0]
    ('the', 'cat', 'sat')
    """
    after: dict[str, set[str]] = {}
    before: dict[str, set[str]] = {}
    edges = list(dict.fromkeys(pairs))
    for first, second in edges:
        after.setdefault(first, set()).add(second)
        before.setdefault(second, set()).add(first)
    return [(*reversed(_follow(first, before, second)), *_follow(second, after, first)) for first, second in edges]


def _follow(word: str, neighbors: Mapping[str, set[str]], come_from: str) -> list[str]:
    """Go on from `word` while there is one way to go, and no pair is used twice."""
    run, used = [word], {(come_from, word)}
    while len(following := neighbors.get(run[-1], set())) == 1:
        step = (run[-1], next(iter(following)))
        if step in used:
            break
        used.add(step)
        run.append(step[1])
    return run


def thin_pairs(bigrams: pd.DataFrame, words: pd.DataFrame, *, longest: int = LONGEST_RUN) -> tuple[pd.DataFrame, int]:
    """Return the pairs without those that let a run of more than `longest` words be rebuilt, and how many were dropped.

    The middle pair of each such run is dropped; dropping can force other runs, so this is repeated until none is left.
    """
    vocabularies = _vocabularies(words)
    dropped: set[tuple[str, Pair]] = set()
    for doc_id, pairs in _pairs(bigrams).items():
        left = pairs
        while cuts := _cuts(left, vocabularies.get(doc_id, []), longest):
            left = [pair for pair in left if pair not in cuts]
            dropped.update((doc_id, pair) for pair in cuts)
    gone = [
        (str(doc_id), tuple(str(bigram).split(" ", 1))) in dropped
        for doc_id, bigram in zip(bigrams["doc_id"], bigrams["bigram"], strict=True)
    ]
    return bigrams[~np.array(gone, dtype=bool)].reset_index(drop=True), int(sum(gone))


def _cuts(pairs: list[Pair], vocabularies: list[set[str]], longest: int) -> set[Pair]:
    """Middle pairs of the runs that are too long."""
    runs = longest_runs(pairs)
    for vocabulary in vocabularies:
        runs.extend(longest_runs(_within(pairs, vocabulary)))
    middles = (len(run) // 2 for run in runs)
    return {(run[at - 1], run[at]) for run, at in zip(runs, middles, strict=True) if len(run) > longest}
