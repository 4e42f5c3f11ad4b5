"""Actors named together: `count_cooccurrence` counts, `tie_significance` tests, `rank_stability` ranks.

May enter: measures of who is named with whom. May not: who does what to whom, contrasts between groups.
"""

from caatext.measures.cooccurrence.centrality import rank_actors, rank_stability
from caatext.measures.cooccurrence.counting import count_cooccurrence
from caatext.measures.cooccurrence.ties import NULLS, tie_significance

__all__ = ["NULLS", "count_cooccurrence", "rank_actors", "rank_stability", "tie_significance"]
