"""The thresholds of the gate, and what it means that a count is told.

They are policy and not law (METHODS 5): whether a small count is personal data turns on who could
identify somebody by it. They are the careful side of what statistical offices do.
"""

from analysis.reconcile.categories.merging import list_wider

# METHODS 5, gate 1: the default where a table says something of a person, and of totals alone.
FEWEST_OF_A_KIND = 5
FEWEST_OF_ALL = 3
# METHODS 5, gate 2: how many must hold a rank, or a kind of job, in a force.
FEWEST_HOLDERS = 20
ALWAYS_MERGED = ("chief_officer",)  # the chief constable is known by name

PRIMARY = "small count"
HOLDERS = "size of group"
AUDIT = "what can be worked out"
ADDED = "what publishing adds"
RULES = {
    PRIMARY: "no figure tells a count of 1 to 4 of a category, or of 1 or 2 in all, more closely",
    HOLDERS: "no figure is of a rank or job that fewer than 20 people of the force hold",
    AUDIT: "no such count can be worked out from all that is published together",
    ADDED: "no cell that a force hid can be narrowed further with it than without",
}
# Of these nothing is told but that there are events: what they concern is not known.
UNTOLD = ("unknown", "not_recorded")


def choose_fewest(dimension: str, category: str) -> int:
    """The least count of a category that may be told exactly.

    Rank, role, nature, source and outcome tell something of a person; a platform says where to
    look for what they wrote, so it counts among these. `other` does as well: none of those listed.
    The whole of a dimension, and what is not recorded, tell no more than a total does.
    """
    if dimension == "total" or category in UNTOLD:
        return FEWEST_OF_ALL
    if " " in category:  # several, counted together
        return FEWEST_OF_A_KIND
    whole = category == list_wider(dimension, category)[-1]
    return FEWEST_OF_ALL if whole else FEWEST_OF_A_KIND


def is_told(low: float, high: float, fewest: int) -> bool:
    """Whether a range says of somebody that they are one of fewer than `fewest`.

    It does where it has no 0, stays under `fewest`, and is closer than the range that hides a
    count in full. A count of 0 is nobody's: it may be told.
    """
    return low >= 1 and high < fewest and (low, high) != (1, fewest - 1)


def is_narrowed(low: float, high: float, printed: tuple[float, float]) -> bool:
    """Whether a range lies inside the one that a force printed in place of a count, and is closer.

    A lower end of 0 under a printed 1 is no knowledge, whatever the upper end.
    """
    return printed[0] <= low and high <= printed[1] and (low, high) != printed
