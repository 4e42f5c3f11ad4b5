"""Every command in docs/ingest.md runs, on files of the kinds it names."""

from __future__ import annotations

import importlib.util
import re
import shlex
import sys
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

import caatext.corpus.web as web_module
from caatext import cli
from caatext.corpus.web import Web


def _sibling(name: str, path: Path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_TESTS = Path(__file__).parents[1]
exports = _sibling("export_samples", _TESTS / "corpus" / "test_exports.py")
web_server = _sibling("web_server", _TESTS / "reliability" / "web_server.py")
_DOC = (_TESTS.parent / "docs" / "ingest.md").read_text(encoding="utf-8")
COMMANDS = [
    line.split("  #")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", _DOC, re.DOTALL)
    for line in block.splitlines()
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder with everything that the page names."""
    folder = tmp_path_factory.mktemp("desk")
    for name in ("letters", "archive", "corpus"):
        (folder / name).mkdir()
    (folder / "letters" / "one.txt").write_text("The barley is in.", encoding="utf-8")
    (manifest,) = re.findall(r"    path,.*?\n\n", _DOC, re.DOTALL)
    (folder / "archive" / "manifest.csv").write_text(re.sub(r"(?m)^    ", "", manifest), encoding="utf-8")
    (folder / "archive" / "river.txt").write_text("The river rose.", encoding="utf-8")
    (folder / "archive" / "wall.txt").write_bytes("Une muraille de livres, achetée.".encode("cp1252"))
    (folder / "nexis.docx").write_bytes(exports.docx_of(exports.NEXIS_COVER + exports.NEXIS))
    (folder / "factiva.html").write_text(exports.factiva_html(exports.FACTIVA, exports.SECOND), encoding="utf-8")
    (folder / "proquest.txt").write_text(exports.PROQUEST, encoding="utf-8")
    (folder / "references.ris").write_text(exports.RIS, encoding="utf-8")
    return folder


def test_every_command_of_the_page_runs_in_order(desk, monkeypatch, capsys):
    here = partial(Web, find=lambda *_: ["127.0.0.1"], allowed=lambda address: True, sleep=lambda _: None)
    monkeypatch.setattr(web_module, "Web", here)
    monkeypatch.chdir(desk)
    assert len(COMMANDS) >= 9
    with web_server.running({"/river.html": web_server.send()}) as site:
        (desk / "urls.txt").write_text(f"# two pages\n{site.base}/river.html\n", encoding="utf-8")
        for line in COMMANDS:
            monkeypatch.setattr(sys, "argv", shlex.split(line))
            with pytest.raises(SystemExit) as left:
                cli.main()
            assert not left.value.code, f"{line}\n{capsys.readouterr().err}"
    documents = {path.name: pd.read_parquet(path / "documents.parquet") for path in (desk / "corpus").iterdir()}
    assert {name: len(table) for name, table in documents.items()} == {
        "letters": 1, "archive": 2, "nexis": 2, "factiva": 2, "proquest": 2, "references": 2, "web": 1,
    }  # fmt: skip
    for name in ("nexis", "factiva", "proquest"):
        table = documents[name].sort_values("date")
        assert table["date"].tolist() == ["2031-01-16", "2031-02-03"]
        assert set(table["outlet"]) <= {"Sixshore Review", "The Ombesk Post"}
    assert set(documents["archive"]["author"]) == {"Odrin Vathmuell", "Keshla Imbraquell"}
    assert "achetée" in " ".join(documents["archive"]["text"])


def test_every_option_of_the_two_commands_is_told_of():
    import typer

    commands = typer.main.get_command(cli.app).commands
    for name in ("ingest", "check"):
        for parameter in commands[name].params:
            for option in parameter.opts:
                assert not option.startswith("--") or option == "--help" or option in _DOC, option
