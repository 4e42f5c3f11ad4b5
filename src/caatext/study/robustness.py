"""Does the primary contrast hold: other instruments, other choices, placebos; and what the ledger may then say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.annotation.pipeline import annotate
from caatext.comparison.groups import check_name
from caatext.comparison.placebos import Placebo, compare_placebos
from caatext.comparison.primary import FrameContrast
from caatext.comparison.reruns import Array, claim_values, count_units, estimate_claims, primary_counts
from caatext.comparison.rule import check_clauses
from caatext.comparison.specifications import specification_curve
from caatext.corpus.codebook import Codebook
from caatext.corpus.profiles import load_profile
from caatext.corpus.readers import read_corpus
from caatext.measures.frames import code_frames, score_frames
from caatext.measures.frames.agreement import agreement_between
from caatext.measures.frames.instruments import FAMILIES, Readings
from caatext.measures.frames.placebos import shuffle_sentences
from caatext.measures.frames.roles import allowed_actors
from caatext.report.checks import Robustness
from caatext.study.multiverse import DICTIONARY, Pair, specify, with_frames

#: Shuffles of the sentences of each article; their mean is the placebo.
N_SHUFFLES = 20
MASKED, SHUFFLED, LEFT_IN = "all actors masked", "sentences shuffled", "bios and footer left in"
NO_RAW = "There is no raw text from which a profile removed lines."


def check_robustness(
    pair: Pair,
    primary: FrameContrast,
    readings: Readings,
    *,
    controls: Sequence[str] = (),
    raw: Annotations | None = None,
    seed: int = 1,
) -> Robustness:
    """Return how the primary contrast fares under other instruments, under other choices, and against placebos.

    Parameters
    ----------
    pair : Pair
        The frames, with the annotations, codebook, roles and grouping of the primary contrast.
    primary : FrameContrast
        From `frame_contrast`, of what the dictionary reads in the author's own voice.
    readings : Readings
        From `run_instruments` with the same roles.
    controls : sequence of str
        Negative-control frames: those that no claim is about. The first two also make a pair.
    raw : Annotations, optional
        The same documents with all that was cleaned away left in: see `read_raw`.
    seed : int
        Of shuffles and resamples.

    Returns
    -------
    Robustness
        Its `checks` are what `build_claims` takes.

    Notes
    -----
    Where the primary contrast is not estimable nothing here is, and no clause is passed.

    Raises
    ------
    ComparisonError
        A control frame is not in the codebook.
    """
    for control in controls:
        check_name(control, list(pair.codebook.frame_by_id), what="frame")
    counts = primary_counts(primary)
    scores = readings.scores(pair.annotations, pair.codebook, roles=pair.roles)
    instruments = {DICTIONARY: counts, **_instrument_counts(pair, readings, scores)}
    values: dict[str, dict[str, Array]] = {}
    for name, own in instruments.items():
        for claim, by_document in claim_values(own).items():
            values.setdefault(claim, {})[name] = by_document
    estimates = estimate_claims(values, pair.grouping)
    curve = specification_curve(specify(pair, readings), pair.grouping)
    placebos = compare_placebos(counts, list(_placebos(pair, controls, raw, seed)), pair.grouping)
    return Robustness(
        instruments=estimates.assign(family=estimates["name"].map(FAMILIES).astype("str")),
        curve=curve,
        placebos=placebos,
        agreement=_agreement([*pair.frames, *controls], scores, seed),
        checks=check_clauses(instruments, FAMILIES, curve, placebos, pair.grouping),
    )


def read_raw(path: Path, profile: str, codebook: Codebook) -> Annotations:
    """Return the annotations of a file with many articles in which no line was removed: bios, credits, footer stay.

    Parameters
    ----------
    path : Path
        The file.
    profile : str
        The profile that parts it; its kinds of lines are not applied.
    codebook : Codebook
        Actors and cues.
    """
    kept = load_profile(profile).model_copy(update={"lines": ()})
    return annotate(read_corpus(path, profile=kept), codebook=codebook)


def _instrument_counts(pair: Pair, readings: Readings, scores: Mapping[str, pd.DataFrame]) -> dict[str, Array]:
    """Return the counts of every instrument but the primary one; weak ones are no witnesses and are left out."""
    found = {}
    for name, own in scores.items():
        frames = [frame for frame in pair.frames if frame in readings.covered(name, weak=False)]
        if name != DICTIONARY and frames:
            found[name] = count_units(own[own["category"].isin(frames)], pair.frames, pair.grouping)
    return found


def _agreement(frames: Sequence[str], scores: Mapping[str, pd.DataFrame], seed: int) -> pd.DataFrame:
    kept = {name: own[own["category"].isin(frames)] for name, own in scores.items()}
    n_traits = sum(own.loc[own["measure"] == "frame", "category"].nunique() for own in kept.values())
    return agreement_between(kept, seed=seed) if n_traits > 1 else pd.DataFrame()


def _placebos(pair: Pair, controls: Sequence[str], raw: Annotations | None, seed: int) -> Iterator[Placebo]:
    yield from _swaps(pair)
    yield Placebo(MASKED, "kept", _counts(pair, gate="none"))
    yield _shuffled(pair, seed)
    yield from _control_frames(pair, controls)
    if raw is None:
        yield Placebo(LEFT_IN, "same", None, NO_RAW)
    else:
        yield Placebo(LEFT_IN, "same", _counts(replace(pair, annotations=raw)))


def _counts(pair: Pair, **settings: Any) -> Array:
    """Return the counts of the dictionary, own voice, under other settings."""
    codes = code_frames(pair.annotations, pair.book, roles=pair.own_roles, **settings)
    scores = score_frames(pair.annotations, pair.book, codes=codes, roles=pair.own_roles)
    return count_units(scores, pair.frames, pair.grouping)


def _swaps(pair: Pair) -> Iterator[Placebo]:
    """Yield the contrast with the first role of the frames given to others: of each frame, and of both at once."""
    others = {frame: _others(pair, frame) for frame in pair.frames}
    roles = {frame: {**pair.own_roles.get(frame, {}), role: actors} for frame, (role, _, actors) in others.items()}
    usable = [bool(others[frame][2]) for frame in pair.frames]
    counts = np.zeros((len(pair.grouping.labels), 4))
    for side, frame in enumerate(pair.frames):
        if usable[side]:
            book = with_frames(pair.codebook, [pair.codebook.frame_by_id[frame]])
            swapped = replace(pair, codebook=book, roles={frame: roles[frame]})
            counts[:, 2 * side : 2 * side + 2] = _counts(swapped)[:, 2 * side : 2 * side + 2]
    names = [others[frame][1] for frame in pair.frames]
    for side, (claim, name) in enumerate(zip(("D1", "D2"), names, strict=True)):
        lacking = "" if usable[side] else "No other actor of the codebook could be in its first role."
        yield Placebo(f"another {name}", "gone", counts if usable[side] else None, lacking, (claim,))
    lacking = "" if all(usable) else "For one of the frames no other actor could be in its first role."
    both = f"another {names[0]}, another {names[1]}"
    yield Placebo(both, "gone", counts if all(usable) else None, lacking, ("S3",))


def _others(pair: Pair, frame_id: str) -> tuple[str, str, list[str]]:
    """Return the first role of a frame, its identifier in words, and the actors that the study does not put there.

    These are the other actors that the codebook allows; where the study takes all of them, all others it knows.
    """
    frame = pair.codebook.frame_by_id[frame_id]
    if not frame.roles:
        return "", "actor", []
    role = frame.roles[0].id
    taken = allowed_actors(frame, role, pair.codebook, pair.own_roles.get(frame_id, {}))
    known = frozenset(pair.codebook.actor_by_id)
    possible = allowed_actors(frame, role, pair.codebook, {}) or known
    taken = known if taken is None else taken
    return role, role.replace("-", " "), sorted((possible - taken) or (known - taken))


def _shuffled(pair: Pair, seed: int) -> Placebo:
    """Return the mean counts over shuffles of what the sentences of each article say, actors staying in place."""
    parts = [
        _counts(replace(pair, annotations=shuffle_sentences(pair.annotations, seed=seed + number)))
        for number in range(N_SHUFFLES)
    ]
    return Placebo(SHUFFLED, "fainter", np.mean(parts, axis=0))


def _control_frames(pair: Pair, controls: Sequence[str]) -> Iterator[Placebo]:
    if not controls:
        reason = "The study names no negative-control frame."
        yield Placebo("negative-control frames", "gone", None, reason)
        return
    scores = score_frames(pair.annotations, pair.codebook, roles=pair.roles)
    names = {frame.id: frame.name for frame in pair.codebook.frames}
    for control in controls:
        counts = count_units(scores, (control, control), pair.grouping)
        yield Placebo(f"control frame: {names.get(control, control)}", "gone", counts, "", ("D1", "D2"))
    if len(controls) > 1:
        counts = count_units(scores, (controls[0], controls[1]), pair.grouping)
        first, second = (names.get(control, control) for control in controls[:2])
        yield Placebo(f"control frames: {first} against {second}", "gone", counts, "", ("S3",))
