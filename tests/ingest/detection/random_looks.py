"""What a sheet shows and does not show: formats, raised and struck runs, hidden lines and cells."""

from dataclasses import replace
from random import Random

from formats import Hidden, Styled, raise_notes
from known import Labels, TrueFigure
from random_tables import Block, Spot

from analysis.ingest.files.sheet import fold

PLANTED = ["Quorvex", "Zilbant", "Morwick Tarn", "Ysolpe", "Drennick"]
RAISED = str.maketrans("0123456789a", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃ")
NOTES = ["1", "2", "3", "12", "a"]
# format, text shown of a count n, and what that says of it: lows, highest
HIDING = [
    ('"<5"', "<5", (0, 1), 4),
    ('[<5]"<5";0', "<5", (0, 1), 4),
    ('"Fewer than 5"', "Fewer than 5", (0, 1), 4),
    ('"*"', "*", (), None),
    ('"[c]"', "[c]", (), None),
]
UNITS = [("£#,##0", "£{0:,}", 1), ("0%", "{0}%", 100), ("0.0%", "{0}.0%", 100)]


def add_look(rng: Random, block: Block, alone: bool) -> None:
    """Lay one difference between what is stored and what is shown over a table.

    Lines are hidden only where the table stands `alone` on its sheet.
    """
    looks = [hide_by_format, show_thousands, add_unit_column, raise_on_counts, raise_on_labels]
    looks += [raise_on_heads, strike_out, blank_out, show_financial_years]
    rng.choice([*looks, hide_row, hide_column] if alone else looks)(rng, block)


def list_counts(block: Block, most: float = float("inf")) -> list[Spot]:
    """The plain counts of a table up to a size, totals left out."""
    return [
        spot
        for spot, figure in sorted(block.figures.items())
        if figure.role == "data"
        and type(value := block.cells[spot]) is int
        and figure.values == (value,)
        and value <= most
    ]


def hide_by_format(rng: Random, block: Block) -> None:
    """Small counts are stored, and a format shows something else."""
    look, shown, lows, high = rng.choice(HIDING)
    for spot in list_counts(block, 4):
        block.cells[spot] = Styled(block.cells[spot], look, shown)
        block.figures[spot] = replace(block.figures[spot], values=(), lows=lows, high=high)


def show_thousands(_: Random, block: Block) -> None:
    """Counts in a format of thousands, and stored with the traces of a sum of fractions."""
    for spot, figure in block.figures.items():
        count = block.cells[spot]
        if type(count) is int and figure.values == (count,):
            block.cells[spot] = Styled(count, "#,##0", f"{count:,}")


def add_unit_column(rng: Random, block: Block) -> None:
    """A last column of money or of percentages, whose unit only the format shows."""
    rows, at = block.body, block.wide
    if not has_head(block, rows[0]) or not ends_in_figures(block):
        return
    look, show, divisor = rng.choice(UNITS)
    head = "Cost" if divisor == 1 else "Share"
    depth = max(len(over) for figure in block.figures.values() for over in figure.columns)
    if depth > 1:
        return  # a banner may be taken to reach over it
    block.cells[rows[0] - 1, at] = head
    for row in rows:
        first = next((f for s, f in sorted(block.figures.items()) if s[0] == row), None)
        if first is None:
            continue
        size = rng.randint(1, 99)
        block.cells[row, at] = Styled(size / divisor, look, show.format(size))
        role = "either" if first.role != "data" else "data"
        values = (size, size / 100) if divisor == 100 else (size,)
        block.figures[row, at] = TrueFigure(first.rows, ((head,),), role, values, amount=True)


def has_head(block: Block, row: int) -> bool:
    """Whether the row above this one holds the heads of the columns."""
    return all((row - 1, column) in block.cells for first, column in block.figures if first == row)


def ends_in_figures(block: Block) -> bool:
    """Whether nothing stands at the right of the figures."""
    return block.wide == max(column for _, column in block.figures) + 1


def raise_on_counts(rng: Random, block: Block) -> None:
    for spot in list_counts(block):
        if rng.random() < 0.15:
            note = rng.choice(NOTES)
            typed = f"{block.cells[spot]}{note.translate(RAISED)}"
            raised = raise_notes(block.cells[spot], note)
            block.cells[spot] = raised if rng.random() < 0.8 else typed


def raise_on_labels(rng: Random, block: Block) -> None:
    """Raised notes behind labels of rows, years among them."""
    for row in block.body:
        spots = [spot for spot in block.figures if spot[0] == row]
        if not spots or rng.random() < 0.6:
            continue
        names = block.figures[spots[0]].rows
        places = [c for c in range(min(spots)[1]) if block.cells.get((row, c)) is not None]
        if not places or not names[0] or not is_text(block.cells[row, places[-1]]):
            continue
        if fold(str(block.cells[row, places[-1]])) != fold(names[0][-1]):
            continue  # a code beside its label
        label, note = block.cells[row, places[-1]], rng.choice(NOTES)
        noted = f"{' '.join(str(label).split())}{note.translate(RAISED)}"
        block.cells[row, places[-1]] = raise_notes(label, note)
        for spot in spots:
            block.figures[spot] = replace(block.figures[spot], rows=add_namings(names, noted))


def is_text(value: object) -> bool:
    return isinstance(value, str) or type(value) is int


def add_namings(names: tuple[Labels, ...], noted: str) -> tuple[Labels, ...]:
    """The namings with the note behind the innermost label; without it they are right as well."""
    return (*((*name[:-1], noted) for name in names if name), *names)


def raise_on_heads(rng: Random, block: Block) -> None:
    """Raised notes behind the innermost heads."""
    top = block.body[0]
    for column in sorted({c for _, c in block.figures}):
        head = block.cells.get((top - 1, column))
        spots = [spot for spot in block.figures if spot[1] == column]
        if not is_text(head) or rng.random() < 0.5 or not block.figures[spots[0]].columns[0]:
            continue
        if any(block.cells.get((row, column)) == head for row in range(top, block.high)):
            continue  # said once more at a page break
        if fold(str(head)) != fold(block.figures[spots[0]].columns[0][-1]):
            continue  # words of a section, in a row of their own under the heads
        note = rng.choice(NOTES)
        noted = f"{' '.join(str(head).split())}{note.translate(RAISED)}"
        block.cells[top - 1, column] = raise_notes(head, note)
        for spot in spots:
            over = add_namings(block.figures[spot].columns, noted)
            block.figures[spot] = replace(block.figures[spot], columns=over)


def strike_out(rng: Random, block: Block) -> None:
    """A count corrected by hand: the old one struck out before or behind the new one."""
    for spot in list_counts(block):
        if rng.random() < 0.1:
            old, new = (f"{rng.randint(1, 99)}", "struck"), (str(block.cells[spot]), "")
            block.cells[spot] = Styled(runs=(old, new) if rng.random() < 0.5 else (new, old))


def blank_out(rng: Random, block: Block) -> None:
    """Counts that nobody sees: by a format, or in the colour of the ground."""
    unseen = rng.choice([{"form": ";;;", "shown": ""}, {"colour": "white"}])
    for spot in list_counts(block):
        if rng.random() < 0.1 and len([s for s in block.figures if s[0] == spot[0]]) > 1:
            block.cells[spot] = Styled(block.cells[spot], **unseen)
            block.blanks.add(spot)
            del block.figures[spot]


def show_financial_years(rng: Random, block: Block) -> None:
    """Rows of one label each become years stored as 201819 and shown 2018/19."""
    rows = block.body
    single = all(len(names) == 1 for f in block.figures.values() for names in f.rows)
    plain = all((row, 0) in block.cells and (row, 0) not in block.figures for row in rows)
    if block.total_rows or block.either_rows or not single or not plain or len(rows) < 2:
        return
    first = rng.randint(2005, 2017)
    for year, row in enumerate(rows, start=first):
        shown = f"{year}/{(year + 1) % 100:02}"
        stored = year * 100 + (year + 1) % 100
        block.cells[row, 0] = Styled(stored, r"0000\/00", shown)
        for spot in [spot for spot in block.figures if spot[0] == row]:
            block.figures[spot] = replace(block.figures[spot], rows=((shown,),))


def hide_row(rng: Random, block: Block) -> None:
    """Rows of planted words and counts among the rows of figures, hidden or filtered out."""
    rows = block.body
    filtered = rng.random() < 0.4
    for _ in range(rng.randint(1, 2)):
        at = rng.choice(rows[1:] or rows)
        width = block.wide
        block.insert_row(at)
        block.cells |= {(at, column): rng.randint(1, 400) for column in range(width)}
        block.cells[at, 0] = rng.choice(PLANTED)
        moved = {row + (row >= at) for row in block.hidden.rows | block.hidden.filtered} | {at}
        lines = {"filtered" if filtered else "rows": frozenset(moved)}
        block.hidden = Hidden(columns=block.hidden.columns, **lines)
        rows = block.body


def hide_column(rng: Random, block: Block) -> None:
    """A column of planted words, or of counts under a planted head, hidden among the columns."""
    columns = sorted({column for _, column in block.figures})
    at = rng.choice(columns)
    top, worded = block.body[0], rng.random() < 0.5
    if block.merges or columns[0] == 0:
        return
    block.insert_column(at)
    block.cells[max(top - 1, 0), at] = "Quorvex"
    for row in block.body:
        block.cells[row, at] = rng.choice(PLANTED) if worded else rng.randint(1, 400)
    moved = {c + (c >= at) for c in block.hidden.columns} | {at}
    block.hidden = replace(block.hidden, columns=frozenset(moved))
