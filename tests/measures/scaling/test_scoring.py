import numpy as np
import pytest

from caatext.errors import MeasureError, SmallSampleWarning
from caatext.measures.scaling import (
    CorrespondenceAnalysis,
    LatentSemanticScaling,
    Wordfish,
    Wordscores,
    list_axis_words,
    score_scaling,
)

METHODS = ("correspondence", "wordfish", "wordscores", "lss")
ANCHORS = {
    "correspondence": {"d00": -1.0, "d19": 1.0},
    "wordfish": {"d00": -1.0, "d19": 1.0},
    "wordscores": {"d00": -1.0, "d19": 1.0},
    "lss": {"war": 1.0, "peace": -1.0},
}


def spectrum_rows(address, order=1):
    rows = [
        address(doc_id=f"d{n:02d}") | {"form": lemma, "lemma": lemma, "pos": "NOUN", "count": count}
        for n in range(20)
        for lemma, count in (("war", n), ("battle", 2 * n), ("peace", 19 - n), ("talk", 5), ("day", 3 + n % 3))
        if count
    ]
    np.random.default_rng(order).shuffle(rows)
    return rows


@pytest.fixture(scope="module")
def make_spectrum(make_annotations, address):
    """Twenty documents from all peace to all war, in shuffled order, by ten authors."""

    def make(order=1):
        documents = [{"doc_id": f"d{n:02d}", "author": f"author {n % 10}"} for n in range(20)]
        return make_annotations(words=spectrum_rows(address, order), documents=documents)

    return make


@pytest.fixture(scope="module")
def spectrum(make_spectrum):
    return make_spectrum()


@pytest.mark.parametrize("method", METHODS)
def test_score_scaling_puts_documents_in_their_order(spectrum, method):
    scores = score_scaling(spectrum, method=method, anchors=ANCHORS[method], minimum_documents=20, n_draws=0)
    assert (np.diff(scores["value"]) > 0).all()
    assert scores["doc_id"].tolist() == [f"d{n:02d}" for n in range(20)]
    assert set(scores["measure"]) == {"position"}
    assert set(scores["category"]) == {"axis_1" if method == "correspondence" else method}
    assert scores["weight"].tolist() == [3 * n + 19 - n + 5 + 3 + n % 3 for n in range(20)]


@pytest.mark.parametrize("method", METHODS)
def test_the_order_of_rows_changes_no_byte(make_spectrum, method):
    tables = [
        score_scaling(make_spectrum(order), method=method, anchors=ANCHORS[method], minimum_documents=20, n_draws=0)
        for order in (1, 2)
    ]
    assert tables[0].equals(tables[1])


@pytest.mark.parametrize("method", METHODS)
def test_list_axis_words_names_what_drives_the_axis(spectrum, method):
    words = list_axis_words(spectrum, method=method, anchors=ANCHORS[method], n=2, minimum_documents=20)
    assert words.loc[words["end"] == "positive", "word"].iloc[0] in ("battle", "war")
    assert words.loc[words["end"] == "negative", "word"].iloc[0] == "peace"
    assert 0.5 < words["contribution"].sum() <= 1 + 1e-9
    assert ("level" in words) == (method == "wordfish")


def test_contributions_of_all_words_add_up_to_the_axis(spectrum):
    words = list_axis_words(spectrum, n=10)
    assert len(words) == 5
    assert words["contribution"].sum() == pytest.approx(1.0)


def test_correspondence_is_centered_and_says_its_share(spectrum):
    scores = score_scaling(spectrum)
    assert np.average(scores["value"], weights=scores["weight"]) == pytest.approx(0)
    assert scores["share"].between(0.9, 1.0).all()


def test_wordfish_has_the_error_of_the_model_beside_the_interval_over_authors(spectrum):
    with pytest.warns(SmallSampleWarning, match="10 clusters"):
        scores = score_scaling(spectrum, method="wordfish", n_draws=10)
    assert (scores["std_error_model"] > 0).all()
    assert (scores["author_low"] < scores["author_high"]).all()
    assert set(scores["n_authors"]) == {10}


def test_wordfish_has_no_interval_over_fewer_than_five_authors(make_annotations, address):
    documents = [{"doc_id": f"d{n:02d}", "author": f"author {n % 2}"} for n in range(20)]
    few = make_annotations(words=spectrum_rows(address), documents=documents)
    scores = score_scaling(few, method="wordfish")
    assert scores["author_low"].isna().all()
    assert set(scores["n_authors"]) == {2}


def test_wordscores_says_the_share_and_the_references(spectrum):
    scores = score_scaling(spectrum, method="wordscores", anchors=ANCHORS["wordscores"])
    assert scores.loc[scores["is_reference"], "doc_id"].tolist() == ["d00", "d19"]
    assert scores["share_scored"].tolist() == pytest.approx([1.0] * 20)
    assert scores["value"].between(-1, 1).all()


def test_an_estimator_brings_its_own_settings(spectrum):
    known = ANCHORS["wordscores"]
    scores = score_scaling(spectrum, method=Wordscores(rescale="mv"), anchors=known)
    assert scores["value"].iloc[[0, 19]].tolist() == pytest.approx([-1.0, 1.0])
    axes = score_scaling(spectrum, method=CorrespondenceAnalysis(n_axes=2))
    assert axes["value"].tolist() == pytest.approx(score_scaling(spectrum)["value"].tolist())
    tight = score_scaling(spectrum, method=Wordfish(priors=(np.inf, np.inf, 0.5, 1)), n_draws=0)
    assert tight["value"].std() == pytest.approx(1.0)


@pytest.mark.parametrize("method", ["correspondence", "wordfish", "wordscores"])
def test_fewer_than_twenty_documents_are_refused(spectrum, method):
    few = spectrum.subset([f"d{n:02d}" for n in range(19)])
    with pytest.raises(MeasureError, match="19 documents share words; a scale needs 20"):
        score_scaling(few, method=method)
    assert len(score_scaling(few, minimum_documents=10)) == 19


def test_latent_semantic_scaling_needs_a_thousand_documents_or_vectors_from_elsewhere(spectrum):
    with pytest.raises(MeasureError, match="20 documents share words; a scale needs 1000"):
        score_scaling(spectrum, method="lss", anchors=ANCHORS["lss"])
    vectors = {"war": [1.0, 0.1], "battle": [1.0, 0.0], "peace": [-1.0, 0.0], "day": [0.0, 1.0]}
    given = LatentSemanticScaling({"war": 1.0, "peace": -1.0}, vectors=vectors)
    scores = score_scaling(spectrum, method=given)
    assert scores["value"].iloc[19] > scores["value"].iloc[0]
    assert (scores["share_scored"] < 1).all()  # 'talk' has no vector


def test_documents_without_common_words_are_refused(make_annotations):
    with pytest.raises(MeasureError, match="0 documents share words"):
        score_scaling(make_annotations(), minimum_documents=0)


def test_a_document_without_scored_words_has_no_row(make_annotations, address):
    counts = {"a": {"war": 2, "day": 1}, "b": {"peace": 2, "day": 1}, "c": {"sea": 3}, "d": {"sea": 1, "day": 2}}
    rows = [
        address(doc_id=doc) | {"form": word, "lemma": word, "pos": "NOUN", "count": n}
        for doc, words in counts.items()
        for word, n in words.items()
    ]
    rows += [address(doc_id="e") | {"form": w, "lemma": w, "pos": "NOUN", "count": 1} for w in ("war", "peace")]
    few = make_annotations(words=rows)
    with pytest.warns(SmallSampleWarning, match="1 of 5 texts"):
        scores = score_scaling(few, method="wordscores", anchors={"a": -1, "b": 1}, minimum_documents=3)
    assert scores["doc_id"].tolist() == ["a", "b", "d", "e"]


def test_anchors_that_do_not_suit_the_method_are_refused(spectrum):
    with pytest.raises(MeasureError, match=r"E-ID-UNKNOWN.*is called d77"):
        score_scaling(spectrum, method="wordscores", anchors={"d00": -1.0, "d77": 1.0})
    with pytest.raises(MeasureError, match=r"E-CFG-OPTION.*the anchors d00, d01 do not give a direction"):
        score_scaling(spectrum, method="wordfish", anchors={"d00": 1.0, "d01": 1.0})
    with pytest.raises(MeasureError, match=r"E-SIZE-FEW.*0 different positions"):
        score_scaling(spectrum, method="wordscores")
    with pytest.raises(MeasureError, match=r"E-CFG-NAME.*no scaling method 'wordfisch'"):
        score_scaling(spectrum, method="wordfisch")
