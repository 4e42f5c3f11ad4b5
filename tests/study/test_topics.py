"""A sheet goes out without answers, comes back filled in, and stands as T6 in the report."""

from __future__ import annotations

import pytest

from caatext.errors import ConfigError, MeasureError
from caatext.report.word_exhibits import intrusion_exhibit
from caatext.study.config import read_study
from caatext.study.topics import grade_sheets, intrusion_sheet, study_topics


@pytest.fixture(scope="module")
def make_study(tmp_path_factory, root):
    """A study of the sample corpus with three topics and the sheets named."""

    def make(*sheets):
        folder = tmp_path_factory.mktemp("study")
        names = ", ".join(f'"{name}"' for name in sheets)
        (folder / "study.toml").write_text(
            f"""[study]
id = "tiny"
title = "Tiny"
question = "Do people see the topics?"
corpus = "{(root / "corpus" / "sample").as_posix()}"
codebook = "{(root / "corpus" / "sample" / "codebook.toml").as_posix()}"
by = "author"

[topics]
candidates = [3]
intrusion = [{names}]
""",
            encoding="utf-8",
        )
        return read_study(folder)

    return make


@pytest.fixture(scope="module")
def fit(make_study, sample_annotations):
    return study_topics(sample_annotations, make_study())[0]


def answer(sheet, rater, answers):
    return sheet.assign(rater=rater, answer=answers)


def test_a_sheet_has_no_answers_and_comes_back_graded(make_study, fit):
    study = make_study("answers.csv")
    sheet = intrusion_sheet(study)
    assert set(sheet["answer"]) == {""}
    assert len(sheet) == 3
    words = fit.top_words(5).groupby("topic")["word"].agg(set)
    options = [set(row) for row in sheet.filter(like="option_").to_numpy()]
    # whoever knows the topics finds the one option that is none of the top words
    right = [next(iter(row - next(own for own in words if len(row & own) == 5))) for row in options]
    wrong = [next(iter(sorted(row - {found}))) for row, found in zip(options, right, strict=True)]
    filled = answer(sheet, "Vathmuell", right)
    filled.to_csv(study.folder / "answers.csv", index=False, sep=";")
    (grades,) = grade_sheets(study, fit)
    everyone = grades.table.query("topic == 'all' and rater == 'all'").iloc[0]
    assert (everyone["n_right"], everyone["n"], everyone["precision"]) == (3, 3, 1.0)
    answer(sheet, "Vathmuell", wrong).to_csv(study.folder / "answers.csv", index=False)
    assert grade_sheets(study, fit)[0].table["n_right"].sum() == 0
    exhibit = intrusion_exhibit(grade_sheets(study, fit), fit)
    assert exhibit.id == "T6"
    assert len(exhibit.data)


def test_a_study_without_sheets_has_no_grades(make_study, fit):
    assert grade_sheets(make_study(), fit) == ()


def test_a_sheet_that_is_not_there_is_named(make_study, fit):
    with pytest.raises(ConfigError, match=r"E-CFG-STUDY.*lost\.csv.*cannot be read") as caught:
        grade_sheets(make_study("lost.csv"), fit)
    assert "caatext intrusion" in str(caught.value)


def test_rows_of_another_sheet_are_refused(make_study, fit):
    study = make_study("answers.csv")
    sheet = answer(intrusion_sheet(study), "Vathmuell", "1").assign(item="word-77")
    sheet.to_csv(study.folder / "answers.csv", index=False)
    with pytest.raises(MeasureError, match="word-77"):
        grade_sheets(study, fit)


def test_an_empty_sheet_is_named(make_study, fit):
    study = make_study("empty.csv")
    (study.folder / "empty.csv").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"empty\.csv"):
        grade_sheets(study, fit)
