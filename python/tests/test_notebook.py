"""The notebook runs from its first cell to its last, and draws its figures."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[1] / "notebook"


@pytest.mark.parametrize("name", sorted(file.name for file in FOLDER.glob("*.ipynb")))
def test_a_notebook_runs_and_draws(name, tmp_path):
    notebook = nbformat.read(FOLDER / name, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "it is kept without outputs"
    environment = {**os.environ, "MPLBACKEND": "module://matplotlib_inline.backend_inline", "IPYTHONDIR": str(tmp_path)}
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(FOLDER)}}).execute(env=environment)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell in cells:
        outputs = [output.output_type for output in cell.outputs]
        assert "error" not in outputs, cell.source
        pictures = [output for output in cell.outputs if "image/png" in output.get("data", {})]
        assert len(pictures) == cell.source.count("plt.show()"), cell.source
    assert sum(cell.source.count("plt.show()") for cell in cells) == 3
