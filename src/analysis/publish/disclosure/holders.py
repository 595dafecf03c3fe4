"""How many people of a force hold a rank, or a kind of job: the group one could be known in."""

from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path

import pandas as pd

from analysis.model.paths import REFERENCE, VOCABULARY
from analysis.model.tables import read_table
from analysis.model.window import Window
from analysis.publish.disclosure.rules import ALWAYS_MERGED, FEWEST_HOLDERS, UNTOLD
from analysis.reconcile.categories.merging import list_wider
from analysis.reconcile.categories.tree import OTHER

DIMENSIONS = ("rank", "role")
NEAR = timedelta(days=92)  # a snapshot so near to the window's edge still speaks for it


class Holders:
    """The Home Office snapshots at 31 March, by force, worker type and rank of officers.

    data/vocabulary/holders.csv says which of them each category is made of.
    """

    def __init__(self, reference: Path = REFERENCE, vocabulary: Path = VOCABULARY):
        self.reference, self.vocabulary = Path(reference), Path(vocabulary)
        self.count_fewest = cache(self._count_fewest)  # many figures are of one group

    def _count_fewest(
        self, force: str, dimension: str, category: str, window: Window
    ) -> int | None:
        """The fewest holders at any snapshot in or near a window; None where nobody knows.

        A wider category has the holders of all that are under it. Infinitely many are told of what
        says nothing of rank or job: the whole of a dimension and what the force did not place.
        """
        held = set(category.split())
        if held & {*UNTOLD, OTHER, list_wider(dimension, OTHER)[-1]}:
            return 10**9
        kinds = self._kinds[self._kinds["dimension"] == dimension]
        kinds = kinds[[not held.isdisjoint(list_wider(dimension, c)) for c in kinds["code"]]]
        sizes = self._sizes[self._sizes["force"].eq(force)].merge(kinds, on=["worker_type", "rank"])
        first, last = window.start - NEAR, window.end + NEAR
        near = sizes["year"].map(lambda year: first <= date(year, 3, 31) < last).astype(bool)
        by_year = sizes[near].groupby("year")["headcount"].agg(["sum", "size"])
        by_year = by_year[by_year["size"] == len(kinds)]
        return int(by_year["sum"].min()) if len(by_year) else None

    @cached_property
    def _kinds(self) -> pd.DataFrame:
        return read_table(self.vocabulary / "holders.csv")

    @cached_property
    def _sizes(self) -> pd.DataFrame:
        types = read_table(self.reference / "home-office-workforce.csv").assign(rank="")
        ranks = read_table(self.reference / "home-office-workforce-by-rank.csv")
        sizes = pd.concat([types, ranks])[["year", "geo_code", "worker_type", "rank", "headcount"]]
        forces = read_table(self.vocabulary / "forces.csv")[["force", "geo_code"]]
        return sizes.merge(forces[forces["geo_code"] != ""], on="geo_code").astype(
            {"year": int, "headcount": float}
        )


def is_few(holders: Holders, force: str, dimension: str, category: str, window: Window) -> bool:
    """Whether too few hold a rank or job to be told of, nobody knows how many, or one is known."""
    size = holders.count_fewest(force, dimension, category, window)
    return size is None or size < FEWEST_HOLDERS or category in ALWAYS_MERGED
