import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.errors import MeasureError
from caatext.measures.cooccurrence import count_cooccurrence, rank_actors

ACTORS = ("averrond", "ludrath", "quorrand", "vellisk")


def named(address, actor, reading="actor"):
    return address | {"actor_id": actor, "reading": reading}


def value(edges, measure, pair=("ludrath", "quorrand"), doc_id=""):
    rows = edges[(edges["measure"] == measure) & (edges["doc_id"] == doc_id)]
    rows = rows[(rows["actor_a"] == pair[0]) & (rows["actor_b"] == pair[1])]
    return rows["value"].item() if len(rows) else None


def test_count_cooccurrence_counts_windows_not_mentions(make_annotations, address, codebook):
    annotations = make_annotations(
        sentences=[address(n) for n in (1, 2)],
        mentions=[named(address(1), a) for a in ("quorrand", "ludrath", "ludrath")] + [named(address(2), "ludrath")],
    )
    edges = count_cooccurrence(annotations, codebook)
    assert value(edges, "count") == 1
    assert value(edges, "count", doc_id="a1") == 1
    assert value(edges, "npmi") is None  # fewer than three windows in common


def test_count_cooccurrence_npmi_is_the_formula_over_all_windows(make_annotations, address, codebook):
    """Three of eight sentences name both, four name one, six the other: ln(3 * 8 / (4 * 6)) = 0."""
    both = [named(address(n), a) for n in (1, 2, 3) for a in ("ludrath", "quorrand")]
    more = [named(address(4), "ludrath"), *(named(address(n), "quorrand") for n in (5, 6, 7))]
    annotations = make_annotations(sentences=[address(n) for n in range(1, 9)], mentions=both + more)
    assert value(count_cooccurrence(annotations, codebook), "npmi") == pytest.approx(0.0)
    fewer = make_annotations(sentences=[address(n) for n in range(1, 9)], mentions=both)
    assert value(count_cooccurrence(fewer, codebook), "npmi") == pytest.approx(1.0)
    wider = make_annotations(sentences=[address(n) for n in range(1, 17)], mentions=both + more)
    expected = math.log(3 * 16 / (4 * 6)) / -math.log(3 / 16)
    assert value(count_cooccurrence(wider, codebook), "npmi") == pytest.approx(expected)


def test_count_cooccurrence_weighs_lists_down(make_annotations, address, codebook):
    mentions = [named(address(1), actor) for actor in ACTORS] + [named(address(2), a) for a in ACTORS[:2]]
    edges = count_cooccurrence(make_annotations(mentions=mentions), codebook)
    assert value(edges, "weighted", ("averrond", "ludrath")) == pytest.approx(1 + 1 / 3)
    assert value(edges, "weighted", ("quorrand", "vellisk")) == pytest.approx(1 / 3)


def test_count_cooccurrence_takes_paragraphs_as_windows(make_annotations, address, codebook):
    mentions = [named(address(1), "ludrath"), named(address(3), "quorrand"), named(address(1, paragraph=2), "vellisk")]
    annotations = make_annotations(paragraphs=[address(), address(paragraph=2)], mentions=mentions)
    assert count_cooccurrence(annotations, codebook).empty
    edges = count_cooccurrence(annotations, codebook, window="paragraph")
    assert edges[["doc_id", "actor_a", "actor_b"]].drop_duplicates().to_numpy().tolist() == [
        ["", "ludrath", "quorrand"],
        ["a1", "ludrath", "quorrand"],
    ]


def test_count_cooccurrence_ignores_places_modifiers_and_strangers(make_annotations, address, codebook):
    mentions = [
        named(address(1), "ludrath"),
        named(address(1), "quorrand", "place"),
        named(address(1), "vellisk", "modifier"),
        named(address(1), "somebody"),
    ]
    assert count_cooccurrence(make_annotations(mentions=mentions), codebook).empty
    assert count_cooccurrence(make_annotations(), codebook).empty


def test_count_cooccurrence_refuses_unknown_windows(make_annotations, codebook):
    with pytest.raises(MeasureError, match="'article' is not known; there are sentence, paragraph"):
        count_cooccurrence(make_annotations(), codebook, window="article")


sentences = st.lists(st.sets(st.sampled_from(ACTORS)), min_size=1, max_size=12)


@settings(max_examples=15, deadline=None)
@given(sentences=sentences, seed=st.randoms())
def test_count_cooccurrence_is_bounded_and_blind_to_the_order_of_rows(
    make_annotations, address, codebook, sentences, seed
):
    rows = [named(address(n), actor) for n, actors in enumerate(sentences, 1) for actor in sorted(actors)]
    places = [address(n) for n in range(1, len(sentences) + 1)]
    edges = count_cooccurrence(make_annotations(sentences=places, mentions=rows), codebook, min_count=1)
    seed.shuffle(rows)
    assert edges.equals(count_cooccurrence(make_annotations(sentences=places, mentions=rows), codebook, min_count=1))
    assert (edges["actor_a"] < edges["actor_b"]).all()
    assert edges.loc[edges["measure"] == "npmi", "value"].between(-1, 1).all()
    pooled = edges[edges["doc_id"] == ""]
    count, weighted = (pooled.loc[pooled["measure"] == m, "value"].to_numpy() for m in ("count", "weighted"))
    assert (weighted <= count + 1e-12).all()


def test_rank_actors_sums_ties_of_one_network(make_annotations, address, codebook):
    mentions = [named(address(1), actor) for actor in ACTORS[:3]] + [named(address(2), a) for a in ACTORS[1:3]]
    edges = count_cooccurrence(make_annotations(mentions=mentions), codebook)
    assert rank_actors(edges, measure="count").to_numpy().tolist() == [
        ["ludrath", 2, 3.0],
        ["quorrand", 2, 3.0],
        ["averrond", 2, 2.0],
    ]
    assert rank_actors(edges, doc_id="a1")["strength"].tolist() == [2.0, 2.0, 1.0]
    assert rank_actors(edges, doc_id="none").empty
