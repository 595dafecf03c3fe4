"""One table read by its recipe: found, its labels translated, unfolded, checked."""

from dataclasses import dataclass, replace

from analysis.ingest.files.sheet import Sheet
from analysis.ingest.recipe.axis_labels import Recipe
from analysis.ingest.recipe.block import TableBlock, place_faults, spread_marks
from analysis.ingest.recipe.coverage import (
    check_hidden,
    check_repeated,
    find_nothing_hidden,
    find_unmet,
    leaves_out,
    leaves_out_periods,
    reads_hidden,
)
from analysis.ingest.recipe.locate import LocatedTable, NotLocated, locate_table
from analysis.ingest.recipe.period_axis import (
    TableLabels,
    check_days,
    find_open_years,
    read_labels,
)
from analysis.ingest.recipe.subtotals import check_of_which
from analysis.ingest.recipe.unpivot import (
    Figure,
    ObservedTable,
    PrintedTotal,
    observe_figures,
    observe_void,
    unpivot_figures,
)
from analysis.model.checks import PART_READ
from analysis.model.faults import Fault


@dataclass(frozen=True)
class TableReading:
    """What one table gave; any fault means that nothing of it is used.

    `title` is the place of its title, `Sheet1!A4`. `checks` are rows of checks.csv that reading
    alone can make. `columns` are those it reads or leaves out, zero-based; `beside` blames, by
    column, those that it does neither with: another recipe of the same title may. `figures` have
    the labels that each was read by; a list of records has none, and no block. `void` are
    observations of what does not apply: no number, and in no sum.
    """

    title: str = ""
    observations: tuple[dict, ...] = ()
    totals: tuple[PrintedTotal, ...] = ()
    checks: tuple[dict, ...] = ()
    faults: tuple[Fault, ...] = ()
    columns: frozenset[int] = frozenset()
    beside: tuple[tuple[int, Fault], ...] = ()
    figures: tuple[Figure, ...] = ()
    block: TableBlock | None = None
    void: tuple[dict, ...] = ()


def read_by_recipe(recipe: Recipe, sheets: dict[str, Sheet], file: str) -> TableReading:
    """Find one table by its recipe and read it; `file` is the workbook's name as faults show it."""
    sheets = {name: spread_marks(sheet, recipe.table.marks) for name, sheet in sheets.items()}
    try:
        located = locate_table(recipe, sheets, file)
    except NotLocated as error:
        return TableReading(error.title, faults=(error.fault,))
    block = located.block
    labels = read_labels(recipe, block)
    unpivoted = unpivot_figures(recipe, block, labels)
    observed = _observe_table(recipe, located, labels, unpivoted.figures)
    of_which, counted_twice = check_of_which(recipe, observed.observations)
    wrong = (
        *located.strays,
        *find_unmet(recipe, block, labels.banners),
        *find_nothing_hidden(recipe, block.title, reads_hidden(block)),
        *labels.faults,
        *find_open_years(recipe, block, labels),
        *unpivoted.faults,
    )
    return TableReading(
        located.title,
        observed.observations,
        observed.totals,
        checks=(
            *check_days(recipe, located),
            *check_repeated(recipe, located),
            *check_hidden(recipe, located, unpivoted.figures),
            *of_which,
        ),
        faults=(*place_faults(file, block.sheet.name, wrong), *counted_twice),
        columns=block.heads.accounted,
        beside=located.beside,
        figures=(*unpivoted.figures, *unpivoted.void),
        block=block,
        void=observe_void(recipe, unpivoted.void, located.address),
    )


def _observe_table(
    recipe: Recipe, located: LocatedTable, labels: TableLabels, figures: tuple[Figure, ...]
) -> ObservedTable:
    """The figures as observations, each noted where the recipe leaves out some of the table."""
    block = located.block
    observed = observe_figures(
        recipe,
        figures,
        located.address,
        has_span=labels.span is not None,
        left_out=leaves_out_periods(recipe, block),
    )
    if not leaves_out(recipe, block, (*labels.rows, *labels.columns)):
        return observed
    noted = (
        row | {"note": "; ".join(filter(None, (row["note"], PART_READ)))}
        for row in observed.observations
    )
    return replace(observed, observations=tuple(noted))
