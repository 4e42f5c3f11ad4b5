"""The coding page from the side of Python: what it hands to the browser, what it saves, and that it goes on."""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib.resources import files

import pytest

from caatext.coding.page import code_in_notebook
from caatext.coding.reading import read_codings
from caatext.coding.sampling import draw_sample
from caatext.errors import UsageError


@pytest.fixture(autouse=True)
def _widgets():
    pytest.importorskip("anywidget", reason="the coding page needs anywidget")


@pytest.fixture
def open_page(everything, codebook, tmp_path):
    return lambda coder="ann": code_in_notebook(everything, codebook, coder_id=coder, path=tmp_path / f"{coder}.csv")


@pytest.fixture
def items(everything):
    return everything.units["item"].tolist()


def hear(page, item, **values):
    """Send what the browser sends, and return what it is answered."""
    answers = []
    page.widget.send = answers.append
    page.widget._handle_custom_msg({"item": item, "values": values}, [])
    return answers


def test_the_browser_is_given_units_in_context_frames_with_rules_and_what_may_be_chosen(open_page, everything):
    widget = open_page().widget
    assert widget.units == everything.units[["item", "before", "text", "after"]].to_dict("records")
    assert widget.frames[0] == {
        "id": "hid", "name": "Hidden hand", "definition": "Somebody decides unseen <b>behind</b> the scenes.",
        "include": ["the means are not visible"], "exclude": ["dominance is open"], "roles": ["who decides"],
    }  # fmt: skip
    assert widget.actors == [["velmar", "Velmar"], ["lunn", "Lunn"]]
    assert (widget.place, widget.codes) == (0, {})


def test_nobody_is_named_to_the_browser(open_page):
    state = str(open_page().widget.get_state())
    for secret in ("Writer", "Title of", "'d1'", "stratum", "inclusion_probability"):
        assert secret not in state


def test_the_script_sets_texts_as_text_and_asks_nobody_on_the_network():
    script = files("caatext.coding").joinpath("page.js").read_text(encoding="utf-8")
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "http", "import "):
        assert forbidden not in script


def test_a_unit_is_saved_as_a_whole_and_reads_like_any_sheet(open_page, items, corpus, annotations, codebook):
    page = open_page("Ann")
    assert hear(page, items[0], hid="2", own="", polarity="", holder="velmar", note="=sure") == [{"saved": items[0]}]
    assert hear(page, items[1], hid="0", own="0") == [{"saved": items[1]}]
    assert repr(page) == "<coding page: 2 of 14 units coded, in Ann.csv>"
    found = read_codings(page.path, corpus, annotations, codebook)
    assert (found.n_rows_read, found.n_rows_used, found.coder_ids) == (14, 2, ["ann"])
    one = found.table[found.table["value"] == 2].iloc[0]
    assert one[["frame_id", "actor_id", "note", "polarity"]].tolist() == ["hid", "velmar", "=sure", "asserted"]
    assert page.widget.codes[items[0]]["hid"] == "2"


def test_coding_a_unit_again_replaces_its_codes(open_page, items, corpus, annotations, codebook):
    page = open_page()
    hear(page, items[0], hid="2", holder="velmar")
    hear(page, items[0], own="1")
    found = read_codings(page.path, corpus, annotations, codebook).table
    assert found[["frame_id", "value", "actor_id"]].to_numpy().tolist() == [["hid", 0, ""], ["own", 1, ""]]


def test_it_goes_on_where_it_stopped(open_page, items):
    page = open_page()
    hear(page, items[0], own="1", note="'tis so")
    hear(page, items[1], own="0")
    again = open_page()
    assert again.widget.place == 2
    assert again.widget.codes == {
        items[0]: {"item": items[0], "hid": "", "own": "1", "polarity": "", "holder": "", "note": "'tis so"},
        items[1]: {"item": items[1], "hid": "", "own": "0", "polarity": "", "holder": "", "note": ""},
    }


@pytest.mark.parametrize(("item", "values"), [("nowhere", {"hid": "1"}), ("", {}), (None, {"hid": "3"})])
def test_what_is_no_code_of_the_page_is_refused_and_the_browser_is_told(open_page, items, item, values):
    page = open_page()
    answer = hear(page, items[0] if item is None else item, **values)
    assert "E-CFG-OPTION" in answer[0]["fault"]
    assert not page.path.exists()


def test_a_file_that_cannot_be_written_is_no_silent_loss(open_page, items):
    page = open_page()
    page.path = page.path.parent / "absent.csv"
    page.path.mkdir()
    assert "fault" in hear(page, items[0], hid="1")[0]


@pytest.mark.parametrize("coder", ["ann", "ben"])
def test_the_file_of_another_coder_or_sample_is_not_overwritten(
    open_page, corpus, annotations, everything, codebook, items, coder
):
    page = open_page("ann")
    hear(page, items[0], hid="1")
    before = page.path.read_bytes()
    sample = everything if coder == "ben" else draw_sample(corpus, annotations, n=3, seed=9)
    with pytest.raises(UsageError, match="another sample or coder"):
        code_in_notebook(sample, codebook, coder_id=coder, path=page.path)
    assert page.path.read_bytes() == before


@pytest.mark.parametrize(("coder", "name"), [("", "a.csv"), ("a", "a.xlsx")])
def test_a_page_needs_a_coder_and_a_csv(everything, codebook, tmp_path, coder, name):
    with pytest.raises(UsageError, match="E-CFG-OPTION"):
        code_in_notebook(everything, codebook, coder_id=coder, path=tmp_path / name)


def test_a_text_that_is_a_formula_is_kept(everything, codebook, tmp_path, items):
    nasty = replace(everything, units=everything.units.assign(text="=cmd()"))
    page = code_in_notebook(nasty, codebook, coder_id="a", path=tmp_path / "a.csv")
    assert page.widget.units[0]["text"] == "=cmd()"
    hear(page, items[0], hid="1")
    assert "'=cmd()" in page.path.read_text(encoding="utf-8")


def test_without_anywidget_it_says_what_to_install(open_page, monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    with pytest.raises(UsageError, match=r"anywidget[\s\S]*caatext\[lab\]"):
        open_page()
