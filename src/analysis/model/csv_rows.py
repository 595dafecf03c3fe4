"""The rows of a list that people keep by hand: labels, forces, states, each with its line."""

import csv
from collections.abc import Iterator
from pathlib import Path

from analysis.model.faults import Fault, Faults
from analysis.model.store.paths import format_path


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV of ours as text, by the heads of its columns; blanks are empty.

    Raises Faults naming every line that has more or fewer cells than there are heads.
    """
    with Path(path).open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        read = [(rows.line_num, row) for row in rows]
    heads, faults = len(rows.fieldnames or ()), []
    for line, row in read:
        if None in row or None in row.values():
            filled = [value for value in row.values() if isinstance(value, str)]
            count = len(filled) + len(row.get(None) or ())
            problem = f"line {line} has {count} cells under {heads} heads"
            remedy = f"give it {heads}, blank ones too; a text with a comma stands in double quotes"
            faults.append(Fault(format_path(path), problem, remedy))
    if faults:
        raise Faults(format_path(path), faults)
    for _, row in read:
        # Text that a spreadsheet would run as a formula is kept behind an apostrophe.
        yield {head: value.removeprefix("'") for head, value in row.items()}
