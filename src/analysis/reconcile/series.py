"""A series: the observations of one reply that count the same thing in the same people."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from analysis.model.address import Address, merge_addresses
from analysis.model.observation import NOT_ADDITIVE
from analysis.model.window import Window
from analysis.reconcile.bounds import Known

COUNTS_ALIKE = ("force", "reference", "unit", "population", "definition", "date_basis")


@dataclass(frozen=True)
class Series:
    """Figures of one force and reply with the same unit, population, definition and date basis."""

    force: str
    reference: str
    unit: str
    population: str
    definition: str
    date_basis: str
    provenance: str
    figures: pd.DataFrame

    @property
    def is_additive(self) -> bool:
        return self.unit not in NOT_ADDITIVE

    @property
    def totals(self) -> pd.DataFrame:
        return self.figures[self.figures["dimension"] == "total"]

    @property
    def window(self) -> Window:
        """From the first to the last day of its totals, or of all figures where it has none."""
        figures = self.figures if self.totals.empty else self.totals
        last = figures["end"].max()
        latest = figures.loc[figures["end"] == last, "end_latest"].max()
        return Window(figures["start"].min().date(), last.date(), latest.date())

    def facts(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in (*COUNTS_ALIKE, "provenance")}

    def __str__(self) -> str:
        return f"{self.force} {self.reference} ({self.unit}, {self.definition})"


def split_series(observations: pd.DataFrame) -> list[Series]:
    """The series of a frame of observations, in the order in which they first appear."""
    groups = observations.groupby([*COUNTS_ALIKE, "provenance"], sort=False)
    return [Series(*map(str, key), figures.reset_index(drop=True)) for key, figures in groups]


def as_known(figures: pd.DataFrame, latest_end: bool = False, additive: bool = True) -> list[Known]:
    """The figures as constraints, under one or the other reading of an ambiguous end.

    Two labels of one table that mean the same category ("Resigned", "Retired") add up to it;
    people may stand under both, so of them only the larger is sure. Two tables do not add up:
    each says the same thing in its own way.
    """
    same = ["table", "dimension", "category", "start", "end", "end_latest", "note"]
    # A total has no category to share: each of its figures stands alone.
    alone = figures["cell"].where(figures["dimension"].eq("total"), "")
    known = []
    for _, group in figures.groupby([*(figures[name] for name in same), alone], sort=False):
        first = group.iloc[0]
        end = first["end_latest"] if latest_end else first["end"]
        low = group["low"].sum() if additive else group["low"].max()
        window = Window(first["start"].date(), end.date())
        known.append(Known(window, int(low), group["high"].sum(), name_cells(group)))
    return known


def name_cell(row) -> str:
    """The address of one observation, as `file#sheet!cell`."""
    return str(Address(row.file, row.sheet, row.cell))


def name_cells(figures: pd.DataFrame) -> str:
    """The addresses of all, in order."""
    return merge_addresses(*(name_cell(row) for row in figures.itertuples(index=False)))


def by_category(figures: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Each dimension and category but the totals, with its figures."""
    named = figures[figures["dimension"] != "total"]
    for (dimension, category), group in named.groupby(["dimension", "category"], sort=True):
        yield str(dimension), str(category), group
