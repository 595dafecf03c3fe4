"""How well does `inspect` read sheets nobody has shown it, and what does it cost?

    FOI_CORPUS=... .venv/bin/python benchmarks/inspect_score.py [SHEETS] [SEED] [MISREAD]

Scores the real workbooks against the truth made by hand, and SHEETS random sheets (2,000 unless
told) whose truth is known by construction; then takes the time of a workbook of a hundred sheets
and the peak memory of each real workbook. MISREAD names a file to write every wrong cell to.
Exits with 1 where a bar is missed. The tests' own judge does the scoring.
"""

import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
sys.path += [str(ROOT / "tests" / "ingest" / "detection"), str(ROOT / "tests")]

from corpus_truth import CORPUS, RULES, know_file  # noqa: E402
from detected import take_tables  # noqa: E402
from random_workbooks import ENDINGS, Page, draw_hidden_page, draw_page, write_pages  # noqa: E402
from score_card import Score  # noqa: E402
from scoring import score  # noqa: E402

from analysis.ingest.detection.workbook_tables import find_tables  # noqa: E402
from analysis.ingest.files.workbook import read_file  # noqa: E402

RIGHT, SILENT, TOTALS, SECONDS, MEMORY = 0.99, 0, 0.95, 10, 10
WEIGHED = 500_000  # bytes unpacked: of smaller files only the program's own modules are seen
AT_ONCE = 40  # random sheets a workbook


def score_corpus() -> Iterator[tuple[str, Score]]:
    for name in RULES:
        truth = know_file(name, Path(CORPUS))
        told = take_tables(find_tables(read_file(Path(CORPUS) / name)))
        yield name, score(truth.tables, told, truth.prose, truth.placed)


def score_random(sheets: int, seed: int, folder: Path) -> Score:
    total = Score()
    for first in range(0, sheets, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, sheets))
        pages = [draw_page(Random(f"{seed}/{n}"), f"Sheet {n}") for n in numbers]
        ending = ENDINGS[first // AT_ONCE % len(ENDINGS)]
        truth = [table for page in pages for table in page.tables]
        pages.append(draw_hidden_page(Random(f"{seed}/{first}/hidden"), "Hidden"))
        path = write_pages(folder / f"random{ending}", pages)
        total += score(
            truth, take_tables(find_tables(read_file(path))), [page.name for page in pages]
        )
    return total


# The processor's seconds and the most memory this process ever held, on standard error; a child's
# `ru_maxrss` would not do: it counts what the parent held when it forked.
INSPECT = """
import re, sys, time
from analysis.__main__ import main
code = main(["inspect", sys.argv[1], "--json"])
held = re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())
print(time.process_time(), held[1], file=sys.stderr)
sys.exit(code)
"""


def run_inspect(path: Path) -> tuple[float, float, int]:
    """Seconds, the processor's seconds and peak memory in bytes of `inspect --json`."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", INSPECT, str(path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"inspect failed on {path}: {done.stderr}")
    busy, held = done.stderr.split()[-2:]
    return time.perf_counter() - started, float(busy), int(held) * 1024


def measure_unpacked(path: Path) -> int:
    """The bytes of a file, out of its zip where it is one."""
    if not zipfile.is_zipfile(path):
        return path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        return sum(part.file_size for part in archive.infolist())


def write_hundred_sheets(path: Path) -> Path:
    """A hundred sheets, each with one table of sixty rows by twenty columns between two lines."""
    pages = []
    for number in range(100):
        page = Page(f"Sheet {number}")
        page.cells[0, 0] = "Freedom of Information request 01234/23"
        page.cells[2, 0] = f"Table {number}: Complaints by force and year"
        page.cells |= {(3, column): 2000 + column for column in range(1, 20)}
        for row in range(1, 60):
            page.cells[3 + row, 0] = f"Force {row}"
            page.cells |= {(3 + row, c): (row * c + number) % 977 for c in range(1, 20)}
        page.cells[64, 0] = "Source: professional standards department"
        pages.append(page)
    return write_pages(path, pages)


class Cost(NamedTuple):
    """What inspecting one file took; `memory` is the peak over the unpacked `size` in bytes."""

    file: str
    seconds: float
    busy: float
    memory: float
    size: int


def weigh(folder: Path) -> list[Cost]:
    """The cost of each real workbook, and before them of one of a hundred sheets.

    The memory of the interpreter with the program loaded, inspecting one cell, is taken off.
    """
    (folder / "one.csv").write_text("Complaints,1\n", encoding="utf-8")
    *_, start = run_inspect(folder / "one.csv")
    hundred = write_hundred_sheets(folder / "hundred.xlsx")
    costs = []
    for path in [hundred, *(Path(CORPUS) / name for name in RULES)]:
        seconds, busy, peak = run_inspect(path)
        size = measure_unpacked(path)
        costs.append(Cost(path.name, seconds, busy, (peak - start) / size, size))
    return costs


def main(sheets: str = "2000", seed: str = "0", misread: str = "") -> int:
    if not CORPUS:
        raise SystemExit("say in FOI_CORPUS where the real workbooks are")
    real = dict(score_corpus())
    everything = sum(real.values(), Score())
    for name, one in real.items():
        print(f"{name}\n  {one.right:8.2%} right, {one.silent} silently wrong", flush=True)
    with tempfile.TemporaryDirectory(prefix="inspect-") as folder:
        drawn = score_random(int(sheets), int(seed), Path(folder))
        costs = weigh(Path(folder))
    for label, one in (("real workbooks", everything), (f"{sheets} random sheets", drawn)):
        print(f"\n{label}: {one}")
    print("\n seconds  processor  memory / size")
    for cost in costs:
        print(f"{cost.seconds:8.1f} {cost.busy:10.1f} {cost.memory:14.1f}  {cost.file}")
    if misread:
        lines = map(str, everything.misread + drawn.misread)
        Path(misread).write_text("\n".join(lines) + "\n", encoding="utf-8")
    seconds = costs[0].busy
    heaviest = max(cost.memory for cost in costs if cost.size >= WEIGHED)
    bars = [
        ("figures right, real", f"{everything.right:.2%}", everything.right >= RIGHT),
        ("figures right, worst file", *_judge_worst(real)),
        ("figures right, random", f"{drawn.right:.2%}", drawn.right >= RIGHT),
        ("silently wrong, real", everything.silent, everything.silent == SILENT),
        ("silently wrong, random", drawn.silent, drawn.silent == SILENT),
        ("wrong labels though sure, real", *_judge_sure(everything)),
        ("wrong labels though sure, random", *_judge_sure(drawn)),
        ("total rows F1, real", f"{everything.total_f1:.3f}", everything.total_f1 >= TOTALS),
        ("total rows F1, random", f"{drawn.total_f1:.3f}", drawn.total_f1 >= TOTALS),
        ("processor's seconds, 100 sheets", f"{seconds:.1f}", seconds < SECONDS),
        ("peak memory / size, over 0.5 MB", f"{heaviest:.1f}", heaviest < MEMORY),
    ]
    print()
    for label, figure, met in bars:
        print(f"{label:33} {figure!s:>10}  {'met' if met else 'MISSED'}")
    return 0 if all(met for *_, met in bars) else 1


def _judge_sure(judged: Score) -> tuple[int, bool]:
    return judged.wrong_though_sure, not judged.wrong_though_sure


def _judge_worst(real: dict[str, Score]) -> tuple[str, bool]:
    name, worst = min(real.items(), key=lambda item: item[1].right)
    return f"{worst.right:.2%} {name}", worst.right >= RIGHT


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
