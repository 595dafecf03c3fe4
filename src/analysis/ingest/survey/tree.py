"""Lines of figures as a tree that grows from below: a sum takes its parts out of the row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import log2

import numpy as np

from analysis.ingest.survey.arithmetic import Figures, Sum
from analysis.ingest.survey.runs import Layout, RunSums, Span
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

    def stand(self, line: int) -> int:
        """How high a line stands: 0 for a figure, 1 for a sum of those or what says so."""
        parts = self.sums[line].parts if line in self.sums else ()
        return max((1 + self.stand(part) for part in parts), default=int(self.says_total(line)))

    def take(self, totals: Iterable[Sum]) -> list[Sum]:
        """Hang parts under their sums, best first, as long as they do not cross; those taken."""
        taken: list[Sum] = []
        touched: set[int] = set()
        for total in totals:
            lines = {total.line, *total.parts}
            if touched.isdisjoint(lines) and lines.issubset(self.top):
                touched |= lines
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


class Offers:
    """The sums that the top row of a tree offers, as it stands now."""

    def __init__(self, tree: Tree):
        self.tree, self.top = tree, tree.top
        self.layout = Layout([tree.stand(n) for n in self.top], [tree.labels[n] for n in self.top])
        self.run_sums = RunSums(tree.figures, self.top)
        self.open = [line for line in self.top if line not in tree.sums]

    def _add_up(self, at: int, span: Span) -> Sum:
        parts = [self.top[i] for i in range(*span) if i != at]
        return self.tree.figures.add_up(self.top[at], parts)

    def list_natural(self, line: int, agreement: float = 1.0) -> list[Sum]:
        """The line beside each run that the layout offers to it; a lone part needs the words."""
        at, fewest = self.top.index(line), 1 if self.tree.says_total(line) else 2
        spans = [
            s for s in self.layout.list_spans(at) if s[1] - s[0] - (s[0] <= at < s[1]) >= fewest
        ]
        if not spans:
            return []
        low, high = np.array(spans).T
        good = self.run_sums.agree(at, low, high) >= agreement
        return [self._add_up(at, span) for span, fits in zip(spans, good, strict=True) if fits]

    def list_matches(self, line: int, agreement: float = 1.0) -> list[Sum]:
        """The line beside every run next to it that adds up to it."""
        at = self.top.index(line)
        return [self._add_up(at, span) for span in self.run_sums.find_spans(at, agreement)]
