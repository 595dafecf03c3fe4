"""Random blocks of figures with their total lines known, built from the parts up."""

from dataclasses import dataclass, field
from random import Random

Line = list[int]
SHAPES = ("bottom", "top", "middle", "below", "above", "below twice", "above twice", "no total")


@dataclass
class Block:
    """Lines of figures, the words over each, and which lines are totals."""

    random: Random
    positions: int
    most: int
    worded: bool
    lines: list[Line] = field(default_factory=list)
    labels: list[tuple[str, ...]] = field(default_factory=list)
    totals: set[int] = field(default_factory=set)

    def add_figures(self) -> Line:
        return self._add([self.random.randint(0, self.most) for _ in range(self.positions)], "")

    def add_total(self, parts: list[Line], at: int | None = None) -> Line:
        """A line that sums others, at the end or before the line `at`."""
        line = [sum(column) for column in zip(*parts, strict=True)]
        at = len(self.lines) if at is None else at
        self.totals = {n + (n >= at) for n in self.totals} | {at}
        return self._add(line, "Total " if self.worded else "", at)

    def _add(self, line: Line, word: str, at: int | None = None) -> Line:
        at = len(self.lines) if at is None else at
        name = "".join(self.random.choices("bcdfghklmnprstvw", k=6))
        self.lines.insert(at, line)
        self.labels.insert(at, (f"{word}{name}",))
        return line

    def add_group(self, depth: int, above: bool) -> Line:
        """Lines and their total, over groups of the same kind where `depth` is more than 0."""
        start, count = len(self.lines), self.random.randint(2, 6 - depth)
        parts = [
            self.add_group(depth - 1, above) if depth else self.add_figures() for _ in range(count)
        ]
        return self.add_total(parts, start if above else None)


def draw_block(seed: int, shape: str, positions: int, most: int, worded: bool) -> Block:
    """One random block of a shape; with `most` the largest figure that is no total."""
    block = Block(Random(f"{seed} {shape} {positions} {most}"), positions, most, worded)
    if shape in ("bottom", "top", "middle", "no total"):
        parts = [block.add_figures() for _ in range(block.random.randint(2, 25))]
        if shape != "no total":
            middle = block.random.randint(1, len(parts) - 1)
            block.add_total(parts, {"top": 0, "middle": middle, "bottom": len(parts)}[shape])
    else:
        block.add_group(1 + shape.endswith("twice"), shape.startswith("above"))
    return block
