"""Plant a corpus: write its articles and gather the truth about every sentence of them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from caatext.planted.actors import WORLDS
from caatext.planted.articles import Article, Written
from caatext.planted.clauses import FRAMES, HALVES, check_choice, read_bank
from caatext.planted.designs import Design, Noise, check_design

#: Columns of the truth tables after the address and the span.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "sentences": ("kind",),
    "mentions": ("surface", "actor_id", "reading", "form"),
    "statements": (
        "surface", "voice", "source", "agent", "verb", "patient", "is_negated", "is_passive", "is_nominal", "modality",
    ),
    "quotes": ("surface", "kind", "shell", "voice", "actor_id"),
    "frames": (
        "surface", "frame_id", "label", "level", "type", "half", "voice", "source", "polarity", "modality", "roles",
        "clause_id",
    ),
    "stance": ("surface", "actor_id", "value", "label", "voice", "source"),
    "habits": ("surface", "author"),
}  # fmt: skip
_DEFAULTS: Mapping[str, Any] = {"source": "", "voice": "own", "modality": "real"}
_ADDRESS = ("doc_id", "paragraph", "sentence", "start", "end")


@dataclass(frozen=True)
class Planted:
    """A corpus and its truth.

    Parameters
    ----------
    documents : DataFrame
        ``doc_id, author, author_id, region, topic, date, text, raw``: the clean text, its paragraphs divided by an
        empty line, and the same article as a web page pasted into a file would have it.
    truth : mapping of str to DataFrame
        Stand-off tables; offsets count characters of the clean text, paragraphs from 1 in the document, sentences
        from 1 in the paragraph. See `plant`.
    """

    documents: pd.DataFrame
    truth: Mapping[str, pd.DataFrame]


def plant(
    design: str | Design,
    *,
    n_articles: int,
    seed: int,
    half: str = "held_out",
    world: str = "fictional",
    noise: Noise | None = None,
) -> Planted:
    """Return a corpus whose actors, roles, voices, frames, stances and topics are known.

    An article has 12 to 18 paragraphs of 3 to 6 sentences. The shares q of its frames are drawn from a Dirichlet
    distribution around the means of its author. A frame is main in a paragraph (level 2) where two or more sentences
    carry it, asserted as real in the author's own voice; it has level 1 where one does, and 0 otherwise.

    Parameters
    ----------
    design : str or Design
        ``D0`` no author differences; ``D1`` authors crossed with regions and topics; ``D2`` author = region = topic;
        ``D3`` the frames in focus keep apart; ``D4`` they go together; ``D5`` one author never mentions the power in
        focus. Or a design of your own, such as ``dataclasses.replace(DESIGNS["D1"], sd=0.05)``.
    n_articles : int
        A multiple of authors times regions (4), of authors (2) where they are confounded.
    seed : int
        0 or more. Equal arguments give equal bytes.
    half : {"held_out", "development"}
        Which half of the clause bank.
    world : {"fictional", "real"}
        The same corpus with invented or with real names.
    noise : Noise
        Rates of what disturbs.

    Returns
    -------
    Planted
        Truth tables, all with ``doc_id``, and with ``paragraph, sentence, start, end, surface`` where they mark a
        span: ``sentences`` (kind), ``mentions`` (actor_id, reading, form), ``statements`` (voice, source, agent,
        verb, patient, is_negated, is_passive, is_nominal, modality), ``quotes`` (kind, shell, voice, actor_id),
        ``frames`` (frame_id, label, level, type, half, voice, source, polarity, modality, roles, clause_id),
        ``stance`` (actor_id, value, label, voice, source), ``habits`` (author), ``topics`` (one row a paragraph:
        section, topic), ``levels`` (paragraph by frame: level, label), ``plan`` (document by frame: author, mean,
        sd, q, share_main, share_any), ``ties`` (actor_a, actor_b). A higher level or share is more of the frame;
        a stance is -1 for blame, 0 for neither, +1 for praise.

    Notes
    -----
    Recovery here does not show that an instrument reads real prose. `stance` holds planted evaluations only: a frame
    such as hidden dominance may blame by implication, and is not marked for it. Reporting verbs are not statements.
    The levels are planted as shares of paragraphs; an instrument that counts sentences estimates another quantity.

    Raises
    ------
    MeasureError
        A name is not known, the shares cannot be had, or the articles do not fill the design evenly.

    References
    ----------
    Shi, Gerlach, Diermeier and Amaral (2019), AISTATS, on planted topics; Halterman (2025), Political Analysis, on
    synthetic text for the training and testing of classifiers.

    Examples
    --------
    >>> corpus = plant("D1", n_articles=4, seed=7)
    >>> corpus.documents["author"].value_counts().to_dict()
    {'Maro Tindle': 2, 'Jessamy Odo Ćorvik': 2}
    >>> row = corpus.truth["mentions"].iloc[0]
    >>> text = corpus.documents.set_index("doc_id").loc[row["doc_id"], "text"]
    >>> text[row["start"]:row["end"]] == row["surface"]
    True
    """
    design = check_design(design, n_articles)
    check_choice("half", half, HALVES)
    check_choice("world", world, WORLDS)
    noise = noise or Noise()
    articles = [Article(design, number, seed, half, world, noise).write() for number in range(n_articles)]
    return assemble(articles, noise=noise, key=f"{seed}|{design.name}|{half}")


def assemble(articles: Iterable[Written], *, noise: Noise, key: str) -> Planted:
    """Return the articles as one corpus with its truth tables."""
    articles = list(articles)
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in COLUMNS}
    levels = {(r["doc_id"], r["paragraph"], r["frame_id"]): r["level"] for a in articles for r in a.levels}
    for article in articles:
        doc_id, text = article.row["doc_id"], article.row["text"]
        for paragraph, sentence, mark in sorted(article.marks, key=lambda m: (m[2].start, m[2].end)):
            fields = {"doc_id": doc_id, "paragraph": paragraph, "sentence": sentence, **mark.fields}
            fields |= {"start": mark.start, "end": mark.end, "surface": text[mark.start : mark.end]}
            fields["level"] = levels.get((doc_id, paragraph, mark.fields.get("frame_id", "")), 0)
            rows[mark.table].append({**_DEFAULTS, **fields})
    truth = {name: pd.DataFrame(rows[name], columns=[*_ADDRESS, *columns]) for name, columns in COLUMNS.items()}
    for name, part in (("topics", "topics"), ("levels", "levels"), ("plan", "plan")):
        truth[name] = pd.DataFrame([row for article in articles for row in getattr(article, part)])
    truth["ties"] = pd.DataFrame(read_bank("world")["ties"]["pairs"], columns=["actor_a", "actor_b"])
    return Planted(pd.DataFrame([dict(a.row) for a in articles]), _with_labels(truth, noise.wrong_labels, key))


def _with_labels(truth: dict[str, pd.DataFrame], rate: float, key: str) -> dict[str, pd.DataFrame]:
    """Add what a fallible coder would have written down: another frame, level or value in `rate` of the rows."""
    rng = random.Random(f"{key}|labels")
    choices = {"frames": ("frame_id", FRAMES), "stance": ("value", (-1.0, 0.0, 1.0)), "levels": ("level", (0, 1, 2))}
    for name, (column, values) in choices.items():
        if column in truth[name]:
            true = truth[name][column].tolist()
            wrong = [rng.choice([other for other in values if other != value]) for value in true]
            noisy = [w if rng.random() < rate else t for w, t in zip(wrong, true, strict=True)]
            truth[name] = truth[name].assign(label=pd.Series(noisy, index=truth[name].index))
    return truth
