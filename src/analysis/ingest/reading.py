"""What the text of one cell is, before anything is known of the table it stands in."""

from dataclasses import dataclass
from typing import Literal

from analysis.ingest.marks import read_count
from analysis.ingest.periods import read_period
from analysis.ingest.workbook import Cell
from analysis.model.count import Count

Kind = Literal[
    "blank",  # nothing but spaces
    "number",  # a whole number: 17, "1,204", "17~" (glyph ~), "2 x Officers" (words Officers)
    "decimal",  # 0.83, 12.5%: a rate, a share, an FTE; no count
    "range",  # <5, 1-5, "5 or fewer": a count known between two numbers
    "mark",  # *, -, .., :, x, #, [c], NIL, "not held", withheld: the legend says what it means
    "several",  # "1x Written warning, 2x RPRP": more than one value
    "period",  # a year, a quarter, a month, a real date
    "error",  # #REF!, #N/A, or a formula never calculated
    "words",  # anything else
]


@dataclass(frozen=True)
class Reading:
    """A cell's kind, and its count where the text alone settles it."""

    kind: Kind
    count: Count | None = None
    glyph: str = ""
    words: str = ""

    @property
    def is_figure(self) -> bool:
        """Whether the cell can stand among the figures of a table."""
        return self.kind in ("number", "decimal", "range", "mark", "several", "error")


def look_at(cell: Cell) -> Reading:
    """Read one cell by itself; a number such as 2019 may be a count or a year: kind `number`."""
    if not cell.text:
        return Reading("blank")
    try:
        count = read_count(cell, {})
    except ValueError:
        count = None
    if count is not None:
        return Reading("number", count)
    try:
        if read_period(cell.text):
            return Reading("period")
    except ValueError:
        pass
    return Reading("words", words=cell.text)
