"""Documents that are copies of one another: to the letter, nearly, or one a part of the other. Found, never removed.

Two texts are compared by their runs of five words. Which pairs are worth comparing is found from sketches, which hold
a sample of the runs; the pairs found are then compared run by run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caatext.corpus.sketches import Documents, Hashes, Sketch, document_words, plain_words, runs, sketch_all

EXACT, NEAR, CONTAINED = "exact", "near", "contained"
COLUMNS = ("doc_id", "other", "kind", "jaccard", "containment", "n_words", "n_words_other")
#: From this Jaccard index on two texts are near-duplicates: two as long as each other share two fifths of their runs.
NEAR_JACCARD = 0.25
#: From this containment on the shorter of two texts is a part of the longer.
CONTAINED_SHARE = 0.8
#: A run that stands in many texts leads from each to so many others, so that what all share costs no more.
_REACH = 5
#: Of the runs sampled, two texts must share this part to be compared: half of what near-duplicates share.
_WORTH = 0.2
#: Links between texts that are in memory at a time, about.
_LINKS = 1_000_000
#: Texts whose runs are in memory at a time.
_AT_A_TIME = 10_000


def find_duplicates(documents: Documents, sketches: Sequence[Sketch] | None = None) -> pd.DataFrame:
    """Return the pairs of documents that are copies of one another.

    Parameters
    ----------
    documents : callable
        Returns at least the documents named, each time it is called; order plays no part.
    sketches : sequence of Sketch, optional
        Of all documents, where they are made already.

    Returns
    -------
    DataFrame
        `doc_id` is the copy and `other` the document that would stay: the longer one, and the first by name of two
        as long. `kind` is ``exact`` (same words; case, blanks and punctuation do not count), ``near`` (Jaccard index
        of the runs of five words at least 0.25) or ``contained`` (else, but four fifths of the shorter text's runs
        stand in the longer). `jaccard` and `containment` are of the runs, `n_words` of the texts.

    Notes
    -----
    Of more than two texts that are exactly alike each is paired with the one that stays. One word changed costs up
    to five runs: a copy with one word in ten changed at random has a Jaccard index near 0.42, with one in seven 0.3.
    Two articles that quote the same long document can be a pair without being copies; that is for a person to say.

    Memory is for a sample of one run in eight, not for texts. Texts below five words are compared as wholes only.

    Examples
    --------
    >>> from caatext.corpus.sketches import DocumentText
    >>> story = "The river rose in the night and took the old bridge with it."
    >>> texts = {"a": story, "b": story.upper(), "c": "Nothing else happened."}
    >>> table = find_duplicates(lambda _: [DocumentText(name, "", "", (text,)) for name, text in texts.items()])
    >>> table[["doc_id", "other", "kind"]].to_numpy().tolist()
    [['b', 'a', 'exact']]
    """
    known = sketch_all(documents) if sketches is None else sketches
    # the order that decides which of two copies stays
    known = sorted((one for one in known if one.whole), key=lambda one: (-one.n_words, one.doc_id))
    exact, distinct = _exact(known)
    rows = [_row(copy, kept, EXACT, 1.0, 1.0) for copy, kept in exact]
    for pairs in _portions(_candidates([one.sample for one in distinct]), distinct):
        wanted = {one.doc_id for pair in pairs for one in pair}
        found = {one.doc_id: runs(document_words(one)) for one in documents(wanted) if one.doc_id in wanted}
        for copy, kept in pairs:
            jaccard, containment = _overlap(found[copy.doc_id], found[kept.doc_id])
            if is_copy(jaccard, containment):
                rows.append(_row(copy, kept, NEAR if jaccard >= NEAR_JACCARD else CONTAINED, jaccard, containment))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.sort_values(["doc_id", "other"], kind="stable").reset_index(drop=True)


def _row(copy: Sketch, kept: Sketch, kind: str, jaccard: float, containment: float) -> tuple[str | float, ...]:
    return copy.doc_id, kept.doc_id, kind, jaccard, containment, copy.n_words, kept.n_words


def is_copy(jaccard: float, containment: float) -> bool:
    """Return whether a pair of texts with this much in common is shown to a person."""
    return jaccard >= NEAR_JACCARD or containment >= CONTAINED_SHARE


def compare_texts(text: str, other: str) -> tuple[float, float]:
    """Return the Jaccard index of two texts' runs of five words, and the share of the shorter's runs in the longer.

    Two texts with the same words are alike however short they are.

    Examples
    --------
    >>> compare_texts("One two three four five six.", "One, two, three, four, five, six, seven!")
    (0.6666666666666666, 1.0)
    """
    words, others = plain_words(text), plain_words(other)
    return (1.0, 1.0) if words == others else _overlap(runs(words), runs(others))


def _overlap(own: Hashes, others: Hashes) -> tuple[float, float]:
    common = len(np.intersect1d(own, others, assume_unique=True))
    smaller, union = min(len(own), len(others)), len(own) + len(others) - common
    return (common / union, common / smaller) if smaller else (0.0, 0.0)


def _exact(known: Sequence[Sketch]) -> tuple[list[tuple[Sketch, Sketch]], list[Sketch]]:
    """Return each text with the first that has the same words, and the texts that are no such copies."""
    first: dict[str, Sketch] = {}
    pairs, distinct = [], []
    for one in known:
        kept = first.setdefault(one.whole, one)
        if kept is one:
            distinct.append(one)
        else:
            pairs.append((one, kept))
    return pairs, distinct


def _candidates(samples: list[Hashes]) -> NDArray[np.int64]:
    """Return the pairs (later, earlier) of texts whose samples have enough in common, sorted."""
    sizes = np.array([len(sample) for sample in samples], dtype=np.int64)
    if not sizes.sum():
        return np.empty((0, 2), dtype=np.int64)
    values = np.concatenate(samples)
    owners = np.repeat(np.arange(len(samples), dtype=np.int32), sizes)
    order = np.argsort(values, kind="stable")
    values, owners = values[order], owners[order]
    del order
    n_slices = -(-len(values) * _REACH // _LINKS)
    bounds = np.linspace(0, len(samples), n_slices + 1).astype(np.int64).tolist()
    return np.concatenate([_worthy(values, owners, sizes, first, last) for first, last in pairwise(bounds)])


def _worthy(
    values: Hashes, owners: NDArray[np.int32], sizes: NDArray[np.int64], first: int, last: int
) -> NDArray[np.int64]:
    """Return the candidates of which the later text is one of a slice; all links at once would not fit into memory."""
    inside = (owners >= first) & (owners < last)
    links = []
    for step in range(1, _REACH + 1):
        same = (values[step:] == values[:-step]) & inside[step:]
        links.append(owners[step:][same] * np.int64(len(sizes)) + owners[:-step][same])
    pairs, shared = np.unique(np.concatenate(links), return_counts=True)
    later, earlier = pairs // len(sizes), pairs % len(sizes)
    worth = shared >= _WORTH * np.minimum(sizes[later], sizes[earlier])
    return np.column_stack([later[worth], earlier[worth]])


def _portions(pairs: NDArray[np.int64], distinct: Sequence[Sketch]) -> Iterator[list[tuple[Sketch, Sketch]]]:
    """Yield the pairs, a bounded number of texts at a time."""
    portion: list[tuple[Sketch, Sketch]] = []
    held: set[int] = set()
    for later, earlier in pairs.tolist():
        if len(held) >= _AT_A_TIME:
            yield portion
            portion, held = [], set()
        portion.append((distinct[later], distinct[earlier]))
        held |= {later, earlier}
    if portion:
        yield portion
