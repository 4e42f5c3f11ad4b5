"""F4: a cell for every paragraph, told apart as coded, eligible and not, and silent."""

import pandas as pd
import pytest

from caatext.exhibits.figures_strip import MOST_ARTICLES, frame_strip
from caatext.exhibits.style import Names
from caatext.tables import make_table

NAMES = Names(by="author", groups=("A",), group_names={}, actors={}, frames={"hid": "Hidden", "agy": "Agency"})


def strip(n_articles=1):
    docs = [f"d{n}" for n in range(n_articles)]
    documents = pd.DataFrame({"doc_id": docs, "author": ["A"] * n_articles})
    sections = {1: "", 2: "BACKGROUND", 3: "BACKGROUND"}
    paragraphs = make_table(
        [{"doc_id": d, "paragraph": p, "section": sections[p]} for d in docs for p in (1, 2, 3)], "paragraphs"
    )
    fixed = {"unit": "paragraph", "measure": "frame", "voice": "author", "weight": 1.0, "value": 0.0}
    scores = make_table(
        [fixed | {"doc_id": d, "paragraph": p, "category": "hid"} for d in docs for p in (1, 2)], "scores"
    )
    levels = pd.DataFrame(
        [("hid", docs[0], 1, 2), ("hid", docs[0], 3, 1)], columns=["frame_id", "doc_id", "paragraph", "level"]
    )
    return frame_strip(levels, scores, paragraphs, documents=documents, names=NAMES)


def test_silence_is_told_apart_from_absence():
    data = strip().data.set_index(["frame_id", "paragraph"])
    assert data.loc["hid"]["is_eligible"].tolist() == [True, True, False]
    assert data.loc["hid"]["level"].tolist() == [2, 0, 0], "a code where the frame cannot be filled is not counted"
    assert not data.loc["agy"]["is_eligible"].any()


def test_every_coded_paragraph_leads_to_its_address_and_no_other_does():
    exhibit = strip()
    marked = exhibit.data[exhibit.data["mark"] != ""]
    assert len(marked) == 1
    behind = exhibit.evidence[["doc_id", "paragraph", "sentence"]].to_numpy().tolist()
    assert behind == [["d0", 1, 0]]


@pytest.mark.parametrize("width", [6.8, 3.5])
def test_only_so_many_articles_are_drawn_and_the_note_says_so(width):
    many = strip(MOST_ARTICLES + 3)
    assert f"first {MOST_ARTICLES} of {MOST_ARTICLES + 3} articles" in many.note
    words = [text.get_text() for text in many.draw(width).axes[0].texts]
    assert sum(word.startswith("d") and "A" in word for word in words) == MOST_ARTICLES
    assert "drawn" not in strip(2).note
