"""The shipped studies from start to page, in processes of their own: what is written, and that it is the same again."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from caatext.store import fingerprint_folder

ROOT = Path(__file__).parents[1]
EXHIBITS = ["T8", "F1", "T1", "T2", "F2", "T3", "F13", "F14", "T5", "F8", "F7", "F9", "F10", "F11", "F12",
            "F3", "T4", "F4", "F5", "T12", "F18", "F6", "F20", "T7", "F22", "F15", "F16", "T9", "T10"]  # fmt: skip


def report(
    study: str, out: Path, *more: object, hash_seed: str = "0", cwd: Path = ROOT, cache: Path | None = None
) -> Path:
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    if cache:
        environment["CAATEXT_CACHE"] = str(cache)
    command = [
        sys.executable,
        "-m",
        "caatext",
        "report",
        str(ROOT / "reports" / study),
        "--out",
        str(out),
        *map(str, more),
    ]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(out / "index.html")
    return out


@pytest.fixture(scope="module")
def analyst(tmp_path_factory) -> Path:
    return report("analyst-2025", tmp_path_factory.mktemp("analyst"))


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    return report("sample", tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module", params=["analyst", "sample"])
def out(request) -> Path:
    return request.getfixturevalue(request.param)


def test_the_files_of_the_interface_are_there(out):
    for name in ("index.html", "provenance.json", "ledger.csv", "quarantine.jsonl"):
        assert (out / name).is_file(), name
    for exhibit in EXHIBITS:
        assert (out / "tables" / f"{exhibit}.csv").is_file(), exhibit
        if exhibit.startswith("F"):
            assert (
                out / "figures" / f"{exhibit}.svg"
            ).stat().st_size > 500  # a line of words where the design carries no figure
            assert (out / "figures" / f"{exhibit}.png").stat().st_size > 5_000


def test_what_may_be_said_comes_before_what_was_measured(out):
    page = (out / "index.html").read_text(encoding="utf-8")
    places = [page.index(f'id="{exhibit}"') for exhibit in EXHIBITS]
    assert places == sorted(places)


def test_the_page_asks_nothing_of_the_network_and_runs_nothing(out):
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page)
    assert not re.search(r"\son\w+=", page)


def test_every_link_of_the_page_leads_somewhere(out):
    page = (out / "index.html").read_text(encoding="utf-8")
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    for target in re.findall(r'href="((?:tables|figures)/[^"]+)"', page):
        assert (out / target).is_file(), target


def test_the_page_stays_small(out):
    assert (out / "index.html").stat().st_size < 10_000_000


def test_every_count_of_mentions_is_the_number_of_its_addresses(out):
    """F1: the number in a tile is the number of mentions behind it."""
    tiles = pd.read_csv(out / "tables" / "F1.csv", dtype={"mark": str})
    evidence = pd.read_csv(out / "tables" / "F1_evidence.csv", dtype={"mark": str})
    tiles = (
        tiles[tiles["mark"].notna() & (tiles["kind"] == "actor")] if "kind" in tiles else tiles[tiles["mark"].notna()]
    )
    counted = evidence.groupby("mark").size()
    for tile in tiles.itertuples():
        assert counted.get(tile.mark, 0) > 0


def test_four_authors_of_one_article_each_are_not_compared(analyst):
    claims = pd.read_csv(analyst / "tables" / "T8.csv")
    page = (analyst / "index.html").read_text(encoding="utf-8")
    assert "Not estimable" in page
    assert not list((analyst / "figures").glob("C*"))
    author = claims[claims["claim_id"] == "S3"].iloc[0]
    assert author["status"] == "not estimable"
    assert author["statement"].startswith("Cannot tell")


def test_no_sentence_of_the_texts_is_in_a_report_from_the_bundle(analyst, analyst_path):
    words = re.findall(r"\w+", analyst_path.read_text(encoding="utf-8").lower())
    runs = {tuple(words[n : n + 8]) for n in range(len(words) - 7)}
    for path in analyst.rglob("*"):
        if path.suffix in (".html", ".csv", ".json", ".svg"):
            found = re.findall(r"\w+", path.read_text(encoding="utf-8").lower())
            assert not {tuple(found[n : n + 8]) for n in range(len(found) - 7)} & runs, path.name


def test_a_contrast_of_the_sample_is_estimable_with_its_interval(sample):
    drawn = [pd.read_csv(path) for path in sorted((sample / "tables").glob("C*.csv")) if "evidence" not in path.name]
    rows = pd.concat(drawn)
    carried = rows[rows["verdict"] == "estimable"]
    assert len(carried) > 0
    assert (carried["conf_low"] <= carried["estimate"]).all()
    assert (carried["estimate"] <= carried["conf_high"]).all()


@pytest.mark.slow
def test_another_hash_seed_and_another_folder_give_the_same_bytes(sample, tmp_path, request):
    if not request.config.getoption("--soak"):
        pytest.skip("on a small study this is in tests/reliability/test_whole_runs.py; at this size in make soak")
    again = report("sample", tmp_path / "again", hash_seed="4711", cwd=tmp_path, cache=tmp_path / "cold cache")
    before, after = (fingerprint_folder(folder, leave_out=("run.json",)) for folder in (sample, again))
    assert after == before


@pytest.mark.slow
def test_the_bundle_and_the_texts_give_the_same_numbers(analyst, analyst_path, tmp_path):
    """But for style (T11): only texts know whose words are whose, so a bundle counts all of them and says so."""
    full = report("analyst-2025", tmp_path / "full", "--texts", analyst_path, hash_seed="1")
    for name in ("T4", "F2", "F3", "F5", "F7", "F13", "F15", "F16", "F17", "F23", "T8"):
        one, other = ((folder / "tables" / f"{name}.csv").read_text(encoding="utf-8") for folder in (analyst, full))
        assert one == other, name
    page = (full / "index.html").read_text(encoding="utf-8")
    assert "All words, quotations included" in (analyst / "index.html").read_text(encoding="utf-8")
    assert "own words; by sentence" in page
    assert "own words; by sentence" not in (analyst / "index.html").read_text(encoding="utf-8")
    assert "frictions are often exaggerated" in page, "with the texts, addresses turn into sentences"
    assert "frictions are often exaggerated" not in (analyst / "index.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_reproduce_says_that_every_file_came_out_the_same(sample):
    done = subprocess.run(
        [sys.executable, "-m", "caatext", "reproduce", str(sample)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    verdicts = {line.split(maxsplit=1)[0] for line in done.stdout.splitlines()}
    assert verdicts == {"same"}


def test_the_record_names_no_path_no_clock_and_no_machine(out):
    record = (out / "provenance.json").read_text(encoding="utf-8")
    assert str(ROOT) not in record
    assert {"study", "corpus_sha256", "codebook_sha256", "steps", "packages"} <= set(json.loads(record))
    for path in out.rglob("*"):
        if path.suffix in (".html", ".csv", ".json", ".svg") and path.name != "run.json":
            assert str(ROOT) not in path.read_text(encoding="utf-8"), path.name
