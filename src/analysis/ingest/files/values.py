"""The values of a workbook's sheets, and what the file says besides, put together."""

from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from analysis.ingest.files.containers import Refused
from analysis.ingest.files.markup import BookMarkup, Markup
from analysis.ingest.files.sheet import Sheet, Span

SAVE_ANEW = "ask for it again, or save it anew"
UNSEEN = "a cell under a merged one, which nobody sees"
NO_NUMBER = "no finite number"
PANIC = "PanicException"  # the library's own, outside Exception and under no name to import
Rows = tuple[tuple[Any, ...], ...]


def read_sheets(source: BinaryIO, markup: BookMarkup) -> dict[str, Sheet]:
    """Values and markup together; raises Refused where the two readings of a file differ."""
    try:
        book = CalamineWorkbook.from_filelike(source)
        names = [about.name for about in book.sheets_metadata]
        told = [said.name or name for said, name in zip(markup.sheets, names, strict=False)]
        if told != names or len(markup.sheets) != len(names):
            raise Refused("it cannot be opened: its list of sheets contradicts itself", SAVE_ANEW)
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise Refused(f"two sheets are named {twice!r}", "give each sheet its own name")
        if not names:
            raise Refused("there is no sheet in it", "ask for it again")
        seen: dict[str, str] = {}
        pages = map(book.get_sheet_by_index, range(len(names)))
        return {
            about.name: _join(page, about.visible == SheetVisibleEnum.Visible, said, seen)
            for page, about, said in zip(pages, book.sheets_metadata, markup.sheets, strict=True)
        }
    except (CalamineError, OSError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        why = " ".join(str(error).split()) or type(error).__name__
        raise Refused(f"it cannot be opened: {why}", SAVE_ANEW) from None
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise Refused("it cannot be opened: its records contradict each other", SAVE_ANEW) from None


def _join(page: CalamineSheet, visible: bool, markup: Markup, seen: dict[str, str]) -> Sheet:
    """One sheet: values as the library reads them, the rest as the markup has it.

    Texts that were `seen` before are the same object: words in a workbook come again and again.
    """
    left = page.start[1] if page.start else 0
    # The library gives an error and a formula without a value alike as blank, or as 0.
    places = dict.fromkeys(markup.uncalculated) | markup.errors
    lines = (
        [*[""] * left, *(seen.setdefault(v, v) if isinstance(v, str) else v for v in values)]
        for values in page.iter_rows()
    )
    rows = tidy_rows(lines, places)
    width = max(map(len, rows), default=0)
    areas = markup.merged or [(*first, *last) for first, last in page.merged_cell_ranges or ()]
    merged = tuple(Span(*area) for area in areas)
    endless = {place: NO_NUMBER for place in _find_endless(rows)}
    if endless:
        rows = tidy_rows(map(list, rows), {place: "#NUM!" for place in endless})
    return Sheet(
        page.name,
        rows,
        merged,
        _within(markup.hidden_rows, len(rows)),
        _within(markup.hidden_columns, width),
        visible,
        _find_unseen(rows, merged, width) | endless | markup.remarks,
    )


def tidy_rows(lines: Iterable[list], places: Mapping[tuple[int, int], Any]) -> Rows:
    """Rows without their blank ends, and with other values in some places."""
    rows = []
    for line in lines:
        while line and line[-1] == "":
            line.pop()
        rows.append(line)
    for (row, column), value in places.items():
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = value
    while rows and not rows[-1]:
        rows.pop()
    return tuple(map(tuple, rows))


def _find_endless(rows: Rows) -> Iterator[tuple[int, int]]:
    """Cells with a number that no sheet can show, such as 1e999: infinite, or none at all."""
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, float) and not isfinite(value):
                yield row, column


def _within(hidden: list[range], size: int) -> frozenset[int]:
    return frozenset(line for lines in hidden for line in range(lines.start, min(lines.stop, size)))


def _find_unseen(rows: Rows, merged: tuple[Span, ...], width: int) -> dict[tuple[int, int], str]:
    """Cells under a merged one that hold something else than it: nobody sees them.

    Raises Refused where spans overlap, as they cannot in a workbook that a person has saved.
    """
    seen = [
        (span, range(span.top, min(span.bottom + 1, len(rows))), min(span.right + 1, width))
        for span in merged
    ]
    if sum(len(down) * max(0, end - span.left) for span, down, end in seen) > len(rows) * width:
        raise Refused("its merged cells overlap", SAVE_ANEW)
    unseen = {}
    for span, down, end in seen:
        first = rows[span.top][span.left : span.left + 1] if down else ()
        for row in down:
            for column, value in enumerate(rows[row][span.left : end], start=span.left):
                if value not in ("", None, *first):
                    unseen[row, column] = UNSEEN
    return unseen
