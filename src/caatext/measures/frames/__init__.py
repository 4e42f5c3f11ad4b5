"""Frames by gated dictionary: `code_frames` says at which sentence, `score_frames` in which share of paragraphs.

May enter: instruments that give the same ``codes`` table. May not: names of authors, contrasts between groups.
"""

from caatext.measures.frames.dictionary import code_frames
from caatext.measures.frames.scoring import score_frames

__all__ = ["code_frames", "score_frames"]
