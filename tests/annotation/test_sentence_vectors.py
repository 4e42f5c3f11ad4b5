import numpy as np
import pytest

from caatext.annotation.annotations import Annotations
from caatext.annotation.pipeline import NO_CODEBOOK
from caatext.annotation.sentence_vectors import hide_names, sentence_vectors, text_vectors
from caatext.errors import AnnotationError
from caatext.tables import make_table

pytest.importorskip("onnxruntime")


def annotated(sentences, *, names=()):
    """Annotations of sentences parted by blanks; `names` are (sentence, first word, words, actor or nothing)."""
    tables = {name: [] for name in Annotations.table_names()}
    starts = {}
    offset = 0
    for number, sentence in enumerate(sentences, 1):
        place = {"doc_id": "a1", "paragraph": 1, "sentence": number}
        for at, form in enumerate(sentence.split(), 1):
            starts[number, at] = (offset, offset + len(form))
            tables["tokens"].append(place | {"token": at, "form": form, "start": offset, "end": offset + len(form)})
            offset += len(form) + 1
    for number, first, length, actor in names:
        span = {"start": starts[number, first][0], "end": starts[number, first + length - 1][1]}
        row = {"doc_id": "a1", "paragraph": 1, "sentence": number, "reading": "actor", "actor_id": actor} | span
        tables["mentions" if actor else "entities"].append(row)
    return Annotations(**{name: make_table(rows, name) for name, rows in tables.items()})


def masked(annotations):
    return " ".join(hide_names(annotations)["word"])


def test_names_are_numbered_by_their_first_appearance_in_the_sentence():
    text = ["Vellisk told Quorrand and the Glass Court that Vellisk waits", "Quorrand waits"]
    names = [(1, 1, 1, "vellisk"), (1, 3, 1, "quorrand"), (1, 6, 2, "quorrand"), (1, 9, 1, "vellisk")]
    hidden = masked(annotated(text, names=[*names, (2, 1, 1, "quorrand")]))
    assert hidden == "state one told state two and the state two that state one waits state one waits"


def test_other_names_are_somebody_s_and_an_actor_wins_over_a_name():
    names = [(1, 1, 2, ""), (1, 5, 1, ""), (1, 5, 1, "quorrand")]
    assert masked(annotated(["Ana Bel met the Quorrandi envoy"], names=names)) == "someone met the state one envoy"


def test_beyond_four_actors_each_is_another():
    names = [(1, n, 1, f"actor{n}") for n in range(1, 7)]
    assert masked(annotated(["A B C D E F"], names=names)).endswith("state four another state another state")


def test_vectors_do_not_know_which_actor_is_named():
    """Bit by bit, whatever the names are and however many words they have."""
    frame = "{} tolerates what {} says of its bases"
    names = [("Quorrand", "Ludrath"), ("Ludrath", "Quorrand"), ("the Glass Court", "Ilvenna Drosmay")]
    found = []
    for first, second in names:
        text = frame.format(first, second)
        at = text.split().index(second.split()[0]) + 1
        spans = [(1, 1, len(first.split()), "x" + first), (1, at, len(second.split()), "y" + second)]
        found.append(sentence_vectors(annotated([text], names=spans)).vectors)
    assert np.array_equal(found[0], found[1])
    assert np.array_equal(found[0], found[2])
    alone = sentence_vectors(annotated(["Quorrand tolerates what Ludrath says of its bases"])).vectors
    assert not np.array_equal(found[0], alone)


def test_vectors_have_length_one_and_the_same_numbers_in_any_company():
    sentences = ["The bridge was closed", "A treaty was signed in spring", "It rained"]
    together = sentence_vectors(annotated(sentences))
    np.testing.assert_allclose(np.linalg.norm(together.vectors, axis=1), 1, atol=1e-6)
    alone = sentence_vectors(annotated(sentences[1:2]))
    assert np.array_equal(together.vectors[1], alone.vectors[0])
    assert together.places["sentence"].tolist() == [1, 2, 3]


def test_rows_in_any_order_give_the_same_vectors():
    annotations = annotated(["The bridge was closed", "It rained"])
    mixed = Annotations(**dict(annotations.tables()) | {"tokens": annotations.tokens.sample(frac=1, random_state=3)})
    assert np.array_equal(sentence_vectors(mixed).vectors, sentence_vectors(annotations).vectors)


def test_vectors_are_those_of_the_published_model():
    """Similarities on the model's page at sentence-transformers, full precision; ours has weights of 8 bits."""
    texts = ("The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium.")
    vectors = text_vectors(texts, NO_CODEBOOK)
    published = [[1.0, 0.6660, 0.1046], [0.6660, 1.0, 0.1411], [0.1046, 0.1411, 1.0]]
    np.testing.assert_allclose(vectors @ vectors.T, published, atol=0.05)


def test_a_bundle_has_no_sentences_to_read():
    nothing = Annotations(**{name: make_table([], name) for name in Annotations.table_names()})
    with pytest.raises(AnnotationError, match=r"E-TYPE-BUNDLE.*a vector of each sentence"):
        sentence_vectors(nothing)
