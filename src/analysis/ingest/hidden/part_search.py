"""What a part of a zipped workbook holds: its elements, their words, and the ranges it names."""

import re

from openpyxl.utils import range_boundaries

from analysis.ingest.files.markup import parse_part
from analysis.ingest.files.sheet import Numbering


def list_elements(part: bytes, *names: str) -> list[tuple[str, dict[str, str]]]:
    """The elements of these names, without their prefix, in order; all where none is given."""
    found = []

    def take(name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if not names or name in names:
            found.append((name, attributes))

    parse_part(part, take)
    return found


def list_texts(part: bytes) -> list[tuple[str, str]]:
    """The elements that hold words of their own, without their prefix, with these words."""
    found, open_names, words = [], [], ""

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal words
        open_names.append(name.rpartition(":")[2])
        words = ""

    def gather(text: str) -> None:
        nonlocal words
        words += text

    def end(_: str) -> None:
        nonlocal words
        name = open_names.pop()
        if words.strip():
            found.append((name, words))
        words = ""

    parse_part(part, start, end, gather)
    return found


def count_tags(part: bytes, tag: str) -> int:
    """How often an element begins in a part, whatever its prefix."""
    return len(re.findall(rb"<(?:[\w.-]+:)?" + tag.encode() + rb"[\s/>]", part))


def has_visible(cells: str, numbering: Numbering) -> bool:
    """Whether any cell of a range such as `$A$1:$B$5`, `A:A` or `3:4` is seen."""
    try:
        left, top, right, bottom = range_boundaries(cells)
    except (TypeError, ValueError):
        return False
    rows, columns = numbering.rows, numbering.columns
    down = top is None or rows.find(top - 1) < rows.find(bottom)
    across = left is None or columns.find(left - 1) < columns.find(right)
    return down and across
