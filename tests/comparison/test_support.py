import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.comparison.groups import group_by
from caatext.comparison.support import assign_regions, design_map
from caatext.corpus.codebook import Codebook
from caatext.tables import make_table

CODEBOOK = Codebook.model_validate(
    {
        "codebook": {"id": "toy", "title": "Toy", "version": "1"},
        "actors": [{"id": name, "name": name.title()} for name in ("orr", "vel", "quo")],
        "groups": [
            {"id": "coast", "name": "Coast", "kind": "region", "members": ["orr"]},
            {"id": "basin", "name": "Basin", "kind": "region", "members": ["vel"]},
            {"id": "powers", "name": "Powers", "members": ["quo"]},
        ],
    }
)


def annotated(corpus, mentions):
    tables = {name: make_table([], name) for name in Annotations.table_names()}
    tables["documents"] = corpus.documents.drop(columns="text")
    tables["mentions"] = make_table(
        [{"doc_id": d, "paragraph": p, "sentence": 1, "actor_id": a, "reading": r} for d, p, a, r in mentions],
        "mentions",
    )
    return Annotations(**tables)


def test_every_cell_is_there_and_empty_ones_are_zero(corpus_of):
    corpus = corpus_of({"d1": {"author": "Ada", "region": "coast"}, "d2": {"author": "Bel", "region": "basin"}})
    mentions = [
        ("d1", 1, "orr", "actor"),
        ("d1", 1, "orr", "place"),
        ("d1", 2, "orr", "actor"),
        ("d2", 1, "quo", "modifier"),
    ]
    table = design_map(annotated(corpus, mentions), group_by(corpus, "author"), codebook=CODEBOOK)
    assert len(table) == 2 * 2 * 3
    row = table.set_index(["group", "region", "actor_id"]).loc[("Ada", "coast", "orr")]
    assert row.to_dict() == {
        "actor_region": "coast", "n_articles": 1, "n_documents": 1, "n_paragraphs": 2, "n_mentions": 3,
    }  # fmt: skip
    assert table["n_mentions"].sum() == 3
    assert table.loc[(table["group"] == "Ada") & (table["region"] == "basin"), "n_articles"].tolist() == [0, 0, 0]


def test_a_document_is_about_the_region_it_names_most(corpus_of):
    corpus = corpus_of({f"d{i}": {"author": "Ada"} for i in range(4)})
    mentions = [
        ("d0", 1, "orr", "actor"), ("d0", 1, "orr", "place"), ("d0", 2, "vel", "actor"),
        ("d1", 1, "orr", "actor"), ("d1", 1, "vel", "actor"),
        ("d2", 1, "quo", "actor"), ("d2", 1, "vel", "modifier"),
    ]  # fmt: skip
    found = assign_regions(annotated(corpus, mentions), CODEBOOK)
    pd.testing.assert_frame_equal(
        found, pd.DataFrame({"doc_id": ["d0", "d1", "d2", "d3"], "region": ["coast", "", "", ""]})
    )
