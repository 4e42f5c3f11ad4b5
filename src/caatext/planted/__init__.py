"""Corpora with a known truth, to see what the instruments recover.

Real texts have no known truth; a generated corpus does. Nothing in this package reads a codebook, a cue list or a
lexicon of the toolkit, and its clauses were written by somebody who had not seen them: were detector and generator to
share a word list, recovery would be a tautology. Success here is necessary, never sufficient: the prose is cleaner
than real prose, and frames are planted clause by clause although real ones are carried by argument.
"""

from caatext.planted.actors import relabel, world
from caatext.planted.clauses import FRAMES, HALVES, TYPES, Clause, clauses, vocabulary
from caatext.planted.designs import DESIGNS, Design, Noise
from caatext.planted.generator import Planted, plant
from caatext.planted.pairs import PROPERTIES, minimal_pairs
from caatext.planted.raw_form import dump
from caatext.planted.recovery import Recovery, load_recovery

__all__ = [
    "DESIGNS",
    "FRAMES",
    "HALVES",
    "PROPERTIES",
    "TYPES",
    "Clause",
    "Design",
    "Noise",
    "Planted",
    "Recovery",
    "clauses",
    "dump",
    "load_recovery",
    "minimal_pairs",
    "plant",
    "relabel",
    "vocabulary",
    "world",
]
