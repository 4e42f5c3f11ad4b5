"""How much of a paragraph a frame takes, and how much of an article, by the rule that people code by."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.measures.frames.scoring import counted_codes
from caatext.tables import check_table

#: Share of the sentences of a paragraph from which a frame is what the paragraph is for.
MAIN_SHARE = 0.5
#: Share of the paragraphs of an article from which a frame can organize all of it.
ORGANIZING_SHARE = 1 / 3
#: Sections in which an author says what it all comes to; the first paragraph counts with them.
CONCLUSIONS = ("CONCLUSION", "CONCLUSIONS")


def frame_levels(codes: pd.DataFrame, annotations: Annotations, *, voice: str = "author") -> pd.DataFrame:
    """Return the level of every coded paragraph: 2 where the frame is what it is for, else 1.

    Level 2: the first sentence is coded, or at least half of the sentences are; a code of a whole paragraph is of its
    first sentence too.

    Parameters
    ----------
    codes : DataFrame
        From `code_frames`, one instrument.
    annotations : Annotations
        Sentences are read.
    voice : str
        Whose codes count, as in `score_frames`.

    Returns
    -------
    DataFrame
        ``frame_id``, ``doc_id``, ``paragraph``, ``level`` (1 or 2), ``n_coded`` sentences of ``n_sentences``. A
        paragraph without the frame has no row.

    Notes
    -----
    Not to be read as: a person's judgment of what a paragraph is for. Instruments miss sentences, hence levels too.

    Examples
    --------
    >>> from caatext.tables import make_table
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> places = [{"doc_id": "a1", "paragraph": 1, "sentence": n} for n in (1, 2, 3)]
    >>> tables["sentences"] = make_table(places, "sentences")
    >>> code = places[1] | {"frame_id": "own", "voice": "author", "polarity": "asserted"}
    >>> frame_levels(make_table([code], "codes"), Annotations(**tables))["level"].tolist()
    [1]
    """
    sentences = check_table(annotations.sentences, "sentences", step="annotate")
    total = sentences.groupby(["doc_id", "paragraph"]).size()
    own = counted_codes(codes, voice)[["frame_id", "doc_id", "paragraph", "sentence"]].drop_duplicates()
    rows = []
    for (frame_id, doc_id, paragraph), coded in own.groupby(["frame_id", "doc_id", "paragraph"], sort=True)["sentence"]:
        n = int(total.get((doc_id, paragraph), 0))
        is_main = int(coded.min()) <= 1 or len(coded) >= MAIN_SHARE * n
        rows.append((frame_id, doc_id, paragraph, 2 if is_main else 1, len(coded), n))
    return pd.DataFrame(rows, columns=["frame_id", "doc_id", "paragraph", "level", "n_coded", "n_sentences"])


def frame_intensity(levels: pd.DataFrame, annotations: Annotations, *, frames: Iterable[str]) -> pd.DataFrame:
    """Return how far a frame organizes each article, from 0 to 3, more is further.

    0: in no paragraph. 1: below 2. 2: in two paragraphs at least and what one of them is for. 3: what the first
    paragraph or one of the conclusion is for, and in more than a third of all paragraphs.

    Parameters
    ----------
    levels : DataFrame
        From `frame_levels`.
    annotations : Annotations
        Paragraphs are read.
    frames : iterable of str
        Which frames.

    Returns
    -------
    DataFrame
        ``frame_id``, ``doc_id``, ``intensity``, ``n_coded`` and ``n_paragraphs``, frames as given, articles in order.

    Notes
    -----
    Not to be read as: how strongly an author holds a view. An article that names no actor of the frame has 0 here and
    a missing share in `score_frames`; the share is the headline.
    """
    paragraphs = check_table(annotations.paragraphs, "paragraphs", step="annotate")
    total = paragraphs.groupby("doc_id", sort=False).size()
    ending = paragraphs["section"].fillna("").str.upper().str.strip(": ").isin(CONCLUSIONS)
    weighty = {(str(doc), int(par)) for doc, par in paragraphs.loc[ending | (paragraphs["paragraph"] == 1),
                                                                  ["doc_id", "paragraph"]].to_numpy()}  # fmt: skip
    found = {
        key: dict(zip(own["paragraph"], own["level"], strict=True))
        for key, own in levels.groupby(["frame_id", "doc_id"])
    }
    rows = []
    for frame_id in frames:
        for doc_id, n in total.items():
            coded = found.get((frame_id, doc_id), {})
            main = {(str(doc_id), int(par)) for par, level in coded.items() if level == 2}
            rows.append((frame_id, str(doc_id), _intensity(len(coded), main, weighty, int(n)), len(coded), int(n)))
    return pd.DataFrame(rows, columns=["frame_id", "doc_id", "intensity", "n_coded", "n_paragraphs"])


def _intensity(n_coded: int, main: Collection[object], weighty: Collection[object], n: int) -> int:
    if not n_coded:
        return 0
    if not frozenset(main).isdisjoint(weighty) and n_coded > ORGANIZING_SHARE * n:
        return 3
    return 2 if n_coded >= 2 and main else 1
