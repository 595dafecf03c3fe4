"""What a sheet's file says besides its values: spans, hidden lines, formulas nobody calculated."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from xml.parsers import expat

from openpyxl.utils import range_boundaries

from analysis.ingest.files.cell_styles import (
    AS_STORED,
    PAPER,
    CellStyle,
    Rule,
    Run,
    Shown,
    show_rich_text,
)
from analysis.ingest.files.containers import Refused
from analysis.ingest.files.sheet import format_address

MOST_CELLS = 5_000_000  # of one sheet, blank ones between its filled cells included
LAST_ROW, LAST_COLUMN = 2**20, 2**14  # of any spreadsheet that people use
NEVER_CALCULATED = "a formula that was never calculated"
SHOWN_AS_ERROR = "a formula that ends in the error {}"

CACHED = "cached sheet of another workbook"

Rectangle = tuple[int, int, int, int]  # top, left, bottom, right, zero-based, all inside
Area = tuple[Rectangle, Rule]
IN_TABLE = Rule(ground="")  # what the style of a table sets where a cell has no ground of its own


@dataclass
class Markup:
    """What is said of one sheet; `height` and `width` reach to its last cell with a value.

    `errors` are the cells that show an error, by (row, column), and the error's name. `flat` rows
    and columns have no size that a person could see; `filters` are the rows that a filter left on
    is over; `comments` are told as far as this part of the file has them. `shown` is what a person
    sees where it is not what is stored, `invisible` the cells whose words nobody sees, `doubted`
    what has to be settled of a cell, `notices` what is worth telling of it, `unrounded` what a
    number was that is shown rounded. `unseen` says in what way the whole sheet is not seen, as far
    as this part of the file tells.
    """

    name: str
    unseen: str = ""
    merged: list[Rectangle] = field(default_factory=list)
    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)
    flat_rows: list[range] = field(default_factory=list)
    flat_columns: list[range] = field(default_factory=list)
    filters: list[range] = field(default_factory=list)
    comments: list[tuple[int, int]] = field(default_factory=list)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    shown: dict[tuple[int, int], str | float] = field(default_factory=dict)
    invisible: set[tuple[int, int]] = field(default_factory=set)
    doubted: dict[tuple[int, int], str] = field(default_factory=dict)
    notices: dict[tuple[int, int], str] = field(default_factory=dict)
    unrounded: dict[tuple[int, int], float] = field(default_factory=dict)
    height: int = 0
    width: int = 0

    def reach(self, row: int, column: int) -> None:
        """Take note of a cell with a value.

        Raises Refused where the rectangle from A1 to the last such cell is too large to hold.
        """
        if not (0 <= row < LAST_ROW and 0 <= column < LAST_COLUMN):
            raise Refused("it cannot be opened: a cell has no address", "ask for it again")
        if row >= self.height or column >= self.width:
            self.height, self.width = max(self.height, row + 1), max(self.width, column + 1)
            if self.height * self.width > MOST_CELLS:
                last = format_address(self.height - 1, self.width - 1)
                remedy = "delete the cell that stands far from the tables, and save a smaller copy"
                raise Refused(f"its cells reach as far as {last}", remedy)

    def hide_rows(self, rows: range) -> None:
        """Take note of hidden rows; a sheet may hide a million, one after the other."""
        if self.hidden_rows and self.hidden_rows[-1].stop == rows.start:
            rows = range(self.hidden_rows.pop().start, rows.stop)
        self.hidden_rows.append(rows)

    def show(self, row: int, column: int, shown: Shown) -> None:
        """Take note of what a person sees of a cell."""
        if shown.value is not None:
            self.shown[row, column] = shown.value
        if shown.notice:
            self.notices[row, column] = shown.notice
        if shown.remark:
            self.doubted[row, column] = shown.remark
        if shown.invisible:
            self.invisible.add((row, column))
        if shown.unrounded is not None:
            self.unrounded[row, column] = shown.unrounded

    def show_runs(self, row: int, column: int, runs: list[Run], style: CellStyle) -> None:
        """Take note of what a person sees of a text, where it is not what is stored."""
        if style.keeps_text and not any(font for _, font in runs):
            return
        if (shown := show_rich_text(runs, style)) is not AS_STORED:
            self.show(row, column, shown)

    @property
    def remarks(self) -> dict[tuple[int, int], str]:
        """What to know before a cell's value is used, by (row, column)."""
        errors = {place: SHOWN_AS_ERROR.format(name) for place, name in self.errors.items()}
        return self.doubted | errors | dict.fromkeys(self.uncalculated, NEVER_CALCULATED)


class ConditionalFormats:
    """What rules of a sheet and the styles of its tables may set, and in which cells."""

    def __init__(self, areas: Iterable[Area] = ()):
        self.areas = list(areas)
        self.row, self.across = -1, []  # the rules of the row that was last asked for
        self.grounds: dict[CellStyle, CellStyle] = {}  # styles on a ground that is not known

    def __bool__(self) -> bool:
        return bool(self.areas)

    def list_rules(self, row: int, column: int) -> list[Rule]:
        """What may be set in one cell; quickest where cells are asked for row by row."""
        if self.row != row:
            self.row = row
            self.across = [
                (range(left, right + 1), rule)
                for (top, left, bottom, right), rule in self.areas
                if top <= row <= bottom
            ]
        return [rule for columns, rule in self.across if column in columns]

    def mislead(self, row: int, column: int, ground: str) -> bool:
        """Whether a number on this ground may come to show something else, or nothing."""
        if not self.areas:
            return False
        return any(rule.misleads(ground) for rule in self.list_rules(row, column))

    def set_ground(self, row: int, column: int, style: CellStyle) -> CellStyle:
        """The style of a cell, on no known ground where a rule or a table sets it."""
        if not self.areas or not any(
            rule.ground is not None and (rule is not IN_TABLE or style.ground == PAPER)
            for rule in self.list_rules(row, column)
        ):
            return style
        if style not in self.grounds:
            self.grounds[style] = replace(style, ground="")
        return self.grounds[style]


def read_areas(cells: str) -> Iterator[Rectangle]:
    """The rectangles of `B2:B9 D4`; of `B:B` to the last row.

    >>> list(read_areas("B2:B9 D4"))
    [(1, 1, 8, 1), (3, 3, 3, 3)]
    """
    for words in cells.split():
        try:
            left, top, right, bottom = range_boundaries(words)
        except (TypeError, ValueError):
            continue
        ends = (bottom or LAST_ROW) - 1, (right or LAST_COLUMN) - 1
        yield (top or 1) - 1, (left or 1) - 1, *ends


@dataclass
class BookMarkup:
    """The markup of every sheet in order; `linked` where formulas read other workbooks."""

    sheets: list[Markup] = field(default_factory=list)
    linked: bool = False


def parse_part(
    part: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] = lambda name: None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Run through one XML part; raises Refused where it is no well-formed XML."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(part, True)
    except Refused:
        raise
    except expat.ExpatError as error:
        raise Refused(f"it cannot be opened: {error}", "ask for it again") from None
    except (ArithmeticError, LookupError, ValueError) as error:
        # Its own words may quote what the file hides.
        raise Refused(f"it cannot be opened: {type(error).__name__}", "ask for it again") from None


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
