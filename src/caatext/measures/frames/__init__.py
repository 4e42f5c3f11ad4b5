"""Frames: `code_frames` says at which sentence, by a chosen instrument; `score_frames` in which share of paragraphs.

May enter: instruments that give the same ``codes`` table, and tests of them. May not: names of authors, contrasts
between groups.
"""

from caatext.measures.frames.instruments import code_frames, run_instruments
from caatext.measures.frames.scoring import score_frames

__all__ = ["code_frames", "run_instruments", "score_frames"]
