"""How texts are written: `score_lexical` by document, `word_dispersion` by word, `list_collocations` by pair of words.

May enter: what counts of words, sentences and syllables tell. May not: what the words are about, contrasts.
"""

from caatext.measures.lexical.collocations import list_collocations
from caatext.measures.lexical.dispersion import word_dispersion
from caatext.measures.lexical.scoring import score_lexical

__all__ = ["list_collocations", "score_lexical", "word_dispersion"]
