"""Words on fingers, the refusals, and a simulation in which token-level tests fail and this one holds."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from caatext.comparison.design import ESTIMABLE, NOT_ESTIMABLE, WITHIN
from caatext.comparison.groups import group_by
from caatext.comparison.keyness import keyness
from caatext.errors import ComparisonError, TableError
from caatext.stats.association import g2, log_odds_dirichlet, p_chi2
from caatext.tables import make_table

INFERENCE = ["estimate", "conf_low", "conf_high", "p_value", "p_adjusted"]


@pytest.fixture
def four_each(grouping_of):
    return grouping_of({("Ada", "coast"): 4, ("Bel", "coast"): 4})


def counts_for(grouping, function):
    return {doc_id: function(doc_id) for doc_id in grouping.labels.index}


def row_of(comparison, word, group="Ada"):
    table = comparison.table
    return table[(table["category"] == word) & (table["group"] == group)].iloc[0]


def test_rates_counts_and_log_ratio_on_fingers(four_each, words_of):
    counts = counts_for(
        four_each, lambda d: {"river": 8, "the": 92} if d.startswith("Ada") else {"river": 2, "the": 98}
    )
    row = row_of(keyness(words_of(counts), four_each), "river")
    assert (row["n_group"], row["n_reference"]) == (32, 8)
    assert (row["rate_group"], row["rate_reference"]) == (80.0, 20.0)
    assert (row["n_documents"], row["n_documents_reference"]) == (4, 4)
    assert row["estimate"] == pytest.approx(np.log2(32.5 / 8.5))
    assert row["p_value"] == pytest.approx(2 / 70)
    assert row["dispersion"] == 0.0
    assert row["verdict"] == ESTIMABLE
    assert np.isnan(row["conf_low"]), "no article differs from its side, which shows no spread"


def test_z_has_the_background_and_the_prior_that_the_method_names(four_each, words_of):
    counts = counts_for(
        four_each, lambda d: {"river": 8, "the": 92} if d.startswith("Ada") else {"river": 2, "the": 98}
    )
    comparison = keyness(words_of(counts), four_each)
    expected = log_odds_dirichlet([32, 368], [8, 392], prior=[500 * 40 / 800, 500 * 760 / 800]).z
    assert row_of(comparison, "river")["z"] == pytest.approx(expected[0])
    assert row_of(comparison, "the")["z"] == pytest.approx(expected[1])
    assert "500 pseudo-counts in the proportions of all 8 articles" in comparison.method
    assert "is no test" in comparison.method


def test_one_article_each_leaves_a_description(four_alone, words_of):
    comparison = keyness(words_of(counts_for(four_alone, lambda d: {d[:3].lower(): 9, "the": 90})), four_alone)
    assert set(comparison.table["verdict"]) == {NOT_ESTIMABLE}
    assert comparison.table[INFERENCE].isna().all(axis=None)
    row = row_of(comparison, "ada")
    assert row["z"] > 2
    assert (row["rate_group"], row["rate_reference"]) == (pytest.approx(1000 * 9 / 99), 0.0)
    assert np.isnan(row["dispersion"])
    assert "the same variable" in row["reason"]


def test_two_articles_show_a_ratio_and_nothing_more(grouping_of, words_of):
    grouping = grouping_of({("Ada", "coast"): 2, ("Bel", "coast"): 4})
    row = row_of(keyness(words_of(counts_for(grouping, lambda d: {"river": 3, "the": 97})), grouping), "river")
    assert row["verdict"] == WITHIN
    assert np.isfinite(row["estimate"])
    assert row[INFERENCE[1:]].isna().all()


def test_a_word_of_one_article_cannot_mark_an_author(four_each, words_of):
    counts = counts_for(four_each, lambda d: {"the": 90, "river": 2} | ({"flood": 30} if d == "Ada-coast-1" else {}))
    comparison = keyness(words_of(counts), four_each)
    row = row_of(comparison, "flood")
    assert row["verdict"] == NOT_ESTIMABLE
    assert "fewer than 2 articles" in row["reason"]
    assert row[INFERENCE].isna().all()
    assert row["z"] > 2
    assert comparison.families[0].size == 2
    tested = keyness(words_of(counts), four_each, min_documents=1)
    assert row_of(tested, "flood")["p_value"] == pytest.approx(1.0)  # whichever side has the article is as far from 0


def test_rare_words_are_left_out_by_a_rule_that_does_not_see_the_groups(four_each, words_of):
    counts = counts_for(four_each, lambda d: {"the": 9} | ({"rare": 1} if d.startswith("Ada") else {}))
    assert "rare" not in set(keyness(words_of(counts), four_each).table["category"])
    kept = keyness(words_of(counts), four_each, min_count=4)
    assert row_of(kept, "rare")["n_group"] == 4
    assert row_of(kept, "the")["rate_group"] == 900.0  # the totals hold all words


def test_names_can_be_masked(four_each, words_of):
    words = words_of(counts_for(four_each, lambda d: {"the": 5, "orr": 5}), names=["orr"])
    raw, masked = keyness(words, four_each), keyness(words, four_each, mask_names=True)
    assert set(raw.table["category"]) == {"the", "orr"}
    assert set(masked.table["category"]) == {"the"}
    assert row_of(masked, "the")["rate_group"] == 1000.0
    assert "names left out" in masked.method


def test_regions_are_held_constant(grouping_of, words_of):
    """The word belongs to the coast, of which Ada writes more; within the coast nobody uses it more."""
    sizes = {("Ada", "coast"): 6, ("Ada", "basin"): 2, ("Bel", "coast"): 2, ("Bel", "basin"): 6}
    grouping = grouping_of(sizes)
    counts = counts_for(grouping, lambda d: {"sea": 20 if "coast" in d else 2, "the": 80 if "coast" in d else 98})
    row = row_of(keyness(words_of(counts), grouping), "sea")
    assert row["held_constant"] == "region"
    assert row["estimate"] == pytest.approx(0.0, abs=0.02)
    assert row["p_value"] == 1.0
    assert row["rate_group"] > 2 * row["rate_reference"]


def camps(corpus_of, n_authors, n_articles):
    docvars = {
        f"{camp}{author:02d}-{i}": {"camp": camp, "author": f"{camp}{author:02d}"}
        for camp in "ew"
        for author in range(n_authors)
        for i in range(n_articles)
    }
    return group_by(corpus_of(docvars), "camp")


def test_authors_are_the_unit_where_camps_are_compared(corpus_of, words_of):
    grouping = camps(corpus_of, 4, 3)
    comparison = keyness(words_of(counts_for(grouping, lambda d: {"river": 1 + (d[0] == "e"), "the": 50})), grouping)
    row = row_of(comparison, "river", "e")
    assert row["unit"] == "author"
    assert row["p_value"] == pytest.approx(2 / 70)
    by_article = keyness(words_of(counts_for(grouping, lambda d: {"the": 5})), grouping, cluster="camp")
    assert row_of(by_article, "the", "e")["unit"] == "article"


def test_evidence_is_the_paragraphs_that_have_the_word(four_each, words_of):
    counts = counts_for(four_each, lambda d: {"river": 2 if d.startswith("Ada") else 0, "the": 9})
    comparison = keyness(words_of(counts), four_each)
    found = comparison.evidence("river")
    assert found[["doc_id", "paragraph", "sentence"]].to_numpy().tolist() == [
        [f"Ada-coast-{i}", 1, 0] for i in range(1, 5)
    ]
    assert found["text"].tolist() == ["One. Two."] * 4
    assert found["value"].sum() == row_of(comparison, "river")["n_group"]
    assert comparison.evidence("the", "Bel")["value"].sum() == row_of(comparison, "the")["n_reference"]


def test_words_can_come_from_annotations(four_each, words_of):
    class HasWords:
        words = words_of(counts_for(four_each, lambda d: {"the": 5}))

        def parts(self):
            return [self]

    found = keyness(HasWords(), four_each)
    assert found.table["category"].tolist() == ["the"]
    assert found.evidence("the", "Ada")["value"].tolist() == [5.0] * 4


def test_words_may_come_in_parts(four_each, words_of):
    """Documents in any order of parts; the comparison and what is behind a number are those of the whole."""
    whole = words_of(counts_for(four_each, lambda d: {"the": 5 + len(d), "sea": 3 if d.endswith("1") else 6}))
    documents = whole["doc_id"].unique()

    class Part:
        def __init__(self, doc_ids):
            self.words = whole[whole["doc_id"].isin(doc_ids)]

    class InParts:
        words = whole

        def parts(self):
            return [Part(documents[5:]), Part(documents[:2]), Part(documents[2:5])]

    one, other = keyness(whole, four_each), keyness(InParts(), four_each)
    pd.testing.assert_frame_equal(one.table, other.table)
    pd.testing.assert_frame_equal(one.evidence("sea"), other.evidence("sea"))


def test_one_group_only_and_wrong_input(four_each, grouping_of, words_of):
    three = grouping_of({(name, "coast"): 4 for name in ("Ada", "Bel", "Cyr")})
    words = words_of(counts_for(three, lambda d: {"the": 5}))
    assert set(keyness(words, three).table["group"]) == {"Ada", "Bel", "Cyr"}
    assert set(keyness(words, three, group="Bel").table["group"]) == {"Bel"}
    with pytest.raises(ComparisonError, match="there is no author 'Zed'"):
        keyness(words, three, group="Zed")
    with pytest.raises(TableError, match="words table lacks"):
        keyness(pd.DataFrame({"doc_id": ["a"]}), four_each)
    assert len(keyness(make_table([], "words"), four_each).table) == 0


def test_order_of_the_rows_does_not_matter(grouping_of, words_of):
    grouping = grouping_of({("Ada", "coast"): 12, ("Bel", "coast"): 12})
    rng = np.random.default_rng(8)
    counts = counts_for(grouping, lambda d: {f"w{i}": int(n) for i, n in enumerate(rng.poisson(4, 6))})
    words = words_of(counts)
    first = keyness(words, grouping, n_permutations=99).table
    again = keyness(words.sample(frac=1, random_state=2), grouping, n_permutations=99).table
    pd.testing.assert_frame_equal(first, again)


@pytest.fixture(scope="module")
def bursty():
    """300 words by 20 authors with 3 articles each: authors and articles differ, camps do not; 20 words are planted."""
    rng = np.random.default_rng(12)
    rates = rng.uniform(2, 8, 300)[None, :] * rng.gamma(8, 1 / 8, (40, 300))
    planted = np.arange(300) >= 280
    rates[:20, planted] *= 2.0
    return rng.poisson(np.repeat(rates, 3, axis=0) * rng.gamma(6, 1 / 6, (120, 300))), planted


@pytest.fixture(scope="module")
def screened(bursty, corpus_of, words_of):
    grouping = camps(corpus_of, 20, 3)
    table, _ = bursty
    counts = {
        doc_id: {f"w{i:03d}": int(n) for i, n in enumerate(row)}
        for doc_id, row in zip(grouping.labels.index, table, strict=True)
    }
    return keyness(words_of(counts), grouping, n_permutations=4_999).table.sort_values("category", ignore_index=True)


def test_the_null_is_held_where_token_tests_fail(bursty, screened):
    table, planted = bursty
    null = screened[~planted]
    low, high = stats.binom.interval(0.999, len(null), 0.05)
    assert low <= (null["p_value"] <= 0.05).sum() <= high
    tokens = p_chi2(
        g2(null["n_group"], null["n_reference"], total_group=table[:60].sum(), total_reference=table[60:].sum())
    )
    assert (tokens <= 0.05).mean() > 0.25  # what words taken for observations would announce


def test_intervals_of_words_cover(screened, bursty):
    null = screened[~bursty[1]]
    covered = ((null["conf_low"] <= 0) & (null["conf_high"] >= 0)).mean()
    assert 0.91 <= covered <= 0.99


def test_planted_words_are_found_and_little_else(screened, bursty):
    """Log ratio 1, 20 authors a camp."""
    found = screened["p_adjusted"] <= 0.05
    assert found[bursty[1]].mean() >= 0.8
    assert (found & ~bursty[1]).sum() <= 4
    assert screened.loc[bursty[1], "estimate"].mean() == pytest.approx(1.0, abs=0.2)


def test_one_marker_among_many_words_is_found_although_the_first_draws_are_too_few(grouping_of, words_of):
    """199 draws cannot give less than 0.005, which 300 words do not survive; the word alone is drawn for again."""
    grouping = grouping_of({("Ada", "coast"): 10, ("Bel", "coast"): 10})
    rng = np.random.default_rng(5)

    def count(doc_id):
        usual = {f"w{i:03d}": int(n) for i, n in enumerate(rng.poisson(4, 300))}
        return usual | {"marker": int(rng.poisson(24 if doc_id.startswith("Ada") else 8))}

    comparison = keyness(words_of(counts_for(grouping, count)), grouping, n_permutations=199)
    row = row_of(comparison, "marker")
    assert row["p_smallest"] < 1e-4
    assert row["p_adjusted"] < 0.05
    assert (comparison.table["p_value"] >= row["p_smallest"]).all()
    assert (comparison.table["p_adjusted"] < 0.05).sum() == 1


@pytest.fixture
def of_lengths(grouping_of, words_of):
    """Words of two authors with eight articles each of these lengths, from one process."""
    grouping = grouping_of({("Ada", "coast"): 8, ("Bel", "coast"): 8})
    share = 1 / np.arange(1, 151)

    def make(short, long, seed):
        rng = np.random.default_rng(seed)

        def count(doc_id):
            burst = rng.gamma(2, share / 2)
            drawn = rng.multinomial(short if doc_id.startswith("Ada") else long, burst / burst.sum())
            return {f"w{i:03d}": int(n) for i, n in enumerate(drawn) if n}

        return keyness(words_of(counts_for(grouping, count)), grouping, n_permutations=999).table

    return make


def test_authors_of_short_and_of_long_articles_are_not_compared(of_lengths):
    table = of_lengths(200, 1000, seed=1)
    assert set(table["verdict"]) <= {WITHIN, NOT_ESTIMABLE}
    assert table[["p_value", "conf_low"]].isna().all(axis=None)
    assert table["reason"].str.contains("200 words on average and those of Bel 1,000").any()


def test_a_moderate_difference_in_length_keeps_the_level(of_lengths):
    tables = [of_lengths(750, 1000, seed=seed) for seed in range(25)]
    assert np.mean([(table["p_value"] <= 0.05).mean() for table in tables]) == pytest.approx(0.05, abs=0.02)
    assert sum((table["p_adjusted"] <= 0.05).any() for table in tables) <= 4


def test_a_word_that_one_side_never_uses_has_no_interval(four_each, words_of):
    counts = counts_for(four_each, lambda d: {"the": 90} | ({"flood": 3 + len(d) % 2} if d.startswith("Ada") else {}))
    row = row_of(keyness(words_of(counts), four_each), "flood")
    assert np.isfinite(row[["estimate", "p_value"]].astype(float)).all()
    assert row[["conf_low", "conf_high", "std_error"]].isna().all()
