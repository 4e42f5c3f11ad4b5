"""One document read by a codebook: every annotation table of it, from its parse and nothing else."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from caatext.annotation.actors import Gazetteer, Mention, link_actors
from caatext.annotation.appraisal import LEXICON, Evaluation, Polarity, find_evaluations, sentence_polarity
from caatext.annotation.assertions import find_agency_claims
from caatext.annotation.counting import PAIR_COLUMNS, WORD_COLUMNS, count_words_and_pairs
from caatext.annotation.cues import CueHit, CueIndex, find_cues
from caatext.annotation.entities import Entity, find_entities
from caatext.annotation.moods import main_mood
from caatext.annotation.parsing import ParsedDocument, Sentence, Token
from caatext.annotation.review import Review
from caatext.annotation.statements import Statement, find_statements
from caatext.annotation.target_stance import StanceRow, StanceScorer, find_stances
from caatext.annotation.voices import AUTHOR, Quote, find_quotes, uptake_at, voice_at
from caatext.corpus.codebook import Codebook
from caatext.corpus.documents import count_words
from caatext.corpus.world import with_world
from caatext.tables import ADDRESS, CONTRACTS, make_table

Row = tuple[Any, ...]
_QUOTE = tuple(name for name in Quote._fields if name != "sentence")
#: Columns of the rows of each table, in the order in which they are made.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "sentences": (*ADDRESS, "start", "end", "n_words", "mood"),
    "tokens": (*ADDRESS, "token", *Token._fields[1:], "voice"),
    "stances": (*ADDRESS, *StanceRow._fields),
    "mentions": (*ADDRESS, *Mention._fields, "voice"),
    "entities": (*ADDRESS, *Entity._fields),
    "quotes": (*ADDRESS, *_QUOTE, "n_words"),
    "statements": (*ADDRESS, *Statement._fields, "voice", "uptake"),
    "evaluations": (*ADDRESS, *Evaluation._fields, "voice", "uptake"),
    "cues": (*ADDRESS, *CueHit._fields, "voice", "uptake"),
    "polarity": (*ADDRESS, *Polarity._fields, "lexicon"),
    "words": WORD_COLUMNS,
    "bigrams": PAIR_COLUMNS,
}
#: The tables that are made from a document, in the order of `Annotations`.
MADE = ("sentences", "tokens", "mentions", "entities", "quotes", "statements", "evaluations", "stances", "cues",
        "polarity", "words", "bigrams")  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """What a codebook brings to the reading of a document, prepared once."""

    gazetteer: Gazetteer
    cues: CueIndex
    #: Actors whose names are made of common words (*Collective Security*), inside which no cue counts.
    organizations: frozenset[str]

    @classmethod
    def from_codebook(cls, codebook: Codebook) -> Reading:
        """Return the prepared codebook, with the world table where the codebook wants it."""
        book = with_world(codebook) if codebook.codebook.world else codebook
        named = (actor.id for actor in codebook.actors if actor.kind in ("organization", "group"))
        return cls(Gazetteer.from_codebook(book), CueIndex.from_codebook(book), frozenset(named))


@lru_cache(maxsize=2)
def prepare(codebook: Codebook) -> Reading:
    """Return the reading of a codebook, made once in each process."""
    return Reading.from_codebook(codebook)


def read_document(
    document: ParsedDocument,
    reading: Reading,
    *,
    date: str = "",
    review: Review | None = None,
    scorer: StanceScorer | None = None,
) -> dict[str, list[Row]]:
    """Return the rows of every table of one document; depends on nothing but its arguments."""
    mentions, masks = link_actors(document, reading.gazetteer, date=date, review=review)
    quotes = find_quotes(document, mentions)
    voices = voice_at(quotes)
    names = [(mention.start, mention.end) for mention in mentions] + masks
    entities = find_entities(document, names)
    locate = _Locator(document)
    rows = _read_sentences(document, reading, _Found(mentions, masks, voices, uptake_at(quotes)))
    rows["mentions"] = [(*locate(m.start), *m, voices.get(m.start, AUTHOR)) for m in mentions]
    rows["entities"] = [(*locate(entity.start), *entity) for entity in entities]
    rows["quotes"] = [
        (*locate(q.start), *(getattr(q, name) for name in _QUOTE), count_words(document.text[q.start : q.end]))
        for q in quotes
    ]
    spans = names + [(entity.start, entity.end) for entity in entities]
    rows["words"], rows["bigrams"] = count_words_and_pairs(document, spans)
    rows["tokens"] = [
        (document.doc_id, sentence.paragraph, sentence.number, *token, voices.get(token.start, AUTHOR))
        for sentence in document.sentences
        for token in sentence.tokens
    ]
    rows["stances"] = [(*locate(row.start), *row) for row in find_stances(document, mentions, voices, scorer=scorer)]
    return rows


def build_tables(documents: Sequence[Mapping[str, Sequence[Row]]]) -> dict[str, pd.DataFrame]:
    """Return every table of some documents from the rows of each, one below the other."""
    tables = {}
    for name in MADE:
        columns = _COLUMNS[name]
        rows = [row for document in documents for row in document[name]]
        made = pd.DataFrame(rows, columns=list(columns))
        tables[name] = make_table(made[[column for column in CONTRACTS[name] if column in columns]], name)
    return tables


@dataclass(frozen=True)
class _Found:
    """What was found in a document before its sentences are read one by one."""

    mentions: list[Mention]
    masks: list[tuple[int, int]]
    voices: Mapping[int, str]
    uptakes: Mapping[int, str]


def _read_sentences(document: ParsedDocument, reading: Reading, found: _Found) -> dict[str, list[Row]]:
    actor_at = {
        position: mention.actor_id
        for mention in found.mentions
        if mention.reading == "actor"
        for position in range(mention.start, mention.end)
    }
    bodies = [(m.start, m.end) for m in found.mentions if m.actor_id in reading.organizations]
    hidden = sorted(found.masks + bodies)
    rows: dict[str, list[Row]] = {
        name: [] for name in ("sentences", "statements", "evaluations", "cues", "polarity")
    }  # fmt: skip
    for sentence in document.sentences:
        address = (document.doc_id, sentence.paragraph, sentence.number)
        span = (sentence.start, sentence.end)
        rows["sentences"].append((*address, *span, count_words(document.text[span[0] : span[1]]), main_mood(sentence)))
        masks = [mask for mask in hidden if mask[0] < span[1] and span[0] < mask[1]]
        for name, items in (
            ("statements", find_statements(sentence, actor_at)),
            ("evaluations", [*find_evaluations(sentence, actor_at), *find_agency_claims(sentence, actor_at)]),
            ("cues", find_cues(sentence, reading.cues, masks=masks)),
        ):
            rows[name].extend(_with_voice(address, items, found))
        tones = sentence_polarity(sentence, document.text, found.voices)
        rows["polarity"].extend((*address, *tone, LEXICON) for tone in tones)
    return rows


def _with_voice(address: tuple[str, int, int], items: Iterable[Any], found: _Found) -> Iterable[Row]:
    return (
        (*address, *item, found.voices.get(item.start, AUTHOR), found.uptakes.get(item.start, "")) for item in items
    )


class _Locator:
    """Finds the address of an offset."""

    def __init__(self, document: ParsedDocument) -> None:
        self.doc_id = document.doc_id
        self.sentences: tuple[Sentence, ...] = document.sentences
        self.starts = [sentence.start for sentence in document.sentences]

    def __call__(self, offset: int) -> tuple[str, int, int]:
        """Return document, paragraph and sentence of an offset."""
        sentence = self.sentences[max(bisect_right(self.starts, offset) - 1, 0)]
        return self.doc_id, sentence.paragraph, sentence.number
