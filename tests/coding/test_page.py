"""The coding page, driven from Python: what it shows, what it saves, and that it goes on where it stopped."""

from __future__ import annotations

import sys

import pytest

from caatext.coding.page import code_in_notebook
from caatext.coding.reading import read_codings
from caatext.coding.sampling import draw_sample
from caatext.errors import UsageError


@pytest.fixture(autouse=True)
def _widgets():
    pytest.importorskip("ipywidgets", reason="the coding page needs ipywidgets")


@pytest.fixture
def open_page(everything, codebook, tmp_path):
    return lambda coder="ann": code_in_notebook(everything, codebook, coder_id=coder, path=tmp_path / f"{coder}.csv")


def test_one_unit_is_shown_with_its_context_and_the_codebook_beside_it(open_page, everything):
    page = open_page()
    row = everything.units.iloc[0]
    assert f"<b>{row['text']}</b>" in page.text.value.replace("&#x27;", "'")
    assert row["before"] in page.text.value
    assert list(page.frames) == ["hid", "own"]
    rules = page.widget.children[1].value
    assert "Somebody decides unseen &lt;b&gt;behind&lt;/b&gt; the scenes." in rules
    assert "the means are not visible" in rules
    assert page.progress.max == 14


def test_texts_are_escaped_and_nobody_is_named(everything, codebook, tmp_path):
    from dataclasses import replace

    nasty = everything.units.assign(text="<img src=x onerror=alert(1)> & co")
    page = code_in_notebook(replace(everything, units=nasty), codebook, coder_id="a", path=tmp_path / "a.csv")
    assert "<img" not in page.text.value
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; co" in page.text.value
    for secret in ("Writer", "Title of", "d1"):
        assert secret not in page.text.value


def test_codes_are_saved_after_each_unit_and_read_like_any_sheet(open_page, corpus, annotations, codebook):
    page = open_page("Ann")
    page.frames["hid"].value, page.holder.value, page.note.value = "2", "velmar", "=sure"
    page.go(1)
    assert page.path.exists()
    page.absent.click()
    assert repr(page) == "<coding page: 2 of 14 units coded, in Ann.csv>"
    found = read_codings(page.path, corpus, annotations, codebook)
    assert (found.n_rows_read, found.n_rows_used) == (14, 2)
    assert found.coder_ids == ["ann"]
    one = found.table[found.table["value"] == 2].iloc[0]
    assert one[["frame_id", "actor_id", "note", "polarity"]].tolist() == ["hid", "velmar", "=sure", "asserted"]


def test_it_goes_on_where_it_stopped(open_page):
    page = open_page()
    page.frames["own"].value = "1"
    page.next.click()
    page.frames["own"].value = "0"
    page.next.click()
    again = open_page()
    assert again.place == 2
    again.back.click()
    again.back.click()
    assert (again.place, again.frames["own"].value, again.frames["hid"].value) == (0, "1", "")
    assert again.back.disabled


def test_a_note_without_a_code_is_not_lost_but_asked_about(open_page):
    page = open_page()
    page.note.value = "hm"
    page.go(1)
    assert page.place == 0
    assert "at least one frame" in page.message.value
    assert page.note.value == "hm"


def test_a_unit_may_be_passed_over_and_the_end_says_what_is_open(open_page):
    page = open_page()
    page.go(1)
    for _ in range(13):
        page.code_absent()
    assert "1 not coded yet" in page.message.value
    page.show(0)
    page.code_absent()
    assert "1 not coded yet" not in page.message.value
    assert (page.progress.value, page.place) == (14, 1)
    page.show(13)
    page.go(1)
    assert "thank you" in page.message.value


@pytest.mark.parametrize("coder", ["ann", "ben"])
def test_the_file_of_another_coder_or_sample_is_not_overwritten(
    open_page, corpus, annotations, everything, codebook, coder
):
    page = open_page("ann")
    page.code_absent()
    before = page.path.read_bytes()
    sample = everything if coder == "ben" else draw_sample(corpus, annotations, n=3, seed=9)
    with pytest.raises(UsageError, match="another sample or coder"):
        code_in_notebook(sample, codebook, coder_id=coder, path=page.path)
    assert page.path.read_bytes() == before


@pytest.mark.parametrize(("coder", "name"), [("", "a.csv"), ("a", "a.xlsx")])
def test_a_page_needs_a_coder_and_a_csv(everything, codebook, tmp_path, coder, name):
    with pytest.raises(UsageError, match="E-CFG-OPTION"):
        code_in_notebook(everything, codebook, coder_id=coder, path=tmp_path / name)


def test_without_ipywidgets_it_says_what_to_install(open_page, monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(UsageError, match=r"ipywidgets[\s\S]*caatext\[lab\]"):
        open_page()
