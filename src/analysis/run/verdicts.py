"""What the checks of a reply came to, in one line: whoever builds need not open the table first."""

import csv
from collections import Counter
from pathlib import Path

from analysis.model.checks import AGREES, DIFFERS, OPEN


def count_verdicts(checks: Path) -> str:
    """`10 checks: agrees 1, differs 1, not decided 8`, from a reply's checks.csv."""
    with checks.open(encoding="utf-8", newline="") as stream:
        counted = Counter(row["verdict"] for row in csv.DictReader(stream))
    parts = [f"{verdict} {counted[verdict]}" for verdict in (AGREES, DIFFERS, OPEN)]
    return f"{counted.total()} check{'s' * (counted.total() != 1)}: {', '.join(parts)}"
