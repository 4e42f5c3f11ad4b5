"""From codes to scores: which paragraphs could carry a frame, and which of them do."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from caatext.annotation.annotations import Annotations, by_parts
from caatext.corpus.codebook import Codebook
from caatext.measures.frames.dictionary import code_by_dictionary
from caatext.measures.frames.readings import ADOPTED
from caatext.measures.frames.roles import TIERS, Actors, Cast, Gate, Place, Roles, can_fill, check_roles, find_slots
from caatext.tables import check_table, make_table, sort_by_address, unit_id


@by_parts
def score_frames(
    annotations: Annotations,
    codebook: Codebook,
    *,
    codes: pd.DataFrame | None = None,
    roles: Roles | None = None,
    tiers: Collection[str] = TIERS,
    gate: Gate = "statements",
    voice: str = "author",
) -> pd.DataFrame:
    """Return, for each paragraph, whether it could carry each frame and, where it could, whether it does.

    Measure ``salience``: 1 where the actors named in the paragraph can fill all required roles of the frame,
    else 0, for every paragraph. Measure ``frame``: 1 where the frame is read, else 0, for those paragraphs
    only. Their means over a document are salience and *conditional* framing; they are never multiplied. Which
    paragraphs are eligible depends on no instrument and no gate, so that instruments are compared on the same ones.

    Parameters
    ----------
    annotations : Annotations
        Its ``mentions`` and ``paragraphs`` tables are read; without `codes`, those of the dictionary too.
    codebook : Codebook
        Frames.
    codes : DataFrame, optional
        Codes of another instrument or of a coder; by default those of the dictionary. Of frames that an instrument
        does not cover the scores mean nothing; `Readings.scores` leaves them out.
    roles, tiers, gate
        As in `code_by_dictionary`; `roles` decides who makes a paragraph eligible, too.
    voice : str
        ``author`` counts what the author asserts or, where somebody else says it, takes up; a speaker's name what is
        attributed to that speaker; ``all`` both. What is denied or rejected never counts.

    Returns
    -------
    DataFrame
        Scores: unit paragraph, category = frame, value 1 or 0 (more is more of the frame), weight 1. A
        document without an eligible paragraph has no ``frame`` row for that frame: missing, not 0. The
        sentences behind a 1 are the rows of the codes with the same document and paragraph.

    Notes
    -----
    Not to be read as: how much the author talks about the subject; that is ``salience``. Paragraphs of one
    article are no independent observations.

    Raises
    ------
    MeasureError
        As `code_by_dictionary`.

    References
    ----------
    Entman 1993, Framing; Grimmer & Stewart 2013, Text as data, doi:10.1093/pan/mps028.

    Examples
    --------
    A paragraph that nobody is named in cannot carry a frame that needs an actor; see `code_by_dictionary` for the
    codebook.

    >>> frame = {"id": "own", "name": "Own course", "definition": "It chooses.", "roles": [{"id": "holder"}]}
    >>> codebook = Codebook.model_validate({"codebook": {"id": "x", "title": "X", "version": "1"}, "frames": [frame]})
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> tables["paragraphs"] = make_table([{"doc_id": "a1", "paragraph": 1}], "paragraphs")
    >>> score_frames(Annotations(**tables), codebook)[["measure", "value"]].values.tolist()
    [['salience', 0.0]]
    """
    check_roles(codebook, roles or {}, tiers=tiers, gate=gate)
    if codes is None:
        codes = code_by_dictionary(annotations, codebook, roles=roles, tiers=tiers, gate=gate)
    kept = counted_codes(codes, voice)
    read = set(kept[["frame_id", "doc_id", "paragraph"]].itertuples(index=False, name=None))
    paragraphs = sort_by_address(check_table(annotations.paragraphs, "paragraphs", step="annotate"))
    places = list(paragraphs[["doc_id", "paragraph"]].itertuples(index=False, name=None))
    base = paragraphs[["doc_id", "paragraph", "start", "end"]].assign(
        unit="paragraph", unit_id=[unit_id(*place) for place in places], sentence=0, voice=voice, weight=1.0
    )
    eligible = eligible_paragraphs(annotations, codebook, roles=roles)
    parts = [base.assign(category="", measure="", value=0.0).iloc[:0]]
    for frame in codebook.frames:
        could = [place in eligible[frame.id] for place in places]
        framed = [float((frame.id, *place) in read) for place in places]
        rows = base.assign(category=frame.id)
        parts.append(rows.assign(measure="salience", value=[float(value) for value in could]))
        parts.append(rows.assign(measure="frame", value=framed)[could])
    scores = make_table(pd.concat(parts, ignore_index=True), "scores")
    return scores.sort_values(["doc_id", "paragraph", "measure", "category"], kind="stable", ignore_index=True)


def counted_codes(codes: pd.DataFrame, voice: str = "author") -> pd.DataFrame:
    """Return the codes that count for a voice; nothing that is denied or rejected counts for any.

    The author's are what the author asserts and what others say and the author takes up; ``all`` are those of every
    voice.

    Examples
    --------
    >>> rows = [("author", "asserted", ""), ("author", "denied", ""), ("x", "attributed", "adopted")]
    >>> codes = make_table(pd.DataFrame(rows, columns=["voice", "polarity", "uptake"]), "codes")
    >>> counted_codes(codes)["polarity"].tolist()
    ['asserted', 'attributed']
    """
    found = check_table(codes, "codes", step="code_frames")
    is_said = found["polarity"].isin(["asserted", "attributed"])
    if voice == "all":
        return found[is_said]
    is_own = is_said & (found["voice"] == voice)
    if voice == "author":
        is_own &= found["polarity"] == "asserted"
        if "uptake" in found:
            is_own |= is_said & (found["uptake"] == ADOPTED)
    return found[is_own]


def eligible_paragraphs(
    annotations: Annotations, codebook: Codebook, *, roles: Roles | None = None
) -> dict[str, frozenset[Place]]:
    """Return, for each frame, the paragraphs in which the actors that are named can fill its required roles."""
    actors = Actors(annotations)
    paragraphs = check_table(annotations.paragraphs, "paragraphs", step="annotate")
    places = list(paragraphs[["doc_id", "paragraph"]].itertuples(index=False, name=None))
    present = {place: frozenset(actor for _, actor in actors.found(place)) for place in places}
    found = {}
    for frame in codebook.frames:
        slots = find_slots(frame, codebook, (roles or {}).get(frame.id, {}))
        fillable = {named: can_fill(slots, Cast.of(named)) for named in dict.fromkeys(present.values())}
        found[frame.id] = frozenset(place for place, named in present.items() if fillable[named])
    return found
