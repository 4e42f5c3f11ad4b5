"""Placebos: the same measure where the claim says that nothing should be found, or that nothing should change.

Two more need no function: negative-control frames are scored with all others, and ``score_frames(gate="none")`` reads
the words with every actor masked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal, NamedTuple

import pandas as pd

from caatext.annotation.actor_swap import swap_actors
from caatext.annotation.annotations import Annotations
from caatext.annotation.pipeline import annotate
from caatext.corpus.codebook import Codebook
from caatext.corpus.documents import Corpus
from caatext.measures.frames.instruments import Instrument, code_frames
from caatext.measures.frames.roles import Roles
from caatext.measures.frames.scoring import score_frames
from caatext.stats.resampling import keyed_rng
from caatext.tables import ADDRESS, sort_by_address

#: Tables that say who is named and who acts; the others say what is said.
_OF_ACTORS = ("mentions", "entities", "statements", "evaluations", "stances")
#: A score may move by no more than this where only a name has changed.
MOST_CHANGE = 0.05


class SwapCheck(NamedTuple):
    """What became of a score when two actors changed places in the texts.

    `table` has one row a document: ``before``, ``after`` (shares of eligible paragraphs), ``change`` and ``n_units``;
    `change` is that of all documents together, `holds` whether it is no more than 0.05 either way.
    """

    table: pd.DataFrame
    change: float
    holds: bool


def swap_role(
    annotations: Annotations,
    codebook: Codebook,
    frame_id: str,
    role_id: str,
    *,
    fillers: Mapping[str, Collection[str]],
    instrument: Instrument = "dictionary",
    **settings: Any,
) -> pd.DataFrame:
    """Return the scores of a frame with one role given to other actors, computed alike for each.

    A dominator swap asks whether another power scores as high; a holder swap whether others have as much agency.

    Parameters
    ----------
    annotations, codebook
        As for `code_frames`.
    frame_id, role_id : str
        Whose role is swapped.
    fillers : mapping of str to collection of str
        Actors or ``@groups`` by the label under which their scores stand, such as ``{"China": ["china"]}``.
    instrument : str
        As in `code_frames`.
    **settings
        Of the instrument.

    Returns
    -------
    DataFrame
        Scores of the frame with a column ``filler``; each filler has its own eligible paragraphs.

    Notes
    -----
    Not to be read as: a test that a low score passes. That another power scores high says that the measure, or the
    text, is not about the first one alone.

    Raises
    ------
    MeasureError
        The frame, role or an actor does not exist.
    """
    parts = []
    for label in sorted(fillers):
        roles: Roles = {frame_id: {role_id: sorted(fillers[label])}}
        codes = code_frames(annotations, codebook, instrument=instrument, roles=roles, **settings)
        scores = score_frames(annotations, codebook, codes=codes, roles=roles)
        parts.append(scores[scores["category"] == frame_id].assign(filler=label))
    return pd.concat(parts, ignore_index=True)


def shuffle_sentences(
    annotations: Annotations, *, part: Literal["all", "words"] = "words", seed: int = 1
) -> Annotations:
    """Return annotations in which what is said has been dealt out again over the sentences of each article.

    Parameters
    ----------
    annotations : Annotations
        With text or without.
    part : {"words", "all"}
        ``words``: what is said moves, who is named and who acts stays, so that a score which asks for actors keeps no
        more than chance brings together, while a score which asks for cues alone keeps every cue. ``all``: whole
        sentences move, actors and all; only what a frame finds across neighboring sentences is lost.
    seed : int
        Of the shuffles, one an article.

    Returns
    -------
    Annotations
        The same rows under other addresses; sentences, paragraphs, words and tokens stay.

    Notes
    -----
    Not to be read as: a text. Offsets no longer fit the addresses.
    """
    sentences = sort_by_address(annotations.sentences)
    moved: dict[tuple[str, int, int], tuple[str, int, int]] = {}
    for doc_id, rows in sentences.groupby("doc_id", sort=True):
        places = list(rows[list(ADDRESS)].itertuples(index=False, name=None))
        order = keyed_rng(seed, "shuffle_sentences", str(doc_id)).permutation(len(places))
        moved.update({place: places[at] for place, at in zip(places, order, strict=True)})
    names = ["cues", "quotes", "polarity"] + (list(_OF_ACTORS) if part == "all" else [])
    tables: dict[str, Any] = {name: _move(getattr(annotations, name), moved) for name in names}
    return annotations.with_tables(**tables)


def _move(table: pd.DataFrame, moved: Mapping[tuple[str, int, int], tuple[str, int, int]]) -> pd.DataFrame:
    places = [moved.get(place, place) for place in table[list(ADDRESS)].itertuples(index=False, name=None)]
    changed = table.copy()
    for column, values in zip(ADDRESS, zip(*places, strict=True), strict=False):
        changed[column] = pd.Series(values, index=table.index).astype(table[column].dtype)
    return changed


def check_actor_swap(
    corpus: Corpus,
    annotations: Annotations,
    codebook: Codebook,
    *,
    actors: tuple[str, str],
    frame_id: str,
    instrument: Instrument = "dictionary",
) -> SwapCheck:
    """Return how far the score of a frame moves when two actors change places in the texts, which are read anew.

    Parameters
    ----------
    corpus : Corpus
        With text.
    annotations : Annotations
        Of this corpus and codebook.
    codebook : Codebook
        Both actors should be in the same roles, or the score must move.
    actors : tuple of two str
        Who changes places, such as ``("russia", "china")``.
    frame_id : str
        The frame.
    instrument : str
        As in `code_frames`.

    Returns
    -------
    SwapCheck
        Table by document, the change of all documents together (after minus before, in [-1, 1], 0 is best), and
        whether it is within 0.05.

    Notes
    -----
    Not to be read as: a fault of the codebook alone. The texts are parsed anew, and a parser reads some names better
    than others.

    Raises
    ------
    AnnotationError
        This is a feature bundle without text.
    """
    annotations.require_text("swapping actors in the texts")
    swapped = annotate(swap_actors(corpus, annotations, codebook, actors=actors), codebook=codebook)
    parts = []
    for name, read in (("before", annotations), ("after", swapped)):
        scores = score_frames(read, codebook, codes=code_frames(read, codebook, instrument=instrument))
        own = scores[(scores["measure"] == "frame") & (scores["category"] == frame_id)]
        parts.append(own.set_index(["doc_id", "paragraph"])["value"].rename(name))
    # A paragraph that is eligible in one reading only has no score in the other, and no change to speak of.
    values = pd.concat(parts, axis=1, join="inner").reset_index()
    table = values.groupby("doc_id", sort=True)[["before", "after"]].mean().reset_index()
    table["change"] = table["after"] - table["before"]
    table["n_units"] = values.groupby("doc_id", sort=True).size().to_numpy()
    change = float((values["after"] - values["before"]).mean())
    return SwapCheck(table, change, abs(change) <= MOST_CHANGE)
