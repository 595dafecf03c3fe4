"""Hidden matter: what a workbook's file holds that nobody looking at its sheets sees.

It is told by kind, address and count, and never by its words.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

MOST_NAMED = 6  # places of one find


class HiddenKind(Enum):
    """The twelve kinds in words; `is_kept_out` if a file that holds one stays out of git.

    The others are told, and stripped from what is committed. `named` are the lines of the two
    kinds that hide lines.
    """

    is_kept_out: bool
    named: str

    def __new__(cls, words: str, is_kept_out: bool = False, named: str = "") -> "HiddenKind":
        kind = object.__new__(cls)
        kind._value_, kind.is_kept_out, kind.named = words, is_kept_out, named
        return kind

    def name_lines(self, lines: str) -> str:
        """`hidden rows`, `columns of no size`."""
        return self.named.format(lines)

    SHEETS = "hidden sheets", True
    LINES = "hidden rows and columns", True, "hidden {}"
    FLAT_LINES = "rows and columns of no size", True, "{} of no size"
    COMMENTS = "comments and notes"
    PIVOT_CACHES = "pivot caches", True
    NAMES = "named ranges outside what is seen"
    LINKS = "external links and their cached values", True
    DATA = "data models and connections", True
    INVISIBLE = "text that its colour or format hides", True
    COVERED = "cells covered by a merge", True
    DELETED = "deleted strings still in the file", True
    PROPERTIES = "properties with names, tracked changes"


@dataclass(frozen=True)
class HiddenMatter:
    """One find: what it is in a few words, where, and how many cells, records or entries.

    `sheet` is a visible sheet's name or `sheet 3 of 5`, blank for the file as a whole; `cells` are
    addresses there, such as `B5`, `7:9` or `C:D`.
    """

    kind: HiddenKind
    what: str
    count: int
    sheet: str = ""
    cells: tuple[str, ...] = ()
    unit: str = "cell"

    def __str__(self) -> str:
        """`Years, 7:9: hidden rows, 12 cells`."""
        cells = ", ".join(self.cells[:MOST_NAMED])
        more = len(self.cells) - MOST_NAMED
        cells += f" and {more} more" if more > 0 else ""
        place = ", ".join(filter(None, (self.sheet, cells))) or "the file"
        return f"{place}: {self.what}, {self.count:,} {_make_plural(self.unit, self.count)}"


def _make_plural(unit: str, count: int) -> str:
    if count == 1:
        return unit
    irregular = {"entry": "entries", "query": "queries"}
    irregular |= {"person": "people", "address": "addresses"}
    return irregular.get(unit, f"{unit}s")


Counts = dict[tuple[HiddenKind, str, str], int]  # by kind, what it is, and one of it in words


def list_counted(counts: Counts) -> Iterator[HiddenMatter]:
    """The finds of a file as a whole, kind by kind as they were counted; none of nothing."""
    for (kind, what, unit), count in counts.items():
        if count:
            yield HiddenMatter(kind, what, count, unit=unit)


def is_kept_out(found: Iterable[HiddenMatter]) -> bool:
    """Whether a file that holds this stays out of git."""
    return any(matter.kind.is_kept_out for matter in found)
