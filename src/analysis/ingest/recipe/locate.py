"""Find a table by the words that stand above it, wherever an inserted row has pushed it."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from analysis.ingest.files.sheet import Cell, Sheet, fold, format_value
from analysis.ingest.recipe.axis_labels import (
    NO_DIMENSION,
    OutsideWindow,
    Recipe,
    UndeclaredMark,
)
from analysis.ingest.recipe.block import (
    FEWEST_HEADS,
    PLAIN,
    CellFault,
    CellTests,
    ColumnHeads,
    Misplaced,
    RecipeLayout,
    TableBlock,
    goes_on_to_figures,
    heads_other_columns,
    is_total,
    place_faults,
)
from analysis.ingest.recipe.header import find_heads, settle_beside
from analysis.ingest.words.footnote_marks import GLYPH
from analysis.model.faults import Fault
from analysis.model.reply import Table

# A title may carry its number before the words ("Table 3: ").
_NUMBERING = r"(?:(?:table|question|figure|part|q)\s*)?[a-z]?\d*[a-z]?(?:\.\d+)*\s*[-:.)–—]*\s*"
_MARK = rf"{GLYPH}|[:.]|\d+"
_NOTE = rf"(?>see\b|(?:foot)?notes?(?![a-z])|below\b|and\b|\d++|[a-z]\b|{GLYPH}|[&,]|\s)++"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY_WORD = (
    rf"(?:from|to|until|up|since|between|and|inclusive|calendar|financial|years?|ending|{_MONTH})\b"
)
_DAYS = rf"(?=[^()\[\]]*\d)(?>{_DAY_WORD}|\d++(?:st|nd|rd|th)?|[-–—/.,&]|\s)++"
_DAYS_AT_ONCE = rf"(?=\d|from\b|since\b|between\b|{_MONTH}\b){_DAYS}"
# Remarks are footnote marks, notes and days. Any other word makes it another table's title:
# "Complaints by rank - officers dismissed only" are not the complaints by rank.
_REMARKS = (
    rf"(?>\s+{_DAYS_AT_ONCE}|,\s*{_DAYS}|\s*(?:{_MARK})|\s*[(\[]\s*(?:{_DAYS}|{_NOTE})[)\]])*+\s*"
)


@dataclass(frozen=True)
class LocatedTable:
    """A table where its recipe finds it, in a sheet of a file.

    `strays` are cells within its reach that may belong to it and are not read. `beside` blames,
    by zero-based column, the columns that this recipe neither reads nor leaves out: another recipe
    of the same title may.
    """

    file: str
    title: str
    block: TableBlock
    strays: tuple[CellFault, ...] = ()
    beside: tuple[tuple[int, Fault], ...] = ()

    @property
    def address(self) -> dict[str, str]:
        """File and sheet, as observations have them."""
        return {"file": self.file, "sheet": self.block.sheet.name}


class NotLocated(Exception):
    """Why a table cannot be read at all; `title` is the place of its title, blank without one."""

    def __init__(self, fault: Fault, title: str = ""):
        self.fault, self.title = fault, title
        super().__init__(str(fault))


def locate_table(recipe: Recipe, sheets: dict[str, Sheet], file: str) -> LocatedTable:
    """Find the table of a recipe; `file` is the workbook's name as faults show it.

    Raises NotLocated with the fault where no table lies there as the recipe says.
    """
    table = recipe.table
    sheet, title = locate_title(recipe, sheets, file)
    looks, layout = _make_tests(recipe), _make_layout(table)
    one_column = table.columns == "count" or (table.columns == "total" and bool(table.under))
    try:
        _check_one_dimension(table)
        _ = recipe.window  # raises where the banners of `under` say no days that were supplied
        block = locate_block(sheet, title, looks, one_column, layout)
    except Misplaced as stray:
        fault = stray.fault
    except (OutsideWindow, UndeclaredMark) as error:  # a banner's, named in `under`
        fault = CellFault(title, str(error), error.remedy)
    except ValueError as error:
        remedy = "mend `rows` and `columns` of this table in response.yaml"
        fault = CellFault(title, str(error), remedy)
    else:
        block, lost = settle_beside(block, looks, layout)
        columns = (each.cell.column for each in lost)
        beside = tuple(zip(columns, place_faults(file, sheet.name, lost), strict=True))
        strays = tuple(_find_strays(block, looks, layout, one_column))
        return LocatedTable(file, format_title(sheet, title), block, strays, beside)
    (placed,) = place_faults(file, sheet.name, [fault])
    raise NotLocated(placed, format_title(sheet, title))


def locate_title(recipe: Recipe, sheets: dict[str, Sheet], file: str) -> tuple[Sheet, Cell]:
    """The sheet and the cell of a recipe's title; raises NotLocated where it is not one cell."""
    try:
        return find_title(sheets, recipe.table.find, recipe.table.sheet)
    except ValueError as error:
        remedy = "mend `find` or `sheet` of this table in response.yaml"
        raise NotLocated(Fault(file, str(error), remedy, recipe.table.sheet)) from error


def format_title(sheet: Sheet, title: Cell) -> str:
    """`Sheet1!A4`: two recipes of one such title read one table."""
    return f"{sheet.name}!{title.address}"


def _check_one_dimension(table: Table) -> None:
    if len({table.rows, table.columns, table.cells} - {"", *NO_DIMENSION}) > 1:
        raise ValueError(f"{table.rows} by {table.columns} crosses two dimensions")


def _make_layout(table: Table) -> RecipeLayout:
    """What the recipe says of the layout, in the shape that the search goes by."""
    return RecipeLayout(
        table.under,
        table.labels,
        table.where,
        frozenset(map(fold, table.pick)),
        frozenset(map(fold, table.ignore)),
        frozenset(table.gaps),
    )


def _make_tests(recipe: Recipe) -> CellTests:
    """How this recipe's table tells headers, labels, counts and other titles from one another."""
    table = recipe.table
    others = [other.find for other in recipe.reply.tables if other.find != table.find]
    picks = {fold(words) for words in table.pick}
    return CellTests(
        header=lambda cell: (
            any(letter.isalpha() for letter in cell.text)
            if table.columns == "total"
            else recipe.is_label(table.columns, cell)
        ),
        label=lambda cell: fold(cell.text) in picks or recipe.is_label(table.rows, cell),
        value=recipe.is_value,
        title=lambda cell: any(resembles_title(cell.text, words) for words in others),
        flag=recipe.is_flag,
        sense=lambda cell: "total" if is_total(cell) else recipe.find_sense(table.columns, cell),
    )


def find_title(sheets: dict[str, Sheet], words: str, sheet: str = "") -> tuple[Sheet, Cell]:
    """The one cell that says `words`: alone in its cell first, else with numbering or remarks.

    Raises ValueError where no cell or more than one does, naming what stands nearest.
    """
    if sheet and sheet not in sheets:
        raise ValueError(f"there is no sheet {sheet!r}; there are: {', '.join(sheets)}")
    searched = [sheets[sheet]] if sheet else list(sheets.values())
    cells = [(page, cell) for page in searched for cell in page.filled()]
    for fits in (lambda text: fold(text) == fold(words), lambda text: is_title(text, words)):
        found = [(page, cell) for page, cell in cells if fits(cell.text)]
        found = [(p, c) for p, c in found if c.row not in p.page_lines] or found
        if len(found) == 1:
            return found[0]
        if found:
            places = ", ".join(f"{page.name}!{cell.address}" for page, cell in found[:5])
            raise ValueError(f"{words!r} stands in more than one cell ({places})")
    texts = {cell.text: f"{page.name}!{cell.address}" for page, cell in cells}
    # A title qualified at length is nearer than one of like letters.
    near = sorted((text for text in texts if resembles_title(text, words)), key=len)
    near = near or difflib.get_close_matches(words, texts, n=1, cutoff=0.5)
    hint = f"; nearest is {near[0]!r} in {texts[near[0]]}" if near else ""
    raise ValueError(f"no cell says {words!r}{hint}")


def is_title(text: str, words: str) -> bool:
    """Whether a cell's text is the title `words`, its numbering and remarks aside."""
    return bool(re.fullmatch(_NUMBERING + re.escape(fold(words)) + _REMARKS, fold(text)))


def resembles_title(text: str, words: str) -> bool:
    """Whether a cell's text opens with the title `words`, whatever qualifies them after.

    Where a table ends at another's title, a qualified one ends it as well.
    """
    opening = _NUMBERING + re.escape(fold(words)) + r"\s*(?:[^\w\s].*|\d.*)?"
    return bool(re.fullmatch(opening, fold(text)))


def locate_block(
    sheet: Sheet, title: Cell, looks: CellTests, one_column: bool, layout: RecipeLayout = PLAIN
) -> TableBlock:
    """The block under a title: header to the right of the label column, labels down to a blank row.

    With `one_column` the header may be any words, or missing. `layout` moves the label column,
    narrows the columns and the rows, and lets blank ones pass.
    Raises ValueError where no header is met within ten rows, or no row follows it; Misplaced
    where another table or figures without a header are met first.
    """
    heads = find_heads(sheet, title, looks, one_column, layout)
    block = _gather_rows(TableBlock(sheet, title, heads, (), heads.top), looks, layout)
    if not block.rows and not layout.pick:
        raise ValueError("no row of figures follows the header")
    return block


def _gather_rows(block: TableBlock, looks: CellTests, layout: RecipeLayout) -> TableBlock:
    """The rows that are read, those left out on purpose, and where the table ends."""
    sheet, heads = block.sheet, block.heads
    rows, ignored, repeated, bottom, gaps = [], [], [], heads.top, 0
    row = heads.top + 1
    while row < sheet.height:
        label, blank = _find_label(sheet, row, heads, layout), _is_blank(sheet, row, heads)
        if heads_other_columns(sheet, heads, row, looks):
            break
        if again := count_repeated(sheet, block.title, heads, row):
            if any(looks.title(sheet.cell(line, heads.stub)) for line in range(row, row + again)):
                break
            filled = [line for line in range(row, row + again) if not _is_empty(sheet, line)]
            lines = [sheet.cell(line, heads.stub) for line in filled]
            (ignored if layout.ignores(label) else repeated).extend(lines)
            gaps, row = gaps + again - len(filled), row + again
            continue
        if layout.ignores(label):
            ignored.append(label)
        elif blank and not label.text:
            after = next(_filled_rows(sheet, row, heads), None)
            if after is None or not _goes_on(block, after, rows, looks, layout):
                break
            gaps, row = gaps + 1, after
            continue
        elif blank and not _is_unfilled_row(block, label, looks):
            break  # a note under the table, or the next title
        elif not layout.pick or fold(label.text) in layout.pick:
            rows.append(label)
        bottom = row
        row += 1
    passed = tuple(cell for cell in repeated if cell.row < bottom)
    return TableBlock(sheet, block.title, heads, tuple(rows), bottom, tuple(ignored), gaps, passed)


def count_repeated(sheet: Sheet, title: Cell, heads: ColumnHeads, row: int) -> int:
    """How many rows from this one on belong to a page break, and are passed over.

    They number the page, or say what the last rows of the header say, word for word; the banners
    over the heads may be left out.
    """
    pages, start = 0, row
    while row in sheet.page_lines or (pages and row < sheet.height and _is_empty(sheet, row)):
        row += 1
        pages = row - start if row - 1 in sheet.page_lines else pages
    again = _count_heads(sheet, title, heads, row)
    return row - start + again if again else pages


def _is_empty(sheet: Sheet, row: int) -> bool:
    return not any(map(format_value, sheet.rows[row]))


def _count_heads(sheet: Sheet, title: Cell, heads: ColumnHeads, row: int) -> int:
    """How many rows from this one on say once more what the last of the header say."""
    columns = range(heads.stub, max(heads.accounted) + 1)
    for first in range(min(title.row + 1, heads.top), heads.top + 1):
        lines = range(first, heads.top + 1)
        pairs = (
            (sheet.cell(line, column), sheet.cell(row + line - first, column))
            for line in lines
            for column in columns
        )
        if all(fold(head.text) == fold(again.text) for head, again in pairs):
            texts = [[sheet.cell(line, c).text for c in columns] for line in (first, heads.top)]
            is_said = any(texts[0]) and sum(map(bool, texts[-1])) >= FEWEST_HEADS
            return len(lines) if is_said else 0
    return 0


def _find_label(sheet: Sheet, row: int, heads: ColumnHeads, layout: RecipeLayout) -> Cell:
    """The label of a row; a label to pick may stand in any column left of the figures."""
    label = sheet.cell(row, heads.stub)
    if layout.pick and not layout.labels:
        first = min(cell.column for cell in heads.columns)
        cells = [sheet.cell(row, column) for column in range(heads.stub, first)]
        named = (cell for cell in cells if fold(cell.text) in layout.pick | layout.ignore)
        return next(named, next((cell for cell in cells if cell.text), label))
    return label


def _is_unfilled_row(block: TableBlock, label: Cell, looks: CellTests) -> bool:
    """Whether a label without figures heads a row of the table: it is one of its labels, or
    labelled rows go on from it to the next figures."""
    if looks.title(label) or looks.label(label) or is_total(label):
        return not looks.title(label)
    columns = [cell.column for cell in block.columns]
    return goes_on_to_figures(block.sheet, label.row, label.column, columns, looks)


def _is_blank(sheet: Sheet, row: int, heads: ColumnHeads) -> bool:
    return not any(sheet.cell(row, cell.column).text for cell in heads.columns)


def _filled_rows(sheet: Sheet, row: int, heads: ColumnHeads) -> Iterator[int]:
    for below in range(row + 1, sheet.height):
        if sheet.cell(below, heads.stub).text or not _is_blank(sheet, below, heads):
            yield below


def _goes_on(
    block: TableBlock, row: int, rows: list[Cell], looks: CellTests, layout: RecipeLayout
) -> bool:
    """Whether a table goes on in this row, below a blank one.

    A heading that the recipe leaves out has blank rows about it, and no figures. Any other blank
    row may have lost its figures: only the recipe can say that it is a mere space.
    """
    sheet, heads = block.sheet, block.heads
    label = _find_label(sheet, row, heads, layout)
    if count_repeated(sheet, block.title, heads, row):
        return "row" in layout.gaps
    if layout.ignores(label):
        return "row" in layout.gaps or _is_blank(sheet, row, heads)
    if "row" not in layout.gaps or looks.title(label) or _is_blank(sheet, row, heads):
        return False
    figures = [sheet.cell(row, cell.column) for cell in heads.columns]
    if looks.label(label) or is_total(label) or layout.pick:
        return True
    return not rows and any(looks.value(cell) and not looks.header(cell) for cell in figures)


def _find_strays(
    block: TableBlock, looks: CellTests, layout: RecipeLayout, one_column: bool
) -> Iterator[CellFault]:
    """Every cell left of a block's figures or below them that may belong to it.

    A table ends at a blank row, a note, a blank column. Where a header was left out, a row blanked
    or a label column mistaken, figures of the same table stand beyond that end: lost in silence.
    """
    yield from _find_strays_left(block, looks, one_column)
    yield from _find_strays_below(block, looks, layout)


def _find_strays_left(block: TableBlock, looks: CellTests, one_column: bool) -> Iterator[CellFault]:
    """A title over the first figures, not over the labels, would make that column the labels."""
    corner = block.sheet.cell(block.heads.top, block.heads.stub)
    shifted = not one_column and looks.header(corner)
    for label in block.rows:
        figure = looks.value(label) and not looks.label(label)
        if (shifted or figure) and block.sheet.cell(label.row, label.column - 1).text:
            problem = "a figure stands where a label should, and words to its left"
            remedy = "write as `find` words that stand above the column of labels"
            yield CellFault(label, problem, remedy)


def _find_strays_below(
    block: TableBlock, looks: CellTests, layout: RecipeLayout
) -> Iterator[CellFault]:
    """Figures in the table's own columns, with no title or header of another table before them."""
    gap = words = False
    for row in range(block.bottom + 1, block.sheet.height):
        label = block.sheet.cell(row, block.heads.stub)
        values = [block.sheet.cell(row, column.column) for column in block.columns]
        filled = [cell for cell in values if cell.text]
        if row in block.sheet.page_lines:
            if looks.title(label):
                return
            continue
        if not filled and not label.text:
            gap = True
        elif not filled:
            if looks.title(label):
                return
            words = True
        else:
            if not words and heads_other_columns(block.sheet, block.heads, row, looks):
                yield _blame_other_heads(label if label.text else filled[0], filled)
            elif _continues(block, label, filled, looks, gap and words, words):
                problem = (
                    f"{filled[0].text!r} stands below the end of the table and would not be read"
                )
                remedy = "complete the row above that ended the table, or name it under `ignore`"
                if not words:
                    remedy = _advise_on_gap(block, row, looks, layout)
                yield CellFault(filled[0], problem, remedy)
            return


def _advise_on_gap(block: TableBlock, row: int, looks: CellTests, layout: RecipeLayout) -> str:
    """What to do about figures in a row below a blank one, or below one that has lost its own."""
    wider = replace(layout, gaps=layout.gaps | {"row"})
    if row > block.bottom + 1 and _goes_on(block, row, list(block.rows), looks, wider):
        return "complete the blank row, or say `gaps: [row]` if it is a mere space"
    return (
        "complete the row above that ended the table; where it is a mere space, take it out in a "
        "copy of the workbook, or write a title below it and read what follows by another recipe"
    )


def _blame_other_heads(cell: Cell, heads: list[Cell]) -> CellFault:
    shown = ", ".join(head.text for head in heads[:3])
    problem = f"this row heads other columns than the table's header ({shown})"
    remedy = (
        "the table ends above it: read what is below by a recipe of its own, whose `find` says the "
        "words just above it, or write a title over it in a copy of the workbook"
    )
    return CellFault(cell, problem, remedy)


def _continues(
    block: TableBlock,
    label: Cell,
    filled: list[Cell],
    looks: CellTests,
    titled: bool,
    words: bool,
) -> bool:
    """Whether a row of figures below the end continues the table, rather than starts another.

    `words` stood in between; after a blank row too they may be a title (`titled`).
    """
    again = count_repeated(block.sheet, block.title, block.heads, label.row)
    if again or any(map(looks.header, filled)):
        return not words  # the header once more, as after a page break
    if not any(map(looks.value, filled)):
        return False  # the header of another table
    if not titled:
        return True
    if len(block.columns) == 1:
        read = {fold(cell.text) for cell in block.rows}
        return looks.label(label) and fold(label.text) not in read
    return len(filled) > 1
