"""Categories as groups of codes, so that what two tables say of one can be put together."""

from collections.abc import Iterable

from analysis.reconcile.categories.merging import list_wider
from analysis.reconcile.categories.tree import OTHER
from analysis.reconcile.methods.bounds import EVERY, REST


class Groups:
    """The codes of one dimension that some tables list, and the groups their categories make.

    A category holds what is under it in the tree, but for what the same table lists apart;
    `other` holds all that its table does not list. The whole of a dimension holds every code, and
    leaves room for events that no table places. Categories parted by spaces are counted together.
    """

    def __init__(self, dimension: str, codes: Iterable[str]):
        self.dimension = dimension
        # Totals have no categories: each of them counts every event.
        named = {code for each in codes for code in each.split()}
        self.codes = sorted(named) if dimension != "total" else []
        self._wider = {code: list_wider(dimension, code) for code in self.codes}

    def spread(self, category: str, listed: Iterable[str]) -> frozenset[str]:
        """The codes that a category of a table stands for, beside the others the table lists."""
        if self.dimension == "total":
            return EVERY
        apart = [code for code in listed if code != category]
        if category == OTHER:
            return frozenset({*self.codes, REST}) - self._unite(apart)
        inner = [code for code in apart if category in list_wider(self.dimension, code)]
        return self.hold(category) - self._unite(inner)

    def unite(self, category: str, listed: Iterable[str]) -> frozenset[str]:
        """The codes of all that a table lists at or under a category, counted together."""
        codes = list(listed)
        under = [code for code in codes if category in list_wider(self.dimension, code)]
        return frozenset().union(*(self.spread(code, codes) for code in under))

    def hold(self, category: str) -> frozenset[str]:
        """The codes of some table that are a category or under it."""
        held = set(category.split())
        return frozenset(c for c in self.codes if held & set(self._wider[c]))

    def list_kinds(self) -> list[str]:
        """Every code and every wider one, but for the root: what a reader may ask about.

        The narrowest come first: of two that hold the same, it says most.
        """
        kinds = {wider for code in self.codes for wider in self._wider[code][:-1]}
        return sorted(kinds, key=lambda kind: (-len(list_wider(self.dimension, kind)), kind))

    def leave(self, table: Iterable[frozenset[str]]) -> frozenset[str]:
        """The codes that no category of a table holds, and the events that none places."""
        if self.dimension == "total":
            return EVERY
        return frozenset({*self.codes, REST}).difference(*table)

    def _unite(self, codes: Iterable[str]) -> frozenset[str]:
        return frozenset().union(*(self.hold(code) for code in codes))
