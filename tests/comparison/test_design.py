"""The gate: every way in which a design can fail to carry a contrast, in words with the counts."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from caatext.comparison.design import ESTIMABLE, NOT_ESTIMABLE, WITHIN, assess_design, assess_pair
from caatext.errors import ComparisonError


def all_present(grouping, *, category="all"):
    index = grouping.labels.index
    return pd.DataFrame({("tone", category): np.ones(len(index))}, index=index)


def only(grouping, **options):
    design = assess_design(all_present(grouping), grouping, **options)
    assert len(design.supports) == 1
    return design.supports[0]


def test_one_article_an_author_is_not_estimable_and_says_why(four_alone):
    design = assess_design(all_present(four_alone), four_alone)
    assert design.verdict == NOT_ESTIMABLE
    assert {support.verdict for support in design.supports} == {NOT_ESTIMABLE}
    reason = design.supports[0].reason
    assert reason == (
        "Ada has one article with a value (all others: 3): with one article, author, topic, region and article are "
        "the same variable."
    )
    assert design.reason == (
        "All 4 contrasts by author: not estimable. Of 4 authors, 4 have one article with a value: with one article, "
        "author, topic, region and article are the same variable."
    )


def test_one_article_against_one_article(grouping_of):
    support = only(grouping_of({("Ada", "coast"): 1, ("Bel", "coast"): 1}))
    assert support.verdict == NOT_ESTIMABLE
    assert support.reason.startswith("Ada and Bel each have one article with a value")


def test_a_single_group_has_nothing_to_be_compared_with(grouping_of):
    support = only(grouping_of({("Ada", "coast"): 5}))
    assert support.verdict == NOT_ESTIMABLE
    assert support.reason == "There is one author only, Ada (5 articles): nothing to compare with."


def test_silence_is_missing(crossed):
    values = all_present(crossed)
    values.loc[[doc_id for doc_id in values.index if doc_id.startswith("Bel")]] = np.nan
    support = assess_design(values, crossed).supports[0]
    assert support.verdict == NOT_ESTIMABLE
    assert "No article of Bel carries a value: silence is missing, not zero" in support.reason
    assert (support.n_group, support.n_reference, support.n_missing_reference) == (4, 0, 4)


def test_regions_that_are_not_shared_leave_nothing_to_compare(grouping_of):
    support = only(grouping_of({("Ada", "coast"): 8, ("Bel", "basin"): 8}))
    assert support.verdict == NOT_ESTIMABLE
    assert support.reason == ("Ada (8 articles) and Bel (8) share no region, so author cannot be told from region.")


@pytest.mark.parametrize("n", [2, 3])
def test_two_or_three_articles_carry_no_inference(grouping_of, n):
    support = only(grouping_of({("Ada", "coast"): n, ("Bel", "coast"): 9}))
    assert support.verdict == WITHIN
    assert f"Ada has {n} articles with a value and Bel has 9" in support.reason
    assert "without interval and without p-value" in support.reason


def test_four_articles_a_side_within_shared_regions_are_estimable(crossed):
    support = only(crossed)
    assert support.verdict == ESTIMABLE
    assert support.held == ("region",)
    assert support.unit == "article"
    assert support.reason == (
        "Ada has 4 articles with a value and Bel has 4 within the same region; the article is the unit."
    )


def test_articles_of_a_region_that_one_side_has_alone_are_set_aside(grouping_of):
    support = only(grouping_of({("Ada", "coast"): 4, ("Bel", "coast"): 5, ("Bel", "basin"): 3}))
    assert support.verdict == ESTIMABLE
    assert (support.n_group, support.n_reference) == (4, 8)
    assert (support.n_units_group, support.n_units_reference) == (4, 5)
    assert "3 articles of a region that only one side has are set aside." in support.reason


def test_what_is_left_after_setting_aside_decides(grouping_of):
    one = only(grouping_of({("Ada", "coast"): 1, ("Ada", "hills"): 7, ("Bel", "coast"): 8}))
    assert one.verdict == NOT_ESTIMABLE
    assert "one article says nothing about the next" in one.reason
    two = only(grouping_of({("Ada", "coast"): 2, ("Ada", "hills"): 7, ("Bel", "coast"): 8}))
    assert two.verdict == WITHIN


def test_one_region_for_all_needs_no_strata(grouping_of):
    assert only(grouping_of({("Ada", "coast"): 4, ("Bel", "coast"): 4})).held == ()


def test_without_regions_the_reason_says_what_is_not_known(corpus_of):
    from caatext.comparison.groups import group_by

    corpus = corpus_of({f"{name}{i}": {"author": name} for name in ("Ada", "Bel") for i in range(4)})
    support = only(group_by(corpus, "author"))
    assert support.verdict == ESTIMABLE
    assert "No region is recorded" in support.reason


def camps(grouping_of, corpus_of, sizes):
    from caatext.comparison.groups import group_by

    return group_by(
        corpus_of(
            {
                f"{camp}-{author}-{i}": {"author": f"{camp}{author}", "camp": camp}
                for camp, authors in sizes.items()
                for author, n in enumerate(authors)
                for i in range(n)
            }
        ),
        "camp",
    )


def test_nested_authors_are_the_unit(grouping_of, corpus_of):
    support = only(camps(grouping_of, corpus_of, {"east": [3, 1, 2, 5], "west": [2, 2, 2, 2, 2]}))
    assert support.unit == "author"
    assert support.verdict == ESTIMABLE
    assert (support.n_group, support.n_units_group, support.n_units_reference) == (11, 4, 5)
    assert "east has 4 authors with a value and west has 5; the author is the unit." in support.reason


def test_many_articles_by_one_author_are_one_unit(grouping_of, corpus_of):
    support = only(camps(grouping_of, corpus_of, {"east": [20], "west": [5, 5, 5, 5]}))
    assert support.verdict == NOT_ESTIMABLE
    assert support.reason == (
        "east has one author with a value (west: 4): with one author, camp and author are the same variable."
    )


def test_regions_compared_by_the_same_authors_are_held_within_author(grouping_of):
    grouping = grouping_of(
        {(author, region): 2 for author in ("Ada", "Bel") for region in ("coast", "basin")}, by="region"
    )
    support = only(grouping)
    assert support.unit == "article"
    assert support.held == ("author",)
    assert support.verdict == ESTIMABLE


def test_a_named_cluster_replaces_the_article(crossed):
    docvars = crossed.docvars.assign(series=[doc_id[:-2] for doc_id in crossed.docvars["doc_id"]])
    support = only(dataclasses.replace(crossed, docvars=docvars), cluster="series")
    assert support.unit == "series"
    assert (support.n_units_group, support.n_units_reference) == (2, 2)
    with pytest.raises(ComparisonError, match="no document variable 'serie'"):
        only(crossed, cluster="serie")


def test_units_of_several_regions_compare_with_units_of_the_same_regions(corpus_of):
    from caatext.comparison.groups import group_by

    covers = {"e1": "ab", "e2": "a", "w1": "ab", "w2": "a", "w3": "b"}
    corpus = corpus_of(
        {
            f"{author}{region}": {"author": author, "camp": author[0], "region": region}
            for author, regions in covers.items()
            for region in regions
        }
    )
    support = only(group_by(corpus, "camp"))
    strata = dict(zip(support.units["unit_id"], support.units["stratum"], strict=True))
    assert strata == {"e1": "a + b", "e2": "a", "w1": "a + b", "w2": "a"}


def test_a_topic_is_held_constant_as_a_region_is(corpus_of):
    """Where documents say their topic, authors of different topics cannot be told from the topics."""
    from caatext.comparison.groups import group_by

    def documents(topics):
        return {
            f"{author}{topic}{i}": {"author": author, "region": "coast", "topic": topic}
            for author in ("Ada", "Bel")
            for topic in topics[author]
            for i in range(4)
        }

    apart = only(group_by(corpus_of(documents({"Ada": ["water"], "Bel": ["trade"]})), "author"))
    assert apart.verdict == NOT_ESTIMABLE
    assert "share no topic, so author cannot be told from topic" in apart.reason
    crossed = only(group_by(corpus_of(documents({"Ada": ["water", "trade"], "Bel": ["trade", "water"]})), "author"))
    assert (crossed.verdict, crossed.held) == (ESTIMABLE, ("topic",))


def test_missing_values_are_counted_in_the_reason(grouping_of):
    grouping = grouping_of({("Ada", "coast"): 5, ("Bel", "coast"): 5})
    values = all_present(grouping)
    values.iloc[0] = np.nan
    support = assess_design(values, grouping).supports[0]
    assert support.verdict == ESTIMABLE
    assert support.reason.endswith("1 article without a value is missing, not zero.")


def test_reasons_are_summed_up(grouping_of):
    """Where groups fail in different ways, the first reasons stand in full and the rest is counted."""
    sizes = {("Ada", "coast"): 3, ("Bel", "basin"): 3, ("Cyr", "hills"): 1, ("Dov", "hills"): 1, ("Eve", "moor"): 1}
    design = assess_design(all_present(grouping_of(sizes)), grouping_of(sizes))
    assert design.reason.startswith("All 5 contrasts by author: not estimable. Ada (3 articles) and all others (6)")
    assert design.reason.endswith("And 2 more contrasts likewise.")
    mixed = grouping_of({("Ada", "coast"): 5, ("Bel", "coast"): 5, ("Cyr", "coast"): 2})
    design = assess_design(all_present(mixed), mixed)
    assert design.reason.startswith("Of 3 contrasts by author, 2 estimable, 1 within-article precision only.")


def test_scores_can_be_assessed_directly(crossed, scores_of):
    scores = scores_of({doc_id: {"all": 1.0} for doc_id in crossed.labels.index})
    design = assess_design(scores, crossed)
    assert design.verdict == ESTIMABLE
    assert design.table["category"].tolist() == ["all"]
    assert design._repr_html_().startswith("<p><strong>estimable</strong>")


def test_the_verdict_sees_no_number(crossed):
    """Whatever the values are, presence alone decides."""
    present = pd.Series(True, index=crossed.labels.index)
    verdict = assess_pair(present, crossed, crossed.pairs()[0]).verdict
    rng = np.random.default_rng(0)
    for scale in (0.0, 1.0, 1e9):
        values = pd.DataFrame({("t", "c"): rng.normal(size=8) * scale}, index=crossed.labels.index)
        assert assess_design(values, crossed).supports[0].verdict == verdict


def test_confounded_designs_are_refused_whatever_their_shape(grouping_of):
    """Author = region = article, in 15 random corpora: not estimable in all of them."""
    rng = np.random.default_rng(1)
    for _ in range(15):
        names = [f"author{i}" for i in range(rng.integers(2, 9))]
        one_each = only_verdicts(grouping_of({(name, f"region {name}"): 1 for name in names}))
        own_region = only_verdicts(grouping_of({(name, f"region {name}"): int(rng.integers(1, 15)) for name in names}))
        assert one_each == own_region == {NOT_ESTIMABLE}


def only_verdicts(grouping):
    return {support.verdict for support in assess_design(all_present(grouping), grouping).supports}
