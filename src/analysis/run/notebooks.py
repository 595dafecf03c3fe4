"""Run notebooks into place: whole or not at all, and with equal bytes from run to run."""

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbformat import NotebookNode

from analysis.model.paths import ROOT, show
from analysis.run.execution import NotebookFailed, execute


def run_notebook(
    source: Path,
    target: Path,
    parameters: dict[str, Any],
    on_cell: Callable[[], None] | None = None,
) -> None:
    """Run `source` with `parameters` from the project's root and write it, executed, to `target`.

    `on_cell` is called after each code cell. `target` is replaced only on success, and holds
    nothing that differs from run to run. Safe to call from several threads.
    Raises NotebookFailed: for an unknown parameter before anything runs, for bad input with
    exactly the notebook's listing of faults, else with the cell and its error.
    """
    # papermill takes a path for a format string, so braces in a folder's name are doubled.
    known = papermill.inspect_notebook(str(source).replace("{", "{{").replace("}", "}}"))
    if unknown := [name for name in parameters if name not in known]:
        raise NotebookFailed(
            f"{show(source)} has no parameter {', '.join(unknown)} -> "
            f"choose from {', '.join(known) or 'none'}, or add it to the cell tagged 'parameters'"
        )
    notebook = execute(source, parameters, on_cell)
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.tags:
            cell.id = f"injected-parameters-{number}"
    write_notebook(notebook, target)


def refresh_notebook(path: Path, on_cell: Callable[[], None] | None = None) -> None:
    """Run the notebook at `path` with its default parameters and store its outputs in place.

    Everything but outputs and their numbers stays as a person wrote it. Raises NotebookFailed
    also where an output names this machine's folders, which no reader has.
    """
    written = nbformat.read(path, as_version=4)
    executed = execute(path, {}, on_cell)
    for cell, run in zip(written.cells, executed.cells, strict=True):
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = run.outputs, run.execution_count
            cell.metadata.pop("execution", None)
            if str(ROOT) in json.dumps(run.outputs, ensure_ascii=False):
                where = cell.source.strip().splitlines()[0]
                raise NotebookFailed(f"{show(path)}: the output of `{where}` names {ROOT}")
    written.metadata.pop("papermill", None)
    written.metadata.language_info = executed.metadata.language_info
    write_notebook(written, path)


def count_cells(path: Path | None, parameters: dict[str, Any] | None = None) -> int:
    """How many code cells a run of the notebook executes, the injected one included."""
    cells = nbformat.read(path, as_version=4).cells if path else []
    code = [cell for cell in cells if cell.cell_type == "code" and cell.source.strip()]
    return len(code) + bool(parameters)


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write at once or not at all: a half-written notebook never stands at `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = nbformat.writes(notebook, version=4).rstrip("\n") + "\n"
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=".", suffix=".tmp", encoding="utf-8", newline="\n",
        delete=False,
    ) as temporary:  # fmt: skip
        temporary.write(text)
    os.chmod(temporary.name, 0o644)
    os.replace(temporary.name, path)
