"""Every notebook runs from a clean kernel, top to bottom, and stores no output."""

from __future__ import annotations

from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_notebook_runs(path):
    nbformat = pytest.importorskip("nbformat", reason="caatext[lab] is not installed")
    nbclient = pytest.importorskip("nbclient", reason="caatext[lab] is not installed")
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)


def test_notebooks_use_the_public_names_only():
    assert len(NOTEBOOKS) >= 4
    for path in NOTEBOOKS:
        source = path.read_text(encoding="utf-8")
        assert "from caatext" not in source, path.name
        assert "caatext._" not in source
