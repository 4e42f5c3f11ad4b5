"""Single steps on a corpus."""

from __future__ import annotations

import shutil

import pytest

from caatext.errors import CorpusError, UsageError
from caatext.study import desk


@pytest.fixture(scope="module")
def bundle(root):
    return desk.open_desk(root / "corpus" / "analyst-2025")


def test_a_bundle_is_opened_with_the_codebook_beside_it(bundle):
    assert bundle.codebook.codebook.id == "analyst-2025"
    assert not bundle.annotations.has_text


def test_with_the_texts_every_sentence_is_there(root, analyst_path):
    opened = desk.open_desk(root / "corpus" / "analyst-2025", texts=analyst_path)
    table = desk.export_table(opened, "sentences")
    assert (table["text"] != "").all()
    assert len(table) == len(opened.annotations.sentences)


def test_the_profile_of_a_bundle_is_remembered(bundle):
    assert desk.profile_of(bundle.corpus) == "caci-analyst"


def test_an_empty_folder_leaves_nothing_to_analyze(tmp_path):
    with pytest.raises(CorpusError, match="E-EMPTY-CORPUS"):
        desk.open_desk(tmp_path)


@pytest.mark.parametrize("name", ["sentiment", "stance", "agency", "frames", "topics", "lexical"])
def test_every_measure_runs_on_a_bundle(bundle, name):
    scores = desk.score_measure(bundle, name)
    assert len(scores) > 0
    assert set(scores["doc_id"]) <= {"a1", "a2", "a3", "a4"}


@pytest.mark.parametrize("name", ["cooccurrence", "dyads"])
def test_every_count_of_pairs_runs_on_a_bundle(bundle, name):
    assert len(desk.score_measure(bundle, name)) > 0


def test_no_contrast_of_any_measure_is_estimable_from_one_article_each(bundle):
    for name in ("sentiment", "stance", "agency", "frames", "lexical"):
        table = desk.compare_measure(bundle, name, by="author").table
        assert set(table["verdict"]) == {"not estimable"}, name
        assert table[["estimate", "conf_low", "conf_high", "p_value", "p_adjusted"]].isna().all(axis=None), name


def test_a_misspelt_measure_names_the_nearest(bundle):
    with pytest.raises(UsageError, match="did you mean stance"):
        desk.score_measure(bundle, "stanse")


REVIEWED = "surface,decision,applies_to,doc_id,paragraph,sentence\nPomvray,place,all,,,\nNowhere,no such actor,all,,,\n"


def test_a_review_beside_the_codebook_wins_over_the_rules(root, tmp_path):
    folder = tmp_path / "sample"
    shutil.copytree(root / "corpus" / "sample", folder)
    before = desk.open_desk(folder).annotations.mentions
    assert set(before.loc[before["surface"] == "Pomvray", "reading"]) == {"actor", "place"}
    (folder / "review.csv").write_text(REVIEWED)
    after = desk.open_desk(folder).annotations.mentions
    assert set(after.loc[after["surface"] == "Pomvray", "reading"]) == {"place"}
    assert set(after.loc[after["surface"] == "Pomvray", "rule"]) == {"review"}
    rest = after["surface"] != "Pomvray"
    assert after[rest].reset_index(drop=True).equals(before[before["surface"] != "Pomvray"].reset_index(drop=True))


def test_the_rows_of_a_review_that_cannot_be_used_are_named(root, tmp_path):
    folder = tmp_path / "sample"
    shutil.copytree(root / "corpus" / "sample", folder)
    (folder / "review.csv").write_text(REVIEWED)
    review = desk.find_review(folder / "codebook.toml")
    assert len(review) == 1
    assert "row 3" in str(review.problems[0])


def test_mentions_to_decide_come_as_a_table(root):
    table = desk.export_table(desk.open_desk(root / "corpus" / "sample"), "review")
    assert {"surface", "actor_id", "reading", "rule", "n", "decision"} <= set(table)
    assert (table["decision"] == "").all()


def test_decisions_survive_the_export_of_the_review(root, tmp_path):
    folder = tmp_path / "sample"
    shutil.copytree(root / "corpus" / "sample", folder)
    (folder / "review.csv").write_text(REVIEWED)
    table = desk.export_table(desk.open_desk(folder), "review")
    assert table.loc[0, ["surface", "decision"]].tolist() == ["Pomvray", "place"]
    assert (table.loc[2:, "example"] != "").all()
    table.to_csv(folder / "review.csv", index=False)
    again = desk.find_review(folder / "codebook.toml")
    assert len(again) == 1


def test_what_is_wrong_with_a_review_is_told_wherever_it_is_used(root, tmp_path):
    folder = tmp_path / "sample"
    shutil.copytree(root / "corpus" / "sample", folder)
    (folder / "review.csv").write_text(REVIEWED)
    assert any("row 3" in str(problem) for problem in desk.open_desk(folder).problems)
