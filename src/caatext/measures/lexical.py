"""How a document is written, as far as counts tell: length of sentences and words, repetition, hedges."""

from __future__ import annotations

import numpy as np
import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.annotation.features import lower_words
from caatext.corpus.lexicons import read_rows
from caatext.tables import check_table, make_table


def score_lexical(annotations: Annotations) -> pd.DataFrame:
    """Return plain figures of style for each document.

    ``words_per_sentence`` = words / sentences. ``mean_word_length`` = characters / words. ``yule_k`` =
    10,000 (sum of n_w squared - N) / N squared over the counts n_w of lemmas, N words in all: ten thousand
    times the chance that two words drawn at random are the same lemma, which hardly depends on length, as
    type-token ratios do. ``hedges_per_1000`` and ``modals_per_1000`` = words of the lists that ship as
    ``data/hedges.csv`` and ``data/modals.csv``, per thousand words.

    Parameters
    ----------
    annotations : Annotations
        Its ``words`` and ``sentences`` tables are read.

    Returns
    -------
    DataFrame
        Scores: unit document, voice ``author``, category ``all``, weight = words. All values are 0 or more;
        ``yule_k`` is more where a text repeats itself more. A document without words has no rows.

    Notes
    -----
    Words inside quotations count too: word counts do not keep voices. Not to be read as: doubt or caution of
    the author; a hedge may stand in a quotation or a denial. Hedges and modals are single words matched with
    their part of speech; phrases such as "at least" are not on the lists. Readability is left out: its
    formulas need syllables, which are not counted here.

    References
    ----------
    Yule 1944, The statistical study of literary vocabulary; Tweedie & Baayen 1998, How variable may a
    constant be?; Hyland 1998, Hedging in scientific research articles.

    Examples
    --------
    Two words in one sentence, one of them a modal.

    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> word = {"doc_id": "a1", "paragraph": 1, "count": 1}
    >>> tables["words"] = make_table([word | {"form": "may", "lemma": "may", "pos": "AUX"},
    ...                               word | {"form": "rain", "lemma": "rain", "pos": "VERB"}], "words")
    >>> sentence = {"doc_id": "a1", "paragraph": 1, "sentence": 1, "n_words": 2}
    >>> tables["sentences"] = make_table([sentence], "sentences")
    >>> score_lexical(Annotations(**tables))[["measure", "value"]].values.tolist()[2:4]
    [['modals_per_1000', 500.0], ['words_per_sentence', 2.0]]
    """
    words = check_table(annotations.words, "words", step="annotate")
    words = words[words["count"] > 0]
    counts = words["count"].to_numpy(dtype=float)
    which, forms = pd.factorize(words["form"])
    per_word = pd.DataFrame(
        {
            "doc_id": words["doc_id"].to_numpy(),
            "lemma": lower_words(words),
            "words": counts,
            "characters": counts * np.array([len(form) for form in forms], dtype=float)[which],
            "hedges": counts * _listed(words, "hedges.csv"),
            "modals": counts * _listed(words, "modals.csv"),
        }
    )
    sums = per_word.drop(columns="lemma").groupby("doc_id", sort=True, observed=True).sum()
    total = sums["words"]
    sentences = annotations.sentences.groupby("doc_id", sort=True, observed=True)["n_words"].agg(["sum", "size"])
    of_lemma = per_word.groupby(["doc_id", "lemma"], sort=True, observed=True)["words"].sum()
    squares = (of_lemma**2).groupby(level="doc_id", sort=True).sum()
    wide = pd.DataFrame(
        {
            "words_per_sentence": (sentences["sum"] / sentences["size"]).reindex(sums.index),
            "mean_word_length": sums["characters"] / total,
            "yule_k": 1e4 * (squares - total) / total**2,
            "hedges_per_1000": 1e3 * sums["hedges"] / total,
            "modals_per_1000": 1e3 * sums["modals"] / total,
        }
    )
    return _to_scores(wide, total)


def _listed(words: pd.DataFrame, name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return 1 for each row whose lemma or form is on the list with its part of speech, else 0."""
    listed = [(row["word"], row["pos"]) for row in read_rows(name)]
    found = np.zeros(len(words), dtype=bool)
    for column in ("lemma", "form"):
        found |= pd.MultiIndex.from_arrays([lower_words(words, column), words["pos"]]).isin(listed)
    return found.astype(np.float64)


def _to_scores(wide: pd.DataFrame, weights: pd.Series[float]) -> pd.DataFrame:
    """Return one row a document and measure, sorted, from one column a measure."""
    long = wide.rename_axis(index="doc_id").reset_index().melt("doc_id", var_name="measure", value_name="value")
    long = long.dropna(subset="value").sort_values(["doc_id", "measure"], kind="stable")
    return make_table(
        long.assign(
            unit="document",
            unit_id=long["doc_id"],
            voice="author",
            category="all",
            weight=weights.reindex(long["doc_id"]).to_numpy(),
            paragraph=0,
            sentence=0,
        ),
        "scores",
    )
