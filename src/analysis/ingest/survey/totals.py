"""Which rows and columns of figures are sums of others, by arithmetic and by their words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from analysis.ingest.survey.arithmetic import Figures
from analysis.ingest.survey.banners import find_cross_sums
from analysis.ingest.survey.growth import grow
from analysis.ingest.survey.near import NOTHING
from analysis.ingest.survey.parts import set_parts_apart
from analysis.ingest.survey.repeats import take_repeats
from analysis.ingest.survey.tree import Tree
from analysis.ingest.survey.wording import (
    Wording,
    is_under_share,
    read_wording,
    says_total_outright,
)


@dataclass(frozen=True)
class Totals:
    """Lines (rows, or columns) that add up others, and lines that are parts of another.

    `sums` maps a line to the lines it is the sum of, none where its words say total and no lines
    here add up to it; `of_which` maps a part to the line it is contained in. `doubtful` maps a
    line to why its words and its arithmetic disagree: a doubtful line in `sums` is taken for a
    total by its words, one that is not for a figure.
    """

    sums: dict[int, tuple[int, ...]] = field(default_factory=dict)
    of_which: dict[int, int] = field(default_factory=dict)
    doubtful: dict[int, str] = field(default_factory=dict)


def find_totals(
    figures: Sequence[Sequence[float | None]], labels: Sequence[tuple[str, ...]]
) -> Totals:
    """Find the total lines of a block of figures.

    `figures[i][j]` is line i at position j, None where the cell holds no exact number;
    `labels[i]` are the words over line i, outermost first. For columns, pass the transpose.
    """
    totals = Totals()
    if len(labels) < 2 or not figures[0]:
        return totals
    block = Figures(figures)
    wording = [read_wording(words) for words in labels]
    shares = block.shares | np.array([is_under_share(words) for words in labels])
    for of_shares in (False, True):
        alike = np.flatnonzero(shares == of_shares).tolist()
        lines = [line for line in alike if wording[line] != "share"]
        if len(lines) > 1:
            _find_among(lines, Figures(figures), labels, wording, of_shares, totals)
    return totals


def _find_among(
    lines: list[int],
    block: Figures,
    labels: Sequence[tuple[str, ...]],
    wording: list[Wording],
    only_said: bool,
    totals: Totals,
) -> None:
    """Find the sums among lines of one kind, counts or shares, and add them to `totals`."""
    if all(wording[line] == "total" for line in lines):
        wording = ["none"] * len(wording)  # words that stand over every line tell none apart
    tree = Tree(block, labels, wording, [n for n in lines if block.filled[n]], only_said)
    set_parts_apart(tree)
    grow(tree)
    find_cross_sums(tree, lines)
    take_repeats(tree)
    for line in lines:
        if wording[line] == "total" and line not in tree.sums:
            tree.doubts.setdefault(line, NOTHING)
            if says_total_outright(labels[line]):
                totals.sums[line] = ()
    totals.sums.update({line: total.parts for line, total in tree.sums.items()})
    totals.of_which.update(tree.of_which)
    totals.doubtful.update({n: why for n, why in tree.doubts.items()})
