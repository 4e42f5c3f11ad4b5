"""Three invented articles by three invented authors, small enough to count on fingers."""

from __future__ import annotations

import pandas as pd
import pytest

from caatext.exhibits.style import Names
from caatext.tables import make_table


@pytest.fixture
def names() -> Names:
    return Names(
        by="author",
        groups=("Marlen", "Sund", "Okoro"),
        group_names={"Marlen": "I. Marlen"},
        actors={"tavos": "Tavos", "droom": "Droom", "velmark": "Grand Velmark"},
        frames={"hid": "Hidden hand", "agy": "Own course"},
    )


@pytest.fixture
def documents() -> pd.DataFrame:
    rows = [
        {"doc_id": "a1", "author": "Marlen", "n_words": 1000, "n_paragraphs": 10},
        {"doc_id": "a2", "author": "Sund", "n_words": 500, "n_paragraphs": 10},
        {"doc_id": "a3", "author": "Okoro", "n_words": 500, "n_paragraphs": 10},
    ]
    return make_table(rows, "documents")


@pytest.fixture
def mentions() -> pd.DataFrame:
    """Tavos seven times as an actor in a1 and twice in a2, once as a place; Droom once, as a modifier, in a2."""
    rows = [_mention("a1", p, "tavos", "actor") for p in range(1, 8)]
    rows += [_mention("a2", p, "tavos", "actor") for p in (1, 2)]
    rows += [_mention("a2", 3, "tavos", "place"), _mention("a2", 4, "droom", "modifier")]
    rows += [_mention("a1", p, "velmark", "actor") for p in (1, 2, 3)]
    return make_table(rows, "mentions")


def _mention(doc_id: str, paragraph: int, actor: str, reading: str) -> dict[str, object]:
    return {"doc_id": doc_id, "paragraph": paragraph, "sentence": 1, "start": 0, "end": 5, "actor_id": actor,
            "reading": reading, "voice": "author"}  # fmt: skip


@pytest.fixture
def shares() -> pd.DataFrame:
    """Hidden hand: 4 of 8, none eligible, 1 of 3. Own course: 1 of 10 everywhere."""
    hid = [("Marlen", 0.5, 8, 4), ("Sund", float("nan"), 0, 0), ("Okoro", 1 / 3, 3, 1)]
    rows = [("hid", *row) for row in hid] + [("agy", group, 0.1, 10, 1) for group in ("Marlen", "Sund", "Okoro")]
    table = pd.DataFrame(rows, columns=["category", "group", "estimate", "n_units", "n_hits"])
    kind = ["Wilson, within the one article" if n else "no eligible paragraph" for n in table["n_units"]]
    return table.assign(
        conf_low=table["estimate"] / 2, conf_high=table["estimate"] * 1.5, interval=kind, n_paragraphs=10, n_documents=1
    )


@pytest.fixture
def share_evidence() -> pd.DataFrame:
    rows = [("a1", 2, 1, "hid", "author", "coded"), ("a1", 5, 0, "hid", "", "eligible, not coded"),
            ("a1", 1, 2, "hid", "author", "coded"), ("a3", 1, 1, "hid", "author", "coded"),
            ("a1", 1, 1, "agy", "author", "coded"), ("a2", 1, 1, "agy", "author", "coded"),
            ("a3", 2, 1, "agy", "author", "coded")]  # fmt: skip
    table = pd.DataFrame(rows, columns=["doc_id", "paragraph", "sentence", "category", "voice", "part"])
    return table.assign(start=-1, end=-1)


def marks_have_evidence(exhibit) -> bool:
    """Whether every mark of the data has a label and an address, and every address a mark."""
    columns = [name for name in exhibit.data if str(name) == "mark" or str(name).startswith("mark_")]
    marks = {mark for name in columns for mark in exhibit.data[name] if mark}
    return marks == set(exhibit.evidence["mark"]) == set(exhibit.mark_labels)


@pytest.fixture
def has_evidence():
    return marks_have_evidence


@pytest.fixture
def linked():
    """The marks that a drawn figure leads to."""
    import re

    from caatext.exhibits.canvas import to_svg

    return lambda figure: set(re.findall(r'href="#e-([\w-]+)"', to_svg(figure)))
