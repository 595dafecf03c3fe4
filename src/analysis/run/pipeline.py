"""Build a study: run what changed, two steps at a time, under one display."""

import contextlib
import csv
import importlib
import shutil
import sys
import tempfile
import threading
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from analysis.model.faults import Faults
from analysis.model.study import Study, load_study
from analysis.run import fix_environment
from analysis.run.stages import Layout, Step, choose_layout, plan_steps

INTERRUPTED = 130  # what a shell reports after Ctrl-C


def build_study(
    study: str,
    start: str | None = None,
    end: str | None = None,
    force: str | None = None,
    *,
    observations_only: bool = False,
    layout: Layout | None = None,
) -> int:
    """Bring a study's outputs up to date and say where its report lies; returns the exit code.

    `start` and `end` (ISO dates, both included) replace the study's window, in a folder of their
    own. `force` limits the run to reading that force's replies, `observations_only` to reading
    all of them. What fails is listed whole, on standard error, with earlier outputs untouched.
    """
    fix_environment()
    try:
        layout = layout or Layout()
        plan = load_study(study, layout.studies)
        layout, window = choose_layout(plan, layout, start or "", end or "")
        steps = choose_steps(plan, plan_steps(plan, layout, window), force, observations_only)
    except (Faults, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    code = run_steps(steps, layout, layout.build / study)
    if code == 0:
        whole = steps[-1].notebook is None
        wanted = steps[-1].writes if whole else [step.writes[0] for step in steps]
        # A check that differs stops no build, so it must not wait to be looked up either.
        told = [tell_checks(step, layout) for step in steps if step.name == "1_clean"]
        print("\n".join([*told, *(f"  {layout.name(path)}" for path in wanted)]))
    return code


def tell_checks(step: Step, layout: Layout) -> str:
    checks = step.writes[1]
    return f"  {step.detail}: {count_verdicts(checks)} -> {layout.name(checks)}"


def count_verdicts(checks: Path) -> str:
    """`10 checks: agrees 1, differs 1, not decided 8`, from a reply's checks.csv.

    In one line, so that whoever builds need not open the table first.
    """
    from analysis.model.checks import AGREES, DIFFERS, OPEN

    with checks.open(encoding="utf-8", newline="") as stream:
        counted = Counter(row["verdict"] for row in csv.DictReader(stream))
    parts = [f"{verdict} {counted[verdict]}" for verdict in (AGREES, DIFFERS, OPEN)]
    return f"{counted.total()} check{'s' * (counted.total() != 1)}: {', '.join(parts)}"


def choose_steps(
    study: Study, steps: list[Step], force: str | None, observations_only: bool
) -> list[Step]:
    """All steps, or those that read replies, or those of one force; ValueError if it has none."""
    forces = sorted({reply.force for reply in study.replies})
    if force and force not in forces:
        raise ValueError(
            f"study {study.name} has no reply of {force!r} -> choose from {', '.join(forces)}"
        )
    reading = [step for step in steps if step.name == "1_clean"]
    if force:
        return [step for step in reading if step.parameters["force"] == force]
    return reading if observations_only else steps


def run_steps(steps: list[Step], layout: Layout, folder: Path) -> int:
    """Run the steps that are not up to date; returns the exit code. Their state is in `folder`."""
    state = folder / ".state"
    with contextlib.ExitStack() as opened:
        if not state.exists():  # never built: the server can import while we import the engine
            serve(opened)
        # Imports are most of the time of a call with nothing to do, so each waits until it must.
        from analysis.run.engine import run_engine

        planned = run_engine(steps, layout, state)
        due = [step for step in steps if planned[step.title].state != "unchanged"]
        if not due:
            print(f"Nothing to do: {layout.name(folder)} matches the code and the data.")
            return 0
        if any(step.notebook for step in due):
            serve(opened)
        skip_grammars()
        from analysis.run.notebooks import count_cells
        from analysis.run.progress import Display

        cells = {step.title: count_cells(step.notebook, step.parameters) for step in steps}
        display = opened.enter_context(Display(sum(cells[step.title] for step in due)))

        if any(step.notebook is None for step in due):
            # The notebooks leave this process idle: time enough to import what the report needs.
            name = "analysis.publish.report"
            threading.Thread(target=importlib.import_module, args=(name,), daemon=True).start()

        def run(step: Step) -> None:
            with display.step(step.name, step.detail, cells[step.title]) as on_cell:
                run_step(step, layout, on_cell)

        outcomes = run_engine(steps, layout, state, run)
    return explain_outcomes({step.title: outcomes.get(step.title) for step in steps})


def skip_grammars() -> None:
    """Spare the import of nbformat a second.

    Its validator would compile 38 grammars for kinds of web addresses that no notebook is checked
    for; it does without the package where that cannot be imported.
    """
    sys.modules.setdefault("rfc3987_syntax", None)


def serve(opened: contextlib.ExitStack) -> None:
    """Start the server of kernels, unless it is there already, until `opened` is closed."""
    from analysis.run.kernels import serve_kernels

    opened.enter_context(serve_kernels())


def run_step(step: Step, layout: Layout, on_cell: Callable[[], None]) -> None:
    """Run one step; on failure what it writes is as it was before."""
    with restore_on_failure(step.writes):
        for path in step.writes:
            if path.is_dir():  # else a figure that is no longer drawn would stay
                shutil.rmtree(path)
        if step.notebook:
            from analysis.run.notebooks import run_notebook

            run_notebook(step.notebook, step.executed, step.parameters, on_cell)
        else:
            from analysis.publish.report import build_report

            build_report(step.detail, layout.build, layout.processed)


@contextlib.contextmanager
def restore_on_failure(outputs: list[Path]) -> Iterator[None]:
    """Put files and folders back as they were where the block raises."""
    with tempfile.TemporaryDirectory(prefix="earlier-") as aside:
        kept = {path: Path(aside) / str(number) for number, path in enumerate(outputs)}
        for path, copy in kept.items():
            copy_over(path, copy)
        try:
            yield
        except BaseException:
            for path, copy in kept.items():
                copy_over(copy, path)
            raise


def copy_over(source: Path, target: Path) -> None:
    """Make `target` what `source` is: a file, a folder, or nothing."""
    if target.is_dir():
        shutil.rmtree(target)
    target.unlink(missing_ok=True)
    if source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        copy(source, target)


def explain_outcomes(outcomes: dict[str, Any]) -> int:
    """Say on standard error what failed and what that held back; returns the exit code."""
    if None in outcomes.values():
        print("Interrupted. What was finished is kept.", file=sys.stderr)
        return INTERRUPTED
    failed = {title: made.error for title, made in outcomes.items() if made.state == "failed"}
    alike: dict[str, list[str]] = {}
    for title, error in failed.items():
        alike.setdefault(explain_failure(title, error), []).append(title)
    for text, titles in alike.items():
        whose = f"In {', '.join(titles)} alike:\n" if len(titles) > 1 else ""
        print(f"\n{whose}{text}", file=sys.stderr)
    held = [title for title, made in outcomes.items() if made.state == "held back"]
    if held:
        print(f"\nNot built for that reason: {', '.join(held)}.", file=sys.stderr)
    if failed:
        print("Earlier outputs are as they were.", file=sys.stderr)
    return 1 if failed else 0


def explain_failure(title: str, error: BaseException) -> str:
    """A failure that was worded for people as it is, any other with its trace."""
    if type(error).__name__ in ("NotebookFailed", "Faults", "NodeNotFoundError"):
        return str(error)
    return f"{title} failed:\n" + "".join(traceback.format_exception(error)).rstrip()
