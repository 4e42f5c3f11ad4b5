from dataclasses import replace

import pytest

from caatext.errors import MeasureError
from caatext.measures.frames import score_frames
from caatext.measures.frames.influence import leave_one_cue_out


@pytest.fixture
def three_cues(make_annotations, address, rows):
    """Five paragraphs name a small state; *refuse* carries two, *choose* one of the two as well, *insist* one."""
    words = [("refuse", 1), ("refuse", 2), ("choose", 2), ("insist", 3)]
    return make_annotations(
        paragraphs=[address(paragraph=n) for n in range(1, 6)],
        mentions=[rows.named(address(paragraph=n), "ludrath") for n in range(1, 6)],
        cues=[rows.cue(address(paragraph=n), "own", word=word, tier="seen") for word, n in words],
    )


def test_leave_one_cue_out_says_what_is_lost(three_cues, codebook):
    table = leave_one_cue_out(three_cues, codebook, "own")
    columns = ["cue", "n_hits", "share", "share_without", "effect", "n_units"]
    assert table[columns].round(9).to_numpy().tolist() == [
        ["refuse", 2, 0.6, 0.4, 0.2, 5],
        ["insist", 1, 0.6, 0.4, 0.2, 5],
        ["choose", 1, 0.6, 0.6, 0.0, 5],
    ]


def test_leave_one_cue_out_agrees_with_scoring(three_cues, codebook):
    """Its shares are those of `score_frames`, with and without the rows of a cue."""
    table = leave_one_cue_out(three_cues, codebook, "own").set_index("cue")
    for cue in ("refuse", "choose", "insist"):
        kept = replace(three_cues, cues=three_cues.cues[three_cues.cues["cue"] != cue])
        scores = score_frames(kept, codebook)
        own = scores[(scores["measure"] == "frame") & (scores["category"] == "own")]
        assert table.loc[cue, "share_without"] == own["value"].mean()


def test_leave_one_cue_out_of_a_frame_that_needs_two_cues_loses_it_without_either(
    make_annotations, codebook, both_groups, address
):
    table = leave_one_cue_out(make_annotations(**both_groups, paragraphs=[address()]), codebook, "hidden")
    assert table[["cue", "effect"]].to_numpy().tolist() == [["concealment", 1.0], ["control", 1.0]]


def test_leave_one_cue_out_counts_the_tiers_asked_for(three_cues, codebook):
    assert leave_one_cue_out(three_cues, codebook, "own", tiers=["theory"]).empty


def test_leave_one_cue_out_refuses_a_frame_that_there_is_not(three_cues, codebook):
    with pytest.raises(MeasureError, match=r"E-CFG-ROLE.*no frame 'visible'"):
        leave_one_cue_out(three_cues, codebook, "visible")
