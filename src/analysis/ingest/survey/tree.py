"""Lines of figures as a tree that grows from below: a sum takes its parts out of the row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import log2

from analysis.ingest.survey.arithmetic import Figures, Sum
from analysis.ingest.survey.wording import Wording, show_shape

EDGE = 2.0  # bits: the first or last line as the sum of all the others is tried in any table


@dataclass
class Tree:
    """What is known so far: `top` are the lines that hang under no sum, in their order.

    Where `only_said`, as among shares, nothing is a sum unless its words say total. `of_which`
    maps parts to the lines that hold them, `doubts` lines to what must be asked.
    """

    figures: Figures
    labels: Sequence[tuple[str, ...]]
    wording: Sequence[Wording]
    top: list[int]
    only_said: bool = False
    sums: dict[int, Sum] = field(default_factory=dict)
    of_which: dict[int, int] = field(default_factory=dict)
    doubts: dict[int, str] = field(default_factory=dict)

    def copy(self) -> "Tree":
        """A tree to try sums on, without the original's knowing."""
        return replace(self, top=list(self.top), sums=dict(self.sums))

    def says_total(self, line: int) -> bool:
        return self.wording[line] == "total"

    def list_lines(self) -> set[int]:
        """Every line of the tree, hung or not; those that say "of which" have left it."""
        return {*self.top, *(part for total in self.sums.values() for part in total.parts)}

    def list_unexplained(self) -> set[int]:
        """Lines of the top row that say total and have neither parts nor a doubt yet."""
        return {n for n in self.top if self.says_total(n) and n not in self.sums | self.doubts}

    def stand(self, line: int) -> int:
        """How high a line stands: 0 for a figure, 1 for a sum of those or what says so."""
        parts = self.sums[line].parts if line in self.sums else ()
        return max((1 + self.stand(part) for part in parts), default=int(self.says_total(line)))

    def take(self, totals: Iterable[Sum]) -> list[Sum]:
        """Hang parts under their sums, best first, as long as they do not cross; those taken."""
        taken: list[Sum] = []
        free = set(self.top)
        for total in totals:
            lines = {total.line, *total.parts}
            if lines <= free:
                free -= lines
                self.sums[total.line] = total
                taken.append(total)
        hung = {part for total in taken for part in total.parts}
        self.top = [line for line in self.top if line not in hung]
        return taken

    def rate(self, total: Sum) -> float:
        """Bits of evidence beyond chance: the more runs were tried, the more is taken off."""
        edges, others = (self.top[0], self.top[-1]), len(self.top) - 1
        if total.line in edges and len(total.parts) == others:
            return total.bits - EDGE
        return total.bits - log2(2 * len(self.top)) - 1

    def is_one_of_a_series(self, total: Sum) -> bool:
        """Whether its words make the line one more year or age among its parts."""
        shape = show_shape(self.labels[total.line])
        return "9" in shape and any(show_shape(self.labels[p]) == shape for p in total.parts)
