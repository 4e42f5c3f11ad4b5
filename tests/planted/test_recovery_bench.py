"""The bench of recovery: an instrument that is always right reaches its rows, one that is silent does not."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

import caatext as ct
from caatext.annotation.sentence_vectors import text_vectors
from caatext.planted import minimal_pairs, plant
from caatext.tables import ADDRESS, make_table

BENCH = Path(__file__).parents[2] / "bench"


def part(name: str) -> ModuleType:
    sys.path.insert(0, str(BENCH))
    try:
        return importlib.import_module(f"recovery.{name}")
    finally:
        sys.path.remove(str(BENCH))


comparisons, corpora, frames, reading, table, words = map(
    part, ("comparisons", "corpora", "frames", "reading", "table", "words")
)


@pytest.fixture(scope="module")
def codebook():
    return corpora.planted_codebook()


@pytest.fixture(scope="module")
def case(codebook):
    return corpora.annotate(plant("D1", n_articles=4, seed=1, half="development"), codebook)


@pytest.fixture(scope="module")
def pairs(codebook):
    planted = minimal_pairs("development")
    # The sentences need not be read: what is asked here is how codes are marked.
    corpus = corpora.read(planted)
    nothing = ct.Annotations(**{name: make_table([], name) for name in ct.Annotations.table_names()})
    return corpora.Case(planted, corpus, nothing, codebook)


def coded(planted, *, voices=("own",), polarities=("asserted",)) -> pd.DataFrame:
    """Return the planted frames as codes; the author's where the voice and polarity are among those named."""
    rows = planted.truth["frames"]
    rows = rows[rows["voice"].isin(voices) & rows["polarity"].isin(polarities) & (rows["modality"] == "real")]
    rows = rows[[*ADDRESS, "frame_id"]].drop_duplicates()
    return make_table(rows.assign(voice="author", polarity="asserted", value=1.0), "codes")


def read_by(case, codes) -> object:
    every = tuple(frame.id for frame in case.codebook.frames)
    return frames.Read(case, {"right": codes, "silent": codes.iloc[:0]}, {"right": every, "silent": every})


def figures(rows) -> dict[str, tuple[float, bool]]:
    return {row.quantity: (float(row.figure.split()[0].strip(";")), row.reached) for row in rows}


def test_real_states_of_the_seeds_are_hidden_like_the_invented_ones_of_the_texts(codebook):
    texts = ("Korvath presses Pelloth.", "Russia presses Kazakhstan.")
    vectors = [text_vectors((text,), codebook)[0] for text in texts]
    assert (vectors[0] == vectors[1]).all()


# -- lines of the table ----------------------------------------------------------------------------------------------
def test_f1_counts_each_side_once_by_hand():
    # Two of three found are right, four are true: F1 = 2 * 2 / (3 + 4).
    found = {("a", 1), ("a", 2), ("b", 9)}
    true = {("a", 1), ("a", 2), ("b", 3), ("b", 4)}
    row = table.f1_by_article("x", found, true, 0.5)
    assert row.figure.startswith("0.571 (")
    assert (row.reached, row.n) == (True, "4")
    assert table.f1_by_article("x", found, true, 0.6).reached is False


def test_macro_f1_is_the_mean_of_the_frames_that_are_there():
    # F1 of 1 of 2 found and 1 of 2 true is 0.5; nothing found is 0; a frame that is nowhere does not count.
    cells = np.array([[1.0, 1.0, 1.0], [0.0, 0.0, 3.0], [0.0, 2.0, 0.0]])
    assert frames.macro(cells) == pytest.approx(0.25)


def test_the_halves_stand_side_by_side():
    held, other = table.at_least("x", 0.9, 0.8, 10), table.at_least("x", 0.95, 0.8, 10)
    assert table.markdown(table.beside([held], [other])).splitlines()[-1] == (
        "| x | 0.900 | at least 0.8 | yes | 10 | 0.950 |"
    )


def test_the_page_is_changed_between_its_markers_alone(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- begin recovery -->\nold\n<!-- end recovery -->\nafter\n", encoding="utf-8")
    table.keep(page, "new")
    table.keep(page, "newer")
    text = page.read_text(encoding="utf-8")
    assert text == "before\n<!-- begin recovery -->\n\nnewer\n\n<!-- end recovery -->\nafter\n"


# -- texts -----------------------------------------------------------------------------------------------------------
def test_every_line_of_the_dump_is_told(case, monkeypatch):
    (row,) = reading.line_rows(case.planted)
    assert (row.figure, row.reached) == ("1.000", True)
    kinds = {kind for _, kind, _, _ in reading.true_lines(case.planted)}
    assert kinds == {"byline", "body", "labeled", "credit", "bio", "email", "footer"}
    # The shipped profile does not know the notices of the planted site; they would be body text.
    monkeypatch.setattr(reading, "site_profile", lambda: reading.load_profile("caci-analyst"))
    (row,) = reading.line_rows(case.planted)
    assert row.reached is False
    assert "footer 0.000" in row.figure


def test_rows_of_sentences_names_roles_and_voices(case):
    found = figures([*reading.sentence_rows(case), *reading.role_rows(case)])
    assert found["sentences: F1 of boundaries"] == (1.0, True)
    assert found["mentions to actors: F1"][0] > 0.9
    assert 0 < found["agent: accuracy"][0] < 1
    blind = case._replace(annotations=case.annotations.subset([]))
    assert figures(reading.sentence_rows(blind))["mentions to actors: F1"] == (0.0, False)
    names = [row.quantity for row in (*reading.voice_rows(case), *reading.leak_rows(case))]
    assert "direct quotation: F1 of spans" in names


# -- frames ----------------------------------------------------------------------------------------------------------
def test_an_instrument_that_is_right_reaches_every_frame_row_and_a_silent_one_none(case):
    rows = list(frames.frame_rows(read_by(case, coded(case.planted))))
    assert len(rows) == 4
    for row in rows:
        is_right = ", right:" in row.quantity
        assert row.reached is is_right
        assert row.figure.startswith("1.000 (1.000 to 1.000)" if is_right else "0.000 (0.000 to 0.000)")
    detail = frames.frame_detail(read_by(case, coded(case.planted)))
    right = detail[detail["instrument"] == "right"]
    assert right[["precision", "recall"]].dropna().eq(1).all(axis=None)


def test_shares_of_a_right_instrument_are_the_planted_ones(case):
    scores = read_by(case, coded(case.planted)).scores("right")
    shares = frames.shares_by_article(scores, case.planted.truth["plan"], "agy")
    assert shares["found"].tolist() == pytest.approx(shares["share_any"].tolist())
    assert shares["found"].max() > 0.2


def test_pairs_of_a_right_instrument_and_of_one_that_hears_no_voices(pairs):
    whole = figures(frames.pair_rows(read_by(pairs, coded(pairs.planted))))
    right = {name: found for name, found in whole.items() if ", right:" in name}
    assert len(right) == 4
    assert set(right.values()) == {(1.0, True)}
    deaf = coded(pairs.planted, voices=("own", "attributed"), polarities=("asserted", "attributed"))
    found = figures(frames.pair_rows(read_by(pairs, deaf)))
    assert found["minimal pairs, attributed, right: both right"] == (0.0, False)
    assert found["minimal pairs, negated, right: both right"] == (1.0, True)


def test_names_that_move_a_score_are_told():
    before, after = ({"x": pd.Series({"hid": value, "agy": 0.2})} for value in (0.30, 0.36))
    (row,) = frames.name_rows(before, after, "swapped")
    assert (row.figure, row.reached) == ("0.060 (hid)", False)
    assert next(iter(frames.name_rows(before, before, "swapped"))).reached is True


# -- comparisons -----------------------------------------------------------------------------------------------------
def test_true_scores_are_the_planted_levels(case):
    scores = corpora.true_scores(case.planted, case.codebook)
    own = scores[scores["measure"] == "frame"].set_index(["doc_id", "paragraph", "category"])["value"]
    levels = case.planted.truth["levels"].set_index(["doc_id", "paragraph", "frame_id"])["level"]
    levels.index.names = own.index.names
    assert (levels.reindex(own.index).ge(1) == own.eq(1)).all()
    assert own.sum() > 10


def test_articles_drawn_twice_are_two_articles(case):
    pool = comparisons.Pool(
        case.corpus.documents.drop(columns="text"), corpora.true_scores(case.planted, case.codebook)
    )
    documents, scores = pool.sample(["d001", "d001", "d002"])
    assert documents["doc_id"].tolist() == ["s000", "s001", "s002"]
    sums = scores.groupby("doc_id")["value"].sum()
    assert sums["s000"] == sums["s001"]
    assert not scores.duplicated(["unit_id", "category"]).any()


def test_bias_and_coverage_by_hand():
    rows = [
        {"instrument": "i", "n": 8, "frame": "hid", "estimate": estimate, "conf_low": estimate - 0.1,
         "conf_high": estimate + 0.1}
        for estimate in (0.10, 0.20, 0.45)
    ]  # fmt: skip
    (row,) = comparisons.contrast_rows(pd.DataFrame(rows), {"hid": 0.2})
    assert "bias +0.050" in row.figure
    assert "coverage 0.667" in row.figure
    assert row.reached is False


def test_what_cannot_be_told_is_refused(codebook):
    confounded = corpora.annotate(comparisons.many("D2", runs=1), codebook)
    silent = corpora.annotate(comparisons.many("D5", runs=1), codebook)
    rows = [*comparisons.confounded_rows(confounded), *comparisons.silence_rows(silent)]
    assert len(rows) == 6
    assert all(row.reached for row in rows), [str(row) for row in rows if not row.reached]


def test_a_number_beside_a_refusal_is_no_refusal():
    columns = {"verdict": ["not estimable"], "p_value": [np.nan], "conf_low": [np.nan], "conf_high": [np.nan]}
    assert comparisons._withheld(pd.DataFrame(columns))
    assert not comparisons._withheld(pd.DataFrame(columns | {"p_value": [0.04]}))
    assert not comparisons._withheld(pd.DataFrame(columns | {"verdict": ["estimable"]}))
    assert not comparisons._withheld(pd.DataFrame(columns).iloc[:0])


def test_dealing_names_to_other_sentences_keeps_how_often_each_is_named(case):
    dealt = words.shuffle_mentions(case.annotations).mentions
    once = case.annotations.mentions.drop_duplicates([*ADDRESS, "actor_id"])
    for table_ in (dealt, once):
        assert not table_.duplicated([*ADDRESS, "actor_id"]).any()
    assert dealt["actor_id"].value_counts().to_dict() == once["actor_id"].value_counts().to_dict()
    assert dealt["sentence"].tolist() != once.sort_values(["doc_id", "actor_id"])["sentence"].tolist()
