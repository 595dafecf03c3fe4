"""Random tables laid out as statistics offices and press offices do, each with its truth."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random

from formats import Styled
from known import Labels, TrueFigure
from random_tables import Block
from random_words import AXES, REGIONS, TOTALS, make_axis, make_nonsense, make_years, show_label

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August"]
MEASURES = ["Officers", "Staff", "Allegations", "Cases", "Complaints"]

SPLIT = [
    ("Number of", "officers"),
    ("Number of", "staff"),
    ("Cases", "closed"),
    ("Of which", "proven"),
    ("Cases brought", "to a hearing"),
    ("Year ending", "31 March 2019"),
]


def draw_office_table(rng: Random) -> Block:
    """One table of a layout drawn at random."""
    return rng.choice(LAYOUTS)(rng)


def draw_counts(rng: Random, rows: int, columns: int) -> list[list[int]]:
    most = rng.choice([9, 60, 900, 20_000])
    return [[rng.randint(0, most) for _ in range(columns)] for _ in range(rows)]


def draw_axis(rng: Random, size: int) -> list[str]:
    """Labels of one kind as they are shown, each once."""
    return [show_label(label) for label in make_axis(rng, size)]


def fill_row(
    block: Block,
    row: int,
    left: int,
    counts: Sequence[int],
    names: tuple[Labels, ...],
    heads: Sequence[tuple[Labels, ...]],
    role: str = "data",
) -> None:
    """Counts side by side from the column `left` on, with every right naming of each."""
    for column, (count, over) in enumerate(zip(counts, heads, strict=True), start=left):
        block.cells[row, column] = count
        block.figures[row, column] = TrueFigure(names, over, role, (count,))


def draw_months(rng: Random) -> Block:
    """Years and months in two columns, the year once, with or without a row for the whole year."""
    block, heads = Block(), rng.sample(MEASURES, rng.randint(1, 4))
    block.cells |= {(0, 0): "Year", (0, 1): "Month"} if rng.random() < 0.8 else {}
    block.cells |= {(0, 2 + c): head for c, head in enumerate(heads)}
    over = [((head,),) for head in heads]
    first, row = rng.randint(2009, 2019), 1
    names = MONTHS[: rng.randint(3, 8)]
    gap = rng.random() < 0.3
    for year in range(first, first + rng.randint(2, 3)):
        for place, month in enumerate(names):
            if not place:
                block.cells[row, 0] = year
            block.cells[row, 1] = month
            fill_row(block, row, 2, *draw_counts(rng, 1, len(heads)), ((str(year), month),), over)
            row += 1
        row += gap
    return block


def draw_indented(rng: Random) -> Block:
    """Areas over their parts in one column, the parts set in by spaces; each area adds its own."""
    block, heads = Block(), draw_axis(rng, rng.randint(2, 5))
    block.cells[0, 0] = rng.choice(["Area", "Region and force", ""]) or None
    block.cells |= {(0, 1 + c): head for c, head in enumerate(heads)}
    over, row = [((head,),) for head in heads], 1
    grand = [0] * len(heads)
    for area in rng.sample([*REGIONS][:3], rng.randint(2, 3)):
        parts = REGIONS[area][: rng.randint(2, 4)]
        counts = draw_counts(rng, len(parts), len(heads))
        sums = [sum(column) for column in zip(*counts, strict=True)]
        grand = [a + b for a, b in zip(grand, sums, strict=True)]
        block.cells[row, 0] = area
        fill_row(block, row, 1, sums, ((area,),), over, "either")
        block.either_rows.add(row)
        for part, line in zip(parts, counts, strict=True):
            row += 1
            block.cells[row, 0] = f"   {part}"
            fill_row(block, row, 1, line, ((part,), (area, part)), over)
        row += 1
    if rng.random() < 0.5:
        word = rng.choice(TOTALS)
        block.cells[row, 0] = word
        fill_row(block, row, 1, grand, ((word,),), over, "total")
        block.total_rows.add(row)
    return block


def draw_bilingual(rng: Random) -> Block:
    """Labels at the left, and in another language at the right; heads of both languages."""
    block, labels = Block(), draw_axis(rng, rng.randint(3, 6))
    years = [show_label(year) for year in make_years(rng, rng.randint(2, 5))]
    other = [make_nonsense(rng) for _ in labels]
    at = 1 + len(years)
    block.cells[0, 0], block.cells[0, at] = "Category", make_nonsense(rng)
    block.cells |= {(0, 1 + c): year for c, year in enumerate(years)}
    over = [((year,),) for year in years]
    for row, (label, said) in enumerate(zip(labels, other, strict=True), start=1):
        block.cells[row, 0], block.cells[row, at] = label, said
        names = ((label,), (label, said))
        fill_row(block, row, 1, *draw_counts(rng, 1, len(years)), names, over)
    return block


def draw_with_second_line(rng: Random) -> Block:
    """A second line under the heads: units, or the numbers of the columns."""
    block, labels = Block(), draw_axis(rng, rng.randint(3, 6))
    heads = [f"{word} {noun}" for word in ("All", "New", "Closed") for noun in ("cases", "files")]
    heads = rng.sample(heads, rng.randint(2, 5))
    kind = rng.choice(["units", "numbers", "letters"])
    lines = {
        "units": ["Number"] * len(heads),
        "numbers": [f"({n})" for n in range(1, len(heads) + 1)],
        "letters": [*"abcdefg"[: len(heads)]],
    }[kind]
    block.cells[0, 0] = rng.choice(["Category", "Type of complaint"])
    for column, (head, line) in enumerate(zip(heads, lines, strict=True), start=1):
        block.cells[0, column], block.cells[1, column] = head, line
    over = [((head, line), (head,)) for head, line in zip(heads, lines, strict=True)]
    for row, label in enumerate(labels, start=2):
        block.cells[row, 0] = label
        fill_row(block, row, 1, *draw_counts(rng, 1, len(heads)), ((label,),), over)
    for column, head in enumerate(heads, start=1):
        if head.startswith("All"):
            let_be_either(block, column)
    return block


def let_be_either(block: Block, column: int) -> None:
    """The words of a column may be taken to say that it adds up the others."""
    for spot in [spot for spot in block.figures if spot[1] == column]:
        block.figures[spot] = replace(block.figures[spot], role="either")


def draw_split_heads(rng: Random) -> Block:
    """Heads whose words run over two lines."""
    block, heads = Block(), rng.sample(SPLIT, rng.randint(2, 5))
    labels = draw_axis(rng, rng.randint(3, 6))
    for column, words in enumerate(heads, start=1):
        block.cells |= {(line, column): word for line, word in enumerate(words)}
    block.cells[1, 0] = "Category"
    over = [(words,) for words in heads]
    for row, label in enumerate(labels, start=2):
        block.cells[row, 0] = label
        fill_row(block, row, 1, *draw_counts(rng, 1, len(heads)), ((label,),), over)
    return block


def draw_measure_blocks(rng: Random) -> Block:
    """The same rows under one header again and again, each time under a word across the table."""
    block, labels = Block(), draw_axis(rng, rng.randint(2, 5))
    heads = draw_axis(rng, rng.randint(2, 5))
    words = rng.sample(["Males", "Females", "All persons", "County forces", "City forces"], 3)
    block.cells[0, 0] = "Category"
    block.cells |= {(0, 1 + c): head for c, head in enumerate(heads)}
    over, row = [((head,),) for head in heads], 1
    place = rng.choice([0, 0, 1, "merged"])
    for word in words[: rng.randint(2, 3)]:
        row += rng.random() < 0.3
        if place == "merged":
            block.cells[row, 0] = word
            block.merges.append((row, 0, row, len(heads)))
        else:
            block.cells[row, place] = word
        for label in labels:
            row += 1
            block.cells[row, 0] = label
            fill_row(block, row, 1, *draw_counts(rng, 1, len(heads)), ((word, label),), over)
        row += 1
    block.may_part = True
    return block


def draw_coded_areas(rng: Random) -> Block:
    """A code before each name, or the names of two levels in two columns of which one is filled."""
    block, heads = Block(), draw_axis(rng, rng.randint(2, 5))
    names = rng.sample(AXES["force"], rng.randint(3, 6))
    codes = [f"E{rng.randint(10_000_000, 29_999_999):08}" for _ in names]
    over, row = [((head,),) for head in heads], 1
    deep = rng.random() < 0.4
    left = 3 if deep else 2
    block.cells |= {(0, 0): "Code", (0, 1): "Area name"}
    block.cells |= {(0, left + c): head for c, head in enumerate(heads)}
    if deep:
        block.cells[row, 0], block.cells[row, 1] = "K04000001", "England and Wales"
        named = (("K04000001", "England and Wales"), ("England and Wales",))
        fill_row(block, row, left, *draw_counts(rng, 1, len(heads)), named, over, "either")
        block.either_rows.add(row)
        row += 1
    for code, name in zip(codes, names, strict=True):
        block.cells[row, 0], block.cells[row, left - 1] = code, name
        whole = ("England and Wales",) if deep else ()
        named = ((code, name), (name,), (code, *whole, name), (*whole, name))
        fill_row(block, row, left, *draw_counts(rng, 1, len(heads)), named, over)
        row += 1
    return block


def draw_continued(rng: Random) -> Block:
    """The later years of the same rows beneath the earlier ones, with or without a blank row."""
    block, labels = Block(), draw_axis(rng, rng.randint(3, 6))
    first, each = rng.randint(2000, 2010), rng.randint(2, 5)
    years = [str(year) for year in range(first, first + 2 * each)]
    row, blank = 0, rng.random() < 0.7
    for half in (years[:each], years[each:]):
        block.cells[row, 0] = "Category"
        block.cells |= {(row, 1 + c): int(year) for c, year in enumerate(half)}
        over = [((year,),) for year in half]
        for label in labels:
            row += 1
            block.cells[row, 0] = label
            fill_row(block, row, 1, *draw_counts(rng, 1, each), ((label,),), over)
        row += 1 + blank
    block.may_part = True
    return block


def draw_quarters(rng: Random) -> Block:
    """Years over their quarters, each year with its own total before or behind them."""
    block, labels = Block(), draw_axis(rng, rng.randint(2, 6))
    first = rng.randint(2009, 2019)
    word, before = rng.choice(["Total", "Year", "All"]), rng.random() < 0.4
    heads: list[Labels] = []
    for year in range(first, first + rng.randint(2, 3)):
        quarters = [(str(year), f"Q{n}") for n in range(1, 5)]
        total = [(str(year), word)]
        heads += [*total, *quarters] if before else [*quarters, *total]
    merged = rng.random() < 0.6
    for column, (year, head) in enumerate(heads, start=1):
        if (column - 1) % 5 == 0:
            block.cells[0, column] = int(year)
            block.merges += [(0, column, 0, column + 4)] if merged else []
        block.cells[1, column] = head
    for row, label in enumerate(labels, start=2):
        block.cells[row, 0] = label
        for year in range(len(heads) // 5):
            counts = draw_counts(rng, 1, 4)[0]
            line = [sum(counts), *counts] if before else [*counts, sum(counts)]
            left = 1 + 5 * year
            fill_row(
                block, row, left, line, ((label,),), [(h,) for h in heads[left - 1 : left + 4]]
            )
            at = left if before else left + 4
            role = "either" if word == "Year" else "total"
            block.figures[row, at] = replace(block.figures[row, at], role=role)
    return block


def draw_spaced(rng: Random) -> Block:
    """A blank column between all columns and a blank row between all groups of rows."""
    block, labels = Block(), draw_axis(rng, rng.randint(4, 7))
    years = [show_label(year) for year in make_years(rng, rng.randint(2, 4))]
    block.cells[0, 0] = "Category"
    row = 0
    for place, label in enumerate(labels):
        row += 2 if place and place % 3 == 0 else 1
        block.cells[row, 0] = label
        for column, year in enumerate(years):
            at = 2 + 2 * column
            block.cells[0, at] = year
            fill_row(block, row, at, *draw_counts(rng, 1, 1), ((label,),), [((year,),)])
    return block


def draw_nested_sections(rng: Random) -> Block:
    """Headings of two levels above the rows, the outer ones only where they change."""
    block, heads = Block(), draw_axis(rng, rng.randint(2, 5))
    labels = draw_axis(rng, rng.randint(2, 4))
    block.cells[0, 0] = "Category"
    block.cells |= {(0, 1 + c): head for c, head in enumerate(heads)}
    over, row = [((head,),) for head in heads], 0
    for outer in rng.sample(["Officers of the force", "Staff of the force", "Volunteers"], 2):
        row += 1
        block.cells[row, 0] = outer
        for inner in rng.sample(["On duty", "Off duty", "Not known when"], rng.randint(2, 3)):
            row += 1
            block.cells[row, 0] = inner
            for label in labels:
                row += 1
                block.cells[row, 0] = label
                names = ((outer, inner, label),)
                fill_row(block, row, 1, *draw_counts(rng, 1, len(heads)), names, over)
    return block


def draw_numbered_rows(rng: Random) -> Block:
    """Labels that begin with their number, 1.1 and 1.2 under 1, or stand behind it."""
    block, heads = Block(), draw_axis(rng, rng.randint(2, 5))
    block.cells |= {(0, 2 + c): head for c, head in enumerate(heads)}
    block.cells |= {(0, 0): "Item", (0, 1): "Description"} if rng.random() < 0.7 else {}
    over, row = [((head,),) for head in heads], 1
    for place, label in enumerate(draw_axis(rng, rng.randint(3, 6)), start=1):
        number = f"{1 + place // 4}.{1 + place % 4}"
        block.cells[row, 0], block.cells[row, 1] = number, label
        names = ((number, label), (label,))
        fill_row(block, row, 2, *draw_counts(rng, 1, len(heads)), names, over)
        row += 1
    return block


def draw_months_across(rng: Random) -> Block:
    """Months across as real days in a format that shows month and year alone."""
    block, labels = Block(), draw_axis(rng, rng.randint(2, 6))
    year, size = rng.randint(2009, 2022), rng.randint(3, 9)
    form, show = rng.choice([("mmm-yy", "%b-%y"), ("mmm yyyy", "%b %Y"), ("mmmm yyyy", "%B %Y")])
    days = [date(year + month // 12, 1 + month % 12, 1) for month in range(3, 3 + size)]
    over = []
    for column, day in enumerate(days, start=1):
        shown = day.strftime(show)
        block.cells[0, column] = Styled(day, form, shown)
        over.append(((shown,),))
    block.cells[0, 0] = "Category"
    for row, label in enumerate(labels, start=1):
        block.cells[row, 0] = label
        fill_row(block, row, 1, *draw_counts(rng, 1, size), ((label,),), over)
    return block


def draw_subtotals(rng: Random) -> Block:
    """Groups of rows, each with a line that adds it up, and a line for all at the end."""
    block, heads = Block(), draw_axis(rng, rng.randint(2, 5))
    block.cells[0, 0] = "Outcome"
    block.cells |= {(0, 1 + c): head for c, head in enumerate(heads)}
    over, row, grand = [((head,),) for head in heads], 1, [0] * len(heads)
    word = rng.choice(["Sub-total", "Subtotal", "Total {0}"])
    for group in ("Proven", "Not proven"):
        names = REGIONS[group]
        counts = draw_counts(rng, len(names), len(heads))
        sums = [sum(column) for column in zip(*counts, strict=True)]
        grand = [a + b for a, b in zip(grand, sums, strict=True)]
        for name, line in zip(names, counts, strict=True):
            block.cells[row, 0] = name
            fill_row(block, row, 1, line, ((name,),), over)
            row += 1
        said = word.format(group.casefold())
        block.cells[row, 0] = said
        fill_row(block, row, 1, sums, ((said,),), over, "total")
        block.total_rows.add(row)
        row += 1 + (rng.random() < 0.4)
    block.cells[row, 0] = "Grand total"
    fill_row(block, row, 1, grand, (("Grand total",),), over, "total")
    block.total_rows.add(row)
    return block


def draw_unit_line(rng: Random) -> Block:
    """A line over the heads that says at the right what is counted, or where, or when."""
    block, labels = Block(), draw_axis(rng, rng.randint(3, 6))
    heads = draw_axis(rng, rng.randint(2, 5))
    word = rng.choice(["Number", "Numbers", "England and Wales", "Persons", "As at 31 March 2020"])
    at = rng.choice([0, len(heads)])
    block.cells[0, at] = word
    block.cells[1, 0] = "Category"
    block.cells |= {(1, 1 + c): head for c, head in enumerate(heads)}
    over = [((head,), (word, head)) if c + 1 == at else ((head,),) for c, head in enumerate(heads)]
    for row, label in enumerate(labels, start=2):
        block.cells[row, 0] = label
        fill_row(block, row, 1, *draw_counts(rng, 1, len(heads)), ((label,),), over)
    return block


LAYOUTS = (
    draw_months,
    draw_indented,
    draw_bilingual,
    draw_with_second_line,
    draw_split_heads,
    draw_measure_blocks,
    draw_coded_areas,
    draw_continued,
    draw_quarters,
    draw_spaced,
    draw_nested_sections,
    draw_numbered_rows,
    draw_months_across,
    draw_subtotals,
    draw_unit_line,
)
