"""Random tables of the shapes replies have, each with the truth it was built from."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from formats import SEEN, Hidden
from known import Labels, TrueFigure
from random_lines import Line, draw_columns, draw_rows, fill_figures
from random_printing import Meaning, Printer
from random_words import HEADS, show_label

Spot = tuple[int, int]


@dataclass
class Block:
    """One table drawn from its own corner: cells, merged spans, figures and their truth.

    `wide` and `high` are its extent; `legend` are lines that must stand near it, `meanings` what
    they say of a glyph; `may_part` says that its parts may be told as tables of their own.
    """

    title: str = ""
    cells: dict[Spot, Any] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    figures: dict[Spot, TrueFigure] = field(default_factory=dict)
    total_rows: set[int] = field(default_factory=set)
    either_rows: set[int] = field(default_factory=set)
    optional: set[Spot] = field(default_factory=set)
    blanks: set[Spot] = field(default_factory=set)
    legend: list[str] = field(default_factory=list)
    meanings: dict[str, Meaning] = field(default_factory=dict)
    may_part: bool = False
    hidden: Hidden = SEEN

    @property
    def body(self) -> list[int]:
        """The rows of figures, top to bottom."""
        return sorted({row for row, _ in self.figures} | {row for row, _ in self.blanks})

    def move(self, change: Callable[[Spot], Spot]) -> None:
        """Put every cell where `change` says; whole rows and columns keep together."""
        for name in ("cells", "figures"):
            spots = getattr(self, name)
            setattr(self, name, {change(spot): what for spot, what in spots.items()})
        for name in ("optional", "blanks"):
            setattr(self, name, set(map(change, getattr(self, name))))
        for name in ("total_rows", "either_rows"):
            setattr(self, name, {change((row, 0))[0] for row in getattr(self, name)})
        merges = [(change((t, lf)), change((b, r))) for t, lf, b, r in self.merges]
        self.merges = [(*corner, *other) for corner, other in merges]

    def insert_row(self, at: int) -> None:
        """Make room for a row."""
        self.move(lambda spot: (spot[0] + (spot[0] >= at), spot[1]))

    def insert_column(self, at: int) -> None:
        """Make room for a column."""
        self.move(lambda spot: (spot[0], spot[1] + (spot[1] >= at)))

    def settle_totals(self) -> None:
        """Rows that add up others without saying so may be either, where the sums can be hidden."""
        for row in sorted(self.total_rows):
            spots = [spot for spot in self.figures if spot[0] == row]
            words = " ".join(self.figures[spots[0]].rows[0]).casefold() if spots else ""
            if not any(word in words for word in ("total", "all ")):
                self.total_rows.discard(row)
                self.either_rows.add(row)
                for spot in spots:
                    self.figures[spot] = replace(self.figures[spot], role="either")

    @property
    def high(self) -> int:
        return max(row for row, _ in self.cells) + 1

    @property
    def wide(self) -> int:
        return max(column for _, column in self.cells) + 1


def draw_crosstab(rng: Random) -> Block:
    """A table of counts by rows and columns, with any of the habits forces have."""
    block, printer = Block(), Printer(rng)
    columns, depth = draw_columns(rng)
    hidden = printer.marks or printer.blanks or printer.several
    rows, style = draw_rows(rng, plain=len(columns) > 1 and not hidden)
    grid = fill_figures(rng, rows, columns)
    stubs = 2 if style in ("filled", "once") else 1
    flagged = depth == 1 and rng.random() < 0.08
    places = place_columns(rng, columns, depth, stubs, flagged)
    banner = rng.choice(["Financial year", "Number of cases"])
    over_all = depth == 1 and len(columns) > 2 and rng.random() < 0.2
    if over_all:  # one word over every column but the total
        for line in columns:
            if not line.sums:
                line.labels = (banner, *line.labels)
        depth = 2
    draw_header(rng, block, columns, places, depth, stubs, over_all)
    top = depth + (rng.random() < 0.1)
    draw_body(rng, block, printer, rows, columns, grid, places, top, style)
    if flagged:
        for row in sorted({r for r, _ in block.figures}):
            for at in places:
                if rng.random() < 0.3:
                    block.cells[row, at + 1] = "R"
        block.legend.append("R = revised since the last answer")
    block.legend += printer.legend
    block.meanings = printer.meanings
    return block


def place_columns(rng, columns: list[Line], depth: int, stubs: int, flagged: bool) -> list[int]:
    """Where each column stands: side by side, or with a spacer between groups, or with flags."""
    spaced = depth > 1 and rng.random() < 0.3
    places, at = [], stubs
    for number, line in enumerate(columns):
        if spaced and number and line.labels[0] != columns[number - 1].labels[0]:
            at += 1
        places.append(at)
        at += 2 if flagged else 1
    return places


def draw_header(rng, block, columns, places, depth, stubs, over_all) -> None:
    """Header rows: banners merged, repeated over each column, or printed once at the left."""
    style = rng.choice(["merged", "merged", "once", "once" if over_all else "repeated"])
    for level in range(depth):
        start = 0
        while start < len(columns):
            path = columns[start].labels[: level + 1]
            end = start
            while end + 1 < len(columns) and columns[end + 1].labels[: level + 1] == path:
                end += 1
            if len(path) > level:
                inner = level < len(columns[start].labels) - 1
                block.cells[level, places[start]] = path[level]
                if inner and style == "repeated":
                    for at in places[start : end + 1]:
                        block.cells[level, at] = path[level]
                elif inner and style == "merged" and end > start:
                    block.merges.append((level, places[start], level, places[end]))
            start = end + 1
    if rng.random() < 0.7:
        heads = rng.sample(HEADS, stubs)
        at = rng.choice([0, depth - 1])
        for column, head in enumerate(heads):
            block.cells[at, column] = head


def draw_body(rng, block, printer, rows, columns, grid, places, top, style) -> None:
    """Row labels in the table's style, and the figures with their truth."""
    row, group = top, None
    spaced = rng.random() < 0.12
    for i, line in enumerate(rows):
        head = line.labels[0] if len(line.labels) > 1 else None
        if style == "section" and head is not None and head != group:
            row += rng.random() < 0.3
            block.cells[row, 0] = head
            row += 1
        if spaced and line.role == "total" and i == len(rows) - 1:
            row += 1
        _draw_label(block, row, line.labels, style, head != group)
        group = head
        for j, column in enumerate(columns):
            total = bool(line.sums and line.role == "total") or bool(column.sums)
            value, facts = printer.show(grid[i][j], total)
            if value is None:
                block.blanks.add((row, places[j]))
                continue
            role = "total" if total else line.role
            names = tuple(show_label(label) for label in line.labels)
            over = tuple(show_label(label) for label in column.labels)
            block.cells[row, places[j]] = value
            block.figures[row, places[j]] = TrueFigure((names,), (over,), role, **facts)
        if line.role == "total":
            block.total_rows.add(row)
        elif line.role == "either":
            block.either_rows.add(row)
        row += 1


def _draw_label(block: Block, row: int, labels: Labels, style: str, is_new: bool) -> None:
    if style in ("filled", "once"):
        if len(labels) == 1:
            block.cells[row, 0] = labels[0]
            return
        if style == "filled" or is_new:
            block.cells[row, 0] = labels[0]
        block.cells[row, 1] = labels[1]
    elif labels:
        block.cells[row, 0] = labels[-1]
