"""Regimes: under which law a force records complaints, and before or after which change of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.model.breaks import Break
from analysis.model.force import read_nations
from analysis.model.window import Window, format_date

HOME_SYSTEM = "England and Wales"
# British Transport Police are under the same system, though it changed for them on another day.
_ENGLAND_AND_WALES = ("England", "Wales", "Great Britain")


def find_system(force: str) -> str:
    """The complaints system that a force is under; `unknown` for one that forces.csv lacks.

    >>> find_system("staffordshire"), find_system("police-scotland"), find_system("nowhere")
    ('England and Wales', 'Scotland', 'unknown')
    """
    nation = read_nations().get(force, "unknown")
    return HOME_SYSTEM if nation in _ENGLAND_AND_WALES else nation


@dataclass(frozen=True)
class Regimes:
    """The breaks of a study, in order of their dates: days on which counting changed."""

    breaks: Sequence[Break]

    def find(self, window: Window, force: str = "") -> tuple[str, Break | None]:
        """How a window lies to the breaks (methods.md 8): those of a force, if one is named.

        `before` the first break that it does not lie behind, `spans` it, or `since` the last one;
        with that break. An empty text and None where no break concerns the force.
        """
        nations = set(read_nations().get(force, "").split(" and "))  # of all forces, two
        breaks = [c for c in self.breaks if not (force and c.nations) or nations & set(c.nations)]
        for change in breaks:
            if window.end <= change.date:
                return "before", change
            if window.start < change.date:
                return "spans", change
        return ("since", breaks[-1]) if breaks else ("", None)

    def format(self, window: Window, force: str = "") -> str:
        """The same in words, such as `before 1 February 2020`; empty without a break."""
        when, change = self.find(window, force)
        return f"{when} {format_date(change.date)}" if change else ""
