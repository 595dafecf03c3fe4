"""The period of a whole path of labels: banners over a head, or words left of a label."""

from collections.abc import Sequence
from itertools import combinations, pairwise

from analysis.ingest.words.periods import combine_periods, read_period
from analysis.model.window import Window


def chain_periods(labels: Sequence[str]) -> Window | None:
    """The narrowest window that labels say together, from the outermost in; None where none does.

    Raises ValueError where one does not lie in the other over it: `April 2020` over `March 2021`
    may be one period written on two lines.
    """
    check_lines(labels)
    windows = [window for label in labels if (window := read_period(label))]
    windows += [window for pair in combinations(labels, 2) if (window := combine_periods(*pair))]
    return min(windows, key=lambda window: window.days, default=None)


def check_lines(labels: Sequence[str]) -> None:
    """Raises ValueError where two labels are one period only if they are read as one line.

    `2020` over `/21` is neither 2020 nor, without a person's word, 2020/21.
    """
    for outer, inner in pairwise(labels):
        halves = [window for label in (outer, inner) if (window := read_period(label))]
        if len(halves) > 1:
            continue  # whether one lies in the other is another matter
        split = ValueError(f"{outer!r} over {inner!r} may be one period on two lines")
        for line in (f"{outer} {inner}", f"{outer}{inner}"):
            try:
                whole = read_period(line)
            except ValueError:
                raise split from None
            if whole and not (
                whole == combine_periods(outer, inner)
                and all(half.covers(whole) for half in halves)
            ):
                raise split
