"""Intrusion: sheets without answers, and their marking."""

import io
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from caatext.errors import MeasureError
from caatext.measures.topics import fit_topics, grade_intrusion, intrusion_items, show_paragraphs
from caatext.measures.topics.intrusion import LOW, _items
from caatext.stats.intervals import wilson


@pytest.fixture(scope="module")
def mixed(make_annotations):
    """Paragraphs of six themes, three of them each."""
    rng = np.random.default_rng(1)
    rows = []
    for number in range(60):
        for theme in rng.choice(6, 3, replace=False):
            for word in rng.choice(12, 8):
                lemma = f"{'abcdef'[theme]}{'abcdefghijkl'[word]}"
                rows.append({"doc_id": f"d{number // 6}", "paragraph": number % 6 + 1, "lemma": lemma, "form": lemma})
    counts = pd.DataFrame(rows).assign(pos="NOUN", count=1)
    keys = ["doc_id", "paragraph", "lemma", "form", "pos"]
    return make_annotations(words=counts.groupby(keys, as_index=False)["count"].sum().to_dict("records"))


@pytest.fixture(scope="module")
def six(mixed):
    return fit_topics(mixed, n_topics=6, n_runs=5)


def answered(sheet, fit, *, seed=1, rater="A", right=True):
    items = _items(fit, sheet["kind"].iloc[0], seed)
    numbers = [item.intruder + 1 if right else (item.intruder + 1) % len(item.options) + 1 for item in items]
    return sheet.assign(rater=rater, answer=[str(number) for number in numbers])


def test_the_intruder_is_unlikely_here_and_at_the_top_elsewhere(six):
    for item in _items(six, "word", 1):
        row = six.topics.index(item.topic)
        ranked = [six.features[c] for c in np.argsort(-six.content[row].round(12), kind="stable")]
        intruder = item.options[item.intruder]
        assert set(item.options) - {intruder} == set(ranked[:5])
        assert ranked.index(intruder) >= len(ranked) // 2
        others = six.top_words(10).query("topic != @item.topic")["word"]
        assert intruder in set(others)


def test_the_topic_that_does_not_belong_is_low_and_the_others_are_the_heaviest(six):
    words = six.top_words(8).groupby("topic")["word"].agg(", ".join).to_dict()
    items = _items(six, "topic", 1)
    third = np.sort(six.prevalence, axis=1)[:, -3]
    eligible = (third > LOW) & (six.prevalence.min(axis=1) <= LOW)
    led = np.bincount(six.prevalence.argmax(axis=1)[eligible], minlength=6)
    assert Counter(item.topic for item in items) == dict(zip(six.topics, np.minimum(led, 3), strict=True))
    assert len({item.unit for item in items}) == len(items)
    for item in items:
        shares = dict(zip(six.topics, six.prevalence[six.unit_ids.index(item.unit)], strict=True))
        heaviest = sorted(shares, key=lambda topic: -shares[topic])[:3]
        assert heaviest[0] == item.topic
        intruder = item.options[item.intruder]
        assert {words[topic] for topic in heaviest} == set(item.options) - {intruder}
        assert shares[next(topic for topic in words if words[topic] == intruder)] <= LOW


def test_a_sheet_holds_no_answers_and_is_the_same_again(six, mixed):
    sheet = intrusion_items(six)
    assert sheet.columns.tolist() == ["item", "kind", "text", *(f"option_{n}" for n in range(1, 7)), "rater", "answer"]
    assert len(sheet) == 6
    assert set(sheet["answer"]) == {""} == set(sheet["rater"])
    assert not sheet.isin(six.topics).any(axis=None)
    assert sheet.equals(intrusion_items(six))
    assert not sheet.equals(intrusion_items(six, seed=2))
    topics = intrusion_items(six, kind="topic", shown=show_paragraphs(mixed))
    assert [name for name in topics if name.startswith("option")] == [f"option_{n}" for n in range(1, 5)]
    assert topics["text"].str.len().gt(10).all()


def test_intruders_stand_in_every_place(six):
    """Were the intruder last, or first, a coder would learn it."""
    places = {item.intruder for seed in range(20) for item in _items(six, "word", seed)}
    assert places == set(range(6))


@pytest.mark.parametrize("kind", ["word", "topic"])
def test_answers_given_by_number_or_in_words_are_graded(six, mixed, kind):
    sheet = intrusion_items(six, kind=kind, shown=show_paragraphs(mixed))
    good, bad = answered(sheet, six), answered(sheet, six, rater="B", right=False)
    items = _items(six, kind, 1)
    said = good.assign(rater="C", answer=[item.options[item.intruder].upper() for item in items])
    grades = grade_intrusion(pd.concat([good, bad, said]), six)
    table = grades.table.set_index(["topic", "rater"])
    n = len(sheet)
    assert table.loc[("all", "A"), ["n_right", "n", "precision"]].tolist() == [n, n, 1]
    assert table.loc[("all", "B"), "precision"] == 0
    assert table.loc[("all", "C"), "precision"] == 1
    assert table.loc[("all", "all"), ["n_right", "n", "n_missing"]].tolist() == [2 * n, 3 * n, 0]
    assert table.loc[("topic_01", "all"), "precision"] == pytest.approx(2 / 3)
    limits = [float(part) for part in wilson(2 * n, 3 * n)[1:]]
    assert table.loc[("all", "all"), ["conf_low", "conf_high"]].tolist() == pytest.approx(limits)
    assert set(table["chance"]) == {1 / 6 if kind == "word" else 1 / 4}
    assert table.loc[[(topic, "all") for topic in six.topics], "n"].sum() == 3 * n
    assert len(grades.answers) == 3 * n
    assert set(grades.answers["topic"]) == set(six.topics)
    paragraphs = set(zip(grades.answers["doc_id"], grades.answers["paragraph"], strict=True))
    assert paragraphs <= ({("", 0)} if kind == "word" else set(zip(six.doc_ids, six.paragraphs, strict=True)))


def test_a_sheet_survives_a_file(six):
    sheet = answered(intrusion_items(six), six)
    back = pd.read_csv(io.StringIO(sheet.to_csv(index=False)), keep_default_na=False)
    assert grade_intrusion(back, six).table.equals(grade_intrusion(sheet, six).table)
    numbers = sheet.assign(answer=sheet["answer"].astype(float))
    numbers.loc[0, "answer"] = np.nan
    table = grade_intrusion(numbers, six).table
    assert table.iloc[-1][["n_right", "n", "n_missing"]].tolist() == [5, 5, 1]


def test_what_is_missing_is_counted_and_not_wrong(six):
    sheet = answered(intrusion_items(six), six)
    sheet.loc[1, "answer"] = "  "
    grades = grade_intrusion(sheet.drop(index=4), six)
    assert grades.table.iloc[-1][["n_right", "n", "n_missing", "precision"]].tolist() == [4, 4, 2, 1]
    assert grades.answers["mark"].value_counts().to_dict() == {"right": 4, "missing": 1}


def test_guessing_is_at_the_chance_line(six):
    """One option drawn for every item of 300 sheets: precision within 3 standard errors of 1/6."""
    rng = np.random.default_rng(3)
    right = n = 0
    for seed in range(300):
        sheet = intrusion_items(six, seed=seed).assign(rater="A")
        row = grade_intrusion(sheet.assign(answer=rng.integers(1, 7, len(sheet)).astype(str)), six, seed=seed).table
        right, n = right + row["n_right"].iloc[-1], n + row["n"].iloc[-1]
    assert abs(right / n - 1 / 6) < 3 * np.sqrt(5 / 36 / n)


def test_rows_that_cannot_be_graded_are_all_named(six):
    sheet = answered(intrusion_items(six), six)
    faulty = pd.concat([sheet, sheet.iloc[[2]]], ignore_index=True)
    faulty.loc[0, "item"] = "word-99"
    faulty.loc[1, "answer"] = "7"
    faulty.loc[3, "option_2"] = "other"
    with pytest.raises(MeasureError, match=r"E-ROW-ANSWER.*row 1, item word-99") as caught:
        grade_intrusion(faulty, six)
    assert [problem.place.split(",")[0] for problem in caught.value.problems] == ["row 1", "row 2", "row 4", "row 7"]
    told = [problem.found for problem in caught.value.problems]
    assert told == [
        "there is no such item",
        "the answer '7' is not among the options",
        "the options are not those of this fit and seed",
        "the rater answers the item a second time",
    ]
    with pytest.raises(MeasureError, match="the options are not those of this fit and seed"):
        grade_intrusion(sheet, six, seed=2)


def test_sheets_of_two_kinds_or_without_columns(six, mixed):
    topics = intrusion_items(six, kind="topic", shown=show_paragraphs(mixed))
    with pytest.raises(MeasureError, match="2 kinds of intrusion"):
        grade_intrusion(pd.concat([intrusion_items(six), topics]), six)
    with pytest.raises(MeasureError, match="it lacks one of item, kind, rater, answer"):
        grade_intrusion(topics.drop(columns="rater"), six)


def test_items_that_cannot_be_made(six, planted):
    few = fit_topics(planted, n_topics=2, n_runs=1)
    with pytest.raises(MeasureError, match=r"E-SIZE-FEW.*no topic intrusion can be made of 2 topics"):
        intrusion_items(few, kind="topic")
    with pytest.raises(MeasureError, match=r"(\d+) of \1 paragraphs have nothing that could be shown"):
        intrusion_items(six, kind="topic")
    with pytest.raises(MeasureError, match="kind of intrusion 'frame' is not known"):
        intrusion_items(six, kind="frame")


def test_paragraphs_are_shown_as_text_or_as_words(sample, sample_annotations):
    texts = show_paragraphs(sample)
    unit, text = next(iter(texts.items()))
    assert text in sample.texts[unit.split(".")[0]]
    words = show_paragraphs(sample_annotations)
    assert set(words) <= set(texts)
    assert words[unit].split(", ") == sorted(set(words[unit].split(", ")))
