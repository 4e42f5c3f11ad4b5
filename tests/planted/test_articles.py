"""What one article looks like."""

from __future__ import annotations

from collections import Counter

import pytest

from caatext.planted import DESIGNS, FRAMES, Noise, clauses
from caatext.planted.articles import Article, count_levels
from caatext.planted.writing import Mark


def article(number: int, design: str = "D1", noise: Noise | None = None) -> Article:
    return Article(DESIGNS[design], number, 3, "held_out", "fictional", noise or Noise())


@pytest.mark.parametrize("number", range(8))
def test_an_article_has_12_to_18_paragraphs_of_3_to_6_sentences(number):
    written = article(number).write()
    sentences = Counter(paragraph for paragraph, _, mark in written.marks if mark.table == "sentences")
    assert 12 <= len(written.topics) <= 18
    assert set(sentences) == set(range(1, len(written.topics) + 1))
    assert {*sentences.values()} <= {3, 4, 5, 6}


def test_the_dice_of_an_article_do_not_depend_on_the_other_articles():
    first = article(5).write()
    article(4).write()
    assert article(5).write() == first


def test_no_line_comes_back_before_all_of_its_kind_were_used():
    written = article(0, noise=Noise(attributed=0, rejected=0, denied=0, wished=0)).write()
    used = Counter(mark.fields["clause_id"] for _, _, mark in written.marks if mark.table == "frames")
    dealt = Counter(clause_id.split(".")[0] for clause_id in used.elements())
    for clause_id, count in used.items():
        assert count <= -(-dealt[clause_id.split(".")[0]] // 30)


def test_levels_count_own_sentences_by_hand():
    def frame(**fields: str) -> Mark:
        return Mark("frames", 0, 1, {"frame_id": "hid", "polarity": "asserted", **fields})

    marks = [
        (1, 1, frame()), (1, 2, frame()), (2, 1, frame()), (2, 2, frame(voice="attributed")),
        (3, 1, frame(polarity="denied")), (3, 2, frame(modality="wish")),
    ]  # fmt: skip
    levels = {row["paragraph"]: row["level"] for row in count_levels("d", 3, marks) if row["frame_id"] == "hid"}
    assert levels == {1: 2, 2: 1, 3: 0}


def test_without_noise_only_planted_clauses_and_neutral_ones_remain():
    quiet = Noise(
        **dict.fromkeys(("clauses", "distractors", "stance", "attributed", "rejected", "denied", "wished"), 0.0)
    )
    kinds = {
        m.fields["kind"]
        for n in range(6)
        for _, _, m in article(n, noise=quiet).write().marks
        if m.table == "sentences"
    }
    assert kinds <= {"frame", "neutral", "lede", "conclusion", "implication", "by_gerund"}


def test_habits_are_the_authors_own_unless_the_design_is_null():
    assert not set(article(0).habits) & set(article(1).habits)
    assert set(article(0, "D0").habits) == set(article(1, "D0").habits)


def test_openings_stand_first_and_last():
    marks = article(2).write().marks
    kinds = {(p, s): m.fields["kind"] for p, s, m in marks if m.table == "sentences"}
    assert kinds[1, 1] == "lede"
    assert kinds[max(p for p, _ in kinds), 1] == "conclusion"


def test_clauses_of_every_frame_can_be_written():
    for frame in FRAMES:
        assert len(clauses("frame", half="held_out", frame_id=frame)) == 30
