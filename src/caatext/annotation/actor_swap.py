"""Texts in which two actors have changed places: what depends on the name shows, and what does not stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.corpus.codebook import Actor, Codebook
from caatext.corpus.documents import Corpus, count_words
from caatext.errors import AnnotationError, Problem
from caatext.provenance import fingerprint

_KINDS = ("adjective", "metonym", "leader", "surname", "office", "prefix", "name")


def swap_actors(corpus: Corpus, annotations: Annotations, codebook: Codebook, *, actors: tuple[str, str]) -> Corpus:
    """Return the corpus with every mention of one actor put into the words of the other, and the reverse.

    A mention is replaced by a form of the same kind where the other actor has one: name by name, adjective by
    adjective, capital by capital, leader by leader, office by office; else by its name.

    Parameters
    ----------
    corpus : Corpus
        With text.
    annotations : Annotations
        Of this corpus; its ``mentions`` say where the actors are named.
    codebook : Codebook
        Knows both actors.
    actors : tuple of two str
        Their identifiers.

    Returns
    -------
    Corpus
        The same documents and paragraphs; the texts differ in these names only.

    Notes
    -----
    Not to be read as: good English throughout. *The* before a name stays as it is, and *a* is not turned into *an*.

    Raises
    ------
    AnnotationError
        The annotations have no text, or an actor is not in the codebook.

    Examples
    --------
    >>> import caatext as ct
    >>> codebook = ct.read_codebook("corpus/sample/codebook.toml")  # doctest: +SKIP
    >>> corpus = ct.read_corpus("corpus/sample")  # doctest: +SKIP
    >>> annotations = ct.annotate(corpus, codebook=codebook)  # doctest: +SKIP
    >>> swapped = swap_actors(corpus, annotations, codebook, actors=("quorrand", "averrond"))  # doctest: +SKIP
    """
    annotations.require_text("swapping actors in the texts")
    unknown = [actor for actor in actors if actor not in codebook.actor_by_id]
    if unknown:
        found = f"the codebook has no actor '{unknown[0]}'"
        raise AnnotationError(
            Problem(code="E-CFG-ROLE", found=found, remedy=f"name two of {', '.join(codebook.actor_by_id)}")
        )
    first, second = (codebook.actor_by_id[actor] for actor in actors)
    other = {first.id: second, second.id: first}
    mentions = annotations.mentions
    mentions = mentions[mentions["actor_id"].isin(actors)].sort_values(["doc_id", "start"])
    spans: dict[str, list[tuple[int, int, str]]] = {}
    rows = mentions[["doc_id", "start", "end", "surface", "actor_id"]].itertuples(index=False, name=None)
    for doc_id, start, end, surface, actor_id in rows:
        own = codebook.actor_by_id[actor_id]
        spans.setdefault(doc_id, []).append((start, end, _form(other[actor_id], _kind(own, surface))))
    return _replace_spans(corpus, spans)


def _kind(actor: Actor, surface: str) -> str:
    """Return what kind of form of an actor this is."""
    forms = _forms(actor)
    return next((kind for kind in _KINDS if surface in forms[kind]), "name")


def _form(actor: Actor, kind: str) -> str:
    """Return the form of an actor of this kind that it names first, else its name."""
    return next(iter(_forms(actor)[kind]), actor.name)


@lru_cache(maxsize=16)
def _forms(actor: Actor) -> Mapping[str, Sequence[str]]:
    """Return the forms of an actor by kind."""
    adjectives = [alias for alias in actor.aliases if alias != actor.name and _is_adjective(alias)]
    return {
        "name": [actor.name, *(alias for alias in actor.aliases if alias not in adjectives)],
        "adjective": adjectives,
        "metonym": [metonym.surface for metonym in actor.metonyms],
        "leader": [leader.name for leader in actor.leaders],
        "surname": [leader.surname for leader in actor.leaders if leader.surname],
        "office": list(actor.offices),
        "prefix": list(actor.prefixes),
    }


def _is_adjective(alias: str) -> bool:
    """Whether an alias is the adjective of a state: one word in small letters that does not end like a land.

    Examples
    --------
    >>> [alias for alias in ("Russian", "PRC", "America", "Kyrgyz Republic", "Chinese") if _is_adjective(alias)]
    ['Russian', 'Chinese']
    """
    return alias.isalpha() and alias[1:].islower() and not alias.endswith(("a", "stan", "land"))


def _replace_spans(corpus: Corpus, spans: Mapping[str, Sequence[tuple[int, int, str]]]) -> Corpus:
    """Return a corpus with other words in some spans of its texts; paragraphs move along."""
    texts, paragraphs = [], corpus.paragraphs.copy()
    for doc_id, text in corpus.texts.items():
        changes = spans.get(doc_id, ())
        parts, last = [], 0
        for start, end, form in changes:
            parts += [text[last:start], form]
            last = end
        texts.append("".join([*parts, text[last:]]))
        own = paragraphs["doc_id"] == doc_id
        for edge in ("start", "end"):
            paragraphs.loc[own, edge] = [_shifted(offset, changes) for offset in paragraphs.loc[own, edge]]
    documents = corpus.documents.assign(
        text=pd.Series(texts, index=corpus.documents.index, dtype="str"),
        sha256=[fingerprint(text) for text in texts],
        n_words=[count_words(text) for text in texts],
    )
    record = {"documents": {doc_id: len(changes) for doc_id, changes in sorted(spans.items())}}
    return replace(
        corpus,
        documents=documents,
        paragraphs=paragraphs,
        provenance=corpus.provenance.then("swap_actors", settings=record),
    )


def _shifted(offset: int, changes: Sequence[tuple[int, int, str]]) -> int:
    return offset + sum(len(form) - (end - start) for start, end, form in changes if end <= offset)
