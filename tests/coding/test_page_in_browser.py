"""A person codes 20 sentences inside JupyterLab, and the codes arrive in the reliability table."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from caatext.coding.reading import read_codings
from caatext.coding.reliability import reliability
from caatext.coding.sampling import draw_sample
from caatext.coding.sheets import write_sheet

CELL = """
import caatext as ct
from caatext.coding.page import code_in_notebook
from caatext.coding.sampling import draw_sample

corpus = ct.read_corpus({corpus!r})
codebook = ct.read_codebook({codebook!r})
annotations = ct.annotate(corpus, codebook=codebook)
sample = draw_sample(corpus, annotations, n=20, seed=1)
code_in_notebook(sample, codebook, coder_id="Ann", path="ann.csv")
"""
#: The page of one unit: the rows of level buttons, and the button with a label.
ROWS = "[...document.querySelectorAll('.caatext-coding fieldset')]"
BUTTON = "[...document.querySelectorAll('.caatext-coding button')].find(one => one.textContent === '{}')"
SHOWN = "document.querySelector('.caatext-coding')?.innerText.match(/(\\d+) of 20, \\d+ coded, item ([a-z]+)/)"


@pytest.fixture(scope="module")
def browser():
    """The helpers beside this file, which is no package."""
    for name in ("jupyterlab", "anywidget", "nbformat", "websocket"):
        pytest.importorskip(name, reason=f"{name} is not installed")
    spec = importlib.util.spec_from_file_location("coding_browser", Path(__file__).with_name("browser.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    if not module.CHROMIUM:
        pytest.skip("there is no Chromium here")
    return module


@pytest.fixture
def page(browser, root, tmp_path):
    """A notebook with the coding page, open in JupyterLab in a browser."""
    import nbformat

    source = CELL.format(corpus=str(root / "corpus" / "sample"), codebook=str(root / "corpus/sample/codebook.toml"))
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)], metadata=kernel)
    nbformat.write(notebook, tmp_path / "coding.ipynb")
    with browser.jupyterlab(tmp_path) as address, browser.chromium(tmp_path / "profile") as page:
        page.send("Page.navigate", url=f"{address}/lab/tree/coding.ipynb?token={browser.TOKEN}&reset")
        find = "window.panel = [...(window.jupyterapp?.shell.widgets('main') ?? [])].find(one => one.context)"
        browser.wait_for(lambda: page.run(f"!!({find})"), message="the notebook did not open")
        page.run("jupyterapp.shell.activateById(panel.id)")
        idle = "panel.sessionContext.session?.kernel?.status === 'idle'"
        browser.wait_for(lambda: page.run(idle), message="the kernel did not start")
        page.run("jupyterapp.commands.execute('notebook:run-all-cells').then(() => true)")
        browser.wait_for(lambda: page.run(SHOWN), message="the coding page did not appear")
        yield page


def level_of(place: int, frame: int) -> int:
    return (place + frame) % 3


@pytest.mark.slow
def test_twenty_sentences_are_coded_in_jupyterlab(
    page, browser, tmp_path, sample, sample_annotations, sample_codebook, rows_of, rows_to
):
    seen = []
    for place in range(20):
        number, item = browser.wait_for(
            lambda place=place: (page.run(SHOWN) or [""])[1:] if page.run(f"{SHOWN}?.[1]") == str(place + 1) else None,
            message=f"unit {place + 1} did not appear",
        )
        assert number == str(place + 1)
        seen.append(item)
        if place < 4:  # four units with the keyboard alone, the others with the mouse as fast as it goes
            for frame in range(4):
                page.run(f"{ROWS}[{frame}].querySelector('input').focus()")
                key = str(level_of(place, frame))
                page.press(key, code=48 + int(key), text=key)
            page.press("Enter", code=13, text="\r")
        else:
            for frame in range(4):
                page.run(f"{ROWS}[{frame}].querySelectorAll('input')[{1 + level_of(place, frame)}].click()")
            page.run(f"{BUTTON.format('Save and next')}.click()")
    done = "document.querySelector('.caatext-message').innerText"
    browser.wait_for(lambda: page.run(done) == "All that you coded is saved. Every unit is coded: thank you.")

    drawn = draw_sample(sample, sample_annotations, n=20, seed=1)
    assert seen == drawn.units["item"].tolist()
    rows = rows_of(write_sheet(drawn, sample_codebook, tmp_path / "ben.csv"))
    frames = [frame.id for frame in sample_codebook.frames]
    for place, row in enumerate(rows):
        # the other coder agrees but for the first frame of the first five sentences
        row |= {name: str(level_of(place, frame)) for frame, name in enumerate(frames)}
        row[frames[0]] = "0" if place < 5 else row[frames[0]]
    files = [tmp_path / "ann.csv", rows_to(tmp_path / "ben.csv", rows)]
    codings = read_codings(files, sample, sample_annotations, sample_codebook)
    assert (codings.n_rows_read, codings.n_rows_used, codings.problems) == (40, 40, ())
    table = reliability(codings, sample_codebook, seed=1).table.set_index(["frame_id", "code"])
    n_apart = sum(level_of(place, 0) > 0 for place in range(5))
    assert table.loc[(frames[0], "presence"), ["n_units", "n_coders", "agreement"]].tolist() == [
        20, 2, 1 - n_apart / 20
    ]  # fmt: skip
    for name in frames[1:]:
        assert table.loc[(name, "level"), ["alpha", "agreement"]].tolist() == [1.0, 1.0]
