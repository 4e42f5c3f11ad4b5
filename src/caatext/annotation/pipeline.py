"""`annotate`: texts and a codebook to annotation tables, a document at a time; what was parsed once is not again."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from caatext.annotation.actors import Gazetteer, link_actors
from caatext.annotation.annotations import Annotations
from caatext.annotation.appraisal import LEXICON, find_evaluations, sentence_polarity
from caatext.annotation.bundle import bundle_annotations
from caatext.annotation.cues import CueIndex, find_cues
from caatext.annotation.engines import Engine
from caatext.annotation.parsing import (
    DEFAULT_MODEL,
    ParsedDocument,
    Sentence,
    model_fingerprint,
    parse_corpus,
)
from caatext.annotation.statements import find_statements
from caatext.annotation.voices import AUTHOR, find_quotes, voice_at
from caatext.corpus.codebook import About, Codebook
from caatext.corpus.documents import Corpus, count_words
from caatext.provenance import Provenance
from caatext.store import TableCache
from caatext.tables import make_table

Row = dict[str, Any]
_MADE = ("sentences", "tokens", "mentions", "entities", "quotes", "statements", "evaluations", "cues", "polarity",
         "words", "bigrams")  # fmt: skip
#: Raise it when the same parse and codebook would give other tables.
READING_VERSION = 1
NO_CODEBOOK = Codebook(codebook=About(id="none", title="No codebook", version="1"))


@dataclass(frozen=True)
class Reading:
    """What a codebook brings to the reading of a document, prepared once."""

    gazetteer: Gazetteer
    cues: CueIndex
    #: Actors whose names are made of common words (*Collective Security*), inside which no cue counts.
    organizations: frozenset[str]

    @classmethod
    def from_codebook(cls, codebook: Codebook) -> Reading:
        """Return the prepared codebook."""
        named = (actor.id for actor in codebook.actors if actor.kind in ("organization", "group"))
        return cls(Gazetteer.from_codebook(codebook), CueIndex.from_codebook(codebook), frozenset(named))


def default_cache() -> Path:
    """Return the folder where parses are kept: ``$CAATEXT_CACHE``, else the user's cache folder."""
    named = os.environ.get("CAATEXT_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(named).expanduser() if named else Path(base).expanduser() / "caatext"


def annotate(
    corpus: Corpus,
    *,
    codebook: Codebook | None = None,
    model: str = DEFAULT_MODEL,
    engine: Engine | None = None,
    cache: Path | bool = True,
    progress: Callable[[str], object] | None = None,
) -> Annotations:
    """Return the annotation tables of a corpus.

    Parameters
    ----------
    corpus : Corpus
        With text; a feature bundle hands back the tables it came with.
    codebook : Codebook, optional
        Actors, masks and cues. Without one, no mention and no cue is found.
    model : str
        Name or path of an installed spaCy pipeline.
    engine : Engine, optional
        What runs the parsing: see :mod:`caatext.annotation.engines`. The result does not depend on it.
    cache : Path or bool
        Where parses are kept; True for the user's cache folder, False for nowhere. Only parses are kept: an edited
        codebook parses nothing again.
    progress : callable, optional
        Called with each ``doc_id`` once it is done.

    Returns
    -------
    Annotations
        Tables in reading order.

    Raises
    ------
    AnnotationError
        The pipeline is not installed, or a bundle was annotated with another codebook.

    Examples
    --------
    >>> import caatext as ct
    >>> corpus = ct.read_corpus("corpus/sample").subset(["s01"])  # doctest: +SKIP
    >>> ct.annotate(corpus, codebook=ct.read_codebook("corpus/sample/codebook.toml"))  # doctest: +SKIP
    """
    book = codebook or NO_CODEBOOK
    if corpus.is_bundle:
        return bundle_annotations(corpus, codebook)
    folder = None if cache is False else default_cache() if cache is True else cache
    parsed = parse_corpus(corpus, model=model, engine=engine, cache=TableCache(folder) if folder else None)
    reading = Reading.from_codebook(book)
    dates = dict(zip(corpus.doc_ids, corpus.documents["date"], strict=True))
    rows: dict[str, list[Row]] = {name: [] for name in _MADE}
    for document in parsed:
        for name, found in annotate_document(document, reading, date=dates[document.doc_id]).items():
            rows[name].extend(found)
        if progress:
            progress(document.doc_id)
    tables = {name: make_table(found, name) for name, found in rows.items()}
    return Annotations(
        documents=with_sentences(corpus.docvars, tables["sentences"]),
        paragraphs=corpus.paragraphs,
        **tables,
        provenance=annotation_provenance(corpus, book, model=model),
        codebook_fingerprint=book.fingerprint,
    )


def annotation_provenance(corpus: Corpus, codebook: Codebook, *, model: str = DEFAULT_MODEL) -> Provenance:
    """Return the record of what annotations of this corpus depend on; known before they are made."""
    settings = {
        "model": model,
        "model_sha256": model_fingerprint(model),
        "codebook": codebook.fingerprint,
        "reading": codebook.reading_fingerprint,
        "version": READING_VERSION,
    }
    return corpus.provenance.then("annotate", settings=settings, inputs={"corpus": corpus.fingerprint})


def with_sentences(docvars: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Return the document variables with the number of sentences of each document."""
    counts = sentences.groupby("doc_id").size()
    n_sentences = [int(counts.get(doc_id, 0)) for doc_id in docvars["doc_id"]]
    return make_table(docvars.assign(n_sentences=n_sentences), "documents")


def annotate_document(document: ParsedDocument, reading: Reading, *, date: str = "") -> dict[str, list[Row]]:
    """Return the rows of every table for one document; depends on nothing but its arguments."""
    mentions, masks = link_actors(document, reading.gazetteer, date=date)
    quotes = find_quotes(document, mentions)
    voices = voice_at(quotes)
    actor_at = {
        position: mention.actor_id
        for mention in mentions
        if mention.reading == "actor"
        for position in range(mention.start, mention.end)
    }
    names = [(mention.start, mention.end) for mention in mentions] + masks
    bodies = [(mention.start, mention.end) for mention in mentions if mention.actor_id in reading.organizations]
    rows: dict[str, list[Row]] = {name: [] for name in _MADE}
    for sentence in document.sentences:
        for name, found in _annotate_sentence(sentence, document, reading, actor_at, voices, masks + bodies).items():
            rows[name].extend(found)
    located = _Locator(document)
    rows["mentions"] = [located.row(m.start, m._asdict() | {"voice": voices.get(m.start, AUTHOR)}) for m in mentions]
    rows["quotes"] = [
        located.row(q.start, {k: v for k, v in q._asdict().items() if k != "sentence"})
        | {"n_words": count_words(document.text[q.start : q.end])}
        for q in quotes
    ]
    rows["entities"] = list(_entities(document, names))
    name_spans = names + [(row["start"], row["end"]) for row in rows["entities"]]
    rows["words"], rows["bigrams"] = _count_words(document, name_spans)
    return rows


def _annotate_sentence(
    sentence: Sentence,
    document: ParsedDocument,
    reading: Reading,
    actor_at: Mapping[int, str],
    voices: Mapping[int, str],
    masks: list[tuple[int, int]],
) -> dict[str, list[Row]]:
    address = {"doc_id": document.doc_id, "paragraph": sentence.paragraph, "sentence": sentence.number}

    def with_voice(items: Iterable[Any]) -> list[Row]:
        return [address | item._asdict() | {"voice": voices.get(item.start, AUTHOR)} for item in items]

    span = {"start": sentence.start, "end": sentence.end}
    words = count_words(document.text[sentence.start : sentence.end])
    tones = sentence_polarity(sentence, document.text, voices)
    tokens = [
        address | {k: v for k, v in token._asdict().items() if k != "number"}
        | {"token": token.number, "voice": voices.get(token.start, AUTHOR)}
        for token in sentence.tokens
    ]  # fmt: skip
    return {
        "sentences": [address | span | {"n_words": words}],
        "tokens": tokens,
        "statements": with_voice(find_statements(sentence, actor_at)),
        "evaluations": with_voice(find_evaluations(sentence, actor_at)),
        "cues": with_voice(find_cues(sentence, reading.cues, masks=masks)),
        "polarity": [address | tone._asdict() | {"lexicon": LEXICON} for tone in tones],
    }


class _Locator:
    """Finds the address of an offset."""

    def __init__(self, document: ParsedDocument) -> None:
        self.doc_id = document.doc_id
        self.sentences = document.sentences
        self.starts = [sentence.start for sentence in document.sentences]

    def row(self, offset: int, values: Mapping[str, Any]) -> Row:
        """Return `values` with the address of `offset`."""
        sentence = self.sentences[max(bisect_right(self.starts, offset) - 1, 0)]
        return {"doc_id": self.doc_id, "paragraph": sentence.paragraph, "sentence": sentence.number} | dict(values)


_ENTITY_LABELS = ("PERSON", "ORG", "GPE", "NORP", "LOC", "FAC", "EVENT", "PRODUCT", "LAW", "WORK_OF_ART")


def _entities(document: ParsedDocument, names: list[tuple[int, int]]) -> Iterable[Row]:
    """Names that the model sees and no codebook entry or mask covers."""
    for sentence in document.sentences:
        spans: list[list[Any]] = []
        for token in sentence.tokens:
            iob, _, label = token.entity.partition("-")
            if label in _ENTITY_LABELS and iob == "I" and spans and spans[-1][2] == label:
                spans[-1][1] = token.end
            elif label in _ENTITY_LABELS:
                spans.append([token.start, token.end, label])
        for start, end, label in spans:
            if not any(start < other_end and other_start < end for other_start, other_end in names):
                yield {
                    "doc_id": document.doc_id, "paragraph": sentence.paragraph, "sentence": sentence.number,
                    "start": start, "end": end, "surface": document.text[start:end], "label": label,
                }  # fmt: skip


def _count_words(document: ParsedDocument, names: list[tuple[int, int]]) -> tuple[list[Row], list[Row]]:
    """Counts by paragraph, and pairs of neighbors by document; a pair never spans a sentence end."""
    named = {position for start, end in names for position in range(start, end)}
    words: Counter[tuple[int, str, str, str, bool]] = Counter()
    pairs: Counter[str] = Counter()
    for sentence in document.sentences:
        previous = ""
        for token in sentence.tokens:
            if not any(character.isalnum() for character in token.form):
                previous = "" if token.form in (".", "!", "?", ";", ":") else previous
                continue
            form = token.form.lower()
            words[sentence.paragraph, form, token.lemma.lower(), token.pos, token.start in named] += 1
            if previous:
                pairs[f"{previous} {form}"] += 1
            previous = form
    keys = ("paragraph", "form", "lemma", "pos", "is_name")
    doc_id = {"doc_id": document.doc_id}
    return (
        [doc_id | dict(zip(keys, key, strict=True)) | {"count": n} for key, n in sorted(words.items())],
        [doc_id | {"bigram": pair, "count": n} for pair, n in sorted(pairs.items())],
    )
