"""A series: the observations of one reply that count the same thing in the same people."""

from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from analysis.model.address import Address, merge_addresses
from analysis.model.checks import PRINTED_TOTAL
from analysis.model.observation import NOT_ADDITIVE
from analysis.model.window import Window
from analysis.reconcile.comparison import SERIES
from analysis.reconcile.methods.bounds import EVERY, Known

SHARED = ("reference", "table", "dimension", "category", "start", "end", "end_latest")
MEASURED = ("low", "high", "status", "label", "file", "sheet", "cell", "note")


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
    # What other replies of the force say of the same thing: see analysis.reconcile.joining.
    joined: pd.DataFrame = field(default_factory=pd.DataFrame)
    leads: bool = True  # False for a reply that only adds to another

    @property
    def is_additive(self) -> bool:
        return self.unit not in NOT_ADDITIVE

    @cached_property
    def totals(self) -> pd.DataFrame:
        return self.figures[self.figures["dimension"] == "total"]

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """Its totals, and those of the replies joined to it: what bounds may rest on."""
        if self.joined.empty:
            return self.totals
        return pd.concat([self.totals, self.joined[self.joined["dimension"] == "total"]])

    @cached_property
    def window(self) -> Window:
        """From the first to the last day of its totals, or of all figures where it has none."""
        figures = self.figures if self.totals.empty else self.totals
        last = figures["end"].max()
        latest = figures.loc[figures["end"] == last, "end_latest"].max()
        return Window(figures["start"].min().date(), last.date(), latest.date())

    def facts(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in (*SERIES, "provenance")}

    def __str__(self) -> str:
        return f"{self.force} {self.reference} ({self.unit}, {self.definition})"


def split_series(observations: pd.DataFrame) -> list[Series]:
    """The series of a frame of observations, in the order in which they first appear."""
    groups = observations.groupby([*SERIES, "provenance"], sort=False)
    return [Series(*map(str, key), figures.reset_index(drop=True)) for key, figures in groups]


def as_known(
    figures: pd.DataFrame,
    latest_end: bool = False,
    additive: bool = True,
    by_category: bool = False,
) -> list[Known]:
    """The figures as constraints, under one or the other reading of an ambiguous end.

    With `by_category` each says of which category it is; without, all figures are of one thing.
    Two labels of one table that mean the same category ("Resigned", "Retired") add up to it;
    people may stand under both, so of them only the larger is sure. Two tables do not add up:
    each says the same thing in its own way.
    """
    merged: dict[tuple, list[dict]] = {}
    for figure in list_rows(figures):
        # A total has no category to share: each of its figures stands alone.
        alone = figure["cell"] if figure["dimension"] == "total" else ""
        # Two notes, such as the pages of a letter, do not make two categories of one.
        printed = figure["note"].startswith(PRINTED_TOTAL)
        key = (*(figure[name] for name in SHARED), alone, printed)
        merged.setdefault(key, []).append(figure)
    known = []
    for group in merged.values():
        first = group[0]
        end = first["end_latest"] if latest_end else first["end"]
        low = (sum if additive else max)(figure["low"] for figure in group)
        window = Window(first["start"].date(), end.date())
        names = merge_addresses(*(name_cell(**figure) for figure in group))
        high = sum(figure["high"] for figure in group)
        parts = frozenset({first["category"]}) if by_category else EVERY
        known.append(Known(window, int(low), high, names, parts))
    return known


def list_rows(figures: pd.DataFrame) -> list[dict]:
    """The rows as dicts; far quicker than pandas' own ways for the handful that one figure has."""
    columns = {name: figures[name].tolist() for name in (*SHARED, *MEASURED)}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def name_cell(file: str, sheet: str, cell: str, note: str = "", **_) -> str:
    """The address of one observation, as `file#sheet!cell`, with what is noted of it."""
    return str(Address(file, sheet, cell, note.removeprefix(PRINTED_TOTAL).removeprefix("; ")))
