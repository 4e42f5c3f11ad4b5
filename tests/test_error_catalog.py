"""Every code that can be shown is explained, and every explanation has a code that can be shown."""

from __future__ import annotations

import re
from pathlib import Path

from caatext.corpus.lexicons import error_catalog

SOURCE = Path(__file__).parents[1] / "src" / "caatext"
CODE = re.compile(r"[\"']([EW]-[A-Z]+(?:-[A-Z0-9]+)*)[\"']")
#: Made from the ending of the file: "E-FMT-" and the kind.
BY_ENDING = {f"E-FMT-{kind}" for kind in ("TXT", "MD", "CSV", "TSV", "JSONL", "HTML", "DOCX", "PDF", "RIS")}


def codes_in_source() -> set[str]:
    return {code for path in SOURCE.rglob("*.py") for code in CODE.findall(path.read_text(encoding="utf-8"))}


def test_every_code_is_explained_and_every_explanation_is_used():
    assert set(error_catalog()) == codes_in_source() | BY_ENDING


def test_an_explanation_says_what_it_means_and_what_to_do():
    for code, entry in error_catalog().items():
        assert set(entry) == {"means", "mend"}, code
        assert all(text.endswith(".") for text in entry.values()), code


def test_every_code_stands_in_a_test():
    """A message that no test provokes is a message that nobody has read."""
    tests = "\n".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.rglob("test_*.py"))
    absent = sorted(code for code in codes_in_source() if code not in tests)
    assert absent == []
