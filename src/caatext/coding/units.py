"""What a person codes: sentences or paragraphs with their texts, each under a name that tells nothing about it."""

from __future__ import annotations

import hashlib
from typing import Literal, TypeAlias, get_args

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.corpus.documents import Corpus
from caatext.errors import AnnotationError, Problem, UsageError
from caatext.tables import sort_by_address

Unit: TypeAlias = Literal["sentence", "paragraph"]
UNITS: tuple[str, ...] = get_args(Unit)
#: Letters only, and no vowels: no spreadsheet reads an item as a number or a date, and none spells a word.
_LETTERS = "bcdfghjkmnpqrstvwxz"
_LENGTH = 12
COLUMNS = ("item", "doc_id", "paragraph", "sentence", "start", "end", "before", "text", "after")


def item_name(doc_id: str, sha256: str, paragraph: int, sentence: int) -> str:
    """Return the name under which a unit stands on a coding sheet: twelve letters, the same whenever it is asked.

    It depends on the document with its text and on the address, so that a sheet drawn from another version of the
    corpus is noticed.

    Examples
    --------
    >>> item_name("a1", "0", 1, 1) == item_name("a1", "0", 1, 1) != item_name("a1", "0", 1, 2)
    True
    """
    content = "\x1f".join((doc_id, sha256, str(paragraph), str(sentence)))
    number = int.from_bytes(hashlib.sha256(content.encode("utf-8")).digest()[:12], "big")
    letters = []
    for _ in range(_LENGTH):
        number, rest = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[rest])
    return "".join(letters)


def coding_units(corpus: Corpus, annotations: Annotations, *, unit: Unit = "sentence") -> pd.DataFrame:
    """Return every unit of a corpus with its item name, its text, and the text before and after it.

    Parameters
    ----------
    corpus : Corpus
        With texts.
    annotations : Annotations
        Its ``sentences`` are read.
    unit : {"sentence", "paragraph"}
        What is coded. Before and after stand the neighboring sentence of a sentence, the last and first sentence of
        the neighboring paragraphs of a paragraph; both within the document.

    Returns
    -------
    DataFrame
        In reading order: `item`, `doc_id`, `paragraph`, `sentence` (0 for paragraphs), `start`, `end`, `before`,
        `text`, `after`.

    Raises
    ------
    AnnotationError
        The corpus is a feature bundle: without text nothing can be coded.
    UsageError
        `unit` is none of the two.

    Examples
    --------
    >>> from caatext.corpus.documents import build_corpus, build_document
    >>> from caatext.tables import make_table
    >>> document, paragraphs = build_document("a1", [("", "One. Two.")])
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> place = {"doc_id": "a1", "paragraph": 1}
    >>> spans = [{"sentence": 1, "start": 0, "end": 4}, {"sentence": 2, "start": 5, "end": 9}]
    >>> tables["sentences"] = make_table([place | span for span in spans], "sentences")
    >>> units = coding_units(build_corpus([document], paragraphs), Annotations(**tables))
    >>> units[["before", "text", "after"]].to_numpy().tolist()
    [['', 'One.', 'Two.'], ['One.', 'Two.', '']]
    """
    check_unit(unit)
    if corpus.is_bundle or not any(corpus.texts.values()):
        raise AnnotationError(
            Problem(
                code="E-TYPE-BUNDLE",
                found="coding needs texts, and this is a feature bundle without text",
                remedy="name the texts with --texts, or use a corpus that has them",
            )
        )
    sentences = _with_text(sort_by_address(annotations.sentences), corpus)
    if unit == "sentence":
        units = sentences.assign(before=_neighbor(sentences, 1), after=_neighbor(sentences, -1))
    else:
        units = _with_text(sort_by_address(corpus.paragraphs), corpus).assign(sentence=0)
        ends = sentences.groupby(["doc_id", "paragraph"])["text"].agg(["first", "last"])
        places = list(units[["doc_id", "paragraph"]].itertuples(index=False, name=None))
        for name, step, end in (("before", -1, "last"), ("after", 1, "first")):
            found = ends[end].to_dict()
            units[name] = [found.get((doc_id, paragraph + step), "") for doc_id, paragraph in places]
    digests = dict(zip(corpus.doc_ids, corpus.documents["sha256"].astype(str), strict=True))
    addresses = units[["doc_id", "paragraph", "sentence"]].itertuples(index=False, name=None)
    units["item"] = [item_name(doc, digests[doc], paragraph, sentence) for doc, paragraph, sentence in addresses]
    return units[list(COLUMNS)].reset_index(drop=True)


def check_unit(unit: str) -> None:
    """Raise where `unit` is neither sentence nor paragraph.

    Raises
    ------
    UsageError
        With the two that there are.
    """
    if unit not in UNITS:
        raise UsageError(
            Problem(code="E-CFG-OPTION", found=f"there is no unit {unit!r}", remedy=f"choose {' or '.join(UNITS)}")
        )


def _with_text(places: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    texts = corpus.texts
    spans = places[["doc_id", "start", "end"]].itertuples(index=False, name=None)
    return places.assign(text=[texts[doc_id][start:end] for doc_id, start, end in spans])


def _neighbor(sentences: pd.DataFrame, step: int) -> pd.Series:
    return sentences.groupby("doc_id", sort=False)["text"].shift(step).fillna("")
