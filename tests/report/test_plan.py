"""What a report shows, in what order, in which words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caatext.errors import ReportError
from caatext.report.opening import open_page
from caatext.report.plan import plan


def _ids(findings):
    return [exhibit.id for section in plan(findings) for exhibit in section.exhibits]


def test_claims_and_the_design_map_come_first_and_all_exhibits_are_there(findings):
    assert _ids(findings) == [
        "T8", "F1", "T1", "T2", "F2", "T3", "F13", "F14", "T5", "F8", "F7", "F9", "F10", "F11", "F12", "F3", "T4", "F4",
        "F5", "F22", "F15", "F16", "T9", "T10",
    ]  # fmt: skip


def test_contrasts_are_shown_where_they_are_estimable(crossed_findings):
    assert "C1" in _ids(crossed_findings)


def test_what_was_not_found_leaves_no_gap(findings):
    bare = replace(
        findings, primary=None, keyness_raw=None, topic_fit=None, agency=None, agency_scores=None, dyads=None, ties=None
    )
    assert not {"F5", "F15", "F16", "F9", "F10", "F11", "F12", "F14"} & set(_ids(bare))
    headings = [section.heading for section in plan(bare)]
    assert not {"Words and topics", "Who acts on whom"} & set(headings)


def test_exhibits_are_planned_once_and_anew_for_other_findings(findings):
    assert findings.exhibit("T8") is findings.exhibit("T8")
    other = replace(findings, decision_rule="Another rule.")
    assert other.exhibit("T8").note == "Another rule."
    with pytest.raises(ReportError, match=r"E-CFG-NAME(.|\n)*no exhibit 'F99'"):
        findings.exhibit("F99")


def test_each_section_is_led_by_two_sentences_at_most(findings):
    assert all(section.lead.count(". ") <= 1 for section in plan(findings))


@pytest.mark.parametrize("name", ["findings", "bundle_findings", "crossed_findings"])
def test_every_mark_has_evidence_and_every_evidence_a_mark(name, request):
    for section in plan(request.getfixturevalue(name)):
        for exhibit in section.exhibits:
            columns = [column for column in exhibit.data if str(column) == "mark" or str(column).startswith("mark_")]
            marks = {mark for column in columns for mark in exhibit.data[column] if mark}
            assert marks == set(exhibit.mark_labels) == set(exhibit.evidence["mark"]), exhibit.id


def test_nothing_is_drawn_before_it_is_asked_for(findings, monkeypatch):
    monkeypatch.setattr("caatext.exhibits.canvas.Drawing.__init__", lambda *_: pytest.fail("drawn"))
    plan(findings)


def test_titles_and_captions_come_from_the_study_and_assert_nothing(findings):
    renamed = replace(findings, by="outlet")
    titles = [exhibit.title for section in plan(renamed) for exhibit in section.exhibits]
    assert "Frames, by outlet" in titles
    assert not any(word in title for title in titles for word in ("author", "Velmark", "more than", "differ"))


def test_the_first_screen_says_what_the_design_carries_and_counts_inputs(findings, crossed_findings):
    opening = open_page(findings)
    assert opening.verdict == "not estimable"
    assert "no number here compares authors" in opening.carries
    assert "The same holds for" in opening.reason
    counts = dict(opening.counts)
    assert counts["articles read"] == "4"
    assert counts["inputs ignored by rule"] == "13"
    assert open_page(crossed_findings).verdict == "estimable"


def test_each_group_keeps_its_color_in_the_order_of_the_corpus(findings):
    assert [token for _, token, _ in open_page(findings).groups] == ["g1", "g2", "g3", "g4"]


def test_display_names_reach_every_exhibit(findings):
    named = replace(findings, labels={"Ivo Marlen": "I. M."})
    assert open_page(named).groups[0][0] == "I. M."
    heatmap = next(e for section in plan(named) for e in section.exhibits if e.id == "F3")
    assert heatmap.data["group_name"].iloc[0] == "I. M."


def test_a_missing_group_is_shown_as_missing(findings):
    documents = findings.annotations.documents
    annotations = replace(findings.annotations, documents=documents.assign(author=["", *documents["author"][1:]]))
    assert open_page(replace(findings, annotations=annotations)).groups[0][0] == "not given"


def test_regions_are_shown_by_their_names(findings):
    documents = findings.annotations.documents.assign(region=["inner", "outer", "inner", "elsewhere"])
    shown = replace(findings, annotations=replace(findings.annotations, documents=documents)).documents
    assert shown["region"].tolist() == ["Inner Marl Sea", "Outer Skerries", "Inner Marl Sea", "elsewhere"]
