import numpy as np
import pytest

from caatext.errors import MeasureError
from caatext.measures.scaling import correspondence_axis, list_axis_words, score_scaling


@pytest.fixture(scope="module")
def spectrum(make_annotations, address):
    """Twenty documents from all peace to all war, in shuffled order."""
    rows = [
        address(doc_id=f"d{n:02d}") | {"form": lemma, "lemma": lemma, "pos": "NOUN", "count": count}
        for n in range(20)
        for lemma, count in (("war", n), ("peace", 19 - n), ("talk", 5))
        if count
    ]
    np.random.default_rng(1).shuffle(rows)
    return make_annotations(words=rows)


def test_score_scaling_puts_documents_in_their_order(spectrum):
    scores = score_scaling(spectrum)
    steps = np.diff(scores["value"])
    assert (steps > 0).all() or (steps < 0).all()
    assert scores["doc_id"].is_monotonic_increasing
    assert np.average(scores["value"], weights=scores["weight"]) == pytest.approx(0)
    assert scores["share"].between(0.99, 1.0).all()


def test_list_axis_words_names_what_drives_the_axis(spectrum):
    words = list_axis_words(spectrum, n=1)
    assert sorted(words["word"]) == ["peace", "war"]
    assert words["contribution"].sum() == pytest.approx(1.0)


def test_score_scaling_refuses_fewer_documents_than_the_minimum(spectrum):
    with pytest.raises(MeasureError, match="19 documents share words; a scale needs 20"):
        score_scaling(spectrum.subset([f"d{n:02d}" for n in range(19)]))
    assert len(score_scaling(spectrum.subset([f"d{n:02d}" for n in range(19)]), minimum_documents=10)) == 19


def test_score_scaling_refuses_documents_without_common_words(make_annotations):
    with pytest.raises(MeasureError, match="0 documents share words"):
        score_scaling(make_annotations(), minimum_documents=0)


def test_correspondence_axis_agrees_with_the_eigenvectors_of_the_table():
    """Row scores are an eigenvector of the reciprocal averages of rows and columns (Greenacre 1984)."""
    counts = np.random.default_rng(3).integers(1, 20, size=(6, 9)).astype(float)
    axis = correspondence_axis(counts)
    rows, columns = counts / counts.sum(axis=1, keepdims=True), counts / counts.sum(axis=0)
    value = (axis.rows @ (rows @ (columns.T @ axis.rows))) / (axis.rows @ axis.rows)
    assert rows @ (columns.T @ axis.rows) == pytest.approx(value * axis.rows)
    masses = counts.sum(axis=1) / counts.sum()
    assert masses @ axis.rows**2 == pytest.approx(value)
    assert axis.columns[np.abs(axis.columns).argmax()] > 0


def test_correspondence_axis_of_a_table_without_association_is_flat():
    axis = correspondence_axis(np.outer([1, 2, 3], [4, 5]))
    assert axis.rows == pytest.approx(0, abs=1e-7)
