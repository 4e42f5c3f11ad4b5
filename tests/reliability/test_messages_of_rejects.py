"""Gate 14: what is said of every rejected input: file, place, code, reason, remedy, in words and on one line each."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from caatext.corpus.lexicons import error_catalog

sys.path.insert(0, str(Path(__file__).parent))  # the generator is a package there

from bad_inputs import Case, all_cases

CASES = [case for case in all_cases() if case.code or case.rows]
#: Words of programmers, and of the libraries beneath.
_JARGON = re.compile(
    r"lxml|pypdf|python-docx|zipfile|trafilatura|yaml\.|json\.|csv\.|xml\.|codec|Traceback|Exception|\w+Error\b|"
    r"NoneType|object at 0x|<class|errno|surrogate|stack|recursion|token",
    re.IGNORECASE,
)
#: Codes that must say where in the file.
_PLACED = re.compile(r"E-(ROW|ENC-UTF8|ENC-NUL|ENC-SURROGATE|ID|META-FILE|PATH-OUTSIDE)")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The command line over all entries of which something is rejected, as a user calls it."""
    top = tmp_path_factory.mktemp("rejects")
    (top / "in").mkdir()
    for case in CASES:
        case.write(top / "in")
    command = [sys.executable, "-m", "caatext", "ingest", "in", "--out", "out"]
    done = subprocess.run(command, cwd=top, capture_output=True, check=False)
    lines = (top / "out" / "quarantine.jsonl").read_text(encoding="utf-8").split("\n")
    return top, done, [json.loads(line) for line in lines if line]


def rejects(run: tuple, case: Case) -> list[dict[str, str]]:
    """Return what stands in the quarantine file about an entry."""
    return [row for row in run[2] if row["path"].startswith(case.name + "/") and row["severity"] == "error"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_reject_is_told_whole(run, case):
    said = rejects(run, case)
    assert len(said) == (1 if case.code else len(case.rows))
    for row in said:
        assert row["code"] in error_catalog()
        assert row["path"].startswith(case.name + "/")
        assert row["found"]
        assert row["action"].startswith("skipped")
        assert len(row["remedy"].split()) >= 2
        assert row["place"] or not _PLACED.match(row["code"]), row
        assert not _JARGON.search(f"{row['found']} {row['action']} {row['remedy']}"), row


def test_the_terminal_hears_no_control_character_and_no_trace(run):
    _, done, _ = run
    said = done.stderr.decode("utf-8")
    odd = {character for character in said if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")}
    assert odd == {"\n"}
    assert "Traceback" not in said
    assert done.returncode in (0, 4)
    assert re.fullmatch(rb"[^\x00-\x08\x0b-\x1f\x7f]*", done.stderr)


def test_no_message_says_where_this_machine_keeps_its_files(run):
    top, done, rows = run
    assert str(top).encode() not in done.stderr
    assert str(top) not in json.dumps(rows)


def test_every_reject_stands_in_the_quarantine_file_and_the_last_line_counts_them(run):
    _, done, rows = run
    errors = [row for row in rows if row["severity"] == "error"]
    assert len(errors) == sum(1 if case.code else len(case.rows) for case in CASES)
    last = done.stderr.decode("utf-8").strip().split("\n")
    assert any(str(len(errors)) in line.replace(",", "") for line in last[-3:])


def test_the_gate(gate, run):
    told = sum(len(rejects(run, case)) == (1 if case.code else len(case.rows)) for case in CASES)
    gate(14, "messages of rejects", reached=f"{told} of {len(CASES)}", asked=f"{len(CASES)} of {len(CASES)}",
         holds=told == len(CASES))  # fmt: skip
    assert told == len(CASES)
