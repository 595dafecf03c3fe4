"""What one cell of a table says: a count, several counts with their words, and the notes on it."""

from analysis.ingest.files.workbook import Cell, fold
from analysis.ingest.recipe.block import Block, Misplaced
from analysis.ingest.recipe.labels import Label, Recipe
from analysis.ingest.words.marks import read_count
from analysis.ingest.words.tallies import read_counts_with_words
from analysis.model.count import Count, exactly


def read_cell(recipe: Recipe, cell: Cell) -> list[tuple[Count, Label | None]]:
    """The counts of a cell, each with its category where the cell lists counts with words.

    A cell that does not apply holds none. Raises ValueError where the cell cannot be read.
    """
    if recipe.table.cells:
        return _read_list(recipe, cell)
    count = read_count(cell, recipe.table.marks)
    return [] if count is None else [(count, None)]


def _read_list(recipe: Recipe, cell: Cell) -> list[tuple[Count, Label | None]]:
    """`1x Written warning, 2x RPRP`: every category once; a mark can only say that none is listed.

    A category that a list leaves out is unknown, not 0.
    """
    if cell.remark:
        raise ValueError(f"the cell is {cell.remark}")
    marks = {fold(mark): count for mark, count in recipe.table.marks.items()}
    if fold(cell.text) in marks:
        if marks[fold(cell.text)] in (None, exactly(0)):
            return []
        raise ValueError(f"{cell.text!r} hides a whole list: its categories are not known")
    found: dict[str, tuple[Count, Label]] = {}
    axis, force = recipe.table.cells, recipe.response.force
    # Line breaks divide a list, and `text` has lost them.
    for number, words in read_counts_with_words(str(cell.value)):
        code = recipe.vocabulary.look_up(axis, words, force).code
        if code in found:
            first = found[code][1].cell.text
            raise ValueError(f"{words!r} and {first!r} of one cell are both {code}")
        label = Label(Cell(cell.row, cell.column, words), category=code)
        found[code] = (exactly(number), label)
    return list(found.values())


def find_note(recipe: Recipe, block: Block, cell: Cell) -> str:
    """What the sheet says of a figure beside it: a flag, the page or paragraph it stood on.

    Raises Misplaced where a flag is unknown, or where no page is given.
    """
    notes = []
    if (column := block.heads.flags.get(cell.column)) is not None:
        flag = block.sheet.cell(cell.row, column)
        if flag.text and not recipe.is_flag(flag):
            remedy = f'say what it means under `marks`, such as `"{flag.text}": footnote`'
            raise Misplaced(flag, f"{flag.text!r} stands in a column of flags", remedy)
        notes.append(flag.text)
    if (column := block.heads.where) is not None:
        place = block.sheet.cell(cell.row, column)
        if not place.text:
            problem = f"nothing says under {recipe.table.where!r} where this figure stood"
            raise Misplaced(place, problem, "complete the cell")
        worded = any(map(str.isalpha, place.text))
        notes.append(place.text if worded else f"{recipe.table.where} {place.text}")
    return "; ".join(filter(None, notes))
