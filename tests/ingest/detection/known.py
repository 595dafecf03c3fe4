"""What is known of a sheet beforehand: its tables, and what each figure of them says.

The convention of labels, for a truth by hand, by construction, or by anybody else:

- Row labels are the words of the label columns on the figure's row, column labels those of the
  header rows over its column, outermost first, as printed, footnote marks included. White space is
  folded. A word said twice running (a merged cell spread, "Total" over "Total") counts once.
- A banner reaches over its merged span, or, unmerged, to the next word in its row. A group printed
  once reaches down to the next; so does a section heading, a row of words without figures.
- The head of a label column ("Rank", "Police force") names an axis: it is no label of a figure.
- A table's title and notes are no labels. But where blocks under one header are each headed by a
  name, the name may be told as the block's title or as its outermost label.
- A figure in a line that adds up others has role `total`. A line that may fairly be called both (a
  part that has parts, "Total" without parts) may be told as either.
"""

from dataclasses import dataclass, field
from typing import Literal

Labels = tuple[str, ...]


@dataclass(frozen=True)
class TrueFigure:
    """What a careful reader sees in one cell; each of `rows` and `columns` is a right naming.

    `values` are the right numbers; `lows` and `high` what the text or the sheet's legend says of a
    mark; a `plain` cell is a field of a record, whose words are right as they are; an `amount` is
    money, a share or a change: a number, but no count.
    """

    rows: tuple[Labels, ...]
    columns: tuple[Labels, ...]
    role: Literal["data", "total", "either"] = "data"
    values: tuple[float, ...] = ()
    lows: tuple[int, ...] = ()
    high: float | None = None
    plain: bool = False
    amount: bool = False


@dataclass
class TrueTable:
    """One table: its figures by cell, the one-based rows that are totals, and those that may be.

    `optional` are cells that may be told as figures or not, `blanks` those left empty among the
    figures; `blocks` says that parts of the table may be told as tables of their own.
    """

    sheet: str
    name: str
    figures: dict[str, TrueFigure] = field(default_factory=dict)
    total_rows: set[int] = field(default_factory=set)
    either_rows: set[int] = field(default_factory=set)
    optional: set[str] = field(default_factory=set)
    blanks: set[str] = field(default_factory=set)
    blocks: bool = False
