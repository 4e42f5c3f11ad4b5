import pytest

from caatext.annotation.sentence_vectors import encoder_record
from caatext.corpus.codebook import Codebook
from caatext.errors import AnnotationError, MeasureError, Problem
from caatext.measures.frames import code_frames, run_instruments, semantic
from caatext.measures.frames.instruments import FAMILIES, INSTRUMENTS


@pytest.fixture
def annotations(make_annotations, both_groups, address, rows):
    """The hidden frame by cues in the second sentence and by a clause in the first; no text."""
    clauses = [
        rows.clause(address(1), "quorrand", "ludrath"),
        rows.clause(address(2), "quorrand", "vellisk", "meet", ""),
    ]
    return make_annotations(**both_groups, statements=clauses, paragraphs=[address()])


def status(readings, instrument):
    rows = readings.coverage[readings.coverage["instrument"] == instrument]
    return dict(zip(rows["frame_id"], rows["status"], strict=True))


def test_every_instrument_gives_the_same_columns(annotations, shaped):
    dictionary, structural = (
        code_frames(annotations, shaped, instrument=name) for name in ("dictionary", "structural")
    )
    assert list(dictionary.columns) == list(structural.columns)
    assert (dictionary["instrument"].unique().tolist(), dictionary["sentence"].tolist()) == (["dictionary"], [2])
    assert (structural["instrument"].unique().tolist(), structural["sentence"].tolist()) == (["structural"], [1])
    assert list(FAMILIES) == list(INSTRUMENTS)


def test_run_instruments_says_what_cannot_be_run_and_goes_on(annotations, shaped):
    """A bundle has no text for the semantic instrument; nobody coded; a frame without cues is no frame with none."""
    readings = run_instruments(annotations, shaped)
    assert status(readings, "dictionary") == {"hidden": "coded", "own": "not available", "rivalry": "not available"}
    assert status(readings, "structural") == dict.fromkeys(("hidden", "own", "rivalry"), "coded")
    assert (
        set(status(readings, "semantic").values()) == set(status(readings, "supervised").values()) == {"not available"}
    )
    assert [problem.code for problem in readings.problems] == ["E-TYPE-BUNDLE", "E-SIZE-FEW"]
    assert "no human codings" in readings.coverage["reason"].iloc[-1]
    assert readings.codes["instrument"].tolist() == ["dictionary", "structural"]
    assert "E-SIZE-FEW" not in readings._repr_html_()
    assert "no human codings" in readings._repr_html_()


def test_scores_leave_out_what_an_instrument_does_not_cover(annotations, shaped):
    scores = run_instruments(annotations, shaped).scores(annotations, shaped)
    assert {name: sorted(table["category"].unique()) for name, table in scores.items()} == {
        "dictionary": ["hidden"],
        "structural": ["hidden", "own", "rivalry"],
    }
    frames = scores["structural"].query("measure == 'frame' and category == 'own'")
    assert frames["value"].tolist() == [0.0]


def test_run_instruments_goes_on_without_the_encoder(annotations, shaped, monkeypatch):
    def absent(_):
        problem = Problem(code="E-DEP-ENCODER", found="onnxruntime is not installed", remedy="install it")
        raise AnnotationError(problem)

    monkeypatch.setattr(semantic, "sentence_vectors", absent)
    readings = run_instruments(annotations, shaped, instruments=["semantic", "structural"])
    assert set(readings.coverage.loc[readings.coverage["instrument"] == "semantic", "reason"]) == {
        "onnxruntime is not installed"
    }
    assert len(readings.codes) == 1


def test_run_instruments_hides_no_fault_of_the_user(annotations, shaped):
    with pytest.raises(MeasureError, match="E-CFG-ROLE"):
        run_instruments(annotations, shaped, roles={"visible": {}})
    with pytest.raises(MeasureError, match=r"E-CFG-OPTION.*no instrument 'oracle'"):
        run_instruments(annotations, shaped, instruments=["oracle"])


def test_seeds_that_are_not_told_from_anti_seeds_make_an_instrument_weak(annotations, shaped, monkeypatch):
    from caatext.measures.frames import instruments

    content = shaped.model_dump(by_alias=True)
    content["frames"][0].update({"seeds": ["a b c"] * 4, "anti_seeds": ["d e f"] * 4})
    book = Codebook.model_validate(content)
    monkeypatch.setitem(instruments.INSTRUMENTS, "semantic", instruments.code_by_structure)
    for share, expected in ((0.5, "weak"), (0.75, "coded")):
        checked = semantic.pd.DataFrame({"frame_id": ["hidden"], "from_anti_seeds": [share]})
        monkeypatch.setattr(instruments, "check_seeds", lambda _, table=checked: table)
        readings = run_instruments(annotations, book, instruments=["semantic"])
        assert status(readings, "semantic")["hidden"] == expected
        assert readings.covered("semantic", weak=False) == (["hidden"] if expected == "coded" else [])
        assert readings.covered("semantic") == ["hidden"]


def test_the_encoder_is_on_record():
    record = encoder_record()
    assert "MiniLM" in record["encoder"]
    assert record["masks"].startswith("state one / state two")


def test_more_sentences_than_the_limit_leave_out_what_reads_vectors(annotations, shaped):
    """The limit is said with the number of sentences; the rest runs."""
    many = annotations.with_tables(sentences=annotations.mentions.assign(n_words=3, mood=""))
    readings = run_instruments(many, shaped, vector_limit=1)
    assert {problem.code for problem in readings.problems} >= {"E-SIZE-MANY"}
    assert set(status(readings, "semantic").values()) == {"not available"}
    reasons = readings.coverage.loc[readings.coverage["instrument"] == "semantic", "reason"]
    assert reasons.str.contains("more than the 1 that are read as vectors").all()
    assert "coded" in status(readings, "dictionary").values()
