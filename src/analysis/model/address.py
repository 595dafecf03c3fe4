"""Where a figure stands: `file#sheet!cell`, and lists of such addresses in one field of a CSV."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

SEPARATOR = " | "
# A sheet may be called anything: the signs we split at are written as percent codes inside names.
_ESCAPES = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "%#!|"})


@dataclass(frozen=True)
class Address:
    """One cell: the file's path from the project's root, the sheet's name, the cell as `B5`.

    A count of records has a selection of cells, `C2:C4 C7`. `note` is what the observation notes
    of the figure: for one transcribed from a letter, `page 2, paragraph 3`.
    """

    file: str
    sheet: str
    cell: str
    note: str = ""

    def __str__(self) -> str:
        file, sheet, note = (
            name.translate(_ESCAPES) for name in (self.file, self.sheet, self.note)
        )
        return f"{file}#{sheet}!{self.cell}" + (f" ({note})" if note else "")

    def shares_line(self, other: "Address") -> bool:
        """Whether two single cells stand in one row or one column of a sheet.

        >>> Address("a.xlsx", "Data", "B5").shares_line(Address("a.xlsx", "Data", "F5"))
        True
        """
        if (self.file, self.sheet) != (other.file, other.sheet):
            return False
        mine, theirs = (re.fullmatch(r"([A-Z]+)(\d+)", one.cell) for one in (self, other))
        return bool(mine and theirs) and (mine[1] == theirs[1] or mine[2] == theirs[2])


def join_addresses(addresses: Iterable[Address]) -> str:
    return SEPARATOR.join(map(str, addresses))


def merge_addresses(*lists: str) -> str:
    """Several lists as one, in order, each address once."""
    every = (text for listed in lists if listed for text in listed.split(SEPARATOR))
    return SEPARATOR.join(dict.fromkeys(every))


def split_addresses(text: str) -> list[Address]:
    """Read back what `join_addresses` wrote."""
    found = []
    for one in filter(None, text.split(SEPARATOR)):
        file, _, place = one.partition("#")
        sheet, _, cell = place.partition("!")
        cell, _, note = cell.partition(" (")
        found.append(Address(unquote(file), unquote(sheet), cell, unquote(note[:-1])))
    return found
