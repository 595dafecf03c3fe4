"""Is `make report` at least twice as fast as the same notebooks run plainly, one by one?

    .venv/bin/python benchmarks/report_time.py [STUDY] [REPEATS]

Both ways start from a prepared environment with no outputs and take turns, so that a busy machine
slows both. The plain way is papermill's own command line with the same notebooks and parameters,
from the pipeline's plan, on plain kernels, without the report step that `make report` runs as
well. Exits with 1 unless the ratio of the medians is below 0.5.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from analysis.model.store.paths import ROOT
from analysis.model.study import load_study
from analysis.run import REPRODUCIBLE
from analysis.run.stages import Layout, plan_steps

LIMIT = 0.5


def time_papermill(study: str, folder: Path) -> float:
    """Seconds for the study's notebooks by papermill's command line, one after the other."""
    layout = Layout().move_outputs(folder)
    env = {**os.environ, **REPRODUCIBLE, "ANALYSIS_PLAIN_KERNELS": "1"}
    started = time.perf_counter()
    for step in plan_steps(load_study(study), layout, {}):
        if step.notebook is None:
            continue
        step.executed.parent.mkdir(parents=True, exist_ok=True)
        given = [word for name, value in step.parameters.items() for word in ("-r", name, value)]
        command = [sys.executable, "-m", "papermill", "--no-progress-bar", "--log-level", "ERROR"]
        subprocess.run(
            [*command, "--cwd", str(ROOT), str(step.notebook), str(step.executed), *given],
            check=True,
            env=env,
        )
    return time.perf_counter() - started


def time_report(study: str) -> float:
    """Seconds for `make report` of the study, its outputs removed first."""
    layout = Layout()
    shutil.rmtree(layout.build / study, ignore_errors=True)
    started = time.perf_counter()
    subprocess.run(
        ["make", "report", f"STUDY={study}"], check=True, cwd=ROOT, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - started


def main(study: str = "social-media-complaints", repeats: str = "3") -> int:
    # Once, untimed: sets up, and leaves the files of both ways in the system's cache.
    time_report(study)
    ours, plain = [], []
    for _ in range(int(repeats)):
        ours.append(time_report(study))
        with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
            plain.append(time_papermill(study, Path(folder)))
        print(f"  make report {ours[-1]:6.2f} s    papermill {plain[-1]:6.2f} s", flush=True)
    ratio = statistics.median(ours) / statistics.median(plain)
    print(
        f"medians of {repeats}: make report {statistics.median(ours):.2f} s, "
        f"papermill {statistics.median(plain):.2f} s, ratio {ratio:.2f} (limit {LIMIT})"
    )
    return 0 if ratio < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
