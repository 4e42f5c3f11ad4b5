"""Frames: `code_frames` says at which sentence, by a chosen instrument; `score_frames` in which share of paragraphs.

May enter: instruments that give the same ``codes`` table, and tests of them. May not: names of authors, contrasts
between groups.
"""

from caatext.measures.frames.agreement import agreement_between
from caatext.measures.frames.coded_units import why_no_vectors
from caatext.measures.frames.influence import leave_one_cue_out
from caatext.measures.frames.instruments import code_frames, run_instruments
from caatext.measures.frames.placebos import check_actor_swap, shuffle_sentences, swap_role
from caatext.measures.frames.scoring import score_frames
from caatext.measures.frames.semantic import check_seeds, seed_bootstrap
from caatext.measures.frames.supervised import check_examples

__all__ = [
    "agreement_between",
    "check_actor_swap",
    "check_examples",
    "check_seeds",
    "code_frames",
    "leave_one_cue_out",
    "run_instruments",
    "score_frames",
    "seed_bootstrap",
    "shuffle_sentences",
    "swap_role",
    "why_no_vectors",
]
