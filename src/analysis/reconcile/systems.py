"""Complaints systems: outside England and Wales police complaints are recorded under other laws."""

from functools import cache

from analysis.model.paths import VOCABULARY
from analysis.model.tables import read_table

# British Transport Police are under the same system, though it changed for them on another day.
HERE = "England and Wales"
ENGLAND_AND_WALES = ("England", "Wales", "Great Britain")


@cache
def read_nations() -> dict[str, str]:
    """The nation of every force of the vocabulary, by the force's name in folders."""
    forces = read_table(VOCABULARY / "forces.csv")
    return dict(zip(forces["force"], forces["nation"], strict=True))


def name_system(force: str) -> str:
    """The complaints system a force is under; `unknown` for one that forces.csv does not list."""
    nation = read_nations().get(force, "unknown")
    return HERE if nation in ENGLAND_AND_WALES else nation
