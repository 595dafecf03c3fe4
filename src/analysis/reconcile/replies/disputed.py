"""Figures that a reply gives twice and not alike: they stand as they are, what is derived does not.

Both figures are shown, and nothing is mended: no rate, share, ratio, change or estimate is given
that rests on a cell of either (methods.md 6).
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

import pandas as pd

from analysis.model.address import merge_addresses, split_addresses
from analysis.model.checks import DIFFERS, PRINTED_TOTAL
from analysis.reconcile.replies.category_tree import SEVERAL
from analysis.reconcile.replies.series import Series
from analysis.reconcile.results.comparison import REFUSALS, Findings
from analysis.reconcile.results.refusals import Refusal

PARTS = "sum of categories"
# Checks of figures against figures; those of days and of rows say nothing of what is right.
OF_FIGURES = (
    *(PRINTED_TOTAL, PARTS, "two totals", "declared comparison"),
    *("order of units", "sanctions", "finished and all"),
)
REMEDY = "ask the force which of its figures is right"
Cell = tuple[str, str, str]  # file, sheet, cell


@dataclass(frozen=True)
class Disputed:
    """The cells whose figures differ from others, each with the checks that say so."""

    checks: Mapping[Cell, list[dict]] = field(default_factory=dict)

    def find(self, *cells: str) -> Refusal | None:
        """Why nothing is derived from some lists of cells; None where no check disputes them.

        The evidence names the checks and not their figures, which stand with the checks, where
        small ones are held back before publication.
        """
        if not self.checks:
            return None  # as in most studies, whose many addresses need not be read
        met = [check for cell in _split(*cells) for check in self.checks.get(cell, ())]
        if not met:
            return None
        whats = "; ".join(dict.fromkeys(check["what"] for check in met))
        both = (check[name] for check in met for name in ("first_cell", "second_cells"))
        told = f"what the reply gives twice differs: {whats}"
        return Refusal("INCONSISTENT_SOURCES", told, merge_addresses(*both), REMEDY)

    def withdraw(self, figures: Iterable[dict], refusals: Iterable[dict] = ()) -> Findings:
        """The figures of a comparison that may stand, and one refusal more for each that may not.

        Counts stand, for they are what the reply says; all else is derived from them.
        """
        kept, refused = [], [*refusals]
        for row in figures:
            why = None if row["measure"] == "count" else self.find(row["cells"])
            if why is None:
                kept.append(row)
                continue
            if row["basis"] == "cell":
                continue  # told by the refusal of the reply's own window, which holds its cells
            told = REFUSALS.complete(row)
            if row["dimension"] == "total":
                told |= dict.fromkeys(("table", "dimension", "category"), "")
            refused.append(told | asdict(why))
        return Findings(kept, refused)

    def keep(self, rows: Iterable[dict]) -> list[dict]:
        """The rows of a further table that rest on no disputed cell: what they show is derived."""
        return [row for row in rows if self.find(row["cells"]) is None]


NONE_DISPUTED = Disputed()


def find_disputed(checks: pd.DataFrame, series: Iterable[Series]) -> Disputed:
    """The cells of every check that ends in a difference between figures.

    One event may be on several platforms or of several kinds, or of none that is listed: that such
    a table does not sum to its total is no contradiction.
    """
    several = {
        (one.force, one.reference, table)
        for one in series
        for table in one.figures.loc[one.figures["dimension"].isin(SEVERAL), "table"]
    }
    found: dict[Cell, list[dict]] = {}
    for check in checks.to_dict("records"):
        if check["check"] not in OF_FIGURES or check["verdict"] != DIFFERS:
            continue
        place = check["force"], check["reference"], check["table"]
        if check["check"] == PARTS and place in several:
            continue
        for cell in _split(check["first_cell"], check["second_cells"]):
            found.setdefault(cell, []).append(check)
    return Disputed(found)


def _split(*cells: str) -> list[Cell]:
    """Each address once, whatever is noted of it."""
    addresses = split_addresses(merge_addresses(*cells))
    return list(dict.fromkeys((one.file, one.sheet, one.cell) for one in addresses))
