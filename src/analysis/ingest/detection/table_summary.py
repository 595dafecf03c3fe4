"""What was found of a table, in a few words: the same in the listing, the picture and the draft."""

from collections.abc import Iterable, Sequence

from openpyxl.utils import get_column_letter, range_boundaries

from analysis.ingest.detection.found_tables import FoundTable, OpenQuestion

MOST_LABELS = 6
LONGEST_LABEL = 60  # letters
MOST_CELLS = 6  # named of one question


def describe_rows(table: FoundTable) -> str:
    """`rank, 6 labels: PC, Sergeant, …`, totals left out."""
    plain = [row for row in table.rows if row not in table.total_rows]
    return _tell_axis(table.row_kind, list_labels(plain, table.row_labels))


def describe_columns(table: FoundTable) -> str:
    plain = [column for column in table.columns if column not in table.total_columns]
    return _tell_axis(table.column_kind, list_labels(plain, table.column_labels))


def list_labels(lines: Iterable[int], labels: dict[int, tuple[str, ...]]) -> list[str]:
    """The innermost label of each row or column, each once, in the sheet's order."""
    inner = (labels[line][-1] for line in lines if labels.get(line))
    return list(dict.fromkeys(inner))


def describe_totals(table: FoundTable) -> str:
    """`row 9, column G`, or nothing where no total is printed."""
    rows = [str(row + 1) for row in sorted(table.total_rows)]
    columns = [get_column_letter(column + 1) for column in sorted(table.total_columns)]
    return ", ".join(_name("row", rows) + _name("column", columns))


def describe_marks(table: FoundTable) -> list[str]:
    """Each glyph with its legend's meaning."""
    return [
        f"{glyph} {meaning or 'not explained on the sheet'}"
        for glyph, meaning in table.marks.items()
    ]


def describe_question(question: OpenQuestion) -> str:
    """The question after the first of its cells."""
    cells = ", ".join(question.cells[:MOST_CELLS])
    more = len(question.cells) - MOST_CELLS
    cells += f" and {more} more" if more > 0 else ""
    return f"{cells}: {question.text}" if cells else question.text


def format_labels(labels: Sequence[str], most: int = MOST_LABELS) -> str:
    """The labels, the middle of a long list left out: years are told by their ends."""
    told = [clip(label) for label in labels]
    if len(told) <= most:
        return ", ".join(told)
    return f"{', '.join(told[: most - 1])}, … {told[-1]}"


def clip(words: str, most: int = LONGEST_LABEL) -> str:
    """The words of a cell, cut where they are long; what they are quoted for is never cut."""
    return words if len(words) <= most else f"{words[: most - 1]}…"


def read_address(address: str) -> tuple[int, int]:
    """The zero-based row and column of the first cell of `B5` or `B5:D9`."""
    left, top, _, _ = range_boundaries(address)
    return top - 1, left - 1


def read_selection(selection: str) -> list[tuple[int, int]]:
    """Every place of `C2:C4 C7`, the selection of cells that a count of records has."""
    places = []
    for part in selection.split():
        left, top, right, bottom = range_boundaries(part)
        places += [(r - 1, c - 1) for r in range(top, bottom + 1) for c in range(left, right + 1)]
    return places


def find_extent(table: FoundTable) -> tuple[range, range]:
    """The rows and the columns from the first to the last of a table, its head included."""
    down = (*table.headers, *table.rows)
    across = (*table.stubs, *table.columns, *table.flags)
    return range(min(down), max(down) + 1), range(min(across), max(across) + 1)


def format_amount(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' if number != 1 else ''}"


def _tell_axis(kind: str, labels: list[str]) -> str:
    if not labels:
        return "no label"
    return f"{kind or 'not known'}, {format_amount(len(labels), 'label')}: {format_labels(labels)}"


def _name(what: str, names: list[str]) -> list[str]:
    return [f"{what}{'s' if len(names) > 1 else ''} {' '.join(names)}"] if names else []
