import pytest

from caatext.annotation.actor_swap import swap_actors
from caatext.annotation.annotations import Annotations
from caatext.corpus.codebook import Codebook
from caatext.corpus.documents import build_corpus, build_document
from caatext.errors import AnnotationError
from caatext.tables import make_table


@pytest.fixture
def codebook():
    return Codebook.model_validate(
        {
            "codebook": {"id": "toy", "title": "Toy", "version": "1"},
            "actors": [
                {
                    "id": "quorrand",
                    "name": "Quorrand",
                    "aliases": ["Quorrand", "Quorrandi", "QRF"],
                    "offices": ["Glass Court"],
                    "leaders": [{"name": "Ostavar Ghelluth", "surname": "Ghelluth"}],
                    "metonyms": [{"surface": "Sethmire"}],
                },
                {
                    "id": "averrond",
                    "name": "Averrond",
                    "aliases": ["Averrond", "Averrondian"],
                    "leaders": [{"name": "Nerith Tammoreth", "surname": "Tammoreth"}],
                    "metonyms": [{"surface": "Lissomar"}],
                },
                {"id": "ludrath", "name": "Ludrath"},
            ],
        }
    )


def read(*paragraphs, owners):
    """A corpus of one document, and annotations that know where the forms in `owners` stand."""
    document, rows = build_document("a1", [("", text) for text in paragraphs])
    corpus = build_corpus([document], rows)
    text = corpus.texts["a1"]
    mentions = []
    for surface, actor in owners.items():
        at = text.find(surface)
        while at >= 0:
            mentions.append({"doc_id": "a1", "start": at, "end": at + len(surface), "surface": surface,
                             "actor_id": actor})  # fmt: skip
            at = text.find(surface, at + 1)
    tables = {name: make_table([], name) for name in Annotations.table_names()}
    tokens = [{"doc_id": "a1", "paragraph": 1, "sentence": 1, "token": 1, "form": "x"}]
    tables |= {"mentions": make_table(mentions, "mentions"), "tokens": make_table(tokens, "tokens")}
    return corpus, Annotations(**tables)


FIRST = {"Quorrand": "quorrand", "Sethmire": "quorrand", "Ghelluth": "quorrand", "QRF": "quorrand",
         "Glass Court": "quorrand", "Averrondian": "averrond", "Ludrath": "ludrath"}  # fmt: skip


def test_each_form_becomes_the_other_s_form_of_its_kind(codebook):
    corpus, annotations = read(
        "Sethmire told Ghelluth of the QRF that Averrondian ships left Ludrath.", "The Glass Court heard.", owners=FIRST
    )
    swapped = swap_actors(corpus, annotations, codebook, actors=("quorrand", "averrond"))
    spans = swapped.paragraphs[["start", "end"]].to_numpy().tolist()
    assert [swapped.texts["a1"][start:end] for start, end in spans] == [
        "Lissomar told Tammoreth of the Averrond that Quorrandi ships left Ludrath.",
        "The Averrond heard.",
    ]
    assert swapped.fingerprint != corpus.fingerprint
    assert swapped.provenance.steps[-1].settings == {"documents": {"a1": 5}}


def test_swapping_twice_gives_the_text_back(codebook):
    owners = {"Quorrand": "quorrand", "Averrond": "averrond"}
    corpus, annotations = read("Quorrand met Averrond.", "Averrond left.", owners=owners)
    once = swap_actors(corpus, annotations, codebook, actors=("quorrand", "averrond"))
    assert once.texts == {"a1": "Averrond met Quorrand.\n\nQuorrand left."}
    _, again = read("Averrond met Quorrand.", "Quorrand left.", owners=owners)
    assert swap_actors(once, again, codebook, actors=("averrond", "quorrand")).texts == corpus.texts


def test_swap_refuses_who_is_not_in_the_codebook_and_what_has_no_text(codebook):
    corpus, annotations = read("Quorrand left.", owners={"Quorrand": "quorrand"})
    with pytest.raises(AnnotationError, match=r"E-CFG-ROLE.*no actor 'nobody'"):
        swap_actors(corpus, annotations, codebook, actors=("quorrand", "nobody"))
    nothing = Annotations(**{name: make_table([], name) for name in Annotations.table_names()})
    with pytest.raises(AnnotationError, match=r"E-TYPE-BUNDLE.*swapping actors"):
        swap_actors(corpus, nothing, codebook, actors=("quorrand", "averrond"))
