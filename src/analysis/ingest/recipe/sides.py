"""The labels along one side of a table: each read once, totals where the recipe speaks of them."""

from collections.abc import Iterator, Mapping, Sequence

from analysis.ingest.files.workbook import Cell, fold
from analysis.ingest.recipe.labels import Blame, Label, Recipe
from analysis.ingest.recipe.overlaps import find_overlaps


def read_side(
    recipe: Recipe,
    axis: str,
    cells: Sequence[Cell],
    side: str,
    banners: Mapping[Cell, Sequence[Cell]],
) -> tuple[list[Label], list[Blame]]:
    """Every label along one side (`row` or `column`), and what is wrong with any of them.

    `banners` are the words over a label, or left of it, from the outermost in.
    """
    if axis == "count":
        return [Label(cell) for cell in cells], []
    labels: list[Label] = []
    blames: list[Blame] = []
    for cell in cells:
        try:
            labels.append(recipe.read_label(axis, cell, banners.get(cell, ())))
        except ValueError as error:
            blames.append((cell, str(error), recipe.advise(axis, cell, error)))
    blames += [*_find_twice(labels), *find_overlaps(labels), *_find_disorder(labels, banners)]
    totals = [label.cell for label in labels if label.is_total]
    if totals and side not in recipe.table.totals:
        what = f"a total {side} the recipe does not speak of"
        blames.append((totals[0], what, f"add `totals: [{side}]` in response.yaml"))
    if side in recipe.table.totals and cells and not totals:
        what = f"the recipe speaks of a total {side}, none is printed"
        blames.append((cells[-1], what, f"take `{side}` out of `totals` in response.yaml"))
    if axis == "total" and len(cells) > 1:
        what = f"more than one {side} where the recipe speaks of a total"
        blames.append((cells[1], what, f"say in `{side}s` what the labels are"))
    return labels, blames


def _find_twice(labels: list[Label]) -> Iterator[Blame]:
    """Labels of one meaning: two columns for the same days would be counted twice."""
    seen: dict[object, Cell] = {}
    for label in labels:
        cell = label.cell
        sense = "total" if label.is_total else label.window or fold(cell.text)
        first = seen.setdefault(sense, cell)
        if first is not cell:
            what = f"{cell.text!r} says what {first.address} says as well"
            yield cell, what, "make the two labels differ, or ask the force which is right"


def _find_disorder(labels: list[Label], banners: Mapping[Cell, Sequence[Cell]]) -> Iterator[Blame]:
    """Periods below one banner that do not follow in order: another banner may be missing.

    Q3, Q4, Q1 and Q2 below 2018 are hardly all of 2018.
    """
    groups: dict[tuple[Cell, ...], list[Label]] = {}
    for label in labels:
        if label.window and banners.get(label.cell):
            groups.setdefault(tuple(banners[label.cell]), []).append(label)
    for above, alike in groups.items():
        windows = [label.window for label in alike]
        if windows not in (sorted(windows), sorted(windows, reverse=True)):
            what = f"the periods below {above[-1].text!r} are out of order"
            yield alike[0].cell, what, "ask the force whether a banner is missing"
