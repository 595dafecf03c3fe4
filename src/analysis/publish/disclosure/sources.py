"""What the forces themselves have made public, and which cells of it are to stay hidden."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from analysis.model.address import Address, split_addresses
from analysis.model.checks import PRINTED_TOTAL
from analysis.publish.disclosure.groups import Groups
from analysis.publish.disclosure.shown import GROUP
from analysis.reconcile.methods.bounds import Known
from analysis.reconcile.series import as_known

TABLE = ["reference", "table"]
Listed = dict[tuple[str, str], list[str]]  # the categories of each table, by reference and table


@dataclass(frozen=True)
class Source:
    """A cell of a reply as a constraint: whose it is, and whether it is a total of others.

    `within` so many events of what is printed it is taken as true.
    """

    reference: str
    table: str
    category: str
    known: Known
    is_total: bool
    within: int = 0

    @property
    def believed(self) -> Known:
        return widen(self.known, self.within)

    @property
    def is_hidden(self) -> bool:
        """The force gave a range in place of the count."""
        return self.known.low < self.known.high < float("inf") and not self.is_total

    @property
    def place(self) -> Address:
        return split_addresses(self.known.name)[0]


def list_categories(observations: pd.DataFrame, dimension: str) -> Listed:
    """The categories that each table of some observations lists, in one dimension."""
    rows = observations[observations["dimension"] == dimension]
    return {key: list(names.unique()) for key, names in rows.groupby(TABLE, sort=False)["category"]}


def list_sources(
    observations: pd.DataFrame, dimension: str, groups: Groups, within: Mapping[str, int]
) -> list[Source]:
    """The cells of one dimension as printed; labels of one category and table are added up.

    Cells of the references in `within` are taken as true within so many events.
    """
    listed = list_categories(observations, dimension)
    rows = observations[observations["dimension"] == dimension]
    printed = rows["note"].str.startswith(PRINTED_TOTAL)
    sources = []
    keys = [*TABLE, "category", printed.rename("printed")]
    for (reference, table, category, is_total), cells in rows.groupby(keys, sort=False):
        parts = groups.spread(category, listed[reference, table])
        for known in as_known(cells):
            by = within.get(reference, 0)
            cell = replace(known, parts=parts)
            sources.append(Source(reference, table, category, cell, bool(is_total), by))
    return sources


def widen(cell: Known, by: int) -> Known:
    """The cell as true within so many events: cases are re-dated and re-coded."""
    return replace(cell, low=max(0, cell.low - by), high=cell.high + by)


def split_groups(observations: pd.DataFrame) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    """The observations of each force that count the same thing in the same people."""
    for key, rows in observations.groupby(GROUP, sort=False):
        yield tuple(map(str, key)), rows
