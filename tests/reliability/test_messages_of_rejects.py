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


#: On a commit one entry for each code and kind of file, and all whose names are odd.
FEW = {(case.code or case.rows[0][1], case.file.rpartition(".")[2]): case for case in CASES if case.threat != 23}
COMMIT = {case.name for case in (*FEW.values(), *(case for case in CASES if case.threat == 25))}


@pytest.fixture(scope="module")
def chosen(soak):
    return [case for case in CASES if soak or case.name in COMMIT]


@pytest.fixture(scope="module")
def run(tmp_path_factory, chosen):
    """The command line over entries of which something is rejected, as a user calls it."""
    top = tmp_path_factory.mktemp("rejects")
    (top / "in").mkdir()
    for case in chosen:
        case.write(top / "in")
    command = [sys.executable, "-m", "caatext", "ingest", "in", "--out", "out"]
    done = subprocess.run(command, cwd=top, capture_output=True, check=False)
    lines = (top / "out" / "quarantine.jsonl").read_text(encoding="utf-8").split("\n")
    return top, done, [json.loads(line) for line in lines if line]


def rejects(run: tuple, case: Case) -> list[dict[str, str]]:
    """Return what stands in the quarantine file about an entry."""
    return [row for row in run[2] if row["path"].startswith(case.name + "/") and row["severity"] == "error"]


def faults(row: dict[str, str]) -> list[str]:
    """Return what is missing in a message, or should not be in it."""
    missing = [name for name in ("path", "code", "found", "action", "remedy") if not row[name]]
    if row["code"] not in error_catalog():
        missing.append("no explanation")
    if _PLACED.match(row["code"]) and not row["place"]:
        missing.append("no place")
    jargon = _JARGON.search(f"{row['found']} {row['action']} {row['remedy']}")
    return [*missing, *([jargon.group()] if jargon else [])]


def test_every_reject_is_told_whole(run, chosen, gate):
    wrong = {}
    for case in chosen:
        said = rejects(run, case)
        told = [fault for row in said for fault in faults(row)]
        if told or len(said) != (1 if case.code else len(case.rows)):
            wrong[case.name] = (len(said), told)
    gate(14, "messages of rejects", reached=f"{len(chosen) - len(wrong)} of {len(chosen)}",
         asked=f"{len(chosen)} of {len(chosen)}", holds=not wrong)  # fmt: skip
    assert wrong == {}


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


def test_the_last_lines_count_what_was_rejected(run):
    _, done, rows = run
    n = sum(row["severity"] == "error" for row in rows)
    last = done.stderr.decode("utf-8").strip().split("\n")[-3:]
    assert any(str(n) in line.replace(",", "") for line in last)
