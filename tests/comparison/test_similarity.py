"""Distances on fingers, against the plain functions, and a simulation in which articles differ and authors do not."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from caatext.comparison.design import ESTIMABLE, NOT_ESTIMABLE, WITHIN
from caatext.comparison.groups import group_by
from caatext.comparison.similarity import MEASURES, compare_vocabulary
from caatext.errors import ComparisonError, TableError
from caatext.stats.divergence import jensen_shannon, shuffled_divergence
from caatext.stats.permutation import relabel
from caatext.stats.resampling import keyed_rng
from caatext.tables import make_table

INFERENCE = ["band_low", "band_high", "p_value", "p_smallest", "p_adjusted", "conf_low", "conf_high"]


def counts_for(grouping, function):
    return {doc_id: function(doc_id) for doc_id in grouping.labels.index}


def random_counts(grouping, *, seed, n_words=60):
    rng = np.random.default_rng(seed)
    draw = {d: rng.poisson(rng.gamma(0.5, 4.0, n_words)) for d in grouping.labels.index}
    return counts_for(grouping, lambda d: {f"w{i:02d}": int(n) for i, n in enumerate(draw[d])})


def in_paragraphs(words, n):
    """The same words, dealt to so many paragraphs by their position in the vocabulary."""
    order = words.groupby("doc_id").cumcount()
    return words.assign(paragraph=1 + order % n)


def row_of(distances, group, reference, measure="divergence"):
    table = distances.table
    return table[(table["group"] == group) & (table["reference"] == reference) & (table["measure"] == measure)].iloc[0]


@pytest.fixture
def four_each(grouping_of):
    return grouping_of({("Ada", "coast"): 4, ("Bel", "coast"): 4})


def test_the_numbers_are_those_of_the_plain_function(four_each, words_of):
    counts = random_counts(four_each, seed=1)
    matrix = pd.DataFrame(counts).fillna(0).sort_index(axis=1).T.to_numpy()
    is_group = four_each.labels.sort_index().to_numpy() == "Ada"
    distances = compare_vocabulary(words_of(counts), four_each)
    for measure, order in (("divergence", 1), ("divergence_order_2", 2)):
        expected = shuffled_divergence(matrix, is_group, relabelings=relabel(is_group, rng=keyed_rng(1)), order=order)
        row = row_of(distances, "Ada", "Bel", measure)
        assert row["observed"] == pytest.approx(expected.observed)
        assert row["shuffled"] == pytest.approx(expected.shuffled)
        assert row["estimate"] == pytest.approx(expected.excess)
        assert row["p_value"] == pytest.approx(expected.p_value)
        assert row["p_smallest"] == pytest.approx(2 / 70)
        assert row["band_low"] < 0 < row["band_high"]


def test_delta_is_over_the_spread_of_all_articles(four_each, words_of):
    counts = random_counts(four_each, seed=2, n_words=5)
    matrix = pd.DataFrame(counts).sort_index(axis=1).T
    rates = matrix.div(matrix.sum(axis=1), axis=0)
    sides = [matrix[matrix.index.str.startswith(name)].sum() for name in ("Ada", "Bel")]
    gap = (sides[0] / sides[0].sum() - sides[1] / sides[1].sum()).abs()
    row = row_of(compare_vocabulary(words_of(counts), four_each), "Ada", "Bel", "delta")
    assert row["observed"] == pytest.approx((gap / rates.std(ddof=1)).mean())


def test_one_article_each_is_a_distance_of_two_articles(four_alone, words_of):
    words = in_paragraphs(words_of(random_counts(four_alone, seed=3)), 10)
    distances = compare_vocabulary(words, four_alone)
    assert len(distances.table) == 6 * len(MEASURES)
    assert set(distances.table["verdict"]) == {NOT_ESTIMABLE}
    assert distances.table[INFERENCE].isna().all(axis=None)
    assert distances.table[["estimate", "observed", "shuffled"]].notna().all(axis=None)
    assert set(distances.table["shuffled_unit"]) == {"paragraph"}
    row = row_of(distances, "Ada", "Bel")
    assert "the same variable" in row["reason"]
    assert "the excess is that of two articles, not of two groups" in row["reason"]
    assert set(distances.floor["unit"]) == {"paragraph"}
    assert "no test" in distances.family
    matrix = words[words["doc_id"].isin(["Ada-basin-1", "Bel-coast-1"])].pivot_table(
        index=["doc_id", "paragraph"], columns="lemma", values="count", fill_value=0
    )
    observed = jensen_shannon(*(matrix.loc[name].sum().to_numpy() for name in ("Ada-basin-1", "Bel-coast-1")))
    assert row["observed"] == pytest.approx(observed)


def test_articles_of_one_paragraph_have_no_null(four_alone, words_of):
    distances = compare_vocabulary(words_of(random_counts(four_alone, seed=3)), four_alone)
    assert distances.table["observed"].notna().all()
    assert distances.table["estimate"].isna().all()
    assert distances.floor["excess"].isna().all()


def test_two_articles_show_an_excess_and_no_p(grouping_of, words_of):
    grouping = grouping_of({("Ada", "coast"): 2, ("Bel", "coast"): 4})
    row = row_of(compare_vocabulary(words_of(random_counts(grouping, seed=4)), grouping), "Ada", "Bel")
    assert row["verdict"] == WITHIN
    assert np.isfinite(row["estimate"])
    assert row["shuffled_unit"] == "article"
    assert row[INFERENCE].isna().all()


def test_one_article_against_several_is_described_by_articles(grouping_of, words_of):
    grouping = grouping_of({("Ada", "coast"): 1, ("Bel", "coast"): 4})
    row = row_of(compare_vocabulary(words_of(random_counts(grouping, seed=4)), grouping), "Ada", "Bel")
    assert row["verdict"] == NOT_ESTIMABLE
    assert row["shuffled_unit"] == "article"
    assert np.isfinite(row["estimate"])
    assert row[INFERENCE].isna().all()


def test_authors_who_share_no_region_are_described_only(grouping_of, words_of):
    grouping = grouping_of({("Ada", "coast"): 4, ("Bel", "basin"): 4})
    row = row_of(compare_vocabulary(words_of(random_counts(grouping, seed=5)), grouping), "Ada", "Bel")
    assert row["verdict"] == NOT_ESTIMABLE
    assert "share no region" in row["reason"]
    assert np.isfinite(row["estimate"])
    assert row[INFERENCE].isna().all()


def test_regions_are_held_constant(grouping_of, words_of):
    """Ada writes more of the coast, and the coast has its own words; within a region nobody differs."""
    sizes = {("Ada", "coast"): 6, ("Ada", "basin"): 2, ("Bel", "coast"): 2, ("Bel", "basin"): 6}
    grouping = grouping_of(sizes)
    counts = counts_for(grouping, lambda d: {"sea" if "coast" in d else "salt": 50, "the": 50})
    row = row_of(compare_vocabulary(words_of(counts), grouping), "Ada", "Bel")
    assert row["observed"] > 0.05
    assert row["estimate"] == pytest.approx(0.0, abs=1e-9)
    assert row["p_value"] == 1.0


def test_authors_are_dealt_where_camps_are_compared(corpus_of, words_of):
    docvars = {f"{c}{a}-{i}": {"camp": c, "author": f"{c}{a}"} for c in "ew" for a in range(4) for i in range(3)}
    grouping = group_by(corpus_of(docvars), "camp")
    distances = compare_vocabulary(words_of(random_counts(grouping, seed=6)), grouping)
    row = row_of(distances, "e", "w")
    assert (row["unit"], row["shuffled_unit"]) == ("author", "author")
    assert row["p_smallest"] == pytest.approx(2 / 70)
    assert set(distances.floor["unit"]) == {"author"}
    one_each = grouping.labels.index.str[:2].isin(["e0", "w0"])
    alone = group_by(corpus_of({k: v for (k, v), kept in zip(docvars.items(), one_each, strict=True) if kept}), "camp")
    single = row_of(compare_vocabulary(words_of(random_counts(alone, seed=6)), alone), "e", "w")
    assert (single["verdict"], single["shuffled_unit"]) == (NOT_ESTIMABLE, "article")


def test_names_can_be_left_out(four_each, words_of):
    words = words_of(counts_for(four_each, lambda d: {"the": 5, "orr" if d < "B" else "tav": 5}), names=["orr", "tav"])
    assert row_of(compare_vocabulary(words, four_each), "Ada", "Bel")["observed"] == pytest.approx(0.5)
    masked = compare_vocabulary(words, four_each, mask_names=True)
    assert row_of(masked, "Ada", "Bel")["observed"] == pytest.approx(0.0, abs=1e-12)
    assert "names left out" in masked.question
    assert set(masked.table["category"]) == {"words outside names"}
    assert masked.words.table.empty


def test_words_lead_to_their_paragraphs(four_each, words_of):
    counts = counts_for(four_each, lambda d: {"the": 40} | ({"river": 10} if d.startswith("Ada") else {"hill": 10}))
    distances = compare_vocabulary(words_of(counts), four_each)
    words = distances.words.table
    assert words["category"].tolist() == ["hill", "river"]
    assert words["estimate"].tolist() == pytest.approx([0.1, 0.1])  # a fifth of one side each, halved
    assert words["share"].tolist() == pytest.approx([0.5, 0.5])
    assert words[["n_documents", "n_documents_reference"]].to_numpy().tolist() == [[0, 4], [4, 0]]
    found = distances.evidence("Bel", "Ada")
    assert set(found["category"]) == {"hill", "river"}
    assert found["doc_id"].tolist() == [f"Bel-coast-{i}" for i in range(1, 5)] + [f"Ada-coast-{i}" for i in range(1, 5)]
    assert set(found["text"]) == {"One. Two."}
    with pytest.raises(ComparisonError, match="there is no author 'Zed'"):
        distances.evidence("Ada", "Zed")


def test_contributions_add_up(grouping_of, words_of):
    grouping = grouping_of({("Ada", "coast"): 4, ("Bel", "coast"): 4})
    distances = compare_vocabulary(words_of(random_counts(grouping, seed=9, n_words=8)), grouping)
    assert distances.words.table["share"].sum() == pytest.approx(1.0)
    assert distances.words.table["estimate"].sum() == pytest.approx(row_of(distances, "Ada", "Bel")["observed"])


def test_the_floor_is_zero_without_clumps_and_positive_with_them(grouping_of):
    grouping = grouping_of({("Ada", "coast"): 8, ("Bel", "coast"): 8})
    rng = np.random.default_rng(5)

    def words(clumped):
        rows = []
        for doc_id in grouping.labels.index:
            rates = rng.gamma(0.4, 2.5, 40) if clumped else np.ones(40)
            rows += [
                {"doc_id": doc_id, "paragraph": p, "lemma": f"w{i:02d}", "count": int(n)}
                for p in range(1, 9)
                for i, n in enumerate(rng.poisson(rates))
            ]
        return make_table(rows, "words")

    def floors(clumped):
        floor = compare_vocabulary(words(clumped), grouping).floor
        return floor[floor["measure"] == "divergence"]

    smooth, clumped = floors(False), floors(True)
    assert smooth["excess"].abs().max() < 0.01
    assert clumped["excess"].min() > 0.02
    for floor in (smooth, clumped):
        assert (floor["band_low"] <= floor["excess"]).all()
        assert (floor["excess"] <= floor["band_high"]).all()
        np.testing.assert_allclose(floor["excess"], floor["observed"] - floor["shuffled"])


def test_the_matrix_is_symmetric_with_the_floor_on_its_diagonal(grouping_of, words_of):
    grouping = grouping_of({(name, "coast"): 4 for name in ("Ada", "Bel", "Cyr")})
    distances = compare_vocabulary(in_paragraphs(words_of(random_counts(grouping, seed=7)), 4), grouping)
    matrix = distances.matrix()
    assert list(matrix.index) == list(matrix.columns) == ["Ada", "Bel", "Cyr"]
    np.testing.assert_array_equal(matrix, matrix.T)
    assert matrix.loc["Cyr", "Ada"] == row_of(distances, "Ada", "Cyr")["estimate"]
    floor = distances.floor[distances.floor["measure"] == "divergence"]["excess"]
    assert np.diag(matrix).tolist() == floor.tolist()
    with pytest.raises(ComparisonError, match="there is no measure 'cosine'"):
        distances.matrix("cosine")
    families = {family.members: family.size for family in distances.families}
    assert families == {f"pairs of authors of {name}": 3 for name in MEASURES}
    html = distances._repr_html_()
    assert "Ada" in html
    assert "family of 3 tests" in html


def test_order_of_the_rows_does_not_matter_and_the_seed_does(grouping_of, words_of):
    grouping = grouping_of({("Ada", "coast"): 9, ("Bel", "coast"): 9})
    words = words_of(random_counts(grouping, seed=8))
    first = compare_vocabulary(words, grouping, n_permutations=99)
    again = compare_vocabulary(words.sample(frac=1, random_state=2), grouping, n_permutations=99)
    pd.testing.assert_frame_equal(first.table, again.table)
    pd.testing.assert_frame_equal(first.floor, again.floor)
    pd.testing.assert_frame_equal(first.words.table, again.words.table)
    other = compare_vocabulary(words, grouping, n_permutations=99, seed=2)
    assert not first.table["shuffled"].equals(other.table["shuffled"])
    assert (first.table["observed"] == other.table["observed"]).all()


def test_one_group_no_words_and_wrong_input(four_each, grouping_of, words_of):
    alone = compare_vocabulary(words_of({"Ada-coast-1": {"the": 5}}), grouping_of({("Ada", "coast"): 1}))
    assert alone.table.empty
    assert alone.matrix().shape == (1, 1)
    silent = compare_vocabulary(make_table([], "words"), four_each)
    assert set(silent.table["verdict"]) == {NOT_ESTIMABLE}
    assert silent.table["observed"].isna().all()
    half = compare_vocabulary(words_of({f"Ada-coast-{i}": {"the": 5} for i in range(1, 5)}), four_each)
    assert "No article of Bel carries a value" in row_of(half, "Ada", "Bel")["reason"]
    assert half.evidence("Ada", "Bel").empty
    with pytest.raises(TableError, match="words table lacks"):
        compare_vocabulary(pd.DataFrame({"doc_id": ["a"]}), four_each)


@pytest.mark.slow
def test_the_null_is_held_where_articles_differ_and_authors_do_not(grouping_of, words_of):
    """Words are bursty: the articles of one author are as far apart as those of two. 200 studies."""
    grouping = grouping_of({("Ada", "coast"): 5, ("Bel", "coast"): 5})
    rates = 40.0 / np.arange(1, 151)
    found = []
    for run in range(200):
        rng = np.random.default_rng([12, run])
        lengths = rng.uniform(0.6, 1.6, (10, 1))
        table = rng.poisson(lengths * rates * rng.gamma(0.5, 2.0, (10, 150)))
        counts = {
            doc_id: {f"w{i:03d}": int(n) for i, n in enumerate(row)}
            for doc_id, row in zip(grouping.labels.index, table, strict=True)
        }
        found.append(compare_vocabulary(words_of(counts), grouping).table.assign(run=run))
    table = pd.concat(found)
    # by chance, articles of one author are half as long again in one study of seven, and nothing is tested there
    assert (table["verdict"] == ESTIMABLE).mean() > 0.8
    table = table[table["verdict"] == ESTIMABLE]
    for _, rows in table.groupby("measure"):
        low, high = stats.binom.interval(0.999, len(rows), 12 / 252)  # the largest attainable level up to 5 %
        assert low <= (rows["p_value"] <= 0.05).sum() <= high
        error = rows["estimate"].std() / np.sqrt(len(rows))
        assert abs(rows["estimate"].mean()) <= 3.5 * error
        inside = ((rows["estimate"] >= rows["band_low"]) & (rows["estimate"] <= rows["band_high"])).mean()
        assert 0.90 <= inside <= 0.99


def test_two_vocabularies_are_told_apart(grouping_of, words_of):
    grouping = grouping_of({("Ada", "coast"): 6, ("Bel", "coast"): 6})
    rng = np.random.default_rng(3)
    rates = np.full(100, 6.0)

    def count(doc_id):
        own = rates * np.where(np.arange(100) < 50, 1.5 if doc_id < "B" else 1.0, 1.0) * rng.gamma(6, 1 / 6, 100)
        return {f"w{i:02d}": int(n) for i, n in enumerate(rng.poisson(own))}

    row = row_of(compare_vocabulary(words_of(counts_for(grouping, count)), grouping), "Ada", "Bel")
    assert row["estimate"] > row["band_high"]
    assert row["p_smallest"] <= row["p_value"] <= 0.05


def test_copies_of_one_text_are_no_distance_apart(words_of, grouping_of):
    grouping = grouping_of({("Ada", "coast"): 4, ("Bel", "coast"): 4})
    counts = {doc_id: {f"w{i}": i % 7 + 1 for i in range(60)} for doc_id in grouping.labels.index}
    row = compare_vocabulary(words_of(counts), grouping).table.iloc[0]
    assert row["estimate"] == 0
    assert row["p_value"] == 1


def test_articles_of_another_length_are_described_and_not_tested(words_of, grouping_of):
    grouping = grouping_of({("Ada", "coast"): 4, ("Bel", "coast"): 4})
    counts = {
        doc_id: {f"w{i}": (i % 7 + 1) * (1 if doc_id.startswith("Ada") else 3) for i in range(60)}
        for doc_id in grouping.labels.index
    }
    row = compare_vocabulary(words_of(counts), grouping).table.iloc[0]
    assert row["verdict"] == "within-article precision only"
    assert "words on average" in row["reason"]
    assert np.isnan(row["p_value"])
