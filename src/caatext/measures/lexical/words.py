"""Words among tokens: in their order, and counted as the ``words`` table counts them."""

from __future__ import annotations

import pandas as pd

from caatext.tables import ADDRESS

#: What makes two occurrences one row of the ``words`` table, besides whether they are part of a name.
KEYS = ["doc_id", "paragraph", "form", "lemma", "pos"]


def words_in_order(tokens: pd.DataFrame) -> pd.DataFrame:
    """Return the tokens that have a letter or digit, in reading order, form and lemma in lower case.

    Examples
    --------
    >>> from caatext.tables import make_table
    >>> row = {"doc_id": "a1", "paragraph": 1, "sentence": 1}
    >>> tokens = make_table([row | {"token": 2, "form": "."}, row | {"token": 1, "form": "Rain"}], "tokens")
    >>> words_in_order(tokens)["form"].tolist()
    ['rain']
    """
    which, forms = pd.factorize(tokens["form"])
    is_word = pd.Series([any(character.isalnum() for character in str(form)) for form in forms], dtype=bool)
    kept = tokens[is_word.to_numpy(dtype=bool)[which]].sort_values([*ADDRESS, "token"], kind="stable")
    return kept.assign(form=_lower(kept["form"]), lemma=_lower(kept["lemma"])).reset_index(drop=True)


def count_tokens(tokens: pd.DataFrame, words: pd.DataFrame) -> pd.DataFrame:
    """Return tokens counted as in a ``words`` table.

    A word is part of a name where it mostly is in its paragraph, by `words`, which counts all voices.
    """
    counts = tokens.groupby(KEYS, sort=True).size().rename("count").reset_index()
    mostly = words.sort_values([*KEYS, "count", "is_name"], kind="stable").drop_duplicates(KEYS, keep="last")
    found = counts.merge(mostly[[*KEYS, "is_name"]], on=KEYS, how="left")
    return found.assign(is_name=found["is_name"].eq(True))


def _lower(values: pd.Series) -> pd.Series:
    which, uniques = pd.factorize(values)
    return pd.Series([str(value).lower() for value in uniques], dtype="str").take(which).set_axis(values.index)
