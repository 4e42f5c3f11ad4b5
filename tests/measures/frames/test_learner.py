import numpy as np
import pytest

from caatext.measures.frames.coded_units import Units
from caatext.measures.frames.learner import ALIKE, Learner, best_threshold, find_wordings


def make_units(words, *, paragraphs=None, vectors=None):
    """Units of one sentence each, every one in a paragraph of its own unless told."""
    paragraphs = paragraphs or range(1, len(words) + 1)
    places = [("a", paragraph, number) for number, paragraph in enumerate(paragraphs, 1)]
    width = np.zeros((len(words), 0)) if vectors is None else np.asarray(vectors, dtype=float)
    return Units(places, [list(some) for some in words], [[] for _ in words], width)


def learn(units, truth):
    return Learner().fit(units, np.array(truth), coded=range(len(truth)), wordings=find_wordings(units.words))


def worded(n, *, word, other="calm"):
    """Return n units, every second one with a word that tells the frame; each has a word of its own."""
    return [[word if number % 2 == 0 else other, f"own{number}"] for number in range(n)]


def cosines(documents):
    """Cosines of tf-idf by its definition: (1 + ln n) (ln((1 + N) / (1 + df)) + 1)."""
    names = sorted({word for words in documents for word in words})
    n_having = {name: sum(name in words for words in documents) for name in names}
    rows = np.array([
        [(1 + np.log(words.count(name))) * (np.log((1 + len(documents)) / (1 + n_having[name])) + 1)
         if name in words else 0.0 for name in names]
        for words in documents
    ])  # fmt: skip
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows @ rows.T


def test_find_wordings_joins_what_is_alike_directly_or_through_another():
    rng = np.random.default_rng(3)
    documents = [[f"w{i}" for i in rng.integers(0, 9, size=5)] for _ in range(40)]
    near = cosines(documents) >= ALIKE
    reach = near.copy()
    for _ in documents:
        reach = reach | (reach.astype(int) @ near.astype(int) > 0)
    found = find_wordings(documents)
    assert ((found[:, None] == found[None]) == reach).all()
    assert 1 < len(set(found)) < len(documents)
    backward = find_wordings(documents[::-1])[::-1]
    assert ((backward[:, None] == backward[None]) == reach).all()


def test_find_wordings_keeps_units_without_words_apart():
    assert find_wordings([[], []]).tolist() == [0, 1]


def test_best_threshold_is_the_best_of_all():
    rng = np.random.default_rng(4)
    for _ in range(200):
        chances = rng.integers(1, 9, size=12) / 10
        truth = rng.random(12) < chances
        if not truth.any():
            continue

        def f1(threshold, chances=chances, truth=truth):
            called = chances > threshold
            return 2 * (called & truth).sum() / (called.sum() + truth.sum())

        best = max(f1(threshold) for threshold in np.arange(0.05, 1, 0.1))
        assert f1(best_threshold(chances, truth)) == pytest.approx(best)


def test_best_threshold_is_the_strictest_of_equals():
    # Two of two at 0.8, or four of six below it: F1 is 2 * 2 / (2 + 4) and 2 * 4 / (8 + 4), both 2/3.
    chances = np.array([0.9, 0.8, 0.5, 0.5, 0.4, 0.4, 0.3, 0.3])
    truth = np.array([True, True, False, False, False, False, True, True])
    assert best_threshold(chances, truth) == pytest.approx(0.65)


def test_learner_reads_new_units_by_the_word_that_tells():
    units = make_units(worded(40, word="shadow"))
    reading = learn(units, [number % 2 == 0 for number in range(40)]).read(make_units([["shadow", "new"], ["calm"]]))
    assert reading.called.tolist() == [True, False]
    assert reading.chances[0] > 0.8
    assert reading.chances[1] < 0.2
    assert reading.words == ["shadow", ""]


def test_learner_does_not_take_repeated_wording_for_evidence():
    """Twenty wordings, four times each, known by heart; but nothing in them tells which has the frame."""
    words = [[f"w{number}", f"v{number}"] for number in range(20) for _ in range(4)]
    truth = [number % 2 == 0 for number in range(20) for _ in range(4)]
    chances = learn(make_units(words), truth).read(make_units(words)).chances
    assert chances.max() < 0.6
    few = learn(make_units(words[:32]), truth[:32])  # four wordings with the frame: too few to leave any out
    assert few.read(make_units(words[:1])).chances[0] > 0.6


def test_learner_heeds_the_neighbors_of_a_unit():
    """In each second paragraph both units have the frame, and one of the two says nothing by itself."""
    words, paragraphs, truth = [], [], []
    for number in range(60):
        has = number % 2 == 0
        words += [["shadow" if has else "calm", f"own{number}"], ["plain", f"other{number}"]]
        paragraphs += [number, number]
        truth += [has, has]
    learner = learn(make_units(words, paragraphs=paragraphs), truth)
    beside = make_units([["plain"], ["shadow"], ["plain"], ["calm"], ["plain"]], paragraphs=[1, 1, 2, 2, 3])
    chances = learner.read(beside).chances
    assert chances[0] > 0.7
    assert chances[2] < 0.3
    assert chances[2] < chances[4] < chances[0]  # without neighbors: in between


def test_learner_learns_from_vectors_where_words_say_nothing():
    rng = np.random.default_rng(5)
    truth = np.array([number % 2 == 0 for number in range(60)])
    vectors = np.where(truth[:, None], [[0.9, 0.1]], [[0.1, 0.9]]) + rng.normal(0, 0.05, size=(60, 2))
    units = make_units([["the", f"own{number}"] for number in range(60)], vectors=vectors)
    found = learn(units, truth.tolist()).read(make_units([["the"], ["the"]], vectors=[[0.9, 0.1], [0.1, 0.9]]))
    assert found.called.tolist() == [True, False]


def test_learner_learns_from_kinds_of_statement_where_words_say_nothing():
    truth = [number % 2 == 0 for number in range(60)]
    kinds = [["verb_class control" if has else "verb_class motion"] for has in truth]
    units = make_units([["the", f"own{number}"] for number in range(60)])._replace(statements=kinds)
    asked = make_units([["the"]] * 3)._replace(statements=[["verb_class control"], ["verb_class motion"], []])
    found = learn(units, truth).read(asked)
    assert found.called[:2].tolist() == [True, False]
    assert found.chances[1] < found.chances[2] < found.chances[0]
