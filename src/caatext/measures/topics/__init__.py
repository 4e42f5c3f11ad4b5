"""Topics of paragraphs: NMF and LDA behind one result type, with seeds, stability and a guard.

May enter: engines of the same shape, ways to choose among them. May not: labels by hand, tests between
groups.
"""

from caatext.measures.topics.choice import choose_n_topics
from caatext.measures.topics.fitting import fit_topics, score_topics
from caatext.measures.topics.model import TopicFit

__all__ = ["TopicFit", "choose_n_topics", "fit_topics", "score_topics"]
