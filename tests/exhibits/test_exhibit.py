"""Exhibits as data, and their marks."""

from __future__ import annotations

import pandas as pd

from caatext.exhibits.exhibit import Column, Exhibit, Marks, records


def test_evidence_is_numbered_by_mark_and_sorted_by_address_within_parts():
    marks = Marks("F9")
    rows = pd.DataFrame({"doc_id": ["b", "a", "a"], "paragraph": [1, 2, 1], "sentence": 1, "part": ["x", "y", "x"]})
    assert marks.add(rows, "all") == "F9-1"
    found = marks.evidence()
    assert list(found.columns[:4]) == ["mark", "doc_id", "paragraph", "sentence"]
    assert found[["part", "doc_id", "paragraph"]].values.tolist() == [["x", "a", 1], ["x", "b", 1], ["y", "a", 2]]


def test_a_mark_without_rows_is_no_mark():
    marks = Marks("F9")
    assert marks.add(None, "nothing") == ""
    assert marks.add(pd.DataFrame(), "nothing") == ""
    assert marks.labels == {}
    assert marks.evidence().empty


def test_an_exhibit_shows_itself_escaped():
    table = Exhibit(id="T0", title="<b>", caption="c", kind="table", data=pd.DataFrame({"x": ["<script>"]}))
    html = table._repr_html_()
    assert "<script>" not in html
    assert "&lt;b&gt;" in html


def test_a_table_shows_whole_cells_under_their_labels_and_says_what_it_leaves_out():
    long = "so many words that pandas would cut them off before they come to their end"
    data = pd.DataFrame(
        {"why": [long] * 23, "share": [float("nan"), 0.25] + [0.5] * 21, "limits": "10% to 40%", "x": 7}
    )
    columns = (
        Column("why", "reason"),
        Column("share", "share", "percent", under="limits"),
        Column("x", "seven", is_minor=True),
    )
    html = Exhibit(id="T0", title="Why?", caption="c", kind="table", data=data, columns=columns)._repr_html_()
    assert html.count(long) == 20
    assert "Why?</b>" in html
    assert "<th>reason</th>" in html
    assert "25% (10% to 40%)" in html
    assert "<td>NA" in html
    assert "seven" not in html
    assert "3 further rows" in html


def test_a_figure_exhibit_shows_itself_as_an_image(shares, share_evidence, documents, names):
    from caatext.exhibits.figures_frames import frame_heatmap

    exhibit = frame_heatmap(shares, share_evidence, documents=documents, names=names)
    assert exhibit._repr_html_().startswith('<img alt="Frames, by author" src="data:image/svg+xml;base64,')


def test_records_are_named_rows():
    assert [row.x for row in records(pd.DataFrame({"x": [1, 2]}))] == [1, 2]
