"""What a reader believes of figures that need not all be true: as many as can be true together."""

from collections.abc import Sequence
from dataclasses import replace

from analysis.reconcile.methods.bounds import Disagreement, Known, System


class Contradiction(Exception):
    """What has been published cannot all be true: nothing follows from it, and all may."""


def believe(cells: Sequence[Known], more: Sequence[Known] = ()) -> list[Known]:
    """The cells, and of `more` each that the cells and those before it leave room for.

    What is believed besides only narrows what the cells say: so none is given up for another that
    contradicts it. Raises Contradiction where the cells cannot all be true.
    """
    if find_wrong(cells):
        raise Contradiction("the cells cannot all be true")
    return _add(list(cells), list(more))


def leave_out(cells: Sequence[Known]) -> list[Known]:
    """The cells without the fewest events' worth that must be wrong for the others to be true.

    Raises Contradiction where nobody can say which they are.
    """
    kept = list(cells)
    while wrong := find_wrong(kept):
        kept = [cell for place, cell in enumerate(kept) if place not in wrong]
    return kept


def find_wrong(cells: Sequence[Known]) -> set[int]:
    """The places of cells that keep the others from being true; none where all can be.

    Raises Contradiction where all are to blame: so it is told where the search was cut short.
    """
    if not cells:
        return set()
    try:
        System([replace(cell, name=str(place)) for place, cell in enumerate(cells)]).check()
    except Disagreement as error:
        wrong = {int(place) for place in error.cells}
        if len(wrong) in (0, len(cells)):
            raise Contradiction("nobody can say which cells are wrong") from None
        return wrong
    return set()


def _add(cells: list[Known], more: list[Known]) -> list[Known]:
    """Halved where they do not all fit, for most do."""
    if not more or not find_wrong([*cells, *more]):
        return [*cells, *more]
    if len(more) == 1:
        return cells
    half = len(more) // 2
    return _add(_add(cells, more[:half]), more[half:])
