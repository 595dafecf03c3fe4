"""The categories of a dimension as a tree, and the level at which two tables can be compared.

The tree is data/vocabulary/codes.csv: each code, and the wider one that holds it (methods.md 7).
"""

from collections.abc import Iterable
from functools import cache

from analysis.model.store.csv_file import read_table
from analysis.model.store.paths import VOCABULARY, format_path

CODES = VOCABULARY / "codes.csv"
OTHER = "other"  # holds whatever a force did not list, so it is never the same in two forces
UNPLACED = ("unknown", "not_recorded", "unspecified")  # of any category, whatever the force lists
UNDECIDED = ("live", "interim")  # where a running case stands: no outcome yet


@cache
def read_tree(dimension: str) -> "CategoryTree":
    """The tree of a dimension of data/vocabulary/codes.csv.

    >>> read_tree("rank").find_level({"constable", "inspector"}, {"inspector_and_above"})
    ['constable', 'inspector_and_above']
    """
    rows = read_table(CODES)
    rows = rows[rows["dimension"] == dimension]
    rows = rows.sort_values("order", key=lambda order: order.astype(int), kind="stable")
    return CategoryTree(dimension, dict(zip(rows["code"], rows["parent"], strict=True)))


class CategoryTree:
    """One dimension's codes. The root holds them all and so compares nothing."""

    def __init__(self, dimension: str, parents: dict[str, str]):
        """`parents` by code, the root's empty, in the order in which codes are listed."""
        self.dimension = dimension
        self.above = {code: _climb(code, parents) for code in parents}  # nearest first, no root

    def climb(self, code: str) -> list[str]:
        """The code and those that hold it, from the nearest up, the root left out.

        Raises ValueError for a code that the dimension does not have.
        """
        if code not in self.above:
            raise ValueError(
                f"{format_path(CODES)}: no code {code!r} in {self.dimension}; add its row"
            )
        return self.above[code]

    def is_placed(self, code: str) -> bool:
        """Whether a code says which category it is; the root and the remainders do not."""
        return code not in (OTHER, *UNPLACED) and bool(self.climb(code))

    def is_undecided(self, code: str) -> bool:
        """Whether an outcome says that its case still runs."""
        return self.dimension == "outcome" and not set(self.climb(code)).isdisjoint(UNDECIDED)

    def find_level(self, first: Iterable[str], second: Iterable[str]) -> list[str]:
        """The narrowest categories, in order, that hold every code of two tables whole.

        A code goes up to the widest code above it that either table lists: `inspector` to
        `inspector_and_above`. What only one table lists goes further up where that meets what only
        the other lists, and no shared category is lost by it; else it stays, and one table has it.
        """
        sides = [[self.climb(code) for code in codes] for codes in (first, second)]
        listed = {above[0] for side in sides for above in side}
        level = {_find_widest(above, listed) for side in sides for above in side}
        for joint in self._list_joints(level):
            below = {code for code in level if joint in self.climb(code)}
            if _is_shared(joint, sides) and not any(_is_shared(code, sides) for code in below):
                level = level - below | {joint}
        return [code for code in self.above if code in level]

    def _list_joints(self, level: Iterable[str]) -> list[str]:
        """The codes above those of a level, the deepest first."""
        joints = {joint for code in level for joint in self.climb(code)[1:]}
        return sorted(joints, key=lambda joint: (-len(self.climb(joint)), joint))


def _climb(code: str, parents: dict[str, str]) -> list[str]:
    above = []
    while parents[code]:
        above.append(code)
        code = parents[code]
    return above


def _find_widest(above: list[str], listed: set[str]) -> str:
    """The last of some codes that is listed."""
    return [code for code in above if code in listed][-1]


def _is_shared(code: str, sides: list[list[list[str]]]) -> bool:
    """Whether every side lists something at or below a code."""
    return all(any(code in above for above in side) for side in sides)
