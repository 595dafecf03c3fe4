"""What `inspect` costs here beside another checkout, on real workbooks, in pairs of runs.

    FOI_CORPUS=... .venv/bin/python benchmarks/inspect_cpu.py BEFORE [PAIRS]

Runs `inspect --json` of this checkout and of the one in BEFORE in turn on every workbook of the
corpus, PAIRS times (5 unless told), and takes the processor's seconds, user and system, of each
run. The second of a pair is now this checkout, now the other. Prints the median ratio of each
file and that of the whole corpus. Exits with 1 where the latter is above 1.3.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
BAR = 1.3
PLAIN = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def list_workbooks() -> list[Path]:
    corpus = os.environ.get("FOI_CORPUS")
    if not corpus:
        raise SystemExit("say in FOI_CORPUS where the real workbooks are")
    kinds = (".xlsx", ".xls", ".ods", ".csv")
    return sorted(path for path in Path(corpus).iterdir() if path.suffix in kinds)


def run_inspect(checkout: Path, path: Path) -> float:
    """The processor's seconds of one run, the interpreter's start included."""
    started = subprocess.Popen(
        [sys.executable, "-m", "analysis", "inspect", str(path), "--json"],
        cwd=checkout,
        env=os.environ | PLAIN | {"PYTHONPATH": str(checkout / "src")},
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise SystemExit(f"inspect of {checkout} failed on {path}")
    return used.ru_utime + used.ru_stime


def run_pairs(before: Path, path: Path, pairs: int) -> list[tuple[float, float]]:
    """The seconds of the other checkout and of this one, pair by pair; a first pair is dropped."""
    found = []
    for number in range(pairs + 1):
        order = (before, ROOT) if number % 2 else (ROOT, before)
        spent = {checkout: run_inspect(checkout, path) for checkout in order}
        found.append((spent[before], spent[ROOT]))
    return found[1:]


def take_ratio(pairs: Sequence[tuple[float, float]]) -> float:
    return median(now / then for then, now in pairs)


def main(before: str = "", pairs: str = "5") -> int:
    if not before:
        raise SystemExit("name the checkout to compare with: inspect_cpu.py BEFORE [PAIRS]")
    other = Path(before).resolve()
    if not (other / "src" / "analysis").is_dir():
        raise SystemExit(f"{before}: no checkout of the project lies there")
    if other == ROOT:
        raise SystemExit(f"{before}: this checkout itself; name another one")
    every = []
    print("  before     now   ratio   file")
    for path in list_workbooks():
        found = run_pairs(other, path, int(pairs))
        every.append(found)
        then, now = median(t for t, _ in found), median(n for _, n in found)
        print(f"{then:8.2f}{now:8.2f}{take_ratio(found):8.2f}   {path.name}", flush=True)
    whole = [tuple(map(sum, zip(*group, strict=True))) for group in zip(*every, strict=True)]
    ratio = take_ratio(whole)
    then, now = (median(seconds) for seconds in zip(*whole, strict=True))
    print(f"{then:8.2f}{now:8.2f}{ratio:8.2f}   the whole corpus, at most {BAR}")
    return 1 if ratio > BAR else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
