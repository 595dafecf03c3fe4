"""The attacker held against pytauargus on random single tables, and a leak that tables alone miss.

    .venv/bin/python benchmarks/agreement_with_tauargus.py [TABLES] [SEED]

By hand, for it installs pytauargus 0.6.0 into a temporary folder. TABLES (1,000 unless told) have
categories by periods with all their totals; small counts are hidden as 1 to 4, and some others
without any range. Its audit takes each cell to lie between 0 and the largest count, unless it is
given what is known before: so each cell goes to it with its own range. Exits with 1 where any end
of any hidden cell differs.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from analysis.model.window import Window
from analysis.publish.disclosure.attack import Attacker, Query
from analysis.reconcile.methods.bounds import Known

PACKAGE = "pytauargus==0.6.0"
Audit = Callable[[str], list[dict]]
Ends = tuple[float, float]


def make_table(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The counts of a table with its totals last, and which of its inner cells are hidden."""
    rows, columns = rng.integers(2, 6, size=2)
    counts = rng.poisson(rng.choice([1, 4, 12], size=(rows, 1)), (rows, columns))
    hidden = (counts >= 1) & (counts <= 4) & (rng.random(counts.shape) < 0.9)
    hidden |= rng.random(counts.shape) < 0.15
    whole = np.vstack([counts, counts.sum(axis=0)])
    return np.hstack([whole, whole.sum(axis=1, keepdims=True)]), hidden


def list_ranges(table: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """What is known of every cell before the table is added up: shape (rows, columns, 2)."""
    ranges = np.stack([table, table], axis=-1)
    small = hidden & (table[:-1, :-1] >= 1) & (table[:-1, :-1] <= 4)
    ranges[:-1, :-1][hidden] = 0, table[-1, -1]
    ranges[:-1, :-1][small] = 1, 4
    return ranges


def bound_here(ranges: np.ndarray, hidden: np.ndarray) -> list[Ends]:
    """The range of every hidden cell by the attacker of the gate: rows are categories."""
    rows, columns = hidden.shape
    days = [Window(date(2000 + n, 1, 1), date(2001 + n, 1, 1)) for n in range(columns)]
    days.append(Window(days[0].start, days[-1].end))
    parts = [frozenset({f"k{n}"}) for n in range(rows)] + [frozenset(f"k{n}" for n in range(rows))]
    cells = [
        Known(days[j], int(ranges[i, j, 0]), int(ranges[i, j, 1]), parts=parts[i])
        for i in range(rows + 1)
        for j in range(columns + 1)
    ]
    queries = [Query(days[j], parts[i], 5) for i, j in np.argwhere(hidden)]
    attacker = Attacker(cells, queries)
    return [attacker.bound(query) for query in queries]


def write_jj(path: Path, table: np.ndarray, ranges: np.ndarray, hidden: np.ndarray) -> None:
    """The table in the format of the audit: a cell a line with its range, then its sums."""
    rows, columns = table.shape
    number = np.arange(table.size).reshape(table.shape)
    lines = ["0", str(table.size)]
    for i, j in np.ndindex(rows, columns):
        status = "u" if i < rows - 1 and j < columns - 1 and hidden[i, j] else "s"
        low, high = ranges[i, j]
        lines.append(f"{number[i, j]} {table[i, j]} 1 {status} {low} {high} 0 0 0")
    sums = [*number, *number.T]
    lines.append(str(len(sums)))
    for line in sums:
        inner = " ".join(f"{cell} (1)" for cell in line[:-1])
        lines.append(f"0 {len(line)} : {line[-1]} (-1) {inner}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def bound_there(
    audit: Audit, folder: Path, table: np.ndarray, ranges: np.ndarray, hidden: np.ndarray
) -> list[Ends]:
    """The range of every hidden cell by the audit of Tau-Argus."""
    path = folder / "table.jj"
    write_jj(path, table, ranges, hidden)
    number = np.arange(table.size).reshape(table.shape)
    found = {row["cell"]: (row["min"], row["max"]) for row in audit(str(path))}
    return [found[int(number[i, j])] for i, j in np.argwhere(hidden)]


def is_same(mine: Sequence[Ends], theirs: Sequence[Ends]) -> bool:
    return bool(np.allclose(np.array(mine, float), np.array(theirs, float), atol=1e-6))


def compare(audit: Audit, folder: Path, tables: int, seed: int) -> int:
    """Print on how many tables both say the same, with and without ranges; how many differ."""
    rng = np.random.default_rng(seed)
    same = bare = cells = 0
    spent = [0.0, 0.0]
    for _ in range(tables):
        table, hidden = make_table(rng)
        while not hidden.any():
            table, hidden = make_table(rng)
        ranges = list_ranges(table, hidden)
        started = time.process_time()
        mine = bound_here(ranges, hidden)
        spent[0] += time.process_time() - started
        started = time.process_time()
        theirs = bound_there(audit, folder, table, ranges, hidden)
        spent[1] += time.process_time() - started
        loose = ranges.copy()
        loose[:-1, :-1][hidden] = 0, table.max()
        cells += len(mine)
        same += is_same(mine, theirs)
        bare += is_same(mine, bound_there(audit, folder, table, loose, hidden))
    print(f"{tables:,} tables, {cells:,} hidden cells: all ends agree on {same:,}")
    print(f"without the ranges of the marks, as it counts by itself: on {bare:,}")
    print(f"CPU seconds: {spent[0]:.1f} here, {spent[1]:.1f} there")
    return tables - same


def miss_alone(audit: Audit, folder: Path) -> int:
    """Two leaks of which no table alone knows: across windows, and across releases.

    Of 40 sergeants in 62 months 38 fall in the last 60: no cell is small or hidden, and 2 are told.
    Two ranks hidden as 1 to 8 are 9 together; 35 without inspectors, in a later letter, gives both.
    """
    months = [
        Window(date(2018, 1, 1), date(2018, 3, 1)),
        Window(date(2018, 3, 1), date(2023, 3, 1)),
    ]
    whole = Window(months[0].start, months[1].end)
    sergeants, inspectors = frozenset({"sergeant"}), frozenset({"inspector"})
    constables = frozenset({"constable"})
    windows = [
        [Known(whole, 40, 40, parts=sergeants), Known(whole, 570, 570, parts=constables)],
        [Known(months[1], 38, 38, parts=sergeants), Known(months[1], 500, 500, parts=constables)],
    ]
    ranks = [Known(whole, 29, 29, parts=constables), Known(whole, 1, 8, parts=sergeants)]
    ranks += [Known(whole, 1, 8, parts=inspectors)]
    ranks += [Known(whole, 38, 38, parts=constables | sergeants | inspectors)]
    later = [Known(whole, 35, 35, parts=constables | sergeants)]
    missed = 0
    for name, tables, query in (
        ("windows", windows, Query(months[0], sergeants, 5)),
        ("releases", [ranks, later], Query(whole, inspectors, 5, printed=(1, 8))),
    ):
        alone = [_audit_cells(audit, folder, cells) for cells in tables]
        together = Attacker([cell for cells in tables for cell in cells], [query]).find_disclosed()
        print(f"{name}: each table alone {alone}, together {[found[1:] for found in together]}")
        missed += len(together) != 1
    return missed


def _audit_cells(audit: Audit, folder: Path, cells: Sequence[Known]) -> list[Ends]:
    """The ranges that Tau-Argus finds for the hidden cells of one table, whose last is the sum."""
    path = folder / "alone.jj"
    lines = ["0", str(len(cells))]
    for place, cell in enumerate(cells):
        status = "s" if cell.low == cell.high else "u"
        lines.append(f"{place} {cell.low} 1 {status} {cell.low} {cell.high} 0 0 0")
    is_summed = len(cells[-1].parts) == sum(len(cell.parts) for cell in cells[:-1]) > 1
    lines.append(str(int(is_summed)))
    if is_summed:
        inner = " ".join(f"{place} (1)" for place in range(len(cells) - 1))
        lines.append(f"0 {len(cells)} : {len(cells) - 1} (-1) {inner}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [(row["min"], row["max"]) for row in audit(str(path))]


def main(tables: str = "1000", seed: str = "20240601") -> int:
    with TemporaryDirectory() as name:
        target = Path(name) / "packages"
        command = [sys.executable, "-m", "pip", "install", "-q", "--target", str(target), PACKAGE]
        subprocess.run(command, check=True)
        sys.path.append(str(target))
        from pytauargus.engine import audit_jj

        differ = compare(audit_jj, Path(name), int(tables), int(seed))
        return int(bool(differ + miss_alone(audit_jj, Path(name))))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
