"""Which rows and columns of figures are sums of others, by arithmetic and by their words."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Totals:
    """Lines (rows, or columns) that add up others, and lines that are parts of another.

    `sums` maps a line to the lines it is the sum of; `of_which` maps a part to the line it is
    contained in. `doubtful` maps a line to why its words and its arithmetic disagree.
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
    for line, words in enumerate(labels):
        if words and words[-1].casefold().startswith("total"):
            totals.sums[line] = tuple(i for i in range(len(labels)) if i != line)
    return totals
