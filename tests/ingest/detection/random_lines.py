"""The rows and columns of a random table: labels in groups, lines that add up others, counts."""

from dataclasses import dataclass
from random import Random

from known import Labels
from random_words import REGIONS, TOTALS, make_axis


@dataclass
class Line:
    """One row or column of figures: its labels, and which lines it adds up."""

    labels: Labels
    sums: tuple[int, ...] = ()
    role: str = "data"


def draw_columns(rng: Random) -> tuple[list[Line], int]:
    """The columns of figures, and how many header rows their labels need."""
    depth = rng.choice([1, 1, 1, 1, 2, 2, 3])
    if depth == 1:
        lines = [Line((label,)) for label in make_axis(rng, rng.randint(1, 6))]
        _add_total(rng, lines, 0.4)
        return lines, 1
    outer = make_axis(rng, rng.randint(2, 3))
    inner = make_axis(rng, rng.randint(2, 4))
    own_total = rng.random() < 0.3
    heads = [(label,) for label in outer]
    if depth == 3:
        heads = [(word, label) for word in ("Number", "Individuals") for label in outer]
    lines = []
    for head in heads:
        first = len(lines)
        lines += [Line((*head, label)) for label in inner]
        if own_total:
            members = tuple(range(first, len(lines)))
            lines.append(Line((*head, "Total"), members, "total"))
    if not own_total:
        _add_total(rng, lines, 0.3)
    return lines, depth


def _add_total(rng: Random, lines: list[Line], chance: float) -> None:
    if len(lines) >= 2 and rng.random() < chance:
        members = tuple(range(len(lines)))
        lines.append(Line((rng.choice(TOTALS),), members, "total"))


def draw_rows(rng: Random, plain: bool) -> tuple[list[Line], str]:
    """The rows of figures, and how their groups are shown: flat, filled, once, section, region.

    A total goes without words only in a `plain` table, of several columns and nothing hidden:
    elsewhere nobody could tell it from its arithmetic.
    """
    styles = ["flat", "flat", "flat", "filled", "once", "section", "of which"]
    style = rng.choice([*styles, "region"] if plain else styles)
    if style in ("flat", "of which"):
        lines = [Line((label,)) for label in make_axis(rng, rng.randint(2, 7))]
        members = tuple(range(len(lines)))
        if style == "of which" and len(lines) > 1:
            at = rng.randrange(len(lines))
            lines[at].role = "either"
            lines.insert(at + 1, Line((f"of which {rng.choice(['repeated', 'on duty'])}",)))
            lines[at + 1].role, lines[at + 1].sums = "either", (at,)
            members = tuple(i for i in range(len(lines)) if i != at + 1)
        if len(lines) > 2 and rng.random() < 0.6:
            unsaid = ["England and Wales", ""] if plain and len(members) > 2 else []
            words = rng.choice([*TOTALS, *unsaid])
            labels = (words,) if words else ()
            lines.append(Line(labels, members, "total"))
        return lines, "flat"
    groups = rng.sample(list(REGIONS), rng.randint(2, 3))
    lines: list[Line] = []
    every: list[int] = []
    own_total = style != "region" and rng.random() < 0.4
    for group in groups:
        names = REGIONS[group][: rng.randint(2, 4)]
        if style == "region":
            at = len(lines)
            lines.append(Line((group,), tuple(range(at + 1, at + 1 + len(names))), "total"))
            every += lines[at].sums
            lines += [Line((name,)) for name in names]
            continue
        first = len(lines)
        lines += [Line((group, name)) for name in names]
        every += range(first, len(lines))
        if own_total:
            members = tuple(range(first, len(lines)))
            words = rng.choice(["Total", f"Total {group}"])
            lines.append(Line((group, words), members, "total"))
    if rng.random() < 0.6:
        lines.append(Line((rng.choice(TOTALS),), tuple(every), "total"))
    return lines, style


def fill_figures(rng: Random, rows: list[Line], columns: list[Line]) -> list[list[int]]:
    """Counts that add up wherever a line is the sum of others."""
    most = rng.choice([6, 40, 400, 5000])
    low = 0 if most < 400 else 20
    grid = [[rng.randint(low, most) for _ in columns] for _ in rows]
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            if column.sums and not row.sums:
                grid[i][j] = sum(grid[i][k] for k in column.sums)
    for i, row in enumerate(rows):
        if row.role == "either" and row.sums:  # a part of the row above it
            grid[i] = [rng.randint(0, grid[row.sums[0]][j]) for j in range(len(columns))]
            for j, column in enumerate(columns):
                if column.sums:
                    grid[i][j] = sum(grid[i][k] for k in column.sums)
        elif row.sums:
            grid[i] = [sum(grid[k][j] for k in row.sums) for j in range(len(columns))]
    return grid
