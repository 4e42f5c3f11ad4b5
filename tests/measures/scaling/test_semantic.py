import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from caatext.errors import MeasureError, SmallSampleWarning
from caatext.measures.scaling import LatentSemanticScaling

WORDS = ["bad", "bland", "good", "nice", "poor"]
VECTORS = {"good": [1, 0], "nice": [0.8, 0.6], "bad": [-2, 0], "poor": [-0.6, 0.8], "bland": [0, 3]}
SEEDS = {"good": 1.0, "bad": -1.0}


def two_worlds(n=60, seed=1):
    """Sentences about one of two subjects, each with its words, and words of both."""
    rng = np.random.default_rng(seed)
    shares = np.array([[4, 3, 3, 0.2, 0.2, 0.2, 2, 2], [0.2, 0.2, 0.2, 4, 3, 3, 2, 2]], dtype=float)
    shares /= shares.sum(axis=1, keepdims=True)
    return np.array([rng.multinomial(15, shares[row % 2]) for row in range(n)])


def test_polarity_is_the_mean_of_polarity_times_cosine():
    model = LatentSemanticScaling(SEEDS, vectors=VECTORS).fit(np.ones((1, 5)), features=WORDS)
    for place, word in enumerate(WORDS):
        v = np.array(VECTORS[word])
        cosines = [v @ VECTORS[s] / (np.linalg.norm(v) * np.linalg.norm(VECTORS[s])) for s in SEEDS]
        expected = np.mean([SEEDS[s] * cosine for s, cosine in zip(SEEDS, cosines, strict=True)])
        assert model.polarity_[place] == pytest.approx(expected)


def test_a_text_is_the_mean_of_its_words():
    model = LatentSemanticScaling(SEEDS, vectors=VECTORS).fit(np.ones((1, 5)), features=WORDS)
    assert model.transform([[0, 1, 1, 2, 0]])[0, 0] == pytest.approx((0 + 1 + 2 * 0.8) / 4)


def test_vectors_are_those_of_the_singular_value_decomposition():
    counts = two_worlds()
    names = list("abcdefgh")
    model = LatentSemanticScaling({"a": 1.0, "d": -1.0}, n_components=2).fit(counts, features=names)
    # by the eigenvectors of the table of words by words
    vectors = np.linalg.eigh(counts.T @ counts)[1][:, ::-1][:, :2]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert model.polarity_ == pytest.approx(vectors @ (vectors[0] - vectors[3]) / 2)
    assert (model.polarity_[:3] > 0.2).all()
    assert (model.polarity_[3:6] < -0.2).all()
    places = model.transform(counts)[:, 0]
    assert places[::2].min() > places[1::2].max()


def test_large_tables_are_decomposed_without_being_filled_in(monkeypatch):
    rng = np.random.default_rng(1)
    counts, names = rng.poisson(1.0, size=(80, 60)), [f"w{n:02d}" for n in range(60)]
    filled = LatentSemanticScaling({"w00": 1.0}, n_components=5).fit(counts, features=names)
    monkeypatch.setattr("caatext.measures.scaling.semantic.DENSE_CELLS", 10)
    spread = LatentSemanticScaling({"w00": 1.0}, n_components=5).fit(counts, features=names)
    assert spread.polarity_ == pytest.approx(filled.polarity_, abs=1e-8)
    again = LatentSemanticScaling({"w00": 1.0}, n_components=5).fit(counts, features=names)
    assert again.polarity_.tobytes() == spread.polarity_.tobytes()


def test_order_and_storage_are_of_no_account_and_turned_seeds_turn_the_scale():
    counts, names = two_worlds(), np.array(list("abcdefgh"))
    rng = np.random.default_rng(2)
    rows, columns = rng.permutation(len(counts)), rng.permutation(8)
    seeds = {"a": 1.0, "d": -1.0}
    model = LatentSemanticScaling(seeds, n_components=3).fit(counts, features=names)
    other = sparse.csr_array(counts[rows][:, columns])
    turned = LatentSemanticScaling(dict(reversed(seeds.items())), n_components=3).fit(other, features=names[columns])
    assert turned.polarity_ == pytest.approx(model.polarity_[columns], abs=1e-9)
    opposite = LatentSemanticScaling({"a": -1.0, "d": 1.0}, n_components=3).fit(counts, features=names)
    assert opposite.transform(counts) == pytest.approx(-model.transform(counts))


def test_polarity_is_within_that_of_the_seeds():
    counts = np.random.default_rng(3).poisson(1.0, size=(40, 12)) + np.eye(40, 12)
    names = [f"w{n}" for n in range(12)]
    model = LatentSemanticScaling({"w0": 1.0, "w1": 0.5, "w2": -1.0}, n_components=6).fit(counts, features=names)
    assert np.abs(model.polarity_).max() <= (1.0 + 0.5 + 1.0) / 3 + 1e-12


def test_words_without_a_vector_and_texts_of_only_such_words():
    model = LatentSemanticScaling({"good": 1.0, "vile": -1.0}, vectors=VECTORS)
    model.fit(np.ones((1, 3)), features=["good", "unheard", "vile"])
    assert model.seeds_ == {"good": 1.0}
    assert np.isnan(model.polarity_).tolist() == [False, True, True]
    with pytest.warns(SmallSampleWarning, match="1 of 2 texts have no word with a polarity"):
        places = model.transform([[1, 1, 0], [0, 2, 0]])
    assert places[0, 0] == pytest.approx(1.0)
    assert np.isnan(places[1, 0])


def test_a_table_names_its_columns():
    table = pd.DataFrame(np.ones((2, 5)), columns=WORDS)
    assert LatentSemanticScaling(SEEDS, vectors=VECTORS).fit(table).seeds_ == SEEDS


def test_what_cannot_be_fitted_is_refused_in_words():
    counts = np.ones((2, 5))
    with pytest.raises(MeasureError, match=r"E-CFG-SEEDS.*none of the seeds has a vector: glad"):
        LatentSemanticScaling({"glad": 1.0}, vectors=VECTORS).fit(counts, features=WORDS)
    with pytest.raises(MeasureError, match=r"E-CFG-OPTION.*0 names for 5 features"):
        LatentSemanticScaling(SEEDS).fit(counts)
    with pytest.raises(MeasureError, match=r"vectors of the shape \(2, 2\) for 5 features"):
        LatentSemanticScaling(SEEDS, vectors=np.eye(2)).fit(counts, features=WORDS)


def test_it_is_an_estimator():
    model = LatentSemanticScaling(SEEDS, vectors=VECTORS).fit(np.ones((1, 5)), features=WORDS)
    assert clone(model).get_params()["n_components"] == 300
    with pytest.raises(NotFittedError):
        clone(model).transform(np.ones((1, 5)))
    with pytest.raises(ValueError, match="X has 4 features, but LatentSemanticScaling is expecting 5 features"):
        model.transform(np.ones((1, 4)))
