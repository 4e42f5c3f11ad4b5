"""How a document is written, as far as counts tell: length of sentences and words, variety, readability, hedges."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caatext.annotation.annotations import Annotations, by_parts
from caatext.annotation.features import lower_words
from caatext.corpus.lexicons import read_rows
from caatext.measures.lexical.diversity import hdd, mattr, mtld, yule_k
from caatext.measures.lexical.readability import HARD_SYLLABLES, flesch_kincaid_grade, flesch_reading_ease, gunning_fog
from caatext.measures.lexical.syllables import count_syllables
from caatext.measures.lexical.words import count_tokens, words_in_order
from caatext.tables import ADDRESS, check_table, make_table

OWN = "author"
_VERBS = ("VERB", "AUX")


class _Source(NamedTuple):
    """What one voice is measured on: its words, its whole sentences with their words, its words in order."""

    words: pd.DataFrame
    sentences: pd.DataFrame
    sentence_words: pd.DataFrame
    tokens: pd.DataFrame


@by_parts
def score_lexical(annotations: Annotations) -> pd.DataFrame:
    """Return plain figures of style for each document, for all its words and for the author's own.

    ``words_per_sentence`` = words / sentences. ``mean_word_length`` = characters / words, ``syllables_per_word`` by
    `count_syllables`. ``flesch_reading_ease``, ``flesch_kincaid_grade`` and ``gunning_fog``: see the functions of these
    names. ``yule_k``, ``hdd``, ``mattr`` (window 50) and ``mtld``: variety of lemmas; see there. ``hedges_per_1000``
    and ``modals_per_1000`` = words of the lists that ship as ``data/hedges.csv`` and ``data/modals.csv``, per thousand
    words.

    Parameters
    ----------
    annotations : Annotations
        Its ``words`` and ``sentences`` tables are read, and ``tokens`` where the text is there.

    Returns
    -------
    DataFrame
        Scores: unit document, category ``all``, weight = words. Voice ``all`` counts every word; voice ``author`` only
        the author's own, and of the measures by sentence only those sentences that are the author's from end to end. A
        feature bundle has the voice ``all`` alone, since its counts do not keep voices, and neither ``mattr`` nor
        ``mtld``, which need words in their order. All values but ``flesch_reading_ease`` and ``flesch_kincaid_grade``
        are 0 or more. More is: harder to read (``flesch_kincaid_grade``, ``gunning_fog``), easier
        (``flesch_reading_ease``), more varied (``hdd``, ``mattr``, ``mtld``), more repetitive (``yule_k``). A value
        that a document is too short for has no row, and a document without words has none at all.

    Notes
    -----
    Not to be read as: doubt or caution of the author; a hedge may stand in a denial. Hedges and modals are single words
    matched with their part of speech; phrases such as "at least" are not on the lists. Hard words of ``gunning_fog``
    are three syllables or more, without names (words tagged as such, and words inside actors and entities), without
    verbs that *-ed* or *-es* lengthens; parts of a hyphenated word are judged one by one. Words of a sentence are told
    apart by blanks, so that *it's* and *data-driven* are one word each; everywhere else they are the parser's.

    References
    ----------
    Flesch (1948), doi:10.1037/h0057532; Kincaid et al. (1975), doi:10.21236/ADA006655; Gunning (1952); Yule (1944);
    McCarthy and Jarvis (2010), doi:10.3758/BRM.42.2.381; Hyland (1998), doi:10.1075/pbns.54.

    Examples
    --------
    Two words in one sentence, one of them a modal.

    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> word = {"doc_id": "a1", "paragraph": 1, "count": 1}
    >>> tables["words"] = make_table([word | {"form": "may", "lemma": "may", "pos": "AUX"},
    ...                               word | {"form": "rain", "lemma": "rain", "pos": "VERB"}], "words")
    >>> sentence = {"doc_id": "a1", "paragraph": 1, "sentence": 1, "n_words": 2}
    >>> tables["sentences"] = make_table([sentence], "sentences")
    >>> scores = score_lexical(Annotations(**tables)).set_index("measure")["value"]
    >>> scores[["modals_per_1000", "words_per_sentence", "syllables_per_word"]].tolist()
    [500.0, 2.0, 1.0]
    """
    words = check_table(annotations.words, "words", step="annotate")
    words = words[words["count"] > 0]
    tokens = words_in_order(annotations.tokens)
    everything = _Source(words, annotations.sentences, words, tokens)
    parts = [_to_scores(everything, voice="all")]
    if annotations.has_text:
        own = tokens[tokens["voice"] == OWN]
        mixed = pd.MultiIndex.from_frame(tokens.loc[tokens["voice"] != OWN, list(ADDRESS)])
        whole = [
            table[~pd.MultiIndex.from_frame(table[list(ADDRESS)]).isin(mixed)] for table in (annotations.sentences, own)
        ]
        source = _Source(count_tokens(own, words), whole[0], count_tokens(whole[1], words), own)
        parts.append(_to_scores(source, voice=OWN))
    table = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return table.sort_values(["doc_id", "measure", "voice"], kind="stable", ignore_index=True)


def _to_scores(source: _Source, *, voice: str) -> pd.DataFrame:
    """Return one row a document and measure."""
    rates = _rates(source.words)
    total = rates.pop("n_words")
    readable = _readability(source.sentences, source.sentence_words)
    wide = pd.concat([rates, _variety(source), readable], axis=1).reindex(rates.index)
    long = wide.rename_axis(index="doc_id").reset_index().melt("doc_id", var_name="measure", value_name="value")
    long = long.dropna(subset="value")
    return make_table(
        long.assign(
            unit="document",
            unit_id=long["doc_id"],
            voice=voice,
            category="all",
            weight=total.reindex(long["doc_id"]).to_numpy(),
            paragraph=0,
            sentence=0,
        ),
        "scores",
    )


def _rates(words: pd.DataFrame) -> pd.DataFrame:
    """Return by document what is a mean over words, and ``n_words``."""
    counts = words["count"].to_numpy(dtype=float)
    which, forms = pd.factorize(words["form"])
    sums = _sums(
        words,
        n_words=counts,
        mean_word_length=counts * np.array([len(form) for form in forms], dtype=float)[which],
        hedges_per_1000=1e3 * counts * _listed(words, "hedges.csv"),
        modals_per_1000=1e3 * counts * _listed(words, "modals.csv"),
    )
    rates = sums.div(sums["n_words"], axis=0)
    return rates.assign(n_words=sums["n_words"])


def _variety(source: _Source) -> pd.DataFrame:
    """Return by document the measures of variety; those that need words in order where there are any."""
    keys = [source.words["doc_id"].to_numpy(), lower_words(source.words)]
    counts = source.words["count"].groupby(keys, sort=True).sum().groupby(level=0, sort=True)
    found = pd.DataFrame({"yule_k": counts.agg(yule_k), "hdd": counts.agg(hdd)})
    if len(source.tokens):
        lemmas = pd.Series(lower_words(source.tokens), index=source.tokens.index).groupby(source.tokens["doc_id"])
        ordered = {doc_id: (mattr(part.to_numpy(dtype=str)), mtld(part.to_numpy(dtype=str))) for doc_id, part in lemmas}
        found = found.join(pd.DataFrame.from_dict(ordered, orient="index", columns=["mattr", "mtld"]))
    return found


def _readability(sentences: pd.DataFrame, words: pd.DataFrame) -> pd.DataFrame:
    """Return by document what is counted by sentence; `words` are the words of these sentences."""
    of_doc = sentences.groupby("doc_id", sort=True)["n_words"].agg(["sum", "size"]).astype(float)
    of_doc.columns = pd.Index(["n", "sentences"])
    counts = words["count"].to_numpy(dtype=float)
    syllables = _syllables(words["form"])
    sums = _sums(words, syllables=counts * syllables, hard=counts * _is_hard(words, syllables))
    both = of_doc.join(sums, how="inner")
    of_doc, sums = both[["n", "sentences"]], both[["syllables", "hard"]]
    counted = (of_doc["n"], of_doc["sentences"], sums["syllables"])
    return pd.DataFrame(
        {
            "words_per_sentence": of_doc["n"] / of_doc["sentences"],
            "syllables_per_word": sums["syllables"] / of_doc["n"].where(of_doc["n"] > 0),
            "flesch_reading_ease": flesch_reading_ease(*counted),
            "flesch_kincaid_grade": flesch_kincaid_grade(*counted),
            "gunning_fog": gunning_fog(of_doc["n"], of_doc["sentences"], sums["hard"]),
        },
        index=both.index,
    )


def _sums(words: pd.DataFrame, **columns: NDArray[np.float64]) -> pd.DataFrame:
    return pd.DataFrame(columns).groupby(words["doc_id"].to_numpy(), sort=True).sum()


def _syllables(forms: pd.Series) -> NDArray[np.float64]:
    which, found = pd.factorize(forms)
    return np.array([count_syllables(str(form)) for form in found], dtype=float)[which]


def _is_hard(words: pd.DataFrame, syllables: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which words are hard to Gunning."""
    is_name = words["is_name"].to_numpy(dtype=bool) | (words["pos"] == "PROPN").to_numpy()
    is_longer = words["pos"].isin(_VERBS) & words["form"].str.lower().str.endswith(("ed", "es"))
    is_short = _syllables(words["lemma"].where(words["lemma"] != "", words["form"])) < HARD_SYLLABLES
    hard: NDArray[np.bool_] = (syllables >= HARD_SYLLABLES) & ~is_name & ~(is_longer.to_numpy() & is_short)
    return hard


def _listed(words: pd.DataFrame, name: str) -> NDArray[np.float64]:
    """Return 1 for each row whose lemma or form is on the list with its part of speech, else 0."""
    listed = [(row["word"], row["pos"]) for row in read_rows(name)]
    found = np.zeros(len(words), dtype=bool)
    for column in ("lemma", "form"):
        found |= pd.MultiIndex.from_arrays([lower_words(words, column), words["pos"]]).isin(listed)
    return found.astype(np.float64)
