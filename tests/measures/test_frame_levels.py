"""Levels of paragraphs and intensity of articles by the rule that people code by."""

import pandas as pd
import pytest

from caatext.annotation.annotations import Annotations
from caatext.measures.frames.levels import frame_intensity, frame_levels
from caatext.tables import make_table


def annotations(n_paragraphs, n_sentences=4, sections=None):
    tables = {name: make_table([], name) for name in Annotations.table_names()}
    pars = range(1, n_paragraphs + 1)
    named = sections or {}
    tables["paragraphs"] = make_table(
        [{"doc_id": "d", "paragraph": p, "section": named.get(p, "")} for p in pars], "paragraphs"
    )
    tables["sentences"] = make_table(
        [{"doc_id": "d", "paragraph": p, "sentence": s} for p in pars for s in range(1, n_sentences + 1)], "sentences"
    )
    return Annotations(**tables)


def codes(*places, voice="author", polarity="asserted", uptake=""):
    fixed = {"doc_id": "d", "frame_id": "own", "voice": voice, "polarity": polarity, "uptake": uptake}
    return make_table(pd.DataFrame([fixed | {"paragraph": p, "sentence": s} for p, s in places]), "codes")


@pytest.mark.parametrize(
    ("coded", "level"), [([1], 2), ([2], 1), ([3, 4], 2), ([2, 3], 2), ([4], 1), ([0], 2)],
)  # fmt: skip
def test_a_paragraph_is_for_a_frame_that_opens_it_or_takes_half_of_its_sentences(coded, level):
    found = frame_levels(codes(*((1, s) for s in coded)), annotations(1))
    assert found["level"].tolist() == [level]


def test_what_is_denied_or_only_quoted_has_no_level_and_what_is_taken_up_has():
    here = annotations(1)
    assert frame_levels(codes((1, 1), polarity="denied"), here).empty
    assert frame_levels(codes((1, 1), voice="x", polarity="attributed"), here).empty
    assert len(frame_levels(codes((1, 1), voice="x", polarity="attributed", uptake="adopted"), here)) == 1


@pytest.mark.parametrize(
    ("coded", "sections", "intensity"),
    [
        ([], {}, 0),
        ([(2, 2)], {}, 1),
        ([(2, 1)], {}, 1),  # one paragraph, main in it
        ([(2, 2), (3, 2)], {}, 1),  # two, main in none
        ([(2, 1), (3, 2)], {}, 2),
        ([(1, 1), (3, 2)], {}, 2),  # main in the first, but in a third of six and not more
        ([(1, 1), (3, 2), (4, 2)], {}, 3),
        ([(2, 1), (3, 2), (4, 2)], {}, 2),  # no weighty paragraph
        ([(6, 1), (3, 2), (4, 2)], {6: "CONCLUSIONS"}, 3),
    ],
)
def test_intensity_follows_from_the_paragraphs(coded, sections, intensity):
    here = annotations(6, sections=sections)
    levels = frame_levels(codes(*coded), here) if coded else frame_levels(codes((1, 1)), here).iloc[:0]
    assert frame_intensity(levels, here, frames=["own"])["intensity"].tolist() == [intensity]
