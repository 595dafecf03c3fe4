"""pytask as an engine: our steps become its tasks, what it has to say stays out of the display."""

import hashlib
import io
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import attrs
import pytask
from pytask import ExitCode, PNode, TaskOutcome, TaskWithoutPath
from pytask_parallel.execute import _Sleeper

from analysis.run.stages import Layout, Step

WORKERS = 2

# pytask-parallel looks for finished steps at intervals that grow to a second, and twice a step:
# with steps of a second, that would be half of the time. There is no setting for it.
attrs.fields(_Sleeper).timings.default[:] = [0.02]


@dataclass(kw_only=True)
class Place(PNode):
    """A file or a folder as a node. The state of a folder is that of all files in it, so that
    one added, edited or removed is seen alike."""

    path: Path
    name: str
    produced: bool
    attributes: dict[Any, Any] = field(default_factory=dict)

    @property
    def signature(self) -> str:
        return hashlib.sha256(str(self.path).encode()).hexdigest()

    def state(self) -> str | None:
        """A hash of the content. What is read may be missing: its step says it better."""
        if self.path.is_dir():
            return hashlib.sha256("\n".join(list_contents(self.path)).encode()).hexdigest()
        if self.path.exists():
            return hashlib.sha256(self.path.read_bytes()).hexdigest()
        return None if self.produced else "missing"

    def load(self, is_product: bool = False) -> Path:
        return self.path

    def save(self, value: Any) -> None:
        raise NotImplementedError("a step writes its own files")


@dataclass(kw_only=True)
class Task(TaskWithoutPath):
    """A step whose own state is what it is told, and by which Python."""

    told: dict[str, Any]

    def state(self) -> str:
        told = json.dumps([self.told, sys.version_info[:3]], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()


class Outcome(NamedTuple):
    """How a step ended: `done`, `unchanged`, `failed` with its error, or `held back` by another."""

    state: str
    error: BaseException | None = None


STATES = {
    TaskOutcome.SUCCESS: "done",
    TaskOutcome.WOULD_BE_EXECUTED: "due",
    TaskOutcome.SKIP_UNCHANGED: "unchanged",
    TaskOutcome.SKIP_PREVIOUS_FAILED: "held back",
    TaskOutcome.FAIL: "failed",
}


class EngineFailed(Exception):
    """pytask could not even start; its text is what pytask printed."""


def list_contents(folder: Path) -> list[str]:
    """`<path inside> <SHA-256>` of every file that is input, sorted.

    Files of editors and operating systems, and compiled code, are no input.
    """
    lines = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        inside = file.relative_to(folder)
        if not any(part.startswith((".", "~$", "__pycache__")) for part in inside.parts):
            lines.append(f"{inside.as_posix()} {hashlib.sha256(file.read_bytes()).hexdigest()}")
    return lines


def run_engine(
    steps: list[Step], layout: Layout, state: Path, run: Callable[[Step], None] | None = None
) -> dict[str, Outcome]:
    """Call `run` for each step that is not up to date, after those it depends on, two at a time.

    Without `run`, only find out which those are (`due`). Returns the outcomes by task name; a
    step cut off by Ctrl-C has none. `state` is the folder that remembers the last run.
    Raises EngineFailed.
    """
    state.mkdir(parents=True, exist_ok=True)
    # A configuration of its own ties pytask's state to the outputs it describes.
    config = state / "pyproject.toml"
    config.write_text("[tool.pytask.ini_options]\n")
    pytask.console.file = said = io.StringIO()
    earlier = os.environ.get("PYTHONPATH")

    def run_alone(step: Step) -> None:
        # pytask-parallel puts its folder on the path of all processes to come, for backends we do
        # not use; a kernel that differs from the server in that could not be forked from it.
        restore_path(earlier)
        run(step)

    try:
        session = pytask.build(
            tasks=[make_task(step, layout, run_alone) for step in steps],
            config=config,
            paths=state,
            dry_run=run is None,
            n_workers=WORKERS,
            parallel_backend="threads",
            capture="no",
            disable_warnings=True,
            show_traceback=False,
            verbose=0,
        )
    finally:
        pytask.console.file = sys.stdout
        restore_path(earlier)
    if session.exit_code not in (ExitCode.OK, ExitCode.FAILED):
        raise EngineFailed(said.getvalue())
    return {
        report.task.name: Outcome(STATES[report.outcome], report.exc_info and report.exc_info[1])
        for report in session.execution_reports
    }


def restore_path(earlier: str | None) -> None:
    if earlier is None:
        os.environ.pop("PYTHONPATH", None)
    else:
        os.environ["PYTHONPATH"] = earlier


def make_task(step: Step, layout: Layout, run: Callable[[Step], None]) -> Task:
    def execute(**_: Any) -> None:
        run(step)

    def places(paths: list[Path], produced: bool) -> list[Place]:
        return [Place(path=path, name=layout.name(path), produced=produced) for path in paths]

    return Task(
        name=step.title,
        function=execute,
        depends_on={"reads": places(step.reads, False)},
        produces={"writes": places(step.writes, True)},
        told=step.parameters,
    )
