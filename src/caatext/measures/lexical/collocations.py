"""Pairs of words that stand side by side more often than their frequencies make them, for a reader to look up."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

import numpy as np
import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.annotation.features import FUNCTION_POS, lower_words
from caatext.stats.collocations import collocations
from caatext.tables import ADDRESS


def list_collocations(
    annotations: Annotations,
    *,
    min_count: int = 5,
    voice: str = "author",
    drop_pos: Collection[str] = FUNCTION_POS,
) -> pd.DataFrame:
    r"""Return pairs of neighboring lemmas that belong together, the most bound first.

    :math:`\lambda = \ln\frac{(n_{11}+.5)(n_{00}+.5)}{(n_{10}+.5)(n_{01}+.5)}` over all pairs of neighbors in a
    sentence; z = lambda over its standard error.

    Parameters
    ----------
    annotations : Annotations
        Its ``tokens``; the text has to be there.
    min_count : int
        Least number of occurrences.
    voice : str
        Whose words: ``author``, a speaker, or ``all``.
    drop_pos : collection of str
        Parts of speech that no pair may hold; by default those of grammar.

    Returns
    -------
    DataFrame
        ``collocation`` (two lemmas), ``count``, ``n_documents``, ``lambda_`` and ``z``; above 0 is more often together
        than chance has it. Sorted by falling z. Each collocation is a pattern for `kwic`, which shows its places.

    Notes
    -----
    Not to be read as: a trait of an author. z ranks and is no test, and a pair that one article repeats comes out on
    top: look at ``n_documents``. Words that are left out, other voices, punctuation and hyphens part what stands around
    them.

    Raises
    ------
    AnnotationError
        The annotations are a bundle without text.

    References
    ----------
    Blaheta and Johnson (2001), ACL/EACL workshop on collocations.

    Examples
    --------
    >>> from caatext.tables import make_table
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> tables["tokens"] = make_table([{"doc_id": "d", "paragraph": 1, "sentence": 1, "token": number, "form": form,
    ...     "lemma": form, "voice": "author"} for number, form in enumerate("a b c a b d e b d a b".split())], "tokens")
    >>> found = list_collocations(Annotations(**tables), min_count=2).round(6)
    >>> found.to_numpy().tolist()
    [['a b', 3, 1, 3.412247, 1.936083], ['b d', 2, 1, 3.218876, 1.799406]]
    """
    annotations.require_text("a list of collocations")
    tokens = annotations.tokens.sort_values([*ADDRESS, "token"], kind="stable", ignore_index=True)
    lemmas = lower_words(tokens)
    kept = np.array([any(character.isalnum() for character in lemma) for lemma in lemmas], dtype=bool)
    kept &= ~tokens["pos"].isin(sorted(drop_pos)).to_numpy() & (
        (tokens["voice"] == voice).to_numpy() | (voice == "all")
    )
    words = [lemma if keep else None for lemma, keep in zip(lemmas, kept, strict=True)]
    sentence = tokens.groupby(list(ADDRESS), sort=False).ngroup().to_numpy()
    ends = np.flatnonzero(np.diff(sentence, append=-1)) + 1
    found = collocations((words[start:end] for start, end in pairwise([0, *ends])), min_count=min_count)
    is_pair = kept[:-1] & kept[1:] & (sentence[:-1] == sentence[1:])
    pairs = pd.DataFrame({"collocation": lemmas[:-1] + " " + lemmas[1:], "doc_id": tokens["doc_id"].to_numpy()[:-1]})
    n_documents = pairs[is_pair].drop_duplicates().groupby("collocation", sort=True).size()
    names = [" ".join(pair) for pair in found.ngrams]
    table = pd.DataFrame(
        {
            "collocation": names,
            "count": found.counts,
            "n_documents": n_documents.reindex(names).to_numpy(dtype=np.int64),
            "lambda_": found.lambda_,
            "z": found.z,
        }
    )
    return table.sort_values(["z", "collocation"], ascending=[False, True], kind="stable", ignore_index=True)
