"""Codings of a study: accuracy, agreement, corrected shares and the gallery of errors."""

import pandas as pd
import pytest

import caatext as ct
from caatext.coding.sampling import draw_sample
from caatext.measures.frames import code_frames, score_frames
from caatext.measures.frames.instruments import Readings
from caatext.study.config import Coding
from caatext.study.validation import (
    FALSE_NEGATIVE,
    FALSE_POSITIVE,
    NO_CODINGS,
    Texts,
    find_errors,
    read_gold,
    validate_study,
)
from caatext.tables import make_table

N, SEED = 60, 4


@pytest.fixture(scope="module")
def texts(sample, sample_annotations, sample_codebook):
    return Texts(sample, sample_annotations, sample_codebook)


@pytest.fixture(scope="module")
def codes(texts):
    return code_frames(texts.annotations, texts.codebook)


@pytest.fixture(scope="module")
def sheets(texts, codes, tmp_path_factory):
    """Two coders of a random sample: the first repeats the dictionary, the second turns every tenth code over."""
    folder = tmp_path_factory.mktemp("codings")
    sample = draw_sample(texts.corpus, texts.annotations, n=N, seed=SEED)
    own = codes[(codes["polarity"] == "asserted") & (codes["voice"] == "author")]
    read = set(own[["frame_id", "doc_id", "paragraph", "sentence"]].itertuples(index=False, name=None))
    for coder, turns in (("ann", 0), ("bob", 10)):
        rows = []
        for at, unit in enumerate(sample.units.itertuples(index=False)):
            row = {"item": unit.item}
            for frame in texts.codebook.frames:
                has = (frame.id, unit.doc_id, unit.paragraph, unit.sentence) in read
                row[frame.id] = int(has != (turns > 0 and at % turns == 0))
            rows.append(row)
        pd.DataFrame(rows).to_csv(folder / f"{coder}.csv", index=False)
    return folder


def whole(codes, without=()):
    """All instruments of the codes, each of which reads every frame but some."""
    pairs = [(name, frame) for name in codes["instrument"].unique() for frame in codes["frame_id"].unique()]
    rows = [(*pair, "not available" if pair in without else "coded", "", 0) for pair in pairs]
    return Readings(codes, pd.DataFrame(rows, columns=["instrument", "frame_id", "status", "reason", "n_codes"]))


@pytest.fixture(scope="module")
def coding():
    return Coding(files=("ann.csv", "bob.csv"), n=N, seed=SEED)


@pytest.fixture(scope="module")
def validation(texts, codes, sheets, coding):
    codings, reason = read_gold(coding, sheets, texts)
    assert reason == ""
    assert codings.coder_ids == ["ann", "bob"]
    scores = score_frames(texts.annotations, texts.codebook)
    groups = dict(zip(texts.corpus.doc_ids, texts.corpus.documents["author"], strict=True))
    return validate_study(codings, coding, whole(codes), texts, mentioned=scores, groups=groups, seed=1)


def test_a_study_without_codings_validates_nothing(texts, tmp_path):
    assert read_gold(Coding(), tmp_path, texts) == (None, NO_CODINGS)
    codings, reason = read_gold(Coding(files=("gone.csv",)), tmp_path, texts)
    assert codings is None
    assert reason.endswith("nothing was validated.")


def test_where_people_agree_with_the_machine_it_is_right(validation):
    table = validation.accuracy
    own = table[(table["instrument"] == "dictionary") & (table["rule"] == "lenient") & (table["group"] == "all")]
    known = own[own["n_positive"] > 0]
    # Disagreements are open, so what is left is what both and the dictionary say.
    assert (known["f1"] == 1.0).all()
    assert known["alpha"].tolist() == [1.0] * len(known)
    assert {"baseline: majority", "baseline: actor mentioned"} <= set(table["instrument"])
    assert set(table["group"]) > {"all"}


def test_agreement_of_coders_and_corrected_shares_are_there(validation):
    alpha = validation.coders[validation.coders["code"] == "presence"].set_index("frame_id")["agreement"]
    assert alpha.to_numpy() == pytest.approx(0.9)
    shares = validation.prevalence
    assert set(shares["method"]) == {"corrected", "uncorrected"}
    pair = shares[(shares["group"] == "all") & (shares["frame_id"] == "threat")].set_index("method")
    # No label of the closed sample contradicts the machine, so the correction is none.
    assert pair.loc["corrected", "estimate"] == pytest.approx(pair.loc["uncorrected", "estimate"])


def test_an_instrument_is_not_held_against_a_frame_that_it_cannot_read(texts, codes, sheets, coding):
    codings, _ = read_gold(coding, sheets, texts)
    scores = score_frames(texts.annotations, texts.codebook)
    name, frame = codes["instrument"].iloc[0], codes["frame_id"].iloc[0]
    found = validate_study(codings, coding, whole(codes, [(name, frame)]), texts, mentioned=scores, groups={}, seed=1)
    for table in (found.accuracy, found.prevalence):
        frames = set(table.loc[table["instrument"] == name, "frame_id"])
        assert frames
        assert frame not in frames
        assert frame in set(table["frame_id"]) or table is found.prevalence
    blamed = found.errors[found.errors["frame_id"] == frame]["instruments"].str.split(", ").explode()
    assert name not in set(blamed.dropna())


def test_codings_of_another_sample_correct_no_share(texts, codes, sheets, coding):
    codings, _ = read_gold(coding, sheets, texts)
    scores = score_frames(texts.annotations, texts.codebook)
    other = coding.model_copy(update={"seed": SEED + 1})
    found = validate_study(codings, other, whole(codes), texts, mentioned=scores, groups={}, seed=1)
    assert found.prevalence.empty
    assert any("are not in the sample" in problem.found for problem in found.problems)


def test_without_a_drawn_sample_no_share_is_corrected(texts, codes, sheets):
    plain = Coding(files=("ann.csv",))
    codings, _ = read_gold(plain, sheets, texts)
    scores = score_frames(texts.annotations, texts.codebook)
    found = validate_study(codings, plain, whole(codes), texts, mentioned=scores, groups={}, seed=1)
    assert found.prevalence.empty
    assert found.coders.empty
    assert len(found.accuracy)


def test_errors_are_ranked_by_rule():
    place = {"doc_id": "a1", "paragraph": 1, "frame_id": "own", "polarity": "asserted", "voice": "author"}
    rows = [place | {"sentence": s, "instrument": i, "strength": x, "cues": f"c{s}"}
            for s, i, x in [(1, "a", 0.2), (2, "a", 0.9), (2, "b", 0.4), (3, "a", 0.8), (6, "a", 0.5)]]  # fmt: skip
    values = {1: 0.0, 2: 0.0, 3: 0.0, 4: 1.0, 5: 2.0, 6: 1.0, 7: 0.0}
    gold = pd.DataFrame([place | {"sentence": s, "value": value} for s, value in values.items()])
    found = find_errors(make_table(rows, "codes"), gold)
    wrong = found[found["error"] == FALSE_POSITIVE]
    assert wrong["sentence"].tolist() == [2, 3, 1]  # both wrong, then by strength
    assert wrong["instruments"].tolist() == ["a, b", "a", "a"]
    assert wrong["cues"].tolist() == ["c2", "c3", "c1"]
    missed = found[found["error"] == FALSE_NEGATIVE]
    assert missed["sentence"].tolist() == [5, 4, 6]  # level 2, then level 1; 6 is missed by b alone
    assert missed["n_instruments"].tolist() == [2, 2, 1]
    mixed = find_errors(make_table(rows[::-1], "codes"), gold.sample(frac=1.0, random_state=1))
    assert mixed.equals(found)


def test_a_rejected_reading_is_not_the_authors():
    place = {"doc_id": "a1", "paragraph": 1, "frame_id": "own", "voice": "author"}
    codes = make_table([place | {"sentence": 1, "instrument": "a", "polarity": "asserted"}], "codes")
    gold = pd.DataFrame([place | {"sentence": 1, "value": 2.0, "polarity": "rejected"}])
    assert find_errors(codes, gold)["error"].tolist() == [FALSE_POSITIVE]


def test_the_study_file_names_codings_and_control_frames(tmp_path):
    file = tmp_path / "study.toml"
    file.write_text(
        '[study]\nid = "x"\ntitle = "X"\nquestion = "Q?"\ncorpus = "c"\ncodebook = "b"\ncontrols = ["corridor"]\n'
        '[coding]\nfiles = ["ann.csv"]\nn = 60\nkind = "stratified"\nby = "author"\n',
        encoding="utf-8",
    )
    config = ct.read_study(file).config
    assert config.study.controls == ("corridor",)
    assert (config.coding.files, config.coding.n, config.coding.by) == (("ann.csv",), 60, "author")
