"""The truth of the real workbooks: hand-made rules of where things stand, applied to the files.

A table's rule names one-based rows and column letters, alone or as ranges (`9-40,42`):

- `headers`, from the outermost in; `maybe_headers`, a row outside them that may be told as well;
- `spans`, how far a banner reaches, by its merged cells or to the eye; `maybe_spans`, a wider reach
  that may be told as well;
- `stubs`, the columns of row labels; `down`, those whose words reach down to the next word;
  `maybe_down`, where that may be told or not;
- `sections`, heading rows whose words are the outer label of the rows beneath; `outside`, rows that
  belong to no section; `blocks`, the rule repeated further down, each under a heading of its own;
- `rows` and `columns` of figures; `loose`, rows above the header that may go without column labels;
- `totals`, `either` and `total_columns`, `either_columns`: lines that are sums, or may be;
- `records`, a list whose columns of words may be told as labels or as fields; `optional` cells.

For a file: `prose`, sheets without any table; `marks`, what its legends say of a glyph, as lowest
counts and highest; `glued`, glyphs that stand behind a number; `placed`, tables only looked for.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from known import Labels, TrueFigure, TrueTable
from openpyxl.utils import range_boundaries
from plain_grid import Grid, list_cells, list_columns, list_numbers, name_cell, read_plainly
from sampling import take_files

CORPUS = os.environ.get("FOI_CORPUS")
RULES = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
READ = [path.name for path in take_files(Path(CORPUS) / name for name in RULES)] if CORPUS else []
NO_SHEETS = ("prose", "marks", "glued", "placed")


@dataclass
class FileTruth:
    """The tables of one file, those only looked for, and the sheets that hold none."""

    file: str
    tables: list[TrueTable] = field(default_factory=list)
    placed: list[TrueTable] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)


def know_file(name: str, corpus: Path, rounded: bool = True) -> FileTruth:
    """Apply a file's rules to the file, its numbers `rounded` as shown or as they are stored."""
    rules, sheets = RULES[name], read_plainly(corpus / name, rounded)
    by_name = {sheet.strip(): sheet for sheet in sheets}
    truth = FileTruth(name, prose=[by_name[sheet] for sheet in rules.get("prose", ())])
    for sheet, tables in rules.items():
        if sheet in NO_SHEETS:
            continue
        for real in sheets if sheet == "*" else [by_name[sheet]]:
            grid = Grid(sheets[real], rules.get("glued", ""), rules.get("marks", {}))
            truth.tables += [know_table(grid, real, rule) for rule in tables]
    for sheet, ranges in rules.get("placed", {}).items():
        grid = Grid(sheets[by_name[sheet]], rules.get("glued", ""), {})
        for cells in ranges:
            places = [c for c in list_cells(cells) if grid.word(*c)]
            figures = {name_cell(*place): TrueFigure((), ()) for place in places}
            truth.placed.append(TrueTable(by_name[sheet], cells, figures))
    return truth


def know_table(grid: Grid, sheet: str, rule: dict) -> TrueTable:
    """One table with every figure's right namings."""
    title = range_boundaries(rule["title"])
    table = TrueTable(sheet, grid.word(title[1], title[0]), blocks="blocks" in rule)
    over = {column: name_column(grid, rule, column) for column in list_columns(rule["columns"])}
    for shift, head in list_blocks(grid, rule):
        rows = {kind: [row + shift for row in list_numbers(rule.get(kind))] for kind in ROW_KINDS}
        table.total_rows |= set(rows["totals"])
        table.either_rows |= set(rows["either"])
        for cells in str(rule.get("optional", "")).split():
            table.optional |= {name_cell(row + shift, column) for row, column in list_cells(cells)}
        for row in rows["rows"] + rows["loose"]:
            names = {tuple([*head, *way]) for way in name_row(grid, rule, rows, row)}
            names |= {()} if rule.get("records") else set()
            for column, namings in over.items():
                if not grid.word(row, column):
                    continue
                heads = namings | {()} if row in rows["loose"] else namings
                role = find_role(rule, rows, row, column)
                figure = TrueFigure(tuple(names), tuple(heads), role, **grid.figure(row, column))
                table.figures[name_cell(row, column)] = figure
    return table


ROW_KINDS = ("rows", "loose", "totals", "either", "sections", "outside")


def list_blocks(grid: Grid, rule: dict) -> Iterator[tuple[int, Labels]]:
    """How far down each repetition stands, and the words that head it."""
    if "blocks" not in rule:
        yield 0, ()
        return
    first, every = rule["blocks"]["first"], rule["blocks"]["every"]
    for row in range(first, len(grid.rows), every):
        yield row - first, (grid.word(row, 1),)


def name_row(grid: Grid, rule: dict, rows: dict, row: int) -> set[Labels]:
    """The right namings of a row, outermost label first."""
    section = [head for head in rows["sections"] if head < row]
    outer = [grid.word(section[-1], 1)] if section and row not in rows["outside"] else []
    down, maybe = (list_columns(rule.get(key)) for key in ("down", "maybe_down"))
    namings = set()
    for reaching in (down, down + maybe):
        labels = []
        for column in list_columns(rule["stubs"]):
            above = row
            while column in reaching and above > min(rows["rows"]) and not grid.word(above, column):
                above -= 1
            if above == row or not grid.word(row, column):
                labels.append(grid.word(above, column))
        namings.add(tuple(label for label in outer + labels if label))
    return namings


def name_column(grid: Grid, rule: dict, column: int) -> set[Labels]:
    """The right namings of a column, outermost label first."""
    headers, maybe = (list_numbers(rule.get(key)) for key in ("headers", "maybe_headers"))
    spans, wider = (str(rule.get(key, "")).split() for key in ("spans", "maybe_spans"))
    namings = set()
    for rows in (headers, maybe + headers):
        for reach in (spans, spans + wider):
            labels = []
            for row in rows:
                at = column
                for left, top, right, _ in map(range_boundaries, reach):
                    if top == row and left <= column <= right:
                        at = left
                while row in maybe and at > 1 and not grid.word(row, at):
                    at -= 1
                labels.append(grid.word(row, at))
            namings.add(tuple(label for label in labels if label))
    return namings


def find_role(rule: dict, rows: dict, row: int, column: int) -> str:
    if row in rows["totals"] or column in list_columns(rule.get("total_columns")):
        return "total"
    if row in rows["either"] or column in list_columns(rule.get("either_columns")):
        return "either"
    return "data"
