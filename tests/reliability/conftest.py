"""One suite in two sizes: short on every commit, full with ``--soak``; each gate notes the figure it reached."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: Figures of the last full run, one file a gate; `python tests/reliability/gates.py` makes the table of them.
GATES = ROOT / "build" / "gates"


@pytest.fixture(scope="session")
def soak(request: pytest.FixtureRequest) -> bool:
    """Whether this is the full run."""
    return bool(request.config.getoption("--soak"))


@pytest.fixture(scope="session")
def effort(soak: bool) -> Callable[[int, int], int]:
    """``effort(short, full)``: how many rounds this run makes."""
    return lambda short, full: full if soak else short


@pytest.fixture(scope="session")
def gate(soak: bool) -> Callable[..., None]:
    """``gate(number, part, reached, asked)``: note in words what a full run reached, before it is asserted."""

    def note(number: int, part: str, *, reached: str, asked: str, holds: bool) -> None:
        if soak:
            GATES.mkdir(parents=True, exist_ok=True)
            row = {"gate": number, "part": part, "asked": asked, "reached": reached, "holds": holds}
            name = f"{number:02d}-{part}".replace(" ", "-")
            (GATES / f"{name}.json").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")

    return note
