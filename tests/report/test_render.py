"""The page: nothing runs, nothing is loaded, every link arrives, the same bytes each time."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest

from caatext.exhibits.concordance import Concordance
from caatext.exhibits.exhibit import Column, Exhibit
from caatext.report.opening import open_page
from caatext.report.plan import Section, plan
from caatext.report.render import evidence_table, render_page, report_files
from caatext.store import write_bytes
from caatext.tables import make_table

#: Elements without an end tag.
VOID = {"meta", "br", "hr", "img", "input", "link"}


class _Reader(HTMLParser):
    """Collects elements, identifiers and links, and checks that elements close."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.open += [tag] if tag not in VOID else []

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def values(self, name: str) -> list[str]:
        return [value for _, key, value in self.attributes if key == name]


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    assert not reader.open
    return reader


def _render(findings) -> str:
    tables = findings.annotations
    concordance = Concordance(tables.sentences, tables.paragraphs, texts=findings.corpus.texts)
    return render_page(plan(findings), open_page(findings), concordance=concordance).html


@pytest.fixture(scope="module")
def html(findings) -> str:
    return _render(findings)


@pytest.fixture(scope="module")
def page(html) -> _Reader:
    return _read(html)


def test_nothing_can_run_or_be_loaded(html, page):
    assert not {"script", "iframe", "object", "embed", "link", "img", "form", "base"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name in ("src", "style", "action")]
    assert not re.search(r"(?:https?:)?//[a-z]", html)
    assert "@import" not in html
    assert "url(" not in re.sub(r"url\(#[\w-]+\)", "", html)


def test_the_policy_allows_the_style_of_the_page_and_nothing_else(html, page):
    (policy,) = [value for value in page.values("content") if "default-src" in value]
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; font-src data:; script-src 'none'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert html.index("Content-Security-Policy") < html.index("<style>")
    assert page.tags.count("style") == 1


def test_identifiers_are_unique_and_every_link_arrives(page):
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    inside = [href[1:] for href in page.values("href") if href.startswith("#")]
    assert inside
    assert set(inside) <= set(ids)


def test_every_mark_has_a_drawer_that_leads_back(html, findings):
    marks = {mark for section in plan(findings) for exhibit in section.exhibits for mark in exhibit.mark_labels}
    drawers = re.findall(r'<aside class="drawer" id="e-([\w-]+)"', html)
    assert sorted(drawers) == sorted(marks)
    assert html.count('class="close"') == len(drawers)


def test_styles_that_are_used_are_defined(html, page):
    used = {name for value in page.values("class") for name in value.split() if re.fullmatch(r"s\d+", name)}
    assert used <= set(re.findall(r"\.(s\d+)\{", html))
    variables = set(re.findall(r"var\((--[\w]+)\)", html))
    assert variables <= set(re.findall(r"(--[\w]+):", html))


def test_drawers_quote_the_sentence_with_voice_and_hit(html):
    assert "<mark>Tavos</mark>" in html
    assert "author’s own words" in html
    assert "voice: Minister Halloran" in html


def test_a_bundle_shows_addresses_without_text(bundle_findings):
    html = _render(bundle_findings)
    assert "<q>" not in html
    assert re.search(r'class="address"><bdi>a1\.\d+\.\d+', html)


def test_two_renders_are_the_same_bytes(findings, html):
    assert _render(findings) == html


def test_payloads_are_text_wherever_they_stand(hostile_findings):
    html = _render(hostile_findings)
    reader = _read(html)
    assert "script" not in reader.tags
    assert "<script>alert" not in html
    assert "{{7*7}}" in html
    assert "\u202e" not in html
    assert "\\u202e" in html
    assert any("<script>alert(1)</script> {{7*7}} </svg>" in words for words in reader.words)
    assert "$x_1$" in html


def test_the_page_stays_small(html, crossed_findings):
    assert len(html) < 2_500_000
    assert len(_render(crossed_findings)) < 4_000_000


def test_quotations_stop_at_the_budget(findings, monkeypatch):
    monkeypatch.setattr("caatext.report.render.MOST_QUOTED_CHARACTERS", 2000)
    html = _render(findings)
    assert 0 < html.count("<q>") < 100


def _table(data: pd.DataFrame, **more) -> list[Section]:
    columns = (
        Column("name", "name", "head"),
        Column("n", "n", "number", mark="mark"),
        Column("share", "share", "percent"),
    )
    exhibit = Exhibit(id="T0", title="T", caption="C", kind="table", data=data, columns=columns, **more)
    return [Section("H", "L", (exhibit,))]


def _page_of(sections, findings):
    empty = findings.annotations.sentences.iloc[:0]
    concordance = Concordance(empty, findings.annotations.paragraphs.iloc[:0], texts={})
    return render_page(sections, open_page(findings), concordance=concordance).html


def test_long_tables_are_cut_with_a_note_and_so_are_their_drawers(findings):
    data = pd.DataFrame(
        {"name": [f"x{n}" for n in range(100)], "n": 1, "share": 0.5, "mark": [f"T0-{n}" for n in range(100)]}
    )
    behind = make_table([{"doc_id": "a", "paragraph": 1, "mark": f"T0-{n}"} for n in range(100)], "evidence")
    labels = {f"T0-{n}": "x" for n in range(100)}
    html = _page_of(_table(data, evidence=behind.assign(part="", voice=""), mark_labels=labels), findings)
    assert "40 further rows stand in the file." in html
    assert html.count('class="drawer"') == 60


def test_missing_numbers_are_na_and_heads_are_not_repeated(findings):
    data = pd.DataFrame({"name": ["x", "x", "y"], "n": [1000, 2, 3], "share": [float("nan"), 0.5, 1.0], "mark": ""})
    html = _page_of(_table(data), findings)
    assert "<bdi>NA</bdi>" in html
    assert "<bdi>1,000</bdi>" in html
    assert html.count("<bdi>x</bdi>") == 2  # the head of the group, once as a cell and once as a row for narrow pages


def test_evidence_files_say_what_each_mark_stands_for(findings):
    heatmap = next(e for section in plan(findings) for e in section.exhibits if e.id == "F3")
    table = evidence_table(heatmap)
    assert {"mark", "stands_for", "address", "part", "voice"} <= set(table)
    assert all(table["stands_for"] != "")


def test_a_report_writes_page_tables_and_figures_and_nothing_twice(findings, tmp_path):
    tables = findings.annotations
    concordance = Concordance(tables.sentences, tables.paragraphs, texts=findings.corpus.texts)
    sections = plan(replace(findings, keyness_raw=None))
    names = report_files(sections, open_page(findings), concordance=concordance)
    for name, content in names.items():
        write_bytes(tmp_path / name, content)
    ids = [exhibit.id for section in sections for exhibit in section.exhibits]
    assert len(ids) == len(set(ids))
    for exhibit in (exhibit for section in sections for exhibit in section.exhibits):
        assert f"tables/{exhibit.id}.csv" in names
        assert (f"figures/{exhibit.id}.svg" in names) == (exhibit.kind == "figure")
        assert (f"tables/{exhibit.id}_evidence.csv" in names) == (len(exhibit.evidence) > 0)
    html = (tmp_path / "index.html").read_text(encoding="utf-8")
    beside = [href for href in _read(html).values("href") if not href.startswith("#")]
    assert all((tmp_path / href).is_file() for href in beside)
    svg = (tmp_path / "figures" / "F3.svg").read_text(encoding="utf-8")
    assert 'href="../index.html#e-F3-1"' in svg
    assert (tmp_path / "figures" / "F3.png").read_bytes().startswith(b"\x89PNG")
