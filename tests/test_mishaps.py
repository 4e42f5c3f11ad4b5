"""How a run ends that could not end well: its exit code, and words that help."""

from __future__ import annotations

import errno
import os
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from caatext.cli.mishaps import shortage
from caatext.locks import hold
from caatext.store import write_text
from caatext.study import desk


@pytest.fixture
def articles(tmp_path) -> Path:
    for number in (1, 2):
        write_text(tmp_path / "articles" / f"a{number}.txt", f"Article {number} says little.")
    return tmp_path / "articles"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "", "a.csv"), "E-DISK"),
        (OSError(errno.EDQUOT, "", "a.csv"), "E-DISK"),
        (OSError(errno.EROFS, "", "a.csv"), "E-DISK"),
        (PermissionError(errno.EACCES, "", "a.csv"), "E-DISK"),
        (OSError(errno.EIO, "", "a.csv"), "E-DISK-READ"),
        (OSError(errno.EMFILE, "", "a.csv"), "E-DISK-FILES"),
        (OSError(errno.ENFILE, "", "a.csv"), "E-DISK-FILES"),
        (MemoryError(), "E-MEM-RUN"),
        (BrokenExecutor("a child was killed"), "E-MEM-RUN"),
        (OSError(errno.ENOMEM, "", "a.csv"), "E-MEM-RUN"),
        (ImportError(f"x.so: cannot open shared object file: {os.strerror(errno.EMFILE)}"), "E-DISK-FILES"),
    ],
)
def test_what_runs_out_is_exit_6_whatever_the_command(run, articles, monkeypatch, error, code):
    def fail(*_, **__):
        try:
            raise error
        except Exception as cause:
            raise RuntimeError("a library says something else") from cause

    monkeypatch.setattr(desk, "open_desk", fail)
    exit_code, out, err = run("score", articles, "frames")
    assert exit_code == 6
    assert err.startswith(f"error[{code}] ")
    assert ("a.csv" in err) == bool(getattr(error, "filename", ""))
    assert "to mend: " in err
    assert "same command again" in err
    assert "Traceback" not in err + out


def test_a_file_that_is_not_there_is_no_shortage():
    assert shortage(FileNotFoundError(errno.ENOENT, "no such file", "a.csv")) is None


def test_a_bug_is_exit_1_and_says_where_its_details_are(run, articles, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("boom")

    monkeypatch.setattr(desk, "open_desk", fail)
    code, _, err = run("score", articles, "frames")
    assert code == 1
    assert "Traceback" not in err
    log = Path(err.split("error[E-BUG] ")[1].split(": ")[0])
    assert "RuntimeError: boom" in log.read_text(encoding="utf-8")
    log.unlink()


def test_a_bug_whose_details_cannot_be_kept_says_how_to_see_them(run, articles, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("boom")

    monkeypatch.setattr(desk, "open_desk", fail)
    monkeypatch.setattr("tempfile.mkstemp", lambda **_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    code, _, err = run("score", articles, "frames")
    assert code == 1
    assert "--debug" in err


def test_debug_shows_the_traceback(run, articles, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("boom")

    monkeypatch.setenv("CAATEXT_DEBUG", "")
    monkeypatch.setattr(desk, "open_desk", fail)
    code, _, err = run("--debug", "score", articles, "frames")
    assert code == 1
    assert "Traceback (most recent call last)" in err
    assert "RuntimeError: boom" in err


def test_debug_leaves_the_exit_code_as_it_is(run, tmp_path, monkeypatch):
    monkeypatch.setenv("CAATEXT_DEBUG", "")
    codes = [run(*options, "fingerprint", tmp_path / "nowhere")[0] for options in ((), ("--debug",))]
    assert codes == [2, 2]


def test_quiet_leaves_errors_and_the_summary(run, articles, tmp_path):
    write_text(articles / "bad.xyz", "?")
    write_text(tmp_path / "corpus" / ".caatext.lock", "")
    code, _, loud = run("ingest", articles, "--out", tmp_path / "corpus")
    assert code == 0
    assert "took over from a run that did not end" in loud
    write_text(tmp_path / "corpus" / ".caatext.lock", "")
    code, _, quiet = run("--quiet", "ingest", articles, "--out", tmp_path / "corpus")
    assert code == 0
    assert "took over" not in quiet
    assert "E-TYPE" in quiet
    assert "2 documents from 3 inputs" in quiet


@pytest.mark.parametrize(
    "command",
    [
        ("ingest", "{articles}", "--out", "{held}"),
        ("annotate", "{held}"),
        ("share", "{articles}", "--out", "{held}"),
        ("report", "{study}", "--out", "{held}"),
    ],
    ids=lambda command: command[0],
)
def test_a_folder_that_another_run_holds_is_exit_7_and_untouched(run, articles, tmp_path, command):
    run("ingest", articles, "--out", tmp_path / "held")
    before = sorted((path.name, path.stat().st_mtime_ns) for path in (tmp_path / "held").rglob("*"))
    study = Path(__file__).parents[1] / "reports" / "sample"
    names = {"articles": articles, "held": tmp_path / "held", "study": study}
    with hold(tmp_path / "held"):
        code, _, err = run(*(part.format(**names) for part in command))
    assert code == 7
    assert f"error[E-LOCK] {tmp_path / 'held'}: another run is writing here (process {os.getpid()} on " in err
    assert sorted((path.name, path.stat().st_mtime_ns) for path in (tmp_path / "held").rglob("*")) == before


def test_a_fingerprint_is_one_line_a_file_and_one_for_all(run, tmp_path):
    for name in ("b/x.txt", "a.txt", "run.json"):
        write_text(tmp_path / "out" / name, name)
    with hold(tmp_path / "out"):
        code, out, err = run("fingerprint", tmp_path / "out")
    assert code == 0
    lines = [line.split("  ") for line in out.splitlines()]
    assert [name for _, name in lines] == ["a.txt", "b/x.txt"]
    assert all(len(digest) == 64 for digest, _ in lines)
    assert err.endswith("  all 2 files\n")
    assert run("fingerprint", tmp_path / "out")[2] == err


def test_a_fingerprint_of_no_folder_is_wrong_usage(run, tmp_path):
    assert run("fingerprint", tmp_path / "absent")[0] == 2


def test_a_report_that_was_stopped_while_it_was_written_is_not_reproduced(run, tmp_path):
    write_text(tmp_path / "run.json", '{"study": "study.toml", "texts": null}')
    write_text(tmp_path / "provenance.json", '{"unfinished": ["index.html"]}')
    code, _, err = run("reproduce", tmp_path)
    assert code == 3
    assert "E-CFG-REPORT" in err
    assert "the report was not finished" in err
