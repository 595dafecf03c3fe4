"""Names as readers know them, and the order categories are listed in, from data/vocabulary."""

from collections.abc import Iterable
from pathlib import Path

from analysis.model.paths import VOCABULARY, show
from analysis.model.tables import read_table

# What a force could not or would not place. Listed last and set apart: never a category of its own.
REMAINDERS = ("unspecified", "other", "unknown", "not_recorded")


class Names:
    """Display names of forces and categories, read once from forces.csv and codes.csv."""

    def __init__(self, folder: Path = VOCABULARY):
        self.folder = Path(folder)
        forces = read_table(self.folder / "forces.csv")
        codes = read_table(self.folder / "codes.csv")
        self._forces = dict(zip(forces["force"], forces["name"], strict=True))
        keys = list(zip(codes["dimension"], codes["code"], strict=True))
        self._categories = dict(zip(keys, codes["name"], strict=True))
        self._orders = dict(zip(keys, map(int, codes["order"]), strict=True))

    def force(self, slug: str) -> str:
        """`Staffordshire Police`. Raises ValueError for a force that forces.csv does not list."""
        if slug not in self._forces:
            raise ValueError(f"{show(self.folder / 'forces.csv')}: no force {slug!r}; add its row")
        return self._forces[slug]

    def category(self, dimension: str, code: str) -> str:
        """`Police constable`; of a set `facebook+twitter`, `Facebook and Twitter (X)`.

        Raises ValueError for a code that codes.csv does not list.
        """
        for member in code.split("+"):
            if (dimension, member) not in self._categories:
                raise ValueError(
                    f"{show(self.folder / 'codes.csv')}: no code {member!r} in {dimension}; "
                    "add its row"
                )
        members = sorted(code.split("+"), key=lambda member: self._orders[dimension, member])
        return " and ".join(self._categories[dimension, member] for member in members)

    def sort_categories(self, dimension: str, codes: Iterable[str]) -> list[str]:
        """The codes in the vocabulary's order, what could not be placed last."""
        found = {code: self.category(dimension, code) for code in codes}

        def place(code: str) -> tuple:
            members = [self._orders[dimension, member] for member in code.split("+")]
            return code in REMAINDERS, min(members), len(members), code

        return sorted(found, key=place)
