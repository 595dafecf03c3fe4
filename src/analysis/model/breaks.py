"""Breaks: days on which the way of counting changed, so that no trend is drawn across them."""

from datetime import date

from analysis.model.force import Nation
from analysis.model.yaml_file import Strict, Words


class Break(Strict):
    """A day on which counting changed, so that no trend is drawn across it.

    It holds for the forces of `nations` (as forces.csv has them), for all where none is named.
    """

    date: date
    name: Words
    why: Words
    nations: tuple[Nation, ...] = ()


# The police complaints system of England and Wales; British Transport Police joined it later. A
# study that says nothing of breaks has these: without them, changes in counting pass for trends.
_NEW_SYSTEM = "New complaints system"
_WHY = (
    "A complaint is any expression of dissatisfaction from this day, with new categories and rules."
)
KNOWN_BREAKS = (
    Break(date=date(2020, 2, 1), name=_NEW_SYSTEM, why=_WHY, nations=("England", "Wales")),
    Break(date=date(2021, 1, 4), name=_NEW_SYSTEM, why=_WHY, nations=("Great Britain",)),
)
