"""`--urls`: a list of addresses to pages in the corpus folder; nothing is asked for twice, and each address ends."""

from __future__ import annotations

import importlib.util
import json
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

import caatext.corpus.web as web_module
from caatext.corpus.fetch import Listed, fetch_pages, read_url_list
from caatext.corpus.web import Web
from caatext.errors import UsageError

_SPEC = importlib.util.spec_from_file_location(
    "web_server", Path(__file__).parents[1] / "reliability" / "web_server.py"
)
web_server = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(web_server)
ARTICLE, send = web_server.ARTICLE, web_server.send
_HERE = "127.0.0.1"
here = partial(
    Web, find=lambda host, port: [_HERE], allowed=lambda address: address == _HERE, sleep=lambda _: None, seconds=5
)


@pytest.fixture
def site():
    pages = {
        "/river.html": send(),
        "/wall": send(ARTICLE.replace("Who Reads the River", "A Wall of Books").replace("binder", "bookbinder")),
        "/empty": send(" "),
        "/french": send(
            ARTICLE.replace("schedule", "préséance").encode("latin-1"), Content_Type="text/html; charset=latin-1"
        ),
        "/robots.txt": send("User-agent: *\nDisallow: /private"),
    }
    with web_server.running(pages) as running:
        yield running


def listed(site, *paths: str) -> list[Listed]:
    return [Listed(f"{site.base}{path}", f"line {number} of urls.txt") for number, path in enumerate(paths, start=1)]


def test_a_list_has_one_address_a_line_and_remarks(tmp_path):
    path = tmp_path / "urls.txt"
    path.write_text("\ufeff# the river\n\nhttps://a.example.org/1\r\n  https://a.example.org/2  \n", encoding="utf-8")
    assert read_url_list(path) == [
        Listed("https://a.example.org/1", "line 3 of urls.txt"),
        Listed("https://a.example.org/2", "line 4 of urls.txt"),
    ]


@pytest.mark.parametrize(
    ("content", "code"), [(None, "E-PATH-ABSENT"), (b"\xff", "E-ENC-UTF8"), (b"# nothing\n", "E-EMPTY-FILE")]
)
def test_a_list_that_is_none(tmp_path, content, code):
    path = tmp_path / "urls.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=code):
        read_url_list(path)


def test_pages_are_kept_with_what_was_said_of_them_and_not_asked_for_again(tmp_path, site):
    wanted = listed(site, "/river.html", "/wall", "/french", "/absent", "/private/a", "/empty", "/wall#notes")
    first = fetch_pages(wanted, tmp_path, web=here())
    n_asked = len(site.asked)
    again = fetch_pages(wanted, tmp_path, web=here())
    assert again == first
    assert {path for _, path in site.asked[n_asked:]} == {"/robots.txt", "/absent", "/empty"}
    ends = [given.file.rule or (given.file.problem.code if given.file.problem else "read") for given in first]
    assert ends == ["read", "read", "read", "E-NET-STATUS", "E-NET-ROBOTS", "E-EMPTY-FILE", "repeated address"]
    assert [given.file.problem.place for given in first if given.file.problem] == [
        f"line {number} of urls.txt" for number in (4, 5, 6)
    ]
    river, _, french = first[:3]
    host = "site-example-org"
    assert (river.row.doc_id, river.row.docvars["url"]) == (f"{host}-river", wanted[0].url)
    assert river.file.location.read_text(encoding="utf-8") == ARTICLE
    assert french.row.docvars["given_encoding"] == "latin-1"
    about = json.loads(river.file.location.with_suffix(".json").read_text(encoding="utf-8"))
    assert (about["url"], about["found_at"], about["charset"]) == (wanted[0].url, wanted[0].url, "utf-8")


@pytest.mark.parametrize("damage", ["page", "note", "both"])
def test_a_kept_page_that_was_damaged_is_fetched_anew(tmp_path, site, damage):
    wanted = listed(site, "/river.html")
    (given,) = fetch_pages(wanted, tmp_path, web=here())
    if damage in ("page", "both"):
        given.file.location.write_text("half a pa", encoding="utf-8")
    if damage in ("note", "both"):
        given.file.location.with_suffix(".json").write_text("[]", encoding="utf-8")
    with pytest.raises(UsageError, match="E-NET-OFF"):
        fetch_pages(wanted, tmp_path, web=None)
    assert fetch_pages(wanted, tmp_path, web=here()) == [given]
    assert given.file.location.read_text(encoding="utf-8") == ARTICLE
    assert fetch_pages(wanted, tmp_path, web=None) == [given]


def test_addresses_that_read_alike_get_identifiers_of_their_own_in_any_order(tmp_path, site):
    wanted = listed(site, "/wall", "/wall?page=2", "/river.html")
    one = {given.row.docvars["url"]: given.row.doc_id for given in fetch_pages(wanted, tmp_path, web=here())}
    other = {given.row.docvars["url"]: given.row.doc_id for given in fetch_pages(wanted[::-1], tmp_path, web=None)}
    assert one == other
    assert len(set(one.values())) == 3


def test_what_the_pages_say_takes_the_road_of_files(tmp_path, site, run, monkeypatch):
    monkeypatch.setattr(web_module, "Web", here)
    urls = tmp_path / "urls.txt"
    urls.write_text("\n".join(one.url for one in listed(site, "/river.html", "/french", "/absent")), encoding="utf-8")
    out = tmp_path / "corpus"
    code, _, said = run("ingest", "--urls", urls, "--out", out)
    assert code == 2
    assert said.startswith("error[E-NET-OFF]")
    assert "3 of 3 pages" in said
    assert site.asked == []
    code, _, said = run("ingest", "--urls", urls, "--allow-network", "--out", out)
    assert code == 0
    assert "error[E-NET-STATUS]" in said
    assert "2 documents from 3 inputs: 2 read, 1 rejected, 0 ignored" in said
    documents = pd.read_parquet(out / "documents.parquet")
    assert set(documents["url"]) == {f"{site.base}/river.html", f"{site.base}/french"}
    assert set(documents["author"]) == {"Odrin Vathmuell"}
    assert documents["text"].str.contains("préséance").sum() == 1
    ledger = pd.read_csv(out / "ledger.csv")
    assert ledger.loc[ledger["status"] == "rejected", "path"].tolist() == [f"{site.base}/absent"]
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    assert run("ingest", "--urls", urls, "--allow-network", "--out", out)[0] == 0
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before


def test_pages_and_files_make_one_corpus_and_strict_counts_both(tmp_path, site, run, monkeypatch):
    monkeypatch.setattr(web_module, "Web", here)
    urls = tmp_path / "urls.txt"
    urls.write_text(f"{site.base}/wall\nfile:///etc/hostname\n{site.base}/wall\n", encoding="utf-8")
    letter = tmp_path / "letter.txt"
    letter.write_text("The barley is in.", encoding="utf-8")
    code, _, said = run("ingest", letter, "--urls", urls, "--allow-network", "--strict", "--out", tmp_path / "corpus")
    assert code == 4
    assert "error[E-NET-URL] file:///etc/hostname, line 2 of urls.txt" in said
    assert "2 documents from 4 inputs: 2 read, 1 rejected, 1 ignored" in said


@pytest.fixture
def mess(tmp_path) -> Path:
    folder = tmp_path / "mess"
    folder.mkdir()
    (folder / "a.txt").write_text("The barley is in.", encoding="utf-8")
    (folder / "b.xyz").write_text("?", encoding="utf-8")
    (folder / "c.txt").write_bytes(b"caf\xe9 on the river")
    return folder


def test_check_reads_and_writes_nothing_but_the_list_of_what_is_wrong(tmp_path, mess, run):
    before = sorted(tmp_path.rglob("*"))
    code, _, said = run("check", mess)
    assert code == 4  # two of three are more than half
    assert "error[E-TYPE] b.xyz" in said
    assert "error[E-ENC-UTF8] c.txt" in said
    assert "1 documents from 3 inputs: 1 read, 2 rejected, 0 ignored" in said
    assert sorted(tmp_path.rglob("*")) == before
    code, _, said = run("check", mess, "--max-rejects", "0.9", "--out", tmp_path / "wrong.jsonl")
    assert code == 0
    lines = (tmp_path / "wrong.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["code"] for line in lines] == ["E-TYPE", "E-ENC-UTF8"]
    run("ingest", mess, "--max-rejects", "0.9", "--out", tmp_path / "corpus")
    assert (tmp_path / "corpus" / "quarantine.jsonl").read_bytes() == (tmp_path / "wrong.jsonl").read_bytes()


def test_check_and_ingest_leave_with_the_same_codes(tmp_path, mess, run):
    (mess / "a.txt").unlink()
    for command in (("check", mess), ("ingest", mess, "--out", tmp_path / "corpus")):
        code, _, said = run(*command)
        assert code == 5
        assert "error[E-EMPTY-CORPUS]" in said


def test_fail_fast_stops_at_the_first_rejected_input(tmp_path, mess, run):
    for command in (("check", mess), ("ingest", mess, "--out", tmp_path / "corpus")):
        code, _, said = run(*command, "--fail-fast")
        assert code == 4
        assert "error[E-TYPE] b.xyz" in said
        assert "c.txt" not in said
    assert not (tmp_path / "corpus").exists()


def test_nothing_to_read_is_wrong_usage(tmp_path, run):
    code, _, said = run("ingest", "--out", tmp_path / "corpus")
    assert code == 2
    assert "E-PATH-ABSENT" in said


def test_a_profile_that_fits_none_of_the_files_is_wrong_usage(tmp_path, mess, run):
    code, _, said = run("ingest", mess / "a.txt", "--profile", "nexis-uni", "--out", tmp_path / "one")
    assert (code, "error[E-FMT-EXPORT] a.txt" in said) == (5, True)
    (mess / "d.md").write_text("The mill burned.", encoding="utf-8")
    code, _, said = run("ingest", mess / "d.md", "--profile", "nexis-uni", "--out", tmp_path / "two")
    assert code == 2
    assert "the profile nexis-uni is for .docx, .txt files, and there is none" in said
