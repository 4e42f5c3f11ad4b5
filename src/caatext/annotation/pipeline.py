"""`annotate`: texts and a codebook to annotation tables; what was parsed once is not parsed again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.annotation.bundle import bundle_annotations
from caatext.annotation.engines import Engine
from caatext.annotation.parsing import DEFAULT_MODEL, model_fingerprint
from caatext.annotation.review import Review
from caatext.annotation.shards import Order, join_tables, plan_shards, run_shards
from caatext.annotation.target_stance import DEFAULT_SCORER
from caatext.corpus.codebook import About, Codebook
from caatext.corpus.documents import Corpus
from caatext.corpus.shelf import default_cache
from caatext.provenance import Provenance, fingerprint
from caatext.tables import make_table

#: Raise it when the same parse and codebook would give other tables.
READING_VERSION = 7
NO_CODEBOOK = Codebook(codebook=About(id="none", title="No codebook", version="1"))


def cache_folder(cache: Path | bool) -> Path | None:
    """Return the folder that a `cache` argument means: True is the user's cache folder, False is none."""
    return None if cache is False else default_cache() if cache is True else cache


def annotate(
    corpus: Corpus,
    *,
    codebook: Codebook | None = None,
    review: Review | None = None,
    model: str = DEFAULT_MODEL,
    scorer: str = DEFAULT_SCORER,
    engine: Engine | None = None,
    cache: Path | bool = True,
) -> Annotations:
    """Return the annotation tables of a corpus.

    Parameters
    ----------
    corpus : Corpus
        With text; a feature bundle hands back the tables it came with.
    codebook : Codebook, optional
        Actors, masks and cues, which win over the world table. Without one, the world table alone names actors, and
        no cue is found.
    review : Review, optional
        Decisions on single forms or mentions, from :func:`caatext.read_review`; they win over every rule.
    model : str
        Name or path of an installed spaCy pipeline.
    scorer : str
        What reads the stance to an actor from a sentence: see :func:`caatext.annotation.target_stance.load_scorer`.
    engine : Engine, optional
        What runs the parsing: see :mod:`caatext.annotation.engines`. The result does not depend on it.
    cache : Path or bool
        Where parses are kept; True for the user's cache folder, False for nowhere. Only parses are kept: an edited
        codebook parses nothing again.

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
        return bundle_annotations(corpus, codebook, review=review)
    order = Order(book, model, cache_folder(cache), review, scorer)
    tables = join_tables(list(run_shards(plan_shards(corpus), order, engine=engine)))
    return Annotations(
        documents=with_sentences(corpus.docvars, Counter(tables["sentences"]["doc_id"])),
        paragraphs=corpus.paragraphs,
        **tables,
        provenance=annotation_provenance(corpus, order),
        codebook_fingerprint=book.fingerprint,
    )


@lru_cache(maxsize=1)
def lexicon_fingerprint() -> str:
    """Return a SHA-256 over the word lists and models that come with the package; what messages say is none of them."""
    files = sorted(resources.files("caatext").joinpath("data").iterdir(), key=lambda file: file.name)
    return fingerprint([
        [file.name, fingerprint(file.read_bytes())]
        for file in files
        if file.is_file() and file.name != "errors.toml"
    ])  # fmt: skip


def annotation_provenance(corpus: Corpus, order: Order) -> Provenance:
    """Return the record of what annotations of this corpus depend on; known before they are made."""
    settings = {
        "model": Path(order.model).name,
        "model_sha256": model_fingerprint(order.model),
        "codebook": order.codebook.fingerprint,
        "reading": order.codebook.reading_fingerprint,
        "version": READING_VERSION,
        "review": order.review.fingerprint if order.review else "",
        "scorer": order.scorer,
        "lexicons": lexicon_fingerprint(),
    }
    return corpus.provenance.then("annotate", settings=settings, inputs={"corpus": corpus.fingerprint})


def with_sentences(docvars: pd.DataFrame, counts: Mapping[str, int]) -> pd.DataFrame:
    """Return the document variables with the number of sentences of each document."""
    return make_table(docvars.assign(n_sentences=[counts.get(doc, 0) for doc in docvars["doc_id"]]), "documents")
