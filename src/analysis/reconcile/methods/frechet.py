"""What one-way tables imply for their crossing: Fréchet bounds, sharp and often very wide.

With only the margins known, a joint count lies between max(0, sum of margins - (d - 1) N) and the
smallest margin (METHODS 6; Dobra and Fienberg, PNAS 2000). Such bounds can identify a person, and
a range of 0 to 40 is read as 20: they serve to refuse a statement, and are not published.
"""

from collections.abc import Sequence

Range = tuple[int, float]


def bound_joint(margins: Sequence[Range], total: int) -> Range:
    """Sharp bounds on the events that lie in every one of d categories, d at least 2.

    Each margin is (low, high) of one category of one table; every table divides the same `total`
    events. Raises ValueError for fewer than two margins, and for one that is no part of the total.
    """
    if len(margins) < 2:
        raise ValueError("a joint count needs two margins or more")
    for low, high in margins:
        if not 0 <= low <= high or low > total:
            raise ValueError(f"no part of {total} events lies between {low} and {high}")
    least = sum(low for low, _ in margins) - (len(margins) - 1) * total
    return max(0, least), min(total, *(high for _, high in margins))


def is_most(part: Range, other: Range, total: int) -> bool:
    """Whether "most of `part` were `other`" holds for every crossing that the margins allow.

    Both are (low, high). It is tried where both are least: more of either only helps.
    """
    least, _ = bound_joint([part, other], total)
    return least > part[0] / 2
