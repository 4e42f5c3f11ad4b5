"""C_v coherence by gensim, over the windows that the texts allow."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caatext.annotation.annotations import Annotations
from caatext.annotation.features import DocumentFeatureMatrix, lower_words
from caatext.measures.topics.preparation import Source

#: The window of the source, in words.
WINDOW = 110
IN_ORDER, BY_PARAGRAPH = f"{WINDOW} words", "paragraph"


def windows_of(source: Source, dfm: DocumentFeatureMatrix) -> tuple[list[list[str]], str]:
    """Return the texts in which words meet, and what a window is.

    Articles in the order of their words, over which a window of 110 words slides, where that order is there; else
    the words of each paragraph, which is one window.
    """
    if isinstance(source, Annotations) and source.has_text:
        tokens = source.tokens.sort_values(["doc_id", "start"], kind="stable")
        tokens = tokens[~tokens["pos"].isin(["PUNCT", "SPACE"])]
        lemmas = pd.Series(lower_words(tokens), index=tokens.index)
        return [list(part) for _, part in lemmas.groupby(tokens["doc_id"], sort=True)], IN_ORDER
    features = np.array(dfm.features, dtype=object)
    ends = dfm.counts.indptr
    return [features[dfm.counts.indices[a:b]].tolist() for a, b in pairwise(ends)], BY_PARAGRAPH


def coherence_cv(
    tops: Sequence[Sequence[int]] | NDArray[np.int64], features: Sequence[str], texts: Sequence[Sequence[str]]
) -> NDArray[np.float64]:
    """Return C_v of each topic: how alike its top features are in the company they keep.

    The mean cosine of the vectors of normalized pointwise mutual information of each top feature, and of all of them
    together, with all top features; probabilities from boolean windows of 110 words, or of the text where it is
    shorter. By gensim, in one process.

    Parameters
    ----------
    tops : array-like of int, shape (n_topics, n)
        Top features, as columns.
    features : sequence of str
        Names of the columns.
    texts : sequence of sequences of str
        From `windows_of`.

    Returns
    -------
    array, shape (n_topics,)
        In [0, 1] in practice; more is more coherent.

    Notes
    -----
    Not to be read as: people will find the topic clear. It also favors words that are rare together: words that never
    meet can look alike.

    References
    ----------
    Röder, Both & Hinneburg (2015), doi:10.1145/2684822.2685324; Hoyle et al. 2021.

    Examples
    --------
    >>> texts = [["rail", "port"], ["rail", "port"], ["army", "war"], ["army", "port"]]
    >>> values = coherence_cv([[0, 1], [2, 3]], ["rail", "port", "army", "war"], texts)
    >>> bool(values[0] > 0.5)
    True
    """
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    words = [[features[column] for column in topic] for topic in tops]
    used = {word for topic in words for word in topic}
    # Other words only keep their place, which is all that a window asks of them.
    kept = [[word if word in used else "" for word in text] for text in texts]
    model = CoherenceModel(
        topics=words, texts=kept, dictionary=Dictionary(kept), coherence="c_v", window_size=WINDOW, processes=1,
        topn=max(len(topic) for topic in words),
    )  # fmt: skip
    with np.errstate(divide="ignore", invalid="ignore"):
        found: NDArray[np.float64] = np.asarray(model.get_coherence_per_topic(), dtype=np.float64)
    return found
