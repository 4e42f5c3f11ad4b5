import math

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from caatext.errors import MeasureError
from caatext.measures.cooccurrence import count_cooccurrence, rank_actors, rank_stability

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


def meeting(address, *groups, doc_id="a1"):
    """Mentions in one sentence a group, each in its own paragraph."""
    named_in = [(n, actor) for n, actors in enumerate(groups, 1) for actor in sorted(actors)]
    return [named(address(paragraph=n, doc_id=doc_id), actor) for n, actor in named_in]


def test_rank_stability_gives_degree_strength_and_eigenvector_of_the_network(make_annotations, address, codebook):
    """Weights by hand: l-q 1 + 1/2, q-v 1 + 1/2, l-v 1/2, a-q 1; eigenvector of that table by networkx."""
    groups = [{"ludrath", "quorrand"}, {"quorrand", "vellisk"}, set(ACTORS[1:]), {"averrond", "quorrand"}]
    table = rank_stability(make_annotations(mentions=meeting(address, *groups)), codebook, n_resamples=50)
    assert table["actor_id"].tolist() == ["quorrand", "ludrath", "vellisk", "averrond"]
    assert table["degree"].tolist() == [3, 2, 2, 1]
    assert table["strength"].tolist() == [4.0, 2.0, 2.0, 1.0]
    assert table["rank"].tolist() == [1, 2, 3, 4]
    network = nx.Graph()
    for one, other, weight in (("q", "l", 1.5), ("q", "v", 1.5), ("l", "v", 0.5), ("q", "a", 1.0)):
        network.add_edge(one, other, weight=weight)
    known = nx.eigenvector_centrality_numpy(network, weight="weight")
    expected = [known[actor[0]] / max(known.values()) for actor in table["actor_id"]]
    assert table["eigenvector"].tolist() == pytest.approx(expected)
    assert set(table["resampled"]) == {"paragraphs within articles"}


def test_rank_stability_of_equal_articles_is_certain(make_annotations, address, codebook):
    groups = [{"ludrath", "quorrand"}, {"ludrath", "quorrand"}, {"quorrand", "vellisk"}]
    rows = [row for n in range(9) for row in meeting(address, *groups, doc_id=f"a{n}")]
    table = rank_stability(make_annotations(mentions=rows), codebook, n_resamples=40)
    assert set(table["resampled"]) == {"articles"}
    for measure in ("degree", "strength", "eigenvector"):
        assert table[measure].tolist() == pytest.approx(table[f"{measure}_low"].tolist())
        assert table[measure].tolist() == pytest.approx(table[f"{measure}_high"].tolist())
    assert table["p_outranks_next"].tolist()[:-1] == [1.0, 1.0]
    assert math.isnan(table["p_outranks_next"].iloc[-1])


def test_rank_stability_of_a_draw_is_a_half(make_annotations, address, codebook):
    """Two articles' worth of ties, one for each of two actors: which is ahead hangs on the articles drawn."""
    rows = [
        row
        for n in range(10)
        for row in meeting(address, {"quorrand", "ludrath" if n % 2 else "vellisk"}, doc_id=f"a{n}")
    ]
    table = rank_stability(make_annotations(mentions=rows), codebook, n_resamples=800)
    assert table["actor_id"].tolist() == ["quorrand", "ludrath", "vellisk"]
    assert table["p_outranks_next"].iloc[1] == pytest.approx(0.5, abs=0.06)
    of_five = table.loc[table["actor_id"] == "ludrath"].iloc[0]
    assert of_five["strength_low"] == pytest.approx(binom(10, 0.5).ppf(0.025), abs=1)
    assert of_five["strength_high"] == pytest.approx(binom(10, 0.5).ppf(0.975), abs=1)


def test_rank_stability_of_nothing_is_empty_and_needs_resamples(make_annotations, address, codebook):
    assert rank_stability(make_annotations(), codebook).empty
    with pytest.raises(MeasureError, match="n_resamples is 0"):
        rank_stability(make_annotations(), codebook, n_resamples=0)


@settings(max_examples=15, deadline=None)
@given(groups=st.lists(st.sets(st.sampled_from(ACTORS)), min_size=1, max_size=8))
def test_rank_stability_is_bounded_and_agrees_with_the_plain_ranks(make_annotations, address, codebook, groups):
    annotations = make_annotations(mentions=meeting(address, *groups))
    table = rank_stability(annotations, codebook, n_resamples=20)
    plain = rank_actors(count_cooccurrence(annotations, codebook))
    assert sorted(table["actor_id"]) == sorted(plain["actor_id"])
    assert table["strength"].tolist() == pytest.approx(plain["strength"].tolist())
    assert (table["degree_high"] <= table["degree"]).all()
    assert table["eigenvector"].between(0, 1).all()
    assert table["p_outranks_next"].dropna().between(0, 1).all()
