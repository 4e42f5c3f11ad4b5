"""Gate 3: mutants of the control files: no exception gets out, none takes over 20 s or 1 GiB."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("resource", reason="limits need a system that has them")

CHILD = Path(__file__).parent / "bad_inputs" / "fuzz_child.py"
#: Mutants of a full run; parsers that are quick and our own get fewer surprises, but more mutants.
MUTANTS = {"txt": 7500, "md": 7500, "csv": 7500, "jsonl": 7500, "html": 6000, "docx": 7000, "pdf": 7000}


def faults(kinds: str, first: int, last: int) -> list[dict[str, object]]:
    """Return what went wrong with these mutants of control files."""
    command = [sys.executable, str(CHILD), kinds, str(first), str(last)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_first_mutants_of_each_kind():
    assert faults(",".join(MUTANTS), 0, 43) == []


@pytest.mark.parametrize("kind", MUTANTS)
def test_no_mutant_gets_through(kind, soak, gate):
    if not soak:
        pytest.skip("a full run only; the first mutants are tried above")
    n = MUTANTS[kind]
    found = faults(kind, 0, n)
    gate(3, f"mutants of {kind}", reached=f"{len(found)} faults in {n:,} mutants",
         asked=f"0 faults in {MUTANTS[kind]:,} of {sum(MUTANTS.values()):,}", holds=not found)  # fmt: skip
    assert found == []
