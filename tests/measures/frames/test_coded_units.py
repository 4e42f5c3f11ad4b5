from dataclasses import replace

import numpy as np
import pytest

from caatext.annotation.pipeline import annotate
from caatext.corpus.codebook import Codebook
from caatext.corpus.documents import build_corpus, build_document
from caatext.errors import AnnotationError, Problem
from caatext.measures.frames import coded_units
from caatext.measures.frames.coded_units import read_units, why_no_vectors
from caatext.tables import make_table


@pytest.fixture(scope="module")
def codebook():
    actors = [{"id": name, "name": name.title(), "aliases": [name.title()]} for name in ("ludrath", "quorrand")]
    return Codebook.model_validate({"codebook": {"id": "two", "title": "Two", "version": "1"}, "actors": actors})


def annotated(text, codebook):
    document, paragraphs = build_document("a", [("", text)])
    return annotate(build_corpus([document], paragraphs), codebook=codebook)


@pytest.fixture
def no_encoder(monkeypatch):
    def refuse(**_):
        raise AnnotationError(Problem(code="E-DEP-ENCODER", found="the encoder is not installed", remedy="install it"))

    monkeypatch.setattr(coded_units, "Encoder", refuse)


def test_units_are_the_same_whoever_is_named(codebook):
    first, second = (
        read_units(annotated(text, codebook), is_sentence=True, with_vectors=None)
        for text in ("Quorrand controls Ludrath. Rain fell.", "Ludrath controls Quorrand. Rain fell.")
    )
    assert first.words == second.words
    assert first.statements == second.statements
    assert "agent True, patient True" in first.statements[0]
    assert "verb_class control" in first.statements[0]
    assert np.array_equal(first.vectors, second.vectors)
    assert first.vectors.shape == (2, 384)
    said = {word for words in (*first.words, *first.statements) for word in " ".join(words).lower().split()}
    assert not said & {"quorrand", "ludrath"}


def test_statements_of_a_paragraph_are_those_of_its_sentences(make_annotations, address, rows):
    table = [rows.clause(address(1), "ludrath"), rows.clause(address(2), patient="quorrand", is_negated=True)]
    annotations = make_annotations(statements=table, paragraphs=[address()])
    units = read_units(annotations, is_sentence=False, with_vectors=False)
    assert units.statements == [[
        "agent False, patient True", "agent True, patient False", "is_negated False", "is_negated True",
        "modality real", "verb_class control",
    ]]  # fmt: skip


def test_vectors_are_left_out_without_encoder_and_why_is_said(codebook, no_encoder):
    annotations = annotated("Quorrand controls Ludrath.", codebook)
    assert why_no_vectors(annotations) == "the encoder is not installed"
    units = read_units(annotations, is_sentence=True, with_vectors=None)
    assert units.vectors.shape == (1, 0)
    assert "control" in units.words[0]


def test_a_bundle_has_no_vectors(codebook):
    annotations = annotated("Quorrand controls Ludrath.", codebook)
    assert why_no_vectors(annotations) == ""
    bundle = replace(annotations, tokens=make_table([], "tokens"))
    assert "text" in why_no_vectors(bundle)
    assert read_units(bundle, is_sentence=False, with_vectors=None).vectors.shape == (1, 0)


def test_faults_that_are_no_lack_of_an_encoder_are_raised(codebook, monkeypatch):
    def fail(**_):
        raise AnnotationError(Problem(code="E-CFG-OPTION", found="something else", remedy="none"))

    monkeypatch.setattr(coded_units, "Encoder", fail)
    with pytest.raises(AnnotationError, match=r"E-CFG-OPTION.*something else"):
        why_no_vectors(annotated("Rain fell.", codebook))
