"""Totals that stand under a section or beside a group without being its own."""

from collections.abc import Mapping, Sequence

from analysis.ingest.files.workbook import fold
from analysis.ingest.survey.grid import Grid
from analysis.ingest.survey.sides import Sides
from analysis.ingest.survey.wording import read_wording

Figures = Mapping[int, Sequence[float | None]]


def free_totals(
    grid: Grid,
    sides: Sides,
    sums: Mapping[int, Sequence[int]],
    figures: Figures,
) -> None:
    """Take from a total row the words of its group or section where it is no total of that.

    The arithmetic decides where it can: rows of other sections are parts as well, and those of
    its own do not come to the total. Else a total after a blank row, or the only one, at the end
    of several sections, stands outside the innermost, unless it says the section's words itself.
    """
    said = [row for row in sides.labels if read_wording(sides.labels[row]) == "total"]
    sections = {sides.inherited[row] for row in sides.labels}
    last = max(sides.labels)
    for total in dict.fromkeys((*sums, *said)):
        inherited, own = sides.inherited[total], " ".join(sides.labels[total][-1:])
        parts = sums.get(total)
        if parts and any(figures[total]):
            alien = [word for word in inherited if _sums_beyond(word, total, parts, sides, figures)]
        else:
            alone = total == last and said == [total] and len(sections) > 2
            outside = alone or not grid.filled[total - 1].any()
            alien = [w for w in inherited[-1:] if outside and fold(w) not in fold(own)]
        if alien:
            kept = (word for word in sides.labels[total] if word not in alien)
            sides.labels[total] = tuple(kept)


def _sums_beyond(
    word: str,
    total: int,
    parts: Sequence[int],
    sides: Sides,
    figures: Figures,
) -> bool:
    """Whether a total needs rows outside the section of these words to come to its figures."""
    inside = [part for part in parts if word in sides.labels[part]]
    if not inside or len(inside) == len(parts):
        return False
    added = [sum(v or 0 for v in line) for line in zip(*map(figures.get, inside), strict=True)]
    return any(v is not None and v != s for v, s in zip(figures[total], added, strict=True))
