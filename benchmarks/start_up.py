"""Does the program start as fast as it did in another checkout?

    .venv/bin/python benchmarks/start_up.py OTHER/src [PAIRS]

Imports each module below in a fresh interpreter, by turns from this checkout and from the other,
so that a busy machine slows both; PAIRS times each (10 unless told), and once untimed before.
Prints the medians of the processor's time and their ratio. Exits with 1 where importing the
pipeline takes longer than there.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median

HERE = Path(__file__).parents[1] / "src"
PIPELINE = "analysis.run.pipeline"
MODULES = (PIPELINE, "analysis.ingest.inspect", "analysis.model.study")
LIMIT = 1.0
NOISE = 0.05  # what the ratio of equal code may be off by


def time_import(module: str, source: Path) -> float:
    """The processor's seconds, user and system, of an interpreter that imports a module."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    env = os.environ | {"PYTHONPATH": str(source)}
    subprocess.run([sys.executable, "-c", f"import {module}"], env=env, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare_import(module: str, other: Path, pairs: int) -> float:
    """The ratio of the medians, printed with them."""
    here, there = [], []
    for number in range(pairs + 1):
        times = time_import(module, HERE), time_import(module, other)
        if number:
            here.append(times[0])
            there.append(times[1])
    ratio = median(here) / median(there)
    print(
        f"{module:26} here {median(here):.3f} s, there {median(there):.3f} s, ratio {ratio:.2f}",
        flush=True,
    )
    return ratio


def main(other: str, pairs: str = "10") -> int:
    source = Path(other).resolve()
    ratios = {module: compare_import(module, source, int(pairs)) for module in MODULES}
    return int(ratios[PIPELINE] > LIMIT + NOISE)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
