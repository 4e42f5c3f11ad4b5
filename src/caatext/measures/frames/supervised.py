"""Instrument *supervised*: a classifier learned from human codings, article by article, with names hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.corpus.codebook import Codebook
from caatext.errors import MeasureError, Problem
from caatext.measures.frames.coded_units import Unit, Units, read_units
from caatext.measures.frames.learner import Learner, Reading, Wordings, find_wordings
from caatext.measures.frames.readings import AUTHOR, main_moods, main_uptakes, main_voices, make_codes, polarity_of
from caatext.measures.frames.roles import Actors, Cast, Roles, check_roles, find_slots, first_actor
from caatext.measures.frames.scoring import eligible_paragraphs
from caatext.tables import ADDRESS

#: A frame is learned from so many units with it, so many without it, and so many articles with it, or not at all.
FEWEST_UNITS = 30
FEWEST_DOCUMENTS = 5
FOLDS = 5
_COUNTED = ("asserted", "attributed", "")


def learnable_frames(codebook: Codebook, gold: pd.DataFrame) -> dict[str, str]:
    """Return, for each frame, why it cannot be learned from these codings; nothing where it can."""
    labels = _labels(gold)
    reasons = {}
    for frame in codebook.frames:
        coded = labels.get(frame.id, {})
        having = [unit for unit, value in coded.items() if value]
        n_documents = len({unit[0] for unit in having})
        reasons[frame.id] = ""
        if min(len(having), len(coded) - len(having)) < FEWEST_UNITS or n_documents < FEWEST_DOCUMENTS:
            reasons[frame.id] = (
                f"{len(having)} units with the frame in {n_documents} articles and {len(coded) - len(having)} without "
                f"it were coded; {FEWEST_UNITS} of each, the former from {FEWEST_DOCUMENTS} articles, are needed"
            )
    return reasons


def code_by_example(
    annotations: Annotations,
    codebook: Codebook,
    *,
    gold: pd.DataFrame,
    roles: Roles | None = None,
    with_vectors: bool | None = None,
) -> pd.DataFrame:
    """Return which units a classifier, learned from human codings, takes for a frame.

    One classifier a frame, in two steps. First, logistic regression (L2, C = 1, classes weighted alike) on three parts:
    tf-idf of lemmas (length 1), the sentence vector (length 2), and which kinds of statement are there, each 0.3 (verb
    class, modality, negation, which sides are named). Second, logistic regression of the codings on the score s of the
    first and on the highest s of another sentence of the paragraph; so a paragraph that goes on about a frame lends
    weight to its sentences. The second step and the threshold, which is that of best F1, are learned from scores of
    units whose wording (cosine of tf-idf 0.7 or more) was left out in the first.

    Names of actors and all other names are left out, and the classifier sees no author, title or date. Units of an
    article that was coded by hand are read by a classifier that has seen neither that article (five folds of whole
    articles) nor, elsewhere, the wording of a coded unit in it: what people coded there is not handed back.

    Parameters
    ----------
    annotations : Annotations
        Codings of paragraphs need no text, those of sentences do.
    codebook : Codebook
        Frames. One with fewer than 30 units with it (from 5 articles) or 30 without it is not coded: it abstains.
    gold : DataFrame
        Human codings: ``doc_id``, ``paragraph``, ``sentence`` (0 throughout where paragraphs were coded), ``frame_id``,
        ``value`` (0 where the frame was looked for and not found); where there is ``polarity``, what is denied or
        rejected counts as not there; where there is ``status``, ``open`` ones are left out. They should be a random
        sample: where the frame is more frequent in it than in the texts, the threshold is too low for them.
    roles : mapping, optional
        Other actors for some roles; they decide which paragraphs are eligible.
    with_vectors : bool, optional
        Whether sentence vectors, with names hidden, are read besides words and statements; by default where there are
        text and the encoder. `why_no_vectors` says why not.

    Returns
    -------
    DataFrame
        Codes of the eligible units, of the same kind as the codings. ``strength`` is the probability, in [0, 1], more
        is more likely; the threshold is learned and may lie below 0.5. ``cues`` names up to three words that spoke for
        it; what the vector said has no name.

    Notes
    -----
    Not to be read as: a second opinion beside the people it learned from. It repeats them, faults and all. It sees
    kinds of statement and sentence vectors, so that it is not wholly independent of the structural and the semantic
    instrument; it sees no cue and no seed. See `check_examples` for how often it is right.

    Raises
    ------
    MeasureError
        No frame can be learned (each reason is named), or the codings mix sentences and paragraphs.
    AnnotationError
        Sentences were coded, or vectors are asked for, and this is a feature bundle; or they are asked for and the
        encoder is not installed.

    References
    ----------
    Grimmer & Stewart 2013, Text as data, doi:10.1093/pan/mps028; Platt 1999, Probabilistic outputs; Wolpert 1992,
    Stacked generalization, doi:10.1016/S0893-6080(05)80023-1.

    Examples
    --------
    >>> import caatext as ct
    >>> gold = ct.read_codings("codings/")  # doctest: +SKIP
    >>> codes = code_by_example(annotations, codebook, gold=gold.table)  # doctest: +SKIP
    """
    check_roles(codebook, roles or {})
    labels, learnable = _labels(gold), _learnable(codebook, gold)
    eligible = eligible_paragraphs(annotations, codebook, roles=roles)
    units = read_units(annotations, is_sentence=_are_sentences(gold), with_vectors=with_vectors)
    context = (Actors(annotations), main_voices(annotations), main_uptakes(annotations))
    moods = main_moods(annotations)
    rows: list[dict[str, Any]] = []
    for frame in (frame for frame in codebook.frames if frame.id in learnable):
        could = [at for at, place in enumerate(units.places) if place[:2] in eligible[frame.id]]
        reading = _predict(units, labels[frame.id])
        slots = find_slots(frame, codebook, (roles or {}).get(frame.id, {}))
        for at in (at for at in could if reading.called[at]):
            place = units.places[at]
            found = context[0].found(place[:2], range(1, place[2] + 1) if place[2] else None)
            found = found or context[0].found(place[:2])
            voice = context[1].get(place, AUTHOR)
            uptake = context[2].get((place, voice), "")
            rows.append(
                dict(zip(ADDRESS, place, strict=True))
                | {"frame_id": frame.id, "voice": voice, "uptake": uptake}
                | {"polarity": polarity_of(voice, uptake, mood=moods.get(place, ""))}
                | {"actor_id": first_actor(frame, slots, found, Cast.of(actor for _, actor in found))}
                | {"strength": round(float(reading.chances[at]), 6), "cues": reading.words[at]}
            )
    return make_codes(rows, "supervised")


def check_examples(
    annotations: Annotations, codebook: Codebook, *, gold: pd.DataFrame, with_vectors: bool | None = None
) -> pd.DataFrame:
    """Return how often the classifier is right on articles and wording that it has not seen.

    Parameters
    ----------
    annotations, codebook, gold, with_vectors
        As in `code_by_example`.

    Returns
    -------
    DataFrame
        One row a frame that can be learned: ``frame_id``, ``n_with``, ``n_without``, ``n_documents``, ``sensitivity``,
        ``specificity``, ``precision``, ``f1``, ``f1_all`` (what saying yes to every unit would reach), in [0, 1], more
        is better; NaN where nothing was called. Five folds of whole articles; wording that returns in the fold is
        not learned from.

    Notes
    -----
    Not to be read as: what to expect of other authors or topics than those coded. Where ``f1`` is no higher than
    ``f1_all`` the classifier has learned nothing.

    Raises
    ------
    MeasureError
        No frame can be learned, or the codings mix sentences and paragraphs.

    References
    ----------
    Grimmer & Stewart 2013, Text as data, doi:10.1093/pan/mps028.
    """
    labels, learnable = _labels(gold), _learnable(codebook, gold)
    units = read_units(annotations, is_sentence=_are_sentences(gold), with_vectors=with_vectors)
    rows = []
    for frame_id in learnable:
        at = [i for i, place in enumerate(units.places) if place in labels[frame_id]]
        truth = np.array([labels[frame_id][units.places[i]] for i in at])
        called = _predict(units, labels[frame_id]).called[at]
        hits = int((truth & called).sum())
        documents = {units.places[i][0] for i in at}
        rows.append(
            {"frame_id": frame_id, "n_with": int(truth.sum()), "n_without": int((~truth).sum())}
            | {"n_documents": len(documents), "sensitivity": _share(hits, truth.sum())}
            | {"specificity": _share((~truth & ~called).sum(), (~truth).sum())}
            | {"precision": _share(hits, called.sum()), "f1": _share(2 * hits, truth.sum() + called.sum())}
            | {"f1_all": _share(2 * truth.sum(), truth.sum() + len(truth))}
        )
    return pd.DataFrame(rows)


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def _learnable(codebook: Codebook, gold: pd.DataFrame) -> list[str]:
    reasons = learnable_frames(codebook, gold)
    if all(reasons.values()):
        remedy = "code more units; caatext code sample draws them"
        found = "no frame can be learned: " + "; ".join(f"{name}: {why}" for name, why in reasons.items())
        raise MeasureError(Problem(code="E-SIZE-FEW", found=found, action="not available", remedy=remedy))
    return [frame_id for frame_id, why in reasons.items() if not why]


def _labels(gold: pd.DataFrame) -> dict[str, dict[Unit, bool]]:
    """Return whether each frame is in each unit that was coded for it."""
    table = gold[gold["status"] != "open"] if "status" in gold else gold
    said = table["polarity"].isin(_COUNTED) if "polarity" in table else True
    found: dict[str, dict[Unit, bool]] = {}
    rows = table.assign(has=(table["value"] > 0) & said)
    for frame_id, *place, has in rows[["frame_id", *ADDRESS, "has"]].itertuples(index=False, name=None):
        unit = (place[0], int(place[1]), int(place[2]))
        coded = found.setdefault(frame_id, {})
        coded[unit] = coded.get(unit, False) or bool(has)
    return found


def _are_sentences(gold: pd.DataFrame) -> bool:
    kinds = set((gold["sentence"] > 0).tolist())
    if len(kinds) > 1:
        found = "the codings are of sentences and of paragraphs"
        raise MeasureError(Problem(code="E-CFG-OPTION", found=found, remedy="give those of one kind"))
    return kinds == {True}


def _predict(units: Units, labels: Mapping[Unit, bool]) -> Reading:
    """Return what is read in each unit by a classifier that has seen neither its article nor its wording."""
    found = Reading(np.zeros(len(units.places)), np.zeros(len(units.places), dtype=bool), [""] * len(units.places))
    for seen, wordings, asked in _tasks(units, labels):
        truth = np.array([labels[units.places[at]] for at in seen])
        if not asked or len(set(truth.tolist())) < 2:
            continue
        documents = {units.places[at][0] for at in seen}
        rows = [at for at, place in enumerate(units.places) if place[0] in documents]
        row = {at: number for number, at in enumerate(rows)}
        learner = Learner().fit(units.rows(rows), truth, coded=[row[at] for at in seen], wordings=wordings)
        reading = learner.read(units.rows(asked))
        found.chances[asked], found.called[asked] = reading.chances, reading.called
        for at, words in zip(asked, reading.words, strict=True):
            found.words[at] = words
    return found


def _tasks(units: Units, labels: Mapping[Unit, bool]) -> Iterator[tuple[list[int], Wordings, list[int]]]:
    """Yield rows to learn from with their wordings, and rows to be read: coded articles by folds, then the others."""
    from sklearn.model_selection import GroupKFold

    coded = np.array([at for at, place in enumerate(units.places) if place in labels], dtype=int)
    wordings = find_wordings([units.words[at] for at in coded])
    articles = np.array([units.places[at][0] for at in coded])
    everything = np.arange(len(coded))
    folds = [*GroupKFold(min(FOLDS, len(set(articles)))).split(coded, groups=articles)]
    for seen, unseen in [*folds, (everything, everything[:0])]:
        new = seen[~np.isin(wordings[seen], wordings[unseen])]
        documents = set(articles[unseen]) if len(unseen) else {place[0] for place in units.places} - set(articles)
        yield coded[new].tolist(), wordings[new], [at for at, place in enumerate(units.places) if place[0] in documents]
