"""Who sets the course: `score_agency` gives one value a part in a clause, `summarize_agency` one row an actor.

May enter: what grammar, verbs and outright claims say of an actor's agency. May not: stance, contrasts between groups.
"""

from caatext.measures.agency.roles import score_agency
from caatext.measures.agency.summary import summarize_agency

__all__ = ["score_agency", "summarize_agency"]
