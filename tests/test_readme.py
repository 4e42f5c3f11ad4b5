"""Every command and every line of Python in README runs."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def commands() -> list[str]:
    lines = [line.split("  #")[0].strip() for block in blocks("sh") for line in block.splitlines()]
    return [line for line in lines if line]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """A copy of what the commands name, so that nothing is written into the repository."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("corpus", "reports"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("output"))
    return folder


@pytest.mark.slow
def test_every_caatext_command_runs_in_order(checkout):
    ours = [line for line in commands() if line.startswith("caatext ")]
    assert len(ours) >= 10
    for line in ours:
        done = subprocess.run(
            [sys.executable, "-m", *shlex.split(line)], cwd=checkout, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{line}\n{done.stderr}"


def test_the_other_commands_are_make_and_the_installation(root):
    others = [line for line in commands() if not line.startswith("caatext ")]
    assert others[:2] == ["make report", "make test"]
    for line in others[:2]:
        plan = subprocess.run([*line.split(), "--dry-run"], cwd=root, capture_output=True, text=True, check=False)
        assert plan.returncode == 0, plan.stderr
    assert all(line.startswith(("python3 -m venv", ".venv/bin/")) for line in others[2:])


def test_the_python_of_readme_runs(checkout, monkeypatch):
    monkeypatch.chdir(checkout)
    namespace: dict[str, object] = {}
    exec(blocks("python")[0], namespace)
    evidence = namespace["comparison"].evidence("hidden-hand")
    assert len(evidence) > 0
    assert (evidence["text"] != "").all()


def test_every_link_of_the_papers_leads_somewhere(root):
    for paper in [*root.glob("*.md"), *root.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", paper.read_text(encoding="utf-8")):
            assert (paper.parent / target).exists(), f"{paper.name}: {target}"


def test_every_command_of_the_command_line_is_named(root):
    from caatext.cli import app

    named = README + (root / "docs" / "verb-lexicon.md").read_text(encoding="utf-8")
    for command in app.registered_commands:
        name = command.callback.__name__
        assert f"caatext {name}" in named or name == "reproduce", name
