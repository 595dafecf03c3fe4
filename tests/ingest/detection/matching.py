"""Whether one cell was told rightly: its labels, after folding, and its number or mark."""

from collections.abc import Iterable
from typing import Any

from known import Labels, TrueFigure

from analysis.ingest.detection.found_tables import FoundCell


def fold_labels(labels: Iterable[str]) -> Labels:
    """White space folded, blanks and a word said twice running left out."""
    folded: list[str] = []
    for label in (" ".join(str(label).split()) for label in labels):
        if label and (not folded or folded[-1] != label):
            folded.append(label)
    return tuple(folded)


def names_match(figure: TrueFigure, cell: FoundCell, title: str) -> bool:
    """Whether the cell's labels are a right naming, the title standing in for an outermost one."""
    rows, columns = fold_labels(cell.row_labels), fold_labels(cell.column_labels)
    said = [rows, fold_labels([title, *rows])]
    return any(fold_labels(right) in said for right in figure.rows) and any(
        fold_labels(right) == columns for right in figure.columns
    )


def value_matches(figure: TrueFigure, cell: FoundCell, asked: bool) -> bool:
    """Whether the cell's number or range is right; `asked` says that its table was asked about."""
    numbers = [n for n in (cell.value, cell.low, cell.high) if _is_number(n)]
    if figure.plain:
        return True
    if figure.amount and (cell.low is not None or cell.high is not None):
        return False
    if figure.amount and not numbers:
        return asked
    if figure.values:
        return bool(numbers) and all(
            any(abs(n - value) <= 1e-6 * max(1, abs(value)) for value in figure.values)
            for n in numbers
        )
    if cell.low is None and cell.high is None:
        return not numbers and (asked or bool(cell.status))
    return cell.low in figure.lows and cell.high == figure.high


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
