"""Run notebooks into place: whole or not at all, and with equal bytes from run to run."""

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from analysis.model.store.paths import ROOT, format_path

# Execute a notebook with papermill's API, on a kernel of its own, and say plainly what failed.

ANSI = re.compile(r"\x1b\[[0-9;]*m")
LONGEST_SOCKET_PATH = 90  # the system allows 103 to 107, zmq appends a number


class NotebookFailed(Exception):
    """A notebook did not run to its end. Its text is all a person needs to see."""


def execute(
    source: Path, parameters: dict[str, Any], on_cell: Callable[[], None] | None = None
) -> NotebookNode:
    """The notebook with its outputs, nothing written; raises NotebookFailed."""
    notebook = papermill.iorw.load_notebook_node(str(source))
    kernel_name = notebook.metadata.get("kernelspec", {}).get("name", NATIVE_KERNEL_NAME)
    try:
        notebook = papermill.execute_notebook(
            notebook,
            None,  # it would save at every step, and a failed notebook too
            parameters,
            kernel_name=kernel_name,
            kernel_manager_class=PrivateKernelManager,
            shutdown_kernel="immediate",
            progress_bar=False,
            request_save_on_cell_execute=False,
            record_timing=False,
            coalesce_streams=True,
            on_cell_executed=(lambda **_: on_cell()) if on_cell else None,
        )
    except PapermillExecutionError as error:
        raise NotebookFailed(explain_error(source, error)) from None
    except RuntimeError as error:  # what jupyter_client and nbclient raise for a dead kernel
        raise NotebookFailed(
            f"{format_path(source)}: {error} (out of memory, or killed from outside) "
            "-> run it again"
        ) from None
    # papermill takes sys.exit() in a cell for a success, and no other sign is left of it.
    for cell in notebook.cells:
        skipped = "skip-execution" in cell.metadata.get("tags", [])
        if cell.cell_type == "code" and cell.source.strip() and not skipped:
            exited = any(output.output_type == "error" for output in cell.outputs)
            if exited or cell.execution_count is None:
                where = cell.source.strip().splitlines()[0]
                raise NotebookFailed(f"{format_path(source)} stopped before its end, at `{where}`")
    notebook.metadata.pop("papermill", None)
    notebook.metadata.language_info.pop("version", None)  # of Python, not of the analysis
    return notebook


class PrivateKernelManager(AsyncKernelManager):
    """Starts a kernel at the project's root, on ipc sockets in a folder of its own.

    Parallel starts can race for TCP ports. nbclient owns the manager, and so closes its channels.
    """

    def __init__(self, **traits: Any):
        self._folder = tempfile.TemporaryDirectory(prefix="kernel-")
        short = len(self._folder.name) < LONGEST_SOCKET_PATH
        if traits.get("kernel_name") == NATIVE_KERNEL_NAME:
            # No folders: `python3` is this interpreter, whatever a user's own kernelspecs say.
            traits["kernel_spec_manager"] = KernelSpecManager(kernel_dirs=[])
        super().__init__(
            transport="ipc" if short and os.name == "posix" else "tcp",
            connection_file=os.path.join(self._folder.name, "k.json"),
            **traits,
        )

    async def start_kernel(self, **kwargs: Any) -> None:
        # papermill's own cwd= would change the directory of this process, for all its threads.
        # Outputs come by message; what ipykernel echoes would spill into our display.
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        await super().start_kernel(cwd=str(ROOT), **quiet, **kwargs)

    async def cleanup_resources(self, restart: bool = False) -> None:
        await super().cleanup_resources(restart=restart)
        if not restart:
            self._folder.cleanup()


def explain_error(source: Path, error: PapermillExecutionError) -> str:
    """What a person needs: the listing of faults as it is, else notebook, cell, line and error."""
    if error.ename == "Faults":
        return error.evalue
    trace = ANSI.sub("", "\n".join(error.traceback))
    stopped = re.search(r"^-+> *\d+ (.*)$", trace, flags=re.MULTILINE)
    line = (stopped[1] if stopped else error.source.strip().splitlines()[0]).strip()
    return (
        f"{format_path(source)} stopped in its code cell {error.exec_count}, at\n"
        f"    {line}\n"
        f"{error.ename}: {error.evalue}"
    )


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
            f"{format_path(source)} has no parameter {', '.join(unknown)} -> "
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
                raise NotebookFailed(f"{format_path(path)}: the output of `{where}` names {ROOT}")
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
