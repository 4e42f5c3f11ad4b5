"""What every test can ask for: where things lie, a small annotated corpus, and the real texts where they are."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import caatext as ct
from caatext import cli
from caatext.annotation.annotations import Annotations
from caatext.corpus.codebook import Codebook
from caatext.corpus.documents import Corpus

# A busy machine is no fault of the code under test; equal examples in every run. `night` draws others each time.
settings.register_profile("commit", deadline=None, derandomize=True)
settings.register_profile("night", deadline=None, derandomize=False, print_blob=True)

ROOT = Path(__file__).resolve().parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="the full size of tests/reliability, for make soak")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("night" if config.getoption("--soak") else "commit")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tests share one cache of parses and leave the user's alone."""
    os.environ["CAATEXT_CACHE"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def sample() -> Corpus:
    return ct.read_corpus(ROOT / "corpus" / "sample")


@pytest.fixture(scope="session")
def sample_codebook() -> Codebook:
    return ct.read_codebook(ROOT / "corpus" / "sample" / "codebook.toml")


@pytest.fixture(scope="session")
def sample_annotations(sample: Corpus, sample_codebook: Codebook) -> Annotations:
    return ct.annotate(sample, codebook=sample_codebook)


@pytest.fixture(scope="session")
def analyst_path() -> Path:
    """The real texts; copyrighted, so they are never in the repository."""
    path = Path(os.environ.get("CAATEXT_ANALYST", ROOT.parent / "shared" / "corpus" / "analyst-2025.txt"))
    if not path.is_file():
        pytest.skip("the texts of corpus/analyst-2025 are not here; name them with CAATEXT_ANALYST")
    return path


@pytest.fixture(scope="session")
def analyst(analyst_path: Path) -> Corpus:
    return ct.read_corpus(analyst_path, profile="caci-analyst")


@pytest.fixture(scope="session")
def analyst_codebook() -> Codebook:
    return ct.read_codebook(ROOT / "corpus" / "analyst-2025" / "codebook.toml")


@pytest.fixture(scope="session")
def analyst_annotations(analyst: Corpus, analyst_codebook: Codebook) -> Annotations:
    return ct.annotate(analyst, codebook=analyst_codebook)


@pytest.fixture
def run(monkeypatch, capsys) -> Iterator[Callable[..., tuple[int, str, str]]]:
    """Run a command in this process; return exit code, stdout and stderr."""
    monkeypatch.delenv("CAATEXT_DEBUG", raising=False)

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["caatext", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            cli.main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    yield call
    logging.getLogger("caatext").setLevel(logging.NOTSET)
