"""What the tests of running share: a server of kernels, small notebooks, a toy study."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.run.kernels import serve_kernels


@pytest.fixture(scope="session")
def kernel_server():
    """One server for all tests that need a kernel quickly."""
    with serve_kernels() as address:
        yield address


@pytest.fixture
def write_notebook(tmp_path):
    """Write a notebook of the given cells; the first is the one tagged 'parameters'."""

    def write(*sources, path=tmp_path / "notebook.ipynb", kernel="python3"):
        cells = [new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)]
        cells[0].metadata.tags = ["parameters"]
        spec = {"name": kernel, "language": "python", "display_name": "Python 3"}
        cells.insert(0, new_markdown_cell("# A small notebook", id="title"))
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": spec}), path)
        return path

    return write
