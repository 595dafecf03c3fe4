"""Execute a notebook with papermill's API, on a kernel of its own, and say plainly what failed."""

import os
import re
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import papermill
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from analysis.model.paths import ROOT, show

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
            f"{show(source)}: {error} (out of memory, or killed from outside) -> run it again"
        ) from None
    # papermill takes sys.exit() in a cell for a success, and no other sign is left of it.
    for cell in notebook.cells:
        skipped = "skip-execution" in cell.metadata.get("tags", [])
        if cell.cell_type == "code" and cell.source.strip() and not skipped:
            exited = any(output.output_type == "error" for output in cell.outputs)
            if exited or cell.execution_count is None:
                where = cell.source.strip().splitlines()[0]
                raise NotebookFailed(f"{show(source)} stopped before its end, at `{where}`")
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
        f"{show(source)} stopped in its code cell {error.exec_count}, at\n"
        f"    {line}\n"
        f"{error.ename}: {error.evalue}"
    )
