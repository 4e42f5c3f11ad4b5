"""Ties against three nulls: what each of them sees, and how often it sees what is not there."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import fisher_exact

from caatext.corpus.codebook import Codebook
from caatext.errors import MeasureError
from caatext.measures.cooccurrence import count_cooccurrence, tie_significance
from caatext.measures.cooccurrence.ties import NULLS
from caatext.stats.multiplicity import benjamini_hochberg

ACTORS = [f"actor-{n:02d}" for n in range(10)]


@pytest.fixture(scope="module")
def many():
    return Codebook.model_validate(
        {
            "codebook": {"id": "many", "title": "Many", "version": "1"},
            "actors": [{"id": name, "name": name.title()} for name in ACTORS],
        }
    )


@pytest.fixture(scope="module")
def make(make_annotations, address):
    """Return a function from articles, each a list of sentences, each the actors it names, to annotations."""

    def build(*articles):
        places = [(d, s, named) for d, sentences in enumerate(articles, 1) for s, named in enumerate(sentences, 1)]
        return make_annotations(
            sentences=[address(s, doc_id=f"a{d}") for d, s, _ in places],
            mentions=[
                address(s, doc_id=f"a{d}") | {"actor_id": actor, "reading": "actor"}
                for d, s, named in places
                for actor in sorted(named)
            ],
        )

    return build


def at_random(rng, *, shares, n_articles=3, n_sentences=40, actors=ACTORS):
    """Sentences that name each actor by chance; `shares` of shape (articles, actors)."""
    drawn = rng.random((n_articles, n_sentences, len(actors))) < np.asarray(shares)[:, None, :]
    return [[{actors[n] for n in np.flatnonzero(row)} for row in article] for article in drawn]


def pair(edges, one, other):
    found = edges[(edges["actor_a"] == one) & (edges["actor_b"] == other)]
    return found.iloc[0] if len(found) else None


def test_independence_is_the_one_sided_test_of_fisher(make, many):
    sentences = at_random(np.random.default_rng(1), shares=np.full((3, 10), 0.2))
    annotations = make(*sentences)
    edges = tie_significance(annotations, many, null="independence", min_count=1)
    flat = [named for article in sentences for named in article]
    for edge in edges.itertuples():
        has = np.array([[edge.actor_a in named, edge.actor_b in named] for named in flat])
        both, n = int(has.all(axis=1).sum()), len(flat)
        one, other = (int(count) for count in has.sum(axis=0))
        table = [[both, one - both], [other - both, n - one - other + both]]
        assert edge.p_value == pytest.approx(fisher_exact(table, alternative="greater").pvalue)
        assert edge.count == both
        assert edge.value == pytest.approx(both - one * other / n)
    assert len(edges) > 30


def test_counts_are_those_of_the_plain_count_and_the_family_is_all_that_could_meet(make, many):
    annotations = make(*at_random(np.random.default_rng(2), shares=np.full((3, 10), 0.15)))
    counted = count_cooccurrence(annotations, many)
    counted = counted[(counted["measure"] == "count") & (counted["doc_id"] == "")]
    expected = {(e.actor_a, e.actor_b): e.value for e in counted.itertuples() if e.value >= 3}
    for null in NULLS:
        edges = tie_significance(annotations, many, null=null)
        assert {(e.actor_a, e.actor_b): e.count for e in edges.itertuples()} == expected
        assert set(edges["measure"]) == {f"excess:{null}"}
        assert edges["n_tested"].nunique() == 1
        tested = edges["n_tested"].iloc[0]
        assert len(edges) < tested <= 45
        rest = [1.0] * (tested - len(edges))
        np.testing.assert_allclose(edges["p_adjusted"], benjamini_hochberg([*edges["p_value"], *rest])[: len(edges)])


@pytest.mark.parametrize("null", NULLS)
def test_a_planted_tie_is_found_and_no_other(make, many, null):
    articles = at_random(np.random.default_rng(3), shares=np.full((3, 10), 0.12))
    for article in articles:
        for sentence in article[:8]:
            sentence |= {"actor-03", "actor-07"}
    edges = tie_significance(make(*articles), many, null=null)
    significant = edges[edges["p_adjusted"] <= 0.05]
    assert significant[["actor_a", "actor_b"]].to_numpy().tolist() == [["actor-03", "actor-07"]]
    assert significant["value"].item() > 10


def test_actors_of_one_article_meet_for_the_margins_and_not_within_articles(make, many):
    """Each article is about two actors, named in its sentences by chance."""
    shares = np.full((3, 10), 0.06)
    for article in range(3):
        shares[article, 2 * article : 2 * article + 2] = 0.7
    annotations = make(*at_random(np.random.default_rng(4), shares=shares))
    about = [["actor-00", "actor-01"], ["actor-02", "actor-03"], ["actor-04", "actor-05"]]

    def ties(null):
        edges = tie_significance(annotations, many, null=null)
        return edges.loc[edges["p_adjusted"] <= 0.05, ["actor_a", "actor_b"]].to_numpy().tolist()

    assert ties("independence") == ties("margins") == about
    assert ties("within-article") == []


@pytest.mark.slow
@pytest.mark.parametrize(("null", "varied"), [*((null, False) for null in NULLS), ("within-article", True)])
def test_chance_alone_seldom_makes_a_tie(make, many, null, varied):
    """The chance of any false tie is at most 5 % where the null holds; only within articles may these differ."""
    rng = np.random.default_rng(6)
    n, false = 30, 0
    for seed in range(n):
        shares = np.tile(0.6 / np.arange(1, 8), (3, 1))
        shares = np.minimum(shares * rng.gamma(1.0, 1.0, (3, 7)), 0.8) if varied else shares
        articles = at_random(rng, shares=shares, actors=ACTORS[:7])
        edges = tie_significance(make(*articles), many, null=null, seed=seed)
        false += bool((edges["p_adjusted"] <= 0.05).any())
    assert false / n <= 0.05 + 2.5 * np.sqrt(0.05 * 0.95 / n)


def test_the_same_seed_gives_the_same_ties_whatever_the_order_of_rows(make, many):
    annotations = make(*at_random(np.random.default_rng(7), shares=np.full((3, 10), 0.2)))
    shuffled = annotations.mentions.sample(frac=1.0, random_state=1).reset_index(drop=True)
    other = type(annotations)(**dict(annotations.tables()) | {"mentions": shuffled})
    assert tie_significance(annotations, many).equals(tie_significance(other, many))


def test_more_draws_are_made_where_fewer_could_not_show_a_tie(make, many):
    annotations = make(*at_random(np.random.default_rng(8), shares=np.full((3, 10), 0.3)))
    edges = tie_significance(annotations, many, n_draws=10)
    assert (edges["n_draws"] == 40 * edges["n_tested"]).all()
    assert (tie_significance(annotations, many, n_draws=2_500)["n_draws"] == 2_500).all()
    assert (tie_significance(annotations, many, null="independence")["n_draws"] == 0).all()


def test_paragraphs_are_windows_too_and_nothing_gives_nothing(make, many, make_annotations):
    annotations = make(*[[{"actor-00"}, {"actor-01"}]] * 4)
    assert tie_significance(annotations, many).empty
    assert tie_significance(annotations, many, window="paragraph")["count"].tolist() == [4]
    empty = tie_significance(make_annotations(), many)
    assert list(empty.columns) == list(tie_significance(annotations, many, window="paragraph").columns)


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"null": "chance"}, "'chance' is not known"),
        ({"window": "article"}, "'article' is not known"),
        ({"min_count": 0}, "min_count is 0"),
        ({"n_draws": 0}, "n_draws is 0"),
    ],
)
def test_unknown_options_are_refused(make_annotations, many, options, found):
    with pytest.raises(MeasureError, match=found):
        tie_significance(make_annotations(), many, **options)
