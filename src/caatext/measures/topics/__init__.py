"""Topics of paragraphs: a consensus of many runs of NMF or LDA behind one result type, with stability and a guard.

May enter: engines of the same shape, ways to choose among them, ways to show that people see the topics. May not:
labels by hand, comparisons of groups beyond the regression on document variables.
"""

from caatext.measures.topics.choice import choose_n_topics
from caatext.measures.topics.effects import topic_effects
from caatext.measures.topics.fitting import fit_topics, score_topics
from caatext.measures.topics.intrusion import Grades, grade_intrusion, intrusion_items, show_paragraphs
from caatext.measures.topics.model import TopicFit

__all__ = [
    "Grades",
    "TopicFit",
    "choose_n_topics",
    "fit_topics",
    "grade_intrusion",
    "intrusion_items",
    "score_topics",
    "show_paragraphs",
    "topic_effects",
]
