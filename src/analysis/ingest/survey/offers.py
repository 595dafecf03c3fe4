"""The sums that a row of lines offers: each line beside every run that it may add up."""

from collections.abc import Iterator

import numpy as np

from analysis.ingest.survey.arithmetic import Sum
from analysis.ingest.survey.runs import Layout, RunSums, Span
from analysis.ingest.survey.tree import Tree

MOST = 0.6  # of the positions: a line that fails at more is no sum but for its words


class Offers:
    """What the top row of a tree offers as it stands now.

    `natural` has, for each line that is no sum yet, the runs that the layout points to; `matches`
    those that only the arithmetic points to. Both agree at MOST of the positions.
    """

    def __init__(self, tree: Tree):
        self.tree, self.top = tree, tree.top
        self.layout = Layout([tree.stand(n) for n in self.top], [tree.labels[n] for n in self.top])
        self.run_sums = RunSums(tree.figures, self.top)
        self.natural: dict[int, list[Sum]] = {}
        self.matches: dict[int, list[Sum]] = {}
        for at, line in enumerate(self.top):
            if line not in tree.sums and (tree.says_total(line) or not tree.only_said):
                self.natural[line] = list(self.list_natural(at, MOST))
                spans = self.run_sums.find_spans(at, MOST)
                self.matches[line] = [self._add_up(at, span) for span in spans]

    def list_natural(self, at: int, agreement: float) -> Iterator[Sum]:
        """The line at `at` beside the layout's runs; a lone part needs the words."""
        fewest = 1 if self.tree.says_total(self.top[at]) else 2
        spans = [
            span
            for span in self.layout.list_spans(at)
            if span[1] - span[0] - (span[0] <= at < span[1]) >= fewest
        ]
        if spans:
            low, high = np.array(spans).T
            agrees = self.run_sums.agree(at, low, high) >= agreement
            yield from (self._add_up(at, spans[i]) for i in np.flatnonzero(agrees))

    def _add_up(self, at: int, span: Span) -> Sum:
        parts = [self.top[i] for i in range(*span) if i != at]
        return self.tree.figures.add_up(self.top[at], parts)
