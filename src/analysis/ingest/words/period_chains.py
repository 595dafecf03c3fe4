"""The period of a whole path of labels: banners over a head, or words left of a label."""

from collections.abc import Sequence
from itertools import combinations

from analysis.ingest.words.periods import combine_periods, read_period
from analysis.model.window import Window


def chain_periods(labels: Sequence[str]) -> Window | None:
    """The narrowest window that labels say together, from the outermost in; None where none does.

    Raises ValueError where one does not lie in the other over it: `April 2020` over `March 2021`
    may be one period written on two lines.
    """
    windows = [window for label in labels if (window := read_period(label))]
    windows += [window for pair in combinations(labels, 2) if (window := combine_periods(*pair))]
    return min(windows, key=lambda window: window.days, default=None)
