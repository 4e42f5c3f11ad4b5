"""Tone of sentences by lexicon, with how much of each sentence the lexicon knew."""

from __future__ import annotations

import pandas as pd

from caatext.annotation.annotations import Annotations, by_parts
from caatext.errors import MeasureError, Problem
from caatext.tables import ADDRESS, check_table, make_table, sort_by_address, unit_id


@by_parts
def score_sentiment(annotations: Annotations, *, lexicon: str = "") -> pd.DataFrame:
    """Return the tone of each sentence and voice, and the share of its words that the lexicon knew.

    ``polarity`` is the value of the ``polarity`` table as it stands; ``polarity_coverage`` is n_hits /
    n_words.

    Parameters
    ----------
    annotations : Annotations
        Its ``polarity`` and ``sentences`` tables are read.
    lexicon : str
        Which lexicon, where the table holds more than one.

    Returns
    -------
    DataFrame
        Scores: unit sentence, category ``all``, weight = words of the sentence in that voice. ``polarity`` in
        [-1, 1], more is friendlier; ``polarity_coverage`` in [0, 1]. A sentence without a word that the
        lexicon knows counts as neutral, 0: that is what the coverage is for. A sentence without words has no
        row.

    Notes
    -----
    Not to be read as: what the author thinks of anybody. Tone belongs to a sentence, stance to a holder and a
    target (Bestvater & Monroe 2023); "Russia secured peace by force" is friendly in tone. Lexicons agree
    poorly with coders and with one another (van Atteveldt, van der Velden & Boukes 2021). Compare with
    `score_stance`.

    Raises
    ------
    MeasureError
        The table holds more than one lexicon and none is named, or not the one named.

    References
    ----------
    Hutto & Gilbert 2014, VADER: a parsimonious rule-based model for sentiment analysis.

    Examples
    --------
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> tone = {"value": 0.5, "n_hits": 2, "n_words": 8, "voice": "author"}
    >>> tables["polarity"] = make_table([{"doc_id": "a1", "paragraph": 1, "sentence": 2} | tone], "polarity")
    >>> score_sentiment(Annotations(**tables))[["unit_id", "measure", "value", "weight"]].values.tolist()
    [['a1.1.2', 'polarity', 0.5, 8.0], ['a1.1.2', 'polarity_coverage', 0.25, 8.0]]
    """
    table = check_table(annotations.polarity, "polarity", step="annotate")
    table = _one_lexicon(table, lexicon)
    table = table[(table["n_words"] > 0) & table["value"].notna()]
    spans = annotations.sentences[[*ADDRESS, "start", "end"]]
    table = sort_by_address(table.merge(spans, on=list(ADDRESS), how="left"), "voice")
    table = table.assign(
        unit="sentence",
        unit_id=[unit_id(*address) for address in table[list(ADDRESS)].itertuples(index=False)],
        category="all",
        weight=table["n_words"].astype(float),
    )
    coverage = table.assign(measure="polarity_coverage", value=table["n_hits"] / table["n_words"])
    both = sort_by_address(pd.concat([table.assign(measure="polarity"), coverage]), "voice", "measure")
    return make_table(both.drop(columns=["lexicon", "n_hits", "n_words"]), "scores")


def _one_lexicon(table: pd.DataFrame, lexicon: str) -> pd.DataFrame:
    names = sorted(map(str, table["lexicon"].unique()))
    if len(names) <= 1 and lexicon in ("", *names):
        return table
    if lexicon in names:
        return table[table["lexicon"] == lexicon]
    raise MeasureError(
        Problem(
            code="E-CFG-OPTION",
            found=f"tone was taken with {', '.join(names) or 'no lexicon'}; asked for: {lexicon or 'none'}",
            remedy="name one of these with lexicon=",
        )
    )
