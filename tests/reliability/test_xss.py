"""Gate 9: what strangers wrote is read and never run, in a real browser, over page, SVG, notebook and coding page."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import runpy
from dataclasses import replace
from html import escape
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest

import caatext as ct
from caatext.exhibits.canvas import Canvas
from caatext.exhibits.concordance import Concordance, Quotation
from caatext.exhibits.exhibit import Column, Exhibit, Marks
from caatext.report.opening import Opening, open_page
from caatext.report.plan import Section, plan
from caatext.report.render import render_page, report_files
from caatext.store import write_bytes

HERE = Path(__file__).parent
_PAYLOADS = runpy.run_path(str(HERE / "payloads.py"))
TEMPLATES, SOURCES, CONTEXTS = (_PAYLOADS[name] for name in ("TEMPLATES", "SOURCES", "CONTEXTS"))
marked, mark, EVALUATED, SHORT = (_PAYLOADS[name] for name in ("marked", "mark", "EVALUATED", "SHORT"))
#: Payloads in one study, and studies in a full run: more groups have no color of their own.
TOGETHER, STUDIES = 10, 6
_MARK = re.compile(r"m\dx\d\d")


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """A person at a browser with an empty profile."""
    pytest.importorskip("websocket", reason="websocket-client is not installed")
    visits = runpy.run_path(str(HERE / "visits.py"))
    if not visits["CHROMIUM"]:
        pytest.skip("there is no Chromium here")
    with visits["reading"](tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture(scope="module")
def chosen(soak):
    """The payloads of this run, in the groups in which studies hold them."""
    return [list(range(first, len(TEMPLATES), STUDIES)) for first in range(STUDIES)] if soak else [list(SHORT)]


@pytest.fixture(scope="module")
def poisoned(chosen, soak, tmp_path_factory):
    """Studies whose every field holds a payload, with their findings and their report on disk."""
    write_study = runpy.run_path(str(HERE / "poison.py"))["write_study"]
    found = []
    for numbers in chosen if soak else [chosen[0][:3]]:
        folder = tmp_path_factory.mktemp("study")
        path = write_study(
            folder, lambda n, source, numbers=numbers: marked(numbers[n], SOURCES.index(source)), n=len(numbers)
        )
        findings = ct.run_study(ct.read_study(path))
        quotes = Concordance(
            findings.annotations.sentences, findings.annotations.paragraphs, texts=findings.corpus.texts
        )
        sections = plan(findings) if soak else [_slim(section) for section in plan(findings)]
        for name, content in report_files(sections, open_page(findings), concordance=quotes).items():
            write_bytes(folder / "out" / name, content)
        found.append((numbers, findings, folder / "out"))
    return found


def _slim(section):
    """Only one drawing of a section: drawing takes most of the time."""
    drawn = [exhibit.id for exhibit in section.exhibits if exhibit.draw is not None][:1]
    return replace(section, exhibits=tuple(one for one in section.exhibits if one.draw is None or one.id in drawn))


def check(visit, *, of=""):
    """Nothing ran, asked or was fetched; no template was filled in; the policy had nothing to stop."""
    assert visit.is_quiet, (of, visit.ran[:5], visit.asked[:5], visit.fetched[:5])
    assert not visit.refused, (of, visit.refused[:3])
    assert EVALUATED not in visit.content, of
    return set(_MARK.findall(visit.content))


def expected(numbers, sources=SOURCES):
    return {mark(number, SOURCES.index(source)) for number in numbers for source in sources}


#: What the page of a study shows; an address is not printed, and a column is named only where it makes the groups.
_ON_THE_PAGE = ("text", "title", "author", "file name", "entity", "codebook label")


def test_reports_and_their_drawings_run_nothing(reader, poisoned, soak, gate):
    n_pages, seen, missing = 0, set(), set()
    for numbers, _, out in poisoned:
        pages = [out / "index.html", *sorted((out / "figures").glob("*.svg"))]
        drawn = [page for page in pages[1:] if _MARK.search(page.read_text(encoding="utf-8"))]
        found = set()
        for page in [pages[0], *drawn]:
            found |= check(reader.visit(page), of=page.name)
            n_pages += 1
        seen |= found
        missing |= expected(numbers, _ON_THE_PAGE) - found
    gate(
        9, "report pages and SVG", asked="0 executions, dialogs, requests",
        reached=f"0 in {n_pages} pages that hold {len(seen)} pairs of payload and source", holds=not missing,
    )  # fmt: skip
    assert not missing, sorted(missing)


def test_every_payload_of_every_source_is_shown_in_every_place_of_a_page(reader, chosen, tmp_path, gate):
    pairs = [(number, source) for numbers in chosen for number in numbers for source in range(len(SOURCES))]
    values = [marked(*pair) for pair in pairs]
    page = render_page(
        [Section(values[0], values[1], _exhibits(values))], _opening(values), concordance=_Quotes(values)
    )
    (tmp_path / "all.html").write_text(page.html, encoding="utf-8")
    found = check(reader.visit(tmp_path / "all.html"))
    assert found >= {mark(*pair) for pair in pairs}
    for name, drawn in page.drawings.items():
        (tmp_path / f"{name}.svg").write_text(drawn.svg, encoding="utf-8")
        assert check(reader.visit(tmp_path / f"{name}.svg")) >= {mark(*pair) for pair in pairs}
    gate(
        9, "every place of a page", asked=f"{len(TEMPLATES)} payloads x {len(SOURCES)} sources, 0 executions",
        reached=f"{len(pairs)} pairs in title, heading, caption, label, head, cell, tool tip, drawing, drawer: 0",
        holds=True,
    )  # fmt: skip


class _Quotes(Concordance):
    """Quotes a foreign sentence by a foreign voice behind each mark."""

    def __init__(self, values):
        self.values = values

    def quote(self, rows, *, most=0, with_text=True):
        value = self.values[int(str(rows["mark"].iloc[0]).rpartition("-")[2]) - 1]
        return [Quotation(value, value, value, ((value, True), (value, False)))]


def _opening(values):
    return Opening(
        title=values[0], question=" ".join(values), verdict=values[0], carries=values[0], reason=values[0],
        counts=((values[0], values[0]),), groups=tuple((value, "g1", value) for value in values),
    )  # fmt: skip


def _exhibits(values):
    def draw(width):
        canvas = Canvas(width, 0.05 * len(values))
        for row, value in enumerate(values):
            canvas.text((0.1, 0.05 * row + 0.02), value, mark=f"F1-{row + 1}")
        return canvas.figure

    marks = Marks("F1")
    place = pd.DataFrame({"doc_id": ["a"], "paragraph": [1], "sentence": [1], "start": [0], "end": [1]})
    names = [marks.add(place, value) for value in values]
    words = {"title": " ".join(values), "caption": " ".join(values), "note": " ".join(values)}
    data = pd.DataFrame({"head": values, "text": values, "status": values, "under": values, "mark": names})
    kinds = ("head", "text", "status")
    columns = tuple(Column(kind, value, kind, mark="mark", under="under") for kind, value in zip(kinds, values))  # noqa: B905
    shared = {"data": data, "evidence": marks.evidence(), "mark_labels": marks.labels, **words}
    return (
        Exhibit(id="F1", kind="figure", draw=draw, **shared),
        Exhibit(id="T1", kind="table", columns=columns, most_rows=len(values), **shared),
    )


def test_notebooks_run_nothing(reader, poisoned, tmp_path, gate):
    """Everything that a notebook can show, as IPython would show it, in the page that nbconvert makes of it."""
    nbformat = pytest.importorskip("nbformat", reason="caatext[lab] is not installed")
    nbconvert = pytest.importorskip("nbconvert", reason="caatext[lab] is not installed")
    formatters = pytest.importorskip("IPython.core.formatters", reason="caatext[lab] is not installed")
    show, types, missing = formatters.DisplayFormatter().format, set(), set()
    for place, (numbers, findings, _) in enumerate(poisoned):
        cells = []
        for number, thing in enumerate(_shown(findings, numbers)):
            types |= {name.__name__ for name in type(thing).__mro__ if "_repr_html_" in vars(name)}
            data = {kind: value for kind, value in show(thing)[0].items() if kind.startswith("text/")}
            output = nbformat.v4.new_output("display_data", data=data)
            cells.append(nbformat.v4.new_code_cell("shown", outputs=[output], id=f"c{number:04d}"))
        html, _ = nbconvert.HTMLExporter(template_name="basic").from_notebook_node(
            nbformat.v4.new_notebook(cells=cells)
        )
        page = tmp_path / f"{place}.html"
        page.write_text(f"<!doctype html><meta charset='utf-8'>{html}", encoding="utf-8")
        missing |= expected(numbers) - check(reader.visit(page))
    unseen = _types_with_html() - types
    gate(
        9, "notebooks", asked="0 executions, every type that a notebook shows",
        reached=f"0 executions; {len(types)} types", holds=not (missing or unseen),
    )  # fmt: skip
    assert not unseen, f"show these too: {sorted(unseen)}"
    assert not missing, sorted(missing)


def _types_with_html():
    """The names of all types of the package that say themselves how a notebook shows them."""
    names = [module.name for module in pkgutil.walk_packages(ct.__path__, "caatext.")]
    things = [
        thing for name in names if "__main__" not in name for thing in vars(importlib.import_module(name)).values()
    ]
    own = [thing for thing in things if isinstance(thing, type) and thing.__module__.startswith("caatext")]
    return {thing.__name__ for thing in own if "_repr_html_" in vars(thing)}


def _shown(findings, numbers):
    """One of each type, made of poisoned things."""
    from caatext.annotation.features import build_dfm
    from caatext.coding.codings import Codings, make_codings
    from caatext.coding.reliability import Reliability
    from caatext.coding.sampling import draw_sample
    from caatext.comparison.primary import frame_contrast
    from caatext.comparison.rule import Clause
    from caatext.comparison.specifications import SpecificationCurve
    from caatext.errors import Problem
    from caatext.report.checks import Robustness

    corpus, annotations, codebook = findings.corpus, findings.annotations, findings.codebook
    columns = [str(name) for name in corpus.documents]
    foreign = [name for name in columns if _MARK.search(name)]
    texts = [marked(number, source) for number in numbers for source in range(len(SOURCES))]
    words = pd.DataFrame({name: [name] for name in texts})
    labels = [frame.name for frame in codebook.frames]
    scores = findings.frame_scores
    pair, grouping = tuple(frame.id for frame in codebook.frames[:2]), findings.grouping
    contrast = frame_contrast(scores, scores, grouping, categories=pair, names=tuple(labels[:2]), seed=1)
    curve = SpecificationCurve(words, words, words, tuple(labels))
    clauses = {(label, label): (Clause(1, label, True, label),) for label in labels}
    named = pd.DataFrame({"name": labels, "outcome": labels})
    problem = Problem(code="E-ROW", found=labels[0], remedy=labels[-1], path=labels[0], place=labels[0])
    table = pd.DataFrame({"frame_id": labels})
    yield from (corpus, corpus.documents, codebook, annotations, annotations.mentions, grouping, findings.design)
    yield from (ct.group_by(corpus, name) for name in foreign)
    yield from findings.contrasts.values()
    yield from (findings.keyness_raw, findings.keyness_masked, *findings.distances, findings.readings, findings.power)
    yield from (findings.topic_fit, findings.trends, contrast, curve, build_dfm(annotations.words))
    yield Robustness(instruments=named, curve=curve, placebos=named, agreement=named, checks=clauses)
    yield draw_sample(corpus, annotations, n=20, by="author", kind="stratified", seed=1)
    yield Codings(make_codings([]), pd.DataFrame({"status": []}), (problem,), table)
    yield Reliability(table, table, table)
    exhibits = [exhibit for section in plan(findings) for exhibit in section.exhibits]
    yield from (exhibit for exhibit in exhibits if exhibit.draw is None)
    yield from [exhibit for exhibit in exhibits if exhibit.draw is not None][:1]
    yield words


def test_the_coding_page_runs_nothing(reader, poisoned, tmp_path, gate):
    """The page of JupyterLab with a stand-in for its kernel: the browser's half is all there."""
    pytest.importorskip("anywidget", reason="caatext[lab] is not installed")
    from caatext.coding.page import code_in_notebook
    from caatext.coding.sampling import draw_sample

    script = (
        files("caatext.coding")
        .joinpath("page.js")
        .read_text(encoding="utf-8")
        .replace("export default", "const page =")
    )
    missing = set()
    for numbers, findings, _ in poisoned:
        codebook = findings.codebook
        sample = draw_sample(findings.corpus, findings.annotations, n=8 * len(numbers), unit="paragraph", seed=1)
        page = code_in_notebook(sample, codebook, coder_id="ann", path=tmp_path / f"{numbers[0]}.csv")
        state = json.dumps(page._state(), ensure_ascii=True).replace("<", "\\u003c")
        harness = f"""<!doctype html><meta charset="utf-8"><body><script type="module">{script}
            const state = {state};
            const model = {{get: (name) => state[name], send: () => {{}}, on: () => {{}}, off: () => {{}}}};
            page.render({{model, el: document.body}});
            for (let n = 0; n < state.units.length; n += 1) {{
              const copy = document.querySelector('.caatext-text').cloneNode(true);
              document.body.append(copy);
              [...document.querySelectorAll('button')].find((one) => one.textContent === 'No frame here').click();
            }}
            </script>"""
        (tmp_path / "coding.html").write_text(harness, encoding="utf-8")
        missing |= expected(numbers, ("text", "codebook label")) - check(reader.visit(tmp_path / "coding.html"))
    gate(9, "coding page", asked="0 executions", reached="0 executions", holds=not missing)
    assert not missing, sorted(missing)


def test_the_same_payloads_run_where_nobody_escapes(reader, soak, tmp_path, gate):
    """Without this, silence would prove nothing."""
    numbers = range(len(TEMPLATES)) if soak else SHORT
    fired = set()
    for first in range(0, len(numbers), TOGETHER):
        group = list(numbers)[first : first + TOGETHER]
        bare = [context.replace("VALUE", marked(number)) for number in group for context in CONTEXTS]
        frames = "".join(f'<iframe srcdoc="{escape(one)}"></iframe>' for one in bare)
        page = tmp_path / f"bare-{first}.html"
        page.write_text(f"<!doctype html><meta charset='utf-8'>{frames}", encoding="utf-8")
        fired |= set(reader.visit(page, seconds=1.0).ran)
    asked = 42 if soak else 7
    gate(
        9, "positive control", asked="42 of 51 run unescaped",
        reached=f"{len(fired)} of {len(numbers)}, in {len(CONTEXTS)} contexts", holds=len(fired) >= asked,
    )  # fmt: skip
    assert len(fired) >= asked


def test_pages_and_templates_trust_no_value():
    """Markup is trusted in one module; every template escapes; every page has a policy and no script."""
    source = Path(ct.__file__).parent
    trusting = [
        path.relative_to(source).as_posix()
        for path in sorted(source.rglob("*.py"))
        if re.search(r"\bMarkup\(", path.read_text(encoding="utf-8"))
    ]
    assert trusting == ["report/render.py"]
    environments = [path for path in sorted(source.rglob("*.py")) if "Environment(" in path.read_text(encoding="utf-8")]
    assert all("autoescape=True" in path.read_text(encoding="utf-8") for path in environments)
    templates = [path for path in sorted(source.rglob("templates/*")) if path.is_file()]
    assert templates
    for path in templates:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape\s+false|<script", text), path.name
    page = (source / "report" / "templates" / "page.html.j2").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert "script-src 'none'" in page
    assert "innerHTML" not in (source / "coding" / "page.js").read_text(encoding="utf-8")


def test_direction_marks_are_seen_and_kept_apart(poisoned):
    """Threat 27: a name that turns the line around is printed as its signs, inside an element of its own."""
    findings = poisoned[0][1]
    turned = "ab\u202edc\u200b"
    page = render_page([], replace(open_page(findings), title=turned), concordance=_Quotes([])).html
    assert "<bdi>ab\\u202edc\\u200b</bdi>" in page
    assert turned not in page
