"""Documents on one scale: correspondence analysis, wordfish, wordscores, latent semantic scaling, each with a guard.

May enter: estimators from counts to positions. May not: names for axes, tests between groups.
"""

from caatext.measures.scaling.correspondence import CorrespondenceAnalysis
from caatext.measures.scaling.scoring import list_axis_words, score_scaling
from caatext.measures.scaling.semantic import LatentSemanticScaling
from caatext.measures.scaling.wordfish import Wordfish
from caatext.measures.scaling.wordscores import Wordscores

__all__ = [
    "CorrespondenceAnalysis", "LatentSemanticScaling", "Wordfish", "Wordscores", "list_axis_words", "score_scaling",
]  # fmt: skip
