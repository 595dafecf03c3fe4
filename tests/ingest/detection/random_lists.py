"""Random tables that are no crosstab: lists, single rows, shares, records."""

from random import Random

from known import TrueFigure
from random_lines import Line, fill_figures
from random_tables import Block
from random_words import AXES, HEADS, TOTALS, make_axis, show_label


def draw_list(rng: Random) -> Block:
    """Label and number, often without any header, with or without a total."""
    block = Block()
    labels = [show_label(label) for label in make_axis(rng, rng.randint(3, 6))]
    head = rng.choice(["", "Number", "Number of cases"])
    row = 0
    if head:
        block.cells[0, 0], block.cells[0, 1] = rng.choice(HEADS), head
        row = 1
    lines = [Line((label,)) for label in labels]
    if rng.random() < 0.4:
        lines.append(Line((rng.choice(TOTALS),), tuple(range(len(labels))), "total"))
    grid = fill_figures(rng, lines, [Line((head,))])
    for line, (count,) in zip(lines, grid, strict=True):
        block.cells[row, 0], block.cells[row, 1] = line.labels[0], count
        over = (head,) if head else ()
        role = "total" if line.sums else "data"
        block.figures[row, 1] = TrueFigure((line.labels,), (over,), role, (count,))
        if line.sums:
            block.total_rows.add(row)
        row += 1
    return block


def draw_single_row(rng: Random) -> Block:
    """A row of heads and one row of counts, with a label before it or none."""
    block = Block()
    heads = [show_label(label) for label in make_axis(rng, rng.randint(3, 6))]
    label = rng.choice(["", "Number of complaints"])
    for column, head in enumerate(heads, start=1 if label else 0):
        count = rng.randint(0, 900)
        block.cells[0, column], block.cells[1, column] = head, count
        names = ((label,) if label else (),)
        block.figures[1, column] = TrueFigure(names, ((head,),), "data", (count,))
    if label:
        block.cells[1, 0] = label
    return block


def draw_shares(rng: Random) -> Block:
    """Years or banners, each with a count and its percentage, over labels and a total row."""
    block = Block()
    outer = [show_label(label) for label in make_axis(rng, rng.randint(1, 3))]
    labels = [show_label(label) for label in make_axis(rng, rng.randint(3, 5))]
    as_text = rng.random() < 0.3
    lines = [Line((label,)) for label in labels]
    lines.append(Line((rng.choice(TOTALS),), tuple(range(len(labels))), "total"))
    for group, word in enumerate(outer):
        left = 1 + 2 * group
        grid = fill_figures(rng, lines, [Line(("Number",))])
        block.cells[0, left], block.cells[1, left], block.cells[1, left + 1] = word, "Number", "%"
        block.merges.append((0, left, 0, left + 1))
        for row, (line, (count,)) in enumerate(zip(lines, grid, strict=True), start=2):
            share = round(100 * count / max(grid[-1][0], 1), 1)
            block.cells[row, 0] = line.labels[0]
            block.cells[row, left] = count
            block.cells[row, left + 1] = f"{share}%" if as_text else share
            role = "total" if line.sums else "data"
            for column, head, values in (
                (left, "Number", (count,)),
                (left + 1, "%", (share, share / 100)),
            ):
                figure = TrueFigure((line.labels,), ((word, head),), role, values)
                block.figures[row, column] = figure
    block.total_rows.add(1 + len(lines))
    return block


def draw_records(rng: Random) -> Block:
    """One row a complaint, many columns of words that repeat; the first may name the record."""
    block = Block()
    heads = rng.sample(["Rank", "Platform", "Nature", "Outcome", "Source"], rng.randint(3, 5))
    named = rng.random() < 0.5
    dated = rng.random() < 0.6
    names = [*(["Reference"] if named else []), *(["Year"] if dated else []), *heads]
    for column, name in enumerate(names):
        block.cells[0, column] = name
    for row in range(1, rng.randint(8, 25)):
        number = f"CO/{rng.randint(100, 999)}/{rng.randint(18, 23)}"
        for column, name in enumerate(names):
            if name == "Reference":
                value = number
            elif name == "Year":
                value = rng.randint(2018, 2022)
            else:
                value = rng.choice(AXES[name.lower()])
            block.cells[row, column] = value
            naming = ((), (number,)) if named else ((),)
            block.figures[row, column] = TrueFigure(naming, ((name,),), "data", plain=True)
            if name == "Reference":
                block.optional.add((row, column))
                del block.figures[row, column]
    return block
