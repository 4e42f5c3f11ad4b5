"""Importing is light, and the public names are all there."""

from __future__ import annotations

import subprocess
import sys

import pytest

import caatext as ct

HEAVY = ("spacy", "matplotlib", "sklearn", "gensim", "pandas.plotting", "pandas", "seaborn", "scipy")


def loaded_by(code: str) -> set[str]:
    script = f"{code}\nimport sys\nprint('\\n'.join(sys.modules))"
    return set(
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    )


def test_import_caatext_loads_nothing_heavy():
    assert loaded_by("import caatext").isdisjoint(HEAVY)


def test_the_command_line_loads_nothing_heavy_before_a_command():
    assert loaded_by("import caatext.cli").isdisjoint((*HEAVY, "pydantic", "rich.progress"))


def test_reading_a_corpus_loads_no_model_and_no_figure():
    modules = loaded_by("import caatext as ct; ct.read_corpus('corpus/sample')")
    assert modules.isdisjoint(("spacy", "matplotlib", "sklearn", "gensim", "seaborn"))


def test_every_public_name_is_there_and_documented():
    assert len(ct.__all__) <= 37  # about thirty was planned; a name more is a name to learn
    for name in ct.__all__:
        assert getattr(ct, name).__doc__, name
    assert set(ct.__all__) <= set(dir(ct))


def test_a_misspelt_name_lists_what_there_is():
    with pytest.raises(AttributeError, match="read_corpus"):
        ct.read_corpse  # noqa: B018
